//! Corpora in Parquet: a table with a column `line` as a stream of its lines. Nothing else of the format is read,
//! and nothing of a file is believed. What writes such files is `commands::export`.

mod compact;
mod delta;
mod foot;
mod hybrid;
mod page;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, Read, Write as _};

use crate::corpus::parquet::foot::{Foot, Stretch};
use crate::corpus::parquet::page::{Data, Dictionary, Page};

const DAMAGED: &str = "a Parquet file with a damaged page";
/// Lines are made ready until they are so long.
const READY: usize = 1 << 16;

fn damaged(reason: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

/// The lines of a file, each with a line feed. A row without a line is a line that says `null`, so that it is
/// counted and named; a line feed within a line, which no corpus has, is a blank.
///
/// # Errors
/// When the foot of the file cannot be read or it holds no lines. Reading fails where a page is damaged;
/// everything before that place has been read by then.
pub(super) fn lines(mut file: File) -> io::Result<Lines> {
    let foot = Foot::read(&mut file)?;
    Ok(Lines { file, foot, group: 0, pages: Pages::default(), ready: Vec::new(), given: 0, failed: None })
}

/// The lines of a stream, which is copied first: the foot of a file says where to begin.
pub(super) fn lines_of_stream(mut input: impl Read) -> io::Result<Lines> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut input, &mut file)?;
    file.flush()?;
    lines(file)
}

/// Lines on their way.
#[derive(Debug)]
pub(super) struct Lines {
    file: File,
    foot: Foot,
    /// Groups of rows that were begun.
    group: usize,
    pages: Pages,
    ready: Vec<u8>,
    /// Bytes of what is ready that were given away.
    given: usize,
    failed: Option<io::Error>,
}

/// The pages of a group of rows.
#[derive(Debug, Default)]
struct Pages {
    rest: Stretch,
    dictionary: Dictionary,
    data: Option<Box<Data>>,
}

impl Lines {
    /// Makes some lines ready; none at the end.
    fn fill(&mut self) -> io::Result<()> {
        while self.ready.len() < READY {
            if let Some(data) = self.pages.data.as_mut().filter(|data| data.rows > 0) {
                let line = data.next(&self.pages.dictionary).map_err(|_| damaged(DAMAGED))?;
                put(line.unwrap_or(b"null"), &mut self.ready);
            } else if self.pages.rest.rows > 0 {
                self.pages.next(&mut self.file, self.foot.may_be_null)?;
            } else if let Some(stretch) = self.foot.stretches.get(self.group) {
                self.group += 1;
                self.pages = Pages { rest: *stretch, ..Pages::default() };
            } else {
                return Ok(());
            }
        }
        Ok(())
    }
}

impl Pages {
    fn next(&mut self, file: &mut File, may_be_null: bool) -> io::Result<()> {
        // Two pages are never held at once.
        self.data = None;
        match Page::next(file, &mut self.rest, may_be_null)? {
            None => (),
            Some(Page::Dictionary(dictionary)) => self.dictionary = dictionary,
            Some(Page::Data(data)) => {
                self.rest.rows = self.rest.rows.checked_sub(data.rows).ok_or_else(|| damaged(DAMAGED))?;
                self.data = Some(data);
            }
        }
        Ok(())
    }
}

fn put(line: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(line);
    let own = out.get_mut(start..).unwrap_or_default();
    if memchr::memchr(b'\n', own).is_some() {
        own.iter_mut().filter(|byte| **byte == b'\n').for_each(|byte| *byte = b' ');
    }
    out.push(b'\n');
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.ready.len() {
            self.ready.clear();
            self.given = 0;
            if let Some(error) = self.failed.take() {
                // What follows cannot be read either.
                self.foot.stretches.clear();
                self.pages = Pages::default();
                return Err(error);
            }
            self.failed = self.fill().err();
            if self.ready.is_empty() && self.failed.is_some() {
                return self.read(buffer);
            }
        }
        let mut rest = self.ready.get(self.given..).unwrap_or_default();
        let len = rest.read(buffer)?;
        self.given += len;
        Ok(len)
    }
}
