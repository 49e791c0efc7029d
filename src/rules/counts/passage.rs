//! The paragraphs of a section as one line of characters without white space, each with its place.

use std::ops::Range;

use crate::model::report::Block;
use crate::model::width::narrow;

/// Where a character stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Number of its paragraph.
    block: usize,
    /// Its bytes in the paragraph's text.
    start: usize,
    end: usize,
}

/// Text made for reading counts: no white space, full-width digits and marks narrowed (but not the
/// comma, which parts clauses and never thousands), a line feed between paragraphs. A blank stays
/// where it parts two digits.
#[derive(Debug)]
pub struct Passage<'a> {
    blocks: &'a [Block],
    chars: Vec<char>,
    places: Vec<Place>,
    /// How many brackets are open around each character.
    depths: Vec<usize>,
}

impl<'a> Passage<'a> {
    pub fn of(blocks: &'a [Block]) -> Self {
        let mut passage = Self { blocks, chars: Vec::new(), places: Vec::new(), depths: Vec::new() };
        for (block, paragraph) in blocks.iter().enumerate() {
            if block > 0 {
                passage.chars.push('\n');
                passage.places.push(Place { block, start: 0, end: 0 });
            }
            passage.read(block, &paragraph.text);
        }
        passage.depths = depths(&passage.chars);
        passage
    }

    fn read(&mut self, block: usize, text: &str) {
        let mut gap = None;
        for (start, printed) in text.char_indices() {
            let place = Place { block, start, end: start + printed.len_utf8() };
            let c = folded(printed);
            if c.is_whitespace() || c == '\u{FEFF}' {
                gap = Some(place);
                continue;
            }
            let between_digits = c.is_ascii_digit() && self.chars.last().is_some_and(char::is_ascii_digit);
            if let Some(gap) = gap.take().filter(|_| between_digits) {
                self.chars.push(' ');
                self.places.push(gap);
            }
            self.chars.push(c);
            self.places.push(place);
        }
    }

    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    pub fn len(&self) -> usize {
        self.chars.len()
    }

    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// The character at an index, a line feed beyond the end.
    pub fn at(&self, index: usize) -> char {
        self.chars.get(index).copied().unwrap_or('\n')
    }

    /// The character before an index, a line feed before the beginning.
    pub fn before(&self, index: usize) -> char {
        index.checked_sub(1).map_or('\n', |index| self.at(index))
    }

    /// Whether these words stand at an index.
    pub fn says(&self, index: usize, words: &str) -> bool {
        words.chars().enumerate().all(|(i, c)| self.chars.get(index + i) == Some(&c))
    }

    /// The first of some words that stands at an index.
    pub fn one_of<'w>(&self, index: usize, words: &[&'w str]) -> Option<&'w str> {
        words.iter().copied().find(|word| self.says(index, word))
    }

    /// Whether any of some words stands wholly within a range.
    pub fn holds(&self, range: Range<usize>, words: &[&str]) -> bool {
        range
            .clone()
            .any(|index| self.one_of(index, words).is_some_and(|word| index + word.chars().count() <= range.end))
    }

    /// How many brackets are open around a character.
    pub fn depth(&self, index: usize) -> usize {
        self.depths.get(index).copied().unwrap_or(0)
    }

    /// The paragraph that holds a range, and its bytes there; cut at the paragraph's end.
    pub fn words(&self, range: Range<usize>) -> Option<(&'a Block, Range<usize>)> {
        let (block, bytes) = self.place(range)?;
        Some((self.blocks.get(block)?, bytes))
    }

    /// The same with the number of the paragraph.
    pub fn place(&self, range: Range<usize>) -> Option<(usize, Range<usize>)> {
        let first = self.places.get(range.start)?;
        let within = self.places.get(range.start..range.end.min(self.places.len()))?;
        let last = within.iter().rfind(|place| place.block == first.block)?;
        Some((first.block, first.start..last.end))
    }

    /// The text of a range as it is read here.
    pub fn text(&self, range: Range<usize>) -> String {
        self.chars.get(range).unwrap_or_default().iter().collect()
    }
}

/// The narrow form of full-width marks and digits. The wide comma parts clauses and stays.
fn folded(c: char) -> char {
    match c {
        '，' | '﹐' => '，',
        '﹪' => '%',
        '﹔' => ';',
        '﹕' => ':',
        '﹙' => '(',
        '﹚' => ')',
        _ => narrow(c),
    }
}

/// Whether a character parts clauses.
pub fn is_comma(c: char) -> bool {
    matches!(c, ',' | '，')
}

/// Whether a character ends a sentence, whatever is around it.
pub fn is_stop(c: char) -> bool {
    matches!(c, '。' | '!' | '?' | '\n')
}

/// The number of open brackets around each character; a bracket counts as inside. Brackets do not
/// reach over paragraphs.
fn depths(chars: &[char]) -> Vec<usize> {
    let mut depth = 0_usize;
    let step = |c: &char| {
        match c {
            '(' => depth += 1,
            '\n' => depth = 0,
            _ => {}
        }
        let here = depth;
        if *c == ')' {
            depth = depth.saturating_sub(1);
        }
        here
    };
    chars.iter().map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(texts: &[&str]) -> Vec<Block> {
        texts.iter().map(|text| Block { text: (*text).to_owned(), ..Block::default() }).collect()
    }

    #[test]
    fn white_space_goes_and_places_stay() {
        let blocks = blocks(&["公开 信息１２ 条，共 3 4（5）", "其中"]);
        let passage = Passage::of(&blocks);
        assert_eq!(passage.text(0..passage.len()), "公开信息12条，共3 4(5)\n其中");
        let (block, range) = passage.words(4..7).unwrap();
        assert_eq!(block.text.get(range), Some("１２ 条"));
        assert_eq!(passage.words(15..40).and_then(|(block, range)| block.text.get(range)), Some("其中"));
        assert_eq!(passage.words(90..91), None);
        let depth_of_five = passage.chars().iter().position(|c| *c == '5').unwrap();
        assert_eq!((passage.depth(depth_of_five), passage.depth(0), passage.depth(15)), (1, 0, 0));
    }
}
