//! Populations: agencies of one level and one sort. A county's report already holds what its departments and townships
//! report, so only reports of one population are ever added or compared.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::corpus::Corpus;
use crate::model::agency::{AgencyKind, Level};
use crate::model::ids::ids;

ids! {
    /// Sorts of bodies whose reports can stand beside each other.
    pub enum Body {
        /// 本级政府: for the whole area of a government.
        Aggregate = "government_aggregate",
        /// 办公厅(室).
        Office = "government_office",
        /// 部门.
        Department = "department",
        /// 乡镇街道: governments of townships and offices of streets.
        Township = "township",
        /// 管委会.
        Zone = "zone_committee",
        Institution = "public_institution",
        Enterprise = "public_enterprise",
        /// 垂直管理部门.
        Vertical = "vertical",
    }
}

impl Body {
    pub fn of(kind: AgencyKind) -> Self {
        match kind {
            AgencyKind::GovernmentAggregate => Self::Aggregate,
            AgencyKind::GovernmentOffice => Self::Office,
            AgencyKind::Department => Self::Department,
            AgencyKind::TownshipGov | AgencyKind::StreetOffice => Self::Township,
            AgencyKind::ZoneCommittee => Self::Zone,
            AgencyKind::PublicInstitution => Self::Institution,
            AgencyKind::PublicEnterprise => Self::Enterprise,
            AgencyKind::Vertical => Self::Vertical,
        }
    }

    /// That with this id or name.
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|body| body.id() == text || body.name_zh() == text)
    }

    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Aggregate => "本级政府",
            Self::Office => "办公厅(室)",
            Self::Department => "部门",
            Self::Township => "乡镇街道",
            Self::Zone => "管委会",
            Self::Institution => "公共事业单位",
            Self::Enterprise => "公共企业",
            Self::Vertical => "垂直管理部门",
        }
    }
}

/// Agencies of one level and one sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Population {
    pub level: Level,
    pub body: Body,
}

impl Population {
    /// That of an agency; `None` where its level or sort is not known.
    pub fn of(level: Option<Level>, kind: Option<AgencyKind>) -> Option<Self> {
        Some(Self { level: level?, body: Body::of(kind?) })
    }

    /// Its place among all of them.
    pub(super) fn order(self) -> usize {
        let place = |found: Option<usize>| found.unwrap_or_default();
        let level = place(Level::ALL.iter().position(|level| *level == self.level));
        level * Body::ALL.len() + place(Body::ALL.iter().position(|body| *body == self.body))
    }

    /// `县级·部门`.
    pub fn name_zh(self) -> String {
        format!("{}·{}", level_zh(self.level), self.body.name_zh())
    }
}

/// What a level is called.
pub(super) fn level_zh(level: Level) -> &'static str {
    match level {
        Level::StateCouncilDept => "国务院部门",
        Level::Province => "省级",
        Level::Prefecture => "市级",
        Level::County => "县级",
        Level::Township => "乡级",
        Level::SubAgency => "派出机构",
    }
}

/// How many of some reports are of which population, the largest first, and of how many it is not known.
pub(super) fn populations(corpus: &Corpus, reports: &[usize]) -> (Vec<(Population, usize)>, usize) {
    let (mut of, mut unknown) = (BTreeMap::new(), 0);
    for header in reports.iter().filter_map(|report| corpus.header(*report)) {
        match Population::of(header.agency.level, header.agency.kind) {
            Some(population) => *of.entry(population).or_default() += 1,
            None => unknown += 1,
        }
    }
    let mut of: Vec<(Population, usize)> = of.into_iter().collect();
    of.sort_by_key(|(population, n)| (Reverse(*n), *population));
    (of, unknown)
}
