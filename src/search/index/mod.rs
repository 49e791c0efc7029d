//! The index: the sentences of a corpus in segments, each a run of bytes that is read in parts and
//! never trusted; and the search over them. Where the bytes are kept is no concern of it.
//!
//! A segment holds the folded text in a dense code (`code`), what folding lost and where sentences
//! stand (`laid`), and which reports have a pair of characters, a character or a number (`lists`).
//! The lists say which reports may answer; these are read and every sentence of them is matched, so
//! that an answer is that of a scan.

use std::io;
use std::sync::Arc;
use std::time::Duration;

mod anchor;
mod batch;
mod chunk;
pub(in crate::search) mod code;
mod format;
mod gathered;
mod heard;
mod hits;
mod laid;
mod lists;
mod order;
mod packed;
mod plan;
mod run;
mod segment;
mod slots;
mod write;

use crate::search::Found;
use crate::search::query::Query;

pub use crate::search::index::segment::Segment;
pub use crate::search::index::write::write;

/// Why an index cannot be used. It is to be built again; the corpus itself is not to blame.
#[derive(Debug, thiserror::Error)]
pub enum Damaged {
    #[error("not an index")]
    NoIndex,
    #[error("an index of version {found}, this program reads version {}", format::VERSION)]
    Version { found: u32 },
    #[error("the index is cut short or has bytes that do not belong to it")]
    Cut,
    #[error("the index is damaged: a checksum does not agree")]
    Checksum,
    #[error("the index cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// What is asked for besides the query.
pub struct Ask<'a> {
    /// As many hits are listed at most; with none they are only counted.
    pub limit: usize,
    /// Whether only the best hit of each report is listed.
    pub by_report: bool,
    /// Which reports are let in.
    pub admitted: &'a (dyn Fn(usize) -> bool + Sync),
    /// Whether nobody wants the answer any more; asked every few milliseconds.
    pub cancelled: &'a (dyn Fn() -> bool + Sync),
    /// After so long a preliminary answer is told, once; sooner where its hits are known to be the best.
    pub budget: Duration,
    /// As many hits are listed in the preliminary answer at most.
    pub first: usize,
}

impl std::fmt::Debug for Ask<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ask").field("limit", &self.limit).field("by_report", &self.by_report).finish_non_exhaustive()
    }
}

/// The segments of a corpus, in its order. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Index {
    segments: Arc<Vec<Segment>>,
}

impl Index {
    /// The index of these segments, in the order of the corpus.
    pub fn new(segments: Vec<Segment>) -> Self {
        Self { segments: Arc::new(segments) }
    }

    /// Adds the segment of the reports that follow.
    pub fn append(&mut self, segment: Segment) {
        Arc::make_mut(&mut self.segments).push(segment);
    }

    /// How many reports the last segment has.
    pub(in crate::search) fn last_len(&self) -> Option<usize> {
        self.segments.last().map(Segment::len)
    }

    /// Takes the last segment away.
    pub(in crate::search) fn pop(&mut self) {
        Arc::make_mut(&mut self.segments).pop();
    }

    /// How many reports it covers.
    pub fn len(&self) -> usize {
        self.segments.iter().map(Segment::len).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The sentences that answer a query, ranked as `search` says. A query without words finds every
    /// sentence of its sections. `tell` may be given a preliminary answer once, from the same thread;
    /// the whole answer is returned, `None` once `cancelled` says so.
    ///
    /// # Errors
    /// Where a part of the index that is needed cannot be read or is damaged.
    pub fn search(&self, query: &Query, ask: &Ask<'_>, tell: &mut dyn FnMut(Found)) -> Result<Option<Found>, Damaged> {
        run::search(&self.segments, query, ask, tell)
    }

    /// How many sentences it holds.
    pub fn sentences(&self) -> usize {
        self.segments.iter().map(Segment::sentences).sum()
    }
}

#[cfg(test)]
mod tests;
