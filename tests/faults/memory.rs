//! Numbers in files that lie about how much follows: no memory is taken for what is not there. The program runs with
//! less of it than the numbers ask for.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::{Command, Output};

use crate::support::needs;

/// Much less than any of the numbers ask for, and enough for the program with two cores.
const ROOM: u64 = 1 << 30;

/// Runs the program in little room.
fn run(words: &[&str]) -> Option<Output> {
    let has = Command::new("prlimit").arg("--version").output().is_ok_and(|output| output.status.success());
    let mut command = Command::new("prlimit");
    command.arg(format!("--as={ROOM}")).arg(env!("CARGO_BIN_EXE_jianbao")).args(words);
    command.env("RAYON_NUM_THREADS", "2").env("JIANBAO_CACHE", "/dev/null/x");
    needs("prlimit", has).then(|| command.output().unwrap())
}

/// Replaces every such number of a file by another.
fn lie(bytes: &mut [u8], of: u32, by: u32) -> usize {
    let (of, by) = (of.to_le_bytes(), by.to_le_bytes());
    let places: Vec<usize> = (0..bytes.len().saturating_sub(3)).filter(|at| bytes[*at..*at + 4] == of).collect();
    for at in &places {
        bytes[*at..*at + 4].copy_from_slice(&by);
    }
    places.len()
}

fn check(path: &Path, says: &str) {
    let Some(output) = run(&["check", path.to_str().unwrap(), "--select", "T3", "--fail-on", "never"]) else { return };
    let said = String::from_utf8_lossy(&output.stderr);
    // An abort for want of memory is a signal, and no code.
    assert!(output.status.code().is_some(), "{}: {:?} {said}", path.display(), output.status);
    assert!(said.contains(says), "{}: {said}", path.display());
}

#[test]
fn an_archive_that_lies_about_its_entries_takes_no_room_for_them() {
    let dir = tempfile::tempdir().unwrap();
    let text = "云河县审计局2021年政府信息公开工作年度报告\n一、总体情况\n本年度公开3件。\n".repeat(9);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("a.txt", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(text.as_bytes()).unwrap();
    let whole = zip.finish().unwrap().into_inner();
    let len = u32::try_from(text.len()).unwrap();
    for lies in [0x0F00_0000, 0x7000_0000, u32::MAX - 1] {
        let mut bytes = whole.clone();
        assert_eq!(lie(&mut bytes, len, lies), 2, "before the entry and in the directory");
        let path = dir.path().join("c.zip");
        fs::write(&path, bytes).unwrap();
        check(&path, "");
    }
}

#[test]
fn a_line_without_an_end_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("c.jsonl");
    // Nothing but a length: the disk holds none of it.
    fs::File::create(&path).unwrap().set_len(300 << 20).unwrap();
    check(&path, "longer than");
}

#[cfg(feature = "parquet")]
#[test]
fn a_table_that_lies_about_its_rows_and_pages_takes_no_room_for_them() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("c.parquet");
    crate::support::jianbao().args(["export", "--what", "corpus", "-o"]).arg(&path).assert().success();
    let whole = fs::read(&path).unwrap();
    // Lengths stand there by sevens: every byte of the foot that can go on does.
    let foot =
        whole.len() - 8 - u32::from_le_bytes(whole[whole.len() - 8..whole.len() - 4].try_into().unwrap()) as usize;
    let mut dice = super::Dice(9);
    let times = if super::tries_all() { 400 } else { 4 };
    for _ in 0..times {
        let mut bytes = whole.clone();
        for _ in 0..3 {
            let at = foot + dice.below(whole.len() - 8 - foot);
            bytes[at] |= 0x80;
        }
        fs::write(&path, bytes).unwrap();
        check(&path, "");
    }
    let mut bytes = whole;
    let end = bytes.len();
    bytes[end - 8..end - 4].copy_from_slice(&u32::MAX.to_le_bytes());
    fs::write(&path, bytes).unwrap();
    check(&path, "c.parquet");
}
