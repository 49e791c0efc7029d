//! Who is to report in which year, of whom something is held, and who is not in the corpus. What is not held was not
//! seen; whether it was published nobody here knows.
//!
//! Who is to report is told by a roster, by the list of divisions of that year (governments alone), or by what else the
//! corpus holds of the body: `Basis` says by which. Only bodies are counted, each once, so counts may be added over
//! regions.

mod late;
mod listed;
mod places;
mod region;
mod roster;
mod scope;
#[cfg(test)]
mod tests;
mod units;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;

use crate::corpus::Corpus;
use crate::corpus::agencies::Agencies;
use crate::figures::grid::By;
use crate::figures::population::Body;
use crate::figures::sheet::Term;
use crate::model::agency::Level;
use crate::model::ids::ids;
use crate::rules::UnknownRule;

pub use crate::figures::coverage::late::{Late, Timely, late_rule};
pub use crate::figures::coverage::listed::WAYS;
pub use crate::figures::coverage::region::{Region, Step};
pub use crate::figures::coverage::roster::{Entry, Roster};
pub use crate::figures::coverage::scope::{NoRegion, Scope};
pub use crate::figures::coverage::units::Unit;

use crate::figures::coverage::places::Place;
use crate::figures::coverage::scope::Covered;
use crate::figures::coverage::units::{Units, Wanted};

ids! {
    /// Why a body is to report in a year.
    pub enum Basis {
        /// A roster names it.
        Roster = "roster",
        /// The list of divisions of that year has its area.
        Division = "division",
        /// Reports of it are held, of that year or of years before and after.
        Seen = "seen",
        /// A report of the year before is held, and none since: it may be gone.
        Following = "following",
        /// The 办公厅(室) of this government reported, which nothing else tells of.
        Office = "office",
    }
}

impl Basis {
    pub fn term(self) -> Term {
        let zh = match self {
            Self::Roster => "名录",
            Self::Division => "区划表",
            Self::Seen => "前后年有",
            Self::Following => "上年有",
            Self::Office => "有办公厅(室)年报",
        };
        Term::new(self.id(), zh)
    }

    /// What has to be allowed for it: a roster, the table, or what the corpus holds.
    fn source(self) -> Self {
        if matches!(self, Self::Following | Self::Office) { Self::Seen } else { self }
    }
}

/// What is to be told.
#[derive(Debug, Clone)]
pub struct Wish<'a> {
    pub level: Option<Level>,
    pub body: Body,
    /// Without them the years of which anything is held.
    pub years: Option<RangeInclusive<u16>>,
    /// How narrow the regions of the lines are: province, city or county, or one line for all (year).
    pub by: By,
    pub scope: Scope,
    pub roster: Option<&'a Roster>,
    /// What alone tells who is to report; without it a roster for those sorts of bodies that it has, the list of
    /// divisions and the corpus for all others.
    pub basis: Option<Vec<Basis>>,
    /// Only agencies of which one of these reports is.
    pub asked: Option<&'a [bool]>,
    /// Whether reports were in time.
    pub late: bool,
}

/// How many bodies of a region in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Always held and missing together.
    pub expected: usize,
    pub held: usize,
    /// Of those missing: a report of the 办公厅(室) is there.
    pub office: usize,
    /// Held, though nothing that was asked says that they are to report.
    pub beyond: usize,
    /// By basis, in the order of [`Basis::ALL`].
    pub basis: [usize; 5],
    /// Of those held: with a date that can be trusted, and late by it.
    pub dated: usize,
    pub late: usize,
    /// Expected and held by level: province, prefecture, county, others.
    pub levels: [(usize, usize); 4],
}

impl Counts {
    pub fn missing(&self) -> usize {
        self.expected - self.held
    }

    fn add(&mut self, other: &Self) {
        let mut numbers = vec![
            (&mut self.expected, other.expected),
            (&mut self.held, other.held),
            (&mut self.office, other.office),
            (&mut self.beyond, other.beyond),
            (&mut self.dated, other.dated),
            (&mut self.late, other.late),
        ];
        numbers.extend(self.basis.iter_mut().zip(other.basis));
        for (own, other) in self.levels.iter_mut().zip(other.levels) {
            numbers.extend([(&mut own.0, other.0), (&mut own.1, other.1)]);
        }
        for (own, other) in numbers {
            *own += other;
        }
    }
}

/// A region and how many bodies are in it, those of the regions inside too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub region: Region,
    /// One for each year.
    pub counts: Vec<Counts>,
}

/// What the corpus has of whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    pub level: Option<Level>,
    pub body: Body,
    pub by: By,
    pub years: Vec<u16>,
    /// Bodies that are expected or held in any of the years, region by region.
    pub units: Vec<Unit>,
    /// Why each of them is expected, year by year.
    pub basis: Vec<Vec<Option<Basis>>>,
    /// All of it first, then region by region, what lies in one behind it.
    pub lines: Vec<Line>,
    /// When the reports that are held were published, where that was asked.
    pub timely: Option<HashMap<usize, Timely>>,
    pub(super) covered: Covered,
    /// Older versions and copies; what is no report, or of no year; entries of the roster about others.
    pub others: usize,
    pub left_out: usize,
    pub roster_others: usize,
}

/// Years further apart than this are told without the years between them.
const LONGEST_GAP: u16 = 3;

impl Coverage {
    /// Who is expected and held in a corpus.
    ///
    /// # Errors
    /// When a region that is named is none, or the rule about dates is not known.
    pub fn of(corpus: &Corpus, agencies: &Agencies, wish: &Wish<'_>) -> Result<Self, Refusal> {
        let wanted = Wanted { level: wish.level, body: wish.body, asked: wish.asked };
        let mut units = Units::of_corpus(corpus, agencies, wanted);
        let covered = Covered::of(&wish.scope, corpus, agencies, wish.asked)?;
        if wish.body == Body::Aggregate {
            let is_of = |place: &Place| wish.level.is_none_or(|level| place.level() == Some(level));
            units.add_places(Place::all().filter(|place| covered.has(*place)).filter(is_of));
        }
        let roster_others = wish.roster.map_or(0, |roster| units.add_roster(roster, wanted));
        let Units { all, others, left_out, .. } = units;
        let mut all: Vec<Unit> = all.into_iter().filter(Unit::is_asked).collect();
        // The years are those of all that is asked about, so that a region has those of the lines around it.
        let years = wish.years.clone().map_or_else(|| years_of(&all), Iterator::collect);
        all.retain(|unit| covered.is_named(&unit.region));
        all.sort_by(|one, other| {
            (&one.region, one.level, one.name_in(u16::MAX)).cmp(&(&other.region, other.level, other.name_in(u16::MAX)))
        });
        let mut coverage = Self {
            level: wish.level,
            body: wish.body,
            by: wish.by,
            years,
            units: Vec::new(),
            basis: Vec::new(),
            lines: Vec::new(),
            timely: None,
            covered,
            others,
            left_out,
            roster_others,
        };
        for unit in all {
            let basis: Vec<_> = coverage.years.iter().map(|year| basis(&unit, *year, wish)).collect();
            let is_held = || coverage.years.iter().any(|year| unit.held.contains_key(year));
            if basis.iter().any(Option::is_some) || is_held() {
                coverage.units.push(unit);
                coverage.basis.push(basis);
            }
        }
        if wish.late {
            let held = coverage.units.iter().flat_map(|unit| coverage.years.iter().filter_map(|y| unit.held.get(y)));
            let held: Vec<usize> = held.copied().collect();
            coverage.timely = Some(late::timely(corpus, &held)?);
        }
        coverage.lines = coverage.counted();
        Ok(coverage)
    }

    /// The lines of all regions.
    fn counted(&self) -> Vec<Line> {
        let depth: usize = match self.by {
            By::Province => 1,
            By::City => 2,
            By::County => 3,
            _ => 0,
        };
        let mut lines: BTreeMap<Region, Vec<Counts>> = BTreeMap::new();
        let none = || vec![Counts::default(); self.years.len()];
        lines.insert(Region::Of(Vec::new()), none());
        for (unit, basis) in self.units.iter().zip(&self.basis) {
            let counts: Vec<Counts> =
                self.years.iter().zip(basis).map(|(year, basis)| self.of_unit(unit, *year, *basis)).collect();
            let mut regions: Vec<Region> = (0..=depth).map(|depth| unit.region.within(depth)).collect();
            if depth > 0 && unit.region.steps().is_empty() {
                regions.push(Region::Of(Vec::new()));
            } else if depth == 0 {
                regions = vec![Region::Of(Vec::new())];
            }
            regions.dedup();
            for region in regions {
                let line = lines.entry(region).or_insert_with(none);
                for (line, counts) in line.iter_mut().zip(&counts) {
                    line.add(counts);
                }
            }
        }
        lines.into_iter().map(|(region, counts)| Line { region, counts }).collect()
    }

    fn of_unit(&self, unit: &Unit, year: u16, basis: Option<Basis>) -> Counts {
        let held = unit.held.get(&year);
        let mut counts = Counts::default();
        let Some(basis) = basis else {
            counts.beyond = usize::from(held.is_some());
            return counts;
        };
        counts.expected = 1;
        counts.held = usize::from(held.is_some());
        counts.office = usize::from(held.is_none() && unit.office.contains_key(&year));
        let nth = Basis::ALL.iter().position(|one| *one == basis);
        if let Some(count) = nth.and_then(|nth| counts.basis.get_mut(nth)) {
            *count = 1;
        }
        let level = match unit.level {
            Some(Level::Province) => 0,
            Some(Level::Prefecture) => 1,
            Some(Level::County) => 2,
            _ => 3,
        };
        counts.levels[level] = (1, counts.held);
        match held.and_then(|report| self.timely.as_ref()?.get(report)) {
            Some(Timely::Late(_)) => (counts.dated, counts.late) = (1, 1),
            Some(Timely::InTime) => counts.dated = 1,
            Some(Timely::Undated) | None => {}
        }
        counts
    }

    /// All of it together, a year each.
    pub fn whole(&self) -> &[Counts] {
        self.lines.first().map(|line| line.counts.as_slice()).unwrap_or_default()
    }

    /// The bodies that are not held though they are expected, each with a year and why it is.
    pub fn missing(&self) -> impl Iterator<Item = (&Unit, u16, Basis)> {
        self.each()
            .filter_map(|(unit, year, basis)| Some((unit, year, basis.filter(|_| !unit.held.contains_key(&year))?)))
    }

    /// The bodies whose report was late, each with its year, the report and by how much.
    pub fn late(&self) -> impl Iterator<Item = (&Unit, u16, usize, Late)> {
        self.each().filter(|(_, _, basis)| basis.is_some()).filter_map(|(unit, year, _)| {
            let report = *unit.held.get(&year)?;
            match self.timely.as_ref()?.get(&report)? {
                Timely::Late(late) => Some((unit, year, report, *late)),
                _ => None,
            }
        })
    }

    fn each(&self) -> impl Iterator<Item = (&Unit, u16, Option<Basis>)> {
        self.units
            .iter()
            .zip(&self.basis)
            .flat_map(|(unit, basis)| self.years.iter().zip(basis).map(move |(year, basis)| (unit, *year, *basis)))
    }
}

/// Why nothing is told.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Region(#[from] NoRegion),
    #[error(transparent)]
    Rule(#[from] UnknownRule),
}

/// Why a body is to report in a year, if it is.
fn basis(unit: &Unit, year: u16, wish: &Wish<'_>) -> Option<Basis> {
    let has = |source: Basis| match &wish.basis {
        Some(asked) => asked.contains(&source),
        // Where a roster speaks, it alone does.
        None => source == Basis::Roster || !wish.roster.is_some_and(|roster| roster.speaks_of(wish.body)),
    };
    if has(Basis::Roster) && unit.is_on_roster(year) {
        return Some(Basis::Roster);
    }
    if has(Basis::Division) && unit.place.is_some_and(|place| place.is_due(year)) {
        return Some(Basis::Division);
    }
    seen(unit, year).filter(|basis| has(basis.source()))
}

/// What the corpus tells of a year. A place that the lists of divisions do not have in that year is not expected
/// because of other years.
fn seen(unit: &Unit, year: u16) -> Option<Basis> {
    if unit.held.contains_key(&year) {
        return Some(Basis::Seen);
    }
    let (first, last) = unit.held.keys().next().zip(unit.held.keys().next_back()).unzip();
    let may_be = unit.is_joined && unit.place.is_none_or(|place| place.is_due(year));
    if may_be && first.is_some_and(|first| *first < year) {
        if last.is_some_and(|last| year < *last) {
            return Some(Basis::Seen);
        }
        if last.is_some_and(|last| last + 1 == year) {
            return Some(Basis::Following);
        }
    }
    unit.office.contains_key(&year).then_some(Basis::Office)
}

/// The years of which anything is held, with short gaps between them.
fn years_of(units: &[Unit]) -> Vec<u16> {
    let held: BTreeSet<u16> =
        units.iter().flat_map(|unit| unit.held.keys().chain(unit.office.keys())).copied().collect();
    let mut years: Vec<u16> = Vec::new();
    for year in held {
        let from = years.last().map_or(year, |last| last + 1);
        years.extend(if year - from < LONGEST_GAP { from..=year } else { year..=year });
    }
    years
}
