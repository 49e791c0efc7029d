//! A table of a report as rows and columns for the screen: the form's own rows in order, what the
//! report holds beyond them, and the rows of the tables before 2019.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::cell::{Cell, How};
use crate::model::form::{CellId, Col, Form, Row, RowSpec, Table, TableSpec};
use crate::model::old_place::OldPlace;
use crate::model::report::Report;
use crate::tui::strings::{self, Language, spoken};
use crate::tui::text::columns;
use crate::tui::theme::Role;

/// A table the report view can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Form(Table),
    /// The statistics table from before 2019.
    Old,
}

/// The place of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Form(CellId),
    Old(OldPlace),
}

impl Place {
    /// The cell at this place.
    pub fn cell(self, report: &Report) -> Option<&Cell> {
        match self {
            Self::Form(id) => report.tables.cell(id),
            Self::Old(place) => place.cell(&report.tables.old),
        }
    }

    /// The address of a cell of the forms.
    pub fn id(self) -> Option<CellId> {
        match self {
            Self::Form(id) => Some(id),
            Self::Old(_) => None,
        }
    }

    /// The address of the cell, as the command line takes it.
    pub fn address(self, report: &Report) -> String {
        match self {
            Self::Form(id) => id.to_string(),
            Self::Old(place) => place.address(&report.tables.old),
        }
    }
}

/// A row with its words and the places of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridRow {
    pub number: String,
    pub short: String,
    pub long: String,
    /// The group the row belongs to, on its first row only.
    pub group: Option<&'static str>,
    pub grouped: bool,
    /// The unit of its values, in a table that has a column of units.
    pub unit: Option<String>,
    pub cells: Vec<Place>,
}

/// The heads over some rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heads {
    pub caption: String,
    pub heads: Vec<[&'static str; 2]>,
}

/// A line of the table on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GridLine {
    /// The upper or lower line of the heads with this number.
    Head(usize, usize),
    Row(usize),
}

/// A table laid out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    pub rows: Vec<GridRow>,
    /// Heads; a table with one block keeps them on the screen while its rows scroll.
    pub heads: Vec<Heads>,
    pub lines: Vec<GridLine>,
    /// The heads are not among the lines.
    pub frozen: bool,
    /// Columns of the widest value or head.
    pub widths: Vec<usize>,
    /// Columns of the widest unit; 0 where the table has no column of units.
    pub unit: usize,
}

/// The tables a report has or should have.
pub fn parts(report: &Report) -> Vec<Part> {
    let prescribed = report.form.is_some_and(|form| !form.tables().is_empty());
    let mut parts: Vec<Part> = Table::ALL
        .iter()
        .filter(|table| prescribed || has(report, Part::Form(**table)))
        .map(|table| Part::Form(*table))
        .collect();
    if !report.tables.old.is_empty() {
        parts.push(Part::Old);
    }
    parts
}

/// Whether anything is known of a table.
pub fn has(report: &Report, part: Part) -> bool {
    match part {
        Part::Old => !report.tables.old.is_empty(),
        Part::Form(table) => {
            report.tables.cells.keys().any(|id| id.table() == table)
                || report.tables.absent.iter().any(|row| row.table() == table)
                || report.grids.iter().any(|grid| grid.table == Some(table))
        }
    }
}

/// How many cells of a table hold a number, and how many the form has.
pub fn coverage(report: &Report, part: Part) -> (usize, usize) {
    match part {
        Part::Old => {
            let read = report.tables.old.iter().filter(|row| row.cell.value.is_some()).count();
            (read, report.tables.old.len())
        }
        Part::Form(table) => {
            let read = |id: &CellId| report.tables.cell(*id).is_some_and(|cell| cell.value.is_some());
            spec_of(report, table).map_or((0, 0), |spec| (spec.cells().filter(read).count(), spec.cells().count()))
        }
    }
}

/// The form's table; where the form is not known, that of the report's year.
fn spec_of(report: &Report, table: Table) -> Option<&'static TableSpec> {
    let form = report.form.or(report.year.map(Form::of_year)).unwrap_or(Form::F2021);
    form.table(table).or_else(|| Form::F2021.table(table))
}

/// Lays a table out.
pub fn of(report: &Report, part: Part) -> Grid {
    let mut grid = match part {
        Part::Old => old(report),
        Part::Form(table) => match spec_of(report, table) {
            Some(spec) if spec.blocks.len() == 1 => one_block(report, spec),
            Some(spec) => blocks(report, spec),
            None => Grid::default(),
        },
    };
    grid.measure(report);
    grid
}

/// How a cell is shown. A blank is not a zero and does not look like one.
pub fn show(cell: Option<&Cell>) -> (String, Role) {
    let Some(cell) = cell else { return (strings::CELL_UNKNOWN.to_string(), Role::Dim) };
    match (cell.value, cell.how) {
        (Some(value), Some(How::Inferred)) => (format!("~{value}"), Role::Info),
        (Some(value), _) => (value.to_string(), if value.is_zero() { Role::Dim } else { Role::Text }),
        (None, Some(How::Blank)) => (strings::CELL_BLANK.to_string(), Role::Warning),
        (None, Some(How::Marker)) => {
            let raw = cell.raw.as_deref().map(str::trim).filter(|raw| !raw.is_empty()).unwrap_or("/");
            (columns::clip(raw, 4).into_owned(), Role::Info)
        }
        (None, Some(How::Absent)) => (strings::CELL_ABSENT.to_string(), Role::Dim),
        (None, Some(How::Unplaced)) => ("?".to_owned(), Role::Warning),
        (None, _) => (strings::CELL_UNKNOWN.to_string(), Role::Dim),
    }
}

/// Tables 三 and 四: rows that share their columns, and rows the form does not print.
fn one_block(report: &Report, spec: &'static TableSpec) -> Grid {
    let of_table = || report.tables.cells.keys().filter(|id| id.table() == spec.table);
    let mut cols = spec.cols().to_vec();
    if of_table().any(|id| id.col == Col::Org) {
        cols.insert(cols.len().saturating_sub(1), Col::Org);
    }
    let known: BTreeMap<Row, &'static RowSpec> = spec.rows().map(|row| (row.row, row)).collect();
    let all: BTreeSet<Row> = known.keys().copied().chain(of_table().map(|id| id.row)).collect();
    let mut grid = Grid { frozen: true, heads: vec![heads("", &cols)], ..Grid::default() };
    let mut group = None;
    for row in all {
        let spec = known.get(&row).copied();
        let own = spec.and_then(|spec| spec.group);
        let first = own.filter(|own| group != Some(*own));
        group = own;
        grid.push(form_row(row, spec, first, &cols));
    }
    grid
}

/// Table 二: blocks with their own heads, then cells of the other form where both are mixed.
fn blocks(report: &Report, spec: &'static TableSpec) -> Grid {
    let mut grid = Grid::default();
    let mut shown: BTreeSet<CellId> = BTreeSet::new();
    for block in spec.blocks {
        grid.block(heads(block.caption, block.cols));
        for row in block.rows {
            shown.extend(block.cols.iter().map(|col| CellId::new(row.row, *col)));
            grid.push(form_row(row.row, Some(row), None, block.cols));
        }
    }
    let mut others: BTreeMap<Row, Vec<Col>> = BTreeMap::new();
    for id in report.tables.cells.keys().filter(|id| id.table() == spec.table && !shown.contains(id)) {
        others.entry(id.row).or_default().push(id.col);
    }
    for (row, cols) in others {
        grid.block(heads(&strings::OTHER_FORM, &cols));
        grid.push(form_row(row, None, None, &cols));
    }
    grid
}

/// The statistics table: its own rows, and above them the groups that have no figures.
fn old(report: &Report) -> Grid {
    let cumulative = report.tables.old.iter().any(|row| row.cumulative.is_some());
    let columns = [["", &strings::THIS_YEAR], ["", &strings::CUMULATIVE]];
    let heads = columns.into_iter().take(1 + usize::from(cumulative)).collect();
    let units = report.tables.old.iter().filter_map(|row| row.cell.unit.as_deref()).map(columns::of).max();
    let mut grid = Grid {
        frozen: true,
        heads: vec![Heads { caption: strings::INDICATOR.to_string(), heads }],
        unit: units.unwrap_or(0).clamp(columns::of(&strings::UNIT), MOST_OF_UNIT),
        ..Grid::default()
    };
    let mut above: &[String] = &[];
    for (n, row) in report.tables.old.iter().enumerate() {
        let groups = row.path.len().saturating_sub(1);
        for depth in 0..groups {
            if row.path.get(..=depth) != above.get(..=depth) {
                grid.group(indented(&row.path, depth));
            }
        }
        above = &row.path;
        let both = [false, true].into_iter().take(1 + usize::from(cumulative));
        let name = indented(&row.path, groups);
        grid.push(GridRow {
            number: String::new(),
            short: name.clone(),
            long: name,
            group: None,
            grouped: false,
            unit: row.cell.unit.clone(),
            cells: both.map(|cumulative| Place::Old(OldPlace { row: n, cumulative })).collect(),
        });
    }
    grid
}

/// A longer unit is cut off.
const MOST_OF_UNIT: usize = 8;

/// A label of a path, set in by its depth.
fn indented(path: &[String], depth: usize) -> String {
    let label = path.get(depth).map_or("", String::as_str);
    format!("{}{label}", "  ".repeat(depth.min(4)))
}

fn heads(caption: &str, cols: &[Col]) -> Heads {
    Heads { caption: caption.to_owned(), heads: cols.iter().map(|col| strings::head(*col)).collect() }
}

fn form_row(row: Row, spec: Option<&'static RowSpec>, group: Option<&'static str>, cols: &[Col]) -> GridRow {
    GridRow {
        number: spec.map_or("", |spec| spec.number).to_owned(),
        short: strings::row(row).to_owned(),
        long: spec.filter(|_| spoken() == Language::Chinese).map_or(strings::row(row), |spec| spec.label).to_owned(),
        group,
        grouped: spec.is_some_and(|spec| spec.group.is_some()),
        unit: None,
        cells: cols.iter().map(|col| Place::Form(CellId::new(row, *col))).collect(),
    }
}

impl Grid {
    fn push(&mut self, row: GridRow) {
        self.lines.push(GridLine::Row(self.rows.len()));
        self.rows.push(row);
    }

    fn block(&mut self, heads: Heads) {
        let number = self.heads.len();
        self.lines.extend([GridLine::Head(number, 0), GridLine::Head(number, 1)]);
        self.heads.push(heads);
    }

    /// A line of its own for a group of rows.
    fn group(&mut self, caption: String) {
        self.lines.push(GridLine::Head(self.heads.len(), 0));
        self.heads.push(Heads { caption, heads: Vec::new() });
    }

    /// Finds how wide its columns are.
    pub fn measure(&mut self, report: &Report) {
        self.widths = widths(report, self);
    }

    /// The line a row stands on.
    pub fn line_of(&self, row: usize) -> usize {
        self.lines.iter().position(|line| *line == GridLine::Row(row)).unwrap_or(0)
    }

    /// The row and column of a place.
    pub fn find(&self, place: Place) -> Option<(usize, usize)> {
        self.rows.iter().enumerate().find_map(|(r, row)| Some((r, row.cells.iter().position(|cell| *cell == place)?)))
    }

    /// The place at a row and column.
    pub fn place(&self, row: usize, col: usize) -> Option<Place> {
        self.rows.get(row)?.cells.get(col).copied()
    }
}

fn widths(report: &Report, grid: &Grid) -> Vec<usize> {
    let count = grid.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let heads = |n: usize| grid.heads.iter().filter_map(move |heads| heads.heads.get(n));
    (0..count)
        .map(|n| {
            let head = heads(n).flatten().map(|head| columns::of(head)).max().unwrap_or(0);
            let value = |row: &GridRow| row.cells.get(n).map_or(0, |place| columns::of(&show(place.cell(report)).0));
            grid.rows.iter().map(value).max().unwrap_or(0).max(head).clamp(4, 14)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::OldRow;

    fn report(form: Form) -> Report {
        Report { form: Some(form), ..Report::default() }
    }

    #[test]
    fn tables_have_the_rows_of_the_form() {
        let check = |form, table, rows, lines, widths: &[usize]| {
            let grid = of(&report(form), Part::Form(table));
            assert_eq!((grid.rows.len(), grid.lines.len(), grid.widths.as_slice()), (rows, lines, widths), "{table}");
        };
        check(Form::F2019, Table::T3, 23, 23, &[6, 4, 4, 4, 4, 4, 4]);
        check(Form::F2021, Table::T3, 25, 25, &[6, 4, 4, 4, 4, 4, 4]);
        check(Form::F2021, Table::T4, 3, 3, &[4, 4, 4, 4, 4]);
        check(Form::F2019, Table::T2, 8, 18, &[6, 6, 6]);
        check(Form::F2021, Table::T2, 6, 14, &[4, 4, 4]);
    }

    #[test]
    fn rows_and_columns_beyond_the_form_are_shown_too() {
        let mut report = report(Form::F2021);
        let mut put = |row, col| _ = report.tables.cells.insert(CellId::new(row, col), Cell::null(How::Blank));
        put(Row::DenyTotal, Col::Total);
        put(Row::NewReceived, Col::Org);
        put(Row::NormativeDocuments, Col::MadeNew);
        let three = of(&report, Part::Form(Table::T3));
        assert_eq!((three.rows.len(), three.widths.len()), (26, 8));
        let sum = three.find(Place::Form(CellId::new(Row::DenyTotal, Col::Total))).unwrap();
        assert_eq!(sum, (12, 7), "after the eight reasons");
        let two = of(&report, Part::Form(Table::T2));
        assert!(two.find(Place::Form(CellId::new(Row::NormativeDocuments, Col::MadeNew))).is_some());
        assert_eq!(two.place(99, 0), None);
    }

    #[test]
    fn a_blank_does_not_look_like_a_zero() {
        let read = |text: &str| Cell { value: crate::model::cell::Number::parse(text), ..Cell::default() };
        let texts: Vec<String> = [
            Some(&Cell { how: Some(How::Read), ..read("0") }),
            Some(&Cell { how: Some(How::Inferred), ..read("12") }),
            Some(&Cell::null(How::Blank)),
            Some(&Cell { raw: Some("—".into()), ..Cell::null(How::Marker) }),
            Some(&Cell::null(How::Absent)),
            Some(&Cell::null(How::Unplaced)),
            Some(&Cell::default()),
        ]
        .into_iter()
        .map(|cell| show(cell).0)
        .collect();
        assert_eq!(texts, ["0", "~12", "空", "—", "x", "?", "_"]);
        assert_eq!(show(None).0, "_");
    }

    #[test]
    fn old_tables_are_rows() {
        let mut report = report(Form::F2014);
        report.tables.old.push(OldRow {
            id: None,
            path: vec!["一、主动公开".into(), "(一)条数".into()],
            cell: Cell { value: Some(12.into()), unit: Some("条".into()), ..Cell::default() },
            cumulative: None,
        });
        assert_eq!(parts(&report), [Part::Old]);
        let grid = of(&report, Part::Old);
        assert_eq!((grid.rows[0].short.as_str(), grid.rows[0].unit.as_deref()), ("  (一)条数", Some("条")));
        assert_eq!(grid.lines, [GridLine::Head(1, 0), GridLine::Row(0)]);
        assert_eq!(grid.rows[0].cells[0].address(&report), "old.1");
        assert_eq!(coverage(&report, Part::Old), (1, 1));
    }
}
