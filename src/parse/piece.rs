//! A piece of text with the places it came from: what readers hand to tables and outline.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::report::Span;

/// Text as a reader sees it. It is the source at `at` unless something was taken out of it (markup,
/// control characters, line breaks); `runs` then says where each stretch comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'a> {
    pub text: Cow<'a, str>,
    pub at: Span,
    /// Pairs of an offset in `text` and the offset in the source from which it runs on unchanged;
    /// empty where `text` is the source.
    pub runs: Vec<(usize, usize)>,
}

impl<'a> Piece<'a> {
    /// The source between two offsets, as it stands.
    pub fn verbatim(source: &'a str, range: Range<usize>) -> Self {
        let text = source.get(range.clone()).unwrap_or_default();
        Self { text: Cow::Borrowed(text), at: Span::new(range.start, range.end), runs: Vec::new() }
    }

    /// The source between two offsets without white space at its ends.
    pub fn trimmed(source: &'a str, range: Range<usize>) -> Self {
        let shown = trimmed(source.get(range.clone()).unwrap_or_default());
        Self::verbatim(source, range.start + shown.start..range.start + shown.end)
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Where a range of bytes of `text` stands in the source.
    pub fn place(&self, range: Range<usize>) -> Span {
        if range.is_empty() {
            let start = self.source_of(range.start);
            return Span::new(start, start);
        }
        Span::new(self.source_of(range.start), self.source_of(range.end - 1) + 1)
    }

    fn source_of(&self, offset: usize) -> usize {
        let next = self.runs.partition_point(|(text, _)| *text <= offset);
        match next.checked_sub(1).and_then(|last| self.runs.get(last)) {
            Some((text, source)) => source + (offset - text),
            None => self.at.start + offset,
        }
    }

    /// The offset in `text` of a place in the source, where that place is part of it.
    pub fn offset_of(&self, source: usize) -> Option<usize> {
        let offset = if self.runs.is_empty() {
            source.checked_sub(self.at.start)?
        } else {
            let last = self.runs.partition_point(|(_, from)| *from <= source).checked_sub(1)?;
            let (text, from) = self.runs.get(last)?;
            let end = self.runs.get(last + 1).map_or(self.text.len(), |(text, _)| *text);
            (text + (source - from)).min(end)
        };
        self.text.is_char_boundary(offset).then_some(offset)
    }

    /// The piece between two offsets of its text, without white space at its ends.
    pub fn cut(&self, range: Range<usize>) -> Piece<'a> {
        let Some(text) = self.text.get(range.clone()) else {
            return Piece { text: Cow::Borrowed(""), at: Span::new(self.at.start, self.at.start), runs: Vec::new() };
        };
        let shown = trimmed(text);
        let (start, end) = (range.start + shown.start, range.start + shown.end);
        let at = if self.runs.is_empty() {
            Span::new(self.at.start + start, self.at.start + end)
        } else {
            self.place(start..end)
        };
        let text = match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(start..end).unwrap_or_default()),
            Cow::Owned(text) => Cow::Owned(text.get(start..end).unwrap_or_default().to_owned()),
        };
        Piece { text, at, runs: self.runs_between(start, end) }
    }

    fn runs_between(&self, start: usize, end: usize) -> Vec<(usize, usize)> {
        if self.runs.is_empty() {
            return Vec::new();
        }
        let first = self.runs.partition_point(|(text, _)| *text <= start);
        let later = self.runs.get(first..).unwrap_or_default().iter().take_while(|(text, _)| *text < end);
        let later: Vec<_> = later.map(|(text, source)| (text - start, *source)).collect();
        if later.is_empty() {
            return later;
        }
        std::iter::once((0, self.source_of(start))).chain(later).collect()
    }

    /// The stretches of the source that the text is made of, each with its offset there.
    pub fn stretches(&self) -> impl Iterator<Item = (usize, &str)> {
        let whole = self.runs.is_empty().then_some((self.at.start, &*self.text));
        let ends = self.runs.iter().skip(1).map(|(text, _)| *text).chain([self.text.len()]);
        let runs = self.runs.iter().zip(ends);
        let runs = runs.map(|((text, source), end)| (*source, self.text.get(*text..end).unwrap_or_default()));
        whole.into_iter().chain(runs)
    }
}

/// The bytes of a text without white space at its ends. Nearly every text has none, which its first and
/// last bytes tell: from U+4000 on no character of three bytes is white space.
pub fn trimmed(text: &str) -> Range<usize> {
    let bytes = text.as_bytes();
    let start = match bytes {
        [b'!'..=b'~' | 0xE4..=0xEF, ..] => 0,
        _ => text.len() - text.trim_start().len(),
    };
    let end = match bytes {
        [.., b'!'..=b'~'] | [.., 0xE4..=0xEF, _, _] | [.., 0xE3, 0x80, 0x81..=0xBF] => text.len(),
        _ => text.trim_end().len().max(start),
    };
    start..end
}

/// Puts a piece together from stretches of the source.
#[derive(Debug)]
pub struct Builder<'a> {
    source: &'a str,
    text: String,
    runs: Vec<(usize, usize)>,
    end: usize,
}

impl<'a> Builder<'a> {
    pub fn new(source: &'a str) -> Self {
        Self { source, text: String::new(), runs: Vec::new(), end: 0 }
    }

    /// Where the last stretch ends in the source; 0 before the first one.
    pub fn end(&self) -> usize {
        self.end
    }

    /// Appends the source between two offsets.
    pub fn push(&mut self, range: Range<usize>) {
        let Some(text) = self.source.get(range.clone()).filter(|text| !text.is_empty()) else { return };
        if self.runs.is_empty() || self.end != range.start {
            self.runs.push((self.text.len(), range.start));
        }
        self.text.push_str(text);
        self.end = range.end;
    }

    /// Appends all stretches of another piece of the same source.
    pub fn push_piece(&mut self, piece: &Piece<'_>) {
        for (start, text) in piece.stretches() {
            self.push(start..start + text.len());
        }
    }

    /// The piece, borrowed from the source where it is one stretch of it. `start` is its place where
    /// nothing was appended.
    pub fn finish(self, start: usize) -> Piece<'a> {
        let Some((_, first)) = self.runs.first().copied() else {
            return Piece { text: Cow::Borrowed(""), at: Span::new(start, start), runs: Vec::new() };
        };
        if self.runs.len() == 1 {
            return Piece::verbatim(self.source, first..self.end);
        }
        Piece { text: Cow::Owned(self.text), at: Span::new(first, self.end), runs: self.runs }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_of_any_kind_is_trimmed_and_nothing_else() {
        for c in ('\0'..='\u{FFFF}').chain(['😀']) {
            let text = format!("{c}县{c}");
            assert_eq!(text.get(trimmed(&text)), Some(text.trim()), "{c:?}");
        }
        assert_eq!((trimmed(""), trimmed(" \u{3000}").is_empty()), (0..0, true));
    }

    #[test]
    fn places_survive_joining_and_cutting() {
        let source = "ab**cd** ef";
        let mut builder = Builder::new(source);
        for range in [0..2, 4..6, 8..11] {
            builder.push(range);
        }
        let piece = builder.finish(0);
        assert_eq!((&*piece.text, piece.at), ("abcd ef", Span::new(0, 11)));
        assert_eq!(piece.place(2..4), Span::new(4, 6));
        assert_eq!(piece.place(1..3), Span::new(1, 5));
        let cut = piece.cut(3..7);
        assert_eq!((&*cut.text, cut.at), ("d ef", Span::new(5, 11)));
        assert_eq!(cut.place(2..3), Span::new(9, 10));
        assert_eq!(piece.cut(4..7).runs, []);
        assert_eq!(piece.stretches().collect::<Vec<_>>(), [(0, "ab"), (4, "cd"), (8, " ef")]);
        let mut again = Builder::new(source);
        again.push_piece(&piece);
        assert_eq!(again.finish(0), piece);
    }

    #[test]
    fn one_stretch_is_borrowed() {
        let mut builder = Builder::new("abc");
        builder.push(0..1);
        builder.push(1..3);
        assert_eq!(builder.finish(0), Piece::verbatim("abc", 0..3));
    }
}
