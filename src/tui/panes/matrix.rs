//! The first view: the tree of agencies beside the matrix of their entries (groups of flags) by year.

use ratatui::layout::Rect;

use crate::tui::action::{Action, Fold, Leap};
use crate::tui::effect::Effect;
use crate::tui::glyph;
use crate::tui::layout::{Layout, Pane};
use crate::tui::lens;
use crate::tui::paint::Pen;
use crate::tui::panes::opened::At;
use crate::tui::panes::report;
use crate::tui::scroll;
use crate::tui::state::State;
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::theme::Role;
use crate::tui::tree::NodeKind;

/// Columns of one year: the slot of the bracket and five for the number.
const YEAR: usize = 6;
/// Columns of the total.
const TOTAL: usize = 8;
/// The name never has fewer columns than this.
const NAME: usize = 24;
/// What the verbs mean here.
pub fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let layout = state.layout();
    let State { matrix, holdings, .. } = state;
    if matrix.focus == Pane::Preview
        && let Action::Move(_) | Action::Leap(_) = action
    {
        scroll_preview(state, action, &layout);
        return Vec::new();
    }
    match action {
        Action::Move(steps) => matrix.cursor = scroll::step(matrix.cursor, steps, matrix.rows.len()),
        Action::Leap(leap) => {
            matrix.cursor = scroll::leap(matrix.cursor, leap, matrix.rows.len(), layout.height(Pane::Matrix) - 1);
        }
        Action::Align(align) => {
            let height = layout.height(Pane::Matrix).saturating_sub(1);
            matrix.top = scroll::aligned(matrix.cursor, align, height);
        }
        Action::Side(steps) => matrix.side(holdings, steps),
        Action::Fold(fold) => matrix.fold(holdings, fold),
        Action::Year(steps) => year(state, steps),
        Action::Preview => {
            let shown = layout.body(Pane::Preview).is_some();
            matrix.preview = Some(!shown);
            matrix.focus = Pane::Matrix;
        }
        Action::NextLens => matrix.lens = matrix.lens.next(),
        Action::Show(lens) => matrix.lens = lens,
        Action::Enter => enter(state),
        _ => {}
    }
    state.matrix.preview_top = 0;
    Vec::new()
}

fn scroll_preview(state: &mut State, action: Action, layout: &Layout) {
    let len = crate::tui::panes::preview::len(state, layout);
    let height = layout.height(Pane::Preview);
    let top = &mut state.matrix.preview_top;
    *top = match action {
        Action::Move(steps) => scroll::step(*top, steps, len),
        Action::Leap(Leap::Last) => len,
        Action::Leap(leap) => scroll::leap(*top, leap, len, height),
        _ => *top,
    };
    *top = (*top).min(len.saturating_sub(height));
}

fn year(state: &mut State, steps: i32) {
    if !state.matrix.year(&state.holdings, steps) {
        state.tell(strings::NO_OTHER_YEAR);
    }
}

fn enter(state: &mut State) {
    let State { matrix, holdings, .. } = state;
    if let Some(report) = matrix.report(holdings) {
        return report::open(state, report, At::Start);
    }
    let Some(node) = matrix.node() else { return };
    let kind = holdings.tree.nodes.get(node).map(|node| node.kind);
    match kind {
        Some(NodeKind::Agency(_)) => state.tell(strings::NO_REPORT_THIS_YEAR),
        Some(NodeKind::Problem(number)) => {
            if let Some(problem) = holdings.corpus.problems().get(number) {
                let text = problem.to_string();
                state.tell(text);
            }
        }
        Some(_) => matrix.fold(holdings, Fold::Toggle),
        None => {}
    }
}

/// Keeps the cursor among the rows and on the screen.
pub fn settle(state: &mut State, layout: &Layout) {
    let State { matrix, holdings, .. } = state;
    matrix.cursor = matrix.cursor.min(matrix.rows.len().saturating_sub(1));
    matrix.column = matrix.column.min(holdings.tree.years.len());
    if let Some(body) = layout.body(Pane::Matrix) {
        let height = usize::from(body.height).saturating_sub(1);
        matrix.top = scroll::follow(matrix.top, matrix.cursor, height, matrix.rows.len());
        let years = years_in(usize::from(body.width), holdings.tree.years.len());
        // At first the newest year is in sight, not the column of reports without one.
        let dated = holdings.tree.years.iter().flatten().count();
        if matrix.left >= holdings.tree.years.len() {
            matrix.left = dated.saturating_sub(years);
        }
        let column = matrix.year_column().unwrap_or(matrix.left);
        matrix.left = scroll::follow(matrix.left, column, years, holdings.tree.years.len());
    }
    if layout.body(matrix.focus).is_none() && !layout.panes.is_empty() {
        matrix.focus = Pane::Matrix;
    }
}

/// How many of the years fit.
fn years_in(width: usize, years: usize) -> usize {
    (width.saturating_sub(NAME + TOTAL) / YEAR).min(years)
}

/// Puts the cursor on what stands at a place of the pane; says whether it was there.
pub fn point(state: &mut State, area: Rect, (x, y): (u16, u16)) -> bool {
    let shown = Shown::of(state, area);
    let numbers = shown.columns(state).take_while(|(start, _)| *start <= x);
    let column = numbers.last().map_or(0, |(_, column)| column + 1);
    let matrix = &mut state.matrix;
    // The first line of the pane holds the heads.
    let row = y.checked_sub(area.y + 1).map(|row| matrix.top + usize::from(row));
    let Some(row) = row.filter(|row| *row < matrix.rows.len()) else { return false };
    let before = std::mem::replace(&mut matrix.cursor, row) == row;
    std::mem::replace(&mut matrix.column, column) == column && before
}

/// The title of the pane and what stands at its right.
pub fn title(state: &State) -> (String, String) {
    let applied = state.matrix.sieve.text();
    let filter = if applied.is_empty() { String::new() } else { strings::filtered(applied) };
    (strings::title_of_matrix(state.matrix.lens), filter)
}

/// Where the cursor is, for the line under the panes.
pub fn position(state: &State) -> String {
    let matrix = &state.matrix;
    strings::row_of(matrix.cursor + usize::from(!matrix.rows.is_empty()), matrix.rows.len())
}

/// ```text
///   单位                              2019  2020  2021   合计
///  ▾ 云河省 > 青石市                     1     2!    0     3
/// >    市财政局                      [   1 ]   -     0     1
/// ```
pub fn draw(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let matrix = &state.matrix;
    if matrix.rows.is_empty() {
        let text = if matrix.sieve.applied.is_some() { strings::NOTHING_ADMITTED } else { strings::EMPTY };
        pen.clipped((area.x + 2, area.y + 1), area.right(), &text, Role::Dim);
        return;
    }
    let shown = Shown::of(state, area);
    shown.heads(state, pen);
    let height = usize::from(area.height).saturating_sub(1);
    for (n, row) in (matrix.top..matrix.rows.len()).take(height).enumerate() {
        shown.row(state, row, area.y + 1 + columns::screen(n), pen);
    }
}

/// The columns that are on the screen.
struct Shown {
    area: Rect,
    /// Years from `matrix.left` on.
    years: usize,
    name_end: u16,
}

impl Shown {
    fn of(state: &State, area: Rect) -> Self {
        let years = years_in(usize::from(area.width), state.holdings.tree.years.len());
        let numbers = columns::screen(years * YEAR + TOTAL);
        Self { area, years, name_end: area.right().saturating_sub(numbers) }
    }

    /// The columns on the screen with the year column each shows.
    fn columns(&self, state: &State) -> impl Iterator<Item = (u16, usize)> {
        let (start, left) = (self.name_end, state.matrix.left);
        (0..self.years).map(move |n| (start + columns::screen(n * YEAR), left + n))
    }

    fn heads(&self, state: &State, pen: &mut Pen<'_>) {
        let y = self.area.y;
        pen.text((self.area.x + 3, y), self.name_end, &strings::AGENCY, Role::Dim);
        for (x, column) in self.columns(state) {
            let year = state.holdings.tree.years.get(column).copied().flatten();
            let under = state.matrix.year_column() == Some(column);
            let role = if under { Role::Accent } else { Role::Dim };
            let limit = x + columns::screen(YEAR);
            pen.right(if year.is_some() { limit - 1 } else { limit }, y, &strings::year_head(year), role);
        }
        pen.right(self.area.right().saturating_sub(2), y, &strings::SUM, Role::Dim);
        let more = self.years + state.matrix.left < state.holdings.tree.years.len();
        if state.matrix.left > 0 || more {
            pen.text((self.name_end, y), self.area.right(), if more { ">" } else { "<" }, Role::Accent);
        }
    }

    fn row(&self, state: &State, row: usize, y: u16, pen: &mut Pen<'_>) {
        let (matrix, tree) = (&state.matrix, &state.holdings.tree);
        let Some((number, node)) = matrix.rows.get(row).and_then(|n| Some((*n, tree.nodes.get(*n)?))) else { return };
        let here = row == matrix.cursor;
        let focused = here && matrix.focus == Pane::Matrix;
        let is_line = matches!(node.kind, NodeKind::Problem(_) | NodeKind::Awaited);
        let name_end = if is_line { self.area.right() } else { self.name_end };
        let role = match node.kind {
            NodeKind::Region { .. } | NodeKind::Group => Role::Strong,
            NodeKind::Agency(_) => Role::Text,
            NodeKind::Problems | NodeKind::Problem(_) => Role::Warning,
            NodeKind::Awaited => Role::Dim,
        };
        if here {
            pen.text((self.area.x, y), self.area.right(), glyph::CURSOR, Role::Accent);
        }
        let fold = match (node.end > number + 1, matrix.folded.get(number)) {
            (true, Some(true)) => glyph::FOLDED,
            (true, _) => glyph::UNFOLDED,
            (false, _) => " ",
        };
        let start = self.area.x + 1 + columns::screen((node.depth * 2).min(NAME / 2));
        pen.text((start, y), name_end, fold, Role::Dim);
        if state.holdings.news.nodes.contains(&number) {
            pen.text((start + 1, y), name_end, glyph::NEW, Role::Accent);
        }
        pen.clipped((start + 2, y), name_end, &node.label, role);
        if focused && matrix.column == 0 {
            pen.over(Rect::new(self.area.x, y, name_end - self.area.x, 1), Role::Cursor);
        } else if here {
            pen.over(Rect::new(self.area.x, y, name_end - self.area.x, 1), Role::CursorAway);
        }
        if !is_line && node.kind != NodeKind::Problems {
            self.numbers(state, (number, y), focused, pen);
        }
    }

    fn numbers(&self, state: &State, (node, y): (usize, u16), focused: bool, pen: &mut Pen<'_>) {
        let matrix = &state.matrix;
        for (x, column) in self.columns(state) {
            let (text, role) = lens::cell(matrix.lens, &state.holdings, node, column);
            pen.text((x + 1, y), self.area.right(), &text, role);
            if has_news(state, node, column) {
                // Right before the number it belongs to.
                let blanks = text.len() - text.trim_start().len();
                pen.text((x + columns::screen(blanks), y), self.area.right(), glyph::NEW, Role::Accent);
            }
            if focused && matrix.year_column() == Some(column) {
                pen.text((x, y), self.area.right(), glyph::CELL[0], Role::Accent);
                pen.text((x + columns::screen(YEAR), y), self.area.right(), glyph::CELL[1], Role::Accent);
                pen.over(Rect::new(x, y, columns::screen(YEAR + 1), 1), Role::Cursor);
            }
        }
        let (text, role) = lens::total(matrix.lens, &state.holdings, node);
        pen.right(self.area.right().saturating_sub(1), y, &text, role);
    }
}

/// Whether a report of an agency in a year came since the session began.
fn has_news(state: &State, node: usize, column: usize) -> bool {
    let (tree, news) = (&state.holdings.tree, &state.holdings.news);
    let is_agency = tree.nodes.get(node).is_some_and(|node| matches!(node.kind, NodeKind::Agency(_)));
    let agency = tree.agency(node).filter(|_| is_agency && news.nodes.contains(&node));
    agency.is_some_and(|agency| tree.reports_in(agency, column).any(|report| news.has(report)))
}
