//! Counts over all reports: by rule, severity, class, year and region, each with its denominator.

use std::collections::{BTreeMap, BTreeSet};

use crate::commands::check::listing::{Counts, Entry, Listing};
use crate::model::agency::Agency;
use crate::model::flag::{Class, Destination, Flag, Severity};
use crate::model::report::Kind;
use crate::rules::{self, FlagRef, Groups, destination};

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
        let mut summary = Self { reports: listing.entries.len(), baseline: listing.counts, ..Self::default() };
        for entry in &listing.entries {
            summary.checked += usize::from(is_checked(entry));
            summary.held += entry.outcome.held;
            summary.unevaluable += entry.outcome.unevaluable.len();
            entry.flags.iter().for_each(|listed| summary.count(listed.flag));
        }
        summary.queue_entries = queue_entries(listing);
        summary.groups = By::ALL.iter().map(|by| (by.id(), groups(*by, listing))).collect();
        summary
    }

    /// The groups of a kind.
    pub(super) fn groups(&self, by: By) -> &[Group] {
        self.groups.get(by.id()).map_or(&[], Vec::as_slice)
    }

    fn count(&mut self, flag: &Flag) {
        self.flags += 1;
        *self.by_rule.entry(flag.rule).or_default() += 1;
        *match flag.severity {
            Severity::Error => &mut self.error,
            Severity::Warning => &mut self.warning,
            Severity::Info => &mut self.info,
        } += 1;
        match destination(flag) {
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

/// How many groups have a flag in the queue that is listed.
fn queue_entries(listing: &Listing<'_>) -> usize {
    let groups = Groups::of(listing.entries.iter().map(|entry| entry.outcome.flags.as_slice()));
    let mut found = BTreeSet::new();
    for (report, entry) in listing.entries.iter().enumerate() {
        for listed in entry.flags.iter().filter(|listed| destination(listed.flag) == Destination::Queue) {
            let own = entry.outcome.flags.iter().position(|flag| std::ptr::eq(flag, listed.flag));
            found.extend(own.and_then(|nth| groups.number_of(FlagRef { report, nth })));
        }
    }
    found.len()
}

fn is_checked(entry: &Entry<'_>) -> bool {
    matches!(entry.header.kind, Kind::Report | Kind::Partial)
}

fn groups(by: By, listing: &Listing<'_>) -> Vec<Group> {
    let checked = || listing.entries.iter().filter(|entry| is_checked(entry));
    match by {
        By::Rule => {
            let rules = listing.selection.rules().iter();
            rules.map(|rule| of_rule(rule.code, rule.name_zh, checked())).collect()
        }
        By::Severity => {
            let severities = Severity::ALL.iter().rev();
            let group = |severity: &Severity| {
                of_flags(severity.id(), severity.name_zh(), checked(), &|flag| flag.severity == *severity)
            };
            severities.map(group).collect()
        }
        By::Class => {
            let group = |class: &Class| of_flags(class.id(), class.name_zh(), checked(), &|flag| flag.class == *class);
            Class::ALL.iter().map(group).collect()
        }
        By::Year => {
            by_key(checked(), &|entry| entry.header.year.map_or(String::new(), |year| year.to_string()), "年度不明")
        }
        By::Region => {
            let agencies: Vec<_> = checked().map(|entry| entry.header.agency).collect();
            let level = widest_level(&agencies);
            by_key(checked(), &|entry| region(entry.header.agency, level), "地区不明")
        }
    }
}

impl Group {
    fn named(key: &str, name: &str) -> Self {
        Self { key: key.to_owned(), name: name.to_owned(), ..Self::default() }
    }

    /// Counts those flags of a report that belong to the group.
    fn add<'a>(&mut self, flags: impl Iterator<Item = &'a Flag>) {
        let before = self.flags;
        for flag in flags {
            self.flags += 1;
            match flag.severity {
                Severity::Error => self.error += 1,
                Severity::Warning => self.warning += 1,
                Severity::Info => self.info += 1,
            }
        }
        self.failing += usize::from(self.flags > before);
    }
}

fn of_rule<'a>(code: &str, name: &str, entries: impl Iterator<Item = &'a Entry<'a>>) -> Group {
    let mut group = Group::named(code, name);
    for entry in entries {
        let outcome = entry.outcome;
        let fails = outcome.flags.iter().any(|flag| flag.rule == code);
        group.evaluable += usize::from(fails || outcome.held_by.has(code));
        group.unevaluable += usize::from(outcome.unevaluable.iter().any(|unevaluable| unevaluable.rule == code));
        group.add(entry.flags.iter().map(|listed| listed.flag).filter(|flag| flag.rule == code));
    }
    group
}

fn of_flags<'a>(
    key: &str,
    name: &str,
    entries: impl Iterator<Item = &'a Entry<'a>>,
    has: &dyn Fn(&Flag) -> bool,
) -> Group {
    let mut group = Group::named(key, name);
    for entry in entries {
        group.evaluable += 1;
        group.add(entry.flags.iter().map(|listed| listed.flag).filter(|flag| has(flag)));
    }
    group
}

/// Groups of reports that share a key; those without one come last.
fn by_key<'a>(
    entries: impl Iterator<Item = &'a Entry<'a>>,
    key: &dyn Fn(&Entry<'_>) -> String,
    unknown: &str,
) -> Vec<Group> {
    let mut groups: BTreeMap<(bool, String), Group> = BTreeMap::new();
    for entry in entries {
        let key = key(entry);
        let name = if key.is_empty() { unknown } else { &key };
        let named = || Group::named(&key, name);
        let group = groups.entry((key.is_empty(), key.clone())).or_insert_with(named);
        group.evaluable += 1;
        group.add(entry.flags.iter().map(|listed| listed.flag));
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
pub(super) fn name_of(rule: &str) -> &'static str {
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
