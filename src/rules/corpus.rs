//! Running the rules over many reports: agency by agency, each report decoded once and its years side
//! by side, on all cores; then what only shows between agencies.

use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::corpus::Corpus;
use crate::corpus::agencies::{Agencies, Agency, Home};
use crate::corpus::header::Header;
use crate::model::flag::Flag;
use crate::model::report::Report;
use crate::rules::among::{Among, Beyond, YEARS_BACK, Years};
use crate::rules::beyond::{Digest, find};
use crate::rules::facts::Facts;
use crate::rules::fold_across::{fold_alike, fold_years};
use crate::rules::fold_copies::fold_copies;
use crate::rules::registry::Scope;
use crate::rules::run::{Outcome, check_subject, is_checked};
use crate::rules::selection::Selection;
use crate::rules::shingles::Texts;
use crate::rules::subject::Subject;

/// The flags of every report of a corpus.
#[derive(Debug, Default)]
pub struct Checked {
    /// One entry a report, in the order of the corpus.
    pub outcomes: Vec<Outcome>,
    /// Reports that could not be read any more, with the reason.
    pub unreadable: Vec<(usize, String)>,
}

impl Checked {
    /// The flags of a report.
    pub fn flags(&self, report: usize) -> &[Flag] {
        self.outcomes.get(report).map_or(&[], |outcome| &outcome.flags)
    }
}

/// Reports that are checked together.
pub(crate) trait Reports: Sync {
    /// A report while it is looked at.
    type Held<'a>: Deref<Target = Report>
    where
        Self: 'a;

    fn headers(&self) -> impl ExactSizeIterator<Item = &Header>;

    /// Decodes a report, or says why that cannot be done.
    fn report(&self, index: usize) -> Result<Self::Held<'_>, String>;
}

impl Reports for Corpus {
    type Held<'a> = crate::corpus::Held;

    fn headers(&self) -> impl ExactSizeIterator<Item = &Header> {
        self.headers()
    }

    fn report(&self, index: usize) -> Result<Self::Held<'_>, String> {
        self.report(index).map_err(|error| error.to_string())
    }
}

/// Reports that are decoded already.
struct InMemory<'r> {
    headers: Vec<Header>,
    reports: &'r [Report],
}

impl Reports for InMemory<'_> {
    type Held<'a>
        = &'a Report
    where
        Self: 'a;

    fn headers(&self) -> impl ExactSizeIterator<Item = &Header> {
        self.headers.iter()
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
    check_together(&InMemory { headers, reports }, selection, &|_| ()).outcomes
}

/// What the first pass leaves of a report.
type Answer = Result<(Outcome, Digest), String>;

fn check_together<R: Reports>(reports: &R, selection: &Selection, progress: &(dyn Fn(usize) + Sync)) -> Checked {
    let headers: Vec<&Header> = reports.headers().collect();
    let facts = Facts::gather(headers.iter().copied());
    let agencies = Agencies::join(headers.iter().copied());
    let digests = selection.rules().iter().any(|rule| rule.scope == Scope::Corpus);
    let done = AtomicUsize::new(0);
    let run = Run { reports, headers: &headers, facts: &facts, selection, digests };
    let answers: Vec<(usize, Answer)> = agencies
        .all
        .par_iter()
        .flat_map_iter(|agency| {
            let answers = run.agency(agency);
            progress(done.fetch_add(answers.len(), Ordering::Relaxed) + answers.len());
            answers
        })
        .collect();
    let mut checked = Checked::default();
    checked.outcomes.resize_with(headers.len(), Outcome::default);
    let mut seen: Vec<Option<Digest>> = Vec::new();
    seen.resize_with(headers.len(), || None);
    for (index, answer) in answers {
        match answer {
            Ok((outcome, digest)) => (checked.outcomes[index], seen[index]) = (outcome, Some(digest)),
            Err(reason) => checked.unreadable.push((index, reason)),
        }
    }
    checked.unreadable.sort();
    if digests {
        run.between(&agencies, &seen, &mut checked);
    }
    run.fold(&agencies, &mut checked.outcomes);
    checked
}

struct Run<'r, R> {
    reports: &'r R,
    headers: &'r [&'r Header],
    facts: &'r Facts,
    selection: &'r Selection,
    /// Whether anything is asked about other agencies.
    digests: bool,
}

impl<R: Reports> Run<'_, R> {
    /// The reports of an agency in the order of their years, versions of a year by their day.
    fn agency(&self, agency: &Agency) -> Vec<(usize, Answer)> {
        let mut order = agency.reports.clone();
        order.sort_by_key(|index| {
            let header = self.headers[*index];
            (header.year.is_none(), header.year, header.published.is_none(), header.published, *index)
        });
        let told_apart = is_one(agency, &order, self.headers);
        // The latest version of each year that may still be asked for.
        let mut window: BTreeMap<u16, (R::Held<'_>, Option<Texts>)> = BTreeMap::new();
        let mut last = None;
        let mut answers = Vec::with_capacity(order.len());
        for index in order {
            let report = match self.reports.report(index) {
                Ok(report) => report,
                Err(reason) => {
                    answers.push((index, Err(reason)));
                    continue;
                }
            };
            let year = report.year;
            window.retain(|held, _| year.is_some_and(|year| held.saturating_add(YEARS_BACK) >= year));
            let among = match year {
                _ if !told_apart => Among::Namesakes,
                Some(year) => Among::Agency(Years {
                    before: [1, 2].map(|back| window.get(&year.checked_sub(back)?).map(|(held, _)| &**held)),
                    texts_before: year.checked_sub(1).and_then(|before| window.get(&before)?.1.as_ref()),
                    earlier: window.get(&year).map(|(held, _)| &**held),
                    last: last.filter(|last| *last < year),
                }),
                None => Among::Agency(Years::default()),
            };
            let subject = Subject::new(&report, self.facts).among(among);
            let outcome = check_subject(&subject, self.selection, &[Scope::Report, Scope::Agency]);
            let digest = if self.digests { Digest::of(&report, subject.texts()) } else { Digest::default() };
            let texts = subject.into_texts();
            answers.push((index, Ok((outcome, digest))));
            if let Some(year) = year.filter(|_| is_checked(report.kind)) {
                last = Some(year);
                window.insert(year, (report, texts));
            }
        }
        answers
    }

    /// The rules over agencies, for the reports they have something to say about.
    fn between(&self, agencies: &Agencies, digests: &[Option<Digest>], checked: &mut Checked) {
        let report = |index: usize| self.reports.report(index);
        let beyond = find(self.headers, agencies, digests, &report);
        for (index, digest) in digests.iter().enumerate() {
            if let Some(digest) = digest.as_ref().filter(|_| !beyond.contains_key(&index)) {
                for code in digest.compared(self.selection) {
                    checked.outcomes[index].held += 1;
                    checked.outcomes[index].held_by.insert_code(code);
                }
            }
        }
        let found: Vec<(usize, Option<Outcome>)> =
            beyond.par_iter().map(|(index, beyond)| (*index, self.besides(*index, beyond))).collect();
        for (index, outcome) in found {
            if let Some(outcome) = outcome {
                checked.outcomes[index].absorb(outcome);
            }
        }
    }

    /// One mistake, one entry, over copies of a report, the years of an agency and alike texts.
    fn fold(&self, agencies: &Agencies, outcomes: &mut [Outcome]) {
        let years = |agency: &Agency| -> Vec<(usize, u16)> {
            let dated = agency.reports.iter().filter_map(|index| Some((*index, self.headers[*index].year?)));
            if is_one(agency, &agency.reports, self.headers) { dated.collect() } else { Vec::new() }
        };
        let years: Vec<_> = agencies.all.iter().map(years).collect();
        fold_copies(&years, outcomes);
        fold_years(&years, outcomes);
        let by_id: HashMap<&str, usize> =
            self.headers.iter().enumerate().map(|(index, header)| (header.id.as_str(), index)).collect();
        fold_alike(&|id| by_id.get(id).copied(), outcomes);
    }

    fn besides(&self, index: usize, beyond: &Beyond) -> Option<Outcome> {
        let report = self.reports.report(index).ok()?;
        let subject = Subject::new(&report, self.facts).beyond(beyond);
        Some(check_subject(&subject, self.selection, &[Scope::Corpus]))
    }
}

/// Whether the reports under one name are surely those of one agency: where no region is known, they
/// must not come from several hosts, nor may two of one year differ in theirs.
fn is_one(agency: &Agency, order: &[usize], headers: &[&Header]) -> bool {
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
