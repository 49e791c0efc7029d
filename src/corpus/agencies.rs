//! The agencies of a corpus, each with its reports over the years. Two reports belong to one agency
//! when they stand in the same region under the same name, however much of it is printed.

use std::collections::HashMap;

use crate::corpus::header::Header;
use crate::model::agency::{self, AgencyKind, Level};

/// Where agencies of one sort stand among the children of their region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The report for the whole area of a government.
    OwnLevel,
    Office,
    Department,
    Vertical,
    Zone,
    Institution,
    Township,
}

/// Where an agency hangs in the tree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Home {
    /// Province, city and county, as far as they are known.
    Region(Vec<String>),
    /// Departments of the State Council and bodies that report within their own system.
    Central,
    /// Nothing proves the region; the place the name begins with, if it does.
    Unknown(Option<String>),
}

/// An agency over the years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    pub home: Home,
    pub class: Class,
    /// The name without the regions it stands under; empty for the government of the region.
    pub name: String,
    pub code: Option<String>,
    /// Its reports by year, those without a year last.
    pub reports: Vec<usize>,
}

/// Every agency, and which one each report is of.
#[derive(Debug, Clone, Default)]
pub struct Agencies {
    pub all: Vec<Agency>,
    of: Vec<u32>,
}

/// What an agency as it is printed comes to: kept while agencies are joined, as most reports print theirs
/// as an earlier one did.
struct Printed {
    /// The number of the agency it is.
    number: usize,
    name: String,
    class: Option<Class>,
    code: Option<String>,
}

impl Agencies {
    /// Joins the reports of a corpus by agency.
    pub fn join<'a>(headers: impl Iterator<Item = Header<'a>>) -> Self {
        let mut joined = Self::default();
        let mut known: HashMap<(Home, String), usize> = HashMap::new();
        let mut printed: Vec<Printed> = Vec::new();
        // Agencies by where they stand in memory: heads hold one that several reports print alike once.
        let mut seen: HashMap<*const agency::Agency, usize> = HashMap::new();
        // How each agency was last printed.
        let mut last: Vec<usize> = Vec::new();
        let mut years = Vec::new();
        for (report, header) in headers.enumerate() {
            let place = header.agency.name.is_some().then(|| std::ptr::from_ref(header.agency));
            let nth = place.and_then(|place| seen.get(&place).copied()).unwrap_or_else(|| {
                printed.push(joined.printed(&header, &mut known));
                seen.extend(place.map(|place| (place, printed.len() - 1)));
                printed.len() - 1
            });
            let Some(as_printed) = printed.get(nth) else { continue };
            let number = as_printed.number;
            last.resize(joined.all.len(), usize::MAX);
            if last.get(number) != Some(&nth) {
                joined.tell(as_printed);
                last[number] = nth;
            }
            joined.of.push(u32::try_from(number).unwrap_or(u32::MAX));
            years.push(header.year.unwrap_or(u16::MAX));
            if let Some(agency) = joined.all.get_mut(number) {
                agency.reports.push(report);
            }
        }
        for agency in &mut joined.all {
            agency.reports.sort_by_key(|report| (years.get(*report).copied(), *report));
        }
        joined
    }

    /// The agency of a report, a new one where it is not known.
    fn printed(&mut self, header: &Header<'_>, known: &mut HashMap<(Home, String), usize>) -> Printed {
        let home = home_of(header.agency);
        let name = name_under(header, &home);
        let number = *known.entry((home, key_of(header))).or_insert_with_key(|(home, _)| {
            let (home, class) = (home.clone(), Class::Department);
            self.all.push(Agency { home, class, name: String::new(), code: None, reports: Vec::new() });
            self.all.len() - 1
        });
        Printed { number, name, class: class_of(header), code: header.agency.code.clone() }
    }

    /// The name, class and code of an agency are those that a later report tells.
    fn tell(&mut self, printed: &Printed) {
        let Some(agency) = self.all.get_mut(printed.number) else { return };
        agency.name.clone_from(&printed.name);
        if let Some(class) = printed.class {
            agency.class = class;
        }
        if printed.code.is_some() {
            agency.code.clone_from(&printed.code);
        }
    }

    /// The agency of a report.
    pub fn of(&self, report: usize) -> Option<&Agency> {
        self.all.get(self.number_of(report)?)
    }

    /// The number of the agency of a report.
    pub fn number_of(&self, report: usize) -> Option<usize> {
        self.of.get(report).map(|number| *number as usize)
    }

    /// The report `steps` years later (earlier when negative) of the same agency; reports of one year
    /// follow on one another.
    pub fn neighbour(&self, report: usize, steps: i32) -> Option<usize> {
        let reports = &self.of(report)?.reports;
        let at = reports.iter().position(|r| *r == report)?;
        let to = at.checked_add_signed(isize::try_from(steps).ok()?)?;
        reports.get(to).copied()
    }
}

/// Whether two reports are of one agency, as [`Agencies::join`] joins them.
pub fn is_same(one: &Header<'_>, other: &Header<'_>) -> bool {
    home_of(one.agency) == home_of(other.agency) && key_of(one) == key_of(other)
}

/// By what reports are joined: agencies of which it is equal are one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    pub home: Home,
    key: String,
}

impl Identity {
    /// That of an agency with a name.
    pub fn of(agency: &agency::Agency) -> Option<Self> {
        let home = home_of(agency);
        let key = key_under(agency.name.as_deref()?, &home);
        Some(Self { home, key })
    }

    /// Whether it is the government of its region itself.
    pub fn is_own(&self) -> bool {
        matches!(self.home, Home::Region(_) | Home::Unknown(Some(_))) && is_own(&self.key)
    }
}

/// Whether a name without its regions is that of their own government.
pub fn is_own(name: &str) -> bool {
    matches!(name, "" | "人民政府" | "政府" | "行政公署")
}

fn home_of(agency: &agency::Agency) -> Home {
    let path: Vec<String> = [&agency.province, &agency.city, &agency.county].into_iter().flatten().cloned().collect();
    let central = agency.level == Some(Level::StateCouncilDept);
    let vertical = agency.kind == Some(AgencyKind::Vertical);
    match path.is_empty() {
        _ if central => Home::Central,
        true if vertical => Home::Central,
        true => Home::Unknown(agency.name.as_deref().and_then(place_in).map(str::to_owned)),
        false => Home::Region(path),
    }
}

/// The place a name begins with: `青石县` of `青石县财政局`.
fn place_in(name: &str) -> Option<&str> {
    let ends =
        name.char_indices().skip(1).find(|(_, c)| matches!(c, '省' | '市' | '县' | '区' | '旗' | '州' | '盟'))?;
    let place = name.get(..ends.0 + ends.1.len_utf8())?;
    (place.len() < name.len()).then_some(place)
}

fn class_of(header: &Header<'_>) -> Option<Class> {
    Some(match header.agency.kind? {
        AgencyKind::GovernmentAggregate => Class::OwnLevel,
        AgencyKind::GovernmentOffice => Class::Office,
        AgencyKind::Department => Class::Department,
        AgencyKind::Vertical => Class::Vertical,
        AgencyKind::ZoneCommittee => Class::Zone,
        AgencyKind::PublicInstitution | AgencyKind::PublicEnterprise => Class::Institution,
        AgencyKind::TownshipGov | AgencyKind::StreetOffice => Class::Township,
    })
}

/// The name with the regions of its home taken from its front.
fn name_under(header: &Header<'_>, home: &Home) -> String {
    let name = header.name();
    if header.agency.name.is_none() { name.to_owned() } else { short_under(name, home).to_owned() }
}

fn short_under<'a>(name: &'a str, home: &Home) -> &'a str {
    let path = match home {
        Home::Region(path) => path.as_slice(),
        Home::Unknown(place) => place.as_slice(),
        Home::Central => &[],
    };
    let short = path.iter().fold(name, |name, region| name.strip_prefix(region.as_str()).unwrap_or(name));
    if short == "人民政府" { "" } else { short }
}

/// What two reports of one agency have in common. `青石镇` and `青石镇人民政府` of one region are
/// one; without a region only the same printed name is the same, and a report that names no agency
/// is joined with no other.
fn key_of(header: &Header<'_>) -> String {
    match &header.agency.name {
        Some(name) => key_under(name, &home_of(header.agency)),
        None => format!("\0{}", header.id),
    }
}

fn key_under(name: &str, home: &Home) -> String {
    let name: String = short_under(name, home).chars().filter(|c| !c.is_whitespace()).collect();
    if matches!(home, Home::Unknown(_)) {
        return name;
    }
    for (suffix, ends) in
        [("人民政府", &["镇", "乡", "县", "市", "区", "省", "州", "旗", "盟"][..]), ("办事处", &["街道"])]
    {
        if let Some(short) = name.strip_suffix(suffix).filter(|short| ends.iter().any(|end| short.ends_with(end))) {
            return short.to_owned();
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::Report;

    fn report(name: &str, regions: [&str; 3], year: u16) -> Report {
        let mut report = Report { id: format!("{name}{year}"), year: Some(year), ..Report::default() };
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        report.agency.name = some(name);
        report.agency.province = some(regions[0]);
        report.agency.city = some(regions[1]);
        report.agency.county = some(regions[2]);
        report
    }

    fn join(reports: &[Report]) -> Agencies {
        Agencies::join(reports.iter().map(Header::of))
    }

    fn names(reports: &[Report]) -> Vec<(String, usize)> {
        let agencies = join(reports);
        agencies.all.iter().map(|agency| (agency.name.clone(), agency.reports.len())).collect()
    }

    #[test]
    fn a_town_is_its_government() {
        let place = ["云河省", "青石市", "云河县"];
        let reports = [
            report("白沙镇人民政府", place, 2021),
            report("云河县白沙镇", place, 2020),
            report("白沙镇财政所", place, 2020),
            report("云河县人民政府", place, 2020),
        ];
        let expected = [("白沙镇", 2), ("白沙镇财政所", 1), ("", 1)].map(|(name, n)| (name.to_owned(), n));
        assert_eq!(names(&reports), expected);
        let agencies = join(&reports);
        assert_eq!(agencies.all[0].reports, [1, 0], "by year");
        assert_eq!((agencies.neighbour(1, 1), agencies.neighbour(1, -1)), (Some(0), None));
    }

    #[test]
    fn equal_names_in_different_or_unknown_regions_stay_apart() {
        let reports = [
            report("城关镇", ["云河省", "", "东县"], 2020),
            report("城关镇", ["云河省", "", "西县"], 2021),
            report("城关镇", ["", "", ""], 2020),
            report("城关镇人民政府", ["", "", ""], 2021),
            report("", ["", "", ""], 2020),
            report("", ["", "", ""], 2021),
        ];
        assert_eq!(join(&reports).all.len(), 6);
    }
}
