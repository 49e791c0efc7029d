//! Where a user stopped: one small file a corpus, written aside and renamed, in the user's own states and never
//! beside the corpus. What stands in it is the business of whoever keeps it.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use crate::review::folder;

const NAME: &str = "stopped.json";
/// A file that is longer was never written by this program.
const LONGEST: u64 = 1 << 20;

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

    /// What was kept last; `None` where there is nothing that can be read.
    pub fn read(&self) -> Option<String> {
        let size = fs::metadata(&self.path).ok().filter(fs::Metadata::is_file)?.len();
        (size <= LONGEST).then(|| fs::read_to_string(&self.path).ok()).flatten()
    }

    /// Keeps a text in place of what was kept before. It is whole or not there, even after a power cut; that it is
    /// on the disk already is not promised.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, text: &str) -> io::Result<()> {
        let parent = self.path.parent().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        fs::create_dir_all(parent)?;
        let mut file = tempfile::Builder::new().prefix(".stopped-").tempfile_in(parent)?;
        file.write_all(text.as_bytes())?;
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
        assert_eq!(stopped.read(), None);
        for text in ["{}", "{\"view\":\"flags\"}"] {
            stopped.keep(text).unwrap();
            assert_eq!(stopped.read().as_deref(), Some(text));
        }
        assert_eq!(fs::read_dir(dir.path().join("new")).unwrap().count(), 1);
        fs::write(&stopped.path, [0xFF, 0xFE]).unwrap();
        assert_eq!(stopped.read(), None);
    }
}
