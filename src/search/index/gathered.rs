//! The lists of a batch, held in little room until the segment ends; and those of all batches of a segment
//! made one, some lists at a time.

use crate::search::index::lists::List;
use crate::search::index::packed::{Cursor, push_len};

/// Lists that are made one together: as many pages as keep a core busy for a while.
pub(super) const STRETCH: usize = 4096;

/// Which reports of a batch are in which lists.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// For each list that has any: how far it is from the one before in its stretch and whether it has several
    /// reports, how many more than two these are, and their numbers in the batch.
    bytes: Vec<u8>,
    /// Where each stretch ends.
    ends: Vec<usize>,
}

impl Gathered {
    /// From grams in the order of their lists and reports (`slot << 8 | report`), of so many lists.
    pub(super) fn new(grams: &[u32], slots: usize) -> Self {
        let mut gathered = Self { bytes: Vec::with_capacity(grams.len()), ends: Vec::new() };
        let mut next = 0;
        for list in grams.chunk_by(|one, other| one >> 8 == other >> 8) {
            let slot = list.first().map_or(0, |gram| gram >> 8) as usize;
            while slot >= (gathered.ends.len() + 1) * STRETCH {
                gathered.ends.push(gathered.bytes.len());
                next = gathered.ends.len() * STRETCH;
            }
            push_len((slot - next) << 1 | usize::from(list.len() > 1), &mut gathered.bytes);
            next = slot + 1;
            if let Some(more) = list.len().checked_sub(2) {
                push_len(more, &mut gathered.bytes);
            }
            gathered.bytes.extend(list.iter().map(|gram| gram.to_le_bytes()[0]));
        }
        gathered.ends.resize(slots.div_ceil(STRETCH), gathered.bytes.len());
        gathered.bytes.shrink_to_fit();
        gathered
    }

    /// Adds the lists of a stretch to those of the batches before; the first report here is this one of the
    /// segment.
    fn add_to(&self, lists: &mut [List], stretch: usize, first: u32) -> Option<()> {
        let start = stretch.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        let mut cursor = Cursor::new(self.bytes.get(start..*self.ends.get(stretch)?)?);
        let mut slot = 0;
        while !cursor.is_empty() {
            let gap = cursor.len()?;
            slot += gap >> 1;
            let reports = if gap & 1 == 1 { cursor.len()? + 2 } else { 1 };
            let list = lists.get_mut(slot)?;
            cursor.bytes(reports)?.iter().for_each(|report| list.push(first + u32::from(*report)));
            slot += 1;
        }
        Some(())
    }
}

/// The lists of a stretch, of all batches, each with the number in the segment of its first report.
pub(super) fn stretch(batches: &[(u32, Gathered)], stretch: usize) -> Vec<List> {
    let mut lists = vec![List::default(); STRETCH];
    for (first, batch) in batches {
        // What this module has written it can read.
        let read = batch.add_to(&mut lists, stretch, *first);
        debug_assert!(read.is_some());
    }
    lists
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::search::index::lists::Reports;

    proptest! {
        #[test]
        fn what_is_gathered_comes_back(batches in proptest::collection::vec(
            proptest::collection::btree_set((prop_oneof![0..40_u32, 0..9000_u32], 0..256_u32), 0..300), 1..4)) {
            let mut expected: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
            let mut gathered = Vec::new();
            for (first, batch) in (0..).step_by(256).zip(&batches) {
                let grams: Vec<u32> = batch.iter().map(|(slot, report)| slot << 8 | report).collect();
                gathered.push((first, Gathered::new(&grams, 9000)));
                for (slot, report) in batch {
                    expected.entry(*slot as usize).or_default().insert((first + report) as usize);
                }
            }
            let reports = batches.len() * 256;
            for number in 0..9000_usize.div_ceil(STRETCH) {
                for (at, list) in stretch(&gathered, number).into_iter().enumerate() {
                    let mut bytes = Vec::new();
                    list.write(reports, &mut bytes);
                    let found = if bytes.is_empty() { None } else { Reports::read(&bytes, reports) };
                    let found = found.map(|set| set.between(0, reports).collect::<BTreeSet<_>>());
                    prop_assert_eq!(found.as_ref(), expected.get(&(number * STRETCH + at)));
                }
            }
        }
    }
}
