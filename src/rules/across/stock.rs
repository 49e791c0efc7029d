//! Stocks of table 二 from one year to the next: what was in force or listed, plus what came, minus
//! what went.

use crate::model::agency::AgencyKind;
use crate::model::cell::Number;
use crate::model::flag::Severity;
use crate::model::form::{CellId, Col, Form, Row};
use crate::model::report::Report;
use crate::rules::across::{elsewhere, year_of};
use crate::rules::basis;
use crate::rules::identity::{Sum, row_name};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words};
use crate::rules::subject::Subject;

/// The rules of this file.
pub static RULES: &[&Rule] = &[&IN_FORCE, &ITEMS, &TOTAL, &NEW_FORM];

const OLD: &[Form] = &[Form::F2019];
const NEW: &[Form] = &[Form::F2021];
/// The first year of the form that asks what is in force.
const FIRST_NEW: u16 = 2021;

rule! {
    /// ## What it checks
    /// 现行有效件数 = 现行有效件数 of the year before + 制发件数 − 废止件数, for 规章 and 行政规范性文件.
    ///
    /// ## Why it matters
    /// Nothing else changes what is in force. The number is the size of the body of rules that binds
    /// the public.
    ///
    /// ## Example
    /// `规范性文件:2021年报现行有效40,制发5废止2,应为43,现为51`
    ///
    /// ## When it is wrong
    /// After a clean-up with a recount, where the scope changed (own level or all departments), or
    /// where documents expired by their own terms. It is a warning for own-level reports and for
    /// offices of governments, and information for other agencies, who recount more often.
    IN_FORCE = "T2-21-YOY-STOCK" {
        zh: "现行有效不衔接", en: "stock in force does not match",
        class: Report, default: Queue, severity: Warning,
        forms: NEW, basis: Some(basis::FORM),
        scope: Agency,
        check: in_force, examples: tests::in_force_examples,
    }
}

rule! {
    /// ## What it checks
    /// 上一年项目数量 is 上一年项目数量 + 本年增/减 of the year before, in the five rows of lists.
    ///
    /// ## Why it matters
    /// Both say how many items the list had at the end of that year.
    ///
    /// ## Example
    /// `行政许可:2019年报12增1,应为13,现为9`
    ///
    /// ## When it is wrong
    /// Often: lists of powers were cut anew in these years. It is off unless selected.
    ITEMS = "T2-19-YOY-ITEMS" {
        zh: "项目数量不衔接", en: "number of items does not match",
        class: Report, default: Off, severity: Info,
        forms: OLD, basis: Some(basis::FORM),
        scope: Agency,
        check: items, examples: tests::items_examples,
    }
}

rule! {
    /// ## What it checks
    /// 对外公开总数量 is not less than in the year before, for 规章 and 规范性文件.
    ///
    /// ## Why it matters
    /// What is disclosed stays disclosed unless it is repealed.
    ///
    /// ## Example
    /// `规范性文件:2019年报对外公开总数量40,现为12`
    ///
    /// ## When it is wrong
    /// Where documents were repealed: this form does not ask for that. It is off unless selected.
    TOTAL = "T2-19-YOY-TOTAL" {
        zh: "公开总数减少", en: "fewer disclosed than the year before",
        class: Report, default: Off, severity: Info,
        forms: OLD, basis: None,
        scope: Agency,
        check: total, examples: tests::total_examples,
    }
}

rule! {
    /// ## What it checks
    /// 现行有效件数 of 2021 is 对外公开总数量 of 2020 + 制发件数 − 废止件数.
    ///
    /// ## Why it matters
    /// The two forms ask for much the same stock; a leap marks where a series breaks.
    ///
    /// ## Example
    /// `规范性文件:2020年报对外公开40,制发5废止2,应为43,现为12`
    ///
    /// ## When it is wrong
    /// The definition changed with the form. It is off unless selected.
    NEW_FORM = "T2-X-STOCK" {
        zh: "两版存量不衔接", en: "stocks of the two forms differ",
        class: Report, default: Off, severity: Info,
        forms: NEW, basis: None,
        scope: Agency,
        check: new_form, examples: tests::new_form_examples,
    }
}

/// A stock as last year's report and this year's changes have it: cells of the year before, all added;
/// cells of this year that are added and those that are taken away; and the cell that should be equal.
struct Stock {
    rows: &'static [Row],
    before: &'static [Col],
    plus: &'static [Col],
    minus: &'static [Col],
    now: Col,
    /// Whether the stock may also be greater than expected.
    or_more: bool,
}

/// The numbers of a stock: last year's, those added and taken away, the sum and the one printed.
struct Found<'a> {
    before: Sum<'a>,
    plus: Sum<'a>,
    minus: Sum<'a>,
    expected: Number,
    now: Sum<'a>,
}

impl Stock {
    fn of<'a>(&self, before: &'a Report, report: &'a Report, rule: &str, row: Row) -> Result<Found<'a>, Words> {
        let cells = |cols: &'static [Col]| cols.iter().map(move |col| CellId::new(row, *col));
        let stock = Sum::of(before, rule, cells(self.before))?;
        let plus = Sum::of(report, rule, cells(self.plus))?;
        let minus = Sum::of(report, rule, cells(self.minus))?;
        let now = Sum::of(report, rule, [CellId::new(row, self.now)])?;
        let expected = stock.value.checked_add(plus.value).and_then(|sum| sum.checked_add(minus.value.negated()));
        let expected = expected.ok_or_else(|| Words::new("数值过大", "the numbers are too large to add"))?;
        Ok(Found { before: stock, plus, minus, expected, now })
    }

    fn fits(&self, found: &Found<'_>) -> bool {
        found.expected == found.now.value || (self.or_more && found.expected < found.now.value)
    }

    /// Compares the rows; `finding` words what is found in one against the named report.
    fn check(&self, subject: &Subject<'_>, sink: &mut Sink<'_>, finding: impl Fn(Row, &Found<'_>, &str) -> Finding) {
        let before = match subject.among.before(subject.report) {
            Ok(before) => before,
            Err(reason) => return sink.cannot("表二", reason),
        };
        for row in self.rows {
            match self.of(before, subject.report, sink.code(), *row) {
                Err(reason) => sink.cannot(row_name(*row), reason),
                Ok(found) if self.fits(&found) => sink.holds(),
                Ok(found) => {
                    // On no side: some are added, some taken away.
                    let own = found.now.evidence(None).chain(found.plus.evidence(None));
                    let own = own.chain(found.minus.evidence(None));
                    let theirs = found.before.evidence(None).map(|evidence| elsewhere(before, evidence));
                    let evidence = own.chain(theirs).collect();
                    sink.fails(Finding { evidence, ..finding(*row, &found, &year_of(before)) });
                }
            }
        }
    }
}

fn in_force(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    const STOCK: Stock = Stock {
        rows: &Row::DOCUMENTS,
        before: &[Col::InForce],
        plus: &[Col::Issued],
        minus: &[Col::Repealed],
        now: Col::InForce,
        or_more: false,
    };
    let central =
        matches!(subject.report.agency.kind, Some(AgencyKind::GovernmentAggregate | AgencyKind::GovernmentOffice));
    STOCK.check(subject, sink, |row, found, year| {
        let Found { before, plus, minus, expected, now } = found;
        Finding {
            severity: (!central).then_some(Severity::Info),
            message: Words::new(
                format!(
                    "{}:{year}现行有效{},制发{}废止{},应为{expected},现为{}",
                    row.short_zh(),
                    before.value,
                    plus.value,
                    minus.value,
                    now.value
                ),
                format!(
                    "{}: {} in force the year before, {} issued, {} repealed, {} in force",
                    row.short_en(),
                    before.value,
                    plus.value,
                    minus.value,
                    now.value
                ),
            ),
            expected: expected.to_string(),
            found: now.value.to_string(),
            ..Finding::default()
        }
    });
}

fn items(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    const STOCK: Stock = Stock {
        rows: &Row::LISTS,
        before: &[Col::PrevYearItems, Col::Change],
        plus: &[],
        minus: &[],
        now: Col::PrevYearItems,
        or_more: false,
    };
    STOCK.check(subject, sink, |row, found, year| Finding {
        message: Words::new(
            format!("{}:{year}合计{},上一年项目数量为{}", row.short_zh(), found.expected, found.now.value),
            format!("{}: {} items the year before, {} now", row.short_en(), found.expected, found.now.value),
        ),
        expected: found.expected.to_string(),
        found: found.now.value.to_string(),
        ..Finding::default()
    });
}

fn total(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    const STOCK: Stock = Stock {
        rows: &Row::DOCUMENTS,
        before: &[Col::DisclosedTotal],
        plus: &[],
        minus: &[],
        now: Col::DisclosedTotal,
        or_more: true,
    };
    STOCK.check(subject, sink, |row, found, year| Finding {
        message: Words::new(
            format!("{}:{year}对外公开总数量{},现为{}", row.short_zh(), found.expected, found.now.value),
            format!("{}: {} disclosed the year before, {} now", row.short_en(), found.expected, found.now.value),
        ),
        expected: format!("≥{}", found.expected),
        found: found.now.value.to_string(),
        ..Finding::default()
    });
}

fn new_form(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    const STOCK: Stock = Stock {
        rows: &Row::DOCUMENTS,
        before: &[Col::DisclosedTotal],
        plus: &[Col::Issued],
        minus: &[Col::Repealed],
        now: Col::InForce,
        or_more: false,
    };
    if subject.report.year != Some(FIRST_NEW) {
        return;
    }
    STOCK.check(subject, sink, |row, found, year| Finding {
        message: Words::new(
            format!(
                "{}:{year}对外公开{},应为{},现行有效{}",
                row.short_zh(),
                found.before.value,
                found.expected,
                found.now.value
            ),
            format!("{}: {} expected in force, {} printed", row.short_en(), found.expected, found.now.value),
        ),
        expected: found.expected.to_string(),
        found: found.now.value.to_string(),
        ..Finding::default()
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::agency::Level;
    use crate::rules::across::tests::{of_year, two};
    use crate::rules::corpus::check_reports;
    use crate::rules::draft::Corpora;
    use crate::rules::selection::Selection;

    fn stocks(in_force: [i64; 2], issued: i64, repealed: i64) -> Vec<Report> {
        let office = |name: &str| (name.to_owned(), Level::County, AgencyKind::GovernmentAggregate);
        let of = |draft: crate::rules::draft::Draft, row: [i64; 3]| {
            let (name, level, kind) = office("云河县人民政府");
            draft.agency(&name, level, kind).row(Row::NormativeDocuments, row)
        };
        two(|draft| of(draft, [0, 0, in_force[0]]), |draft| of(draft, [issued, repealed, in_force[1]]))
    }

    pub(super) fn in_force_examples() -> Corpora {
        Corpora { fails: stocks([40, 51], 5, 2), holds: stocks([40, 43], 5, 2) }
    }

    fn years_of_2019(before: impl Fn(&mut crate::rules::draft::Draft), this: [i64; 2], row: Row) -> Vec<Report> {
        let mut first = of_year(2019);
        before(&mut first);
        vec![first.build(), of_year(2020).row(row, this).build()]
    }

    pub(super) fn items_examples() -> Corpora {
        let of = |items| {
            years_of_2019(|draft| *draft = draft.clone().row(Row::AdminLicense, [12, 1]), [items, 0], Row::AdminLicense)
        };
        Corpora { fails: of(9), holds: of(13) }
    }

    pub(super) fn total_examples() -> Corpora {
        let of = |total| {
            vec![
                of_year(2019).row(Row::NormativeDocuments, [0, 0, 40]).build(),
                of_year(2020).row(Row::NormativeDocuments, [0, 0, total]).build(),
            ]
        };
        Corpora { fails: of(12), holds: of(40) }
    }

    pub(super) fn new_form_examples() -> Corpora {
        let of = |in_force| {
            vec![
                of_year(2020).row(Row::NormativeDocuments, [0, 0, 40]).build(),
                of_year(2021).row(Row::NormativeDocuments, [5, 2, in_force]).build(),
            ]
        };
        Corpora { fails: of(12), holds: of(43) }
    }

    #[test]
    fn what_is_a_warning_for_a_government_is_information_elsewhere() {
        let selection = Selection::parse(&["T2-21-YOY-STOCK".to_owned()], &[]).unwrap();
        let mut reports = stocks([40, 51], 5, 2);
        let severity = |reports: &[Report]| check_reports(reports, &selection)[1].flags[0].severity;
        assert_eq!(severity(&reports), Severity::Warning);
        for report in &mut reports {
            report.agency.kind = Some(AgencyKind::Department);
        }
        assert_eq!(severity(&reports), Severity::Info);
    }
}
