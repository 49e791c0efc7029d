//! An open segment: reads what is asked for, checks each part against its checksum when it is first
//! used, and never trusts a length.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::corpus::kept::ReadAt;
use crate::search::index::Damaged;
use crate::search::index::code::Code;
use crate::search::index::format::{self, Chunk, Directory, END_BYTES, HEAD, PAGE, PAGE_BYTES, TAIL};
use crate::search::index::lists::Reports;
use crate::search::index::packed::Cursor;
use crate::search::index::slots::Gram;
use crate::search::index::write::sum_of_list;

/// A part of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Text,
    Places,
    Numbers,
}

/// A segment of an index: up to 65,536 reports of a corpus that follow one another.
#[derive(Debug, Clone)]
pub struct Segment {
    pub(super) open: Arc<Opened>,
    /// The number in the corpus of its first report.
    pub(super) first: usize,
}

/// What was read of a segment.
pub(super) struct Opened {
    bytes: Arc<dyn ReadAt>,
    pub directory: Directory,
    pub code: Arc<Code>,
    /// For each chunk, a bit for each part that was found sound.
    checked: Vec<AtomicU8>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("reports", &self.directory.reports).finish_non_exhaustive()
    }
}

impl Segment {
    /// Opens a segment whose first report is this one of the corpus.
    ///
    /// # Errors
    /// Where the bytes cannot be read, are those of another version, or are damaged. What is not read
    /// here is checked when it is first used.
    pub fn open(bytes: Arc<dyn ReadAt>, first: usize) -> Result<Self, Damaged> {
        let len = bytes.size();
        let read = |at: u64, len: usize| -> Result<Vec<u8>, Damaged> {
            let mut buffer = vec![0; len];
            bytes.read_at(at, &mut buffer)?;
            Ok(buffer)
        };
        format::check_head(&read(0, HEAD.min(usize::try_from(len).unwrap_or(HEAD)))?)?;
        let tail_at = len.checked_sub(TAIL as u64).ok_or(Damaged::Cut)?;
        let (at, size, sum) = format::read_tail(&read(tail_at, TAIL)?, len).ok_or(Damaged::Cut)?;
        let directory = read(at, size)?;
        if crc32fast::hash(&directory) != sum {
            return Err(Damaged::Checksum);
        }
        let mut directory = Directory::read(&directory, at).ok_or(Damaged::Checksum)?;
        let code = Arc::new(std::mem::replace(&mut directory.code, Code::new([])));
        let checked = directory.chunks.iter().map(|_| AtomicU8::new(0)).collect();
        Ok(Self { open: Arc::new(Opened { bytes, directory, code, checked }), first })
    }

    /// How many reports it holds.
    pub fn len(&self) -> usize {
        self.open.directory.reports
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many sentences it holds.
    pub fn sentences(&self) -> usize {
        self.open.directory.chunks.iter().map(|chunk| chunk.sentences).sum()
    }
}

impl Opened {
    /// Some bytes of the file, from memory or in the buffer.
    fn bytes<'a>(&'a self, at: u64, len: usize, buffer: &'a mut Vec<u8>) -> io::Result<&'a [u8]> {
        if let Some(bytes) = self.bytes.slice(at, len) {
            return Ok(bytes);
        }
        buffer.resize(len, 0);
        self.bytes.read_at(at, buffer)?;
        Ok(buffer)
    }

    /// A part of a chunk, checked when it is first read. That of the text has the ends before it.
    pub(super) fn whole<'a>(&'a self, number: usize, part: Part, buffer: &'a mut Vec<u8>) -> Result<&'a [u8], Damaged> {
        let chunk = self.chunk(number)?;
        let own = chunk.lens.get(part as usize).copied().unwrap_or(0);
        let ends = if part == Part::Text { chunk.reports * END_BYTES } else { 0 };
        let bytes = self.bytes(chunk.part(part as usize) - ends as u64, ends + own, buffer)?;
        let (bit, checked) = (1 << part as u8, self.checked.get(number));
        if checked.is_none_or(|checked| checked.load(Ordering::Relaxed) & bit == 0) {
            if chunk.sums.get(part as usize) != Some(&crc32fast::hash(bytes)) {
                return Err(Damaged::Checksum);
            }
            if let Some(checked) = checked {
                checked.fetch_or(bit, Ordering::Relaxed);
            }
        }
        Ok(bytes)
    }

    fn is_checked(&self, number: usize, part: Part) -> bool {
        self.checked.get(number).is_some_and(|checked| checked.load(Ordering::Relaxed) & 1 << part as u8 != 0)
    }

    pub(super) fn chunk(&self, number: usize) -> Result<&Chunk, Damaged> {
        self.directory.chunks.get(number).ok_or(Damaged::Checksum)
    }

    /// Where its reports end, and its text.
    pub(super) fn text<'a>(&'a self, number: usize, buffer: &'a mut Vec<u8>) -> Result<(Ends<'a>, &'a [u8]), Damaged> {
        let ends = self.chunk(number)?.reports * END_BYTES;
        let (ends, text) = self.whole(number, Part::Text, buffer)?.split_at_checked(ends).ok_or(Damaged::Cut)?;
        Ok((Ends(ends), text))
    }

    /// A part of one report of a chunk, by its number there.
    pub(super) fn piece<'a>(
        &'a self,
        number: usize,
        report: usize,
        part: Part,
        buffer: &'a mut Vec<u8>,
    ) -> Result<&'a [u8], Damaged> {
        // The ends are checked with the text.
        for part in [Part::Text, part] {
            if !self.is_checked(number, part) {
                self.whole(number, part, buffer)?;
            }
        }
        let chunk = self.chunk(number)?;
        let before = report.saturating_sub(1);
        if report >= chunk.reports {
            return Err(Damaged::Checksum);
        }
        let ends = self.bytes(chunk.at + (before * END_BYTES) as u64, (report + 1 - before) * END_BYTES, buffer)?;
        let range = Ends(ends).of(report - before, part).filter(|range| range.end <= chunk.lens[part as usize]);
        let range = range.ok_or(Damaged::Checksum)?;
        Ok(self.bytes(chunk.part(part as usize) + range.start as u64, range.len(), buffer)?)
    }

    /// The reports that may hold something.
    pub(super) fn list(&self, gram: Gram) -> Result<Reports, Damaged> {
        let Directory { slots, reports, pages, .. } = self.directory;
        let slot = slots.of(gram, &self.code);
        let mut buffer = Vec::new();
        let page = self.bytes(pages + (slot / PAGE * PAGE_BYTES) as u64, PAGE_BYTES, &mut buffer)?;
        let (page, sum) = page.split_at_checked(PAGE_BYTES - 4).ok_or(Damaged::Cut)?;
        if sum != crc32fast::hash(page).to_le_bytes() {
            return Err(Damaged::Checksum);
        }
        let mut cursor = Cursor::new(page);
        let base = cursor.long().ok_or(Damaged::Cut)?;
        let mut ends = std::iter::from_fn(|| cursor.word()).skip((slot % PAGE).saturating_sub(1));
        let start = if slot % PAGE == 0 { 0 } else { ends.next().unwrap_or(0) };
        let end = ends.next().unwrap_or(0);
        if start == end {
            return Ok(Reports::none(reports));
        }
        let at = base.checked_add(u64::from(start)).ok_or(Damaged::Checksum)?;
        let len = end.checked_sub(start).ok_or(Damaged::Checksum)?;
        if at.checked_add(u64::from(len)).is_none_or(|end| end > pages) {
            return Err(Damaged::Checksum);
        }
        let mut buffer = Vec::new();
        let mut cursor = Cursor::new(self.bytes(at, len as usize, &mut buffer)?);
        let sum = cursor.word().ok_or(Damaged::Cut)?;
        let list = cursor.bytes((len as usize).saturating_sub(4)).ok_or(Damaged::Cut)?;
        if sum != sum_of_list(slot, list) {
            return Err(Damaged::Checksum);
        }
        Reports::read(list, reports).ok_or(Damaged::Checksum)
    }
}

/// Where the parts of the reports of a chunk end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ends<'a>(&'a [u8]);

impl Ends<'_> {
    fn end(self, report: usize, part: Part) -> Option<usize> {
        let at = report.checked_mul(END_BYTES)?.checked_add(4 * part as usize)?;
        let bytes = self.0.get(at..at.checked_add(4)?)?;
        usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
    }

    /// Where a part of a report is in that part of the chunk.
    pub(super) fn of(self, report: usize, part: Part) -> Option<std::ops::Range<usize>> {
        let start = report.checked_sub(1).map_or(Some(0), |before| self.end(before, part))?;
        let end = self.end(report, part)?;
        (start <= end).then_some(start..end)
    }
}
