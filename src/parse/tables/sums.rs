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
    counts_add_up(values.iter().map(count), cols)
}

/// The same for its counts; `None` stands for a value that is none.
pub fn counts_add_up(mut counts: impl DoubleEndedIterator<Item = Option<i64>>, cols: &[Col]) -> Option<bool> {
    let last = counts.next_back()?;
    let mut sum = 0;
    let mut legal = 0;
    let mut printed = None;
    for (count, col) in counts.zip(cols) {
        let count = count?;
        match col {
            Col::Org => printed = Some(count),
            Col::NaturalPerson => sum += count,
            _ => {
                sum += count;
                legal += count;
            }
        }
    }
    Some(sum == last? && printed.is_none_or(|printed| printed == legal))
}

/// As many rows add up for each that does not, where a table is read as printed.
const SHARE: usize = 4;

/// How many of so many rows may be wrong at most where the sums hold.
pub fn most_wrong(rows: usize) -> usize {
    rows / (SHARE + 1)
}

/// Rows of table 三 by the counts they print.
pub struct Printed<'a> {
    cols: &'a [Col],
    rows: Vec<Row>,
    /// Row by row; `None` for a value that is no count.
    counts: Vec<Option<i64>>,
}

impl<'a> Printed<'a> {
    pub fn of(cols: &'a [Col], rows: usize) -> Self {
        Self { cols, rows: Vec::with_capacity(rows), counts: Vec::with_capacity(rows * cols.len()) }
    }

    /// Appends a row, which has a value for each column.
    pub fn push<'v>(&mut self, row: Row, values: impl Iterator<Item = &'v Value>) {
        self.rows.push(row);
        self.counts.extend(values.map(count));
    }

    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Whether the sums of rows and columns hold as far as printed tables do.
    pub fn add_up(&self) -> bool {
        let (right, wrong) = self.rows_that_add_up();
        let columns = self.columns_that_add_up();
        wrong * SHARE <= right && columns.half + columns.wrong <= columns.right
    }

    /// How many rows that print anything but zeros add up, and how many do not.
    fn rows_that_add_up(&self) -> (usize, usize) {
        let (mut right, mut wrong) = (0, 0);
        for row in self.counts.chunks(self.cols.len().max(1)).filter(|row| row.iter().any(|count| *count != Some(0))) {
            match counts_add_up(row.iter().copied(), self.cols) {
                Some(true) => right += 1,
                Some(false) | None => wrong += 1,
            }
        }
        (right, wrong)
    }

    /// How many columns that print anything but zeros hold the sums of the form.
    pub fn columns_that_add_up(&self) -> Columns {
        let at = |wanted: Row| self.rows.iter().position(|row| *row == wanted);
        let [new, carried_in, total, carried_out] =
            [Row::NewReceived, Row::CarriedIn, Row::HandledTotal, Row::CarriedOut].map(at);
        let mut columns = Columns::default();
        for col in 0..self.cols.len() {
            let count = |row: usize| self.counts.get(row * self.cols.len() + col).copied().flatten();
            let counts = (0..self.rows.len()).map(count);
            if counts.clone().any(|count| count.is_none()) || counts.clone().all(|count| count == Some(0)) {
                continue;
            }
            let of = |row: Option<usize>| count(row?);
            let outcomes = self.rows.iter().zip(counts).filter(|(row, _)| row.is_outcome());
            let outcomes: i64 = outcomes.filter_map(|(_, count)| count).sum();
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
