//! Figures that leap from year to year: unusual, not wrong.

use crate::model::flag::Side;
use crate::model::form::{CellId, Col, Form, Row};
use crate::model::report::Report;
use crate::rules::across::{elsewhere, year_of};
use crate::rules::identity::{Sum, row_name};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words};
use crate::rules::subject::Subject;

/// The rules of this file.
pub static RULES: &[&Rule] = &[&LEAP, &ZIGZAG];

const FORMS: &[Form] = &[Form::F2019, Form::F2021];
/// How many times as many is a leap.
const TIMES: i64 = 10;
/// Counts below this leap by chance.
const LEAST: i64 = 50;

const REQUESTS: [CellId; 2] =
    [CellId { row: Row::NewReceived, col: Col::Total }, CellId { row: Row::HandledTotal, col: Col::Total }];
const DECISIONS: [CellId; 3] = [
    CellId { row: Row::AdminLicense, col: Col::Decisions },
    CellId { row: Row::AdminPenalty, col: Col::Decisions },
    CellId { row: Row::AdminCompulsion, col: Col::Decisions },
];

rule! {
    /// ## What it checks
    /// Requests, and decisions of table 二, are less than ten times and more than a tenth of those of
    /// the year before, where either is 50 or more.
    ///
    /// ## Why it matters
    /// A leap marks a change of scope, a reform, or a slip of a digit.
    ///
    /// ## Example
    /// `行政处罚:2021年报120,现为1340`
    ///
    /// ## When it is wrong
    /// It is a figure, not a finding: real counts leap, too.
    LEAP = "C-OUTLIER" {
        zh: "与上年相差十倍", en: "ten times last year's",
        class: Indicator, default: Off, severity: Info,
        forms: FORMS, basis: None,
        scope: Agency,
        check: leap, examples: tests::leap_examples,
    }
}

rule! {
    /// ## What it checks
    /// Decisions of table 二 do not rise tenfold and fall to a tenth again, or the reverse, within three
    /// years.
    ///
    /// ## Why it matters
    /// Such a zigzag says that one of the three years was counted otherwise, or has a digit too many.
    ///
    /// ## Example
    /// `行政处罚:三年为120、1300、110`
    ///
    /// ## When it is wrong
    /// Campaigns of one year. It is a figure, not a finding.
    ZIGZAG = "C-SCALE" {
        zh: "三年数量级起落", en: "tenfold up and down",
        class: Indicator, default: Off, severity: Info,
        forms: &[Form::F2021], basis: None,
        scope: Agency,
        check: zigzag, examples: tests::zigzag_examples,
    }
}

/// Whether one count is at least ten times the other, and the larger is large enough to tell.
fn is_leap(one: i64, other: i64) -> bool {
    let (low, high) = (one.min(other), one.max(other));
    high >= LEAST && low >= 0 && low.saturating_mul(TIMES) <= high
}

fn leap(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let before = match subject.among.before(report) {
        Ok(before) => before,
        Err(reason) => return sink.cannot("表二、表三", reason),
    };
    for id in REQUESTS.into_iter().chain(DECISIONS) {
        match numbers(sink, [(before, id), (report, id)]) {
            Err(reason) => sink.cannot(row_name(id.row), reason),
            Ok(([then, now], _)) if !is_leap(then, now) => sink.holds(),
            Ok(([then, now], [theirs, own])) => sink.fails(Finding {
                message: Words::new(
                    format!("{}:{}{then},现为{now}", id.row.short_zh(), year_of(before)),
                    format!("{}: {then} the year before, {now} now", id.row.short_en()),
                ),
                expected: format!("{}–{}", then / TIMES, then.saturating_mul(TIMES)),
                found: now.to_string(),
                evidence: own
                    .evidence(Side::Right)
                    .chain(theirs.evidence(Side::Left).map(|evidence| elsewhere(before, evidence)))
                    .collect(),
                ..Finding::default()
            }),
        }
    }
}

fn zigzag(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let two_back = subject.among.years().map(|years| years.back(2));
    let (Ok(before), Ok(Some(first))) = (subject.among.before(report), two_back) else {
        let reason = Words::new("库中没有连续三年年报", "the corpus has no three years in a row");
        return sink.cannot("表二", reason);
    };
    for id in DECISIONS {
        match numbers(sink, [(first, id), (before, id), (report, id)]) {
            Err(reason) => sink.cannot(row_name(id.row), reason),
            Ok(([a, b, c], _)) if !(is_leap(a, b) && is_leap(b, c) && (a < b) == (c < b)) => sink.holds(),
            Ok(([a, b, c], [one, two, three])) => {
                let others = one.evidence(None).map(|evidence| elsewhere(first, evidence));
                let others = others.chain(two.evidence(None).map(|evidence| elsewhere(before, evidence)));
                sink.fails(Finding {
                    message: Words::new(
                        format!("{}:三年为{a}、{b}、{c}", id.row.short_zh()),
                        format!("{}: {a}, {b}, {c} in three years", id.row.short_en()),
                    ),
                    expected: "同一数量级".to_owned(),
                    found: b.to_string(),
                    evidence: three.evidence(None).chain(others).collect(),
                    ..Finding::default()
                });
            }
        }
    }
}

/// Counts of several reports, as numbers and as sums that give evidence.
fn numbers<'a, const N: usize>(
    sink: &Sink<'_>,
    cells: [(&'a Report, CellId); N],
) -> Result<([i64; N], [Sum<'a>; N]), Words> {
    let mut sums = Vec::with_capacity(N);
    let mut values = [0; N];
    for ((report, id), value) in cells.into_iter().zip(&mut values) {
        let sum = Sum::of(report, sink.code(), [id])?;
        *value = sum.value.integer().ok_or_else(|| Words::new("件数有小数", "a count with a fraction"))?;
        sums.push(sum);
    }
    let sums = sums.try_into().map_err(|_| Words::default())?;
    Ok((values, sums))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::across::tests::{of_year, two};
    use crate::rules::draft::Corpora;

    pub(super) fn leap_examples() -> Corpora {
        let of = |now| two(|draft| draft.row(Row::AdminPenalty, [120]), |draft| draft.row(Row::AdminPenalty, [now]));
        Corpora { fails: of(1340), holds: of(1199) }
    }

    pub(super) fn zigzag_examples() -> Corpora {
        let of = |counts: [i64; 3]| {
            let years = [2021, 2022, 2023].into_iter().zip(counts);
            years.map(|(year, count)| of_year(year).row(Row::AdminPenalty, [count]).build()).collect()
        };
        Corpora { fails: of([120, 1300, 110]), holds: of([120, 1300, 1250]) }
    }

    #[test]
    fn small_counts_do_not_leap() {
        assert!(!is_leap(1, 49) && is_leap(0, 50) && is_leap(500, 50) && !is_leap(500, 51));
    }
}
