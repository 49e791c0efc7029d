//! Labels and values of a gap matched by their order, where the order leaves one reading.

use crate::model::form::{Row, Table};
use crate::parse::tables::bind::{Bound, Found, Page, Reading, leads_its_line};
use crate::parse::tables::gaps::{Edge, Entry, Gap, Line};
use crate::parse::tables::labels::{Label, are_neighbours, rows_between};
use crate::parse::tables::rows;
use crate::parse::tables::symbols::{Symbol, Token};
use crate::parse::tables::value::Value;

/// Gives each label of a gap its values. `leads`: in this table values stand behind their label.
pub fn resolve(gap: &Gap, page: &Page<'_>, leads: bool, bound: &mut Bound) {
    let symbols = page.symbols;
    let labels: Vec<usize> = gap.entries.iter().filter_map(Entry::label).collect();
    let begins_with_label = matches!(gap.entries.first(), Some(Entry::Label(_)));
    let trusted = match gap.from {
        // What follows a label out of order may be its values.
        Edge::Displaced => false,
        // Values before the first label may be those of a row whose label comes later, and all
        // others be shifted with them.
        Edge::Row(_) | Edge::Caption => leads && begins_with_label,
        Edge::Start | Edge::End => leads,
    };
    if labels.is_empty()
        && let Some(readings) = unlabelled(gap, page)
    {
        return bound.readings.extend(readings);
    }
    if let Some(blocks) = blocks(gap, &labels, bound) {
        let rows: Vec<_> = labels.iter().map(|at| bound.readings[*at].label.row).collect();
        let by_turns = trusted && begins_with_label && gap.entries.len() == 2 * labels.len();
        // A value line above and a label that leads its own line contradict each other.
        let led = !begins_with_label && labels.iter().any(|at| leads_its_line(page, &bound.readings[*at].label));
        if by_turns || !led && is_whole((gap.from, gap.to), &rows) {
            for (at, block) in labels.iter().zip(blocks) {
                let cells = bound.readings[*at].cols.len();
                bound.readings[*at].found = read(symbols, block, cells);
            }
            return;
        }
    }
    label_by_label(gap, symbols, trusted, bound);
}

/// Gives each label the values right behind it, when there are as many as cells.
fn label_by_label(gap: &Gap, symbols: &[Symbol], trusted: bool, bound: &mut Bound) {
    let mut entries = gap.entries.iter().peekable();
    while let Some(entry) = entries.next() {
        match entry {
            Entry::Values(lines) if lines.iter().all(|line| line.count() == 1) => {
                bound.orphans.push(gap.symbols(lines).to_vec());
            }
            Entry::Values(lines) => bound.orphans.extend(gap.by_line(lines).map(<[usize]>::to_vec)),
            Entry::Label(at) => {
                let next = entries.next_if(|next| matches!(next, Entry::Values(_)));
                let Some(Entry::Values(lines)) = next else { continue };
                let cells = if trusted { bound.readings[*at].cols.len() } else { usize::MAX };
                bound.readings[*at].found = read(symbols, gap.symbols(lines), cells);
            }
        }
    }
}

/// The values as one block for each label, where they are printed so that blocks can be told: a block
/// between two labels, a line, or everything for the only label.
fn blocks<'a>(gap: &'a Gap, labels: &[usize], bound: &Bound) -> Option<Vec<&'a [usize]>> {
    let sizes: Vec<usize> = labels.iter().map(|at| bound.readings[*at].cols.len()).collect();
    if let [only] = sizes.as_slice() {
        return (gap.values.len() == *only).then(|| vec![gap.values.as_slice()]);
    }
    let mut blocks = Vec::with_capacity(sizes.len());
    for lines in gap.entries.iter().filter_map(Entry::lines) {
        let whole = gap.symbols(lines);
        if sizes.get(blocks.len()) == Some(&whole.len()) {
            blocks.push(whole);
        } else {
            blocks.extend(gap.by_line(lines));
        }
    }
    let fits = blocks.len() == sizes.len() && blocks.iter().zip(&sizes).all(|(block, size)| block.len() == *size);
    fits.then_some(blocks)
}

/// Rows whose labels are torn away: between two rows of table 三 that settle themselves stand as many
/// full lines as the form has rows there, and no words on them but parts of the labels.
fn unlabelled(gap: &Gap, page: &Page<'_>) -> Option<Vec<Reading>> {
    let (Edge::Row(above), Edge::Row(below)) = (gap.from, gap.to) else { return None };
    let [Entry::Values(lines)] = gap.entries.as_slice() else { return None };
    let missing = rows_between(above, below, lines.len()).filter(|_| page.table == Table::T3)?;
    let reading = |(line, row): (&[usize], Row)| {
        let first = *line.first()?;
        let label = Label::lost(first, row);
        let cols = (page.cols)(&label);
        let found = read(page.symbols, line, cols.len());
        let fits = matches!(found, Found::Cells(_)) && is_part_of(page, first, row);
        fits.then_some(Reading { label, cols, found })
    };
    gap.by_line(lines).zip(missing).map(reading).collect()
}

/// Whether the words before a value on its line are a part of a row's label, or none at all.
fn is_part_of(page: &Page<'_>, value: usize, row: Row) -> bool {
    let symbols = page.symbols;
    let item = symbols[value].item;
    let before = symbols.get(..value).unwrap_or_default().iter().rev().take_while(|symbol| symbol.item == item);
    let words = before.filter(|symbol| matches!(symbol.token, Token::Word(_) | Token::Other { .. }));
    let parts: Vec<Vec<char>> =
        words.map(|symbol| rows::letters(symbol.at.of(page.source).unwrap_or_default())).collect();
    parts.iter().all(|part| rows::label(row).windows(part.len().max(1)).any(|window| window == part.as_slice()))
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
        (None, true) => lines().all(|line| line.count() == 1) && !gaps.iter().any(Gap::is_turned),
        (Some(_), true) => false,
        // The end of a row whose start is lost, or a row whose label comes later.
        (Some(start), false) => start.iter().map(Line::count).sum::<usize>() != first.cols.len(),
    }
}

/// Whether the rows around a gap and in it follow each other without one missing.
fn is_whole(edges: (Edge, Edge), rows: &[Row]) -> bool {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return false };
    let starts = match edges.0 {
        Edge::Row(row) => are_neighbours(row, *first),
        Edge::Start => matches!(first, Row::NewReceived | Row::Regulations),
        Edge::Caption => true,
        Edge::Displaced | Edge::End => false,
    };
    let ends = match edges.1 {
        Edge::Row(row) => are_neighbours(*last, row),
        Edge::End => first.table() == Table::T2 || *last == Row::CarriedOut,
        Edge::Caption => true,
        Edge::Displaced | Edge::Start => false,
    };
    starts && ends && rows.windows(2).all(|pair| are_neighbours(pair[0], pair[1]))
}

fn read(symbols: &[Symbol], block: &[usize], cells: usize) -> Found {
    let values: Vec<Value> = block.iter().filter_map(|n| symbols[*n].value().copied()).collect();
    if values.len() == cells && values.iter().all(Value::is_sound) {
        Found::Cells(values.into_iter().map(Some).collect())
    } else {
        Found::Unplaced(values)
    }
}
