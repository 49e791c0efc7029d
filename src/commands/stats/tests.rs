use clap::Parser as _;

use super::*;
use crate::cli::{Cli, Command};
use crate::model::verdict::Verdict;
use crate::review::draft::{event, seen};
use crate::review::{Act, Folder, Journal};

/// What `stats` says of an empty corpus with these journals, a letter a flag of a rule and a reviewer: a, x, e, d, s.
fn told(said: &[(&str, &str, &str)], words: &[&str]) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("c.jsonl");
    std::fs::write(&path, "").unwrap();
    let folder = Folder::of(std::slice::from_ref(&path), None).unwrap();
    let mut n = 0;
    for (by, rule, verdicts) in said {
        for (nth, letter) in verdicts.chars().enumerate() {
            n += 1;
            let verdict = Verdict::ALL["axeds".find(letter).unwrap()];
            let mut flag = seen(&format!("{rule}-{nth}"), rule);
            flag.message = "差1\u{1b}[31m".into();
            let decide = Act::Decide { verdict, note: None, flags: vec![flag] };
            Journal::of(&folder, by)
                .append(&event(by, n, &format!("2024-03-3{}T10:40:00.000Z", n % 2), decide))
                .unwrap();
        }
    }
    let path = path.to_str().unwrap();
    let Some(Command::Stats(args)) = Cli::parse_from([&["jianbao", "stats", path], words].concat()).command else {
        panic!("no stats")
    };
    let mut out = Vec::new();
    assert_eq!(run(&args, &mut out).unwrap(), Outcome::Clean);
    String::from_utf8(out).unwrap()
}

#[test]
fn rules_are_told_with_their_precision_and_the_noisy_ones_proposed() {
    let said = [("li", "T3-BAL", "aaaxxxxxxxxxxxxxxxxxxxx"), ("li", "NS-SUM", "aes")];
    let text = told(&said, &[]);
    assert!(text.starts_with("已核 25 (属实 4 排除 20 读取有误 1 存疑 0) 跳过 1  核查人 1\n"), "{text}");
    assert!(text.contains("13.0% n=23") && text.contains("4.5%–32.1%"), "{text}");
    assert!(text.contains("  [default]\n  T3-BAL = \"shown\"\n"), "{text}");
    assert!(text.contains("库中未见") && text.contains("NS-SUM 1"), "{text}");
    assert!(text.lines().any(|line| line.split_whitespace().eq("li 25 4 20 1 0 1 25 2 12.5".split(' '))), "{text}");
    let quiet = told(&said[1..], &[]);
    assert!(!quiet.contains("[default]"), "{quiet}");
}

#[test]
fn no_verdicts_are_no_failure() {
    assert_eq!(told(&[], &[]), "已核 0 (属实 0 排除 0 读取有误 0 存疑 0) 跳过 0  核查人 0\n");
    let document: serde_json::Value = serde_json::from_str(&told(&[], &["--format", "json", "--agreement"])).unwrap();
    assert_eq!((&document["decided"], &document["agreement"]["all"]["n"]), (&0.into(), &0.into()));
}

#[test]
fn agreement_is_told_with_what_is_not_agreed_on() {
    let said = [("an", "T3-BAL", "aaxx"), ("li", "T3-BAL", "axax")];
    let text = told(&said, &["--agreement"]);
    assert!(text.starts_with("两人以上核查的疑点:比对 4 次,一致 2 次  分歧 2 处\n"), "{text}");
    assert!(text.contains("50.0%   0.00  过少(不足20)"), "{text}");
    assert_eq!(text.matches("an 属实,li 排除").count(), 1);
    assert!(!text.contains('\u{1b}'));
    let document: serde_json::Value = serde_json::from_str(&told(&said, &["--agreement", "--format", "json"])).unwrap();
    let agreement = &document["agreement"];
    assert_eq!((&agreement["all"]["kappa"], &agreement["rules"][0]["rule"]), (&0.0.into(), &"T3-BAL".into()));
    assert_eq!(agreement["pairs"][0]["reviewers"], serde_json::json!(["an", "li"]));
    assert_eq!(agreement["disputed"][0]["verdicts"].as_object().map(serde_json::Map::len), Some(2));
    let rows = told(&said, &["--agreement", "--format", "csv"]);
    assert!(rows.contains("pair,an,li,4,2,0.5000,0.0000,true\r\n"), "{rows}");
}

#[test]
fn rows_have_a_cell_for_every_column() {
    let rows = told(&[("li", "T3-BAL", "aax"), ("=an", "NS-SUM", "e")], &["--format", "csv"]);
    let widths: Vec<_> = rows.lines().map(|line| line.matches(',').count()).collect();
    assert_eq!(widths, [14; 6], "{rows}");
    assert!(rows.contains("rule,T3-BAL,勾稽不平,3,2,1,0,0,0,0.6667,0.2077,0.9385,,,\r\n"), "{rows}");
    assert!(rows.contains("\r\nreviewer,'=an,"), "{rows}");
}
