//! A corpus goes into Parquet and comes back, whole and damaged.

use std::path::Path;

use proptest::prelude::*;

use crate::commands::export::tests::{asked, exported, report, written};
use crate::corpus::parquet::WRITER;
use crate::model::report::Report;

/// The lines of a corpus that went through Parquet, and what could not be read.
fn back(dir: &Path, bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let path = dir.join("b.parquet");
    std::fs::write(&path, bytes).unwrap();
    let corpus = crate::corpus::open(&[path], &|_| ());
    let lines = (0..corpus.len()).map(|index| corpus.line(index).unwrap()).collect();
    (lines, corpus.problems().iter().map(ToString::to_string).collect())
}

fn parquet(path: &Path, compression: &str) -> Vec<u8> {
    asked(path, &["--what", "corpus", "--format", "parquet", "--compression", compression]).unwrap().1
}

#[test]
fn every_cut_is_told_and_no_damage_makes_other_lines() {
    let dir = tempfile::tempdir().unwrap();
    let path = written(dir.path(), &[report("aaa", "云河县"), report("bbb", "青石镇")]);
    let lines = back(dir.path(), &parquet(&path, "none")).0;
    assert_eq!(lines.len(), 2);
    for (compression, step) in [("snappy", 2), ("zstd", 11)] {
        let mut bytes = parquet(&path, compression);
        assert_eq!(back(dir.path(), &bytes), (lines.clone(), vec![]));
        for end in (1..bytes.len()).step_by(23) {
            assert!(!back(dir.path(), &bytes[..end]).1.is_empty(), "{compression} to {end}");
        }
        for at in (4..bytes.len()).step_by(step) {
            let flip = [0x01, 0x80, 0xFF][at % 3];
            bytes[at] ^= flip;
            let (found, problems) = back(dir.path(), &bytes);
            assert!(!problems.is_empty() || found == lines, "{compression} at {at}");
            assert!(problems.iter().all(|problem| problem.contains("b.parquet")));
            bytes[at] ^= flip;
        }
    }
}

/// What another program makes of the table may keep what was said of it.
#[test]
fn a_line_that_was_changed_is_told_unless_others_wrote_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = written(dir.path(), &[report("aaa", "云河县"), report("bbb", "青石镇")]);
    let replaced = |bytes: &[u8], old: &str, new: &str| {
        assert_eq!(old.len(), new.len());
        let old = old.as_bytes();
        let mut bytes = bytes.to_vec();
        let places: Vec<_> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(old)).collect();
        assert!(!places.is_empty());
        for at in places {
            bytes[at..at + old.len()].copy_from_slice(new.as_bytes());
        }
        bytes
    };
    let changed = replaced(&parquet(&path, "none"), "云河县", "云海县");
    let (_, problems) = back(dir.path(), &changed);
    assert!(problems.len() == 1 && problems[0].contains("not those that were written"), "{problems:?}");
    let (lines, problems) = back(dir.path(), &replaced(&changed, WRITER, "another version "));
    assert!(problems.is_empty() && lines[0].contains("云海县"), "{problems:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]
    #[test]
    fn a_corpus_comes_back_byte_for_byte(
        titles in prop::collection::vec("(?s).{0,40}", 1..12),
        long in 0..300_000_usize,
        compression in prop::sample::select(vec!["none", "snappy", "zstd"]),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let mut reports: Vec<_> = titles.iter().enumerate().map(|(n, title)| {
            Report { id: format!("r{n}"), title: Some(title.clone()), ..Report::default() }
        }).collect();
        reports[0].title = Some("长".repeat(long));
        let path = written(dir.path(), &reports);
        let before = std::fs::read_to_string(&path).unwrap();
        // Blanks within a line and other keys are kept too.
        let before = before.replacen("{\"schema\"", "{ \"other\":\"\\u0001\", \"schema\"", 1);
        std::fs::write(&path, &before).unwrap();
        let (lines, problems) = back(dir.path(), &parquet(&path, compression));
        prop_assert_eq!(problems, Vec::<String>::new());
        prop_assert_eq!(lines, before.lines().map(str::to_owned).collect::<Vec<_>>());
        let again = exported(&path, &["--what", "corpus"]);
        prop_assert_eq!(again, before);
    }
}
