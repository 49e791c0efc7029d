//! Where an index lies: beside its corpus where somebody put one there, else in the user's cache.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::corpus::Sources;

/// What is done about the index of a corpus that is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keep {
    /// There is none.
    #[default]
    Nothing,
    /// One that is there and fits is used.
    Use,
    /// The same; else one is made, where the corpus is so large that it is worth it.
    Make,
    /// The same, however small the corpus is.
    Always,
    /// One is made, whether one is there or not.
    Renew,
}

/// The folder of the index of these sources, if it can have one: beside them where there is one.
pub(in crate::corpus) fn find(sources: &Sources<'_>) -> Option<PathBuf> {
    let beside = beside(sources).filter(|folder| folder.is_dir());
    beside.or_else(|| Some(cache()?.join(name(sources)?)))
}

/// Makes the folder of an index, readable by its user only where the system knows users.
pub(in crate::corpus) fn make(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes the folder of an index beside the one path of the sources: from now on theirs is there.
///
/// # Errors
/// When there are several paths, or it cannot be made.
pub fn make_beside(sources: &Sources<'_>) -> io::Result<()> {
    make(&beside(sources).ok_or_else(|| io::Error::other("only one path can have its index beside it"))?)
}

/// Removes the index of these sources with its folder; answers where it was.
///
/// # Errors
/// When some of it cannot be removed.
pub fn remove(sources: &Sources<'_>) -> io::Result<Option<PathBuf>> {
    let Some(folder) = find(sources).filter(|folder| folder.is_dir()) else { return Ok(None) };
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        if is_ours(&path) {
            std::fs::remove_file(path)?;
        }
    }
    // What somebody else put there keeps the folder.
    std::fs::remove_dir(&folder)?;
    Ok(Some(folder))
}

/// Whether a file has the name of an inventory, whole or being written, or of a part.
fn is_ours(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut parts = name.rsplit('-');
    let (random, run) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let is_part = random.len() == 6 && run.len() == 8 && run.bytes().all(|b| b.is_ascii_hexdigit());
    is_part || name == super::INVENTORY || name.starts_with(".inventory-")
}

/// The folder beside the one path of the sources.
pub(in crate::corpus) fn beside(sources: &Sources<'_>) -> Option<PathBuf> {
    let [path] = sources.paths else { return None };
    if path.is_dir() {
        return Some(path.join(".jianbao-index"));
    }
    let mut name = path.file_name().filter(|_| path.is_file())?.to_owned();
    name.push(".index");
    Some(path.with_file_name(name))
}

/// The folder of all indexes of this user.
fn cache() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if let Some(own) = absolute("JIANBAO_CACHE") {
        return Some(own);
    }
    let users = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")));
    Some(users.or_else(|| absolute("LOCALAPPDATA"))?.join("jianbao"))
}

/// What the folder of these sources is called: letters and digits of a hash of where they are.
fn name(sources: &Sources<'_>) -> Option<OsString> {
    let mut hash = Sha256::new();
    for path in sources.paths.iter().map(PathBuf::as_path).chain(sources.manifest) {
        hash.update(std::fs::canonicalize(path).ok()?.as_os_str().as_encoded_bytes());
        hash.update([0]);
    }
    hash.update([u8::from(sources.manifest.is_some())]);
    let number = hash.finalize().iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    (!sources.paths.is_empty()).then(|| format!("{number:016x}").into())
}
