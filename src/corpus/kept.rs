//! What an opening finds in the index of its corpus, and what it leaves there.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::corpus::heads::Gatherer;
use crate::corpus::lines::LinesFile;
use crate::corpus::raw::Raw;
use crate::corpus::store::{Inventory, Keep, Key, Known, RECORDS, Store, Sum, Unusable, find};
use crate::corpus::stretch::{STRETCH, Stretch};
use crate::corpus::tasks::{Task, Tasks};
use crate::corpus::{Corpus, Sources};

/// From so many raw reports, or bytes of lines, an index is worth making unasked.
const MANY: usize = 256;
const LARGE: u64 = 32 << 20;

/// What there is of a corpus before it is read.
pub(super) enum Kept {
    /// All of it: nothing has changed.
    Whole(Corpus),
    /// All but what has been added to its last file, which is read on from a place.
    Grown(Box<Grown>),
    /// Nothing; where there is a store, what is read goes into it.
    Nothing(Option<Store>, Option<Unusable>),
}

/// A corpus whose last file has grown.
pub(super) struct Grown {
    pub corpus: Corpus,
    pub heads: Gatherer,
    pub stretches: Vec<Vec<Sum>>,
    /// How long the file was.
    pub from: u64,
}

impl Kept {
    /// Looks for the index of the sources.
    pub fn find(sources: &Sources<'_>, tasks: &Tasks, keep: Keep) -> Self {
        let wanted = keep != Keep::Nothing;
        let found = wanted.then(|| Some((tasks.keys()?, find(sources)?))).flatten();
        let Some((keys, folder)) = found else { return Self::Nothing(None, None) };
        let why = match Store::open(folder.clone()).and_then(|(store, known)| fitting(store, known, tasks, &keys)) {
            Ok(kept) if keep != Keep::Renew => return kept,
            Ok(_) => None,
            Err(why) => Some(why),
        };
        let raws = tasks.all.iter().filter(|task| matches!(task, Task::Raw(..))).count();
        let lines = tasks.all.iter().zip(&keys).filter(|(task, _)| matches!(task, Task::Lines(_)));
        let is_worth_it = raws >= MANY || lines.map(|(_, key)| key.len).sum::<u64>() >= LARGE;
        let makes = keep == Keep::Renew || keep == Keep::Make && is_worth_it;
        // Where nothing can be written the corpus is read all the same.
        Self::Nothing(makes.then(|| Store::begin(folder, keys).ok()).flatten(), why)
    }
}

/// The corpus that an index knows, if it is still the one that is there or the beginning of it.
fn fitting(store: Store, known: Known, tasks: &Tasks, keys: &[Key]) -> Result<Kept, Unusable> {
    let Known { heads, inventory } = known;
    let corpus = |store: &Store| {
        let records = store.parts(RECORDS.0, RECORDS.1).pop();
        let has_raws = tasks.all.iter().any(|task| matches!(task, Task::Raw(..)));
        if has_raws && records.is_none() {
            return Err(Unusable::OtherVersion);
        }
        let (files, raws) = files_of(tasks, store).map_err(|error| Unusable::Damaged(error.to_string()))?;
        Ok(Corpus {
            files,
            raws,
            supersedes: inventory.supersedes.clone(),
            problems: inventory.problems.clone(),
            skipped: inventory.skipped,
            records: records.map(|part| Arc::new(LinesFile::of_file(store.folder(), part.into_file()))),
            store: Some(store.clone()),
            ..Corpus::default()
        })
    };
    if inventory.keys == keys {
        return Ok(Kept::Whole(Corpus { heads, ..corpus(&store)? }));
    }
    // Only the last file can have grown without moving the reports after it.
    let last = keys.len().checked_sub(1).ok_or(Unusable::Outdated)?;
    let plain = store.parts(COPY, "").is_empty() && tasks.all.iter().all(|task| matches!(task, Task::Lines(_)));
    let same = inventory.keys.len() == keys.len() && inventory.keys.get(..last) == keys.get(..last);
    let (Some(before), Some(now)) = (inventory.keys.get(last), keys.get(last)) else { return Err(Unusable::Outdated) };
    let corpus = corpus(&store)?;
    if !plain || !same || !now.has_grown_from(before) || !begins_alike(&corpus, &inventory, before.len) {
        return Err(Unusable::Outdated);
    }
    store.renew(keys.to_vec());
    let heads = Gatherer::from(heads);
    Ok(Kept::Grown(Box::new(Grown { corpus, heads, stretches: inventory.stretches, from: before.len })))
}

/// Whether the last file still begins as it was: its first stretch, its last one, and a line feed where it
/// ended. All of it is looked at by `index --verify`.
fn begins_alike(corpus: &Corpus, inventory: &Inventory, len: u64) -> bool {
    let (Some(file), Some(sums)) = (corpus.files.last(), inventory.stretches.last()) else { return false };
    let sum_of = |nth: usize| -> Option<bool> {
        let at = nth as u64 * STRETCH as u64;
        let stretch = Stretch::read_to(file, at, len).ok()?;
        Some(sums.get(nth)?.sum == stretch.sum())
    };
    let mut end = [0];
    let ended = len > 0 && file.read_some(len - 1, &mut end).is_ok_and(|read| read == 1) && end == *b"\n";
    ended
        && sums.len() as u64 == len.div_ceil(STRETCH as u64)
        && [0, sums.len().saturating_sub(1)].into_iter().all(|nth| sum_of(nth) == Some(true))
}

/// What copies of compressed files of lines are called among the parts; `first` is the number of the file.
pub(super) const COPY: &str = "copy";

/// The files of lines and the raw reports of a corpus that is known, in the order of the tasks.
fn files_of(tasks: &Tasks, store: &Store) -> io::Result<(Vec<Arc<LinesFile>>, Vec<Raw>)> {
    let mut copies: Vec<_> = store.parts(COPY, "").into_iter().map(|part| (part.first, part)).collect();
    let (mut files, mut raws) = (Vec::new(), Vec::new());
    for task in &tasks.all {
        match task {
            Task::Raw(raw, _) => raws.push(raw.clone()),
            Task::StandardInput => files.push(Arc::new(LinesFile::empty(&PathBuf::from("-")))),
            Task::Lines(path) => {
                let copy = copies.iter().position(|(number, _)| *number == files.len());
                let file = match copy {
                    Some(nth) => copies.swap_remove(nth).1.into_file(),
                    None => std::fs::File::open(path)?,
                };
                files.push(Arc::new(LinesFile::of_file(path, file)));
            }
        }
    }
    Ok((files, raws))
}
