//! The sample reports against what `sample-data/expected.json` says of them: cells, metadata, the
//! flags that should be raised and none besides.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{jianbao, project};

fn expected() -> Vec<Value> {
    let text = std::fs::read_to_string(project("sample-data/expected.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The lines a command prints, by the path of the report each speaks of.
fn lines_by_path(args: &[&str], path: &str) -> BTreeMap<String, Vec<Value>> {
    let output = jianbao().args(args).output().unwrap().stdout;
    let mut lines: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in String::from_utf8(output).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let path = line.pointer(path).unwrap().as_str().unwrap().to_owned();
        lines.entry(path).or_default().push(line);
    }
    lines
}

fn value_of(report: &Value, cell: &str) -> Value {
    let cell = report.pointer(&format!("/tables/{}", cell.replace('.', "/"))).unwrap_or(&Value::Null);
    cell.get("value").unwrap_or(cell).clone()
}

#[test]
fn cells_and_metadata_are_as_written() {
    let reports = lines_by_path(&["parse"], "/source/path");
    for want in expected() {
        let file = want["file"].as_str().unwrap();
        let report = &reports[file][0];
        for key in ["year", "form", "title", "published"] {
            if let Some(value) = want.get(key) {
                assert_eq!(&report[key], value, "{file} {key}");
            }
        }
        for (key, name) in [("agency", "name"), ("level", "level"), ("kind", "kind")] {
            if let Some(value) = want.get(key) {
                assert_eq!(&report["agency"][name], value, "{file} {key}");
            }
        }
        for (cell, value) in want["cells"].as_object().unwrap() {
            assert_eq!(&value_of(report, cell), value, "{file} {cell}");
        }
    }
}

/// The numbers in a text such as `2格(5格空白)`; a date is one.
fn figures(value: &Value) -> Vec<String> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let is_figure = |c: char| c.is_ascii_digit() || c == '-' || c == '.';
    text.split(|c: char| !is_figure(c)).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Whether a flag is the one that was expected: rule, severity, numbers and place.
fn fits(want: &Value, flag: &Value) -> bool {
    let evidence = flag["evidence"].as_array().unwrap();
    let has_cell = |cell: &str| evidence.iter().any(|e| e["cell"].as_str().is_some_and(|c| c.starts_with(cell)));
    let has_quote = |quote: &str| {
        evidence.iter().filter_map(|e| e["quote"].as_str()).any(|said| said.contains(quote) || quote.contains(said))
    };
    let numbers = ["expected", "found"].iter().all(|side| {
        let said = figures(&flag[side]);
        figures(&want[side]).first().is_none_or(|number| said.contains(number))
    });
    want["rule"] == flag["rule"]
        && want["severity"] == flag["severity"]
        && numbers
        && want["cell"].as_str().is_none_or(has_cell)
        && (want["quote"].as_str().is_none_or(has_quote) || want["rule"] == "D-LATE")
}

#[test]
fn every_planned_flaw_is_flagged_and_nothing_else() {
    let flags = lines_by_path(&["check", "--select", "ALL", "--format", "jsonl", "--fail-on", "never"], "/path");
    for want in expected() {
        let file = want["file"].as_str().unwrap();
        let raised = flags.get(file).cloned().unwrap_or_default();
        let wanted = want["flags"].as_array().unwrap();
        for planned in wanted {
            assert!(raised.iter().any(|flag| fits(planned, flag)), "{file}: not raised: {planned}");
        }
        let optional: Vec<&Value> = want["optional"].as_array().into_iter().flatten().collect();
        for flag in &raised {
            let planned = wanted.iter().chain(optional.iter().copied()).any(|planned| planned["rule"] == flag["rule"]);
            assert!(planned, "{file}: raised and not planned: {flag}");
        }
        for silent in want["silent"].as_array().into_iter().flatten() {
            let sprung = raised.iter().find(|flag| {
                flag["rule"] == silent["rule"]
                    && flag["evidence"].as_array().unwrap().iter().any(|e| e["quote"] == silent["quote"])
            });
            assert_eq!(sprung, None, "{file}: a trap was sprung");
        }
    }
}

#[test]
fn the_corpus_read_back_gives_the_same_flags_and_lines() {
    let dir = tempfile::tempdir().unwrap();
    let corpus = dir.path().join("corpus.jsonl");
    jianbao().args(["parse", "-o"]).arg(&corpus).assert().success();
    let check = |path: Option<&std::path::Path>| {
        let mut command = jianbao();
        command.args(["check", "--select", "ALL", "--format", "jsonl", "--show-unevaluable"]).args(path);
        command.output().unwrap().stdout
    };
    let folder = project("sample-data");
    assert!(check(Some(&corpus)) == check(None), "raw and parsed differ");
    assert!(check(Some(&folder)) == check(None), "folder and program differ");
    let again = jianbao().arg("parse").arg(&corpus).output().unwrap().stdout;
    assert!(again == std::fs::read(&corpus).unwrap(), "a copied line changed");
}
