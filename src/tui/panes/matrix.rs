//! The first view: the tree of agencies beside the matrix of their entries (groups of flags) by year.

use ratatui::layout::Rect;

use crate::tui::action::{Action, Fold, Leap};
use crate::tui::effect::Effect;
use crate::tui::glyph;
use crate::tui::layout::{Layout, Pane};
use crate::tui::lens::{self, Lens};
use crate::tui::paint::Pen;
use crate::tui::panes::opened::At;
use crate::tui::panes::report;
use crate::tui::scroll;
use crate::tui::sieve::Sieve;
use crate::tui::state::{Holdings, State};
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::theme::Role;
use crate::tui::tree::{NodeKind, Tree};

/// Columns of one year: the slot of the bracket and five for the number.
const YEAR: usize = 6;
/// Columns of the total.
const TOTAL: usize = 8;
/// The name never has fewer columns than this.
const NAME: usize = 24;
/// Corpora whose tree has more rows than this many screens open folded.
const SCREENS_OPEN: usize = 2;

/// What is folded, filtered and under the cursor.
#[derive(Debug, Clone)]
pub struct Matrix {
    pub sieve: Sieve,
    pub focus: Pane,
    pub lens: Lens,
    /// `None`: as the width of the screen suggests.
    pub preview: Option<bool>,
    /// First line of the preview shown.
    pub preview_top: usize,
    folded: Vec<bool>,
    /// The user has folded or unfolded something.
    has_folded: bool,
    /// The nodes that show, from top to bottom.
    rows: Vec<usize>,
    cursor: usize,
    /// 0 is the name, then the years.
    column: usize,
    top: usize,
    /// First year shown.
    left: usize,
}

impl Default for Matrix {
    fn default() -> Self {
        Self {
            sieve: Sieve::default(),
            focus: Pane::Matrix,
            lens: Lens::default(),
            preview: None,
            preview_top: 0,
            folded: Vec::new(),
            has_folded: false,
            rows: Vec::new(),
            cursor: 0,
            column: 0,
            top: 0,
            left: 0,
        }
    }
}

impl Matrix {
    /// Goes on with a corpus that has grown, or begins with it: the cursor stays on what it was on, and what
    /// the user has folded or unfolded stays so.
    pub fn open(&mut self, holdings: &Holdings, before: &Tree, height: usize) {
        let node = self.node().and_then(|node| holdings.tree.same(node, before));
        let year = self.year_column().and_then(|column| before.years.get(column));
        let mut folded = holdings.tree.folds_for(height * SCREENS_OPEN);
        if self.has_folded {
            let foldable = before.nodes.iter().enumerate().filter(|(was, node)| node.end > was + 1).map(|(was, _)| was);
            for (was, now) in foldable.filter_map(|was| Some((was, holdings.tree.same(was, before)?))) {
                if let (Some(before), Some(now)) = (self.folded.get(was), folded.get_mut(now)) {
                    *now = *before;
                }
            }
        }
        self.folded = folded;
        // Where not all years fit, the newest are shown first.
        self.left = holdings.tree.years.len();
        self.refold(holdings);
        // Who has not moved stays at the top.
        let moved = self.cursor > 0;
        self.cursor = node.filter(|_| moved).map_or(0, |node| self.row_of(node));
        self.column =
            year.and_then(|year| holdings.tree.years.iter().position(|other| other == year)).map_or(0, |c| c + 1);
    }

    /// The row of a node, or of the nearest one above it that shows.
    fn row_of(&self, node: usize) -> usize {
        self.rows.partition_point(|row| *row <= node).saturating_sub(1)
    }

    /// Lists the rows that show, keeping the cursor on its node or the nearest one above it.
    pub fn refold(&mut self, holdings: &Holdings) {
        let node = self.node();
        self.rows = holdings.tree.rows(&self.folded, self.sieve.applied.is_some());
        if let Some(node) = node {
            self.cursor = self.row_of(node);
        }
    }

    /// The node under the cursor.
    pub fn node(&self) -> Option<usize> {
        self.rows.get(self.cursor).copied()
    }

    /// The column of a year under the cursor, `None` on the name.
    pub fn year_column(&self) -> Option<usize> {
        self.column.checked_sub(1)
    }

    /// The report that Enter opens: of the year under the cursor, on the name the latest one. On the
    /// name of a region there is none.
    pub fn report(&self, holdings: &Holdings) -> Option<usize> {
        let node = self.node()?;
        let agency = holdings.tree.agency(node)?;
        match self.year_column() {
            Some(column) => holdings.tree.reports_in(agency, column).next(),
            None if matches!(holdings.tree.nodes.get(node)?.kind, NodeKind::Agency(_)) => {
                let with_year = agency.reports.iter().rev().find(|report| holdings.year(**report).is_some());
                let latest = with_year.or(agency.reports.last())?;
                // Of several in one year the first, as in the column of the year.
                holdings.tree.column(*latest).and_then(|column| holdings.tree.reports_in(agency, column).next())
            }
            None => None,
        }
    }

    /// What the cursor is on: the names of the row from the top down, and the year, empty where it is not known, `None` on the name.
    pub fn cursor_in_words(&self, holdings: &Holdings) -> Option<(Vec<String>, Option<String>)> {
        let path = holdings.tree.path(self.node()?).into_iter().map(str::to_owned).collect();
        let year = self.year_column().and_then(|column| holdings.tree.years.get(column));
        Some((path, year.map(|year| year.map_or_else(String::new, |year| year.to_string()))))
    }

    /// Puts the cursor where it was by these words, as far as that is still there.
    pub fn show_in_words(&mut self, holdings: &Holdings, path: &[String], year: Option<&str>) {
        let Some(node) = holdings.tree.node_at(path) else { return };
        self.show_node(holdings, node);
        let column = year.and_then(|year| holdings.tree.years.iter().position(|column| *column == year.parse().ok()));
        self.column = column.map_or(0, |column| column + 1);
    }

    /// Puts the cursor on the agency and year of a report.
    pub fn show(&mut self, holdings: &Holdings, report: usize) {
        let Some(node) = holdings.tree.node_of(report) else { return };
        self.show_node(holdings, node);
        self.column = holdings.tree.column(report).map_or(0, |column| column + 1);
    }

    fn show_node(&mut self, holdings: &Holdings, node: usize) {
        let mut parent = holdings.tree.nodes.get(node).and_then(|node| node.parent);
        while let Some(above) = parent {
            if let Some(folded) = self.folded.get_mut(above) {
                *folded = false;
            }
            parent = holdings.tree.nodes.get(above).and_then(|node| node.parent);
        }
        self.refold(holdings);
        self.cursor = self.rows.iter().position(|row| *row == node).unwrap_or(self.cursor);
    }

    fn fold(&mut self, holdings: &Holdings, fold: Fold) {
        let Some(node) = self.node() else { return };
        self.has_folded = true;
        let foldable = |n: usize| holdings.tree.nodes.get(n).is_some_and(|node| node.end > n + 1);
        match fold {
            Fold::Toggle if foldable(node) => self.folded[node] = !self.folded[node],
            Fold::Toggle => self.fold_parent(holdings, node),
            Fold::CloseAll | Fold::OpenAll => {
                for (n, folded) in self.folded.iter_mut().enumerate() {
                    *folded = fold == Fold::CloseAll && foldable(n);
                }
            }
        }
        self.refold(holdings);
    }

    fn fold_parent(&mut self, holdings: &Holdings, node: usize) {
        if let Some(parent) = holdings.tree.nodes.get(node).and_then(|node| node.parent) {
            self.folded[parent] = true;
        }
    }

    /// h and l: years, and folds on the name.
    fn side(&mut self, holdings: &Holdings, steps: i32) {
        let Some(node) = self.node() else { return };
        let foldable = holdings.tree.nodes.get(node).is_some_and(|n| n.end > node + 1);
        let folded = self.folded.get(node).copied().unwrap_or(false);
        match (self.column, steps) {
            (0, ..0) if foldable && !folded => self.fold(holdings, Fold::Toggle),
            (0, ..0) => {
                let parent = holdings.tree.nodes.get(node).and_then(|node| node.parent);
                self.cursor = parent.and_then(|p| self.rows.iter().position(|row| *row == p)).unwrap_or(self.cursor);
            }
            (0, 0..) if folded => self.fold(holdings, Fold::Toggle),
            _ => self.column = scroll::step(self.column, steps, holdings.tree.years.len() + 1),
        }
    }

    /// The nearest year in a direction in which the agency has a report.
    fn year(&mut self, holdings: &Holdings, steps: i32) -> bool {
        let Some(node) = self.node() else { return false };
        let from = self.column;
        let has = |column: &usize| *column > 0 && holdings.tree.sum(node, column - 1).reports > 0;
        let found = if steps > 0 {
            (from + 1..=holdings.tree.years.len()).find(has)
        } else if from == 0 {
            (1..=holdings.tree.years.len()).rev().find(has)
        } else {
            (1..from).rev().find(has)
        };
        if let Some(column) = found {
            self.column = column;
        }
        found.is_some()
    }
}

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
