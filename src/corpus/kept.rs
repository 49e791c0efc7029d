//! Bytes kept aside while a run goes on: in memory while they are few, then in an unnamed file that goes
//! with the process. Whoever puts them here knows where they stand; what they mean is not known here.

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// So many bytes wait in memory; more go to a file.
const MEMORY: usize = 4 << 20;

/// Bytes that can be read at any place.
pub trait ReadAt: fmt::Debug + Send + Sync {
    /// Fills `into` with the bytes that begin at a place.
    ///
    /// # Errors
    /// When there are not so many behind it, or they cannot be read.
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()>;

    /// How many bytes there are.
    fn size(&self) -> u64;

    /// The bytes themselves, where they are in memory.
    fn slice(&self, _at: u64, _len: usize) -> Option<&[u8]> {
        None
    }
}

impl ReadAt for Vec<u8> {
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        into.copy_from_slice(self.slice(at, into.len()).ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn slice(&self, at: u64, len: usize) -> Option<&[u8]> {
        let start = usize::try_from(at).ok()?;
        self.get(start..start.checked_add(len)?)
    }
}

/// Bytes that are put one behind the other and read again.
#[derive(Default)]
pub struct Kept {
    parts: Mutex<Parts>,
}

/// The first bytes are in the file, those that follow on them in memory.
#[derive(Default)]
struct Parts {
    file: Option<File>,
    in_file: u64,
    memory: Vec<u8>,
    /// No file can be had, or it takes no more: memory holds the rest.
    refused: bool,
}

impl Kept {
    /// Puts bytes behind those that are here; answers where they begin. Where no file takes them they
    /// stay in memory, so that nothing is lost.
    pub fn put(&self, bytes: &[u8]) -> u64 {
        let mut parts = self.parts();
        let start = parts.in_file + parts.memory.len() as u64;
        parts.memory.extend_from_slice(bytes);
        if parts.memory.len() >= MEMORY && !parts.refused {
            parts.refused = parts.write_out().is_err();
        }
        start
    }

    fn parts(&self) -> MutexGuard<'_, Parts> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Parts {
    /// Moves what is in memory to the file.
    fn write_out(&mut self) -> io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => tempfile::tempfile()?,
        };
        let written = file.seek(SeekFrom::Start(self.in_file)).and_then(|_| file.write_all(&self.memory));
        self.file = Some(file);
        written?;
        self.in_file += self.memory.len() as u64;
        self.memory.clear();
        Ok(())
    }
}

impl ReadAt for Kept {
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        let mut parts = self.parts();
        if at >= parts.in_file {
            return parts.memory.read_at(at - parts.in_file, into);
        }
        // Bytes that are put together are written together, so none stand on both sides.
        let file = parts.file.as_mut().ok_or(io::ErrorKind::NotFound)?;
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(into)
    }

    fn size(&self) -> u64 {
        let parts = self.parts();
        parts.in_file + parts.memory.len() as u64
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").field("size", &self.size()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Puts pieces of a length and reads each again; answers how many bytes went to a file.
    fn check(kept: &Kept, pieces: u8, len: usize) -> u64 {
        let piece = |nth: u8| vec![nth; len];
        let places: Vec<u64> = (0..pieces).map(|nth| kept.put(&piece(nth))).collect();
        for (nth, at) in (0..pieces).zip(&places) {
            let mut read = vec![u8::MAX; len];
            kept.read_at(*at, &mut read).unwrap();
            assert_eq!(read, piece(nth));
        }
        kept.parts().in_file
    }

    #[test]
    fn few_bytes_stay_in_memory_and_many_go_to_a_file() {
        let kept = Kept::default();
        assert_eq!(check(&kept, 100, 10), 0);
        assert!(check(&kept, 40, 300_000) >= 8 << 20);
        assert!(kept.parts().memory.len() < MEMORY);
        assert_eq!(kept.size(), 1000 + 12_000_000);
        assert!(kept.read_at(kept.size() - 1, &mut [0; 2]).is_err());
        assert!(kept.read_at(u64::MAX, &mut [0]).is_err());
        assert!(kept.read_at(kept.size(), &mut []).is_ok());
    }

    #[test]
    fn where_no_file_takes_them_bytes_stay_in_memory() {
        let kept = Kept::default();
        check(&kept, 20, 300_000);
        kept.parts().refused = true;
        let before = kept.parts().in_file;
        assert_eq!(check(&kept, 40, 300_000), before);
    }
}
