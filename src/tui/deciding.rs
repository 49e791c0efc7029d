//! What the verbs of a review do: a verdict on what the cursor is on or what is chosen, taken back and taken again.
//! What is decided goes to the journal as an effect; the screen says so once it is on the disk.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use crate::model::printable::printable;
use crate::model::verdict::Verdict;
use crate::review::{Act, Board, Event, Ledger, News, Seen};
use crate::rules::{Brief, Fingerprint, FlagRef, Group};
use crate::tui::action::{Action, View};
use crate::tui::effect::Effect;
use crate::tui::filtering::sift;
use crate::tui::noting;
use crate::tui::offer;
use crate::tui::panes::opened::{At, Opened};
use crate::tui::panes::report;
use crate::tui::reviewing::Status;
use crate::tui::state::{Stage, State};
use crate::tui::strings;
use crate::tui::trail;

/// Does what a verb of a review says.
pub fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let again = state.review.confirm.take();
    match action {
        Action::Decide(verdict) => decide(state, verdict, again),
        Action::Repeat => match state.review.last_decision().map(|(verdict, ..)| verdict) {
            Some(verdict) => decide(state, verdict, again),
            None => told(state, strings::NOTHING_TO_REPEAT.to_string()),
        },
        Action::Undo => take_back(state, true),
        Action::Redo => take_back(state, false),
        Action::Note => noting::note(state),
        Action::Accept => noting::accept(state),
        Action::TakeOffer => offer::take(state),
        Action::Disputes => disputes(state),
        Action::Select => {
            select(state);
            Vec::new()
        }
        Action::SelectRange => {
            select_range(state);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

pub fn told(state: &mut State, words: String) -> Vec<Effect> {
    state.tell(words);
    Vec::new()
}

/// The flags a verb is about: those of the entries that are chosen, else of the entry under the cursor, or that one
/// flag of an unfolded entry.
pub fn targets(state: &State) -> Vec<FlagRef> {
    let of_group = |at: FlagRef| state.holdings.groups.of_flag(at).into_iter().flat_map(Group::flags);
    match state.view {
        View::Flags if state.review.is_selecting() => chosen(state).into_iter().flat_map(of_group).collect(),
        View::Flags => match state.flags.chosen() {
            Some((at, true)) => of_group(at).collect(),
            Some((at, false)) => vec![at],
            None => Vec::new(),
        },
        View::Report => {
            let shown = state.opened.as_ref().is_some_and(Opened::shows_evidence);
            state.flag_at_hand().filter(|_| shown).into_iter().flat_map(of_group).collect()
        }
        _ => Vec::new(),
    }
}

/// The entries that are chosen, with those of a range that is still being drawn.
fn chosen(state: &State) -> Vec<FlagRef> {
    let range = state.review.range_from.map(|from| state.flags.between(from)).unwrap_or_default();
    let mut all: Vec<FlagRef> = state.review.selected.iter().copied().chain(range).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The flags with what a journal keeps of them.
pub fn seen(state: &State, flags: &[FlagRef]) -> Vec<Seen> {
    let of = |at: &FlagRef| {
        let (flag, header) = (state.holdings.flag(*at)?, state.holdings.corpus.header(at.report)?);
        Some(Seen::of(&flag, &header))
    };
    // Copies of one report have flags of one name: one of them tells all.
    let mut met = HashSet::new();
    flags.iter().filter_map(of).filter(|seen| met.insert(seen.fingerprint.clone())).collect()
}

fn decide(state: &mut State, verdict: Verdict, again: Option<Verdict>) -> Vec<Effect> {
    if !state.review.heard {
        return told(state, strings::READING_JOURNALS.to_string());
    }
    let flags = targets(state);
    if flags.is_empty() {
        return told(state, strings::NOTHING_TO_DECIDE.to_string());
    }
    let many = chosen(state).len();
    if state.review.is_selecting() && many > 1 && again != Some(verdict) {
        state.review.confirm = Some(verdict);
        return told(state, strings::press_again(verdict, many));
    }
    // Two who look at one flag at once are not to contradict each other unawares.
    if let Some((other, theirs)) = decided_by_another(state, &flags).filter(|_| again != Some(verdict)) {
        state.review.confirm = Some(verdict);
        return told(state, strings::decided_by(&other, theirs));
    }
    let alone = !state.review.is_selecting();
    let act = Act::Decide { verdict, note: None, flags: seen(state, &flags) };
    let trusted: BTreeSet<&str> = rules_of(state, &flags).filter(|rule| !is_noisy(state, rule)).collect();
    let mut effects = propose(state, act, &flags);
    state.review.deselect();
    effects.extend(offer::leave(state));
    advance(state);
    if let Some(rule) = trusted.into_iter().find(|rule| is_noisy(state, rule)) {
        state.tell(strings::now_noisy(rule, state.review.ledger.counts_of(rule)));
    } else if verdict == Verdict::FalseAlarm && alone {
        offer::make(state, &flags);
    }
    effects
}

fn rules_of(state: &State, flags: &[FlagRef]) -> impl Iterator<Item = &'static str> {
    flags.iter().filter_map(|at| state.holdings.brief(*at)).map(Brief::rule)
}

fn is_noisy(state: &State, rule: &str) -> bool {
    state.review.ledger.counts_of(rule).is_noisy()
}

/// Lists what two decided differently.
fn disputes(state: &mut State) -> Vec<Effect> {
    if state.view != View::Flags {
        trail::remember(state);
        state.view = View::Flags;
    }
    let text = format!("{}:{}", strings::VERDICT_FIELD, strings::DISPUTED);
    sift(state, &text)
}

/// Asks how the verdicts stand to the flags as they are now, once both are there.
pub fn compare(state: &State) -> Option<Effect> {
    let State { review, holdings, .. } = state;
    let is_ready = holdings.stage == Stage::Ready && review.heard && review.is_used();
    is_ready.then(|| Effect::Compare {
        corpus: holdings.corpus.clone(),
        checked: holdings.checked.clone(),
        ledger: Arc::new(review.ledger.clone()),
    })
}

/// Takes in how the verdicts stand to the flags. What was decided meanwhile was decided on the flags as they are: an
/// answer that does not know of it is asked for again.
pub fn compared(state: &mut State, events: usize, board: Board) -> Vec<Effect> {
    let State { review, holdings, .. } = state;
    if events != review.ledger.len() {
        return compare(state).into_iter().collect();
    }
    review.compare(holdings, board);
    Vec::new()
}

/// Who else has decided on the first of some flags, where this reviewer has not.
fn decided_by_another(state: &State, flags: &[FlagRef]) -> Option<(String, Verdict)> {
    let name = state.holdings.brief(*flags.first()?)?.name();
    let standing = state.review.standing(name)?;
    let own = standing.opinions.iter().any(|opinion| opinion.by == state.review.reviewer.by);
    let latest = standing.latest;
    (!own && latest.verdict.decides()).then(|| (latest.by.to_owned(), latest.verdict))
}

/// Takes an act into the ledger and sends it to be written.
pub fn propose(state: &mut State, act: Act, flags: &[FlagRef]) -> Vec<Effect> {
    let State { review, holdings, .. } = state;
    let event = review.event(act);
    review.propose(holdings, event.clone(), flags);
    vec![Effect::Record(Box::new(event))]
}

/// Goes to the next entry that is open: below, then from the top, then among those that were skipped.
fn advance(state: &mut State) {
    match state.view {
        View::Flags => {
            let State { flags, review, holdings, .. } = state;
            let group = |at: FlagRef| holdings.groups.number_of(at);
            let open = |at: FlagRef| review.of_group(group(at));
            // What somebody else is looking at is theirs, as long as there is anything else.
            let next = flags.next_where(|at| open(at).is_open() && review.other_at(group(at)).is_none());
            let next = next.or_else(|| flags.next_where(|at| open(at) == Status::Skipped));
            let next = next.or_else(|| flags.next_where(|at| open(at).is_open()));
            match next {
                Some(at) => flags.show(at),
                None => state.tell(strings::ALL_DECIDED),
            }
        }
        View::Report => match next_open(state, 1) {
            Some(at) => report::replace(state, at.report, At::Flag(at.nth)),
            None => state.tell(strings::ALL_DECIDED),
        },
        _ => {}
    }
}

/// Puts the cursor on an entry that is open, once at the start of a review: where it stood, or the next one.
pub fn begin(state: &mut State) {
    if state.holdings.stage != Stage::Ready || !state.review.begins() || state.line.keys > 0 {
        return;
    }
    let State { flags, review, holdings, .. } = state;
    let group = |at: FlagRef| holdings.groups.number_of(at);
    let open = |at: FlagRef| review.of_group(group(at)).is_open();
    let free = |at: FlagRef| open(at) && review.other_at(group(at)).is_none();
    if !flags.at_hand().is_some_and(free)
        && let Some(at) = flags.next_where(free).or_else(|| flags.next_where(open))
    {
        flags.show(at);
    }
}

/// The next or previous flag of the list that stands for an entry that is open, from the one at hand on and round.
pub fn next_open(state: &State, steps: i32) -> Option<FlagRef> {
    let all: Vec<FlagRef> = state.flags.heads().collect();
    let group = |at: FlagRef| state.holdings.groups.number_of(at);
    let here = state.flag_at_hand().and_then(group);
    let start = all.iter().position(|at| here.is_some() && group(*at) == here);
    let open = |at: &FlagRef| state.review.of_group(group(*at)).is_open();
    let free = |at: &FlagRef| open(at) && state.review.other_at(group(*at)).is_none();
    let (before, after) = all.split_at(start.unwrap_or(0));
    let after = after.get(usize::from(start.is_some())..).unwrap_or_default();
    if steps >= 0 {
        let mut ahead = after.iter().chain(before).copied();
        ahead.clone().find(free).or_else(|| ahead.find(open))
    } else {
        let mut behind = before.iter().rev().chain(after.iter().rev()).copied();
        behind.clone().find(free).or_else(|| behind.find(open))
    }
}

/// Tells other reviewers which flag is looked at here, where that is another one than they know of.
pub fn stand(state: &mut State) -> Option<Effect> {
    if !state.review.is_at_work() {
        return None;
    }
    let is_hidden = state.view == View::Report && !state.opened.as_ref().is_some_and(Opened::shows_evidence);
    let at = state.flag_at_hand().filter(|_| !is_hidden);
    let head = at.and_then(|at| state.holdings.groups.of_flag(at)).and_then(Group::queued).or(at);
    let name = head.and_then(|at| state.holdings.brief(at)).map(Brief::name);
    (state.review.told_of != name).then(|| {
        state.review.told_of = name;
        Effect::Stand(name)
    })
}

fn take_back(state: &mut State, undo: bool) -> Vec<Effect> {
    let reviewer = &state.review.reviewer;
    let (by, session) = (reviewer.by.as_str(), reviewer.session.as_str());
    let ledger = &state.review.ledger;
    let found = if undo { ledger.undoable(by, session) } else { ledger.redoable(by, session) };
    let Some(event) = found.cloned() else {
        let words = if undo { strings::NOTHING_TO_UNDO } else { strings::NOTHING_TO_REDO };
        return told(state, words.to_string());
    };
    let of = event.id.clone();
    let act = if undo { Act::Undo { of } } else { Act::Redo { of } };
    let names: HashSet<Fingerprint> = event.act.fingerprints().map(Fingerprint::of).collect();
    let flags: Vec<FlagRef> = state
        .holdings
        .checked
        .briefs()
        .iter()
        .filter(|(_, flag)| names.contains(&flag.name()))
        .map(|(at, _)| at)
        .collect();
    let mut effects = propose(state, act, &flags);
    if matches!(event.act, Act::Accept { .. }) {
        known_anew(state);
    }
    show(state, &flags);
    state.tell(strings::taken_back(&event, undo));
    effects.extend(compare(state));
    effects
}

/// Puts the cursor on the first of some flags.
fn show(state: &mut State, flags: &[FlagRef]) {
    let Some(at) = flags.first().copied() else { return };
    let head = state.holdings.groups.of_flag(at).and_then(Group::queued).unwrap_or(at);
    match state.view {
        View::Flags => state.flags.show(head),
        View::Report => report::replace(state, at.report, At::Flag(at.nth)),
        _ => {}
    }
}

/// Lists anew after what is known has changed.
pub fn known_anew(state: &mut State) {
    let State { review, holdings, flags, .. } = state;
    review.settle(holdings);
    flags.regroup(holdings, review);
}

fn select(state: &mut State) {
    let State { flags, review, .. } = state;
    let heads = match (flags.chosen(), flags.heading_at_cursor()) {
        (Some((at, _)), _) => vec![flags.head_of(at).unwrap_or(at)],
        (None, Some((_, heads))) => heads,
        (None, None) => Vec::new(),
    };
    let all = heads.iter().all(|head| review.selected.contains(head));
    for head in heads {
        if all { _ = review.selected.remove(&head) } else { _ = review.selected.insert(head) }
    }
    flags.step_down();
    let chosen = review.selected.len();
    state.tell(strings::chosen(chosen));
}

/// Begins a range of entries at the cursor, or ends it there.
fn select_range(state: &mut State) {
    if let Some(from) = state.review.range_from.take() {
        let range = state.flags.between(from);
        state.review.selected.extend(range);
        return state.tell(strings::chosen(state.review.selected.len()));
    }
    match state.flags.at_hand() {
        Some(at) => {
            state.review.range_from = Some(state.flags.head_of(at).unwrap_or(at));
            state.tell(strings::RANGE_BEGINS);
        }
        None => state.tell(strings::NOTHING_TO_DECIDE),
    }
}

/// Takes in what became of an event that was to be written.
pub fn recorded(state: &mut State, event: &Event, written: Result<Option<String>, String>) -> Vec<Effect> {
    let State { review, holdings, .. } = state;
    let flags = review.settle_event(holdings, event, written.is_ok());
    if let Ok(Some(place)) = &written {
        state.tell(strings::elsewhere(&printable(place)));
    }
    if let Err(reason) = written {
        if matches!(event.act, Act::Accept { .. }) {
            known_anew(state);
        }
        show(state, &flags);
        state.tell(strings::not_recorded(&reason));
    }
    Vec::new()
}

/// Takes in what the journals say: at first all of it, later what others decided meanwhile. What this session wrote
/// comes back from its own journal and is no news: the list stays as it is under the cursor.
pub fn heard(state: &mut State, news: News) -> Vec<Effect> {
    let State { review, holdings, .. } = state;
    let News { events, aside, anew, .. } = news;
    if anew {
        review.ledger = Ledger::default();
    }
    let fresh: Vec<Act> =
        events.iter().filter(|event| !review.ledger.has(&event.id)).map(|event| event.act.clone()).collect();
    review.ledger.extend(events);
    let about: Vec<&Act> = fresh.iter().filter_map(|act| review.ledger.subject(act)).collect();
    let regroups = anew || about.iter().any(|act| matches!(act, Act::Accept { .. }));
    let names = about.iter().flat_map(|act| act.fingerprints()).map(Fingerprint::of).collect();
    if regroups {
        known_anew(state);
    } else {
        review.touch_named(holdings, &names);
    }
    let first = !std::mem::replace(&mut state.review.heard, true);
    begin(state);
    if !aside.is_empty() {
        state.tell(strings::set_aside(aside.len()));
    }
    let taken_back = fresh.iter().any(|act| matches!(act, Act::Undo { .. } | Act::Redo { .. }));
    if first || anew || taken_back { compare(state).into_iter().collect() } else { Vec::new() }
}
