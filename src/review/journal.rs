//! The journal of one reviewer: one file of lines that is only ever added to, each line on the disk before anybody
//! is told so. No lock keeps a second session out: a line is written at once and ends for itself.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::moment::Moment;
use crate::review::event::Event;
use crate::review::folder::{Folder, file_name};

/// What the name of a journal ends in.
pub(crate) const ENDING: &str = "jsonl";

/// The journal of a reviewer. The file is made with its first line.
#[derive(Debug)]
pub struct Journal {
    folder: Folder,
    path: PathBuf,
}

impl Journal {
    /// The journal of a reviewer in a folder.
    pub fn of(folder: &Folder, reviewer: &str) -> Self {
        let path = folder.path.join(format!("{}.{ENDING}", file_name(reviewer)));
        Self { folder: folder.clone(), path }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds an event and waits until it is on the disk.
    ///
    /// # Errors
    /// When it cannot be written: then it does not hold, although some of it may stand in the file, where it is
    /// known as torn.
    pub fn append(&mut self, event: &Event) -> io::Result<()> {
        let mut line = event.to_line()?;
        line.push('\n');
        // Opened for each line: what was opened before may be no journal any more, where somebody moved it away, put
        // another in its place or removed it, and a line that is written there is in none.
        let mut file = self.open()?;
        // A line that somebody else's power cut left without an end gets one, or ours would be lost with it.
        if !ends_whole(&mut file)? {
            line.insert(0, '\n');
        }
        file.write_all(line.as_bytes())?;
        file.sync_data()
    }

    /// Opens the file, in the other place where this one is closed to us.
    fn open(&mut self) -> io::Result<File> {
        let opened = open(&self.folder, &self.path);
        let other = self.folder.also.clone().filter(|_| !self.folder.fell_back);
        let Some((error, other)) = opened.as_ref().err().zip(other) else { return opened };
        if !is_closed(error) {
            return opened;
        }
        let name = self.path.file_name().unwrap_or_default().to_owned();
        let folder = Folder { path: other, also: Some(self.folder.path.clone()), fell_back: true };
        let path = folder.path.join(name);
        let file = open(&folder, &path)?;
        (self.folder, self.path) = (folder, path);
        Ok(file)
    }

    /// Whether the place it was meant for is closed to us, so that it stands in another.
    pub fn fell_back(&self) -> bool {
        self.folder.fell_back
    }
}

/// Whether a place is not for us to write, whatever else it may be.
fn is_closed(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

fn open(folder: &Folder, path: &Path) -> io::Result<File> {
    folder.make()?;
    let is_new = !path.exists();
    let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    if is_new {
        // The name of a new file is on the disk only when its folder is. Not every system lets a folder be opened.
        if let Ok(folder) = File::open(&folder.path) {
            let _ = folder.sync_all();
        }
    }
    Ok(file)
}

fn ends_whole(file: &mut File) -> io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// Now, in UTC, to the millisecond: `2024-03-30T10:40:00.123Z`.
pub fn now() -> String {
    Moment::of(SystemTime::now()).precise()
}

/// The name of a session, that no other has: letters of when it began and of its process.
pub fn session() -> String {
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    let mut hash = crc32fast::Hasher::new();
    hash.update(&nanos.to_le_bytes());
    hash.update(&std::process::id().to_le_bytes());
    // Where the stack lies differs between processes that begin at once, too.
    hash.update(&(std::ptr::from_ref(&nanos) as usize).to_le_bytes());
    let seconds = u64::try_from(nanos / 1_000_000_000).unwrap_or_default();
    format!("{seconds:x}-{:08x}", hash.finalize())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::review::event::{Act, EventId};

    fn event(n: u32) -> Event {
        let id = EventId { by: "li".into(), session: "a".into(), n };
        Event { id, at: now(), act: Act::Note { note: "备注".repeat(n as usize), flags: Vec::new() } }
    }

    #[test]
    fn a_line_follows_whatever_stands_before_it() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::of(&[], Some(&dir.path().join("new"))).unwrap();
        let mut journal = Journal::of(&folder, "li");
        journal.append(&event(1)).unwrap();
        // A second session of the same reviewer, and a power cut in the middle of a line.
        let mut other = Journal::of(&folder, "li");
        other.append(&event(2)).unwrap();
        let torn = event(3).to_line().unwrap();
        let mut file = OpenOptions::new().append(true).open(journal.path()).unwrap();
        file.write_all(torn.get(..40).unwrap().as_bytes()).unwrap();
        journal.append(&event(4)).unwrap();
        other.append(&event(5)).unwrap();
        let text = fs::read_to_string(journal.path()).unwrap();
        let read: Vec<Option<u32>> = text.lines().map(|line| Event::of_line(line).ok().map(|e| e.id.n)).collect();
        assert_eq!(read, [Some(1), Some(2), None, Some(4), Some(5)]);
    }

    #[test]
    fn a_journal_that_was_taken_away_is_written_where_it_belongs() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::of(&[], Some(&dir.path().join("reviews"))).unwrap();
        let mut journal = Journal::of(&folder, "li");
        let lines = |journal: &Journal| fs::read_to_string(journal.path()).unwrap().lines().count();
        journal.append(&event(1)).unwrap();
        fs::rename(journal.path(), dir.path().join("elsewhere.jsonl")).unwrap();
        journal.append(&event(2)).unwrap();
        assert_eq!(lines(&journal), 1);
        fs::copy(dir.path().join("elsewhere.jsonl"), dir.path().join("both")).unwrap();
        fs::rename(dir.path().join("both"), journal.path()).unwrap();
        journal.append(&event(3)).unwrap();
        assert_eq!(lines(&journal), 2);
        fs::remove_dir_all(&folder.path).unwrap();
        journal.append(&event(4)).unwrap();
        assert_eq!(lines(&journal), 1);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_place_that_is_closed_has_another() {
        // Nobody makes folders there, not even who may do everything.
        let dir = tempfile::tempdir().unwrap();
        let closed = Folder { path: "/proc/jianbao".into(), also: Some(dir.path().join("own")), fell_back: false };
        let mut journal = Journal::of(&closed, "li");
        let error = fs::create_dir_all(&closed.path).unwrap_err();
        if !is_closed(&error) {
            // Some systems say that there is no such folder; that is another fault.
            return assert!(journal.append(&event(1)).is_err());
        }
        journal.append(&event(1)).unwrap();
        assert!(journal.fell_back() && journal.path().starts_with(dir.path()));
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_without_rights_is_closed() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let (closed, own) = (dir.path().join("closed"), dir.path().join("own"));
        fs::create_dir(&closed).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
        if tempfile::tempfile_in(&closed).is_ok() {
            // Whoever may write everywhere has no such folder.
            return;
        }
        let folder = Folder { path: closed.join("review"), also: Some(own.clone()), fell_back: false };
        let mut journal = Journal::of(&folder, "li");
        journal.append(&event(1)).unwrap();
        journal.append(&event(2)).unwrap();
        assert!(journal.fell_back() && journal.path().starts_with(&own));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error() {
        let folder = Folder { path: "/dev".into(), also: None, fell_back: false };
        let full = Path::new("/dev/full");
        if !full.exists() {
            return;
        }
        let mut journal = Journal { folder, path: full.to_owned() };
        assert!(journal.append(&event(1)).is_err());
    }

    #[test]
    fn moments_and_sessions_are_written_plainly() {
        assert_eq!(now().len(), 24);
        assert_ne!(session(), session());
    }
}
