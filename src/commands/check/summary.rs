//! Counts over all reports: by rule, severity, class, year and region, each with its denominator.

use std::collections::{BTreeMap, HashMap};

use crate::commands::check::listing::{Counts, Listing};
use crate::corpus::header::Header;
use crate::model::agency::Agency;
use crate::model::flag::{Class, Destination, Severity};
use crate::model::report::Kind;
use crate::rules::{self, Brief, FlagRef, Groups, Rule, Tally};

/// What the groups of a summary are made by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Rule,
    Severity,
    Class,
    Year,
    Region,
}

impl By {
    pub(super) const ALL: [Self; 5] = [Self::Rule, Self::Severity, Self::Class, Self::Year, Self::Region];

    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Severity => "severity",
            Self::Class => "class",
            Self::Year => "year",
            Self::Region => "region",
        }
    }

    pub(super) fn name_zh(self) -> &'static str {
        match self {
            Self::Rule => "规则",
            Self::Severity => "程度",
            Self::Class => "类别",
            Self::Year => "年度",
            Self::Region => "地区",
        }
    }
}

/// The counts of one rule, severity, class, year or region.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub(super) struct Group {
    /// A code, an id, a year, or the name of a region; empty where it is not known.
    pub key: String,
    pub name: String,
    /// Reports with a flag of the group that is listed.
    pub failing: usize,
    /// Reports that could have one: for a rule those in which it held or failed, for a year or a region
    /// its reports, else all reports that were checked.
    pub evaluable: usize,
    pub flags: usize,
    pub error: usize,
    pub warning: usize,
    pub info: usize,
    /// For a rule, reports in which some check of it could not be made.
    pub unevaluable: usize,
}

/// Counts over all reports.
#[derive(Debug, Default, serde::Serialize)]
pub(super) struct Summary {
    /// Everything that was read, pages that are no report too.
    pub reports: usize,
    /// Reports that were checked.
    pub checked: usize,
    pub flags: usize,
    pub error: usize,
    pub warning: usize,
    pub info: usize,
    pub queue: usize,
    /// Groups with a flag in the queue: what a reviewer decides on.
    pub queue_entries: usize,
    pub shown: usize,
    pub triage: usize,
    /// Checks that held.
    pub held: usize,
    /// Checks that could not be made.
    pub unevaluable: usize,
    pub by_rule: BTreeMap<&'static str, usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Counts>,
    pub groups: BTreeMap<&'static str, Vec<Group>>,
}

impl Summary {
    pub(super) fn of(listing: &Listing<'_>) -> Self {
        let tally = listing.tally();
        let mut summary = Self {
            baseline: listing.counts,
            held: whole(tally.held),
            unevaluable: whole(tally.unevaluable),
            ..Self::default()
        };
        for (report, header) in listing.reports() {
            summary.reports += 1;
            summary.checked += usize::from(is_checked(&header));
            listing.flags(report).for_each(|(_, flag)| summary.count(flag));
        }
        summary.queue_entries = queue_entries(listing);
        summary.groups = By::ALL.iter().map(|by| (by.id(), groups(*by, listing, &tally))).collect();
        summary
    }

    /// The groups of a kind.
    pub(super) fn groups(&self, by: By) -> &[Group] {
        self.groups.get(by.id()).map_or(&[], Vec::as_slice)
    }

    fn count(&mut self, flag: &Brief) {
        self.flags += 1;
        *self.by_rule.entry(flag.rule()).or_default() += 1;
        *match flag.severity() {
            Severity::Error => &mut self.error,
            Severity::Warning => &mut self.warning,
            Severity::Info => &mut self.info,
        } += 1;
        match flag.destination() {
            Destination::Queue => self.queue += 1,
            Destination::Shown => self.shown += 1,
            Destination::Triage => self.triage += 1,
            Destination::Off => {}
        }
    }

    /// The whole in a line, and in another how it compares with a baseline.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        std::iter::once(self.words()).chain(self.baseline.map(compared))
    }

    fn words(&self) -> String {
        let Self { reports, flags, error, warning, info, queue, queue_entries, shown, triage, unevaluable, .. } = self;
        format!(
            "{reports} 份年报  疑点 {flags} (错误 {error} 警告 {warning} 提示 {info})  \
             核查 {queue} ({queue_entries}组) 显示 {shown} 分拣 {triage}  无法核对 {unevaluable} 处"
        )
    }
}

/// How a run compares with its baseline, in one line.
fn compared(Counts { new, known, gone }: Counts) -> String {
    format!("与存量相比:新增 {new} 存量 {known} 消失 {gone}")
}

fn whole(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// How many groups have a flag in the queue that is listed.
fn queue_entries(listing: &Listing<'_>) -> usize {
    let groups = Groups::of(listing.checked.briefs());
    let mut found = vec![false; groups.count()];
    for (report, _) in listing.reports() {
        for (nth, _) in listing.flags(report).filter(|(_, flag)| flag.destination() == Destination::Queue) {
            let group = groups.number_of(FlagRef { report, nth }).and_then(|group| found.get_mut(group));
            if let Some(found) = group {
                *found = true;
            }
        }
    }
    found.into_iter().filter(|found| *found).count()
}

fn is_checked(header: &Header<'_>) -> bool {
    matches!(header.kind, Kind::Report | Kind::Partial)
}

fn groups(by: By, listing: &Listing<'_>, tally: &Tally) -> Vec<Group> {
    match by {
        By::Rule => of_rules(listing, tally),
        By::Severity => {
            let severities: Vec<Severity> = Severity::ALL.iter().rev().copied().collect();
            let named = |severity: &Severity| Group::named(severity.id(), severity.name_zh());
            of_flags(listing, severities.iter().map(named).collect(), &|flag| {
                severities.iter().position(|severity| *severity == flag.severity())
            })
        }
        By::Class => {
            let named = |class: &Class| Group::named(class.id(), class.name_zh());
            of_flags(listing, Class::ALL.iter().map(named).collect(), &|flag| {
                Class::ALL.iter().position(|class| *class == flag.class())
            })
        }
        By::Year => by_key(listing, &|header| header.year.map_or(String::new(), |year| year.to_string()), "年度不明"),
        By::Region => {
            let checked = listing.reports().filter(|(_, header)| is_checked(header));
            let agencies: Vec<&Agency> = checked.map(|(_, header)| header.agency).collect();
            let level = widest_level(&agencies);
            by_key(listing, &|header| region(header.agency, level), "地区不明")
        }
    }
}

impl Group {
    fn named(key: &str, name: &str) -> Self {
        Self { key: key.to_owned(), name: name.to_owned(), ..Self::default() }
    }

    /// Counts a flag; `first` says whether it is the first of the group in its report.
    fn add(&mut self, flag: &Brief, first: bool) {
        self.flags += 1;
        self.failing += usize::from(first);
        match flag.severity() {
            Severity::Error => self.error += 1,
            Severity::Warning => self.warning += 1,
            Severity::Info => self.info += 1,
        }
    }
}

fn of_rules(listing: &Listing<'_>, tally: &Tally) -> Vec<Group> {
    let rules = listing.selection.rules();
    let places: HashMap<&str, usize> = rules.iter().enumerate().map(|(place, rule)| (rule.code, place)).collect();
    let group = |rule: &&Rule| {
        let counted = tally.rule(rule.code);
        let (evaluable, unevaluable) = (counted.evaluable as usize, counted.unevaluable as usize);
        Group { evaluable, unevaluable, ..Group::named(rule.code, rule.name_zh) }
    };
    counted(listing, rules.iter().map(group).collect(), &|flag| places.get(flag.rule()).copied())
}

fn of_flags(listing: &Listing<'_>, groups: Vec<Group>, place: &dyn Fn(&Brief) -> Option<usize>) -> Vec<Group> {
    let evaluable = listing.reports().filter(|(_, header)| is_checked(header)).count();
    counted(listing, groups.into_iter().map(|group| Group { evaluable, ..group }).collect(), place)
}

/// Counts every flag in the group whose place is given for it.
fn counted(listing: &Listing<'_>, mut groups: Vec<Group>, place: &dyn Fn(&Brief) -> Option<usize>) -> Vec<Group> {
    // For each group the last report with a flag of it.
    let mut last: Vec<Option<usize>> = vec![None; groups.len()];
    for (report, _) in listing.reports().filter(|(_, header)| is_checked(header)) {
        for (_, flag) in listing.flags(report) {
            let Some((group, last)) = place(flag).and_then(|n| Some((groups.get_mut(n)?, last.get_mut(n)?))) else {
                continue;
            };
            group.add(flag, last.replace(report) != Some(report));
        }
    }
    groups
}

/// Groups of reports that share a key; those without one come last.
fn by_key(listing: &Listing<'_>, key: &dyn Fn(&Header<'_>) -> String, unknown: &str) -> Vec<Group> {
    let mut groups: BTreeMap<(bool, String), Group> = BTreeMap::new();
    for (report, header) in listing.reports().filter(|(_, header)| is_checked(header)) {
        let key = key(&header);
        let name = if key.is_empty() { unknown } else { &key };
        let named = || Group::named(&key, name);
        let group = groups.entry((key.is_empty(), key.clone())).or_insert_with(named);
        group.evaluable += 1;
        listing.flags(report).enumerate().for_each(|(nth, (_, flag))| group.add(flag, nth == 0));
    }
    groups.into_values().collect()
}

/// The widest level at which the regions of the agencies differ: 0 for provinces, 1 cities, 2 counties.
fn widest_level(agencies: &[&Agency]) -> usize {
    let differ = |level: &usize| {
        let mut names = agencies.iter().filter_map(|agency| region_at(agency, *level));
        let first = names.next();
        names.any(|name| Some(name) != first)
    };
    (0..3).find(differ).unwrap_or(0)
}

fn region_at(agency: &Agency, level: usize) -> Option<&str> {
    [&agency.province, &agency.city, &agency.county].get(level).copied()?.as_deref()
}

/// The region of an agency, at most as narrow as a level.
fn region(agency: &Agency, level: usize) -> String {
    (0..=level).rev().find_map(|level| region_at(agency, level)).unwrap_or_default().to_owned()
}

/// The name of a rule; empty for one that this program does not know.
pub(in crate::commands) fn name_of(rule: &str) -> &'static str {
    rules::find(rule).map_or("", |rule| rule.name_zh)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agency(regions: [&str; 3]) -> Agency {
        let [province, city, county] = regions.map(|region| (!region.is_empty()).then(|| region.to_owned()));
        Agency { province, city, county, ..Agency::default() }
    }

    #[test]
    fn regions_are_as_wide_as_they_differ() {
        let check = |agencies: &[[&str; 3]], expected: &[&str]| {
            let agencies: Vec<_> = agencies.iter().map(|regions| agency(*regions)).collect();
            let level = widest_level(&agencies.iter().collect::<Vec<_>>());
            let regions: Vec<_> = agencies.iter().map(|agency| region(agency, level)).collect();
            assert_eq!(regions, expected);
        };
        check(&[["甲省", "乙市", ""], ["丙省", "丁市", "戊县"]], &["甲省", "丙省"]);
        check(&[["甲省", "乙市", "己县"], ["甲省", "丁市", ""], ["甲省", "", ""]], &["乙市", "丁市", "甲省"]);
        check(&[["甲省", "乙市", "己县"], ["甲省", "乙市", "戊县"], ["", "", ""]], &["己县", "戊县", ""]);
        check(&[["甲省", "乙市", "己县"], ["甲省", "乙市", "己县"]], &["甲省", "甲省"]);
    }
}
