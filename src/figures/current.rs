//! Of an agency and year one report counts: the current version.

use std::collections::HashMap;

use crate::corpus::Corpus;
use crate::corpus::agencies::{Agencies, Home};
use crate::model::report::Kind;

/// The reports that count, and how many do not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Current {
    /// In the order they were given in.
    pub reports: Vec<usize>,
    /// Other reports of an agency and year that is counted already.
    pub others: usize,
    /// Of no year, or no reports at all.
    pub left_out: usize,
}

/// Those of some reports that count. Of several of one agency and year the whole ones go before parts, then the one
/// published last, then the last of the corpus. Agencies of which nothing but the name is known are not taken for one.
pub fn current(corpus: &Corpus, agencies: &Agencies, reports: &[usize]) -> Current {
    let mut best: HashMap<(usize, u16), usize> = HashMap::new();
    let mut found = Current::default();
    let weight = |report: usize| {
        let header = corpus.header(report);
        header.map(|header| (header.kind == Kind::Report, header.published, report))
    };
    let key = |report: usize| {
        let header = corpus.header(report).filter(|header| matches!(header.kind, Kind::Report | Kind::Partial))?;
        Some((agencies.number_of(report)?, header.year?))
    };
    let is_proved = |agency: usize| agencies.all.get(agency).is_some_and(|agency| agency.home != Home::Unknown(None));
    for report in reports.iter().copied() {
        let Some(key) = key(report) else { continue };
        let kept = best.entry(key).or_insert(report);
        if weight(report) > weight(*kept) {
            *kept = report;
        }
    }
    for report in reports.iter().copied() {
        match key(report) {
            None => found.left_out += 1,
            Some(key) if !is_proved(key.0) || best.get(&key) == Some(&report) => found.reports.push(report),
            Some(_) => found.others += 1,
        }
    }
    found
}
