//! Lines of flags that wait in a temporary file until it is known which flags make one entry, so that
//! memory holds little more of a large corpus than the names of its flags.

use std::io::{self, Read as _, Seek as _, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

use memchr::memmem::{find, rfind};
use tempfile::SpooledTempFile;

use crate::commands::check::json;
use crate::commands::check::listing::{Entry, Listed, Listing, Wanted};
use crate::corpus::Corpus;
use crate::rules::Outcome;

/// So many bytes wait in memory; more go to a file.
const MEMORY: usize = 16 << 20;

/// The lines of the reports of a corpus, as they come.
pub(super) struct Waiting<'w> {
    corpus: &'w Corpus,
    wanted: &'w Wanted<'w>,
    lines: Mutex<Lines>,
}

struct Lines {
    file: SpooledTempFile,
    end: u64,
    /// For each report where its lines stand: start and length.
    places: Vec<(u64, usize)>,
    /// Why lines could not be put away.
    failed: Option<anyhow::Error>,
}

impl<'w> Waiting<'w> {
    pub(super) fn new(corpus: &'w Corpus, wanted: &'w Wanted<'w>) -> Self {
        let places = vec![(0, 0); corpus.len()];
        let lines = Lines { file: SpooledTempFile::new(MEMORY), end: 0, places, failed: None };
        Self { corpus, wanted, lines: Mutex::new(lines) }
    }

    /// Puts the lines of a report away, in place of those it had.
    pub(super) fn take(&self, report: usize, outcome: &Outcome) {
        let Some(header) = self.corpus.header(report) else { return };
        let lines = json::lines(&Entry::new(report, header, outcome, self.wanted));
        let mut waiting = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = lines.and_then(|lines| Ok(waiting.put(report, &lines)?)) {
            waiting.failed.get_or_insert(error);
        }
    }

    /// Writes the lines in the order of a listing, with the roots that the flags have there.
    ///
    /// # Errors
    /// When lines could not be put away or read again, or the writer fails.
    pub(super) fn write(&self, listing: &Listing<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
        let mut waiting = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = waiting.failed.take() {
            return Err(error.context("cannot keep the flags in a temporary file"));
        }
        let mut bytes = Vec::new();
        for entry in &listing.entries {
            waiting.get(entry.index, &mut bytes)?;
            let mut lines = bytes.split_inclusive(|b| *b == b'\n');
            for (Listed { flag, .. }, line) in entry.flags.iter().zip(lines.by_ref()) {
                write_rooted(line, flag.root.as_deref(), out)?;
            }
            lines.try_for_each(|line| out.write_all(line))?;
        }
        Ok(())
    }
}

impl Lines {
    fn put(&mut self, report: usize, lines: &[u8]) -> io::Result<()> {
        self.file.write_all(lines)?;
        if let Some(place) = self.places.get_mut(report) {
            *place = (self.end, lines.len());
        }
        self.end += lines.len() as u64;
        Ok(())
    }

    /// Reads the lines of a report.
    fn get(&mut self, report: usize, lines: &mut Vec<u8>) -> io::Result<()> {
        let (start, len) = self.places.get(report).copied().unwrap_or_default();
        lines.resize(len, 0);
        if len > 0 {
            self.file.seek(SeekFrom::Start(start))?;
            self.file.read_exact(lines)?;
        }
        Ok(())
    }
}

/// Writes the line of a flag with another root. Quotation marks inside of strings are escaped, so the
/// last of its keys are found by their bytes.
fn write_rooted(line: &[u8], root: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    const KEY: &[u8] = b",\"root\":";
    let key = rfind(line, KEY).map(|at| at + KEY.len());
    let value = key.and_then(|start| Some((start, start + find(line.get(start..)?, b",")?)));
    let Some((start, end)) = value else { return out.write_all(line) };
    out.write_all(line.get(..start).unwrap_or_default())?;
    match root {
        Some(root) => write!(out, "\"{root}\"")?,
        None => out.write_all(b"null")?,
    }
    out.write_all(line.get(end..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_gets_its_root() {
        let check = |line: &str, root: Option<&str>, expected: &str| {
            let mut out = Vec::new();
            write_rooted(line.as_bytes(), root, &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        };
        let line =
            |root: &str| format!("{{\"found\":\",\\\"root\\\":\",\"root\":{root},\"fingerprint\":\"b\",\"x\":[]}}\n");
        check(&line("null"), Some("abc"), &line("\"abc\""));
        check(&line("\"abc\""), None, &line("null"));
        check(&line("\"abc\""), Some("d"), &line("\"d\""));
        check("{}\n", Some("d"), "{}\n");
    }
}
