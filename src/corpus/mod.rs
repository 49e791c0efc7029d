//! The corpus as screens and rules see it: headers, and reports decoded when asked for. With the
//! review journal this is the only module that opens files.

pub mod agencies;
mod archive;
mod compressed;
mod editable;
pub mod header;
mod heads;
mod lines;
mod manifest;
mod open;
mod pdf;
mod raw;
pub mod reference;
mod sample;
mod source;
pub mod stream;
mod stretch;
mod tasks;
pub mod versions;
mod walk;

use std::collections::BTreeMap;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::corpus::header::Header;
use crate::corpus::heads::{Heads, Location};
use crate::corpus::lines::LinesFile;
use crate::corpus::raw::Raw;
use crate::model::note::{Note, NoteCode};
use crate::model::report::{LineError, Report};
use crate::parse::Parsed;

pub use crate::corpus::editable::Editable;
pub use crate::corpus::open::{Progress, open, open_growing, open_with};
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
    live: Arc<AtomicUsize>,
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
        let line = self.line(index)?;
        let report =
            Report::from_json(&line).map_err(|source| ReadError::Line { path: self.path(index).to_owned(), source })?;
        Ok(Held::new(self.checked(index, report)?, &self.live))
    }

    /// Reads a raw report again, source text and all; `None` where the report is a line of a corpus.
    ///
    /// # Errors
    /// As for [`Corpus::report`].
    pub fn raw(&self, index: usize) -> Result<Option<Parsed>, ReadError> {
        let Location::Raw(number) = self.location(index)? else { return Ok(None) };
        let raw = self.raws.get(number as usize).ok_or(ReadError::NoSuchReport(index))?;
        let parsed = raw.read(self.path(index))?;
        Ok(Some(Parsed { report: self.checked(index, parsed.report)?, text: parsed.text }))
    }

    fn location(&self, index: usize) -> Result<Location, ReadError> {
        self.heads.location(index).ok_or(ReadError::NoSuchReport(index))
    }

    /// The name a report goes by.
    fn path(&self, index: usize) -> &str {
        self.header(index).map_or("", |header| header.path)
    }

    /// The line of a report: as it stands in its corpus, byte for byte, or as `parse` writes it.
    ///
    /// # Errors
    /// As for [`Corpus::report`].
    pub fn line(&self, index: usize) -> Result<String, ReadError> {
        let path = || self.path(index).to_owned();
        match self.location(index)? {
            Location::Line { file, offset, len } => {
                let file = self.files.get(file as usize).ok_or(ReadError::NoSuchReport(index))?;
                let io = |source| ReadError::Io { path: file.path.display().to_string(), source };
                let bytes = file.read(offset, len as usize).map_err(io)?;
                String::from_utf8(bytes).map_err(|_| ReadError::Changed { path: path() })
            }
            Location::Raw(_) => {
                let json = self.report(index)?.to_json();
                json.map_err(|source| ReadError::Line { path: path(), source: source.into() })
            }
        }
    }

    /// The report read from the place of this one, if it is still the one that was listed. A report whose
    /// id was taken goes by the id of its header, with a note.
    fn checked(&self, index: usize, mut report: Report) -> Result<Report, ReadError> {
        let header = self.header(index).filter(|header| header.is_of(&report.id));
        let header = header.ok_or_else(|| ReadError::Changed { path: self.path(index).to_owned() })?;
        if report.id != header.id {
            rename(&mut report, header.id);
        }
        let earlier = self.supersedes.get(&index).and_then(|earlier| self.header(*earlier));
        if let Some(earlier) = earlier {
            report.supersedes = Some(earlier.id.to_owned());
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
