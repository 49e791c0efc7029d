//! Counts over entries: how many wait, by reason with the sites they came from, and the sites that fail more than
//! before.

use std::collections::{BTreeMap, BTreeSet};

use crate::triage::reason::{Action, Reason};
use crate::triage::record::Record;
use crate::triage::{Entry, Standing, State};

/// A site that fails more often than before is told from so many failures on.
const FEWEST: usize = 2;

/// The entries with one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub reason: Reason,
    /// Those that wait; handled ones are not among them.
    pub count: usize,
    pub handled: usize,
    /// How many sites they came from, and the one most came from, with how many.
    pub sites: usize,
    pub worst: Option<(String, usize)>,
    /// The last of them in the order of the entries that were given.
    pub example: Option<usize>,
}

impl Row {
    /// The counts of a reason; `None` where no entry has it.
    pub fn of(reason: Reason, entries: &[(&Entry, &Standing)]) -> Option<Self> {
        let mut row = Self { reason, count: 0, handled: 0, sites: 0, worst: None, example: None };
        let mut sites: BTreeMap<&str, usize> = BTreeMap::new();
        for (number, (entry, standing)) in entries.iter().enumerate().filter(|(_, (entry, _))| entry.reason == reason) {
            if standing.handled.is_some() {
                row.handled += 1;
                continue;
            }
            row.count += 1;
            row.example = Some(number);
            if let Some(site) = entry.site() {
                *sites.entry(site).or_default() += 1;
            }
        }
        row.sites = sites.len();
        // Of sites with as many the first by name.
        let worst = sites.into_iter().rev().max_by_key(|(_, count)| *count);
        row.worst = worst.map(|(site, count)| (site.to_owned(), count));
        (row.count + row.handled > 0).then_some(row)
    }

    pub fn action(&self) -> Action {
        self.reason.action()
    }
}

/// A site whose share of failures rose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rise {
    pub site: String,
    /// Failures and entries now, and as they were recorded.
    pub now: (usize, usize),
    pub before: (usize, usize),
}

/// Counts over entries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overview {
    pub received: usize,
    /// Those that call for work and nobody has handled.
    pub waiting: usize,
    /// Those that somebody has handled.
    pub handled: usize,
    /// Those that may be left alone or left out.
    pub ignored: usize,
    pub usable: usize,
    /// Of all: files seen for the first time, and files that are others by now.
    pub new: usize,
    pub changed: usize,
    /// Of those that changed: usable ones that are failures by now, an error page in place of a report.
    pub spoilt: usize,
    pub failures: usize,
    /// Failures and entries of the record.
    pub before: Option<(usize, usize)>,
    /// One for each reason that there is, usable ones left out.
    pub rows: Vec<Row>,
    /// The sites whose share of failures rose, those with most failures first.
    pub rises: Vec<Rise>,
}

impl Overview {
    /// Counts entries beside what was recorded before.
    pub fn of(entries: &[(&Entry, &Standing)], record: &Record) -> Self {
        let mut overview = Self { received: entries.len(), ..Self::default() };
        for (entry, standing) in entries {
            overview.failures += usize::from(entry.reason.is_failure());
            match standing.state {
                State::New => overview.new += 1,
                State::Changed { reason, .. } => {
                    overview.changed += 1;
                    overview.spoilt += usize::from(reason == Reason::Usable && entry.reason.is_failure());
                }
                State::Known => {}
            }
            let count = match entry.reason {
                Reason::Usable => &mut overview.usable,
                _ if standing.handled.is_some() => &mut overview.handled,
                reason if reason.action().is_work() => &mut overview.waiting,
                _ => &mut overview.ignored,
            };
            *count += 1;
        }
        let reasons = Reason::ALL.iter().filter(|reason| **reason != Reason::Usable);
        overview.rows = reasons.filter_map(|reason| Row::of(*reason, entries)).collect();
        if record.at.is_some() {
            let failed = record.seen.iter().filter(|seen| seen.reason.is_failure()).count();
            overview.before = Some((failed, record.seen.len()));
            overview.rises = rises(entries, record);
        }
        overview
    }
}

/// Failures and entries by site.
fn shares<'a>(entries: impl Iterator<Item = (Option<&'a str>, Reason)>) -> BTreeMap<&'a str, (usize, usize)> {
    let mut shares: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (site, reason) in entries {
        let Some(site) = site else { continue };
        let share = shares.entry(site).or_default();
        share.0 += usize::from(reason.is_failure());
        share.1 += 1;
    }
    shares
}

/// The sites that fail more often than was recorded. Of one that was not there before nothing can rise.
fn rises(entries: &[(&Entry, &Standing)], record: &Record) -> Vec<Rise> {
    let now = shares(entries.iter().map(|(entry, _)| (entry.site(), entry.reason)));
    let before = shares(record.seen.iter().map(|seen| (seen.site.as_deref(), seen.reason)));
    let rose = |now: (usize, usize), before: (usize, usize)| now.0 * before.1 > before.0 * now.1;
    let risen = now.into_iter().filter_map(|(site, now)| {
        let before = *before.get(site)?;
        (now.0 >= FEWEST && rose(now, before)).then(|| Rise { site: site.to_owned(), now, before })
    });
    let mut risen: Vec<Rise> = risen.collect();
    risen.sort_by_key(|rise| std::cmp::Reverse(rise.now.0));
    risen
}

/// The reports that are usable among these.
pub(super) fn usable_reports(entries: &[(&Entry, &Standing)]) -> BTreeSet<usize> {
    let usable = entries.iter().filter(|(entry, _)| entry.reason == Reason::Usable);
    usable.filter_map(|(entry, _)| entry.report).collect()
}
