//! What shows only between agencies: groups of alike texts, and what the agencies of an area report
//! together. Works on a digest of each report, so that no two reports need be in memory for it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Deref;

use crate::corpus::agencies::{Agencies, Class};
use crate::corpus::header::Header;
use crate::model::form::{CellId, Col, Row};
use crate::model::report::{Report, SectionKey};
use crate::rules::across::{below, peers};
use crate::rules::among::{Alike, Below, Beyond, Member};
use crate::rules::run::is_checked;
use crate::rules::selection::Selection;
use crate::rules::shingles::{SECTIONS, Shingles, Sketch, Texts, shared_passage};

/// The cells in which an area cannot have less than the agencies in it.
pub(crate) const TOTALS: [CellId; 5] = [
    CellId { row: Row::NewReceived, col: Col::Total },
    CellId { row: Row::HandledTotal, col: Col::Total },
    CellId { row: Row::Review, col: Col::Total },
    CellId { row: Row::LitigationDirect, col: Col::Total },
    CellId { row: Row::LitigationAfterReview, col: Col::Total },
];

/// How often the rest of a group of candidates is compared with its first member.
const ROUNDS: usize = 4;

/// What is kept of a report to compare it with those of other agencies.
#[derive(Debug, Clone, Default)]
pub(crate) struct Digest {
    /// Of each of [`SECTIONS`], where it is long enough.
    sketches: [Option<Box<Sketch>>; SECTIONS.len()],
    /// The values of [`TOTALS`].
    totals: [Option<i64>; TOTALS.len()],
}

impl Digest {
    pub(crate) fn of(report: &Report, texts: &Texts) -> Self {
        if !is_checked(report.kind) {
            return Self::default();
        }
        let sketch = |key| texts.get(key).map(|shingles| Box::new(shingles.sketch()));
        let total = |id| report.tables.cell(id).and_then(|cell| cell.value)?.integer();
        Self { sketches: SECTIONS.map(sketch), totals: TOTALS.map(total) }
    }

    /// The rules over agencies that were evaluated on a report nothing was found for.
    pub(crate) fn compared(&self, selection: &Selection) -> impl Iterator<Item = &'static str> {
        let has_text = self.sketches.iter().any(Option::is_some);
        let rules = selection.rules().iter().map(|rule| rule.code);
        rules.filter(move |code| *code == peers::CODE && has_text)
    }
}

/// Everything there is between the agencies of a corpus, by report.
pub(crate) fn find<H: Deref<Target = Report>>(
    headers: &[&Header],
    agencies: &Agencies,
    digests: &[Option<Digest>],
    report: &dyn Fn(usize) -> Result<H, String>,
) -> BTreeMap<usize, Beyond> {
    let latest = latest_versions(headers, agencies);
    let mut found: BTreeMap<usize, Beyond> = BTreeMap::new();
    for (nth, section) in SECTIONS.into_iter().enumerate() {
        let sketch = |index: usize| digests.get(index)?.as_ref()?.sketches.get(nth)?.as_deref();
        for candidates in candidates(headers, &latest, &sketch) {
            for (first, alike) in groups(&candidates, section, &|one, other| distinct(agencies, one, other), report) {
                found.entry(first).or_default().alike.push(alike);
            }
        }
    }
    for (own_level, below) in sums_below(headers, agencies, &latest, digests) {
        found.entry(own_level).or_default().below = below;
    }
    found
}

/// The last report of each agency and year.
fn latest_versions(headers: &[&Header], agencies: &Agencies) -> Vec<usize> {
    let mut latest: BTreeMap<(usize, u16), usize> = BTreeMap::new();
    for (index, header) in headers.iter().enumerate() {
        let (Some(agency), Some(year), true) = (agencies.number_of(index), header.year, is_checked(header.kind)) else {
            continue;
        };
        let last = latest.entry((agency, year)).or_insert(index);
        if headers.get(*last).is_some_and(|before| before.published <= header.published) {
            *last = index;
        }
    }
    let mut all: Vec<usize> = latest.into_values().collect();
    all.sort_unstable();
    all
}

/// Reports of one year whose sketches share a band, directly or through others; each group in order.
fn candidates<'d>(
    headers: &[&Header],
    latest: &[usize],
    sketch: &dyn Fn(usize) -> Option<&'d Sketch>,
) -> Vec<Vec<usize>> {
    let mut first_with: HashMap<(u16, usize, u32), usize> = HashMap::new();
    let mut parent: BTreeMap<usize, usize> = BTreeMap::new();
    for index in latest {
        let (Some(sketch), Some(year)) = (sketch(*index), headers.get(*index).and_then(|header| header.year)) else {
            continue;
        };
        parent.insert(*index, *index);
        for (band, hash) in sketch.iter().enumerate() {
            let other = *first_with.entry((year, band, *hash)).or_insert(*index);
            let (one, other) = (root(&mut parent, *index), root(&mut parent, other));
            parent.insert(one.max(other), one.min(other));
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in latest {
        if parent.contains_key(index) {
            groups.entry(root(&mut parent, *index)).or_default().push(*index);
        }
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

fn root(parent: &mut BTreeMap<usize, usize>, mut index: usize) -> usize {
    while let Some(above) = parent.get(&index).copied().filter(|above| *above != index) {
        let next = parent.get(&above).copied().unwrap_or(above);
        parent.insert(index, next);
        index = next;
    }
    index
}

/// Whether two reports are of agencies that should not say the same: a government and its own office
/// may publish one text.
fn distinct(agencies: &Agencies, one: usize, other: usize) -> bool {
    let (Some(one), Some(other)) = (agencies.of(one), agencies.of(other)) else { return true };
    let of_government = |class| matches!(class, Class::OwnLevel | Class::Office);
    !(one.home == other.home && of_government(one.class) && of_government(other.class))
}

/// The groups among candidates whose texts really are alike: each is compared with the first that has
/// found none yet, so the time grows with the candidates and not with their pairs.
fn groups<H: Deref<Target = Report>>(
    candidates: &[usize],
    section: SectionKey,
    distinct: &dyn Fn(usize, usize) -> bool,
    report: &dyn Fn(usize) -> Result<H, String>,
) -> Vec<(usize, Alike)> {
    let mut rest: Vec<usize> = candidates.to_vec();
    let mut found = Vec::new();
    for _ in 0..ROUNDS {
        let Some((first, others)) = rest.split_first() else { break };
        let Ok(held) = report(*first) else {
            rest.remove(0);
            continue;
        };
        let Some(shingles) = Shingles::of(&held, section) else { break };
        let mut group = Vec::new();
        let mut unlike = Vec::new();
        for other in others {
            match report(*other).ok().and_then(|report| alike(&held, &shingles, &report, section)) {
                Some(member) if distinct(*first, *other) => group.push(member),
                Some(_) => {}
                None => unlike.push(*other),
            }
        }
        if !group.is_empty() {
            found.push((*first, Alike { section, others: group }));
        }
        rest = unlike;
    }
    found
}

/// A report as a member of the group of another, where its text is as alike as the rule asks for.
fn alike(first: &Report, shingles: &Shingles, other: &Report, section: SectionKey) -> Option<Member> {
    let percent = shingles.alike(&Shingles::of(other, section)?);
    (percent >= peers::LEAST).then(|| Member {
        id: other.id.clone(),
        name: other.agency.name.clone().unwrap_or_default(),
        percent,
        passage: shared_passage(first, other, section).map(|block| block.text.clone()).unwrap_or_default(),
    })
}

/// For each own-level report what the agencies surely in its area report together. A city's report is
/// only held against its own departments: whether it covers the counties is not said anywhere.
fn sums_below(
    headers: &[&Header],
    agencies: &Agencies,
    latest: &[usize],
    digests: &[Option<Digest>],
) -> Vec<(usize, Vec<Below>)> {
    let mut own_level: BTreeMap<(&str, u16), Vec<usize>> = BTreeMap::new();
    let mut below: BTreeMap<(&str, u16), BTreeSet<usize>> = BTreeMap::new();
    for index in latest {
        let (Some(header), Some(agency)) = (headers.get(*index), agencies.of(*index)) else { continue };
        let (Some(code), Some(year)) = (header.agency.code.as_deref(), header.year) else { continue };
        match agency.class {
            Class::OwnLevel => own_level.entry((code, year)).or_default().push(*index),
            Class::Department => _ = below.entry((code, year)).or_default().insert(*index),
            Class::Township => {
                let county = code.get(..below::COUNTY_CODE).unwrap_or(code);
                below.entry((county, year)).or_default().insert(*index);
            }
            _ => {}
        }
    }
    // Two own-level reports of one area and year: nothing says which of them is meant.
    let sure = own_level.into_iter().filter(|(_, reports)| reports.len() == 1);
    sure.filter_map(|(key, reports)| Some((*reports.first()?, parts(headers, digests, below.get(&key)?)))).collect()
}

fn parts(headers: &[&Header], digests: &[Option<Digest>], reports: &BTreeSet<usize>) -> Vec<Below> {
    let part = |nth: usize, index: usize| {
        let value = (*digests.get(index)?.as_ref()?.totals.get(nth)?)?;
        let header = headers.get(index)?;
        Some((header.id.clone(), header.name().to_owned(), value))
    };
    let below = TOTALS.into_iter().enumerate().map(|(nth, cell)| {
        let mut parts: Vec<_> = reports.iter().filter_map(|index| part(nth, *index)).collect();
        parts.sort_by(|one, other| other.2.cmp(&one.2).then_with(|| one.cmp(other)));
        Below { cell, parts }
    });
    below.filter(|below| !below.parts.is_empty()).collect()
}
