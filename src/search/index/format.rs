//! The layout of a segment: its head, tail and directory. Every length and offset is checked against
//! the file before anything is read by it.
//!
//! | part | |
//! |---|---|
//! | head | `MAGIC`, version |
//! | chunks | of some reports: where each report ends, text; then places; then numbers |
//! | lists | each with its checksum |
//! | pages | where 256 lists begin, with a checksum |
//! | directory | code, chunks, where the lists and pages are |
//! | tail | where the directory is, its checksum, the length of the file, checksum, `MAGIC` |

use crate::search::index::Damaged;
use crate::search::index::code::Code;
use crate::search::index::packed::{Cursor, push, push_len};
use crate::search::index::slots::Slots;

pub(super) const MAGIC: [u8; 8] = *b"jianbaoS";
/// Goes up whenever bytes mean something else, folding and the splitting of sentences included.
pub(super) const VERSION: u32 = 2;
pub(super) const HEAD: usize = 12;
pub(super) const TAIL: usize = 40;
/// Lists in a page.
pub(super) const PAGE: usize = 256;
/// A page: where its first list begins, how far from there each one ends, and a checksum.
pub(super) const PAGE_BYTES: usize = 8 + 4 * PAGE + 4;
/// As many reports fit in a segment.
pub(super) const MOST_REPORTS: usize = 65_536;
/// What is kept of where a report ends: its text, its places, its numbers.
pub(super) const END_BYTES: usize = 12;

/// A stretch of the file that holds some reports.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Chunk {
    pub at: u64,
    /// The number in the segment of its first report.
    pub first: usize,
    pub reports: usize,
    pub sentences: usize,
    /// Bytes of its text, its places and its numbers, and their checksums; that of the text is also
    /// that of the ends before it.
    pub lens: [usize; 3],
    pub sums: [u32; 3],
}

impl Chunk {
    fn bytes(&self) -> Option<u64> {
        let ends = self.reports.checked_mul(END_BYTES)?;
        self.lens.iter().try_fold(ends as u64, |sum, len| sum.checked_add(*len as u64))
    }

    /// Where one of its three parts begins: the text, the places, the numbers.
    pub(super) fn part(&self, part: usize) -> u64 {
        let before: usize = self.lens.iter().take(part).sum();
        self.at + (self.reports * END_BYTES + before) as u64
    }
}

/// What is known of a segment once it is open.
#[derive(Debug)]
pub(super) struct Directory {
    pub code: Code,
    pub slots: Slots,
    pub reports: usize,
    pub chunks: Vec<Chunk>,
    /// Where the pages begin.
    pub pages: u64,
}

impl Directory {
    pub(super) fn write(&self, to: &mut Vec<u8>) {
        push_len(self.reports, to);
        push_len(self.slots.frequent(), to);
        push(self.pages, to);
        let listed: String = self.code.listed().collect();
        push_len(listed.len(), to);
        to.extend(listed.as_bytes());
        push_len(self.chunks.len(), to);
        for chunk in &self.chunks {
            push(chunk.at, to);
            push_len(chunk.reports, to);
            push_len(chunk.sentences, to);
            chunk.lens.iter().for_each(|len| push_len(*len, to));
            chunk.sums.iter().for_each(|sum| to.extend(sum.to_le_bytes()));
        }
    }

    /// Reads the directory of a file that has so many bytes before it.
    pub(super) fn read(bytes: &[u8], before: u64) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        let reports = cursor.len().filter(|reports| *reports <= MOST_REPORTS)?;
        let slots = Slots::read(cursor.len()?)?;
        let pages = cursor.number()?;
        let bytes_of_pages = slots.len().div_ceil(PAGE) * PAGE_BYTES;
        if pages.checked_add(bytes_of_pages as u64)? > before {
            return None;
        }
        let len = cursor.len()?;
        let code = Code::new(std::str::from_utf8(cursor.bytes(len)?).ok()?.chars());
        let (mut chunks, mut first) = (Vec::new(), 0_usize);
        for _ in 0..cursor.number()? {
            let mut chunk = Chunk { at: cursor.number()?, first, reports: cursor.len()?, ..Chunk::default() };
            chunk.sentences = cursor.len()?;
            for len in &mut chunk.lens {
                *len = cursor.len()?;
            }
            for sum in &mut chunk.sums {
                *sum = cursor.word()?;
            }
            first = first.checked_add(chunk.reports)?;
            if chunk.at.checked_add(chunk.bytes()?)? > before {
                return None;
            }
            chunks.push(chunk);
        }
        (first == reports && cursor.is_empty()).then_some(Self { code, slots, reports, chunks, pages })
    }
}

/// The head of a file.
pub(super) fn head() -> Vec<u8> {
    [&MAGIC[..], &VERSION.to_le_bytes()].concat()
}

/// Whether a file begins as those of this version do.
pub(super) fn check_head(bytes: &[u8]) -> Result<(), Damaged> {
    let mut cursor = Cursor::new(bytes);
    if cursor.bytes(MAGIC.len()) != Some(&MAGIC) {
        return Err(Damaged::NoIndex);
    }
    match cursor.word() {
        Some(VERSION) => Ok(()),
        Some(found) => Err(Damaged::Version { found }),
        None => Err(Damaged::NoIndex),
    }
}

/// The tail of a file whose directory begins at `at`.
pub(super) fn tail(at: u64, directory: &[u8]) -> Vec<u8> {
    let len = directory.len() as u64;
    let mut tail = Vec::with_capacity(TAIL);
    tail.extend(at.to_le_bytes());
    tail.extend((at + len + TAIL as u64).to_le_bytes());
    tail.extend(len.to_le_bytes());
    tail.extend(crc32fast::hash(directory).to_le_bytes());
    tail.extend(crc32fast::hash(&tail).to_le_bytes());
    tail.extend(MAGIC);
    tail
}

/// Where the directory of a file of this length is, how long it is, and its checksum.
pub(super) fn read_tail(tail: &[u8], file: u64) -> Option<(u64, usize, u32)> {
    let mut cursor = Cursor::new(tail);
    let (at, whole, len, sum) = (cursor.long()?, cursor.long()?, cursor.long()?, cursor.word()?);
    let own = cursor.word()?;
    let fits = at.checked_add(len)?.checked_add(TAIL as u64)? == file && whole == file && at >= HEAD as u64;
    let whole = own == crc32fast::hash(tail.get(..28)?) && cursor.bytes(8)? == MAGIC;
    (fits && whole).then(|| Some((at, usize::try_from(len).ok()?, sum)))?
}
