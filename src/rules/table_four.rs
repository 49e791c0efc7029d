//! The arithmetic of table 四, 政府信息公开行政复议、行政诉讼情况.

use crate::model::form::{CellId, Col, Form, RESULTS, Row, Table};
use crate::rules::basis;
use crate::rules::identity::{Sum, printed_total, row_name};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Sink, Words};
use crate::rules::subject::Subject;

/// The rules of this file.
pub static RULES: &[&Rule] = &[&RESULTS_SUM];

rule! {
    /// ## What it checks
    /// In each of the three groups of table 四 (行政复议, 未经复议直接起诉, 复议后起诉), 总计 is the sum of
    /// 结果维持, 结果纠正, 其他结果 and 尚未审结.
    ///
    /// ## Why it matters
    /// Every case is in one of the four states. A total that differs misstates how often the agency
    /// was taken to review or to court.
    ///
    /// ## Example
    /// `表四·行政复议:10+1=11,总计0,差11`
    ///
    /// ## When it is wrong
    /// Where the fifteen numbers of the one row were put under the wrong heads by a reader; then more
    /// than one group fails. A group with a blank cell is not evaluable.
    RESULTS_SUM = "T4-SUM" {
        zh: "复议诉讼不符", en: "reviews or suits do not add up",
        class: Report, default: Queue, severity: Error,
        forms: &[Form::F2019, Form::F2021], basis: Some(basis::FORM),
        check: groups, examples: tests::examples,
    }
}

fn groups(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    if !report.tables.has(Table::T4) {
        return sink.cannot("表四", Words::new("表四没有读到数据", "no number was read in table 四"));
    }
    for row in Row::DISPUTES {
        let parts = RESULTS.iter().filter(|col| **col != Col::Total).map(|col| CellId::new(row, *col));
        let sides = Sum::of(report, sink.code(), [CellId::new(row, Col::Total)])
            .and_then(|total| Sum::of(report, sink.code(), parts).map(|parts| (total, parts)));
        match sides {
            Ok((total, parts)) => {
                let written = parts.written();
                printed_total(sink, &total, &parts, |delta| {
                    Words::new(
                        format!("{}:{},总计{},差{delta}", row_name(row), written.zh, total.value),
                        format!("table 四, {}: {}, 总计 {}, off by {delta}", row.short_en(), written.en, total.value),
                    )
                });
            }
            Err(reason) => sink.cannot(row_name(row), reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::{Cell, How};
    use crate::rules::draft::{Examples, check_all, complete, flags_of};

    pub(super) fn examples() -> Examples {
        let table = |total| complete(Form::F2021).row(Row::Review, [10, 1, 0, 0, total]).build();
        Examples { fails: table(0), holds: table(11) }
    }

    #[test]
    fn each_group_is_checked_on_its_own() {
        let report = complete(Form::F2019)
            .row(Row::Review, [10, 1, 0, 0, 0])
            .row(Row::LitigationDirect, [1, 0, 2, 0, 3])
            .row(Row::LitigationAfterReview, [5, 0, 0, 0, 0])
            .build();
        let flags = flags_of(&report, "T4-SUM");
        let told: Vec<_> = flags.iter().map(|f| (f.message.as_str(), f.expected.as_str(), f.found.as_str())).collect();
        let expected = [("表四·行政复议:10+1=11,总计0,差11", "11", "0"), ("表四·复议后起诉:5,总计0,差5", "5", "0")];
        assert_eq!(told, expected);
        assert_eq!(flags[1].root.as_deref(), Some(flags[0].fingerprint.as_str()));
    }

    #[test]
    fn a_blank_makes_its_group_only_not_evaluable() {
        let report = complete(Form::F2021)
            .row(Row::Review, [1, 0, 0, 0, 9])
            .cell(Row::Review, Col::Pending, Cell::null(How::Blank))
            .build();
        let outcome = check_all(&report);
        assert!(outcome.flags.iter().all(|flag| flag.rule != "T4-SUM"));
        assert_eq!(outcome.unevaluable.iter().filter(|u| u.rule == "T4-SUM").count(), 1);
    }
}
