//! What may have gone wrong in table 三 or 四: the few changes each of which would repair every identity
//! it touches and break none. A hint for the reader, computed on demand; never a fact, and never part
//! of a flag.

mod board;
mod candidates;
mod words;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::model::cell::Number;
use crate::model::flag::Flag;
use crate::model::form::{CellId, Col};
use crate::model::report::Report;
use crate::rules::repair::board::Board;
use crate::rules::sink::Words;
use crate::rules::trial::Trial;

/// As many repairs are told.
const TOLD: usize = 3;

/// A cell that would hold another number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    pub cell: CellId,
    pub from: i64,
    pub to: i64,
}

/// How a slip of the pen made one number of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// Two digits beside each other changed places.
    Transposed,
    /// A digit is missing.
    Missing,
    /// There is a digit too many.
    Surplus,
    /// Nothing tells.
    Unknown,
}

/// What sort of mistake a repair undoes; the simpler, the smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// One cell is wrong.
    Cell(Slip),
    /// Two cells beside each other, or one above the other, changed places.
    Exchanged,
    /// A cell is wrong, and with it the total of its row.
    WithTotal,
    /// The digits of two cells stand in one.
    RunTogether,
    /// The numbers of a row stand a column too far to the left, or to the right.
    RowShifted { left: bool },
    /// Some numbers of a column stand a row too high, or too low.
    ColumnShifted { up: bool },
}

/// Changes that together repair every identity they touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    pub kind: Kind,
    pub changes: Vec<Change>,
    /// How many failing identities then hold.
    pub repaired: usize,
}

impl Repair {
    /// The repair as something to be tried.
    pub fn trial(&self) -> Trial {
        self.changes.iter().map(|change| (change.cell, Some(Number::from(change.to)))).collect()
    }

    /// `表三·予以公开·总计若为17(现18),则2处相符`.
    pub fn words(&self) -> Words {
        words::of(self)
    }
}

/// The likeliest repairs of what some flags tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hint {
    /// The best first, at most three.
    pub repairs: Vec<Repair>,
    /// How many more there are.
    pub more: usize,
}

impl Hint {
    pub fn is_empty(&self) -> bool {
        self.repairs.is_empty()
    }
}

/// What may have gone wrong where these flags of a report stand; empty where they are not about the
/// arithmetic of table 三 or 四, or where no change of one of the known sorts repairs it.
pub fn hint<'a>(report: &Report, flags: impl IntoIterator<Item = &'a Flag>) -> Hint {
    let mut scope = BTreeSet::new();
    let mut board = None;
    for flag in flags.into_iter().filter(|flag| speaks_of(flag)) {
        let board = board.get_or_insert_with(|| Board::of(report));
        scope.extend(board.of_flag(flag));
    }
    board.map_or_else(Hint::default, |board| choose(candidates::all(&board), &scope))
}

/// Whether a flag tells of the arithmetic of table 三 or 四, so that there may be a hint.
pub fn speaks_of(flag: &Flag) -> bool {
    ["T3-ROW", "T3-SUM7", "T3-BAL", "T4-SUM"].contains(&flag.rule)
}

/// A repair with the failing identities it clears.
#[derive(Debug, Clone)]
struct Candidate {
    kind: Kind,
    changes: Vec<Change>,
    clears: BTreeSet<usize>,
}

/// Chooses among repairs those that clear something of the scope and are not outdone by one that is as
/// simple and clears more; of several places the best of each comes first.
fn choose(all: Vec<Candidate>, scope: &BTreeSet<usize>) -> Hint {
    let here: Vec<Candidate> = all.into_iter().filter(|found| !found.clears.is_disjoint(scope)).collect();
    let outdone = |found: &Candidate| {
        here.iter().any(|other| {
            let simpler = other.changes.len().cmp(&found.changes.len());
            other.clears.is_superset(&found.clears)
                && simpler.is_le()
                && (simpler.is_lt() || other.clears.len() > found.clears.len())
        })
    };
    let mut left: Vec<&Candidate> = here.iter().filter(|found| !outdone(found)).collect();
    left.sort_by_cached_key(|found| {
        let total = found.changes.first().is_some_and(|change| change.cell.col == Col::Total);
        (Reverse(found.clears.len()), found.changes.len(), found.kind, !total, found.changes.clone())
    });
    let count = left.len();
    let mut covered: BTreeSet<usize> = BTreeSet::new();
    let mut repairs = Vec::new();
    while repairs.len() < TOLD && !left.is_empty() {
        let fresh = left.iter().position(|found| !found.clears.is_subset(&covered));
        let found = left.remove(fresh.unwrap_or(0));
        covered.extend(&found.clears);
        repairs.push(Repair { kind: found.kind, changes: found.changes.clone(), repaired: found.clears.len() });
    }
    Hint { more: count - repairs.len(), repairs }
}

#[cfg(test)]
mod tests;
