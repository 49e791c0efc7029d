//! The paragraphs of a section as one line of characters without white space, each with its place.

use std::cell::OnceCell;
use std::ops::Range;

use crate::model::report::Block;
use crate::model::width::narrow;
use crate::rules::counts::begins::{Begins, Table};
use crate::rules::counts::quantity::{Quantity, quantities};

/// What is known of a character.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// Its first byte in the text of its paragraph.
    start: usize,
    /// How many brackets are open around it; a bracket counts as inside, and none reaches over paragraphs.
    depth: u32,
    begins: Begins,
}

/// Text made for reading counts: no white space, full-width digits and marks narrowed (but not the
/// comma, which parts clauses and never thousands), a line feed between paragraphs. A blank stays
/// where it parts two digits. Every character is looked at once, here; readers go from one that can
/// begin what they look for to the next.
#[derive(Debug)]
pub struct Passage<'a> {
    blocks: &'a [Block],
    chars: Vec<char>,
    /// What is known of each of them.
    seen: Vec<Seen>,
    /// The first character of each paragraph, which is the line feed before it.
    paragraphs: Vec<usize>,
    quantities: OnceCell<Vec<Quantity>>,
}

impl<'a> Passage<'a> {
    pub fn of(blocks: &'a [Block]) -> Self {
        let room = blocks.iter().map(|block| block.text.len() / 3 + 1).sum();
        let mut passage = Self {
            blocks,
            chars: Vec::with_capacity(room),
            seen: Vec::with_capacity(room),
            paragraphs: Vec::with_capacity(blocks.len()),
            quantities: OnceCell::new(),
        };
        let table = Table::get();
        for paragraph in blocks {
            passage.paragraphs.push(passage.chars.len());
            if passage.paragraphs.len() > 1 {
                passage.push('\n', Seen { start: 0, depth: 0, begins: table.of('\n') });
            }
            passage.read(&paragraph.text, table);
        }
        passage
    }

    fn read(&mut self, text: &str, table: Table) {
        let mut gap = None;
        let mut depth = 0_u32;
        for (start, printed) in text.char_indices() {
            let c = folded(printed);
            let begins = table.of(c);
            if begins.any(Begins::BLANK) {
                gap = Some(start);
                continue;
            }
            if let Some(gap) = gap.take()
                && c.is_ascii_digit()
                && self.chars.last().is_some_and(char::is_ascii_digit)
            {
                self.push(' ', Seen { start: gap, depth, begins: Begins::default() });
            }
            depth = depth.saturating_add(u32::from(c == '('));
            self.push(c, Seen { start, depth, begins });
            depth = depth.saturating_sub(u32::from(c == ')'));
        }
    }

    fn push(&mut self, c: char, seen: Seen) {
        self.chars.push(c);
        self.seen.push(seen);
    }

    /// Every number with a unit, in order.
    pub fn quantities(&self) -> &[Quantity] {
        self.quantities.get_or_init(|| quantities(self))
    }

    /// The last that ends before an index.
    pub fn quantity_before(&self, index: usize) -> Option<&Quantity> {
        let all = self.quantities();
        all.get(all.partition_point(|quantity| quantity.range.end <= index).checked_sub(1)?)
    }

    /// Those that stand within a range.
    pub fn quantities_in(&self, range: Range<usize>) -> &[Quantity] {
        let all = self.quantities();
        let from = all.partition_point(|quantity| quantity.range.start < range.start);
        let to = all.partition_point(|quantity| quantity.range.end <= range.end);
        all.get(from..to).unwrap_or_default()
    }

    /// The first index of a range whose character can begin any of these; the end where none can.
    pub fn next(&self, range: Range<usize>, wanted: Begins) -> usize {
        let end = range.end.min(self.len());
        let rest = self.seen.get(range.start..end).unwrap_or_default();
        rest.iter().position(|seen| seen.begins.any(wanted)).map_or(end, |ahead| range.start + ahead)
    }

    /// The indices of the characters that can begin any of these.
    pub fn places(&self, wanted: Begins) -> impl Iterator<Item = usize> + '_ {
        self.seen.iter().enumerate().filter(move |(_, seen)| seen.begins.any(wanted)).map(|(index, _)| index)
    }

    /// Whether the character at an index can begin any of these.
    pub fn may(&self, index: usize, wanted: Begins) -> bool {
        self.seen.get(index).is_some_and(|seen| seen.begins.any(wanted))
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

    /// Where some words stand that begin in a range, each place with the first of them that stands there.
    pub fn found<'w>(&self, range: Range<usize>, words: &[&'w str]) -> impl Iterator<Item = (usize, &'w str)> {
        let end = range.end.min(self.len());
        let firsts = words.iter().filter_map(|word| word.chars().next()).fold(0_u64, |all, first| all | bit(first));
        let chars = self.chars.get(range.start..end).unwrap_or_default().iter().enumerate();
        let may = chars.filter(move |(_, c)| firsts & bit(**c) != 0);
        may.filter_map(move |(n, _)| Some((range.start + n, self.one_of(range.start + n, words)?)))
    }

    /// Whether any of some words stands wholly within a range.
    pub fn holds(&self, range: Range<usize>, words: &[&str]) -> bool {
        self.found(range.clone(), words).any(|(index, word)| index + word.chars().count() <= range.end)
    }

    /// How many brackets are open around a character.
    pub fn depth(&self, index: usize) -> u32 {
        self.seen.get(index).map_or(0, |seen| seen.depth)
    }

    /// The paragraph that holds a range, and its bytes there; cut at the paragraph's end.
    pub fn words(&self, range: Range<usize>) -> Option<(&'a Block, Range<usize>)> {
        let (block, bytes) = self.place(range)?;
        Some((self.blocks.get(block)?, bytes))
    }

    /// The same with the number of the paragraph.
    pub fn place(&self, range: Range<usize>) -> Option<(usize, Range<usize>)> {
        let start = self.seen.get(range.start)?.start;
        let block = self.paragraphs.partition_point(|first| *first <= range.start).checked_sub(1)?;
        let next = self.paragraphs.get(block + 1).copied().unwrap_or(self.len());
        let last = range.end.min(next).checked_sub(1).filter(|last| *last >= range.start)?;
        Some((block, start..self.end_of(block, last)?))
    }

    /// The byte after a character in the text of its paragraph. The line feed before a paragraph is
    /// none of its characters.
    fn end_of(&self, block: usize, index: usize) -> Option<usize> {
        let start = self.seen.get(index)?.start;
        let printed = self.blocks.get(block)?.text.get(start..)?.chars().next().filter(|_| self.at(index) != '\n');
        Some(start + printed.map_or(0, char::len_utf8))
    }

    /// The text of a range as it is read here.
    pub fn text(&self, range: Range<usize>) -> String {
        self.chars.get(range).unwrap_or_default().iter().collect()
    }
}

/// The narrow form of full-width marks and digits. The wide comma parts clauses and stays.
fn folded(c: char) -> char {
    match c {
        ..'\u{FE50}' | '，' => c,
        '﹐' => '，',
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

/// One of 64 bits for a character: words that begin with none of a set of bits need not be compared.
fn bit(c: char) -> u64 {
    1 << (u32::from(c) % u64::BITS)
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
