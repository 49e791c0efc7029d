//! The decoded reports that are on the screen, and a few that were. Everything else is dropped.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::corpus::Held;
use crate::model::report::Report;
use crate::tui::told::Told;

/// Reports kept beyond those on the screen, for going back and forth.
const KEPT: usize = 6;

/// A report that was asked for, with the numbers of its narrative.
#[derive(Debug, Clone)]
pub enum Shelved {
    Report(Arc<Held>, Arc<[Told]>),
    /// Why it cannot be shown.
    Failed(String),
}

/// Decoded reports by their number in the corpus.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    held: BTreeMap<usize, Shelved>,
    asked: BTreeSet<usize>,
    /// Numbers in `held`, the last used last.
    used: VecDeque<usize>,
}

impl Shelf {
    /// The report, when it is here.
    pub fn report(&self, index: usize) -> Option<&Report> {
        match self.held.get(&index)? {
            Shelved::Report(held, _) => Some(held),
            Shelved::Failed(_) => None,
        }
    }

    /// The numbers of its narrative; none while it is not here.
    pub fn told(&self, index: usize) -> &[Told] {
        match self.held.get(&index) {
            Some(Shelved::Report(_, told)) => told,
            _ => &[],
        }
    }

    /// Why the report cannot be shown.
    pub fn failure(&self, index: usize) -> Option<&str> {
        match self.held.get(&index)? {
            Shelved::Report(..) => None,
            Shelved::Failed(reason) => Some(reason),
        }
    }

    /// Puts an answer on the shelf, unless nobody asks for it any more.
    pub fn put(&mut self, index: usize, shelved: Shelved) {
        if self.asked.remove(&index) {
            self.held.insert(index, shelved);
        }
    }

    /// Goes on with another corpus, in which the reports have other numbers; those that are gone are dropped.
    pub fn renew(&mut self, moved: &dyn Fn(usize) -> Option<usize>) {
        self.asked.clear();
        let held = std::mem::take(&mut self.held).into_iter();
        let is_report = |shelved: &Shelved| matches!(shelved, Shelved::Report(..));
        let kept = held.filter(|(_, shelved)| is_report(shelved));
        self.held = kept.filter_map(|(index, shelved)| Some((moved(index)?, shelved))).collect();
        let used = std::mem::take(&mut self.used).into_iter();
        self.used = used.filter_map(moved).filter(|index| self.held.contains_key(index)).collect();
    }

    /// Makes the shelf hold what is wanted: answers which reports to load and drops what has not
    /// been used for longest.
    pub fn want(&mut self, wanted: &[usize]) -> Vec<usize> {
        self.asked.retain(|index| wanted.contains(index));
        let missing = |index: &&usize| !self.held.contains_key(index) && !self.asked.contains(index);
        let to_load: BTreeSet<usize> = wanted.iter().filter(missing).copied().collect();
        self.asked.extend(&to_load);
        for index in wanted {
            self.used.retain(|used| used != index);
            self.used.push_back(*index);
        }
        while self.used.len() > KEPT + wanted.len() {
            if let Some(oldest) = self.used.pop_front() {
                self.held.remove(&oldest);
            }
        }
        to_load.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_are_kept_and_late_answers_dropped() {
        let mut shelf = Shelf::default();
        for index in 0..100 {
            assert_eq!(shelf.want(&[index]), [index]);
            assert_eq!(shelf.want(&[index]), [] as [usize; 0], "asked once");
            shelf.put(index, Shelved::Failed("x".into()));
            shelf.put(index + 1000, Shelved::Failed("nobody asked".into()));
        }
        assert!(shelf.held.len() <= KEPT + 1);
        assert_eq!(shelf.failure(99), Some("x"));
        assert_eq!((shelf.failure(1), shelf.failure(1099)), (None, None));
    }
}
