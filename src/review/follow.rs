//! The journals of a folder as they grow: every reviewer's, read from where the last look ended. A line that has no
//! end yet is left for the next look.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use crate::review::event::{BadLine, Event, LONGEST_LINE};
use crate::review::folder::Folder;
use crate::review::journal::ENDING;

/// Something in a journal that could not be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    pub path: PathBuf,
    /// The byte its line begins at.
    pub at: u64,
    pub why: String,
}

/// What a look at the journals brought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct News {
    pub events: Vec<Event>,
    pub aside: Vec<Aside>,
    /// A journal is no longer what was read of it: these are all events, from the first on.
    pub anew: bool,
    /// Journals, and folders of them, that cannot be read as they are now.
    pub unread: usize,
}

impl News {
    pub fn is_empty(&self) -> bool {
        self.events.is_empty() && self.aside.is_empty() && !self.anew
    }
}

/// How far a journal has been read.
#[derive(Debug, Clone, Default)]
struct Read {
    /// Behind the last whole line.
    upto: u64,
    /// The last bytes before there: another file of the same name has others.
    before: Vec<u8>,
}

/// So many bytes before the end of what was read are compared.
const COMPARED: usize = 64;
/// What is said of a line without an end.
const UNFINISHED: &str = "torn, or still being written: the line has no end";

/// Reads the journals of a folder.
#[derive(Debug)]
pub struct Follow {
    folders: Vec<PathBuf>,
    files: BTreeMap<PathBuf, Read>,
    /// What could not be read at the last look.
    unread: BTreeSet<PathBuf>,
}

impl Follow {
    pub fn of(folder: &Folder) -> Self {
        let folders = std::iter::once(&folder.path).chain(&folder.also).cloned().collect();
        Self { folders, files: BTreeMap::new(), unread: BTreeSet::new() }
    }

    /// What was added since the last look. A folder that is not there has nothing.
    pub fn look(&mut self) -> News {
        let mut news = News::default();
        if !self.add_to(&mut news) {
            self.files.clear();
            news = News { anew: true, ..News::default() };
            self.add_to(&mut news);
        }
        news
    }

    /// Adds what is new; says whether all that was read before is still there.
    fn add_to(&mut self, news: &mut News) -> bool {
        let (mut paths, mut unread) = (Vec::new(), Vec::new());
        for folder in &self.folders {
            match journals(folder) {
                Ok(journals) => paths.extend(journals),
                Err(error) => unread.push((folder.clone(), error)),
            }
        }
        if self.files.keys().any(|known| !paths.contains(known)) {
            return false;
        }
        for path in paths {
            let read = self.files.entry(path.clone()).or_default();
            match added(&path, read) {
                Ok(Some(bytes)) => take(&path, read, &bytes, news),
                Ok(None) => return false,
                Err(error) => unread.push((path, error)),
            }
        }
        self.tell(unread, news);
        true
    }
}

impl Follow {
    /// Says once of each file and folder that it cannot be read.
    fn tell(&mut self, unread: Vec<(PathBuf, io::Error)>, news: &mut News) {
        news.unread = unread.len();
        let known = std::mem::replace(&mut self.unread, unread.iter().map(|(path, _)| path.clone()).collect());
        let new = unread.into_iter().filter(|(path, _)| !known.contains(path));
        news.aside.extend(new.map(|(path, error)| Aside { path, at: 0, why: error.to_string() }));
    }
}

/// The journals of a folder, in the order of their names; none of one that is not there.
fn journals(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let hidden = path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
        if !hidden && path.extension().is_some_and(|ending| ending == ENDING) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// The bytes behind what was read; `None` where that is not there any more.
fn added(path: &Path, read: &Read) -> io::Result<Option<Vec<u8>>> {
    // A pipe would be waited for, and a device has no end.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    if size < read.upto {
        return Ok(None);
    }
    let mut before = vec![0; read.before.len()];
    file.seek(SeekFrom::Start(read.upto - read.before.len() as u64))?;
    file.read_exact(&mut before)?;
    if before != read.before {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// Takes the whole lines of some bytes in.
fn take(path: &Path, read: &mut Read, bytes: &[u8], news: &mut News) {
    let is_first = read.upto == 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let Some(body) = line.strip_suffix(b"\n") else {
            // Without an end it is being written, or was torn: then the next line gives it one. Whoever looks for the
            // first time, and may look no more, hears of it.
            if is_first {
                news.aside.push(Aside { path: path.to_owned(), at: read.upto, why: UNFINISHED.to_owned() });
            }
            break;
        };
        let event = match std::str::from_utf8(body) {
            Ok("") => None,
            Ok(text) if text.len() <= LONGEST_LINE => Some(Event::of_line(text)),
            _ => Some(Err(BadLine::Damaged)),
        };
        match event {
            Some(Ok(event)) => news.events.push(event),
            Some(Err(why)) => news.aside.push(Aside { path: path.to_owned(), at: read.upto, why: why.to_string() }),
            None => {}
        }
        read.upto += line.len() as u64;
        read.before.extend_from_slice(line.get(line.len().saturating_sub(COMPARED)..).unwrap_or_default());
        let surplus = read.before.len().saturating_sub(COMPARED);
        read.before.drain(..surplus);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::review::event::{Act, EventId};
    use crate::review::journal::Journal;

    fn event(by: &str, n: u32) -> Event {
        let id = EventId { by: by.into(), session: "a".into(), n };
        let of = EventId { by: by.into(), session: "a".into(), n: 0 };
        Event { id, at: "2024-03-30T10:40:00.123Z".into(), act: Act::Undo { of } }
    }

    fn told(news: &News) -> (Vec<(&str, u32)>, usize, bool) {
        let events = news.events.iter().map(|event| (event.id.by.as_str(), event.id.n)).collect();
        (events, news.aside.len(), news.anew)
    }

    #[test]
    fn each_line_is_told_once_and_others_are_heard() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::of(&[], Some(&dir.path().join("reviews"))).unwrap();
        let mut follow = Follow::of(&folder);
        assert!(follow.look().is_empty(), "no folder yet");
        let mut li = Journal::of(&folder, "li");
        li.append(&event("li", 1)).unwrap();
        li.append(&event("li", 2)).unwrap();
        assert_eq!(told(&follow.look()), (vec![("li", 1), ("li", 2)], 0, false));
        assert!(follow.look().is_empty());
        Journal::of(&folder, "an").append(&event("an", 1)).unwrap();
        li.append(&event("li", 3)).unwrap();
        assert_eq!(told(&follow.look()), (vec![("an", 1), ("li", 3)], 0, false));
    }

    #[test]
    fn a_line_being_written_waits_and_a_torn_one_is_set_aside() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::of(&[], Some(dir.path())).unwrap();
        let mut li = Journal::of(&folder, "li");
        li.append(&event("li", 1)).unwrap();
        let mut follow = Follow::of(&folder);
        follow.look();
        let line = event("li", 2).to_line().unwrap();
        let mut file = fs::OpenOptions::new().append(true).open(li.path()).unwrap();
        file.write_all(line.get(..30).unwrap().as_bytes()).unwrap();
        assert!(follow.look().is_empty());
        file.write_all(line.get(30..).unwrap().as_bytes()).unwrap();
        file.write_all(b"\n").unwrap();
        assert_eq!(told(&follow.look()), (vec![("li", 2)], 0, false));
        file.write_all(line.get(..30).unwrap().as_bytes()).unwrap();
        li.append(&event("li", 3)).unwrap();
        assert_eq!(told(&follow.look()), (vec![("li", 3)], 1, false));
    }

    #[test]
    fn a_journal_that_is_another_one_by_now_is_read_from_its_start() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::of(&[], Some(dir.path())).unwrap();
        let path = dir.path().join("li.jsonl");
        let lines = |ns: &[u32]| ns.iter().map(|n| event("li", *n).to_line().unwrap() + "\n").collect::<String>();
        let mut follow = Follow::of(&folder);
        for (ns, anew) in [(&[1, 2][..], false), (&[1], true), (&[1, 3], false), (&[4, 5, 6], true)] {
            fs::write(&path, lines(ns)).unwrap();
            let news = follow.look();
            assert_eq!(news.anew, anew, "{ns:?}");
            let expected: Vec<u32> = if anew { ns.to_vec() } else { ns[ns.len().min(2) - 1..].to_vec() };
            let got: Vec<u32> = news.events.iter().map(|event| event.id.n).collect();
            assert!(got.ends_with(&expected), "{got:?}");
        }
        fs::remove_file(&path).unwrap();
        assert_eq!(told(&follow.look()), (Vec::new(), 0, true));
    }
}
