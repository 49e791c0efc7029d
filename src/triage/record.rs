//! What an earlier run saw, as sealed lines: each file with its hash, its reason and when it was first seen; and what
//! somebody marked as handled since. Text in, text out; `kept` has the files.

use std::collections::{HashMap, HashSet};

use crate::model::json::to_json;
use crate::model::moment::Moment;
use crate::model::sealed::{Seal, seal, unseal};
use crate::triage::reason::Reason;
use crate::triage::{Entry, Standing, State};

/// What the first line of a record says.
const SCHEMA: &str = "jianbao-triage/1";

/// The first line.
#[derive(serde::Serialize, serde::Deserialize)]
struct Head {
    schema: String,
    /// When the run was that wrote it.
    at: Moment,
    /// How many lines follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    files: Option<usize>,
}

/// A file as a run saw it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Seen {
    pub path: String,
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    pub reason: Reason,
    /// When the file was first seen, and when it was first seen as it is.
    pub first: Moment,
    pub since: Moment,
}

/// What earlier runs saw.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// When the last run was that wrote it; `None` where there was none.
    pub at: Option<Moment>,
    pub(super) seen: Vec<Seen>,
    by_path: HashMap<String, Vec<usize>>,
    by_url: HashMap<String, Vec<usize>>,
    /// Lines that are none of a record, and those that are missing.
    pub aside: usize,
}

/// Somebody said that an entry is dealt with, or, later, that it is not.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Handled {
    pub id: String,
    pub path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The reason it had.
    pub reason: Reason,
    /// `false` takes the mark away again.
    pub handled: bool,
    /// What was said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    pub at: Moment,
}

/// A record that this program does not read.
#[derive(Debug, thiserror::Error)]
#[error("written for another program: {0:?}, this one reads {SCHEMA:?}")]
pub struct OtherSchema(String);

impl Record {
    /// Reads a record. Lines that are none are counted and left aside.
    ///
    /// # Errors
    /// When its first line names another version.
    pub fn parse(text: &str) -> Result<Self, OtherSchema> {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let mut record = Self::default();
        let Some(first) = lines.next() else { return Ok(record) };
        let mut files = None;
        match of_line::<Head>(first) {
            Some(head) if head.schema != SCHEMA => return Err(OtherSchema(head.schema)),
            Some(head) => (record.at, files) = (Some(head.at), head.files),
            None => record.aside += 1,
        }
        for line in lines {
            match of_line(line) {
                Some(seen) => record.add(seen),
                None => record.aside += 1,
            }
        }
        record.aside += files.map_or(0, |files| files.saturating_sub(record.seen.len() + record.aside));
        Ok(record)
    }

    fn add(&mut self, seen: Seen) {
        let number = self.seen.len();
        self.by_path.entry(seen.path.clone()).or_default().push(number);
        if let Some(url) = &seen.url {
            self.by_url.entry(bare(url).to_owned()).or_default().push(number);
        }
        self.seen.push(seen);
    }

    /// How an entry stands to what was seen before. `now` has the ids of all entries of this run, so that a version
    /// that is still there is not taken for what became of another.
    pub(super) fn standing(&self, entry: &Entry, now: &HashSet<&str>) -> Standing {
        let of = |found: Option<&Vec<usize>>| -> Vec<&Seen> {
            found.into_iter().flatten().filter_map(|number| self.seen.get(*number)).collect()
        };
        let here = of(self.by_path.get(&entry.path));
        let url = entry.origin.url.as_deref().map(bare);
        let candidates = if here.is_empty() { of(url.and_then(|url| self.by_url.get(url))) } else { here };
        if let Some(seen) = candidates.iter().find(|seen| is_as_it_was(seen, entry)) {
            let (first, since) = (Some(seen.first), Some(seen.since));
            return Standing { state: State::Known, first, since, handled: None };
        }
        let gone = candidates.iter().rev().find(|seen| !now.contains(seen.id.as_str()));
        let same_site = |seen: &&&Seen| seen.site.as_deref() == entry.site();
        match gone.or_else(|| candidates.iter().rev().find(same_site)) {
            Some(seen) => {
                let state = State::Changed { was: seen.id.clone(), reason: seen.reason };
                Standing { state, first: Some(seen.first), ..Standing::default() }
            }
            None => Standing::default(),
        }
    }

    /// The record of a run, as text: its entries as they stand, and what was seen before and is not among them.
    pub(super) fn renewed(&self, entries: &[(&Entry, &Standing)], now: Moment) -> serde_json::Result<String> {
        let mut lines = Vec::new();
        let replaced = entries.iter().filter_map(|(_, standing)| match &standing.state {
            State::Changed { was, .. } => Some(was.as_str()),
            State::New | State::Known => None,
        });
        let mut told: HashSet<&str> = replaced.collect();
        for (entry, standing) in entries {
            told.insert(&entry.id);
            let seen = Seen {
                path: entry.path.clone(),
                id: entry.id.clone(),
                url: entry.origin.url.clone(),
                site: entry.site().map(str::to_owned),
                sha256: entry.origin.sha256.clone(),
                bytes: entry.origin.bytes,
                reason: entry.reason,
                first: standing.first.unwrap_or(now),
                since: standing.since.unwrap_or(now),
            };
            lines.push(to_line(&seen)?);
        }
        for seen in self.seen.iter().filter(|seen| !told.contains(seen.id.as_str())) {
            lines.push(to_line(seen)?);
        }
        let head = Head { schema: SCHEMA.to_owned(), at: now, files: Some(lines.len()) };
        Ok(to_line(&head)? + &lines.concat())
    }
}

impl Handled {
    /// What somebody says of an entry, without a moment as yet.
    pub fn of(entry: &Entry, handled: bool, by: Option<String>) -> Self {
        Self {
            id: entry.id.clone(),
            path: entry.path.clone(),
            sha256: entry.origin.sha256.clone(),
            reason: entry.reason,
            handled,
            note: None,
            by,
            at: Moment::of(std::time::UNIX_EPOCH),
        }
    }

    /// Reads marks, one a line; of an entry the last one holds. Lines that are none are counted.
    pub(super) fn parse(text: &str) -> (HashMap<String, Self>, usize) {
        let mut marks = HashMap::new();
        let mut aside = 0;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            match of_line::<Self>(line) {
                Some(mark) => drop(marks.insert(mark.id.clone(), mark)),
                None => aside += 1,
            }
        }
        (marks, aside)
    }

    /// Whether the mark holds of an entry: not of a file that is another by now.
    pub(super) fn is_of(&self, entry: &Entry) -> bool {
        let other = self.sha256.as_ref().zip(entry.origin.sha256.as_ref()).is_some_and(|(then, now)| then != now);
        self.handled && self.id == entry.id && !other
    }
}

/// What is kept, as a line.
pub(super) fn to_line(kept: &impl serde::Serialize) -> serde_json::Result<String> {
    Ok(seal(&to_json(kept)?) + "\n")
}

/// Reads a line; `None` where it is not as it was written.
fn of_line<T: serde::de::DeserializeOwned>(line: &str) -> Option<T> {
    match unseal(line) {
        Seal::Whole(object) => serde_json::from_str(&object).ok(),
        Seal::Broken => None,
        // Before lines were sealed they were written like this.
        Seal::Missing => serde_json::from_str(line).ok(),
    }
}

/// Whether an entry is the one that was seen, byte for byte as far as that is known.
fn is_as_it_was(seen: &Seen, entry: &Entry) -> bool {
    let hashes = seen.sha256.as_ref().zip(entry.origin.sha256.as_ref());
    hashes.map_or(seen.id == entry.id, |(then, now)| then == now)
}

/// An address without what does not tell pages apart.
fn bare(url: &str) -> &str {
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    url.split('#').next().unwrap_or(url).trim_end_matches('/')
}
