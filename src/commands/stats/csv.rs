//! The statistics as rows for spreadsheets.

use std::io::{self, Write};

use crate::commands::sheet::{Value, csv};
use crate::commands::stats::figures::Figures;
use crate::review::{Agreement, Counts};
use crate::rules::find;

/// Columns of the counts.
const COUNTS: [&str; 15] = [
    "by",
    "key",
    "name",
    "decided",
    "real",
    "false_alarm",
    "misread",
    "discuss",
    "skipped",
    "precision",
    "low",
    "high",
    "decisions",
    "days",
    "decisions_a_day",
];
/// Columns of the agreement.
const AGREEMENT: [&str; 8] = ["by", "key", "name", "n", "agreed", "observed", "kappa", "too_few"];

/// Writes a row a rule, a layout and a reviewer.
pub(super) fn counts(figures: &Figures, out: &mut dyn Write) -> io::Result<()> {
    csv::head(out, &COUNTS)?;
    for (code, counts) in &figures.rules {
        let share = counts.precision();
        let share = share.map_or([None; 3], |share| [Some(share.value), Some(share.low), Some(share.high)]);
        let head = [Value::text("rule"), Value::text(code), Value::text(name_of(code))];
        row(out, &[&head[..], &verdicts(counts), &share.map(fraction)].concat())?;
    }
    for (layout, misread) in &figures.layouts {
        let key = layout.format.unwrap_or("not_in_corpus");
        let head = [Value::text("layout"), Value::text(key), Value::optional(layout.extractor.as_deref())];
        let counts = Counts { misread: misread.flags, ..Counts::default() };
        row(out, &[&head[..], &verdicts(&counts)].concat())?;
    }
    for (by, work) in &figures.reviewers {
        let head = [Value::text("reviewer"), Value::text(by), Value::Empty];
        let rest = [Value::number(work.decisions), Value::number(work.days), fraction(work.a_day())];
        row(out, &[&head[..], &verdicts(&work.flags), &[Value::Empty, Value::Empty, Value::Empty], &rest].concat())?;
    }
    Ok(())
}

/// Writes a row for all, and one a rule and a pair of reviewers.
pub(super) fn agreement(figures: &Figures, out: &mut dyn Write) -> io::Result<()> {
    let all = &figures.agreements;
    csv::head(out, &AGREEMENT)?;
    agreement_row(out, &[Value::text("all"), Value::Empty, Value::Empty], &all.all)?;
    for (code, of) in &all.rules {
        agreement_row(out, &[Value::text("rule"), Value::text(code), Value::text(name_of(code))], of)?;
    }
    for ((first, second), of) in &all.pairs {
        agreement_row(out, &[Value::text("pair"), Value::text(first), Value::text(second)], of)?;
    }
    Ok(())
}

fn agreement_row(out: &mut dyn Write, head: &[Value; 3], of: &Agreement) -> io::Result<()> {
    let few = Value::text(if of.is_thin() { "true" } else { "false" });
    let rest = [Value::number(of.n), Value::number(of.agreed), fraction(of.observed()), fraction(of.kappa()), few];
    csv::row(out, &[&head[..], &rest].concat())
}

/// Writes a row of counts, filled up with empty cells.
fn row(out: &mut dyn Write, values: &[Value]) -> io::Result<()> {
    let mut values = values.to_vec();
    values.resize(COUNTS.len(), Value::Empty);
    csv::row(out, &values)
}

fn verdicts(counts: &Counts) -> [Value; 6] {
    let all = [counts.decided(), counts.real, counts.false_alarm, counts.misread, counts.discuss, counts.skipped];
    all.map(Value::number)
}

/// Four places behind the point.
fn fraction(number: Option<f64>) -> Value {
    number.map_or(Value::Empty, |number| Value::of(&format!("{number:.4}")))
}

fn name_of(code: &str) -> &'static str {
    find(code).map_or("", |rule| rule.name_zh)
}
