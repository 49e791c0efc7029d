//! What stands in the source for the cell under the cursor, where its digits ran together or could not
//! be told apart: how they were cut, or which readings are left and why none was taken.

use crate::model::cell::{Cell, How};
use crate::model::form::{CellId, Row};
use crate::model::printed::Printed;
use crate::model::report::Report;
use crate::tui::paint::{Line, span};
use crate::tui::panes::opened::Opened;
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::text::wrap::wrap;
use crate::tui::theme::Role;

/// As many readings are listed; the pane scrolls.
const MOST_WAYS: usize = 64;

/// The cell under the cursor, when more is to be told of it than its value.
pub fn cell_at_hand(opened: &Opened, report: &Report) -> Option<CellId> {
    let id = opened.cell_in_focus(report)?;
    report.tables.cell(id).is_some_and(Cell::is_cut_or_open).then_some(id)
}

/// The values printed for a row none of whose cells could be told: `?“200 000121”`.
pub fn in_place_of_cells(report: &Report, row: Row, cells: &[CellId]) -> Option<String> {
    let open = |id: &CellId| report.tables.cell(*id).is_some_and(|cell| cell.how == Some(How::Unplaced));
    if cells.is_empty() || !cells.iter().all(open) {
        return None;
    }
    let tokens: Vec<&str> = report.printed(row)?.tokens().collect();
    (!tokens.is_empty()).then(|| strings::unplaced_values(&tokens))
}

/// The lines about a cell.
pub fn lines(report: &Report, id: CellId, width: usize) -> Vec<Line> {
    let room = width.saturating_sub(2).max(8);
    let Some(cell) = report.tables.cell(id) else { return Vec::new() };
    let mut lines = Vec::new();
    let mut say = |text: &str, role: Role| {
        let rows = wrap(text, room, 0).into_iter();
        lines.extend(rows.map(|range| vec![span(text.get(range).unwrap_or_default(), role)]));
    };
    let role = if cell.how == Some(How::Inferred) { Role::Inferred } else { Role::Warning };
    say(&strings::cell_reason(cell), role);
    for code in cell.by.iter().filter(|_| cell.how == Some(How::Inferred)) {
        say(&strings::unconfirmed(code), Role::Dim);
    }
    let Some(printed) = report.printed(id.row) else { return lines };
    let tokens: Vec<&str> = printed.tokens().collect();
    if !tokens.is_empty() {
        say(&strings::printed_values(&tokens), Role::Text);
    }
    if cell.how == Some(How::Inferred) {
        lines.extend(cut_lines(&printed, id, room));
        return lines;
    }
    say(&printed.undecided().words_zh(), Role::Text);
    for way in printed.candidates().iter().take(MOST_WAYS) {
        let values: Vec<String> = way.iter().map(i64::to_string).collect();
        lines.push(vec![span(format!("  {}", values.join(" | ")), Role::Text)]);
    }
    lines
}

/// The numbers the digits were cut into, that of the cell marked.
fn cut_lines(printed: &Printed<'_>, id: CellId, room: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![vec![span(strings::CUT_INTO, Role::Dim)]];
    let mut used = columns::of(&strings::CUT_INTO);
    let indent = used;
    for (n, (cell, value)) in printed.cut().into_iter().enumerate() {
        let text = value.to_string();
        let between = if n == 0 { "" } else { " | " };
        if used + columns::of(&text) + 3 > room && used > indent {
            lines.push(vec![span(" ".repeat(indent), Role::Dim)]);
            used = indent;
        }
        used += columns::of(&text) + between.len();
        if let Some(line) = lines.last_mut() {
            line.push(span(between, Role::Dim));
            line.push(span(text, if cell == id { Role::Cursor } else { Role::Text }));
        }
    }
    lines
}
