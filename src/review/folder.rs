//! Where the journals of a corpus stand: where the user says, else beside the corpus, else, where that cannot be
//! written, in the user's state folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// The folder for reviews in a folder of reports; the walk through one leaves hidden names out.
const IN_FOLDER: &str = ".jianbao-review";
/// What is added to the name of a corpus of one file.
const BESIDE_FILE: &str = ".review";

/// Where journals are read and written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Where they are written.
    pub path: PathBuf,
    /// Where others may be, that are only read: beside a corpus that cannot be written to.
    pub also: Option<PathBuf>,
    /// Whether the place beside the corpus could not be written, so that another one was taken.
    pub fell_back: bool,
}

impl Folder {
    /// The folder of what is opened by these paths; `own` is the one the user names. Nothing is made yet.
    ///
    /// # Errors
    /// When there is no place at all: standard input and the sample have none beside them, and there may be no
    /// home folder.
    pub fn of(paths: &[PathBuf], own: Option<&Path>) -> io::Result<Self> {
        let here = |path: PathBuf| Self { path, also: None, fell_back: false };
        if let Some(own) = own {
            return Ok(here(own.to_owned()));
        }
        let beside = paths.first().and_then(|path| beside(path));
        let Some(beside) = beside else { return Ok(here(states(paths)?)) };
        if can_be_written(&beside) {
            return Ok(here(beside));
        }
        Ok(Self { path: states(paths)?, also: Some(beside), fell_back: true })
    }

    /// The folder for whoever only reads: where there are journals of these paths. `None` where there are none.
    /// Nothing is tried or made.
    pub fn with_journals(paths: &[PathBuf], own: Option<&Path>) -> Option<Self> {
        let own = own.map(|own| vec![own.to_owned()]);
        let places = || paths.first().and_then(|path| beside(path)).into_iter().chain(states(paths).ok()).collect();
        let mut there = own.unwrap_or_else(places).into_iter().filter(|folder| folder.exists());
        let path = there.next()?;
        Some(Self { path, also: there.next(), fell_back: false })
    }

    /// The folder for who may decide and may not: nothing is tried before there is something to write, and a
    /// [`crate::review::Journal`] goes to the user's states where it cannot be written here. Journals of both are read.
    ///
    /// # Errors
    /// When there is no place at all.
    pub fn unasked(paths: &[PathBuf], own: Option<&Path>) -> io::Result<Self> {
        let beside = paths.first().and_then(|path| beside(path)).filter(|_| own.is_none());
        let Some(path) = beside else { return Self::of(paths, own) };
        Ok(Self { path, also: states(paths).ok(), fell_back: false })
    }

    /// Makes the folder where it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make(&self) -> io::Result<()> {
        fs::create_dir_all(&self.path)
    }
}

/// The folder beside a path, if it can have one.
fn beside(path: &Path) -> Option<PathBuf> {
    if path.is_dir() {
        return Some(path.join(IN_FOLDER));
    }
    let mut name = path.file_name().filter(|_| path.is_file())?.to_owned();
    name.push(BESIDE_FILE);
    Some(path.with_file_name(name))
}

/// Whether files can be made in a folder, or the folder where it is not there. Asked of the system by trying: on
/// network file systems rights do not tell.
fn can_be_written(folder: &Path) -> bool {
    let parent = || folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let tried = if folder.is_dir() { folder } else { parent() };
    tempfile::Builder::new().prefix(".jianbao-").tempfile_in(tried).is_ok()
}

/// The folder of these paths among those of the user's states.
pub(crate) fn states(paths: &[PathBuf]) -> io::Result<PathBuf> {
    Ok(all_states()?.join("review").join(name(paths)))
}

/// The folder of the user's states: `$JIANBAO_STATE`, else `jianbao` in `$XDG_STATE_HOME` or `~/.local/state`.
///
/// # Errors
/// When nothing says where that is.
pub fn all_states() -> io::Result<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let own = absolute("JIANBAO_STATE");
    let users = || absolute("XDG_STATE_HOME").or_else(|| Some(absolute("HOME")?.join(".local/state")));
    let all = own.or_else(|| Some(users().or_else(|| absolute("LOCALAPPDATA"))?.join("jianbao")));
    all.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no folder for states: is HOME set?"))
}

/// What the folder of these paths is called: their first name, so that a person finds it, and a hash of where they
/// are.
fn name(paths: &[PathBuf]) -> String {
    let Some(first) = paths.first() else { return "sample".to_owned() };
    let mut hash = Sha256::new();
    for path in paths {
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        hash.update(real.as_os_str().as_encoded_bytes());
        hash.update([0]);
    }
    let number = hash.finalize().iter().take(6).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let real = fs::canonicalize(first).unwrap_or_else(|_| first.clone());
    let stem = real.file_name().unwrap_or_default().to_string_lossy();
    format!("{}-{number:012x}", file_name(&stem))
}

/// A text as a part of the name of a file: letters, digits and a few signs stay.
pub(crate) fn file_name(text: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let name: String = text.chars().take(48).map(kept).collect();
    let name = name.trim_start_matches('.');
    if name.is_empty() { "_".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn journals_stand_where_the_user_says_else_beside_the_corpus() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("c.jsonl");
        fs::write(&file, "").unwrap();
        let of = |path: &Path| Folder::of(&[path.to_owned()], None).unwrap();
        assert_eq!(of(&file).path, dir.path().join("c.jsonl.review"));
        assert_eq!(of(dir.path()).path, dir.path().join(".jianbao-review"));
        assert!(!of(dir.path()).fell_back);
        let own = Folder::of(&[file], Some(Path::new("elsewhere"))).unwrap();
        assert_eq!((own.path.as_path(), own.also), (Path::new("elsewhere"), None));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left behind by asking");
    }

    #[test]
    fn who_reads_finds_only_what_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("c.jsonl");
        fs::write(&file, "").unwrap();
        let there = |own: Option<&Path>| Folder::with_journals(std::slice::from_ref(&file), own).map(|f| f.path);
        assert_eq!((there(None), there(Some(&dir.path().join("none")))), (None, None));
        let beside = dir.path().join("c.jsonl.review");
        fs::create_dir(&beside).unwrap();
        assert_eq!(there(None).as_ref(), Some(&beside));
        assert_eq!(there(Some(dir.path())).as_deref(), Some(dir.path()));
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_cannot_be_written_falls_back_to_the_users_own_and_is_read_still() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o555)).unwrap();
        if tempfile::tempfile_in(dir.path()).is_ok() {
            // Whoever may write everywhere has no such folder.
            return;
        }
        let folder = Folder::of(&[dir.path().to_owned()], None).unwrap();
        assert!(folder.fell_back && folder.path != dir.path().join(IN_FOLDER));
        assert_eq!(folder.also, Some(dir.path().join(IN_FOLDER)));
    }

    #[test]
    fn names_are_plain() {
        for (text, name) in [("李明", "李明"), ("../etc", "_etc"), ("a b/c", "a_b_c"), ("", "_"), ("..", "_")] {
            assert_eq!(file_name(text), name);
        }
    }
}
