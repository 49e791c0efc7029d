use super::*;
use crate::model::agency::{AgencyKind, Level};
use crate::model::cell::{Cell, How};
use crate::model::flag::Flag;
use crate::model::form::{CellId, Col, Row};
use crate::model::report::{Report, Span};
use crate::rules::draft::{Draft, Examples, check_all, complete, flags_of};

/// A township's report with these words in its first section.
fn says(text: &str) -> Draft {
    complete(Form::F2021).with(|report| {
        report.sections[0].blocks[0].text = text.to_owned();
        report.sections[0].blocks[0].at = Some(Span::new(0, text.len()));
    })
}

/// The same with one total in table 三 or 四.
fn with(text: &str, row: Row, value: i64) -> Draft {
    total(says(text), row, value)
}

fn total(draft: Draft, row: Row, value: i64) -> Draft {
    draft.cell(row, Col::Total, Cell::read(value.into(), Span::new(900, 901)))
}

fn examples(text: &str, row: Row, wrong: i64, right: i64) -> Examples {
    Examples { fails: with(text, row, wrong).build(), holds: with(text, row, right).build() }
}

pub(super) fn none_examples() -> Examples {
    examples("全年未收到政府信息公开申请。", Row::NewReceived, 12, 0)
}

pub(super) fn requests_examples() -> Examples {
    examples("全年共收到政府信息公开申请128件。", Row::NewReceived, 118, 128)
}

pub(super) fn done_examples() -> Examples {
    examples("政府信息公开申请办结120件。", Row::HandledTotal, 121, 120)
}

pub(super) fn carried_examples() -> Examples {
    examples("政府信息公开申请上年结转6件。", Row::CarriedIn, 4, 6)
}

pub(super) fn breakdown_examples() -> Examples {
    examples("政府信息公开申请中,不予公开12件。", Row::DenyInternal, 13, 12)
}

pub(super) fn reviews_examples() -> Examples {
    examples("因政府信息公开被申请行政复议7件。", Row::Review, 9, 7)
}

pub(super) fn litigation_examples() -> Examples {
    examples("未发生因政府信息公开引发的行政诉讼。", Row::LitigationDirect, 2, 0)
}

fn table_two(text: &str, row: Row, wrong: &[i64], right: &[i64]) -> Examples {
    let with = |values: &[i64]| {
        let draft = says(text);
        let cols = row.cols();
        let cells = cols.iter().zip(values);
        cells
            .fold(draft, |draft, (col, value)| draft.cell(row, *col, Cell::read((*value).into(), Span::new(9, 10))))
            .build()
    };
    Examples { fails: with(wrong), holds: with(right) }
}

pub(super) fn documents_examples() -> Examples {
    table_two("全年制发行政规范性文件3件。", Row::NormativeDocuments, &[5, 0, 9], &[3, 0, 9])
}

pub(super) fn licences_examples() -> Examples {
    table_two("全年办理行政许可235件。", Row::AdminLicense, &[253], &[235])
}

pub(super) fn penalties_examples() -> Examples {
    table_two("作出行政处罚12件。", Row::AdminPenalty, &[21], &[12])
}

pub(super) fn compulsions_examples() -> Examples {
    table_two("作出行政强制3件。", Row::AdminCompulsion, &[0], &[3])
}

pub(super) fn fees_examples() -> Examples {
    table_two("全年行政事业性收费12万元。", Row::AdminFees, &[120], &[12])
}

/// The flags of the rules of this file: code, expected, found, severity.
fn told(report: &Report) -> Vec<(&'static str, String, String, Severity)> {
    let of_text = |flag: &Flag| flag.rule.starts_with("NT-") && flag.rule != "NT-SILENT";
    let flags = check_all(report).flags.into_iter().filter(of_text);
    flags.map(|flag| (flag.rule, flag.expected, flag.found, flag.severity)).collect()
}

fn check(draft: Draft, expected: &[(&str, &str, &str, Severity)]) {
    let report = draft.build();
    let told = told(&report);
    let told: Vec<_> = told.iter().map(|(rule, e, f, severity)| (*rule, e.as_str(), f.as_str(), *severity)).collect();
    assert_eq!(told, expected, "{}", report.sections[0].blocks[0].text);
}

const E: Severity = Severity::Error;
const W: Severity = Severity::Warning;

fn county(draft: Draft) -> Draft {
    draft.agency("云河县人民政府", Level::County, AgencyKind::GovernmentAggregate)
}

fn office(draft: Draft) -> Draft {
    draft.agency("云河县人民政府办公室", Level::County, AgencyKind::GovernmentOffice)
}

#[test]
fn traps_hold() {
    let part = "全县收到政府信息公开申请118件,其中县政府办收到26件。";
    check(county(with(part, Row::NewReceived, 118)), &[]);
    check(office(with(part, Row::NewReceived, 26)), &[]);
    let carried = "受理政府信息公开申请124件(含上年结转6件)。";
    check(total(with(carried, Row::NewReceived, 118), Row::CarriedIn, 6), &[]);
    for text in [
        "接到咨询30件。",
        "计划收到政府信息公开申请30件。",
        "收到政府信息公开申请0件,较上年减少5件,同比下降100%。",
        "2020年收到政府信息公开申请30件。",
        "自条例施行以来,累计收到政府信息公开申请30件。",
        "《条例》规定,收到政府信息公开申请30件。",
        "公开政府文件30件,清理规范性文件30件,公开规范性文件30件。",
        "未收到纸质申请。县财政局收到政府信息公开申请3件。",
        "未发生行政复议纠错。全年办理行政复议案件230件。",
    ] {
        check(says(text), &[]);
    }
    check(with("未收到纸质申请。", Row::NewReceived, 3), &[]);
    check(with("未收到其他方面的申请。", Row::NewReceived, 3), &[]);
}

#[test]
fn an_error_needs_certainty() {
    let none = "未收到政府信息公开申请。";
    check(with(none, Row::NewReceived, 3), &[("NT-REQ-NONE", "3", "0", E)]);
    check(county(with(none, Row::NewReceived, 3)), &[("NT-REQ-NONE", "3", "0", W)]);
    check(county(with("县政府办公室未收到政府信息公开申请。", Row::NewReceived, 3)), &[]);
    check(county(with("全县未收到政府信息公开申请。", Row::NewReceived, 3)), &[("NT-REQ-NONE", "3", "0", E)]);
    let count = "收到政府信息公开申请5件。";
    check(with(count, Row::NewReceived, 3), &[("NT-REQ-COUNT", "3", "5", E)]);
    check(with("收到政府信息公开申请5件,培训3次。", Row::NewReceived, 3), &[("NT-REQ-COUNT", "3", "5", W)]);
    check(with("收到政府信息公开申请约50件。", Row::NewReceived, 53), &[]);
    check(with("收到政府信息公开申请50余件。", Row::NewReceived, 63), &[("NT-REQ-COUNT", "63", "50余(51至59)", W)]);
    let two = "收到政府信息公开申请5件。共受理政府信息公开申请6件。";
    check(with(two, Row::NewReceived, 3), &[("NT-REQ-COUNT", "3", "5", W)]);
    check(with(two, Row::NewReceived, 6), &[]);
    check(with(count, Row::CarriedIn, 2), &[("NT-REQ-COUNT", "0或2", "5", E)]);
}

#[test]
fn each_kind_of_count_has_its_cell() {
    let all = "收到政府信息公开申请9件,上年结转2件,办结10件,结转下年度1件,予以公开6件、部分公开4件。";
    let draft = [
        (Row::NewReceived, 9),
        (Row::CarriedIn, 2),
        (Row::HandledTotal, 10),
        (Row::CarriedOut, 1),
        (Row::Granted, 6),
        (Row::Partial, 4),
    ]
    .into_iter()
    .fold(says(all), |draft, (row, value)| total(draft, row, value));
    check(draft.clone(), &[]);
    check(total(draft.clone(), Row::CarriedOut, 3), &[("NT-REQ-CARRY", "3", "1", E)]);
    check(total(draft, Row::Partial, 3), &[("NT-BREAKDOWN", "3", "4", E)]);
    check(with("政府信息公开申请全部办结。", Row::CarriedOut, 2), &[("NT-REQ-DONE", "2", "全部办结", W)]);
    check(with("政府信息公开申请均按期答复。", Row::CarriedOut, 2), &[]);
    let disputes = "因政府信息公开引发行政复议3件,行政诉讼2件。";
    check(with(disputes, Row::Review, 3), &[("NT-LIT", "0", "2", W)]);
    check(total(with(disputes, Row::Review, 3), Row::LitigationAfterReview, 2), &[]);
    check(
        total(with("行政复议、行政诉讼案件5件,均与政府信息公开有关。", Row::Review, 3), Row::LitigationDirect, 2),
        &[],
    );
    check(with("未发生因政府信息公开引起的行政复议。", Row::Review, 4), &[("NT-REV", "4", "0", E)]);
}

#[test]
fn fees_are_compared_as_they_are_rounded() {
    let fee = |text: &str, value: &str| {
        let cell = Cell::read(crate::model::cell::Number::parse(value).unwrap(), Span::new(9, 12));
        says(text).cell(Row::AdminFees, Col::AmountWan, cell)
    };
    check(fee("全年收取行政事业性收费1.2万元。", "1.2345"), &[]);
    check(fee("全年收取行政事业性收费12345元。", "1.2345"), &[]);
    check(fee("全年收取行政事业性收费1.2万元。", "12"), &[("NT-FEE", "120000", "12000", W)]);
    check(fee("未收取行政事业性收费。", "12"), &[("NT-FEE", "120000", "0", W)]);
}

#[test]
fn cells_without_values_prove_nothing() {
    let text = "收到政府信息公开申请5件。";
    let report = complete(Form::F2021).blank(Row::NewReceived).build();
    assert_eq!(told(&report), []);
    check(says(text).blank(Row::NewReceived), &[]);
    check(with(text, Row::NewReceived, 3).blank(Row::CarriedIn), &[]);
    let outcome = check_all(&says(text).blank(Row::NewReceived).build());
    let reason = outcome.unevaluable.iter().find(|u| u.rule == "NT-REQ-COUNT").unwrap();
    assert_eq!((&*reason.place, &*reason.reason), ("收到政府信息公开申请5件", "表三·本年新收·总计空白"));
    let inferred = Cell { how: Some(How::Inferred), ..Cell::read(3.into(), Span::new(9, 10)) };
    let report = says(text).cell(Row::NewReceived, Col::Total, inferred).build();
    let flag = flags_of(&report, "NT-REQ-COUNT").remove(0);
    assert!(flag.inferred && flag.severity == W);
}

#[test]
fn the_evidence_has_both_sides() {
    let draft = total(with("收到政府信息公开申请 5 件。", Row::NewReceived, 3), Row::CarriedIn, 1);
    let flag = flags_of(&draft.build(), "NT-REQ-COUNT").remove(0);
    assert_eq!(flag.message, "正文\"收到政府信息公开申请5件\",表三新收3,上年结转1");
    let pieces: Vec<_> = flag.evidence.iter().map(|e| (e.side, e.cell, e.quote.as_deref())).collect();
    let cell = |row| Some(CellId::new(row, Col::Total));
    assert_eq!(
        pieces,
        [
            (Some(Side::Left), None, Some("5 件")),
            (Some(Side::Right), cell(Row::NewReceived), None),
            (Some(Side::Right), cell(Row::CarriedIn), None),
        ]
    );
}
