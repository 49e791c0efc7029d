//! State changes here and in `receive` only: keys become actions, actions go to the view that is
//! shown, and what remains to be done comes back as effects.

use crate::model::indicator::Indicator;
use crate::rules::{FlagRef, Group, OneFlag, repair};
use crate::tui::action::{Action, Piece, Topic, View};
use crate::tui::alike;
use crate::tui::beside::Beside;
use crate::tui::chain;
use crate::tui::clipboard;
use crate::tui::copying;
use crate::tui::deciding;
use crate::tui::effect::Effect;
use crate::tui::exporting;
use crate::tui::filtering;
use crate::tui::goto;
use crate::tui::key::Key;
use crate::tui::keymap::{Mode, Resolved};
use crate::tui::layout::Pane;
use crate::tui::noting;
use crate::tui::offer;
use crate::tui::outside;
use crate::tui::panes::opened::At;
use crate::tui::panes::overlay::{self, Overlay, Subject};
use crate::tui::panes::palette::{self, List};
use crate::tui::panes::{answer, chooser, compare, flags, matrix, report, search, spread, triage};
use crate::tui::scroll;
use crate::tui::state::{Stage, State, Typed};
use crate::tui::strings;
use crate::tui::text::field::Edit;
use crate::tui::trail;
use crate::tui::trying;

/// Takes a key.
pub fn press(state: &mut State, key: Key) -> Vec<Effect> {
    state.notice = None;
    let mode = state.mode();
    let mut effects = if mode.is_typing() { type_key(state, mode, key) } else { command(state, mode, key.folded()) };
    effects.extend(settle(state));
    effects
}

/// Takes pasted text: into a text field, and nowhere else, since it is no command.
pub fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    if state.mode().is_typing() {
        for c in text.chars().filter(|c| !c.is_control()) {
            // What a full field does not take any more asks for nothing.
            let asked = update(state, Action::Edit(Edit::Insert(c)));
            effects = if asked.is_empty() { effects } else { asked };
        }
    }
    effects.extend(settle(state));
    effects
}

/// Takes a new size of the screen.
pub fn resize(state: &mut State, size: (u16, u16)) -> Vec<Effect> {
    state.size = size;
    settle(state)
}

/// Lays everything out anew after characters turned out to be of another width.
pub fn measure_anew(state: &mut State) -> Vec<Effect> {
    if let Some(opened) = &mut state.opened {
        opened.laid = None;
    }
    settle(state)
}

fn type_key(state: &mut State, mode: Mode, key: Key) -> Vec<Effect> {
    match (state.keymap.resolve(mode, &[key]), key) {
        (Resolved::Action(action), _) => update(state, action),
        (_, Key::Char(c)) => update(state, Action::Edit(Edit::Insert(c))),
        _ => Vec::new(),
    }
}

fn command(state: &mut State, mode: Mode, key: Key) -> Vec<Effect> {
    let started = state.typed != Typed::default();
    if started && key == Key::Esc {
        state.typed = Typed::default();
        return Vec::new();
    }
    if let Some(digit) =
        digit(key).filter(|digit| state.typed.keys.is_empty() && (*digit > 0 || state.typed.count.is_some()))
    {
        let count = state.typed.count.unwrap_or(0);
        state.typed.count = Some(count.saturating_mul(10).saturating_add(digit).min(1_000_000));
        return Vec::new();
    }
    state.typed.keys.push(key);
    match state.keymap.resolve(mode, &state.typed.keys) {
        Resolved::Prefix => Vec::new(),
        Resolved::Action(action) => {
            let count = std::mem::take(&mut state.typed).count;
            update(state, count.map_or(action, |count| action.times(count)))
        }
        Resolved::Unknown => {
            let typed = std::mem::take(&mut state.typed).keys;
            if key.is_ideograph() && !state.told_of_input_method {
                state.told_of_input_method = true;
                state.tell(strings::INPUT_METHOD);
            } else if key != Key::Esc {
                let typed: String = typed.iter().map(|key| key.label()).collect();
                state.tell(strings::no_such_key(&typed));
            }
            Vec::new()
        }
    }
}

fn digit(key: Key) -> Option<u32> {
    match key {
        Key::Char(c) => c.to_digit(10),
        _ => None,
    }
}

/// Does what an action says. The screen is consistent again after `settle`.
pub fn update(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Quit => state.ended = true,
        Action::Suspend => return vec![Effect::Suspend],
        Action::Redraw => return vec![Effect::Redraw],
        Action::OpenInEditor if state.palette.is_none() => return outside::edit(state),
        Action::Plain if state.palette.is_none() => return plain(state),
        Action::Mouse if state.palette.is_none() => return mouse(state),
        _ if state.palette.is_some() => {
            return palette::act(state, action).map_or_else(Vec::new, |action| update(state, action));
        }
        _ if state.chooser.is_some() => chooser::act(state, action),
        Action::Back | Action::Close if state.mode() == Mode::Triage && triage::leave(state) => {}
        Action::Back | Action::Close | Action::Cancel if state.mode() == Mode::Answer && state.figured.leave() => {}
        Action::Figures(topic) if state.view != View::Figures || topic != Topic::Trend => {
            answer::ask(state, topic);
        }
        Action::Close if state.overlay.is_some() || state.mode() != Mode::Spread => close(state),
        _ if state.overlay.is_some() => overlay::act(state, action),
        _ if state.mode() == Mode::Filter => return filtering::type_in(state, action),
        _ if state.mode() == Mode::Trial => return trying::act(state, action),
        _ if state.mode() == Mode::Note => return noting::type_in(state, action),
        _ if state.mode() == Mode::Export => return exporting::type_in(state, action),
        Action::Cancel | Action::Back | Action::Close if state.mode() == Mode::Spread => {
            return spread::act(state, action);
        }
        Action::Copy(piece) => return copy(state, piece),
        Action::Export => exporting::begin(state),
        Action::Undo | Action::Select | Action::SelectRange if state.view == View::Triage => {
            return triage::act(state, action);
        }
        Action::Decide(_)
        | Action::Repeat
        | Action::Undo
        | Action::Redo
        | Action::Note
        | Action::Accept
        | Action::TakeOffer
        | Action::Disputes
        | Action::Select
        | Action::SelectRange => return deciding::act(state, action),
        Action::Try => trying::begin(state),
        Action::Untry => trying::clear(state),
        Action::Cancel => return cancel(state),
        Action::Back => {
            if !trail::back(state) {
                state.tell(strings::NOWHERE_BACK);
            }
        }
        Action::Forward => {
            if !trail::forward(state) {
                state.tell(strings::NOWHERE_FORWARD);
            }
        }
        Action::Mark(letter) => trail::mark(state, letter),
        Action::ToMark(letter) => trail::to_mark(state, letter),
        Action::Reopen => palette::reopen(state),
        Action::Help => palette::open(state, List::Help),
        Action::Commands => palette::open(state, List::Commands),
        Action::Terminal => state.overlay = Some(Overlay { subject: Subject::Terminal, top: 0 }),
        Action::Explain => explain(state),
        Action::View(View::Search) | Action::Search => return search::open(state),
        Action::View(View::Compare) => compare::open(state),
        Action::View(view) => go(state, view),
        Action::Hit(steps) => search::next(state, steps),
        Action::CorpusFlag(steps) => corpus_flag(state, steps),
        Action::Zoom => state.zoom = !state.zoom,
        Action::Alike => return alike::narrow(state),
        Action::Filter | Action::Unfilter => return filtering::of_list(state, action),
        Action::Focus(_) if !matches!(state.view, View::Report | View::Compare) => turn_focus(state),
        _ => return pane(state, action),
    }
    Vec::new()
}

/// What a verb means in the view that is shown.
pub fn pane(state: &mut State, action: Action) -> Vec<Effect> {
    match state.view {
        View::Browse => matrix::act(state, action),
        View::Report => report::act(state, action),
        View::Flags => flags::act(state, action),
        View::Search => search::act(state, action),
        View::Compare => compare::act(state, action),
        View::Triage => triage::act(state, action),
        View::Figures => answer::act(state, action),
    }
}

/// Makes the screen consistent: places that can be found now, cursors inside, reports that are
/// wanted asked for.
pub fn settle(state: &mut State) -> Vec<Effect> {
    goto::settle(state);
    if let Some(topic) = state.opens.take_if(|_| state.holdings.is_open()) {
        answer::ask(state, topic);
    }
    report::arrive(state);
    think(state);
    let layout = state.layout();
    matrix::settle(state, &layout);
    report::settle(state, &layout);
    flags::settle(state, &layout);
    search::settle(state, &layout);
    spread::settle(state, &layout);
    compare::settle(state, &layout);
    let sort = triage::settle(state, &layout).into_iter().chain(answer::settle(state, &layout));
    let sort: Vec<Effect> = sort.collect();
    let wanted = wanted(state, layout.body(Pane::Preview).is_some());
    let unmeasured = unmeasured(state, layout.body(Pane::Preview).is_some());
    let missing = state.shelf.want(&wanted);
    let opened = state.opened.as_ref().filter(|_| state.view == View::Report).map(|opened| opened.index);
    let source = state.sources.want(opened);
    let corpus = || state.holdings.corpus.clone();
    let loads = missing.into_iter().map(|index| Effect::Load(corpus(), index));
    let measure = (!unmeasured.is_empty()).then(|| Effect::Measure(corpus(), unmeasured));
    let is_open = matches!(state.holdings.stage, Stage::Ready | Stage::Unchecked);
    let renew = if is_open { state.renewal.begin() } else { None };
    let renew = renew.map(|unsettled| Effect::Renew(corpus(), unsettled));
    let source = source.map(|index| Effect::Source(corpus(), index));
    let mut effects: Vec<Effect> = loads.chain(source).chain(measure).chain(sort).chain(renew).collect();
    effects.extend(deciding::stand(state));
    effects
}

/// The indicators that the screen shows and nobody has asked for yet.
fn unmeasured(state: &mut State, preview: bool) -> Vec<Indicator> {
    if !state.holdings.is_open() {
        return Vec::new();
    }
    let shown = state.matrix.lens.indicator().filter(|_| state.view == View::Browse);
    let chain = if preview || state.carry_at_hand() { &chain::INDICATORS[..] } else { &[] };
    let wanted = shown.into_iter().chain(chain.iter().copied());
    wanted.collect::<Vec<_>>().into_iter().filter(|indicator| state.measured.insert(*indicator)).collect()
}

/// Finds what may have gone wrong where the flag at hand stands, once for each flag.
fn think(state: &mut State) {
    let at = state.flag_at_hand();
    if state.beside.as_ref().map(|beside| beside.of) != at {
        state.beside = at.map(|at| Beside::find(at, &state.holdings));
    }
    if let Some(beside) = &mut state.beside {
        beside.think(&state.holdings, &state.shelf);
    }
    if state.hint.as_ref().map(|(of, _)| *of) == at {
        return;
    }
    let Some((at, report)) = at.and_then(|at| Some((at, state.shelf.report(at.report)?))) else {
        state.hint = None;
        return;
    };
    let group = state.holdings.groups.of_flag(at);
    let own = group.into_iter().flat_map(Group::flags).filter(|other| other.report == at.report);
    let flags: Vec<OneFlag> = own.filter_map(|other| state.holdings.flag(other)).collect();
    state.hint = Some((at, repair::hint(report, flags.iter().map(|flag| &**flag))));
}

/// The reports that the screen shows something of.
fn wanted(state: &State, preview: bool) -> Vec<usize> {
    match state.view {
        View::Browse => state.report_at_hand().into_iter().filter(|_| preview).collect(),
        View::Compare => {
            state.comparing.iter().flat_map(|comparing| [comparing.reports.left, comparing.reports.right]).collect()
        }
        _ => {
            let others = state.beside.iter().flat_map(Beside::wanted);
            state.report_at_hand().into_iter().chain(others).collect()
        }
    }
}

fn close(state: &mut State) {
    if state.overlay.is_some() {
        state.overlay = None;
    } else if !trail::back(state) {
        state.ended = true;
    }
}

/// Backs out one level: what lies over the view, the zoom, the evidence, the pane, a text field.
fn cancel(state: &mut State) -> Vec<Effect> {
    if state.view == View::Search {
        trail::back(state);
        return Vec::new();
    }
    if state.review.is_selecting() && state.view == View::Flags {
        state.review.deselect();
        return offer::leave(state);
    }
    if state.zoom {
        state.zoom = false;
        return Vec::new();
    }
    match (state.view, &mut state.opened) {
        (View::Report, Some(opened)) if opened.source.is_some() => opened.leave_source(),
        (View::Report, Some(opened)) if opened.shows_evidence() => opened.hide_evidence(),
        (View::Report, Some(opened)) => opened.focus = Pane::Contents,
        (View::Browse, _) => state.matrix.focus = Pane::Matrix,
        (View::Compare, _) => _ = trail::back(state),
        (View::Triage, _) => _ = triage::leave(state),
        _ => state.flags.focus = Pane::List,
    }
    Vec::new()
}

/// Shows another view; one the reader came through is returned to.
fn go(state: &mut State, view: View) {
    if state.view == view {
        return;
    }
    if trail::back_to(state, view) {
        return;
    }
    let report = state.report_at_hand();
    trail::remember(state);
    state.view = view;
    state.zoom = false;
    if let (View::Browse, Some(report)) = (view, report) {
        state.matrix.show(&state.holdings, report);
    }
}

fn copy(state: &mut State, piece: Piece) -> Vec<Effect> {
    match copying::text(state, piece).filter(|text| !text.is_empty()) {
        None => state.tell(strings::NOTHING_TO_COPY),
        Some(text) if text.len() > clipboard::LONGEST => state.tell(strings::too_long(text.len())),
        Some(text) => {
            state.tell(strings::sent(piece, &text));
            return vec![Effect::Copy(text)];
        }
    }
    Vec::new()
}

fn plain(state: &mut State) -> Vec<Effect> {
    match outside::plain(state) {
        Some(text) => return vec![Effect::Print(text)],
        None => state.tell(strings::NO_PLAIN_TEXT),
    }
    Vec::new()
}

fn mouse(state: &mut State) -> Vec<Effect> {
    let on = !state.line.mouse;
    state.line.mouse = on;
    state.tell(if on { strings::MOUSE_ON } else { strings::MOUSE_OFF });
    vec![Effect::Mouse(on)]
}

fn explain(state: &mut State) {
    // In a report the flag that is shown, not one that was visited before.
    let hidden = state.view == View::Report && state.opened.as_ref().is_some_and(|opened| !opened.shows_evidence());
    match state.flag_at_hand().filter(|_| !hidden) {
        Some(flag) => state.overlay = Some(Overlay { subject: Subject::Flag(flag), top: 0 }),
        None => state.tell(strings::NOTHING_TO_EXPLAIN),
    }
}

/// The next or previous flag of the corpus that is to be decided, in the order of the list of flags; once all are
/// decided, any.
fn corpus_flag(state: &mut State, steps: i32) {
    if state.review.is_used() && state.flags.sequence().next().is_some() {
        return match deciding::next_open(state, steps) {
            Some(flag) => at_flag(state, flag),
            None => state.tell(strings::ALL_DECIDED),
        };
    }
    let all: Vec<FlagRef> = state.flags.sequence().collect();
    let at = if state.view == View::Flags { state.flags.flag() } else { state.flag_at_hand() };
    let at = at.and_then(|flag| all.iter().position(|other| *other == flag));
    let Some((next, round)) = scroll::around(at, steps, all.len()) else {
        return state.tell(strings::NO_FLAGS_AT_ALL);
    };
    let Some(flag) = all.get(next).copied() else { return };
    at_flag(state, flag);
    state.tell(if round { strings::WENT_ROUND.to_string() } else { strings::flag_of(Some(next), all.len()) });
}

fn at_flag(state: &mut State, flag: FlagRef) {
    match state.view {
        View::Flags => state.flags.show(flag),
        View::Report => report::replace(state, flag.report, At::Flag(flag.nth)),
        _ => report::open(state, flag.report, At::Flag(flag.nth)),
    }
}

fn turn_focus(state: &mut State) {
    let layout = state.layout();
    let narrow = state.size.0 < 80;
    match state.view {
        View::Browse if layout.body(Pane::Preview).is_some() || state.matrix.preview == Some(true) => {
            let other = if state.matrix.focus == Pane::Matrix { Pane::Preview } else { Pane::Matrix };
            state.matrix.focus = other;
        }
        View::Triage => {
            let steps = if state.triage.focus == Pane::Reasons { 1 } else { -1 };
            _ = triage::act(state, Action::Side(steps));
        }
        View::Search if state.finder.spread_has_keys() => search::leave_spread(state),
        View::Search => state.finder.typing = true,
        View::Flags if narrow || layout.body(Pane::Evidence).is_some() => {
            state.flags.focus = if state.flags.focus == Pane::List { Pane::Evidence } else { Pane::List };
        }
        _ => {}
    }
}
