//! Which files below a path are read, in a fixed order. Links to folders are not followed, and
//! nothing but regular files is opened.

use std::fs;
use std::path::{Path, PathBuf};

use crate::corpus::{CONFIGURATION, Problem, manifest};
use crate::model::limits::Limit;

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// JSON Lines of the corpus format, also compressed or in Parquet.
    Lines,
    /// One crawled report.
    Raw,
    /// A ZIP archive of crawled reports.
    Archive,
}

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub path: PathBuf,
    /// The name it goes by: relative to the folder given, with `/`.
    pub relative: String,
    pub kind: FileKind,
}

/// The files found and what stood in the way.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    pub files: Vec<Found>,
    pub problems: Vec<Problem>,
    pub skipped: usize,
    /// What the crawler wrote down about the files of the folder.
    pub manifest: Option<PathBuf>,
    /// The folder that is walked through, without links.
    root: PathBuf,
}

impl Walk {
    /// Adds a path given by the user: a folder, a corpus or a raw report.
    pub(crate) fn add(&mut self, path: &Path) {
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => {
                self.root = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
                let before = (self.files.len(), self.problems.len());
                self.folder(path, "", 0);
                if (self.files.len(), self.problems.len()) == before {
                    self.problem(path, "no report or corpus in this folder".to_owned());
                }
            }
            Ok(meta) if meta.is_file() => {
                let relative = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
                // A file named on the command line is read whatever its name ends in.
                let kind = file_kind(&relative).unwrap_or(FileKind::Raw);
                self.files.push(Found { path: path.to_owned(), relative, kind });
            }
            Ok(_) => self.problem(path, "neither a file nor a folder".to_owned()),
            Err(error) => self.problem(path, error.to_string()),
        }
    }

    fn problem(&mut self, path: &Path, reason: String) {
        self.problems.push(Problem { path: path.to_string_lossy().into_owned(), line: None, reason });
    }

    fn folder(&mut self, folder: &Path, relative: &str, depth: usize) {
        // No crawl goes so deep; a loop of mounts could.
        if depth > Limit::Depth.size() {
            return self.problem(folder, format!("more folders deep than {}", Limit::Depth.told()));
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.problem(folder, error.to_string()),
        };
        let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
        names.sort();
        for name in names {
            let path = folder.join(&name);
            let name = name.to_string_lossy();
            if name.starts_with('.') {
                continue;
            }
            if depth == 0 && manifest::NAMES.contains(&name.as_ref()) && path.is_file() {
                self.manifest.get_or_insert(path);
                continue;
            }
            if name == CONFIGURATION {
                continue;
            }
            let relative = if relative.is_empty() { name.into_owned() } else { format!("{relative}/{name}") };
            // `symlink_metadata` does not follow a link, so a loop of folders cannot be entered.
            match fs::symlink_metadata(&path) {
                Ok(meta) if meta.is_dir() => self.folder(&path, &relative, depth + 1),
                Ok(meta) if meta.is_file() || (meta.is_symlink() && path.is_file()) => match file_kind(&relative) {
                    Some(kind) => self.files.push(Found { path, relative, kind }),
                    None => self.skipped += 1,
                },
                Ok(meta) => match self.why_not_read(&path, &meta, file_kind(&relative).is_some()) {
                    Some(reason) => self.problem(&path, reason.to_owned()),
                    None => self.skipped += 1,
                },
                Err(error) => self.problem(&path, error.to_string()),
            }
        }
    }
}

impl Walk {
    /// Why something that is neither a file nor a folder is left out, where a reader may miss it: `None` for what has
    /// no name of a report, and for links to folders that are walked through anyway.
    fn why_not_read(&self, path: &Path, meta: &fs::Metadata, is_named_like_one: bool) -> Option<&'static str> {
        let unless_named = |reason| is_named_like_one.then_some(reason);
        if !meta.is_symlink() {
            return unless_named("a pipe, a socket or a device, which is not opened");
        }
        match fs::metadata(path) {
            Ok(target) if target.is_dir() => {
                let is_inside = fs::canonicalize(path).is_ok_and(|target| target.starts_with(&self.root));
                let is_around = fs::canonicalize(path).is_ok_and(|target| self.root.starts_with(target));
                (!is_inside && !is_around).then_some("a link to a folder elsewhere, which is not followed")
            }
            Ok(_) => unless_named("a link to a pipe, a socket or a device, which is not opened"),
            Err(_) => unless_named("a link that leads nowhere"),
        }
    }
}

/// How a file of this name is read, `None` for kinds this program does not know and for a README,
/// which speaks about its folder.
pub(crate) fn file_kind(relative: &str) -> Option<FileKind> {
    let name = relative.rsplit('/').next()?;
    let (stem, extension) = name.rsplit_once('.')?;
    if stem.eq_ignore_ascii_case("readme") {
        return None;
    }
    match extension.to_ascii_lowercase().as_str() {
        "gz" | "zst" => file_kind(stem).filter(|kind| *kind == FileKind::Lines),
        "jsonl" | "ndjson" | "parquet" => Some(FileKind::Lines),
        "txt" | "text" | "md" | "markdown" | "htm" | "html" | "shtml" | "xhtml" | "docx" | "pdf" => Some(FileKind::Raw),
        "zip" => Some(FileKind::Archive),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_in_a_fixed_order_and_others_are_counted() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("b")).unwrap();
        for name in [
            "b/2.txt",
            "a.md",
            "c.jsonl",
            "d.jsonl.gz",
            "e.zip",
            "f.txt.gz",
            "picture.png",
            ".hidden.txt",
            "noext",
            "README.md",
            "jianbao.toml",
        ] {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        let mut walk = Walk::default();
        walk.add(dir.path());
        let names: Vec<_> = walk.files.iter().map(|f| f.relative.as_str()).collect();
        assert_eq!(names, ["a.md", "b/2.txt", "c.jsonl", "d.jsonl.gz", "e.zip"]);
        assert_eq!((walk.skipped, walk.problems.len()), (4, 0));
    }

    #[cfg(unix)]
    #[test]
    fn loops_of_links_are_not_entered() {
        let dir = tempfile::tempdir().unwrap();
        let link = |to: &Path, name: &str| std::os::unix::fs::symlink(to, dir.path().join(name)).unwrap();
        link(dir.path(), "loop");
        link(Path::new("."), "here");
        link(Path::new("/"), "around");
        link(Path::new("itself"), "itself");
        fs::write(dir.path().join("a.txt"), "x").unwrap();
        let mut walk = Walk::default();
        walk.add(dir.path());
        assert_eq!((walk.files.len(), walk.skipped, walk.problems.len()), (1, 4, 0));
        // What may hold reports, or is named like one, is told.
        let elsewhere = tempfile::tempdir().unwrap();
        link(elsewhere.path(), "more");
        link(Path::new("/dev/zero"), "zero.txt");
        link(Path::new("nowhere"), "gone.html");
        link(Path::new("round.txt"), "round.txt");
        let mut walk = Walk::default();
        walk.add(dir.path());
        assert_eq!((walk.files.len(), walk.skipped), (1, 4));
        let told: Vec<_> = walk.problems.iter().map(|problem| problem.reason.as_str()).collect();
        let told = told.iter().map(|reason| reason.split(',').next().unwrap()).collect::<Vec<_>>();
        let nowhere = "a link that leads nowhere";
        assert_eq!(told, [nowhere, "a link to a folder elsewhere", nowhere, "a link to a pipe"]);
    }

    #[test]
    fn an_empty_folder_and_a_missing_path_are_problems() {
        let dir = tempfile::tempdir().unwrap();
        let mut walk = Walk::default();
        walk.add(dir.path());
        walk.add(&dir.path().join("nowhere"));
        assert_eq!(walk.problems.len(), 2);
        assert!(walk.problems[0].reason.contains("no report"));
    }
}
