//! Columns are made of the tables of all reports, decoded side by side, a part at a time.

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use crate::corpus::Corpus;
use crate::corpus::columns::{Bare, CELLS, CHUNK, Columns, KIND, Outline, SHAPE, packed};
use crate::model::tables::Tables;

/// Reports that one core turns into bytes before they are put behind the others.
const BATCH: usize = 256;

/// Makes the columns of those reports of a corpus that have none yet, where the corpus has an index to put
/// them in; `tell` hears how many have theirs.
///
/// # Errors
/// When they cannot be written.
pub fn make(corpus: &Corpus, tell: &dyn Fn(usize)) -> io::Result<()> {
    let Some(store) = corpus.store() else { return Ok(()) };
    let known = Columns::known(corpus);
    // A small last part of a corpus that has grown is made anew, so that small ones do not add up.
    let whole = known.chunks.len() - usize::from(known.len < corpus.len() && !known.len.is_multiple_of(CHUNK));
    let mut next = (whole * CHUNK).min(known.len);
    if next < corpus.len() {
        store.forget_from(KIND, next);
    }
    while next < corpus.len() {
        let reports = next..corpus.len().min(next + CHUNK);
        let columns = columns(corpus, reports.clone());
        let columns: Vec<Vec<u8>> =
            columns.par_iter().map(|column| packed::deflated(column)).collect::<io::Result<_>>()?;
        store.write((KIND, &SHAPE), next, &mut |out| packed::write_all(&columns, out).map(|()| reports.len()))?;
        next = reports.end;
        tell(next);
    }
    Ok(())
}

/// The columns of some reports: which sections they have, then their cells.
fn columns(corpus: &Corpus, reports: Range<usize>) -> Vec<Vec<u8>> {
    let starts: Vec<usize> = reports.clone().step_by(BATCH).collect();
    let batches: Vec<Vec<Vec<u8>>> = starts
        .into_par_iter()
        .map(|start| {
            let mut columns = vec![Vec::with_capacity(BATCH); CELLS.len() + 1];
            for report in start..reports.end.min(start + BATCH) {
                let (outline, tables) = corpus.figures(report).unwrap_or_default();
                add(outline, &tables, &mut columns);
            }
            columns
        })
        .collect();
    (0..=CELLS.len())
        .map(|nth| batches.iter().filter_map(|batch| batch.get(nth)).flatten().copied().collect())
        .collect()
}

fn add(outline: Outline, tables: &Tables, columns: &mut [Vec<u8>]) {
    let Some((first, cells)) = columns.split_first_mut() else { return };
    packed::write_outline(outline, first);
    for (id, column) in CELLS.iter().zip(cells) {
        packed::write(tables.cell(*id).map(Bare::of), column);
    }
}
