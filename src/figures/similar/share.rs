//! How many agencies of a level in a province say the same: by that a template is told from copying.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::corpus::Corpus;
use crate::corpus::agencies::Agencies;
use crate::model::agency::Level;
use crate::model::ids::ids;

ids! {
    /// What a group of alike texts looks like.
    pub enum Kind {
        /// 模板: more than a fifth of the agencies of its level in its province say it.
        Template = "template",
        /// 雷同: fewer do, or that is not known.
        Alike = "alike",
    }
}

impl Kind {
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Template => "模板",
            Self::Alike => "雷同",
        }
    }
}

/// The agencies of a group among those of a level in a province that have a report for the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    pub province: String,
    pub level: Level,
    pub part: usize,
    pub whole: usize,
}

impl Share {
    /// Whether it is more than a fifth.
    pub fn kind(&self) -> Kind {
        if self.part * 5 > self.whole { Kind::Template } else { Kind::Alike }
    }
}

/// A level in a province.
type Place<'a> = (&'a str, Level);

/// How many agencies of each level in each province have a report for a year.
#[derive(Debug, Default)]
pub(super) struct Levels<'a>(HashMap<(Place<'a>, u16), usize>);

impl<'a> Levels<'a> {
    pub(super) fn of(corpus: &'a Corpus, agencies: &Agencies, reports: &[usize]) -> Self {
        let (mut levels, mut seen) = (Self::default(), HashSet::new());
        for report in reports.iter().copied() {
            let Some((place, year)) = place(corpus, report) else { continue };
            if seen.insert((agencies.number_of(report), year)) {
                *levels.0.entry((place, year)).or_default() += 1;
            }
        }
        levels
    }

    /// Where most of the agencies of some reports of a year are, and how many of those there they are; `None` where
    /// that is not known of any.
    pub(super) fn share(
        &self,
        (corpus, agencies): (&'a Corpus, &Agencies),
        reports: impl Iterator<Item = usize>,
    ) -> Option<Share> {
        let mut here: BTreeMap<(Place<'a>, u16), HashSet<usize>> = BTreeMap::new();
        for report in reports {
            if let (Some(place), Some(agency)) = (place(corpus, report), agencies.number_of(report)) {
                here.entry(place).or_default().insert(agency);
            }
        }
        // Of equally many the first by name.
        let ((place, year), agencies) = here.into_iter().rev().max_by_key(|(_, agencies)| agencies.len())?;
        let whole = *self.0.get(&(place, year))?;
        Some(Share { province: place.0.to_owned(), level: place.1, part: agencies.len(), whole })
    }
}

fn place(corpus: &Corpus, report: usize) -> Option<(Place<'_>, u16)> {
    let header = corpus.header(report)?;
    let province = header.agency.province.as_deref()?;
    Some(((province, header.agency.level?), header.year?))
}
