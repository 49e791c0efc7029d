//! The index over a corpus: what its store has of it, and how the rest comes there. A corpus without a store
//! is indexed in memory.

use std::io;
use std::sync::Arc;

use rayon::prelude::*;

use crate::corpus::store::{PartFile, Store};
use crate::corpus::{Corpus, Held};
use crate::search::index::{Bytes, Index, Segment, Writer};

/// What segments are called among the parts of a store, and which shape of them this program writes.
const TEXT: (&str, &str) = ("text", "1");
/// Reports that are decoded before they are added.
const BATCH: usize = 1024;
/// Reports of the first segment, so that something can be searched soon.
const FIRST: usize = 4096;
/// A segment of fewer reports at the end of a corpus is written anew with those that were added.
const SMALL: usize = 8192;

impl Bytes for PartFile {
    fn len(&self) -> u64 {
        self.len()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.read_at(offset, buffer)
    }
}

impl Index {
    /// What the store of a corpus has of its index: whole segments from the first report on.
    pub fn of(corpus: &Corpus) -> Self {
        let Some(store) = corpus.store() else { return Self::default() };
        let mut segments = Vec::new();
        let mut next = 0;
        for part in store.parts(TEXT.0, TEXT.1) {
            let (first, reports) = (part.first, part.reports);
            let segment = Segment::open(Arc::new(part), first).ok().filter(|segment| segment.len() == reports);
            let Some(segment) = segment.filter(|_| first == next && first + reports <= corpus.len()) else { break };
            next += reports;
            segments.push(segment);
        }
        Self::new(segments)
    }

    /// Adds the reports of a corpus that are not in the index yet, and shows the index each time it has grown;
    /// `goes_on` hears how many reports were read and ends it with `false`.
    ///
    /// # Errors
    /// When a segment cannot be written; the index has what it had then.
    pub fn extend(
        &mut self,
        corpus: &Corpus,
        goes_on: &dyn Fn(usize) -> bool,
        grown: &mut dyn FnMut(&Self),
    ) -> io::Result<()> {
        self.drop_small(corpus);
        while self.len() < corpus.len() {
            let first = self.len();
            let room = if first == 0 { FIRST } else { usize::MAX };
            let bytes: Option<Arc<dyn Bytes>> = match corpus.store() {
                Some(store) => on_disk(store, corpus, (first, room), goes_on)?,
                None => in_memory(corpus, (first, room), goes_on)?,
            };
            let Some(bytes) = bytes else { return Ok(()) };
            let segment = Segment::open(bytes, first).map_err(io::Error::other)?;
            if segment.is_empty() {
                return Err(io::Error::other("a segment of nothing"));
            }
            self.append(segment);
            grown(self);
        }
        Ok(())
    }

    /// Drops a small last segment of a corpus that has grown, so that small ones do not add up.
    fn drop_small(&mut self, corpus: &Corpus) {
        if self.len() < corpus.len() && self.last_len().is_some_and(|len| len < SMALL) {
            self.pop();
            if let Some(store) = corpus.store() {
                store.forget_from(TEXT.0, self.len());
            }
        }
    }
}

/// Forgets the index of a corpus that turned out to be damaged.
pub fn forget(corpus: &Corpus) {
    if let Some(store) = corpus.store() {
        store.forget(TEXT.0);
    }
}

/// Writes a segment into the store; `None` where that was ended.
fn on_disk(
    store: &Store,
    corpus: &Corpus,
    (first, room): (usize, usize),
    goes_on: &dyn Fn(usize) -> bool,
) -> io::Result<Option<Arc<dyn Bytes>>> {
    let mut reports = None;
    store
        .write(TEXT, first, &mut |out| {
            let (_, written) = write(out, corpus, (first, room), goes_on)?;
            reports = written;
            // What was ended in the middle is no part.
            written.ok_or_else(|| io::ErrorKind::Interrupted.into())
        })
        .or_else(
            |error| if reports.is_none() && error.kind() == io::ErrorKind::Interrupted { Ok(()) } else { Err(error) },
        )?;
    if reports.is_none() {
        return Ok(None);
    }
    let part = store.parts(TEXT.0, TEXT.1).into_iter().find(|part| part.first == first);
    part.map(|part| Some(Arc::new(part) as Arc<dyn Bytes>)).ok_or_else(|| io::ErrorKind::NotFound.into())
}

fn in_memory(
    corpus: &Corpus,
    place: (usize, usize),
    goes_on: &dyn Fn(usize) -> bool,
) -> io::Result<Option<Arc<dyn Bytes>>> {
    let (bytes, written) = write(Vec::new(), corpus, place, goes_on)?;
    Ok(written.map(|_| Arc::new(bytes) as Arc<dyn Bytes>))
}

/// Writes a segment from a report on; how many reports it has, `None` where it was ended before.
fn write<W: io::Write>(
    out: W,
    corpus: &Corpus,
    (first, room): (usize, usize),
    goes_on: &dyn Fn(usize) -> bool,
) -> io::Result<(W, Option<usize>)> {
    let end = first.saturating_add(room).min(corpus.len());
    let mut writer = Writer::new(out, end - first)?;
    let mut next = first;
    while next < end && !writer.is_full() {
        let batch = next..end.min(next + BATCH.min(writer.room()));
        // A report that cannot be decoded any more has nothing to find.
        let held: Vec<Option<Held>> = batch.clone().into_par_iter().map(|index| corpus.report(index).ok()).collect();
        writer.add(&held.iter().map(|held| held.as_deref()).collect::<Vec<_>>())?;
        next = batch.end;
        if !goes_on(next) {
            return Ok((writer.finish()?, None));
        }
    }
    Ok((writer.finish()?, Some(next - first)))
}
