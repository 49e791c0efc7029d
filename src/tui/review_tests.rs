//! A review by keys, with journals on disk.

use std::collections::BTreeSet;
use std::path::Path;

use crate::model::flag::Flag;
use crate::model::verdict::Verdict;
use crate::review::{Act, Board, Change, Event, EventId, Folder, Follow, Journal, Ledger, Portion};
use crate::rules::{Brief, Fingerprint};
use crate::tui::action::View;
use crate::tui::desk::Review;
use crate::tui::effect::Effect;
use crate::tui::fixture::{corpus_of, press, reports, shown, works, works_with};
use crate::tui::headless::Headless;
use crate::tui::reviewing::Reviewer;
use crate::tui::work::Works;

/// The inspector on the flags, with a journal in a folder.
fn reviewing(folder: &Path, by: &str, session: &str) -> Headless {
    reviewing_with(folder, by, session, works())
}

fn reviewing_with(folder: &Path, by: &str, session: &str, works: Works) -> Headless {
    reviewing_part(folder, by, session, works, None)
}

fn reviewing_part(folder: &Path, by: &str, session: &str, works: Works, portion: Option<Portion>) -> Headless {
    let today = crate::model::date::Date::new(2026, 1, 31);
    let reviewer = Reviewer { by: by.into(), session: session.into(), portion, today };
    let folder = Some(Folder { path: folder.to_owned(), also: None, fell_back: false });
    let works = works.with_review(Review { reviewer, folder, cannot: None });
    Headless::open(corpus_of(&reports()), works, (100, 24), View::Flags, None)
}

/// What a folder of journals says, read from the start.
fn ledger(folder: &Path) -> Ledger {
    let mut ledger = Ledger::default();
    let news = Follow::of(&Folder { path: folder.to_owned(), also: None, fell_back: false }).look();
    assert_eq!(news.aside, []);
    ledger.extend(news.events);
    ledger
}

/// The verdicts of all flags of the queue, in the order of the corpus.
fn verdicts(inspector: &Headless) -> Vec<Option<Verdict>> {
    let briefs = inspector.state.holdings.checked.briefs();
    briefs.iter().map(|(_, flag)| inspector.state.review.ledger.verdict(flag.name())).collect()
}

fn decided(inspector: &Headless) -> usize {
    verdicts(inspector).iter().flatten().filter(|verdict| verdict.decides()).count()
}

#[test]
fn a_verdict_is_one_key_and_moves_on_and_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let mut inspector = reviewing(dir.path(), "li", "a");
    let first = inspector.state.flags.flag().unwrap();
    press(&mut inspector, "a");
    assert_ne!(inspector.state.flags.flag(), Some(first), "it moves on");
    assert!(shown(&inspector).contains("属实"), "{}", shown(&inspector));
    press(&mut inspector, "x");
    let told = verdicts(&inspector);
    drop(inspector);
    let again = reviewing(dir.path(), "li", "b");
    assert_eq!(verdicts(&again), told);
    assert!(shown(&again).contains("已核 2"), "{}", shown(&again));
}

#[test]
fn an_entry_is_decided_with_all_its_flags_and_one_flag_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut inspector = reviewing(dir.path(), "li", "a");
    let several = |inspector: &Headless| {
        let at = inspector.state.flags.flag().unwrap();
        inspector.state.holdings.groups.of_flag(at).unwrap().size()
    };
    while several(&inspector) < 2 {
        press(&mut inspector, "j");
    }
    let size = several(&inspector);
    press(&mut inspector, "a");
    assert_eq!(decided(&inspector), size);
    press(&mut inspector, "u");
    assert_eq!((decided(&inspector), several(&inspector)), (0, size), "the cursor is back on it");
    press(&mut inspector, "l j x");
    assert_eq!(decided(&inspector), 1, "the member alone");
    assert!(shown(&inspector).contains("有新增"), "{}", shown(&inspector));
}

#[test]
fn undo_and_redo_go_on_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let mut inspector = reviewing(dir.path(), "li", "a");
    press(&mut inspector, "a x d");
    let all = decided(&inspector);
    let mut again = reviewing(dir.path(), "li", "b");
    press(&mut again, "u u");
    let left = decided(&again);
    assert!(left < all && left > 0);
    press(&mut again, "U");
    assert!(decided(&again) > left);
    press(&mut again, "u u u u");
    assert_eq!(decided(&again), 0);
    assert!(shown(&again).contains("没有可撤销的"), "{}", shown(&again));
    assert!(ledger(dir.path()).verdicts().next().is_none());
}

#[test]
fn what_is_skipped_comes_back_when_nothing_else_is_left() {
    let dir = tempfile::tempdir().unwrap();
    let mut inspector = reviewing(dir.path(), "li", "a");
    let first = inspector.state.flags.flag();
    let entries = inspector.state.flags.size.0;
    press(&mut inspector, "s");
    for _ in 1..entries {
        assert_ne!(inspector.state.flags.flag(), first);
        press(&mut inspector, "a");
    }
    assert_eq!(inspector.state.flags.flag(), first);
    press(&mut inspector, "a");
    assert!(shown(&inspector).contains("已全部核查"), "{}", shown(&inspector));
}

#[test]
fn a_verdict_on_a_selection_is_pressed_twice_and_taken_back_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut inspector = reviewing(dir.path(), "li", "a");
    // A heading chooses all its entries; of one entry alone nothing needs to be confirmed.
    press(&mut inspector, "g g space x");
    assert_eq!(ledger(dir.path()).depth("li"), 1);
    let mut all = reviewing(dir.path(), "an", "b");
    press(&mut all, "g g V G");
    press(&mut all, "x");
    let before = decided(&all);
    assert!(shown(&all).contains("再按一次确认"), "{}", shown(&all));
    press(&mut all, "x");
    assert!(decided(&all) > before);
    assert_eq!(ledger(dir.path()).depth("an"), 1);
    press(&mut all, "u");
    assert_eq!(decided(&all), before);
}

#[test]
fn notes_stand_with_the_evidence_and_drafts_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let mut inspector = reviewing(dir.path(), "li", "a");
    press(&mut inspector, "i \"已电话核实\" enter");
    assert!(shown(&inspector).contains("备注 已电话核实"), "{}", shown(&inspector));
    press(&mut inspector, "j j i \"半句\" esc");
    assert!(shown(&inspector).contains("草稿已保留"), "{}", shown(&inspector));
    press(&mut inspector, "i");
    assert!(shown(&inspector).contains("半句"), "{}", shown(&inspector));
    press(&mut inspector, "\"完\" enter k k a");
    let again = reviewing(dir.path(), "li", "b");
    let notes: Vec<String> = again
        .state
        .holdings
        .checked
        .briefs()
        .iter()
        .filter_map(|(_, flag)| again.state.review.ledger.note(flag.name()).map(str::to_owned))
        .collect();
    assert!(notes.contains(&"半句完".to_owned()) && notes.contains(&"已电话核实".to_owned()), "{notes:?}");
}

#[test]
fn known_flags_are_left_out_and_counted_until_their_day() {
    let dir = tempfile::tempdir().unwrap();
    let mut inspector = reviewing(dir.path(), "li", "a");
    let before = inspector.state.flags.size;
    press(&mut inspector, "b \"2026-02-28\" enter");
    assert!(shown(&inspector).contains("请写明理由"), "{}", shown(&inspector));
    press(&mut inspector, "c-a \"旧账 \" enter");
    assert_eq!(inspector.state.flags.size.0, before.0 - 1);
    assert!(shown(&inspector).contains("存量"), "{}", shown(&inspector));
    press(&mut inspector, "& \"结论:存量\" enter");
    assert_eq!(inspector.state.flags.size.0, 1);
    press(&mut inspector, "c-x u");
    assert_eq!(inspector.state.flags.size, before);
}

#[test]
fn others_are_heard_and_disagreement_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder { path: dir.path().to_owned(), also: None, fell_back: false };
    let mut inspector = reviewing(dir.path(), "li", "a");
    press(&mut inspector, "a");
    let ledger = ledger(dir.path());
    let Some((Event { act: Act::Decide { flags, .. }, .. }, true)) = ledger.events().next() else {
        panic!("no verdict")
    };
    let id = EventId { by: "wang".into(), session: "z".into(), n: 1 };
    let act = Act::Decide { verdict: Verdict::FalseAlarm, note: None, flags: flags.clone() };
    Journal::of(&folder, "wang").append(&Event { id, at: crate::review::now(), act }).unwrap();
    let again = reviewing(dir.path(), "li", "b");
    assert!(shown(&again).contains("分歧"), "{}", shown(&again));
    let mut third = reviewing(dir.path(), "an", "c");
    press(&mut third, "g g j x");
    assert!(shown(&third).contains("再按一次"), "{}", shown(&third));
    let mut filtered = again;
    press(&mut filtered, "& \"verdict:disputed\" enter");
    assert_eq!(filtered.state.flags.size.0, 1);
}

#[test]
fn a_comparison_that_comes_late_is_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut inspector = reviewing(dir.path(), "li", "a");
    press(&mut inspector, "a a");
    let name = inspector.state.holdings.checked.briefs().all().first().map(Brief::name).unwrap();
    let mut late = Board::default();
    let change = Change { cell: None, old: "118".into(), new: "117".into() };
    late.changed.insert(name, vec![change]);
    let effects = crate::tui::deciding::compared(&mut inspector.state, 1, late);
    assert!(matches!(effects.as_slice(), [Effect::Compare { .. }]));
    assert!(!shown(&inspector).contains("已变动"));
}

#[test]
fn what_comes_back_from_ones_own_journal_leaves_the_list_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let mut inspector = reviewing(dir.path(), "li", "a");
    press(&mut inspector, "& \"verdict:none\" enter a a u");
    let before = shown(&inspector);
    let echo = Follow::of(&Folder { path: dir.path().to_owned(), also: None, fell_back: false }).look();
    assert_eq!(echo.events.len(), 3);
    let effects = crate::tui::deciding::heard(&mut inspector.state, echo);
    assert!(effects.is_empty());
    assert_eq!(shown(&inspector), before, "what was decided is listed still");
}

#[test]
fn what_cannot_be_written_does_not_hold_and_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    let mut inspector = reviewing(&file.join("below"), "li", "a");
    let first = inspector.state.flags.flag();
    press(&mut inspector, "a");
    assert_eq!((decided(&inspector), inspector.state.flags.flag()), (0, first));
    assert!(shown(&inspector).contains("未能写入"), "{}", shown(&inspector));
}

#[test]
fn a_report_is_reviewed_flag_by_flag_through_the_corpus() {
    let dir = tempfile::tempdir().unwrap();
    let mut inspector = reviewing(dir.path(), "li", "a");
    press(&mut inspector, "enter");
    assert_eq!(inspector.state.view, View::Report);
    let entries = inspector.state.flags.size.0;
    for _ in 0..entries {
        press(&mut inspector, "a");
    }
    assert_eq!(inspector.state.view, View::Report);
    assert!(shown(&inspector).contains("已全部核查"), "{}", shown(&inspector));
    let queued = inspector.state.holdings.groups.queued();
    let open = queued
        .filter(|(at, _)| inspector.state.review.of_group(inspector.state.holdings.groups.number_of(*at)).is_open());
    assert_eq!(open.count(), 0);
}

#[test]
fn what_was_decided_on_other_numbers_comes_back_with_both() {
    let dir = tempfile::tempdir().unwrap();
    let mut inspector = reviewing(dir.path(), "li", "a");
    press(&mut inspector, "a a a");
    assert!(shown(&inspector).contains("余 0"), "{}", shown(&inspector));
    let change = |flag: &mut Flag| {
        if flag.rule == "T3-BAL" {
            flag.evidence[0].value = Some(117.into());
        }
    };
    let mut again = reviewing_with(dir.path(), "li", "b", works_with(change));
    assert!(shown(&again).contains("余 1") && shown(&again).contains("属实·已变动"), "{}", shown(&again));
    let rule = |inspector: &Headless| {
        inspector.state.flags.flag().and_then(|at| inspector.state.holdings.brief(at)).map(Brief::rule)
    };
    press(&mut again, ")");
    assert_eq!(rule(&again), Some("T3-BAL"), "it is the next to be decided");
    assert!(shown(&again).contains("118 → 117"), "{}", shown(&again));
    press(&mut again, "& \"结论:已变动\" enter");
    assert_eq!(again.state.flags.size.0, 1);
    press(&mut again, "c-x");
    while rule(&again) != Some("T3-BAL") {
        press(&mut again, "j");
    }
    press(&mut again, "x");
    assert!(shown(&again).contains("余 0") && !shown(&again).contains("已变动"), "{}", shown(&again));
    // Taken back, it is again what was decided on other numbers.
    press(&mut again, "u");
    assert!(shown(&again).contains("余 1"), "{}", shown(&again));
}

#[test]
fn agencies_are_shared_out_and_two_judge_a_part_unseen() {
    let dir = tempfile::tempdir().unwrap();
    let of = |by: &str, share: &str, double: u32| {
        let portion = share.parse::<Portion>().unwrap().with_double(double);
        reviewing_part(dir.path(), by, by, works(), Some(portion))
    };
    let entries = |inspector: &Headless| inspector.state.flags.heads().collect::<BTreeSet<_>>();
    let all = entries(&reviewing(dir.path(), "li", "a"));
    let (first, second) = (entries(&of("li", "1/2", 0)), entries(&of("wang", "2/2", 0)));
    assert!(first.is_disjoint(&second) && first.union(&second).count() == all.len());
    // All is judged by two: each has all, and none sees the other's word before their own.
    let mut li = of("li", "1/2", 100);
    assert_eq!(entries(&li), all);
    press(&mut li, "i \"是笔误\" enter a a a");
    let mut wang = of("wang", "2/2", 100);
    let rows = shown(&wang).lines().filter(|line| line.contains("云河县")).collect::<String>();
    assert!(!rows.contains("属实") && !shown(&wang).contains("是笔误"), "{}", shown(&wang));
    assert_eq!(entries(&wang).len(), all.len());
    press(&mut wang, "x");
    assert!(shown(&wang).contains("分歧") && shown(&wang).contains("已核 1"), "{}", shown(&wang));
}

#[test]
fn a_flag_that_is_gone_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    let mut inspector = reviewing(dir.path(), "li", "a");
    press(&mut inspector, "a a a");
    let change = |flag: &mut Flag| {
        if flag.rule == "D-LATE" {
            (flag.rule, flag.fingerprint) = ("D-WEEKEND-NONE", "fpgoneaaaaaaaaaa".into());
        }
    };
    let again = reviewing_with(dir.path(), "li", "b", works_with(change));
    assert!(shown(&again).contains("已核 1 条不再出现"), "{}", shown(&again));
}

#[test]
fn the_last_verdict_is_repeated() {
    let dir = tempfile::tempdir().unwrap();
    let mut inspector = reviewing(dir.path(), "li", "a");
    press(&mut inspector, ".");
    assert_eq!(decided(&inspector), 0);
    press(&mut inspector, "e . .");
    let misread = verdicts(&inspector).into_iter().flatten().filter(|verdict| *verdict == Verdict::Misread).count();
    assert!(misread >= 3);
}

#[test]
fn a_printed_screen_keeps_nothing_and_names_are_found_by_their_flags() {
    let mut inspector = crate::tui::fixture::inspector((100, 24));
    press(&mut inspector, "g f a");
    assert!(decided(&inspector) > 0);
    let names: Vec<Fingerprint> = inspector.state.holdings.checked.briefs().all().iter().map(Brief::name).collect();
    assert!(names.iter().any(|name| inspector.state.review.ledger.verdict(*name) == Some(Verdict::Real)));
}
