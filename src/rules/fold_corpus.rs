//! One mistake, one entry, over a whole corpus: shared out over the cores by the names of agencies, as
//! what `fold_across` joins stands under one name, but for texts that several agencies publish.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::corpus::agencies::Agencies;
use crate::corpus::header::Header;
use crate::rules::brief::Briefs;
use crate::rules::checked::Checked;
use crate::rules::corpus::is_one;
use crate::rules::fingerprint::Fingerprint;
use crate::rules::fold_across::{fold_alike, fold_years};
use crate::rules::fold_copies::{fold_copies, said};
use crate::rules::group::FlagRef;
use crate::rules::registry::{Scope, find};
use crate::rules::unions::Unions;

/// Joins what copies of a report tell, what an agency does year after year, and texts that are alike.
/// Answers which flags have another root by that, by their numbers among all, with the root they had; the last
/// changed last.
pub(crate) fn fold_corpus(
    headers: &[&Header<'_>],
    agencies: &Agencies,
    checked: &mut Checked,
) -> Vec<(usize, Option<Fingerprint>)> {
    let mut before = Vec::new();
    let folding = Folding { headers, checked };
    let parts: Vec<Folded> = parts(headers, agencies).into_par_iter().map(|part| folding.part(part)).collect();
    let mut compared = Vec::new();
    for folded in parts {
        write(checked, folded.roots, &mut before);
        compared.extend(folded.compared);
    }
    let folding = Folding { headers, checked };
    let roots = folding.over_agencies(&compared);
    write(checked, roots, &mut before);
    before
}

fn write(checked: &mut Checked, roots: Vec<(FlagRef, Fingerprint)>, before: &mut Vec<(usize, Option<Fingerprint>)>) {
    for (at, root) in roots {
        let briefs = checked.briefs_mut();
        let number = briefs.number(at);
        if let Some(brief) = briefs.get_mut(at) {
            before.extend(number.map(|number| (number, brief.root())));
            brief.set_root(Some(root));
        }
    }
}

/// The reports of agencies that are called the same: only their flags may bear one fingerprint.
#[derive(Default)]
struct Part {
    /// By their numbers in the corpus.
    reports: Vec<usize>,
    /// For each agency its reports, by their numbers in this part, with their years.
    years: Vec<Vec<(usize, u16)>>,
}

/// What became of a part.
struct Folded {
    /// The flags that have another root now.
    roots: Vec<(FlagRef, Fingerprint)>,
    /// Its reports, where anything was found by comparing agencies.
    compared: Vec<usize>,
}

#[derive(Clone, Copy)]
struct Folding<'f> {
    headers: &'f [&'f Header<'f>],
    checked: &'f Checked,
}

impl Folding<'_> {
    fn part(self, part: Part) -> Folded {
        let before = self.briefs(&part.reports);
        let mut briefs = Arc::clone(&before);
        fold_copies(&part.years, &|nth| self.said(&part.reports, nth), &mut briefs);
        fold_years(&part.years, &mut briefs);
        self.alike(&part.reports, &mut briefs);
        let over_agencies = |rule: &str| find(rule).is_some_and(|rule| rule.scope == Scope::Corpus);
        let is_compared = before.all().iter().any(|flag| over_agencies(flag.rule()));
        let roots = changed(&part.reports, &before, &briefs);
        Folded { roots, compared: if is_compared { part.reports } else { Vec::new() } }
    }

    /// The new roots of flags about texts that several agencies publish.
    fn over_agencies(self, reports: &[usize]) -> Vec<(FlagRef, Fingerprint)> {
        let before = self.briefs(reports);
        let mut briefs = Arc::clone(&before);
        self.alike(reports, &mut briefs);
        changed(reports, &before, &briefs)
    }

    fn briefs(self, reports: &[usize]) -> Arc<Briefs> {
        Arc::new(Briefs::gather(reports.iter().map(|report| self.checked.briefs().of(*report))))
    }

    /// What the flags of a report say; nothing where that cannot be read any more.
    fn said(self, reports: &[usize], nth: usize) -> Vec<u64> {
        let outcome = reports.get(nth).and_then(|report| self.checked.read(*report).ok());
        outcome.iter().flat_map(|outcome| &outcome.flags).map(said).collect()
    }

    fn alike(self, reports: &[usize], briefs: &mut Arc<Briefs>) {
        let ids: OnceCell<HashMap<&str, usize>> = OnceCell::new();
        let by_id = || reports.iter().enumerate().map(|(nth, report)| (self.headers[*report].id, nth));
        let others = |at: FlagRef| {
            let outcome = reports.get(at.report).and_then(|report| self.checked.read(*report).ok());
            let flag = outcome.as_ref().and_then(|outcome| outcome.flags.get(at.nth));
            let named = flag.into_iter().flat_map(|flag| &flag.evidence).filter_map(|piece| piece.report.as_deref());
            let ids = ids.get_or_init(|| by_id().collect());
            named.filter_map(|id| ids.get(id).copied()).collect::<BTreeSet<_>>()
        };
        fold_alike(&others, briefs);
    }
}

/// The flags with another root than before, as flags of the corpus.
fn changed(reports: &[usize], before: &Briefs, after: &Briefs) -> Vec<(FlagRef, Fingerprint)> {
    let pairs = before.iter().zip(after.all());
    let others = pairs.filter(|((_, before), after)| before.root() != after.root());
    others
        .filter_map(|((at, _), after)| Some((FlagRef { report: *reports.get(at.report)?, ..at }, after.root()?)))
        .collect()
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
    use crate::rules::draft::{self, name};
    use crate::rules::run::Outcome;

    fn flag(rule: &'static str, given: &str, severity: Severity) -> Flag {
        Flag { fingerprint: name(given), ..draft::flag(rule, given, severity) }
    }

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
        let outcomes = reports.iter().map(|(_, flags)| Outcome { flags: flags.clone(), ..Outcome::default() });
        let mut checked = Checked::of(outcomes);
        fold_corpus(&headers, &agencies, &mut checked);
        let roots = |report: usize| checked.read(report).unwrap().flags.into_iter().map(|flag| flag.root).collect();
        (0..checked.len()).map(roots).collect()
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
        let root = |given: &str| Some(name(given));
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
        assert_eq!(roots(&of("c")), [vec![None], vec![Some(name("a"))], vec![None]]);
        assert_eq!(roots(&of("a")), [vec![Some(name("b"))], vec![None], vec![None]]);
    }
}
