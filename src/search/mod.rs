//! Search over the narrative: the one query language, the sentences it runs over, and their
//! ranking. Knows nothing of rules: fields about flags are answered by whoever holds the flags.
//!
//! Ranking, best first: sentences that have every word side by side (exact), then those that have some
//! word only by its sound (`xzfy`), then those that have some word only loosely, then those with a
//! wrong character in some word, which are looked for where there are none of the first two; then those with fewer characters between what matched; then by the score
//! of `fuzzy-matcher` for the loose words; then in the order of the corpus. A sentence is one hit.

use std::ops::Range;

use crate::model::report::SectionKey;

mod build;
mod contents;
mod fold;
mod fuzzy;
mod grade;
pub mod index;
mod matcher;
mod numbers;
mod pattern;
pub mod query;
mod sentence;
mod sound;
mod spoken;
mod typo;
mod writing;

use crate::search::query::Query;

pub use crate::search::build::forget;
pub use crate::search::contents::Contents;
pub use crate::search::fuzzy::score_name;
pub use crate::search::index::{Ask, Damaged, Index};
pub use crate::search::matcher::Matcher;
pub use crate::search::sound::sounds_like;

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
    /// The matched bytes of `text`, in order, not overlapping. Empty where the query only says what
    /// is not to be there.
    pub matched: Vec<Range<usize>>,
    /// Exact before fuzzy, tight before loose. Compares hits of one query; means nothing else.
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
    /// Of how many: those that the fields of the query let in; 0 where nobody counted.
    pub among: usize,
    /// In how many blocks: headings and paragraphs.
    pub paragraphs: usize,
    /// Whether the three numbers are estimates from what was searched so far.
    pub estimated: bool,
    /// Whether words with a wrong character were let in, as no sentence has all words as they were asked for.
    pub forgiving: bool,
    /// Whether no better hits can come than those that are listed.
    pub settled: bool,
    /// The reports with hits, in the order of the corpus, and how many each has; of those searched so far.
    pub per_report: Vec<(usize, usize)>,
}

/// The matched bytes of a text, each of its sentences by itself as in a search of the corpus; `None`
/// where no sentence answers. For many texts make one [`Matcher`].
pub fn matches(text: &str, query: &Query) -> Option<Vec<Range<usize>>> {
    Matcher::new(query).find(text)
}

#[cfg(test)]
mod reference;
#[cfg(test)]
mod scan;
#[cfg(test)]
mod store;
#[cfg(test)]
mod tests;
