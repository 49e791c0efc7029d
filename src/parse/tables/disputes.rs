//! Table 四: one line of fifteen values, or three of five, under heads that are often torn.

use crate::model::form::{CellId, Col, RESULTS, Row, Table};
use crate::parse::tables::bind::Found;
use crate::parse::tables::glued::{self, Glued};
use crate::parse::tables::runs::Run;
use crate::parse::tables::sums::{count, row_adds_up};
use crate::parse::tables::symbols::{Symbol, Token};
use crate::parse::tables::value::Value;
use crate::parse::tables::vocabulary::Term;

/// The groups of the table, left to right, with the word over each.
const GROUPS: [(Row, &str); 3] = [
    (Row::Review, "行政复议"),
    (Row::LitigationDirect, "未经复议直接起诉"),
    (Row::LitigationAfterReview, "复议后起诉"),
];

/// Cells of the whole line.
const CELLS: usize = GROUPS.len() * RESULTS.len();

/// Table 四 as printed.
#[derive(Debug, Clone)]
pub struct Disputes {
    /// Its symbols, from the first head on.
    pub first: usize,
    pub end: usize,
    pub groups: Vec<(Row, Found)>,
    /// The whole line, where its digits ran together.
    pub glued: Option<Glued>,
}

impl Disputes {
    /// Reads the table in a run that holds it. `taken` are symbols that belong to other tables.
    pub fn read(source: &str, symbols: &[Symbol], run: &Run, taken: &[bool]) -> Option<Self> {
        let is_head = |n: &usize| symbols[*n].term().is_some_and(own_head);
        let last_taken = (run.first..run.end).rev().find(|n| taken[*n]);
        let from = last_taken.map_or(run.first, |n| n + 1);
        let first = (from..run.end).find(is_head).or_else(|| (run.first..run.end).find(is_head))?;
        let free = |end: usize| (first..end).take_while(|n| !taken[*n]);
        let own: Vec<usize> = free(run.end).filter(|n| symbols[*n].value().is_some()).collect();
        // What stands behind a note under the heads, up to the next title, is still this table.
        let reach = free(symbols.len()).take_while(|n| *n < run.end || !is_title(&symbols[*n])).last()? + 1;
        let table = symbols.get(first..reach)?;
        let values: Vec<Value> = own.iter().filter_map(|n| symbols[*n].value().copied()).collect();
        if let Some(groups) = in_order(symbols, &own) {
            let end = own.last().map_or(run.end, |n| n + 1);
            return Some(Self { first, end, groups, glued: None });
        }
        if let Some((line, groups)) = on_one_line(table) {
            return Some(Self { first, end: first + line, groups, glued: None });
        }
        let end = own.last().map_or(first, |n| *n) + 1;
        if let Some(groups) = by_groups(source, table.get(..run.end - first)?) {
            return Some(Self { first, end, groups, glued: None });
        }
        let together = own.windows(2).all(|pair| pair[0] + 1 == pair[1]);
        let glued = together.then(|| glued::cut_groups(source, &values, GROUPS.len())).flatten();
        let groups = if glued.is_some() { Vec::new() } else { loose(values) };
        Some(Self { first, end, groups, glued })
    }

    /// Whether any group has its values.
    pub fn is_read(&self) -> bool {
        let has_values = |glued: &Glued| glued.values.is_some();
        let is_read = |found: &Found| match found {
            Found::Cells(_) => true,
            Found::Glued(glued) => has_values(glued),
            Found::Surplus(_) | Found::Unplaced(_) | Found::Nothing => false,
        };
        self.glued.as_ref().is_some_and(has_values) || self.groups.iter().any(|(_, found)| is_read(found))
    }

    /// The groups, left to right.
    pub fn rows() -> impl Iterator<Item = Row> {
        GROUPS.iter().map(|(row, _)| *row)
    }

    /// The cells of a group, in order.
    pub fn cells(row: Row) -> impl Iterator<Item = CellId> {
        RESULTS.iter().map(move |col: &Col| CellId::new(row, *col))
    }
}

fn own_head(term: &Term) -> bool {
    term.is_head_of(Table::T4) && !term.is_head_of(Table::T3)
}

fn is_title(symbol: &Symbol) -> bool {
    symbol.term().is_some_and(|term| term.title.is_some())
}

/// Fifteen values on one line, or in one column. Where a printer took them out of order their sums are
/// broken and another order mends them; what a publisher broke no order mends.
fn in_order(symbols: &[Symbol], own: &[usize]) -> Option<Vec<(Row, Found)>> {
    let values: Vec<Value> = own.iter().filter_map(|n| symbols[*n].value().copied()).collect();
    if values.len() != CELLS || !values.iter().all(Value::is_sound) {
        return None;
    }
    let one_line = own.iter().all(|n| symbols[*n].item == symbols[own[0]].item);
    let broken = values.chunks(RESULTS.len()).filter(|five| !adds_up(five)).count();
    let torn = own.windows(2).enumerate().any(|(n, pair)| {
        let between = symbols.get(pair[0] + 1..pair[1]).unwrap_or_default();
        let inside_group = (n + 1) % RESULTS.len() != 0;
        inside_group && between.iter().any(|symbol| symbol.token != Token::Blank)
    });
    let in_place = one_line || broken <= usize::from(!torn) || !could_add_up(&values);
    in_place.then(|| fives(values.into_iter().map(Some)))
}

/// Whether three of the values are the sum of all others, as in any order in which they add up.
fn could_add_up(values: &[Value]) -> bool {
    let Some(counts) = values.iter().map(count).collect::<Option<Vec<i64>>>() else { return true };
    let all: i64 = counts.iter().sum();
    (0..counts.len()).any(|a| (0..a).any(|b| (0..b).any(|c| 2 * (counts[a] + counts[b] + counts[c]) == all)))
}

fn adds_up(five: &[Value]) -> bool {
    row_adds_up(five, RESULTS) == Some(true)
}

fn fives(cells: impl Iterator<Item = Option<Value>>) -> Vec<(Row, Found)> {
    let cells: Vec<_> = cells.collect();
    GROUPS.iter().zip(cells.chunks(RESULTS.len())).map(|((row, _), five)| (*row, Found::Cells(five.to_vec()))).collect()
}

/// The only line of fifteen cells, some of them perhaps empty; the symbols up to its end. Values on other
/// lines may be digits that wrapped in their cells: only groups that add up are whole then.
fn on_one_line(table: &[Symbol]) -> Option<(usize, Vec<(Row, Found)>)> {
    let mut end = 0;
    let mut crumbs = 0;
    let mut found = None;
    for line in table.chunk_by(|a, b| a.item == b.item) {
        end += line.len();
        let is_cell = |symbol: &&Symbol| matches!(symbol.token, Token::Value(_) | Token::Blank);
        let whole = line.len() == CELLS && line.iter().all(|symbol| is_cell(&symbol));
        let sound = line.iter().filter_map(Symbol::value).all(Value::is_sound);
        let blanks = line.iter().any(|symbol| symbol.token == Token::Blank);
        let one_each = line.windows(2).all(|pair| pair[0].cell + 1 == pair[1].cell);
        let full = line.iter().filter(|symbol| symbol.value().is_some()).count();
        if whole && sound && full > 0 && (!blanks || one_each) {
            if found.is_some() {
                return None;
            }
            found = Some((end, fives(line.iter().map(|symbol| symbol.value().copied()))));
        } else if full >= RESULTS.len() {
            return None;
        } else {
            crumbs += full;
        }
    }
    let (end, mut groups): (usize, Vec<(Row, Found)>) = found?;
    for (_, found) in groups.iter_mut().filter(|_| crumbs > 0) {
        let Found::Cells(cells) = found else { continue };
        let values: Vec<Value> = cells.iter().flatten().copied().collect();
        if values.len() < RESULTS.len() || !adds_up(&values) {
            *found = Found::Unplaced(values);
        }
    }
    Some((end, groups))
}

/// Values under the word of each group: five make the group.
fn by_groups(source: &str, table: &[Symbol]) -> Option<Vec<(Row, Found)>> {
    let mut groups: [Vec<(u32, Value)>; GROUPS.len()] = Default::default();
    let mut open: Option<usize> = None;
    for symbol in table {
        if let Some(value) = symbol.value() {
            groups.get_mut(open?)?.push((symbol.item, *value));
        } else if let Some(group) = group_of(symbol) {
            open = Some(group);
        }
    }
    if groups.iter().any(Vec::is_empty) {
        return None;
    }
    let found = |placed: Vec<(u32, Value)>| {
        let one_line = placed.windows(2).all(|pair| pair[0].0 == pair[1].0);
        let values: Vec<Value> = placed.into_iter().map(|(_, value)| value).collect();
        let whole = values.len() == RESULTS.len() && values.iter().all(Value::is_sound);
        if whole && (one_line || adds_up(&values)) {
            return Found::Cells(values.into_iter().map(Some).collect());
        }
        glued::cut_groups(source, &values, 1).map_or(Found::Unplaced(values), Found::Glued)
    };
    Some(GROUPS.iter().zip(groups).map(|((row, _), values)| (*row, found(values))).collect())
}

fn group_of(symbol: &Symbol) -> Option<usize> {
    let term = symbol.term().filter(|term| own_head(term))?;
    GROUPS.iter().position(|(_, word)| term.word == *word)
}

/// Nothing says what belongs where.
fn loose(values: Vec<Value>) -> Vec<(Row, Found)> {
    let mut all = Some(values);
    GROUPS.iter().map(|(row, _)| (*row, Found::Unplaced(all.take().unwrap_or_default()))).collect()
}
