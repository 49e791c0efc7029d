//! Writes a segment. Every core reads, lays out and codes a batch of reports by itself; batches go out in
//! order as they are done, and only which lists their reports are in stays in memory until the end.

use std::borrow::Borrow;
use std::io::{self, Write};
use std::mem::take;
use std::ops::Range;

use rayon::prelude::*;

use crate::model::report::Report;
use crate::search::index::batch::{BATCH, Batch, Making, learn};
use crate::search::index::code::Code;
use crate::search::index::format::{self, Chunk, Directory, MOST_REPORTS, PAGE};
use crate::search::index::gathered::{Gathered, STRETCH, stretch};
use crate::search::index::laid::Laid;
use crate::search::index::lists::List;
use crate::search::index::order::in_order;
use crate::search::index::slots::Slots;

/// Reports after which the code is made from what they hold.
const LEARNT_FROM: usize = 2048;
/// Or bytes of text, where they are long.
const LEARNT_FROM_BYTES: usize = 32 << 20;
/// Bytes of text in a chunk: a core reads it in some ten microseconds and has it in its cache.
const CHUNK: usize = 128 << 10;
/// Bytes of text after which a segment takes no more reports.
const FULL: u64 = 2 << 30;

/// Writes the first of some reports of a corpus as one segment of an index; answers what it was written to,
/// not flushed, and how many reports are in it: as many as fit. `read` gives a report, `None` for one that
/// cannot be decoded; `tell` hears how many of the corpus are in.
///
/// # Errors
/// Where writing fails.
pub fn write<W: Write + Send, R: Borrow<Report>>(
    out: W,
    reports: Range<usize>,
    read: &(impl Fn(usize) -> Option<R> + Sync),
    tell: &(dyn Fn(usize) + Sync),
) -> io::Result<(W, usize)> {
    in_chunks(out, reports, read, tell, CHUNK)
}

/// The same, with chunks of so many bytes of text.
pub(super) fn in_chunks<W: Write + Send, R: Borrow<Report>>(
    out: W,
    reports: Range<usize>,
    read: &(impl Fn(usize) -> Option<R> + Sync),
    tell: &(dyn Fn(usize) + Sync),
    chunk: usize,
) -> io::Result<(W, usize)> {
    let start = reports.start;
    let reports = start..reports.end.min(start.saturating_add(MOST_REPORTS));
    let slots = Slots::for_reports(reports.len());
    let laid = first_of(reports.clone(), read);
    let code = learn(&laid);
    let mut writer = Writer::new(out, slots)?;
    let make = |piece: usize| {
        let mut making = Making::new(&code, slots, chunk);
        let (mut own, from) = (Laid::default(), piece * BATCH);
        for at in from..reports.len().min(from + BATCH) {
            if let Some(laid) = laid.get(at) {
                making.add(laid);
                continue;
            }
            own.clear();
            if let Some(report) = read(start + at) {
                own.lay(report.borrow());
            }
            making.add(&own);
        }
        making.finish()
    };
    in_order(reports.len().div_ceil(BATCH), &make, |batch| {
        writer.put(batch)?;
        tell(start + writer.reports);
        Ok(writer.at <= FULL)
    })?;
    drop(laid);
    writer.finish(code)
}

/// The first of some reports, laid out: as many as show what characters are frequent.
fn first_of<R: Borrow<Report>>(reports: Range<usize>, read: &(impl Fn(usize) -> Option<R> + Sync)) -> Vec<Laid> {
    let (mut first, mut bytes) = (Vec::new(), 0);
    while first.len() < LEARNT_FROM.min(reports.len()) && bytes < LEARNT_FROM_BYTES {
        let from = reports.start + first.len();
        let some = from..reports.end.min(from + BATCH);
        let laid = some.into_par_iter().map(|at| read(at).map(|report| Laid::of(report.borrow())).unwrap_or_default());
        let laid: Vec<Laid> = laid.collect();
        bytes += laid.iter().map(|laid| laid.text.len()).sum::<usize>();
        first.extend(laid);
    }
    first
}

/// What is written of a segment.
struct Writer<W: Write> {
    out: W,
    /// Bytes written.
    at: u64,
    slots: Slots,
    lists: Vec<(u32, Gathered)>,
    reports: usize,
    chunks: Vec<Chunk>,
}

impl<W: Write + Send> Writer<W> {
    fn new(out: W, slots: Slots) -> io::Result<Self> {
        let mut writer = Self { out, at: 0, slots, lists: Vec::new(), reports: 0, chunks: Vec::new() };
        writer.write(&format::head())?;
        Ok(writer)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    fn put(&mut self, batch: Batch) -> io::Result<()> {
        let placed = |chunk: Chunk| Chunk { at: self.at + chunk.at, first: self.reports + chunk.first, ..chunk };
        self.chunks.extend(batch.chunks.into_iter().map(placed));
        self.lists.push((u32::try_from(self.reports).unwrap_or(u32::MAX), batch.lists));
        self.reports += batch.reports;
        self.write(&batch.bytes)
    }

    /// Ends the segment.
    fn finish(mut self, code: Code) -> io::Result<(W, usize)> {
        let pages = self.finish_lists()?;
        let at = self.at;
        let chunks = take(&mut self.chunks);
        let mut directory = Vec::new();
        Directory { code, slots: self.slots, reports: self.reports, chunks, pages }.write(&mut directory);
        self.write(&directory)?;
        self.write(&format::tail(at, &directory))?;
        Ok((self.out, self.reports))
    }

    /// Writes the lists and their pages; gives where the pages begin.
    fn finish_lists(&mut self) -> io::Result<u64> {
        let (batches, reports, slots) = (take(&mut self.lists), self.reports, self.slots.len());
        let mut pages = Vec::new();
        let work = |number: usize| {
            let lists = stretch(&batches, number);
            let pages = slots.min((number + 1) * STRETCH).div_ceil(PAGE) - number * STRETCH / PAGE;
            let pages = lists.chunks(PAGE).take(pages).enumerate();
            pages.map(|(page, lists)| in_page(number * STRETCH + page * PAGE, lists, reports)).collect::<Vec<_>>()
        };
        in_order(slots.div_ceil(STRETCH), &work, |written| {
            for (bytes, ends) in written {
                let start = pages.len();
                pages.extend(self.at.to_le_bytes());
                pages.extend(ends);
                let sum = crc32fast::hash(pages.get(start..).unwrap_or_default());
                pages.extend(sum.to_le_bytes());
                self.write(&bytes)?;
            }
            Ok(true)
        })?;
        let at = self.at;
        self.write(&pages)?;
        Ok(at)
    }
}

/// The lists of a page as they are written, and where each one ends.
fn in_page(first: usize, lists: &[List], reports: usize) -> (Vec<u8>, Vec<u8>) {
    let (mut bytes, mut ends, mut one) = (Vec::new(), Vec::new(), Vec::new());
    for (slot, list) in (first..).zip(lists) {
        one.clear();
        list.write(reports, &mut one);
        if !one.is_empty() {
            bytes.extend(sum_of_list(slot, &one).to_le_bytes());
            bytes.extend_from_slice(&one);
        }
        ends.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
    }
    (bytes, ends)
}

/// The checksum of a list, which is that of its number too.
pub(super) fn sum_of_list(number: usize, list: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(&(number as u64).to_le_bytes());
    sum.update(list);
    sum.finalize()
}
