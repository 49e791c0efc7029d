//! What the inspector lists beside what the headless commands list by the same filter: both must have the same.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use clap::Parser as _;

use crate::cli::{Cli, Command};
use crate::commands::views::Views;
use crate::commands::{Outcome, check, export, search, triage};
use crate::corpus;
use crate::model::verdict::Verdict;
use crate::review::draft::event;
use crate::review::{Act, Folder, Journal, Portion, Seen};
use crate::rules::{Selection, check_corpus};
use crate::tui::fixture::{Inspector, listed, on_flags, press, shown};
use crate::tui::{Review, Reviewer, Writer};

/// The sample in a file, with the journals of two reviewers beside it.
struct Shared {
    dir: tempfile::TempDir,
}

impl Shared {
    fn new() -> Self {
        let shared = Self { dir: tempfile::tempdir().unwrap() };
        let sample = corpus::sample();
        let lines: String = (0..sample.len()).map(|index| sample.line(index).unwrap() + "\n").collect();
        std::fs::write(shared.path(), lines).unwrap();
        let (folder, checked) = (shared.folder(), check_corpus(&sample, &Selection::default(), &|_| ()));
        let flags: Vec<_> = checked.briefs().iter().map(|(at, _)| at).collect();
        let decided = [Verdict::Real, Verdict::FalseAlarm, Verdict::Skip, Verdict::Real, Verdict::Misread];
        for (n, (at, verdict)) in (1..).zip(flags.iter().step_by(3).zip(decided.into_iter().cycle()).take(20)) {
            let (flag, header) = (checked.flag(*at).unwrap(), sample.header(at.report).unwrap());
            let act = match n % 7 {
                6 => Act::Accept {
                    of: "旧账".into(),
                    reason: "旧账".into(),
                    until: None,
                    fingerprints: vec![flag.fingerprint.clone()],
                },
                _ => Act::Decide { verdict, note: None, flags: vec![Seen::of(&flag, &header)] },
            };
            let by = if n % 2 == 0 { "li" } else { "an" };
            Journal::of(&folder, by).append(&event(by, n, "2024-03-30T10:00:00.000Z", act)).unwrap();
        }
        shared
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("c.jsonl")
    }

    fn folder(&self) -> Folder {
        Folder::of(&[self.path()], None).unwrap()
    }

    /// The inspector on it after some keys.
    fn inspector(&self, share: Option<Portion>, keys: &str) -> Inspector {
        let mut words = vec!["jianbao".to_owned(), self.path().display().to_string()];
        words.extend(share.map(|share| format!("--share={share}")));
        let args = Cli::try_parse_from(words).unwrap().inspect;
        let portion = share;
        let today = crate::model::date::Date::new(2026, 1, 31);
        let reviewer = Reviewer { by: "li".into(), session: "s".into(), today, portion, reviews: true };
        let review = Review { reviewer, folder: Some(self.folder()), cannot: None };
        let writer = Writer::of(Views { args, selection: Selection::default(), fingerprint: Mutex::default() });
        let corpus = corpus::open(&[self.path()], &|_| ());
        let mut inspector = on_flags(corpus, Selection::default(), review, writer);
        press(&mut inspector, keys);
        inspector
    }

    /// What a headless command writes on it.
    fn headless(&self, words: &[&str]) -> (Outcome, String) {
        let path = self.path();
        let words = [&["jianbao"], words, &[path.to_str().unwrap()]].concat();
        run(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    /// Writes what the view lists to a file of this name; gives back its lines.
    fn exported(&self, inspector: &mut Inspector, keys: &str, name: &str) -> String {
        let path = self.dir.path().join(name);
        press(inspector, &format!("g x {keys} c-u \"{}\" enter", path.display()));
        let screen = shown(inspector);
        assert!(screen.contains("已导出"), "{screen}");
        std::fs::read_to_string(path).unwrap()
    }
}

fn run(words: &[String]) -> (Outcome, String) {
    let mut out = Vec::new();
    let outcome = match Cli::try_parse_from(words).unwrap().command {
        Some(Command::Check(args)) => check::run(&args, &mut out),
        Some(Command::Export(args)) => export::run(&args, &mut out),
        Some(Command::Search(args)) => search::run(&args, &mut out),
        Some(Command::Triage(args)) => triage::run(&args, &mut out),
        _ => panic!("no such command"),
    };
    (outcome.unwrap(), String::from_utf8(out).unwrap())
}

/// The words of the command that a file names, writing elsewhere.
fn named_command(text: &str, elsewhere: &Path) -> Vec<String> {
    let line = text.lines().find_map(|line| line.strip_prefix("# 命令 ")).unwrap();
    let mut words = Vec::new();
    for (nth, part) in line.split('\'').enumerate() {
        if nth % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    let output = words.iter().position(|word| word == "-o").unwrap();
    words[output + 1] = elsewhere.display().to_string();
    words
}

/// The lines of a table without what is said above it.
fn rows(text: &str) -> Vec<String> {
    text.trim_start_matches('\u{feff}').lines().filter(|line| !line.starts_with("# ")).map(str::to_owned).collect()
}

fn sorted<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort();
    all
}

const FILTERS: [&str; 16] = [
    "",
    "sev:e",
    "sev:>=w !rule:T3",
    "year:2019..2021",
    "verdict:none",
    "verdict:known",
    "结论:属实,存量",
    "!verdict:done",
    "verdict:none,done,known",
    "新收:>0 sev:w",
    "section:五",
    "县",
    "!县 sev:e",
    "表三 year:2021",
    "level:township",
    "rule:none",
];

#[test]
fn the_inspector_and_check_list_the_same_flags() {
    let shared = Shared::new();
    let mut met = 0;
    for filter in FILTERS {
        for everything in [false, true] {
            let keys = if everything { "C" } else { "" };
            let typed = if filter.is_empty() { String::new() } else { format!("& \"{filter}\" enter") };
            let inspector = shared.inspector(None, &format!("{typed} {keys}"));
            let mut words = vec!["check", "--format", "jsonl", "--where", filter];
            words.extend(everything.then_some("--everything"));
            let (_, lines) = shared.headless(&words);
            let read = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
            let of = |flag: serde_json::Value| {
                let text = |key: &str| flag[key].as_str().unwrap().to_owned();
                (text("report"), text("fingerprint"))
            };
            let checked: Vec<_> = lines.lines().map(|line| of(read(line))).collect();
            met += checked.len();
            assert_eq!(sorted(listed(&inspector)), sorted(checked), "{filter:?} {everything}");
        }
    }
    assert!(met > 100, "{met}");
}

#[test]
fn export_has_what_check_has() {
    let shared = Shared::new();
    for filter in FILTERS {
        let (_, checked) = shared.headless(&["check", "--format", "jsonl", "--where", filter]);
        let (_, exported) = shared.headless(&["export", "--what", "flags", "--format", "jsonl", "--where", filter]);
        let of = |lines: &str| {
            let name = |line: &str| {
                let line: serde_json::Value = serde_json::from_str(line).unwrap();
                let review = &line["review"]["verdict"];
                let verdict = if review.is_null() { line["verdict"].clone() } else { review.clone() };
                (line["fingerprint"].to_string(), verdict.to_string())
            };
            lines.lines().map(name).collect::<Vec<_>>()
        };
        assert_eq!(of(&exported), of(&checked), "{filter}");
    }
}

#[test]
fn tables_of_what_was_decided_and_of_reports_are_filtered_too() {
    let shared = Shared::new();
    let count = |what: &str, words: &[&str]| {
        let (_, text) = shared.headless(&[&["export", "--what", what, "--format", "csv"], words].concat());
        text.lines().count() - 1
    };
    let verdicts = count("verdicts", &[]);
    let (real, others) = (count("verdicts", &["--where", "结论:属实"]), count("verdicts", &["--where", "!结论:属实"]));
    assert!(real > 0 && others > 0 && real + others == verdicts, "{real} + {others}, {verdicts}");
    assert_eq!(count("verdicts", &["--where", ""]), verdicts);
    assert_eq!((count("problems", &["--where", "year:1900"]), count("problems", &["--where", "!结论:属实"])), (0, 0));
    assert!(count("problems", &["--where", "结论:属实"]) > 0);
    let (all, errors) = (count("list", &[]), count("list", &["--where", "sev:e"]));
    assert!(errors > 0 && errors + count("list", &["--where", "!sev:e"]) >= all, "a report may have both");
    let cells = count("cells", &["--where", "year:2021"]);
    assert!(cells > 0 && cells + count("cells", &["--where", "!year:2021"]) == count("cells", &[]));
}

#[test]
fn what_a_filter_counts_is_counted_of_its_reports() {
    let shared = Shared::new();
    let summary = |words: &[&str]| {
        let (_, text) = shared.headless(&[&["check", "--summary", "--format", "json"], words].concat());
        serde_json::from_str::<serde_json::Value>(&text).unwrap()["summary"].clone()
    };
    let all = summary(&["--where", "", "--everything"]);
    let parts = ["year:2021", "!year:2021"].map(|year| summary(&["--where", year, "--everything"]));
    for key in ["reports", "checked", "held", "unevaluable"] {
        let of = |summary: &serde_json::Value| summary[key].as_u64().unwrap();
        assert_eq!(of(&parts[0]) + of(&parts[1]), of(&all), "{key}");
    }
    let rule = |summary: &serde_json::Value, key: &str| -> u64 {
        summary["groups"]["rule"].as_array().unwrap().iter().map(|group| group[key].as_u64().unwrap()).sum()
    };
    for key in ["evaluable", "unevaluable"] {
        assert_eq!(rule(&parts[0], key) + rule(&parts[1], key), rule(&all, key), "{key}");
    }
    assert_eq!(all["held"], summary(&[])["held"]);
    // What is asked of flags changes nothing about the reports that could have one.
    assert_eq!(rule(&summary(&["--where", "sev:e year:2021"]), "evaluable"), rule(&parts[0], "evaluable"));
}

#[test]
fn a_share_is_listed_as_its_owner_sees_it() {
    let shared = Shared::new();
    for number in ["1/2", "2/2"] {
        let share: Portion = number.parse().unwrap();
        let inspector = shared.inspector(Some(share.with_double(50)), "& \"verdict:none\" enter");
        let words = ["check", "--format", "csv", "--where", "verdict:none", "--share", number, "--double", "50%"];
        let (_, lines) = shared.headless(&[&words[..], &["--reviewer", "li"]].concat());
        assert_eq!(rows(&lines).len() - 1, listed(&inspector).len(), "{number}");
    }
}

#[test]
fn what_is_left_out_fails_no_run() {
    let shared = Shared::new();
    let outcome = |filter: &str| shared.headless(&["check", "--fail-on", "error", "--where", filter]).0;
    assert_eq!(
        (outcome("sev:e"), outcome("!sev:e"), outcome("year:1900")),
        (Outcome::Findings, Outcome::Clean, Outcome::Clean)
    );
}

#[test]
fn a_file_has_the_rows_of_the_view_in_its_order_and_those_of_the_command_it_names() {
    let shared = Shared::new();
    let elsewhere = shared.dir.path().join("again.csv");
    // By rule, by agency, and with what the list leaves out else.
    for (nth, (filter, keys)) in FILTERS.iter().zip(["", "B", "C", "B C"].into_iter().cycle()).enumerate() {
        let typed = if filter.is_empty() { String::new() } else { format!("& \"{filter}\" enter") };
        let mut inspector = shared.inspector(None, &format!("{typed} {keys}"));
        let text = shared.exported(&mut inspector, "", &format!("{nth}.csv"));
        let named = listed(&inspector);
        let found = rows(&text);
        assert_eq!(found.len() - 1, named.len(), "{filter}");
        for (row, (report, name)) in found.iter().skip(1).zip(named) {
            assert!(row.starts_with(&report) && row.contains(&name), "{filter}: {row}");
        }
        run(&named_command(&text, &elsewhere));
        let again = std::fs::read_to_string(&elsewhere).unwrap();
        assert_eq!(sorted(found), sorted(rows(&again)), "{filter}");
    }
}

#[test]
fn every_view_is_written_as_its_command_writes_it() {
    let shared = Shared::new();
    let elsewhere = shared.dir.path().join("again.csv");
    for (nth, (keys, turn, in_order)) in [
        ("g b", "", false),
        ("g b & \"year:2019.. sev:e\" enter", "", false),
        ("g b & \"县 verdict:real\" enter", "", false),
        ("enter", "", false),
        ("}", "", false),
        ("", "tab", true),
        ("& \"结论:属实 sev:e\" enter", "tab", true),
        ("/ \"申请\"", "", true),
        ("/ \"申请 sev:e 结论:属实\"", "", true),
        ("/ \"公开\" c-t", "", true),
    ]
    .into_iter()
    .enumerate()
    {
        let mut inspector = shared.inspector(None, keys);
        if keys.starts_with('/') {
            // The field has the keys still.
            press(&mut inspector, "enter q");
        }
        let text = shared.exported(&mut inspector, turn, &format!("view{nth}.csv"));
        run(&named_command(&text, &elsewhere));
        let (found, again) = (rows(&text), rows(&std::fs::read_to_string(&elsewhere).unwrap()));
        assert!(found.len() > 1 || turn == "tab", "{keys}: {text}");
        if in_order {
            assert_eq!(found, again, "{keys}");
        } else {
            assert_eq!(sorted(found), sorted(again), "{keys}");
        }
    }
}

#[test]
fn a_file_that_is_there_is_replaced_only_when_asked_again() {
    let shared = Shared::new();
    let path = shared.dir.path().join("a.csv");
    std::fs::write(&path, "mine").unwrap();
    let mut inspector = shared.inspector(None, "");
    press(&mut inspector, &format!("g x c-u \"{}\" enter", path.display()));
    assert!(shown(&inspector).contains("再按 Enter 覆盖"), "{}", shown(&inspector));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    press(&mut inspector, "backspace v enter");
    assert!(shown(&inspector).contains("再按 Enter 覆盖"), "another text is another question: {}", shown(&inspector));
    press(&mut inspector, "enter");
    assert!(shown(&inspector).contains("已导出"), "{}", shown(&inspector));
    assert_ne!(std::fs::read_to_string(&path).unwrap(), "mine");
    press(&mut inspector, "g x c-u \"a.exe\" enter");
    assert!(shown(&inspector).contains("结尾"), "{}", shown(&inspector));
    let nowhere = shared.dir.path().join("no/a.csv");
    press(&mut inspector, &format!("c-u \"{}\" enter", nowhere.display()));
    assert!(shown(&inspector).contains("未导出"), "{}", shown(&inspector));
    press(&mut inspector, "esc");
    assert_eq!(
        std::fs::read_dir(shared.dir.path())
            .unwrap()
            .filter(|f| f.as_ref().unwrap().path().extension().is_some_and(|e| e == "partial"))
            .count(),
        0
    );
}

#[test]
fn every_ending_is_written() {
    let shared = Shared::new();
    for (keys, turn, endings) in [
        ("", "", "csv xlsx md json jsonl sarif"),
        ("", "tab", "md csv xlsx"),
        ("g b", "", "csv jsonl"),
        ("/ \"申请\" enter q", "", "csv xlsx json jsonl"),
    ] {
        let mut inspector = shared.inspector(None, keys);
        for ending in endings.split(' ') {
            let path = shared.dir.path().join(format!("{}{turn}.{ending}", keys.len()));
            press(&mut inspector, &format!("g x {turn} c-u \"{}\" enter", path.display()));
            assert!(shown(&inspector).contains("已导出"), "{ending}: {}", shown(&inspector));
            assert!(std::fs::metadata(&path).unwrap().len() > 0, "{ending}");
        }
    }
}

/// A corpus of one report that names an applicant in a sentence other rules find fault with.
fn of_persons() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("p.jsonl");
    let told = "申请人张三丰于五月提出申请要求公开有关征地补偿安置方案的全部材料我局依法受理并在法定期限内予以答复";
    let text = format!("{told},已转张三丰,邮箱sanfeng@qq.com。另据统计,{told}。");
    std::fs::write(&path, crate::rules::draft::narrative(&text).to_json().unwrap() + "\n").unwrap();
    (dir, path)
}

#[test]
fn what_belongs_to_persons_leaves_the_program_masked_unless_asked_for() {
    let (_dir, path) = of_persons();
    let commands: [&[&str]; 9] = [
        &["check", "--format", "text"],
        &["check", "--format", "jsonl"],
        &["check", "--format", "csv"],
        &["check", "--format", "md"],
        &["check", "--format", "sarif"],
        &["export", "--what", "flags", "--format", "jsonl"],
        &["search", "--format", "text"],
        &["search", "--format", "jsonl"],
        &["search", "--format", "csv"],
    ];
    for words in commands {
        let printed = |more: &[&str]| {
            let path = path.to_str().unwrap();
            let query: &[&str] = if words[0] == "search" { &["公开有关"] } else { &[] };
            let words = [&["jianbao"], words, more, &[path], query].concat();
            run(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()).1
        };
        let masked = printed(&[]);
        assert!(!masked.contains("三丰") && !masked.contains("sanfeng"), "{words:?}: {masked}");
        assert!(printed(&["--unmask"]).contains("张三丰"), "{words:?}");
    }
}

#[test]
fn what_came_in_is_written_as_triage_writes_it() {
    let shared = Shared::new();
    let (_, all) =
        shared.headless(&["triage", "--format", "csv", "--review-dir", shared.folder().path.to_str().unwrap()]);
    let mut inspector = shared.inspector(None, "g n");
    // On a reason it is all that came in, in the list what is listed.
    assert_eq!(rows(&shared.exported(&mut inspector, "", "all.csv")), rows(&all));
    press(&mut inspector, "g g enter");
    let some = rows(&shared.exported(&mut inspector, "", "some.csv"));
    let of_all = rows(&all);
    assert!(some.len() > 1 && some.len() < of_all.len(), "{some:?}");
    assert!(some.iter().all(|row| of_all.contains(row)));
    press(&mut inspector, "r");
    let left = rows(&shared.exported(&mut inspector, "", "left.csv"));
    assert!(left.len() > 1 && !left.contains(&some[1]), "what is handled is not listed: {left:?}");
    let lines = shared.exported(&mut inspector, "", "left.jsonl");
    assert_eq!(lines.lines().count(), left.len() - 1);
}

#[test]
fn what_a_view_writes_is_masked() {
    let (dir, path) = of_persons();
    for (nth, keys) in ["g f", "g f enter", "/ \"公开有关\" enter q"].into_iter().enumerate() {
        let args = Cli::try_parse_from(["jianbao", path.to_str().unwrap()]).unwrap().inspect;
        let writer = Writer::of(Views { args, selection: Selection::default(), fingerprint: Mutex::default() });
        let corpus = corpus::open(std::slice::from_ref(&path), &|_| ());
        let mut inspector = on_flags(corpus, Selection::default(), Review::default(), writer);
        press(&mut inspector, keys);
        let file = dir.path().join(format!("{nth}.csv"));
        press(&mut inspector, &format!("g x c-u \"{}\" enter", file.display()));
        let text = std::fs::read_to_string(file).unwrap();
        assert!(text.contains("申请") && !text.contains("三丰") && !text.contains("sanfeng"), "{text}");
    }
}

#[test]
fn a_screen_that_is_printed_writes_nothing() {
    let options = crate::tui::Options { language: crate::tui::Language::Chinese, ..Default::default() };
    let screen = crate::tui::dump(corpus::sample(), options, "g f g x enter", (80, 24), crate::tui::Format::Text);
    assert!(screen.unwrap().contains("不写文件"));
}

#[test]
fn verdicts_are_on_the_same_flags_whatever_is_shown_of_persons() {
    let (_dir, path) = of_persons();
    let paths = [path.clone()];
    let folder = Folder::of(&paths, None).unwrap();
    let corpus = corpus::open(&paths, &|_| ());
    let checked = check_corpus(&corpus, &Selection::default(), &|_| ());
    let header = corpus.header(0).unwrap();
    let flags = checked.flags(0).iter().map(|flag| Seen::of(flag, &header)).collect();
    let act = Act::Decide { verdict: Verdict::Real, note: None, flags };
    Journal::of(&folder, "li").append(&event("li", 1, "2024-03-30T10:00:00.000Z", act)).unwrap();
    let lines = |more: &[&str]| {
        let words = [&["jianbao", "check", "--format", "jsonl"], more, &[path.to_str().unwrap()]].concat();
        run(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()).1.lines().count()
    };
    assert!(lines(&["--where", "verdict:real"]) > 0);
    for filter in ["verdict:real", "verdict:none", "verdict:changed"] {
        assert_eq!(lines(&["--where", filter, "--unmask"]), lines(&["--where", filter]), "{filter}");
    }
}
