//! Texts that several agencies have alike for one year.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use crate::corpus::agencies::{Class, Home};
use crate::figures::similar::gather::{Likeness, gather};
use crate::figures::similar::near::near;
use crate::figures::similar::region::Reach;
use crate::figures::similar::share::Kind;
use crate::figures::similar::{Across, Cluster, Field, First, Member, Similar, summed_up, within};
use crate::model::report::SectionKey;
use crate::rules::Sketch;

/// Reports of one text, letter for letter, in the order of their ids.
struct Distinct<'a> {
    sketch: &'a Sketch,
    reports: Vec<usize>,
}

/// Texts of one section and year that are near one another.
struct Vicinity<'a> {
    section: SectionKey,
    year: u16,
    texts: Vec<Distinct<'a>>,
}

impl Vicinity<'_> {
    fn reports(&self) -> impl Iterator<Item = usize> {
        self.texts.iter().flat_map(|text| text.reports.iter().copied())
    }

    /// How many texts have to be read to measure it.
    fn cost(&self) -> usize {
        if self.texts.len() == 1 { 0 } else { self.texts.len() }
    }
}

/// Finds the groups, and adds them to those that are there.
pub(super) fn find(field: &Field<'_>, similar: &mut Similar) {
    let mut pools: BTreeMap<(u16, SectionKey), Vec<usize>> = BTreeMap::new();
    for report in field.reports.iter().copied() {
        let Some(year) = field.header(report).and_then(|header| header.year) else { continue };
        if field.wish.years.as_ref().is_some_and(|years| !years.contains(&year)) {
            continue;
        }
        for section in field.wish.sections.iter().copied() {
            if field.sketches.of(report, section).is_some() {
                pools.entry((year, section)).or_default().push(report);
            }
        }
    }
    let found: Vec<(Vec<Vicinity<'_>>, u64)> =
        pools.into_par_iter().map(|((year, section), reports)| vicinities(field, (year, section), reports)).collect();
    similar.compared += found.iter().map(|(_, compared)| compared).sum::<u64>();
    let mut all: Vec<Vicinity<'_>> = found.into_iter().flat_map(|(vicinities, _)| vicinities).collect();
    all.sort_by_cached_key(|vicinity| {
        let size = vicinity.reports().count();
        let id = vicinity.reports().filter_map(|report| field.header(report)).map(|header| header.id).min();
        (Reverse(size), vicinity.year, vicinity.section, id.map(str::to_owned))
    });
    let is_measured = within(field.wish.measured, all.iter().map(Vicinity::cost));
    let found: Vec<_> =
        all.par_iter().zip(is_measured).map(|(vicinity, is_measured)| clusters(field, vicinity, is_measured)).collect();
    for (clusters, beyond, compared) in found {
        similar.clusters.extend(clusters);
        similar.beyond += beyond;
        similar.compared += compared;
    }
}

/// The texts of a year that have others near to them, or are those of several reports.
fn vicinities<'a>(
    field: &'a Field<'_>,
    (year, section): (u16, SectionKey),
    reports: Vec<usize>,
) -> (Vec<Vicinity<'a>>, u64) {
    let mut of_text: HashMap<u64, Distinct<'a>> = HashMap::new();
    for report in reports {
        if let Some(sketch) = field.sketches.of(report, section) {
            let text = of_text.entry(sketch.whole()).or_insert_with(|| Distinct { sketch, reports: Vec::new() });
            text.reports.push(report);
        }
    }
    let id = |report: usize| field.header(report).map(|header| header.id.to_owned());
    let mut texts: Vec<Distinct<'a>> = of_text.into_values().collect();
    texts.par_iter_mut().for_each(|text| text.reports.sort_by_cached_key(|report| id(*report)));
    // What most say comes first, whatever the order of the corpus is.
    texts.sort_by_cached_key(|text| (Reverse(text.reports.len()), text.reports.first().map(|report| id(*report))));
    let found = near(&texts.iter().map(|text| text.sketch).collect::<Vec<_>>());
    let mut texts: Vec<Option<Distinct<'a>>> = texts.into_iter().map(Some).collect();
    let mut take = |place: usize| texts.get_mut(place).and_then(Option::take);
    let groups = found.groups.into_iter().map(|group| group.into_iter().filter_map(&mut take).collect());
    let vicinities = groups.map(|texts| Vicinity { section, year, texts });
    let is_wanted = |vicinity: &Vicinity<'_>| {
        is_of_several(field, vicinity.reports()) && field.wish.asks_for(field.corpus, vicinity.reports())
    };
    (vicinities.filter(is_wanted).collect(), found.compared)
}

/// The groups among texts that are near one another, how many of the texts were not compared with all that might be
/// alike, and how many comparisons it took.
fn clusters(field: &Field<'_>, vicinity: &Vicinity<'_>, is_measured: bool) -> (Vec<Cluster>, usize, u64) {
    let sketches: Vec<&Sketch> = vicinity.texts.iter().map(|text| text.sketch).collect();
    let read = |place: usize| field.text(*vicinity.texts.get(place)?.reports.first()?, vicinity.section);
    let found = gather(&sketches, field.wish.least, is_measured.then_some(&read));
    let reports = |place: usize| vicinity.texts.get(place).map_or(&[][..], |text| &text.reports);
    let clusters = found.groups.iter().filter_map(|group| {
        let own = reports(group.centre)
            .iter()
            .enumerate()
            .map(|(nth, report)| Member { report: *report, likeness: (nth > 0).then_some(Likeness::Measured(100)) });
        let mut others = group.others.clone();
        others.sort_by_key(|(place, likeness)| (Reverse(likeness.percent()), *place));
        let others = others.iter().flat_map(|(place, likeness)| {
            reports(*place).iter().map(|report| Member { report: *report, likeness: Some(*likeness) })
        });
        cluster(field, vicinity, own.chain(others).collect())
    });
    (clusters.collect(), found.beyond, found.compared)
}

/// The group of these members; `None` where they are of one agency, or of a government and its own office.
fn cluster(field: &Field<'_>, vicinity: &Vicinity<'_>, members: Vec<Member>) -> Option<Cluster> {
    let reports = || members.iter().map(|member| member.report);
    if !is_of_several(field, reports()) {
        return None;
    }
    let (least, median) = summed_up(&members)?;
    let (reach, regions) = Reach::of(reports().filter_map(|report| Some(field.header(report)?.agency)));
    let share = field.levels.share((field.corpus, field.agencies), reports());
    Some(Cluster {
        across: Across::Agencies,
        section: vicinity.section,
        years: (vicinity.year, vicinity.year),
        agencies: super::agencies_of(field.agencies, reports()),
        least,
        median,
        reach,
        regions,
        kind: share.as_ref().map_or(Kind::Alike, super::Share::kind),
        share,
        first: first(field, &members),
        members,
    })
}

/// Whether reports are of agencies that should not say the same: a government and its own office may publish one text,
/// and what nothing tells apart may be one agency.
fn is_of_several(field: &Field<'_>, reports: impl Iterator<Item = usize>) -> bool {
    let mut bodies = HashSet::new();
    for report in reports {
        let Some((number, agency)) = field.agencies.number_of(report).zip(field.agencies.of(report)) else { continue };
        let of_government = matches!(agency.class, Class::OwnLevel | Class::Office);
        let place = if let Home::Region(path) = &agency.home { Some(path) } else { None };
        bodies.insert(match place.filter(|_| of_government) {
            Some(path) => (None, Some(path)),
            None => (Some(number), None),
        });
        if bodies.len() > 1 {
            return true;
        }
    }
    false
}

/// The first of a group to be published, by days that can be believed.
fn first(field: &Field<'_>, members: &[Member]) -> Option<First> {
    let day = |member: &Member| {
        let header = field.header(member.report)?;
        Some((field.facts.credible_day(&header)?, header.id.to_owned(), member.report))
    };
    let dated: Vec<_> = members.iter().filter_map(day).collect();
    let (first, _, report) = dated.iter().min()?;
    let also = dated.iter().filter(|(day, _, _)| day == first).count() - 1;
    Some(First { report: *report, day: *first, also, dated: dated.len() })
}
