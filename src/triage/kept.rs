//! The files of a record, in the folder for reviews: `triage/seen.jsonl`, which a run writes anew, and
//! `triage/handled.jsonl`, to which marks are added, so that no run can lose one.

use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::corpus::read_whole;
use crate::model::moment::Moment;
use crate::triage::record::{Handled, OtherSchema, Record, to_line};
use crate::triage::{Entry, Standing};

/// Where they stand in the folder for reviews: by themselves, as every other file there is a journal.
const FOLDER: &str = "triage";
const SEEN: &str = "seen.jsonl";
const HANDLED: &str = "handled.jsonl";

/// Why a record cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    #[error("{path}: {why}")]
    Io { path: PathBuf, why: io::Error },
    #[error("{path}: {why}")]
    Schema { path: PathBuf, why: OtherSchema },
}

/// What is kept of earlier runs.
#[derive(Debug, Default)]
pub struct Kept {
    pub record: Record,
    pub marks: HashMap<String, Handled>,
    /// Lines that could not be read and were left aside.
    pub aside: usize,
}

impl Kept {
    /// Reads what is in these folders for reviews, the first that has it; nothing where none has.
    ///
    /// # Errors
    /// When a file is there and cannot be read, or is of a later version.
    pub fn read(folders: &[&Path]) -> Result<Self, KeptError> {
        let (seen, text) = first(folders, SEEN)?;
        let record = Record::parse(&text).map_err(|why| KeptError::Schema { path: seen, why })?;
        let (_, text) = first(folders, HANDLED)?;
        let (marks, torn) = Handled::parse(&text);
        let aside = record.aside + torn;
        Ok(Self { record, marks, aside })
    }

    /// Writes the record of a run, beside its place first, so that it is there whole or as it was.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, folder: &Path, entries: &[(&Entry, &Standing)], now: Moment) -> Result<(), KeptError> {
        let folder = folder.join(FOLDER);
        let written = (|| {
            fs::create_dir_all(&folder)?;
            let mut file = aside(&folder)?;
            file.write_all(self.record.renewed(entries, now)?.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(folder.join(SEEN)).map_err(|error| error.error)
        })();
        written.map(drop).map_err(|why| KeptError::Io { path: folder.join(SEEN), why })
    }
}

/// A file to be renamed into place, which others may read as far as the user lets them.
fn aside(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.prefix(".seen-").tempfile_in(folder)
}

/// Adds marks; they are on disk when this returns.
///
/// # Errors
/// When they cannot be written.
pub fn mark(folder: &Path, marks: &[Handled]) -> Result<(), KeptError> {
    let path = folder.join(FOLDER).join(HANDLED);
    let written = (|| {
        fs::create_dir_all(folder.join(FOLDER))?;
        // One write of whole lines that begin anew: what a torn one left before them stays by itself.
        let mut lines = String::from("\n");
        for mark in marks {
            lines += &to_line(mark)?;
        }
        let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
        file.write_all(lines.as_bytes())?;
        file.sync_all()
    })();
    written.map_err(|why| KeptError::Io { path, why })
}

/// The text of a file in the first folder that has it, with its path; bytes that are no text stand for themselves.
fn first(folders: &[&Path], name: &str) -> Result<(PathBuf, String), KeptError> {
    for folder in folders {
        let path = folder.join(FOLDER).join(name);
        // The folder came with the reports, maybe: a pipe in it would never end.
        if fs::metadata(&path).is_ok_and(|meta| !meta.is_file()) {
            return Err(KeptError::Io { path, why: io::Error::other("not a regular file") });
        }
        match read_whole(&path) {
            Ok(bytes) => return Ok((path, String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(why) => return Err(KeptError::Io { path, why }),
        }
    }
    Ok((PathBuf::new(), String::new()))
}
