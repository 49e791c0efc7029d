//! Where a line stands in a file, and what tells whether it is still the one that was read there.

use std::io;

use crate::corpus::lines::LinesFile;

/// Bytes at the beginning of a line that have a checksum of their own, so that what stands there can be trusted without
/// reading the rest: as much as nearly every source takes.
pub(super) const BEGINNING: usize = 4 << 10;

/// A line in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    pub offset: u64,
    /// In bytes, without the line feed.
    pub len: u32,
    /// CRC-32 of the line, and of its beginning.
    pub sum: u32,
    pub beginning: u32,
}

impl Extent {
    /// That of a line of these bytes, read at this place.
    pub fn of(offset: u64, line: &[u8]) -> Self {
        let (first, rest) = line.split_at(line.len().min(BEGINNING));
        let mut sum = crc32fast::Hasher::new();
        sum.update(first);
        let beginning = sum.clone().finalize();
        sum.update(rest);
        // A line that is longer than can be said is never read whole.
        Self { offset, len: u32::try_from(line.len()).unwrap_or(u32::MAX), sum: sum.finalize(), beginning }
    }

    /// The line as it stands there now; `None` where it is another.
    pub fn read(self, file: &LinesFile) -> io::Result<Option<Vec<u8>>> {
        let line = file.read(self.offset, self.len as usize)?;
        Ok((crc32fast::hash(&line) == self.sum).then_some(line))
    }

    /// Its first bytes, or all of them where it is short; `None` where they are others.
    pub fn read_beginning(self, file: &LinesFile) -> io::Result<Option<Vec<u8>>> {
        let first = file.read(self.offset, (self.len as usize).min(BEGINNING))?;
        Ok((crc32fast::hash(&first) == self.beginning).then_some(first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_and_its_beginning_are_known_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lines");
        for len in [0, 1, BEGINNING - 1, BEGINNING, BEGINNING + 1, 3 * BEGINNING] {
            let line: Vec<u8> = (0..len).map(|n| u8::try_from(n % 251).unwrap()).collect();
            let extent = Extent::of(2, &line);
            for at in [None, Some(0), Some(BEGINNING - 1), Some(BEGINNING)] {
                let mut now = [b"--", &line[..], b"\n"].concat();
                let flipped = at.filter(|at| *at < len);
                if let Some(at) = flipped {
                    now[2 + at] ^= 1;
                }
                std::fs::write(&path, &now).unwrap();
                let file = LinesFile::of_file(dir.path(), std::fs::File::open(&path).unwrap());
                let is_whole = extent.read(&file).unwrap() == Some(line.clone());
                let has_beginning = extent.read_beginning(&file).unwrap().is_some();
                assert_eq!(is_whole, flipped.is_none(), "{len} {at:?}");
                assert_eq!(has_beginning, flipped.is_none_or(|at| at >= BEGINNING), "{len} {at:?}");
            }
        }
    }
}
