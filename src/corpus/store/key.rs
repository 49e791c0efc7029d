//! What tells whether a file is still the one that was read: its name, size, times and inode.

use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

/// A file as it was when it was read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(in crate::corpus) struct Key {
    /// It is a raw report.
    pub is_raw: bool,
    /// The name what was read goes by: that of the report, or of the file of lines.
    pub name: String,
    /// The bytes of the path it was read from.
    path: Vec<u8>,
    pub len: u64,
    /// Seconds and nanoseconds since 1970; of a file that says it is older, as of one of a time that never comes: it is
    /// looked at byte for byte.
    pub modified: (u64, u32),
    /// Device and inode, where the system has them.
    place: (u64, u64),
}

impl Key {
    /// The key of the file of a raw report.
    pub fn of_raw(path: &Path, name: &str) -> io::Result<Self> {
        Ok(Self { is_raw: true, ..Self::of(path, name)? })
    }

    /// The key of a file; `name` is what it goes by.
    pub fn of(path: &Path, name: &str) -> io::Result<Self> {
        let meta = std::fs::metadata(path)?;
        let modified = match meta.modified()?.duration_since(UNIX_EPOCH) {
            Ok(since) => (since.as_secs(), since.subsec_nanos()),
            Err(before) => (u64::MAX - before.duration().as_secs(), before.duration().subsec_nanos()),
        };
        let path = std::path::absolute(path)?;
        Ok(Self {
            is_raw: false,
            name: name.to_owned(),
            path: path.as_os_str().as_encoded_bytes().to_vec(),
            len: meta.len(),
            modified,
            place: place(&meta),
        })
    }

    /// Whether this is the file of another key, which has grown since or is as it was.
    pub fn has_grown_from(&self, before: &Self) -> bool {
        (&self.name, &self.path, self.place) == (&before.name, &before.path, before.place) && self.len >= before.len
    }
}

/// Device and inode, where the system has them.
#[cfg(unix)]
pub(in crate::corpus) fn place(meta: &std::fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (meta.dev(), meta.ino())
}

#[cfg(not(unix))]
pub(in crate::corpus) fn place(_: &std::fs::Metadata) -> (u64, u64) {
    (0, 0)
}
