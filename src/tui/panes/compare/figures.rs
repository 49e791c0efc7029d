//! The figures of two reports: what either holds, the difference, and beside them every column of the row
//! under the cursor.

use ratatui::layout::Rect;

use crate::compare::tables::{CellPair, Change, Place, RowName, RowPair};
use crate::compare::{Pair, Side};
use crate::model::form::{APPLICANTS, Form, TableSpec};
use crate::tui::glyph;
use crate::tui::grid;
use crate::tui::layout::{Layout, Pane};
use crate::tui::paint::{Line, Pen, span};
use crate::tui::panes::compare::Comparing;
use crate::tui::panes::compare::around::heads;
use crate::tui::panes::compare::laid::{self, Figure, Made, Spot};
use crate::tui::state::State;
use crate::tui::strings;
use crate::tui::strings::compare as said;
use crate::tui::text::columns;
use crate::tui::theme::Role;

/// Columns before the names.
const GUTTER: u16 = 2;
/// Columns of a number with the blank before it.
const NUMBER: u16 = 10;
const PERCENT: u16 = 7;
const OTHERS: u16 = 5;
/// From this width on percentages and the other columns are told.
const WIDE: u16 = 64;
/// Two values that are not both numbers.
const NOT_EQUAL: &str = "!=";

/// The rows of the pane that scroll: the heads stay, and what one year left to the next.
pub fn height(comparing: &Comparing, layout: &Layout) -> usize {
    let made = comparing.made.as_ref();
    let carried = made.is_some_and(|made| made.carried.is_some());
    layout.height(Pane::Figures).saturating_sub(1 + usize::from(carried)).max(1)
}

/// The title of the pane and what stands at its right.
pub fn title(state: &State) -> (String, String) {
    let Some(comparing) = &state.comparing else { return Default::default() };
    let column = APPLICANTS.get(comparing.column).map_or("", |col| col.name_zh());
    let differ = comparing.made.as_ref().map(|made| said::cells_that_differ(made.comparison.differences().0));
    let has_columns = comparing.made.as_ref().is_some_and(|made| made.comparison.tables.iter().any(laid::by_column));
    let title = said::figures_by(has_columns.then_some(column), comparing.hides_same);
    (title, differ.unwrap_or_default())
}

/// Where the columns end.
struct Ends {
    left: u16,
    right: u16,
    change: u16,
    percent: Option<u16>,
    others: Option<u16>,
    name: u16,
}

impl Ends {
    fn of(area: Rect) -> Self {
        let wide = area.width >= WIDE;
        let number = if wide { NUMBER } else { NUMBER - 2 };
        let tail = if wide { PERCENT + OTHERS } else { 0 };
        let change = area.right().saturating_sub(1 + tail);
        let (right, left) = (change.saturating_sub(number), change.saturating_sub(2 * number));
        Self {
            left,
            right,
            change,
            percent: wide.then_some(change + PERCENT),
            others: wide.then_some(change + PERCENT + OTHERS),
            name: left.saturating_sub(number).max(area.x + GUTTER),
        }
    }
}

pub fn draw(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let Some((comparing, made)) = state.comparing.as_ref().and_then(|c| Some((c, c.made.as_ref()?))) else { return };
    let heads = heads(state, comparing);
    let ends = Ends::of(area);
    let mut y = area.y;
    if let Some(carried) = &made.carried {
        let role = match carried.holds() {
            Some(true) => Role::Good,
            Some(false) => Role::Error,
            None => Role::Warning,
        };
        pen.clipped((area.x + GUTTER, y), area.right(), &said::carried(carried), role);
        y += 1;
    }
    pen.clipped((area.x + GUTTER, y), ends.name, &said::ITEM, Role::Dim);
    pen.right(ends.left, y, &heads.left, Role::Dim);
    pen.right(ends.right, y, &heads.right, Role::Dim);
    pen.right(ends.change, y, &said::CHANGE, Role::Dim);
    let more = [(ends.percent, said::PERCENT), (ends.others, said::OTHER_COLUMNS)];
    for (end, head) in more {
        end.map(|end| pen.right(end, y, &head, Role::Dim));
    }
    let rows = usize::from(area.bottom().saturating_sub(y + 1));
    for (n, figure) in comparing.figures.iter().enumerate().skip(comparing.top).take(rows) {
        y += 1;
        let line = Rect { y, height: 1, ..area };
        let here = n == comparing.row;
        if here {
            let role = if comparing.focus == Pane::Figures { Role::Accent } else { Role::Dim };
            pen.text((area.x, y), area.right(), glyph::CURSOR, role);
        }
        draw_figure(made, figure, line, (&ends, &heads), pen);
        if here && comparing.focus == Pane::Figures && matches!(figure, Figure::Cell(_)) {
            let start = ends.right + 1;
            pen.over(Rect::new(start, y, ends.change.saturating_sub(start), 1), Role::Cursor);
        }
    }
}

fn draw_figure(made: &Made, figure: &Figure, line: Rect, (ends, heads): (&Ends, &Pair<String>), pen: &mut Pen<'_>) {
    let (x, y) = (line.x + GUTTER, line.y);
    match figure {
        Figure::Fact(name, values) => {
            let role = if values.is_equal() { Role::Dim } else { Role::Text };
            let x = pen.clipped((x, y), line.right(), &columns::left(name, 9), Role::Dim);
            let text =
                if values.is_equal() { values.left.clone() } else { format!("{}  ->  {}", values.left, values.right) };
            pen.clipped((x + 1, y), line.right(), &text, role);
        }
        Figure::Head(table) => {
            let Some(pair) = made.comparison.tables.get(*table) else { return };
            let title = pair.table.map_or_else(|| strings::OLD_TABLE.to_string(), strings::table_title);
            let x = pen.clipped((x, y), line.right(), &title, Role::Strong);
            if !pair.there.is_equal() {
                let side = if pair.there.left { Side::Left } else { Side::Right };
                pen.clipped((x + 1, y), line.right(), &said::only_on(heads.side(side)), Role::Dim);
            } else if !pair.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.change().is_difference()) {
                pen.clipped((x + 1, y), line.right(), &said::nothing_differs(), Role::Dim);
            }
        }
        Figure::Cell(spot) => draw_cell(made, *spot, line, ends, pen),
    }
}

/// Both values of a cell with their difference.
fn draw_numbers(cell: &CellPair, y: u16, ends: &Ends, pen: &mut Pen<'_>) {
    for (side, end) in [(Side::Left, ends.left), (Side::Right, ends.right)] {
        let (text, role) = value(cell, side);
        pen.right(end, y, &columns::clip(&text, 9), role);
    }
    let (text, role) = difference(cell);
    pen.right(ends.change, y, &columns::clip(&text, 9), role);
    if let (Some(end), Some(percent)) = (ends.percent, percent(cell)) {
        pen.right(end, y, &percent, Role::Dim);
    }
}

fn draw_cell(made: &Made, spot: Spot, line: Rect, ends: &Ends, pen: &mut Pen<'_>) {
    let Spot::Cell(table, _, row, _) = spot else { return };
    let Some((pair, row, cell)) =
        made.comparison.tables.get(table).zip(made.row(table, row)).zip(made.cell(spot)).map(|((t, r), c)| (t, r, c))
    else {
        return;
    };
    let y = line.y;
    let change = cell.change();
    let role = if change.is_difference() { Role::Text } else { Role::Dim };
    pen.clipped((line.x + GUTTER, y), ends.name, &name(row, cell, !laid::by_column(pair)), role);
    draw_numbers(cell, y, ends, pen);
    if let Some(end) = ends.others.filter(|_| laid::by_column(pair)) {
        let others = row.cells.iter().filter(|other| other.col() != cell.col() && other.change().is_difference());
        let count = others.count();
        if count > 0 {
            pen.right(end, y, &count.to_string(), Role::Info);
        }
    }
}

/// The name of a row with its number in the form; with its column where every cell has a line.
fn name(row: &RowPair, cell: &CellPair, with_column: bool) -> String {
    match &row.name {
        RowName::Form(id) => {
            let specs = [Form::F2021, Form::F2019].into_iter().filter_map(|form| form.table(id.table()));
            let spec = specs.flat_map(TableSpec::rows).find(|spec| spec.row == *id);
            let number = spec.map_or("", |spec| spec.number);
            // Rows may be left out, so every row of a group says which: `(四)1 不掌握`.
            let group = spec.and_then(|spec| spec.group?.split_inclusive(')').next()).unwrap_or_default();
            let inset = if group.is_empty() && !number.starts_with('(') { "" } else { "  " };
            let blank = if number.is_empty() || number.ends_with(')') { "" } else { " " };
            let column = cell.col().filter(|_| with_column).map_or(String::new(), |col| format!(" {}", col.name_zh()));
            format!("{inset}{group}{number}{blank}{}{column}", id.short_zh())
        }
        RowName::Old(path) => {
            let inset = "  ".repeat(path.len().saturating_sub(1).min(4));
            let since = [cell.places.left, cell.places.right].into_iter().flatten();
            let since = since.into_iter().any(|place| matches!(place, Place::Old(place) if place.cumulative));
            let since = if since { format!(" {}", strings::CUMULATIVE) } else { String::new() };
            format!("{inset}{}{since}", path.last().map_or("", String::as_str))
        }
    }
}

/// What a side holds. What its form does not print is no blank.
fn value(cell: &CellPair, side: Side) -> (String, Role) {
    match cell.places.side(side) {
        Some(_) => grid::show(cell.cells.side(side).as_ref()),
        None => (glyph::NONE.to_owned(), Role::Dim),
    }
}

/// `+15`, `-3`, nothing where nothing differs, `!=` where no number can be told.
fn difference(cell: &CellPair) -> (String, Role) {
    match (cell.change(), cell.difference()) {
        (Change::Value, Some(by)) => {
            let sign = if by.is_negative() { "" } else { "+" };
            (format!("{sign}{by}"), Role::Strong)
        }
        (Change::Value | Change::Kind, _) => (NOT_EQUAL.to_owned(), Role::Warning),
        (Change::Same | Change::OneSided, _) => (String::new(), Role::Dim),
    }
}

fn percent(cell: &CellPair) -> Option<String> {
    cell.percent()
        .filter(|_| cell.change() == Change::Value)
        .map(|percent| if percent.abs() > 9999 { ">9999%".to_owned() } else { format!("{percent:+}%") })
}

/// The cell under the cursor in words: its address, what either side holds, the difference.
pub(super) fn status(state: &State, made: &Made, spot: Spot, heads: &Pair<String>) -> Line {
    let Some(cell) = made.cell(spot) else { return Vec::new() };
    let Some((side, place)) = cell.place(Side::Right) else { return Vec::new() };
    let report = state.shelf.report(*made.reports.side(side));
    let address = match place {
        Place::Form(id) => id.to_string(),
        Place::Old(place) => report.map_or_else(String::new, |report| place.address(&report.tables.old)),
    };
    let mut line = vec![span(format!("{address}  "), Role::Dim)];
    for side in [Side::Left, Side::Right] {
        let there = cell.places.side(side).is_some();
        let held = said::held(heads.side(side), cell.cells.side(side).as_ref(), there);
        line.push(span(format!("{held}  "), Role::Strong));
    }
    let (change, _) = difference(cell);
    if cell.change() == Change::Value {
        line.push(span(said::difference(&change, cell.percent()), Role::Text));
    }
    line
}

/// The row under the cursor.
fn row_at_hand(comparing: &Comparing) -> Option<(&Made, &RowPair)> {
    let made = comparing.made.as_ref()?;
    let Spot::Cell(table, _, row, _) = comparing.figures.get(comparing.row)?.spot() else { return None };
    Some((made, made.row(table, row)?))
}

/// The title of the pane with every column of the row under the cursor.
pub fn title_of_columns(state: &State) -> (String, String) {
    let row = state.comparing.as_ref().and_then(row_at_hand).map(|(_, row)| row);
    let name = row.and_then(|row| Some(name(row, row.cells.first()?, false).trim().to_owned()));
    (name.unwrap_or_else(|| said::ALL_COLUMNS.to_string()), String::new())
}

/// Every column of the row under the cursor, a line each.
pub fn draw_columns(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let Some(comparing) = &state.comparing else { return };
    let Some((_, row)) = row_at_hand(comparing) else { return };
    let ends = Ends::of(area);
    for (n, cell) in row.cells.iter().enumerate().take(usize::from(area.height)) {
        let y = area.y + columns::screen(n);
        let role = if cell.change().is_difference() { Role::Text } else { Role::Dim };
        let label = cell.col().map_or_else(|| name(row, cell, false).trim().to_owned(), |col| col.name_zh().to_owned());
        pen.clipped((area.x + GUTTER, y), ends.name, &label, role);
        draw_numbers(cell, y, &ends, pen);
    }
}

/// The figures as a spreadsheet takes them: the row under the cursor, or all that are shown under heads.
pub fn tabbed(state: &State, all: bool) -> Option<String> {
    let comparing = state.comparing.as_ref()?;
    let made = comparing.made.as_ref()?;
    let line = |figure: &Figure| {
        let Figure::Cell(spot) = figure else { return None };
        let Spot::Cell(table, _, row, _) = *spot else { return None };
        let (row, cell) = (made.row(table, row)?, made.cell(*spot)?);
        let number = |side: Side| cell.cells.side(side).as_ref().and_then(|cell| cell.value);
        let values = [number(Side::Left), number(Side::Right), cell.difference()];
        let values = values.map(|value| value.map_or_else(String::new, |value| value.to_string()));
        let name = name(row, cell, true).trim().replace(['\t', '\n', '\r'], " ");
        Some(format!("{name}\t{}", values.join("\t")))
    };
    if !all {
        return line(comparing.figures.get(comparing.row)?);
    }
    let heads = heads(state, comparing);
    let first = format!("{}\t{}\t{}\t{}", said::ITEM, heads.left, heads.right, said::CHANGE);
    Some(std::iter::once(first).chain(comparing.figures.iter().filter_map(line)).collect::<Vec<_>>().join("\n"))
}
