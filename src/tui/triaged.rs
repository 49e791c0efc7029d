//! What came in as the triage view stands: the entries by what they call for, which of them are listed, chosen and
//! handled, and the cursors. Keys and drawing are the business of `panes/triage`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::printable::printable;
use crate::triage::{Arrivals, Entry, Handled, Overview, Reason, Record, Row, Standing, State as Seen, Usable};
use crate::tui::layout::Pane;
use crate::tui::renewed::Moved;
use crate::tui::strings::{self, Words};
use crate::tui::text::field::Field;

/// What a job found out of all that came in.
#[derive(Debug, Clone, Default)]
pub struct Sorted {
    pub arrivals: Arrivals,
    /// What earlier runs saw.
    pub record: Arc<Record>,
    pub overview: Overview,
    pub usable: Usable,
    /// Why what earlier runs saw is not known, and how many lines of it are damaged.
    pub unread: Option<String>,
    pub aside: usize,
}

/// The triage view.
#[derive(Debug, Clone)]
pub struct Triage {
    pub focus: Pane,
    sorted: Arc<Sorted>,
    /// The corpus that was asked about last, by its number, and whether the answer is here.
    asked: Option<u64>,
    pub is_here: bool,
    /// What is said while there is nothing to list, before the answer is here.
    pub waiting: Words,
    /// One for each reason that there is, usable ones last.
    pub rows: Vec<Row>,
    pub row: usize,
    pub rows_top: usize,
    /// The entries that are listed, by their numbers.
    pub listed: Vec<usize>,
    pub cursor: usize,
    pub top: usize,
    /// The entries that are chosen, by their ids, and where a range of them begins.
    pub selected: BTreeSet<String>,
    pub range_from: Option<String>,
    pub shows_handled: bool,
    pub only_new: bool,
    /// The words that names, sites and reasons are to hold, and the field they are typed in with what they were.
    pub filter: String,
    pub field: Option<(Field, String)>,
    /// The entries whose marks are being written, and the marks of this session that can be taken back.
    writing: BTreeSet<String>,
    done: Vec<Vec<Handled>>,
    /// What came since the session began, by ids of entries, and those whose file is another by now.
    pub since: Arc<Arrived>,
}

/// What came or changed since the session began.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arrived {
    pub new: BTreeSet<String>,
    /// With the ids they had.
    pub changed: BTreeMap<String, String>,
}

/// How an entry stands to what was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    New,
    /// The file is another than it was.
    Changed,
    Known,
}

impl Default for Triage {
    fn default() -> Self {
        Self {
            focus: Pane::Reasons,
            sorted: Arc::default(),
            asked: None,
            is_here: false,
            waiting: strings::triage::SORTING,
            rows: Vec::new(),
            row: 0,
            rows_top: 0,
            listed: Vec::new(),
            cursor: 0,
            top: 0,
            selected: BTreeSet::new(),
            range_from: None,
            shows_handled: false,
            only_new: false,
            filter: String::new(),
            field: None,
            writing: BTreeSet::new(),
            done: Vec::new(),
            since: Arc::default(),
        }
    }
}

impl Triage {
    /// Whether the corpus with this number is still to be asked about; it is from now on.
    pub fn asks(&mut self, corpus: u64) -> bool {
        self.asked.replace(corpus) != Some(corpus)
    }

    /// Whether the view has been used.
    pub fn is_used(&self) -> bool {
        self.asked.is_some()
    }

    pub fn sorted(&self) -> &Sorted {
        &self.sorted
    }

    /// Takes in what a job found out; the cursors stay on their reason and entry.
    pub fn take(&mut self, sorted: Sorted) {
        self.keep_place(|triage| {
            triage.sorted = Arc::new(sorted);
            (triage.is_here, triage.waiting) = (true, strings::triage::SORTING);
            triage.count();
        });
    }

    /// Takes in marks that are on the disk.
    pub fn mark(&mut self, marks: &[Handled]) {
        for mark in marks {
            self.writing.remove(&mark.id);
        }
        self.selected.clear();
        self.range_from = None;
        self.keep_place(|triage| {
            Arc::make_mut(&mut triage.sorted).arrivals.mark(marks);
            triage.count();
        });
    }

    /// Goes on with another corpus, until what came in has been sorted again.
    pub fn renew(&mut self, moved: &Moved, since: Arrived) {
        self.since = Arc::new(since);
        Arc::make_mut(&mut self.sorted).arrivals.renumber(&|report| moved.report(report));
    }

    /// Counts the entries by their reasons.
    fn count(&mut self) {
        let Sorted { arrivals, record, overview, .. } = Arc::make_mut(&mut self.sorted);
        let all = arrivals.all();
        *overview = Overview::of(&all, record);
        self.rows.clone_from(&overview.rows);
        self.rows.extend(Row::of(Reason::Usable, &all));
    }

    /// Changes what is listed; the cursors stay on their reason and entry, or near them.
    fn keep_place(&mut self, change: impl FnOnce(&mut Self)) {
        let (reason, id) = (self.reason(), self.entry().map(|(entry, _)| entry.id.clone()));
        change(self);
        let place = reason.and_then(|reason| self.rows.iter().position(|row| row.reason == reason));
        self.row = place.unwrap_or(self.row).min(self.rows.len().saturating_sub(1));
        self.list_anew(id.as_deref());
    }

    /// Lists the entries of the reason under the cursor.
    pub fn list(&mut self) {
        let id = self.entry().map(|(entry, _)| entry.id.clone());
        self.list_anew(id.as_deref());
    }

    fn list_anew(&mut self, id: Option<&str>) {
        let words: Vec<String> = self.filter.split_whitespace().map(str::to_lowercase).collect();
        let reason = self.reason();
        let arrivals = &self.sorted.arrivals;
        let shows = |number: &usize| {
            arrivals.get(*number).is_some_and(|(entry, standing)| {
                Some(entry.reason) == reason
                    && (self.shows_handled || standing.handled.is_none())
                    && (!self.only_new || self.news(entry, standing) != News::Known)
                    && (words.is_empty() || holds(entry, &words))
            })
        };
        self.listed = (0..arrivals.len()).filter(shows).collect();
        let is_it = |number: &usize| arrivals.get(*number).is_some_and(|(entry, _)| Some(entry.id.as_str()) == id);
        let place = id.and_then(|_| self.listed.iter().position(is_it));
        self.cursor = place.unwrap_or(self.cursor).min(self.listed.len().saturating_sub(1));
    }

    /// What the view shows: the entries that are listed, while the cursor is on a reason those of all reasons.
    pub fn shown(&self) -> Vec<(Entry, Standing)> {
        let arrivals = &self.sorted.arrivals;
        let is_open = |standing: &Standing| self.shows_handled || standing.handled.is_none();
        let all: Vec<(&Entry, &Standing)> = if self.focus == Pane::Entries {
            self.listed.iter().filter_map(|number| arrivals.get(*number)).collect()
        } else {
            arrivals.all().into_iter().filter(|(_, standing)| is_open(standing)).collect()
        };
        all.into_iter().map(|(entry, standing)| (entry.clone(), standing.clone())).collect()
    }

    /// The reason under the cursor.
    pub fn reason(&self) -> Option<Reason> {
        self.rows.get(self.row).map(|row| row.reason)
    }

    /// An entry of the list by its row.
    pub fn listed_entry(&self, row: usize) -> Option<(&Entry, &Standing)> {
        self.sorted.arrivals.get(*self.listed.get(row)?)
    }

    /// The entry under the cursor.
    pub fn entry(&self) -> Option<(&Entry, &Standing)> {
        self.listed_entry(self.cursor)
    }

    /// The entry at hand: none while the cursor is on a reason.
    pub fn at_hand(&self) -> Option<(&Entry, &Standing)> {
        self.entry().filter(|_| self.focus == Pane::Entries)
    }

    /// How an entry stands to what was there before: to the last recorded run, and to the start of the session.
    pub fn news(&self, entry: &Entry, standing: &Standing) -> News {
        let recorded = self.sorted.record.at.is_some();
        if self.since.changed.contains_key(&entry.id) || recorded && matches!(standing.state, Seen::Changed { .. }) {
            return News::Changed;
        }
        let is_new = self.since.new.contains(&entry.id) || recorded && standing.state == Seen::New;
        if is_new { News::New } else { News::Known }
    }

    /// The id an entry had before its file changed, by the last recorded run or else in this session.
    pub fn was<'a>(&'a self, entry: &Entry, standing: &'a Standing) -> Option<&'a str> {
        match &standing.state {
            Seen::Changed { was, .. } if self.sorted.record.at.is_some() => Some(was),
            _ => self.since.changed.get(&entry.id).map(String::as_str),
        }
    }

    /// The ids of the entries from one of them to the cursor.
    fn between(&self, from: &str) -> Vec<String> {
        let id = |row: usize| self.listed_entry(row).map(|(entry, _)| entry.id.as_str());
        let Some(start) = (0..self.listed.len()).find(|row| id(*row) == Some(from)) else { return Vec::new() };
        let (first, last) = (start.min(self.cursor), start.max(self.cursor));
        (first..=last).filter_map(id).map(str::to_owned).collect()
    }

    /// The rows of the list that are chosen, with those of a range that is still being drawn.
    pub fn chosen(&self) -> BTreeSet<String> {
        let range = self.range_from.as_deref().map(|from| self.between(from)).unwrap_or_default();
        self.selected.iter().cloned().chain(range).collect()
    }

    pub fn is_selecting(&self) -> bool {
        !self.selected.is_empty() || self.range_from.is_some()
    }

    /// Chooses the entry under the cursor, or does not any more, and goes on to the next.
    pub fn select(&mut self) {
        let Some(id) = self.entry().map(|(entry, _)| entry.id.clone()) else { return };
        if !self.selected.remove(&id) {
            self.selected.insert(id);
        }
        self.cursor = (self.cursor + 1).min(self.listed.len().saturating_sub(1));
    }

    /// Begins a range of entries at the cursor, or ends it there; says whether it has ended.
    pub fn select_range(&mut self) -> bool {
        if let Some(from) = self.range_from.take() {
            let range = self.between(&from);
            self.selected.extend(range);
            return true;
        }
        self.range_from = self.entry().map(|(entry, _)| entry.id.clone());
        false
    }

    /// What is to be marked: the entries that are chosen, else the one under the cursor. Where all of them are
    /// handled the marks take that away. The moment is put in where they are written.
    pub fn marks(&mut self, by: &str) -> Vec<Handled> {
        let chosen = self.chosen();
        let arrivals = &self.sorted.arrivals;
        let wanted = |(entry, _): &(&Entry, &Standing)| {
            !self.writing.contains(&entry.id) && if self.is_selecting() { chosen.contains(&entry.id) } else { true }
        };
        let all: Vec<(&Entry, &Standing)> = if self.is_selecting() {
            arrivals.all().into_iter().filter(wanted).collect()
        } else {
            self.at_hand().filter(wanted).into_iter().collect()
        };
        let handled = all.iter().any(|(_, standing)| standing.handled.is_none());
        let open = all.into_iter().filter(|(_, standing)| standing.handled.is_none() == handled);
        let marks: Vec<Handled> = open.map(|(entry, _)| Handled::of(entry, handled, Some(by.to_owned()))).collect();
        self.writing.extend(marks.iter().map(|mark| mark.id.clone()));
        marks
    }

    /// Keeps marks that were written, so that they can be taken back.
    pub fn keep(&mut self, marks: Vec<Handled>) {
        self.done.push(marks);
    }

    /// The marks that take the last ones back.
    pub fn take_back(&mut self) -> Vec<Handled> {
        let last = self.done.pop().unwrap_or_default();
        let back: Vec<Handled> = last.into_iter().map(|mark| Handled { handled: !mark.handled, ..mark }).collect();
        self.writing.extend(back.iter().map(|mark| mark.id.clone()));
        back
    }

    /// Gives up marks that could not be written.
    pub fn give_up(&mut self, marks: &[Handled]) {
        for mark in marks {
            self.writing.remove(&mark.id);
        }
    }
}

/// Whether an entry holds all words: in its name, year, site, path, id, in what is said of it or in its reason.
fn holds(entry: &Entry, words: &[String]) -> bool {
    let year = entry.year.map(|year| year.to_string()).unwrap_or_default();
    let said = entry.detail.as_ref().map(crate::triage::Detail::words_zh).unwrap_or_default();
    let reason = [entry.reason.name_zh(), entry.reason.name_en(), entry.reason.id(), entry.action().name_zh()];
    let site = entry.site().unwrap_or_default();
    let own = [&entry.name, &year, site, &entry.path, &entry.id, said.as_str()];
    let text = own.into_iter().chain(reason).collect::<Vec<_>>().join("\n").to_lowercase();
    words.iter().all(|word| text.contains(word.as_str()))
}

/// What an entry is called on the screen, with its year.
pub fn name(entry: &Entry) -> String {
    let name = printable(&entry.name);
    entry.year.map_or_else(|| name.to_string(), |year| format!("{name} {year}"))
}
