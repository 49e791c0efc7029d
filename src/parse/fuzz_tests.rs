//! Reports damaged at random, round after round: nothing may panic, take long, or be read from where
//! it does not stand. A few hundred rounds by default; `JIANBAO_FUZZ_SECONDS=1800` runs for half an
//! hour, `JIANBAO_FUZZ_SEED` starts with another damage.

use std::ffi::OsStr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use encoding_rs::GB18030;

use crate::fuzzing::damage::{damage, scraps};
use crate::model::form::Form;
use crate::parse::proof::{check, check_values};
use crate::parse::sample::{LAYOUTS, sample};
use crate::parse::{Input, Parsed, parse};
use crate::synth::dice::Dice;

/// A file that damage is done to: the ending of its name, and its bytes.
type Raw = (String, Vec<u8>);

/// The sample, the labelled reports where there are any, and invented reports in every layout.
fn reports() -> Vec<Raw> {
    let mut all = Vec::new();
    for folder in ["sample-data", "../shared/seeds", "../shared/reports"] {
        gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut all);
    }
    for layout in LAYOUTS {
        all.push(("txt".to_owned(), sample(Form::F2021, layout).text.into_bytes()));
    }
    all
}

fn gather(folder: &Path, all: &mut Vec<Raw>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        if path.is_dir() {
            gather(&path, all);
        } else if ["txt", "md", "html"].contains(&ending) {
            all.push((ending.to_owned(), std::fs::read(&path).unwrap()));
        }
    }
}

/// The bytes in another encoding, now and then.
fn encoded(dice: &mut Dice, bytes: Vec<u8>) -> Vec<u8> {
    let text = || String::from_utf8_lossy(&bytes);
    match dice.place(24) {
        0 => GB18030.encode(&text()).0.into_owned(),
        1 => [0xFF, 0xFE].into_iter().chain(text().encode_utf16().flat_map(u16::to_le_bytes)).collect(),
        2 => [0xFE, 0xFF].into_iter().chain(text().encode_utf16().flat_map(u16::to_be_bytes)).collect(),
        3 => [b"\xEF\xBB\xBF".as_slice(), &bytes].concat(),
        _ => bytes,
    }
}

fn read((ending, bytes): &Raw) -> Parsed {
    parse(Input { path: &format!("2022/a.{ending}"), bytes })
}

/// What must hold of any bytes besides what holds of any report: one reading, each value read from a
/// number that stands there whole, and no reader that takes long.
fn check_raw(raw: &Raw) {
    let (parsed, first) = timed(raw);
    check(&parsed);
    check_values(&parsed);
    let (again, second) = timed(raw);
    assert_eq!(again.text, parsed.text);
    assert_eq!(again.report, parsed.report);
    assert_eq!(again.report.to_json().unwrap(), parsed.report.to_json().unwrap());
    let took = first.min(second);
    assert!(took < allowed(&parsed), "{took:?} for {} bytes", parsed.text.len());
}

/// Many times what a text of this length takes.
fn allowed(parsed: &Parsed) -> Duration {
    let slow = if cfg!(debug_assertions) { 20 } else { 1 };
    Duration::from_millis(50 * slow)
        + Duration::from_micros(500 * slow) * u32::try_from(parsed.text.len() / 1024).unwrap()
}

fn timed(raw: &Raw) -> (Parsed, Duration) {
    let start = busy();
    let parsed = read(raw);
    (parsed, busy().saturating_sub(start))
}

/// The time this thread has run; where the system does not tell, the time that has passed.
pub(super) fn busy() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let ran = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ran = ran.and_then(|text| text.split(' ').next()?.parse().ok());
    ran.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

fn number_in(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn damaged_reports_are_read() {
    let (all, scraps) = (reports(), scraps());
    let others: Vec<Vec<u8>> = all.iter().map(|(_, bytes)| bytes.clone()).collect();
    let limit = number_in("JIANBAO_FUZZ_SECONDS").map(Duration::from_secs);
    let first = number_in("JIANBAO_FUZZ_SEED").unwrap_or(1);
    let start = Instant::now();
    let rounds = if limit.is_some() { u64::MAX - first } else { 150 };
    for seed in (first..first + rounds).take_while(|_| limit.is_none_or(|limit| start.elapsed() < limit)) {
        let mut dice = Dice::of(&[seed]);
        let (ending, mut bytes) = dice.pick(&all).clone();
        for _ in 0..=dice.place(6) {
            damage(&mut dice, &mut bytes, &others, &scraps);
        }
        let raw = (ending, encoded(&mut dice, bytes));
        if catch_unwind(AssertUnwindSafe(|| check_raw(&raw))).is_err() {
            let raw = smallest(raw);
            panic!("seed {seed}, {}: {:?}", raw.0, String::from_utf8_lossy(&raw.1));
        }
    }
}

/// The bytes that still fail when no piece of them can be left out.
fn smallest(mut raw: Raw) -> Raw {
    std::panic::set_hook(Box::new(|_| {}));
    let fails = |raw: &Raw| catch_unwind(AssertUnwindSafe(|| check_raw(raw))).is_err();
    let decoded = (raw.0.clone(), crate::parse::decode::decode(&raw.1).text.into_bytes());
    if fails(&decoded) {
        raw = decoded;
    }
    let mut len = raw.1.len() / 2;
    while len > 0 {
        let mut at = 0;
        while at < raw.1.len() {
            let mut bytes = raw.1.clone();
            bytes.drain(at..(at + len).min(raw.1.len()));
            let less = (raw.0.clone(), bytes);
            if fails(&less) {
                raw = less;
            } else {
                at += len;
            }
        }
        len /= 2;
    }
    drop(std::panic::take_hook());
    raw
}
