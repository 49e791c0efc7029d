//! A table of the report view: the names of its rows stay while its columns move, and every cell
//! says whether it was read, is blank, or could not be placed.

use std::collections::BTreeMap;

use ratatui::layout::Rect;

use crate::model::flag::{Evidence, Flag, Severity};
use crate::model::form::CellId;
use crate::model::report::Report;
use crate::tui::action::{Action, Leap};
use crate::tui::arranged::Arrangement;
use crate::tui::glyph;
use crate::tui::grid::{self, Grid, GridLine, GridRow, Part, Place};
use crate::tui::layout::{Layout, Pane};
use crate::tui::paint::Pen;
use crate::tui::panes::opened::Opened;
use crate::tui::panes::printed;
use crate::tui::scroll;
use crate::tui::state::State;
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::theme::Role;

/// Columns before the names: the cursor and the mark of a flag.
const GUTTER: u16 = 4;
/// The fewest columns a name gets, and from how many on the form's full words are shown.
const SHORT_NAME: u16 = 19;
const LONG_NAME: u16 = 46;
/// A flag with more evidence than this is about a long sum.
const MOST_MARKED: usize = 8;

/// What the moving verbs mean in a table.
pub fn steer(opened: &mut Opened, report: &Report, layout: &Layout, action: Action) {
    let Some(part) = opened.table(report) else { return };
    let grid = opened.grid(report, part);
    let (row, col) = opened.cell;
    let height = layout.height(Pane::Table).saturating_sub(if grid.frozen { 2 } else { 0 });
    let row = match action {
        Action::Move(steps) => scroll::step(row, steps, grid.rows.len()),
        Action::Leap(leap) => scroll::leap(row, leap, grid.rows.len(), height),
        _ => row,
    };
    let col = match action {
        Action::Side(steps) => scroll::step(col, steps, columns_of(&grid, row)),
        _ => col,
    };
    opened.cell = (row, col);
    if let Action::Align(align) = action {
        opened.table_top = scroll::aligned(grid.line_of(row), align, height);
    }
    if matches!(action, Action::Leap(Leap::First)) {
        opened.table_top = 0;
    }
}

fn columns_of(grid: &Grid, row: usize) -> usize {
    grid.rows.get(row).map_or(0, |row| row.cells.len())
}

/// Keeps the cursor on a cell and on the screen.
pub fn settle(opened: &mut Opened, report: &Report, layout: &Layout) {
    let Some(part) = opened.table(report) else { return };
    let grid = opened.grid(report, part);
    let row = opened.cell.0.min(grid.rows.len().saturating_sub(1));
    let col = opened.cell.1.min(columns_of(&grid, row).saturating_sub(1));
    opened.cell = (row, col);
    let Some(body) = layout.body(Pane::Table) else { return };
    let view = Window::of(&grid, body, opened);
    let line = grid.line_of(row);
    // The heads of a block come into view with its first row.
    let from = if view.frozen { line } else { line.saturating_sub(heads_above(&grid, line)) };
    let top = scroll::follow(opened.table_top, from, view.rows, grid.lines.len());
    opened.table_top = scroll::follow(top, line, view.rows, grid.lines.len());
    while opened.table_left < col && !Window::of(&grid, body, opened).shows(col) {
        opened.table_left += 1;
    }
    opened.table_left = opened.table_left.min(col);
}

/// The row and column of the cell at a place of the pane; on a name, the column the cursor is in.
pub fn cell_at(opened: &Opened, report: &Report, area: Rect, (x, y): (u16, u16)) -> Option<(usize, usize)> {
    let grid = grid::of(report, opened.table(report)?);
    let view = Window::of(&grid, area, opened);
    let line = usize::from(y.checked_sub(area.y)?).checked_sub(usize::from(area.height) - view.rows)?;
    let GridLine::Row(row) = grid.lines.get(opened.table_top + line)? else { return None };
    let start = area.x + GUTTER + view.name + unit_columns(&grid);
    let column =
        view.columns.iter().find(|(_, end)| start <= x && x <= *end).map_or(opened.cell.1, |(column, _)| *column);
    Some((*row, column))
}

fn heads_above(grid: &Grid, line: usize) -> usize {
    let is_head = |n: usize| matches!(grid.lines.get(n), Some(GridLine::Head(..)));
    (0..line).rev().take_while(|n| is_head(*n)).count()
}

/// What of a table is on the screen, and where.
struct Window {
    frozen: bool,
    /// Lines that scroll.
    rows: usize,
    name: u16,
    long: bool,
    /// The columns shown with where they end.
    columns: Vec<(usize, u16)>,
    all: bool,
}

impl Window {
    fn of(grid: &Grid, area: Rect, opened: &Opened) -> Self {
        let gaps = |extra: usize| -> Vec<u16> { grid.widths.iter().map(|w| columns::screen(w + 1 + extra)).collect() };
        let unit = unit_columns(grid);
        let room = area.width.saturating_sub(GUTTER + 1 + unit);
        let sum = |widths: &[u16]| widths.iter().sum::<u16>();
        let narrow = gaps(0);
        let free = room.saturating_sub(SHORT_NAME).saturating_sub(sum(&narrow));
        let asked = opened.arrangement;
        let long = asked.full_names.unwrap_or(free >= LONG_NAME - SHORT_NAME);
        let short = SHORT_NAME.saturating_add_signed(asked.wider).clamp(6, room.max(6));
        let count = columns::screen(grid.widths.len().max(1));
        let name_floor = if long { LONG_NAME } else { SHORT_NAME };
        let extra = (room.saturating_sub(name_floor).saturating_sub(sum(&narrow)) / count).min(2);
        let widths = gaps(usize::from(extra));
        let all = sum(&widths) + short <= room;
        let left = if all { 0 } else { opened.table_left };
        let longest = grid.rows.iter().map(|row| columns::of(&label(row, long))).max().unwrap_or(0);
        let wanted = columns::screen(longest + 2).max(SHORT_NAME).saturating_add_signed(asked.wider).max(short);
        let name = if all { (room - sum(&widths)).min(wanted) } else { short.min(room / 2) };
        let mut x = area.x + GUTTER + name + unit;
        let mut shown = Vec::new();
        for (n, width) in widths.iter().enumerate().skip(left) {
            x += width;
            if x >= area.right() {
                break;
            }
            shown.push((n, x));
        }
        let rows = usize::from(area.height).saturating_sub(if grid.frozen { 2 } else { 0 });
        Self { frozen: grid.frozen, rows, name, long, columns: shown, all }
    }

    fn shows(&self, col: usize) -> bool {
        self.columns.iter().any(|(n, _)| *n == col)
    }
}

/// The columns that units take, with a space behind them.
fn unit_columns(grid: &Grid) -> u16 {
    if grid.unit == 0 { 0 } else { columns::screen(grid.unit + 1) }
}

/// The title of the pane and what stands at its right.
pub fn title(state: &State) -> (String, String) {
    let found = state
        .opened
        .as_ref()
        .zip(state.report())
        .and_then(|(opened, report)| Some((opened, report, opened.table(report)?)));
    let Some((opened, report, part)) = found else { return (String::new(), String::new()) };
    let (read, all) = grid::coverage(report, part);
    let title = match part {
        Part::Form(table) => strings::table_title(table),
        Part::Old => strings::OLD_TABLE.to_string(),
    };
    // What is hidden or moved must be told for as long as it is.
    let arranged = opened.arrangement != Arrangement::default();
    (title, if arranged { strings::arranged(opened.arrangement) } else { strings::read_of(read, all) })
}

/// ```text
///                       自然人 商业 科研 …   总计
///                              企业 机构
///     一 本年新收           96   15    1 [  118]
///  错 二 上年结转            4    2    0      6
/// ```
pub fn draw(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let Some((opened, report)) = state.opened.as_ref().zip(state.report()) else { return };
    let Some(part) = opened.table(report) else { return };
    if !grid::has(report, part) {
        pen.clipped((area.x + 2, area.y + 1), area.right(), &strings::TABLE_NOT_THERE, Role::Dim);
        return;
    }
    let grid = opened.grid(report, part);
    let flags = &*state.holdings.checked.flags(opened.index);
    let view =
        View { opened, report, marks: Marks::of(opened, flags), window: Window::of(&grid, area, opened), grid, area };
    let mut y = area.y;
    if view.grid.frozen {
        view.head(0, 0, y, pen);
        view.head(0, 1, y + 1, pen);
        y += 2;
    }
    for line in view.grid.lines.iter().skip(opened.table_top).take(view.window.rows) {
        match line {
            GridLine::Head(number, half) => view.head(*number, *half, y, pen),
            GridLine::Row(row) => view.row(*row, y, pen),
        }
        y += 1;
    }
}

/// Which cells flags speak of.
struct Marks {
    cells: BTreeMap<CellId, Severity>,
    /// Those of the flag at hand.
    evidence: Vec<Place>,
}

impl Marks {
    fn of(opened: &Opened, flags: &[Flag]) -> Self {
        let mut cells: BTreeMap<CellId, Severity> = BTreeMap::new();
        // Of a long sum only the terms that add to it are marked, or every row would be.
        let here = |flag: &Flag| -> Vec<_> {
            let long = flag.evidence.len() > MOST_MARKED;
            let adds = |piece: &&Evidence| !long || piece.value.is_none_or(|value| !value.is_zero());
            let own = flag.evidence.iter().filter(|piece| piece.report.is_none());
            own.filter(adds).filter_map(|piece| piece.cell).collect()
        };
        for flag in flags {
            for cell in here(flag) {
                let worst = cells.entry(cell).or_insert(flag.severity);
                *worst = (*worst).max(flag.severity);
            }
        }
        let at_hand = opened.flag.filter(|_| opened.shows_evidence()).and_then(|n| flags.get(n));
        let evidence = at_hand.map(here).unwrap_or_default().into_iter().map(Place::Form).collect();
        Self { cells, evidence }
    }

    fn severity(&self, place: Place) -> Option<Severity> {
        self.cells.get(&place.id()?).copied()
    }
}

struct View<'a> {
    opened: &'a Opened,
    report: &'a Report,
    grid: Grid,
    marks: Marks,
    window: Window,
    area: Rect,
}

impl View<'_> {
    fn head(&self, number: usize, half: usize, y: u16, pen: &mut Pen<'_>) {
        let Some(heads) = self.grid.heads.get(number) else { return };
        let over_all = number == 0 && self.grid.unit > 0;
        let name_end = self.area.x + GUTTER + self.window.name;
        if half == usize::from(over_all) {
            let limit = if heads.heads.is_empty() { self.area.right() } else { name_end };
            pen.clipped((self.area.x + GUTTER, y), limit, &heads.caption, Role::Dim);
        }
        if over_all && half == 1 {
            pen.clipped((name_end, y), self.area.right(), &strings::UNIT, Role::Dim);
        }
        for (col, end) in &self.window.columns {
            let head = heads.heads.get(*col).map_or("", |head| head[half]);
            let here = *col == self.opened.cell.1 && self.opened.focus == Pane::Table;
            pen.right(*end, y, head, if here { Role::Accent } else { Role::Dim });
        }
        if !self.window.all && half == 0 {
            let last = self.window.columns.last().map_or(0, |(col, _)| *col);
            let more = last + 1 < self.grid.widths.len();
            pen.text((self.area.right() - 1, y), self.area.right(), if more { ">" } else { "<" }, Role::Accent);
        }
    }

    fn row(&self, number: usize, y: u16, pen: &mut Pen<'_>) {
        let Some(row) = self.grid.rows.get(number) else { return };
        let here = number == self.opened.cell.0;
        let focused = self.opened.focus == Pane::Table;
        let x = self.area.x;
        if here {
            pen.text((x, y), self.area.right(), glyph::CURSOR, if focused { Role::Accent } else { Role::Dim });
        }
        let worst = row.cells.iter().filter_map(|place| self.marks.severity(*place)).max();
        if let Some(worst) = worst {
            pen.text((x + 1, y), self.area.right(), strings::mark(worst), worst.into());
        }
        let limit = x + GUTTER + self.window.name;
        let role = if here { Role::Strong } else { Role::Text };
        pen.clipped((x + GUTTER, y), limit, &label(row, self.window.long), role);
        if let Some(unit) = &row.unit {
            pen.clipped((limit, y), limit + unit_columns(&self.grid), unit, Role::Dim);
        }
        if let Some(text) = printed_values(self.report, row) {
            self.printed(&text, here, (limit, y), pen);
            return;
        }
        for (col, end) in &self.window.columns {
            if let Some(place) = row.cells.get(*col) {
                self.cell(*place, here && *col == self.opened.cell.1, (*end, y), pen);
            }
        }
    }

    /// Writes what is printed for a row across its columns.
    fn printed(&self, text: &str, here: bool, (left, y): (u16, u16), pen: &mut Pen<'_>) {
        let end = self.window.columns.last().map_or(left, |(_, end)| *end);
        let room = usize::from(end.saturating_sub(left + 1));
        let start = pen.right(end, y, &columns::clip(text, room), Role::Warning);
        if here {
            pen.text((start.saturating_sub(1), y), end, glyph::CELL[0], Role::Accent);
            pen.text((end, y), self.area.right(), glyph::CELL[1], Role::Accent);
            let role = if self.opened.focus == Pane::Table { Role::Cursor } else { Role::CursorAway };
            pen.over(Rect::new(start.saturating_sub(1), y, end + 2 - start.max(1), 1), role);
        }
    }

    fn cell(&self, place: Place, here: bool, (end, y): (u16, u16), pen: &mut Pen<'_>) {
        let (text, plain) = grid::show(place.cell(self.report));
        let tried = place.id().zip(self.opened.trying.as_ref()).and_then(|(id, trying)| trying.shown(id));
        let evidence = self.marks.evidence.contains(&place) && tried.is_none();
        let role = match self.marks.severity(place) {
            _ if tried.is_some() => Role::Notice,
            _ if evidence => Role::Evidence,
            Some(severity) => severity.into(),
            None => plain,
        };
        let text = tried.unwrap_or(text);
        let width = columns::screen(self.grid.widths.iter().copied().max().unwrap_or(4).min(columns::of(&text).max(4)));
        let start = pen.right(end, y, &columns::clip(&text, 14), role);
        if here {
            let open = start.min(end.saturating_sub(width)).saturating_sub(1);
            pen.text((open, y), self.area.right(), glyph::CELL[0], Role::Accent);
            pen.text((end, y), self.area.right(), glyph::CELL[1], Role::Accent);
            let role = if self.opened.focus == Pane::Table { Role::Cursor } else { Role::CursorAway };
            pen.over(Rect::new(open, y, end + 1 - open, 1), role);
        } else if evidence {
            pen.text((start.saturating_sub(1), y), end, glyph::EVIDENCE, Role::Evidence);
        }
    }
}

/// What is printed for a row none of whose values could be given to a cell.
fn printed_values(report: &Report, row: &GridRow) -> Option<String> {
    let cells: Vec<CellId> = row.cells.iter().filter_map(|place| place.id()).collect();
    printed::in_place_of_cells(report, cells.first()?.row, &cells)
}

/// The name of a row with its number and, on the first of its rows, its group.
fn label(row: &GridRow, long: bool) -> String {
    let words = if long { &row.long } else { &row.short };
    let group = row.group.unwrap_or_default();
    let short_group = group.split_inclusive(')').next().unwrap_or_default();
    match (row.grouped, row.number.as_str()) {
        (true, number) if long => format!("  {}{number} {words}", columns::left(group, 14)),
        (true, number) => format!(" {}{number} {words}", columns::left(short_group, 4)),
        (false, "") => words.clone(),
        (false, number) if number.starts_with('(') => {
            // Chinese follows a bracket without a blank.
            let gap = if words.is_ascii() { " " } else { "" };
            format!("{}{number}{gap}{words}", if long { "  " } else { " " })
        }
        (false, number) => format!("{number} {words}"),
    }
}
