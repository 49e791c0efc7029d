//! A report laid out for an index: its folded sentences, what folding changed or left out, where its
//! sentences stand, and its numbers. The code of the characters is not known here.

use std::ops::Range;

use crate::model::cell::Number;
use crate::model::report::{Report, SectionKey};
use crate::search::fold::fold;
use crate::search::index::code::{BLOCK, SECTION, SENTENCE};
use crate::search::index::packed::{push, push_len, zigzag};
use crate::search::numbers::numbers;
use crate::search::sentence;

/// Characters that folding often changes or leaves out, which so take one byte.
const OFTEN: &str = "“”,　 \u{a0}:;()‘’《》!?.\r\n\t\"'０１２３４５６７８９〔〕［］﹝﹞【】—–―－•％○ABCDEFGHIJKLMNOPQRSTUVWXYZ（）：；\u{200b}\u{feff}";

/// A report, laid out.
#[derive(Debug, Default)]
pub(super) struct Laid {
    /// The folded sentences, each ended by `SENTENCE`; before the first of a block `BLOCK` and the byte
    /// of its section.
    pub text: String,
    /// For each block: how far its section and it are from the last one, how many sentences it has; and
    /// for each of them how far it is from the end of the last one, and what folding changed in it.
    pub places: Vec<u8>,
    /// For each number: how many sentences on it stands, and its value.
    pub numbers: Vec<u8>,
    /// The values, in order, without doubles.
    pub values: Vec<Number>,
    pub sentences: usize,
    /// What folding changed in the sentence at hand.
    changed: Vec<(usize, char)>,
}

impl Laid {
    pub(super) fn of(report: &Report) -> Self {
        let mut laid = Self::default();
        laid.lay(report);
        laid
    }

    /// Forgets what is laid out, for another report.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.places.clear();
        self.numbers.clear();
        self.values.clear();
        self.sentences = 0;
    }

    /// Lays a report out where none is.
    pub(super) fn lay(&mut self, report: &Report) {
        let laid = self;
        let (mut last_section, mut next_block, mut last_number) = (0, 0, 0);
        for (number, section) in report.sections.iter().enumerate() {
            for (block, text) in section.blocks.iter().enumerate().map(|(number, block)| (number, block.text.as_str()))
            {
                let ranges = sentence::split(text);
                if ranges.is_empty() {
                    continue;
                }
                laid.text.extend([char::from(BLOCK), char::from(byte_of(section.key))]);
                push_len(number - last_section, &mut laid.places);
                if number != last_section {
                    (last_section, next_block) = (number, 0);
                }
                push_len(block - next_block, &mut laid.places);
                next_block = block + 1;
                push_len(ranges.len(), &mut laid.places);
                let mut end = 0;
                for range in ranges {
                    let gap = range.start - end;
                    end = range.end;
                    let Some(sentence) = text.get(range) else { continue };
                    laid.sentence(sentence, gap);
                    laid.numbers_of(sentence, &mut last_number);
                    laid.sentences += 1;
                }
            }
        }
        laid.values.sort_unstable();
        laid.values.dedup();
    }

    fn sentence(&mut self, sentence: &str, gap: usize) {
        // What was changed: how many folded characters on it stood, and what it was.
        self.changed.clear();
        let (mut kept, mut from) = (0, 0);
        for (at, c) in sentence.char_indices() {
            match fold(c) {
                Some(to) if to == c => kept += 1,
                to => {
                    self.changed.push((kept, c));
                    self.text.push_str(sentence.get(from..at).unwrap_or_default());
                    self.text.extend(to);
                    (kept, from) = (0, at + c.len_utf8());
                }
            }
        }
        self.text.push_str(sentence.get(from..).unwrap_or_default());
        self.text.push(char::from(SENTENCE));
        push_len(gap << 1 | usize::from(!self.changed.is_empty()), &mut self.places);
        if !self.changed.is_empty() {
            push_len(self.changed.len(), &mut self.places);
            for (kept, c) in &self.changed {
                push_len(*kept, &mut self.places);
                push(number_of(*c), &mut self.places);
            }
        }
    }

    fn numbers_of(&mut self, sentence: &str, last: &mut usize) {
        for number in numbers(sentence) {
            let value = number.value;
            let scaled = value.scale() > 0;
            push_len((self.sentences - *last) << 1 | usize::from(scaled), &mut self.numbers);
            if scaled {
                self.numbers.push(value.scale());
            }
            push(zigzag(value.digits()), &mut self.numbers);
            self.values.push(value);
            *last = self.sentences;
        }
    }
}

/// The byte that says a section.
fn byte_of(key: Option<SectionKey>) -> u8 {
    let place = key.and_then(|key| SectionKey::ALL.iter().position(|one| *one == key));
    SECTION + place.and_then(|place| u8::try_from(place + 1).ok()).unwrap_or(0)
}

/// The section that a byte says.
pub(super) fn key_of(byte: u8) -> Option<SectionKey> {
    SectionKey::ALL.get(usize::from(byte.checked_sub(SECTION + 1)?)).copied()
}

fn number_of(c: char) -> u64 {
    let often = OFTEN.chars().position(|one| one == c);
    often.map_or_else(|| OFTEN.chars().count() as u64 + u64::from(u32::from(c)), |place| place as u64)
}

fn char_of(number: u64) -> Option<char> {
    let often = usize::try_from(number).ok().and_then(|place| OFTEN.chars().nth(place));
    often.or_else(|| char::from_u32(u32::try_from(number - OFTEN.chars().count() as u64).ok()?))
}

/// The numbers of a report, each with the number of its sentence; less where the bytes are damaged.
pub(super) fn read_numbers(bytes: &[u8]) -> Vec<(usize, Number)> {
    let mut cursor = super::packed::Cursor::new(bytes);
    let mut sentence = 0_usize;
    let mut read = || {
        let gap = cursor.len()?;
        sentence = sentence.checked_add(gap >> 1)?;
        let scale = if gap & 1 == 1 { *cursor.bytes(1)?.first()? } else { 0 };
        let digits = super::packed::unzigzag(cursor.number()?);
        // More would be no number that a report can print.
        (scale <= 18).then(|| (sentence, Number::new(digits, scale)))
    };
    std::iter::from_fn(&mut read).collect()
}

/// A sentence found again in its report.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub section: usize,
    pub block: usize,
    pub range: Range<usize>,
    pub text: String,
}

/// Reads the places of a report beside its text.
#[derive(Debug)]
pub(super) struct Places<'a> {
    cursor: super::packed::Cursor<'a>,
    section: usize,
    next_block: usize,
    left: usize,
    /// Where the last sentence ended in its block.
    end: usize,
}

impl<'a> Places<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { cursor: super::packed::Cursor::new(bytes), section: 0, next_block: 0, left: 0, end: 0 }
    }

    /// Steps to the next block.
    pub(super) fn block(&mut self) -> Option<()> {
        while self.left > 0 {
            self.skip()?;
        }
        let section = self.cursor.len()?;
        if section > 0 {
            self.next_block = 0;
        }
        self.section = self.section.checked_add(section)?;
        self.next_block = self.next_block.checked_add(self.cursor.len()?)?.checked_add(1)?;
        self.left = self.cursor.len()?;
        self.end = 0;
        Some(())
    }

    fn skip(&mut self) -> Option<()> {
        self.left -= 1;
        if self.cursor.number()? & 1 == 1 {
            for _ in 0..self.cursor.number()? {
                self.cursor.number()?;
                self.cursor.number()?;
            }
        }
        Some(())
    }

    /// The next sentence of the block, from its folded characters.
    pub(super) fn sentence(&mut self, mut folded: impl Iterator<Item = char>) -> Option<Placed> {
        self.left = self.left.checked_sub(1)?;
        let gap = self.cursor.len()?;
        let changed = if gap & 1 == 1 { self.cursor.number()? } else { 0 };
        let mut text = String::new();
        for _ in 0..changed {
            let kept = self.cursor.len()?;
            for _ in 0..kept {
                text.push(folded.next()?);
            }
            let c = char_of(self.cursor.number()?)?;
            if fold(c).is_some() {
                folded.next()?;
            }
            text.push(c);
        }
        text.extend(folded);
        let start = self.end.checked_add(gap >> 1)?;
        self.end = start.checked_add(text.len())?;
        Some(Placed { section: self.section, block: self.next_block - 1, range: start..self.end, text })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::report::{Block, Section};

    /// Sentences with their sections, and numbers with the numbers of their sentences.
    type All = (Vec<(Option<SectionKey>, Placed)>, Vec<(usize, Number)>);

    fn report(sections: Vec<(Option<SectionKey>, Vec<String>)>) -> Report {
        let section = |(key, texts): (_, Vec<String>)| Section {
            key,
            blocks: texts.into_iter().map(|text| Block { text, ..Block::default() }).collect(),
            ..Section::default()
        };
        Report { sections: sections.into_iter().map(section).collect(), ..Report::default() }
    }

    /// Every sentence with its section, and the numbers of all, as they are read back.
    fn read(laid: &Laid) -> All {
        let mut places = Places::new(&laid.places);
        let mut all = Vec::new();
        for block in laid.text.split(char::from(BLOCK)).skip(1) {
            places.block().unwrap();
            let (key, rest) = block.split_at(1);
            for sentence in rest.split_terminator(char::from(SENTENCE)) {
                all.push((key_of(key.as_bytes()[0]), places.sentence(sentence.chars()).unwrap()));
            }
        }
        assert!(places.block().is_none());
        (all, read_numbers(&laid.numbers))
    }

    fn plain(report: &Report) -> All {
        let (mut all, mut values) = (Vec::new(), Vec::new());
        for (s, section) in report.sections.iter().enumerate() {
            for (b, block) in section.blocks.iter().enumerate() {
                for range in sentence::split(&block.text) {
                    let text = block.text.get(range.clone()).unwrap().to_owned();
                    values.extend(numbers(&text).into_iter().map(|number| (all.len(), number.value)));
                    all.push((section.key, Placed { section: s, block: b, range, text }));
                }
            }
        }
        (all, values)
    }

    proptest! {
        #[test]
        fn every_sentence_comes_back_as_printed(sections in proptest::collection::vec(
            (proptest::option::of(proptest::sample::select(SectionKey::ALL)),
             proptest::collection::vec("[公开1２.,。；“” \n　\u{200b}AＡa一百万()🐼\\PC]{0,30}", 0..5)), 0..5)) {
            let report = report(sections);
            prop_assert_eq!(read(&Laid::of(&report)), plain(&report));
        }

        #[test]
        fn no_bytes_are_too_odd(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let mut places = Places::new(&bytes);
            while places.block().is_some() {
                if places.sentence("公开".chars()).is_none() {
                    break;
                }
            }
            read_numbers(&bytes);
        }
    }

    #[test]
    fn what_changes_often_takes_one_byte() {
        assert!(OFTEN.chars().count() <= 128);
        let mut seen = std::collections::BTreeSet::new();
        assert!(OFTEN.chars().all(|c| seen.insert(c)));
    }
}
