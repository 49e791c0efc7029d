//! Of which regions the list of divisions is asked: those of which anything is held, those that are named, or all.

use std::collections::BTreeMap;

use crate::corpus::Corpus;
use crate::corpus::agencies::{Agencies, Identity};
use crate::figures::coverage::places::Place;
use crate::figures::coverage::region::Region;
use crate::figures::coverage::units::heads;
use crate::figures::sheet::Note;

/// Which regions are asked about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Nothing outside these: codes, or names with `/` between. None: nothing is outside.
    pub names: Vec<String>,
    /// All of the list in them; else, of each province, the smallest region in which all lies that is held of it.
    pub whole: bool,
}

/// A region that is none of the corpus and none of the list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no region {0:?} in the corpus or among the divisions; write a code, or names from the wider to the narrower: 江苏省/南京市"
)]
pub struct NoRegion(pub String);

/// A scope with the places it comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Covered {
    scope: Scope,
    /// In the order of codes, none inside another.
    places: Vec<Place>,
}

impl Covered {
    pub(super) fn of(
        scope: &Scope,
        corpus: &Corpus,
        agencies: &Agencies,
        asked: Option<&[bool]>,
    ) -> Result<Self, NoRegion> {
        let named = named(&scope.names, corpus, agencies)?;
        let places = if scope.whole { named } else { held(corpus, agencies, asked) };
        Ok(Self { scope: scope.clone(), places })
    }

    /// Whether the list is asked about a place.
    pub(super) fn has(&self, place: Place) -> bool {
        let path = place.path();
        let is_all = self.scope.whole && self.scope.names.is_empty();
        is_all || self.places.iter().any(|wide| path.contains(wide))
    }

    /// Whether a region is asked about at all.
    pub(super) fn is_named(&self, region: &Region) -> bool {
        self.scope.names.is_empty() || self.scope.names.iter().any(|name| region.is_in(name))
    }

    /// What is asked about, in words.
    pub(super) fn note(&self) -> Note {
        const TOLD: usize = 3;
        let Scope { names, whole } = &self.scope;
        let within = names.join("、");
        let more = self.places.len().saturating_sub(TOLD);
        let shown: Vec<String> =
            self.places.iter().take(TOLD).map(|place| Region::at(*place).words().replace('/', "")).collect();
        let (zh, en) = match (*whole, names.is_empty(), shown.is_empty()) {
            (true, true, _) => ("范围 全国".to_owned(), "scope: the whole country".to_owned()),
            (true, false, _) => (format!("范围 {within}"), format!("scope: {within}")),
            (false, false, _) => {
                (format!("范围 {within}中有年报的地区"), format!("scope: what reports are held of in {within}"))
            }
            (false, true, true) => (
                "范围 库中单位(地区均不在区划表中)".to_owned(),
                "scope: what reports are held of (no region of the list)".to_owned(),
            ),
            (false, true, false) => {
                let told = shown.join("、");
                let zh = if more > 0 { format!("{told}等{}处", self.places.len()) } else { told.clone() };
                let en = if more > 0 { format!("{told} and {more} more") } else { told };
                (format!("范围 有年报的地区:{zh}"), format!("scope: regions of which anything is held: {en}"))
            }
        };
        Note::new(zh, en)
    }
}

/// Of each province the smallest place in which everything lies that is held of it.
fn held(corpus: &Corpus, agencies: &Agencies, asked: Option<&[bool]>) -> Vec<Place> {
    let mut common: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
    let mut last = None;
    for head in heads(corpus, agencies, asked) {
        // Agencies of one region follow on one another.
        let regions = (&head.province, &head.city, &head.county);
        if last.replace(regions) == Some(regions) && head.code.is_none() {
            continue;
        }
        let Some(path) = Place::of_agency(head).map(Place::path) else { continue };
        let Some(province) = path.first() else { continue };
        common
            .entry(*province)
            .and_modify(|common| {
                let shared = common.iter().zip(&path).take_while(|(one, other)| one == other).count();
                common.truncate(shared);
            })
            .or_insert_with(|| path.clone());
    }
    common.into_values().filter_map(|path| path.last().copied()).collect()
}

fn named(names: &[String], corpus: &Corpus, agencies: &Agencies) -> Result<Vec<Place>, NoRegion> {
    let mut places = Vec::new();
    for name in names {
        let found = Place::named(name);
        let is_there = || {
            let region = |head| Some(Region::of(head, &Identity::of(head)?.home));
            heads(corpus, agencies, None).filter_map(region).any(|region| region.is_in(name))
        };
        if found.is_empty() && !is_there() {
            return Err(NoRegion(name.clone()));
        }
        places.extend(found);
    }
    places.sort_unstable();
    places.dedup();
    Ok(places)
}
