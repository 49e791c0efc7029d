//! Where evidence stands: lines and columns where the source is at hand, else bytes of the source text.

use std::path::Path;

use crate::commands::check::listing::Entry;
use crate::corpus::{Corpus, SourceText};
use crate::model::flag::Flag;
use crate::model::report::{Source, Span};

/// A position in a source text. Lines and columns are counted from 1, characters (code points) from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub line: usize,
    pub column: usize,
    pub character: usize,
}

/// A stretch of a source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// In bytes.
    pub at: Span,
    /// From and up to, where the source is at hand and its lines are those of the file.
    pub lines: Option<(Position, Position)>,
}

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.lines {
            Some((from, _)) => write!(f, "{}:{}", from.line, from.column),
            None => write!(f, "bytes {}-{}", self.at.start, self.at.end),
        }
    }
}

/// The marks of a report's flags, an item a flag and in it an item a piece of evidence.
pub(super) type Marks = Vec<Vec<Option<Mark>>>;

/// Finds where the evidence of the flags of a report stands.
pub(super) fn marks(corpus: &Corpus, root: Option<&Path>, entry: &Entry<'_>) -> Marks {
    let has_place = |flag: &Flag| flag.evidence.iter().any(|e| e.at.is_some());
    let needed = entry.flags().any(|listed| has_place(listed.flag));
    let text = if needed { text(corpus, entry.index, root) } else { None };
    let lines = text.as_deref().map(Lines::of);
    let mark = |at: Span, own: bool| {
        let lines = lines.as_ref().filter(|_| own);
        Mark { at, lines: lines.and_then(|lines| Some((lines.position(at.start)?, lines.position(at.end)?))) }
    };
    let of_flag = |flag: &Flag| flag.evidence.iter().map(|e| Some(mark(e.at?, e.report.is_none()))).collect();
    entry.flags().map(|listed| of_flag(listed.flag)).collect()
}

/// The source text of a report whose lines are those of its file: what an extractor wrote has others.
fn text(corpus: &Corpus, index: usize, root: Option<&Path>) -> Option<String> {
    let is_file = |source: &Source| source.extractor.is_none();
    if let Some(parsed) = corpus.raw(index).ok()? {
        return is_file(&parsed.report.source).then_some(parsed.text);
    }
    // Extracting a PDF again costs more than the rules, and its lines would be of no use.
    let path = corpus.header(index).map_or("", |header| header.path);
    if Path::new(path).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("pdf")) {
        return None;
    }
    match corpus.source_text(index, root) {
        SourceText::Exact(text) => is_file(&corpus.report(index).ok()?.source).then_some(text),
        SourceText::Differs(_) | SourceText::Unavailable(_) => None,
    }
}

/// The lines of a text.
struct Lines<'a> {
    text: &'a str,
    /// Where each line starts, in bytes and in characters.
    starts: Vec<(usize, usize)>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let mut starts = vec![(0, 0)];
        let mut characters = 0;
        for (at, c) in text.char_indices() {
            characters += 1;
            if c == '\n' {
                starts.push((at + 1, characters));
            }
        }
        Self { text, starts }
    }

    /// The position of a byte; `None` past the end or within a character.
    fn position(&self, byte: usize) -> Option<Position> {
        let line = self.starts.partition_point(|(start, _)| *start <= byte);
        let (start, before) = *self.starts.get(line.checked_sub(1)?)?;
        let column = self.text.get(start..byte)?.chars().count();
        Some(Position { line, column: column + 1, character: before + column })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters() {
        let lines = Lines::of("云河县\r\n一、总体\n\n82条");
        let check = |byte: usize, expected: Option<(usize, usize, usize)>| {
            let position = lines.position(byte).map(|p| (p.line, p.column, p.character));
            assert_eq!(position, expected, "{byte}");
        };
        check(0, Some((1, 1, 0)));
        check(3, Some((1, 2, 1)));
        check(11, Some((2, 1, 5)));
        check(14, Some((2, 2, 6)));
        check(24, Some((3, 1, 10)));
        check(25, Some((4, 1, 11)));
        check(30, Some((4, 4, 14)));
        check(31, None);
        check(1, None);
    }

    #[test]
    fn a_mark_says_what_it_counts() {
        let at = Span::new(310, 316);
        let position = Position { line: 12, column: 5, character: 99 };
        assert_eq!(Mark { at, lines: Some((position, position)) }.to_string(), "12:5");
        assert_eq!(Mark { at, lines: None }.to_string(), "bytes 310-316");
    }
}
