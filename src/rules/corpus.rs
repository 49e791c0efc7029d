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
use crate::rules::beyond::{Between, Digest, Digests, Known};
use crate::rules::checked::Checked;
use crate::rules::facts::Facts;
use crate::rules::fold_corpus::fold_corpus;
use crate::rules::gathered::Gathered;
use crate::rules::ground::{Ground, Mark, Walk, mark};
use crate::rules::registry::Scope;
use crate::rules::resumed::{Past, Same};
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

    /// The narrative of a report while it is looked at.
    type Told<'a>: Deref<Target = Report>
    where
        Self: 'a;

    /// Decodes a report, or says why that cannot be done.
    fn report(&self, index: usize) -> Result<Self::Held<'_>, String>;

    /// Decodes of a report what is needed for its sections.
    fn told(&self, index: usize) -> Option<Self::Told<'_>>;
}

impl Reports for Corpus {
    type Held<'a> = crate::corpus::Held;

    fn headers(&self) -> impl ExactSizeIterator<Item = Header<'_>> {
        self.headers()
    }

    fn report(&self, index: usize) -> Result<Self::Held<'_>, String> {
        self.report(index).map_err(|error| error.to_string())
    }

    type Told<'a> = Box<Report>;

    fn told(&self, index: usize) -> Option<Box<Report>> {
        self.narrative(index).ok().map(Box::new)
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

    type Told<'a>
        = &'a Report
    where
        Self: 'a;

    fn told(&self, index: usize) -> Option<&Report> {
        self.reports.get(index)
    }
}

/// Runs the selected rules over a corpus, on all cores; `progress` hears how many reports are done.
pub fn check_corpus(corpus: &Corpus, selection: &Selection, progress: &(dyn Fn(usize) + Sync)) -> Checked {
    check_together(corpus, selection, None, progress).checked
}

/// Runs the selected rules over decoded reports as over a corpus of them; one answer a report.
pub fn check_reports(reports: &[Report], selection: &Selection) -> Vec<Outcome> {
    let headers = reports.iter().map(Header::of).collect();
    let checked = check_together(&InMemory { headers, reports }, selection, None, &|_| ()).checked;
    (0..reports.len()).map(|report| checked.read(report).unwrap_or_default()).collect()
}

/// What a run found, and what it stood on but for which reports those were.
pub(crate) struct Ran {
    pub checked: Checked,
    pub ground: Ground,
}

/// Runs the selected rules over reports. Of a run before, which reports are as they were is looked up, and only
/// those of agencies of which something has changed are checked again; what shows between agencies is found anew.
pub(crate) fn check_together<R: Reports>(
    reports: &R,
    selection: &Selection,
    past: Option<Past<'_>>,
    progress: &(dyn Fn(usize) + Sync),
) -> Ran {
    let headers: Vec<Header<'_>> = reports.headers().collect();
    let headers: Vec<&Header<'_>> = headers.iter().collect();
    let facts = Facts::gather(headers.iter().copied());
    let agencies = Agencies::join(headers.iter().copied().cloned());
    let walks: Vec<Walk> = agencies.all.iter().map(|agency| Walk::of(agency, &headers)).collect();
    let compares = selection.rules().iter().any(|rule| rule.scope == Scope::Corpus);
    let begun = past.and_then(|past| Begun::of(past, &walks, (&headers, &facts)));
    let Begun { same, gathered, digests } = begun.unwrap_or_else(|| Begun::anew(headers.len(), compares));
    let run = Run { reports, headers: &headers, facts: &facts, selection, digests, gathered };
    let done = AtomicUsize::new(0);
    walks.par_iter().enumerate().for_each(|(number, walk)| {
        if !same.walks.get(number).is_some_and(|same| *same) {
            run.agency(walk);
        }
        let reports = walk.order.len();
        progress(done.fetch_add(reports, Ordering::Relaxed) + reports);
    });
    let beyond = run.between((&agencies, &walks), &same);
    let Run { gathered, digests, .. } = run;
    let mut checked = gathered.into_checked();
    let roots = fold_corpus(&headers, &agencies, &mut checked);
    let digests = digests.map(Digests::into_known);
    let ground = Ground { reports: Vec::new(), walks, facts, digests, beyond, roots };
    Ran { checked, ground }
}

/// What a run begins with.
struct Begun {
    same: Same,
    gathered: Gathered,
    digests: Option<Digests>,
}

impl Begun {
    fn anew(reports: usize, compares: bool) -> Self {
        let digests = compares.then(|| Digests::new(reports));
        Self { same: Same::default(), gathered: Gathered::new(reports), digests }
    }

    /// With what another run found; `None` where too little of it is of use.
    fn of(past: Past<'_>, walks: &[Walk], around: (&[&Header<'_>], &Facts)) -> Option<Self> {
        let Past { before, reports } = past;
        let same = before.same(reports, walks, around)?;
        let Ground { digests, roots, .. } = before.ground;
        let gathered = Gathered::resume(before.checked, &same.from, &roots)?;
        let digests = digests.map(|known| Digests::resume(known, &same.from));
        Some(Self { same, gathered, digests })
    }
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
    fn agency(&self, walk: &Walk) {
        self.walk(walk, &mut |index, subject| match subject {
            Ok(subject) => self.gathered.put(index, &self.by_itself(index, subject)),
            Err(reason) => self.gathered.lose(index, reason),
        });
    }

    /// What is to be said of a report while nothing is known of other agencies.
    fn by_itself(&self, index: usize, subject: &Subject<'_>) -> Outcome {
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
        outcome
    }

    /// Walks through the reports of an agency, each among the others.
    fn walk(&self, walk: &Walk, visit: &mut dyn FnMut(usize, Result<&Subject<'_>, String>)) {
        let mut window = Window { years: BTreeMap::new(), last: None };
        for index in walk.order.iter().copied() {
            let report = match self.reports.report(index) {
                Ok(report) => report,
                Err(reason) => {
                    visit(index, Err(reason));
                    continue;
                }
            };
            window.move_to(report.year);
            let among = if walk.told_apart { window.among(report.year) } else { Among::Namesakes };
            let subject = Subject::new(&report, self.facts).among(among);
            visit(index, Ok(&subject));
            let texts = subject.into_texts();
            window.take(report, texts);
        }
    }

    /// The rules over agencies: reports they have something to say about are checked once more, with that, and
    /// those they had something to say about before, without. Answers what each report has to do with others.
    fn between(&self, (agencies, walks): (&Agencies, &[Walk]), same: &Same) -> BTreeMap<usize, Mark> {
        let Some(digests) = &self.digests else { return BTreeMap::new() };
        let find = |digests: &Known| {
            let between = Between { headers: self.headers, agencies, digests };
            between.find(&|index: usize| self.reports.told(index))
        };
        let beyond = find(&digests.known());
        let marks: BTreeMap<usize, Mark> = beyond.iter().map(|(index, beyond)| (*index, mark(beyond))).collect();
        let others = marks.keys().chain(same.beyond.keys()).filter(|index| marks.get(index) != same.beyond.get(index));
        let others: BTreeSet<usize> = others.copied().collect();
        let concerned: BTreeSet<usize> = others.iter().filter_map(|index| agencies.number_of(*index)).collect();
        let concerned: Vec<&Walk> = concerned.into_iter().filter_map(|number| walks.get(number)).collect();
        let others: BTreeMap<usize, Option<&Beyond>> =
            others.into_iter().map(|index| (index, beyond.get(&index))).collect();
        concerned.par_iter().for_each(|walk| self.again(walk, &others));
        marks
    }

    /// Checks those reports of an agency with which other agencies have to do, or had.
    fn again(&self, walk: &Walk, others: &BTreeMap<usize, Option<&Beyond>>) {
        self.walk(walk, &mut |index, subject| {
            let (Ok(subject), Some(beyond)) = (subject, others.get(&index)) else { return };
            let outcome = match beyond {
                None => self.by_itself(index, subject),
                Some(beyond) => {
                    let subject = Subject::new(subject.report, self.facts).among(subject.among).beyond(beyond);
                    let scopes = [Scope::Report, Scope::Agency, Scope::Corpus];
                    check_subject(&subject, self.selection, &scopes)
                }
            };
            self.gathered.replace(index, &outcome);
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
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::registry::all;

    /// The examples of the rules that look beyond one report, as one corpus; each in a county of its own.
    pub(crate) fn corpus() -> Vec<Report> {
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
