//! Table 四: one line of fifteen values, or three of five, under heads that are often torn.

use crate::model::form::{CellId, Col, RESULTS, Row};
use crate::parse::tables::bind::Found;
use crate::parse::tables::runs::Run;
use crate::parse::tables::symbols::{Symbol, Token};
use crate::parse::tables::value::Value;

/// The groups of the table, left to right.
const GROUPS: [Row; 3] = [Row::Review, Row::LitigationDirect, Row::LitigationAfterReview];

/// Table 四 as printed.
#[derive(Debug, Clone)]
pub struct Disputes {
    /// Its symbols, from the first head on.
    pub first: usize,
    pub end: usize,
    pub groups: Vec<(Row, Found)>,
}

impl Disputes {
    /// Reads the table in a run that holds it. `taken` are symbols that belong to other tables.
    pub fn read(symbols: &[Symbol], run: &Run, taken: &[bool]) -> Option<Self> {
        let is_head = |n: &usize| symbols[*n].term().is_some_and(own_head);
        let last_taken = (run.first..run.end).rev().find(|n| taken[*n]);
        let from = last_taken.map_or(run.first, |n| n + 1);
        let first = (from..run.end).find(is_head).or_else(|| (run.first..run.end).find(is_head))?;
        let mut chunks: Vec<Vec<usize>> = vec![Vec::new()];
        let mut end = first + 1;
        for n in (first..run.end).take_while(|n| !taken[*n]) {
            match symbols[n].token {
                Token::Value(_) => chunks.last_mut()?.push(n),
                Token::Word(_) if symbols[n].term().is_some_and(|term| own_head(term) && term.len >= 4) => {
                    if chunks.last().is_some_and(|chunk| !chunk.is_empty()) {
                        chunks.push(Vec::new());
                    }
                }
                _ => continue,
            }
            end = n + 1;
        }
        chunks.retain(|chunk| !chunk.is_empty());
        let groups = by_groups(symbols, &chunks).or_else(|| by_cells(symbols, first..run.end));
        let groups = groups.unwrap_or_else(|| {
            let all = values(symbols, &chunks.concat());
            let empty = Found::Unplaced(Vec::new());
            GROUPS.into_iter().zip([Found::Unplaced(all), empty.clone(), empty]).collect()
        });
        Some(Self { first, end, groups })
    }

    /// The cells of a group, in order.
    pub fn cells(row: Row) -> impl Iterator<Item = CellId> {
        RESULTS.iter().map(move |col: &Col| CellId::new(row, *col))
    }
}

fn own_head(term: &crate::parse::tables::vocabulary::Term) -> bool {
    use crate::model::form::Table;
    term.is_head_of(Table::T4) && !term.is_head_of(Table::T3)
}

fn values(symbols: &[Symbol], ids: &[usize]) -> Vec<Value> {
    ids.iter().filter_map(|n| symbols[*n].value().copied()).collect()
}

/// Fifteen values in a row, whatever heads stand between them; or one chunk of five for each group.
fn by_groups(symbols: &[Symbol], chunks: &[Vec<usize>]) -> Option<Vec<(Row, Found)>> {
    let whole = values(symbols, &chunks.concat());
    if !whole.iter().all(Value::is_sound) {
        return None;
    }
    if whole.len() == GROUPS.len() * RESULTS.len() {
        let fives = whole.chunks(RESULTS.len()).map(|five| Found::Cells(five.iter().copied().map(Some).collect()));
        return Some(GROUPS.into_iter().zip(fives).collect());
    }
    None
}

/// One row of fifteen cells, some of them empty.
fn by_cells(symbols: &[Symbol], range: std::ops::Range<usize>) -> Option<Vec<(Row, Found)>> {
    let cells = GROUPS.len() * RESULTS.len();
    let table = symbols.get(range)?;
    let fits = |symbol: &&Symbol| matches!(symbol.token, Token::Value(_) | Token::Blank);
    let mut lines =
        table.chunk_by(|a, b| a.item == b.item).filter(|line| line.len() == cells && line.iter().all(|s| fits(&s)));
    let (line, None) = (lines.next()?, lines.next()) else { return None };
    let outside = table.iter().filter(|s| s.value().is_some() && s.item != line[0].item).count();
    let one_each = line.windows(2).all(|pair| pair[0].cell + 1 == pair[1].cell);
    if outside > 0 || !one_each {
        return None;
    }
    let fives = line.chunks(RESULTS.len()).map(|five| Found::Cells(five.iter().map(|s| s.value().copied()).collect()));
    Some(GROUPS.into_iter().zip(fives).collect())
}
