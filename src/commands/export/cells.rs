//! `--what cells`: a row a cell of which anything is known, and a row a value of the statistics tables before
//! 2019. A null is never a zero: without a number `how` says why.

use crate::commands::export::table::{Column, Datum, Kind, Put, WHOSE, column, whose};
use crate::model::cell::{Cell, How};
use crate::model::old_place::OldPlace;
use crate::model::report::Report;

const CELL: [Column<'static>; 13] = [
    column("cell", Kind::Text),
    column("table_id", Kind::Text),
    column("row_id", Kind::Text),
    column("col_id", Kind::Text),
    column("label", Kind::Text),
    column("value", Kind::Whole),
    column("amount", Kind::Decimal),
    column("how", Kind::Text),
    column("inferred_by", Kind::Text),
    column("raw", Kind::Text),
    column("unit", Kind::Text),
    column("at_start", Kind::Whole),
    column("at_end", Kind::Whole),
];

pub(super) fn columns() -> Vec<Column<'static>> {
    [&[column("report", Kind::Text)][..], &WHOSE, &CELL].concat()
}

/// Where a cell stands in its tables.
struct Named<'a> {
    /// As other commands take it.
    cell: String,
    table: &'static str,
    row: Option<&'a str>,
    /// `None` for a whole row that the source does not print.
    col: Option<&'static str>,
    /// The labels of a row of a statistics table.
    label: Option<String>,
}

/// The rows of a report.
pub(super) fn rows(report: &Report, put: Put<'_>) -> anyhow::Result<()> {
    let whose = whose(&report.agency, report.year, report.form);
    let mut give = |named: Named<'_>, cell: &Cell| {
        if *cell == Cell::default() {
            return Ok(());
        }
        let mut row = vec![Datum::Text(&report.id)];
        row.extend(whose.iter().cloned());
        row.extend(values(named, cell));
        put(&row)
    };
    for (id, cell) in &report.tables.cells {
        let (row, col) = (Some(id.row.id()), Some(id.col.id()));
        give(Named { cell: id.to_string(), table: id.table().id(), row, col, label: None }, cell)?;
    }
    for row in &report.tables.absent {
        let table = row.table().id();
        let named = Named { cell: format!("{table}.{row}"), table, row: Some(row.id()), col: None, label: None };
        give(named, &Cell::null(How::Absent))?;
    }
    let old = &report.tables.old;
    for (nth, row) in old.iter().enumerate() {
        let both = [(false, "value", Some(&row.cell)), (true, "cumulative", row.cumulative.as_ref())];
        for (cumulative, col, cell) in both {
            let Some(cell) = cell else { continue };
            let cell_id = OldPlace { row: nth, cumulative }.address(old);
            let label = Some(row.path.join(" · "));
            give(Named { cell: cell_id, table: "old", row: row.id.as_deref(), col: Some(col), label }, cell)?;
        }
    }
    Ok(())
}

/// The values of [`CELL`]. `value` is there for whole numbers, `amount` for all of them.
fn values<'a>(named: Named<'a>, cell: &'a Cell) -> [Datum<'a>; CELL.len()] {
    let at = |place: Option<usize>| place.map_or(Datum::Null, Datum::whole);
    [
        Datum::Made(named.cell),
        Datum::Text(named.table),
        Datum::text(named.row),
        Datum::text(named.col),
        named.label.map_or(Datum::Null, Datum::Made),
        cell.value.and_then(crate::model::cell::Number::integer).map_or(Datum::Null, Datum::Whole),
        cell.value.map_or(Datum::Null, Datum::Decimal),
        Datum::text(cell.how.map(How::id)),
        if cell.by.is_empty() { Datum::Null } else { Datum::Made(cell.by.join(" ")) },
        Datum::text(cell.raw.as_deref()),
        Datum::text(cell.unit.as_deref()),
        at(cell.at.map(|at| at.start)),
        at(cell.at.map(|at| at.end)),
    ]
}
