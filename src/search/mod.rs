//! Search over the narrative: the one query language, the sentences it runs over, and their
//! ranking. Knows nothing of rules: fields about flags are answered by whoever holds the flags.

use std::ops::Range;

use crate::model::report::{Report, SectionKey};

pub mod query;

use crate::search::query::Query;

/// A sentence of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Number of the report in its corpus.
    pub report: usize,
    pub section: Option<SectionKey>,
    /// Number of the section and of its block the sentence stands in.
    pub block: (usize, usize),
    /// The bytes of the block's text that are the sentence.
    pub range: Range<usize>,
    pub text: String,
    /// The matched bytes of `text`, in order, not overlapping.
    pub matched: Vec<Range<usize>>,
    /// Exact before fuzzy, tight before loose.
    pub score: i64,
}

/// The answer to a query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The best hits, best first.
    pub hits: Vec<Hit>,
    /// How many sentences match in all.
    pub total: usize,
    /// In how many reports.
    pub reports: usize,
}

/// The sentences of a corpus, held for searching.
#[derive(Debug, Default)]
pub struct Sentences {}

impl Sentences {
    /// Adds the sentences of a report.
    pub fn add(&mut self, _index: usize, _report: &Report) {}

    /// The best `limit` hits among the reports that `admitted` lets in. Stops early and answers
    /// `None` once `cancelled` says so.
    pub fn search(
        &self,
        _query: &Query,
        _limit: usize,
        _admitted: &dyn Fn(usize) -> bool,
        _cancelled: &dyn Fn() -> bool,
    ) -> Option<Found> {
        Some(Found::default())
    }
}
