//! The evidence of a flag about cells: the rows they stand in with the cells marked, in this report and in
//! others; of many rows only the cells themselves.

use crate::model::cell::How;
use crate::model::flag::{Evidence, Flag};
use crate::model::form::{CellId, Col, Row};
use crate::model::report::Report;
use crate::tui::glyph;
use crate::tui::grid::{self, Place};
use crate::tui::paint::{Line, flow, span};
use crate::tui::panes::evidence::Aside;
use crate::tui::panes::sums::head_of;
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::theme::Role;

/// Flags about more rows than this list their cells.
const MOST_ROWS: usize = 4;
/// The fewest and the most columns of the names of rows, and of a value.
const NAME: usize = 15;
const WIDEST_NAME: usize = 24;
const VALUE: usize = 6;
const LONGEST_VALUE: usize = 14;

/// The rows the cells of a flag stand in.
pub fn lines(flag: &Flag, report: &Report, aside: &Aside<'_>) -> Vec<Line> {
    let mut reports: Vec<Option<&str>> = Vec::new();
    for piece in flag.evidence.iter().filter(|piece| piece.cell.is_some()) {
        if !reports.contains(&piece.report.as_deref()) {
            reports.push(piece.report.as_deref());
        }
    }
    let mut lines = Vec::new();
    for id in reports {
        let cells: Vec<(CellId, &Evidence)> = flag
            .evidence
            .iter()
            .filter(|piece| piece.report.as_deref() == id)
            .filter_map(|piece| Some((piece.cell?, piece)))
            .collect();
        let name = id.map(|id| aside.report_of(id));
        if let Some(name) = name.as_deref().filter(|_| all_as_here(flag, &cells)) {
            lines.insert(0, vec![span(strings::same_there(name, cells.len()), Role::Strong)]);
            continue;
        }
        lines.extend(name.map(|name| vec![span(name, Role::Dim)]));
        let held = id.map_or(Some(report), |id| aside.report(id));
        let missing = |piece: &Evidence| if piece.how == Some(How::Absent) { 2 } else { 0 };
        let names = cells.iter().map(|(cell, piece)| columns::of(cell.row.short_zh()) + 1 + missing(piece));
        let name = names.max().unwrap_or(NAME).clamp(NAME, WIDEST_NAME);
        let rows = Rows { cells: &cells, report: held, name, room: aside.room() };
        lines.extend(rows.lines());
    }
    let also = flag.evidence.iter().filter(|e| e.cell.is_none() && e.quote.is_none() && e.report.is_none());
    lines.extend(
        also.filter_map(|piece| piece.at)
            .map(|at| vec![span(format!("{}  ", strings::ALSO_AT), Role::Dim), span(aside.place(at), Role::Text)]),
    );
    lines
}

/// Whether this report has the same numbers in all of these cells, and they are several.
fn all_as_here(flag: &Flag, cells: &[(CellId, &Evidence)]) -> bool {
    let same = |(cell, there): &(CellId, &Evidence)| {
        let mut here = flag.evidence.iter().filter(|piece| piece.report.is_none());
        here.any(|piece| piece.cell == Some(*cell) && piece.value.is_some() && piece.value == there.value)
    };
    cells.len() > 1 && cells.iter().all(same)
}

/// Cells of one report.
struct Rows<'a> {
    cells: &'a [(CellId, &'a Evidence)],
    /// The report, where it is here.
    report: Option<&'a Report>,
    /// Columns of the names of rows.
    name: usize,
    room: usize,
}

impl Rows<'_> {
    fn lines(&self) -> Vec<Line> {
        let mut rows: Vec<Row> = Vec::new();
        for (cell, _) in self.cells {
            if !rows.contains(&cell.row) {
                rows.push(cell.row);
            }
        }
        if rows.len() > MOST_ROWS {
            return self.listed(&rows);
        }
        let mut lines = Vec::new();
        let mut heads: Vec<Col> = Vec::new();
        for row in rows {
            let (cols, around) = self.laid(row);
            if cols != heads {
                let head = |col: Col| (head_of(col, cols.iter().copied()).to_owned(), Role::Dim);
                lines.push(self.line("", Role::Dim, &cols, &head));
                heads.clone_from(&cols);
            }
            let [before, after] = around;
            lines.extend(before.map(|row| self.neighbour(row, &cols)));
            let missing = self.is_missing(row);
            let name = if missing { format!("{} {}", glyph::NO, row.short_zh()) } else { row.short_zh().to_owned() };
            let role = if missing { Role::Error } else { Role::Text };
            lines.push(self.line(&name, role, &cols, &|col| self.value(CellId::new(row, col))));
            lines.extend(after.map(|row| self.neighbour(row, &cols)));
        }
        lines
    }

    /// The columns of a row, those of the cells first where not all of them are meant; and the rows around
    /// one that is missing.
    fn laid(&self, row: Row) -> (Vec<Col>, [Option<Row>; 2]) {
        let own = || self.cells.iter().filter(|(cell, _)| cell.row == row).map(|(cell, _)| cell.col);
        let Some(report) = self.report else { return (own().collect(), [None, None]) };
        let grid = grid::of(report, grid::Part::Form(row.table()));
        let of_row = |laid: &grid::GridRow| laid.cells.iter().filter_map(|place| place.id()).collect::<Vec<CellId>>();
        let holds = |laid: &grid::GridRow, col| laid.cells.contains(&Place::Form(CellId::new(row, col)));
        let Some(at) = grid.rows.iter().position(|laid| own().any(|col| holds(laid, col))) else {
            return (own().collect(), [None, None]);
        };
        let mut cols: Vec<Col> = grid.rows.get(at).map(of_row).unwrap_or_default().iter().map(|id| id.col).collect();
        if self.name + cols.iter().map(|col| self.width(*col, &cols)).sum::<usize>() > self.room {
            cols.sort_by_key(|col| !own().any(|own| own == *col));
        }
        let missing = self.is_missing(row);
        let near = |at: Option<usize>| {
            let row = at.and_then(|at| grid.rows.get(at)).map(of_row)?;
            row.first().map(|id| id.row).filter(|_| missing)
        };
        (cols, [near(at.checked_sub(1)), near(at.checked_add(1))])
    }

    fn is_missing(&self, row: Row) -> bool {
        let mut own = self.cells.iter().filter(|(cell, _)| cell.row == row);
        own.all(|(_, piece)| piece.how == Some(How::Absent))
    }

    /// A row beside one that is missing.
    fn neighbour(&self, row: Row, cols: &[Col]) -> Line {
        let value = |col| grid::show(self.report.and_then(|report| report.tables.cell(CellId::new(row, col))));
        self.line(&format!("{} {}", glyph::YES, row.short_zh()), Role::Dim, cols, &value)
    }

    /// What a cell holds; one that is meant is marked, unless all of its row are.
    fn value(&self, id: CellId) -> (String, Role) {
        let meant = self.cells.iter().find(|(cell, _)| *cell == id).map(|(_, piece)| *piece);
        let cell = self.report.and_then(|report| report.tables.cell(id));
        let (text, role) = match (meant, cell) {
            (Some(piece), _) if piece.value.is_none() && piece.quote.is_some() => (of_piece(piece), Role::Text),
            (Some(piece), None) => (of_piece(piece), Role::Text),
            (None, None) if self.report.is_none() => (String::new(), Role::Dim),
            (_, cell) => grid::show(cell),
        };
        let some = self.cells.iter().filter(|(cell, _)| cell.row == id.row).count();
        let all = self.report.map_or(0, |report| report.tables.row(id.row).count());
        match meant {
            Some(_) if some < all => (format!("{}{text}", glyph::EVIDENCE), Role::Evidence),
            Some(_) if matches!(role, Role::Text) => (text, Role::Strong),
            _ => (text, role),
        }
    }

    /// Columns of a column: of its head and of the longest of the cells meant.
    fn width(&self, col: Col, cols: &[Col]) -> usize {
        let meant = self.cells.iter().map(|(_, piece)| columns::of(&of_piece(piece)) + 2).max().unwrap_or(0);
        (columns::of(head_of(col, cols.iter().copied())) + 1).max(meant.min(LONGEST_VALUE)).max(VALUE)
    }

    fn line(&self, name: &str, role: Role, cols: &[Col], value: &dyn Fn(Col) -> (String, Role)) -> Line {
        let mut line = vec![span(columns::left(&columns::clip(name, self.name - 1), self.name), role)];
        let mut used = self.name;
        for col in cols {
            let (text, role) = value(*col);
            let width = self.width(*col, cols);
            used += width;
            if used > self.room {
                break;
            }
            line.push(span(columns::right(&text, width), role));
        }
        line
    }

    /// `规范性文件  制发 3  公开 3`: the cells of many rows without the rest of their rows.
    fn listed(&self, rows: &[Row]) -> Vec<Line> {
        let mut lines = Vec::new();
        let empty = |row: &&Row| self.cells.iter().all(|(cell, piece)| cell.row != **row || is_empty(piece));
        let mut names = Vec::new();
        for row in rows.iter().filter(empty) {
            let mark = if self.is_missing(*row) { glyph::NO } else { &strings::CELL_BLANK };
            names.push(span(format!("{mark} {}  ", row.short_zh()), Role::Error));
        }
        if !names.is_empty() {
            lines.extend(flow(&names, self.room, 2));
        }
        for row in rows.iter().filter(|row| !empty(row)) {
            let name = columns::left(&columns::clip(row.short_zh(), self.name - 1), self.name);
            let mut line = vec![span(name, Role::Text)];
            for (cell, piece) in self.cells.iter().filter(|(cell, _)| cell.row == *row) {
                let own = self.cells.iter().filter(|(other, _)| other.row == *row).map(|(other, _)| other.col);
                line.push(span(format!("{} ", head_of(cell.col, own)), Role::Dim));
                line.push(span(format!("{}  ", of_piece(piece)), Role::Strong));
            }
            lines.extend(flow(&line, self.room, self.name));
        }
        lines
    }
}

/// Whether a cell is there without anything in it, or not there.
fn is_empty(piece: &Evidence) -> bool {
    piece.value.is_none() && matches!(piece.how, Some(How::Blank | How::Absent))
}

/// What a piece of evidence says its cell holds.
fn of_piece(piece: &Evidence) -> String {
    let words = || match piece.how {
        Some(How::Blank) => strings::CELL_BLANK.to_string(),
        Some(How::Absent) => strings::CELL_ABSENT.to_owned(),
        _ => strings::CELL_UNKNOWN.to_owned(),
    };
    piece.value.map(|value| value.to_string()).or_else(|| piece.quote.clone()).unwrap_or_else(words)
}
