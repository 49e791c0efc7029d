//! `synth` as it is run: what it writes is a corpus like those of `parse`, of which nothing is flagged
//! but what was asked for.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::schema::errors_of;
use crate::support::jianbao;

fn synth(args: &[&str]) -> String {
    let output = jianbao().arg("synth").args(args).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The flags of a corpus that wait for somebody: warnings and errors, with the rule of each.
fn flags(corpus: &str) -> Vec<Value> {
    let args = ["check", "-", "--format", "jsonl", "--severity", "warning", "--fail-on", "never"];
    let output = jianbao().args(args).write_stdin(corpus).output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_small_corpus_is_the_beginning_of_a_large_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corpus.jsonl");
    let large = synth(&["--reports", "40", "--seed", "3"]);
    assert_eq!(synth(&["--reports", "40", "--seed", "3", "-o", "-"]), large);
    assert_eq!(synth(&["--reports", "25", "--seed", "3", "-o", path.to_str().unwrap()]), "");
    let small = std::fs::read_to_string(&path).unwrap();
    assert_eq!((small.lines().count(), large.lines().count()), (25, 40));
    assert!(large.starts_with(&small));
    assert_ne!(synth(&["--reports", "25", "--seed", "4"]), small);
    assert_eq!(synth(&["--reports", "0"]), "");
}

#[test]
fn every_line_fits_the_schema() {
    let bare = synth(&["--reports", "13", "--bare"]);
    let lines = synth(&["--reports", "13"]);
    assert!(bare.len() * 10 < lines.len() * 9, "{} of {} bytes", bare.len(), lines.len());
    for line in lines.lines().chain(bare.lines()) {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(errors_of(&line), Vec::<String>::new(), "{}", line["source"]["path"]);
    }
}

#[test]
fn nothing_is_wrong_with_reports_without_flaws() {
    let flags = flags(&synth(&["--reports", "360"]));
    assert!(flags.len() <= 2, "{flags:#?}");
}

#[test]
fn flaws_are_found() {
    let flags = flags(&synth(&["--reports", "360", "--flawed", "0.5"]));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for flag in &flags {
        *counts.entry(flag["rule"].as_str().unwrap()).or_default() += 1;
    }
    for rule in ["T3-ROW", "NS-SUM", "T3-YOY-CARRY", "D-PERIOD", "S-SEC-MISSING", "S-CELL-BLANK", "D-LATE"] {
        assert!(counts.contains_key(rule), "{rule} among {counts:?}");
    }
}

#[test]
fn a_share_is_a_share() {
    let output = jianbao().args(["synth", "--reports", "1", "--flawed", "2"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
