//! Every input that a fuzzer kept, each as it is and damaged at random. A short run by default;
//! `JIANBAO_FUZZ_SECONDS=1800` runs that long for each reader, `JIANBAO_FUZZ_SEED` does other damage.

use std::fs;
use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use zip::ZipArchive;

use crate::fuzzing::damage::{damage, scraps};
use crate::fuzzing::{TARGETS, Target};
use crate::synth::dice::Dice;

/// How many damaged inputs each reader is given, unless it is told how long to go on.
const ROUNDS: u64 = 400;

/// What fuzzers kept for a reader, name by name.
fn kept(target: Target) -> Vec<(String, Vec<u8>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/kept").join(format!("{}.zip", target.name));
    let mut archive = ZipArchive::new(fs::File::open(&path).unwrap()).unwrap();
    let inputs = (0..archive.len()).map(|index| {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        (file.name().unwrap().into_owned(), bytes)
    });
    inputs.collect()
}

/// What broke a reader once: a file each, named by what it was.
fn found(target: Target) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/found").join(target.name);
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.display().to_string(), fs::read(&path).unwrap())).collect()
}

fn holds(target: Target, bytes: &[u8]) -> bool {
    catch_unwind(AssertUnwindSafe(|| (target.run)(bytes))).is_ok()
}

fn number_in(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Reads what was kept, then damages it.
fn try_out(name: &str) {
    let target = *TARGETS.iter().find(|target| target.name == name).unwrap();
    let (kept, found, scraps) = (kept(target), found(target), scraps());
    assert!(!kept.is_empty(), "nothing is kept for {name}");
    // In a long run all; else those whose turn it is by the seed.
    let limit = number_in("JIANBAO_FUZZ_SECONDS").map(Duration::from_secs);
    let first = number_in("JIANBAO_FUZZ_SEED").unwrap_or(1);
    let step = if limit.is_some() { 1 } else { 4 };
    let some = kept.iter().skip(usize::try_from(first).unwrap() % step).step_by(step);
    for (input, bytes) in found.iter().chain(some) {
        assert!(holds(target, bytes), "{name}: {input}");
    }
    let all: Vec<Vec<u8>> = kept.into_iter().chain(found).map(|(_, bytes)| bytes).collect();
    let start = Instant::now();
    let rounds = if limit.is_some() { u64::MAX - first } else { ROUNDS };
    for seed in (first..first + rounds).take_while(|_| limit.is_none_or(|limit| start.elapsed() < limit)) {
        let mut dice = Dice::of(&[seed]);
        let mut bytes = dice.pick(&all).clone();
        for _ in 0..=dice.place(4) {
            damage(&mut dice, &mut bytes, &all, &scraps);
        }
        assert!(holds(target, &bytes), "{name}, seed {seed}: {:?}", String::from_utf8_lossy(&bytes));
    }
}

macro_rules! try_each {
    ($($name:ident)+) => { $(#[test] fn $name() { try_out(stringify!($name)); })+ };
}

try_each!(decode blocks tables corpus query narrative);

#[test]
fn every_reader_has_its_test() {
    let tested = ["decode", "blocks", "tables", "corpus", "query", "narrative"];
    assert_eq!(TARGETS.map(|target| target.name), tested);
}
