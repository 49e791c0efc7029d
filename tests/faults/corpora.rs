//! Corpora that are damaged: every line that cannot be read is named, and all others are there.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use jianbao::corpus::{Corpus, open};

use super::{Damage, Dice, damages};

fn lines() -> Vec<String> {
    // Short ones: every byte of them is tried.
    let dir = tempfile::tempdir().unwrap();
    for nth in 0..2 {
        let text = format!("云河县{nth}局2021年政府信息公开工作年度报告\n一、总体情况\n公开1{nth}件。\n");
        fs::write(dir.path().join(format!("{nth}.txt")), text).unwrap();
    }
    let raws = open(&[dir.path().to_owned()], &|_| ());
    (0..2).map(|nth| raws.line(nth).unwrap()).collect()
}

fn open_one(path: &Path) -> Corpus {
    open(&[path.to_owned()], &|_| ())
}

/// Reads all that there is in every way.
fn read_all(corpus: &Corpus) -> Vec<String> {
    let mut said = Vec::new();
    for nth in 0..corpus.len() {
        let _ =
            (corpus.header(nth).unwrap().name(), corpus.narrative(nth), corpus.raw(nth), corpus.source_text(nth, None));
        match corpus.report(nth) {
            Ok(report) => said.push(report.id.clone()),
            Err(error) => said.push(error.to_string()),
        }
    }
    said
}

#[test]
fn lines_that_are_damaged_are_named_and_the_others_are_there() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("c.jsonl");
    let lines = lines();
    let whole = lines.join("\n").into_bytes();
    let end = lines[0].len();
    let ids = read_all(&{
        fs::write(&path, &whole).unwrap();
        open_one(&path)
    });
    for damage in damages(whole.len(), 80, &mut Dice(2)) {
        let damaged = damage.done_to(&whole);
        fs::write(&path, &damaged).unwrap();
        let corpus = open_one(&path);
        let there = damaged.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count();
        assert_eq!(corpus.len() + corpus.problems().len(), there, "{damage:?}: {:?}", corpus.problems());
        let said = read_all(&corpus);
        // The line that is not touched is there as it was.
        let (first, second) = match damage {
            Damage::Flip(at, _) => (at > end, at < end),
            Damage::Cut(len) => (len >= end, len == whole.len()),
            Damage::Longer(_) => (true, false),
            Damage::Zero(at, len) => (at > end, at + len <= end),
        };
        assert!(!first || said.first() == ids.first(), "{damage:?}: {said:?}");
        assert!(!second || said.last() == ids.last(), "{damage:?}: {said:?}");
    }
}

/// A packed corpus of every kind, by the ending of its name.
fn packed() -> Vec<(&'static str, Vec<u8>)> {
    let text = lines().join("\n") + "\n";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    let zstd = ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let report = "云河县审计局2021年政府信息公开工作年度报告\n一、总体情况\n本年度公开3件。\n";
    for name in ["a.txt", "b/c.txt"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(report.as_bytes()).unwrap();
    }
    let mut all = vec![
        ("c.jsonl.gz", gzip.finish().unwrap()),
        ("c.jsonl.zst", zstd),
        ("c.zip", zip.finish().unwrap().into_inner()),
    ];
    if cfg!(feature = "parquet") {
        let dir = tempfile::tempdir().unwrap();
        let plain = dir.path().join("c.jsonl");
        fs::write(&plain, &text).unwrap();
        let out = dir.path().join("c.parquet");
        crate::support::jianbao()
            .arg("export")
            .arg(&plain)
            .args(["--what", "corpus", "-o"])
            .arg(&out)
            .assert()
            .success();
        all.push(("c.parquet", fs::read(out).unwrap()));
    }
    all
}

#[test]
fn packed_corpora_that_are_damaged_say_so() {
    let dir = tempfile::tempdir().unwrap();
    for (name, whole) in packed() {
        let path = dir.path().join(name);
        fs::write(&path, &whole).unwrap();
        let corpus = open_one(&path);
        assert_eq!((corpus.len(), corpus.problems()), (2, &[][..]), "{name}");
        // The names of entries have no checksum in an archive, what is in them has one.
        let said_by = |corpus: &Corpus, nth: usize| match corpus.raw(nth) {
            Ok(Some(parsed)) => Ok(parsed.text),
            _ => corpus.line(nth),
        };
        let expected: Vec<String> = (0..2).map(|nth| said_by(&corpus, nth).unwrap()).collect();
        let mut silent = 0;
        let all = damages(whole.len(), 60, &mut Dice(7));
        let tried = all.len();
        for damage in all {
            fs::write(&path, damage.done_to(&whole)).unwrap();
            let corpus = open_one(&path);
            read_all(&corpus);
            let said: Vec<String> = (0..corpus.len()).filter_map(|nth| said_by(&corpus, nth).ok()).collect();
            if said != expected && corpus.problems().is_empty() && !matches!(damage, Damage::Cut(0)) {
                silent += 1;
                // What is there without a word is at least part of what was there.
                assert!(said.iter().all(|line| expected.contains(line)), "{name} {damage:?}");
            }
            fs::remove_file(&path).unwrap();
        }
        println!("{name}: {} bytes, {tried} tried, {silent} with less and no word of it", whole.len());
    }
}

/// A line whose head can be read and whose rest cannot: every command that would count it says so.
#[test]
fn a_report_that_turns_out_to_be_broken_is_told_by_whoever_counts() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("c.jsonl");
    let sample = jianbao::corpus::sample();
    let broken = sample.line(1).unwrap().replacen("\"sections\":[", "\"sections\":5,\"x\":[", 1);
    fs::write(&path, [sample.line(0).unwrap(), broken].join("\n")).unwrap();
    let path = path.to_str().unwrap();
    for words in [
        &["table", path, "本年新收"][..],
        &["check", path, "--fail-on", "never"],
        &["export", path, "--what", "cells"],
        &["search", path, "公开"],
        &["similar", path],
    ] {
        let output = crate::support::jianbao().args(words).env("JIANBAO_CACHE", dir.path()).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{words:?}: {told}");
        assert_eq!(told.matches("not a report").count(), 1, "{words:?}: {told}");
    }
}
