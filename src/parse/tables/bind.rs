//! Which printed values belong to which row label. A row printed on one line settles itself; what is
//! left between two settled rows is matched by order, and where order does not tell, not at all.

use std::collections::BTreeSet;

use crate::model::form::{Col, Form, Row, Table};
use crate::parse::blocks::{Shape, Stream};
use crate::parse::tables::gaps::{self, Edge, Entry, Gap};
use crate::parse::tables::labels::Label;
use crate::parse::tables::runs::Run;
use crate::parse::tables::symbols::{Symbol, Token};
use crate::parse::tables::value::Value;

/// What is printed for a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// One value or empty cell for each column.
    Cells(Vec<Option<Value>>),
    /// More values than cells, all equal, so that every reading gives the same numbers.
    Surplus(Vec<Value>),
    /// Values of which nothing says where they belong; none where they could not be told from those
    /// of other rows.
    Unplaced(Vec<Value>),
    /// The label and nothing else.
    Nothing,
}

/// A row of the form as printed.
#[derive(Debug, Clone)]
pub struct Reading {
    pub label: Label,
    pub cols: &'static [Col],
    pub found: Found,
}

/// The rows of one table, and values that belong to none of them.
#[derive(Debug, Clone, Default)]
pub struct Bound {
    pub readings: Vec<Reading>,
    /// Values in the table that no label claims, line by line, as symbols.
    pub orphans: Vec<Vec<usize>>,
}

/// What binding works on.
pub struct Page<'a> {
    pub stream: &'a Stream<'a>,
    pub symbols: &'a [Symbol],
    pub runs: &'a [Run],
    pub table: Table,
}

/// Binds values to labels. `labels` are the rows in order with their columns, `others` further words
/// that look like labels of this table.
pub fn bind(page: &Page<'_>, labels: &[(Label, &'static [Col])], others: &[Label]) -> Bound {
    let mut marks: Vec<(usize, usize)> = labels.iter().map(|(label, _)| (label.first, label.last)).collect();
    marks.extend(others.iter().map(|label| (label.first, label.last)));
    marks.sort_unstable();
    let units: Vec<Unit> = labels.iter().map(|(label, _)| Unit::of(page, label, &marks)).collect();
    let mut by_line = true;
    loop {
        let mut used = vec![false; page.symbols.len()];
        let mut bound = Bound::default();
        for ((label, cols), unit) in labels.iter().zip(&units) {
            let found = if by_line || unit.row { unit.found(page, cols.len()) } else { Found::Nothing };
            if found != Found::Nothing {
                unit.values().for_each(|n| used[n] = true);
            }
            bound.readings.push(Reading { label: *label, cols, found });
        }
        let gaps = gaps(page, &bound.readings, others, &used);
        let leads = gaps::labels_lead(&gaps, &bound.readings);
        // Where values come before their labels, a line with a label before values is two rows.
        let settled = bound.readings.iter().filter(|reading| reading.found != Found::Nothing).count();
        if !leads && by_line && settled * 2 < labels.len() {
            by_line = false;
            continue;
        }
        for gap in &gaps {
            gap.resolve(page.symbols, leads, &mut bound);
        }
        settle(&mut bound);
        return bound;
    }
}

/// What stands on the line or in the row of a label.
struct Unit {
    before: Vec<usize>,
    after: Vec<usize>,
    blanks_after: usize,
    /// The line holds no other label, so that what stands on it is this row.
    alone: bool,
    row: bool,
}

impl Unit {
    fn of(page: &Page<'_>, label: &Label, marks: &[(usize, usize)]) -> Self {
        let symbols = page.symbols;
        let item = symbols[label.first].item;
        let run = page.runs.iter().find(|run| (run.first..run.end).contains(&label.first));
        let (first, end) = run.map_or((0, symbols.len()), |run| (run.first, run.end));
        let at = marks.partition_point(|(mark, _)| *mark < label.first);
        let on_line = |n: usize| symbols.get(n).is_some_and(|symbol| symbol.item == item);
        let last_mark = at.checked_sub(1).map(|at| marks[at].1).filter(|n| on_line(*n));
        let next_mark = marks.get(at + 1).map(|(mark, _)| *mark).filter(|n| on_line(*n));
        let goes_on = |n: &usize| on_line(*n) && is_foreign(&symbols[*n], page.table) != Some(true);
        let after = label.last + 1..next_mark.unwrap_or(end);
        let after: Vec<usize> = after.take_while(goes_on).collect();
        let before = last_mark.map_or(first, |mark| mark + 1)..label.first;
        let before: Vec<usize> = before.rev().take_while(goes_on).collect();
        let is_value = |n: &usize| matches!(symbols[*n].token, Token::Value(_));
        let shape = page.stream.items().get(item as usize).map(|item| item.shape);
        Self {
            before: before.into_iter().rev().filter(|n| last_mark.is_none() && is_value(n)).collect(),
            blanks_after: after.iter().filter(|n| symbols[**n].token == Token::Blank).count(),
            after: after.into_iter().filter(is_value).collect(),
            alone: last_mark.is_none() && next_mark.is_none(),
            row: shape == Some(Shape::Row),
        }
    }

    fn values(&self) -> impl Iterator<Item = usize> {
        self.before.iter().chain(&self.after).copied()
    }

    fn found(&self, page: &Page<'_>, cells: usize) -> Found {
        let values =
            |ids: &[usize]| -> Vec<Value> { ids.iter().filter_map(|n| page.symbols[*n].value().copied()).collect() };
        let after = values(&self.after);
        let full = |values: Vec<Value>| Found::Cells(values.into_iter().map(Some).collect());
        let sound = after.iter().all(Value::is_sound);
        if !self.row {
            // Several labels on a line, or values on both sides: order has to tell.
            return match after.len() {
                n if !self.alone || !self.before.is_empty() || n < cells => Found::Nothing,
                n if n == cells && sound => full(after),
                n if n > cells && sound && all_equal(&after) => Found::Surplus(after),
                _ => Found::Unplaced(after),
            };
        }
        match (self.before.len(), after.len()) {
            (0, 0) if self.blanks_after >= cells => Found::Cells(vec![None; cells]),
            (0, 0) => Found::Nothing,
            (0, n) if n == cells => full(after),
            (0, n) if n < cells && n + self.blanks_after >= cells => {
                let placed = by_cell(page.symbols, &self.after, cells).or_else(|| by_heads(page, &self.after, cells));
                placed.map_or_else(|| Found::Unplaced(after), Found::Cells)
            }
            (0, n) if n > cells && self.alone && sound && all_equal(&after) => Found::Surplus(after),
            (n, 0) if n == cells && self.alone => full(values(&self.before)),
            _ => Found::Unplaced(values(&[self.before.as_slice(), &self.after].concat())),
        }
    }
}

/// The cells of a row with empty ones among them, each in its column.
fn by_cell(symbols: &[Symbol], values: &[usize], cells: usize) -> Option<Vec<Option<Value>>> {
    let first = symbols[*values.first()?];
    let last = symbols[*values.last()?];
    let row_start = symbols.get(..*values.first()?)?.iter().rposition(|s| s.item != first.item).map_or(0, |n| n + 1);
    let row_len = symbols.get(row_start..)?.iter().take_while(|s| s.item == first.item).count();
    let row = symbols.get(row_start..row_start + row_len)?;
    let fits = |symbol: &&Symbol| matches!(symbol.token, Token::Value(_) | Token::Blank);
    let tail: Vec<&Symbol> = row.iter().rev().take_while(fits).collect();
    let one_each = tail.windows(2).all(|pair| pair[0].cell == pair[1].cell + 1);
    let whole = tail.len() == cells && one_each && tail.iter().any(|s| s.cell == last.cell);
    whole.then(|| tail.into_iter().rev().map(|symbol| symbol.value().copied()).collect())
}

/// The cells of a row of table 三 under the column heads, where the row of heads shows in which cells
/// the columns stand and the row has a cell for each.
fn by_heads(page: &Page<'_>, values: &[usize], cells: usize) -> Option<Vec<Option<Value>>> {
    let value = page.symbols.get(*values.first()?)?;
    let first = first_column(page, *values.first()?, cells)?;
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
    (found.iter().flatten().count() == values.len()).then_some(found)
}

/// The cell of the first column in the nearest row of heads above that shows the first and the last
/// column as many cells apart as there are columns.
fn first_column(page: &Page<'_>, from: usize, cells: usize) -> Option<u16> {
    let cols = Form::F2021.table(page.table)?.cols();
    let (left, right) = (cols.first()?, cols.last()?);
    let is_head =
        |symbol: &Symbol, col: &Col| symbol.term().is_some_and(|term| term.heads.contains(&(page.table, Some(*col))));
    let run = page.runs.iter().find(|run| (run.first..run.end).contains(&from))?;
    let heads = page.symbols.get(run.first..from)?;
    let first = heads.iter().rev().find(|symbol| is_head(symbol, left))?;
    let last = heads.iter().rev().find(|symbol| symbol.item == first.item && is_head(symbol, right))?;
    (usize::from(last.cell.checked_sub(first.cell)?) + 1 == cells).then_some(first.cell)
}

pub fn all_equal(values: &[Value]) -> bool {
    values.windows(2).all(|pair| pair[0].kind == pair[1].kind)
}

/// Whether a word says that what follows belongs to another table; `None` where it says nothing.
fn is_foreign(symbol: &Symbol, table: Table) -> Option<bool> {
    let term = symbol.term()?;
    let own_row = term.rows.iter().any(|row| row.table() == table);
    let own = own_row
        || term.is_head_of(table)
        || (table == Table::T3 && (term.corner || term.group))
        || (table == Table::T2 && term.article);
    let foreign = !term.heads.is_empty() || !term.rows.is_empty() || term.corner || term.group || term.article;
    if own { Some(false) } else { foreign.then_some(true) }
}

/// What stands between the rows that settle themselves.
fn gaps(page: &Page<'_>, readings: &[Reading], others: &[Label], used: &[bool]) -> Vec<Gap> {
    let mut all = Vec::new();
    // 数据1 in a line without a label is a head, not a value.
    let labels = readings.iter().map(|reading| reading.label).chain(others.iter().copied());
    let items: BTreeSet<u32> = labels.map(|label| page.symbols[label.first].item).collect();
    for run in page.runs.iter().filter(|run| run.holds(page.table)) {
        let mut gap = Gap::from(Edge::Start);
        let mut foreign = false;
        let symbols = page.symbols.get(run.first..run.end).unwrap_or_default();
        for (n, symbol) in (run.first..).zip(symbols) {
            if let Ok(at) = readings.binary_search_by_key(&n, |reading| reading.label.first) {
                foreign = false;
                match readings[at].found {
                    Found::Nothing => gap.entries.push(Entry::Label(at)),
                    _ => gap.close(Edge::Row(readings[at].label.row), &mut all),
                }
            } else if let Ok(at) = others.binary_search_by_key(&n, |label| label.first) {
                // The label of a row said twice, nothing between, is one label.
                let row = others[at].row;
                let again = |at: usize| readings[at].label.row == row;
                let next = readings.iter().position(|reading| reading.label.first > n);
                let twice = gap.ends_with_label(again) || next.is_some_and(again) && is_next(page, n, readings, next);
                if !twice {
                    gap.close(Edge::Displaced, &mut all);
                }
            } else if let Some(value) = symbol.value() {
                let head = value.named && !items.contains(&symbol.item);
                if !foreign && !used[n] && !head {
                    gap.push_value(n, symbol.item);
                }
            } else {
                foreign = is_foreign(symbol, page.table).unwrap_or(foreign);
                let article = symbol.term().is_some_and(|term| term.article);
                if article && page.table == Table::T2 {
                    gap.close(Edge::Caption, &mut all);
                }
            }
        }
        gap.close(Edge::End, &mut all);
    }
    all
}

/// Whether no value stands between a word and the label of a reading.
fn is_next(page: &Page<'_>, word: usize, readings: &[Reading], reading: Option<usize>) -> bool {
    let label = reading.and_then(|at| readings.get(at)).map_or(0, |reading| reading.label.first);
    page.symbols.get(word..label).is_some_and(|between| between.iter().all(|symbol| symbol.value().is_none()))
}

/// A label with nothing behind it is an empty row only where all other values found their rows.
fn settle(bound: &mut Bound) {
    let loose = |reading: &Reading| matches!(&reading.found, Found::Unplaced(values) if !values.is_empty());
    let regular = bound.orphans.is_empty() && !bound.readings.iter().any(loose);
    for reading in &mut bound.readings {
        if reading.found == Found::Nothing {
            reading.found =
                if regular { Found::Cells(vec![None; reading.cols.len()]) } else { Found::Unplaced(Vec::new()) };
        }
    }
}

/// The rows around a gap and in it follow each other without one missing.
pub fn is_whole(edges: (Edge, Edge), rows: &[Row]) -> bool {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return false };
    let neighbours = crate::parse::tables::labels::are_neighbours;
    let starts = match edges.0 {
        Edge::Row(row) => neighbours(row, *first),
        Edge::Start => matches!(first, Row::NewReceived | Row::Regulations),
        Edge::Caption => true,
        _ => false,
    };
    let ends = match edges.1 {
        Edge::Row(row) => neighbours(*last, row),
        Edge::End => first.table() == Table::T2 || *last == Row::CarriedOut,
        Edge::Caption => true,
        _ => false,
    };
    starts && ends && rows.windows(2).all(|pair| neighbours(pair[0], pair[1]))
}
