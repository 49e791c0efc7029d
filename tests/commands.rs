//! The headless commands, run as a user runs them: exit codes, messages, and that nothing a report
//! holds reaches a terminal as it is.

use std::fs;

use crate::support::jianbao;

#[test]
fn the_schema_is_printed() {
    let output = jianbao().arg("schema").assert().success().get_output().stdout.clone();
    let schema: serde_json::Value = serde_json::from_slice(&output).unwrap();
    assert_eq!(schema["properties"]["schema"]["const"], "jianbao/1");
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_done() {
    let dir = tempfile::tempdir().unwrap();
    let line = r#"{"schema":"jianbao/1","id":"aaa"}"#;
    fs::write(dir.path().join("a.jsonl"), format!("{line}\n{{\"schema\":\"jianbao/1\",\"id\":")).unwrap();
    let output = jianbao().arg("parse").arg(dir.path()).assert().code(2).get_output().clone();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{line}\n"));
    assert!(String::from_utf8(output.stderr).unwrap().contains("a.jsonl:2: not a report"));
    jianbao().arg("parse").arg("--keep-going").arg(dir.path()).assert().success();
    jianbao().arg("parse").arg(dir.path().join("nowhere")).assert().code(2);
}
