//! Who is to report and who is in the corpus, asked as people ask: beside a plain count of what the corpus and the rules
//! say, in every format, by a roster that is not to be trusted, and by the index.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use crate::support::jianbao;

/// A line of a corpus: the report of a government.
fn line(regions: [&str; 3], name: &str, level: &str, kind: &str, year: u16) -> String {
    let some = |text: &str| if text.is_empty() { Value::Null } else { text.into() };
    let [province, city, county] = regions.map(some);
    let id = format!("{}{name}{year}", regions.concat());
    let line = json!({
        "schema": "jianbao/1", "id": id, "kind": "report", "year": year,
        "source": { "path": format!("{id}.html"), "url": format!("https://www.example.gov.cn/{year}/{name}") },
        "agency": { "name": name, "level": level, "kind": kind, "province": province, "city": city, "county": county },
        "published": format!("{}-04-{:02}", year + 1, 1 + year % 9),
    });
    format!("{line}\n")
}

fn county(name: &str, year: u16) -> String {
    line(["江苏省", "徐州市", name], &format!("{name}人民政府"), "county", "government_aggregate", year)
}

fn written(dir: &Path, name: &str, text: &str) -> String {
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn run(words: &[&str]) -> Output {
    jianbao().arg("coverage").args(words).output().unwrap()
}

fn rows(words: &[&str]) -> Vec<Value> {
    let output = run(&[words, &["--format", "jsonl"]].concat());
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn texts<'a>(rows: &'a [Value], name: &str) -> Vec<&'a str> {
    rows.iter().map(|row| row[name].as_str().unwrap_or_default()).collect()
}

/// Two counties of one city, and the 办公室 of a third.
fn city(dir: &Path) -> String {
    let office = line(["江苏省", "徐州市", "睢宁县"], "睢宁县人民政府办公室", "county", "government_office", 2021);
    let text = [county("沛县", 2019), county("沛县", 2021), county("丰县", 2020), office].concat();
    written(dir, "c.jsonl", &text)
}

#[test]
fn which_counties_lack_a_year_is_the_work_list_of_a_crawler() {
    let dir = tempfile::tempdir().unwrap();
    let corpus = city(dir.path());
    let list = rows(&[&corpus, "--year", "2021", "--level", "county", "--missing"]);
    // The city has ten counties; one of them is held.
    assert_eq!(list.len(), 9, "{list:?}");
    let one = |name: &str| list.iter().find(|row| row["name"] == name).unwrap();
    let feng = one("丰县人民政府");
    assert_eq!(
        (&feng["code"], &feng["last_year"], &feng["basis"]),
        (&json!("320321"), &json!("2020"), &json!("division"))
    );
    assert_eq!(feng["last_url"], "https://www.example.gov.cn/2020/丰县人民政府");
    assert_eq!(
        (&feng["province"], &feng["city"], &feng["county"]),
        (&json!("江苏省"), &json!("徐州市"), &json!("丰县"))
    );
    let suining = one("睢宁县人民政府");
    assert_eq!(suining["office_report"], "江苏省徐州市睢宁县睢宁县人民政府办公室2021");
    assert_eq!((&suining["last_year"], &suining["last_report"]), (&Value::Null, &Value::Null));
    // The same in words that accuse nobody, and the counts with it.
    let text = String::from_utf8(run(&[&corpus, "--year", "2021", "--format", "text"]).stdout).unwrap();
    for words in ["库中未见", "有年报的地区:江苏省徐州市", "应收依据 区划表 11", "办公厅(室)年报 1", "1/10"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("未公布") && !text.contains("缺报"), "{text}");
    let lines = rows(&[&corpus, "--year", "2021", "--by", "county"]);
    for row in &lines {
        let of = |name: &str| row[name].as_u64().unwrap();
        assert_eq!(of("expected"), of("held") + of("missing"), "{row}");
    }
    let kinds = texts(&lines, "region_level");
    assert_eq!((kinds.len(), &kinds[..4]), (13, &["all", "province", "prefecture", "county"][..]));
    // The whole country only when it is asked for.
    assert_eq!(rows(&[&corpus, "--year", "2021", "--all", "--missing"]).len(), 31 + 333 + 2841 - 1);
    assert_eq!(rows(&[&corpus, "--year", "2021", "--region", "浙江", "--by", "year"])[0]["expected"], 102);
}

#[test]
fn late_counties_by_province_are_those_the_rule_flags() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let made = path("s.jsonl");
    jianbao()
        .args(["synth", "--seed", "3", "--reports", "1500", "--flawed", "0.6", "--bare", "-o", &made])
        .assert()
        .success();
    // Two copies of an invented country are two countries: its dates, late or not, in provinces of their own.
    let late: Vec<String> =
        (0..40_u16).map(|n| county(["沛县", "丰县", "睢宁县", "新沂市"][usize::from(n % 4)], 2012 + n / 4)).collect();
    let text = std::fs::read_to_string(&made).unwrap() + &late.concat();
    let corpus = written(dir.path(), "c.jsonl", &text);
    let flags = jianbao()
        .args(["check", "--select", "D-LATE", "--format", "jsonl", "--fail-on", "never", &corpus])
        .output()
        .unwrap();
    let flagged: Vec<Value> =
        String::from_utf8(flags.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let list = jianbao().args(["export", &corpus, "--what", "list", "--format", "csv"]).output().unwrap();
    let heads: Vec<BTreeMap<String, String>> =
        csv::Reader::from_reader(list.stdout.as_slice()).deserialize().map(Result::unwrap).collect();
    let is_county =
        |row: &&BTreeMap<String, String>| row["level"] == "county" && row["agency_kind"] == "government_aggregate";
    let mut by_hand: BTreeMap<(String, u64), (u64, u64)> = BTreeMap::new();
    for row in heads.iter().filter(is_county) {
        let entry = by_hand.entry((row["province"].clone(), row["year"].parse().unwrap())).or_default();
        entry.0 += 1;
        entry.1 += u64::from(flagged.iter().any(|flag| flag["report"] == row["report"].as_str()));
    }
    assert!(by_hand.values().map(|counts| counts.1).sum::<u64>() >= 40, "{by_hand:?}");
    let words = [&corpus, "--late", "--level", "county", "--by", "province", "--basis", "seen"];
    let told = |rows: &[Value]| -> BTreeMap<(String, u64), (u64, u64)> {
        let provinces = rows.iter().filter(|row| row["region_level"] == "province" && row["held"] != 0);
        let of = |row: &Value, name: &str| row[name].as_u64().unwrap();
        provinces
            .map(|row| {
                ((row["province"].as_str().unwrap().to_owned(), of(row, "year")), (of(row, "held"), of(row, "late")))
            })
            .collect()
    };
    let plain = rows(&words);
    assert_eq!(told(&plain), by_hand);
    let listed = rows(&[&words[..], &["--list"]].concat());
    assert_eq!(listed.len() as u64, by_hand.values().map(|counts| counts.1).sum::<u64>());
    for row in listed.iter().filter(|row| row["province"] == "江苏省") {
        assert!(row["days_late"].as_u64().unwrap() > 0 && row["due"].as_str() < row["published"].as_str(), "{row}");
    }
    let cache = path("cache");
    jianbao().env("JIANBAO_CACHE", &cache).args(["index", &corpus]).assert().success();
    let kept = jianbao()
        .env("JIANBAO_CACHE", &cache)
        .arg("coverage")
        .args(words)
        .args(["--format", "jsonl"])
        .output()
        .unwrap();
    let kept: Vec<Value> =
        String::from_utf8(kept.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(kept, plain, "by the index");
}

#[test]
fn every_format_has_the_same_rows() {
    let dir = tempfile::tempdir().unwrap();
    let corpus = city(dir.path());
    let words = [corpus.as_str(), "--years", "2019..2021", "--missing"];
    let expected = texts(&rows(&words), "name").len();
    assert_eq!(expected, 3 * 11 - 3);
    let to = |name: &str| {
        let path = dir.path().join(name);
        let output = run(&[&words[..], &["-o", path.to_str().unwrap()]].concat());
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        std::fs::read(path).unwrap()
    };
    let csv = to("m.csv");
    assert_eq!(csv::Reader::from_reader(csv.as_slice()).records().count(), expected);
    let json: Value = serde_json::from_slice(&to("m.json")).unwrap();
    assert_eq!((json["rows"].as_array().unwrap().len(), &json["missing"]), (expected, &json!(expected)));
    assert!(json["command"].as_str().unwrap().contains("coverage") && !json["notes"].as_array().unwrap().is_empty());
    let text = String::from_utf8(to("m.txt")).unwrap();
    assert_eq!(text.lines().filter(|line| line.contains("区划表") && line.contains("县级")).count(), expected - 3);
    assert!(to("m.xlsx").starts_with(b"PK"));
    if cfg!(feature = "parquet") {
        assert!(to("m.parquet").starts_with(b"PAR1"));
    }
}

#[test]
fn a_roster_is_read_row_by_row_and_never_trusted() {
    let dir = tempfile::tempdir().unwrap();
    let corpus = city(dir.path());
    let good = "name,code,url\n沛县人民政府,320322,\n新沂市人民政府,320381,https://xy.example/\n";
    let roster = written(dir.path(), "good.csv", good);
    let words = [corpus.as_str(), "--year", "2021", "--roster", &roster, "--missing"];
    let list = rows(&words);
    assert_eq!(
        (texts(&list, "name"), texts(&list, "roster_url")),
        (vec!["新沂市人民政府"], vec!["https://xy.example/"])
    );
    assert_eq!(texts(&list, "basis"), ["roster"]);
    // The same as JSON Lines.
    let lines =
        "{\"name\":\"沛县人民政府\",\"code\":320322}\n{\"名称\":\"新沂市人民政府\",\"网址\":\"https://xy.example/\"}\n";
    let roster = written(dir.path(), "good.jsonl", lines);
    assert_eq!(rows(&[&corpus, "--year", "2021", "--roster", &roster, "--missing"]), list);
    let bad = format!("{good}\u{1b}[2J城关镇人民政府,,\n鼓楼区人民政府,,\n沛县人民政府,320322,\n,,x\n\"open,");
    let roster = written(dir.path(), "bad.csv", &bad);
    let output = run(&[&corpus, "--year", "2021", "--roster", &roster, "--missing", "--format", "text"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(2));
    for words in [
        "新沂市人民政府",
        "名录第4行未用",
        "名录第5行未用:地区不明",
        "名录第6行未用:与第2行重复",
        "名录第7行未用",
        "名录第8行未用",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains('\u{1b}'), "{text}");
    let output = run(&[&corpus, "--year", "2021", "--roster", &roster, "--keep-going"]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn what_cannot_be_asked_is_said() {
    let says = |words: &[&str], expected: &str| {
        let output = run(words);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && said.contains(expected), "{words:?}: {said}");
    };
    says(&["--region", "无此省"], "no region");
    says(&["--roster", "/no/such.csv"], "/no/such.csv");
    says(&["--basis", "roster"], "--roster");
    says(&["--basis", "moon"], "one of roster");
    says(&["--by", "agency"], "one of province");
    says(&["--kind", "zone_committee"], "--year");
    says(&["--where", "yaer:2021"], "yaer");
    says(&["--year", "1066"], "1900");
}

#[test]
fn the_screen_has_what_the_command_prints() {
    let dir = tempfile::tempdir().unwrap();
    let corpus = city(dir.path());
    let screen = |keys: &str| {
        let words = [&corpus, "--no-index", "--keys", keys, "--size", "160x45", "--dump", "text"];
        let output = jianbao().args(words).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let all = screen("g c");
    assert!(all.contains("应收与已收") && all.contains("coverage --by city"), "{all}");
    let counts = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.contains(name)).unwrap();
        line.split_whitespace().filter(|word| word.contains('/')).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(counts(&all, " 徐州市 "), ["1/11", "1/11", "1/11"]);
    // Enter lists who is missing there, in the years of the table.
    let list = screen("g c j j enter");
    let names = texts(&rows(&[&corpus, "--missing"]), "name").iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(list.lines().filter(|line| line.contains(" 3203")).count(), names.len(), "{list}");
    assert!(names.iter().all(|name| list.contains(name.as_str())), "{list}");
    // A year alone, another grouping, another sort of bodies.
    assert!(screen("g c [").contains("--year 2021"));
    assert!(screen("g c B").contains("--by county"));
    let offices = screen("g c P");
    assert!(offices.contains("--kind government_office") && offices.contains("应收 1"), "{offices}");
}
