//! What the given paths hold, file by file, in the order in which it is read. Opens archives, and
//! nothing else.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::corpus::archive::Archive;
use crate::corpus::manifest::Manifest;
use crate::corpus::raw::{Place, Raw};
use crate::corpus::sample::SAMPLE;
use crate::corpus::store::Key;
use crate::corpus::walk::{FileKind, Found, Walk, file_kind};
use crate::corpus::{Problem, Sources};
use crate::model::limits::Limits;

/// One file to read.
#[derive(Debug)]
pub(super) enum Task {
    /// A raw report and the name it goes by.
    Raw(Raw, String),
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
    /// The manifests of crawlers.
    manifests: Vec<PathBuf>,
}

impl Tasks {
    /// Walks over the paths; `-` is standard input, and comes first. A manifest given is that of all raw
    /// reports; otherwise each folder may have its own.
    pub fn of(sources: &Sources<'_>) -> Self {
        let paths = sources.paths;
        let mut tasks = Self::default();
        let given = sources.manifest.map(|path| tasks.manifest(path));
        if paths.iter().any(|path| path == Path::new("-")) {
            tasks.all.push(Task::StandardInput);
        }
        for path in paths.iter().filter(|path| *path != Path::new("-")) {
            let mut walk = Walk::default();
            walk.add(path);
            let manifest = given.clone().or_else(|| walk.manifest.as_ref().map(|path| tasks.manifest(path)));
            for found in walk.files {
                tasks.found(found, manifest.as_ref());
            }
            tasks.problems.append(&mut walk.problems);
            tasks.skipped += walk.skipped;
        }
        tasks
    }

    /// The files of the sources; those of the sample where no path is given.
    pub fn of_sources(sources: &Sources<'_>) -> Self {
        if !sources.paths.is_empty() {
            return Self::of(sources);
        }
        let raw = |file| Task::Raw(Raw { place: Place::Embedded(file), manifest: None }, file.path.to_owned());
        Self { all: SAMPLE.iter().map(raw).collect(), ..Self::default() }
    }

    /// What tells whether these files are still as they are now, one for each task and for each manifest;
    /// `None` where that cannot be told.
    pub fn keys(&self) -> Option<Vec<Key>> {
        // What was read by other limits is something else; a NUL stands in no name.
        let limits = Limits::in_force().changed();
        let named = |name: &str| if limits.is_empty() { name.to_owned() } else { format!("{name}\0{limits}") };
        let key = |task: &Task| match task {
            Task::Raw(raw, name) => Key::of_raw(raw.place.file()?, &named(name)).ok(),
            Task::Lines(path) => Key::of(path, &named(&path.display().to_string())).ok(),
            Task::StandardInput => None,
        };
        let keys = self.all.par_iter().map(key);
        let manifests = self.manifests.par_iter().map(|path| Key::of(path, "").ok());
        keys.chain(manifests).collect()
    }

    /// Leaves files out.
    pub fn leave_out(&mut self, files: &BTreeSet<PathBuf>) {
        if !files.is_empty() {
            self.all.retain(|task| {
                let file = match task {
                    Task::Raw(raw, _) => raw.place.file(),
                    Task::Lines(path) => Some(path.as_path()),
                    Task::StandardInput => None,
                };
                file.is_none_or(|file| !files.contains(file))
            });
        }
    }

    fn manifest(&mut self, path: &Path) -> Arc<Manifest> {
        self.manifests.push(path.to_owned());
        let (manifest, mut problems) = Manifest::open(path);
        self.problems.append(&mut problems);
        Arc::new(manifest)
    }

    fn found(&mut self, found: Found, manifest: Option<&Arc<Manifest>>) {
        match found.kind {
            FileKind::Raw => {
                let raw = Raw { place: Place::File(found.path), manifest: manifest.cloned() };
                self.all.push(Task::Raw(raw, found.relative));
            }
            FileKind::Lines => self.all.push(Task::Lines(found.path)),
            FileKind::Archive => self.archive(&found, manifest),
        }
    }

    fn archive(&mut self, found: &Found, manifest: Option<&Arc<Manifest>>) {
        let problem = |reason| Problem { path: found.path.display().to_string(), line: None, reason };
        let archive = match Archive::open(&found.path) {
            Ok(archive) => Arc::new(archive),
            Err(reason) => return self.problems.push(problem(reason)),
        };
        if let hidden @ 1.. = archive.hidden() {
            let reason = "entries that cannot be read, as others have their names or its list leaves them out";
            self.problems.push(problem(format!("{reason}: {hidden}")));
        }
        let before = self.all.len();
        for file in archive.files() {
            if file.name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX") {
                continue;
            }
            if file_kind(&file.name) == Some(FileKind::Raw) {
                let relative = format!("{}/{}", found.relative, file.name);
                let place = Place::Packed(Arc::clone(&archive), file.index);
                self.all.push(Task::Raw(Raw { place, manifest: manifest.cloned() }, relative));
            } else {
                self.skipped += 1;
            }
        }
        if self.all.len() == before {
            self.problems.push(problem("no report in this archive".to_owned()));
        }
    }
}
