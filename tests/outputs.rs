//! The formats of `check`: each says the same as the others, whatever a report holds, and what it says
//! can be read by the programs it is for.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx};
use serde_json::Value;

use crate::support::{jianbao, shared};

/// What `check` writes with these words, which must not fail for want of input.
fn check(words: &[&str]) -> Vec<u8> {
    let output = jianbao().arg("check").args(words).output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn text(words: &[&str]) -> String {
    String::from_utf8(check(words)).unwrap()
}

fn lines(words: &[&str]) -> Vec<Value> {
    text(words).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A report whose words would be run, rendered or obeyed where they are not written with care.
fn hostile(name: &str, evil: &str) -> String {
    format!(
        "{name}2021年政府信息公开工作年度报告\n发布日期:2022-03-09\n一、总体情况\n2021年,我局主动公开信息\
         82条{evil},其中动态32条,其他68条。\n1、{evil}\n3、{evil}XX\n五、存在的主要问题及改进情况\n更新了更新了{evil}\n\
         六、其他需要报告的事项\n无{evil}。\n"
    )
}

fn hostile_reports(dir: &Path) {
    let long = "云".repeat(5000);
    for (nth, (name, evil)) in [
        ("=cmd|' /C calc'!A0 云河县财政局", "=1+1"),
        ("@SUM(1)青石镇人民政府", "\"; DROP,\r\n\t@x"),
        ("＝云河县＋青石镇人民政府", "<script>alert(1)</script> [x](javascript:x) `a` **b** | c {0}"),
        ("云河县\u{1b}[31m\u{202e}卫生健康局", "\u{9b}2J\u{1b}]0;x\u{7}\u{ffff}_x0041_"),
        ("-- ![x](http://a.example/x.png) 云河县教育局", "a@b.example www.a.example &lt;b&gt; # \\"),
        (&long, &long),
    ]
    .into_iter()
    .enumerate()
    {
        fs::write(dir.join(format!("=+{nth} {}|`<b>.txt", "长".repeat(60))), hostile(name, evil)).unwrap();
    }
}

/// The fingerprints of all flags, as each format lists them.
fn fingerprints(words: &[&str]) -> BTreeMap<&'static str, Vec<String>> {
    let with = |format| [words, &["--format", format]].concat();
    let string = |value: &Value| value.as_str().unwrap().to_owned();
    let document: Value = serde_json::from_slice(&check(&with("json"))).unwrap();
    let sarif: Value = serde_json::from_slice(&check(&with("sarif"))).unwrap();
    let rows = csv_rows(&check(&with("csv")));
    let sheet = first_sheet(check(&with("xlsx")));
    let told = |line: &str| Some(line.strip_prefix("  - 疑点编号 ` ")?.split_once(" `")?.0.to_owned());
    BTreeMap::from([
        ("jsonl", lines(&with("jsonl")).iter().map(|flag| string(&flag["fingerprint"])).collect()),
        ("json", document["flags"].as_array().unwrap().iter().map(|flag| string(&flag["fingerprint"])).collect()),
        ("csv", rows.iter().map(|row| row["fingerprint"].clone()).collect()),
        ("xlsx", sheet.iter().map(|row| row[17].to_string()).collect()),
        ("md", text(&with("md")).lines().filter_map(told).collect()),
        (
            "sarif",
            sarif["runs"][0]["results"]
                .as_array()
                .unwrap()
                .iter()
                .map(|result| string(&result["partialFingerprints"]["jianbao/v1"]))
                .collect(),
        ),
    ])
}

fn csv_rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(bytes).deserialize().map(Result::unwrap).collect()
}

/// The rows of the first sheet without its head.
fn first_sheet(bytes: Vec<u8>) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["疑点", "汇总", "无法核对"]);
    for sheet in book.sheet_names() {
        assert!(book.worksheet_formula(&sheet).unwrap().is_empty(), "a formula in {sheet}");
    }
    book.worksheet_range("疑点").unwrap().rows().skip(1).map(<[Data]>::to_vec).collect()
}

#[test]
fn every_format_lists_the_same_flags_in_the_same_order() {
    let dir = tempfile::tempdir().unwrap();
    hostile_reports(dir.path());
    let path = dir.path().to_str().unwrap();
    let seeds = shared("seeds").map(|seeds| seeds.to_str().unwrap().to_owned());
    for path in [Some(path), seeds.as_deref()].into_iter().flatten() {
        for words in [&[path, "--select", "ALL"][..], &[path, "--select", "ALL", "--severity", "warning"]] {
            let formats = fingerprints(words);
            assert!(formats["jsonl"].len() > 5);
            for (format, found) in &formats {
                assert_eq!(*found, formats["jsonl"], "{format} {words:?}");
            }
        }
    }
    // Without a path: the sample inside the program.
    let formats = fingerprints(&[]);
    assert!(formats.values().all(|found| *found == formats["jsonl"]) && !formats["jsonl"].is_empty());
}

#[test]
fn rows_are_grouped_by_agency_and_year() {
    let flags = lines(&["--format", "jsonl"]);
    let key = |flag: &Value| {
        let (agency, year) = (flag["agency"].as_str().map(str::to_owned), flag["year"].as_u64());
        (agency.is_none(), agency, year.is_none(), year)
    };
    let keys: Vec<_> = flags.iter().map(key).collect();
    assert!(keys.is_sorted(), "{keys:?}");
    assert_eq!(check(&["--format", "csv"]), check(&["--format", "csv"]));
}

#[test]
fn no_cell_of_a_table_is_run() {
    let dir = tempfile::tempdir().unwrap();
    hostile_reports(dir.path());
    let path = dir.path().to_str().unwrap();
    let bytes = check(&[path, "--select", "ALL", "--format", "csv", "--bom", "--show-unevaluable"]);
    let table = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap();
    assert!(table.ends_with(b"\r\n"));
    let starts_formula = |cell: &str| {
        let is_number = cell.parse::<f64>().is_ok();
        !is_number && cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
    };
    let rows = csv_rows(table);
    for cell in rows.iter().flat_map(BTreeMap::values) {
        assert!(!starts_formula(cell) && !cell.chars().any(char::is_control), "{cell:?}");
    }
    assert!(rows.iter().all(|row| row["path"].starts_with("'=+")));
    assert!(rows.iter().any(|row| row["class"] == "unevaluable" && row["fingerprint"].is_empty()));
    let found = |rows: &[BTreeMap<String, String>]| rows.iter().filter(|row| row["found"] == "100").count();
    assert!(found(&rows) > 0);
    for row in first_sheet(check(&[path, "--select", "ALL", "--format", "xlsx"])) {
        let is_run = |cell: &Data| matches!(cell, Data::String(text) if starts_formula(text));
        assert!(!row.iter().any(is_run), "{row:?}");
        assert!(matches!(row[4], Data::Float(year) if year > 2000.0) || row[4] == Data::Empty);
    }
}

#[test]
fn a_table_says_what_it_rests_on_when_asked() {
    let table = text(&["--format", "csv", "--header", "--select", "T3"]);
    let head: Vec<_> = table.lines().take_while(|line| line.starts_with("# ")).collect();
    assert_eq!(head.len(), 4);
    assert!(head[0].contains("jianbao") && head[2].contains("T3-BAL") && head[3].contains("--select T3"), "{head:?}");
    let without = text(&["--format", "csv", "--select", "T3"]);
    assert!(table.ends_with(&without) && without.starts_with("report,path,"));
}

#[test]
fn sarif_is_built_as_its_readers_expect() {
    let dir = tempfile::tempdir().unwrap();
    hostile_reports(dir.path());
    let path = dir.path().to_str().unwrap();
    let words = [path, "--select", "ALL", "--format", "sarif", "--show-unevaluable"];
    let log: Value = serde_json::from_slice(&check(&words)).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        let help = rule["help"]["markdown"].as_str().unwrap();
        assert!(
            help.contains("## What it checks") && help.contains(rule["shortDescription"]["text"].as_str().unwrap())
        );
        assert!(["error", "warning", "note"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap()));
    }
    let results = run["results"].as_array().unwrap();
    assert!(results.iter().any(|result| result["kind"] == "open" && result["level"] == "none"));
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let message = result["message"]["text"].as_str().unwrap();
        assert!(!message.is_empty() && !message.replace("\\[", "").replace("\\]", "").contains("]("), "{message}");
        let related = result["relatedLocations"].as_array().cloned().unwrap_or_default();
        assert!(related.iter().zip(0..).all(|(location, id)| location["id"] == id));
        for location in result["locations"].as_array().unwrap().iter().chain(&related) {
            let artifact = &location["physicalLocation"]["artifactLocation"];
            let uri = artifact["uri"].as_str().unwrap();
            assert!(uri.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte)), "{uri}");
            assert!(run["originalUriBaseIds"].get(artifact["uriBaseId"].as_str().unwrap()).is_some());
        }
    }
}

/// The words that a region of SARIF marks in a text: by lines and columns, and by characters.
fn marked(text: &str, region: &Value) -> [String; 2] {
    let number = |key: &str| usize::try_from(region[key].as_u64().unwrap()).unwrap();
    let (from, to) = (number("charOffset"), number("charOffset") + number("charLength"));
    let by_characters = text.chars().skip(from).take(to - from).collect();
    let mut lines = text.split('\n').skip(number("startLine") - 1);
    let line: Vec<char> = lines.next().unwrap().chars().collect();
    assert_eq!(number("startLine"), number("endLine"));
    let by_lines = line[number("startColumn") - 1..number("endColumn") - 1].iter().collect();
    [by_characters, by_lines]
}

#[test]
fn places_are_lines_where_the_source_is_at_hand_and_bytes_where_not() {
    let dir = tempfile::tempdir().unwrap();
    let source = hostile("云河县财政局", "、政策").replace('\n', "\r\n");
    fs::write(dir.path().join("a.txt"), &source).unwrap();
    let corpus = dir.path().join("away/corpus.jsonl");
    fs::create_dir(corpus.parent().unwrap()).unwrap();
    jianbao().arg("parse").arg(dir.path().join("a.txt")).arg("-o").arg(&corpus).assert().success();
    let regions = |words: &[&str]| {
        let log: Value = serde_json::from_slice(&check(&[words, &["--format", "sarif"]].concat())).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        let locations = results.into_iter().map(|result| result["locations"][0]["physicalLocation"]["region"].clone());
        locations.filter(|region| region["snippet"].is_object()).collect::<Vec<_>>()
    };
    let (raw, corpus) = (dir.path().join("a.txt").display().to_string(), corpus.display().to_string());
    let root = dir.path().to_str().unwrap();
    let at_hand = regions(&[&raw]);
    assert!(at_hand.len() > 2);
    for region in &at_hand {
        let snippet = region["snippet"]["text"].as_str().unwrap();
        assert_eq!(marked(&source, region), [snippet, snippet]);
    }
    assert_eq!(at_hand, regions(&[&corpus, "--source-root", root]));
    let away = regions(&[&corpus]);
    assert_eq!(away.len(), at_hand.len());
    for region in &away {
        let start = usize::try_from(region["byteOffset"].as_u64().unwrap()).unwrap();
        let end = start + usize::try_from(region["byteLength"].as_u64().unwrap()).unwrap();
        assert_eq!(source.get(start..end), region["snippet"]["text"].as_str());
    }
    let places = |words: &[&str]| csv_rows(&check(&[words, &["--format", "csv"]].concat()));
    assert!(places(&[&raw]).iter().any(|row| row["place"].starts_with("4:")));
    assert!(places(&[&corpus]).iter().any(|row| row["place"].starts_with("bytes ")));
}

#[test]
fn a_baseline_leaves_only_what_is_new() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("base.jsonl");
    let all = text(&["--format", "jsonl"]);
    let (first, rest) = all.split_once('\n').unwrap();
    let gone = first.replace("\"fingerprint\":\"", "\"fingerprint\":\"zz");
    fs::write(&file, format!("{rest}{gone}\n")).unwrap();
    let base = file.to_str().unwrap();
    let new = lines(&["--format", "jsonl", "--baseline", base]);
    let first: Value = serde_json::from_str(first).unwrap();
    assert_eq!(new.len(), 1);
    assert_eq!((&new[0]["fingerprint"], &new[0]["baseline"]), (&first["fingerprint"], &"new".into()));
    let known = all.lines().count() - 1;
    let said = text(&["--baseline", base]);
    assert!(said.ends_with(&format!("新增 1 存量 {known} 消失 1\n")), "{said}");
    let sarif = text(&["--format", "sarif", "--baseline", base, "--show-known"]);
    let states = |state: &str| sarif.matches(&format!("\"baselineState\":\"{state}\"")).count();
    assert_eq!((states("new"), states("unchanged")), (1, known));
    // Everything known: nothing to fail on, whatever the gravest is.
    fs::write(&file, text(&["--format", "json"])).unwrap();
    jianbao().args(["check", "--baseline", base, "--fail-on", "info"]).assert().success();
    jianbao().args(["check", "--fail-on", "info"]).assert().code(1);
    fs::write(&file, "no flags\n").unwrap();
    let output = jianbao().args(["check", "--baseline", base]).assert().code(2).get_output().stderr.clone();
    assert!(String::from_utf8(output).unwrap().contains("base.jsonl"));
}

#[test]
fn check_and_the_inspector_follow_one_configuration() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.txt"), hostile("云河县财政局", "")).unwrap();
    let path = dir.path().to_str().unwrap();
    let rules = || lines(&[path, "--format", "jsonl"]).iter().map(|flag| flag["rule"].to_string()).collect::<Vec<_>>();
    let screen = |words: &[&str]| {
        let words = [&[path, "--dump", "text", "--view", "flags", "--size", "160x45"], words].concat();
        String::from_utf8(jianbao().args(words).output().unwrap().stdout).unwrap()
    };
    assert!(rules().contains(&"\"NS-SUM\"".to_owned()) && screen(&[]).contains("NS-SUM"));
    fs::write(dir.path().join("jianbao.toml"), "ignore = [\"NS\"]\nfail-on = \"never\"\n").unwrap();
    assert!(!rules().contains(&"\"NS-SUM\"".to_owned()) && !screen(&[]).contains("NS-SUM"));
    jianbao().arg("check").arg(path).assert().success();
    // The command line wins.
    assert!(screen(&["--preset", "文表"]).contains("NS-SUM"));
    jianbao().args(["check", path, "--preset", "文表", "--fail-on", "error"]).assert().code(1);
    fs::write(dir.path().join("jianbao.toml"), "[severity]\nNS-SUM = \"info\"\n\n[default]\nNS-SUM = \"queue\"\n")
        .unwrap();
    let flag = lines(&[path, "--select", "NS-SUM", "--format", "jsonl"]).remove(0);
    assert_eq!(flag["severity"], "info");
    let rows = csv_rows(&check(&[path, "--select", "NS-SUM", "--format", "csv"]));
    assert_eq!((rows[0]["severity"].as_str(), rows[0]["destination"].as_str()), ("info", "queue"));
    fs::write(dir.path().join("jianbao.toml"), "select = [\"T3\"]\n\nignored = []\n").unwrap();
    for command in [&["check", path][..], &[path, "--dump", "text"]] {
        let said = jianbao().args(command).assert().code(2).get_output().stderr.clone();
        assert!(String::from_utf8(said).unwrap().contains("jianbao.toml:3: unknown field"), "{command:?}");
    }
}

#[test]
fn a_summary_has_denominators() {
    let document: Value = serde_json::from_slice(&check(&["--summary", "--format", "json"])).unwrap();
    assert_eq!(document.get("flags"), None);
    let summary = &document["summary"];
    let by_rule = summary["groups"]["rule"].as_array().unwrap();
    let flags: u64 = by_rule.iter().map(|group| group["flags"].as_u64().unwrap()).sum();
    assert_eq!(summary["flags"], flags);
    for group in summary["groups"].as_object().unwrap().values().flat_map(|groups| groups.as_array().unwrap()) {
        assert!(group["failing"].as_u64() <= group["evaluable"].as_u64(), "{group}");
    }
    let of = |by: &str| -> u64 {
        let groups = summary["groups"][by].as_array().unwrap();
        groups.iter().map(|group| group["evaluable"].as_u64().unwrap()).sum()
    };
    assert_eq!((of("year"), of("region")), (summary["checked"].as_u64().unwrap(), of("year")));
    let rule = by_rule.iter().find(|group| group["key"] == "T3-BAL").unwrap();
    let told = format!("{}/{} 可评", rule["failing"], rule["evaluable"]);
    let words = text(&["--summary"]);
    assert!(words.lines().any(|line| line.contains("勾稽不平") && line.contains(&told)), "{words}");
    let rows = csv_rows(&check(&["--summary", "--format", "csv"]));
    let row = rows.iter().find(|row| row["key"] == "T3-BAL").unwrap();
    assert_eq!(row["reports_evaluable"], rule["evaluable"].to_string());
}

#[test]
fn explanations_stand_with_their_flags() {
    let said = text(&["--select", "T3-BAL", "--explain"]);
    assert!(said.contains("勾稽不平") && said.contains("法规依据: "), "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 100));
    assert!(text(&["--select", "T3-BAL", "--explain", "--format", "md"]).contains("  - 法规依据 "));
}

#[test]
fn what_cannot_be_written_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let nowhere = dir.path().join("no/such/folder/flags.csv");
    let output = jianbao().arg("check").arg("-o").arg(&nowhere).assert().code(2).get_output().stderr.clone();
    assert!(String::from_utf8(output).unwrap().contains("flags.csv"));
    for words in [
        &["--summary", "--format", "sarif"][..],
        &["--explain", "--format", "csv"],
        &["--bom", "--format", "json"],
        &["--show-known"],
        &["--preset", "T3"],
        &["--severity", "grave"],
        &["--config", "no-such.toml"],
    ] {
        jianbao().arg("check").args(words).assert().code(2);
    }
    // A file's name says its format, and the file is all that is written.
    let book = dir.path().join("疑点.xlsx");
    let output = jianbao().arg("check").arg("-o").arg(&book).assert().code(1).get_output().clone();
    assert!(output.stdout.is_empty() && !first_sheet(fs::read(&book).unwrap()).is_empty());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_no_format_badly() {
    for format in ["text", "json", "jsonl", "csv", "md", "sarif", "xlsx"] {
        let program = env!("CARGO_BIN_EXE_jianbao");
        let command = format!("{program} check --select ALL --format {format} | head -c 10; exit ${{PIPESTATUS[0]}}");
        let status = std::process::Command::new("bash").args(["-c", &command]).output().unwrap().status;
        // Where all of it fitted into the pipe before it was closed, the flags decide.
        assert!(matches!(status.code(), Some(0 | 1)), "{format}");
    }
}
