//! The filters of the lists: begun, typed, put on the list that is shown, and asked about anew.

use crate::config::filters::Keep;
use crate::tui::action::{Action, View};
use crate::tui::effect::{Effect, Question};
use crate::tui::panes::{answer, triage};
use crate::tui::sieve::Sieve;
use crate::tui::state::State;
use crate::tui::strings;
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
    if state.view == View::Figures {
        answer::filter(state, action);
        return Vec::new();
    }
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
    if state.view == View::Figures {
        answer::type_in(state, action);
        return Vec::new();
    }
    if state.view == View::Triage {
        return triage::type_in(state, action);
    }
    if sieve(state).naming().is_some() {
        return type_name(state, action);
    }
    match action {
        Action::Enter => {
            let sieve = sieve(state);
            let text = sieve.field().map(|field| field.text().trim().to_owned());
            let used = text.filter(|text| !text.is_empty() && sieve.error.is_none());
            sieve.finish();
            return used.map(|text| Effect::Keep(Keep::Used(text))).into_iter().collect();
        }
        Action::KeepFilter => {
            let text = sieve(state).field().map(|field| field.text().trim().to_owned()).unwrap_or_default();
            let known = state.filters.name_of(&text).unwrap_or_default().to_owned();
            sieve(state).name(&known);
        }
        Action::RecallFilter => {
            let filters = state.filters.clone();
            let kept: Vec<&str> = filters.all().map(|(_, filter)| filter).collect();
            if let Some(text) = sieve(state).recall(&kept) {
                return sift(state, &text);
            }
            state.tell(strings::NO_FILTER_KEPT);
        }
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

/// What the verbs mean while the name of a filter is typed.
fn type_name(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Enter => {
            let (name, filter) = sieve(state).named().unwrap_or_default();
            if name.is_empty() {
                return Vec::new();
            }
            state.tell(strings::filter_kept(&name, &filter));
            return vec![Effect::Keep(Keep::Named { name, filter })];
        }
        Action::Cancel => _ = sieve(state).named(),
        Action::Edit(edit) => sieve(state).edit_name(edit),
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
    let admitted = matrix.sieve.applied.as_ref().map(|applied| applied.admitted.reports.as_slice());
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
