//! Jobs that broke off by a fault of the program: the user is told, and what they were to answer is marked as missing,
//! so that nothing is waited for without end. Everything else goes on.

use crate::corpus::{Corpus, NoSource};
use crate::tui::action::View;
use crate::tui::effect::{Answer, Effect};
use crate::tui::exporting::Refusal;
use crate::tui::receive::receive;
use crate::tui::shelf::Shelved;
use crate::tui::state::{Renewal, Stage, State};
use crate::tui::strings;
use crate::tui::trying;

/// What broke off.
#[derive(Debug)]
pub enum Broken {
    /// The work of an effect.
    Job(Box<Effect>),
    Opening,
    /// The watching of the files: nothing is read anew from now on.
    Watching,
    /// The journals of others are not heard any more.
    Following,
}

impl Broken {
    /// Whether it speaks of reports by their numbers, which are others in another corpus.
    pub fn is_about_reports(&self) -> bool {
        let Self::Job(effect) = self else { return false };
        !matches!(
            **effect,
            Effect::Record(_) | Effect::Keep(_) | Effect::Export(_) | Effect::Mark { .. } | Effect::Renew(..)
        )
    }
}

/// Takes in that something broke off, and why.
pub fn take(state: &mut State, broken: Broken, why: &str) -> Vec<Effect> {
    let told = strings::broken(&broken, why);
    let effects = match broken {
        Broken::Job(effect) => failed(state, *effect, &told),
        Broken::Opening => {
            if !state.holdings.is_open() {
                state.holdings.stage = Stage::Unopened;
            }
            Vec::new()
        }
        Broken::Watching | Broken::Following => Vec::new(),
    };
    state.tell(told);
    effects
}

/// Answers in place of a job where its answer can say that there is none.
fn failed(state: &mut State, effect: Effect, told: &str) -> Vec<Effect> {
    let reason = told.to_owned();
    let answer = match effect {
        Effect::Load(_, index) => Answer::Loaded(index, Shelved::Failed(reason)),
        Effect::Source(corpus, index) => Answer::Sourced(index, Err(unreadable(&corpus, index, reason))),
        Effect::Find(corpus, index, _) => Answer::Findable(Err(unreadable(&corpus, index, reason))),
        Effect::Figure { generation, .. } => Answer::Figured(generation, Err(reason)),
        Effect::Record(event) => Answer::Recorded(event, Err(reason)),
        Effect::Keep(_) => Answer::Filters(Err(reason)),
        Effect::Export(order) => Answer::Exported(order, Err(Refusal::Failed(reason))),
        Effect::Mark { marks, is_back } => Answer::Marked(marks, is_back, Err(reason)),
        other => {
            missing(state, &other, told);
            return Vec::new();
        }
    };
    receive(state, answer)
}

fn unreadable(corpus: &Corpus, index: usize, reason: String) -> NoSource {
    let path = corpus.header(index).map_or("", |header| header.path).to_owned();
    NoSource::Unreadable { path, reason }
}

/// Marks what a job was to find out as not to be had.
fn missing(state: &mut State, effect: &Effect, told: &str) {
    match effect {
        Effect::Check(_) => state.holdings.stage = Stage::Unchecked,
        Effect::Read(_) => state.holdings.unread = true,
        Effect::Search(question, _) => state.finder.fail(question.generation, told),
        Effect::Sift(question, View::Flags) => state.flags.sieve.fail(question.generation, told),
        Effect::Sift(question, _) => state.matrix.sieve.fail(question.generation, told),
        Effect::Try { generation, .. } => trying::fail(state, *generation),
        Effect::Sort { .. } => state.triage.waiting = strings::NOT_SORTED,
        // What is shown stays; the next change is read anew again.
        Effect::Renew(..) => state.renewal = Renewal::None,
        _ => {}
    }
}

#[cfg(test)]
mod tests;
