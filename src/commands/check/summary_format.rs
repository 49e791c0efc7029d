//! The summary as rows of text, of CSV and of a workbook.

use std::io::Write;

use crate::commands::check::summary::{By, Group, Summary};
use crate::commands::columns::{left, right, width};
use crate::commands::sheet::{Value, csv};
use crate::model::printable::printable;

/// Columns of the summary as CSV.
const COLUMNS: [&str; 10] = [
    "by",
    "key",
    "name",
    "reports_failing",
    "reports_evaluable",
    "flags",
    "error",
    "warning",
    "info",
    "reports_unevaluable",
];

/// A number with its thousands parted: 2,310.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut parted = String::new();
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    parted
}

/// `12/2,310 可评`: in how many of the reports that could have a flag there is one.
pub(super) fn rate(by: By, group: &Group) -> String {
    let of = if by == By::Rule { "可评" } else { "份" };
    format!("{}/{} {of}", grouped(group.failing), grouped(group.evaluable))
}

/// The share of these reports in tenths of a percent; empty without any.
pub(super) fn percent(group: &Group) -> String {
    let tenths = (group.failing * 1000 + group.evaluable / 2).checked_div(group.evaluable);
    tenths.map_or_else(String::new, |tenths| format!("{}.{}%", tenths / 10, tenths % 10))
}

/// Writes the summary for people.
pub(super) fn write_text(summary: &Summary, out: &mut dyn Write) -> std::io::Result<()> {
    summary.lines().try_for_each(|line| writeln!(out, "{line}"))?;
    for by in By::ALL {
        writeln!(out, "\n{}", by.name_zh())?;
        let groups = summary.groups(by);
        let widest = |cells: &mut dyn Iterator<Item = usize>| cells.max().unwrap_or(0);
        let key = widest(&mut groups.iter().map(|group| width(&group.key)));
        let labels: Vec<_> = groups.iter().map(|group| label(by, group, key)).collect();
        let name = widest(&mut labels.iter().map(|label| width(label)));
        let share = widest(&mut groups.iter().map(|group| width(&rate(by, group))));
        for (label, group) in labels.iter().zip(groups) {
            let line =
                [left(label, name), right(&rate(by, group), share), right(&percent(group), 6), counts(by, group)];
            writeln!(out, "  {}", line.join("  ").trim_end())?;
        }
    }
    Ok(())
}

fn label(by: By, group: &Group, key: usize) -> String {
    match by {
        By::Rule => format!("{}  {}", left(&group.key, key), group.name),
        // A region's name comes from outside.
        _ => printable(&group.name).into_owned(),
    }
}

fn counts(by: By, group: &Group) -> String {
    let Group { flags, error, warning, info, .. } = group;
    match by {
        By::Rule | By::Severity | By::Class => format!("疑点 {}", grouped(*flags)),
        By::Year | By::Region => format!(
            "疑点 {} (错误 {} 警告 {} 提示 {})",
            grouped(*flags),
            grouped(*error),
            grouped(*warning),
            grouped(*info)
        ),
    }
}

/// Writes the summary as CSV, a row a group.
pub(super) fn write_csv(summary: &Summary, out: &mut dyn Write) -> std::io::Result<()> {
    csv::head(out, &COLUMNS)?;
    for by in By::ALL {
        for group in summary.groups(by) {
            let first = [Value::text(by.id()), Value::of(&group.key)];
            csv::row(out, &[&first[..], &values(by, group)].concat())?;
        }
    }
    Ok(())
}

/// The name and the counts of a group.
pub(super) fn values(by: By, group: &Group) -> [Value; 8] {
    let Group { name, failing, evaluable, flags, error, warning, info, unevaluable, .. } = group;
    let unevaluable = if by == By::Rule { Value::number(*unevaluable) } else { Value::Empty };
    [
        Value::of(name),
        Value::number(*failing),
        Value::number(*evaluable),
        Value::number(*flags),
        Value::number(*error),
        Value::number(*warning),
        Value::number(*info),
        unevaluable,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_said_with_their_denominators() {
        let check = |failing, evaluable, expected: [&str; 3]| {
            let group = Group { failing, evaluable, ..Group::default() };
            assert_eq!([rate(By::Rule, &group), rate(By::Year, &group), percent(&group)], expected);
        };
        check(12, 2310, ["12/2,310 可评", "12/2,310 份", "0.5%"]);
        check(1, 3, ["1/3 可评", "1/3 份", "33.3%"]);
        check(0, 0, ["0/0 可评", "0/0 份", ""]);
        check(1_234_567, 1_234_567, ["1,234,567/1,234,567 可评", "1,234,567/1,234,567 份", "100.0%"]);
    }
}
