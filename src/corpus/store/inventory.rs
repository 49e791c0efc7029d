//! The inventory of an index: which program wrote it of which files, and which parts it has. It is written
//! aside and renamed, so that it is whole or not there; its checksum tells a torn one.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

use crate::corpus::Problem;
use crate::corpus::store::key::Key;
use crate::corpus::store::part::open_file;

/// What the file begins with: a name, and the version of all that is in the folder.
const MAGIC: &[u8; 16] = b"jianbao index 2\n";
/// Seconds of the coarsest clock of a file system in use.
const TICK: u64 = 2;
/// No inventory is longer: one of ten million raw reports would be half of this.
const LONGEST: u64 = 2 << 30;

/// What an index is of, and what it has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::corpus) struct Inventory {
    /// What was read, in its order, and the files that say something about it.
    pub keys: Vec<Key>,
    /// When reading them began, in seconds since 1970.
    pub began: u64,
    /// The stretches of each file of lines, the last one of what there was of it.
    pub stretches: Vec<Vec<Sum>>,
    /// Reports.
    pub reports: usize,
    /// Later versions and the reports before them.
    pub supersedes: BTreeMap<usize, usize>,
    pub problems: Vec<Problem>,
    pub skipped: usize,
    pub(super) parts: Vec<Part>,
}

/// What a stretch of a file was: the checksum of its bytes, and the lines that end in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::corpus) struct Sum {
    pub sum: u32,
    pub feeds: u32,
}

/// A file of the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::corpus) struct Part {
    /// What it holds: `heads`, `records`, or what others call theirs.
    pub kind: String,
    /// Its name in the folder.
    pub name: String,
    /// The reports it speaks of, from the first on.
    pub first: usize,
    pub reports: usize,
    pub bytes: u64,
    /// Checksum of all of it, and of its ends.
    pub sum: u32,
    pub ends: u32,
    /// What else it must fit to, in the words of whoever wrote it: a version, a set of rules.
    pub of: String,
}

/// Why there is no index to use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    #[error("there is none yet")]
    Missing,
    #[error("it was written by another version of this program")]
    OtherVersion,
    #[error("it is damaged: {0}")]
    Damaged(String),
    #[error("the reports have changed since it was written")]
    Outdated,
}

impl Inventory {
    /// Whether a file was written so shortly before it was read that it may have been written once more
    /// within one tick of the clock of its file system.
    pub fn is_racy(&self) -> bool {
        self.keys.iter().any(|key| self.was_just_written(key))
    }

    pub fn was_just_written(&self, key: &Key) -> bool {
        key.modified.0.saturating_add(TICK) >= self.began
    }

    pub fn read(path: &Path) -> Result<Self, Unusable> {
        let damaged = |reason: &str| Unusable::Damaged(reason.to_owned());
        let (file, len) = match open_file(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Unusable::Missing),
            Err(error) => return Err(Unusable::Damaged(error.to_string())),
            Ok((_, len)) if len > LONGEST => return Err(damaged("its inventory is too long")),
            Ok(opened) => opened,
        };
        let mut bytes = Vec::new();
        file.take(len).read_to_end(&mut bytes).map_err(|error| Unusable::Damaged(error.to_string()))?;
        let (magic, rest) = bytes.split_first_chunk::<16>().ok_or_else(|| damaged("its inventory is cut short"))?;
        if magic != MAGIC {
            return Err(Unusable::OtherVersion);
        }
        let (sum, rest) = rest.split_first_chunk::<4>().ok_or_else(|| damaged("its inventory is cut short"))?;
        if u32::from_le_bytes(*sum) != crc32fast::hash(rest) {
            return Err(damaged("the checksum of its inventory"));
        }
        let inventory: Self = postcard::from_bytes(rest).map_err(|_| Unusable::OtherVersion)?;
        // An index may have come with the reports: what it names is read, and removed when it is of no more use.
        if !inventory.parts.iter().all(|part| is_plain(&part.name)) {
            return Err(damaged("a part that is not in its folder"));
        }
        Ok(inventory)
    }

    /// Writes the inventory in place of the one that was there.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let bytes = postcard::to_stdvec(self).map_err(io::Error::other)?;
        let mut file = tempfile::Builder::new().prefix(".inventory-").tempfile_in(folder)?;
        file.write_all(MAGIC)?;
        file.write_all(&crc32fast::hash(&bytes).to_le_bytes())?;
        file.write_all(&bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }
}

/// Whether a name is that of a file of the folder itself, and not the inventory's.
fn is_plain(name: &str) -> bool {
    let mut components = Path::new(name).components();
    let is_one = matches!(components.next(), Some(Component::Normal(only)) if only == name);
    is_one && components.next().is_none() && name != super::INVENTORY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inventory_names_no_files_of_others() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index");
        let read = |name: &str| {
            let part = Part {
                kind: "x".to_owned(),
                name: name.to_owned(),
                first: 0,
                reports: 0,
                bytes: 0,
                sum: 0,
                ends: 0,
                of: String::new(),
            };
            Inventory { parts: vec![part], ..Inventory::default() }.write(&path).unwrap();
            Inventory::read(&path)
        };
        assert!(read("heads-00000001-abcdef").is_ok());
        for name in ["../notes.txt", "/etc/passwd", "a/b", "", ".", "..", "index", "a/", "./a"] {
            assert!(matches!(read(name), Err(Unusable::Damaged(_))), "{name}");
        }
    }
}
