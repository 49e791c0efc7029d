//! A corpus while it is read from its files: heads are taken in as they come, records of raw reports and
//! copies of compressed files go into the index that is being made, and what is there is shown now and then.

use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::corpus::extent::Extent;
use crate::corpus::found::{COPY, Fresh, Grown, Reuse};
use crate::corpus::heads::line::Head;
use crate::corpus::heads::{Gatherer, Location};
use crate::corpus::lines::LinesFile;
use crate::corpus::store::{Aside, RECORDS, Store, Sum};
use crate::corpus::stretch::STRETCH;
use crate::corpus::tasks::{Task, Tasks};
use crate::corpus::versions::{Version, superseded};
use crate::corpus::wave::{ReadHeads, Wave, wave};
use crate::corpus::{Corpus, Problem, Progress, ReadError, Telling};

/// Raw files that the cores share out before what they hold is taken in.
const RAWS: usize = 64;
/// With so many reports a corpus that is still being read is first shown, and then each time it has grown
/// by half.
const FIRST_SHOWN: usize = 256;

/// A corpus while it is read.
pub(super) struct Opening<'a> {
    pub corpus: Corpus,
    heads: Gatherer,
    versions: Vec<(usize, Version)>,
    state: Progress,
    telling: Telling<'a>,
    /// With how many reports it is shown again.
    shown_at: usize,
    /// The index that is being made, the records of raw reports in it, and what the files of lines were.
    store: Option<Store>,
    records: Option<Aside>,
    stretches: Vec<Vec<Sum>>,
    reuse: Reuse,
}

impl<'a> Opening<'a> {
    pub fn new(total: usize, telling: Telling<'a>) -> Self {
        Self {
            corpus: Corpus::default(),
            heads: Gatherer::default(),
            versions: Vec::new(),
            state: Progress { total, ..Progress::default() },
            telling,
            shown_at: FIRST_SHOWN,
            store: None,
            records: None,
            stretches: Vec::new(),
            reuse: Reuse::default(),
        }
    }

    /// Reads what has been added to the last file of a corpus that is known.
    pub fn on(grown: Grown, total: usize, telling: Telling<'a>) -> Self {
        let Grown { corpus, heads, stretches, from } = grown;
        let mut opening = Self { corpus, heads, stretches, ..Self::new(total, telling) };
        opening.read_on(from);
        opening
    }

    /// Nothing has been read yet; names may be shown.
    pub fn anew(fresh: Fresh, tasks: &Tasks, telling: Telling<'a>) -> Self {
        let Fresh { store, why, reuse, shown } = fresh;
        let shown_at = FIRST_SHOWN.max(shown);
        let mut opening = Self { shown_at, store, reuse, ..Self::new(tasks.all.len(), telling) };
        opening.corpus.unusable = why;
        opening.corpus.skipped = tasks.skipped;
        opening.name(&tasks.all);
        opening
    }

    /// Shows the names of many raw reports before any of them is read.
    fn name(&mut self, tasks: &[Task]) {
        let name = |task: &Task| if let Task::Raw(_, name) = task { Some(name.clone()) } else { None };
        let names: Vec<String> = tasks.iter().filter_map(name).collect();
        if names.len() >= FIRST_SHOWN {
            self.corpus.names = names.into();
            if self.shown_at == FIRST_SHOWN {
                (self.telling.grown)(self.corpus.clone());
            }
        }
    }

    pub fn tasks(&mut self, tasks: &[Task]) {
        for part in tasks.chunk_by(|one, other| matches!((one, other), (Task::Raw(..), Task::Raw(..)))) {
            for chunk in part.chunks(RAWS) {
                match chunk {
                    [Task::Lines(path)] => {
                        let file = self.open_lines(path);
                        self.lines(path, file);
                    }
                    [Task::StandardInput] => {
                        let path = Path::new("-");
                        self.lines(path, LinesFile::of_stream(path, io::stdin().lock()));
                    }
                    raws => self.raws(self.state.done, raws),
                }
                self.state =
                    Progress { done: self.state.done + chunk.len(), failed: self.corpus.problems.len(), ..self.state };
                (self.telling.progress)(self.state);
            }
        }
    }

    /// Reads raw reports, the first of which is the task with this number.
    fn raws(&mut self, first: usize, tasks: &[Task]) {
        self.begin_records();
        let (keeps, reuse) = (self.records.is_some(), &self.reuse);
        let read = |(nth, task): (usize, &Task)| {
            let Task::Raw(raw, relative) = task else { return None };
            let known = reuse.report(first + nth).map(|(report, line)| Ok((report, Some(line))));
            let parsed: Result<_, ReadError> = known.unwrap_or_else(|| {
                let report = raw.read(relative)?.report;
                let line = keeps.then(|| report.to_json().ok()).flatten();
                Ok((report, line))
            });
            Some((raw.clone(), parsed.map(|(report, line)| (Head::of(&report), Version::of(&report), line))))
        };
        for (raw, read) in tasks.par_iter().enumerate().filter_map(read).collect::<Vec<_>>() {
            let number = u32::try_from(self.corpus.raws.len()).unwrap_or(u32::MAX);
            self.corpus.raws.push(raw);
            match read {
                Ok((head, version, line)) => {
                    self.versions.extend(version.map(|version| (self.heads.len(), version)));
                    let record = line.and_then(|line| self.record(number, &line));
                    self.heads.push(head, record.unwrap_or(Location::Raw(number)));
                }
                Err(error) => self.corpus.problems.push((&error).into()),
            }
        }
        if self.records.as_mut().is_some_and(|records| records.flush().is_err()) {
            self.give_up();
        }
        self.corpus.named += tasks.len();
        self.show();
    }

    /// Begins to write what is read of raw reports into the index.
    fn begin_records(&mut self) {
        let Some(store) = self.store.as_ref().filter(|_| self.records.is_none()) else { return };
        let begun = store.aside(RECORDS.0).and_then(|records| Ok((records.share()?, records)));
        match begun {
            Ok((file, records)) => {
                self.corpus.records = Some(Arc::new(LinesFile::of_file(store.folder(), file)));
                self.records = Some(records);
            }
            Err(_) => self.give_up(),
        }
    }

    /// Writes the line of a raw report among the records.
    fn record(&mut self, raw: u32, line: &str) -> Option<Location> {
        let records = self.records.as_mut()?;
        let offset = records.len();
        records.write_all(line.as_bytes()).and_then(|()| records.write_all(b"\n")).ok()?;
        Some(Location::Record { raw, at: Extent::of(offset, line.as_bytes()) })
    }

    /// Goes on without an index, when it cannot be written. What is in it so far can still be read.
    fn give_up(&mut self) {
        self.store = None;
        self.records = None;
    }

    /// Opens a file of lines; a compressed one is unpacked into the index, where there is one.
    fn open_lines(&mut self, path: &Path) -> io::Result<(LinesFile, Option<io::Error>)> {
        let mut unpacked = match LinesFile::packed(path)? {
            Ok(plain) => return Ok((plain, None)),
            Err(unpacked) => unpacked,
        };
        let Some(store) = &self.store else { return LinesFile::copy(path, unpacked) };
        let mut copy = store.aside(COPY)?;
        let failed = io::copy(&mut unpacked, &mut copy).err();
        let file = copy.share()?;
        store.add(copy, (COPY, ""), (self.corpus.files.len(), 0))?;
        Ok((LinesFile::of_file(path, file), failed))
    }

    fn lines(&mut self, path: &Path, file: io::Result<(LinesFile, Option<io::Error>)>) {
        let problem = |reason: String| Problem { path: path.display().to_string(), line: None, reason };
        let (file, cut) = match file {
            Ok(file) => file,
            Err(error) => {
                self.corpus.problems.push(problem(error.to_string()));
                (LinesFile::empty(path), None)
            }
        };
        self.corpus.files.push(Arc::new(file));
        self.stretches.push(Vec::new());
        self.read_on(0);
        self.corpus.problems.extend(cut.map(|error| problem(format!("not read to its end: {error}"))));
    }

    /// Reads the last file from a place on, where a line begins.
    fn read_on(&mut self, from: u64) {
        let number = self.corpus.files.len().saturating_sub(1);
        let Some(file) = self.corpus.files.last().cloned() else { return };
        let begin = from / STRETCH as u64;
        if let Some(known) = self.stretches.last_mut() {
            known.truncate(usize::try_from(begin).unwrap_or(usize::MAX));
        }
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let mut read = Some(wave(&file, number, begin * STRETCH as u64));
        // While one core takes in what was read the others read on.
        while let Some(Wave { heads, next }) = read {
            let read_on = || next.map(|next| wave(&file, number, next));
            ((), read) = rayon::join(|| self.take(&file.path, heads, from), read_on);
        }
    }

    /// Takes in the heads of some stretches of the last file, of those lines that begin from a place on.
    fn take(&mut self, path: &Path, all: Vec<ReadHeads>, from: u64) {
        let mut known = self.stretches.pop().unwrap_or_default();
        let mut feeds: usize = known.iter().map(|sum| sum.feeds as usize).sum();
        for stretch in all {
            for read in stretch.heads.into_iter().filter(|read| read.offset >= from) {
                match read.head {
                    Ok((head, location)) => self.heads.push(head, location),
                    Err(reason) => {
                        let line = Some(feeds + read.before + 1);
                        self.corpus.problems.push(Problem { path: path.display().to_string(), line, reason });
                    }
                }
            }
            feeds += stretch.sum.feeds as usize;
            known.push(stretch.sum);
        }
        self.stretches.push(known);
        self.show();
    }

    /// Shows what has been read so far, when that is worth it.
    fn show(&mut self) {
        if self.heads.len() >= self.shown_at {
            self.corpus.heads = self.heads.heads();
            self.shown_at = self.heads.len() * 3 / 2;
            (self.telling.grown)(self.corpus.clone());
        }
    }

    pub fn end(mut self) -> Corpus {
        (self.corpus.names, self.corpus.named) = (Arc::default(), 0);
        self.corpus.heads = self.heads.heads();
        self.corpus.supersedes.extend(superseded(self.versions.into_iter()));
        if let (Some(store), Some(records)) = (&self.store, self.records)
            && store.add(records, RECORDS, (0, self.corpus.len())).is_err()
        {
            self.store = None;
        }
        let store = self.store.or(self.corpus.store.take());
        if let Some(store) = &store {
            store.note(|inventory| {
                inventory.stretches = self.stretches;
                inventory.supersedes.clone_from(&self.corpus.supersedes);
                inventory.problems.clone_from(&self.corpus.problems);
                inventory.skipped = self.corpus.skipped;
            });
        }
        Corpus { store, ..self.corpus }
    }
}
