//! What reviewers decided goes out of the program the same way by every door, and links open what they name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jianbao::model::verdict::Verdict;
use jianbao::review::{Act, Event, EventId, Folder, Journal, Seen};
use jianbao::rules::{Selection, check_corpus};
use serde_json::Value;

use crate::support::jianbao;

/// An invented corpus.
fn corpus(dir: &Path) -> PathBuf {
    let path = dir.join("c.jsonl");
    let words = ["synth", "--reports", "60", "--flawed", "0.5", "--seed", "3", "-o"];
    jianbao().args(words).arg(&path).assert().success();
    path
}

/// Lets a reviewer exclude every third flag.
fn review(path: &Path) -> usize {
    let corpus = jianbao::corpus::open(&[path.to_owned()], &|_| ());
    let checked = check_corpus(&corpus, &Selection::default(), &|_| ());
    let third = checked.briefs().iter().step_by(3);
    let seen = third.map(|(at, _)| Seen::of(&checked.flag(at).unwrap(), &corpus.header(at.report).unwrap()));
    let flags: Vec<Seen> = seen.collect();
    let names: std::collections::BTreeSet<_> = flags.iter().map(|seen| seen.fingerprint.clone()).collect();
    let id = EventId { by: "li".into(), session: "s".into(), n: 1 };
    let act = Act::Decide { verdict: Verdict::FalseAlarm, note: None, flags };
    let folder = Folder::of(&[path.to_owned()], None).unwrap();
    Journal::of(&folder, "li").append(&Event { id, at: "2024-03-30T10:40:00.123Z".into(), act }).unwrap();
    names.len()
}

fn printed(words: &[&str]) -> String {
    let output = jianbao().args(words).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What is said of each flag.
fn said(lines: &[Value]) -> BTreeMap<String, Option<Value>> {
    let one = |line: &Value| (line["fingerprint"].as_str().unwrap().to_owned(), line.get("review").cloned());
    lines.iter().map(one).collect()
}

#[test]
fn flags_say_what_was_decided_and_without_journals_what_they_said_before() {
    let dir = tempfile::tempdir().unwrap();
    let path = corpus(dir.path());
    let words = ["check", path.to_str().unwrap(), "--format", "jsonl", "--fail-on", "never"];
    let before = printed(&words);
    let decided = review(&path);
    let after = lines(&printed(&words));
    let of_flags = said(&after);
    assert_eq!(of_flags.values().flatten().count(), decided);
    let bare: Vec<Value> = after
        .into_iter()
        .map(|mut line| {
            line.as_object_mut().unwrap().remove("review");
            line
        })
        .collect();
    assert_eq!(bare, lines(&before));
    let folder = dir.path().join("c.jsonl.review");
    let streamed = jianbao()
        .args(["check", "-", "--format", "jsonl", "--fail-on", "never", "--review-dir"])
        .arg(&folder)
        .write_stdin(std::fs::read(&path).unwrap())
        .output()
        .unwrap();
    let streamed = said(&lines(&String::from_utf8(streamed.stdout).unwrap()));
    assert!(streamed.len() > decided);
    for (flag, review) in &streamed {
        assert_eq!(of_flags.get(flag).unwrap_or(review), review, "{flag}");
    }
    let exported = lines(&printed(&["export", path.to_str().unwrap(), "--what", "verdicts", "--format", "jsonl"]));
    assert_eq!(exported.len(), decided);
    assert!(exported.iter().all(|row| row["status"] == "unchanged" && row["verdict"] == "false_alarm"));
    let moved = dir.path().join("elsewhere");
    std::fs::rename(&folder, &moved).unwrap();
    assert_eq!(printed(&words), before);
    let named = [&words[..], &["--review-dir", moved.to_str().unwrap()]].concat();
    assert_eq!(said(&lines(&printed(&named))), of_flags);
}

#[test]
fn a_link_opens_what_a_reference_opens() {
    let dir = tempfile::tempdir().unwrap();
    let path = corpus(dir.path());
    let path = path.to_str().unwrap();
    let flags = lines(&printed(&["check", path, "--format", "jsonl", "--fail-on", "never"]));
    let (id, name) = (flags[0]["report"].as_str().unwrap(), flags[0]["fingerprint"].as_str().unwrap());
    let screen = |words: &[&str]| printed(&[&[path, "--dump", "text"], words].concat());
    let check = |link: &str, reference: &str| {
        let shown = screen(&[link]);
        assert!(shown.lines().count() > 20, "{shown}");
        assert_eq!(shown, screen(&["--goto", reference]), "{link}");
        assert_eq!(printed(&["show", path, link]), printed(&["show", path, reference]), "{link}");
    };
    check(&format!("jianbao://{id}"), id);
    check(&format!("jianbao://flag/{name}"), name);
    check(&format!("jianbao://{id}/problems"), &format!("{id} problems"));
    check(&format!("jianbao://{id}/t3.new_received.total"), &format!("{id} t3.new_received.total"));
    let told = jianbao().args([path, "jianbao://", "--dump", "text"]).output().unwrap();
    assert!(String::from_utf8(told.stderr).unwrap().contains("is no link"));
}
