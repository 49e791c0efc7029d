//! What is searched for, what was found and what of it is still to come; what the list of hits holds, row
//! by row. Keys and drawing are the business of `search` and `hits`.

use crate::search::{Found, Hit};
use crate::tui::page::{Page, TextPlace};
use crate::tui::panes::hits::{self, Row, Unfolded};
use crate::tui::panes::spread;
use crate::tui::text::field::Field;

/// The search and what it found.
#[derive(Debug, Clone, Default)]
pub struct Finder {
    pub field: Field,
    /// The keys go into the field.
    pub typing: bool,
    /// The one report searched, `None` for the corpus.
    pub within: Option<usize>,
    /// One hit a report, the best, is listed.
    pub by_report: bool,
    pub(super) found: Option<Found>,
    /// The hits of the report that has most.
    pub(super) most: usize,
    /// Where the hits are, while that is shown.
    pub spread: Option<spread::Table>,
    /// The report whose other hits are listed too, below its best.
    pub(super) unfolded: Option<Unfolded>,
    /// The question for the hits of one report, with the report.
    pub(super) asked_for_one: Option<(u64, usize)>,
    /// The matched places of the report at hand, where not all its hits are listed.
    pub(super) marked: Option<(usize, Vec<TextPlace>)>,
    /// Why the text cannot be understood.
    pub(super) error: Option<String>,
    pub(super) awaited: Awaited,
    /// The best hit is to be opened as soon as it is known.
    pub(super) opens: bool,
    pub(super) cursor: usize,
    pub(super) top: usize,
    pub(super) page: Page,
}

/// What of the answer to a question is still to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Awaited {
    #[default]
    Nothing,
    /// All of it: what is listed answers an earlier text.
    All(u64),
    /// The rest: some hits are listed.
    Rest(u64),
}

impl Finder {
    pub fn hit(&self) -> Option<&Hit> {
        self.hit_of(self.cursor)
    }

    /// What was found, whatever of it is unfolded.
    pub fn found(&self) -> Option<&Found> {
        self.found.as_ref()
    }

    /// How many rows are listed.
    pub fn hits(&self) -> usize {
        self.len()
    }

    /// Whether the keys go to the table of where the hits are.
    pub fn spread_has_keys(&self) -> bool {
        self.spread.as_ref().is_some_and(|table| table.has_keys)
    }

    /// Whether an answer is awaited.
    pub fn waits(&self) -> bool {
        self.awaited != Awaited::Nothing
    }

    /// Whether what is listed still answers an earlier text.
    pub fn lags(&self) -> bool {
        matches!(self.awaited, Awaited::All(_))
    }

    /// Whether the best hit is known by now that was to be opened. Asked once.
    pub fn opens_now(&mut self) -> bool {
        let is_settled = !self.lags() && self.len() > 0 && self.found.as_ref().is_some_and(|found| found.settled);
        let is_known = !self.waits() || is_settled;
        is_known && std::mem::take(&mut self.opens)
    }

    pub(super) fn len(&self) -> usize {
        let best = self.found.as_ref().map_or(0, |found| found.hits.len());
        best + self.unfolded.as_ref().map_or(0, |unfolded| unfolded.others.len())
    }

    /// The row of a number.
    pub(super) fn row(&self, number: usize) -> Row {
        self.unfolded.as_ref().map_or(Row::Best(number), |unfolded| unfolded.row(number))
    }

    pub(super) fn hit_of(&self, number: usize) -> Option<&Hit> {
        match self.row(number) {
            Row::Best(nth) => self.found.as_ref()?.hits.get(nth),
            Row::Other(nth) => self.unfolded.as_ref()?.others.get(nth),
        }
    }

    /// The matched places in a report.
    pub fn matches_in(&self, report: usize) -> Vec<TextPlace> {
        if let Some((_, marked)) = self.marked.as_ref().filter(|(of, _)| *of == report) {
            return marked.clone();
        }
        let others = self.unfolded.iter().flat_map(|unfolded| &unfolded.others);
        let hits = self.found.iter().flat_map(|found| &found.hits).chain(others);
        hits.filter(|hit| hit.report == report).flat_map(hits::matches).collect()
    }

    /// Takes an answer to the newest search, its last one or one before; the cursor stays on its hit.
    pub fn answer(&mut self, generation: u64, found: Found, is_all: bool) {
        if self.asked_for_one.is_some_and(|(asked, _)| asked == generation) {
            if is_all {
                self.unfold(found);
            }
            return;
        }
        if ![Awaited::All(generation), Awaited::Rest(generation)].contains(&self.awaited) {
            return;
        }
        self.awaited = if is_all { Awaited::Nothing } else { Awaited::Rest(generation) };
        let place = |hit: &Hit| (hit.report, hit.block, hit.range.start);
        let moved = self.hit().filter(|_| self.cursor > 0).map(place);
        let exactly = |at| found.hits.iter().position(|hit| place(hit) == at);
        let report = |at: (usize, _, _)| found.hits.iter().position(|hit| hit.report == at.0);
        let same = moved.and_then(|at| exactly(at).or_else(|| report(at).filter(|_| self.by_report)));
        self.cursor = same.unwrap_or(self.cursor).min(found.hits.len().saturating_sub(1));
        (self.unfolded, self.asked_for_one, self.marked) = (None, None, None);
        self.most = found.per_report.iter().map(|(_, count)| *count).max().unwrap_or(0);
        self.found = Some(found);
    }

    /// No answer comes to a question, and why.
    pub fn fail(&mut self, generation: u64, why: &str) {
        if self.asked_for_one.is_some_and(|(asked, _)| asked == generation) {
            self.asked_for_one = None;
        } else if [Awaited::All(generation), Awaited::Rest(generation)].contains(&self.awaited) {
            (self.awaited, self.opens, self.found) = (Awaited::Nothing, false, None);
            self.error = Some(why.to_owned());
        }
    }

    /// Goes on with another corpus: hits in reports that are gone or changed are dropped, until the search has been
    /// made again.
    pub fn renew(&mut self, moved: &dyn Fn(usize) -> Option<usize>) {
        self.within = self.within.and_then(moved);
        self.fold();
        (self.marked, self.awaited, self.opens) = (None, Awaited::Nothing, false);
        let Some(found) = &mut self.found else { return };
        let before = std::mem::take(&mut found.hits);
        let above = before.iter().take(self.cursor).filter(|hit| moved(hit.report).is_some()).count();
        found.hits = before.into_iter().filter_map(|hit| Some(Hit { report: moved(hit.report)?, ..hit })).collect();
        let per_report = std::mem::take(&mut found.per_report).into_iter();
        found.per_report = per_report.filter_map(|(report, hits)| Some((moved(report)?, hits))).collect();
        found.per_report.sort_unstable();
        self.cursor = above.min(found.hits.len().saturating_sub(1));
    }

    /// Lists the other hits of a report below its best.
    fn unfold(&mut self, of_one: Found) {
        let Some((_, report)) = self.asked_for_one.take() else { return };
        let Some(found) = self.found.as_ref().filter(|_| self.by_report) else { return };
        let Some(at) = found.hits.iter().position(|hit| hit.report == report) else { return };
        let unfolded = Unfolded::new(at, &found.hits, of_one.hits, hits::count_of(found, report));
        self.cursor = unfolded.number_of(self.cursor);
        self.unfolded = Some(unfolded);
    }

    /// Lists the best hit only of the report that is unfolded; a cursor below it goes there.
    pub(super) fn fold(&mut self) {
        if let Some(unfolded) = self.unfolded.take() {
            self.cursor = unfolded.best(self.cursor);
        }
        self.asked_for_one = None;
    }
}
