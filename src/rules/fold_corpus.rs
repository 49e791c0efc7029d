//! One mistake, one entry, over a whole corpus: shared out over the cores by the names of agencies, as
//! what `fold_across` joins stands under one name, but for texts that several agencies publish.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::corpus::agencies::Agencies;
use crate::corpus::header::Header;
use crate::rules::corpus::is_one;
use crate::rules::fold_across::{fold_alike, fold_years};
use crate::rules::fold_copies::fold_copies;
use crate::rules::registry::{Scope, find};
use crate::rules::run::Outcome;
use crate::rules::unions::Unions;

/// Joins what copies of a report tell, what an agency does year after year, and texts that are alike.
pub(crate) fn fold_corpus(headers: &[&Header<'_>], agencies: &Agencies, outcomes: &mut [Outcome]) {
    let mut parts = parts(headers, agencies);
    for part in &mut parts {
        part.outcomes = part.reports.iter().map(|report| std::mem::take(&mut outcomes[*report])).collect();
    }
    parts.par_iter_mut().for_each(|part| {
        fold_copies(&part.years, &mut part.outcomes);
        fold_years(&part.years, &mut part.outcomes);
        part.fold_alike(headers);
        part.is_compared = part.has_compared();
    });
    let (compared, alone): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| part.is_compared);
    let mut over_agencies = Part::default();
    for part in compared {
        over_agencies.reports.extend(part.reports);
        over_agencies.outcomes.extend(part.outcomes);
    }
    over_agencies.fold_alike(headers);
    for part in alone.into_iter().chain([over_agencies]) {
        for (report, outcome) in part.reports.into_iter().zip(part.outcomes) {
            outcomes[report] = outcome;
        }
    }
}

/// The reports of agencies that are called the same: only their flags may bear one fingerprint.
#[derive(Default)]
struct Part {
    /// By their numbers in the corpus.
    reports: Vec<usize>,
    outcomes: Vec<Outcome>,
    /// For each agency its reports, by their numbers in this part, with their years.
    years: Vec<Vec<(usize, u16)>>,
    /// Whether anything was found by comparing agencies.
    is_compared: bool,
}

impl Part {
    fn fold_alike(&mut self, headers: &[&Header<'_>]) {
        let ids = self.reports.iter().enumerate();
        let by_id: HashMap<&str, usize> = ids.map(|(nth, report)| (headers[*report].id, nth)).collect();
        fold_alike(&|id| by_id.get(id).copied(), &mut self.outcomes);
    }

    fn has_compared(&self) -> bool {
        let over_agencies = |rule: &str| find(rule).is_some_and(|rule| rule.scope == Scope::Corpus);
        self.outcomes.iter().flat_map(|outcome| &outcome.flags).any(|flag| over_agencies(flag.rule))
    }
}

/// Shares the reports out by the names of their agencies.
fn parts(headers: &[&Header<'_>], agencies: &Agencies) -> Vec<Part> {
    let mut sets = Unions::new(agencies.all.len());
    let mut first_called: HashMap<String, usize> = HashMap::new();
    for (number, agency) in agencies.all.iter().enumerate() {
        for name in agency.reports.iter().filter_map(|report| headers[*report].agency.name.as_deref()) {
            // A fingerprint leaves out white space and brackets; the more is left out here, the surer.
            let letters = name.chars().filter(|c| c.is_alphanumeric()).collect();
            sets.join(number, *first_called.entry(letters).or_insert(number));
        }
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut part_of: HashMap<usize, usize> = HashMap::new();
    for (number, agency) in agencies.all.iter().enumerate() {
        let nth = *part_of.entry(sets.head(number)).or_insert(parts.len());
        if nth == parts.len() {
            parts.push(Part::default());
        }
        let part = &mut parts[nth];
        let before = part.reports.len();
        part.reports.extend(&agency.reports);
        if is_one(agency, &agency.reports, headers) {
            let dated = agency.reports.iter().enumerate();
            part.years.push(dated.filter_map(|(nth, report)| Some((before + nth, headers[*report].year?))).collect());
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::flag::{Evidence, Flag, Severity};
    use crate::model::report::Report;
    use crate::rules::draft::flag;

    fn report(id: &str, name: &str, county: &str, year: u16) -> Report {
        let mut report = Report { id: id.to_owned(), year: Some(year), ..Report::default() };
        (report.agency.name, report.agency.county) = (Some(name.to_owned()), Some(county.to_owned()));
        report
    }

    fn alike(name: &str, other: &str) -> Flag {
        let evidence = vec![Evidence { report: Some(other.to_owned()), ..Evidence::default() }];
        Flag { evidence, ..flag("R-PEER-DUP", name, Severity::Warning) }
    }

    /// The root of every flag, report by report.
    fn roots(reports: &[(Report, Vec<Flag>)]) -> Vec<Vec<Option<String>>> {
        let headers: Vec<_> = reports.iter().map(|(report, _)| Header::of(report)).collect();
        let agencies = Agencies::join(headers.iter().cloned());
        let headers: Vec<_> = headers.iter().collect();
        let mut outcomes: Vec<Outcome> =
            reports.iter().map(|(_, flags)| Outcome { flags: flags.clone(), ..Outcome::default() }).collect();
        fold_corpus(&headers, &agencies, &mut outcomes);
        outcomes.into_iter().map(|outcome| outcome.flags.into_iter().map(|flag| flag.root).collect()).collect()
    }

    #[test]
    fn years_are_joined_within_an_agency_and_texts_over_agencies() {
        let row = |name: &str| flag("T3-ROW", name, Severity::Error);
        let reports = [
            (report("1", "云河县财政局", "云河县", 2020), vec![row("a")]),
            (report("2", "云河县审计局", "云河县", 2020), vec![row("c"), alike("x", "4")]),
            (report("3", "云河县财政局", "云河县", 2021), vec![row("b")]),
            (report("4", "云河县司法局", "云河县", 2020), vec![row("d"), alike("y", "2")]),
        ];
        let root = |name: &str| Some(name.to_owned());
        let expected = [vec![None], vec![None, None], vec![root("a")], vec![None, root("x")]];
        assert_eq!(roots(&reports), expected);
    }

    #[test]
    fn a_fingerprint_of_two_agencies_of_one_name_is_no_root() {
        let row = |name: &str| flag("T3-ROW", name, Severity::Error);
        let of = |other: &str| {
            [
                (report("1", "财政局", "云河县", 2020), vec![row("a")]),
                (report("2", "财政局", "云河县", 2021), vec![row("b")]),
                (report("3", "（财政局）", "青石县", 2020), vec![row(other)]),
            ]
        };
        assert_eq!(roots(&of("c")), [vec![None], vec![Some("a".to_owned())], vec![None]]);
        assert_eq!(roots(&of("a")), [vec![Some("b".to_owned())], vec![None], vec![None]]);
    }
}
