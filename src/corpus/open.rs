//! Opening: paths to headers, in parallel over the cores. Whatever cannot be read is a problem with
//! its path and line, and never stops the rest.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::corpus::header::Header;
use crate::corpus::walk::{FileKind, Found, Walk};
use crate::corpus::{Corpus, Entry, LARGEST_FILE, LinesFile, Location, Problem, read_raw};

/// How far opening has come: files done and files in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    pub done: usize,
    pub total: usize,
}

/// A line longer than this is refused before it is read into memory.
const LONGEST_LINE: u64 = 256 << 20;

/// What a file gave: its reports in order.
struct Read1 {
    entries: Vec<Entry>,
    problems: Vec<Problem>,
    lines: Option<LinesFile>,
}

/// Opens every path (`-` is a corpus on standard input), telling `progress` after each file.
pub fn open(paths: &[PathBuf], progress: &(dyn Fn(Progress) + Sync)) -> Corpus {
    let mut corpus = Corpus::default();
    let mut walk = Walk::default();
    let mut standard_input = false;
    for path in paths {
        if path == Path::new("-") { standard_input = true } else { walk.add(path) }
    }
    if standard_input {
        corpus.take(read_memory("-", std::io::stdin().lock()));
    }
    let total = walk.files.len();
    let done = AtomicUsize::new(0);
    let read: Vec<Read1> = walk
        .files
        .par_iter()
        .map(|file| {
            let read = read_file(file);
            progress(Progress { done: done.fetch_add(1, Ordering::Relaxed) + 1, total });
            read
        })
        .collect();
    for read in read {
        corpus.take(read);
    }
    corpus.problems.append(&mut walk.problems);
    corpus.skipped = walk.skipped;
    corpus.tell_ids_apart();
    corpus
}

impl Corpus {
    fn take(&mut self, read: Read1) {
        if let Some(lines) = read.lines {
            self.files.push(lines);
        }
        let number = self.files.len().saturating_sub(1);
        self.entries.extend(read.entries.into_iter().map(|mut entry| {
            if let Location::Line { file, .. } = &mut entry.location {
                *file = number;
            }
            entry
        }));
        self.problems.extend(read.problems);
    }

    /// A corpus of raw files inside the program.
    pub(super) fn of_embedded(files: &'static [super::Embedded]) -> Self {
        let entries = files.par_iter().map(|file| Entry {
            header: Header::of(&super::parse_embedded(file).report),
            location: Location::Embedded(file),
        });
        let mut corpus = Self { entries: entries.collect(), ..Self::default() };
        corpus.tell_ids_apart();
        corpus
    }

    fn tell_ids_apart(&mut self) {
        let mut seen: HashMap<String, usize> = HashMap::with_capacity(self.entries.len());
        for entry in &mut self.entries {
            let count = seen.entry(entry.header.id.clone()).or_default();
            *count += 1;
            if *count > 1 {
                entry.header.make_unique(*count);
            }
        }
    }
}

fn read_file(file: &Found) -> Read1 {
    match file.kind {
        FileKind::Raw => match read_raw(&file.path, &file.relative) {
            Ok(parsed) => {
                let entry = Entry { header: Header::of(&parsed.report), location: Location::Raw(file.path.clone()) };
                Read1 { entries: vec![entry], problems: Vec::new(), lines: None }
            }
            Err(super::ReadError::Io { path, source }) => Read1::failed(path, source.to_string()),
            Err(error) => Read1::failed(file.path.display().to_string(), error.to_string()),
        },
        FileKind::Lines => read_lines(&file.path),
    }
}

impl Read1 {
    fn failed(path: String, reason: String) -> Self {
        Self { entries: Vec::new(), problems: vec![Problem { path, line: None, reason }], lines: None }
    }
}

fn read_lines(path: &Path) -> Read1 {
    let name = path.display().to_string();
    let handle = match File::open(path) {
        Ok(handle) => handle,
        Err(error) => return Read1::failed(name, error.to_string()),
    };
    let mut read = Read1 { entries: Vec::new(), problems: Vec::new(), lines: None };
    let mut reader = BufReader::with_capacity(1 << 20, &handle);
    for_each_batch(&mut reader, &name, &mut read, &|line| Location::Line {
        file: 0,
        offset: line.offset,
        len: line.bytes.len(),
    });
    drop(reader);
    read.lines = Some(LinesFile { path: path.to_owned(), handle });
    read
}

fn read_memory(name: &str, input: impl Read) -> Read1 {
    let mut read = Read1 { entries: Vec::new(), problems: Vec::new(), lines: None };
    let mut reader = BufReader::with_capacity(1 << 20, input);
    for_each_batch(&mut reader, name, &mut read, &|line| {
        Location::Memory(Arc::from(String::from_utf8_lossy(&line.bytes).as_ref()))
    });
    read
}

/// A line without its line feed.
struct Line {
    number: usize,
    offset: u64,
    bytes: Vec<u8>,
}

/// Bytes of lines that are read before the cores share their heads out.
const BATCH: usize = 32 << 20;

/// Reads lines by batches and their heads in parallel; blank lines are passed over.
fn for_each_batch(
    reader: &mut impl BufRead,
    name: &str,
    read: &mut Read1,
    locate: &(dyn Fn(&Line) -> Location + Sync),
) {
    let problem = |line: usize, reason: String| Problem { path: name.to_owned(), line: Some(line), reason };
    let (mut number, mut offset, mut failed) = (0, 0, false);
    while !failed {
        let mut batch = Vec::new();
        let mut size = 0;
        while size < BATCH {
            let mut bytes = Vec::new();
            let len = match reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes) {
                Ok(0) => break,
                Ok(len) => len,
                Err(error) => {
                    read.problems.push(problem(number + 1, error.to_string()));
                    failed = true;
                    break;
                }
            };
            number += 1;
            let start = offset;
            offset += len as u64;
            size += len;
            while bytes.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
                bytes.pop();
            }
            if !bytes.iter().all(u8::is_ascii_whitespace) {
                batch.push(Line { number, offset: start, bytes });
            }
        }
        failed |= size == 0;
        let heads: Vec<_> = batch.par_iter().map(|line| (line, head_of(line))).collect();
        for (line, head) in heads {
            match head {
                Ok(header) => read.entries.push(Entry { header, location: locate(line) }),
                Err(reason) => read.problems.push(problem(line.number, reason)),
            }
        }
    }
}

fn head_of(line: &Line) -> Result<Header, String> {
    let bytes = line.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line.bytes);
    if line.bytes.len() as u64 >= LONGEST_LINE.min(LARGEST_FILE) {
        return Err(format!("a line longer than {} MB", LONGEST_LINE >> 20));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| format!("not UTF-8: {error}"))?;
    Header::from_json(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::model::report::Report;

    fn line(id: &str) -> String {
        Report { id: id.into(), year: Some(2020), ..Report::default() }.to_json().unwrap()
    }

    fn open_one(path: &Path) -> Corpus {
        open(&[path.to_owned()], &|_| ())
    }

    #[test]
    fn a_broken_line_is_named_and_the_others_load() {
        let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
        write!(file, "{}\n\n{{\"schema\":\"jianbao/1\",\n{}\n\"text\"\n{}", line("aaa"), line("bbb"), line("ccc"))
            .unwrap();
        let corpus = open_one(file.path());
        let ids: Vec<_> = corpus.headers().map(|h| h.id.as_str()).collect();
        assert_eq!(ids, ["aaa", "bbb", "ccc"]);
        let lines: Vec<_> = corpus.problems().iter().map(|p| p.line).collect();
        assert_eq!(lines, [Some(3), Some(5)]);
        for (index, id) in ids.iter().enumerate() {
            assert_eq!(corpus.report(index).unwrap().id, *id);
            assert_eq!(corpus.line(index).unwrap(), line(id));
        }
        assert_eq!(corpus.live(), 0);
    }

    #[test]
    fn equal_ids_get_a_number_and_are_still_found() {
        let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
        write!(file, "{}\n{}\n", line("aaa"), line("aaa")).unwrap();
        let corpus = open_one(file.path());
        assert_eq!(corpus.header(1).unwrap().id, "aaa-2");
        assert_eq!(corpus.report(1).unwrap().id, "aaa-2");
        assert_eq!(corpus.line(1).unwrap(), line("aaa"));
    }

    #[test]
    fn a_file_replaced_under_us_is_never_shown_as_the_old_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        std::fs::write(&path, line("aaa") + "\n").unwrap();
        let corpus = open_one(&path);
        std::fs::write(&path, line("bbb") + "\n").unwrap();
        assert!(matches!(corpus.report(0), Err(super::super::ReadError::Changed { .. })));
        std::fs::write(&path, "").unwrap();
        assert!(corpus.report(0).is_err());
    }

    #[test]
    fn an_unreadable_corpus_and_invalid_bytes_are_problems() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        std::fs::write(&path, b"\xff\xfe{}\n\xEF\xBB\xBF").unwrap();
        let corpus = open_one(&path);
        assert!(corpus.is_empty());
        assert_eq!(corpus.problems().len(), 2);
        assert!(corpus.problems()[0].to_string().contains("a.jsonl:1: not UTF-8"));
    }
}
