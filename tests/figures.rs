//! Figures beside an independent computation from the exported cells, on invented and on real reports, by the index and
//! without one; and the refusal to add over levels.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{jianbao, shared};

type Row = BTreeMap<String, String>;

/// What `export` writes of a corpus.
fn exported(path: &str, what: &str) -> Vec<Row> {
    let output = jianbao().args(["export", path, "--what", what, "--format", "csv", "--keep-going"]).output().unwrap();
    csv::Reader::from_reader(output.stdout.as_slice()).deserialize().map(Result::unwrap).collect()
}

/// The rows of `table`.
fn table(path: &str, cache: &str, words: &[&str]) -> Vec<Value> {
    let mut command = jianbao();
    command.env("JIANBAO_CACHE", cache).args(["table", "--format", "jsonl", "--keep-going"]).args(words);
    let output = command.arg(path).arg("新收,不予公开率").output().unwrap();
    assert!(output.stderr.is_empty() || output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const DENIALS: [&str; 8] = [
    "t3.deny_state_secret.total",
    "t3.deny_other_law.total",
    "t3.deny_three_security.total",
    "t3.deny_third_party.total",
    "t3.deny_internal.total",
    "t3.deny_process.total",
    "t3.deny_enforcement_file.total",
    "t3.deny_admin_query.total",
];

/// Of each province and year: reports, sum of 新收, how many have one; sums of the denied and the handled.
type Sums = BTreeMap<(String, String), (usize, i64, usize, i64, i64)>;

/// The same by hand, of county departments.
fn by_hand(path: &str) -> Sums {
    let list = exported(path, "list");
    let mut cells: BTreeMap<(String, String), i64> = BTreeMap::new();
    for row in exported(path, "cells") {
        if row["how"] == "read" && !row["value"].is_empty() {
            cells.insert((row["report"].clone(), row["cell"].clone()), row["value"].parse().unwrap());
        }
    }
    let mut sums = Sums::new();
    for report in list.iter().filter(|row| row["level"] == "county" && row["agency_kind"] == "department") {
        let of = |cell: &str| cells.get(&(report["report"].clone(), cell.to_owned())).copied();
        let entry = sums.entry((report["province"].clone(), report["year"].clone())).or_default();
        entry.0 += 1;
        if let Some(received) = of("t3.new_received.total") {
            entry.1 += received;
            entry.2 += 1;
        }
        let denied: Option<i64> = DENIALS.iter().map(|cell| of(cell)).sum();
        if let Some((denied, handled)) = denied.zip(of("t3.handled_total.total")).filter(|(_, handled)| *handled > 0) {
            entry.3 += denied;
            entry.4 += handled;
        }
    }
    sums
}

fn number(value: &Value) -> i64 {
    value.as_str().map_or(0, |text| text.parse().unwrap())
}

/// The same as the program tells it.
fn told(rows: &[Value]) -> Sums {
    let mut sums = Sums::new();
    for row in rows {
        let key = (row["province"].as_str().unwrap_or_default().to_owned(), row["year"].to_string());
        let entry = sums.entry(key).or_default();
        if row["measure"] == "t3.new_received.total" {
            let valued = usize::try_from(row["valued"].as_u64().unwrap()).unwrap();
            entry.0 = usize::try_from(row["n"].as_u64().unwrap()).unwrap();
            (entry.1, entry.2) = (number(&row["value"]), valued);
        } else {
            (entry.3, entry.4) = (number(&row["part"]), number(&row["whole"]));
        }
    }
    sums
}

#[test]
fn figures_are_those_of_the_exported_cells() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let corpus = path("c.jsonl");
    jianbao()
        .args(["synth", "--seed", "8", "--reports", "1200", "--flawed", "0.4", "--bare", "-o", &corpus])
        .assert()
        .success();
    let words = ["--by", "province", "--level", "county", "--kind", "department"];
    let hand = by_hand(&corpus);
    let (has, has_not) =
        (hand.values().any(|sums| sums.1 > 0 && sums.4 > 0), hand.values().any(|sums| sums.2 < sums.0));
    assert!(hand.len() > 5 && has && has_not, "{hand:?}");
    let plain = table(&corpus, &path("none"), &words);
    assert_eq!(told(&plain), hand);
    for row in &plain {
        let of = |name: &str| row[name].as_u64().unwrap();
        let reasons = ["inferred_left_out", "blank", "absent", "unplaced", "of_nothing", "without_cell"];
        assert_eq!(of("n"), of("valued") + reasons.into_iter().map(of).sum::<u64>(), "{row}");
    }
    jianbao().env("JIANBAO_CACHE", path("cache")).args(["index", &corpus]).assert().success();
    assert_eq!(table(&corpus, &path("cache"), &words), plain, "by the columns of the index");
}

#[test]
fn real_reports_are_counted_by_agency_as_their_cells_say() {
    for folder in ["seeds", "reports"] {
        let Some(folder) = shared(folder) else { return };
        let folder = folder.to_str().unwrap();
        let dir = tempfile::tempdir().unwrap();
        let cells: BTreeMap<(String, String), String> = exported(folder, "cells")
            .into_iter()
            .filter(|row| row["how"] == "read")
            .map(|row| ((row["report"].clone(), row["cell"].clone()), row["value"].clone()))
            .collect();
        let rows = table(folder, dir.path().to_str().unwrap(), &[]);
        let rows: Vec<&Value> = rows.iter().filter(|row| row["measure"] == "t3.new_received.total").collect();
        assert!(!rows.is_empty());
        let mut met = BTreeSet::new();
        for row in rows {
            let report = row["report"].as_str().unwrap().to_owned();
            let read = cells.get(&(report.clone(), "t3.new_received.total".to_owned()));
            assert_eq!(row["value"].as_str(), read.map(String::as_str), "{row}");
            assert!(met.insert(report), "once");
        }
    }
}

#[test]
fn a_province_and_what_is_in_it_are_never_added_up() {
    let output = jianbao().args(["synth", "--seed", "8", "--reports", "1200", "--bare"]).output().unwrap();
    let mut run = jianbao();
    let run = run.args(["table", "--by", "province", "-", "新收"]).write_stdin(output.stdout.clone());
    let refused = run.output().unwrap();
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(2), 0));
    let said = String::from_utf8(refused.stderr).unwrap();
    for population in ["--level county --kind government_aggregate", "--level province --kind", "--level township"] {
        assert!(said.contains(population), "{said}");
    }
    // Whoever names what it proposes gets it.
    let words = ["table", "--by", "province", "--level", "county", "--kind", "government_aggregate", "-", "新收"];
    let text = jianbao().args(words).write_stdin(output.stdout).output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains("人群 县级·本级政府"), "{text}");
}

#[test]
fn what_cannot_be_measured_is_said() {
    let says = |words: &[&str], expected: &str| {
        let output = jianbao().arg("table").args(words).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && said.contains(expected), "{words:?}: {said}");
    };
    says(&["没有这一格"], "no cell or indicator");
    says(&["结转"], "上年结转");
    says(&[","], "nothing to measure");
    says(&["新收", "--sort", "公开率"], "not among");
    says(&["新收", "--years", "2023..2019"], "2019..2023");
    says(&["新收", "--level", "moon"], "one of");
    says(&["新收", "--without", "X-NONE"], "X-NONE");
    says(&["新收", "--bom"], "--bom");
    says(&["新收", "--having", "year:abc"], "year");
}
