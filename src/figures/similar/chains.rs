//! Texts of one agency that are like those of the year before, year after year.

use std::cmp::Reverse;

use rayon::prelude::*;

use crate::corpus::agencies::Home;
use crate::figures::similar::gather::Likeness;
use crate::figures::similar::region::Reach;
use crate::figures::similar::share::Kind;
use crate::figures::similar::{Across, Cluster, Field, Member, Similar, summed_up, within};
use crate::model::report::SectionKey;
use crate::rules::{Sketch, Text};

/// Reports of one agency, year after year, each with the sketch of a section.
struct Chain<'a> {
    section: SectionKey,
    years: Vec<(usize, &'a Sketch)>,
}

impl Chain<'_> {
    /// Whether the text of a year, by its place, differs from that of the year before or after it: those with the same
    /// letters need not be read.
    fn differs(&self, place: usize) -> bool {
        let whole = |place: usize| self.years.get(place).map(|(_, sketch)| sketch.whole());
        let beside = [place.checked_sub(1).and_then(whole), whole(place + 1)];
        beside.into_iter().flatten().any(|beside| Some(beside) != whole(place))
    }

    /// How many texts have to be read to measure it.
    fn cost(&self) -> usize {
        (0..self.years.len()).filter(|place| self.differs(*place)).count()
    }
}

/// Finds the groups, and adds them to those that are there.
pub(super) fn find(field: &Field<'_>, similar: &mut Similar) {
    let mut is_current = vec![false; field.corpus.len()];
    for report in &field.reports {
        is_current.get_mut(*report).into_iter().for_each(|is| *is = true);
    }
    let is_current = |report: &usize| is_current.get(*report).copied().unwrap_or(false);
    let of_agency: Vec<(Vec<usize>, bool)> = field
        .agencies
        .all
        .iter()
        .map(|agency| {
            let reports = agency.reports.iter().copied().filter(is_current).collect();
            (reports, agency.home != Home::Unknown(None))
        })
        .collect();
    similar.unproved += of_agency
        .iter()
        .filter(|(reports, is_proved)| !is_proved && reports.len() > 1)
        .map(|(all, _)| all.len())
        .sum::<usize>();
    let proved: Vec<Vec<usize>> =
        of_agency.into_iter().filter(|(_, is_proved)| *is_proved).map(|(reports, _)| reports).collect();
    let found: Vec<(Vec<Chain<'_>>, u64)> = proved.par_iter().map(|reports| chains(field, reports)).collect();
    similar.compared += found.iter().map(|(_, compared)| compared).sum::<u64>();
    let mut all: Vec<Chain<'_>> = found.into_iter().flat_map(|(chains, _)| chains).collect();
    let id = |chain: &Chain<'_>| {
        let first = chain.years.first().and_then(|(report, _)| field.header(*report));
        first.map(|header| header.id.to_owned())
    };
    all.sort_by_cached_key(|chain| (Reverse(chain.years.len()), chain.section, id(chain)));
    let is_measured = within(field.wish.measured, all.iter().map(Chain::cost));
    let found: Vec<Vec<Cluster>> =
        all.par_iter().zip(is_measured).map(|(chain, is_measured)| clusters(field, chain, is_measured)).collect();
    similar.clusters.extend(found.into_iter().flatten());
}

/// The years of an agency in which each text is near to that of the year before that it has a report of.
fn chains<'a>(field: &'a Field<'_>, reports: &[usize]) -> (Vec<Chain<'a>>, u64) {
    let (mut all, mut compared) = (Vec::new(), 0);
    for section in field.wish.sections.iter().copied() {
        let years: Vec<(usize, Option<&Sketch>)> =
            reports.iter().map(|report| (*report, field.sketches.of(*report, section))).collect();
        compared += years.len().saturating_sub(1) as u64;
        let is_near = |a: &(usize, Option<&Sketch>), b: &(usize, Option<&Sketch>)| {
            a.1.zip(b.1).is_some_and(|(one, other)| one.is_near(other))
        };
        let runs =
            years.chunk_by(is_near).map(|run| run.iter().filter_map(|(report, sketch)| Some((*report, (*sketch)?))));
        let chains = runs.map(|run| Chain { section, years: run.collect() });
        let is_wanted = |chain: &Chain<'_>| {
            chain.years.len() > 1 && field.wish.asks_for(field.corpus, chain.years.iter().map(|(report, _)| *report))
        };
        all.extend(chains.filter(is_wanted));
    }
    (all, compared)
}

/// The parts of a chain in which every text is alike to the one before.
fn clusters(field: &Field<'_>, chain: &Chain<'_>, is_measured: bool) -> Vec<Cluster> {
    let mut before: Option<(&Sketch, Option<Text>)> = None;
    let mut runs: Vec<Vec<Member>> = Vec::new();
    for (place, (report, sketch)) in chain.years.iter().enumerate() {
        let text = if is_measured && chain.differs(place) { field.text(*report, chain.section) } else { None };
        let likeness = before
            .as_ref()
            .map(|(earlier, their)| Likeness::of((*earlier, their.as_ref()), (*sketch, text.as_ref())))
            .filter(|likeness| likeness.percent() >= field.wish.least);
        let member = Member { report: *report, likeness };
        match runs.last_mut().filter(|_| likeness.is_some()) {
            Some(run) => run.push(member),
            None => runs.push(vec![member]),
        }
        before = Some((*sketch, text));
    }
    runs.into_iter().filter_map(|members| cluster(field, chain.section, members)).collect()
}

fn cluster(field: &Field<'_>, section: SectionKey, members: Vec<Member>) -> Option<Cluster> {
    let (least, median) = summed_up(&members)?;
    let header = |member: Option<&Member>| field.header(member?.report);
    let (first, last) = (header(members.first())?, header(members.last())?);
    let (reach, regions) = Reach::of(std::iter::once(last.agency));
    Some(Cluster {
        across: Across::Years,
        section,
        years: (first.year?, last.year?),
        agencies: 1,
        least,
        median,
        reach,
        regions,
        kind: Kind::Alike,
        share: None,
        first: None,
        members,
    })
}
