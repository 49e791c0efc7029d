//! REF of the command line: a report by its id or a unique beginning of it, a section, a row or a cell of a report,
//! a flag by its fingerprint, or a link to any of them.

use crate::corpus::Corpus;
use crate::corpus::link::{Link, LinkError};
use crate::model::form::{CellId, Row};
use crate::model::old_place::{self, OldRef};
use crate::model::report::{Report, SectionKey};

/// A flag: its report and its number there.
pub type InReport = (usize, usize);

/// What a REF names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    Report(usize),
    /// A section, by its number from 0.
    Section(usize, usize),
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
            | Self::Section(report, _)
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
    #[error("{text:?} is no link: {error}")]
    NoLink { text: String, error: LinkError },
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
    match Link::read(text) {
        Some(Ok(Link::Report(id))) => return known_report(&id, corpus).map(Reference::Report),
        Some(Ok(Link::Place(id, place))) => return in_report(&id, &place, corpus),
        Some(Ok(Link::Flag(name))) => return flag(&name, flags),
        Some(Err(error)) => return Err(ReferenceError::NoLink { text: text.to_owned(), error }),
        None => {}
    }
    if let Some((id, place)) = text.split_once(char::is_whitespace) {
        return in_report(id, place.trim(), corpus);
    }
    match report_by_id(text, corpus)? {
        Some(report) => Ok(Reference::Report(report)),
        None => flag(text, flags),
    }
}

fn flag(text: &str, flags: &dyn Fn(&str) -> Vec<InReport>) -> Result<Reference, ReferenceError> {
    let found = one_of(text, flags(text).into_iter())?;
    found.map(|(report, nth)| Reference::Flag(report, nth)).ok_or_else(|| ReferenceError::Unknown(text.to_owned()))
}

/// A place in a report, which is told by its id.
fn in_report(id: &str, cell: &str, corpus: &Corpus) -> Result<Reference, ReferenceError> {
    let report = known_report(id, corpus)?;
    if old_place::is_address(cell) {
        let held = corpus.report(report).ok();
        let found = held.and_then(|held| old_place::find(&held.tables.old, cell));
        let found = found.ok_or_else(|| ReferenceError::NoCell(cell.to_owned()))?;
        return Ok(Reference::Old(report, found));
    }
    if let Some(row) = Row::at(cell) {
        return Ok(Reference::Row(report, row));
    }
    let section = || corpus.report(report).ok().and_then(|held| section(&held, cell));
    match cell.parse() {
        Ok(cell) => Ok(Reference::Cell(report, cell)),
        Err(_) => section()
            .map(|section| Reference::Section(report, section))
            .ok_or_else(|| ReferenceError::NoCell(cell.to_owned())),
    }
}

/// A section by its key, or, as not all have one, by its number from 1 behind `section.`.
fn section(report: &Report, text: &str) -> Option<usize> {
    if let Some(number) = text.strip_prefix(SECTION) {
        return number.parse::<usize>().ok()?.checked_sub(1).filter(|section| *section < report.sections.len());
    }
    let key = SectionKey::from_id(text)?;
    report.sections.iter().position(|section| section.key == Some(key))
}

/// How a section is called in a link or a REF.
pub fn section_address(report: &Report, section: usize) -> String {
    let key = report.sections.get(section).and_then(|section| section.key);
    let is_first = |key: &SectionKey| self::section(report, key.id()) == Some(section);
    key.filter(is_first).map_or_else(|| format!("{SECTION}{}", section + 1), |key| key.id().to_owned())
}

/// Stands before the number of a section.
const SECTION: &str = "section.";

fn known_report(id: &str, corpus: &Corpus) -> Result<usize, ReferenceError> {
    report_by_id(id, corpus)?.ok_or_else(|| ReferenceError::Unknown(id.to_owned()))
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
    use crate::model::report::{Report, Section};

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

    #[test]
    fn links_name_what_references_name() {
        let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
        let section = |key| Section { key, ..Section::default() };
        let overview = Some(SectionKey::Overview);
        let sections = vec![section(None), section(overview), section(overview)];
        let report = Report { id: "云/1".into(), sections, ..Report::default() };
        writeln!(file, "{}", report.to_json().unwrap()).unwrap();
        let corpus = crate::corpus::open(&[file.path().to_owned()], &|_| ());
        let flags = |text: &str| if "fpfp".starts_with(text) { vec![(0, 3)] } else { Vec::new() };
        let check = |text: &str, expected| assert_eq!(super::resolve(text, &corpus, &flags).ok(), expected, "{text}");
        check("jianbao://%E4%BA%91%2F1", Some(Reference::Report(0)));
        check("jianbao://云%2F1/t3.granted", Some(Reference::Row(0, Row::Granted)));
        check("jianbao://云%2F1/overview", Some(Reference::Section(0, 1)));
        check("云/1 section.3", Some(Reference::Section(0, 2)));
        check("jianbao://flag/fp", Some(Reference::Flag(0, 3)));
        for none in ["jianbao://other", "jianbao://云%2F1/section.4", "jianbao://云%2F1/section.0", "jianbao://flag/x"]
        {
            check(none, None);
        }
        for nth in 0..3 {
            let link = Link::Place(report.id.clone(), section_address(&report, nth)).to_string();
            check(&link, Some(Reference::Section(0, nth)));
        }
        let error = super::resolve("jianbao://", &corpus, &flags).unwrap_err();
        assert!(matches!(error, ReferenceError::NoLink { .. }), "{error}");
    }
}
