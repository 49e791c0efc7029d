//! What stands on the line of a label, or in its row of cells: where nothing else does, that is its row.

use std::ops::Range;

use crate::model::form::{Col, Form};
use crate::parse::blocks::Shape;
use crate::parse::tables::bind::{Found, Page};
use crate::parse::tables::gaps::is_foreign;
use crate::parse::tables::labels::Label;
use crate::parse::tables::runs::run_of;
use crate::parse::tables::symbols::{Symbol, Token};
use crate::parse::tables::value::{Value, all_equal};

/// What stands on the line or in the row of a label.
pub struct Unit {
    before: Side,
    after: Side,
    blanks_after: usize,
    /// The line holds no other label, so that what stands on it is this row.
    pub alone: bool,
    /// A row of cells, not a line of text.
    pub row: bool,
    end: End,
}

/// The symbols on one side of a label, and how many of them are values.
struct Side {
    symbols: Range<usize>,
    values: usize,
}

impl Side {
    fn of(symbols: &[Symbol], range: Range<usize>) -> Self {
        let values = symbols.get(range.clone()).unwrap_or_default().iter().filter(|s| s.value().is_some()).count();
        Self { symbols: range, values }
    }

    /// The symbols of its first and its last value.
    fn ends(&self, symbols: &[Symbol]) -> Option<(usize, usize)> {
        let mut values = self.values(symbols).map(|(n, _)| n);
        let first = values.next()?;
        Some((first, values.next_back().unwrap_or(first)))
    }

    /// Its values with their symbols.
    fn values<'a>(&self, symbols: &'a [Symbol]) -> impl DoubleEndedIterator<Item = (usize, &'a Value)> {
        let numbered = self.symbols.clone().zip(symbols.get(self.symbols.clone()).unwrap_or_default());
        numbered.filter_map(|(n, symbol)| Some((n, symbol.value()?)))
    }
}

/// What a row of cells ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Filled,
    Blank,
    /// An empty cell that is none, since all rows end so.
    Drawn,
}

/// Where each row with values ends with an empty cell, that is how the container ends a row, not a cell.
pub fn drop_drawn_ends(units: &mut [Unit]) {
    const A_TABLE: usize = 3;
    let rows = || units.iter().filter(|unit| unit.row && unit.after.values > 0);
    if rows().count() >= A_TABLE && rows().all(|unit| unit.end == End::Blank) {
        for unit in units.iter_mut().filter(|unit| unit.end == End::Blank) {
            unit.blanks_after -= 1;
            unit.end = End::Drawn;
        }
    }
}

impl Unit {
    /// Finds the unit of a label; `marks` are the first and last symbols of all labels, in order.
    pub fn of(page: &Page<'_>, label: &Label, marks: &[(usize, usize)]) -> Self {
        let symbols = page.symbols;
        let item = symbols[label.first].item;
        let run = run_of(page.runs, label.first);
        let (first, end) = run.map_or((0, symbols.len()), |run| (run.first, run.end));
        let at = marks.partition_point(|(mark, _)| *mark < label.first);
        let on_line = |n: usize| symbols.get(n).is_some_and(|symbol| symbol.item == item);
        let last_mark = at.checked_sub(1).map(|at| marks[at].1).filter(|n| on_line(*n));
        let next_mark = marks.get(at + 1).map(|(mark, _)| *mark).filter(|n| on_line(*n));
        let goes_on = |n: &usize| on_line(*n) && is_foreign(&symbols[*n], page.table) != Some(true);
        let after = label.last + 1..next_mark.unwrap_or(end);
        let after = after.start..after.start + after.take_while(goes_on).count();
        let before = last_mark.map_or(first, |mark| mark + 1)..label.first;
        let before = before.end - before.clone().rev().take_while(goes_on).count()..before.end;
        let is_blank = |symbol: &Symbol| symbol.token == Token::Blank;
        let behind = symbols.get(after.clone()).unwrap_or_default();
        let shape = page.stream.items().get(item as usize).map(|item| item.shape);
        Self {
            before: Side::of(symbols, if last_mark.is_none() { before } else { before.end..before.end }),
            end: if behind.last().is_some_and(is_blank) { End::Blank } else { End::Filled },
            blanks_after: behind.iter().filter(|symbol| is_blank(symbol)).count(),
            after: Side::of(symbols, after),
            alone: last_mark.is_none() && next_mark.is_none(),
            row: shape == Some(Shape::Row),
        }
    }

    /// The numbers of the values among the symbols.
    pub fn values(&self, symbols: &[Symbol]) -> impl Iterator<Item = usize> {
        self.before.values(symbols).chain(self.after.values(symbols)).map(|(n, _)| n)
    }

    /// What it says of a row of so many cells.
    pub fn found(&self, page: &Page<'_>, cells: usize) -> Found {
        let values = |side: &Side| {
            let mut values = Vec::with_capacity(side.values);
            values.extend(side.values(page.symbols).map(|(_, value)| *value));
            values
        };
        let after = values(&self.after);
        let full = |values: Vec<Value>| Found::Cells(values.into_iter().map(Some).collect());
        let sound = after.iter().all(Value::is_sound);
        if !self.row {
            // Several labels on a line, or values on both sides: order has to tell.
            return match after.len() {
                n if !self.alone || self.before.values > 0 || n < cells => Found::Nothing,
                n if n == cells && sound => full(after),
                n if n > cells && sound && all_equal(&after) => Found::Surplus(after),
                _ => Found::Unplaced(after),
            };
        }
        match (self.before.values, after.len()) {
            (0, 0) if self.blanks_after >= cells => Found::Cells(vec![None; cells]),
            (0, 0) => Found::Nothing,
            (0, n) if n == cells && !self.is_broken(page.symbols) => full(after),
            (0, n) if n < cells && n + self.blanks_after >= cells => {
                let placed =
                    by_cell(page.symbols, &self.after, cells, self.end).or_else(|| by_heads(page, &self.after, cells));
                placed.map_or_else(|| Found::Unplaced(after), Found::Cells)
            }
            (0, n) if n > cells && self.alone && sound && all_equal(&after) => Found::Surplus(after),
            (n, 0) if n == cells && self.alone => full(values(&self.before)),
            _ => Found::Unplaced([values(&self.before), after].concat()),
        }
    }
}

impl Unit {
    /// Whether an empty cell stands between its values, which are as many as the columns: one cell more
    /// than the row should have.
    fn is_broken(&self, symbols: &[Symbol]) -> bool {
        let between = self.after.ends(symbols).and_then(|(first, last)| symbols.get(first..last));
        between.unwrap_or_default().iter().any(|symbol| symbol.token == Token::Blank)
    }
}

/// The cells of a row with empty ones among them, each in its column.
fn by_cell(symbols: &[Symbol], values: &Side, cells: usize, end: End) -> Option<Vec<Option<Value>>> {
    let (first, last) = values.ends(symbols)?;
    let (first, last) = (symbols[first], symbols[last]);
    let row_start =
        symbols.get(..values.symbols.start)?.iter().rposition(|s| s.item != first.item).map_or(0, |n| n + 1);
    let row_len = symbols.get(row_start..)?.iter().take_while(|s| s.item == first.item).count();
    let row = symbols.get(row_start..(row_start + row_len).checked_sub(usize::from(end == End::Drawn))?)?;
    let fits = |symbol: &&Symbol| matches!(symbol.token, Token::Value(_) | Token::Blank);
    let tail: Vec<&Symbol> = row.iter().rev().take_while(fits).collect();
    let one_each = tail.windows(2).all(|pair| pair[0].cell == pair[1].cell + 1);
    let whole = tail.len() == cells && one_each && tail.iter().any(|s| s.cell == last.cell);
    whole.then(|| tail.into_iter().rev().map(|symbol| symbol.value().copied()).collect())
}

/// The cells of a row of table 三 under the column heads, where the row of heads shows in which cells
/// the columns stand and the row has a cell for each.
fn by_heads(page: &Page<'_>, values: &Side, cells: usize) -> Option<Vec<Option<Value>>> {
    let (at, _) = values.ends(page.symbols)?;
    let value = page.symbols.get(at)?;
    let first = first_column(page, at, cells)?;
    let start = page.symbols.partition_point(|symbol| symbol.item < value.item);
    let row = page.symbols.get(start..)?.iter().take_while(|symbol| symbol.item == value.item);
    let mut placed: Vec<Option<Symbol>> = vec![None; cells];
    for symbol in row.filter(|symbol| symbol.cell >= first) {
        let cell = placed.get_mut(usize::from(symbol.cell - first))?;
        let is_cell = matches!(symbol.token, Token::Value(_) | Token::Blank);
        if !is_cell || cell.replace(*symbol).is_some() {
            return None;
        }
    }
    let found: Vec<_> = placed.into_iter().map(|cell| Some(cell?.value().copied())).collect::<Option<_>>()?;
    (found.iter().flatten().count() == values.values).then_some(found)
}

/// The cell of the first column in the nearest row of heads above that shows the first and the last
/// column as many cells apart as there are columns.
fn first_column(page: &Page<'_>, from: usize, cells: usize) -> Option<u16> {
    /// Symbols of a whole table 三 and more; the heads do not stand further above.
    const REACH: usize = 800;
    let cols = Form::F2021.table(page.table)?.cols();
    let (left, right) = (cols.first()?, cols.last()?);
    let is_head =
        |symbol: &Symbol, col: &Col| symbol.term().is_some_and(|term| term.heads.contains(&(page.table, Some(*col))));
    let run = run_of(page.runs, from)?;
    let heads = page.symbols.get(run.first.max(from.saturating_sub(REACH))..from)?;
    let first = heads.iter().rev().find(|symbol| is_head(symbol, left))?;
    let last = heads.iter().rev().find(|symbol| symbol.item == first.item && is_head(symbol, right))?;
    (usize::from(last.cell.checked_sub(first.cell)?) + 1 == cells).then_some(first.cell)
}
