//! The tokens of a statistics table as printed rows: a label, its unit and its figures.

use std::ops::Range;

use crate::model::report::Span;
use crate::parse::tables::glyphs::{BLANK, Glyph};
use crate::parse::tables::old::form;
use crate::parse::tables::old::tokens::{Kind, Region, Token, numbering};
use crate::parse::tables::ordinal::Ordinal;

/// A printed label, of a row or of a group of rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Label {
    /// As printed, with its numbering and without blanks.
    pub printed: String,
    /// Its words without the numbering, folded.
    pub words: String,
    pub number: Option<Ordinal>,
    /// Whether 其中 stands before it.
    pub part: bool,
    /// The column of its cell.
    pub column: usize,
    pub at: Option<Span>,
}

/// What stands in the place of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Printed {
    /// Digits, by their glyphs.
    Figure(Range<usize>),
    /// Digits of which some are the numbering of the next label, and nothing tells how many.
    Torn(Range<usize>),
    Marker(Range<usize>),
    Blank(usize),
}

impl Printed {
    pub fn glyphs(&self) -> Range<usize> {
        match self {
            Self::Figure(glyphs) | Self::Torn(glyphs) | Self::Marker(glyphs) => glyphs.clone(),
            Self::Blank(at) => *at..at + 1,
        }
    }
}

/// A printed row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Labels without figures that stand before it, outermost first.
    pub groups: Vec<Label>,
    pub label: Label,
    pub unit: Option<String>,
    pub values: Vec<Printed>,
    /// Whether it is a row of cells, so that every value has its place.
    pub in_cells: bool,
}

/// Reads the rows of one table.
pub fn lines(region: &Region<'_>) -> Vec<Line> {
    let tokens = region.tokens();
    let mut reader = Reader {
        region,
        tokens: &tokens,
        pending: Vec::new(),
        open: None,
        lines: Vec::new(),
        numbers: Vec::new(),
        lent: 0,
        last_item: None,
    };
    for n in 0..tokens.len() {
        reader.token(n);
    }
    reader.close();
    reader.lines
}

/// As many tokens may stand between a label and its unit or first figure.
const NEAR: usize = 8;

/// A stretch of label text: its glyphs, and whether it begins a label.
struct Part {
    glyphs: Range<usize>,
    begins: bool,
}

struct Reader<'r, 'a> {
    region: &'r Region<'a>,
    tokens: &'r [Token],
    /// Text since the last row.
    pending: Vec<Part>,
    /// The row whose values are being read.
    open: Option<Line>,
    lines: Vec<Line>,
    /// The last number of each list 1. 2. 3. that is open, the outer ones first.
    numbers: Vec<u8>,
    /// Glyphs before the next text that are its numbering.
    lent: usize,
    /// The item of the stream that the last row stands in.
    last_item: Option<u32>,
}

impl Reader<'_, '_> {
    fn token(&mut self, n: usize) {
        let Some(token) = self.tokens.get(n) else { return };
        if self.item_changes(n) && self.region.in_cells(token.glyphs.start) {
            self.close();
        }
        match token.kind {
            Kind::Text { begins } => {
                self.close();
                let lent = std::mem::take(&mut self.lent);
                self.text(token.glyphs.start - lent..token.glyphs.end, begins || lent > 0);
            }
            Kind::Unit => {
                self.close();
                let unit = self.region.text(token.glyphs.clone()).trim_end_matches(')').to_owned();
                let unit = if unit.contains('(') { unit + ")" } else { unit };
                self.open_row(Some(unit), token.glyphs.start);
            }
            Kind::Figure { numbered } => self.figure(n, token.glyphs.clone(), numbered),
            Kind::Marker => self.fill(n, Printed::Marker(token.glyphs.clone())),
            Kind::Blank => self.fill(n, Printed::Blank(token.glyphs.start)),
        }
    }

    fn item_changes(&self, n: usize) -> bool {
        let item = |n: usize| {
            let glyph = self.tokens.get(n)?.glyphs.start;
            self.region.glyphs.get(glyph).map(|g| g.item)
        };
        n.checked_sub(1).is_some_and(|before| item(before) != item(n))
    }

    fn text(&mut self, glyphs: Range<usize>, begins: bool) {
        // A cell is a label of its own; elsewhere a label may run over lines.
        let begins = begins || self.region.in_cells(glyphs.start);
        let in_part = self.pending.last().is_some_and(|part| self.is_only_part_mark(part));
        match self.pending.last_mut() {
            Some(last) if in_part && last.glyphs.end == glyphs.start => last.glyphs.end = glyphs.end,
            _ => self.pending.push(Part { glyphs, begins }),
        }
    }

    /// Whether a part of a label is 其中 and no more yet.
    fn is_only_part_mark(&self, part: &Part) -> bool {
        let text = self.region.text(part.glyphs.clone());
        text.trim_end_matches([':', ',']) == "其中"
    }

    /// A figure opens a row of its own where no unit is printed and the place or the label allows it.
    fn figure(&mut self, n: usize, glyphs: Range<usize>, numbered: bool) {
        if self.open.is_none() {
            if self.pending.is_empty() {
                return;
            }
            // A number before the unit is the code of the indicator.
            if self.unit_follows(n) {
                return;
            }
            if !self.is_placed(n) && !self.is_known(glyphs.start) {
                return self.pending.clear();
            }
            self.open_row(None, glyphs.start);
        }
        let printed = if numbered {
            self.without_numbering(n, glyphs)
        } else if self.may_hold_number(n, &glyphs) {
            Some(Printed::Torn(glyphs))
        } else {
            Some(Printed::Figure(glyphs))
        };
        if let (Some(line), Some(printed)) = (&mut self.open, printed) {
            line.values.push(printed);
        }
    }

    /// Whether a figure stands in a cell of a row in which a label and, where the table has units, the
    /// place of one stand before it.
    fn is_placed(&self, n: usize) -> bool {
        let Some(token) = self.tokens.get(n).filter(|token| self.region.in_cells(token.glyphs.start)) else {
            return false;
        };
        let item = self.region.glyphs.get(token.glyphs.start).map(|g| g.item);
        let same = |token: &&Token| self.region.glyphs.get(token.glyphs.start).map(|g| g.item) == item;
        let row = self.tokens.get(..n).unwrap_or_default().iter().rev().take(NEAR).take_while(same);
        let holders = row.take_while(|token| !matches!(token.kind, Kind::Text { .. })).count();
        holders == usize::from(self.region.heads.unit)
    }

    /// Whether a unit stands behind a number, before any other text.
    fn unit_follows(&self, n: usize) -> bool {
        let rest = self.tokens.get(n..).unwrap_or_default().iter().take(NEAR);
        rest.take_while(|token| !matches!(token.kind, Kind::Text { .. })).any(|token| token.kind == Kind::Unit)
    }

    /// Whether the text before a figure is a label of the form that needs no unit: where the table has
    /// units, only in the same line.
    fn is_known(&self, at: usize) -> bool {
        let item = |at: usize| self.region.glyphs.get(at).map(|g| g.item);
        let beside = self.pending.last().is_some_and(|part| item(part.glyphs.start) == item(at));
        let near = beside || !self.region.heads.unit;
        near && self.label().is_some_and(|label| form::is_label(&label.words))
    }

    /// A mark or an empty cell: a value of the open row, else the place of a unit or a group's.
    fn fill(&mut self, n: usize, printed: Printed) {
        if let Some(line) = &mut self.open {
            line.values.push(printed);
        } else if !self.region.heads.unit && !self.pending.is_empty() && self.is_placed(n) {
            self.open_row(None, printed.glyphs().start);
            self.fill(n, printed);
        }
    }

    fn open_row(&mut self, unit: Option<String>, at: usize) {
        let Some(mut label) = self.label() else { return self.pending.clear() };
        // The second row of a line stands beside the first, not below it.
        let item = self.region.glyphs.get(at).map(|g| g.item);
        if self.last_item == item {
            label.column = 0;
        }
        self.last_item = item;
        let mut groups: Vec<Label> = Vec::new();
        let first = self.pending.iter().rposition(|part| part.begins).unwrap_or(0);
        let mut parts = std::mem::take(&mut self.pending);
        parts.truncate(first);
        for part in parts {
            let text = self.label_of(std::slice::from_ref(&part));
            if part.begins || groups.is_empty() {
                groups.push(text);
            }
        }
        self.number(label.number);
        let in_cells = self.region.in_cells(at);
        self.open = Some(Line { groups, label, unit, values: Vec::new(), in_cells });
    }

    /// The label that the text since the last row ends in.
    fn label(&self) -> Option<Label> {
        let first = self.pending.iter().rposition(|part| part.begins).unwrap_or(0);
        let label = self.label_of(self.pending.get(first..)?);
        label.words.chars().any(char::is_alphabetic).then_some(label)
    }

    fn label_of(&self, parts: &[Part]) -> Label {
        let mut all: Vec<usize> = parts.iter().flat_map(|part| part.glyphs.clone()).collect();
        all.retain(|at| self.region.glyphs.get(*at).is_some_and(|g| g.c != BLANK));
        let glyphs: Vec<_> = all.iter().filter_map(|at| self.region.glyphs.get(*at).copied()).collect();
        let c = |n: usize| glyphs.get(n).map(|g| g.c);
        let part = c(0) == Some('其') && c(1) == Some('中');
        let marks = glyphs.iter().skip(2).take_while(|g| matches!(g.c, ':' | ',' | '、')).count();
        let from = if part { 2 + marks } else { 0 };
        let own = glyphs.get(from..).unwrap_or_default();
        let number = numbering(own);
        let shown = |g: &Glyph| Span::new(g.at, g.end()).of(self.region.source).unwrap_or_default();
        let printed: String = own.iter().map(shown).collect();
        let words: String =
            own.get(number.map_or(0, |(_, len)| len)..).unwrap_or_default().iter().map(|g| g.c).collect();
        let at = own.first().zip(own.last()).map(|(first, last)| Span::new(first.at, last.end()));
        let column = own.first().map_or(0, |first| usize::from(first.cell));
        let number = number.map(|(number, _)| number);
        Label { printed: trimmed(&printed), words: trimmed(&words), number, part, column, at }
    }

    /// Takes note of the number of a label in the lists that are open.
    fn number(&mut self, number: Option<Ordinal>) {
        match number {
            Some(Ordinal::Digit(n)) => {
                if n == 1 {
                    self.numbers.push(1);
                } else if let Some(list) = self.numbers.iter().rposition(|last| last.checked_add(1) == Some(n)) {
                    self.numbers.truncate(list);
                    self.numbers.push(n);
                } else {
                    self.numbers = vec![n];
                }
            }
            Some(Ordinal::Han(_) | Ordinal::HanBrackets(_)) => self.numbers.clear(),
            _ => {}
        }
    }

    /// A figure to which the numbering of the next label sticks, without it; `None` where nothing is left.
    fn without_numbering(&mut self, n: usize, glyphs: Range<usize>) -> Option<Printed> {
        let digits = self.region.text(glyphs.clone());
        let numbers = (1..=2).filter_map(|len| {
            let at = digits.len().checked_sub(len)?;
            let (own, number) = (digits.get(..at)?, digits.get(at..)?);
            let number: u8 = number.parse().ok().filter(|_| !number.starts_with('0'))?;
            let sound = own.is_empty() || own.contains('.') || is_zeros(own) || !own.starts_with('0') || own.len() > 1;
            sound.then_some((len, number))
        });
        let numbers: Vec<(usize, u8)> = numbers.collect();
        let is_next = |number: u8| number == 1 || self.numbers.iter().any(|last| last.checked_add(1) == Some(number));
        let mut ways: Vec<usize> = numbers.iter().filter(|(_, n)| is_next(*n)).map(|(len, _)| *len).collect();
        if ways.len() != 1 {
            let wanted = self.number_behind(n);
            ways = numbers.iter().filter(|(_, n)| Some(*n) == wanted).map(|(len, _)| *len).collect();
        }
        let [len] = ways[..] else {
            self.lent = 0;
            return Some(Printed::Torn(glyphs));
        };
        self.lent = len;
        let end = glyphs.end - len;
        (end > glyphs.start).then_some(Printed::Figure(glyphs.start..end))
    }

    /// Whether a figure may end in the number of the label that sticks to it, its point lost.
    fn may_hold_number(&self, n: usize, glyphs: &Range<usize>) -> bool {
        let touches = self.region.glyphs.get(glyphs.end).is_some_and(|next| {
            let last = self.region.glyphs.get(glyphs.end - 1);
            !next.spaced && last.is_some_and(|last| last.same_cell(next))
        });
        let digits = self.region.text(glyphs.clone());
        touches && digits.len() > 1 && self.number_behind(n).is_some_and(|number| digits.ends_with(&number.to_string()))
    }

    /// The number that the form gives the label behind a figure.
    fn number_behind(&self, n: usize) -> Option<u8> {
        let text = self.tokens.get(n + 1).filter(|token| matches!(token.kind, Kind::Text { .. }))?;
        let words = self.region.text(text.glyphs.clone());
        let found = form::find(words.trim_start_matches(['.', '、']), None)?;
        form::F2014.get(found)?.number.parse().ok()
    }

    fn close(&mut self) {
        self.lines.extend(self.open.take());
    }
}

/// Figures of several columns that are all zero: `00`.
fn is_zeros(digits: &str) -> bool {
    digits.bytes().all(|b| b == b'0')
}

/// A label without the marks that set it off: the open bracket of its unit, a colon.
fn trimmed(label: &str) -> String {
    let label = label.trim_matches([':', '：', ',', '，', ';', '；', '、', '-', '.', '．', ' ']);
    let open = label.matches(['(', '（']).count() > label.matches([')', '）']).count();
    if open { label.trim_end_matches(['(', '（']).to_owned() } else { label.to_owned() }
}
