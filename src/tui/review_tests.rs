//! A review by keys, with journals on disk.

use std::collections::BTreeSet;
use std::path::Path;

use crate::model::flag::{Flag, Severity};
use crate::model::verdict::Verdict;
use crate::review::draft;
use crate::review::{Act, Board, Change, Event, EventId, Folder, Follow, Journal, Ledger, Portion, Presence};
use crate::rules::{Brief, Checked, Fingerprint, Outcome};
use crate::tui::action::{Action, View};
use crate::tui::desk::Review;
use crate::tui::effect::{Answer, Effect};
use crate::tui::fixture::{corpus_of, flag, press, report, reports, shown, works, works_with};
use crate::tui::headless::Headless;
use crate::tui::noting;
use crate::tui::receive::receive;
use crate::tui::reviewing::Reviewer;
use crate::tui::text::field::Field;
use crate::tui::update::update;
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
    let reviewer = Reviewer { by: by.into(), session: session.into(), portion, today, reviews: true };
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

/// Another reviewer comes to a flag, or leaves.
fn meet(inspector: &mut Headless, flag: Option<String>) {
    let at = flag.map(|flag| Presence { by: "wang".into(), session: "w".into(), flag });
    let effects = receive(&mut inspector.state, Answer::Present(at.into_iter().collect()));
    inspector.carry_out(effects);
}

#[test]
fn what_another_looks_at_is_marked_and_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    let mut inspector = reviewing(dir.path(), "li", "a");
    let heads: Vec<_> = inspector.state.flags.heads().collect();
    let name = |at| inspector.state.holdings.brief(at).unwrap().name().to_string();
    let second = name(heads[1]);
    meet(&mut inspector, Some(second));
    assert_eq!(shown(&inspector).matches("wang 在看").count(), 1, "{}", shown(&inspector));
    press(&mut inspector, "a");
    assert_eq!(inspector.state.flags.flag(), Some(heads[2]), "the second is theirs");
    // When nothing else is left it comes up after all.
    for _ in 2..heads.len() {
        press(&mut inspector, "a");
    }
    assert_eq!(inspector.state.flags.flag(), Some(heads[1]));
    assert_eq!(shown(&inspector).matches("wang 在看").count(), 2, "in the evidence, too: {}", shown(&inspector));
    meet(&mut inspector, None);
    assert!(!shown(&inspector).contains("在看"));
    press(&mut inspector, "a");
    assert!(shown(&inspector).contains("已全部核查"), "{}", shown(&inspector));
}

#[test]
fn others_are_told_where_whoever_reviews_is() {
    let dir = tempfile::tempdir().unwrap();
    let mut inspector = reviewing(dir.path(), "li", "a");
    let told = |inspector: &Headless| inspector.state.review.told_of;
    let at_hand = |inspector: &Headless| {
        let at = inspector.state.flags.flag().unwrap();
        Some(inspector.state.holdings.brief(at).unwrap().name())
    };
    assert!(told(&inspector).is_some() && told(&inspector) == at_hand(&inspector));
    press(&mut inspector, "G enter");
    assert_eq!(told(&inspector), at_hand(&inspector), "in the report, too");
    press(&mut inspector, "g b");
    assert_eq!(told(&inspector), None);
    // Whoever only looks around stands in nobody's way.
    let mut looking = crate::tui::fixture::inspector((100, 24));
    press(&mut looking, "g f j");
    assert_eq!(told(&looking), None);
}

/// Reports of agencies of two counties, each with one false alarm of the same rule.
fn alarms(folder: &Path) -> Headless {
    let place = |n: usize| {
        if n < 6 { ["云河省", "青石市", "白沙县"] } else { ["云河省", "青石市", "红岩县"] }
    };
    let reports = (0..8).map(|n| report(&format!("r{n}"), Some(&format!("第{n}局")), place(n), Some(2022)));
    let check = move |corpus: &crate::corpus::Corpus, _: &(dyn Fn(usize) + Sync)| {
        let flag = |n: usize| Flag {
            fingerprint: format!("aaaabbbbcccceee{}", char::from(b'a' + u8::try_from(n).unwrap())),
            ..flag("NS-SUM", Severity::Error, &format!("第{n}局的分项"), Vec::new())
        };
        let outcome = |n: usize| Outcome { flags: vec![flag(n)], ..Outcome::default() };
        (Checked::of((0..corpus.len()).map(outcome)), None)
    };
    let works = Works::checking(Box::new(check));
    let today = crate::model::date::Date::new(2026, 1, 31);
    let reviewer = Reviewer { by: "li".into(), session: "a".into(), portion: None, today, reviews: true };
    let folder = Some(Folder { path: folder.to_owned(), also: None, fell_back: false });
    let works = works.with_review(Review { reviewer, folder, cannot: None });
    Headless::open(corpus_of(&reports.collect::<Vec<_>>()), works, (100, 24), View::Flags, None)
}

#[test]
fn after_three_false_alarms_in_a_county_the_others_there_are_offered_together() {
    let dir = tempfile::tempdir().unwrap();
    let mut inspector = alarms(dir.path());
    press(&mut inspector, "x x A");
    assert!(shown(&inspector).contains("没有相似的待核疑点"), "{}", shown(&inspector));
    press(&mut inspector, "x");
    let offered = shown(&inspector);
    assert!(offered.contains("白沙县同规则已排除 3 组,另有 3 组待核"), "{offered}");
    let next = inspector.state.flags.flag();
    press(&mut inspector, "A");
    assert_eq!(inspector.state.review.selected.len(), 3);
    assert!(inspector.state.flags.sieve.text().contains("白沙县") && !shown(&inspector).contains("第6局"));
    // Esc brings the list back, with nothing decided.
    press(&mut inspector, "esc");
    assert_eq!((decided(&inspector), inspector.state.flags.flag()), (3, next));
    assert_eq!(inspector.state.flags.sieve.text(), "");
    // Whoever has looked at one of them and filters by something else meanwhile keeps that.
    press(&mut inspector, "u x A & c-u \"sev:e\" enter esc");
    assert_eq!(inspector.state.flags.sieve.text(), "sev:e");
    press(&mut inspector, "c-x");
    // What was decided, one undo takes back; the other county is left alone.
    press(&mut inspector, "u x A x");
    assert_eq!(decided(&inspector), 3, "asked again first");
    press(&mut inspector, "x");
    assert_eq!((decided(&inspector), inspector.state.flags.sieve.text()), (6, ""));
    let at = inspector.state.flags.flag().unwrap();
    assert!(inspector.state.holdings.corpus.header(at.report).unwrap().name().contains("第6局"));
    press(&mut inspector, "u");
    assert_eq!(decided(&inspector), 3);
}

#[test]
fn a_rule_that_is_wrong_too_often_is_proposed_for_reports_only() {
    let dir = tempfile::tempdir().unwrap();
    let mut inspector = alarms(dir.path());
    let rule = |counts: crate::review::Counts| counts.is_noisy();
    // Verdicts of before, on flags that are gone: 6 of 19 were right.
    let seen = |n: usize| {
        let letter = |n: usize| char::from(b'a' + u8::try_from(n).unwrap());
        draft::seen(&format!("bbbbccccddddee{}{}", letter(n / 26), letter(n % 26)), "NS-SUM")
    };
    let event = |n: u32, verdict, flags: Vec<_>| Event {
        id: EventId { by: "an".into(), session: "b".into(), n },
        at: "2024-03-30T10:40:00.000Z".into(),
        act: Act::Decide { verdict, note: None, flags },
    };
    let before = [
        event(1, Verdict::Real, (0..6).map(seen).collect()),
        event(2, Verdict::FalseAlarm, (6..19).map(seen).collect()),
    ];
    let news = crate::review::News { events: before.to_vec(), ..Default::default() };
    let effects = receive(&mut inspector.state, Answer::Heard(news));
    inspector.carry_out(effects);
    assert!(!rule(inspector.state.review.ledger.counts_of("NS-SUM")));
    press(&mut inspector, "x");
    assert!(shown(&inspector).contains("属实率 30% (6/20):建议改为只显示"), "{}", shown(&inspector));
    press(&mut inspector, "g g");
    assert!(shown(&inspector).contains("属实率 30% (6/20)"), "at the heading: {}", shown(&inspector));
    press(&mut inspector, "K");
    assert!(shown(&inspector).contains("NS-SUM = \"shown\""), "{}", shown(&inspector));
    press(&mut inspector, "esc u");
    assert!(!shown(&inspector).contains("属实率"), "{}", shown(&inspector));
}

#[test]
fn what_two_decided_differently_is_listed_with_both_words() {
    let dir = tempfile::tempdir().unwrap();
    press(&mut reviewing(dir.path(), "wang", "w"), "a ) x");
    let mut inspector = reviewing(dir.path(), "li", "a");
    press(&mut inspector, "z R g g j x x");
    press(&mut inspector, "g b g D");
    assert!(inspector.state.view == View::Flags && inspector.state.flags.size.0 == 1, "{}", shown(&inspector));
    assert!(shown(&inspector).contains("分歧 排除/属实"), "{}", shown(&inspector));
}

#[test]
fn a_note_comes_back_from_the_editor() {
    let dir = tempfile::tempdir().unwrap();
    let mut inspector = reviewing(dir.path(), "li", "a");
    press(&mut inspector, "i \"一\"");
    let mut asked = update(&mut inspector.state, Action::WriteNote);
    let Some(Effect::Write { flags, note, about }) = asked.pop() else { panic!("an editor was asked for") };
    assert!(note == "一" && about.contains("云河县"), "{about}");
    let name = inspector.state.holdings.brief(flags[0]).unwrap().name();
    let write = |inspector: &mut Headless, text: Result<String, String>| {
        let effects = noting::written(&mut inspector.state, &flags, text);
        inspector.carry_out(effects);
    };
    write(&mut inspector, Err("编辑器 vi:坏了".into()));
    assert!(shown(&inspector).contains("坏了"));
    press(&mut inspector, "i");
    assert!(shown(&inspector).contains("备注 > 一"), "the draft is there: {}", shown(&inspector));
    press(&mut inspector, "esc");
    write(&mut inspector, Ok("第一行\n第二行\n".into()));
    assert_eq!(ledger(dir.path()).note(name), Some("第一行\n第二行"));
    assert!(shown(&inspector).contains("第二行"), "{}", shown(&inspector));
    // A note of several lines is no line to type in.
    assert!(matches!(update(&mut inspector.state, Action::Note).pop(), Some(Effect::Write { .. })));
    let before = ledger(dir.path()).len();
    write(&mut inspector, Ok("第一行\n第二行\n\n".into()));
    write(&mut inspector, Ok("长".repeat(4001)));
    assert_eq!(ledger(dir.path()).len(), before);
    assert!(shown(&inspector).contains("备注超过 4,000 字"), "{}", shown(&inspector));
}

#[test]
fn filters_are_kept_by_name_and_taken_up_again() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("filters.toml");
    let start = || {
        let works = works().with_filters(Some(file.clone()));
        let mut inspector = Headless::open(corpus_of(&reports()), works, (100, 24), View::Flags, None);
        inspector.state.filters = crate::config::filters::Filters::load(&file);
        inspector
    };
    let mut inspector = start();
    press(&mut inspector, "& c-r");
    assert!(shown(&inspector).contains("还没有"), "{}", shown(&inspector));
    press(&mut inspector, "\"年:2021\" enter & c-u \"sev:e\" c-s \"只看错误\" enter");
    assert!(shown(&inspector).contains("已存下筛选 只看错误"), "{}", shown(&inspector));
    press(&mut inspector, "esc");
    let mut again = start();
    press(&mut again, "& c-r");
    assert!(shown(&again).contains("筛选 只看错误 > sev:e"), "{}", shown(&again));
    press(&mut again, "c-r enter");
    assert_eq!(again.state.flags.sieve.text(), "年:2021");
    // The same filters serve the other list; an empty one drops its name.
    press(&mut again, "g b & c-r");
    assert_eq!(again.state.matrix.sieve.field().map(Field::text), Some("sev:e"));
    press(&mut again, "c-u c-s \"只看错误\" enter enter");
    assert_eq!(start().state.filters.all().collect::<Vec<_>>(), [(None, "年:2021")]);
}
