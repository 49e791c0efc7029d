//! What one year leaves to the next: 结转 of table 三, cases of table 四 that are still open.

use crate::model::flag::{Evidence, Side};
use crate::model::form::{CellId, Col, Form, Row, TableSpec};
use crate::model::report::Report;
use crate::rules::across::{elsewhere, year_of};
use crate::rules::basis;
use crate::rules::identity::{Sum, distance, row_name};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_cell};
use crate::rules::subject::Subject;

/// The rules of this file.
pub static RULES: &[&Rule] = &[&CARRIED_OVER, &STILL_PENDING];

const FORMS: &[Form] = &[Form::F2019, Form::F2021];

rule! {
    /// ## What it checks
    /// 二、上年结转政府信息公开申请数量 of a year is 四、结转下年度继续办理 of the year before, in the column
    /// 总计. Columns that differ are shown in the evidence.
    ///
    /// ## Why it matters
    /// Both count the same requests. Where they differ, one of the two reports is wrong, even if each
    /// balances by itself.
    ///
    /// ## Example
    /// `上年结转6,而2022年报"结转下年度"为4`
    ///
    /// ## When it is wrong
    /// After a merger or a split of agencies that kept the name. Where the report of the year before
    /// does not balance, the mistake may be there; the evidence shows its four numbers. Not evaluable
    /// where the corpus lacks that year.
    CARRIED_OVER = "T3-YOY-CARRY" {
        zh: "结转不衔接", en: "carry-over does not match",
        class: Report, default: Queue, severity: Error,
        forms: FORMS, basis: Some(basis::FORM),
        scope: Agency,
        check: carried_over, examples: tests::carried_over_examples,
    }
}

rule! {
    /// ## What it checks
    /// The total of a group of table 四 is at least 尚未审结 of the year before.
    ///
    /// ## Why it matters
    /// A case that was open at the end of a year is closed or still open in the next one.
    ///
    /// ## Example
    /// `2022年报尚未审结3,本年总计1`
    ///
    /// ## When it is wrong
    /// Cases that were withdrawn or moved to another group. A figure, not a finding.
    STILL_PENDING = "T4-YOY-PENDING" {
        zh: "上年未结未计入", en: "open cases of last year not counted",
        class: Indicator, default: Off, severity: Info,
        forms: FORMS, basis: None,
        scope: Agency,
        check: still_pending, examples: tests::still_pending_examples,
    }
}

fn carried_over(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let (left, right) = (CellId::new(Row::CarriedOut, Col::Total), CellId::new(Row::CarriedIn, Col::Total));
    let report = subject.report;
    let sides = subject.among.before(report).and_then(|before| {
        let out = Sum::of(before, sink.code(), [left])?;
        Ok((before, out, Sum::of(report, sink.code(), [right])?))
    });
    let (before, out, carried) = match sides {
        Ok(sides) => sides,
        Err(reason) => return sink.cannot(row_name(Row::CarriedIn), reason),
    };
    let (out_value, in_value) = (out.value, carried.value);
    if out_value == in_value {
        return sink.holds();
    }
    let unbalanced = if balances(before) == Some(false) { ",该年报勾稽不平" } else { "" };
    let zh = format!("上年结转{in_value},而{}“结转下年度”为{out_value}{unbalanced}", year_of(before));
    let en = format!(
        "carried in {in_value}, carried out {out_value} the year before{}",
        if unbalanced.is_empty() { "" } else { ", whose table does not balance" }
    );
    let own = carried.evidence(Side::Right).chain(columns(report, Row::CarriedIn, before, Row::CarriedOut));
    let others = out.evidence(Side::Left).chain(columns(before, Row::CarriedOut, report, Row::CarriedIn));
    let evidence: Vec<Evidence> = own.chain(others.map(|evidence| elsewhere(before, evidence))).collect();
    sink.fails(Finding {
        message: Words::new(zh, en),
        expected: out_value.to_string(),
        found: in_value.to_string(),
        evidence,
        place: Some(right.to_string()),
        ..Finding::default()
    });
}

/// The cells of a row whose value differs from the other report's, but for the total: on no side, as they
/// are in the totals already.
fn columns(report: &Report, row: Row, other: &Report, other_row: Row) -> impl Iterator<Item = Evidence> {
    let spec = Form::F2021.table(row.table()).map_or(&[][..], TableSpec::cols);
    spec.iter().filter(|col| **col != Col::Total).filter_map(move |col| {
        let cell = report.tables.cell(CellId::new(row, *col))?;
        let theirs = other.tables.cell(CellId::new(other_row, *col))?.value?;
        (cell.value? != theirs).then(|| of_cell(None, CellId::new(row, *col), cell))
    })
}

/// Whether 一+二=(七)+四 holds in the total column of a report; `None` where that cannot be told.
fn balances(report: &Report) -> Option<bool> {
    let value = |row| report.tables.cell(CellId::new(row, Col::Total))?.value;
    let left = value(Row::NewReceived)?.checked_add(value(Row::CarriedIn)?)?;
    let right = value(Row::HandledTotal)?.checked_add(value(Row::CarriedOut)?)?;
    Some(left == right)
}

fn still_pending(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let before = match subject.among.before(report) {
        Ok(before) => before,
        Err(reason) => return sink.cannot("表四", reason),
    };
    for row in Row::DISPUTES {
        let sides = Sum::of(before, sink.code(), [CellId::new(row, Col::Pending)])
            .and_then(|pending| Ok((pending, Sum::of(report, sink.code(), [CellId::new(row, Col::Total)])?)));
        match sides {
            Err(reason) => sink.cannot(row_name(row), reason),
            Ok((pending, total)) if pending.value <= total.value => sink.holds(),
            Ok((pending, total)) => {
                let (open, now) = (pending.value, total.value);
                let missing = distance(open, now).unwrap_or(open);
                sink.fails(Finding {
                    message: Words::new(
                        format!("{}:{}尚未审结{open},本年总计{now}", row_name(row), year_of(before)),
                        format!("{}: {open} open the year before, {now} in all, {missing} not counted", row.short_en()),
                    ),
                    expected: format!("≥{open}"),
                    found: now.to_string(),
                    evidence: total
                        .evidence(Side::Right)
                        .chain(pending.evidence(Side::Left).map(|evidence| elsewhere(before, evidence)))
                        .collect(),
                    ..Finding::default()
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::{Cell, How};
    use crate::rules::across::tests::{of_year, two};
    use crate::rules::corpus::check_reports;
    use crate::rules::draft::{Corpora, Draft};
    use crate::rules::selection::Selection;

    fn carried(draft: Draft, row: Row, count: i64) -> Draft {
        draft.row(row, [count, 0, 0, 0, 0, 0, count])
    }

    fn carry_over(out: i64, carried_in: i64) -> Vec<Report> {
        two(
            |draft| carried(carried(draft, Row::CarriedOut, out), Row::NewReceived, out),
            |draft| carried(carried(draft, Row::CarriedIn, carried_in), Row::HandledTotal, carried_in),
        )
    }

    pub(super) fn carried_over_examples() -> Corpora {
        Corpora { fails: carry_over(4, 6), holds: carry_over(4, 4) }
    }

    pub(super) fn still_pending_examples() -> Corpora {
        let of = |pending, total| {
            two(
                |draft| draft.row(Row::Review, [0, 0, 0, pending, pending]),
                |draft| draft.row(Row::Review, [total, 0, 0, 0, total]),
            )
        };
        Corpora { fails: of(3, 1), holds: of(3, 3) }
    }

    fn flags(reports: &[Report], code: &str) -> Vec<crate::model::flag::Flag> {
        let selection = Selection::parse(&[code.to_owned()], &[]).unwrap();
        check_reports(reports, &selection).into_iter().flat_map(|outcome| outcome.flags).collect()
    }

    #[test]
    fn both_reports_are_evidence_and_the_columns_that_differ() {
        let flags = flags(&carry_over(4, 6), "T3-YOY-CARRY");
        assert_eq!(flags[0].message, "上年结转6,而2021年报“结转下年度”为4");
        let told: Vec<_> = flags[0]
            .evidence
            .iter()
            .map(|e| (e.report.as_deref(), e.cell.unwrap().to_string(), e.value.unwrap().to_string()))
            .collect();
        let of = |report, cell: &str, value: &str| (report, cell.to_owned(), value.to_owned());
        assert_eq!(
            told,
            [
                of(None, "t3.carried_in.total", "6"),
                of(None, "t3.carried_in.natural_person", "6"),
                of(Some("year2021"), "t3.carried_out.total", "4"),
                of(Some("year2021"), "t3.carried_out.natural_person", "4"),
            ]
        );
    }

    #[test]
    fn a_report_that_does_not_balance_is_named() {
        let spoilt = two(|draft| carried(draft, Row::CarriedOut, 4), |draft| carried(draft, Row::CarriedIn, 6));
        assert!(flags(&spoilt, "T3-YOY-CARRY")[0].message.ends_with(",该年报勾稽不平"));
    }

    #[test]
    fn what_is_not_known_is_not_flagged() {
        let unplaced = |draft: Draft| draft.cell(Row::CarriedIn, Col::Total, Cell::null(How::Unplaced));
        let reports = two(|draft| carried(draft, Row::CarriedOut, 4), unplaced);
        let selection = Selection::parse(&["T3-YOY-CARRY".to_owned()], &[]).unwrap();
        let outcomes = check_reports(&reports, &selection);
        let reasons: Vec<_> = outcomes.iter().flat_map(|o| &o.unevaluable).map(|u| &*u.reason).collect();
        assert_eq!(reasons, ["库中未见2020年年报", "表三·上年结转·总计未能定位"]);
        // Two years apart, nothing follows.
        let apart = vec![carried(of_year(2020), Row::CarriedOut, 4).build(), of_year(2022).build()];
        assert_eq!(flags(&apart, "T3-YOY-CARRY"), []);
    }

    #[test]
    fn namesakes_are_not_compared() {
        let mut reports = carry_over(4, 6);
        for (report, host) in reports.iter_mut().zip(["https://a.example/1", "https://b.example/1"]) {
            report.agency = crate::model::agency::Agency { name: Some("财政局".into()), ..Default::default() };
            report.source.url = Some(host.to_owned());
        }
        assert_eq!(flags(&reports, "T3-YOY-CARRY"), []);
        for report in &mut reports {
            report.source.url = Some("https://a.example/1".to_owned());
        }
        assert_eq!(flags(&reports, "T3-YOY-CARRY").len(), 1);
    }
}
