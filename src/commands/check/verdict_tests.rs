use std::io::Cursor;

use calamine::{Reader as _, Xlsx};

use super::*;
use crate::cli::Command;
use crate::commands::reviewed::{RULES, Reviewed, report};
use crate::model::date::Date;
use crate::model::verdict::Verdict;
use crate::review::Act;

fn bytes(reviewed: &Reviewed, format: &str) -> Vec<u8> {
    let words = ["--select", RULES, "--format", format, "--show-unevaluable"];
    let Some(Command::Check(args)) = reviewed.cli("check", &words).command else { panic!("no check") };
    let mut out = Vec::new();
    run(&args, &mut out).unwrap();
    out
}

fn text(reviewed: &Reviewed, format: &str) -> String {
    String::from_utf8(bytes(reviewed, format)).unwrap()
}

fn json(reviewed: &Reviewed, format: &str) -> serde_json::Value {
    serde_json::from_str(&text(reviewed, format)).unwrap()
}

#[test]
fn without_journals_nothing_is_added() {
    let reviewed = Reviewed::new();
    assert_eq!(text(&reviewed, "csv").lines().next().map(|head| head.matches(',').count()), Some(19));
    for format in ["json", "sarif", "md", "text"] {
        let text = text(&reviewed, format);
        for word in ["\"verdict\"", "suppressions", "\"review\"", "核查结论"] {
            assert!(!text.contains(word), "{format}: {word}");
        }
    }
}

#[test]
fn rows_end_with_what_reviewers_say() {
    let reviewed = Reviewed::new();
    reviewed.decide(0, "=li", Verdict::FalseAlarm, Some("致电13912345678,\n已核"));
    reviewed.decide(1, "li", Verdict::Real, None);
    reviewed.decide(1, "an", Verdict::Discuss, None);
    let rows = text(&reviewed, "csv");
    let head = rows.lines().next().unwrap();
    assert!(head.ends_with(",verdict,reviewer,decided_at,note,verdict_status,changes,disputed,accepted"));
    let ends = |end: &str| rows.lines().filter(|line| line.ends_with(end)).count();
    assert_eq!(
        ends(",false_alarm,'=li,2024-03-30T10:01:00.000Z,\"致电139****5678, 已核\",unchanged,,false,"),
        1,
        "{rows}"
    );
    assert_eq!(ends(",discuss,an,2024-03-30T10:03:00.000Z,,unchanged,,true,"), 1, "{rows}");
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes(&reviewed, "xlsx"))).unwrap();
    let sheet = book.worksheet_range("疑点").unwrap();
    let head: Vec<_> = sheet.rows().next().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(head[20..], ["核查结论", "核查人", "核查时间", "备注", "结论状态", "依据变动", "分歧", "存量原因"]);
    assert!(sheet.rows().any(|row| row[20] == "排除" && row[24] == "未变"));
}

#[test]
fn people_are_told_what_was_decided_and_what_has_changed_since() {
    let reviewed = Reviewed::new();
    reviewed.decide(0, "li", Verdict::Real, Some("*电话*核实"));
    let fingerprint = reviewed.decide(2, "li", Verdict::Real, None);
    let accept = |reason: &str, until| Act::Accept {
        of: "规则:T4-SUM".into(),
        reason: reason.into(),
        until,
        fingerprints: vec![fingerprint.clone()],
    };
    reviewed.append("li", accept("早年年报", None));
    let changed = ["云河县财政局", "青石镇人民政府", "松坪县水利局"].map(|agency| report(agency, 0));
    let mut changed = changed.to_vec();
    changed[0] = report("云河县财政局", 7);
    reviewed.write(&changed);
    let told = text(&reviewed, "md");
    assert!(told.contains("  - 核查结论 **属实** li 2024-03-30 依据有变\n  - 依据有变 ` "), "{told}");
    assert!(told.contains(" 0→7") && told.contains("  - 备注 \\*电话\\*核实\n"), "{told}");
    assert!(told.contains("  - 核查结论 **属实** li 2024-03-30 未变\n  - 存量 早年年报\n"), "{told}");
    assert_eq!(text(&reviewed, "text").matches("·属实").count(), 2);
    reviewed.append("an", accept("已过期", Date::new(2024, 4, 1)));
    assert!(text(&reviewed, "md").contains("存量 早年年报"));
}

#[test]
fn machines_are_told_in_keys_of_their_own() {
    let reviewed = Reviewed::new();
    reviewed.decide(0, "li", Verdict::FalseAlarm, None);
    let document = json(&reviewed, "json");
    let flags = document["flags"].as_array().unwrap();
    let told: Vec<_> = flags.iter().filter_map(|flag| flag.get("review")).collect();
    let expected = serde_json::json!({ "verdict": "false_alarm", "reviewer": "li", "at": "2024-03-30T10:01:00.000Z",
        "status": "unchanged" });
    assert_eq!(told, [&expected]);
    let mut renamed = report("云河县财政局", 3);
    renamed.agency.name = Some("云河县财政局国资办".into());
    reviewed.write(&[renamed]);
    let review = json(&reviewed, "json")["flags"][0]["review"].clone();
    assert_eq!((&review["status"], &review["changes"][0]["old"]), (&"found_again".into(), &"0".into()));
}

#[test]
fn false_alarms_are_suppressed_as_long_as_nothing_speaks_against_it() {
    let reviewed = Reviewed::new();
    reviewed.decide(0, "li", Verdict::FalseAlarm, Some("口径不同"));
    reviewed.decide(1, "li", Verdict::Real, None);
    let results = || json(&reviewed, "sarif")["runs"][0]["results"].as_array().cloned().unwrap();
    assert!(results().iter().all(|result| result["suppressions"].is_array()), "on all results or on none");
    let suppressed = |results: Vec<serde_json::Value>| {
        results.into_iter().flat_map(|result| result["suppressions"].as_array().cloned().unwrap()).collect::<Vec<_>>()
    };
    let of = |status: &str| serde_json::json!({ "kind": "external", "status": status, "justification": "口径不同" });
    assert_eq!(suppressed(results()), [of("accepted")]);
    reviewed.decide(0, "an", Verdict::Real, None);
    assert_eq!(suppressed(results()), Vec::<serde_json::Value>::new(), "the last word is 属实");
    reviewed.decide(0, "li", Verdict::FalseAlarm, None);
    assert_eq!(suppressed(results()), [of("underReview")]);
}
