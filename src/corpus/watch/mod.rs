//! What becomes of the files of a corpus after it was opened: looked at again and again, as network file systems tell
//! nothing, and sooner where the system tells (`bell`). A file that is still being written has not come yet.

mod bell;

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::corpus::Sources;
use crate::corpus::store::place;
use crate::corpus::walk::Walk;

pub use crate::corpus::watch::bell::Bell;

/// A file that was there before and is being written is waited for, so many looks at most.
const LOOKS: u32 = 20;
/// A file written so many seconds before the first look may have been read before it was written.
const RACY: u64 = 2;

/// A file as it was when it was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    len: u64,
    /// Seconds and nanoseconds since 1970.
    modified: (u64, u32),
    /// Device and inode, where the system has them.
    place: (u64, u64),
}

impl Stamp {
    /// With the second in which the file was last touched: what is put in place keeps the time it was written at.
    fn of(path: &Path) -> Option<(Self, u64)> {
        let meta = fs::metadata(path).ok()?;
        let modified = meta.modified().ok()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        let stamp =
            Self { len: meta.len(), modified: (modified.as_secs(), modified.subsec_nanos()), place: place(&meta) };
        Some((stamp, modified.as_secs().max(put_there(&meta))))
    }
}

/// The second in which a file was last renamed or changed, where the system knows.
#[cfg(unix)]
fn put_there(meta: &fs::Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    u64::try_from(meta.ctime()).unwrap_or(0)
}

#[cfg(not(unix))]
fn put_there(_: &fs::Metadata) -> u64 {
    0
}

/// Files by a hash of their paths: a hundred thousand of them take a few megabytes.
type Stamps = HashMap<u64, Stamp>;

/// The files of a corpus, and how they were when they were last taken in.
#[derive(Debug)]
pub struct Watch {
    paths: Vec<PathBuf>,
    manifest: Option<PathBuf>,
    taken: Stamps,
    last: Stamps,
    /// Looks since a file that was there before has been written to.
    waited: u32,
}

/// What a look found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    /// Files that came, that are others by now, and that are gone.
    pub new: usize,
    pub changed: usize,
    pub gone: usize,
    /// Files that came and are still being written.
    pub unsettled: BTreeSet<PathBuf>,
    /// Something is still being written: the next look should not be far.
    pub is_moving: bool,
}

impl Seen {
    /// Whether there is anything to be taken in.
    pub fn is_news(&self) -> bool {
        self.new + self.changed + self.gone > 0
    }
}

/// All that a look sees: the files with the hashes of their paths, and when each was last touched.
struct Look {
    files: Vec<(PathBuf, u64, (Stamp, u64))>,
}

impl Watch {
    /// Begins to watch sources that are being opened. What was written just before may have been read before it was:
    /// it is taken for changed.
    pub fn begin(sources: &Sources<'_>) -> Self {
        let mut watch = Self {
            paths: sources.paths.iter().filter(|path| *path != Path::new("-")).cloned().collect(),
            manifest: sources.manifest.map(Path::to_owned),
            taken: Stamps::new(),
            last: Stamps::new(),
            waited: 0,
        };
        let began = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        if let Some(look) = watch.look_around() {
            watch.last = look.files.iter().map(|(_, hash, (stamp, _))| (*hash, *stamp)).collect();
            // Of a file that may have been touched meanwhile it is not known what was read, if anything.
            let taken = |(_, hash, (stamp, touched)): &(PathBuf, u64, (Stamp, u64))| {
                let is_sure = touched.saturating_add(RACY) < began;
                (*hash, if is_sure { *stamp } else { Stamp { place: (0, 0), len: u64::MAX, ..*stamp } })
            };
            watch.taken = look.files.iter().map(taken).collect();
        }
        watch
    }

    /// Looks at all files; `None` while one of the paths cannot be looked at, as a file system that is away is no
    /// folder from which all has been removed.
    pub fn look(&mut self) -> Option<Seen> {
        let look = self.look_around()?;
        let mut seen = Seen::default();
        let mut writing = false;
        let (mut there, mut known) = (0, 0);
        for (path, hash, (stamp, _)) in &look.files {
            there += usize::from(self.last.contains_key(hash));
            let taken = self.taken.get(hash);
            known += usize::from(taken.is_some());
            let is_settled = self.last.get(hash) == Some(stamp);
            match taken {
                Some(taken) if taken == stamp => {}
                Some(_) if is_settled => seen.changed += 1,
                Some(_) => {
                    seen.changed += 1;
                    writing = true;
                }
                None if is_settled => seen.new += 1,
                None => _ = seen.unsettled.insert(path.clone()),
            }
        }
        seen.gone = self.taken.len().saturating_sub(known);
        // What has only just gone may be on its way to another name.
        let going = self.last.len() > there;
        self.waited = if writing || going { self.waited + 1 } else { 0 };
        seen.is_moving = writing || going || !seen.unsettled.is_empty();
        if (writing || going) && self.waited <= LOOKS {
            seen = Seen { new: 0, changed: 0, gone: 0, ..seen };
        }
        self.last = look.files.into_iter().map(|(_, hash, (stamp, _))| (hash, stamp)).collect();
        Some(seen)
    }

    /// Takes in what the last look found, those files left out that are still being written.
    pub fn take(&mut self, seen: &Seen) {
        let unsettled: BTreeSet<u64> = seen.unsettled.iter().map(|path| hash(path)).collect();
        self.taken = self.last.iter().filter(|(hash, _)| !unsettled.contains(hash)).map(|(h, s)| (*h, *s)).collect();
        self.waited = 0;
    }

    fn look_around(&self) -> Option<Look> {
        let mut files = Vec::new();
        for path in &self.paths {
            fs::metadata(path).ok()?;
            let mut walk = Walk::default();
            walk.add(path);
            files.extend(walk.files.into_iter().map(|found| found.path).chain(walk.manifest));
        }
        files.extend(self.manifest.clone());
        let stamped = |path: PathBuf| Stamp::of(&path).map(|stamp| (hash(&path), stamp)).map(|(h, s)| (path, h, s));
        Some(Look { files: files.into_iter().filter_map(stamped).collect() })
    }
}

fn hash(path: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::time::Duration;

    /// The same, of which nothing was touched just before: what the tests write is as old as they are.
    fn begin_long_after(folder: &Path) -> Watch {
        let mut watch = begin(folder);
        watch.taken.clone_from(&watch.last);
        watch
    }

    /// Writes a file as if that had been a while ago.
    fn write(path: &Path, text: &str, ago: u64) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        let then = SystemTime::now() - Duration::from_secs(ago);
        File::options().write(true).open(path).unwrap().set_modified(then).unwrap();
    }

    fn begin(folder: &Path) -> Watch {
        Watch::begin(&Sources { paths: &[folder.to_owned()], manifest: None })
    }

    /// New, changed and gone files of a look, and those still being written.
    fn told(watch: &mut Watch) -> (usize, usize, usize, usize) {
        let seen = watch.look().unwrap();
        let told = (seen.new, seen.changed, seen.gone, seen.unsettled.len());
        if seen.is_news() {
            watch.take(&seen);
        }
        told
    }

    #[test]
    fn a_file_has_come_once_it_keeps_its_size() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        write(&at("a.txt"), "a", 100);
        let mut watch = begin_long_after(dir.path());
        assert_eq!(told(&mut watch), (0, 0, 0, 0));
        write(&at("s/b.txt"), "b", 90);
        assert_eq!(told(&mut watch), (0, 0, 0, 1), "seen once, it may be half of it");
        write(&at("s/b.txt"), "bb", 89);
        assert_eq!(told(&mut watch), (0, 0, 0, 1));
        write(&at("c.txt"), "c", 88);
        assert_eq!(told(&mut watch), (1, 0, 0, 1), "what is whole does not wait for what is not");
        assert_eq!(told(&mut watch), (1, 0, 0, 0));
        assert_eq!(told(&mut watch), (0, 0, 0, 0), "told once");
        write(&at("picture.png"), "x", 80);
        write(&at(".hidden/x.txt"), "x", 80);
        assert_eq!((told(&mut watch), told(&mut watch)), ((0, 0, 0, 0), (0, 0, 0, 0)), "no reports");
    }

    #[test]
    fn what_changes_or_goes_is_told_when_nothing_moves_any_more() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        write(&at("a.txt"), "a", 100);
        write(&at("b.txt"), "b", 100);
        let mut watch = begin_long_after(dir.path());
        write(&at("a.txt"), "A", 50);
        assert_eq!(told(&mut watch), (0, 0, 0, 0));
        assert_eq!(told(&mut watch), (0, 1, 0, 0), "as long as before, at another time");
        fs::remove_file(at("b.txt")).unwrap();
        assert_eq!(told(&mut watch), (0, 0, 0, 0));
        assert_eq!(told(&mut watch), (0, 0, 1, 0));
        fs::rename(at("a.txt"), at("c.txt")).unwrap();
        assert_eq!(told(&mut watch), (0, 0, 0, 1));
        assert_eq!(told(&mut watch), (1, 0, 1, 0));
        assert_eq!(told(&mut watch), (0, 0, 0, 0));
    }

    #[test]
    fn a_file_that_never_rests_is_taken_in_after_some_looks() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        write(&path, "a", 1000);
        let mut watch = begin_long_after(dir.path());
        let mut looks = 0;
        loop {
            write(&path, &"a".repeat(looks + 2), 900 - looks as u64);
            looks += 1;
            if told(&mut watch).1 > 0 {
                break;
            }
            assert!(looks < 100, "never");
        }
        assert!(looks > 5, "{looks}");
    }

    #[test]
    fn what_was_written_while_the_corpus_was_opened_is_read_again() {
        let dir = tempfile::tempdir().unwrap();
        write(&dir.path().join("a.txt"), "a", 0);
        let mut watch = begin(dir.path());
        assert_eq!(told(&mut watch), (0, 1, 0, 0));
        assert_eq!(told(&mut watch), (0, 0, 0, 0));
    }

    #[test]
    fn a_file_system_that_is_away_has_lost_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let mount = dir.path().join("mount");
        write(&mount.join("a.txt"), "a", 100);
        let mut watch = begin_long_after(&mount);
        fs::rename(&mount, dir.path().join("away")).unwrap();
        assert_eq!((watch.look(), watch.look()), (None, None));
        fs::rename(dir.path().join("away"), &mount).unwrap();
        assert_eq!(told(&mut watch), (0, 0, 0, 0));
    }
}
