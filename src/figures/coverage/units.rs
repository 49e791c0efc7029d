//! Bodies that report, each with what the corpus holds of it: the government of a place is one whatever it was called,
//! an agency whose region nothing proves is one report and no more.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use crate::corpus::agencies::{Agencies, Home, Identity};
use crate::corpus::{self, Corpus};
use crate::figures::coverage::places::Place;
use crate::figures::coverage::region::Region;
use crate::figures::coverage::roster::Roster;
use crate::figures::current::current;
use crate::figures::population::Body;
use crate::model::agency::{Agency, AgencyKind, Level};

/// What makes a body one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    /// The government of a place of the table.
    Place(Place),
    /// The government of an area that the table does not have.
    Area(Home),
    Agency(Identity),
    /// Nothing is known that would join it with any other.
    Report(usize),
}

/// A body that reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// As it is printed; of a place of which nothing is held, by its division.
    name: Option<String>,
    code: Option<String>,
    pub level: Option<Level>,
    pub region: Region,
    pub(super) place: Option<Place>,
    /// What is held of it, by year.
    pub held: BTreeMap<u16, usize>,
    /// Reports of the 办公厅(室) of the same government, by year; only of governments themselves.
    pub office: BTreeMap<u16, usize>,
    /// The entries of the roster that are about it: in which years it is to report, and where it publishes.
    entries: Vec<(RangeInclusive<u16>, Option<String>)>,
    /// Its reports are joined over the years.
    pub(super) is_joined: bool,
    /// Some of its reports are asked about.
    is_asked: bool,
}

impl Unit {
    fn new(level: Option<Level>, region: Region) -> Self {
        Self {
            name: None,
            code: None,
            level,
            region,
            place: None,
            held: BTreeMap::new(),
            office: BTreeMap::new(),
            entries: Vec::new(),
            is_joined: true,
            is_asked: false,
        }
    }

    fn at(place: Place) -> Self {
        Self { place: Some(place), ..Self::new(place.level(), Region::at(place)) }
    }

    /// What it was called in a year.
    pub fn name_in(&self, year: u16) -> String {
        let division = || self.place.and_then(|place| place.in_year(year).or_else(|| place.last()));
        let body = |name: &str| match name.chars().next_back() {
            Some('盟') => "行政公署",
            Some(_) if name.ends_with("地区") => "行政公署",
            _ => "人民政府",
        };
        match division() {
            Some(division) => format!("{}{}", division.name(), body(division.name())),
            None => self.name.clone().unwrap_or_default(),
        }
    }

    /// Its code in a year.
    pub fn code_in(&self, year: u16) -> Option<String> {
        let division = self.place.and_then(|place| place.in_year(year).or_else(|| place.last()));
        division.map(crate::model::division::Division::code).or_else(|| self.code.clone())
    }

    /// Whether the roster has it report in a year.
    pub(super) fn is_on_roster(&self, year: u16) -> bool {
        self.entries.iter().any(|(years, _)| years.contains(&year))
    }

    /// Where it publishes, as the roster says.
    pub(super) fn roster_url(&self, year: u16) -> Option<&str> {
        let mut entries = self.entries.iter().filter(|(years, url)| years.contains(&year) && url.is_some());
        entries.next()?.1.as_deref()
    }

    /// Whether it is asked about: one of its reports is, or it has none.
    pub(super) fn is_asked(&self) -> bool {
        self.is_asked || self.held.is_empty() && self.office.is_empty()
    }

    /// The last of its reports, with its year.
    pub fn last(&self) -> Option<(u16, usize)> {
        self.held.last_key_value().map(|(year, report)| (*year, *report))
    }
}

/// The bodies of one sort.
#[derive(Debug, Default)]
pub(super) struct Units {
    pub all: Vec<Unit>,
    known: HashMap<Key, usize>,
    /// Older versions and copies.
    pub others: usize,
    /// What is no report, or of no year.
    pub left_out: usize,
}

/// Whom units are made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub level: Option<Level>,
    pub body: Body,
    /// Agencies of which one of these reports is, by report; all without.
    pub asked: Option<&'a [bool]>,
}

impl Units {
    /// Those of the agencies of a corpus.
    pub fn of_corpus(corpus: &Corpus, agencies: &Agencies, wanted: Wanted<'_>) -> Self {
        let mut units = Self::default();
        for Seen { agency, body, head } in seen(corpus, agencies) {
            let is_office = wanted.body == Body::Aggregate && body == Body::Office;
            if body != wanted.body && !is_office || wanted.level.is_some_and(|level| head.level != Some(level)) {
                continue;
            }
            let Some(identity) = Identity::of(head) else { continue };
            let is_asked = is_any(wanted.asked, &agency.reports);
            let found = current(corpus, agencies, &agency.reports);
            let reports = found.reports.iter().filter_map(|report| Some((corpus.header(*report)?.year?, *report)));
            if is_office {
                units.office(head, identity.home, reports, is_asked);
                continue;
            }
            if is_asked {
                units.others += found.others;
                units.left_out += found.left_out;
            }
            if identity.home == Home::Unknown(None) {
                for (year, report) in reports {
                    let name = head.name.clone();
                    let unit = Unit { name, is_joined: false, is_asked, ..Unit::new(head.level, Region::Unknown) };
                    units.of_key(Key::Report(report), || unit).held.insert(year, report);
                }
                continue;
            }
            let unit = units.of_agency(head, wanted.body, identity);
            unit.name.clone_from(&head.name);
            unit.code.clone_from(&head.code);
            unit.held.extend(reports);
            unit.is_asked |= is_asked;
        }
        units
    }

    fn of_key(&mut self, key: Key, make: impl FnOnce() -> Unit) -> &mut Unit {
        let nth = *self.known.entry(key).or_insert_with(|| {
            self.all.push(make());
            self.all.len() - 1
        });
        &mut self.all[nth]
    }

    /// The body of an agency; a government that is printed by its area alone is that of the area.
    fn of_agency(&mut self, agency: &Agency, body: Body, identity: Identity) -> &mut Unit {
        let make = |identity: &Identity| Unit::new(agency.level, Region::of(agency, &identity.home));
        if body != Body::Aggregate || !identity.is_own() {
            let unit = make(&identity);
            return self.of_key(Key::Agency(identity), || unit);
        }
        self.of_area(agency, identity.home)
    }

    /// The government of the area that an agency names.
    fn of_area(&mut self, agency: &Agency, home: Home) -> &mut Unit {
        let place =
            Place::of_agency(agency).filter(|place| agency.level.is_none_or(|level| place.level() == Some(level)));
        if let Some(place) = place {
            return self.of_key(Key::Place(place), || Unit::at(place));
        }
        let unit = Unit::new(agency.level, Region::of(agency, &home));
        self.of_key(Key::Area(home), || unit)
    }

    /// Adds the reports of the 办公厅(室) of a government to it.
    fn office(&mut self, office: &Agency, home: Home, reports: impl Iterator<Item = (u16, usize)>, is_asked: bool) {
        let narrowest = match &home {
            Home::Region(path) => path.last().cloned(),
            Home::Unknown(Some(place)) => Some(place.clone()),
            Home::Unknown(None) | Home::Central => None,
        };
        let Some(narrowest) = narrowest else { return };
        let unit = self.of_area(office, home);
        unit.name.get_or_insert_with(|| format!("{narrowest}人民政府"));
        unit.office.extend(reports);
        unit.is_asked |= is_asked;
    }

    /// Adds places of the table.
    pub fn add_places(&mut self, places: impl Iterator<Item = Place>) {
        for place in places {
            self.of_key(Key::Place(place), || Unit::at(place));
        }
    }

    /// Adds those of a roster that are of the level and sort; answers how many of its entries are not.
    pub fn add_roster(&mut self, roster: &Roster, wanted: Wanted<'_>) -> usize {
        let mut others = 0;
        for entry in &roster.entries {
            let level = entry.agency.level;
            if entry.body != wanted.body || wanted.level.is_some() && wanted.level != level {
                others += 1;
                continue;
            }
            let unit = match entry.place {
                Some(place) => self.of_key(Key::Place(place), || Unit::at(place)),
                None => self.of_agency(&entry.agency, entry.body, entry.identity.clone()),
            };
            unit.name.get_or_insert_with(|| entry.agency.name.clone().unwrap_or_default());
            unit.code = unit.code.take().or_else(|| entry.agency.code.clone());
            unit.entries.push((entry.years.clone(), entry.url.clone()));
        }
        others
    }
}

/// An agency of the corpus.
struct Seen<'a> {
    agency: &'a corpus::agencies::Agency,
    body: Body,
    /// As it was printed last, where level and sort are told.
    head: &'a Agency,
}

/// The agencies of which the sort is known.
fn seen<'a>(corpus: &'a Corpus, agencies: &'a Agencies) -> impl Iterator<Item = Seen<'a>> {
    agencies.all.iter().filter_map(move |agency| {
        let mut heads = agency.reports.iter().rev().filter_map(|report| corpus.header(*report)).map(|head| head.agency);
        let last = heads.clone().next()?;
        let head = heads.find(|head| head.kind.is_some() && head.level.is_some()).unwrap_or(last);
        let kind = head.kind.or_else(|| kind_of(agency, corpus))?;
        Some(Seen { agency, body: Body::of(kind), head })
    })
}

/// How the agencies were printed last of which reports are asked about.
pub(super) fn heads<'a>(
    corpus: &'a Corpus,
    agencies: &'a Agencies,
    asked: Option<&'a [bool]>,
) -> impl Iterator<Item = &'a Agency> {
    let all = agencies.all.iter().filter(move |agency| is_any(asked, &agency.reports));
    all.filter_map(|agency| corpus.header(*agency.reports.last()?)).map(|header| header.agency)
}

/// Whether one of these reports is asked about.
fn is_any(asked: Option<&[bool]>, reports: &[usize]) -> bool {
    asked.is_none_or(|asked| reports.iter().any(|report| asked.get(*report).copied().unwrap_or(false)))
}

/// The sort of an agency, where only some of its reports tell.
fn kind_of(agency: &corpus::agencies::Agency, corpus: &Corpus) -> Option<AgencyKind> {
    agency.reports.iter().rev().find_map(|report| corpus.header(*report)?.agency.kind)
}
