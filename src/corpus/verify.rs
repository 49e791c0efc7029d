//! Whether the files of a corpus are byte for byte those its index was made of: what sizes and times cannot
//! prove.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::corpus::Corpus;
use crate::corpus::heads::Location;
use crate::corpus::lines::LinesFile;
use crate::corpus::store::Sum;
use crate::corpus::stretch::{STRETCH, Stretch};
use crate::parse;

/// Stretches or raw reports that are looked at before cancelling is asked for again.
const WAVE: usize = 64;
/// Stretches or raw reports that a spot check looks at: at most some 64 MB, which no file system makes long.
const SPOTS: usize = 16;

impl Corpus {
    /// Reads all files again and compares their checksums with those of the index; answers the name of the
    /// first file that differs. `goes_on` hears how many bytes have been read, and ends it with `false`; what
    /// was not looked at is taken for unchanged. A corpus without an index is as it is.
    pub fn verify(&self, goes_on: &(dyn Fn(u64) -> bool + Sync)) -> Option<String> {
        let read = AtomicU64::new(0);
        self.changed_lines(&read, goes_on).or_else(|| self.changed_raws(&read, goes_on))
    }

    /// Looks at a few places only, evenly spread; which ones depends on the number, so that in time every
    /// place has its turn. Answers the name of a file that differs from what the index was made of.
    pub fn spot_check(&self, number: u64) -> Option<String> {
        let known = self.store.as_ref()?.stretches();
        let of_file = |(file, sums)| std::iter::repeat(file).zip(Vec::into_iter(sums).enumerate());
        let stretches: Vec<(&Arc<LinesFile>, (usize, Sum))> = self.files.iter().zip(known).flat_map(of_file).collect();
        let raws: Vec<usize> = (0..self.len()).filter(|index| self.is_record(*index)).collect();
        let all = stretches.len() + raws.len();
        let gap = all.div_ceil(SPOTS).max(1);
        let first = usize::try_from(number % gap as u64).unwrap_or(0);
        (first..all).step_by(gap).find_map(|at| match stretches.get(at) {
            Some((file, (nth, sum))) => differs(file, *nth, *sum).then(|| file.path.display().to_string()),
            None => self.changed_raw(*raws.get(at - stretches.len())?).0,
        })
    }

    fn changed_lines(&self, read: &AtomicU64, goes_on: &(dyn Fn(u64) -> bool + Sync)) -> Option<String> {
        let known = self.store.as_ref()?.stretches();
        for (file, sums) in self.files.iter().zip(known) {
            let numbered: Vec<_> = sums.iter().enumerate().collect();
            for wave in numbered.chunks(WAVE) {
                if wave.par_iter().any(|(nth, sum)| differs(file, *nth, **sum)) {
                    return Some(file.path.display().to_string());
                }
                let bytes = (wave.len() * STRETCH) as u64;
                if !goes_on(read.fetch_add(bytes, Ordering::Relaxed) + bytes) {
                    return None;
                }
            }
        }
        None
    }

    fn changed_raws(&self, read: &AtomicU64, goes_on: &(dyn Fn(u64) -> bool + Sync)) -> Option<String> {
        self.store.as_ref()?;
        let raws: Vec<usize> = (0..self.len()).filter(|index| self.is_record(*index)).collect();
        for wave in raws.chunks(WAVE) {
            let changed = wave.par_iter().find_map_first(|index| {
                let (changed, len) = self.changed_raw(*index);
                read.fetch_add(len, Ordering::Relaxed);
                changed
            });
            if changed.is_some() || !goes_on(read.load(Ordering::Relaxed)) {
                return changed;
            }
        }
        None
    }

    /// The name of a raw report where its bytes are others, by the hash that its id is made of; and how many
    /// were read.
    fn changed_raw(&self, index: usize) -> (Option<String>, u64) {
        let raw = || match self.heads.location(index)? {
            Location::Record { raw, .. } => self.raws.get(raw as usize),
            _ => None,
        };
        let (Some(header), Some(raw)) = (self.header(index), raw()) else { return (None, 0) };
        let bytes = raw.place.bytes().unwrap_or_default();
        let changed = !header.is_of(&parse::id(header.path, &bytes));
        (changed.then(|| header.path.to_owned()), bytes.len() as u64)
    }

    fn is_record(&self, index: usize) -> bool {
        matches!(self.heads.location(index), Some(Location::Record { .. }))
    }
}

/// Whether a stretch of a file is another one than the index was made of.
fn differs(file: &LinesFile, nth: usize, sum: Sum) -> bool {
    Stretch::read(file, nth as u64 * STRETCH as u64).map_or(true, |stretch| stretch.sum() != sum.sum)
}
