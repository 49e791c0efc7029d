//! An own-level report against the reports of the agencies in its area.

use crate::model::flag::{Evidence, Side};
use crate::rules::among::Below;
use crate::rules::basis;
use crate::rules::identity::{Sum, row_name};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words};
use crate::rules::subject::Subject;

/// The rules of this file.
pub static RULES: &[&Rule] = &[&LESS_THAN_BELOW];

/// Digits of the code of a county.
pub(crate) const COUNTY_CODE: usize = 6;
/// Reports below that are shown as evidence, those that count most.
pub(crate) const SHOWN: usize = 12;

rule! {
    /// ## What it checks
    /// 新收, 办理总计, 行政复议 and 行政诉讼 of an own-level report (本级政府汇总) are at least what the
    /// departments of the same level, and the townships of a county, report together.
    ///
    /// ## Why it matters
    /// The report of a government covers its whole area. One that is smaller than its parts leaves
    /// some out, or they count what it does not.
    ///
    /// ## Example
    /// `本年新收21,库中下级5份合计34`
    ///
    /// ## When it is wrong
    /// Where the report turns out to be that of the office alone. The corpus proves nothing where it
    /// holds too few of the parts: it is silent then.
    LESS_THAN_BELOW = "C-PARENT-LT-CHILD" {
        zh: "汇总小于下级和", en: "less than its parts",
        class: Report, default: Queue, severity: Warning,
        forms: &[], basis: Some(basis::MARCH),
        scope: Corpus,
        check: below, examples: tests::examples,
    }
}

fn below(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let all = subject.beyond.map_or(&[][..], |beyond| &beyond.below);
    for below in all {
        match Sum::of(subject.report, sink.code(), [below.cell]) {
            Err(reason) => sink.cannot(row_name(below.cell.row), reason),
            Ok(own) => {
                if own.value >= below.sum.into() {
                    sink.holds();
                } else {
                    sink.fails(finding(below, &own));
                }
            }
        }
    }
}

fn finding(below: &Below, own: &Sum<'_>) -> Finding {
    let (row, count, parts) = (below.cell.row, below.count, below.sum);
    let others = below.most.iter().map(|(id, name, value)| Evidence {
        side: Some(Side::Right),
        report: Some(id.clone()),
        cell: Some(below.cell),
        value: Some((*value).into()),
        quote: Some(name.clone()),
        ..Evidence::default()
    });
    Finding {
        message: Words::new(
            format!("{}{},库中下级{count}份合计{parts}", row.short_zh(), own.value),
            format!("{} {}, {count} reports below make {parts}", row.short_en(), own.value),
        ),
        expected: format!("≥{parts}"),
        found: own.value.to_string(),
        evidence: own.evidence(Side::Left).chain(others).collect(),
        ..Finding::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::model::agency::{AgencyKind, Level};
    use crate::model::form::Row;
    use crate::model::report::Report;
    use crate::rules::across::tests::of_year;
    use crate::rules::corpus::check_reports;
    use crate::rules::draft::Corpora;
    use crate::rules::selection::Selection;

    fn report(name: &str, level: Level, kind: AgencyKind, code: &str, received: i64) -> Report {
        let draft = of_year(2022).agency(name, level, kind).row(Row::NewReceived, [received, 0, 0, 0, 0, 0, received]);
        draft
            .with(|report| {
                report.id = format!("{name}{code}");
                report.agency.code = Some(code.to_owned());
            })
            .build()
    }

    fn county(own: i64, finance: i64, town: i64) -> Vec<Report> {
        vec![
            report("云河县人民政府", Level::County, AgencyKind::GovernmentAggregate, "640121", own),
            report("云河县财政局", Level::County, AgencyKind::Department, "640121", finance),
            report("云河县青石镇人民政府", Level::Township, AgencyKind::TownshipGov, "640121101", town),
            report("另县财政局", Level::County, AgencyKind::Department, "640122", 90),
        ]
    }

    pub(super) fn examples() -> Corpora {
        Corpora { fails: county(21, 30, 4), holds: county(34, 30, 4) }
    }

    #[test]
    fn the_parts_are_told_with_the_largest_first() {
        let selection = Selection::parse(&["C-PARENT-LT-CHILD".to_owned()], &[]).unwrap();
        let outcomes = check_reports(&county(21, 4, 30), &selection);
        let flag = &outcomes[0].flags[0];
        assert_eq!(flag.message, "本年新收21,库中下级2份合计34");
        let parts: Vec<_> =
            flag.evidence.iter().filter_map(|e| e.quote.as_deref().filter(|_| e.report.is_some())).collect();
        assert_eq!(parts, ["云河县青石镇人民政府", "云河县财政局"]);
    }
}
