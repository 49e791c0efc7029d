//! What shows only between agencies: groups of alike texts, and what the agencies of an area report
//! together. Works on a digest of each report, so that no two reports need be in memory for it.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Deref;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::corpus::agencies::{Agencies, Class};
use crate::corpus::header::Header;
use crate::model::form::{CellId, Col, Row};
use crate::model::report::{Report, SectionKey};
use crate::rules::across::{below, peers};
use crate::rules::among::{Alike, Below, Beyond, Member};
use crate::rules::packed::{Packer, Unpacker};
use crate::rules::run::is_checked;
use crate::rules::selection::Selection;
use crate::rules::shingles::{BANDS, SECTIONS, Sketch, Text, Texts};
use crate::rules::unions::Unions;

/// The cells in which an area cannot have less than the agencies in it.
pub(crate) const TOTALS: [CellId; 5] = [
    CellId { row: Row::NewReceived, col: Col::Total },
    CellId { row: Row::HandledTotal, col: Col::Total },
    CellId { row: Row::Review, col: Col::Total },
    CellId { row: Row::LitigationDirect, col: Col::Total },
    CellId { row: Row::LitigationAfterReview, col: Col::Total },
];

/// How often the rest of a group of candidates is compared with its first member: so the time grows with
/// the candidates and not with their pairs.
const ROUNDS: usize = 256;

/// What is kept of a report to compare it with those of other agencies.
#[derive(Debug, Clone, Default)]
pub(crate) struct Digest {
    /// Of each of [`SECTIONS`], where it is long enough.
    sketches: [Option<Sketch>; SECTIONS.len()],
    /// The values of [`TOTALS`].
    totals: [Option<i64>; TOTALS.len()],
}

impl Digest {
    pub(crate) fn of(report: &Report, texts: &Texts) -> Self {
        if !is_checked(report.kind) {
            return Self::default();
        }
        let total = |id| report.tables.cell(id).and_then(|cell| cell.value)?.integer();
        Self { totals: TOTALS.map(total), ..Self::told(texts) }
    }

    /// What the texts alone tell.
    pub(crate) fn told(texts: &Texts) -> Self {
        let sketch = |key| texts.get(key).map(Text::sketch);
        Self { sketches: SECTIONS.map(sketch), ..Self::default() }
    }

    /// The rules over agencies that were evaluated on a report nothing was found for.
    pub(crate) fn compared(&self, selection: &Selection) -> impl Iterator<Item = &'static str> {
        let has_text = self.sketches.iter().any(Option::is_some);
        let rules = selection.rules().iter().map(|rule| rule.code);
        rules.filter(move |code| *code == peers::CODE && has_text)
    }
}

/// The digests of the reports of a corpus, as they come from all cores.
#[derive(Debug)]
pub(crate) struct Digests(Mutex<Known>);

/// Digests in as little room as they need.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// In the order in which they came.
    sketches: Vec<Sketch>,
    /// Of each report the numbers of its sketches and one; zero where there is none.
    of: Vec<[u32; SECTIONS.len()]>,
    /// Of each report its totals, [`NO_TOTAL`] where there is none.
    totals: Vec<[i64; TOTALS.len()]>,
}

/// Stands for a total that is not known; no report has so little.
const NO_TOTAL: i64 = i64::MIN;

impl Digests {
    pub(crate) fn new(reports: usize) -> Self {
        let (of, totals) = (vec![Default::default(); reports], vec![[NO_TOTAL; TOTALS.len()]; reports]);
        Self(Mutex::new(Known { sketches: Vec::new(), of, totals }))
    }

    pub(crate) fn put(&self, report: usize, digest: &Digest) {
        let mut known = self.known();
        let mut number = |sketch: Option<Sketch>| {
            known.sketches.extend(sketch);
            u32::try_from(known.sketches.len()).ok().filter(|_| sketch.is_some()).unwrap_or(0)
        };
        let numbers = digest.sketches.map(&mut number);
        if let Some(place) = known.of.get_mut(report) {
            *place = numbers;
        }
        if let Some(place) = known.totals.get_mut(report) {
            *place = digest.totals.map(|total| total.unwrap_or(NO_TOTAL));
        }
    }

    /// Digests of so many reports, of which some are those of other reports among known ones; `from` gives their
    /// numbers there.
    pub(crate) fn resume(known: Known, from: &[Option<usize>]) -> Self {
        let of = from.iter().map(|from| from.and_then(|from| known.of.get(from)).copied().unwrap_or_default());
        let total = |from: &Option<usize>| from.and_then(|from| known.totals.get(from)).copied();
        let totals = from.iter().map(|from| total(from).unwrap_or([NO_TOTAL; TOTALS.len()]));
        let (of, totals) = (of.collect(), totals.collect());
        Self(Mutex::new(Known { sketches: known.sketches, of, totals }))
    }

    pub(crate) fn into_known(self) -> Known {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those that have come.
    pub(crate) fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// Writes the digests, report by report.
    pub(crate) fn pack(&self, packer: &mut Packer) {
        packer.count(self.of.len());
        for report in 0..self.of.len() {
            for nth in 0..SECTIONS.len() {
                let sketch = self.sketch(report, nth);
                packer.byte(u8::from(sketch.is_some()));
                if let Some(sketch) = sketch {
                    packer.bytes(&sketch.to_bytes());
                }
            }
            for nth in 0..TOTALS.len() {
                let total = self.total(report, nth);
                packer.byte(u8::from(total.is_some()));
                if let Some(total) = total {
                    packer.signed(total);
                }
            }
        }
    }

    /// Reads digests; `None` for bytes that are none.
    pub(crate) fn unpack(unpacker: &mut Unpacker<'_>) -> Option<Self> {
        let reports = unpacker.count()?;
        let digests = Digests::new(reports);
        for report in 0..reports {
            let mut digest = Digest::default();
            for sketch in &mut digest.sketches {
                if unpacker.byte()? == 1 {
                    *sketch = Some(Sketch::from_bytes(&unpacker.array()?)?);
                }
            }
            for total in &mut digest.totals {
                if unpacker.byte()? == 1 {
                    *total = Some(unpacker.signed()?);
                }
            }
            digests.put(report, &digest);
        }
        Some(digests.into_known())
    }

    /// The sketch of one of [`SECTIONS`] of a report.
    pub(crate) fn sketch(&self, report: usize, nth: usize) -> Option<&Sketch> {
        self.sketches.get((*self.of.get(report)?.get(nth)? as usize).checked_sub(1)?)
    }

    /// The value of one of [`TOTALS`] in a report.
    fn total(&self, report: usize, nth: usize) -> Option<i64> {
        self.totals.get(report)?.get(nth).copied().filter(|total| *total != NO_TOTAL)
    }
}

/// The reports of a corpus with their digests, to be compared over agencies.
pub(crate) struct Between<'a> {
    pub headers: &'a [&'a Header<'a>],
    pub agencies: &'a Agencies,
    pub digests: &'a Known,
}

impl Between<'_> {
    /// Everything there is between the agencies, by report; `read` decodes one where its sketch does not
    /// say enough.
    pub(crate) fn find<H: Deref<Target = Report>>(&self, read: &Read<'_, H>) -> BTreeMap<usize, Beyond> {
        let latest = latest_versions(self.headers, self.agencies);
        let mut found: BTreeMap<usize, Beyond> = BTreeMap::new();
        for nth in 0..SECTIONS.len() {
            let candidates = self.candidates(&latest, nth);
            let groups: Vec<_> = candidates.par_iter().flat_map_iter(|group| self.groups(group, nth, read)).collect();
            for (first, alike) in groups {
                found.entry(first).or_default().alike.push(alike);
            }
        }
        for (own_level, below) in sums_below(self.headers, self.agencies, &latest, self.digests) {
            found.entry(own_level).or_default().below = below;
        }
        found
    }

    /// The sketch of one of [`SECTIONS`] of a report.
    fn sketch(&self, index: usize, nth: usize) -> Option<&Sketch> {
        self.digests.sketch(index, nth)
    }

    /// Reports of one year whose sketches share a band, directly or through others; each group in order.
    fn candidates(&self, latest: &[usize], nth: usize) -> Vec<Vec<usize>> {
        let mut sets = Unions::new(self.headers.len());
        for band in 0..BANDS {
            let mut first_with: HashMap<(u16, u64), usize> = HashMap::new();
            for index in latest {
                let year = self.headers.get(*index).and_then(|header| header.year);
                if let (Some(sketch), Some(year)) = (self.sketch(*index, nth), year) {
                    sets.join(*index, *first_with.entry((year, sketch.band(band))).or_insert(*index));
                }
            }
        }
        sets.several()
    }

    /// The groups among candidates whose texts really are alike: each is compared with the first that has
    /// found none yet.
    fn groups<H: Deref<Target = Report>>(
        &self,
        candidates: &[usize],
        nth: usize,
        read: &Read<'_, H>,
    ) -> Vec<(usize, Alike)> {
        let Some(section) = SECTIONS.get(nth).copied() else { return Vec::new() };
        let mut rest: Vec<usize> = candidates.to_vec();
        let mut found = Vec::new();
        for _ in 0..ROUNDS {
            let Some((first, others)) = rest.split_first() else { break };
            let Some(sketch) = self.sketch(*first, nth) else { break };
            let (headers, text) = (self.headers, OnceCell::new());
            let mut lead = Lead { index: *first, sketch, section, headers, read, text, known: HashMap::new() };
            let (mut group, mut unlike) = (Vec::new(), Vec::new());
            for other in others {
                match self.sketch(*other, nth).and_then(|sketch| lead.likeness(*other, sketch)) {
                    Some(likeness) if self.are_distinct(*first, *other) => group.push(self.member(*other, likeness)),
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

    /// Whether two reports are of agencies that should not say the same: a government and its own office
    /// may publish one text.
    fn are_distinct(&self, one: usize, other: usize) -> bool {
        let (Some(one), Some(other)) = (self.agencies.of(one), self.agencies.of(other)) else { return true };
        let of_government = |class| matches!(class, Class::OwnLevel | Class::Office);
        !(one.home == other.home && of_government(one.class) && of_government(other.class))
    }

    fn member(&self, index: usize, likeness: Likeness) -> Member {
        let header = self.headers.get(index);
        let Likeness { percent, passage } = likeness;
        Member {
            id: header.map(|header| header.id.to_owned()).unwrap_or_default(),
            name: header.and_then(|header| header.agency.name.clone()).unwrap_or_default(),
            percent,
            passage,
        }
    }
}

/// Decodes a report, of which nothing but its sections is looked at, if that can be done.
pub(crate) type Read<'r, H> = dyn Fn(usize) -> Option<H> + Sync + 'r;

/// The report that others of its candidates are compared with.
struct Lead<'l, H> {
    index: usize,
    sketch: &'l Sketch,
    section: SectionKey,
    headers: &'l [&'l Header<'l>],
    read: &'l Read<'l, H>,
    /// The report and its text, once another was near enough.
    text: OnceCell<Option<(H, Text)>>,
    /// What became of each text, however many agencies publish it.
    known: HashMap<u64, Option<Likeness>>,
}

/// How alike a text is to that of the lead.
#[derive(Debug, Clone)]
struct Likeness {
    percent: u8,
    /// How a paragraph of the lead begins that the other has too.
    passage: String,
}

impl<H: Deref<Target = Report>> Lead<'_, H> {
    /// How alike another report is, where that is as much as the rule asks for.
    fn likeness(&mut self, other: usize, sketch: &Sketch) -> Option<Likeness> {
        if !self.sketch.is_near(sketch) {
            return None;
        }
        if let Some(known) = self.known.get(&sketch.whole()) {
            return known.clone();
        }
        let is_same = sketch.whole() == self.sketch.whole();
        let likeness = self.compare(if is_same { None } else { Some(other) });
        self.known.insert(sketch.whole(), likeness.clone());
        likeness
    }

    /// Compares the texts; with its own where no other is given.
    fn compare(&self, other: Option<usize>) -> Option<Likeness> {
        let (report, own) = self.text.get_or_init(|| self.text_of(self.index)).as_ref()?;
        let theirs = match other {
            Some(other) => Some(self.text_of(other)?.1),
            None => None,
        };
        let theirs = theirs.as_ref().unwrap_or(own);
        let percent = own.alike(theirs);
        let block = own.shared_passage(theirs).and_then(|number| report.section(self.section)?.blocks.get(number));
        let passage = block.map(|block| block.text.chars().take(peers::QUOTED).collect()).unwrap_or_default();
        (percent >= peers::LEAST).then_some(Likeness { percent, passage })
    }

    fn text_of(&self, index: usize) -> Option<(H, Text)> {
        let report = (self.read)(index)?;
        let text = Texts::one(&report, self.headers.get(index)?.agency, self.section)?;
        Some((report, text))
    }
}

/// The last report of each agency and year.
fn latest_versions(headers: &[&Header<'_>], agencies: &Agencies) -> Vec<usize> {
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

/// For each own-level report what the agencies surely in its area report together. A city's report is
/// only held against its own departments: whether it covers the counties is not said anywhere.
fn sums_below(
    headers: &[&Header<'_>],
    agencies: &Agencies,
    latest: &[usize],
    digests: &Known,
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

fn parts(headers: &[&Header<'_>], digests: &Known, reports: &BTreeSet<usize>) -> Vec<Below> {
    let below = TOTALS.into_iter().enumerate().filter_map(|(nth, cell)| {
        let part = |index: &usize| Some((digests.total(*index, nth)?, *headers.get(*index)?));
        let mut parts: Vec<(i64, &Header<'_>)> = reports.iter().filter_map(part).collect();
        parts.first()?;
        parts.sort_by(|one, other| {
            other.0.cmp(&one.0).then_with(|| (&one.1.id, one.1.name()).cmp(&(&other.1.id, other.1.name())))
        });
        let sum = parts.iter().fold(0_i64, |sum, (value, _)| sum.saturating_add(*value));
        let counted = || parts.iter().filter(|(value, _)| *value != 0);
        let named = |(value, header): &(i64, &Header<'_>)| (header.id.to_owned(), header.name().to_owned(), *value);
        Some(Below { cell, sum, count: counted().count(), most: counted().take(below::SHOWN).map(named).collect() })
    });
    below.collect()
}
