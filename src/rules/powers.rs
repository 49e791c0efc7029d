//! What a body may decide, against what table 二 says it decided.

use crate::model::agency::{Agency, AgencyKind, Level};
use crate::model::flag::Severity;
use crate::model::form::{CellId, Col, Form, Row, Table};
use crate::rules::basis;
use crate::rules::identity::{Sum, each, row_name};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words};
use crate::rules::subject::Subject;
use crate::rules::table_two::is_there;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&RULE_MAKING, &INTERNAL_DOCUMENTS, &NO_DECISIONS];

const FORMS: &[Form] = &[Form::F2019, Form::F2021];

rule! {
    /// ## What it checks
    /// A body without the power to make 规章 prints none: townships, street offices, zones, governments
    /// and departments of counties, departments of cities.
    ///
    /// ## Why it matters
    /// Only departments of the State Council, provinces, cities with districts and autonomous
    /// prefectures make 规章 (立法法 Art. 91, 93). A number here is usually other documents by mistake.
    ///
    /// ## Example
    /// `表二·规章:现行有效6,县级以下机关无规章制定权`
    ///
    /// ## When it is wrong
    /// Where the documents that a body keeps for others are counted. 东莞, 中山, 嘉峪关 and 儋州 have the power.
    RULE_MAKING = "T2-LEVEL-RULE" {
        zh: "无规章制定权", en: "no power to make rules",
        class: Report, default: Queue, severity: Warning,
        forms: FORMS, basis: Some(basis::LEGISLATION),
        check: rule_making, examples: tests::rule_making_examples,
    }
}

rule! {
    /// ## What it checks
    /// A public institution prints no 规范性文件.
    ///
    /// ## Why it matters
    /// Such documents bind the public and are made by administrative organs.
    ///
    /// ## Example
    /// `表二·规范性文件:现行有效4,事业单位不制发规范性文件`
    ///
    /// ## When it is wrong
    /// Institutions with delegated powers make some. It is off unless selected.
    INTERNAL_DOCUMENTS = "T2-LEVEL-DOC" {
        zh: "无规范性文件权", en: "no power to make documents",
        class: Report, default: Off, severity: Info,
        forms: FORMS, basis: None,
        check: internal_documents, examples: tests::internal_documents_examples,
    }
}

rule! {
    /// ## What it checks
    /// A police, market, transport or emergency department prints not one 行政许可, 行政处罚 and 行政强制.
    ///
    /// ## Why it matters
    /// These departments decide thousands of cases a year; three zeros say that none were counted.
    ///
    /// ## Example
    /// `表二:行政许可、行政处罚、行政强制均为0`
    ///
    /// ## When it is wrong
    /// Where the decisions are counted at a branch. It is a figure to look at, not a fault.
    NO_DECISIONS = "T2-DEC-ZERO" {
        zh: "执法数均为零", en: "no decisions at all",
        class: Indicator, default: Off, severity: Info,
        forms: FORMS, basis: None,
        check: no_decisions, examples: tests::no_decisions_examples,
    }
}

/// Cities without districts whose governments make 规章 (立法法 Art. 93, decision on the law of 2015).
const CITIES_WITHOUT_DISTRICTS: [&str; 4] = ["东莞", "中山", "嘉峪关", "儋州"];

/// Whether a body may make 规章; `None` where its level or kind is not known.
fn makes_rules(agency: &Agency) -> Option<bool> {
    let city = agency.city.as_deref().unwrap_or_default();
    let name = agency.name.as_deref().unwrap_or_default();
    if CITIES_WITHOUT_DISTRICTS.iter().any(|exempt| city.starts_with(exempt) || name.starts_with(exempt)) {
        return None;
    }
    let government = matches!(agency.kind?, AgencyKind::GovernmentAggregate | AgencyKind::GovernmentOffice);
    match (agency.level?, agency.kind?) {
        (_, AgencyKind::TownshipGov | AgencyKind::StreetOffice | AgencyKind::ZoneCommittee) => Some(false),
        (Level::StateCouncilDept | Level::Province | Level::SubAgency, _) | (_, AgencyKind::Vertical) => None,
        (Level::Prefecture, _) => Some(government),
        (Level::County | Level::Township, _) => Some(false),
    }
}

fn rule_making(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    if !is_there(subject, sink) {
        return;
    }
    match makes_rules(&subject.report.agency) {
        None => sink.cannot(
            "表二·规章",
            Words::new("机关层级或类别不明,或可能有规章制定权", "level or kind is not known, or it may make rules"),
        ),
        Some(true) => sink.holds(),
        Some(false) => {
            no_documents(
                subject,
                sink,
                Row::Regulations,
                &Words::new("该级机关无规章制定权", "no power to make rules"),
            );
        }
    }
}

fn internal_documents(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    if !is_there(subject, sink) {
        return;
    }
    match subject.report.agency.kind {
        None => sink.cannot("表二·规范性文件", Words::new("机关类别不明", "the kind of body is not known")),
        Some(AgencyKind::PublicInstitution | AgencyKind::PublicEnterprise) => {
            let why = Words::new("事业单位不制发规范性文件", "institutions make no such documents");
            no_documents(subject, sink, Row::NormativeDocuments, &why);
        }
        Some(_) => sink.holds(),
    }
}

/// Checks that no cell of a row holds more than 0.
fn no_documents(subject: &Subject<'_>, sink: &mut Sink<'_>, row: Row, why: &Words) {
    let cols = subject.form().map_or(&[][..], |form| row_cols(form, row));
    let cells = cols
        .iter()
        .filter_map(|col| Sum::of(subject.report, sink.code(), [CellId::new(row, *col)]).ok().map(|cell| (*col, cell)));
    let all: Vec<_> = cells.collect();
    let Some((col, cell)) = all.iter().rev().find(|(_, cell)| !cell.value.is_zero()) else {
        return if all.is_empty() {
            sink.cannot(row_name(row), Words::new("本行没有数", "the row has no numbers"));
        } else {
            sink.holds();
        };
    };
    sink.fails(Finding {
        message: Words::new(
            format!("{}:{}{},{}", row_name(row), col.name_zh(), cell.value, why.zh),
            format!("table 二, {}: {} {}, {}", row.short_en(), col.id(), cell.value, why.en),
        ),
        expected: "0".to_owned(),
        found: cell.value.to_string(),
        evidence: all
            .iter()
            .filter(|(_, cell)| !cell.value.is_zero())
            .flat_map(|(_, cell)| cell.evidence(None))
            .collect(),
        ..Finding::default()
    });
}

fn row_cols(form: Form, row: Row) -> &'static [Col] {
    let rows = form.table(Table::T2).into_iter().flat_map(crate::model::form::TableSpec::rows);
    rows.filter(|spec| spec.row == row).map(|spec| spec.cols).next().unwrap_or(&[])
}

/// What the names of departments with many decisions hold.
const DECIDING: [&str; 4] = ["公安", "市场监督", "交通运输", "应急管理"];

fn no_decisions(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let agency = &subject.report.agency;
    let name = agency.name.as_deref().unwrap_or_default();
    if agency.kind != Some(AgencyKind::Department) || !DECIDING.iter().any(|word| name.contains(word)) {
        return sink.holds();
    }
    let cells =
        [Row::AdminLicense, Row::AdminPenalty, Row::AdminCompulsion].map(|row| CellId::new(row, Col::Decisions));
    match each(subject.report, sink.code(), cells) {
        Err(reason) => sink.cannot("表二", reason),
        Ok(cells) if cells.iter().any(|cell| !cell.value.is_zero()) => sink.holds(),
        Ok(cells) => sink.fails(Finding {
            message: Words::new(
                "表二:行政许可、行政处罚、行政强制均为0",
                "table 二: no license, penalty or compulsion",
            ),
            expected: ">0".to_owned(),
            found: "0".to_owned(),
            evidence: cells.iter().flat_map(|cell| cell.evidence(None)).collect(),
            severity: Some(Severity::Info),
            ..Finding::default()
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::Cell;
    use crate::model::report::Report;
    use crate::rules::draft::{Draft, Examples, complete, flags_of};

    fn new() -> Draft {
        complete(Form::F2021)
    }

    fn messages(report: &Report, code: &str) -> Vec<String> {
        flags_of(report, code).into_iter().map(|flag| flag.message).collect()
    }

    pub(super) fn rule_making_examples() -> Examples {
        Examples { fails: new().row(Row::Regulations, [0, 0, 6]).build(), holds: new().build() }
    }

    pub(super) fn internal_documents_examples() -> Examples {
        let school = |count| {
            let school = new().agency("云河县第一中学", Level::County, AgencyKind::PublicInstitution);
            school.row(Row::NormativeDocuments, [0, 0, count]).build()
        };
        Examples { fails: school(4), holds: school(0) }
    }

    pub(super) fn no_decisions_examples() -> Examples {
        let police = |count| {
            let police = new().agency("云河县公安局", Level::County, AgencyKind::Department);
            police.row(Row::AdminPenalty, [count]).build()
        };
        Examples { fails: police(0), holds: police(7) }
    }

    #[test]
    fn bodies_that_may_make_rules() {
        let with = |name: &str, level, kind| {
            let report = new().agency(name, level, kind).row(Row::Regulations, [1, 0, 6]).build();
            messages(&report, "T2-LEVEL-RULE").len()
        };
        assert_eq!(with("云河市人民政府办公室", Level::Prefecture, AgencyKind::GovernmentOffice), 0);
        assert_eq!(with("云河市财政局", Level::Prefecture, AgencyKind::Department), 1);
        assert_eq!(with("云河县人民政府", Level::County, AgencyKind::GovernmentAggregate), 1);
        assert_eq!(with("云河省税务局", Level::Province, AgencyKind::Vertical), 0);
        assert_eq!(with("东莞市清溪镇人民政府", Level::Township, AgencyKind::TownshipGov), 0);
        assert_eq!(with("云河经济开发区管委会", Level::County, AgencyKind::ZoneCommittee), 1);
    }

    #[test]
    fn an_inferred_number_says_so() {
        let inferred = Cell {
            how: Some(crate::model::cell::How::Inferred),
            ..Cell::read(7.into(), crate::model::report::Span::new(3, 4))
        };
        let report = complete(Form::F2019).cell(Row::Regulations, Col::DisclosedTotal, inferred).build();
        assert!(flags_of(&report, "T2-LEVEL-RULE")[0].inferred);
    }
}
