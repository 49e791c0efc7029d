//! Reports damaged at random, round after round: nothing may panic, take long, or be read from where
//! it does not stand. A few hundred rounds by default; `JIANBAO_FUZZ_SECONDS=1800` runs for half an
//! hour, `JIANBAO_FUZZ_SEED` starts with another damage.

use std::ffi::OsStr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use encoding_rs::GB18030;

use crate::model::cell::How;
use crate::model::form::{Form, TableSpec};
use crate::parse::fold::fold;
use crate::parse::sample::{LAYOUTS, sample};
use crate::parse::tests::{check, printed};
use crate::parse::{Input, Parsed, parse};

/// A small generator of numbers, the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % sides.max(1)
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.roll(all.len())]
    }
}

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

/// What is put into reports: labels of the forms, values, marks of every container.
fn scraps() -> Vec<String> {
    #[rustfmt::skip]
    const MARKS: [&str; 56] = [
        "0", "1", "7", "00", "12", "151", "2020", "７", "7976.14万元", "减6", "-3", "+9", "1,234", "/", "—", "无", "|", "｜",
        "\t", "  ", " ", "\n", "\n\n", "\r\n", "\u{c}", "\u{3000}", "\u{200b}", "\u{feff}", "\u{1b}[31m", "\0", "\u{fffd}", "。",
        "，", "、", "：", "(", "（", ")", "**", "# ", "> ", "+---+---+\n", "|---|---|\n", "- 3 -", "<table>", "</table>", "<tr><td>",
        "<td rowspan=3 colspan=9>", "</td></tr>", "<p>", "<!--", "&nbsp;", "一、", "（二）", "第二十条第（一）项", "2022年1月1日",
    ];
    let rows = [Form::F2019, Form::F2021].into_iter().flat_map(Form::tables).flat_map(TableSpec::rows);
    let titles =
        ["二、主动公开政府信息情况", "云河县青石镇人民政府2022年政府信息公开工作年度报告", "无法提供", "其他处理"];
    MARKS.iter().chain(&titles).map(ToString::to_string).chain(rows.map(|row| row.label.to_owned())).collect()
}

/// A place in the bytes; half of the time one where a character or a line starts.
fn place(dice: &mut Dice, bytes: &[u8]) -> usize {
    let at = dice.roll(bytes.len() + 1);
    let starts: fn(u8) -> bool = match dice.roll(4) {
        0 => |byte| byte & 0xC0 != 0x80,
        1 => |byte| byte == b'\n',
        _ => return at,
    };
    (at..bytes.len()).find(|at| starts(bytes[*at])).unwrap_or(at)
}

/// A stretch of the bytes; mostly a short one.
fn stretch(dice: &mut Dice, bytes: &[u8]) -> std::ops::Range<usize> {
    let start = place(dice, bytes);
    let longest = *dice.pick(&[1, 4, 30, 300, 5000]);
    start..(start + 1 + dice.roll(longest)).min(bytes.len()).max(start)
}

/// Does one damage.
fn damage(dice: &mut Dice, bytes: &mut Vec<u8>, all: &[Raw], scraps: &[String]) {
    const MOST: usize = 100_000;
    let part = stretch(dice, bytes);
    let copy = bytes[part.clone()].to_vec();
    let at = place(dice, bytes);
    match dice.roll(16) {
        0 if at < bytes.len() => bytes[at] ^= 1 << dice.roll(8),
        1 => bytes.truncate(at),
        2 => drop(bytes.drain(..at)),
        3 | 4 => drop(bytes.drain(part)),
        5 => drop(bytes.splice(at..at, copy)),
        6 => {
            let copies = copy.repeat(2 + dice.roll(60));
            bytes.splice(at..at, copies);
        }
        7 => {
            bytes.drain(part);
            let at = at.min(bytes.len());
            bytes.splice(at..at, copy);
        }
        8 => {
            let other = &dice.pick(all).1;
            let from = place(dice, other);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        9 => {
            let other = &dice.pick(all).1;
            let part = stretch(dice, other);
            bytes.splice(at..at, other[part].to_vec());
        }
        10 => {
            let (from, to) =
                *dice.pick(&[("\n", ""), ("\n", " "), (" ", ""), ("|", " "), ("\t", ""), (" ", "\t"), ("\n", "\n\n")]);
            let text = String::from_utf8_lossy(&bytes[part.clone()]).replace(from, to);
            bytes.splice(part, text.into_bytes());
        }
        _ => {
            let scrap = dice.pick(scraps).repeat(*dice.pick(&[1, 1, 1, 1, 2, 9, 300]));
            bytes.splice(at..at, scrap.into_bytes());
        }
    }
    bytes.truncate(MOST);
}

/// The bytes in another encoding, now and then.
fn encoded(dice: &mut Dice, bytes: Vec<u8>) -> Vec<u8> {
    let text = || String::from_utf8_lossy(&bytes);
    match dice.roll(24) {
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

/// A value that is read is the whole of a number the source prints: its digits and no others.
fn check_values(parsed: &Parsed) {
    let cells = parsed.report.tables.cells.iter().filter(|(_, cell)| cell.how == Some(How::Read));
    for (id, cell) in cells {
        let (value, at) = (cell.value.unwrap().to_string(), cell.at.unwrap());
        let printed = printed(parsed, at);
        // The digits of a character reference of a page (`&#160;`) are none of the number.
        if printed.contains('&') {
            continue;
        }
        let digits: String = printed.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        assert_eq!(digits, value.trim_start_matches('-'), "{id} at {at:?}: {printed:?}");
        // A sign starts a number of its own.
        let before = parsed.text.get(..at.start).and_then(|text| text.chars().next_back()).map(fold);
        let before = before.filter(|_| printed.starts_with(|c: char| c.is_ascii_digit()));
        assert!(!before.is_some_and(|c| c.is_ascii_digit()), "{id}: {printed:?} is the end of a number");
    }
}

fn number_in(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn damaged_reports_are_read() {
    let (all, scraps) = (reports(), scraps());
    let limit = number_in("JIANBAO_FUZZ_SECONDS").map(Duration::from_secs);
    let first = number_in("JIANBAO_FUZZ_SEED").unwrap_or(1);
    let start = Instant::now();
    let rounds = if limit.is_some() { u64::MAX - first } else { 150 };
    for seed in (first..first + rounds).take_while(|_| limit.is_none_or(|limit| start.elapsed() < limit)) {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let (ending, mut bytes) = dice.pick(&all).clone();
        for _ in 0..=dice.roll(6) {
            damage(&mut dice, &mut bytes, &all, &scraps);
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
