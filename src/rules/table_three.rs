//! The arithmetic of table 三, 收到和处理政府信息公开申请情况: rows, outcomes, and the identity that the
//! form itself prints. Every check is exact; a cell without a value makes it not evaluable.

use crate::model::cell::Number;
use crate::model::form::{APPLICANTS, CellId, Col, Form, Row, Table};
use crate::model::report::Report;
use crate::rules::basis;
use crate::rules::identity::{Sum, printed_total, row_name, two_sides};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Sink, Words};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&ROW, &OUTCOMES, &BALANCE];

const FORMS: &[Form] = &[Form::F2019, Form::F2021];

rule! {
    /// ## What it checks
    /// In every row of table 三, 总计 is the sum of 自然人, 商业企业, 科研机构, 社会公益组织, 法律服务机构 and
    /// 其他. 23 checks in the form of 2019, 25 in that of 2021.
    ///
    /// ## Why it matters
    /// The six columns are a full division of applicants. A row that does not add up was miscopied,
    /// and every figure made from it is wrong.
    ///
    /// ## Example
    /// `表三·予以公开:15+2=17,总计18,差1`
    ///
    /// ## When it is wrong
    /// Where the source prints a column 法人或其他组织 of its own, a reader may have taken it for one of
    /// the six. A row with a blank or unplaced cell is not evaluable.
    ROW = "T3-ROW" {
        zh: "行合计不符", en: "row does not add up",
        class: Report, default: Queue, severity: Error,
        forms: FORMS, basis: Some(basis::FORM),
        check: rows, examples: tests::row_examples,
    }
}

rule! {
    /// ## What it checks
    /// In every column of table 三, (七)总计 is the sum of the outcomes above it: 19 rows in the form of
    /// 2019, 21 in that of 2021. Which rows stand for (六)其他处理 is told by what is printed.
    ///
    /// ## Why it matters
    /// Every request has one outcome. Where the outcomes do not add up, requests were counted twice
    /// or left out.
    ///
    /// ## Example
    /// `表三·总计:办理结果7+6+4+3+3+4=27,(七)总计21,差6`
    ///
    /// ## When it is wrong
    /// Where a source prints subtotals of (三) to (六), a reader may have taken one for an outcome. A
    /// column with a blank or unplaced outcome is not evaluable.
    OUTCOMES = "T3-SUM7" {
        zh: "办结合计不符", en: "outcomes do not add up",
        class: Report, default: Queue, severity: Error,
        forms: FORMS, basis: Some(basis::FORM),
        check: outcomes, examples: tests::outcomes_examples,
    }
}

rule! {
    /// ## What it checks
    /// In every column of table 三, 一(本年新收) + 二(上年结转) = 三(七)总计 + 四(结转下年度). The message says
    /// so where 四 alone is greater than 一 + 二, and where requests came in and neither an outcome nor
    /// a carry-over is printed.
    ///
    /// ## Why it matters
    /// The form prints this identity in the corner of the table: whoever fills it in is asked to check
    /// it.
    ///
    /// ## Example
    /// `表三·总计:新收118+结转6=124,办结121+结转下年2=123,差1`
    ///
    /// ## When it is wrong
    /// Seldom. Two columns of the source may have been swapped by a reader; then the identity fails in
    /// both by the same difference.
    BALANCE = "T3-BAL" {
        zh: "勾稽不平", en: "identity does not balance",
        class: Report, default: Queue, severity: Error,
        forms: FORMS, basis: Some(basis::CORNER_NOTE),
        check: balance, examples: tests::balance_examples,
    }
}

/// Whether table 三 holds a number at all; if not, says once that nothing can be checked.
fn has_numbers(report: &Report, sink: &mut Sink<'_>) -> bool {
    let has = report.tables.has(Table::T3);
    if !has {
        sink.cannot("表三", Words::new("表三没有读到数据", "no number was read in table 三"));
    }
    has
}

fn rows(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    if !has_numbers(report, sink) {
        return;
    }
    for row in rows_printed(subject) {
        let total = CellId::new(row, Col::Total);
        let parts = APPLICANTS.iter().filter(|col| **col != Col::Total).map(|col| CellId::new(row, *col));
        let sides = Sum::of(report, sink.code(), parts)
            .and_then(|parts| Sum::of(report, sink.code(), [total]).map(|total| (parts, total)));
        let (parts, total) = match sides {
            Ok(sides) => sides,
            Err(reason) => {
                sink.cannot(row_name(row), reason);
                continue;
            }
        };
        printed_total(sink, &total, &parts, |delta| {
            let written = parts.written();
            Words::new(
                format!("{}:{},总计{},差{delta}", row_name(row), written.zh, total.value),
                format!("table 三, {}: {}, 总计 {}, off by {delta}", row.short_en(), written.en, total.value),
            )
        });
    }
}

/// The rows of the form, less those of the other edition's (六) that the source prints instead.
pub(crate) fn rows_printed(subject: &Subject<'_>) -> Vec<Row> {
    let sixth = sixth(subject.report);
    let of_form = subject.table(Table::T3).into_iter().flat_map(|table| table.rows().map(|spec| spec.row));
    let mut rows: Vec<_> = of_form.filter(|row| !is_sixth(*row)).collect();
    if rows.is_empty() {
        rows = subject.report.tables.cells.keys().map(|id| id.row).filter(|row| row.table() == Table::T3).collect();
        rows.dedup();
        return rows;
    }
    let end = rows.iter().position(|row| *row == Row::HandledTotal).unwrap_or(rows.len());
    rows.splice(end..end, sixth.unwrap_or_default());
    rows
}

pub(crate) fn is_sixth(row: Row) -> bool {
    row == Row::Other || Row::PARTS_OF_OTHER.contains(&row)
}

/// The rows that stand for (六)其他处理 in this source; `None` where both editions' rows hold numbers
/// or nothing tells.
pub(crate) fn sixth(report: &Report) -> Option<Vec<Row>> {
    let holds = |row: Row| report.tables.row(row).any(|(_, cell)| cell.value.is_some());
    match (holds(Row::Other), Row::PARTS_OF_OTHER.into_iter().any(holds), report.form) {
        (true, false, _) | (false, false, Some(Form::F2019)) => Some(vec![Row::Other]),
        (false, true, _) | (false, false, Some(Form::F2021)) => Some(Row::PARTS_OF_OTHER.to_vec()),
        _ => None,
    }
}

fn outcomes(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    if !has_numbers(report, sink) {
        return;
    }
    let Some(sixth) = sixth(report) else {
        let reason = Words::new("(六)其他处理的行次不明", "which rows stand for (六) cannot be told");
        return sink.cannot("表三·(七)总计", reason);
    };
    // Both editions have the same outcomes before (六).
    let common = Form::F2021.table(Table::T3).into_iter().flat_map(|table| table.rows().map(|spec| spec.row));
    let addends: Vec<_> = common.filter(|row| row.is_outcome() && !is_sixth(*row)).chain(sixth).collect();
    for col in APPLICANTS {
        let cells = addends.iter().map(|row| CellId::new(*row, *col));
        let sides = Sum::of(report, sink.code(), [CellId::new(Row::HandledTotal, *col)])
            .and_then(|total| Sum::of(report, sink.code(), cells).map(|parts| (parts, total)));
        let (parts, total) = match sides {
            Ok(sides) => sides,
            Err(reason) => {
                sink.cannot(format!("表三·(七)总计·{}", col.name_zh()), reason);
                continue;
            }
        };
        printed_total(sink, &total, &parts, |delta| {
            let written = parts.written();
            Words::new(
                format!("表三·{}:办理结果{},(七)总计{},差{delta}", short(*col), written.zh, total.value),
                format!("table 三, {}: outcomes {}, (七) {}, off by {delta}", col.id(), written.en, total.value),
            )
        });
    }
}

fn balance(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    if !has_numbers(report, sink) {
        return;
    }
    for col in APPLICANTS {
        let cells = |rows: [Row; 2]| rows.map(|row| CellId::new(row, *col));
        let sides = Sum::of(report, sink.code(), cells([Row::NewReceived, Row::CarriedIn])).and_then(|left| {
            Sum::of(report, sink.code(), cells([Row::HandledTotal, Row::CarriedOut])).map(|right| (left, right))
        });
        match sides {
            Ok((left, right)) => {
                two_sides(sink, &left, &right, |delta| balance_message(report, *col, [left.value, right.value], delta));
            }
            Err(reason) => sink.cannot(format!("表三·{}", col.name_zh()), reason),
        }
    }
}

/// A column's name of at most four characters.
fn short(col: Col) -> String {
    col.head_zh().concat()
}

/// What `T3-BAL` says: its two special cases have words of their own.
fn balance_message(report: &Report, col: Col, [left, right]: [Number; 2], delta: Number) -> Words {
    let value = |row| report.tables.cell(CellId::new(row, col)).and_then(|cell| cell.value).unwrap_or(Number::ZERO);
    let (new, old) = (value(Row::NewReceived), value(Row::CarriedIn));
    let (done, next) = (value(Row::HandledTotal), value(Row::CarriedOut));
    let (zh, en) = (short(col), col.id());
    if done.is_zero() && next.is_zero() && !new.is_zero() {
        return Words::new(
            format!("表三·{zh}:新收{new}+结转{old}={left},办理结果和结转下年均为{right}"),
            format!("table 三, {en}: received {new}+{old}={left}, outcomes and carried out are {right}"),
        );
    }
    if next > left {
        return Words::new(
            format!("表三·{zh}:结转下年{next}大于新收{new}+结转{old}={left}"),
            format!("table 三, {en}: carried out {next} is more than received {new}+{old}={left}"),
        );
    }
    Words::new(
        format!("表三·{zh}:新收{new}+结转{old}={left},办结{done}+结转下年{next}={right},差{delta}"),
        format!("table 三, {en}: received {new}+{old}={left}, handled {done}+{next}={right}, off by {delta}"),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::cell::{Cell, How};
    use crate::rules::draft::{Examples, balanced, check_all, complete, flags_of};
    use crate::rules::facts::Facts;
    use crate::rules::run::{Unevaluable, check};
    use crate::rules::selection::Selection;

    pub(super) fn row_examples() -> Examples {
        let table = |total| {
            complete(Form::F2021)
                .row(Row::NewReceived, [15, 2, 0, 0, 0, 0, 17])
                .row(Row::Granted, [15, 2, 0, 0, 0, 0, total])
                .row(Row::HandledTotal, [15, 2, 0, 0, 0, 0, 17])
                .build()
        };
        Examples { fails: table(18), holds: table(17) }
    }

    pub(super) fn outcomes_examples() -> Examples {
        let table = |done| {
            complete(Form::F2019)
                .row(Row::NewReceived, [26, 1, 0, 0, 0, 0, 27])
                .row(Row::Granted, [20, 1, 0, 0, 0, 0, 21])
                .row(Row::Other, [6, 0, 0, 0, 0, 0, 6])
                .row(Row::HandledTotal, [done, 1, 0, 0, 0, 0, done + 1])
                .row(Row::CarriedOut, [26 - done, 0, 0, 0, 0, 0, 26 - done])
                .build()
        };
        Examples { fails: table(20), holds: table(26) }
    }

    pub(super) fn balance_examples() -> Examples {
        let table = |carried| {
            complete(Form::F2021)
                .row(Row::NewReceived, [118, 0, 0, 0, 0, 0, 118])
                .row(Row::CarriedIn, [6, 0, 0, 0, 0, 0, 6])
                .row(Row::Granted, [121, 0, 0, 0, 0, 0, 121])
                .row(Row::HandledTotal, [121, 0, 0, 0, 0, 0, 121])
                .row(Row::CarriedOut, [carried, 0, 0, 0, 0, 0, carried])
                .build()
        };
        Examples { fails: table(2), holds: table(3) }
    }

    fn messages(report: &Report, code: &str) -> Vec<String> {
        flags_of(report, code).into_iter().map(|flag| flag.message).collect()
    }

    #[test]
    fn messages_show_both_sides() {
        assert_eq!(messages(&row_examples().fails, "T3-ROW"), ["表三·予以公开:15+2=17,总计18,差1"]);
        let sums = messages(&outcomes_examples().fails, "T3-SUM7");
        assert_eq!(sums, ["表三·自然人:办理结果20+6=26,(七)总计20,差6", "表三·总计:办理结果21+6=27,(七)总计21,差6"]);
        let balance = messages(&balance_examples().fails, "T3-BAL");
        let unequal = "新收118+结转6=124,办结121+结转下年2=123,差1";
        assert_eq!(balance, [format!("表三·自然人:{unequal}"), format!("表三·总计:{unequal}")]);
    }

    #[test]
    fn the_special_cases_of_the_balance_have_their_own_words() {
        let none = complete(Form::F2021).row(Row::NewReceived, [5, 0, 0, 0, 0, 0, 5]).build();
        assert_eq!(messages(&none, "T3-BAL")[1], "表三·总计:新收5+结转0=5,办理结果和结转下年均为0");
        let greater = complete(Form::F2021)
            .row(Row::NewReceived, [5, 0, 0, 0, 0, 0, 5])
            .row(Row::CarriedOut, [9, 0, 0, 0, 0, 0, 9])
            .build();
        assert_eq!(messages(&greater, "T3-BAL")[1], "表三·总计:结转下年9大于新收5+结转0=5");
    }

    #[test]
    fn a_flag_stands_at_the_printed_total_and_folds_under_the_row() {
        let report = complete(Form::F2021)
            .row(Row::NewReceived, [7, 0, 0, 0, 0, 0, 7])
            .row(Row::Granted, [7, 0, 0, 0, 0, 0, 7])
            .row(Row::HandledTotal, [7, 0, 0, 0, 0, 0, 8])
            .build();
        let flags = check_all(&report).flags;
        let codes: Vec<_> = flags.iter().map(|flag| flag.rule).collect();
        // T3-BAL stands at 一, above (七).
        assert_eq!(codes, ["T3-BAL", "T3-ROW", "T3-SUM7"]);
        let root = &flags[1];
        assert_eq!(root.root, None);
        assert_eq!(root.evidence[0].cell, Some(CellId::new(Row::HandledTotal, Col::Total)));
        for flag in [&flags[0], &flags[2]] {
            assert_eq!(flag.root.as_deref(), Some(root.fingerprint.as_str()));
        }
    }

    #[test]
    fn blanks_and_self_made_cells_make_a_check_impossible() {
        let draft = || complete(Form::F2021).row(Row::Granted, [15, 2, 0, 0, 0, 0, 18]);
        let blank = draft().cell(Row::Granted, Col::Total, Cell::null(How::Blank)).build();
        let outcome = check_all(&blank);
        assert!(outcome.flags.iter().all(|flag| flag.rule != "T3-ROW"));
        let row: Vec<_> = outcome.unevaluable.iter().filter(|u| u.rule == "T3-ROW").collect();
        assert_eq!((row.len(), &*row[0].place), (1, "表三·予以公开"));
        assert_eq!(row[0].reason, "表三·予以公开·总计空白");

        let inferred = |by: &str| Cell {
            value: Some(18.into()),
            how: Some(How::Inferred),
            by: vec![by.to_owned()],
            ..Cell::default()
        };
        let by_row = draft().cell(Row::Granted, Col::Total, inferred("T3-ROW")).build();
        assert!(flags_of(&by_row, "T3-ROW").is_empty());
        let unconfirmed: Vec<_> =
            check_all(&by_row).unevaluable.into_iter().filter(Unevaluable::is_unconfirmed).collect();
        assert_eq!(unconfirmed.iter().map(|u| &*u.place).collect::<Vec<_>>(), ["表三·予以公开"]);
        assert!(row.iter().all(|u| !u.is_unconfirmed()), "a blank is another matter");
        let by_sum = draft().cell(Row::Granted, Col::Total, inferred("T3-SUM7")).build();
        let flags = flags_of(&by_sum, "T3-ROW");
        assert_eq!(flags.len(), 1);
        assert!(flags[0].inferred);
    }

    #[test]
    fn the_other_edition_of_row_six_is_added_where_it_is_printed() {
        // A 2021 report with the single row (六) of 2019.
        let mut report = complete(Form::F2021)
            .row(Row::NewReceived, [4, 0, 0, 0, 0, 0, 4])
            .row(Row::Other, [4, 0, 0, 0, 0, 0, 4])
            .row(Row::HandledTotal, [4, 0, 0, 0, 0, 0, 4])
            .build();
        for row in Row::PARTS_OF_OTHER {
            report.tables.cells.retain(|id, _| id.row != row);
            report.tables.absent.insert(row);
        }
        let outcome = check_all(&report);
        assert!(flags_of(&report, "T3-SUM7").is_empty() && flags_of(&report, "T3-ROW").is_empty());
        assert!(outcome.unevaluable.iter().all(|u| !u.rule.starts_with("T3-")), "{:?}", outcome.unevaluable);
    }

    #[test]
    fn numbers_beyond_the_range_are_not_evaluable() {
        let most = i64::MAX;
        let report = complete(Form::F2021).row(Row::Granted, [most, most, 0, 0, 0, 0, 1]).build();
        assert!(flags_of(&report, "T3-ROW").is_empty());
    }

    fn cells() -> impl Strategy<Value = [i64; 6]> {
        prop::array::uniform6(0_i64..500)
    }

    proptest! {
        #[test]
        fn a_balanced_table_never_flags_and_one_changed_cell_flags_what_it_must(
            new_form in any::<bool>(),
            outcomes in prop::collection::vec(cells(), 21),
            carried in prop::array::uniform2(cells()),
            at in 0_usize..175,
            change in prop_oneof![-50_i64..0, 1_i64..50],
        ) {
            let form = if new_form { Form::F2021 } else { Form::F2019 };
            let report = balanced(form, &outcomes, carried).build();
            let sums = Selection::parse(&["T3-ROW,T3-SUM7,T3-BAL".to_owned()], &[]).unwrap();
            let of_table = |report: &Report| check(report, &Facts::default(), &sums).flags;
            prop_assert_eq!(of_table(&report), vec![]);

            let spec = form.table(Table::T3).unwrap();
            let id = spec.cells().nth(at % spec.cells().count()).unwrap();
            let mut changed = report.clone();
            let cell = changed.tables.cells.get_mut(&id).unwrap();
            cell.value = cell.value.unwrap().checked_add(change.into());
            let mut expected = vec!["T3-ROW"];
            if id.row.is_outcome() || id.row == Row::HandledTotal {
                expected.push("T3-SUM7");
            }
            if !id.row.is_outcome() {
                expected.push("T3-BAL");
            }
            let flags = of_table(&changed);
            let mut codes: Vec<_> = flags.iter().map(|flag| flag.rule).collect();
            codes.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(codes, expected);
            for flag in &flags {
                prop_assert!(flag.evidence.iter().any(|e| e.cell == Some(id)));
                prop_assert_eq!(flag.root.is_none(), flag.rule == "T3-ROW");
            }
        }
    }
}
