//! Which form a table 二 follows, by the words that only one form prints.

use crate::model::form::{Form, Table};
use crate::parse::tables::runs::{Run, is_free};
use crate::parse::tables::symbols::Symbol;

/// How strongly the words of table 二 speak for each form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Votes {
    old: u32,
    new: u32,
}

impl Votes {
    /// Counts the words of table 二 in its runs. A head weighs more than a row, whose label some
    /// sources print in the words of the other form.
    pub fn count(symbols: &[Symbol], runs: &[Run]) -> Self {
        let mut votes = Self::default();
        for run in runs.iter().filter(|run| run.holds(Table::T2)) {
            for n in run.first..run.end {
                let Some(term) = symbols[n].term().filter(|term| term.form.is_some()) else { continue };
                if !is_free(symbols, n) {
                    continue;
                }
                let weight = if term.is_head_of(Table::T2) { 2 } else { 1 };
                match term.form {
                    Some(Form::F2019) => votes.old += weight,
                    Some(Form::F2021) => votes.new += weight,
                    _ => {}
                }
            }
        }
        votes
    }

    pub fn form(self) -> Option<Form> {
        match self.old.cmp(&self.new) {
            std::cmp::Ordering::Less => Some(Form::F2021),
            std::cmp::Ordering::Greater => Some(Form::F2019),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// Whether heads of both forms stand in the table.
    pub fn is_mixed(self) -> bool {
        self.old.min(self.new) >= 2
    }
}

/// The form of the block of table 二 that a row stands in: that of the heads above it.
pub fn of_block(symbols: &[Symbol], run: &Run, row: usize) -> Option<Form> {
    let above = symbols.get(run.first..row).unwrap_or_default().iter().rev();
    let block = above.take_while(|symbol| !symbol.term().is_some_and(|term| term.article));
    block.filter_map(Symbol::term).filter(|term| term.is_head_of(Table::T2)).find_map(|term| term.form)
}
