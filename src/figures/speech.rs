//! What every report says of what is wanted, whoever adds it up; and the agencies that say something in every year.

use std::collections::{BTreeMap, BTreeSet};

use crate::corpus::Corpus;
use crate::corpus::agencies::{Agencies, Home};
use crate::figures::grid::{Having, Wish};
use crate::figures::measure::{Measure, Sums};
use crate::figures::tally::{Inferred, Said};
use crate::figures::values::Values;

/// What every report says of what is wanted.
pub(super) struct Speech<'a> {
    corpus: &'a Corpus,
    measures: Vec<Measure>,
    having: &'a [Having],
    inferred: Inferred,
    sums: Vec<Sums>,
    values: Values,
}

impl<'a> Speech<'a> {
    pub(super) fn of(corpus: &'a Corpus, wish: &'a Wish) -> Self {
        Self::new(corpus, wish.measures.clone(), &wish.having, wish.inferred)
    }

    /// What every report says of one measure.
    pub(super) fn of_one(corpus: &'a Corpus, measure: Measure) -> Self {
        Self::new(corpus, vec![measure], &[], Inferred::default())
    }

    pub(super) fn new(corpus: &'a Corpus, measures: Vec<Measure>, having: &'a [Having], inferred: Inferred) -> Self {
        let cells: BTreeSet<_> = measures.iter().flat_map(|measure| measure.cells()).collect();
        let sums = measures.iter().map(|measure| Sums::of(*measure)).collect();
        Self { corpus, measures, having, inferred, sums, values: Values::read(corpus, cells) }
    }

    pub(super) fn measures(&self, report: usize) -> impl Iterator<Item = Said> {
        let form = self.corpus.header(report).and_then(|header| header.form);
        let of = move |(sums, measure): (&Sums, &Measure)| match measure {
            Measure::Reports => Said::one(),
            _ => Said::of(sums.of_form(form), report, &self.values),
        };
        self.sums.iter().zip(&self.measures).map(of)
    }

    pub(super) fn all(&self, report: usize) -> impl Iterator<Item = Said> {
        let has = move |having: &Having| Said::of_one(having.reports.get(report).copied().unwrap_or(false));
        self.measures(report).chain(self.having.iter().map(has))
    }

    fn has_numbers(&self, report: usize) -> bool {
        self.measures(report).all(|said| match said {
            Said::Value { inferred, .. } => !inferred || self.inferred == Inferred::Include,
            _ => false,
        })
    }
}

/// The reports of agencies with a number in every one of the years.
pub(super) fn panel(corpus: &Corpus, agencies: &Agencies, reports: &[usize], said: &Speech<'_>) -> Vec<usize> {
    let year = |report: usize| corpus.header(report).and_then(|header| header.year);
    let years: BTreeSet<u16> = reports.iter().filter_map(|report| year(*report)).collect();
    let mut of: BTreeMap<usize, BTreeSet<u16>> = BTreeMap::new();
    let agency = |report: usize| agencies.number_of(report).filter(|number| is_proved(agencies, *number));
    for report in reports.iter().copied().filter(|report| said.has_numbers(*report)) {
        if let Some((agency, year)) = agency(report).zip(year(report)) {
            of.entry(agency).or_default().insert(year);
        }
    }
    let is_whole = |report: &usize| agency(*report).and_then(|agency| of.get(&agency)).is_some_and(|of| *of == years);
    reports.iter().copied().filter(is_whole).collect()
}

/// Whether more than its name is known of an agency, so that its reports are surely of one.
pub(super) fn is_proved(agencies: &Agencies, agency: usize) -> bool {
    agencies.all.get(agency).is_some_and(|agency| agency.home != Home::Unknown(None))
}
