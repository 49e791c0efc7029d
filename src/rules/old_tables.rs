//! The arithmetic of statistics tables before 2019: totals of which the form of 2014 or the table itself
//! names the parts, and figures of a year against those of all years.

use std::ops::Range;

use crate::model::cell::{Cell, Number};
use crate::model::flag::{Evidence, Side};
use crate::model::form::Form;
use crate::model::tables::OldRow;
use crate::rules::prose::clip;
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&SUM, &CUMULATIVE];

const FORMS: &[Form] = &[Form::F2008, Form::F2014];

rule! {
    /// ## What it checks
    /// In the statistics table of a report for 2018 or before, a total is the sum of the parts printed under
    /// it: requests by channel, requests closed in time and late, replies by kind, refusals by reason,
    /// reviews and suits by result, full-time and part-time staff. In a local table, requests and replies.
    ///
    /// ## Why it matters
    /// Each of these is counted once. The channels of disclosure are not: one item may be on several.
    ///
    /// ## Example
    /// `统计表·收到申请数:12,分项3+8=11,差1`
    ///
    /// ## When it is wrong
    /// Local tables may define their parts otherwise. A part without a number makes its total not evaluable.
    SUM = "OLD-SUM" {
        zh: "统计表合计不符", en: "old table does not add up",
        class: Report, default: Shown, severity: Warning,
        forms: FORMS, basis: None,
        check: sums, examples: tests::sum_examples,
    }
}

rule! {
    /// ## What it checks
    /// The figure of all years (历年累计) is not below that of the year.
    ///
    /// ## Why it matters
    /// The year is one of them.
    ///
    /// ## Example
    /// `统计表·收到申请数:本年12,历年累计9`
    ///
    /// ## When it is wrong
    /// Where the two columns of the source were swapped by a reader; then many rows fail.
    CUMULATIVE = "OLD-CUM" {
        zh: "累计小于本年", en: "all years below one",
        class: Report, default: Shown, severity: Warning,
        forms: FORMS, basis: None,
        check: cumulative, examples: tests::cumulative_examples,
    }
}

/// The totals of the form of 2014 with their parts.
const TOTALS: [(&str, &[&str]); 7] = [
    ("req_total", &["req_in_person", "req_by_fax", "req_by_network", "req_by_letter"]),
    ("closed_total", &["closed_on_time", "closed_extended"]),
    (
        "replied_total",
        &[
            "reply_already_public",
            "reply_granted",
            "reply_partial",
            "reply_refused",
            "reply_not_ours",
            "reply_not_exist",
            "reply_amend",
            "reply_other_way",
        ],
    ),
    (
        "reply_refused",
        &[
            "refused_state_secret",
            "refused_trade_secret",
            "refused_privacy",
            "refused_three_security",
            "refused_not_gov_info",
            "refused_other_law",
        ],
    ),
    ("review_total", &["review_upheld", "review_corrected", "review_other"]),
    ("litigation_total", &["litigation_upheld", "litigation_corrected", "litigation_other"]),
    ("staff_total", &["staff_full_time", "staff_part_time"]),
];

/// A total with its parts, as rows of a table.
struct Total {
    row: usize,
    parts: Vec<usize>,
}

/// Every total of the table of which all parts are printed.
fn totals(rows: &[OldRow]) -> Vec<Total> {
    let at = |id: &str| rows.iter().position(|row| row.id.as_deref() == Some(id));
    let of_form = TOTALS.iter().filter_map(|(total, parts)| {
        let parts: Option<Vec<usize>> = parts.iter().map(|part| at(part)).collect();
        Some(Total { row: at(total)?, parts: parts? })
    });
    of_form.chain(local_totals(rows)).collect()
}

/// Requests and replies of a table that is not that of 2014: rows right under the total, one kind of
/// thing each.
fn local_totals(rows: &[OldRow]) -> impl Iterator<Item = Total> {
    rows.iter().enumerate().filter(|(_, row)| row.id.is_none()).filter_map(|(n, row)| {
        let label = row.path.last()?;
        let kind = ["申请", "答复"].into_iter().find(|kind| label.contains(kind))?;
        let parts = parts_of(rows, n);
        let alike = |part: &OldRow| part.path.last().is_some_and(|label| label.contains(kind));
        let several = parts.len() > 1 && rows.get(parts.clone()).is_some_and(|parts| parts.iter().all(alike));
        several.then(|| Total { row: n, parts: parts.collect() })
    })
}

/// The rows right below a row, where none of them has rows of its own.
fn parts_of(rows: &[OldRow], n: usize) -> Range<usize> {
    let Some(path) = rows.get(n).map(|row| &row.path) else { return n..n };
    let below = rows.iter().skip(n + 1).take_while(|row| row.path.len() > path.len() && row.path.starts_with(path));
    let rows_below = below.clone().count();
    let direct = below.filter(|row| row.path.len() == path.len() + 1).count();
    if direct == rows_below { n + 1..n + 1 + direct } else { n..n }
}

fn name(row: &OldRow) -> String {
    let label = row.path.last().map_or("", String::as_str);
    let own = label.trim_start_matches(|c: char| !c.is_alphabetic() || "一二三四五六七八九十".contains(c));
    format!("统计表·{}", clip(own, 10))
}

/// The value of a cell that a rule may use, or why it may not.
fn value(cell: &Cell, rule: &str, name: &str) -> Result<Number, Words> {
    let Some(value) = cell.value else {
        return Err(Words::new(format!("{name}无数值"), format!("{name} has no value")));
    };
    if cell.by.iter().any(|by| by == rule) {
        return Err(Words::new(format!("{name}由本勾稽关系推算"), format!("{name} was inferred by this identity")));
    }
    Ok(value)
}

fn of_row(side: Side, row: &OldRow, cell: &Cell) -> Evidence {
    let quote = cell.value.map(|value| value.to_string());
    let at = cell.at.or(row.cell.at);
    Evidence { side: Some(side), value: cell.value, how: cell.how, at, quote, ..Evidence::default() }
}

fn sums(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let rows = &subject.report.tables.old;
    let totals = totals(rows);
    if totals.is_empty() {
        return sink.cannot("统计表", Words::new("没有可加总的行", "no rows to be added up"));
    }
    for total in totals {
        let Some(row) = rows.get(total.row) else { continue };
        let parts: Vec<&OldRow> = total.parts.iter().filter_map(|n| rows.get(*n)).collect();
        let sum = parts.iter().try_fold(Number::ZERO, |sum, part| {
            let next = value(&part.cell, sink.code(), &name(part))?;
            sum.checked_add(next).ok_or_else(|| Words::new("数值过大", "numbers too large"))
        });
        let sides = sum.and_then(|sum| Ok((sum, value(&row.cell, sink.code(), &name(row))?)));
        match sides {
            Ok((sum, printed)) if sum == printed => sink.holds(),
            Ok((sum, printed)) => sink.fails(unequal(row, &parts, sum, printed)),
            Err(reason) => sink.cannot(name(row), reason),
        }
    }
}

fn unequal(row: &OldRow, parts: &[&OldRow], sum: Number, printed: Number) -> Finding {
    let addends: Vec<String> =
        parts.iter().filter_map(|part| part.cell.value).filter(|n| !n.is_zero()).map(|n| n.to_string()).collect();
    let written = match addends.as_slice() {
        [] | [_] => sum.to_string(),
        few if few.join("+").len() <= 16 => format!("{}={sum}", few.join("+")),
        many => format!("{}项合计{sum}", many.len()),
    };
    let delta = crate::rules::identity::distance(sum, printed).unwrap_or(Number::ZERO);
    Finding {
        message: Words::new(
            format!("{}:{printed},分项{written},差{delta}", name(row)),
            format!("{}: {printed}, parts make {sum}, off by {delta}", name(row)),
        ),
        expected: sum.to_string(),
        found: printed.to_string(),
        evidence: std::iter::once(of_row(Side::Left, row, &row.cell))
            .chain(parts.iter().map(|part| of_row(Side::Right, part, &part.cell)))
            .collect(),
        place: Some(row.path.join(">")),
        ..Finding::default()
    }
}

fn cumulative(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let rows = subject.report.tables.old.iter().filter_map(|row| Some((row, row.cumulative.as_ref()?)));
    let mut any = false;
    for (row, all) in rows {
        any = true;
        let sides =
            value(&row.cell, sink.code(), &name(row)).and_then(|year| Ok((year, value(all, sink.code(), &name(row))?)));
        match sides {
            Ok((year, all_years)) if all_years >= year => sink.holds(),
            Ok((year, all_years)) => sink.fails(Finding {
                message: Words::new(
                    format!("{}:本年{year},历年累计{all_years}", name(row)),
                    format!("{}: {year} this year, {all_years} in all years", name(row)),
                ),
                expected: format!("≥{year}"),
                found: all_years.to_string(),
                evidence: vec![of_row(Side::Left, row, &row.cell), of_row(Side::Right, row, all)],
                place: Some(row.path.join(">")),
                ..Finding::default()
            }),
            Err(reason) => sink.cannot(name(row), reason),
        }
    }
    if !any {
        sink.cannot("统计表", Words::new("没有历年累计一栏", "no column of all years"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::{Report, Span};
    use crate::rules::draft::{Examples, flags_of};

    /// A row of depth 1 or 2 by its label, the figure of the year and that of all years.
    fn table(rows: &[(&str, &str, i64, Option<i64>)]) -> Report {
        let mut report =
            Report { id: "olddraft2222".into(), year: Some(2016), form: Some(Form::F2014), ..Report::default() };
        let mut parent = String::new();
        for (n, (id, label, year, all)) in rows.iter().enumerate() {
            let path = if let Some(label) = label.strip_prefix(' ') {
                vec![parent.clone(), label.to_owned()]
            } else {
                (*label).clone_into(&mut parent);
                vec![parent.clone()]
            };
            let cell = |value: i64| Cell::read(value.into(), Span::new(n * 10, n * 10 + 2));
            report.tables.old.push(OldRow {
                id: (!id.is_empty()).then(|| (*id).to_owned()),
                path,
                cell: cell(*year),
                cumulative: all.map(cell),
            });
        }
        report
    }

    fn requests(total: i64) -> Report {
        table(&[
            ("req_total", "(一)收到申请数", total, None),
            ("req_in_person", " 1.当面申请数", 3, None),
            ("req_by_fax", " 2.传真申请数", 0, None),
            ("req_by_network", " 3.网络申请数", 8, None),
            ("req_by_letter", " 4.信函申请数", 0, None),
        ])
    }

    pub(super) fn sum_examples() -> Examples {
        Examples { fails: requests(12), holds: requests(11) }
    }

    pub(super) fn cumulative_examples() -> Examples {
        let of = |all| table(&[("", "受理申请数", 12, Some(all))]);
        Examples { fails: of(9), holds: of(12) }
    }

    #[test]
    fn totals_say_what_they_are_made_of() {
        let flags = flags_of(&requests(12), "OLD-SUM");
        assert_eq!(flags[0].message, "统计表·收到申请数:12,分项3+8=11,差1");
        assert_eq!((flags[0].expected.as_str(), flags[0].found.as_str()), ("11", "12"));
        assert_eq!(flags[0].evidence.len(), 5);
    }

    #[test]
    fn local_tables_add_requests_and_not_channels() {
        let of = |label: &str, parts: [&str; 2]| {
            let rows = [("", label, 9, None), ("", parts[0], 3, None), ("", parts[1], 4, None)];
            flags_of(&table(&rows), "OLD-SUM").len()
        };
        assert_eq!(of("受理依申请公开信息总数", [" 1.当面申请数", " 2.信函申请数"]), 1);
        assert_eq!(of("主动公开信息数", [" 1.网站公开", " 2.公报公开"]), 0);
        assert_eq!(of("受理依申请公开信息总数", [" 1.当面申请数", " 其中老年人数"]), 0);
    }

    #[test]
    fn a_part_without_a_number_or_inferred_by_the_sum_checks_nothing() {
        let mut lost = requests(12);
        lost.tables.old[1].cell.value = None;
        assert!(flags_of(&lost, "OLD-SUM").is_empty());
        let mut own = requests(12);
        own.tables.old[1].cell.by = vec!["OLD-SUM".into()];
        assert!(flags_of(&own, "OLD-SUM").is_empty());
        let mut part = requests(12);
        part.tables.old.pop();
        assert!(flags_of(&part, "OLD-SUM").is_empty());
    }
}
