//! A bell that the system rings when something happens below some paths, so that nobody has to wait for the next look.
//! It may be silent where it should ring, as on network file systems; that it cannot be had is no failure.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use notify::event::EventKind;
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

/// Rings while it is held.
#[derive(Debug)]
pub struct Bell {
    rings: Receiver<()>,
    /// So that waiting ends by time and not because nobody can ring any more.
    _open: Sender<()>,
    _watcher: Option<RecommendedWatcher>,
}

impl Bell {
    /// A bell for files and folders; with why the system does not ring it, where that is so.
    pub fn hang(paths: &[PathBuf]) -> (Self, Option<String>) {
        let (open, rings) = channel();
        match watcher(paths, open.clone()) {
            Ok(watcher) => (Self { rings, _open: open, _watcher: Some(watcher) }, None),
            Err(error) => (Self { rings, _open: open, _watcher: None }, Some(error.to_string())),
        }
    }

    /// Waits until it rings, at most so long; says whether it did. That it rang several times counts once.
    pub fn wait(&self, most: Duration) -> bool {
        match self.rings.recv_timeout(most) {
            Ok(()) => {
                self.rings.try_iter().for_each(drop);
                true
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => false,
        }
    }
}

fn watcher(paths: &[PathBuf], ring: Sender<()>) -> notify::Result<RecommendedWatcher> {
    let roots: Vec<PathBuf> = paths.to_vec();
    let heard = move |event: notify::Result<Event>| {
        // What was lost of the events may have been anything.
        let rings = event.map_or(true, |event| is_of_reports(&event, &roots));
        if rings {
            // Nobody listens any more when the program ends.
            let _ = ring.send(());
        }
    };
    let mut watcher = notify::recommended_watcher(heard)?;
    for path in paths {
        if path.is_dir() {
            watcher.watch(path, RecursiveMode::Recursive)?;
        } else {
            // A file that is replaced is another one: its folder knows.
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            watcher.watch(folder, RecursiveMode::NonRecursive)?;
        }
    }
    Ok(watcher)
}

/// Whether an event may be about reports: it is no mere reading, and not in a hidden folder, such as the one of our own
/// journals.
fn is_of_reports(event: &Event, roots: &[PathBuf]) -> bool {
    let is_shown = |path: &PathBuf| {
        let below = roots.iter().find_map(|root| path.strip_prefix(root).ok()).unwrap_or(path);
        !below.iter().any(|name: &OsStr| name.to_string_lossy().starts_with('.') && name != "." && name != "..")
    };
    let is_change = !matches!(event.kind, EventKind::Access(_));
    is_change && (event.paths.is_empty() || event.paths.iter().any(is_shown))
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{AccessKind, CreateKind};

    #[test]
    fn our_own_journals_and_mere_reading_do_not_ring() {
        let roots = [PathBuf::from("/crawl")];
        let check = |kind: EventKind, path: &str, expected: bool| {
            let event = Event::new(kind).add_path(PathBuf::from(path));
            assert_eq!(is_of_reports(&event, &roots), expected, "{path}");
        };
        let create = EventKind::Create(CreateKind::File);
        check(create, "/crawl/a.html", true);
        check(create, "/crawl/.jianbao-review/li.jsonl", false);
        check(create, "/crawl/s/.part", false);
        check(EventKind::Access(AccessKind::Any), "/crawl/a.html", false);
    }

    #[test]
    fn a_bell_that_nobody_rings_lets_time_pass() {
        let (bell, _) = Bell::hang(&[PathBuf::from("/no/such/folder")]);
        assert!(!bell.wait(Duration::from_millis(1)));
    }
}
