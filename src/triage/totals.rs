//! Whether the totals of table 三 are known: where they are not, a report has to be looked at, whether or not its
//! parser says anything. By the columns of the index, where it has them.

use crate::corpus::Corpus;
use crate::corpus::columns::{Bare, Columns, Entry};
use crate::model::cell::How;
use crate::model::form::{CellId, Col, Row};

/// The cells that are asked for.
fn cells() -> [CellId; 2] {
    [Row::NewReceived, Row::HandledTotal].map(|row| CellId::new(row, Col::Total))
}

/// What every report says in them; `None` where that is to be asked of the report.
pub(super) struct Totals(Option<Vec<Vec<Entry>>>);

impl Totals {
    pub fn of(corpus: &Corpus) -> Self {
        let read = |columns: Columns| cells().into_iter().map(|cell| columns.read(cell).ok()).collect();
        Self(Columns::of(corpus).and_then(read))
    }

    /// Whether a report has any of them. One that cannot be decoded is taken to, as it is told of elsewhere.
    pub fn are_known(&self, corpus: &Corpus, index: usize) -> bool {
        match &self.0 {
            Some(columns) => columns.iter().any(|column| column.get(index).copied().flatten().is_some_and(is_known)),
            None => corpus.report(index).map_or(true, |report| {
                cells().into_iter().filter_map(|cell| report.tables.cell(cell)).map(Bare::of).any(is_known)
            }),
        }
    }
}

/// Whether it is known what stands in a cell.
fn is_known(cell: Bare) -> bool {
    cell.value.is_some() || matches!(cell.how, Some(How::Blank | How::Marker))
}
