//! Labels and values between two rows that settle themselves, matched by their order.

use crate::model::form::Row;
use crate::parse::tables::bind::{Bound, Found, Reading, is_whole};
use crate::parse::tables::symbols::Symbol;
use crate::parse::tables::value::Value;

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

/// A label by its reading, or values that follow each other: lines of symbols.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    Label(usize),
    Values(Vec<Line>),
}

/// Values of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    item: u32,
    symbols: Vec<usize>,
}

#[derive(Debug, Clone)]
pub struct Gap {
    from: Edge,
    to: Edge,
    pub entries: Vec<Entry>,
}

impl From<Edge> for Gap {
    fn from(from: Edge) -> Self {
        Self { from, to: Edge::End, entries: Vec::new() }
    }
}

impl Gap {
    /// Ends the gap here and starts the next one.
    pub fn close(&mut self, edge: Edge, all: &mut Vec<Gap>) {
        self.to = edge;
        let next = Gap::from(edge);
        let done = std::mem::replace(self, next);
        if !done.entries.is_empty() {
            all.push(done);
        }
    }

    pub fn push_value(&mut self, symbol: usize, item: u32) {
        let line = Line { item, symbols: vec![symbol] };
        match self.entries.last_mut() {
            Some(Entry::Values(lines)) => match lines.last_mut() {
                Some(last) if last.item == item => last.symbols.push(symbol),
                _ => lines.push(line),
            },
            _ => self.entries.push(Entry::Values(vec![line])),
        }
    }

    /// Whether the gap so far ends with a label for which this holds.
    pub fn ends_with_label(&self, holds: impl Fn(usize) -> bool) -> bool {
        self.entries.last().and_then(Entry::label).is_some_and(holds)
    }

    /// Whether it holds values first and a label last.
    fn is_turned(&self) -> bool {
        self.entries.first().is_some_and(|entry| entry.lines().is_some()) && self.ends_with_label(|_| true)
    }

    /// Gives each label its values, where the order says which they are. `leads`: in this table values
    /// stand behind their label.
    pub fn resolve(&self, symbols: &[Symbol], leads: bool, bound: &mut Bound) {
        let labels: Vec<usize> = self.entries.iter().filter_map(Entry::label).collect();
        let begins_with_label = matches!(self.entries.first(), Some(Entry::Label(_)));
        let trusted = match self.from {
            // What follows a label out of order may be its values.
            Edge::Displaced => false,
            // Values before the first label may be those of a row whose label comes later, and all
            // others be shifted with them.
            Edge::Row(_) | Edge::Caption => leads && begins_with_label,
            Edge::Start | Edge::End => leads,
        };
        if let Some(blocks) = self.blocks(&labels, bound) {
            let rows: Vec<_> = labels.iter().map(|at| bound.readings[*at].label.row).collect();
            let by_turns = trusted && begins_with_label && self.entries.len() == 2 * labels.len();
            if by_turns || is_whole((self.from, self.to), &rows) {
                for (at, block) in labels.iter().zip(blocks) {
                    let cells = bound.readings[*at].cols.len();
                    bound.readings[*at].found = read(symbols, &block, cells);
                }
                return;
            }
        }
        let mut entries = self.entries.iter().peekable();
        while let Some(entry) = entries.next() {
            match entry {
                Entry::Values(lines) => bound.orphans.extend(lines.iter().map(|line| line.symbols.clone())),
                Entry::Label(at) => {
                    let next = entries.next_if(|next| matches!(next, Entry::Values(_)));
                    let Some(Entry::Values(lines)) = next else { continue };
                    let block: Vec<usize> = lines.iter().flat_map(|line| line.symbols.iter().copied()).collect();
                    let cells = if trusted { bound.readings[*at].cols.len() } else { usize::MAX };
                    bound.readings[*at].found = read(symbols, &block, cells);
                }
            }
        }
    }

    /// The values as one block for each label, where they are printed so that blocks can be told: a
    /// block between two labels, a line, or everything for the only label.
    fn blocks(&self, labels: &[usize], bound: &Bound) -> Option<Vec<Vec<usize>>> {
        let flat = |lines: &[Line]| lines.iter().flat_map(|line| line.symbols.iter().copied()).collect::<Vec<_>>();
        let chunks = self.entries.iter().filter_map(Entry::lines);
        let sizes: Vec<usize> = labels.iter().map(|at| bound.readings[*at].cols.len()).collect();
        let blocks: Vec<Vec<usize>> = if let [only] = sizes.as_slice() {
            let all: Vec<usize> = chunks.flat_map(flat).collect();
            return (all.len() == *only).then(|| vec![all]);
        } else {
            let mut blocks = Vec::new();
            for lines in chunks {
                let whole = flat(lines);
                if sizes.get(blocks.len()) == Some(&whole.len()) {
                    blocks.push(whole);
                } else {
                    blocks.extend(lines.iter().map(|line| line.symbols.clone()));
                }
            }
            blocks
        };
        let fits = blocks.len() == sizes.len() && blocks.iter().zip(&sizes).all(|(block, size)| block.len() == *size);
        fits.then_some(blocks)
    }
}

/// Whether the values of a table stand behind their labels: told by what comes first and last, since
/// in between labels and values take turns either way.
pub fn labels_lead(gaps: &[Gap], readings: &[Reading]) -> bool {
    let (Some(first), Some(last)) = (readings.first(), readings.len().checked_sub(1)) else { return true };
    let is_open = |at: usize| readings[at].found == Found::Nothing;
    let start = gaps.first().and_then(|gap| gap.entries.first()).and_then(Entry::lines).filter(|_| is_open(0));
    let ends_with_label = is_open(last) && gaps.iter().any(|gap| gap.ends_with_label(|at| at == last));
    let lines = || gaps.iter().flat_map(|gap| &gap.entries).filter_map(Entry::lines).flatten();
    match (start, ends_with_label) {
        (None, false) => true,
        // An empty last row, or the values of the first one lost: a cell a line is never printed
        // before its label, a line of values may be.
        (None, true) => lines().all(|line| line.symbols.len() == 1) && !gaps.iter().any(Gap::is_turned),
        (Some(_), true) => false,
        // The end of a row whose start is lost, or a row whose label comes later.
        (Some(start), false) => start.iter().map(|line| line.symbols.len()).sum::<usize>() != first.cols.len(),
    }
}

impl Entry {
    fn label(&self) -> Option<usize> {
        match self {
            Self::Label(at) => Some(*at),
            Self::Values(_) => None,
        }
    }

    fn lines(&self) -> Option<&[Line]> {
        match self {
            Self::Label(_) => None,
            Self::Values(lines) => Some(lines),
        }
    }
}

fn read(symbols: &[Symbol], block: &[usize], cells: usize) -> Found {
    let values: Vec<Value> = block.iter().filter_map(|n| symbols[*n].value().copied()).collect();
    if values.len() == cells && values.iter().all(Value::is_sound) {
        Found::Cells(values.into_iter().map(Some).collect())
    } else {
        Found::Unplaced(values)
    }
}
