//! What the form adds up in table 三: proof that values stand in the right row and column. Broken sums
//! prove nothing by themselves, since publishers break them too.

use crate::model::cell::Number;
use crate::model::form::{Col, Row};
use crate::parse::tables::value::{Kind, Value};

/// The count a value prints, `None` where it is no count.
pub fn count(value: &Value) -> Option<i64> {
    match value.kind {
        Kind::Number(number) if value.is_sound() => whole(number),
        _ => None,
    }
}

fn whole(number: Number) -> Option<i64> {
    number.integer().filter(|_| number.scale() == 0)
}

/// Whether the last value of a row is the sum of those before it, a sum of legal persons left out;
/// `None` where they are no counts.
pub fn row_adds_up(values: &[Value], cols: &[Col]) -> Option<bool> {
    let (last, parts) = values.split_last()?;
    let mut sum = 0;
    let mut legal = 0;
    let mut printed = None;
    for (value, col) in parts.iter().zip(cols) {
        let count = count(value)?;
        match col {
            Col::Org => printed = Some(count),
            Col::NaturalPerson => sum += count,
            _ => {
                sum += count;
                legal += count;
            }
        }
    }
    Some(sum == count(last)? && printed.is_none_or(|printed| printed == legal))
}

/// How many rows that print anything but zeros add up, and how many do not.
pub fn rows_that_add_up<'a>(rows: impl Iterator<Item = &'a [Value]>, cols: &[Col]) -> (usize, usize) {
    let (mut right, mut wrong) = (0, 0);
    for row in rows.filter(|row| row.iter().any(|value| count(value) != Some(0))) {
        match row_adds_up(row, cols) {
            Some(true) => right += 1,
            Some(false) | None => wrong += 1,
        }
    }
    (right, wrong)
}

/// The sums of a column of the form: (七) over the outcomes, and 一 + 二 = (七) + 四.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Columns {
    /// Columns that hold both.
    pub right: usize,
    /// Columns that hold one.
    pub half: usize,
    pub wrong: usize,
}

/// How many columns that print anything but zeros hold the sums of the form.
pub fn columns_that_add_up(rows: &[(Row, Vec<Value>)], cols: usize) -> Columns {
    let at = |wanted: Row| rows.iter().position(|(row, _)| *row == wanted);
    let [new, carried_in, total, carried_out] =
        [Row::NewReceived, Row::CarriedIn, Row::HandledTotal, Row::CarriedOut].map(at);
    let mut columns = Columns::default();
    let mut counts = Vec::with_capacity(rows.len());
    for col in 0..cols {
        counts.clear();
        counts.extend(rows.iter().map_while(|(_, values)| count(values.get(col)?)));
        if counts.len() < rows.len() || counts.iter().all(|count| *count == 0) {
            continue;
        }
        let of = |at: Option<usize>| counts.get(at?).copied();
        let outcomes: i64 = rows.iter().zip(&counts).filter(|((row, _), _)| row.is_outcome()).map(|(_, n)| n).sum();
        let total = of(total);
        let balance = || Some(of(new)? + of(carried_in)? == total? + of(carried_out)?);
        match (total == Some(outcomes), balance() == Some(true)) {
            (true, true) => columns.right += 1,
            (false, false) => columns.wrong += 1,
            _ => columns.half += 1,
        }
    }
    columns
}
