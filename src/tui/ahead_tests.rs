//! Keys that come before the answer to the keys before them.

use std::sync::Arc;

use crate::search::{Found, Hit};
use crate::tui::action::View;
use crate::tui::draw::{canvas, draw};
use crate::tui::dump;
use crate::tui::effect::{Answer, Effect};
use crate::tui::fixture::{corpus_of, has_line, reports};
use crate::tui::key::script;
use crate::tui::receive::receive;
use crate::tui::state::State;
use crate::tui::theme::Theme;
use crate::tui::tree::Tree;
use crate::tui::update::press;

/// The inspector in the search view, and the number of the last question that the keys asked.
fn typed(keys: &str) -> (State, u64) {
    let mut state = State::new((80, 24), View::Browse, None);
    let corpus = Arc::new(corpus_of(&reports()));
    let tree = Box::new(Tree::build(&corpus));
    receive(&mut state, Answer::Opened(corpus, tree));
    let asked = type_on(&mut state, keys);
    (state, asked.unwrap())
}

fn type_on(state: &mut State, keys: &str) -> Option<u64> {
    let effects = script(keys).unwrap().into_iter().flat_map(|key| press(state, key)).collect::<Vec<_>>();
    effects.iter().rev().find_map(|effect| match effect {
        Effect::Search(question, _) => Some(question.generation),
        _ => None,
    })
}

/// Hits at the beginning of some reports.
fn answer(state: &mut State, generation: u64, reports: &[usize], (settled, is_all): (bool, bool)) {
    let hit = |report: &usize| Hit {
        report: *report,
        section: None,
        block: (0, 0),
        range: 0..3,
        text: "公".to_owned(),
        matched: Vec::new(),
        score: 0,
    };
    let hits: Vec<Hit> = reports.iter().map(hit).collect();
    let found = Found { total: hits.len(), hits, settled, ..Found::default() };
    receive(state, Answer::Found { generation, found, is_all });
}

fn opened(state: &State) -> Option<usize> {
    state.opened.as_ref().filter(|_| state.view == View::Report).map(|opened| opened.index)
}

#[test]
fn enter_waits_for_the_answer_to_what_was_typed() {
    let (mut state, asked) = typed("/ \"公\"");
    answer(&mut state, asked, &[3, 2], (true, true));
    let asked = type_on(&mut state, "\"开\" enter").unwrap();
    assert_eq!(opened(&state), None, "the hits of the text before are not meant");
    assert!(state.notice.is_none());
    // Better ones may still come.
    answer(&mut state, asked, &[2], (false, false));
    assert_eq!(opened(&state), None);
    answer(&mut state, asked, &[1, 2], (true, false));
    assert_eq!(opened(&state), Some(1));
}

#[test]
fn enter_on_rows_that_are_shown_does_not_wait() {
    let (mut state, asked) = typed("/ \"公\"");
    answer(&mut state, asked, &[3, 2], (false, false));
    type_on(&mut state, "down enter");
    assert_eq!(opened(&state), Some(2));
}

#[test]
fn an_answer_without_hits_is_told_and_opens_nothing() {
    let (mut state, asked) = typed("/ \"公\" enter");
    answer(&mut state, asked, &[], (true, true));
    assert_eq!(opened(&state), None);
    assert!(state.notice.is_some());
}

#[test]
fn no_hits_so_far_are_not_no_hits() {
    let (mut state, asked) = typed("/ \"公\"");
    state.holdings.read = state.holdings.corpus.len();
    let screen = |state: &State| {
        let mut buffer = canvas(state);
        draw(state, &Theme::default(), &mut buffer);
        dump::text(&buffer)
    };
    answer(&mut state, asked, &[], (false, false));
    assert!(has_line(&screen(&state), &["尚无命中,仍在查找"]), "{}", screen(&state));
    type_on(&mut state, "enter");
    assert!(state.notice.is_none());
    answer(&mut state, asked, &[2], (true, true));
    assert_eq!(opened(&state), Some(2));
    let (mut state, asked) = typed("/ \"公\"");
    state.holdings.read = state.holdings.corpus.len();
    answer(&mut state, asked, &[], (true, true));
    assert!(has_line(&screen(&state), &["没有命中"]), "{}", screen(&state));
}

#[test]
fn enter_without_hits_says_no_more_than_is_known() {
    let told = |read: usize| {
        let (mut state, asked) = typed("/ \"公\"");
        state.holdings.read = read;
        answer(&mut state, asked, &[], (true, true));
        type_on(&mut state, "enter");
        state.notice.unwrap().0
    };
    assert_eq!(told(usize::MAX), "没有命中");
    assert_eq!(told(0), "尚无命中,仍在读入年报……");
}

#[test]
fn whoever_types_on_or_leaves_opens_nothing() {
    for keys in ["\"开\"", "backspace", "esc", "down"] {
        let (mut state, first) = typed("/ \"公信\" enter");
        let asked = type_on(&mut state, keys).unwrap_or(first);
        answer(&mut state, asked, &[1], (true, true));
        assert_eq!(opened(&state), None, "{keys}");
    }
}
