//! Who is at which flag: a small file a session beside the journals, written anew while it lives. Whether a session
//! lives is seen by its file becoming another one, whatever the clocks of two machines say.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::review::folder::{Folder, file_name};
use crate::rules::Fingerprint;

/// What the names of these files begin with; no journal is called so.
const BEGINNING: &str = ".at-";
/// A file is written anew after so long, so that others see that its session lives.
const BEAT: Duration = Duration::from_secs(15);
/// A file that has not become another one for so long is of a session that is gone.
const SILENT: Duration = Duration::from_secs(50);
/// And is removed after so long.
const FORGOTTEN: Duration = Duration::from_mins(10);
/// Files are no longer than this.
const LONGEST: u64 = 4096;

/// Where a session is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Presence {
    pub by: String,
    pub session: String,
    /// The fingerprint of the flag under its cursor.
    pub flag: String,
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Told {
    #[serde(flatten)]
    at: Presence,
    /// Another number each time it is written.
    beat: u64,
}

/// Tells others where this session is.
#[derive(Debug)]
pub struct Here {
    path: PathBuf,
    by: String,
    session: String,
    beat: u64,
    /// What the file says, and since when.
    told: Option<(Fingerprint, Instant)>,
}

impl Here {
    pub fn of(folder: &Path, by: &str, session: &str) -> Self {
        let name = format!("{BEGINNING}{}-{}", file_name(by), file_name(session));
        let path = folder.join(name);
        Self { path, by: by.to_owned(), session: session.to_owned(), beat: 0, told: None }
    }

    /// Says which flag this session is at, if any, where that is not said yet. Only a folder that is there already is
    /// written to: for this alone none is made.
    ///
    /// # Errors
    /// When it cannot be written; it is tried again after a while.
    pub fn say(&mut self, flag: Option<Fingerprint>) -> io::Result<()> {
        let Some(flag) = flag else { return self.leave() };
        let is_said = self.told.is_some_and(|(told, since)| told == flag && since.elapsed() < BEAT);
        if is_said || !self.path.parent().is_some_and(Path::is_dir) {
            return Ok(());
        }
        self.told = Some((flag, Instant::now()));
        self.beat += 1;
        let at = Presence { by: self.by.clone(), session: self.session.clone(), flag: flag.to_string() };
        let text = serde_json::to_vec(&Told { at, beat: self.beat })?;
        // Whoever reads it half written looks again a second later.
        fs::write(&self.path, text)
    }

    /// Says that this session is at no flag.
    ///
    /// # Errors
    /// When the file cannot be removed.
    pub fn leave(&mut self) -> io::Result<()> {
        if self.told.take().is_some() { fs::remove_file(&self.path) } else { Ok(()) }
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        // A file that stays behind falls silent.
        let _ = self.leave();
    }
}

/// What is known of another session.
#[derive(Debug, Clone)]
struct Seen {
    told: Told,
    since: Instant,
}

/// Hears where other sessions are.
#[derive(Debug)]
pub struct Company {
    folders: Vec<PathBuf>,
    by: String,
    seen: BTreeMap<PathBuf, Seen>,
    last: Vec<Presence>,
}

impl Company {
    /// The sessions of a folder but for those of this reviewer: one that was killed is not in their own way.
    pub fn of(folder: &Folder, by: &str) -> Self {
        let folders = std::iter::once(&folder.path).chain(&folder.also).cloned().collect();
        Self { folders, by: by.to_owned(), seen: BTreeMap::new(), last: Vec::new() }
    }

    /// Where the others are, if that is something else than at the last look.
    pub fn look(&mut self) -> Option<Vec<Presence>> {
        self.look_at(Instant::now())
    }

    fn look_at(&mut self, now: Instant) -> Option<Vec<Presence>> {
        let files: Vec<PathBuf> = self.folders.iter().flat_map(|folder| files(folder)).collect();
        self.seen.retain(|path, _| files.contains(path));
        for path in files {
            let Some(told) = read(&path).filter(|told| told.at.by != self.by) else { continue };
            let silent = |seen: &Seen| now.saturating_duration_since(seen.since);
            match self.seen.get(&path).filter(|seen| seen.told == told) {
                Some(seen) if silent(seen) >= FORGOTTEN => {
                    // Somebody else may have done so.
                    let _ = fs::remove_file(&path);
                }
                Some(_) => {}
                None => _ = self.seen.insert(path, Seen { told, since: now }),
            }
        }
        let lives = |seen: &&Seen| now.saturating_duration_since(seen.since) < SILENT;
        let mut here: Vec<Presence> = self.seen.values().filter(lives).map(|seen| seen.told.at.clone()).collect();
        here.sort();
        (here != self.last).then(|| {
            self.last.clone_from(&here);
            here
        })
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_one = |entry: &fs::DirEntry| {
        let named = entry.file_name().as_encoded_bytes().starts_with(BEGINNING.as_bytes());
        named && entry.file_type().is_ok_and(|kind| kind.is_file())
    };
    entries.filter(is_one).map(|entry| entry.path()).collect()
}

/// What a file says; `None` of one that is being written, or is something else.
fn read(path: &Path) -> Option<Told> {
    let mut text = Vec::new();
    File::open(path).ok()?.take(LONGEST).read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flag(name: &str) -> Fingerprint {
        Fingerprint::of(name)
    }

    fn company(folder: &Path, by: &str) -> Company {
        Company::of(&Folder { path: folder.to_owned(), also: None, fell_back: false }, by)
    }

    fn told(of: Option<Vec<Presence>>) -> Option<Vec<(String, Fingerprint)>> {
        Some(of?.into_iter().map(|at| (at.by, Fingerprint::of(&at.flag))).collect())
    }

    #[test]
    fn others_are_seen_where_they_are_until_they_leave() {
        let dir = tempfile::tempdir().unwrap();
        let (one, two) = (flag("aaaabbbbcccc0001"), flag("aaaabbbbcccc0002"));
        let mut li = Here::of(dir.path(), "li", "s1");
        let (mut of_li, mut of_an) = (company(dir.path(), "li"), company(dir.path(), "an"));
        assert_eq!(of_an.look(), None, "nobody is here");
        li.say(Some(one)).unwrap();
        assert_eq!((of_li.look(), told(of_an.look())), (None, Some(vec![("li".to_owned(), one)])));
        assert_eq!(of_an.look(), None, "that is known");
        li.say(Some(two)).unwrap();
        assert_eq!(told(of_an.look()), Some(vec![("li".to_owned(), two)]));
        drop(li);
        assert_eq!(told(of_an.look()), Some(Vec::new()));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_session_that_was_killed_falls_silent_and_is_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let mut li = Here::of(dir.path(), "li", "s1");
        li.say(Some(flag("aaaabbbbcccc0001"))).unwrap();
        std::mem::forget(li);
        let mut an = company(dir.path(), "an");
        let start = Instant::now();
        assert_eq!(an.look_at(start).map(|all| all.len()), Some(1));
        assert_eq!(an.look_at(start + BEAT), None);
        assert_eq!(an.look_at(start + SILENT), Some(Vec::new()));
        assert_eq!(an.look_at(start + FORGOTTEN), None);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn no_folder_is_made_and_odd_files_are_nobody() {
        let dir = tempfile::tempdir().unwrap();
        let none = dir.path().join("none");
        let mut li = Here::of(&none, "li", "s1");
        li.say(Some(flag("aaaabbbbcccc0001"))).unwrap();
        assert!(!none.exists());
        fs::write(dir.path().join(".at-x"), "{\"by\":\"li").unwrap();
        fs::write(dir.path().join(".at-y"), vec![b'['; 10_000]).unwrap();
        fs::create_dir(dir.path().join(".at-z")).unwrap();
        assert_eq!(company(dir.path(), "an").look(), None);
    }
}
