//! The index of a corpus: a folder beside it or in the user's cache, with all that takes long to find out
//! again. What is in it is only used while the files it was made of are as they were, and whatever does
//! not fit makes it none: it can be made again.

mod folder;
mod inventory;
mod key;
mod part;
mod several;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::corpus::Problem;
use crate::corpus::heads::Heads;
use crate::corpus::store::inventory::Part;

pub use crate::corpus::store::folder::{Keep, make_beside, remove};
pub use crate::corpus::store::inventory::Unusable;
pub use crate::corpus::store::part::PartFile;

pub(super) use crate::corpus::store::folder::find;
pub(super) use crate::corpus::store::inventory::{Inventory, Sum};
pub(super) use crate::corpus::store::key::{Key, place};

use crate::corpus::store::folder::make;
use crate::corpus::store::part::{agrees, sum_of_ends, whole};

/// The name of the inventory in its folder.
const INVENTORY: &str = "index";
/// What heads are called among the parts, and which shape of them this program writes.
const HEADS: (&str, &str) = ("heads", "3");
/// What the lines are called that were made of raw reports, and the program that made them: another one may
/// read more out of the same reports.
pub(super) const RECORDS: (&str, &str) = ("records", env!("CARGO_PKG_VERSION"));
/// Files of a folder that no inventory names are left by a program that was stopped; those older than this
/// are removed.
const LEFT_OVER: std::time::Duration = std::time::Duration::from_hours(24);

/// An index, shared by all that read it and add to it.
#[derive(Debug, Clone)]
pub struct Store {
    folder: Arc<PathBuf>,
    inventory: Arc<Mutex<Inventory>>,
    /// What the inventory says is on disk.
    saved: Arc<AtomicBool>,
    /// It has been given up, and nobody writes it again.
    discarded: Arc<AtomicBool>,
    /// Names of files that are no parts any more, until a inventory says so.
    gone: Arc<Mutex<Vec<String>>>,
    /// The parts of the index in place of which this one is made.
    former: Arc<Mutex<Vec<Part>>>,
    /// Parts of this run have names of their own, whoever else writes to the folder.
    run: u64,
}

/// A file of the folder that is being written.
#[derive(Debug)]
pub(super) struct Aside {
    file: BufWriter<File>,
    name: String,
    len: u64,
    sum: crc32fast::Hasher,
}

impl Aside {
    /// Where the next bytes go.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// The file itself, for reading what has been written and flushed.
    pub fn share(&self) -> io::Result<File> {
        self.file.get_ref().try_clone()
    }
}

impl Write for Aside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let len = self.file.write(bytes)?;
        self.sum.update(bytes.get(..len).unwrap_or_default());
        self.len += len as u64;
        Ok(len)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Store {
    /// A store in a folder, with nothing in it yet.
    pub(super) fn begin(folder: PathBuf, keys: Vec<Key>) -> io::Result<Self> {
        make(&folder)?;
        let former = Inventory::read(&folder.join(INVENTORY)).map(|inventory| inventory.parts).unwrap_or_default();
        let inventory = Inventory { keys, began: now(), ..Inventory::default() };
        Ok(Self { former: Arc::new(Mutex::new(former)), ..Self::of(folder, inventory) })
    }

    fn of(folder: PathBuf, inventory: Inventory) -> Self {
        Self {
            folder: Arc::new(folder),
            inventory: Arc::new(Mutex::new(inventory)),
            saved: Arc::default(),
            discarded: Arc::default(),
            gone: Arc::default(),
            former: Arc::default(),
            run: u64::from(std::process::id()),
        }
    }

    /// Opens the index in a folder, and gives what it says of its corpus.
    pub(super) fn open(folder: PathBuf) -> Result<(Self, Inventory), Unusable> {
        let inventory = Inventory::read(&folder.join(INVENTORY))?;
        let store = Self::of(folder, inventory.clone());
        store.saved.store(true, Ordering::Relaxed);
        Ok((store, inventory))
    }

    /// The heads of the corpus. `read` hears what is there after each part but the last, of which the
    /// first is small.
    pub(super) fn heads(&self, read: &mut dyn FnMut(&Heads)) -> Result<Heads, Unusable> {
        let inventory = self.inventory().clone();
        let mut heads = Heads::default();
        for part in inventory.parts.iter().filter(|part| part.kind == HEADS.0) {
            if part.of != HEADS.1 {
                return Err(Unusable::OtherVersion);
            }
            let bytes = whole(&self.folder, part).filter(|_| part.first == heads.len());
            if bytes.and_then(|bytes| heads.add_bytes(&bytes)).is_none() {
                return Err(Unusable::Damaged(part.name.clone()));
            }
            if heads.len() < inventory.reports {
                read(&heads);
            }
        }
        if heads.len() != inventory.reports {
            return Err(Unusable::Damaged("the number of its heads".to_owned()));
        }
        Ok(heads)
    }

    /// Where the index lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the stretches of each file of lines were.
    pub(super) fn stretches(&self) -> Vec<Vec<Sum>> {
        self.inventory().stretches.clone()
    }

    /// Bytes of all its parts.
    pub fn bytes(&self) -> u64 {
        self.inventory().parts.iter().map(|part| part.bytes).sum()
    }

    /// Whether there is a part of a kind from this number on.
    pub(super) fn has_of(&self, kind: &str, first: usize) -> bool {
        self.inventory().parts.iter().any(|part| part.kind == kind && part.first == first)
    }

    /// How many parts of a kind there should be.
    pub(super) fn count(&self, kind: &str) -> usize {
        self.inventory().parts.iter().filter(|part| part.kind == kind).count()
    }

    /// The parts of a kind that fit, open for reading, by the first of their reports. Of one that is not as
    /// it was written nothing is given, nor of those after it.
    pub fn parts(&self, kind: &str, of: &str) -> Vec<PartFile> {
        let mut parts: Vec<Part> = self.inventory().parts.iter().filter(|p| p.kind == kind).cloned().collect();
        parts.sort_by_key(|part| part.first);
        parts.iter().map_while(|part| PartFile::open(&self.folder, part).filter(|_| part.of == of)).collect()
    }

    /// All bytes of the part of a kind that speaks of so many reports; `None` where it is not there, or not as
    /// it was written.
    pub fn whole(&self, kind: &str, of: &str, reports: usize) -> Option<Vec<u8>> {
        let fits = |part: &&Part| (part.kind.as_str(), part.of.as_str(), part.reports) == (kind, of, reports);
        let part = self.inventory().parts.iter().find(fits).cloned()?;
        whole(&self.folder, &part)
    }

    /// Whether the parts of a kind are byte for byte as they were written; all of them are read for that.
    pub fn agrees(&self, kind: &str, of: &str) -> bool {
        let is_wanted = |part: &&Part| (part.kind.as_str(), part.of.as_str()) == (kind, of);
        let parts: Vec<Part> = self.inventory().parts.iter().filter(is_wanted).cloned().collect();
        parts.iter().all(|part| agrees(&self.folder, part))
    }

    /// Writes a part about reports from this one on; `write` answers about how many. It is part of the index
    /// when all of it is written.
    ///
    /// # Errors
    /// When it cannot be written; the index is as it was then.
    pub fn write(
        &self,
        (kind, of): (&str, &str),
        first: usize,
        write: &mut dyn FnMut(&mut (dyn Write + Send)) -> io::Result<usize>,
    ) -> io::Result<()> {
        let mut aside = self.aside(kind)?;
        let reports = match write(&mut aside) {
            Ok(reports) => reports,
            Err(error) => {
                let _ = std::fs::remove_file(self.folder.join(&aside.name));
                return Err(error);
            }
        };
        self.add(aside, (kind, of), (first, reports))?;
        // Before the heads are there nothing is said: they are what the rest is about.
        if self.saved.load(Ordering::Relaxed) { self.save() } else { Ok(()) }
    }

    /// Notes that the files are others by now; what there is of the corpus is its beginning.
    pub(super) fn renew(&self, keys: Vec<Key>) {
        self.saved.store(false, Ordering::Relaxed);
        let mut inventory = self.inventory();
        (inventory.keys, inventory.began) = (keys, now());
    }

    /// Whether the index is whole on disk.
    pub(super) fn is_saved(&self) -> bool {
        self.saved.load(Ordering::Relaxed)
    }

    /// Nothing more is said of it on disk: another one of the same folder has taken its place.
    pub(super) fn retire(&self) {
        self.saved.store(false, Ordering::Relaxed);
    }

    /// Makes it none: whoever opens the corpus next makes it again.
    pub(super) fn discard(&self) -> io::Result<()> {
        // What is still written to it is said by no inventory any more.
        self.saved.store(false, Ordering::Relaxed);
        self.discarded.store(true, Ordering::Relaxed);
        std::fs::remove_file(self.folder.join(INVENTORY))
    }

    /// Changes what the index says of its corpus, for the next time it is written.
    pub(super) fn note(&self, change: impl FnOnce(&mut Inventory)) {
        change(&mut self.inventory());
    }

    /// Names what turned out to be unreadable behind a head that could be read: whoever opens the corpus by
    /// this index hears of it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn name(&self, problems: &[Problem]) -> io::Result<()> {
        self.note(|inventory| {
            let new = problems.iter().filter(|problem| !inventory.problems.contains(problem)).cloned();
            let new: Vec<Problem> = new.collect();
            inventory.problems.extend(new);
        });
        if self.saved.load(Ordering::Relaxed) { self.save() } else { Ok(()) }
    }

    /// Forgets the parts of a kind; their files go when the index is next written.
    pub fn forget(&self, kind: &str) {
        self.forget_from(kind, 0);
    }

    /// Forgets the parts of a kind that begin with this report or one after it.
    pub fn forget_from(&self, kind: &str, first: usize) {
        self.forget_where(|part| part.kind == kind && part.first >= first);
    }

    fn forget_where(&self, is_gone: impl Fn(&Part) -> bool) {
        let mut inventory = self.inventory();
        let (gone, kept) = std::mem::take(&mut inventory.parts).into_iter().partition(is_gone);
        inventory.parts = kept;
        lock(&self.gone).extend(gone.into_iter().map(|part: Part| part.name));
    }

    /// A new file of the folder, which is no part yet.
    pub(super) fn aside(&self, kind: &str) -> io::Result<Aside> {
        let file = tempfile::Builder::new()
            .prefix(&format!("{kind}-{:08x}-", self.run))
            .rand_bytes(6)
            .make_in(&*self.folder, |path| File::options().read(true).write(true).create_new(true).open(path))?;
        let (file, path) = file.into_parts();
        let path = path.keep().map_err(|error| error.error)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Aside { file: BufWriter::with_capacity(1 << 18, file), name, len: 0, sum: crc32fast::Hasher::new() })
    }

    /// Makes a written file a part.
    pub(super) fn add(
        &self,
        mut aside: Aside,
        (kind, of): (&str, &str),
        (first, reports): (usize, usize),
    ) -> io::Result<()> {
        aside.flush()?;
        aside.file.get_ref().sync_data()?;
        let ends = sum_of_ends(aside.file.get_ref(), aside.len)?;
        self.inventory().parts.push(Part {
            kind: kind.to_owned(),
            name: aside.name,
            first,
            reports,
            bytes: aside.len,
            sum: aside.sum.finalize(),
            ends,
            of: of.to_owned(),
        });
        Ok(())
    }

    /// Writes the heads of a corpus that has been read, and with them all that the index says; nothing
    /// where that is there already.
    pub(super) fn commit(&self, heads: &Heads) -> io::Result<()> {
        if self.saved.load(Ordering::Relaxed) || self.discarded.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.forget(HEADS.0);
        let mut first = 0;
        for number in 0..heads.chunks() {
            let Some((reports, bytes)) = heads.chunk_bytes(number) else { continue };
            let mut aside = self.aside(HEADS.0)?;
            aside.write_all(&bytes)?;
            self.add(aside, HEADS, (first, reports))?;
            first += reports;
        }
        self.inventory().reports = heads.len();
        self.save()?;
        self.saved.store(true, Ordering::Relaxed);
        self.clean();
        Ok(())
    }

    fn save(&self) -> io::Result<()> {
        let inventory = self.inventory().clone();
        inventory.write(&self.folder.join(INVENTORY))?;
        for name in std::mem::take(&mut *lock(&self.gone)) {
            // Whoever still has it open may go on reading.
            let _ = std::fs::remove_file(self.folder.join(name));
        }
        Ok(())
    }

    /// Removes files that a program which was stopped left behind, when they are old enough.
    fn clean(&self) {
        let names: std::collections::BTreeSet<String> =
            self.inventory().parts.iter().chain(&*lock(&self.former)).map(|part| part.name.clone()).collect();
        let Ok(entries) = std::fs::read_dir(&*self.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_old = || {
                let modified = entry.metadata().and_then(|meta| meta.modified()).ok();
                modified.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > LEFT_OVER)
            };
            if name != INVENTORY && !names.contains(&name) && is_old() {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }

    fn inventory(&self) -> MutexGuard<'_, Inventory> {
        lock(&self.inventory)
    }
}

/// Seconds since 1970.
fn now() -> u64 {
    std::time::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs()
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
