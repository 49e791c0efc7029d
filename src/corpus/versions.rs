//! Versions of one report: the same agency and year published again with other figures. Says which one
//! came before which, and nothing where that cannot be told.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::model::date::Date;
use crate::model::report::{Kind, Report};

/// What tells the versions of a report apart: small, as it is kept for every report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// Agency and year.
    of: u64,
    published: Option<Date>,
    /// The cells that were read. A copy that lost some cannot be compared.
    known: u64,
    /// What was read in them.
    values: u64,
}

impl Version {
    /// What a whole report says of itself; `None` where its agency or year is not known.
    pub fn of(report: &Report) -> Option<Self> {
        let (Kind::Report, Some(name), Some(year)) = (report.kind, &report.agency.name, report.year) else {
            return None;
        };
        let regions: Vec<&str> = report.agency.regions().collect();
        let read: Vec<_> = report.tables.cells.iter().filter_map(|(id, cell)| Some((id, cell.value?))).collect();
        let values: Vec<String> = read.iter().map(|(_, value)| value.to_string()).collect();
        Some(Self {
            of: hash(&(name, regions, year)),
            published: report.published,
            known: hash(&read.iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>()),
            values: hash(&values),
        })
    }

    /// Whether both were published, and not as the same.
    fn differs(&self, other: &Self) -> bool {
        let dates = self.published.zip(other.published).is_some_and(|(one, other)| one != other);
        dates || self.known == other.known && self.values != other.values
    }
}

fn hash(value: &impl Hash) -> u64 {
    // The keys of this hasher are fixed, so that one corpus gives one answer.
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// For each report that is a later version its number and that of the version before it: by the day of
/// publication, then by the order in which they are read.
pub fn superseded(versions: impl Iterator<Item = (usize, Version)>) -> BTreeMap<usize, usize> {
    let mut groups: HashMap<u64, Vec<(usize, Version)>> = HashMap::new();
    for (number, version) in versions {
        groups.entry(version.of).or_default().push((number, version));
    }
    let mut before = BTreeMap::new();
    groups.retain(|_, group| group.len() > 1);
    for mut group in groups.into_values() {
        group.sort_by_key(|(number, version)| (version.published.is_none(), version.published, *number));
        for (nth, (number, version)) in group.iter().enumerate() {
            let earlier = group.iter().take(nth).rev().find(|(_, earlier)| earlier.differs(version));
            before.extend(earlier.map(|(earlier, _)| (*number, *earlier)));
        }
    }
    before
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::Cell;
    use crate::model::report::Span;

    fn report(name: &str, published: &str, cells: &[(&str, i64)]) -> Report {
        let mut report = Report { year: Some(2020), published: Date::parse(published), ..Report::default() };
        report.agency.name = Some(name.into());
        for (id, value) in cells {
            report.tables.cells.insert(id.parse().unwrap(), Cell::read((*value).into(), Span::new(0, 1)));
        }
        report
    }

    fn check(reports: &[Report], expected: &[(usize, usize)]) {
        let versions = reports.iter().enumerate().filter_map(|(n, report)| Some((n, Version::of(report)?)));
        assert_eq!(superseded(versions).into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_later_version_follows_the_one_before_it() {
        const CELL: &str = "t3.new_received.total";
        let at = |day: &str, value| report("青石县财政局", day, &[(CELL, value)]);
        let (first, second, third) = (at("2021-01-10", 3), at("2021-03-01", 4), at("2021-04-01", 4));
        check(&[second.clone(), first.clone(), third], &[(0, 1), (2, 0)]);
        // The same page twice is no version, nor is a copy that lost a table.
        check(&[first.clone(), first.clone(), report("青石县财政局", "", &[])], &[]);
        check(&[at("", 3), at("", 4)], &[(1, 0)]);
        let other = Report { agency: report("青石县教育局", "", &[]).agency, ..second.clone() };
        let partial = Report { kind: Kind::Partial, ..second };
        check(&[first.clone(), other, partial, Report { year: None, ..first }], &[]);
    }
}
