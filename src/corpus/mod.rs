//! The corpus as screens and rules see it: headers, and reports decoded when asked for. With the
//! review journal this is the only module that opens files.

pub mod agencies;
mod archive;
mod compressed;
mod editable;
pub mod header;
pub mod kept;
mod lines;
mod manifest;
mod open;
mod pdf;
mod raw;
pub mod reference;
mod sample;
mod source;
pub mod stream;
mod tasks;
pub mod versions;
mod walk;

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::corpus::header::Header;
use crate::corpus::lines::LinesFile;
use crate::corpus::raw::Raw;
use crate::corpus::versions::Version;
use crate::model::note::{Note, NoteCode};
use crate::model::report::{LineError, Report};
use crate::parse::Parsed;

pub use crate::corpus::editable::Editable;
pub use crate::corpus::open::{Progress, open, open_with};
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

/// A file larger than this is not read: no report comes near it, and memory stays bounded.
pub const LARGEST_FILE: u64 = 256 << 20;

/// Reports from any number of files, in the order in which they were given, files of a folder by
/// their path. Holds headers only.
#[derive(Debug, Default)]
pub struct Corpus {
    entries: Vec<Entry>,
    files: Vec<LinesFile>,
    problems: Vec<Problem>,
    /// Files of kinds this program does not read, left out.
    skipped: usize,
    live: Arc<AtomicUsize>,
}

#[derive(Debug)]
struct Entry {
    header: Header,
    location: Location,
    /// Of a raw report.
    version: Option<Version>,
    /// The id of the version before it.
    supersedes: Option<Box<str>>,
}

/// Where the bytes of a report are.
#[derive(Debug, Clone)]
enum Location {
    /// A line of the file with this number in `Corpus::files`.
    Line { file: usize, offset: u64, len: usize },
    /// A raw report.
    Raw(Raw),
}

/// Something that could not be read; everything else still loads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub path: String,
    /// Counted from 1, for a line of a corpus.
    pub line: Option<usize>,
    pub reason: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        use crate::model::printable::printable;
        let (path, reason) = (printable(&self.path), printable(&self.reason));
        match self.line {
            Some(line) => write!(f, "{path}:{line}: {reason}"),
            None => write!(f, "{path}: {reason}"),
        }
    }
}

/// Why a report that was listed cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("{path}: {source}")]
    Io { path: String, source: std::io::Error },
    #[error("{path}: {source}")]
    Line { path: String, source: LineError },
    /// The bytes are no longer those of the report that was listed.
    #[error("{path}: the file has changed since it was opened")]
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
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The header of a report.
    pub fn header(&self, index: usize) -> Option<&Header> {
        self.entries.get(index).map(|entry| &entry.header)
    }

    /// The headers, in order.
    pub fn headers(&self) -> impl ExactSizeIterator<Item = &Header> {
        self.entries.iter().map(|entry| &entry.header)
    }

    /// What could not be read.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many files of other kinds were left out.
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// How many decoded reports are alive now.
    pub fn live(&self) -> usize {
        self.live.load(Ordering::Relaxed)
    }

    /// Decodes a report.
    ///
    /// # Errors
    /// When its file cannot be read any more or holds something else by now.
    pub fn report(&self, index: usize) -> Result<Held, ReadError> {
        if let Some(parsed) = self.raw(index)? {
            return Ok(Held::new(parsed.report, &self.live));
        }
        let entry = self.entry(index)?;
        let line = self.line(index)?;
        let report =
            Report::from_json(&line).map_err(|source| ReadError::Line { path: entry.header.path.clone(), source })?;
        Ok(Held::new(entry.checked(report)?, &self.live))
    }

    /// Reads a raw report again, source text and all; `None` where the report is a line of a corpus.
    ///
    /// # Errors
    /// As for [`Corpus::report`].
    pub fn raw(&self, index: usize) -> Result<Option<Parsed>, ReadError> {
        let entry = self.entry(index)?;
        let parsed = match &entry.location {
            Location::Line { .. } => return Ok(None),
            Location::Raw(raw) => raw.read(&entry.header.path)?,
        };
        Ok(Some(Parsed { report: entry.checked(parsed.report)?, text: parsed.text }))
    }

    fn entry(&self, index: usize) -> Result<&Entry, ReadError> {
        self.entries.get(index).ok_or(ReadError::NoSuchReport(index))
    }

    /// The line of a report: as it stands in its corpus, byte for byte, or as `parse` writes it.
    ///
    /// # Errors
    /// As for [`Corpus::report`].
    pub fn line(&self, index: usize) -> Result<String, ReadError> {
        let entry = self.entry(index)?;
        match &entry.location {
            Location::Line { file, offset, len } => {
                let file = self.files.get(*file).ok_or(ReadError::NoSuchReport(index))?;
                let io = |source| ReadError::Io { path: file.path.display().to_string(), source };
                let bytes = file.read(*offset, *len).map_err(io)?;
                String::from_utf8(bytes).map_err(|_| ReadError::Changed { path: entry.header.path.clone() })
            }
            Location::Raw(_) => {
                let path = entry.header.path.clone();
                self.report(index)?.to_json().map_err(|source| ReadError::Line { path, source: source.into() })
            }
        }
    }
}

impl Entry {
    /// The report read from this entry's location, if it is still the one that was listed. A report
    /// whose id was taken goes by the id of its header, with a note.
    fn checked(&self, mut report: Report) -> Result<Report, ReadError> {
        if !self.header.is_of(&report.id) {
            return Err(ReadError::Changed { path: self.header.path.clone() });
        }
        if report.id != self.header.id {
            rename(&mut report, &self.header.id);
        }
        if let Some(earlier) = &self.supersedes {
            report.supersedes = Some(earlier.as_ref().to_owned());
        }
        Ok(report)
    }
}

/// Gives another id to a report whose own is that of an earlier one.
pub fn rename(report: &mut Report, id: &str) {
    let message = format!("{} is the id of an earlier report", report.id);
    report.notes.push(Note::new(NoteCode::SameId, message, None));
    id.clone_into(&mut report.id);
}
