//! A corpus that is shown while it is read: what it has so far can be walked through, and what the user
//! did with it stays while it grows.

use std::sync::Arc;

use crate::corpus::Corpus;
use crate::model::report::Report;
use crate::tui::action::View;
use crate::tui::draw::{canvas, draw};
use crate::tui::dump;
use crate::tui::effect::{Answer, Effect};
use crate::tui::fixture::{assert_lines_are_as_wide, corpus_of, has_line, report};
use crate::tui::key::script;
use crate::tui::receive::receive;
use crate::tui::state::State;
use crate::tui::theme::Theme;
use crate::tui::tree::Tree;
use crate::tui::update::press;
use crate::tui::{Depth, Named};

const SIZE: (u16, u16) = (100, 24);

/// Agencies of several counties, each in two years, the counties mixed as a crawl brings them.
fn reports() -> Vec<Report> {
    let of = |number: usize| {
        let (county, office, year) = (number % 7, number / 14, 2020 + u16::try_from(number / 7 % 2).unwrap());
        let name = format!("第{office}局");
        let place = ["云河省", "青石市", &format!("第{county}县")];
        report(&format!("r{number:03}"), Some(&name), place, Some(year))
    };
    (0..210).map(of).collect()
}

fn screen(state: &State) -> String {
    let mut buffer = canvas(state);
    draw(state, &Theme::new(Named::Terminal, Depth::None), &mut buffer);
    let text = dump::text(&buffer);
    assert_lines_are_as_wide(&text, state.size, "growing");
    text
}

fn keys(state: &mut State, keys: &str) {
    script(keys).unwrap().into_iter().for_each(|key| drop(press(state, key)));
}

fn grow(state: &mut State, corpus: Corpus, whole: bool) -> Vec<Effect> {
    let tree = Box::new(Tree::build(&corpus));
    let corpus = Arc::new(corpus);
    receive(state, if whole { Answer::Opened(corpus, tree) } else { Answer::Grown(corpus, tree) })
}

/// The name of the agency or region under the cursor, and its year.
fn under_cursor(state: &State) -> (String, Option<u16>) {
    let tree = &state.holdings.tree;
    let label = state.matrix.node().map(|node| tree.nodes[node].label.clone()).unwrap_or_default();
    (label, state.matrix.year_column().and_then(|column| tree.years[column]))
}

#[test]
fn what_is_there_can_be_walked_through_while_the_rest_comes() {
    let all = reports();
    let mut state = State::new(SIZE, View::Browse, None);
    assert!(grow(&mut state, corpus_of(&all[..20]), false).is_empty(), "nothing is checked before all is there");
    assert!(has_line(&screen(&state), &["正在打开年报库", "已有 20 份"]), "{}", screen(&state));
    // Folds everything, opens one county alone and goes to a year of its second agency.
    keys(&mut state, "z M l j l j j l");
    let (at, report) = (under_cursor(&state), state.report_at_hand());
    assert!(report.is_some(), "{at:?}");
    for len in [60, 133, 209] {
        grow(&mut state, corpus_of(&all[..len]), false);
        assert_eq!((under_cursor(&state), state.report_at_hand()), (at.clone(), report), "{len} reports");
    }
    let shown = screen(&state);
    let effects = grow(&mut state, corpus_of(&all), true);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Check(_))), "now the rules run");
    assert_eq!((under_cursor(&state), state.report_at_hand()), (at, report));
    assert_eq!(screen(&state).lines().count(), shown.lines().count());
    // Enter opens the report the cursor was on all the time.
    keys(&mut state, "enter");
    assert_eq!(state.opened.as_ref().map(|opened| Some(opened.index)), Some(report));
}

#[test]
fn a_report_that_is_read_stays_open_while_the_corpus_grows() {
    let all = reports();
    let mut state = State::new(SIZE, View::Browse, None);
    grow(&mut state, corpus_of(&all[..30]), false);
    keys(&mut state, "j j j j enter");
    let opened = state.opened.as_ref().map(|opened| opened.index);
    assert!(opened.is_some() && state.view == View::Report);
    grow(&mut state, corpus_of(&all), true);
    assert_eq!((state.opened.as_ref().map(|opened| opened.index), state.view), (opened, View::Report));
}

#[test]
fn who_has_not_moved_sees_what_opening_at_once_shows() {
    let all = reports();
    let mut growing = State::new(SIZE, View::Browse, None);
    for len in [1, 8, 90] {
        grow(&mut growing, corpus_of(&all[..len]), false);
    }
    grow(&mut growing, corpus_of(&all), true);
    let mut at_once = State::new(SIZE, View::Browse, None);
    grow(&mut at_once, corpus_of(&all), true);
    assert_eq!(screen(&growing), screen(&at_once));
}
