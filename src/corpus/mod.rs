//! The corpus as screens and rules see it: headers, and reports decoded when asked for. With the
//! review journal this is the only module that opens files.

pub mod agencies;
mod archive;
pub mod columns;
mod compressed;
mod editable;
mod extent;
mod found;
pub mod header;
mod heads;
pub mod kept;
mod lines;
pub mod link;
mod manifest;
mod open;
mod opening;
pub mod origin;
pub(crate) mod parquet;
mod pdf;
mod raw;
mod read;
pub mod reference;
pub mod rows;
mod sample;
mod source;
pub mod store;
pub mod stream;
mod stretch;
mod tasks;
mod verify;
pub mod versions;
mod walk;
pub mod watch;
mod wave;

use std::collections::BTreeMap;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::corpus::header::Header;
use crate::corpus::heads::Heads;
use crate::corpus::lines::LinesFile;
use crate::corpus::raw::Raw;
use crate::corpus::store::{Store, Unusable};
use crate::model::note::{Note, NoteCode};
use crate::model::printable::printable;
use crate::model::report::{LineError, Report};

pub use crate::corpus::editable::Editable;
pub use crate::corpus::open::{Progress, Telling, open, open_kept, open_with, reopen};
pub(crate) use crate::corpus::raw::read_whole;
pub use crate::corpus::sample::{Embedded, sample};
pub use crate::corpus::source::{NoSource, SourceText};

/// What is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// Folders, files and archives; `-` is a corpus on standard input.
    pub paths: &'a [PathBuf],
    /// What is known of the raw reports; without one each folder is looked into for its own.
    pub manifest: Option<&'a Path>,
}

/// The file that says what is wanted of the rules: it may lie among the reports, and is none.
pub const CONFIGURATION: &str = "jianbao.toml";

/// Reports from any number of files, in the order in which they were given, files of a folder by
/// their path. Holds headers only; a clone shares them.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    heads: Heads,
    files: Vec<Arc<LinesFile>>,
    raws: Vec<Raw>,
    /// Reports that are later versions, each with the one before it.
    supersedes: BTreeMap<usize, usize>,
    problems: Vec<Problem>,
    /// The names of raw reports, while they are read, and how many of them have been.
    names: Arc<[String]>,
    named: usize,
    /// Files of kinds this program does not read, left out.
    skipped: usize,
    /// The index, and the lines in it that were made of raw reports.
    store: Option<Store>,
    /// Why the index that was there could not be used.
    unusable: Option<Unusable>,
    records: Option<Arc<LinesFile>>,
    live: Arc<AtomicUsize>,
    /// Reports that were listed and turned out to be unreadable, and why.
    broken: Arc<Mutex<BTreeMap<usize, Problem>>>,
}

/// Something that could not be read; everything else still loads.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Problem {
    pub path: String,
    /// Counted from 1, for a line of a corpus.
    pub line: Option<usize>,
    pub reason: String,
}

impl Problem {
    /// Whether the file may be whole, and a program that reads it is missing on this machine.
    pub fn wants_program(&self) -> bool {
        pdf::is_missing(&self.reason)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (path, reason) = (printable(&self.path), printable(&self.reason));
        match self.line {
            Some(line) => write!(f, "{path}:{line}: {reason}"),
            None => write!(f, "{path}: {reason}"),
        }
    }
}

impl From<&ReadError> for Problem {
    fn from(error: &ReadError) -> Self {
        let (path, reason) = match error {
            ReadError::Io { path, source } => (path.clone(), source.to_string()),
            ReadError::Line { path, source } => (path.clone(), source.to_string()),
            ReadError::Changed { path } => (path.clone(), "the file has changed".to_owned()),
            ReadError::NoSuchReport(_) => (String::new(), error.to_string()),
        };
        Self { path, line: None, reason }
    }
}

/// Why a report that was listed cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("{}: {source}", printable(path))]
    Io { path: String, source: std::io::Error },
    #[error("{}: {source}", printable(path))]
    Line { path: String, source: LineError },
    /// The bytes are no longer those of the report that was listed.
    #[error("{}: the file has changed since it was opened", printable(path))]
    Changed { path: String },
    #[error("no report number {0}")]
    NoSuchReport(usize),
}

/// A decoded report. The corpus counts those alive, so that a test can hold us to dropping them.
#[derive(Debug)]
pub struct Held {
    report: Report,
    live: Arc<AtomicUsize>,
}

impl Held {
    fn new(report: Report, live: &Arc<AtomicUsize>) -> Self {
        live.fetch_add(1, Ordering::Relaxed);
        Self { report, live: Arc::clone(live) }
    }
}

impl Deref for Held {
    type Target = Report;

    fn deref(&self) -> &Report {
        &self.report
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.live.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Corpus {
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The header of a report.
    pub fn header(&self, index: usize) -> Option<Header<'_>> {
        self.heads.get(index)
    }

    /// The headers, in order.
    pub fn headers(&self) -> impl ExactSizeIterator<Item = Header<'_>> {
        self.heads.iter()
    }

    /// What could not be read.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The names of raw reports that are still to be read.
    pub fn awaited(&self) -> &[String] {
        self.names.get(self.named..).unwrap_or_default()
    }

    /// How many files of other kinds were left out.
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// The index of the corpus, where it has one.
    pub fn store(&self) -> Option<&Store> {
        self.store.as_ref()
    }

    /// Why the corpus was read although it may have had an index.
    pub fn unusable(&self) -> Option<&Unusable> {
        self.unusable.as_ref()
    }

    /// How many decoded reports are alive now.
    pub fn live(&self) -> usize {
        self.live.load(Ordering::Relaxed)
    }
}

/// Gives another id to a report whose own is that of an earlier one.
pub fn rename(report: &mut Report, id: &str) {
    let message = format!("{} is the id of an earlier report", report.id);
    report.notes.push(Note::new(NoteCode::SameId, message, None));
    id.clone_into(&mut report.id);
}
