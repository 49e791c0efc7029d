//! Groups of alike sections beside the flags of the rules that find alike texts one by one, in every format, with and
//! without an index.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{jianbao, shared};

fn run(words: &[&str], cache: &Path) -> std::process::Output {
    jianbao().env("JIANBAO_CACHE", cache).args(words).output().unwrap()
}

/// What `similar` writes with these words.
fn similar(words: &[&str], cache: &Path) -> String {
    let output = run(&[&["similar"], words].concat(), cache);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn lines(words: &[&str], cache: &Path) -> Vec<Value> {
    let text = similar(&[words, &["--format", "jsonl"]].concat(), cache);
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Letters that look like chance: the n-th text of so many.
fn letters(seed: u32, count: u32) -> String {
    let mut state = u64::from(seed) * 7919 + 17;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from_u32(0x5F00 + u32::try_from(state >> 33).unwrap() % 0x700).unwrap()
    };
    (0..count).map(|_| next()).collect()
}

/// A corpus of invented reports; the problems of every agency are those of the year before, with some letters changed.
fn corpus(path: &Path) {
    let output =
        jianbao().args(["synth", "--seed", "8", "--reports", "700", "--flawed", "0.4", "--bare"]).output().unwrap();
    let mut file = fs::File::create(path).unwrap();
    for (nth, line) in (0_u32..).zip(String::from_utf8(output.stdout).unwrap().lines()) {
        let mut report: Value = serde_json::from_str(line).unwrap();
        let name = text(&report["agency"]["name"]);
        let seed = name.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % 9999;
        for section in report["sections"].as_array_mut().unwrap() {
            if section["key"] == "problems" {
                let changed = letters(nth + 20_000, (nth % 7) * 8);
                let kept: String = letters(seed, 300).chars().skip(changed.chars().count()).collect();
                section["blocks"] = json!([{ "text": format!("{changed}{kept}。") }]);
            }
        }
        writeln!(file, "{report}").unwrap();
    }
}

/// Report, section and percent of what the rules say is like the year before.
fn flagged(path: &str) -> BTreeSet<(String, String, i64)> {
    let words = ["check", path, "--select", "R-YOY-DUP,R-SEC5-DUP", "--format", "jsonl", "--fail-on", "never"];
    let output = jianbao().args(words).output().unwrap();
    let of = |line: &str| {
        let flag: Value = serde_json::from_str(line).unwrap();
        let section = if flag["rule"] == "R-SEC5-DUP" { "problems" } else { "overview" };
        let percent = text(&flag["found"]).trim_end_matches('%').parse().unwrap();
        (text(&flag["report"]), section.to_owned(), percent)
    };
    String::from_utf8(output.stdout).unwrap().lines().map(of).collect()
}

/// The same as the groups tell it.
fn repeated(rows: &[Value]) -> BTreeSet<(String, String, i64)> {
    let follows = |pair: &&[Value]| {
        let [before, this] = pair else { return false };
        let year = |row: &Value| row["year"].as_i64().unwrap();
        this["role"] == "to_year_before" && year(this) == year(before) + 1
    };
    let pairs = rows.windows(2).filter(follows);
    pairs
        .map(|pair| (text(&pair[1]["report"]), text(&pair[1]["section"]), pair[1]["percent"].as_i64().unwrap()))
        .collect()
}

#[test]
fn what_repeats_year_after_year_is_what_the_rules_flag() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("c.jsonl");
    corpus(&path);
    let path = path.to_str().unwrap();
    let rows = lines(&[path, "--across", "years", "--members", "--exact"], dir.path());
    assert!(rows.iter().all(|row| row["likeness"] == "measured" || row["likeness"].is_null()));
    let hand = flagged(path);
    let percents: BTreeSet<i64> = hand.iter().map(|(_, _, percent)| *percent).collect();
    assert!(hand.len() > 200 && percents.len() > 5, "{} {percents:?}", hand.len());
    assert_eq!(repeated(&rows), hand);
}

#[test]
fn what_agencies_have_alike_is_what_the_rules_flag() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("c.jsonl");
    let path = path.to_str().unwrap();
    jianbao()
        .args(["synth", "--seed", "8", "--reports", "1500", "--flawed", "0.4", "--bare", "-o", path])
        .assert()
        .success();
    let words = ["check", path, "--select", "R-PEER-DUP", "--format", "jsonl", "--fail-on", "never"];
    let output = jianbao().args(words).output().unwrap();
    let hand: BTreeSet<(BTreeSet<String>, String)> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| {
            let flag: Value = serde_json::from_str(line).unwrap();
            let others = flag["evidence"].as_array().unwrap().iter().map(|one| text(&one["report"]));
            let all = others.filter(|id| !id.is_empty()).chain([text(&flag["report"])]).collect();
            (all, if text(&flag["message"]).starts_with("第五") { "problems" } else { "overview" }.to_owned())
        })
        .collect();
    let mut found: BTreeSet<(BTreeSet<String>, String)> = BTreeSet::new();
    let rows = lines(&[path, "--across", "agencies", "--members"], dir.path());
    for group in rows.chunk_by(|one, other| one["group"] == other["group"]) {
        found.insert((group.iter().map(|row| text(&row["report"])).collect(), text(&group[0]["section"])));
    }
    assert!(hand.len() > 30, "{}", hand.len());
    assert_eq!(found, hand);
    // The index has the sketches that the rules made, and the lines may stand in any order.
    let groups = similar(&[path, "--format", "csv"], dir.path());
    let cache = dir.path().join("cache");
    assert!(run(&["index", path], &cache).status.success());
    assert_eq!(similar(&[path, "--format", "csv"], &cache), groups);
    let mut lines: Vec<String> = fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect();
    lines.reverse();
    lines.rotate_left(431);
    fs::write(path, lines.join("\n") + "\n").unwrap();
    assert_eq!(similar(&[path, "--format", "csv"], dir.path()), groups);
}

#[test]
fn every_format_has_the_same_groups_and_says_what_they_rest_on() {
    let dir = tempfile::tempdir().unwrap();
    let groups = lines(&[], dir.path());
    assert!(groups.len() >= 3);
    let document: Value = serde_json::from_str(&similar(&["--format", "json"], dir.path())).unwrap();
    assert_eq!(document["rows"].as_array().unwrap(), &groups);
    for name in ["program", "corpus", "command", "citation", "reports", "left_out", "notes"] {
        assert!(!document[name].is_null(), "{name}");
    }
    let file = dir.path().join("groups.csv");
    similar(&["-o", file.to_str().unwrap(), "--header"], dir.path());
    let csv = fs::read_to_string(file).unwrap();
    let rows: Vec<&str> = csv.lines().filter(|line| !line.starts_with('#')).skip(1).collect();
    assert_eq!(rows.len(), groups.len());
    for (row, group) in rows.iter().zip(&groups) {
        assert!(row.contains(&text(&group["centre"])), "{row}");
    }
    assert!(csv.contains("# 命令 jianbao similar") && csv.contains("五字片段"), "{csv}");
    let words = similar(&["--top", "1"], dir.path());
    assert!(words.contains("其余") && words.contains("均按原文计量"), "{words}");
    for file in ["groups.xlsx", "groups.parquet"] {
        let file = dir.path().join(file);
        similar(&["-o", file.to_str().unwrap()], dir.path());
        assert!(fs::metadata(file).unwrap().len() > 1000);
    }
    // What is listed of one report is what is listed of all.
    let centre = text(&groups[0]["centre"]);
    let of_one = lines(&["--of", &centre], dir.path());
    let of_all = lines(&["--members"], dir.path());
    let is_in = |row: &&Value| of_one.iter().any(|one| one["report"] == row["report"]);
    assert!(of_one.iter().any(|row| row["report"] == centre.as_str()));
    assert!(of_all.iter().filter(is_in).count() >= of_one.len());
}

#[test]
fn a_filter_chooses_groups_and_not_what_they_are_found_among() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("c.jsonl");
    let path = path.to_str().unwrap();
    jianbao()
        .args(["synth", "--seed", "8", "--reports", "1500", "--flawed", "0.4", "--bare", "-o", path])
        .assert()
        .success();
    let all = lines(&[path], dir.path());
    let year = all[0]["first_year"].as_i64().unwrap();
    let of_year: Vec<Value> = all.iter().filter(|row| row["first_year"] == year).cloned().collect();
    assert!(!of_year.is_empty() && of_year.len() < all.len());
    assert_eq!(lines(&[path, "--year", &year.to_string()], dir.path()), of_year);
    let county = text(&all[0]["region"]).rsplit(' ').next().unwrap().to_owned();
    let here: Vec<Value> = all.iter().filter(|row| text(&row["region"]).contains(&county)).cloned().collect();
    assert_eq!(lines(&[path, "--where", &format!("region:{county}")], dir.path()), here, "{county}");
}

/// A report of the n-th town, its problems in these words.
fn town(nth: usize, problems: &str, more: &str) -> String {
    format!(
        "云河县{}人民政府2021年政府信息公开工作年度报告\n发布日期:2022-01-1{nth}\n一、总体情况\n{}\n五、存在的主要问题及改进情况\n\
         {problems}\n六、其他需要报告的事项\n无{more}。\n",
        ["青石镇", "白水镇", "长亭乡", "柳河镇"][nth],
        letters(u32::try_from(nth).unwrap() + 50, 120)
    )
}

#[test]
fn what_comes_from_outside_is_harmless_and_persons_are_masked() {
    let dir = tempfile::tempdir().unwrap();
    let reports = dir.path().join("reports");
    fs::create_dir(&reports).unwrap();
    let same = letters(3, 200);
    let who = "申请人张三丰提出申请,来电13912345678,邮箱lisi@qq.com。";
    for nth in 1..4 {
        let evil = format!("\u{1b}[31m=1+1 {same}。{who}");
        fs::write(reports.join(format!("\u{1b}]0;x\u{7}{nth}.txt")), town(nth, &evil, "\u{9b}2J")).unwrap();
    }
    let path = reports.to_str().unwrap();
    let rows = lines(&[path, "--members"], dir.path());
    assert_eq!(rows.len(), 3, "{rows:?}");
    let ids: Vec<String> = rows.iter().map(|row| text(&row["report"])).collect();
    let pair = ["--pair", &ids[0], &ids[1]];
    let told = [
        similar(&[path], dir.path()),
        similar(&[path, "--members"], dir.path()),
        similar(&[&[path], &pair[..]].concat(), dir.path()),
        similar(&[&[path], &pair[..], &["--format", "json"]].concat(), dir.path()),
    ];
    for told in &told {
        assert!(!told.contains(['\u{1b}', '\u{7}', '\u{9b}']), "{told:?}");
        for leak in ["张三丰", "13912345678", "lisi@"] {
            assert!(!told.contains(leak), "{told}");
        }
    }
    assert!(told[2].contains("相同 100%") && told[2].contains("张**") && told[2].contains("{1+1}"), "{}", told[2]);
    let csv = similar(&[path, "--format", "csv"], dir.path());
    assert!(csv.lines().all(|line| !line.starts_with('=')), "{csv}");
}

#[test]
fn real_reports_are_no_groups_of_their_own_copies() {
    let Some(folder) = shared("reports") else { return };
    let dir = tempfile::tempdir().unwrap();
    let rows = similar(&[folder.to_str().unwrap(), "--format", "json", "--keep-going"], dir.path());
    let document: Value = serde_json::from_str(&rows).unwrap();
    // One report after another is there in many containers.
    assert!(document["left_out"]["other_versions"].as_u64().unwrap() > 5, "{document}");
    for row in document["rows"].as_array().unwrap() {
        assert!(row["agencies"].as_u64() > Some(1) || row["across"] == "years", "{row}");
    }
}

#[test]
fn what_cannot_be_asked_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let says = |words: &[&str], expected: &str| {
        let output = run(&[&["similar"], words].concat(), dir.path());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && said.contains(expected), "{words:?}: {said}");
    };
    says(&["--min", "50"], "70");
    says(&["--section", "三"], "五 (problems)");
    says(&["--year", "2021", "--years", "2020..2021"], "cannot be used with");
    says(&["--across", "moon"], "agencies, years");
    says(&["--of", "nothing-like-it"], "nothing-like-it");
    says(&["--pair", "a", "b", "--format", "csv"], "--format text or json");
    says(&["--pair", "nothing", "nowhere"], "--pair nothing");
}

#[test]
fn the_inspector_shows_the_same_groups_and_leads_to_two_beside_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let screen = |keys: &str| {
        let output = run(&["--keys", keys, "--dump", "text", "--size", "160x30"], dir.path());
        String::from_utf8(output.stdout).unwrap()
    };
    let groups = lines(&[], dir.path());
    let shown = screen("g u");
    for group in &groups {
        assert!(shown.contains(&text(&group["centre_agency"])), "{shown}");
    }
    let members = lines(&["--of", &text(&groups[0]["centre"])], dir.path());
    let shown = screen("g u enter");
    let (centre, other) = (text(&members[0]["agency"]), text(&members[1]["agency"]));
    assert!(shown.contains(&centre) && shown.contains(&other) && shown.contains("--of"), "{shown}");
    let shown = screen("g u enter j enter");
    let heading = shown.lines().next().unwrap();
    assert!(heading.contains("对比") && heading.contains(&centre) && heading.contains(&other), "{shown}");
    // What only tables of indicators have does nothing here.
    assert!(screen("g u P").contains("此表没有这一选项"));
}
