//! What the given paths hold, file by file, in the order in which it is read. Opens archives, and
//! nothing else.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::corpus::Problem;
use crate::corpus::archive::Archive;
use crate::corpus::raw::Place;
use crate::corpus::walk::{FileKind, Found, Walk, file_kind};

/// One file to read.
#[derive(Debug)]
pub(super) enum Task {
    /// A raw report and the name it goes by.
    Raw(Place, String),
    /// JSON Lines.
    Lines(PathBuf),
    /// JSON Lines on standard input.
    StandardInput,
}

/// The files, and what stood in the way of finding more.
#[derive(Debug, Default)]
pub(super) struct Tasks {
    pub all: Vec<Task>,
    pub problems: Vec<Problem>,
    /// Files of kinds this program does not read.
    pub skipped: usize,
}

impl Tasks {
    /// Walks over the paths; `-` is standard input, and comes first.
    pub fn of(paths: &[PathBuf]) -> Self {
        let mut walk = Walk::default();
        let mut tasks = Self::default();
        for path in paths {
            if path == Path::new("-") {
                tasks.all.insert(0, Task::StandardInput);
            } else {
                walk.add(path);
            }
        }
        tasks.all.truncate(1);
        for found in walk.files {
            match found.kind {
                FileKind::Raw => tasks.all.push(Task::Raw(Place::File(found.path), found.relative)),
                FileKind::Lines => tasks.all.push(Task::Lines(found.path)),
                FileKind::Archive => tasks.archive(&found),
            }
        }
        tasks.problems.append(&mut walk.problems);
        tasks.skipped += walk.skipped;
        tasks
    }

    fn archive(&mut self, found: &Found) {
        let problem = |reason| Problem { path: found.path.display().to_string(), line: None, reason };
        let archive = match Archive::open(&found.path) {
            Ok(archive) => Arc::new(archive),
            Err(reason) => return self.problems.push(problem(reason)),
        };
        let before = self.all.len();
        for file in archive.files() {
            if file.name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX") {
                continue;
            }
            if file_kind(&file.name) == Some(FileKind::Raw) {
                let relative = format!("{}/{}", found.relative, file.name);
                self.all.push(Task::Raw(Place::Packed(Arc::clone(&archive), file.index), relative));
            } else {
                self.skipped += 1;
            }
        }
        if self.all.len() == before {
            self.problems.push(problem("no report in this archive".to_owned()));
        }
    }
}
