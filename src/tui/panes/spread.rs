//! The hits of a search by place and year, in a table: `Enter` on a cell adds it to the query, so that it
//! can be taken back by editing the text, or by `Backspace`.

use std::collections::BTreeSet;

use ratatui::layout::Rect;

use crate::search::query::Query;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::glyph;
use crate::tui::layout::{Layout, Pane};
use crate::tui::paint::{Line, Pen, span};
use crate::tui::panes::search;
use crate::tui::scroll;
use crate::tui::spread::{Spread, fields, is_folded};
use crate::tui::state::State;
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::text::field::{Field, LONGEST};
use crate::tui::theme::Role;
use crate::tui::tree::{NodeKind, Tree};

/// Rows over those that scroll: the years, and the sum of all.
const HEAD: usize = 2;

/// The table and where its cursor is.
#[derive(Debug, Clone)]
pub struct Table {
    /// The keys go here.
    pub has_keys: bool,
    spread: Spread,
    rows: Vec<usize>,
    /// Sorts of agencies that are unfolded.
    open: BTreeSet<usize>,
    most_first: bool,
    /// The numbers are not all of them yet.
    estimated: bool,
    /// What the cursor is on: a node, or all; a column, or all.
    node: Option<usize>,
    column: Option<usize>,
    top: usize,
    /// Columns to the left of those that show.
    left: usize,
    steps: Vec<Step>,
}

/// A cell that was added to the query.
#[derive(Debug, Clone)]
struct Step {
    before: String,
    after: String,
    node: Option<usize>,
    column: Option<usize>,
}

impl Table {
    /// The row of the cursor, the sum of all being the first.
    fn row(&self) -> usize {
        self.node.and_then(|node| self.rows.iter().position(|row| *row == node)).map_or(0, |row| row + 1)
    }

    /// Goes on with another tree.
    pub fn renew(&mut self, before: &Tree, now: &Tree, moved: &dyn Fn(usize) -> Option<usize>) {
        let node = |node: usize| now.same(node, before, moved);
        let column = |column: usize| {
            let year = before.years.get(column)?;
            now.years.iter().position(|other| other == year)
        };
        self.open = self.open.iter().copied().filter_map(node).collect();
        (self.node, self.column) = (self.node.and_then(node), self.column.and_then(column));
        for step in &mut self.steps {
            (step.node, step.column) = (step.node.and_then(node), step.column.and_then(column));
        }
    }

    fn go(&mut self, row: usize) {
        self.node = row.checked_sub(1).and_then(|row| self.rows.get(row)).copied();
    }

    /// What the cursor is on; what is there no more counts for all.
    fn at(&self) -> (Option<usize>, Option<usize>) {
        let row = self.row().checked_sub(1).and_then(|row| self.rows.get(row)).copied();
        (row, self.column.filter(|column| self.spread.columns.contains(column)))
    }

    fn side(&mut self, steps: i32) {
        let columns = self.spread.columns.clone();
        let at = self.at().1.map_or(columns.len(), |column| column - columns.start);
        let to = columns.start + scroll::step(at, steps, columns.len() + 1);
        self.column = Some(to).filter(|to| columns.contains(to));
    }
}

/// Shows the table, gives it the keys, or puts it away.
pub fn turn(state: &mut State) -> Vec<Effect> {
    match &mut state.finder.spread {
        Some(table) if table.has_keys => state.finder.spread = None,
        Some(table) => table.has_keys = true,
        None => {
            state.finder.spread = Some(Table {
                has_keys: true,
                spread: Spread::default(),
                rows: Vec::new(),
                open: BTreeSet::new(),
                most_first: false,
                estimated: false,
                node: None,
                column: None,
                top: 0,
                left: usize::MAX,
                steps: Vec::new(),
            });
            take(state);
        }
    }
    Vec::new()
}

/// Adds up the answer that is there, if the table shows.
pub fn take(state: &mut State) {
    let State { finder, holdings, .. } = state;
    let Some(table) = &mut finder.spread else { return };
    let per_report = finder.found.as_ref().map_or(&[][..], |found| &found.per_report);
    table.spread = Spread::of(&holdings.tree, per_report);
    table.estimated = finder.found.as_ref().is_some_and(|found| found.estimated);
    table.rows = table.spread.rows(&holdings.tree, &table.open, table.most_first);
}

/// What the verbs mean here.
pub fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let height = state.layout().height(Pane::Spread).saturating_sub(HEAD).max(1);
    let Some(table) = &mut state.finder.spread else { return Vec::new() };
    let (row, len) = (table.row(), table.rows.len() + 1);
    match action {
        Action::Move(steps) => table.go(scroll::step(row, steps, len)),
        Action::Leap(leap) => table.go(scroll::leap(row, leap, len, height)),
        Action::Align(align) => table.top = scroll::aligned(row.saturating_sub(1), align, height),
        Action::Side(steps) | Action::Year(steps) => table.side(steps),
        Action::Sort => {
            table.most_first = !table.most_first;
            table.top = 0;
            take(state);
        }
        Action::Enter => return enter(state),
        Action::Cancel | Action::Back | Action::Close => return back(state),
        _ => {}
    }
    Vec::new()
}

/// Narrows the search to what the cursor is on; where that is all there is, goes to the hits.
fn enter(state: &mut State) -> Vec<Effect> {
    let State { finder, holdings, .. } = state;
    let Some(table) = &mut finder.spread else { return Vec::new() };
    let (node, column) = table.at();
    if let Some(node) = node.filter(|node| is_folded(&holdings.tree, *node)) {
        if !table.open.remove(&node) {
            table.open.insert(node);
        }
        take(state);
        return Vec::new();
    }
    let before = finder.field.text().to_owned();
    let fields = new_fields(state);
    let finder = &mut state.finder;
    let Some(table) = &mut finder.spread else { return Vec::new() };
    if fields.is_empty() {
        (table.has_keys, finder.typing) = (false, false);
        return Vec::new();
    }
    let Some(after) = with_fields(&before, &fields) else {
        state.tell(strings::spread::NOT_ADDED);
        return Vec::new();
    };
    table.steps.push(Step { before, after: after.clone(), node, column });
    (table.node, table.top) = (None, 0);
    finder.field = Field::new(&after);
    search::ask_anew(state)
}

/// Takes the last cell out of the query again; where none is in it, puts the table away.
fn back(state: &mut State) -> Vec<Effect> {
    let finder = &mut state.finder;
    let Some(table) = &mut finder.spread else { return Vec::new() };
    let Some(step) = table.steps.pop().filter(|step| step.after == finder.field.text()) else {
        finder.spread = None;
        return Vec::new();
    };
    (table.node, table.column) = (step.node, step.column);
    finder.field = Field::new(&step.before);
    search::ask_anew(state)
}

/// What the cursor is on as fields that are not in the query yet.
fn new_fields(state: &State) -> Vec<String> {
    let Some(table) = &state.finder.spread else { return Vec::new() };
    let text = state.finder.field.text();
    let fields = fields(&table.spread, &state.holdings.tree, &state.holdings.corpus, table.at());
    fields.into_iter().filter(|field| !text.split_whitespace().any(|word| word == field)).collect()
}

/// A query with fields more: behind it or, where it ends in something open, before it.
pub fn with_fields(text: &str, fields: &[String]) -> Option<String> {
    let clauses = Query::parse(text).ok()?.clauses().len() + fields.len();
    let fields = fields.join(" ");
    let both = [format!("{} {fields}", text.trim_end()), format!("{fields} {}", text.trim_start())];
    let holds = |text: &String| {
        // What the line does not take would be cut off.
        text.chars().count() <= LONGEST && Query::parse(text).is_ok_and(|query| query.clauses().len() == clauses)
    };
    both.into_iter().find(holds)
}

/// Where the columns stand.
struct Grid {
    name: u16,
    cell: u16,
    sum: u16,
    /// How many years have room.
    years: usize,
}

fn grid(state: &State, table: &Table, area: Rect) -> Grid {
    let tree = &state.holdings.tree;
    let shown = table.rows.iter().filter_map(|row| tree.nodes.get(*row));
    let longest = shown.map(|node| columns::of(&node.label)).max().unwrap_or(0) + 5;
    let name = columns::screen(longest).clamp(12, (area.width * 2 / 5).max(12));
    let years = table.spread.columns.clone();
    let widest = years.clone().map(|column| table.spread.hits(None, Some(column))).max().unwrap_or(0);
    let cell = columns::of(&strings::spread::cell(widest, table.estimated)).max(4) + 2;
    let sum = columns::of(&strings::spread::sum(table.spread.hits(None, None), table.estimated));
    let sum = columns::screen(sum.max(columns::of(&strings::SUM)) + 3);
    let cell = columns::screen(cell);
    let room = area.width.saturating_sub(name + sum + 1) / cell;
    Grid { name, cell, sum, years: usize::from(room).clamp(1, years.len().max(1)) }
}

/// Keeps the cursor on the screen.
pub fn settle(state: &mut State, layout: &Layout) {
    let Some((body, table)) = layout.body(Pane::Spread).zip(state.finder.spread.as_ref()) else { return };
    let height = usize::from(body.height).saturating_sub(HEAD).max(1);
    let years = grid(state, table, body).years;
    let Some(table) = &mut state.finder.spread else { return };
    table.top = scroll::follow(table.top, table.row().saturating_sub(1), height, table.rows.len());
    let columns = table.spread.columns.clone();
    let most = columns.len().saturating_sub(years);
    let at = table.at().1.map_or(table.left.min(most), |column| column - columns.start);
    table.left = scroll::follow(table.left.min(most), at, years, columns.len());
}

/// Puts the cursor on the cell at a place of the pane; says whether it was there.
pub fn point(state: &mut State, area: Rect, (x, y): (u16, u16)) -> bool {
    let Some(grid) = state.finder.spread.as_ref().map(|table| grid(state, table, area)) else { return false };
    let Some(table) = &mut state.finder.spread else { return false };
    let before = table.at();
    match usize::from(y.saturating_sub(area.y)) {
        0 => return false,
        1 => table.node = None,
        row if table.top + row - HEAD < table.rows.len() => table.go(table.top + row - HEAD + 1),
        _ => return false,
    }
    let years = table.spread.columns.clone();
    let nth = usize::from(x.saturating_sub(area.x + grid.name) / grid.cell);
    let in_years = x >= area.x + grid.name && nth < grid.years;
    table.column = Some(years.start + table.left + nth).filter(|column| in_years && years.contains(column));
    table.at() == before
}

/// The title of the pane and what stands at its right.
pub fn title(state: &State) -> (String, String) {
    let Some(table) = &state.finder.spread else { return Default::default() };
    let within = table.spread.within.and_then(|node| state.holdings.tree.nodes.get(node));
    let order = if table.most_first { strings::spread::MOST_FIRST.to_string() } else { String::new() };
    (strings::spread::title(within.map(|node| node.label.as_str())), order)
}

/// Where the cursor is, for the line under the panes.
pub fn position(table: &Table) -> String {
    strings::row_of(table.row(), table.rows.len())
}

/// What the cursor is on and what `Enter` does there.
pub fn status(state: &State) -> Line {
    let Some(table) = &state.finder.spread else { return Line::new() };
    let tree = &state.holdings.tree;
    let (node, column) = table.at();
    let place = node.and_then(|node| tree.nodes.get(node)).map_or(strings::spread::ALL.said(), |node| &node.label);
    let year = column.and_then(|column| tree.years.get(column)).map(|year| strings::year(*year));
    let hits = strings::spread::sum(table.spread.hits(node, column), table.estimated);
    let fields = new_fields(state);
    let does = if node.is_some_and(|node| is_folded(tree, node)) {
        strings::spread::ENTER_UNFOLDS.to_string()
    } else if fields.is_empty() {
        strings::spread::ENTER_LISTS.to_string()
    } else {
        strings::spread::adds(&fields.join(" "))
    };
    vec![span(strings::spread::at(place, year.as_deref(), &hits), Role::Text), span(format!("  {does}"), Role::Dim)]
}

/// ```text
///    单位          2019  2020  2021    合计
///    全部             2     8     4      14
/// >  云河县           1     4     2       7
///    红岩市           1     4     -       5
/// ```
pub fn draw(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let Some(table) = &state.finder.spread else { return };
    if table.rows.is_empty() {
        pen.clipped((area.x + 3, area.y + 1), area.right(), &strings::NO_HIT, Role::Dim);
        return;
    }
    let grid = grid(state, table, area);
    let painted = Painted { state, table, grid, area };
    painted.heads(pen);
    painted.row(None, 1, pen);
    let height = usize::from(area.height).saturating_sub(HEAD);
    for (n, row) in table.rows.iter().skip(table.top).take(height).enumerate() {
        painted.row(Some(*row), n + HEAD, pen);
    }
}

struct Painted<'a> {
    state: &'a State,
    table: &'a Table,
    grid: Grid,
    area: Rect,
}

impl Painted<'_> {
    /// The columns that show, each with where it ends.
    fn years(&self) -> impl Iterator<Item = (u16, usize)> {
        let columns = self.table.spread.columns.clone().skip(self.table.left).take(self.grid.years);
        columns
            .enumerate()
            .map(|(n, column)| (self.area.x + self.grid.name + columns::screen(n + 1) * self.grid.cell - 1, column))
    }

    /// Where the sums end.
    fn sums(&self) -> u16 {
        let years = columns::screen(self.grid.years) * self.grid.cell;
        (self.area.x + self.grid.name + years + self.grid.sum - 1).min(self.area.right())
    }

    fn heads(&self, pen: &mut Pen<'_>) {
        let y = self.area.y;
        let at = self.table.at().1;
        let role = |under: bool| if under { Role::Accent } else { Role::Dim };
        pen.text((self.area.x + 3, y), self.area.x + self.grid.name, &strings::AGENCY, Role::Dim);
        for (end, column) in self.years() {
            let year = self.state.holdings.tree.years.get(column).copied().flatten();
            pen.right(end, y, &strings::year_head(year), role(at == Some(column)));
        }
        pen.right(self.sums(), y, &strings::SUM, role(at.is_none()));
        let hidden = self.table.spread.columns.len() > self.table.left + self.grid.years;
        if self.table.left > 0 || hidden {
            let mark = if hidden { ">" } else { "<" };
            pen.text((self.area.x + self.grid.name, y), self.area.right(), mark, Role::Accent);
        }
    }

    fn row(&self, node: Option<usize>, row: usize, pen: &mut Pen<'_>) {
        let y = self.area.y + columns::screen(row);
        if y >= self.area.bottom() {
            return;
        }
        let (at, column) = self.table.at();
        let here = at == node;
        if here {
            pen.text((self.area.x, y), self.area.right(), glyph::CURSOR, Role::Accent);
        }
        self.name(node, y, pen);
        for (end, year) in self.years() {
            let hits = self.table.spread.hits(node, Some(year));
            let (text, role) = match hits {
                0 if !self.table.spread.has_report(node, year) => (glyph::NONE.to_owned(), Role::Dim),
                0 => ("0".to_owned(), Role::Dim),
                _ => (strings::spread::cell(hits, self.table.estimated), Role::Text),
            };
            pen.right(end, y, &text, role);
            if here && column == Some(year) {
                self.under_cursor(Rect::new(end + 1 - self.grid.cell, y, self.grid.cell, 1), pen);
            }
        }
        let sum = strings::spread::sum(self.table.spread.hits(node, None), self.table.estimated);
        pen.right(self.sums(), y, &sum, Role::Strong);
        if here && column.is_none() {
            let start = self.sums().saturating_sub(columns::screen(columns::of(&sum)) + 1);
            self.under_cursor(Rect::new(start, y, self.sums() - start, 1), pen);
        }
    }

    fn name(&self, node: Option<usize>, y: u16, pen: &mut Pen<'_>) {
        let tree = &self.state.holdings.tree;
        let limit = self.area.x + self.grid.name;
        let Some((number, found)) = node.and_then(|node| Some((node, tree.nodes.get(node)?))) else {
            pen.clipped((self.area.x + 3, y), limit, &strings::spread::ALL, Role::Strong);
            return;
        };
        if is_folded(tree, number) {
            let open = self.table.open.contains(&number);
            pen.text((self.area.x + 1, y), limit, if open { glyph::UNFOLDED } else { glyph::FOLDED }, Role::Dim);
        }
        let below = found.parent.is_some_and(|parent| self.table.open.contains(&parent));
        let role = if matches!(found.kind, NodeKind::Agency(_)) { Role::Text } else { Role::Strong };
        pen.clipped((self.area.x + if below { 5 } else { 3 }, y), limit.saturating_sub(1), &found.label, role);
    }

    fn under_cursor(&self, area: Rect, pen: &mut Pen<'_>) {
        pen.over(area, if self.table.has_keys { Role::Cursor } else { Role::CursorAway });
    }
}
