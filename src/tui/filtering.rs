//! The filters of the lists: begun, typed, put on the list that is shown, and asked about anew.

use crate::tui::action::{Action, View};
use crate::tui::effect::{Effect, Question};
use crate::tui::panes::triage;
use crate::tui::sieve::Sieve;
use crate::tui::state::State;
use crate::tui::update;

/// The filter of the list on the screen.
pub fn sieve(state: &mut State) -> &mut Sieve {
    match state.view {
        View::Flags => &mut state.flags.sieve,
        _ => &mut state.matrix.sieve,
    }
}

/// A filter is begun or cleared.
pub fn of_list(state: &mut State, action: Action) -> Vec<Effect> {
    if state.view == View::Triage {
        triage::filter(state, action);
        return Vec::new();
    }
    if action == Action::Filter {
        sieve(state).begin();
        return Vec::new();
    }
    sift(state, "")
}

/// What the verbs mean while a filter is typed.
pub fn type_in(state: &mut State, action: Action) -> Vec<Effect> {
    if state.view == View::Triage {
        return triage::type_in(state, action);
    }
    match action {
        Action::Enter => sieve(state).finish(),
        Action::Cancel => {
            let before = sieve(state).abandon();
            return sift(state, &before);
        }
        Action::Edit(edit) => {
            if let Some(text) = sieve(state).edit(edit) {
                return sift(state, &text);
            }
        }
        Action::Move(_) | Action::Leap(_) => return update::pane(state, action),
        _ => {}
    }
    Vec::new()
}

/// Puts a filter on the list on the screen.
pub fn sift(state: &mut State, text: &str) -> Vec<Effect> {
    let list = state.view;
    let generation = state.next_generation();
    let query = sieve(state).set(text, generation);
    let (corpus, checked) = (state.holdings.corpus.clone(), state.holdings.checked.clone());
    if let Some(query) = query {
        let reviewed = state.review.for_query(&query);
        let news = state.holdings.news.clone();
        let question = Question { generation, query, corpus, checked, reviewed, news, by_report: false };
        return vec![Effect::Sift(question, list)];
    }
    if text.trim().is_empty() {
        filtered(state, list);
    }
    Vec::new()
}

/// Lists anew what a filter lets in.
pub fn filtered(state: &mut State, list: View) {
    let State { holdings, flags, matrix, review, .. } = state;
    if list == View::Flags {
        return flags.regroup(holdings, review);
    }
    let admitted = matrix.sieve.applied.as_ref().map(|applied| applied.reports.as_slice());
    holdings.tree.tally(&holdings.counts, &holdings.late, admitted);
    matrix.refold(holdings);
}

/// Asks anew about a filter that is on, when the flags it looks at have changed.
pub fn sift_again(state: &mut State) -> Vec<Effect> {
    let shown = state.view;
    let mut effects = Vec::new();
    for list in [View::Browse, View::Flags] {
        state.view = list;
        let text = sieve(state).wanted().to_owned();
        if !text.is_empty() {
            effects.extend(sift(state, &text));
        }
    }
    state.view = shown;
    effects
}
