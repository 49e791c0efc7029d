//! The lines of a file in Parquet, one after the other, from the pages that the crate decodes.

use std::fs::File;
use std::io::{self, Read, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::{ByteArray, ByteArrayType};

use crate::corpus::parquet::foot::Foot;
use crate::corpus::parquet::pages::{Pages, Whole};

pub(super) const DAMAGED: &str = "a Parquet file with a damaged page";
/// Lines are made ready until they are so long.
const READY: usize = 1 << 16;

pub(super) fn damaged(reason: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

/// The lines of a file, each with a line feed. A row without a line is a line that says `null`, so that it is
/// counted and named; a line feed within a line, which no corpus has, is a blank.
///
/// # Errors
/// When the foot of the file cannot be read or it holds no lines. Reading fails where a page is damaged;
/// everything before that place has been read by then.
pub(in crate::corpus) fn lines(mut file: File) -> io::Result<Lines> {
    let foot = guarded(|| Foot::read(&mut file))?;
    let file = Arc::new(Whole::of(file)?);
    Ok(Lines { file, foot, group: None, some: Vec::new(), ready: Vec::new(), given: 0, failed: None })
}

/// The lines of a stream, which is copied first: the foot of a file says where to begin.
pub(in crate::corpus) fn lines_of_stream(mut input: impl Read) -> io::Result<Lines> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut input, &mut file)?;
    file.flush()?;
    lines(file)
}

/// Lines on their way.
pub(in crate::corpus) struct Lines {
    file: Arc<Whole>,
    foot: Foot,
    /// The rows that are being read.
    group: Option<ColumnReaderImpl<ByteArrayType>>,
    /// Room for what the crate gives.
    some: Vec<ByteArray>,
    ready: Vec<u8>,
    /// Bytes of what is ready that were given away.
    given: usize,
    failed: Option<io::Error>,
}

impl Lines {
    /// Makes some lines ready; none at the end.
    fn fill(&mut self) -> io::Result<()> {
        while self.ready.len() < READY {
            if let Some(group) = &mut self.group {
                self.some.clear();
                // One at a time: lines that share their beginnings are as long as they please in few bytes, and are
                // copied by the crate.
                let mut present = Vec::new();
                let read = group.read_records(1, Some(&mut present), None, &mut self.some);
                let (rows, ..) = read.map_err(|_| damaged(DAMAGED))?;
                if rows > 0 {
                    put(self.some.first().map_or(b"null", ByteArray::data), &mut self.ready);
                    continue;
                }
            }
            let Some(stretch) = self.foot.stretches.pop() else { return Ok(()) };
            let column = Arc::clone(&self.foot.column);
            let pages = Pages::of(&self.file, &stretch, column.max_def_level() > 0)?;
            self.group = Some(ColumnReaderImpl::new(column, Box::new(pages)));
        }
        Ok(())
    }
}

/// Runs the crate over bytes of a file. What it asserts of them is looked at before, as far as it is known; if
/// another assertion fails, that is damage of a file and must not end the program.
fn guarded<T>(read: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(damaged(DAMAGED)))
}

pub(super) fn put(line: &[u8], out: &mut Vec<u8>) {
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
                self.group = None;
                return Err(error);
            }
            self.failed = guarded(|| self.fill()).err();
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
