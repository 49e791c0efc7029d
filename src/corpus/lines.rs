//! Files of JSON Lines: plain ones are read where they are; compressed ones and standard input are
//! copied once, short ones into memory, others into a temporary file without a name.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use crate::corpus::compressed::{self, Codec};
use crate::model::limits::Limit;

/// A copy longer than this goes to a temporary file.
const MEMORY: usize = 8 << 20;
/// Bytes of lines that are read before the cores share their heads out.
const BATCH: usize = 16 << 20;

/// A file of JSON Lines, open for reading any of its lines.
#[derive(Debug)]
pub(super) struct LinesFile {
    pub path: PathBuf,
    store: Store,
}

#[derive(Debug)]
enum Store {
    File(File),
    Memory(Vec<u8>),
}

impl LinesFile {
    /// Opens a plain file, or gives the stream of what is in a compressed one.
    pub fn packed(path: &Path) -> io::Result<Result<Self, Box<dyn Read>>> {
        let plain = Self::of_file(path, File::open(path)?);
        let mut beginning = [0; 4];
        let codec = plain.read_some(0, &mut beginning).ok().filter(|len| *len == 4).and_then(|_| Codec::of(&beginning));
        match (codec, plain.store) {
            (Some(codec), Store::File(file)) => Ok(Err(codec.plain_file(file)?)),
            (_, store) => Ok(Ok(Self { store, ..plain })),
        }
    }

    /// A plain file that is open already.
    pub fn of_file(path: &Path, file: File) -> Self {
        Self { path: path.to_owned(), store: Store::File(file) }
    }

    /// A file of no lines, in place of one that cannot be read.
    pub fn empty(path: &Path) -> Self {
        Self { path: path.to_owned(), store: Store::Memory(Vec::new()) }
    }

    /// Copies a stream that can be read only once, plain or compressed.
    pub fn of_stream(path: &Path, input: impl Read) -> io::Result<(Self, Option<io::Error>)> {
        match compressed::sniff(input)? {
            (Some(codec), input) => Self::copy(path, codec.plain(input)),
            (None, input) => Self::copy(path, input),
        }
    }

    /// Copies a stream that can be read only once, as it is.
    pub fn copy(path: &Path, mut input: impl Read) -> io::Result<(Self, Option<io::Error>)> {
        let mut memory = Vec::new();
        let failed = input.by_ref().take(MEMORY as u64).read_to_end(&mut memory).err();
        if failed.is_some() || memory.len() < MEMORY {
            return Ok((Self { path: path.to_owned(), store: Store::Memory(memory) }, failed));
        }
        let mut file = tempfile::tempfile()?;
        file.write_all(&memory)?;
        drop(memory);
        let failed = io::copy(&mut input, &mut file).err();
        Ok((Self { path: path.to_owned(), store: Store::File(file) }, failed))
    }

    /// The lines of a file from start to end, plain or compressed, without keeping a copy.
    pub fn stream(path: &Path) -> io::Result<Batches<impl BufRead>> {
        let unpacked: Box<dyn Read> = match Self::packed(path)? {
            Err(unpacked) => unpacked,
            Ok(_) => Box::new(File::open(path)?),
        };
        Ok(Batches::new(BufReader::with_capacity(1 << 20, unpacked)))
    }

    /// The lines of a stream, plain or compressed.
    pub fn stream_of<'a>(input: impl Read + 'a) -> io::Result<Batches<impl BufRead + 'a>> {
        let (codec, input) = compressed::sniff(input)?;
        let plain = match codec {
            Some(codec) => codec.plain(input),
            None => Box::new(input),
        };
        Ok(Batches::new(BufReader::with_capacity(1 << 20, plain)))
    }

    /// The bytes of a line.
    pub fn read(&self, offset: u64, len: usize) -> io::Result<Vec<u8>> {
        // A length that was written down is no reason to take memory for what is not there.
        if len > Limit::Line.size() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut bytes = vec![0; len];
        if self.read_some(offset, &mut bytes)? < len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(bytes)
    }

    /// Fills a buffer from a place of the file; answers how much of it is filled, all but at the end.
    pub fn read_some(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        match &self.store {
            Store::File(file) => {
                let mut filled = 0;
                while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
                    match read_some_at(file, rest, offset + filled as u64) {
                        Ok(0) => break,
                        Ok(len) => filled += len,
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                        Err(error) => return Err(error),
                    }
                }
                Ok(filled)
            }
            Store::Memory(all) => {
                let mut rest = usize::try_from(offset).ok().and_then(|at| all.get(at..)).unwrap_or_default();
                rest.read(buffer)
            }
        }
    }
}

/// A line without its line feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Counted from 1.
    pub number: usize,
    pub offset: u64,
    pub bytes: Vec<u8>,
}

impl Line {
    /// The text of the line, without the byte order mark a file may start with.
    pub fn text(&self) -> Result<&str, String> {
        line_text(&self.bytes)
    }
}

/// The text of a line, without the byte order mark a file may start with.
pub(super) fn line_text(bytes: &[u8]) -> Result<&str, String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    // The fast check does not say what is wrong.
    simdutf8::basic::from_utf8(bytes)
        .or_else(|_| std::str::from_utf8(bytes).map_err(|error| format!("not UTF-8: {error}")))
}

/// Why a line is passed over before it is read into memory.
pub(super) fn too_long() -> String {
    format!("a line longer than {}", Limit::Line.told())
}

/// Some lines in a row; blank ones are passed over.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub lines: Vec<Line>,
    /// Lines that could not be read, and why.
    pub problems: Vec<(usize, String)>,
    size: usize,
}

/// The lines of a file, by batches.
pub(super) struct Batches<R> {
    reader: R,
    number: usize,
    offset: u64,
    ended: bool,
}

impl<R: BufRead> Batches<R> {
    fn new(reader: R) -> Self {
        Self { reader, number: 0, offset: 0, ended: false }
    }

    /// Reads one line into the batch; `false` at the end.
    fn line(&mut self, batch: &mut Batch) -> io::Result<bool> {
        let longest = Limit::Line.size();
        // Gigabytes of line feeds are a few kilobytes when they are compressed.
        loop {
            let some = self.reader.fill_buf()?;
            let feeds = some.iter().take_while(|byte| **byte == b'\n').count();
            if feeds == 0 {
                break;
            }
            self.reader.consume(feeds);
            self.number += feeds;
            self.offset += feeds as u64;
        }
        let mut bytes = Vec::new();
        let len = self.reader.by_ref().take(longest as u64).read_until(b'\n', &mut bytes)?;
        if len == 0 {
            return Ok(false);
        }
        self.number += 1;
        let line = Line { number: self.number, offset: self.offset, bytes };
        self.offset += len as u64;
        batch.size += len;
        if len == longest && line.bytes.last() != Some(&b'\n') {
            drop(line);
            self.offset += self.skip_line()?;
            batch.problems.push((self.number, too_long()));
            return Ok(true);
        }
        batch.push(line);
        Ok(true)
    }

    /// Passes over the rest of a line.
    fn skip_line(&mut self) -> io::Result<u64> {
        let mut skipped = 0;
        loop {
            let some = self.reader.fill_buf()?;
            let end = memchr::memchr(b'\n', some);
            let len = end.map_or(some.len(), |at| at + 1);
            self.reader.consume(len);
            skipped += len as u64;
            if len == 0 || end.is_some() {
                return Ok(skipped);
            }
        }
    }
}

impl Batch {
    fn push(&mut self, mut line: Line) {
        while line.bytes.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
            line.bytes.pop();
        }
        if !line.bytes.iter().all(u8::is_ascii_whitespace) {
            self.lines.push(line);
        }
    }
}

impl<R: BufRead> Iterator for Batches<R> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        let mut batch = Batch::default();
        while !self.ended && batch.size < BATCH {
            match self.line(&mut batch) {
                Ok(more) => self.ended = !more,
                Err(error) => {
                    batch.problems.push((self.number + 1, error.to_string()));
                    self.ended = true;
                }
            }
        }
        (!batch.lines.is_empty() || !batch.problems.is_empty() || !self.ended).then_some(batch)
    }
}

#[cfg(unix)]
pub(super) fn read_some_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
pub(super) fn read_some_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::compressed::tests::{gzip, zstandard};

    fn check(lines: &LinesFile, text: &str) {
        let mut bytes = vec![0; 20 << 20];
        let len = lines.read_some(0, &mut bytes).unwrap();
        let found: Vec<_> = Batches::new(&bytes[..len]).flat_map(|batch| batch.lines).collect();
        let wanted: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        assert_eq!(found.len(), wanted.len());
        for (line, wanted) in found.iter().zip(wanted) {
            assert_eq!(line.text().unwrap(), wanted);
            assert_eq!(lines.read(line.offset, line.bytes.len()).unwrap(), line.bytes);
        }
    }

    fn open(path: &Path) -> (LinesFile, Option<io::Error>) {
        match LinesFile::packed(path).unwrap() {
            Ok(plain) => (plain, None),
            Err(unpacked) => LinesFile::copy(path, unpacked).unwrap(),
        }
    }

    #[test]
    fn any_line_is_read_from_any_store() {
        let dir = tempfile::tempdir().unwrap();
        let short = "{\"a\":1}\r\n\n{\"b\":2}\nlast".to_owned();
        let numbers = (0..200_000_u32).map(|n| (n, n.wrapping_mul(2_654_435_761)));
        let lines: Vec<_> = numbers.map(|(n, id)| format!("{{\"id\":\"{id:x}\"}} {n:040}\n")).collect();
        let long = lines.concat();
        for text in [short, long] {
            for (n, bytes) in
                [text.clone().into_bytes(), gzip(text.as_bytes()), zstandard(text.as_bytes())].iter().enumerate()
            {
                let path = dir.path().join("a.jsonl");
                std::fs::write(&path, bytes).unwrap();
                let (file, failed) = open(&path);
                assert!(failed.is_none());
                let on_disk = n == 0 || text.len() > MEMORY;
                assert_eq!(matches!(file.store, Store::File(_)), on_disk);
                check(&file, &text);
                let (stream, failed) = LinesFile::of_stream(Path::new("-"), bytes.as_slice()).unwrap();
                assert!(failed.is_none());
                check(&stream, &text);
            }
        }
    }

    #[test]
    fn a_line_without_end_is_passed_over() {
        let long = io::repeat(b'a').take(Limit::Line.now() + 5).chain(&b"\n{}\n"[..]);
        let mut batches = Batches::new(BufReader::new(long));
        let first = batches.next().unwrap();
        assert_eq!((first.problems[0].0, first.lines.len()), (1, 0));
        let second = batches.next().unwrap();
        assert_eq!((second.lines[0].number, second.lines[0].offset), (2, Limit::Line.now() + 6));
        assert!(batches.next().is_none());
    }
}
