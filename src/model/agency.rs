//! Who published a report: its name as printed, and what the text proves about its place.

use crate::model::ids::ids;

ids! {
    /// The administrative level an agency belongs to.
    pub enum Level {
        StateCouncilDept = "state_council_dept",
        Province = "province",
        Prefecture = "prefecture",
        County = "county",
        Township = "township",
        SubAgency = "sub_agency",
    }
}

ids! {
    /// What sort of body an agency is.
    pub enum AgencyKind {
        /// 本级政府: the report for the whole area of a government of county level or above.
        GovernmentAggregate = "government_aggregate",
        /// …人民政府办公室/办公厅.
        GovernmentOffice = "government_office",
        Department = "department",
        TownshipGov = "township_gov",
        StreetOffice = "street_office",
        ZoneCommittee = "zone_committee",
        PublicInstitution = "public_institution",
        PublicEnterprise = "public_enterprise",
        /// Bodies that report within their own system: tax, weather, customs, fire, survey teams.
        Vertical = "vertical",
    }
}

/// The agency of a report. A field is `None` where the source does not prove it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Agency {
    pub name: Option<String>,
    pub level: Option<Level>,
    pub kind: Option<AgencyKind>,
    pub province: Option<String>,
    pub city: Option<String>,
    pub county: Option<String>,
    pub township: Option<String>,
    /// GB/T 2260 code, six digits, nine for a township.
    pub code: Option<String>,
}

impl Agency {
    /// The regions from the widest to the narrowest that are known.
    pub fn regions(&self) -> impl Iterator<Item = &str> {
        [&self.province, &self.city, &self.county, &self.township].into_iter().flatten().map(String::as_str)
    }
}
