//! Cells of table 二 with a remark in them that were torn out of their rows: `22（其中修订 16 件）` before a
//! row with two values for three cells. The remark names the column; where there are as many such cells
//! as rows that lack one, they belong to them in their order. Never `read`.

use crate::model::form::{Col, Row, Table};
use crate::model::printed::BY_REMARK;
use crate::parse::tables::bind::{Bound, Found, Page};
use crate::parse::tables::glued::Glued;
use crate::parse::tables::sums::count;
use crate::parse::tables::value::{Kind, Value};

/// What remarks say of the column they stand in: amended documents are issued, lapsed ones repealed.
const REMARKS: [(&str, Col); 3] = [("修订", Col::Issued), ("失效", Col::Repealed), ("废止", Col::Repealed)];
/// A longer remark, in bytes, is a sentence.
const LONGEST: usize = 60;

/// A value with its remark: the column it names, and where it ends.
struct Remarked {
    value: Value,
    col: Col,
    end: usize,
}

/// Puts such cells back into their rows.
pub fn put_back(page: &Page<'_>, bound: &mut Bound) {
    if page.table != Table::T2 {
        return;
    }
    let loose: Vec<Value> = bound.orphans.iter().flatten().filter_map(|n| page.symbols[*n].value().copied()).collect();
    let torn: Vec<Remarked> = loose.iter().filter_map(|value| remarked(page.source, *value)).collect();
    let lacking: Vec<usize> = (0..bound.readings.len())
        .filter(|at| lacks_one(&bound.readings[*at].found, bound.readings[*at].label.row))
        .collect();
    let first_row = lacking.first().map_or(0, |at| page.symbols[bound.readings[*at].label.first].at.start);
    if torn.is_empty() || torn.len() != lacking.len() || torn.iter().any(|cell| cell.end > first_row) {
        return;
    }
    let whole: Option<Vec<Glued>> = lacking
        .iter()
        .zip(&torn)
        .map(|(at, cell)| with(&bound.readings[*at].found, bound.readings[*at].cols, cell))
        .collect();
    let Some(whole) = whole else { return };
    for (at, glued) in lacking.into_iter().zip(whole) {
        bound.readings[at].found = Found::Glued(glued);
    }
    let is_put_back = |n: &usize| {
        let at = page.symbols[*n].at;
        torn.iter().any(|cell| cell.value.at.start <= at.start && at.end <= cell.end)
    };
    bound.orphans.retain(|orphan| !orphan.iter().all(is_put_back));
}

/// Whether a row of documents has all its values but one.
fn lacks_one(found: &Found, row: Row) -> bool {
    let documents = matches!(row, Row::Regulations | Row::NormativeDocuments);
    documents && matches!(found, Found::Unplaced(values) if values.len() == 2 && values.iter().all(Value::is_sound))
}

/// The remark in brackets right behind a value, if it names a column.
fn remarked(source: &str, value: Value) -> Option<Remarked> {
    let behind = source.get(value.at.end..)?;
    let inner = behind.trim_start().strip_prefix(['(', '（'])?;
    let (remark, _) = inner.split_once([')', '）']).filter(|(remark, _)| remark.len() <= LONGEST)?;
    let mut named = REMARKS.iter().filter(|(word, _)| remark.contains(word)).map(|(_, col)| *col);
    let col = named.next().filter(|col| named.all(|other| other == *col))?;
    let end = value.at.end + (behind.len() - inner.len()) + remark.len();
    (value.is_sound() && matches!(value.kind, Kind::Number(_))).then_some(Remarked { value, col, end })
}

/// The row with the cell in its column, where no more are left of the year's documents than are in force.
fn with(found: &Found, cols: &[Col], cell: &Remarked) -> Option<Glued> {
    let Found::Unplaced(tokens) = found else { return None };
    if cols != [Col::Issued, Col::Repealed, Col::InForce] {
        return None;
    }
    let at = cols.iter().position(|col| *col == cell.col)?;
    let mut values = tokens.clone();
    values.insert(at, cell.value);
    let counts: Vec<i64> = values.iter().map(count).collect::<Option<_>>()?;
    let [issued, repealed, in_force] = counts.as_slice() else { return None };
    (in_force >= &(issued - repealed)).then(|| Glued::settled(tokens, values, &[BY_REMARK]))
}
