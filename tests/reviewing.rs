//! Reviews that end as no program should: killed at any moment, cut off from the line, several at once. What the
//! screen said was decided is decided, and once.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use rustix::process::Signal;

use crate::pty::{Pty, Setting};
use crate::support::jianbao;

/// A corpus of invented reports with its index, and where its journals and states go.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn of(reports: usize) -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        let corpus = place.path("c.jsonl");
        jianbao()
            .args(["synth", "--seed", "5", "--reports", &reports.to_string(), "--flawed", "1", "-o", &corpus])
            .assert()
            .success();
        // With an index a start takes no longer than a person notices.
        let mut index = jianbao();
        index.env("JIANBAO_CACHE", place.path("cache")).args(["index", &corpus]).args(RULES);
        index.assert().success();
        place
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// A review as this reviewer, who has the list of flags before them.
    fn review(&self, reviewer: &str) -> Pty {
        let mut pty = Pty::run(&self.setting(reviewer));
        pty.wait_for("疑点组 ");
        pty.wait_for(" 疑点 ");
        pty
    }

    fn setting(&self, reviewer: &str) -> Setting {
        let (corpus, journals) = (self.path("c.jsonl"), self.path("reviews"));
        let mut arguments = vec!["review", &corpus, "--review-dir", &journals, "--reviewer", reviewer, "--lang", "zh"];
        arguments.extend(RULES);
        let setting = Setting { size: (100, 24), ..Setting::default() }.arguments(&arguments);
        setting.with("JIANBAO_CACHE", &self.path("cache")).with("JIANBAO_STATE", &self.path("state"))
    }

    /// The fingerprints of each decision in the journal of a reviewer, in the order of its lines.
    fn decisions(&self, reviewer: &str) -> Vec<BTreeSet<String>> {
        let path = Path::new(&self.path("reviews")).join(format!("{reviewer}.jsonl"));
        let bytes = std::fs::read(path).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let mut all = Vec::new();
        // A last line without an end was being written.
        for line in text.split_inclusive('\n').filter(|line| line.ends_with('\n') && line.len() > 1) {
            let Ok(event) = serde_json::from_str::<serde_json::Value>(line) else { continue };
            let flags = event["flags"].as_array().unwrap();
            all.push(flags.iter().map(|flag| flag["fingerprint"].as_str().unwrap().to_owned()).collect());
        }
        all
    }
}

/// Enough flags, and little to wait for.
const RULES: [&str; 2] = ["--select", "T3,T4,NS,NT,S"];

/// How many entries the screen says are decided; none where what is left does not make up the whole, since the
/// frame was cut off.
fn said(pty: &Pty) -> usize {
    let (decided, left) = (after(pty, "已核 ").unwrap_or(0), after(pty, "余 ").unwrap_or(0));
    if Some(decided + left) == after(pty, "疑点组 ") { decided } else { 0 }
}

/// The number behind a word of the screen.
fn after(pty: &Pty, word: &str) -> Option<usize> {
    let text = pty.text();
    let digits: String =
        text.split(word).nth(1)?.chars().filter(|c| *c != ',').take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// A sequence of numbers that is the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// Kills in a test; as many as wanted with `JIANBAO_KILLS`.
fn kills() -> usize {
    std::env::var("JIANBAO_KILLS").ok().and_then(|number| number.parse().ok()).unwrap_or(12)
}

#[test]
fn nothing_is_lost_or_decided_twice_when_the_program_is_killed() {
    let kills = kills();
    // Some more entries than kills, so that there is always something to decide.
    let place = Place::of(60.max(kills * 3 / 2));
    let mut dice = Dice(7);
    for _ in 0..kills {
        let mut pty = place.review("li");
        let before = place.decisions("li").len();
        if before > 0 {
            pty.wait(&format!("{before} decided"), |pty| said(pty) == before);
        }
        // Once all are decided a key is a change of mind.
        let left = if before > 0 { after(&pty, "余 ").unwrap() } else { after(&pty, "疑点组 ").unwrap() };
        if left == 0 {
            break;
        }
        // One key a decision, typed as fast as a line takes them, and the end in the middle.
        let keys: Vec<u8> = (0..left.min(usize::try_from(dice.below(3)).unwrap()))
            .map(|_| b"axed"[usize::try_from(dice.below(4)).unwrap()])
            .collect();
        pty.send(&keys);
        let moment = Duration::from_micros(dice.below(30_000));
        let begun = std::time::Instant::now();
        while begun.elapsed() < moment {
            pty.take_in(Duration::from_micros(500));
        }
        pty.signal(Signal::KILL);
        while pty.take_in(Duration::from_millis(5)) {}
        let (said, decided) = (said(&pty), place.decisions("li"));
        assert!(said <= decided.len(), "the screen said {said}, the journal has {}:\n{}", decided.len(), pty.text());
        let all: Vec<&String> = decided.iter().flatten().collect();
        let different: BTreeSet<&String> = all.iter().copied().collect();
        assert_eq!(all.len(), different.len(), "decided twice");
    }
    let mut pty = place.review("li");
    let all = place.decisions("li").len();
    assert!(all > 0);
    pty.wait(&format!("{all} decided"), |pty| said(pty) == all);
}

#[test]
fn what_was_decided_in_the_last_moment_is_on_the_disk() {
    let place = Place::of(60);
    // The program is left, and breaks off, in one breath with the decision.
    for (nth, (end, code)) in [(&b"Q"[..], 0), (b"\x1b[24~", 101)].into_iter().enumerate() {
        let mut pty = Pty::run(&place.setting("li").with("JIANBAO_PANIC", "1"));
        pty.wait_for("疑点组 ");
        pty.wait_for(" 疑点 ");
        pty.wait(&format!("{nth} decided"), |pty| nth == 0 || said(pty) == nth);
        pty.send(&[b"a", end].concat());
        assert_eq!(pty.ended().0.code(), Some(code));
        assert_eq!(place.decisions("li").len(), nth + 1, "{}", pty.text());
    }
}

#[test]
fn several_review_side_by_side_and_see_each_other() {
    let place = Place::of(60);
    let (mut li, mut wang) = (place.review("li"), place.review("wang"));
    li.send(b"a");
    wang.wait("the other's verdict", |pty| said(pty) == 1);
    // The flag under the cursor is another's by now: a second opinion would be asked for again.
    wang.send(b"x");
    wang.wait_for("再按一次");
    // Where the other is, is seen: the next free entry is not that one.
    wang.wait_for("li 在看");
    wang.send(b")x");
    li.wait("the other's verdict", |pty| said(pty) == 2);
    li.wait_for("wang 在看");
    assert_eq!((place.decisions("li").len(), place.decisions("wang").len()), (1, 1));
    assert_ne!(place.decisions("li"), place.decisions("wang"), "each has gone on to another flag");
}

#[test]
fn what_is_written_out_meanwhile_is_whole() {
    let place = Place::of(120);
    let (mut li, mut wang) = (place.review("li"), place.review("wang"));
    let (corpus, journals) = (place.path("c.jsonl"), place.path("reviews"));
    let all = after(&li, "疑点组 ").unwrap();
    let mut last = 0;
    // Two decide, at one moment even the same, while a third writes out what there is.
    for _ in 0..12 {
        li.send(b"a");
        wang.send(b")x");
        let mut export = jianbao();
        export.env("JIANBAO_CACHE", place.path("cache")).args(["export", &corpus, "--what", "verdicts"]);
        let output = export.args(["--review-dir", &journals, "--format", "jsonl"]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let rows = String::from_utf8(output.stdout).unwrap();
        let named = |row: &str| {
            let row: serde_json::Value = serde_json::from_str(row).unwrap();
            format!("{} {}", row["fingerprint"], row["reviewer"])
        };
        let names: Vec<String> = rows.lines().map(named).collect();
        assert_eq!(
            names.iter().collect::<BTreeSet<_>>().len(),
            names.len(),
            "a word of a reviewer on a flag stands there once: {rows}"
        );
        assert!(names.len() >= last, "what was there is there");
        last = names.len();
        li.settle();
        wang.settle();
    }
    let (of_li, of_wang) = (place.decisions("li"), place.decisions("wang"));
    assert!(!of_li.is_empty() && !of_wang.is_empty() && of_li.len() + of_wang.len() <= all);
    let told = of_li.len() + of_wang.len();
    li.wait("both their verdicts", |pty| said(pty) > 0 && said(pty) <= told);
    for own in [&of_li, &of_wang] {
        let all: Vec<&String> = own.iter().flatten().collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "nobody decides anything twice");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_loses_nothing_that_was_decided() {
    let place = Place::of(60);
    let journal = Path::new(&place.path("reviews")).join("li.jsonl");
    let mut pty = place.review("li");
    pty.send(b"a");
    pty.wait("a verdict", |pty| said(pty) == 1);
    pty.send(b"Q");
    pty.ended();
    let size = std::fs::metadata(&journal).unwrap().len();
    // No file of this session grows beyond so much: the second verdict is cut off in its line.
    let mut pty = Pty::run(&place.setting("li").limited(size + 300));
    pty.wait_for("已核 1 ");
    let left = after(&pty, "余 ");
    pty.send(b"x");
    pty.wait_for("未能写入,结论无效");
    pty.send(b"j");
    pty.wait("the count as before", |pty| said(pty) == 1 && after(pty, "余 ") == left);
    pty.send(b"Q");
    pty.ended();
    // With room again all is there, and it goes on.
    let mut pty = place.review("li");
    pty.wait("what was decided", |pty| said(pty) == 1);
    pty.send(b"x");
    pty.wait("the second verdict", |pty| said(pty) == 2);
    assert_eq!(place.decisions("li").len(), 2);
}

#[test]
fn a_note_that_is_being_written_survives_the_line() {
    let place = Place::of(60);
    let mut pty = place.review("li");
    pty.send(b"jji");
    pty.send("已打电话,等回复".as_bytes());
    pty.wait_for("已打电话,等回复");
    pty.hang_up();
    pty.ended_without_reading();
    let mut pty = place.review("li");
    pty.wait_for("已打电话,等回复");
    pty.send(b"\r");
    pty.settle();
    // Killed outright: what was there a moment ago is there again.
    pty.send(b"ji");
    pty.send("第二条".as_bytes());
    pty.wait_for("第二条");
    std::thread::sleep(Duration::from_millis(800));
    pty.signal(Signal::KILL);
    place.review("li").wait_for("第二条");
}
