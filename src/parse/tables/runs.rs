//! Where tables may be: stretches of symbols without a sentence in them, and which tables each holds.

use crate::model::form::{APPLICANTS, RESULTS, Table};
use crate::parse::tables::ordinal::Ordinal;
use crate::parse::tables::rows;
use crate::parse::tables::symbols::{Symbol, Token};

/// A stretch of symbols between sentences and section titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub first: usize,
    /// One past its last symbol.
    pub end: usize,
    /// Whether it holds tables 二, 三 and 四.
    tables: [bool; 3],
    /// It ends at a title or with the text, so that nothing of its last row can stand behind it.
    pub closed: bool,
}

impl Run {
    pub fn holds(&self, table: Table) -> bool {
        let [t2, t3, t4] = self.tables;
        match table {
            Table::T2 => t2,
            Table::T3 => t3,
            Table::T4 => t4,
        }
    }
}

/// As many letters that are no words of the forms make a sentence of what stands there.
const A_SENTENCE: usize = 40;

/// No more letters stand on a line of a label that a narrow column tears.
const A_SCRAP_OF_A_LABEL: usize = 8;

/// The runs that hold a table, in order.
pub fn runs(symbols: &[Symbol]) -> Vec<Run> {
    let mut all = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let mut loose = 0;
    let mut title = None;
    for (n, symbol) in symbols.iter().enumerate() {
        let mut closed = false;
        let breaks = match symbol.token {
            Token::Other { letters, ends } => {
                // Labels torn by narrow columns are many short lines, which no sentence is.
                loose += if letters > A_SCRAP_OF_A_LABEL { letters } else { 0 };
                ends || loose >= A_SENTENCE
            }
            Token::Word(_) if symbol.term().is_some_and(|term| term.title.is_some()) => {
                // A title said again without its number stands over a piece of the same table.
                let own = symbol.term().and_then(|term| term.title);
                let again = own == title && !matches!(ordinal_before(symbols, n), Some(Ordinal::Han(_)));
                title = own;
                closed = symbols.get(n + 1).is_some_and(|next| next.value().is_none());
                !again
            }
            Token::Ordinal(_) => false,
            Token::Word(_) | Token::Value(_) | Token::Blank => {
                loose = 0;
                open = Some((open.map_or(n, |(first, _)| first), n + 1));
                false
            }
        };
        if breaks {
            all.extend(open.take().and_then(|(first, end)| judged(symbols, first, end, closed)));
            loose = 0;
        }
    }
    all.extend(open.and_then(|(first, end)| judged(symbols, first, end, true)));
    all
}

/// The cells of table 三 in the shorter form.
const LEAST_CELLS: usize = 23 * APPLICANTS.len();

/// The run with the tables it holds, when it holds any.
fn judged(symbols: &[Symbol], first: usize, end: usize, closed: bool) -> Option<Run> {
    let (mut marks_2, mut rows_2, mut strong_3, mut filled_3) = (0, 0, 0, 0);
    let (mut groups_4, mut heads_4, mut heads_3, mut values) = (0, 0, 0, 0);
    for n in first..end {
        values += usize::from(matches!(symbols[n].token, Token::Value(_) | Token::Blank));
        let Some(term) = symbols[n].term() else { continue };
        let filled = is_filled(symbols, n, end);
        if term.article || term.is_head_of(Table::T2) {
            marks_2 += usize::from(is_free(symbols, n));
        }
        for row in &term.rows {
            match row.table() {
                Table::T2 => rows_2 += usize::from(filled && is_free(symbols, n)),
                Table::T3 => {
                    let strong = term.is_long()
                        || ordinal_before(symbols, n)
                            .zip(rows::ordinal(*row))
                            .is_some_and(|(before, own)| before.is_like(own));
                    strong_3 += usize::from(strong);
                    filled_3 += usize::from(strong && cells_after(symbols, n, end) >= APPLICANTS.len() - 2);
                }
                Table::T4 => {}
            }
        }
        heads_3 += usize::from(term.is_head_of(Table::T3) && term.rows.is_empty());
        if term.is_head_of(Table::T4) && !term.is_head_of(Table::T3) {
            if term.len >= 5 { groups_4 += 1 } else { heads_4 += 1 }
        }
    }
    let t2 = marks_2 > 0 || rows_2 >= 3;
    let counted = values < strong_3 * APPLICANTS.len() / 2 && is_sentence(symbols, end);
    // Labels may be torn to the last one where as many values as the form has stand under its heads.
    let torn_3 = heads_3 >= APPLICANTS.len() / 2 && values >= LEAST_CELLS;
    let t3 = (strong_3 >= 3 || filled_3 >= 1 || torn_3) && !counted;
    // The values may stand behind a sentence, so that heads alone tell of the table.
    let t4 = (values > 0 || groups_4 >= 2 && heads_4 >= 1)
        && (groups_4 >= 2 || (groups_4 >= 1 && heads_4 >= 1) || heads_4 >= 4)
        && !(values < RESULTS.len() && is_sentence(symbols, end));
    (t2 || t3 || t4).then_some(Run { first, end, tables: [t2, t3, t4], closed })
}

/// Whether a full stop follows the stretch that ends here, with no more than a unit before it: counts
/// named in a sentence, not in a table.
fn is_sentence(symbols: &[Symbol], end: usize) -> bool {
    let (Some(last), Some(next)) = (end.checked_sub(1).and_then(|n| symbols.get(n)), symbols.get(end)) else {
        return false;
    };
    matches!(next.token, Token::Other { letters: 0..=2, ends: true }) && next.same_cell(last)
}

/// The run that holds a symbol.
pub fn run_of(runs: &[Run], symbol: usize) -> Option<&Run> {
    let next = runs.partition_point(|run| run.first <= symbol);
    next.checked_sub(1).and_then(|last| runs.get(last)).filter(|run| symbol < run.end)
}

/// The numbering right before a word.
pub fn ordinal_before(symbols: &[Symbol], n: usize) -> Option<Ordinal> {
    match symbols.get(n.checked_sub(1)?)?.token {
        Token::Ordinal(ordinal) => Some(ordinal),
        _ => None,
    }
}

/// Whether a value or an empty cell follows a word.
pub fn is_filled(symbols: &[Symbol], n: usize, end: usize) -> bool {
    symbols.get(n + 1).is_some_and(|next| n + 1 < end && matches!(next.token, Token::Value(_) | Token::Blank))
}

/// How many values and empty cells follow a word.
fn cells_after(symbols: &[Symbol], n: usize, end: usize) -> usize {
    let is_cell = |symbol: &&Symbol| matches!(symbol.token, Token::Value(_) | Token::Blank);
    symbols.get(n + 1..end).unwrap_or_default().iter().take(APPLICANTS.len()).take_while(is_cell).count()
}

/// Whether no other text stands beside a word in its cell, so that it is a label and not a part of a
/// sentence.
pub fn is_free(symbols: &[Symbol], n: usize) -> bool {
    const A_SCRAP: usize = 1;
    let here = &symbols[n];
    let text = |symbol: &Symbol| {
        symbol.same_cell(here) && matches!(symbol.token, Token::Other { letters, ends } if letters > A_SCRAP || ends)
    };
    let skip = |symbol: &&Symbol| !matches!(symbol.token, Token::Ordinal(_));
    let before = symbols.get(..n).unwrap_or_default().iter().rev().take(3).find(skip);
    let after = symbols.get(n + 1..).unwrap_or_default().iter().take(3).find(skip);
    !before.is_some_and(text) && !after.is_some_and(text)
}
