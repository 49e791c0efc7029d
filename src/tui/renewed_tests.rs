//! A corpus that was read anew: every cursor stays on what it was on, and what came is marked.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use crate::corpus::Corpus;
use crate::model::report::Report;
use crate::rules::{Checked, Groups};
use crate::tui::action::View;
use crate::tui::effect::{Answer, Effect};
use crate::tui::fixture::{corpus_of, has_line, inspector, press, report, reports, shown, works};
use crate::tui::headless::Headless;
use crate::tui::receive::{receive, receive_of};
use crate::tui::renewed::Renewed;
use crate::tui::shelf::Shelved;
use crate::tui::state::Stage;
use crate::tui::tree::Tree;
use crate::tui::update::settle;
use crate::tui::watching::Stir;

/// The flags of a corpus of the fixture.
fn checked(corpus: &Arc<Corpus>) -> (Checked, Groups) {
    let found = Mutex::new(None);
    works().perform(Effect::Check(corpus.clone()), &|answer| {
        if let Answer::Checked(checked, groups) = answer {
            *found.lock().unwrap() = Some((checked, groups));
        }
    });
    let (checked, groups) = found.into_inner().unwrap().unwrap();
    (Arc::into_inner(checked).unwrap(), Arc::into_inner(groups).unwrap())
}

/// Has the inspector go on with these reports.
fn renew(inspector: &mut Headless, reports: &[Report]) {
    let corpus = Arc::new(corpus_of(reports));
    let flags = checked(&corpus);
    let tree = Tree::build(&corpus);
    let former = inspector.state.holdings.corpus.clone();
    inspector.hear(Answer::Renewed(Box::new(Renewed::of(&former, (corpus, tree), flags))));
}

/// A report that comes first in its corpus and in its tree, and one that comes last.
fn newcomers() -> [Report; 2] {
    let of = |id: &str, place| report(id, Some(&format!("{id}人民政府")), place, Some(2022));
    [of("aaa", ["安云省", "", ""]), of("zzz", ["云河省", "青石市", "云河县"])]
}

/// All reports with one more at each end.
fn grown() -> Vec<Report> {
    let [first, last] = newcomers();
    std::iter::once(first).chain(reports()).chain([last]).collect()
}

/// The names of what the cursors are on: the row and year of the matrix, the flag of the list, the open report with
/// its item, the hit of the search.
fn under_cursors(inspector: &Headless) -> Vec<String> {
    let state = &inspector.state;
    let id = |report: usize| state.holdings.corpus.header(report).map(|header| header.id.to_owned());
    let flag = state.flags.flag().and_then(|at| Some((id(at.report), state.holdings.brief(at)?.name().to_string())));
    let opened = state.opened.as_ref().map(|opened| (id(opened.index), opened.item, opened.cell, opened.focus));
    let hit = state.finder.hit().map(|hit| (id(hit.report), hit.text.clone()));
    vec![
        format!("{:?}", state.matrix.cursor_in_words(&state.holdings)),
        format!("{flag:?}"),
        format!("{opened:?}"),
        format!("{hit:?}"),
        format!("{:?}", state.report_at_hand().and_then(id)),
        format!("{:?}", state.view),
    ]
}

#[test]
fn every_cursor_stays_on_what_it_was_on_while_reports_come() {
    for keys in [
        "",
        "j j l",
        "z M j l j l",
        "G",
        "& \"白沙\" enter j",
        "gf j j",
        "gf B j l j",
        "gf space j",
        "gf & \"sev:e\" enter j",
        "6 j enter",
        "6 j enter gt3 j j l l",
        "6 j enter v",
        "6 j enter } K",
        "gf j enter gd",
        "/ \"82条\" enter",
        "6 j l enter gb j ma gf 'a",
    ] {
        let mut inspector = inspector((120, 30));
        press(&mut inspector, keys);
        let before = under_cursors(&inspector);
        renew(&mut inspector, &grown());
        assert_eq!(under_cursors(&inspector), before, "{keys}");
        assert_eq!(inspector.state.holdings.corpus.len(), reports().len() + 2);
        renew(&mut inspector, &reports());
        assert_eq!(under_cursors(&inspector), before, "{keys}: gone again");
    }
}

#[test]
fn what_came_is_marked_and_counted() {
    let mut inspector = inspector((100, 40));
    press(&mut inspector, "zR");
    renew(&mut inspector, &reports());
    assert!(!shown(&inspector).contains("新到 "), "nothing came:\n{}", shown(&inspector));
    renew(&mut inspector, &grown());
    let text = shown(&inspector);
    assert!(text.lines().next().unwrap().contains("新到 2"), "{text}");
    assert!(has_line(&text, &["zzz", "*", "*"]) && !has_line(&text, &["白沙镇", "*"]), "{text}");
    press(&mut inspector, "& \"new:yes\" enter");
    assert_eq!(inspector.state.matrix.sieve.applied.as_ref().map(|applied| applied.count), Some(2));
    press(&mut inspector, "c-x");
    // It stays new when more comes, and is not counted twice.
    let mut more = grown();
    more.push(report("more", Some("云河县水利局"), ["云河省", "青石市", "云河县"], Some(2021)));
    renew(&mut inspector, &more);
    assert!(shown(&inspector).lines().next().unwrap().contains("新到 3"), "{}", shown(&inspector));
    // What was there at the start and comes back is not new.
    renew(&mut inspector, &more[2..]);
    renew(&mut inspector, &more);
    assert!(shown(&inspector).lines().next().unwrap().contains("新到 3"), "{}", shown(&inspector));
}

#[test]
fn a_file_that_is_another_by_now_has_changed_and_stays_open() {
    let mut inspector = inspector((100, 40));
    press(&mut inspector, "6 j enter gt3 j j l");
    let cell = |inspector: &Headless| inspector.state.opened.as_ref().unwrap().cell;
    let before =
        (inspector.state.holdings.name(inspector.state.report_at_hand().unwrap()).to_owned(), cell(&inspector));
    let mut all = reports();
    let changed = all.iter_mut().find(|report| report.id == "baisha21").unwrap();
    changed.id = "another".into();
    renew(&mut inspector, &all);
    let at = inspector.state.report_at_hand().unwrap();
    assert_eq!(inspector.state.holdings.corpus.header(at).unwrap().id, "another");
    assert_eq!((inspector.state.holdings.name(at).to_owned(), cell(&inspector)), before);
    assert_eq!(inspector.state.holdings.news.changed.get(&at).map(String::as_str), Some("baisha21"));
    press(&mut inspector, "gb");
    assert!(shown(&inspector).lines().next().unwrap().contains("变动 1"), "{}", shown(&inspector));
    // Another change does not make it forget what it was.
    all.iter_mut().find(|report| report.id == "another").unwrap().id = "third".into();
    renew(&mut inspector, &all);
    press(&mut inspector, "gn * & \"third\" enter");
    for _ in 0..inspector.state.triage.rows.len() {
        let key = if inspector.state.triage.listed.is_empty() { "j" } else { "l" };
        press(&mut inspector, key);
    }
    assert!(shown(&inspector).contains("公布后有变动(原 baisha21)"), "{}", shown(&inspector));
}

#[test]
fn a_report_that_is_gone_is_closed_and_said_to_be() {
    let mut inspector = inspector((100, 30));
    press(&mut inspector, "gf enter");
    assert_eq!(inspector.state.view, View::Report);
    let open = inspector.state.report_at_hand().unwrap();
    let mut all = reports();
    all.remove(open);
    renew(&mut inspector, &all);
    assert_eq!(inspector.state.view, View::Flags);
    assert!(shown(&inspector).contains("文件已不在"), "{}", shown(&inspector));
    renew(&mut inspector, &[]);
    press(&mut inspector, "gb gn gf enter");
    assert!(inspector.state.holdings.corpus.is_empty());
}

#[test]
fn an_answer_about_the_corpus_before_is_dropped() {
    let mut inspector = inspector((100, 30));
    press(&mut inspector, "6 j enter");
    let (edition, index) = (inspector.state.edition, inspector.state.report_at_hand().unwrap());
    renew(&mut inspector, &grown());
    let now = inspector.state.report_at_hand().unwrap();
    assert_ne!(now, index);
    press(&mut inspector, "gb G enter");
    let text = shown(&inspector);
    let late = Answer::Loaded(inspector.state.report_at_hand().unwrap(), Shelved::Failed("late".into()));
    let effects = receive_of(&mut inspector.state, edition, late);
    assert!(effects.is_empty());
    assert_eq!(shown(&inspector), text);
}

#[test]
fn what_came_in_is_sorted_again_where_that_was_looked_at() {
    let mut inspector = inspector((100, 30));
    press(&mut inspector, "gn enter j");
    let at = inspector.state.triage.entry().map(|(entry, _)| entry.id.clone());
    renew(&mut inspector, &grown());
    let triage = &inspector.state.triage;
    assert_eq!(triage.entry().map(|(entry, _)| entry.id.clone()), at);
    assert_eq!(triage.sorted().overview.received, grown().len());
    assert!(triage.since.new.contains("aaa") && triage.since.new.contains("zzz"));
    press(&mut inspector, "*");
    let ids = |inspector: &Headless| -> Vec<String> {
        let triage = &inspector.state.triage;
        (0..triage.listed.len()).filter_map(|row| triage.listed_entry(row)).map(|(entry, _)| entry.id.clone()).collect()
    };
    assert!(ids(&inspector).iter().all(|id| id == "aaa" || id == "zzz"), "{:?}", ids(&inspector));
}

#[test]
fn what_changes_while_the_rules_run_waits_for_them() {
    let state = &mut inspector((100, 30)).state;
    let asks = |effects: Vec<Effect>| {
        let renewals = effects.into_iter().filter_map(|effect| match effect {
            Effect::Renew(_, unsettled) => Some(unsettled),
            _ => None,
        });
        renewals.collect::<Vec<_>>()
    };
    let unsettled = BTreeSet::from([PathBuf::from("half.txt")]);
    state.holdings.stage = Stage::Checking(0);
    assert!(asks(receive(state, Answer::Stirred(Stir::Changed(unsettled.clone())))).is_empty());
    assert!(asks(settle(state)).is_empty());
    state.holdings.stage = Stage::Ready;
    assert_eq!(asks(settle(state)), [unsettled]);
    assert!(asks(settle(state)).is_empty(), "once");
}

#[test]
fn a_corpus_that_took_the_place_of_another_than_the_one_shown_is_read_once_more() {
    let mut inspector = inspector((100, 40));
    press(&mut inspector, "6 j enter");
    let former = inspector.state.holdings.corpus.clone();
    let renewed = |reports: &[Report]| {
        let corpus = Arc::new(corpus_of(reports));
        let flags = checked(&corpus);
        let tree = Tree::build(&corpus);
        Answer::Renewed(Box::new(Renewed::of(&former, (corpus, tree), flags)))
    };
    let edition = inspector.state.edition;
    let _ = receive_of(&mut inspector.state, edition, renewed(&grown()));
    let before = under_cursors(&inspector);
    let effects = receive_of(&mut inspector.state, edition, renewed(&reports()[3..]));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Renew(..))), "{effects:?}");
    assert_eq!(inspector.state.holdings.corpus.len(), reports().len() + 2);
    assert_eq!(under_cursors(&inspector), before);
}
