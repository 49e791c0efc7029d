//! A stretch of a file of lines: the lines that begin in it. Stretches of one file can be read side by
//! side, as none needs to know what stands in the others but for the numbers of its lines.

use std::io;

use crate::corpus::lines::{LinesFile, line_text, too_long};
use crate::model::limits::Limit;

/// Bytes of a stretch.
pub(super) const STRETCH: usize = 4 << 20;
/// Bytes read at a time of a line that goes on after its stretch.
const REST: usize = 64 << 10;

/// The bytes of a stretch, with the byte before it and the end of the last line that begins in it.
#[derive(Debug)]
pub(super) struct Stretch {
    bytes: Vec<u8>,
    /// Where they begin in the file.
    start: u64,
    /// Lines that begin from here up to there in `bytes` are those of the stretch.
    begin: usize,
    end: usize,
    /// The file ends with these bytes.
    is_last: bool,
}

/// A line, without its line feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Lines of the stretch before it.
    pub before: usize,
    pub offset: u64,
    pub bytes: &'a [u8],
    /// It goes on further than any line that is read.
    is_too_long: bool,
}

impl Line<'_> {
    /// The text of the line, without the byte order mark a file may start with.
    pub fn text(&self) -> Result<&str, String> {
        if self.is_too_long {
            return Err(too_long());
        }
        line_text(self.bytes)
    }
}

impl Stretch {
    /// Reads the stretch of a file that begins at this place; the one after it begins `STRETCH` further on.
    pub fn read(file: &LinesFile, at: u64) -> io::Result<Self> {
        // Whether a line begins at the very start is told by the byte before.
        let begin = usize::from(at > 0);
        let (start, end) = (at - begin as u64, begin + STRETCH);
        let mut bytes = vec![0; end];
        let len = file.read_some(start, &mut bytes)?;
        bytes.truncate(len);
        let mut is_last = len < end;
        let longest = Limit::Line.size();
        let begins_here = at == 0 || memchr::memchr(b'\n', &bytes).is_some();
        while begins_here && !is_last && bytes.last() != Some(&b'\n') && bytes.len() < longest + end {
            let from = bytes.len();
            bytes.resize(from + REST, 0);
            let more = file.read_some(start + from as u64, bytes.get_mut(from..).unwrap_or_default())?;
            is_last = more < REST;
            let feed = bytes.get(from..from + more).and_then(|rest| memchr::memchr(b'\n', rest));
            bytes.truncate(from + feed.map_or(more, |at| at + 1));
        }
        Ok(Self { bytes, start, begin, end, is_last })
    }

    /// Reads the stretch of a file as it was when it had so many bytes.
    pub fn read_to(file: &LinesFile, at: u64, len: u64) -> io::Result<Self> {
        let mut stretch = Self::read(file, at)?;
        let own = usize::try_from(len.saturating_sub(stretch.start)).unwrap_or(usize::MAX);
        stretch.bytes.truncate(own);
        Ok(stretch)
    }

    /// Whether the file ends in this stretch.
    pub fn is_last(&self) -> bool {
        self.is_last && self.bytes.len() <= self.end
    }

    /// How many lines end in the stretch.
    pub fn feeds(&self) -> usize {
        memchr::memchr_iter(b'\n', self.own()).count()
    }

    /// The checksum of its bytes.
    pub fn sum(&self) -> u32 {
        crc32fast::hash(self.own())
    }

    /// Its bytes, as far as the file has them.
    fn own(&self) -> &[u8] {
        self.bytes.get(self.begin..self.end.min(self.bytes.len())).unwrap_or_default()
    }

    /// The lines that begin in the stretch; blank ones are passed over.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let mut at = match self.begin {
            0 => 0,
            _ => memchr::memchr(b'\n', &self.bytes).map_or(self.bytes.len(), |feed| feed + 1),
        };
        let (mut before, longest) = (usize::from(at > self.begin), Limit::Line.size());
        let all = std::iter::from_fn(move || {
            if at >= self.end || at >= self.bytes.len() {
                return None;
            }
            let rest = self.bytes.get(at..)?;
            let feed = memchr::memchr(b'\n', rest);
            let bytes = rest.get(..feed.unwrap_or(rest.len()))?;
            let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
            let is_too_long = bytes.len() >= longest || feed.is_none() && !self.is_last;
            let line = Line { before, offset: self.start + at as u64, bytes, is_too_long };
            at += feed.map_or(rest.len(), |feed| feed + 1);
            before += 1;
            Some(line)
        });
        all.filter(|line| !line.bytes.iter().all(u8::is_ascii_whitespace))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;

    /// Every line of a text by its stretches: number, place, bytes.
    fn by_stretches(text: &[u8]) -> Vec<(usize, u64, Vec<u8>)> {
        let (file, _) = LinesFile::of_stream(Path::new("-"), text).unwrap();
        let (mut at, mut number, mut all) = (0, 1, Vec::new());
        loop {
            let stretch = Stretch::read(&file, at).unwrap();
            all.extend(stretch.lines().map(|line| (number + line.before, line.offset, line.bytes.to_vec())));
            number += stretch.feeds();
            at += STRETCH as u64;
            if stretch.is_last() {
                return all;
            }
        }
    }

    fn by_splitting(text: &[u8]) -> Vec<(usize, u64, Vec<u8>)> {
        let mut at = 0;
        let mut all = Vec::new();
        for (number, line) in text.split(|b| *b == b'\n').enumerate() {
            let bytes = line.strip_suffix(b"\r").unwrap_or(line);
            if !bytes.iter().all(u8::is_ascii_whitespace) {
                all.push((number + 1, at, bytes.to_vec()));
            }
            at += line.len() as u64 + 1;
        }
        all
    }

    #[test]
    fn lines_over_the_ends_of_stretches_are_read_once() {
        let mut text = Vec::new();
        for len in [STRETCH - 1, STRETCH, 1, 0, STRETCH * 3 - 4, 7, STRETCH / 2, STRETCH / 2 - 1, 0, 5] {
            text.extend(std::iter::repeat_n(b'a', len));
            text.extend(b"\r\n");
        }
        for text in [&text[..], &text[..text.len() - 1], b"", b"\n", b"a", b"\n\na"] {
            assert!(by_stretches(text) == by_splitting(text), "{} bytes", text.len());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn stretches_give_the_lines_of_the_file(lens in prop::collection::vec(0..3_usize, 1..40), tail in 0..9_usize) {
            let mut text = Vec::new();
            for len in lens {
                text.extend(std::iter::repeat_n(b'x', [3, STRETCH / 3, STRETCH - tail][len]));
                text.push(b'\n');
            }
            text.extend(std::iter::repeat_n(b'y', tail));
            prop_assert!(by_stretches(&text) == by_splitting(&text));
        }
    }

    #[test]
    fn a_line_without_end_is_told_once_and_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        let file = std::fs::File::create(&path).unwrap();
        // A hole: the bytes need no room on the disk.
        file.set_len(Limit::Line.now() + 3 * STRETCH as u64).unwrap();
        std::fs::OpenOptions::new()
            .append(true)
            .open(&path)
            .and_then(|mut file| std::io::Write::write_all(&mut file, b"\n{}\n"))
            .unwrap();
        let file = LinesFile::of_file(&path, std::fs::File::open(&path).unwrap());
        let (mut at, mut told) = (0, Vec::new());
        loop {
            let stretch = Stretch::read(&file, at).unwrap();
            told.extend(stretch.lines().map(|line| line.text().map(str::to_owned)));
            at += STRETCH as u64;
            if stretch.is_last() {
                break;
            }
        }
        assert_eq!(told, [Err(too_long()), Ok("{}".to_owned())]);
    }
}
