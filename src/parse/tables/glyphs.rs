//! The stream as one sequence of folded characters, each with its place: what the scanner walks over.

use crate::model::report::Span;
use crate::parse::blocks::{Shape, Stream};
use crate::parse::fold::fold;
use crate::parse::letters::plain_of;

/// What stands in the sequence for an empty cell of a row.
pub const BLANK: char = '\0';

/// One folded character, or an empty cell.
#[derive(Debug, Clone, Copy)]
pub struct Glyph {
    pub c: char,
    /// Where it stands in the source.
    pub at: usize,
    /// Its length there in bytes; 0 for an empty cell.
    pub len: u8,
    pub item: u32,
    pub cell: u16,
    /// White space before it, or the start of its cell.
    pub spaced: bool,
}

impl Glyph {
    pub fn end(&self) -> usize {
        self.at + usize::from(self.len)
    }

    pub fn span_to(&self, last: &Self) -> Span {
        Span::new(self.at, last.end())
    }

    pub fn same_cell(&self, other: &Self) -> bool {
        (self.item, self.cell) == (other.item, other.cell)
    }
}

/// All characters of the stream but white space.
pub fn glyphs(stream: &Stream<'_>) -> Vec<Glyph> {
    let pieces = stream.items().iter().flat_map(|item| stream.pieces(item));
    let mut all = Vec::with_capacity(pieces.map(|piece| piece.text.len() / 2 + 1).sum());
    for (n, item) in (0_u32..).zip(stream.items()) {
        for (cell, piece) in stream.cells(item) {
            let start = all.len();
            let first = Glyph { c: BLANK, at: piece.at.start, len: 0, item: n, cell, spaced: true };
            if piece.runs.is_empty() {
                push(&mut all, first, &piece.text);
            } else {
                let stretches = piece.stretches();
                stretches.fold(true, |spaced, (at, text)| push(&mut all, Glyph { at, spaced, ..first }, text));
            }
            if all.len() == start && item.shape == Shape::Row {
                all.push(first);
            }
        }
    }
    all
}

/// Puts the characters of a stretch on, whose first one stands where `first` does; gives back whether
/// white space ends it.
fn push(all: &mut Vec<Glyph>, first: Glyph, text: &str) -> bool {
    let (mut rest, mut spaced) = (text.as_bytes(), first.spaced);
    loop {
        let offset = text.len() - rest.len();
        let (c, len, behind) = match rest {
            // Nearly every character, told by its bytes.
            [lead @ 0xE4..=0xE9, second, third, behind @ ..] => (plain_of([*lead, *second, *third]), 3, behind),
            [lead @ b'!'..=b'~', behind @ ..] => (char::from(*lead), 1, behind),
            _ => {
                let Some(c) = text.get(offset..).and_then(|rest| rest.chars().next()) else { break };
                let (len, c) = (c.len_utf8(), fold(c));
                let behind = rest.get(len..).unwrap_or_default();
                if c.is_whitespace() {
                    (rest, spaced) = (behind, true);
                    continue;
                }
                (c, u8::try_from(len).unwrap_or(4), behind)
            }
        };
        all.push(Glyph { c, at: first.at + offset, len, spaced, ..first });
        (rest, spaced) = (behind, false);
    }
    spaced
}
