//! What people decided and what the program keeps for them, damaged: nothing that can be read is lost, what cannot is
//! told, and nobody's file is made shorter.

use std::fs;
use std::path::Path;

use jianbao::config::filters::{Filters, Keep};
use jianbao::corpus::rows;
use jianbao::corpus::{Sources, open_with};
use jianbao::figures::coverage::Roster;
use jianbao::model::moment::Moment;
use jianbao::model::verdict::Verdict;
use jianbao::review::{Act, Company, Event, EventId, Folder, Follow, Here, Journal, Ledger, News, Seen, Stopped};
use jianbao::rules::{Fingerprint, Selection, check_corpus};
use jianbao::triage::{Arrivals, Entry, Handled, Kept, mark};

use super::{Damage, Dice, damages};

fn event(n: u32, at: &str, act: Act) -> Event {
    Event { id: EventId { by: "li".into(), session: "s".into(), n }, at: at.to_owned(), act }
}

/// Some events of one reviewer about flags of the sample.
fn events() -> Vec<Event> {
    let corpus = jianbao::corpus::sample();
    let checked = check_corpus(&corpus, &Selection::parse(&["T3-BAL".to_owned()], &[]).unwrap(), &|_| ());
    let seen = |(at, _)| Seen::of(&checked.flag(at).unwrap(), &corpus.header(at.report).unwrap());
    let flags: Vec<Seen> = checked.briefs().iter().map(seen).take(2).collect();
    assert_eq!(flags.len(), 2);
    let decide =
        |verdict, flag: &Seen| Act::Decide { verdict, note: Some("已核\n实".into()), flags: vec![flag.clone()] };
    let undo = Act::Undo { of: EventId { by: "li".into(), session: "s".into(), n: 2 } };
    vec![
        event(1, "2024-03-30T10:40:00.123Z", decide(Verdict::Real, &flags[0])),
        event(2, "2024-03-30T10:41:00.123Z", decide(Verdict::FalseAlarm, &flags[1])),
        event(3, "2024-03-30T10:42:00.123Z", undo),
    ]
}

fn look(folder: &Folder) -> News {
    Follow::of(folder).look()
}

#[test]
fn a_journal_that_is_damaged_says_so_and_loses_no_other_line() {
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder::of(&[], Some(dir.path())).unwrap();
    let path = dir.path().join("li.jsonl");
    let events = events();
    for event in &events {
        Journal::of(&folder, "li").append(event).unwrap();
    }
    let whole = fs::read(&path).unwrap();
    let ends: Vec<usize> = whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at).collect();
    let line_of = |at: usize| ends.iter().filter(|end| **end < at).count();
    let mut tried = 0;
    for damage in damages(whole.len(), 120, &mut Dice(5)) {
        let damaged = damage.done_to(&whole);
        fs::write(&path, &damaged).unwrap();
        let news = look(&folder);
        // The lines that are not touched.
        let sound: Vec<&Event> = match damage {
            Damage::Flip(at, _) => {
                let is_end = ends.contains(&at);
                let touched = |nth: usize| nth == line_of(at) || is_end && nth == line_of(at) + 1;
                events.iter().enumerate().filter(|(nth, _)| !touched(*nth)).map(|(_, event)| event).collect()
            }
            Damage::Cut(len) => events.iter().take(ends.iter().filter(|end| **end < len).count()).collect(),
            Damage::Longer(_) => events.iter().collect(),
            Damage::Zero(at, len) => {
                let touched = |nth: usize| {
                    let start = nth.checked_sub(1).map_or(0, |before| ends[before]);
                    start < at + len && at <= ends[nth]
                };
                events.iter().enumerate().filter(|(nth, _)| !touched(*nth)).map(|(_, event)| event).collect()
            }
        };
        assert_eq!(news.events.iter().collect::<Vec<_>>(), sound, "{damage:?}");
        let is_between_lines = matches!(damage, Damage::Cut(len) if len == 0 || damaged.ends_with(b"\n"));
        assert_eq!(news.aside.is_empty(), is_between_lines, "{damage:?}: what is left out is told");
        // A session goes on with it: nothing before is touched, and what comes is read.
        let more = event(9, "2024-03-30T10:43:00.123Z", Act::Note { note: "又".into(), flags: Vec::new() });
        Journal::of(&folder, "li").append(&more).unwrap();
        assert!(fs::read(&path).unwrap().starts_with(&damaged), "{damage:?}");
        // A line that lacked nothing but its end has one now.
        let mended = matches!(damage, Damage::Cut(len) if ends.contains(&len)).then(|| &events[sound.len()]);
        let expected: Vec<&Event> = sound.into_iter().chain(mended).chain([&more]).collect();
        assert_eq!(look(&folder).events.iter().collect::<Vec<_>>(), expected, "{damage:?}");
        tried += 1;
    }
    assert!(tried > 200, "{tried}");
}

/// What reviewers decided is never taken for nothing because it cannot be read.
#[cfg(unix)]
#[test]
fn a_journal_that_is_no_file_is_told_once_and_fails_a_command() {
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder::of(&[], Some(dir.path())).unwrap();
    for event in &events() {
        Journal::of(&folder, "li").append(event).unwrap();
    }
    let stats = || crate::support::jianbao().args(["stats", "--review-dir"]).arg(dir.path()).output().unwrap();
    assert_eq!(stats().status.code(), Some(0));
    let other = dir.path().join("an.jsonl");
    assert!(std::process::Command::new("mkfifo").arg(&other).status().unwrap().success());
    let mut follow = Follow::of(&folder);
    let first = follow.look();
    assert_eq!((first.events.len(), first.aside.len(), first.unread), (3, 1, 1));
    let again = follow.look();
    assert_eq!((again.aside.len(), again.unread), (0, 1), "it is told once");
    let output = stats();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && told.contains("an.jsonl") && output.stdout.is_empty(), "{told}");
    // The folder itself: what has its name is none.
    let file = dir.path().join("c.jsonl");
    fs::write(&file, "").unwrap();
    fs::write(dir.path().join("c.jsonl.review"), "").unwrap();
    let output = crate::support::jianbao().arg("stats").arg(&file).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && told.contains("c.jsonl.review"), "{told}");
}

#[test]
fn a_clock_that_was_set_back_changes_no_decision() {
    let [one, two, _] = <[Event; 3]>::try_from(events()).unwrap();
    let Act::Decide { flags, .. } = &one.act else { panic!("{one:?}") };
    let flag = Fingerprint::of(&flags[0].fingerprint);
    let later = Act::Decide { verdict: Verdict::FalseAlarm, note: None, flags: flags.clone() };
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder::of(&[], Some(dir.path())).unwrap();
    let mut journal = Journal::of(&folder, "li");
    for event in [one, two, event(4, "1999-01-01T00:00:00.000Z", later)] {
        journal.append(&event).unwrap();
    }
    let mut ledger = Ledger::default();
    ledger.extend(look(&folder).events);
    assert_eq!(ledger.verdict(flag), Some(Verdict::FalseAlarm), "the last word of a reviewer holds");
    assert_eq!(ledger.last_decision("li").unwrap().id.n, 4);
}

#[test]
fn kept_filters_that_are_damaged_are_not_written_over() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("filters.toml");
    let named = |name: &str| Keep::Named { name: name.to_owned(), filter: "结论:存疑".to_owned() };
    for name in ["待议", "江苏"] {
        Filters::change(&path, &named(name)).unwrap();
    }
    Filters::change(&path, &Keep::Used("地:江苏".to_owned())).unwrap();
    let whole = fs::read(&path).unwrap();
    let (mut refused, mut kept) = (0, 0);
    for damage in damages(whole.len(), 200, &mut Dice(8)) {
        let damaged = damage.done_to(&whole);
        fs::write(&path, &damaged).unwrap();
        let before = Filters::load(&path);
        match Filters::change(&path, &named("新")) {
            Err(error) => {
                refused += 1;
                assert_eq!(before, Filters::default(), "{damage:?}");
                assert!(error.to_string().contains("filters.toml"), "{error}");
                assert_eq!(fs::read(&path).unwrap(), damaged, "{damage:?}");
            }
            Ok(now) => {
                kept += 1;
                for (name, filter) in before.all().filter(|(name, _)| name.is_some()) {
                    assert!(now.all().any(|one| one == (name, filter)), "{damage:?}: {name:?} is gone");
                }
            }
        }
    }
    assert!(refused > 100 && kept > 10, "{refused} {kept}");
}

/// Entries as a crawl of the sample gives them.
fn entries() -> Vec<Entry> {
    let corpus = jianbao::corpus::sample();
    let checked = check_corpus(&corpus, &Selection::default(), &|_| ());
    jianbao::triage::sort(&corpus, checked.briefs(), &[]).into_iter().take(4).collect()
}

#[test]
fn marks_that_are_damaged_are_told_and_only_added_to() {
    let dir = tempfile::tempdir().unwrap();
    let marks: Vec<Handled> =
        entries().iter().take(3).map(|entry| Handled::of(entry, true, Some("li".into()))).collect();
    mark(dir.path(), &marks).unwrap();
    let path = dir.path().join("triage/handled.jsonl");
    let whole = fs::read(&path).unwrap();
    let read = || Kept::read(&[dir.path()]).unwrap();
    assert_eq!((read().marks.len(), read().aside), (3, 0));
    let known = read().marks;
    for damage in damages(whole.len(), 150, &mut Dice(3)) {
        let damaged = damage.done_to(&whole);
        fs::write(&path, &damaged).unwrap();
        let kept = read();
        assert!(kept.marks.iter().all(|(id, mark)| known.get(id) == Some(mark)), "{damage:?}: another mark");
        // A file that is only added to, and ends with a line, lacks nothing that anybody could miss.
        let is_between_lines =
            matches!(damage, Damage::Cut(len) if len == 0 || damaged.ends_with(b"\n") || damaged.ends_with(b"}"));
        // Two lines that became one are one line that is none.
        assert!(kept.marks.len() == 3 || kept.aside > 0 || is_between_lines, "{damage:?}: lost in silence");
        mark(dir.path(), &marks[..1]).unwrap();
        assert!(fs::read(&path).unwrap().starts_with(&damaged));
        assert!(read().marks.contains_key(&marks[0].id));
    }
}

#[test]
fn a_record_of_what_came_in_that_is_damaged_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let entries = entries();
    let arrivals = |kept: &Kept| Arrivals::of(entries.clone(), &kept.record, &kept.marks);
    let now = Moment::parse("2026-11-20T20:00:00Z").unwrap();
    let none = Kept::default();
    none.write(dir.path(), &arrivals(&none).all(), now).unwrap();
    let path = dir.path().join("triage/seen.jsonl");
    let whole = fs::read(&path).unwrap();
    let standings = |kept: &Kept| format!("{:?} {:?}", kept.record.at, arrivals(kept).all());
    let known = standings(&Kept::read(&[dir.path()]).unwrap());
    assert!(known.contains("Known"), "{known}");
    for damage in damages(whole.len(), 150, &mut Dice(3)) {
        fs::write(&path, damage.done_to(&whole)).unwrap();
        // Of a first line that is damaged nothing is believed, and of another schema nothing is read.
        let Ok(kept) = Kept::read(&[dir.path()]) else { continue };
        let is_empty = damage == Damage::Cut(0);
        assert!(kept.aside > 0 || is_empty || standings(&kept) == known, "{damage:?}: another record");
    }
}

#[test]
fn small_files_of_a_session_may_hold_anything() {
    let dir = tempfile::tempdir().unwrap();
    let flag = Fingerprint::of("aaaabbbbcccc0001");
    let mut here = Here::of(dir.path(), "li", "s1");
    here.say(Some(flag)).unwrap();
    let folder = Folder::of(&[], Some(dir.path())).unwrap();
    let path = fs::read_dir(dir.path()).unwrap().next().unwrap().unwrap().path();
    let whole = fs::read(&path).unwrap();
    for damage in damages(whole.len(), 60, &mut Dice(4)) {
        fs::write(&path, damage.done_to(&whole)).unwrap();
        assert!(Company::of(&folder, "an").look().is_none_or(|others| others.len() <= 1), "{damage:?}");
    }
    let corpus = dir.path().join("c.jsonl");
    fs::write(&corpus, "").unwrap();
    if let Ok(stopped) = Stopped::of(&[corpus]) {
        // Where that is belongs to whoever runs the tests: it is only asked for.
        let _ = stopped.read();
    }
}

#[test]
fn lists_beside_the_reports_may_hold_anything() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.txt"), "云河县审计局2021年政府信息公开工作年度报告\n一、总体情况\n公开3件。\n")
        .unwrap();
    let lists: [(&str, &str); 3] = [
        ("manifest.csv", "path,url,year\na.txt,\"http://a.gov.cn/1,2\",2021\nb.txt,,2019\n"),
        ("manifest.jsonl", "{\"file\":\"a.txt\",\"url\":\"http://a.gov.cn/1\",\"year\":2021}\n{\"file\":\"b\"}\n"),
        ("roster.csv", "name,province,city,county,from\n云河县审计局,甲省,乙市,云河县,2019\n云河县财政局,,,,\n"),
    ];
    let at = dir.path().join("list");
    for (name, text) in lists {
        let path = at.with_extension(Path::new(name).extension().unwrap());
        for damage in damages(text.len(), 60, &mut Dice(6)) {
            fs::write(&path, damage.done_to(text.as_bytes())).unwrap();
            let paths = [dir.path().join("a.txt")];
            let corpus = open_with(&Sources { paths: &paths, manifest: Some(&path) }, &|_| ());
            assert_eq!(corpus.len(), 1, "{name} {damage:?}");
            if let Ok(rows) = rows::open(&path) {
                let _ = Roster::of(rows);
            }
        }
    }
}
