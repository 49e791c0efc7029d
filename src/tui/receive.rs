//! What background jobs tell, taken into the state. Answers to old questions are dropped.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::corpus::Corpus;
use crate::model::printable::printable;
use crate::rules::{Checked, Groups};
use crate::tui::action::{Action, View};
use crate::tui::broken::{self, Broken};
use crate::tui::deciding;
use crate::tui::effect::{Answer, Effect};
use crate::tui::exporting;
use crate::tui::filtering::{filtered, sift_again};
use crate::tui::flagged::{self, Count};
use crate::tui::layout::Pane;
use crate::tui::panes::{search, spread, triage};
use crate::tui::renewed;
use crate::tui::session;
use crate::tui::state::{Holdings, Notice, Renewal, Stage, State};
use crate::tui::strings;
use crate::tui::tree::Tree;
use crate::tui::trying;
use crate::tui::update::settle;
use crate::tui::watching::Stir;

/// With fewer hits than this a search runs again while sentences are still being read.
const FEW_HITS: usize = 50;

/// The rule about reports that were published after their limit.
const LATE: &str = "D-LATE";

/// Takes an answer to a question about the corpus with this number; what it says of the reports of an earlier one is
/// dropped.
pub fn receive_of(state: &mut State, edition: u64, answer: Answer) -> Vec<Effect> {
    match answer {
        answer if edition == state.edition => receive(state, answer),
        // It tells where the reports of a corpus are now that is not shown any more.
        Answer::Renewed(_) => {
            state.renewal = Renewal::Due(BTreeSet::new());
            settle(state)
        }
        answer if answer.is_about_reports() => Vec::new(),
        answer => receive(state, answer),
    }
}

/// Takes an answer.
pub fn receive(state: &mut State, answer: Answer) -> Vec<Effect> {
    let mut effects = match answer {
        Answer::Grown(corpus, tree) => {
            grown(state, corpus, *tree);
            sift_again(state)
        }
        Answer::Opened(corpus, tree) => opened(state, corpus, *tree),
        Answer::Findable(Ok(editable)) => vec![Effect::Edit(Arc::new(editable))],
        Answer::Checked(checked, groups) => self::checked(state, checked, groups),
        Answer::Read(reports) => read(state, reports),
        Answer::Found { generation, found, is_all } => {
            state.finder.answer(generation, found, is_all);
            spread::take(state);
            let opens = state.view == View::Search && state.finder.opens_now();
            if opens { search::act(state, Action::Enter) } else { Vec::new() }
        }
        Answer::Damaged(reason) => {
            state.holdings.read = 0;
            state.tell(strings::damaged(&reason));
            vec![Effect::Read(state.holdings.corpus.clone())]
        }
        Answer::Broken(broken, why) => broken::take(state, broken, &why),
        Answer::Recorded(event, written) => deciding::recorded(state, &event, written),
        Answer::Exported(order, written) => exporting::written(state, &order, &written),
        Answer::Heard(news) => deciding::heard(state, news),
        Answer::Compared(events, board) => deciding::compared(state, events, board),
        Answer::Stirred(_) | Answer::Renewed(_) | Answer::Sorted(_) | Answer::Marked(..) => came(state, answer),
        Answer::Sifted(generation, list, admitted) => {
            let sieve = if list == View::Flags { &mut state.flags.sieve } else { &mut state.matrix.sieve };
            if sieve.answer(generation, admitted) {
                filtered(state, list);
            }
            Vec::new()
        }
        other => {
            take_in(state, other);
            Vec::new()
        }
    };
    effects.extend(settle(state));
    effects
}

/// Takes in an answer that asks for nothing more.
fn take_in(state: &mut State, answer: Answer) {
    match answer {
        Answer::Opening(progress) => {
            if matches!(state.holdings.stage, Stage::Opening(_)) {
                state.holdings.stage = Stage::Opening(progress);
            }
        }
        Answer::NotKept(reason) => state.tell(strings::not_kept(&reason)),
        Answer::Stale(name, given_up) => {
            let name = printable(&name);
            state.tell(given_up.map_or_else(|reason| strings::not_kept(&reason), |()| strings::stale(&name)));
        }
        Answer::Loaded(index, shelved) => state.shelf.put(index, shelved),
        Answer::Sourced(index, rows) => state.sources.put(index, rows),
        Answer::Findable(Err(reason)) => state.tell(strings::no_source(&reason)),
        Answer::Checking(done) => {
            if let Stage::Checking(before) = state.holdings.stage {
                state.holdings.stage = Stage::Checking(done.max(before));
            }
        }
        Answer::Measured(figures) => state.holdings.figures.extend(figures),
        Answer::Indexing(done) => state.holdings.indexing = done,
        Answer::Figured(generation, answer) => state.figured.take(generation, answer),
        Answer::Tried(generation, own, others) => trying::answer(state, generation, own, others),
        Answer::Filters(Ok(filters)) => state.filters = filters,
        Answer::Filters(Err(reason)) => state.tell(strings::filter_not_kept(&reason)),
        Answer::Present(others) => state.review.meet(&state.holdings, others),
        // Those that lead to more are taken in by `receive`.
        _ => {}
    }
}

/// Takes what is told of files that come.
fn came(state: &mut State, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Stirred(Stir::Changed(unsettled)) => {
            state.renewal = Renewal::Due(unsettled);
            Vec::new()
        }
        Answer::Stirred(Stir::Broken(why)) => broken::take(state, Broken::Watching, &why),
        Answer::Stirred(Stir::Away) => {
            state.tell(strings::triage::AWAY);
            Vec::new()
        }
        Answer::Stirred(Stir::Silent(reason)) => {
            state.tell(strings::triage::silent(&reason));
            Vec::new()
        }
        Answer::Renewed(anew) => renewed::take(state, *anew),
        Answer::Sorted(sorted) => {
            let aside = (sorted.aside > 0).then(|| strings::triage::aside(sorted.aside));
            if let Some(reason) = sorted.unread.as_ref().or(aside.as_ref()) {
                state.tell(strings::triage::unread(reason));
            }
            state.triage.take(*sorted);
            Vec::new()
        }
        Answer::Marked(marks, is_back, written) => {
            triage::marked(state, marks, (is_back, written));
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn opened(state: &mut State, corpus: Arc<Corpus>, tree: Tree) -> Vec<Effect> {
    grown(state, corpus.clone(), tree);
    state.holdings.stage = Stage::Checking(0);
    state.measured.clear();
    let mut effects = sift_again(state);
    effects.extend(session::take_up_reports(state));
    // What is searched is there sooner than the flags are.
    effects.extend([Effect::Read(corpus.clone()), Effect::Check(corpus)]);
    effects
}

/// Takes in a corpus of which what was there before is the beginning.
fn grown(state: &mut State, corpus: Arc<Corpus>, tree: Tree) {
    let stage = state.holdings.stage;
    let before = std::mem::replace(&mut state.holdings, Holdings::of(corpus, tree, stage));
    let height = state.layout().height(Pane::Matrix);
    state.matrix.open(&state.holdings, &before.tree, height);
    spread::take(state);
}

/// Takes in the flags of a corpus.
pub fn put_flags(holdings: &mut Holdings, checked: Arc<Checked>, groups: Arc<Groups>) {
    holdings.counts = flagged::tally(groups.queued(), holdings.corpus.len());
    holdings.total = holdings.counts.iter().fold(Count::default(), |sum, count| sum.plus(*count));
    let late = checked.briefs().iter().filter(|(_, flag)| flag.rule() == LATE);
    holdings.late = late.map(|(at, _)| at.report).collect();
    holdings.checked = checked;
    holdings.groups = groups;
}

fn checked(state: &mut State, checked: Arc<Checked>, groups: Arc<Groups>) -> Vec<Effect> {
    if let Some((_, reason)) = checked.unreadable.first() {
        state.notice = Some(Notice(strings::unreadable_now(checked.unreadable.len(), reason)));
    }
    put_flags(&mut state.holdings, checked, groups);
    state.hint = None;
    state.beside = None;
    let State { holdings, review, .. } = state;
    holdings.stage = Stage::Ready;
    review.settle(holdings);
    filtered(state, View::Browse);
    filtered(state, View::Flags);
    let mut effects = session::take_up_flags(state);
    deciding::begin(state);
    effects.extend(deciding::compare(state));
    effects.extend(sift_again(state));
    effects
}

fn read(state: &mut State, reports: usize) -> Vec<Effect> {
    state.holdings.read = state.holdings.read.max(reports);
    let done = state.holdings.read >= state.holdings.corpus.len();
    let wants_more = state.view == View::Search && (done || state.finder.hits() < FEW_HITS);
    if wants_more && !state.finder.waits() { search::ask(state) } else { Vec::new() }
}
