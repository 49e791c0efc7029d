//! How numbers and quotations from the narrative are written in messages.

use std::ops::Range;

use crate::model::cell::Number;
use crate::rules::counts::passage::Passage;
use crate::rules::counts::quantity::{Approximation, Quantity};

/// How many characters of the words before a number a message quotes: a whole clause, or the end of one.
const QUOTED: (usize, usize) = (12, 8);

/// A number without the zeros behind its decimal point.
pub(crate) fn plain(value: Number) -> String {
    value.integer().map_or_else(|| value.to_string(), |whole| whole.to_string())
}

/// A number as it is meant: `100余`, `约50`.
pub(crate) fn number(quantity: &Quantity) -> String {
    let value = plain(quantity.value);
    match quantity.approximation {
        Approximation::Exact => value,
        Approximation::AndMore => format!("{value}余"),
        Approximation::Nearly => format!("近{value}"),
        Approximation::About => format!("约{value}"),
        Approximation::AtLeast => format!("超{value}"),
        Approximation::AtMost => format!("不足{value}"),
    }
}

/// A number with its range where it is approximate: `1300余(1301至1399)`.
pub(crate) fn with_range(quantity: &Quantity) -> String {
    let (low, high) = quantity.bounds();
    match (quantity.is_exact(), low.zip(high)) {
        (false, Some((low, high))) => format!("{}({}至{})", number(quantity), plain(low), plain(high)),
        _ => number(quantity),
    }
}

/// Some words with those of their clause before them, or the last of these.
pub(crate) fn quote(passage: &Passage<'_>, range: Range<usize>) -> String {
    let (whole, tail) = QUOTED;
    let begin = range.start;
    let is_word = |index: &usize| passage.at(*index).is_alphanumeric();
    let words = (0..begin).rev().take_while(is_word).take(whole + 1).count();
    let text = |from: usize| passage.text(from..range.end);
    if words <= whole { text(begin - words) } else { format!("…{}", text(begin - tail)) }
}
