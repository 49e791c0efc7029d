//! Running the rules over many reports: agency by agency, each report decoded once and its years side
//! by side, on all cores; then what only shows between agencies.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::corpus::Corpus;
use crate::corpus::agencies::{Agencies, Agency, Home};
use crate::corpus::header::Header;
use crate::model::report::Report;
use crate::rules::among::{Among, Beyond, Earlier, YEARS_BACK, Years};
use crate::rules::beyond::{Between, Digest, Digests};
use crate::rules::checked::Checked;
use crate::rules::facts::Facts;
use crate::rules::fold_corpus::fold_corpus;
use crate::rules::gathered::Gathered;
use crate::rules::registry::Scope;
use crate::rules::run::{Outcome, check_subject, is_checked};
use crate::rules::selection::Selection;
use crate::rules::shingles::Texts;
use crate::rules::subject::Subject;

/// Reports that are checked together.
pub(crate) trait Reports: Sync {
    /// A report while it is looked at.
    type Held<'a>: Deref<Target = Report>
    where
        Self: 'a;

    fn headers(&self) -> impl ExactSizeIterator<Item = Header<'_>>;

    /// Decodes a report, or says why that cannot be done.
    fn report(&self, index: usize) -> Result<Self::Held<'_>, String>;
}

impl Reports for Corpus {
    type Held<'a> = crate::corpus::Held;

    fn headers(&self) -> impl ExactSizeIterator<Item = Header<'_>> {
        self.headers()
    }

    fn report(&self, index: usize) -> Result<Self::Held<'_>, String> {
        self.report(index).map_err(|error| error.to_string())
    }
}

/// Reports that are decoded already.
struct InMemory<'r> {
    headers: Vec<Header<'r>>,
    reports: &'r [Report],
}

impl Reports for InMemory<'_> {
    type Held<'a>
        = &'a Report
    where
        Self: 'a;

    fn headers(&self) -> impl ExactSizeIterator<Item = Header<'_>> {
        self.headers.iter().cloned()
    }

    fn report(&self, index: usize) -> Result<&Report, String> {
        self.reports.get(index).ok_or_else(String::new)
    }
}

/// Runs the selected rules over a corpus, on all cores; `progress` hears how many reports are done.
pub fn check_corpus(corpus: &Corpus, selection: &Selection, progress: &(dyn Fn(usize) + Sync)) -> Checked {
    check_together(corpus, selection, progress)
}

/// Runs the selected rules over decoded reports as over a corpus of them; one answer a report.
pub fn check_reports(reports: &[Report], selection: &Selection) -> Vec<Outcome> {
    let headers = reports.iter().map(Header::of).collect();
    let checked = check_together(&InMemory { headers, reports }, selection, &|_| ());
    (0..reports.len()).map(|report| checked.read(report).unwrap_or_default()).collect()
}

fn check_together<R: Reports>(reports: &R, selection: &Selection, progress: &(dyn Fn(usize) + Sync)) -> Checked {
    let headers: Vec<Header<'_>> = reports.headers().collect();
    let headers: Vec<&Header<'_>> = headers.iter().collect();
    let facts = Facts::gather(headers.iter().copied());
    let agencies = Agencies::join(headers.iter().copied().cloned());
    let compares = selection.rules().iter().any(|rule| rule.scope == Scope::Corpus);
    let digests = compares.then(|| Digests::new(headers.len()));
    let done = AtomicUsize::new(0);
    let gathered = Gathered::new(headers.len());
    let run = Run { reports, headers: &headers, facts: &facts, selection, digests, gathered };
    agencies.all.par_iter().for_each(|agency| {
        run.agency(agency);
        let reports = agency.reports.len();
        progress(done.fetch_add(reports, Ordering::Relaxed) + reports);
    });
    run.between(&agencies);
    let mut checked = run.gathered.into_checked();
    fold_corpus(&headers, &agencies, &mut checked);
    checked
}

struct Run<'r, R> {
    reports: &'r R,
    headers: &'r [&'r Header<'r>],
    facts: &'r Facts,
    selection: &'r Selection,
    /// Where anything is asked about other agencies, what is kept of each report for that.
    digests: Option<Digests>,
    gathered: Gathered,
}

impl<R: Reports> Run<'_, R> {
    /// Checks the reports of an agency by themselves and beside each other.
    fn agency(&self, agency: &Agency) {
        self.walk(agency, &mut |index, subject| match subject {
            Ok(subject) => {
                let mut outcome = check_subject(subject, self.selection, &[Scope::Report, Scope::Agency]);
                if let Some(digests) = &self.digests {
                    let digest = Digest::of(subject.report, subject.texts());
                    // What is said here of a report to which others turn out to be alike is said anew then.
                    for code in digest.compared(self.selection) {
                        outcome.held += 1;
                        outcome.held_by.insert_code(code);
                    }
                    digests.put(index, &digest);
                }
                self.gathered.put(index, &outcome);
            }
            Err(reason) => self.gathered.lose(index, reason),
        });
    }

    /// Walks through the reports of an agency in the order of their years, versions of a year by their
    /// day, each among the others.
    fn walk(&self, agency: &Agency, visit: &mut dyn FnMut(usize, Result<&Subject<'_>, String>)) {
        let mut order = agency.reports.clone();
        order.sort_by_key(|index| {
            let header = self.headers[*index];
            (header.year.is_none(), header.year, header.published.is_none(), header.published, *index)
        });
        let told_apart = is_one(agency, &order, self.headers);
        let mut window = Window { years: BTreeMap::new(), last: None };
        for index in order {
            let report = match self.reports.report(index) {
                Ok(report) => report,
                Err(reason) => {
                    visit(index, Err(reason));
                    continue;
                }
            };
            window.move_to(report.year);
            let among = if told_apart { window.among(report.year) } else { Among::Namesakes };
            let subject = Subject::new(&report, self.facts).among(among);
            visit(index, Ok(&subject));
            let texts = subject.into_texts();
            window.take(report, texts);
        }
    }

    /// The rules over agencies: reports they have something to say about are checked once more, with that.
    fn between(&self, agencies: &Agencies) {
        let Some(digests) = &self.digests else { return };
        let between = Between { headers: self.headers, agencies, digests: &digests.known() };
        let beyond = between.find(&|index: usize| self.reports.report(index).ok());
        let concerned: BTreeSet<usize> = beyond.keys().filter_map(|index| agencies.number_of(*index)).collect();
        let concerned: Vec<&Agency> = concerned.into_iter().filter_map(|number| agencies.all.get(number)).collect();
        concerned.par_iter().for_each(|agency| self.again(agency, &beyond));
    }

    /// Checks those reports of an agency that other agencies have to do with.
    fn again(&self, agency: &Agency, beyond: &BTreeMap<usize, Beyond>) {
        self.walk(agency, &mut |index, subject| {
            if let (Ok(subject), Some(beyond)) = (subject, beyond.get(&index)) {
                let subject = Subject::new(subject.report, self.facts).among(subject.among).beyond(beyond);
                let scopes = [Scope::Report, Scope::Agency, Scope::Corpus];
                self.gathered.replace(index, &check_subject(&subject, self.selection, &scopes));
            }
        });
    }
}

/// The reports of an agency that those of later years are held against.
struct Window<H> {
    /// The latest version of each year that may still be asked for.
    years: BTreeMap<u16, (H, OnceCell<Texts>)>,
    /// The last year there was a report of.
    last: Option<u16>,
}

impl<H: Deref<Target = Report>> Window<H> {
    /// Drops what a report of a year, and those after it, do not ask for.
    fn move_to(&mut self, year: Option<u16>) {
        self.years.retain(|held, _| year.is_some_and(|year| held.saturating_add(YEARS_BACK) >= year));
    }

    /// What a report of a year stands among.
    fn among(&self, year: Option<u16>) -> Among<'_> {
        let Some(year) = year else { return Among::Agency(Years::default()) };
        let back = |back| self.years.get(&year.checked_sub(back)?);
        Among::Agency(Years {
            before: [1, 2].map(|years| back(years).map(|(report, texts)| Earlier { report, texts })),
            earlier: back(0).map(|(report, _)| &**report),
            last: self.last.filter(|last| *last < year),
        })
    }

    /// Takes in a report, with its texts where they were asked for.
    fn take(&mut self, report: H, texts: Option<Texts>) {
        if let Some(year) = report.year.filter(|_| is_checked(report.kind)) {
            self.last = Some(year);
            self.years.insert(year, (report, texts.map_or_else(OnceCell::new, OnceCell::from)));
        }
    }
}

/// Whether the reports under one name are surely those of one agency: where no region is known, they
/// must not come from several hosts, nor may two of one year differ in theirs.
pub(crate) fn is_one(agency: &Agency, order: &[usize], headers: &[&Header<'_>]) -> bool {
    if !matches!(agency.home, Home::Unknown(None)) {
        return true;
    }
    let mut hosts = order.iter().filter_map(|index| headers[*index].host.as_deref());
    let first = hosts.next();
    let one_host = hosts.all(|host| Some(host) == first);
    let years: Vec<_> = order.iter().filter_map(|index| headers[*index].year).collect();
    one_host && (first.is_some() || years.windows(2).all(|pair| pair[0] != pair[1]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::registry::all;

    /// The examples of the rules that look beyond one report, as one corpus; each in a county of its own.
    fn corpus() -> Vec<Report> {
        let rules = all().iter().filter(|rule| rule.scope != Scope::Report);
        let corpora = rules.map(|rule| (rule.examples)()).flat_map(|examples| [examples.fails, examples.holds]);
        let mut reports = Vec::new();
        for (nth, examples) in corpora.enumerate() {
            let county = format!("{}河县", char::from_u32(0x4E00 + u32::try_from(nth).unwrap()).unwrap());
            for (place, report) in examples.into_iter().enumerate() {
                let agency = crate::model::agency::Agency { county: Some(county.clone()), ..report.agency };
                reports.push(Report { id: format!("{nth}-{place}-{}", report.id), agency, ..report });
            }
        }
        reports
    }

    /// What was raised, by report: rule and fingerprint.
    fn raised(reports: &[Report]) -> BTreeMap<String, Vec<(&'static str, String)>> {
        let outcomes = check_reports(reports, &Selection::all());
        let flags = outcomes.into_iter().map(|o| o.flags.into_iter().map(|f| (f.rule, f.fingerprint)).collect());
        reports.iter().map(|report| report.id.clone()).zip(flags).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3))]
        /// Who comes first among alike texts or equal days is a matter of order; nothing else is.
        #[test]
        fn the_order_of_a_corpus_changes_no_flag(reports in Just(corpus()).prop_shuffle()) {
            let by_order = |flags: &BTreeMap<String, Vec<(&'static str, String)>>| -> BTreeMap<String, Vec<_>> {
                let of_order = ["R-PEER-DUP", "C-DUP-REPORT", "C-REVISED"];
                let kept = |flags: &Vec<(&'static str, String)>| {
                    let mut kept: Vec<_> = flags.iter().filter(|(rule, _)| !of_order.contains(rule)).cloned().collect();
                    kept.sort();
                    kept
                };
                flags.iter().map(|(id, flags)| (id.clone(), kept(flags))).collect()
            };
            let mut sorted = reports.clone();
            sorted.sort_by(|one, other| one.id.cmp(&other.id));
            prop_assert_eq!(by_order(&raised(&reports)), by_order(&raised(&sorted)));
        }
    }

    #[test]
    fn every_report_has_its_own_answer() {
        let reports = corpus();
        let outcomes = check_reports(&reports, &Selection::default());
        assert_eq!(outcomes.len(), reports.len());
        assert!(outcomes.iter().all(|outcome| outcome.held > 0));
    }
}
