//! The lines of a file in Parquet, one after the other, from the pages that the crate decodes; where this program
//! wrote the file, they are those that were written. The crate writes no checksums of pages.

use std::fs::File;
use std::io::{self, Read, Write as _};
use std::sync::Arc;

use crc32fast::Hasher;
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::{ByteArray, ByteArrayType};

use crate::corpus::parquet::foot::{Foot, Stretch};
use crate::corpus::parquet::guard::guarded;
use crate::corpus::parquet::pages::{Pages, Whole};

pub(super) const DAMAGED: &str = "a Parquet file with a damaged page";
const OTHERS: &str = "a Parquet file whose lines are not those that were written";
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
    Ok(Lines { file: Arc::new(Whole(file)), foot, group: None, ready: Vec::new(), given: 0, failed: None })
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
    group: Option<Group>,
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
                if group.line(&mut self.ready)? {
                    continue;
                }
                group.check()?;
            }
            let Some(stretch) = self.foot.stretches.pop() else { return Ok(()) };
            self.group = Some(Group::begin(&self.file, &self.foot, &stretch)?);
        }
        Ok(())
    }
}

/// The rows that are being read.
struct Group {
    reader: ColumnReaderImpl<ByteArrayType>,
    /// Rows that have not come yet, and what is known of all of them.
    left: u64,
    sum: Option<u32>,
    read: Hasher,
}

impl Group {
    fn begin(file: &Arc<Whole>, foot: &Foot, stretch: &Stretch) -> io::Result<Self> {
        let column = Arc::clone(&foot.column);
        let pages = Pages::of(file, stretch, column.max_def_level() > 0)?;
        let reader = ColumnReaderImpl::new(column, Box::new(pages));
        Ok(Self { reader, left: stretch.rows, sum: stretch.sum, read: Hasher::new() })
    }

    /// Makes one more line ready; `false` at the end. Lines that share their beginnings are as long as they please
    /// in few bytes and are copied by the crate, so that not even two come at a time.
    fn line(&mut self, ready: &mut Vec<u8>) -> io::Result<bool> {
        let (mut present, mut line) = (Vec::new(), Vec::<ByteArray>::new());
        let read = self.reader.read_records(1, Some(&mut present), None, &mut line);
        let (rows, ..) = read.map_err(|_| damaged(DAMAGED))?;
        if rows > 0 {
            self.left = self.left.checked_sub(1).ok_or_else(|| damaged(DAMAGED))?;
            let start = ready.len();
            put(line.first().map_or(b"null", ByteArray::data), ready);
            self.read.update(ready.get(start..).unwrap_or_default());
        }
        Ok(rows > 0)
    }

    /// Whether all lines came, and as they were written.
    fn check(&self) -> io::Result<()> {
        if self.left > 0 {
            return Err(damaged(DAMAGED));
        }
        if self.sum.is_some_and(|sum| sum != self.read.clone().finalize()) { Err(damaged(OTHERS)) } else { Ok(()) }
    }
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
