//! Writes a segment. Reports are laid out and coded on all cores; text goes out chunk by chunk, and only
//! the lists stay in memory until the end.

use std::io::{self, Write};
use std::mem::take;
use std::sync::Arc;

use rayon::prelude::*;

use crate::model::report::Report;
use crate::search::index::code::Code;
use crate::search::index::coded::{Coded, coded, learn};
use crate::search::index::format::{self, Chunk, Directory, MOST_REPORTS, PAGE};
use crate::search::index::laid::Laid;
use crate::search::index::lists::List;
use crate::search::index::slots::Slots;

/// Reports whose lists are sorted together; their numbers fit in 12 bits.
const BATCH: usize = 256;
/// Reports after which the code is made from what they hold.
const LEARNT_FROM: usize = 2048;
/// Or bytes of text, where they are long.
const LEARNT_FROM_BYTES: usize = 32 << 20;
/// Bytes of text in a chunk: a core reads it in some ten microseconds and has it in its cache.
const CHUNK: usize = 128 << 10;
/// Bytes of text after which a segment takes no more reports.
const FULL: u64 = 2 << 30;

/// Writes the reports of a corpus, in its order, as one segment of an index.
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: W,
    /// Bytes written.
    at: u64,
    /// Reports laid out before there is a code.
    waiting: Vec<Laid>,
    waiting_bytes: usize,
    code: Option<Arc<Code>>,
    slots: Slots,
    lists: Vec<List>,
    reports: usize,
    chunk: Open,
    chunks: Vec<Chunk>,
    chunk_bytes: usize,
}

/// The chunk that is being filled.
#[derive(Debug, Default)]
struct Open {
    ends: Vec<u8>,
    reports: usize,
    sentences: usize,
    parts: [Vec<u8>; 3],
}

impl<W: Write> Writer<W> {
    /// Begins a segment of about so many reports; a wrong number makes it larger or slower, no more.
    pub fn new(out: W, expected: usize) -> io::Result<Self> {
        Self::with_chunks(out, expected, CHUNK)
    }

    /// The same, with chunks of so many bytes.
    pub(super) fn with_chunks(mut out: W, expected: usize, chunk_bytes: usize) -> io::Result<Self> {
        let head = format::head();
        out.write_all(&head)?;
        let slots = Slots::for_reports(expected.min(MOST_REPORTS));
        Ok(Self {
            out,
            at: head.len() as u64,
            waiting: Vec::new(),
            waiting_bytes: 0,
            code: None,
            slots,
            lists: vec![List::default(); slots.len()],
            reports: 0,
            chunk: Open::default(),
            chunks: Vec::new(),
            chunk_bytes,
        })
    }

    /// How many reports were added.
    pub fn len(&self) -> usize {
        self.reports + self.waiting.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the next report should go to a segment of its own.
    pub fn is_full(&self) -> bool {
        self.len() >= MOST_REPORTS || self.at > FULL
    }

    /// How many more reports it takes.
    pub fn room(&self) -> usize {
        if self.is_full() { 0 } else { MOST_REPORTS - self.len() }
    }

    /// Adds the next reports of the corpus; `None` stands for one that cannot be decoded. Some thousand
    /// at a time keep all cores busy.
    ///
    /// # Errors
    /// Where writing fails, or where there is no room for so many.
    pub fn add(&mut self, reports: &[Option<&Report>]) -> io::Result<()> {
        if reports.len() > MOST_REPORTS - self.len() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the segment is full"));
        }
        let laid = reports.par_iter().with_min_len(8).map(|report| report.map(Laid::of).unwrap_or_default());
        self.waiting.extend(laid.collect::<Vec<_>>());
        self.waiting_bytes = self.waiting.iter().map(|laid| laid.text.len()).sum();
        if self.code.is_some() || self.waiting.len() >= LEARNT_FROM || self.waiting_bytes >= LEARNT_FROM_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes what waits.
    fn flush(&mut self) -> io::Result<()> {
        let mut waiting = take(&mut self.waiting);
        let code = Arc::clone(self.code.get_or_insert_with(|| Arc::new(learn(&waiting))));
        let slots = self.slots;
        let batches: Vec<_> = waiting.par_chunks_mut(BATCH).map(|batch| coded(batch, &code, slots)).collect();
        for (reports, grams) in batches {
            let first = u32::try_from(self.reports).unwrap_or(u32::MAX);
            for gram in grams {
                if let Some(list) = self.lists.get_mut((gram >> 12) as usize) {
                    list.push(first + (gram & 0xFFF));
                }
            }
            for report in reports {
                self.put(&report)?;
            }
        }
        Ok(())
    }

    fn put(&mut self, report: &Coded) -> io::Result<()> {
        for (part, own) in self.chunk.parts.iter_mut().zip(&report.parts) {
            part.extend(own);
            let end = u32::try_from(part.len()).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
            self.chunk.ends.extend(end.to_le_bytes());
        }
        self.chunk.reports += 1;
        self.chunk.sentences += report.sentences;
        self.reports += 1;
        let [text, ..] = &self.chunk.parts;
        if text.len() >= self.chunk_bytes { self.close() } else { Ok(()) }
    }

    /// Writes the open chunk.
    fn close(&mut self) -> io::Result<()> {
        let Open { ends, reports, sentences, parts } = take(&mut self.chunk);
        if reports == 0 {
            return Ok(());
        }
        let [text, places, numbers] = &parts;
        let mut sum = crc32fast::Hasher::new();
        sum.update(&ends);
        sum.update(text);
        self.chunks.push(Chunk {
            at: self.at,
            first: self.reports - reports,
            reports,
            sentences,
            lens: [text.len(), places.len(), numbers.len()],
            sums: [sum.finalize(), crc32fast::hash(places), crc32fast::hash(numbers)],
        });
        [&ends, text, places, numbers].into_iter().try_for_each(|bytes| self.write(bytes))
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    /// Ends the segment and gives back what it was written to, not flushed.
    ///
    /// # Errors
    /// Where writing fails.
    pub fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        self.close()?;
        let pages = self.finish_lists()?;
        let at = self.at;
        let code = self.code.take().and_then(Arc::into_inner).unwrap_or_else(|| Code::new([]));
        let chunks = take(&mut self.chunks);
        let mut directory = Vec::new();
        Directory { code, slots: self.slots, reports: self.reports, chunks, pages }.write(&mut directory);
        self.write(&directory)?;
        self.write(&format::tail(at, &directory))?;
        Ok(self.out)
    }

    /// Writes the lists and their pages; gives where the pages begin.
    fn finish_lists(&mut self) -> io::Result<u64> {
        let lists = take(&mut self.lists);
        let (mut pages, mut bytes, mut list) = (Vec::new(), Vec::new(), Vec::new());
        for (page, lists) in lists.chunks(PAGE).enumerate() {
            let start = pages.len();
            pages.extend(self.at.to_le_bytes());
            bytes.clear();
            for at in 0..PAGE {
                list.clear();
                lists.get(at).cloned().unwrap_or_default().write(self.reports, &mut list);
                if !list.is_empty() {
                    bytes.extend(sum_of_list(page * PAGE + at, &list).to_le_bytes());
                    bytes.extend(&list);
                }
                pages.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
            }
            let sum = crc32fast::hash(pages.get(start..).unwrap_or_default());
            pages.extend(sum.to_le_bytes());
            self.write(&bytes)?;
        }
        let at = self.at;
        self.write(&pages)?;
        Ok(at)
    }
}

/// The checksum of a list, which is that of its number too.
pub(super) fn sum_of_list(number: usize, list: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(&(number as u64).to_le_bytes());
    sum.update(list);
    sum.finalize()
}
