//! Queries read, written back, and what their fields let in.

use proptest::prelude::*;

use super::*;
use crate::corpus::header::Header;
use crate::model::agency::{Agency, AgencyKind, Level};
use crate::model::cell::{Cell, How};
use crate::model::flag::{Severity, Sort};
use crate::model::form::{CellId, Col, Form, Row};
use crate::model::report::{Report, Section, SectionKey, Span};
use crate::model::verdict::{Reviewed, Verdict};

fn query(text: &str) -> Query {
    Query::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// What a query is written back as.
fn check(text: &str, shown: &str) {
    assert_eq!(query(text).to_string(), shown, "{text}");
    assert_eq!(query(shown), query(text), "{text}");
}

#[test]
fn words_are_read_and_written_back() {
    check("", "");
    check("  收费　减免 ", "收费 减免");
    check("'收费", "'收费");
    check("\"两个 词\"", "\"两个 词\"");
    check("“两个 词”", "\"两个 词\"");
    check("＂没有结束", "'没有结束");
    check("！收费 ＾一是 完成＄", "!收费 ^一是 完成$");
    check("^\"一 是\"$", "^\"一 是\"$");
    check("收费|缴费｜减免", "收费|缴费|减免");
    check("收费 | 缴费", "收费|缴费");
    check("!收费|缴费", "!收费|缴费");
    check("收费||", "收费");
    check("| ! ^ $ \"\" '' !| 收费", "收费");
    check("‘收费’", "'收费’");
    check("\"year:2019\"", "'year:2019");
    check("!\"year:2019\"", "!\"year:2019\"");
    check("a|!b", "a|!b");
}

#[test]
fn fields_are_read_and_written_back() {
    check("year:2019..2021", "year:2019..2021");
    check("年：２０１９，2021年", "year:2019,2021");
    check("year:2021.. year:..2019 year:none", "year:>=2021 year:<=2019 year:none");
    check("单位:县财政局|县教育局", "agency:县财政局,县教育局");
    check("region:江苏 地:3201", "region:江苏 region:3201");
    check("级:县级 level:township", "level:county level:township");
    check("类:部门,乡镇", "kind:department,township_gov");
    check(
        "section:五 部分:overview 部分:1 部分:第六部分 部分:问题",
        "section:problems section:overview section:overview section:other section:problems",
    );
    check("rule:t3,NS-SUM !规则:none", "rule:T3,NS-SUM !rule:none");
    check("sev:>=w 程度:警告以上 sev:error.. sev:e,提示", "sev:>=warning sev:>=warning sev:>=error sev:error,info");
    check("form:f2019,2021", "form:F2019,F2021");
    check("id:k7q2", "id:k7q2");
    check("num:128 数:>=1.50", "num:128 num:>=1.50");
    check("新收:>100", "t3.new_received.total:>100");
    check("t3.new_received.total:10..20 总计:0", "t3.new_received.total:10..20 t3.handled_total.total:0");
    check("!year:2020 收费", "!year:2020 收费");
}

#[test]
fn a_colon_in_a_word_is_not_always_a_field() {
    for word in [
        "时间:2019",
        "12:30",
        "http://a.gov.cn",
        "：",
        ":x",
        "联系电话：0377",
        "注：x",
        "（注）:1",
        "新收:很多",
        "a/b:c",
    ] {
        let query = query(word);
        assert!(!query.is_filter_only(), "{word}");
        assert_eq!(query.to_string(), word);
    }
}

#[test]
fn errors_name_the_place_and_the_nearest_names() {
    let check = |text: &str, at: usize, words: &[&str]| {
        let error = Query::parse(text).unwrap_err();
        assert_eq!(error.at, at, "{text}: {error}");
        for word in words {
            assert!(error.message.contains(word), "{text}: {error}");
        }
        assert!(!error.message_en.is_empty() && error.message_en != error.message, "{text}");
    };
    check("收费 yaer:2019", 7, &["yaer", "year"]);
    check("t3.new_recieved.total:>1", 0, &["new_received"]);
    check("上年结余:>1", 0, &["上年结余", "上年结转"]);
    check("结转:>1", 0, &["上年结转", "结转下年度"]);
    check("规章:5", 0, &["规章.现行有效件数"]);
    check("year:20", 5, &["20", "2019"]);
    check("year:2019..0122", 5, &["0122", "2019"]);
    check("year:2019,x,2021", 10, &["“x”"]);
    check("!年：", 7, &["年"]);
    check("sev:>=x", 4, &["e, w, i"]);
    check("level:村", 6, &["county"]);
    check("部分:七", 7, &["一"]);
    check("新收:>", 7, &[">=100"]);
    check("结论:也许", "结论:".len(), &["待核"]);
    check("new:maybe", 4, &["yes, no"]);
    check("收费|year:2019", 7, &["|"]);
    check("year:2019 | 收费", 0, &["|"]);
}

fn report(name: &str, year: Option<u16>) -> Report {
    let agency = Agency {
        name: Some(name.to_owned()),
        level: Some(Level::County),
        kind: Some(AgencyKind::Department),
        province: Some("江苏省".into()),
        county: Some("云河县".into()),
        code: Some("320199".into()),
        ..Agency::default()
    };
    Report { id: "k7q2abc".into(), agency, year, form: Some(Form::F2021), ..Report::default() }
}

fn flag(rule: &'static str, severity: Severity) -> Sort {
    Sort { rule, severity, reviewed: Reviewed::default() }
}

#[test]
fn fields_choose_reports_by_their_head() {
    let (known, unknown) = (report("云河县财政局", Some(2021)), Report::default());
    let (known, unknown) = (Header::of(&known), Header::of(&unknown));
    let check = |text: &str, admits: (bool, bool)| {
        let query = query(text);
        assert_eq!((query.admits(&known, &[]), query.admits(&unknown, &[])), admits, "{text}");
    };
    check("", (true, true));
    check("收费", (true, true));
    check("year:2021", (true, false));
    check("year:2019,2020", (false, false));
    check("!year:2020", (true, true));
    check("year:none", (false, true));
    check("year:none,2021", (true, true));
    check("单位:财政 单位:云河", (true, false));
    check("单位:ｘ", (false, false));
    check("agency:none", (false, true));
    check("地:江苏", (true, false));
    check("地:3201", (true, false));
    check("地:32020", (false, false));
    check("地:none", (false, true));
    check("级:县 类:部门 form:F2021", (true, false));
    check("级:none", (false, true));
    check("id:k7q", (true, false));
}

#[test]
fn fields_choose_flags_and_the_reports_that_have_them() {
    let report = report("云河县财政局", Some(2021));
    let head = Header::of(&report);
    let mut flags = [flag("T3-BAL", Severity::Error), flag("NS-SUM", Severity::Warning)];
    // Whatever was decided is decided anew once it has changed.
    flags[0].reviewed = Reviewed { verdict: Some(Verdict::Real), changed: true, ..Reviewed::default() };
    let check = |text: &str, with: bool, without: bool, let_in: &[&str]| {
        let query = query(text);
        assert_eq!((query.admits(&head, &flags), query.admits(&head, &[])), (with, without), "{text}");
        let found: Vec<_> = flags.iter().filter(|flag| query.admits_flag(**flag)).map(|flag| flag.rule).collect();
        assert_eq!(found, let_in, "{text}");
        assert_eq!(query.needs_flags(), !text.is_empty());
    };
    check("", true, true, &["T3-BAL", "NS-SUM"]);
    check("rule:T3", true, false, &["T3-BAL"]);
    check("rule:t3-bal,ns", true, false, &["T3-BAL", "NS-SUM"]);
    check("rule:T4", false, false, &[]);
    check("!rule:T3", true, true, &["NS-SUM"]);
    check("rule:none", false, true, &[]);
    check("!rule:none", true, false, &["T3-BAL", "NS-SUM"]);
    check("sev:e", true, false, &["T3-BAL"]);
    check("sev:>=w", true, false, &["T3-BAL", "NS-SUM"]);
    check("rule:NS sev:e", false, false, &[]);
    check("verdict:none", true, false, &["T3-BAL", "NS-SUM"]);
    check("结论:属实,排除", true, false, &["T3-BAL"]);
    check("!结论:属实", true, true, &["NS-SUM"]);
    assert_eq!(query("rule:T3,none !rule:NS-SUM").rule_codes().collect::<Vec<_>>(), ["T3", "NS-SUM"]);
}

#[test]
fn fields_choose_reports_by_cells_and_sections() {
    let mut report = Report::default();
    let mut put = |row, cell| report.tables.cells.insert(CellId::new(row, Col::Total), cell);
    put(Row::NewReceived, Cell::read(118.into(), Span::new(0, 3)));
    put(Row::CarriedIn, Cell::null(How::Blank));
    put(Row::HandledTotal, Cell { value: Some(121.into()), how: Some(How::Inferred), ..Cell::default() });
    report.sections.push(Section { key: Some(SectionKey::Overview), ..Section::default() });
    let check = |text: &str, admits: bool| {
        let query = query(text);
        assert!(query.needs_report(), "{text}");
        assert_eq!(query.admits_report(&report), admits, "{text}");
    };
    check("新收:>100", true);
    check("新收:118,200", true);
    check("新收:<100", false);
    check("!新收:<100", true);
    // A blank is not zero, and an inferred number was not read.
    check("上年结转:0", false);
    check("!上年结转:0", true);
    check("总计:121", false);
    check("section:一", true);
    check("section:六", false);
    check("!section:六", true);
    let with_word = query("收费 section:六");
    assert!(!with_word.needs_report() && with_word.admits_report(&report));
    assert!(with_word.admits_section(Some(SectionKey::Other)) && !with_word.admits_section(None));
    assert!(query("section:none").admits_section(None));
}

#[test]
fn words_choose_names() {
    let report = report("云河县财政局", Some(2021));
    let head = Header::of(&report);
    let check = |text: &str, admits: bool| assert_eq!(query(text).admits_name(&head), admits, "{text}");
    check("", true);
    check("year:1999", true);
    check("云河 财政", true);
    check("云财局", true);
    check("教育", false);
    check("!财政", false);
    check("^云河 局$", true);
    check("^财政", false);
    check("教育|财政", true);
    check("yhxczj", true);
    check("yunhe czj", true);
    check("云河 caizheng", true);
    check("jyj|czj", true);
    check("!czj", false);
    check("yhxjyj", false);
    check("agency:yhx", true);
}

/// Pieces of queries: signs where they matter, names of fields, values.
fn any_query() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            " ",
            "　",
            "|",
            "｜",
            "!",
            "！",
            "^",
            "＾",
            "$",
            "＄",
            "'",
            "‘",
            "\"",
            "“",
            "”",
            "＂",
            ":",
            "：",
            ",",
            "..",
            ">=",
            "<",
            "year",
            "年",
            "单位",
            "agency:",
            "section:",
            "新收:",
            "num:",
            "sev:",
            "rule:",
            "时间",
            "2019",
            "128",
            "none",
            "w",
            "五",
            "收费",
            "t3.new_received.total",
            "\u{200b}",
            "x",
            "、",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,3}",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn what_is_written_back_reads_back(text in any_query()) {
        if let Ok(query) = Query::parse(&text) {
            let shown = query.to_string();
            prop_assert_eq!(Query::parse(&shown), Ok(query), "{:?} shown as {:?}", text, shown);
        }
    }

    #[test]
    fn any_text_is_understood_or_refused_at_a_place_in_it(text in any_query()) {
        if let Err(error) = Query::parse(&text) {
            prop_assert!(text.is_char_boundary(error.at), "{}", error.at);
        }
    }

    #[test]
    fn words_never_fail(text in "[^:：]{0,20}") {
        prop_assert!(Query::parse(&text).is_ok());
    }
}
