//! The numbers of cells of all reports: by the columns of the index where there are any, else by decoding.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::corpus::Corpus;
use crate::corpus::columns::{Bare, Columns, Entry};
use crate::model::form::CellId;

/// What every report of a corpus says in some cells.
#[derive(Debug, Clone, Default)]
pub struct Values {
    columns: BTreeMap<CellId, Vec<Entry>>,
}

impl Values {
    /// Reads cells of every report.
    pub fn read(corpus: &Corpus, cells: impl IntoIterator<Item = CellId>) -> Self {
        let mut cells: Vec<CellId> = cells.into_iter().collect();
        cells.sort_unstable();
        cells.dedup();
        Self { columns: indexed(corpus, &cells).unwrap_or_else(|| decoded(corpus, &cells)) }
    }

    /// What a report says in a cell; `None` where it says nothing of it or cannot be read any more.
    pub fn of(&self, report: usize, cell: CellId) -> Entry {
        *self.columns.get(&cell)?.get(report)?
    }
}

/// By the columns of the index; `None` where one of them cannot be read.
fn indexed(corpus: &Corpus, cells: &[CellId]) -> Option<BTreeMap<CellId, Vec<Entry>>> {
    let columns = Columns::of(corpus)?;
    cells.iter().map(|cell| Some((*cell, columns.read(*cell).ok()?))).collect()
}

fn decoded(corpus: &Corpus, cells: &[CellId]) -> BTreeMap<CellId, Vec<Entry>> {
    let of = |report: usize| {
        let held = corpus.report(report).ok();
        let of = |cell: &CellId| held.as_ref().and_then(|held| held.tables.cell(*cell)).map(Bare::of);
        cells.iter().map(of).collect::<Vec<Entry>>()
    };
    let rows: Vec<Vec<Entry>> = (0..corpus.len()).into_par_iter().map(of).collect();
    let column = |nth: usize| rows.iter().map(|row| row.get(nth).copied().flatten()).collect();
    cells.iter().enumerate().map(|(nth, cell)| (*cell, column(nth))).collect()
}
