//! How each entry stands: new, changed or known since the last record, and whether somebody has handled it.

use std::collections::{HashMap, HashSet};

use crate::model::date::Date;
use crate::model::moment::Moment;
use crate::triage::Entry;
use crate::triage::reason::Reason;
use crate::triage::record::{Handled, Record};

/// How an entry stands to the last record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum State {
    /// Not seen before.
    #[default]
    New,
    /// Seen under this path or address with other bytes: under this id, with this reason.
    Changed {
        was: String,
        reason: Reason,
    },
    Known,
}

impl State {
    /// The name in machine formats.
    pub fn id(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed { .. } => "changed",
            Self::Known => "known",
        }
    }
}

/// How an entry stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    pub state: State,
    /// When the file was first seen; `None` where that is now.
    pub first: Option<Moment>,
    /// When it was first seen as it is.
    pub since: Option<Moment>,
    pub handled: Option<Handled>,
}

/// From when on entries are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// What the last record does not have, or has otherwise.
    Last,
    /// What was first seen as it is on this day or later; where no record tells, what was crawled then.
    Day(Date),
}

/// Entries with how they stand.
#[derive(Debug, Clone, Default)]
pub struct Arrivals {
    entries: Vec<Entry>,
    standings: Vec<Standing>,
}

impl Arrivals {
    /// How entries stand to a record and to what was marked.
    pub fn of(entries: Vec<Entry>, record: &Record, marks: &HashMap<String, Handled>) -> Self {
        let now: HashSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        let standing = |entry: &Entry| {
            let handled = marks.get(&entry.id).filter(|mark| mark.is_of(entry)).cloned();
            Standing { handled, ..record.standing(entry, &now) }
        };
        let standings = entries.iter().map(standing).collect();
        Self { entries, standings }
    }

    /// Every entry.
    pub fn all(&self) -> Vec<(&Entry, &Standing)> {
        self.entries.iter().zip(&self.standings).collect()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// An entry by its number.
    pub fn get(&self, number: usize) -> Option<(&Entry, &Standing)> {
        self.entries.get(number).zip(self.standings.get(number))
    }

    /// Gives the entries the numbers that their reports have in another corpus.
    pub fn renumber(&mut self, moved: &dyn Fn(usize) -> Option<usize>) {
        for entry in &mut self.entries {
            entry.report = entry.report.and_then(moved);
        }
    }

    /// Takes in what was marked meanwhile.
    pub fn mark(&mut self, marks: &[Handled]) {
        let marks: HashMap<&str, &Handled> = marks.iter().map(|mark| (mark.id.as_str(), mark)).collect();
        for (entry, standing) in self.entries.iter().zip(&mut self.standings) {
            if let Some(mark) = marks.get(entry.id.as_str()) {
                standing.handled = Some((*mark).clone()).filter(|mark| mark.is_of(entry));
            }
        }
    }

    /// The entries that are wanted.
    pub fn since(&self, since: Option<Since>) -> Vec<(&Entry, &Standing)> {
        let wanted = |(entry, standing): &(&Entry, &Standing)| match since {
            None => true,
            Some(Since::Last) => standing.state != State::Known,
            Some(Since::Day(day)) => came(entry, standing).is_none_or(|came| came >= day),
        };
        self.all().into_iter().filter(wanted).collect()
    }
}

/// The day an entry came as it is; `None` where nothing tells, as of one that is there for the first time.
fn came(entry: &Entry, standing: &Standing) -> Option<Date> {
    let crawled = || entry.origin.crawled.as_deref().and_then(day_in);
    standing.since.and_then(Moment::day).or_else(crawled)
}

/// The day that a moment begins with, as crawlers write it: `2024-03-01T…`, `2024/3/1 …`, `20240301…`.
fn day_in(text: &str) -> Option<Date> {
    let text = text.trim();
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    if digits.len() >= 8 {
        return Date::new(
            digits.get(..4)?.parse().ok()?,
            digits.get(4..6)?.parse().ok()?,
            digits.get(6..8)?.parse().ok()?,
        );
    }
    let mut parts = text.split(|c: char| !c.is_ascii_digit());
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    Date::new(year, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_crawlers_write_them() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(day_in(text), expected.and_then(Date::parse));
        check("2024-03-01T10:00:00+08:00", Some("2024-03-01"));
        check("2024/3/1 10:00", Some("2024-03-01"));
        check("2024年3月1日", Some("2024-03-01"));
        check("20240301120000", Some("2024-03-01"));
        for wrong in ["", "3月1日", "2024-13-01", "1709251200", "２０２４-03-01"] {
            check(wrong, None);
        }
    }
}
