//! Which printed words are the labels of rows: the heaviest chain of them in the order of the form.

use crate::model::form::{Form, Row, Table};
use crate::parse::tables::rows;
use crate::parse::tables::runs::{Run, is_filled, is_free, ordinal_before};
use crate::parse::tables::symbols::{Symbol, Token};

/// A word that may be the label of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// The symbol the label starts with, its numbering not counted.
    pub first: usize,
    /// The symbol it ends with.
    pub last: usize,
    pub row: Row,
    weight: u32,
}

impl Label {
    /// A row whose label is torn away, at the symbol of its first value.
    pub fn lost(first: usize, row: Row) -> Self {
        Self { first, last: first, row, weight: 0 }
    }
}

/// Every word in the runs of a table that may be the label of one of its rows.
pub fn candidates(source: &str, symbols: &[Symbol], runs: &[Run], table: Table) -> Vec<Label> {
    let mut all = Vec::new();
    let mut likenesses = 0;
    for run in runs.iter().filter(|run| run.holds(table)) {
        let mut n = run.first;
        while n < run.end {
            let exact = exact(symbols, run, n, table);
            let label = exact.or_else(|| {
                let tries = table == Table::T3 && likenesses < MOST_LIKENESSES;
                tries.then(|| alike(source, symbols, run, n, &mut likenesses)).flatten()
            });
            n = label.map_or(n, |label| label.last) + 1;
            all.extend(label);
        }
    }
    all
}

/// As many damaged labels are compared letter by letter; a report has fewer rows.
const MOST_LIKENESSES: usize = 200;

fn exact(symbols: &[Symbol], run: &Run, n: usize, table: Table) -> Option<Label> {
    let term = symbols[n].term()?;
    let row = term.rows.iter().copied().find(|row| row.table() == table)?;
    let ordinal = ordinal_before(symbols, n).zip(rows::ordinal(row)).is_some_and(|(before, own)| before.is_like(own));
    let filled = is_filled(symbols, n, run.end);
    let before_value = symbols.get(n + 1).is_some_and(|next| next.item == symbols[n].item && next.value().is_some());
    let is_label = match table {
        Table::T2 => is_free(symbols, n) || has_remark(symbols, n),
        // 其他 and 总计 are heads too, and more often.
        _ if !term.heads.is_empty() => ordinal || (row == Row::HandledTotal && before_value && is_free(symbols, n)),
        _ => term.is_long() || ordinal || is_free(symbols, n),
    };
    let weight = 2 + 2 * u32::from(ordinal) + 2 * u32::from(term.is_long()) + 3 * u32::from(filled);
    is_label.then_some(Label { first: n, last: n, row, weight })
}

/// Whether a label starts its cell and only a short remark stands behind it: 行政处罚(含简易程序).
fn has_remark(symbols: &[Symbol], n: usize) -> bool {
    const A_REMARK: usize = 8;
    let starts = n.checked_sub(1).is_none_or(|before| !symbols[before].same_cell(&symbols[n]));
    let remark = symbols.get(n + 1).filter(|next| next.same_cell(&symbols[n]));
    starts
        && remark.is_some_and(|next| matches!(next.token, Token::Other { letters, ends: false } if letters <= A_REMARK))
}

/// A numbered text whose letters are nearly those of a label with that number.
fn alike(source: &str, symbols: &[Symbol], run: &Run, n: usize, tried: &mut usize) -> Option<Label> {
    let Token::Ordinal(ordinal) = symbols[n].token else { return None };
    let first = n + 1;
    let part = |symbol: &&Symbol| {
        symbol.item == symbols[n].item && matches!(symbol.token, Token::Word(_) | Token::Other { .. })
    };
    let len = symbols.get(first..run.end)?.iter().take_while(part).count();
    let stretch = symbols.get(first..first + len).filter(|stretch| !stretch.is_empty())?;
    let is_row = |symbol: &Symbol| symbol.term().is_some_and(|term| term.is_long() || term.group);
    if stretch.iter().any(is_row) {
        return None;
    }
    *tried += 1;
    let at = stretch.first()?.at.cover(stretch.last()?.at);
    let letters = rows::letters(at.of(source).filter(|text| text.len() < 400)?);
    let numbered = rows::rows_of(Table::T3).filter(|row| rows::ordinal(*row).is_some_and(|own| own.is_like(ordinal)));
    let (row, likeness) =
        numbered.map(|row| (row, likeness(&letters, rows::label(row)))).max_by_key(|(_, likeness)| *likeness)?;
    let filled = is_filled(symbols, first + len - 1, run.end);
    (likeness >= 70).then_some(Label { first, last: first + len - 1, row, weight: 3 + 3 * u32::from(filled) })
}

/// How alike two texts are, in percent: twice their longest common subsequence to their letters.
fn likeness(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0_usize; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (n, y) in b.iter().enumerate() {
            let above = row[n + 1];
            row[n + 1] = if x == y { diagonal + 1 } else { above.max(row[n]) };
            diagonal = above;
        }
    }
    200 * row[b.len()] / (a.len() + b.len()).max(1)
}

/// The labels that together weigh most and stand in the order of the form, each row once.
pub fn chain(candidates: &[Label]) -> Vec<Label> {
    // best[row]: weight and candidate of the heaviest chain that ends with this row.
    let mut best: Vec<(Row, u32, usize)> = Vec::with_capacity(candidates.len());
    let mut before: Vec<Option<usize>> = Vec::with_capacity(candidates.len());
    for (n, label) in candidates.iter().enumerate() {
        let last = best
            .iter()
            .filter(|(row, ..)| *row < label.row)
            .max_by_key(|(row, weight, _)| (*weight, std::cmp::Reverse(*row)));
        let weight = label.weight + last.map_or(0, |(_, weight, _)| *weight);
        before.push(last.map(|(_, _, candidate)| *candidate));
        match best.iter_mut().find(|(row, ..)| *row == label.row) {
            Some(known) if known.1 >= weight => {}
            Some(known) => (known.1, known.2) = (weight, n),
            None => best.push((label.row, weight, n)),
        }
    }
    let mut at = best.iter().max_by_key(|(row, weight, _)| (*weight, std::cmp::Reverse(*row))).map(|(_, _, n)| *n);
    let mut chain = Vec::with_capacity(best.len());
    while let Some(n) = at {
        chain.push(candidates[n]);
        at = before[n];
    }
    chain.reverse();
    chain
}

/// The rows between two rows, where exactly one reading of the forms has so many of them.
pub fn rows_between(first: Row, second: Row, count: usize) -> Option<Vec<Row>> {
    let between = |form: &Form| {
        let rows: Vec<Row> = form.table(first.table())?.rows().map(|spec| spec.row).collect();
        let (from, to) = (rows.iter().position(|row| *row == first)?, rows.iter().position(|row| *row == second)?);
        rows.get(from + 1..to).filter(|rows| rows.len() == count).map(<[Row]>::to_vec)
    };
    let mut found: Vec<Vec<Row>> = [Form::F2019, Form::F2021].iter().filter_map(between).collect();
    found.dedup();
    found.pop().filter(|_| found.is_empty())
}

/// Whether no row of the form is missing between two rows that follow each other. (六)其他处理 is one
/// row in one form and three in the other.
pub fn are_neighbours(first: Row, second: Row) -> bool {
    [Form::F2019, Form::F2021].iter().any(|form| {
        let Some(spec) = form.table(first.table()) else { return false };
        let mut rows = spec.rows().map(|spec| spec.row).skip_while(|row| *row != first).skip(1);
        rows.next() == Some(second)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(first: usize, row: Row, weight: u32) -> Label {
        Label { first, last: first, row, weight }
    }

    #[test]
    fn the_heaviest_chain_in_order_wins() {
        let all = [
            label(0, Row::NoprocConfirm, 4),
            label(1, Row::NewReceived, 4),
            label(2, Row::NewReceived, 7),
            label(3, Row::CarriedIn, 7),
            label(4, Row::Granted, 2),
            label(5, Row::Granted, 2),
        ];
        let rows: Vec<_> = chain(&all).iter().map(|label| label.first).collect();
        assert_eq!(rows, [2, 3, 4]);
        assert!(chain(&[]).is_empty());
    }

    #[test]
    fn likeness_forgives_lost_letters() {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        assert!(likeness(&letters("其他法律行政止公开"), rows::label(Row::DenyOtherLaw)) >= 80);
        assert!(likeness(&letters("重复申请"), rows::label(Row::DenyOtherLaw)) < 40);
        assert_eq!(likeness(&[], &[]), 0);
    }

    #[test]
    fn neighbours_in_either_form() {
        assert!(
            are_neighbours(Row::NoprocConfirm, Row::Other)
                && are_neighbours(Row::NoprocConfirm, Row::OtherNoCorrection)
        );
        assert!(are_neighbours(Row::Other, Row::HandledTotal));
        assert!(!are_neighbours(Row::Granted, Row::DenyStateSecret));
    }
}
