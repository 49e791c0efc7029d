//! A table as the reader has arranged it: without the rows that are all zero, sorted by a column, rows and
//! columns exchanged. What is hidden or moved is only shown otherwise; cells keep their addresses.

use std::cmp::Reverse;

use crate::model::cell::Number;
use crate::model::report::Report;
use crate::tui::grid::{self, Grid, GridLine, GridRow, Heads, Part, Place};
use crate::tui::strings;

/// How a column is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Falling,
    Rising,
}

/// What the reader has asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Arrangement {
    /// Rows in which every cell is 0 are not shown. A row with a blank is.
    pub without_zeros: bool,
    /// The column that is sorted by.
    pub sorted: Option<(usize, Order)>,
    pub transposed: bool,
    /// Columns more or fewer for the names of rows.
    pub wider: i16,
    /// The form's full words, or our short ones; `None` as there is room.
    pub full_names: Option<bool>,
}

impl Arrangement {
    /// Falling, rising, as the form has it.
    pub fn sort_next(&mut self, column: usize) {
        self.sorted = match self.sorted {
            Some((by, Order::Falling)) if by == column => Some((column, Order::Rising)),
            Some((by, Order::Rising)) if by == column => None,
            _ => Some((column, Order::Falling)),
        };
    }
}

/// Whether rows and columns of a table can be arranged: those of one block, all under the same heads.
pub fn can_arrange(grid: &Grid, part: Part) -> bool {
    grid.frozen && part != Part::Old
}

/// A table laid out as the reader has arranged it.
pub fn of(report: &Report, part: Part, arrangement: Arrangement) -> Grid {
    let mut grid = grid::of(report, part);
    if !can_arrange(&grid, part) {
        return grid;
    }
    if arrangement.without_zeros {
        drop_zeros(&mut grid, report);
    }
    if let Some((column, order)) = arrangement.sorted {
        sort(&mut grid, report, column, order);
    }
    if arrangement.transposed {
        transpose(&mut grid);
    }
    grid.lines = (0..grid.rows.len()).map(GridLine::Row).collect();
    grid.measure(report);
    grid
}

fn value(report: &Report, place: Place) -> Option<Number> {
    place.cell(report)?.value
}

fn drop_zeros(grid: &mut Grid, report: &Report) {
    let is_zero = |place: &Place| value(report, *place).is_some_and(Number::is_zero);
    let mut group = None;
    let mut kept = Vec::new();
    for mut row in std::mem::take(&mut grid.rows) {
        // The name of a group stands on the first of its rows that is shown.
        group = if row.grouped { row.group.or(group) } else { None };
        if row.cells.iter().all(is_zero) {
            continue;
        }
        row.group = group.take();
        kept.push(row);
    }
    grid.rows = kept;
}

fn sort(grid: &mut Grid, report: &Report, column: usize, order: Order) {
    let mut group = None;
    for row in &mut grid.rows {
        group = if row.grouped { row.group.or(group) } else { None };
        row.group = group;
    }
    let number = |row: &GridRow| row.cells.get(column).and_then(|place| value(report, *place));
    match order {
        // What has no number comes last either way.
        Order::Falling => grid.rows.sort_by_key(|row| Reverse(number(row))),
        Order::Rising => grid.rows.sort_by_key(|row| (number(row).is_none(), number(row))),
    }
}

fn transpose(grid: &mut Grid) {
    let Some(heads) = grid.heads.first() else { return };
    let columns = heads.heads.len();
    let of_column = |n: usize| {
        let cells: Vec<Place> = grid.rows.iter().filter_map(|row| row.cells.get(n).copied()).collect();
        let name = cells.first().and_then(|place| place.id()).map_or("", |id| strings::column(id.col));
        let [short, long] = [name.to_owned(), name.to_owned()];
        GridRow { number: String::new(), short, long, group: None, grouped: false, unit: None, cells }
    };
    let rows = (0..columns).map(of_column).collect();
    let head = |row: &GridRow| {
        row.cells.first().and_then(|place| place.id()).map_or(["", ""], |id| halves(strings::row(id.row)))
    };
    let over = grid.rows.iter().map(head).collect();
    grid.heads = vec![Heads { caption: String::new(), heads: over }];
    grid.rows = rows;
}

/// A name on two lines.
fn halves(name: &'static str) -> [&'static str; 2] {
    let count = name.chars().count();
    if count <= 2 {
        return ["", name];
    }
    let middle = name.char_indices().nth(count.div_ceil(2)).map_or(name.len(), |(at, _)| at);
    let (upper, lower) = name.split_at(middle);
    [upper, lower]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::{Cell, How};
    use crate::model::form::{CellId, Col, Form, Row, Table};

    const PART: Part = Part::Form(Table::T3);

    fn report() -> Report {
        let mut report = Report { form: Some(Form::F2021), ..Report::default() };
        let spec = Form::F2021.table(Table::T3).unwrap();
        for (n, id) in spec.cells().enumerate() {
            let number = if id.row.is_outcome() { 0 } else { i64::try_from(n).unwrap() };
            report.tables.cells.insert(id, Cell { value: Some(number.into()), ..Cell::default() });
        }
        report.tables.cells.insert(CellId::new(Row::DenyInternal, Col::Total), Cell::null(How::Blank));
        report
    }

    fn arranged(arrangement: Arrangement) -> Grid {
        of(&report(), PART, arrangement)
    }

    #[test]
    fn rows_of_zeros_are_hidden_and_a_blank_is_no_zero() {
        let all = arranged(Arrangement::default());
        let grid = arranged(Arrangement { without_zeros: true, ..Arrangement::default() });
        assert!(grid.rows.len() < all.rows.len());
        let blank = grid.find(Place::Form(CellId::new(Row::DenyInternal, Col::Total)));
        let (row, _) = blank.expect("the row with a blank is shown");
        assert!(grid.rows[row].group.is_some(), "it bears the name of its group now");
        assert_eq!(grid.find(Place::Form(CellId::new(Row::Granted, Col::Total))), None);
    }

    #[test]
    fn sorting_by_a_column_puts_what_has_no_number_last() {
        let total = 6;
        for order in [Order::Falling, Order::Rising] {
            let grid = arranged(Arrangement { sorted: Some((total, order)), ..Arrangement::default() });
            let report = report();
            let numbers: Vec<Option<Number>> = grid.rows.iter().map(|row| value(&report, row.cells[total])).collect();
            assert_eq!(numbers.last(), Some(&None));
            let known: Vec<Number> = numbers.into_iter().flatten().collect();
            assert!(known.is_sorted_by(|a, b| if order == Order::Falling { a >= b } else { a <= b }), "{order:?}");
        }
        let mut arrangement = Arrangement::default();
        for expected in [Some((2, Order::Falling)), Some((2, Order::Rising)), None] {
            arrangement.sort_next(2);
            assert_eq!(arrangement.sorted, expected);
        }
    }

    #[test]
    fn every_cell_is_found_again_after_an_exchange() {
        let before = arranged(Arrangement::default());
        let after = arranged(Arrangement { transposed: true, ..Arrangement::default() });
        assert_eq!((after.rows.len(), after.rows[0].cells.len()), (before.widths.len(), before.rows.len()));
        assert_eq!(after.heads[0].heads.len(), before.rows.len());
        for (r, row) in before.rows.iter().enumerate() {
            for (c, place) in row.cells.iter().enumerate() {
                assert_eq!(after.find(*place), Some((c, r)));
            }
        }
    }

    #[test]
    fn tables_of_several_blocks_stay_as_they_are() {
        let report = report();
        let arrangement = Arrangement {
            without_zeros: true,
            transposed: true,
            sorted: Some((0, Order::Falling)),
            ..Arrangement::default()
        };
        let part = Part::Form(Table::T2);
        assert_eq!(of(&report, part, arrangement), grid::of(&report, part));
    }

    #[test]
    fn names_are_halved_between_characters() {
        assert_eq!(halves("总计"), ["", "总计"]);
        assert_eq!(halves("公开出版物"), ["公开出", "版物"]);
        assert_eq!(halves(""), ["", ""]);
    }

    #[test]
    fn the_cursor_stays_on_its_cell_and_flags_are_reached() {
        use crate::tui::fixture::{inspector, press, shown};
        use crate::tui::headless::Headless;
        let mut inspector = inspector((120, 40));
        let cell = |inspector: &Headless| {
            let state = &inspector.state;
            state.opened.as_ref().and_then(|opened| opened.cell_id(state.report()?))
        };
        press(&mut inspector, "gf enter gt3 gg l");
        let before = (cell(&inspector), shown(&inspector));
        for keys in ["T", "T", ",", ",", ",", ">", "<", "W", "W"] {
            press(&mut inspector, keys);
            assert_eq!(cell(&inspector), before.0, "{keys}");
        }
        press(&mut inspector, "H");
        assert!(shown(&inspector).contains("已隐藏全零行"), "{}", shown(&inspector));
        let hidden = shown(&inspector).lines().filter(|line| line.contains("公开出版物")).count();
        assert_eq!(hidden, 0);
        // The evidence of a flag is shown even where it is zero.
        press(&mut inspector, "gf enter");
        assert!(cell(&inspector).is_some());
        press(&mut inspector, "gt2 T");
        assert!(inspector.state.notice.is_some(), "table 2 has several blocks");
    }
}
