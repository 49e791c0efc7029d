//! The tables of two reports cell by cell: the rows of the forms in their order, with what either report
//! holds beyond them, and the statistics tables before 2019.

use std::collections::BTreeSet;

use crate::compare::{Pair, Side, align};
use crate::model::cell::{Cell, Number};
use crate::model::form::{CellId, Col, Form, Row, Table};
use crate::model::old_place::OldPlace;
use crate::model::report::Report;

/// A smaller number of the left report is no base for a percentage.
const SMALLEST_BASE: i64 = 10;

/// A table that either report has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TablePair {
    /// `None` for the statistics table from before 2019.
    pub table: Option<Table>,
    /// Whether anything of it is known on a side.
    pub there: Pair<bool>,
    pub rows: Vec<RowPair>,
}

/// A row that either table has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowPair {
    pub name: RowName,
    pub cells: Vec<CellPair>,
}

/// By what a row goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowName {
    Form(Row),
    /// The labels of a row of a statistics table, from the outermost group on.
    Old(Vec<String>),
}

/// The place of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Form(CellId),
    Old(OldPlace),
}

/// A cell that either row has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellPair {
    /// `None` where the form or the table of a side has no such cell.
    pub places: Pair<Option<Place>>,
    /// `None` where nothing is known of the cell.
    pub cells: Pair<Option<Cell>>,
}

/// How the cell of one report stands to that of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Equal numbers, or no number for the same reason.
    Same,
    /// Two numbers.
    Value,
    /// A number and none, or none for different reasons.
    Kind,
    /// Only one of the reports has such a cell.
    OneSided,
}

impl Change {
    /// Whether the reports say different things. What only one of them can say is no difference.
    pub fn is_difference(self) -> bool {
        matches!(self, Self::Value | Self::Kind)
    }
}

impl CellPair {
    pub fn change(&self) -> Change {
        let Pair { left: Some(_), right: Some(_) } = self.places else { return Change::OneSided };
        let numbers = self.numbers();
        match (numbers.left, numbers.right) {
            (Some(left), Some(right)) if left == right => Change::Same,
            (Some(_), Some(_)) => Change::Value,
            (None, None) if self.cells.each().map(|cell| cell.as_ref().and_then(|cell| cell.how)).is_equal() => {
                Change::Same
            }
            _ => Change::Kind,
        }
    }

    fn numbers(&self) -> Pair<Option<Number>> {
        self.cells.each().map(|cell| cell.as_ref().and_then(|cell| cell.value))
    }

    /// How much more the right report has; `None` where either has no number. A blank is not a zero.
    pub fn difference(&self) -> Option<Number> {
        let numbers = self.numbers();
        numbers.right?.checked_add(numbers.left?.negated())
    }

    /// The difference in hundredths of the left number, where that is 10 or more.
    pub fn percent(&self) -> Option<i64> {
        let base = self.numbers().left.filter(|base| *base >= SMALLEST_BASE.into())?;
        self.difference()?.percent_of(base)
    }

    /// Whether either number was not printed as such but cut out of others.
    pub fn is_inferred(&self) -> bool {
        let inferred = self.cells.each().map(|cell| cell.as_ref().is_some_and(Cell::is_inferred));
        inferred.left || inferred.right
    }

    /// The column of a form.
    pub fn col(&self) -> Option<Col> {
        match self.places.left.or(self.places.right)? {
            Place::Form(id) => Some(id.col),
            Place::Old(_) => None,
        }
    }

    /// The place on a side, or on the other one where this side has none.
    pub fn place(&self, side: Side) -> Option<(Side, Place)> {
        let on = |side: Side| Some((side, (*self.places.side(side))?));
        on(side).or_else(|| on(side.other()))
    }

    fn mirrored(self) -> Self {
        Self { places: self.places.mirrored(), cells: self.cells.mirrored() }
    }
}

impl TablePair {
    pub(super) fn mirrored(self) -> Self {
        let mirrored =
            |row: RowPair| RowPair { name: row.name, cells: row.cells.into_iter().map(CellPair::mirrored).collect() };
        Self { table: self.table, there: self.there.mirrored(), rows: self.rows.into_iter().map(mirrored).collect() }
    }
}

/// The tables of two reports.
pub(super) fn compare(left: &Report, right: &Report) -> Vec<TablePair> {
    let both = Pair::new(left, right);
    let forms = Table::ALL.iter().map(|table| form_table(both, *table));
    forms.chain([old_table(both)]).filter(|pair| pair.there.left || pair.there.right).collect()
}

fn form_table(reports: Pair<&Report>, table: Table) -> TablePair {
    let there = reports.map(|report| {
        let known = |row: &Row| row.table() == table;
        report.tables.cells.keys().any(|id| id.table() == table) || report.tables.absent.iter().any(known)
    });
    let prescribed = Pair::new(cells_of(reports.left, table, there.left), cells_of(reports.right, table, there.right));
    let all: BTreeSet<CellId> = prescribed.left.union(&prescribed.right).copied().collect();
    let mut rows: Vec<RowPair> = Vec::new();
    for id in all {
        let places = prescribed.each().map(|cells| cells.contains(&id).then_some(Place::Form(id)));
        let cells = reports.map(|report| report.tables.cell(id).cloned());
        let cell = CellPair { places, cells };
        match rows.last_mut() {
            Some(row) if row.name == RowName::Form(id.row) => row.cells.push(cell),
            _ => rows.push(RowPair { name: RowName::Form(id.row), cells: vec![cell] }),
        }
    }
    TablePair { table: Some(table), there, rows }
}

/// The cells of a report's form, and those it holds beyond it. A table of which nothing is known has none.
fn cells_of(report: &Report, table: Table, there: bool) -> BTreeSet<CellId> {
    let form = report.form.or(report.year.map(Form::of_year)).unwrap_or(Form::F2021);
    let spec = form.table(table).or_else(|| Form::F2021.table(table));
    let known = report.tables.cells.keys().filter(|id| id.table() == table).copied();
    spec.iter().filter(|_| there).flat_map(|spec| spec.cells()).chain(known).collect()
}

/// Rows go together that have the same id of the form of 2014, or the same labels.
fn old_table(reports: Pair<&Report>) -> TablePair {
    let rows = reports.map(|report| &report.tables.old);
    let keys = rows.map(|rows| {
        let key = |row: &crate::model::tables::OldRow| row.id.clone().map_or_else(|| Err(row.path.clone()), Ok);
        rows.iter().map(key).collect::<Vec<Result<String, Vec<String>>>>()
    });
    let pairs = align::partners(&keys.left, &keys.right).into_iter().filter_map(|(left, right)| {
        let numbers = Pair::new(left, right);
        let found = Pair::new(left.and_then(|n| rows.left.get(n)), right.and_then(|n| rows.right.get(n)));
        let path = found.left.or(found.right)?.path.clone();
        let since = found.map(|row| row.is_some_and(|row| row.cumulative.is_some()));
        let value = |cumulative: bool| {
            let place = |row: Option<usize>| row.map(|row| OldPlace { row, cumulative });
            let there = |place: Option<OldPlace>, has: bool| place.filter(|_| !cumulative || has);
            let places = numbers.map(place);
            let places = Pair::new(there(places.left, since.left), there(places.right, since.right));
            CellPair {
                places: places.map(|place| place.map(Place::Old)),
                cells: Pair::new(
                    places.left.and_then(|place| place.cell(rows.left)).cloned(),
                    places.right.and_then(|place| place.cell(rows.right)).cloned(),
                ),
            }
        };
        let cells = [false, true].into_iter().take(1 + usize::from(since.left || since.right)).map(value).collect();
        Some(RowPair { name: RowName::Old(path), cells })
    });
    TablePair { table: None, there: rows.map(|rows| !rows.is_empty()), rows: pairs.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::How;
    use crate::model::report::{OldRow, Span};

    fn read(value: i64) -> Cell {
        Cell::read(value.into(), Span::new(0, 1))
    }

    fn report(form: Form, cells: &[(Row, Col, Cell)]) -> Report {
        let mut report = Report { form: Some(form), ..Report::default() };
        report.tables.cells.extend(cells.iter().map(|(row, col, cell)| (CellId::new(*row, *col), cell.clone())));
        report
    }

    #[test]
    fn no_number_is_not_a_zero() {
        let check = |left: Cell, right: Cell, change, difference: Option<&str>, percent| {
            let of = |cell: Cell| report(Form::F2021, &[(Row::NewReceived, Col::Total, cell)]);
            let tables = compare(&of(left), &of(right));
            let row = &tables[0].rows[0];
            let cell = row.cells.last().unwrap();
            assert_eq!((row.name.clone(), cell.change()), (RowName::Form(Row::NewReceived), change));
            assert_eq!(cell.difference().map(|d| d.to_string()).as_deref(), difference);
            assert_eq!(cell.percent(), percent);
        };
        check(read(103), read(118), Change::Value, Some("15"), Some(15));
        check(read(9), read(6), Change::Value, Some("-3"), None);
        check(read(5), read(5), Change::Same, Some("0"), None);
        check(Cell::null(How::Blank), read(0), Change::Kind, None, None);
        check(read(12), Cell::null(How::Unplaced), Change::Kind, None, None);
        check(Cell::null(How::Blank), Cell::null(How::Unplaced), Change::Kind, None, None);
        check(Cell::null(How::Marker), Cell::null(How::Marker), Change::Same, None, None);
        let inferred = Cell { how: Some(How::Inferred), ..read(5) };
        check(inferred, read(5), Change::Same, Some("0"), None);
    }

    #[test]
    fn rows_of_both_forms_stand_in_their_order_and_what_one_form_lacks_is_no_difference() {
        let left = report(Form::F2019, &[(Row::Other, Col::Total, read(3))]);
        let right = report(Form::F2021, &[(Row::OtherMisc, Col::Total, read(3))]);
        let tables = compare(&left, &right);
        assert_eq!(tables.len(), 1, "of the others nothing is known");
        assert_eq!(tables[0].rows.len(), 26);
        let row = |wanted| tables[0].rows.iter().find(|row| row.name == RowName::Form(wanted)).unwrap();
        assert_eq!(row(Row::Other).cells[0].places.right, None);
        assert_eq!(row(Row::OtherMisc).cells.last().unwrap().change(), Change::OneSided);
        let at = |wanted| tables[0].rows.iter().position(|row| row.name == RowName::Form(wanted)).unwrap();
        assert!(at(Row::NoprocConfirm) < at(Row::Other) && at(Row::OtherMisc) < at(Row::HandledTotal));
        let differing = tables[0].rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.change().is_difference());
        assert_eq!(differing.count(), 0);
    }

    #[test]
    fn a_table_that_was_not_read_differs_in_nothing() {
        let left = report(Form::F2021, &[(Row::Review, Col::Total, read(1))]);
        let tables = compare(&left, &report(Form::F2021, &[]));
        assert_eq!((tables.len(), tables[0].there), (1, Pair::new(true, false)));
        assert!(tables[0].rows.iter().flat_map(|row| &row.cells).all(|cell| cell.change() == Change::OneSided));
    }

    #[test]
    fn statistics_rows_go_by_id_or_label() {
        let row = |id: Option<&str>, label: &str, value: i64, cumulative: Option<i64>| OldRow {
            id: id.map(str::to_owned),
            path: vec![label.to_owned()],
            cell: read(value),
            cumulative: cumulative.map(read),
        };
        let of = |rows: Vec<OldRow>| {
            let mut report = report(Form::F2014, &[]);
            report.tables.old = rows;
            report
        };
        let left = of(vec![row(Some("req_total"), "收到申请", 12, None), row(None, "本地指标", 5, Some(50))]);
        let right = of(vec![row(Some("req_total"), "收到申请数", 9, None), row(None, "另一指标", 1, None)]);
        let table = compare(&left, &right).remove(0);
        let told: Vec<_> = table.rows.iter().map(|row| (row.cells.len(), row.cells[0].change())).collect();
        assert_eq!(told, [(1, Change::Value), (2, Change::OneSided), (1, Change::OneSided)]);
        assert_eq!(table.rows[0].cells[0].difference(), Some((-3).into()));
    }
}
