//! The list of flags as it stands: entries under their headings, what is folded and unfolded, the rows that
//! makes, and the cursor among them. Keys and drawing are the business of `flags`.

use std::collections::BTreeSet;

use crate::rules::FlagRef;
use crate::tui::action::Fold;
use crate::tui::entries::{Entry, Grouping, Heading, Listed, short};
use crate::tui::layout::Pane;
use crate::tui::reviewing::Reviewing;
use crate::tui::sieve::Sieve;
use crate::tui::state::Holdings;

/// A line of the list: a heading, an entry under it, or a flag of an entry that is unfolded. There are
/// millions in a large corpus, so they are small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Heading(u32),
    Entry(u32, u32),
    Member(u32, u32, u32),
}

/// The list, its entries and folds, and its cursor.
#[derive(Debug, Clone)]
pub struct FlagList {
    pub sieve: Sieve,
    pub focus: Pane,
    pub evidence_top: usize,
    pub grouping: Grouping,
    /// Flags about our copy and indicators are listed too.
    pub(super) everything: bool,
    pub(super) folded: BTreeSet<String>,
    /// The entries whose flags are shown, by the flag that stands for them.
    pub(super) unfolded: BTreeSet<FlagRef>,
    pub(super) headings: Vec<Heading>,
    pub(super) rows: Vec<Row>,
    pub(super) cursor: usize,
    pub(super) top: usize,
    /// How many entries and flags are listed, and how many would be without a filter.
    pub size: (usize, usize),
    pub total: (usize, usize),
    /// How many of the listed entries are decided, and the version of the verdicts this was counted of.
    decided: (u64, usize),
}

impl Default for FlagList {
    fn default() -> Self {
        Self {
            sieve: Sieve::default(),
            focus: Pane::List,
            evidence_top: 0,
            grouping: Grouping::default(),
            everything: false,
            folded: BTreeSet::new(),
            unfolded: BTreeSet::new(),
            headings: Vec::new(),
            rows: Vec::new(),
            cursor: 0,
            top: 0,
            size: (0, 0),
            total: (0, 0),
            decided: (0, 0),
        }
    }
}

impl FlagList {
    pub(super) fn entry(&self, row: Row) -> Option<&Entry> {
        match row {
            Row::Heading(_) => None,
            Row::Entry(heading, entry) | Row::Member(heading, entry, _) => {
                self.headings.get(heading as usize)?.entries.get(entry as usize)
            }
        }
    }

    fn flag_of(&self, row: Row) -> Option<FlagRef> {
        let nth = if let Row::Member(.., nth) = row { nth } else { 0 };
        self.entry(row)?.flags().nth(nth as usize)
    }

    /// The flag under the cursor; of an entry, the one that stands for it.
    pub fn flag(&self) -> Option<FlagRef> {
        self.flag_of(*self.rows.get(self.cursor)?)
    }

    /// The flag whose evidence is shown: the one under the cursor, of a heading its first.
    pub fn at_hand(&self) -> Option<FlagRef> {
        match *self.rows.get(self.cursor)? {
            Row::Heading(number) => self.headings.get(number as usize)?.entries.first().map(Entry::head),
            row => self.flag_of(row),
        }
    }

    /// How many entries are listed under a heading.
    #[cfg(test)]
    pub fn entries_under(&self, label: &str) -> usize {
        self.headings.iter().filter(|heading| heading.label == label).map(|heading| heading.entries.len()).sum()
    }

    /// The listed flags one after another.
    pub fn sequence(&self) -> impl Iterator<Item = FlagRef> {
        let entries = self.headings.iter().flat_map(|heading| &heading.entries);
        entries.flat_map(Entry::flags)
    }

    /// Whether flags about our copy and indicators are listed too.
    pub fn everything(&self) -> bool {
        self.everything
    }

    pub fn set_everything(&mut self, everything: bool) {
        self.everything = everything;
    }

    /// The flags that stand for the listed entries, one after another.
    pub fn heads(&self) -> impl Iterator<Item = FlagRef> + Clone {
        self.headings.iter().flat_map(|heading| &heading.entries).map(Entry::head)
    }

    /// What the cursor is on, where that is no heading: the flag that stands for an entry (`true`), or another one
    /// of an entry that is unfolded.
    pub fn chosen(&self) -> Option<(FlagRef, bool)> {
        let row = *self.rows.get(self.cursor)?;
        Some((self.flag_of(row)?, matches!(row, Row::Entry(..))))
    }

    /// The heading the cursor is on, in words, with the flags that stand for its entries.
    pub fn heading_at_cursor(&self) -> Option<(String, Vec<FlagRef>)> {
        let Row::Heading(number) = *self.rows.get(self.cursor)? else { return None };
        let heading = self.headings.get(number as usize)?;
        Some((heading.label.clone(), heading.entries.iter().map(Entry::head).collect()))
    }

    /// The flag that stands for the listed entry a flag is in.
    pub fn head_of(&self, at: FlagRef) -> Option<FlagRef> {
        let mut entries = self.headings.iter().flat_map(|heading| &heading.entries);
        entries.find(|entry| entry.flags().any(|other| other == at)).map(Entry::head)
    }

    /// The flags that stand for the entries from one of them to the cursor, in whichever direction.
    pub fn between(&self, from: FlagRef) -> Vec<FlagRef> {
        let head = |row: &Row| self.entry(*row).map(Entry::head);
        let Some(start) = self.rows.iter().position(|row| head(row) == Some(from)) else { return Vec::new() };
        let (first, last) = (start.min(self.cursor), start.max(self.cursor));
        let mut heads: Vec<FlagRef> = self.rows.get(first..=last).unwrap_or_default().iter().filter_map(head).collect();
        heads.dedup();
        heads
    }

    /// The next entry below the cursor, then from the top, of which this holds; that under the cursor comes last.
    pub fn next_where(&self, holds: impl Fn(FlagRef) -> bool) -> Option<FlagRef> {
        let here = self.at_hand().and_then(|at| self.head_of(at));
        let start = self.heads().position(|at| Some(at) == here).map_or(0, |at| at + 1);
        self.heads().skip(start).chain(self.heads().take(start)).find(|at| holds(*at))
    }

    /// One row down, as far as there are any.
    pub fn step_down(&mut self) {
        self.cursor = (self.cursor + 1).min(self.rows.len().saturating_sub(1));
    }

    /// Puts the cursor on a flag, unfolding what it stands in.
    pub fn show(&mut self, flag: FlagRef) {
        let holds = |entry: &Entry| entry.flags().any(|at| at == flag);
        let Some(heading) = self.headings.iter().find(|heading| heading.entries.iter().any(holds)) else { return };
        self.folded.remove(&heading.key);
        let head = heading.entries.iter().find(|entry| holds(entry)).map(Entry::head);
        self.unfolded.extend(head.filter(|head| *head != flag));
        self.refold();
        let found = self.rows.iter().position(|row| self.flag_of(*row) == Some(flag));
        self.cursor = found.unwrap_or(self.cursor);
    }

    /// Gathers the entries anew after a change of the flags, the filter or the grouping; the cursor stays
    /// on its flag where that is still listed.
    pub fn regroup(&mut self, holdings: &Holdings, review: &Reviewing) {
        let at = self.flag();
        let listed = Listed { applied: self.sieve.applied.as_ref(), everything: self.everything, review };
        self.headings = listed.under_headings(self.grouping, holdings);
        let entries = self.headings.iter().map(|heading| heading.entries.len()).sum();
        self.size = (entries, self.headings.iter().map(|heading| heading.count.total()).sum());
        self.total =
            if listed.applied.is_none() { self.size } else { Listed { applied: None, ..listed }.size(holdings) };
        self.refold();
        self.decided = (0, 0);
        match at {
            Some(flag) => self.show(flag),
            None if self.cursor == 0 => self.cursor = usize::from(self.rows.len() > 1),
            None => {}
        }
    }

    /// Goes on with another corpus; `moved` says where a flag is there. The cursor stays on its flag or heading, and
    /// where it is on the screen.
    pub fn renew(&mut self, (holdings, review): (&Holdings, &Reviewing), moved: &dyn Fn(FlagRef) -> Option<FlagRef>) {
        let heading = |row: Row| match row {
            Row::Heading(number) => self.headings.get(number as usize).map(|heading| heading.key.clone()),
            _ => None,
        };
        let (key, at) = (self.rows.get(self.cursor).copied().and_then(heading), self.flag().and_then(moved));
        let (cursor, down) = (self.cursor, self.cursor.saturating_sub(self.top));
        self.unfolded = self.unfolded.iter().copied().filter_map(moved).collect();
        self.headings.clear();
        self.rows.clear();
        self.regroup(holdings, review);
        self.cursor = cursor.min(self.rows.len().saturating_sub(1));
        if let Some(at) = at {
            self.show(at);
        }
        if let Some(key) = key {
            let is_it = |row: &Row| matches!(row, Row::Heading(n) if self.headings.get(*n as usize).is_some_and(|one| one.key == key));
            self.cursor = self.rows.iter().position(is_it).unwrap_or(self.cursor);
        }
        self.top = self.cursor.saturating_sub(down);
    }

    /// Counts the decided entries anew where a verdict may be another.
    pub(super) fn count(&mut self, holdings: &Holdings, review: &Reviewing) {
        if self.decided.0 != review.version() {
            let entries = self.headings.iter().flat_map(|heading| &heading.entries);
            let decided = entries.filter(|entry| review.of_entry(holdings, entry).is_decided());
            self.decided = (review.version(), decided.count());
        }
    }

    /// How many of the listed entries are decided.
    pub fn decided(&self) -> usize {
        self.decided.1
    }

    fn refold(&mut self) {
        self.rows.clear();
        for (number, heading) in self.headings.iter().enumerate() {
            self.rows.push(Row::Heading(short(number)));
            if self.folded.contains(&heading.key) {
                continue;
            }
            for (nth, entry) in heading.entries.iter().enumerate() {
                let (number, nth) = (short(number), short(nth));
                self.rows.push(Row::Entry(number, nth));
                if self.unfolded.contains(&entry.head()) {
                    self.rows.extend((1..short(entry.size())).map(|flag| Row::Member(number, nth, flag)));
                }
            }
        }
        self.rows.shrink_to_fit();
        self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
    }

    pub(super) fn fold(&mut self, fold: Fold) {
        match fold {
            Fold::OpenAll => {
                self.folded.clear();
                let several = self.headings.iter().flat_map(|heading| &heading.entries);
                self.unfolded = several.filter(|entry| entry.size() > 1).map(Entry::head).collect();
            }
            Fold::CloseAll => {
                self.folded = self.headings.iter().map(|heading| heading.key.clone()).collect();
                self.unfolded.clear();
            }
            Fold::Toggle => return self.toggle(),
        }
        self.refold();
    }

    /// Turns over the fold of what the cursor is on.
    pub(super) fn toggle(&mut self) {
        let open = match self.rows.get(self.cursor) {
            Some(Row::Heading(number)) => {
                self.headings.get(*number as usize).is_some_and(|heading| !self.folded.contains(&heading.key))
            }
            Some(Row::Member(..)) => true,
            Some(row) if self.entry(*row).is_some_and(|entry| entry.size() > 1) => {
                self.flag_of(*row).is_some_and(|head| self.unfolded.contains(&head))
            }
            _ => true,
        };
        if open { self.fold_here() } else { self.unfold_here() }
    }

    /// Folds the innermost of what the cursor is in, and puts it there.
    pub(super) fn fold_here(&mut self) {
        let Some(row) = self.rows.get(self.cursor).copied() else { return };
        let head = self.entry(row).map(Entry::head);
        let outer = match row {
            Row::Entry(heading, entry) | Row::Member(heading, entry, _)
                if head.is_some_and(|head| self.unfolded.remove(&head)) =>
            {
                Row::Entry(heading, entry)
            }
            Row::Heading(heading) | Row::Entry(heading, _) | Row::Member(heading, ..) => {
                self.folded.extend(self.headings.get(heading as usize).map(|heading| heading.key.clone()));
                Row::Heading(heading)
            }
        };
        self.refold();
        self.cursor = self.rows.iter().position(|row| *row == outer).unwrap_or(self.cursor);
    }

    /// Unfolds what the cursor is on.
    pub(super) fn unfold_here(&mut self) {
        match self.rows.get(self.cursor).copied() {
            Some(Row::Heading(number)) => {
                if let Some(heading) = self.headings.get(number as usize) {
                    self.folded.remove(&heading.key);
                }
            }
            Some(row @ Row::Entry(..)) => {
                let several = self.entry(row).filter(|entry| entry.size() > 1);
                self.unfolded.extend(several.map(Entry::head));
            }
            Some(Row::Member(..)) | None => {}
        }
        self.refold();
    }
}
