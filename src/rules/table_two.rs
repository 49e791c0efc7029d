//! The counts of table 二, 主动公开政府信息情况: stocks against what is new.

use crate::model::cell::Number;
use crate::model::form::{CellId, Col, Form, Row, Table};
use crate::rules::basis;
use crate::rules::identity::{Sum, each, row_name};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&TOTAL_GE, &OPEN_LE_MADE, &STOCK_IS_NEW, &ITEMS_NEGATIVE, &PROCUREMENT, &IN_FORCE];

const OLD: &[Form] = &[Form::F2019];
const NEW: &[Form] = &[Form::F2021];

rule! {
    /// ## What it checks
    /// 对外公开总数量 is at least 本年新公开数量, for 规章 and 规范性文件.
    ///
    /// ## Why it matters
    /// What was disclosed this year is a part of all that is disclosed.
    ///
    /// ## Example
    /// `表二·规范性文件:对外公开总数量3,本年新公开5`
    ///
    /// ## When it is wrong
    /// Seldom: where documents disclosed this year were withdrawn again before its end.
    TOTAL_GE = "T2-19-TOTAL-GE" {
        zh: "公开总数偏小", en: "fewer disclosed in all than anew",
        class: Report, default: Queue, severity: Error,
        forms: OLD, basis: Some(basis::FORM),
        check: total_ge, examples: tests::total_ge_examples,
    }
}

rule! {
    /// ## What it checks
    /// 本年新公开数量 is at most 本年新制作数量.
    ///
    /// ## Why it matters
    /// More disclosed than made means that older documents were opened this year, or a slip.
    ///
    /// ## Example
    /// `表二·规范性文件:本年新公开5,本年新制作3`
    ///
    /// ## When it is wrong
    /// Often: documents of earlier years are disclosed, too. It is off unless selected.
    OPEN_LE_MADE = "T2-19-OPEN-LE-MADE" {
        zh: "新公开超新制作", en: "more disclosed than made",
        class: Report, default: Off, severity: Info,
        forms: OLD, basis: None,
        check: open_le_made, examples: tests::open_le_made_examples,
    }
}

rule! {
    /// ## What it checks
    /// 对外公开总数量 of 规范性文件 is more than 本年新公开数量, where that is not 0.
    ///
    /// ## Why it matters
    /// A body that made such documents before this year has older ones on its site as well.
    ///
    /// ## Example
    /// `表二·规范性文件:对外公开总数量与本年新公开同为3`
    ///
    /// ## When it is wrong
    /// A body in its first year has no older documents. It is off unless selected.
    STOCK_IS_NEW = "T2-19-STOCK" {
        zh: "总数等于新公开", en: "stock equals this year's",
        class: Report, default: Off, severity: Info,
        forms: OLD, basis: None,
        check: stock_is_new, examples: tests::stock_examples,
    }
}

rule! {
    /// ## What it checks
    /// 上一年项目数量 + 本年增/减 is not below 0.
    ///
    /// ## Why it matters
    /// No list of powers has fewer than no items.
    ///
    /// ## Example
    /// `表二·行政许可:上一年12,本年增/减-15,合计-3`
    ///
    /// ## When it is wrong
    /// Where a dash before the number is a mark and not a sign.
    ITEMS_NEGATIVE = "T2-19-ITEMS-NEG" {
        zh: "项目数为负", en: "fewer than no items",
        class: Report, default: Queue, severity: Warning,
        forms: OLD, basis: Some(basis::FORM),
        check: items, examples: tests::items_examples,
    }
}

rule! {
    /// ## What it checks
    /// 采购项目数量 and 采购总金额 are both 0 or both more.
    ///
    /// ## Why it matters
    /// A purchase has a price, and a price has a purchase.
    ///
    /// ## Example
    /// `表二·政府集中采购:项目数量12,总金额0`
    ///
    /// ## When it is wrong
    /// Where one of the two is not known to the agency and 0 was written for it.
    PROCUREMENT = "T2-19-PROC" {
        zh: "采购数额不配", en: "purchases without amount",
        class: Report, default: Shown, severity: Warning,
        forms: OLD, basis: None,
        check: procurement, examples: tests::procurement_examples,
    }
}

rule! {
    /// ## What it checks
    /// 现行有效件数 is at least 本年制发件数 − 本年废止件数, for 规章 and 行政规范性文件.
    ///
    /// ## Why it matters
    /// What was made this year and not repealed is in force at its end.
    ///
    /// ## Example
    /// `表二·规范性文件:制发5-废止1=4,现行有效0`
    ///
    /// ## When it is wrong
    /// Documents that expired by their own terms within the year. Seldom.
    IN_FORCE = "T2-21-STOCK" {
        zh: "现行有效偏少", en: "too few in force",
        class: Report, default: Queue, severity: Error,
        forms: NEW, basis: Some(basis::FORM),
        check: in_force, examples: tests::in_force_examples,
    }
}

/// What one check over a few cells of a row found wrong.
struct Wrong {
    zh: String,
    en: String,
    expected: String,
    found: String,
}

/// Checks cells of a row against each other; says so where one has no value.
fn compare<'a, const N: usize>(
    subject: &Subject<'a>,
    sink: &mut Sink<'_>,
    row: Row,
    cols: [Col; N],
    wrong: impl FnOnce([Number; N]) -> Option<Wrong>,
) {
    let found = each(subject.report, sink.code(), cols.map(|col| CellId::new(row, col)));
    let cells: [Sum<'a>; N] = match found {
        Ok(cells) => cells,
        Err(reason) => return sink.cannot(row_name(row), reason),
    };
    match wrong(cells.each_ref().map(|cell| cell.value)) {
        None => sink.holds(),
        Some(wrong) => sink.fails(Finding {
            message: Words::new(
                format!("{}:{}", row_name(row), wrong.zh),
                format!("table 二, {}: {}", row.short_en(), wrong.en),
            ),
            expected: wrong.expected,
            found: wrong.found,
            evidence: cells.iter().flat_map(|cell| cell.evidence(None)).collect(),
            ..Finding::default()
        }),
    }
}

/// Whether the table has a number at all; if not, says once that nothing can be checked.
pub(crate) fn is_there(subject: &Subject<'_>, sink: &mut Sink<'_>) -> bool {
    let has = subject.report.tables.has(Table::T2);
    if !has {
        sink.cannot("表二", Words::new("表二没有读到数据", "no number was read in table 二"));
    }
    has
}

fn total_ge(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    for row in Row::DOCUMENTS.into_iter().filter(|_| subject.report.tables.has(Table::T2)) {
        compare(subject, sink, row, [Col::DisclosedNew, Col::DisclosedTotal], |[new, total]| {
            (total < new).then(|| Wrong {
                zh: format!("对外公开总数量{total},本年新公开{new}"),
                en: format!("{total} disclosed in all, {new} of them anew"),
                expected: format!("≥{new}"),
                found: total.to_string(),
            })
        });
    }
}

fn open_le_made(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    for row in Row::DOCUMENTS.into_iter().filter(|_| subject.report.tables.has(Table::T2)) {
        compare(subject, sink, row, [Col::MadeNew, Col::DisclosedNew], |[made, new]| {
            (new > made).then(|| Wrong {
                zh: format!("本年新公开{new},本年新制作{made}"),
                en: format!("{new} disclosed anew, {made} made"),
                expected: format!("≤{made}"),
                found: new.to_string(),
            })
        });
    }
}

fn stock_is_new(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    if !is_there(subject, sink) {
        return;
    }
    compare(subject, sink, Row::NormativeDocuments, [Col::DisclosedNew, Col::DisclosedTotal], |[new, total]| {
        (total == new && !new.is_zero()).then(|| Wrong {
            zh: format!("对外公开总数量与本年新公开同为{new}"),
            en: format!("{total} disclosed in all, all of them anew"),
            expected: format!(">{new}"),
            found: total.to_string(),
        })
    });
}

fn items(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    for row in Row::LISTS.into_iter().filter(|_| subject.report.tables.has(Table::T2)) {
        compare(subject, sink, row, [Col::PrevYearItems, Col::Change], |[before, change]| {
            let now = before.checked_add(change)?;
            now.is_negative().then(|| Wrong {
                zh: format!("上一年{before},本年增/减{change},合计{now}"),
                en: format!("{before} items before, change {change}, {now} left"),
                expected: "≥0".to_owned(),
                found: now.to_string(),
            })
        });
    }
}

fn procurement(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    if !is_there(subject, sink) {
        return;
    }
    compare(subject, sink, Row::GovProcurement, [Col::ProjectCount, Col::TotalAmount], |[count, amount]| {
        (count.is_zero() != amount.is_zero()).then(|| Wrong {
            zh: format!("项目数量{count},总金额{amount}"),
            en: format!("{count} purchases for {amount}"),
            expected: "均为0或均不为0".to_owned(),
            found: format!("{count} / {amount}"),
        })
    });
}

fn in_force(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    for row in Row::DOCUMENTS.into_iter().filter(|_| subject.report.tables.has(Table::T2)) {
        compare(subject, sink, row, [Col::Issued, Col::Repealed, Col::InForce], |[issued, repealed, in_force]| {
            let left = issued.checked_add(repealed.negated())?;
            (in_force < left).then(|| Wrong {
                zh: format!("制发{issued}-废止{repealed}={left},现行有效{in_force}"),
                en: format!("{issued} issued - {repealed} repealed = {left}, {in_force} in force"),
                expected: format!("≥{left}"),
                found: in_force.to_string(),
            })
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::Report;
    use crate::rules::draft::{Draft, Examples, check_all, complete, flags_of};

    fn old() -> Draft {
        complete(Form::F2019)
    }

    fn new() -> Draft {
        complete(Form::F2021)
    }

    pub(super) fn total_ge_examples() -> Examples {
        let documents = |total| old().row(Row::NormativeDocuments, [5, 5, total]).build();
        Examples { fails: documents(3), holds: documents(5) }
    }

    pub(super) fn open_le_made_examples() -> Examples {
        let documents = |made| old().row(Row::NormativeDocuments, [made, 5, 9]).build();
        Examples { fails: documents(3), holds: documents(5) }
    }

    pub(super) fn stock_examples() -> Examples {
        let documents = |total| old().row(Row::NormativeDocuments, [3, 3, total]).build();
        Examples { fails: documents(3), holds: documents(4) }
    }

    pub(super) fn items_examples() -> Examples {
        let items = |change| old().row(Row::AdminLicense, [12, change, 0]).build();
        Examples { fails: items(-15), holds: items(-12) }
    }

    pub(super) fn procurement_examples() -> Examples {
        let purchases = |amount| old().row(Row::GovProcurement, [12, amount]).build();
        Examples { fails: purchases(0), holds: purchases(7) }
    }

    pub(super) fn in_force_examples() -> Examples {
        let documents = |in_force| new().row(Row::NormativeDocuments, [5, 1, in_force]).build();
        Examples { fails: documents(0), holds: documents(4) }
    }

    fn messages(report: &Report, code: &str) -> Vec<String> {
        flags_of(report, code).into_iter().map(|flag| flag.message).collect()
    }

    #[test]
    fn messages_hold_the_numbers() {
        for (report, code, expected) in [
            (total_ge_examples().fails, "T2-19-TOTAL-GE", "表二·规范性文件:对外公开总数量3,本年新公开5"),
            (in_force_examples().fails, "T2-21-STOCK", "表二·规范性文件:制发5-废止1=4,现行有效0"),
            (items_examples().fails, "T2-19-ITEMS-NEG", "表二·行政许可:上一年12,本年增/减-15,合计-3"),
        ] {
            assert_eq!(messages(&report, code), [expected]);
        }
    }

    #[test]
    fn a_lost_table_is_not_evaluable() {
        let report = new().with(|report| report.tables.cells.retain(|id, _| id.table() != Table::T2)).build();
        let outcome = check_all(&report);
        assert!(outcome.flags.iter().all(|flag| !flag.rule.starts_with("T2")));
        assert!(outcome.unevaluable.iter().any(|u| u.rule == "T2-LEVEL-RULE"));
    }
}
