//! What is left of a table between the rows that settle themselves: labels and values in the order
//! they are printed.

use std::ops::Range;

use crate::model::form::{Row, Table};
use crate::parse::tables::bind::{Found, Page, Reading};
use crate::parse::tables::labels::Label;
use crate::parse::tables::symbols::Symbol;

/// What a gap starts or ends at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The start of the stretch that holds the table.
    Start,
    /// A row that settles itself.
    Row(Row),
    /// A full-width caption of table 二.
    Caption,
    /// A label out of its order.
    Displaced,
    End,
}

/// A label by its reading, or values that follow each other: lines of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    Label(usize),
    Values(Vec<Line>),
}

/// Values of one line, by their places among those of the gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    item: u32,
    values: Range<usize>,
}

impl Line {
    /// How many values it has, at least one.
    pub fn count(&self) -> usize {
        self.values.len()
    }
}

/// All that is left of a table.
#[derive(Debug, Clone)]
pub struct Gaps {
    pub all: Vec<Gap>,
    /// Values may stand where they cannot be told to belong here: behind a word of another table, or
    /// behind a sentence after the last label.
    pub strays: bool,
}

/// Labels and values between two edges.
#[derive(Debug, Clone)]
pub struct Gap {
    pub from: Edge,
    pub to: Edge,
    pub entries: Vec<Entry>,
    /// The symbols of all values in it.
    pub values: Vec<usize>,
}

impl From<Edge> for Gap {
    fn from(from: Edge) -> Self {
        Self { from, to: Edge::End, entries: Vec::new(), values: Vec::new() }
    }
}

impl Gap {
    /// Ends the gap here and starts the next one.
    fn close(&mut self, edge: Edge, all: &mut Vec<Gap>) {
        self.to = edge;
        let next = Gap::from(edge);
        let done = std::mem::replace(self, next);
        if !done.entries.is_empty() {
            all.push(done);
        }
    }

    fn push_value(&mut self, symbol: usize, item: u32) {
        let end = self.values.len() + 1;
        let line = Line { item, values: self.values.len()..end };
        self.values.push(symbol);
        match self.entries.last_mut() {
            Some(Entry::Values(lines)) => match lines.last_mut() {
                Some(last) if last.item == item => last.values.end = end,
                _ => lines.push(line),
            },
            _ => self.entries.push(Entry::Values(vec![line])),
        }
    }

    /// The symbols of the values on lines that follow each other.
    pub fn symbols(&self, lines: &[Line]) -> &[usize] {
        let ends = lines.first().zip(lines.last());
        ends.and_then(|(first, last)| self.values.get(first.values.start..last.values.end)).unwrap_or_default()
    }

    /// The symbols of the values of each of some lines.
    pub fn by_line<'a>(&'a self, lines: &'a [Line]) -> impl Iterator<Item = &'a [usize]> {
        lines.iter().map(|line| self.symbols(std::slice::from_ref(line)))
    }

    /// Whether the gap so far ends with a label for which this holds.
    pub fn ends_with_label(&self, holds: impl Fn(usize) -> bool) -> bool {
        self.entries.last().and_then(Entry::label).is_some_and(holds)
    }

    /// Whether it holds values first and a label last.
    pub fn is_turned(&self) -> bool {
        self.entries.first().is_some_and(|entry| entry.lines().is_some()) && self.ends_with_label(|_| true)
    }
}

impl Entry {
    pub fn label(&self) -> Option<usize> {
        match self {
            Self::Label(at) => Some(*at),
            Self::Values(_) => None,
        }
    }

    pub fn lines(&self) -> Option<&[Line]> {
        match self {
            Self::Label(_) => None,
            Self::Values(lines) => Some(lines),
        }
    }
}

/// Whether a word says that what follows belongs to another table; `None` where it says nothing.
pub fn is_foreign(symbol: &Symbol, table: Table) -> Option<bool> {
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
pub fn gaps(page: &Page<'_>, readings: &[Reading], others: &[Label], used: &[bool]) -> Gaps {
    let mut all = Vec::new();
    let mut strays = false;
    // 数据1 in a line without a label is a head, not a value.
    let labels = readings.iter().map(|reading| reading.label).chain(others.iter().copied());
    let mut items: Vec<u32> = labels.map(|label| page.symbols[label.first].item).collect();
    items.sort_unstable();
    for run in page.runs.iter().filter(|run| run.holds(page.table)) {
        let mut gap = Gap::from(Edge::Start);
        let mut foreign = false;
        let mut passed = false;
        let symbols = page.symbols.get(run.first..run.end).unwrap_or_default();
        for (n, symbol) in (run.first..).zip(symbols) {
            if let Ok(at) = readings.binary_search_by_key(&n, |reading| reading.label.first) {
                strays |= std::mem::take(&mut passed) && at > 0;
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
                let head = value.named && items.binary_search(&symbol.item).is_err();
                passed |= foreign;
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
        let open_end = !run.closed && gap.ends_with_label(|_| true);
        strays |= open_end;
        gap.close(Edge::End, &mut all);
    }
    Gaps { all, strays }
}

/// Whether no value stands between a word and the label of a reading, which is near.
fn is_next(page: &Page<'_>, word: usize, readings: &[Reading], reading: Option<usize>) -> bool {
    const NEAR: usize = 40;
    let label = reading.and_then(|at| readings.get(at)).map_or(0, |reading| reading.label.first);
    let between = page.symbols.get(word..label).filter(|between| between.len() <= NEAR);
    between.is_some_and(|between| between.iter().all(|symbol| symbol.value().is_none()))
}
