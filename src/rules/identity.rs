//! Sums over cells: what an identity of the form adds up, and why it sometimes cannot.

use crate::model::cell::{Cell, How, Number};
use crate::model::flag::{Evidence, Side};
use crate::model::form::{CellId, Row};
use crate::model::report::Report;
use crate::rules::sink::{Finding, Sink, Words, of_cell};

/// How many characters the addends of a message may take before only their sum is told.
const LONGEST_ADDENDS: usize = 20;

/// How the reason ends of a check that inferred a number it is about.
pub(crate) const INFERRED_BY_ITSELF: &str = "由本勾稽关系推算";

/// One side of an identity: cells with their values, and the sum of them.
#[derive(Debug)]
pub(crate) struct Sum<'a> {
    terms: Vec<(CellId, &'a Cell, Number)>,
    pub value: Number,
}

impl<'a> Sum<'a> {
    /// Adds up cells for a rule.
    ///
    /// # Errors
    /// When a cell has no value, was inferred by this very rule, or the sum leaves the range of
    /// numbers: the reason, in words.
    pub(crate) fn of(report: &'a Report, rule: &str, cells: impl IntoIterator<Item = CellId>) -> Result<Self, Words> {
        let cells = cells.into_iter();
        let mut sum = Self { terms: Vec::with_capacity(cells.size_hint().1.unwrap_or(0)), value: Number::ZERO };
        for id in cells {
            let cell = report.tables.cell(id).ok_or_else(|| no_value(id, None))?;
            let value = cell.value.ok_or_else(|| no_value(id, cell.how))?;
            if cell.by.iter().any(|code| code == rule) {
                let (zh, en) = name_of(id);
                return Err(Words::new(
                    format!("{zh}{INFERRED_BY_ITSELF}"),
                    format!("{en} was inferred by this identity"),
                ));
            }
            sum.value = sum.value.checked_add(value).ok_or_else(|| Words::new("数值过大", "numbers too large"))?;
            sum.terms.push((id, cell, value));
        }
        Ok(sum)
    }

    /// `15+2=17`, or `21项合计27` where the addends would be long. Zeros are left out.
    pub(crate) fn written(&self) -> Words {
        let addends: Vec<_> = self.terms.iter().map(|(_, _, n)| *n).filter(|n| !n.is_zero()).collect();
        let sum = self.value;
        let list = addends.iter().map(Number::to_string).collect::<Vec<_>>().join("+");
        match addends.as_slice() {
            [] | [_] => Words::new(sum.to_string(), sum.to_string()),
            _ if list.len() <= LONGEST_ADDENDS => Words::new(format!("{list}={sum}"), format!("{list}={sum}")),
            many => Words::new(format!("{}项合计{sum}", many.len()), format!("{} addends make {sum}", many.len())),
        }
    }

    pub(crate) fn evidence(&self, side: impl Into<Option<Side>>) -> impl Iterator<Item = Evidence> {
        let side = side.into();
        self.terms.iter().map(move |(id, cell, _)| of_cell(side, *id, cell))
    }
}

/// Several cells, each by itself.
///
/// # Errors
/// As [`Sum::of`], for the first of them that has no value.
pub(crate) fn each<'a, const N: usize>(
    report: &'a Report,
    rule: &str,
    cells: [CellId; N],
) -> Result<[Sum<'a>; N], Words> {
    let found: Vec<_> = cells.iter().map(|cell| Sum::of(report, rule, [*cell])).collect::<Result<_, _>>()?;
    found.try_into().map_err(|_| Words::default())
}

/// Checks a printed total against the sum of its parts; the flag stands at the total.
pub(crate) fn printed_total(
    sink: &mut Sink<'_>,
    total: &Sum<'_>,
    parts: &Sum<'_>,
    message: impl FnOnce(Number) -> Words,
) {
    compare(sink, [total, parts], [parts.value, total.value], message);
}

/// Checks two sides that nobody adds up in print: the right one should be as the left.
pub(crate) fn two_sides(sink: &mut Sink<'_>, left: &Sum<'_>, right: &Sum<'_>, message: impl FnOnce(Number) -> Words) {
    compare(sink, [left, right], [left.value, right.value], message);
}

fn compare(
    sink: &mut Sink<'_>,
    [left, right]: [&Sum<'_>; 2],
    [expected, found]: [Number; 2],
    message: impl FnOnce(Number) -> Words,
) {
    if expected == found {
        return sink.holds();
    }
    sink.fails(Finding {
        message: message(distance(expected, found).unwrap_or(Number::ZERO)),
        expected: expected.to_string(),
        found: found.to_string(),
        evidence: left.evidence(Side::Left).chain(right.evidence(Side::Right)).collect(),
        ..Finding::default()
    });
}

/// The distance of two numbers, where it can be told.
pub(crate) fn distance(a: Number, b: Number) -> Option<Number> {
    let difference = a.checked_add(b.negated())?;
    Some(if difference.is_negative() { difference.negated() } else { difference })
}

/// A row in the words of the form: 表三·予以公开.
pub(crate) fn row_name(row: Row) -> String {
    format!("{}·{}", row.table().short_zh(), row.short_zh())
}

fn name_of(id: CellId) -> (String, String) {
    (
        format!("{}·{}", row_name(id.row), id.col.name_zh()),
        format!("{} {}, {}", id.table(), id.row.short_en(), id.col.id()),
    )
}

/// Why a cell has no value.
fn no_value(id: CellId, how: Option<How>) -> Words {
    let (zh, en) = name_of(id);
    match how {
        Some(How::Blank) => Words::new(format!("{zh}空白"), format!("{en} is blank")),
        Some(How::Marker) => Words::new(format!("{zh}为斜杠等符号"), format!("{en} holds a mark")),
        Some(How::Absent) => {
            Words::new(format!("{}原文无此行", row_name(id.row)), format!("{en} is not in the source"))
        }
        Some(How::Unplaced) => Words::new(format!("{zh}未能定位"), format!("{en} could not be placed")),
        Some(How::Read | How::Inferred) | None => Words::new(format!("{zh}无数值"), format!("{en} has no value")),
    }
}
