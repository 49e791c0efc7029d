//! Lists of reports: gathered while a segment is written, and read back as sets.
//!
//! A list is written as the gaps between its reports, or as a bit a report where that is shorter.

use crate::search::index::packed::{Cursor, push_len};

/// Reports of a segment, a bit each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reports {
    words: Vec<u64>,
}

impl Reports {
    pub(super) fn none(reports: usize) -> Self {
        Self { words: vec![0; reports.div_ceil(64)] }
    }

    pub(super) fn all(reports: usize) -> Self {
        let mut all = Self { words: vec![u64::MAX; reports.div_ceil(64)] };
        if let Some(last) = all.words.last_mut().filter(|_| !reports.is_multiple_of(64)) {
            *last = (1 << (reports % 64)) - 1;
        }
        all
    }

    /// Puts a report in; one that the segment has not is passed over.
    fn put(&mut self, report: usize) {
        if let Some(word) = self.words.get_mut(report / 64) {
            *word |= 1 << (report % 64);
        }
    }

    pub(super) fn and(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
    }

    pub(super) fn or(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }

    /// Takes the reports of another one out.
    pub(super) fn without(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
    }

    pub(super) fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Those between two reports, in order.
    pub(super) fn between(&self, from: usize, to: usize) -> impl Iterator<Item = usize> + '_ {
        let words = self.words.iter().enumerate().take(to.div_ceil(64)).skip(from / 64);
        let all = words.flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                left = left.checked_sub(1).map(|less| left & less)?;
                Some(at * 64 + bit)
            })
        });
        all.skip_while(move |report| *report < from).take_while(move |report| *report < to)
    }

    /// Reads a list of a segment of so many reports; `None` where it is damaged.
    pub(super) fn read(bytes: &[u8], reports: usize) -> Option<Self> {
        let mut set = Self::none(reports);
        match bytes.split_first()? {
            (&GAPS, gaps) => {
                let (mut cursor, mut next) = (Cursor::new(gaps), 0_usize);
                while !cursor.is_empty() {
                    let report = next.checked_add(cursor.len()?)?;
                    set.put(report);
                    next = report + 1;
                }
            }
            (&BITS, bits) => {
                for (word, bytes) in set.words.iter_mut().zip(bits.chunks(8)) {
                    let bytes = bytes.iter().enumerate().map(|(at, byte)| u64::from(*byte) << (8 * at));
                    *word = bytes.sum();
                }
            }
            _ => return None,
        }
        Some(set)
    }
}

const GAPS: u8 = 0;
const BITS: u8 = 1;
/// The gaps of a list are at most as long as the bits of a full segment.
const LONGEST: usize = 8192;

/// A list that is being gathered.
#[derive(Debug, Default, Clone)]
pub(super) struct List {
    /// Gaps; or, once these became too long, bits.
    bytes: Vec<u8>,
    /// The report after the last one.
    next: u32,
    is_bits: bool,
}

impl List {
    /// Adds a report, each greater than the one before.
    pub(super) fn push(&mut self, report: u32) {
        if self.is_bits {
            self.set(report as usize);
            return;
        }
        push_len((report - self.next) as usize, &mut self.bytes);
        self.next = report + 1;
        if self.bytes.len() > LONGEST {
            self.turn(LONGEST);
        }
    }

    fn set(&mut self, report: usize) {
        if let Some(byte) = self.bytes.get_mut(report / 8) {
            *byte |= 1 << (report % 8);
        }
    }

    /// Turns gaps to bits.
    fn turn(&mut self, len: usize) {
        let gaps = std::mem::replace(&mut self.bytes, vec![0; len]);
        self.is_bits = true;
        let (mut cursor, mut next) = (Cursor::new(&gaps), 0);
        while let Some(gap) = cursor.len() {
            self.set(next + gap);
            next += gap + 1;
        }
    }

    /// Writes the list of a segment of so many reports; nothing for an empty one.
    pub(super) fn write(&self, reports: usize, to: &mut Vec<u8>) {
        let bits = reports.div_ceil(8);
        if !self.is_bits && self.bytes.len() > bits {
            let mut list = self.clone();
            list.turn(bits);
            return list.write(reports, to);
        }
        if !self.bytes.is_empty() {
            to.push(if self.is_bits { BITS } else { GAPS });
            to.extend_from_slice(self.bytes.get(..bits).filter(|_| self.is_bits).unwrap_or(&self.bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn lists_come_back(set in proptest::collection::btree_set(0..3000_usize, 0..2000), more in 0..100_usize, dense in any::<bool>()) {
            let set: BTreeSet<usize> = if dense { set } else { set.into_iter().take(30).collect() };
            let reports = set.last().map_or(0, |last| last + 1) + more;
            let mut list = List::default();
            for report in &set {
                list.push(u32::try_from(*report).unwrap());
            }
            let mut bytes = Vec::new();
            list.write(reports, &mut bytes);
            prop_assert!(bytes.len() <= 1 + reports.div_ceil(8));
            let read = if bytes.is_empty() { Reports::none(reports) } else { Reports::read(&bytes, reports).unwrap() };
            prop_assert_eq!(read.between(0, reports).collect::<BTreeSet<_>>(), set.clone());
            prop_assert_eq!(read.len(), set.len());
            for (from, to) in [(0, 65), (63, 64), (64, 2000), (100, 10), (500, usize::MAX)] {
                let expected: Vec<_> = set.iter().copied().filter(|report| (from..to).contains(report)).collect();
                prop_assert_eq!(read.between(from, to.min(reports)).collect::<Vec<_>>(), expected);
            }
        }

        #[test]
        fn no_bytes_are_too_odd(bytes in proptest::collection::vec(any::<u8>(), 0..40), reports in 0..200_usize) {
            let set = Reports::read(&bytes, reports);
            prop_assert!(set.is_none_or(|set| set.words.len() <= 4));
        }
    }

    #[test]
    fn a_full_segment_of_gaps_becomes_bits() {
        let mut list = List::default();
        (0..65_536).for_each(|report| list.push(report));
        let mut bytes = Vec::new();
        list.write(65_536, &mut bytes);
        assert_eq!(bytes.len(), 8193);
        assert_eq!(Reports::read(&bytes, 65_536), Some(Reports::all(65_536)));
        assert_eq!(Reports::all(70).len(), 70);
    }
}
