//! Watching the files of the corpus on a thread of its own, and reading it anew when they have changed. What is read
//! takes the place of what is shown at once, flags and all (`renewed`).

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::corpus::store::Keep;
use crate::corpus::watch::{Bell, Watch};
use crate::corpus::{self, Corpus, Sources};
use crate::tui::panics;

/// The files are looked at so often, and seldomer where a look takes long: never more than one part in a hundred of a core.
const EVERY: Duration = Duration::from_secs(2);
const PART: u32 = 100;
/// After the system rang, and while something is being written, looks are no nearer to each other than this, and take
/// at most one part in twenty.
const SOON: Duration = Duration::from_millis(400);
const PART_SOON: u32 = 20;
/// What comes while the corpus was read waits so many times as long as that took.
const REST: u32 = 4;

/// What is watched, and how it is read anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    pub paths: Vec<PathBuf>,
    pub manifest: Option<PathBuf>,
    pub keep: Keep,
}

impl Watched {
    fn sources(&self) -> Sources<'_> {
        Sources { paths: &self.paths, manifest: self.manifest.as_deref() }
    }

    /// Reads the corpus anew, without the files that are still being written.
    pub fn reopen(&self, unsettled: &BTreeSet<PathBuf>) -> Corpus {
        corpus::reopen(&self.sources(), self.keep, unsettled)
    }
}

/// Lets one change after the other through: shut while the corpus is read anew.
#[derive(Debug, Default)]
pub struct Gate {
    shut: AtomicBool,
    /// Milliseconds that reading took the last time.
    took: AtomicU64,
}

impl Gate {
    /// Opens the gate after the corpus has been read, which took so long.
    pub fn open(&self, took: Duration) {
        self.took.store(u64::try_from(took.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
        self.shut.store(false, Ordering::Release);
    }

    fn is_shut(&self) -> bool {
        self.shut.load(Ordering::Acquire)
    }

    fn took(&self) -> Duration {
        Duration::from_millis(self.took.load(Ordering::Relaxed))
    }
}

/// What the thread that watches tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stir {
    /// The corpus is to be read anew, without the files that are still being written.
    Changed(BTreeSet<PathBuf>),
    /// A path of the corpus cannot be reached any more: what is shown was read before.
    Away,
    /// The system does not tell of changes, and why: they are found a little later.
    Silent(String),
    /// A fault of the program ended the watching, and what was said of it.
    Broken(String),
}

/// Watches from now on; what is opened at the same time is taken for unchanged where that is sure.
pub fn follow(watched: Watched, gate: Arc<Gate>, tell: impl Fn(Stir) + Send + 'static) {
    thread::spawn(move || {
        if let Err(why) = panics::caught(|| watch(&watched, &gate, &tell)) {
            tell(Stir::Broken(why));
        }
    });
}

fn watch(watched: &Watched, gate: &Gate, tell: &dyn Fn(Stir)) {
    let begun = Instant::now();
    let mut watch = Watch::begin(&watched.sources());
    let (bell, silent) = Bell::hang(&watched.paths);
    if let Some(reason) = silent {
        tell(Stir::Silent(reason));
    }
    let mut took = begun.elapsed();
    let (mut is_moving, mut away) = (true, 0);
    let mut opened: Option<Instant> = None;
    loop {
        let soon = SOON.max(took * PART_SOON);
        let wait = if is_moving { soon } else { EVERY.max(took * PART) };
        if bell.wait(wait) {
            // What rang has mostly more to write.
            thread::sleep(soon.min(wait));
        }
        let begun = Instant::now();
        let seen = watch.look();
        took = begun.elapsed();
        let Some(seen) = seen else {
            is_moving = false;
            away += 1;
            // What is put in the place of another may not be there for a moment.
            if away == 2 {
                tell(Stir::Away);
            }
            continue;
        };
        away = 0;
        is_moving = seen.is_moving;
        if gate.is_shut() {
            opened = None;
            continue;
        }
        let rested = opened.get_or_insert_with(Instant::now).elapsed();
        if !seen.is_news() {
            continue;
        }
        if rested < gate.took() * REST {
            is_moving = true;
            continue;
        }
        watch.take(&seen);
        gate.shut.store(true, Ordering::Release);
        tell(Stir::Changed(seen.unsettled));
    }
}
