//! Which printed values belong to which row label. A row printed on one line settles itself; what is
//! left between two settled rows is matched by order, and where order does not tell, not at all.

use crate::model::form::{Col, Table};
use crate::parse::blocks::{Shape, Stream};
use crate::parse::tables::gaps::gaps;
use crate::parse::tables::glued::{self, Glued};
use crate::parse::tables::labels::Label;
use crate::parse::tables::order::{labels_lead, resolve};
use crate::parse::tables::ordinal::Ordinal;
use crate::parse::tables::rows;
use crate::parse::tables::runs::Run;
use crate::parse::tables::sums::row_adds_up;
use crate::parse::tables::symbols::{Symbol, Token};
use crate::parse::tables::units::{Unit, drop_drawn_ends};
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
    /// Digits that ran together, cut into values where one way is left.
    Glued(Glued),
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
    /// Rows printed a second time with other values.
    pub twice: Vec<Reading>,
}

impl Bound {
    /// Whether each row has the cells that it has in another reading.
    pub fn is_like(&self, other: &Self) -> bool {
        let same = |reading: &Reading| {
            let own = self.readings.iter().find(|own| own.label.row == reading.label.row);
            own.is_some_and(|own| matches!(own.found, Found::Cells(_)) && own.found == reading.found)
        };
        other.readings.iter().all(same)
    }
}

/// What binding works on.
pub struct Page<'a> {
    /// The columns of a row by its label.
    pub cols: &'a dyn Fn(&Label) -> &'static [Col],
    pub source: &'a str,
    pub stream: &'a Stream<'a>,
    pub symbols: &'a [Symbol],
    pub runs: &'a [Run],
    pub table: Table,
}

/// Binds values to labels. `labels` are the rows in order, `others` further words that look like
/// labels of this table.
pub fn bind(page: &Page<'_>, labels: &[Label], others: &[Label]) -> Bound {
    let mut marks: Vec<(usize, usize)> = labels.iter().map(|label| (label.first, label.last)).collect();
    marks.extend(others.iter().map(|label| (label.first, label.last)));
    marks.sort_unstable();
    let mut units: Vec<Unit> = labels.iter().map(|label| Unit::of(page, label, &marks)).collect();
    drop_drawn_ends(&mut units);
    let mut by_line = true;
    loop {
        let mut used = vec![false; page.symbols.len()];
        let mut bound = Bound { readings: Vec::with_capacity(labels.len()), ..Bound::default() };
        for (label, unit) in labels.iter().zip(&units) {
            let cols = (page.cols)(label);
            let found = if by_line || unit.row { unit.found(page, cols.len()) } else { Found::Nothing };
            if found != Found::Nothing {
                unit.values(page.symbols).for_each(|n| used[n] = true);
            }
            bound.readings.push(Reading { label: *label, cols, found });
        }
        let gaps = gaps(page, &bound.readings, others, &used);
        let leads = labels_lead(&gaps.all, &bound.readings);
        // Where values come before their labels, a line with a label before values is two rows.
        let settled = bound.readings.iter().filter(|reading| reading.found != Found::Nothing).count();
        if !leads && by_line && settled * 2 < labels.len() {
            by_line = false;
            continue;
        }
        let by_order: Vec<bool> = bound.readings.iter().map(|reading| reading.found == Found::Nothing).collect();
        for gap in &gaps.all {
            resolve(gap, page, leads, &mut bound);
        }
        distrust_order(page, &mut bound, &by_order, is_mixed(page, labels, leads));
        let others: Vec<(Label, Unit)> = others.iter().map(|label| (*label, Unit::of(page, label, &marks))).collect();
        displaced(page, &mut bound, &others, by_line);
        bound.readings.sort_by_key(|reading| reading.label.first);
        glued::cut_rows(page.source, page.symbols, page.table, &mut bound.readings);
        settle(&mut bound, gaps.strays);
        distrust_crumbs(page, &mut bound);
        distrust_width(page, &mut bound);
        twice(page, &mut bound, &others);
        // Values on the line of any label are no orphans.
        others.iter().flat_map(|(_, unit)| unit.values(page.symbols)).for_each(|n| used[n] = true);
        bound.orphans.retain(|orphan| !orphan.iter().all(|n| used[*n]));
        return bound;
    }
}

/// Whether some labels take turns with their rows in another way than the rest.
fn is_mixed(page: &Page<'_>, labels: &[Label], leads: bool) -> bool {
    const MORE_THAN_CHANCE: usize = 2;
    !leads && labels.iter().any(|label| leads_its_line(page, label))
        || labels.iter().filter(|label| is_split(page, label)).count() >= MORE_THAN_CHANCE
}

/// Whether values stand between a label and its numbering: its row, where it is narrow.
fn is_split(page: &Page<'_>, label: &Label) -> bool {
    let mut before = page.symbols.get(..label.first).unwrap_or_default().iter().rev().peekable();
    let mut values = 0;
    while before.next_if(|symbol| symbol.value().is_some()).is_some() {
        values += 1;
    }
    let own = rows::ordinal(label.row).filter(|own| matches!(own, Ordinal::Digit(_)));
    let number = before.next().and_then(|symbol| match symbol.token {
        Token::Ordinal(ordinal) => Some(ordinal),
        _ => None,
    });
    values > 0 && own.zip(number).is_some_and(|(own, number)| own.is_like(number))
}

/// Whether a label starts a line of text, its numbering not counted, with values right behind it.
pub fn leads_its_line(page: &Page<'_>, label: &Label) -> bool {
    let item = page.symbols[label.first].item;
    let before = page.symbols.get(..label.first).unwrap_or_default().iter().rev().take_while(|s| s.item == item);
    let starts = before.filter(|symbol| !matches!(symbol.token, Token::Ordinal(_))).count() == 0;
    let is_text = page.stream.items().get(item as usize).is_some_and(|item| item.shape == Shape::Text);
    let next = page.symbols.get(label.last + 1).filter(|next| next.item == item);
    is_text && starts && next.is_some_and(|next| next.value().is_some())
}

/// A whole row of table 三 without a label and a label without a row mean that labels and lines take
/// turns in a way of their own: what labels got by order alone may be the row above or below.
/// So does a line that starts with a label before values, where labels elsewhere stand behind (`mixed`).
fn distrust_order(page: &Page<'_>, bound: &mut Bound, by_order: &[bool], mixed: bool) {
    let cells = bound.readings.first().map_or(0, |reading| reading.cols.len());
    let is_row = |orphan: &Vec<usize>| orphan.len() == cells;
    let holds_two = |reading: &Reading| matches!(&reading.found, Found::Unplaced(values) if values.len() >= 2 * cells);
    let is_bare = |(reading, by_order): (&Reading, &bool)| {
        *by_order && (reading.found == Found::Nothing || reading.found == Found::Unplaced(Vec::new()))
    };
    let astray = (bound.orphans.iter().any(is_row) || bound.readings.iter().any(holds_two))
        && bound.readings.iter().zip(by_order).any(is_bare);
    if page.table != Table::T3 || !(astray || mixed) {
        return;
    }
    for (reading, _) in bound.readings.iter_mut().zip(by_order).filter(|(_, by_order)| **by_order) {
        if let Found::Cells(cells) = &reading.found {
            reading.found = Found::Unplaced(cells.iter().flatten().copied().collect());
        }
    }
}

/// Rows of the form whose only label stands out of order. On a line of their own they say what they
/// say; otherwise they are printed, and nothing tells which values are theirs.
fn displaced(page: &Page<'_>, bound: &mut Bound, others: &[(Label, Unit)], by_line: bool) {
    for (label, unit) in others {
        if bound.readings.iter().any(|reading| reading.label.row == label.row) {
            continue;
        }
        let cols = (page.cols)(label);
        let found = match unit.found(page, cols.len()) {
            Found::Cells(cells) if unit.alone && (by_line || unit.row) => Found::Cells(cells),
            Found::Unplaced(values) | Found::Surplus(values) => Found::Unplaced(values),
            Found::Cells(_) | Found::Glued(_) | Found::Nothing => Found::Unplaced(Vec::new()),
        };
        bound.readings.push(Reading { label: *label, cols, found });
    }
}

/// A label with nothing behind it is an empty row only where all other values found their rows.
fn settle(bound: &mut Bound, strays: bool) {
    let loose = |reading: &Reading| matches!(&reading.found, Found::Unplaced(values) if !values.is_empty());
    let regular = !strays && bound.orphans.is_empty() && !bound.readings.iter().any(loose);
    for reading in &mut bound.readings {
        if reading.found == Found::Nothing {
            reading.found =
                if regular { Found::Cells(vec![None; reading.cols.len()]) } else { Found::Unplaced(Vec::new()) };
        }
    }
}

/// Rows with one value more than the columns tell of a column whose head was not seen. A row that fills
/// the columns then lacks one.
fn distrust_width(page: &Page<'_>, bound: &mut Bound) {
    const MORE_THAN_CHANCE: usize = 3;
    let wider =
        |reading: &Reading| matches!(&reading.found, Found::Unplaced(values) if values.len() == reading.cols.len() + 1);
    if page.table != Table::T3 || bound.readings.iter().filter(|reading| wider(reading)).count() < MORE_THAN_CHANCE {
        return;
    }
    for reading in &mut bound.readings {
        if let Found::Cells(cells) = &reading.found {
            reading.found = Found::Unplaced(cells.iter().flatten().copied().collect());
        }
    }
}

/// Fewer values than a row on the line behind one that starts no other: digits that wrapped in their cells, unless the
/// row adds up without them.
fn distrust_crumbs(page: &Page<'_>, bound: &mut Bound) {
    for reading in bound.readings.iter_mut().filter(|_| page.table == Table::T3) {
        let Found::Cells(cells) = &reading.found else { continue };
        let symbol = |value: &Value| page.symbols.partition_point(|symbol| symbol.at.start < value.at.start);
        let (Some(Some(first)), Some(Some(last))) = (cells.first(), cells.last()) else { continue };
        let (first, last) = (symbol(first), symbol(last));
        let behind = page.symbols.get(last + 1..).unwrap_or_default();
        let Some(next) = behind.first().map(|symbol| symbol.item) else { continue };
        let one_line = page.symbols.get(first).zip(page.symbols.get(last)).is_some_and(|(a, b)| a.item == b.item);
        let line = || behind.iter().take_while(|symbol| symbol.item == next);
        let is_text = page.stream.items().get(next as usize).is_some_and(|item| item.shape == Shape::Text);
        let is_row = |symbol: &Symbol| {
            matches!(symbol.token, Token::Ordinal(_)) || symbol.term().is_some_and(|term| !term.rows.is_empty())
        };
        let few = (1..cells.len()).contains(&line().filter(|symbol| symbol.value().is_some()).count());
        if !(one_line && is_text && few && !line().any(is_row)) {
            continue;
        }
        let Some(values) = cells.iter().copied().collect::<Option<Vec<Value>>>() else { continue };
        if row_adds_up(&values, reading.cols) != Some(true) {
            reading.found = Found::Unplaced(values);
        }
    }
}

/// Rows whose label is printed again on a line with other values.
fn twice(page: &Page<'_>, bound: &mut Bound, others: &[(Label, Unit)]) {
    for (label, unit) in others {
        let Some(known) = bound.readings.iter().find(|reading| reading.label.row == label.row) else { continue };
        let found = unit.found(page, known.cols.len());
        let (Found::Cells(new), Found::Cells(old)) = (&found, &known.found) else { continue };
        let kind = |value: &Option<Value>| value.map(|value| value.kind);
        let differs = known.label != *label && new.iter().map(kind).ne(old.iter().map(kind));
        let reading = Reading { label: *label, cols: known.cols, found };
        if differs && bound.twice.len() < MOST_TWICE {
            bound.twice.push(reading);
        }
    }
}

/// As many rows printed twice are told of.
const MOST_TWICE: usize = 50;
