//! The text of a statistics table as tokens: labels, units, figures, marks. A figure is one only behind
//! a unit or where it fills its word, since labels hold digits too.

use std::ops::Range;

use crate::parse::tables::glyphs::{BLANK, Glyph};
use crate::parse::tables::old::form;
use crate::parse::tables::old::heads::Heads;
use crate::parse::tables::old::words::unit_len;
use crate::parse::tables::ordinal::{Ordinal, ordinal_at};
use crate::parse::tables::value::{digits_len, marker_len};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Part of a label; whether it begins one.
    Text {
        begins: bool,
    },
    Unit,
    /// A figure; whether the numbering of the next label sticks to its end.
    Figure {
        numbered: bool,
    },
    Marker,
    Blank,
}

/// A token and the glyphs it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub glyphs: Range<usize>,
}

/// More letters than this without a figure are no label any more.
const LONGEST_LABEL: usize = 240;

/// What of the page is read as one table.
pub struct Region<'a> {
    /// The text that the glyphs stand in.
    pub source: &'a str,
    pub glyphs: &'a [Glyph],
    pub range: Range<usize>,
    pub heads: &'a Heads,
    /// Whether an item of the stream is a row of cells.
    pub rows: &'a [bool],
}

impl Region<'_> {
    pub fn in_cells(&self, glyph: usize) -> bool {
        let item = self.glyphs.get(glyph).and_then(|g| usize::try_from(g.item).ok());
        item.and_then(|item| self.rows.get(item)).copied().unwrap_or(false)
    }

    /// The characters of some glyphs, blank cells left out.
    pub fn text(&self, range: Range<usize>) -> String {
        self.glyphs.get(range).unwrap_or_default().iter().map(|g| g.c).filter(|c| *c != BLANK).collect()
    }

    /// The tokens up to the end of the table: a sentence, or too many letters without a figure.
    pub fn tokens(&self) -> Vec<Token> {
        let mut lexer =
            Lexer { region: self, at: self.range.start, tokens: Vec::new(), letters: 0, figures: None, brackets: 0 };
        while lexer.at < self.range.end && lexer.letters <= LONGEST_LABEL && lexer.step() {}
        lexer.tokens
    }
}

struct Lexer<'r, 'a> {
    region: &'r Region<'a>,
    at: usize,
    tokens: Vec<Token>,
    /// Letters of labels since the last figure.
    letters: usize,
    /// Figures, marks and blanks behind the last unit; `None` where no unit is open.
    figures: Option<usize>,
    /// Brackets that are open in the label.
    brackets: usize,
}

impl Lexer<'_, '_> {
    fn glyph(&self, at: usize) -> Option<&Glyph> {
        self.region.glyphs.get(at).filter(|_| at < self.region.range.end)
    }

    /// The glyph that follows another one in its cell without a space.
    fn touching(&self, at: usize) -> Option<&Glyph> {
        let before = self.glyph(at.checked_sub(1)?)?;
        self.glyph(at).filter(|g| g.same_cell(before) && !g.spaced && g.c != BLANK)
    }

    fn rest(&self) -> &[Glyph] {
        self.region.glyphs.get(self.at..self.region.range.end).unwrap_or_default()
    }

    /// The item of the stream that the last token stands in.
    fn last_item(&self) -> Option<u32> {
        let last = self.tokens.last()?.glyphs.start;
        self.glyph(last).map(|g| g.item)
    }

    fn last(&self) -> Option<Kind> {
        self.tokens.last().map(|token| token.kind)
    }

    /// Takes the next token; `false` at the end of the table.
    fn step(&mut self) -> bool {
        let Some(here) = self.glyph(self.at).copied() else { return false };
        let in_cells = self.region.in_cells(self.at);
        if here.c == '。' && !in_cells {
            return false;
        }
        if here.c == BLANK {
            self.figures = self.figures.map(|count| count + 1);
            self.push(Kind::Blank, 1);
        } else if let Some((len, numbered)) = self.figure(&here) {
            self.figures = self.figures.map(|count| count + 1);
            self.letters = 0;
            self.push(Kind::Figure { numbered }, len);
        } else if let Some(len) = self.unit(&here, in_cells) {
            self.figures = Some(0);
            self.push(Kind::Unit, len);
        } else if let Some(len) = self.marker(&here) {
            self.figures = self.figures.map(|count| count + 1);
            self.push(Kind::Marker, len);
        } else {
            self.text(&here);
        }
        true
    }

    fn push(&mut self, kind: Kind, len: usize) {
        if !matches!(kind, Kind::Text { .. }) {
            self.brackets = 0;
        }
        self.tokens.push(Token { kind, glyphs: self.at..self.at + len });
        self.at += len;
    }

    /// The glyphs of a figure here, and whether a numbering sticks to it.
    fn figure(&self, here: &Glyph) -> Option<(usize, bool)> {
        let len = digits_len(self.rest());
        if len == 0 {
            return None;
        }
        let next = self.touching(self.at + len).map(|g| g.c);
        let after = self.touching(self.at + len + 1).filter(|_| next.is_some()).map(|g| g.c);
        let open = self.figures.is_some_and(|count| count < self.region.heads.columns.len());
        let behind_unit = matches!(self.last(), Some(Kind::Unit));
        let behind = open && (behind_unit || here.spaced);
        // With text sticking to it, a number at the start of a line may number that text.
        let in_line = behind && (!here.spaced || self.last_item() == Some(here.item));
        if self.brackets > 0 && !behind_unit {
            return None;
        }
        match next {
            None if here.spaced || behind => Some((len, false)),
            Some('年' | '月' | '日' | '时' | '号' | '%' | '‰') => None,
            Some(',' | '.' | '-' | '/' | ':' | '~' | '*') if after.is_some_and(|c| c.is_ascii_digit()) => None,
            // A single digit and a point open the next label, and so do all digits of a word of two.
            Some('.' | '、') => (in_line && (len > 1 && !here.spaced || len > 2)).then_some((len, true)),
            Some(_) if in_line && !self.is_counted(self.at + len) => Some((len, false)),
            _ => self.behind_known_label(here).then_some((len, false)),
        }
    }

    /// Whether the label right before is one of the form, in a table without units.
    fn behind_known_label(&self, here: &Glyph) -> bool {
        if self.region.heads.unit {
            return false;
        }
        let Some(Token { kind: Kind::Text { .. }, glyphs }) = self.tokens.last() else { return false };
        let touches = self.glyph(glyphs.start).is_some_and(|g| g.same_cell(here));
        touches && form::is_label(&self.region.text(glyphs.clone()))
    }

    /// The glyphs of a unit here.
    fn unit(&self, here: &Glyph, in_cells: bool) -> Option<usize> {
        let len = unit_len(self.rest())?;
        let next = self.touching(self.at + len).map(|g| g.c);
        let starts_word = here.spaced;
        if starts_word && next.is_none() {
            return (in_cells || self.figure_follows(self.at + len)).then_some(len);
        }
        let label_before = matches!(self.last(), Some(Kind::Text { .. })) && !starts_word;
        let bracketed =
            next == Some(')') && self.at.checked_sub(1).and_then(|at| self.glyph(at)).is_some_and(|g| g.c == '(');
        if bracketed {
            let behind = self.touching(self.at + len + 1).map(|g| g.c);
            return (label_before && behind.is_none_or(|c| c.is_ascii_digit())).then_some(len + 1);
        }
        let glued = label_before && self.region.heads.unit && !in_cells;
        let digit = |at: usize| self.glyph(at).is_some_and(|g| g.c.is_ascii_digit() && g.item == here.item);
        (glued && digit(self.at + len) && self.counts_nothing(self.at + len)).then_some(len)
    }

    /// Whether the digits at a place are followed by no unit, as in 制发文件12份.
    fn counts_nothing(&self, at: usize) -> bool {
        let len = digits_len(self.region.glyphs.get(at..self.region.range.end).unwrap_or_default());
        !self.is_counted(at + len)
    }

    /// Whether the word right behind a number says what it counts, so that it is no figure of a table.
    fn is_counted(&self, at: usize) -> bool {
        const COUNTED: &str = "条件次篇个人元份期场家宗项处册名余多万亿";
        const LABELS: [&str; 8] = ["个人", "人员", "人均", "项目", "名称", "场所", "期限", "家庭"];
        let Some(next) = self.touching(at) else { return false };
        let label = self.region.text(at..(at + 2).min(self.region.range.end));
        COUNTED.contains(next.c) && !LABELS.contains(&label.as_str())
    }

    /// Whether a word that stands alone is a unit by what follows: digits, a mark, or the end of its line.
    fn figure_follows(&self, at: usize) -> bool {
        let (Some(before), Some(next)) = (at.checked_sub(1).and_then(|at| self.glyph(at)), self.glyph(at)) else {
            return true;
        };
        next.item != before.item || next.c.is_ascii_digit() || matches!(next.c, '-' | '/' | '\\')
    }

    fn marker(&self, here: &Glyph) -> Option<usize> {
        if !here.spaced {
            return None;
        }
        Some(marker_len(self.rest())).filter(|len| *len > 0)
    }

    fn text(&mut self, here: &Glyph) {
        let begins = begins_label(self.rest(), self.at.checked_sub(1).and_then(|at| self.glyph(at)));
        self.letters += 1;
        self.figures = None;
        self.brackets = if begins { 0 } else { self.brackets };
        match here.c {
            '(' => self.brackets += 1,
            ')' => self.brackets = self.brackets.saturating_sub(1),
            _ => {}
        }
        match self.tokens.last_mut() {
            Some(Token { kind: Kind::Text { .. }, glyphs })
                if !begins
                    && glyphs.end == self.at
                    && self.region.glyphs.get(glyphs.start).is_some_and(|first| first.same_cell(here)) =>
            {
                glyphs.end += 1;
                self.at += 1;
            }
            _ => self.push(Kind::Text { begins }, 1),
        }
    }
}

/// Whether a label begins here: its numbering, or 其中.
fn begins_label(rest: &[Glyph], before: Option<&Glyph>) -> bool {
    let c = |n: usize| rest.get(n).map(|g| g.c);
    if c(0) == Some('其') && c(1) == Some('中') {
        return true;
    }
    if numbering(rest).is_none() {
        return false;
    }
    // The numbering behind 其中 belongs to the label that 其中 begins; digits behind digits are no numbering.
    before.is_none_or(|g| rest.first().is_some_and(|first| !first.same_cell(g)) || !g.c.is_ascii_digit())
}

/// The numbering at the start of a label, and the glyphs it takes.
pub fn numbering(rest: &[Glyph]) -> Option<(Ordinal, usize)> {
    if let Some(found) = ordinal_at(rest) {
        return Some(found);
    }
    let first = rest.first()?;
    let digits: String =
        rest.iter().take(2).take_while(|g| g.c.is_ascii_digit() && g.same_cell(first)).map(|g| g.c).collect();
    let mark = rest.get(digits.len()).filter(|g| matches!(g.c, '.' | '、') && g.same_cell(first))?;
    let behind = rest.get(digits.len() + 1).filter(|g| g.same_cell(mark));
    if behind.is_some_and(|g| g.c.is_ascii_digit()) {
        return None;
    }
    Some((Ordinal::Digit(digits.parse().ok()?), digits.len() + 1))
}
