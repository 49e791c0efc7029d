//! Whether the files of a corpus are byte for byte those its index was made of: what sizes and times cannot
//! prove.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::corpus::Corpus;
use crate::corpus::heads::Location;
use crate::corpus::stretch::{STRETCH, Stretch};
use crate::parse;

/// Stretches or raw reports that are looked at before cancelling is asked for again.
const WAVE: usize = 64;

impl Corpus {
    /// Reads all files again and compares their checksums with those of the index; answers the name of the
    /// first file that differs. `goes_on` hears how many bytes have been read, and ends it with `false`; what
    /// was not looked at is taken for unchanged. A corpus without an index is as it is.
    pub fn verify(&self, goes_on: &(dyn Fn(u64) -> bool + Sync)) -> Option<String> {
        let read = AtomicU64::new(0);
        self.changed_lines(&read, goes_on).or_else(|| self.changed_raws(&read, goes_on))
    }

    fn changed_lines(&self, read: &AtomicU64, goes_on: &(dyn Fn(u64) -> bool + Sync)) -> Option<String> {
        let known = self.store.as_ref()?.stretches();
        for (file, sums) in self.files.iter().zip(known) {
            let numbered: Vec<_> = sums.iter().enumerate().collect();
            for wave in numbered.chunks(WAVE) {
                let differs = wave.par_iter().any(|(nth, sum)| {
                    let stretch = Stretch::read(file, *nth as u64 * STRETCH as u64);
                    read.fetch_add(STRETCH as u64, Ordering::Relaxed);
                    stretch.map_or(true, |stretch| stretch.sum() != sum.sum)
                });
                if differs {
                    return Some(file.path.display().to_string());
                }
                if !goes_on(read.load(Ordering::Relaxed)) {
                    return None;
                }
            }
        }
        None
    }

    /// A raw report is known by the hash of its bytes, which its id is made of.
    fn changed_raws(&self, read: &AtomicU64, goes_on: &(dyn Fn(u64) -> bool + Sync)) -> Option<String> {
        self.store.as_ref()?;
        let raws: Vec<usize> = (0..self.len()).filter(|index| self.is_record(*index)).collect();
        for wave in raws.chunks(WAVE) {
            let changed = wave.par_iter().find_map_first(|index| {
                let header = self.header(*index)?;
                let Location::Record { raw, .. } = self.heads.location(*index)? else { return None };
                let bytes = self.raws.get(raw as usize)?.place.bytes().unwrap_or_default();
                read.fetch_add(bytes.len() as u64, Ordering::Relaxed);
                (!header.is_of(&parse::id(header.path, &bytes))).then(|| header.path.to_owned())
            });
            if changed.is_some() || !goes_on(read.load(Ordering::Relaxed)) {
                return changed;
            }
        }
        None
    }

    fn is_record(&self, index: usize) -> bool {
        matches!(self.heads.location(index), Some(Location::Record { .. }))
    }
}
