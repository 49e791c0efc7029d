//! What an opening finds in the index of its corpus, and what it leaves there.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::corpus::extent::Extent;
use crate::corpus::heads::{Gatherer, Heads, Location};
use crate::corpus::lines::LinesFile;
use crate::corpus::raw::Raw;
use crate::corpus::store::{Inventory, Keep, Key, RECORDS, Store, Sum, Unusable, find};
use crate::corpus::stretch::{STRETCH, Stretch};
use crate::corpus::tasks::{Task, Tasks};
use crate::corpus::{Corpus, Sources, Telling};
use crate::model::report::Report;

/// From so many raw reports, or bytes of lines, an index is worth making unasked.
const MANY: usize = 256;
const LARGE: u64 = 32 << 20;
/// The list is shown again when it is so many times as long: building a tree takes longer than reading on.
const SHOWN_AGAIN: usize = 8;

/// What there is of a corpus before it is read.
pub(super) enum Kept {
    /// All of it: nothing has changed.
    Whole(Corpus),
    /// All but what has been added to its last file, which is read on from a place.
    Grown(Box<Grown>),
    /// Nothing but, of some raw reports, what was read of them.
    Nothing(Fresh),
}

/// A corpus that is read from start to end.
#[derive(Default)]
pub(super) struct Fresh {
    /// Where what is read goes.
    pub store: Option<Store>,
    /// Why the index that was there could not be used.
    pub why: Option<Unusable>,
    pub reuse: Reuse,
    /// So many of its reports have been shown already.
    pub shown: usize,
}

/// What an index that is outdated still knows of raw reports that have not changed.
#[derive(Default)]
pub(super) struct Reuse {
    records: Option<LinesFile>,
    /// For each task where its line is.
    lines: Vec<Option<Extent>>,
}

impl Reuse {
    /// The report of a task as it was read, and its line.
    pub fn report(&self, task: usize) -> Option<(Report, String)> {
        let extent = (*self.lines.get(task)?)?;
        let line = String::from_utf8(extent.read(self.records.as_ref()?).ok()??).ok()?;
        Some((Report::from_json(&line).ok()?, line))
    }

    fn find(folder: &Path, keys: &[Key]) -> Option<Self> {
        let (store, inventory) = Store::open(folder.to_owned()).ok()?;
        let heads = store.heads(&mut |_| ()).ok()?;
        let records = store.parts(RECORDS.0, RECORDS.1).pop()?.into_file();
        let records = Some(LinesFile::of_file(folder, records));
        let raws: Vec<&Key> = inventory.keys.iter().filter(|key| key.is_raw).collect();
        let line = |index: usize| match heads.location(index)? {
            Location::Record { raw, at } => Some((*raws.get(raw as usize)?, at)),
            _ => None,
        };
        let known_lines: HashMap<&Key, Extent> = (0..heads.len()).filter_map(line).collect();
        let same = |key: &Key| known_lines.get(key).copied().filter(|_| !inventory.was_just_written(key));
        Some(Self { records, lines: keys.iter().map(same).collect() })
    }
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
    /// Looks for the index of the sources; shows the list while it is read from there.
    pub fn find(sources: &Sources<'_>, tasks: &Tasks, keep: Keep, telling: Telling<'_>) -> Self {
        let wanted = keep != Keep::Nothing;
        let found = wanted.then(|| Some((tasks.keys()?, find(sources)?))).flatten();
        let Some((keys, folder)) = found else { return Self::Nothing(Fresh::default()) };
        let mut shown = 0;
        let why = match Store::open(folder.clone()) {
            // What is shown meanwhile is the beginning of what is shown next, whatever becomes of the index.
            Ok(found) if keep != Keep::Renew => {
                let mut show = |corpus: Corpus| {
                    shown = corpus.len();
                    (telling.grown)(corpus);
                };
                match fitting(found, tasks, &keys, &mut show) {
                    Ok(kept) => return kept,
                    Err(why) => Some(why),
                }
            }
            Ok((_, inventory)) => (inventory.keys != keys).then_some(Unusable::Outdated),
            Err(why) => Some(why),
        };
        let raws = tasks.all.iter().filter(|task| matches!(task, Task::Raw(..))).count();
        let lines = tasks.all.iter().zip(&keys).filter(|(task, _)| matches!(task, Task::Lines(_)));
        let is_worth_it = raws >= MANY || lines.map(|(_, key)| key.len).sum::<u64>() >= LARGE;
        let makes = matches!(keep, Keep::Renew | Keep::Always) || keep == Keep::Make && is_worth_it;
        let is_old = why == Some(Unusable::Outdated);
        let reuse = if is_old { Reuse::find(&folder, &keys).unwrap_or_default() } else { Reuse::default() };
        // Where nothing can be written the corpus is read all the same.
        let store = makes.then(|| Store::begin(folder, keys).ok()).flatten();
        Self::Nothing(Fresh { store, why, reuse, shown })
    }
}

/// The corpus that an index knows, if it is still the one that is there or the beginning of it; `show` is
/// given it as far as it has been read.
fn fitting(
    (store, inventory): (Store, Inventory),
    tasks: &Tasks,
    keys: &[Key],
    show: &mut dyn FnMut(Corpus),
) -> Result<Kept, Unusable> {
    let corpus = |store: &Store| {
        let records = store.parts(RECORDS.0, RECORDS.1).pop();
        let has_raws = tasks.all.iter().any(|task| matches!(task, Task::Raw(..)));
        if has_raws && records.is_none() {
            return Err(Unusable::OtherVersion);
        }
        // Without its copy a packed file would be read as if it were none.
        if store.count(COPY) != store.parts(COPY, "").len() {
            return Err(Unusable::Damaged(COPY.to_owned()));
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
        let mut corpus = corpus(&store)?;
        // A file that was written when it was read is looked at byte for byte, before any of it is shown.
        let is_racy = inventory.is_racy();
        let mut show_at = 1;
        corpus.heads = store.heads(&mut |heads: &Heads| {
            if !is_racy && heads.len() >= show_at {
                show_at = heads.len() * SHOWN_AGAIN;
                show(Corpus { heads: heads.clone(), supersedes: BTreeMap::default(), ..corpus.clone() });
            }
        })?;
        let differs = is_racy && corpus.verify(&|_| true).is_some();
        return if differs { Err(Unusable::Outdated) } else { Ok(Kept::Whole(corpus)) };
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
    let heads = Gatherer::from(store.heads(&mut |_| ())?);
    store.renew(keys.to_vec());
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

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;
    use crate::corpus::{Telling, open_kept};

    fn text(n: usize) -> String {
        format!("云河县{n}局2020年政府信息公开工作年度报告\n一、总体情况\n全年公开{n}件。\n")
    }

    fn write(path: &Path, n: usize, age: u64) {
        std::fs::write(path, text(n)).unwrap();
        let file = std::fs::File::options().write(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
    }

    #[test]
    fn raw_reports_that_have_not_changed_are_not_parsed_again() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("crawl");
        std::fs::create_dir_all(folder.join(".jianbao-index")).unwrap();
        for n in 0..4 {
            write(&folder.join(format!("{n}.txt")), n, if n == 3 { 0 } else { 3600 });
        }
        let paths = [folder.clone()];
        let sources = Sources { paths: &paths, manifest: None };
        let telling = Telling { progress: &|_| (), grown: &|_| () };
        let open = || open_kept(&sources, Keep::Renew, telling);
        open().keep().unwrap();
        // One has changed, one is new; the last one was read as soon as it was written, and proves nothing.
        write(&folder.join("1.txt"), 7, 60);
        write(&folder.join("2a.txt"), 8, 60);
        let Kept::Nothing(fresh) = Kept::find(&sources, &Tasks::of(&sources), Keep::Renew, telling) else {
            panic!("used")
        };
        assert_eq!(fresh.why, Some(Unusable::Outdated));
        let known: Vec<bool> = (0..5).map(|task| fresh.reuse.report(task).is_some()).collect();
        assert_eq!(known, [true, false, true, false, false]);
        let corpus = open();
        assert_eq!(corpus.len(), 5);
        let plain = crate::corpus::open(&paths, &|_| ());
        for index in 0..corpus.len() {
            assert_eq!(corpus.line(index).unwrap(), plain.line(index).unwrap());
        }
    }
}
