//! A file of an index that is open for reading, and what is looked at before any of it is believed.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use crate::corpus::kept::ReadAt;
use crate::corpus::lines::read_some_at;
use crate::corpus::store::inventory::Part;

/// So many bytes at either end of a part tell it from all others: what is read of it later is bound to what stands
/// there by checksums of its own, and reading all of it at once would take too long.
const END: u64 = 4096;

/// A part of an index, open for reading anywhere.
#[derive(Debug)]
pub struct PartFile {
    file: File,
    len: u64,
    /// The reports it speaks of, from the first on.
    pub first: usize,
    pub reports: usize,
}

impl PartFile {
    /// Opens a part in the folder of its index; `None` where it is not as long as it was written, or has other ends.
    pub(super) fn open(folder: &Path, part: &Part) -> Option<Self> {
        let (file, len) = open_file(&folder.join(&part.name)).ok()?;
        let is_it = len == part.bytes && sum_of_ends(&file, len).is_ok_and(|sum| sum == part.ends);
        is_it.then_some(Self { file, len, first: part.first, reports: part.reports })
    }

    /// The file itself.
    pub(in crate::corpus) fn into_file(self) -> File {
        self.file
    }

    /// How many bytes it has.
    pub fn len(&self) -> u64 {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Fills the buffer from a place on.
    ///
    /// # Errors
    /// When it ends before, or cannot be read.
    pub fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        fill(&self.file, offset, buffer)
    }
}

impl ReadAt for PartFile {
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        Self::read_at(self, at, into)
    }

    fn size(&self) -> u64 {
        self.len
    }
}

/// Opens a file and tells its length. What only has the name of one is not opened: a pipe would be waited for, and a
/// device has no end.
pub(super) fn open_file(path: &Path) -> io::Result<(File, u64)> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
    }
    let file = File::open(path)?;
    let len = file.metadata()?.len();
    Ok((file, len))
}

/// All bytes of a part; `None` where they are not those that were written.
pub(super) fn whole(folder: &Path, part: &Part) -> Option<Vec<u8>> {
    let (file, len) = open_file(&folder.join(&part.name)).ok()?;
    let mut bytes = Vec::new();
    let read = (len == part.bytes).then(|| file.take(len).read_to_end(&mut bytes))?;
    (read.is_ok() && bytes.len() as u64 == len && crc32fast::hash(&bytes) == part.sum).then_some(bytes)
}

/// Whether all bytes of a part are those that were written, without keeping them.
pub(super) fn agrees(folder: &Path, part: &Part) -> bool {
    let sum = || -> io::Result<u32> {
        let (mut file, mut sum) = (open_file(&folder.join(&part.name))?.0, crc32fast::Hasher::new());
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer) {
                Ok(0) => return Ok(sum.finalize()),
                Ok(len) => sum.update(buffer.get(..len).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    };
    sum().is_ok_and(|sum| sum == part.sum)
}

/// The checksum of the first and the last bytes of a file of this length.
pub(super) fn sum_of_ends(file: &File, len: u64) -> io::Result<u32> {
    let mut sum = crc32fast::Hasher::new();
    let mut take = |at: u64, len: u64| -> io::Result<()> {
        let mut bytes = vec![0; usize::try_from(len).map_err(io::Error::other)?];
        fill(file, at, &mut bytes)?;
        sum.update(&bytes);
        Ok(())
    };
    take(0, len.min(END))?;
    let rest = len.saturating_sub(END).min(END);
    take(len - rest, rest)?;
    Ok(sum.finalize())
}

fn fill(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match read_some_at(file, rest, offset.saturating_add(filled as u64)) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(len) => filled += len,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
