//! REF of the command line: a report by its id or a unique beginning of it, a row or a cell of a report,
//! or a flag by its fingerprint.

use crate::corpus::Corpus;
use crate::model::form::{CellId, Row};
use crate::model::old_place::{self, OldRef};

/// A flag: its report and its number there.
pub type InReport = (usize, usize);

/// What a REF names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    Report(usize),
    Row(usize, Row),
    Cell(usize, CellId),
    /// The statistics table of an older report, or a value of it.
    Old(usize, OldRef),
    /// A report and the number of one of its flags.
    Flag(usize, usize),
}

impl Reference {
    /// The report that is named, or in which the row, the cell or the flag stands.
    pub fn report(self) -> usize {
        match self {
            Self::Report(report)
            | Self::Row(report, _)
            | Self::Cell(report, _)
            | Self::Old(report, _)
            | Self::Flag(report, _) => report,
        }
    }
}

/// Why a REF names nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    #[error("no report or flag begins with {0:?}")]
    Unknown(String),
    #[error("{text:?} begins {count} ids; write more of it")]
    Ambiguous { text: String, count: usize },
    #[error("{0:?} names no cell; write the report's id, a blank and the cell, as in: ID t3.new_received.total")]
    NoCell(String),
}

/// Finds what `text` names. `flags` gives the flags whose fingerprints begin so.
///
/// # Errors
/// When nothing, or more than one thing, goes by that name.
pub fn resolve(
    text: &str,
    corpus: &Corpus,
    flags: &dyn Fn(&str) -> Vec<InReport>,
) -> Result<Reference, ReferenceError> {
    let text = text.trim();
    if let Some((id, cell)) = text.split_once(char::is_whitespace) {
        let report = report_by_id(id, corpus)?.ok_or_else(|| ReferenceError::Unknown(id.to_owned()))?;
        let cell = cell.trim();
        if old_place::is_address(cell) {
            let held = corpus.report(report).ok();
            let found = held.and_then(|held| old_place::find(&held.tables.old, cell));
            let found = found.ok_or_else(|| ReferenceError::NoCell(cell.to_owned()))?;
            return Ok(Reference::Old(report, found));
        }
        if let Some(row) = Row::at(cell) {
            return Ok(Reference::Row(report, row));
        }
        let cell = cell.parse().map_err(|_| ReferenceError::NoCell(cell.to_owned()))?;
        return Ok(Reference::Cell(report, cell));
    }
    if let Some(report) = report_by_id(text, corpus)? {
        return Ok(Reference::Report(report));
    }
    one_of(text, flags(text).into_iter())?
        .map(|(report, nth)| Reference::Flag(report, nth))
        .ok_or_else(|| ReferenceError::Unknown(text.to_owned()))
}

/// The report with this id, or else the only one whose id begins so.
fn report_by_id(text: &str, corpus: &Corpus) -> Result<Option<usize>, ReferenceError> {
    if let Some(exact) = corpus.headers().position(|header| header.id == text) {
        return Ok(Some(exact));
    }
    let begin = corpus.headers().enumerate().filter(|(_, header)| header.id.starts_with(text));
    one_of(text, begin.map(|(index, _)| index))
}

fn one_of<T>(text: &str, mut found: impl Iterator<Item = T>) -> Result<Option<T>, ReferenceError> {
    let first = found.next();
    let more = found.count();
    // An empty text begins everything, and so names nothing.
    if first.is_some() && (more > 0 || text.is_empty()) {
        return Err(ReferenceError::Ambiguous { text: text.to_owned(), count: more + 1 });
    }
    Ok(first)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::model::report::Report;

    #[test]
    fn reports_and_cells_by_unique_beginnings() {
        let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
        for id in ["abc", "abd", "ab"] {
            let report = Report { id: id.into(), ..Report::default() };
            writeln!(file, "{}", report.to_json().unwrap()).unwrap();
        }
        let corpus = crate::corpus::open(&[file.path().to_owned()], &|_| ());
        let resolve = |text: &str| super::resolve(text, &corpus, &|_| Vec::new());
        assert_eq!(resolve("abc"), Ok(Reference::Report(0)));
        assert_eq!(resolve("ab"), Ok(Reference::Report(2)));
        assert!(matches!(resolve("a"), Err(ReferenceError::Ambiguous { count: 3, .. })));
        assert!(matches!(resolve(""), Err(ReferenceError::Ambiguous { .. })));
        assert!(matches!(resolve("zz"), Err(ReferenceError::Unknown(_))));
        let cell = "t3.new_received.total".parse().unwrap();
        assert_eq!(resolve("abd  t3.new_received.total"), Ok(Reference::Cell(1, cell)));
        assert_eq!(resolve("abd t3.granted"), Ok(Reference::Row(1, Row::Granted)));
        assert!(matches!(resolve("abd t4.granted"), Err(ReferenceError::NoCell(_))));
        assert!(matches!(resolve("abd t3.nothing"), Err(ReferenceError::NoCell(_))));
    }
}
