//! The stream as symbols: words of the forms, their numbering, values, empty cells, and what is left.

use crate::model::report::Span;
use crate::parse::blocks::Stream;
use crate::parse::fold::is_mark;
use crate::parse::tables::glyphs::{BLANK, Glyph, glyphs};
use crate::parse::tables::ordinal::{Ordinal, ordinal_at};
use crate::parse::tables::value::{self, Kind, Value};
use crate::parse::tables::vocabulary::{Term, Vocabulary, vocabulary};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// A word of the forms.
    Word(&'static Term),
    Ordinal(Ordinal),
    Value(Value),
    /// An empty cell of a row.
    Blank,
    /// Text that is none of these: its letters, and whether a sentence ends in it.
    Other {
        letters: usize,
        ends: bool,
    },
}

/// A token with its place in the source and in the stream.
#[derive(Debug, Clone, Copy)]
pub struct Symbol {
    pub token: Token,
    pub at: Span,
    pub item: u32,
    pub cell: u16,
    /// White space before it, or the start of its cell.
    pub spaced: bool,
}

impl Symbol {
    pub fn term(&self) -> Option<&'static Term> {
        match self.token {
            Token::Word(term) => Some(term),
            _ => None,
        }
    }

    pub fn value(&self) -> Option<&Value> {
        match &self.token {
            Token::Value(value) => Some(value),
            _ => None,
        }
    }

    pub fn same_cell(&self, other: &Self) -> bool {
        (self.item, self.cell) == (other.item, other.cell)
    }
}

/// Reads the whole stream.
pub fn scan(stream: &Stream<'_>) -> Vec<Symbol> {
    let glyphs = glyphs(stream);
    let mut scanner =
        Scanner { words: vocabulary(), glyphs: &glyphs, symbols: Vec::with_capacity(glyphs.len() / 4), at: 0 };
    while scanner.at < glyphs.len() {
        scanner.next();
    }
    mark_touched(&mut scanner.symbols);
    scanner.symbols
}

struct Scanner<'a> {
    words: &'static Vocabulary,
    glyphs: &'a [Glyph],
    symbols: Vec<Symbol>,
    at: usize,
}

impl Scanner<'_> {
    fn rest(&self) -> &[Glyph] {
        self.glyphs.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self) {
        let Some(first) = self.rest().first().copied() else { return };
        if first.c == BLANK {
            return self.push(Token::Blank, 1);
        }
        if let Some((term, len)) = word_at(self.words, self.rest()) {
            return self.push(Token::Word(term), len);
        }
        if let Some((ordinal, len)) = self.ordinal() {
            return self.push(Token::Ordinal(ordinal), len);
        }
        if first.c.is_ascii_digit() {
            return self.number(0, None);
        }
        if let Some((len, negative)) = value::sign_len(self.rest())
            && self.free_left()
            && self.rest().get(len).is_some_and(|g| g.c.is_ascii_digit() && g.same_cell(&first))
        {
            return self.number(len, Some(negative));
        }
        if first.spaced {
            let len = value::marker_len(self.rest());
            if len > 0 {
                let at = self.span(len);
                return self.push(
                    Token::Value(Value { kind: Kind::Marker, unit: None, at, touched: false, named: false }),
                    len,
                );
            }
        }
        self.other(first);
    }

    fn span(&self, len: usize) -> Span {
        match (self.rest().first(), self.rest().get(len.max(1) - 1)) {
            (Some(first), Some(last)) => first.span_to(last),
            _ => Span::new(0, 0),
        }
    }

    fn push(&mut self, token: Token, len: usize) {
        let Some(first) = self.rest().first().copied() else { return };
        let at = self.span(len);
        self.symbols.push(Symbol { token, at, item: first.item, cell: first.cell, spaced: first.spaced });
        self.at += len;
    }

    /// Whether a sign here may belong to the number after it.
    fn free_left(&self) -> bool {
        let Some(here) = self.rest().first() else { return false };
        let last = self.symbols.last().filter(|last| (last.item, last.cell) == (here.item, here.cell));
        here.spaced || last.is_none_or(|last| matches!(last.token, Token::Word(_) | Token::Value(_)))
    }

    /// A number whose digits start `sign` glyphs from here.
    fn number(&mut self, sign: usize, negative: Option<bool>) {
        let digits = self.rest().get(sign..).unwrap_or_default();
        let mut len = value::digits_len(digits);
        if sign == 0
            && let Some(ordinal) = self.ordinal_after(len)
        {
            if len == ordinal {
                let number: String = digits.iter().take(len).map(|g| g.c).collect();
                return self.push(Token::Ordinal(Ordinal::Digit(number.parse().unwrap_or(0))), len + 1);
            }
            len -= ordinal;
        }
        let number = value::number_of(digits.get(..len).unwrap_or_default());
        let after = digits.get(len..).unwrap_or_default();
        let near = after.first().filter(|next| digits.first().is_some_and(|first| first.same_cell(next)));
        if near.is_some_and(value::refuses) {
            return self.other_run(sign + len + 1);
        }
        let unit = near.and_then(|_| value::unit_len(after));
        let (unit_len, unit) = unit.filter(|(len, _)| ends_at(self.words, after, *len)).unwrap_or((0, None));
        let kind = match (number, negative) {
            (None, _) => Kind::Odd,
            (Some(number), None) => Kind::Number(number),
            (Some(number), Some(true)) => Kind::Signed(number.negated()),
            (Some(number), Some(false)) => Kind::Signed(number),
        };
        let len = sign + len + unit_len;
        let at = self.span(len);
        self.push(Token::Value(Value { kind, unit, at, touched: false, named: false }), len);
    }

    /// How many of these digits, which a point or 、 follows, are the numbering of the label behind
    /// it: all, or the last one of a run that sticks to the values before.
    fn ordinal_after(&self, len: usize) -> Option<usize> {
        let rest = self.rest();
        let first = rest.first()?;
        let mark = rest.get(len).filter(|g| matches!(g.c, '.' | '、' | ')') && g.same_cell(first) && !g.spaced)?;
        let behind = rest.get(len + 1..).unwrap_or_default();
        if behind.first().is_some_and(|g| g.c.is_ascii_digit() && g.same_cell(mark) && !g.spaced) {
            return None;
        }
        if len == 1 {
            return Some(1);
        }
        let long_list = len == 2 && first.spaced && word_at(self.words, behind).is_none();
        if long_list && matches!(first.c, '1' | '2') {
            return Some(2);
        }
        // Only a label of the forms behind it tells a numbering from the end of a longer number.
        let digits: Vec<char> = rest.get(..len)?.iter().map(|g| g.c).collect();
        let (term, _) = word_at(self.words, behind)?;
        let last = digits.last().and_then(|c| c.to_digit(10)).and_then(|n| u8::try_from(n).ok())?;
        term.rows.iter().any(|row| crate::parse::tables::rows::ordinal(*row) == Some(Ordinal::Digit(last))).then_some(1)
    }

    fn ordinal(&self) -> Option<(Ordinal, usize)> {
        ordinal_at(self.rest())
    }

    /// Takes a glyph that is none of the words, and those behind it that cannot be either.
    fn other(&mut self, first: Glyph) {
        if is_mark(first.c) && first.c != '。' {
            self.at += 1;
            return;
        }
        let plain = |glyph: &&Glyph| glyph.same_cell(&first) && !glyph.spaced && !self.words.tells(glyph.c);
        let more = self.rest().get(1..).unwrap_or_default().iter().take_while(plain).count();
        let ends = first.c == '。';
        self.text(1 + more, usize::from(!ends) + more, ends);
    }

    /// Takes glyphs as text, whatever they are.
    fn other_run(&mut self, len: usize) {
        let run = self.rest().get(..len).unwrap_or_default();
        let letters = run.iter().filter(|g| !is_mark(g.c)).count();
        let ends = run.iter().any(|g| g.c == '。');
        self.text(len, letters, ends);
    }

    /// Takes so many glyphs as text of so many letters, together with the text right before them in the
    /// same cell.
    fn text(&mut self, len: usize, letters: usize, ends: bool) {
        let at = self.span(len);
        let Some(first) = self.rest().first().copied() else { return };
        if let Some(last) = self.symbols.last_mut()
            && (last.item, last.cell) == (first.item, first.cell)
            && let Token::Other { letters: before, ends: ended } = last.token
        {
            last.token = Token::Other { letters: before + letters, ends: ended || ends };
            last.at = last.at.cover(at);
            self.at += len;
            return;
        }
        self.push(Token::Other { letters, ends }, len);
    }
}

/// Whether a word of text that takes `len` glyphs ends there: at a space, a mark, the end of its cell,
/// or before a word of the forms.
fn ends_at(words: &'static Vocabulary, glyphs: &[Glyph], len: usize) -> bool {
    let (Some(first), Some(next)) = (glyphs.first(), glyphs.get(len)) else { return true };
    let rest = glyphs.get(len..).unwrap_or_default();
    next.spaced
        || !next.same_cell(first)
        || is_mark(next.c)
        || word_at(words, rest).is_some()
        || ordinal_at(rest).is_some()
}

/// The longest word of the forms at the start, and the glyphs it takes. Marks and empty cells inside
/// it do not count: labels are torn over cells and lines.
fn word_at(words: &'static Vocabulary, glyphs: &[Glyph]) -> Option<(&'static Term, usize)> {
    const MOST_MARKS: usize = 12;
    let (first, rest) = glyphs.split_first()?;
    let mut node = words.start(first.c)?;
    let mut found = words.term(node).map(|term| (term, 1));
    let mut marks = 0;
    for (len, glyph) in (2..).zip(rest) {
        if glyph.c == BLANK || is_mark(glyph.c) {
            marks += 1;
            if marks > MOST_MARKS {
                break;
            }
            continue;
        }
        let Some(next) = words.step(node, glyph.c) else { break };
        node = next;
        marks = 0;
        found = words.term(node).map(|term| (term, len)).or(found);
    }
    found
}

/// Marks the values that other text touches without a space between.
fn mark_touched(symbols: &mut [Symbol]) {
    let is_text = |symbol: &Symbol| matches!(symbol.token, Token::Other { letters, .. } if letters > 0);
    for n in 0..symbols.len() {
        let here = &symbols[n];
        if here.value().is_none() {
            continue;
        }
        let before = n.checked_sub(1).and_then(|n| symbols.get(n));
        let left = before.is_some_and(|s| is_text(s) && s.same_cell(here) && !here.spaced);
        let right = symbols.get(n + 1).is_some_and(|s| is_text(s) && s.same_cell(here) && !s.spaced);
        if let Token::Value(value) = &mut symbols[n].token {
            value.touched = left || right;
            value.named = left;
        }
    }
}
