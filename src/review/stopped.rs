//! Where a user stopped: one small file a corpus, written aside and renamed, in the user's own states and never
//! beside the corpus. What stands in it is the business of whoever keeps it.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use crate::model::sealed::{Seal, seal, unseal};
use crate::review::folder;

const NAME: &str = "stopped.json";
/// A file that is longer was never written by this program.
const LONGEST: u64 = 1 << 20;

/// What was kept is not as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what was kept of the last session is damaged")]
pub struct Damaged;

/// The file of a corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    path: PathBuf,
}

impl Stopped {
    /// That of what is opened by these paths.
    ///
    /// # Errors
    /// When there is no folder for states.
    pub fn of(paths: &[PathBuf]) -> io::Result<Self> {
        Ok(Self { path: folder::states(paths)?.join(NAME) })
    }

    /// What was kept last; `None` where nothing was.
    ///
    /// # Errors
    /// When it is not as it was kept.
    pub fn read(&self) -> Result<Option<String>, Damaged> {
        let meta = match fs::metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            meta => meta.map_err(|_| Damaged)?,
        };
        if !meta.is_file() || meta.len() > LONGEST {
            return Err(Damaged);
        }
        let text = fs::read_to_string(&self.path).map_err(|_| Damaged)?;
        match unseal(&text) {
            Seal::Whole(text) => Ok(Some(text)),
            Seal::Broken => Err(Damaged),
            // Before these texts were sealed they were kept like this.
            Seal::Missing => Ok(Some(text)),
        }
    }

    /// Keeps a text, an object of JSON, in place of what was kept before. It is whole or not there, even after a power cut; that it is
    /// on the disk already is not promised.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, text: &str) -> io::Result<()> {
        let parent = self.path.parent().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        fs::create_dir_all(parent)?;
        let mut file = tempfile::Builder::new().prefix(".stopped-").tempfile_in(parent)?;
        file.write_all(seal(text).as_bytes())?;
        file.persist(&self.path)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_text_is_there_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let stopped = Stopped { path: dir.path().join("new/stopped.json") };
        assert_eq!(stopped.read(), Ok(None));
        for text in ["{}", "{\"view\":\"flags\"}"] {
            stopped.keep(text).unwrap();
            assert_eq!(stopped.read(), Ok(Some(text.to_owned())));
        }
        assert_eq!(fs::read_dir(dir.path().join("new")).unwrap().count(), 1);
    }

    #[test]
    fn every_flipped_bit_is_told_and_every_cut() {
        let dir = tempfile::tempdir().unwrap();
        let stopped = Stopped { path: dir.path().join("stopped.json") };
        let text = "{\"view\":\"flags\",\"note\":\"已核\"}";
        stopped.keep(text).unwrap();
        let whole = fs::read(&stopped.path).unwrap();
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut bytes = whole.clone();
                bytes[at] ^= 1 << bit;
                fs::write(&stopped.path, bytes).unwrap();
                // Without its seal it is still to be understood, or it is not: nothing else is read of it.
                let is_other = |read: &str| {
                    serde_json::from_str::<serde_json::Value>(read).is_ok_and(|read| read["note"] != "已核")
                };
                assert!(!stopped.read().is_ok_and(|read| is_other(&read.unwrap())), "bit {bit} of byte {at}");
            }
            fs::write(&stopped.path, &whole[..at]).unwrap();
            assert!(!stopped.read().is_ok_and(|read| read.is_some_and(|read| read.ends_with('}'))), "cut at {at}");
        }
        fs::write(&stopped.path, text).unwrap();
        assert_eq!(stopped.read(), Ok(Some(text.to_owned())), "as earlier versions kept it");
        fs::remove_file(&stopped.path).unwrap();
        fs::create_dir(&stopped.path).unwrap();
        assert_eq!(stopped.read(), Err(Damaged));
    }
}
