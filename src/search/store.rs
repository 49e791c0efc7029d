//! How the sentences of a corpus are held: by pieces of some thousand, each with one text for all its
//! sentences, and a second one for those that fold to something else.

use std::ops::Range;

use crate::model::cell::Number;
use crate::model::report::{Report, SectionKey};
use crate::search::fold::fold;
use crate::search::numbers::numbers;
use crate::search::sentence;

/// Sentences in a piece: enough to keep a core busy for a while, few enough to stop soon.
const PIECE: usize = 4096;
/// Bytes in a piece after which no report is added to it, so that offsets fit in 32 bits: the text
/// of one report is at most 256 MB.
const PIECE_BYTES: usize = 16 << 20;

/// Some thousand sentences.
#[derive(Debug, Default)]
pub(super) struct Piece {
    text: String,
    folded: String,
    numbers: Vec<Number>,
    lines: Vec<Line>,
    runs: Vec<Run>,
}

/// Where a sentence is. It ends where the next one begins.
#[derive(Debug)]
struct Line {
    text: u32,
    /// Nothing is kept for a sentence that folds to itself.
    folded: u32,
    numbers: u32,
    section: u32,
    block: u32,
    /// Where the sentence begins in its block.
    start: u32,
    key: Option<SectionKey>,
}

/// The sentences of one report, up to those of the next.
#[derive(Debug)]
struct Run {
    report: usize,
    first: usize,
}

/// A sentence in its piece.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence<'a> {
    piece: &'a Piece,
    at: usize,
}

impl Piece {
    pub(super) fn is_full(&self) -> bool {
        self.lines.len() >= PIECE || self.text.len() >= PIECE_BYTES
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    pub(super) fn add(&mut self, index: usize, report: &Report) {
        self.runs.push(Run { report: index, first: self.lines.len() });
        for (section_index, section) in report.sections.iter().enumerate() {
            for (block_index, block) in section.blocks.iter().enumerate() {
                for range in sentence::split(&block.text) {
                    let Some(text) = block.text.get(range.clone()) else { continue };
                    self.lines.push(Line {
                        text: offset(self.text.len()),
                        folded: offset(self.folded.len()),
                        numbers: offset(self.numbers.len()),
                        section: offset(section_index),
                        block: offset(block_index),
                        start: offset(range.start),
                        key: section.key,
                    });
                    self.text.push_str(text);
                    if text.chars().any(|c| fold(c) != Some(c)) {
                        self.folded.extend(text.chars().filter_map(fold));
                    }
                    self.numbers.extend(numbers(text).into_iter().map(|number| number.value));
                }
            }
        }
    }

    /// The reports, each with the numbers of its sentences.
    pub(super) fn reports(&self) -> impl Iterator<Item = (usize, Range<usize>)> {
        self.runs.iter().enumerate().map(|(index, run)| {
            let end = self.runs.get(index + 1).map_or(self.lines.len(), |next| next.first);
            (run.report, run.first..end)
        })
    }

    pub(super) fn sentence(&self, at: usize) -> Sentence<'_> {
        Sentence { piece: self, at }
    }
}

impl<'a> Sentence<'a> {
    fn line(self) -> Option<&'a Line> {
        self.piece.lines.get(self.at)
    }

    /// From where this sentence's part of a store begins to where the next one's does.
    fn part(self, of: impl Fn(&Line) -> u32, len: usize) -> Range<usize> {
        let start = self.line().map_or(len, |line| of(line) as usize);
        let end = self.piece.lines.get(self.at + 1).map_or(len, |line| of(line) as usize);
        start..end
    }

    pub(super) fn text(self) -> &'a str {
        self.piece.text.get(self.part(|line| line.text, self.piece.text.len())).unwrap_or("")
    }

    pub(super) fn folded(self) -> &'a str {
        match self.piece.folded.get(self.part(|line| line.folded, self.piece.folded.len())) {
            None | Some("") => self.text(),
            Some(folded) => folded,
        }
    }

    pub(super) fn numbers(self) -> &'a [Number] {
        self.piece.numbers.get(self.part(|line| line.numbers, self.piece.numbers.len())).unwrap_or(&[])
    }

    pub(super) fn key(self) -> Option<SectionKey> {
        self.line().and_then(|line| line.key)
    }

    /// Numbers of the section and of the block, and where the sentence begins in the block.
    pub(super) fn place(self) -> (usize, usize, usize) {
        self.line().map_or((0, 0, 0), |line| (line.section as usize, line.block as usize, line.start as usize))
    }
}

/// An offset inside a piece. Pieces are kept so small that none is ever cut off here.
fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
