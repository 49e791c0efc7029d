//! The triage view: what came in by what it calls for, the entries of a reason, and marks of what was handled.

mod entries;
mod reasons;

use ratatui::layout::Rect;

use crate::model::printable::printable;
use crate::triage::{Detail, Handled, Standing};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::layout::{Layout, Pane};
use crate::tui::paint::{Line, span};
use crate::tui::panes::opened::At;
use crate::tui::panes::report;
use crate::tui::scroll;
use crate::tui::state::{Stage, State};
use crate::tui::strings::{self, triage as said};
use crate::tui::text::field::Field;
use crate::tui::theme::Role;
use crate::tui::triaged::News;

pub use self::entries::draw as draw_entries;
pub use self::reasons::{draw as draw_reasons, draw_usable, title_of_usable};

/// What the verbs mean here.
pub fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let layout = state.layout();
    match action {
        Action::Handle => return handle(state),
        Action::Undo => return take_back(state),
        Action::Enter => enter(state),
        Action::Source => source(state),
        Action::Select | Action::SelectRange => select(state, action),
        Action::ShowHandled => {
            state.triage.shows_handled = !state.triage.shows_handled;
            state.triage.list();
            state.tell(if state.triage.shows_handled { said::SHOWING_HANDLED } else { said::HIDING_HANDLED });
        }
        Action::OnlyNew => {
            state.triage.only_new = !state.triage.only_new;
            state.triage.list();
            state.tell(if state.triage.only_new { said::ONLY_NEW } else { said::ALL });
        }
        Action::Side(steps) => {
            state.triage.focus =
                if steps > 0 && !state.triage.listed.is_empty() { Pane::Entries } else { Pane::Reasons };
        }
        _ => steer(state, action, &layout),
    }
    Vec::new()
}

fn steer(state: &mut State, action: Action, layout: &Layout) {
    let triage = &mut state.triage;
    let of_list = triage.focus == Pane::Entries;
    let (cursor, len) = if of_list { (triage.cursor, triage.listed.len()) } else { (triage.row, triage.rows.len()) };
    let heads = usize::from(if of_list { 0 } else { reasons::HEADS });
    let height = layout.height(triage.focus).saturating_sub(heads).max(1);
    let to = match action {
        Action::Move(steps) => scroll::step(cursor, steps, len),
        Action::Leap(leap) => scroll::leap(cursor, leap, len, height),
        Action::Align(align) => {
            let top = if of_list { &mut triage.top } else { &mut triage.rows_top };
            *top = scroll::aligned(cursor, align, height);
            return;
        }
        _ => return,
    };
    if of_list {
        triage.cursor = to;
    } else if to != triage.row {
        triage.row = to;
        (triage.cursor, triage.top) = (0, 0);
        triage.list();
    }
}

/// Lists the entries of the reason under the cursor; opens the report of an entry, or says why there is none.
fn enter(state: &mut State) {
    if state.triage.focus == Pane::Reasons {
        if state.triage.listed.is_empty() {
            return state.tell(said::NOTHING_LISTED);
        }
        state.triage.focus = Pane::Entries;
        return;
    }
    let Some((entry, _)) = state.triage.at_hand() else { return };
    if let Some(report) = entry.report {
        return report::open(state, report, At::Start);
    }
    let why = entry.detail.as_ref().map(Detail::words_zh).unwrap_or_default();
    let why = format!("{}: {}", printable(&entry.path), printable(&why));
    state.tell(why);
}

/// Shows the source where reading stopped.
fn source(state: &mut State) {
    match state.triage.at_hand().map(|(entry, _)| entry.report) {
        Some(Some(report)) => report::open(state, report, At::Stop),
        Some(None) => enter(state),
        None => state.tell(said::NOTHING_TO_MARK),
    }
}

fn select(state: &mut State, action: Action) {
    if state.triage.at_hand().is_none() {
        return state.tell(said::NOTHING_TO_MARK);
    }
    if action == Action::Select {
        state.triage.select();
    } else if !state.triage.select_range() {
        return state.tell(strings::RANGE_BEGINS);
    }
    let chosen = state.triage.chosen().len();
    state.tell(said::chosen(chosen));
}

/// Marks as handled what is chosen or under the cursor, or takes the mark away; told once it is on the disk.
fn handle(state: &mut State) -> Vec<Effect> {
    let marks = state.triage.marks(&state.review.reviewer.by);
    if marks.is_empty() {
        state.tell(said::NOTHING_TO_MARK);
        return Vec::new();
    }
    vec![Effect::Mark { marks, is_back: false }]
}

fn take_back(state: &mut State) -> Vec<Effect> {
    let marks = state.triage.take_back();
    if marks.is_empty() {
        state.tell(strings::NOTHING_TO_UNDO);
        return Vec::new();
    }
    vec![Effect::Mark { marks, is_back: true }]
}

/// Takes in what became of marks.
pub fn marked(state: &mut State, marks: Vec<Handled>, (is_back, written): (bool, Result<(), String>)) {
    if let Err(reason) = written {
        state.triage.give_up(&marks);
        if is_back {
            // They can be tried again.
            let before = marks.into_iter().map(|mark| Handled { handled: !mark.handled, ..mark });
            state.triage.keep(before.collect());
        }
        return state.tell(said::not_marked(&reason));
    }
    let handled = marks.first().is_some_and(|mark| mark.handled);
    state.triage.mark(&marks);
    if is_back {
        return state.tell(said::taken_back(marks.len()));
    }
    state.tell(said::marked(marks.len(), handled));
    state.triage.keep(marks);
}

/// What the verbs mean while a filter is typed.
pub fn type_in(state: &mut State, action: Action) -> Vec<Effect> {
    let Some((mut field, before)) = state.triage.field.take() else { return Vec::new() };
    match action {
        Action::Enter => return Vec::new(),
        Action::Cancel => narrow(state, &before),
        Action::Edit(edit) => {
            if field.edit(edit) {
                narrow(state, field.text());
            }
            state.triage.field = Some((field, before));
        }
        other => {
            state.triage.field = Some((field, before));
            steer(state, other, &state.layout());
        }
    }
    Vec::new()
}

/// Begins a filter, clears it, or lets in what is from the site at hand only.
pub fn filter(state: &mut State, action: Action) {
    let before = state.triage.filter.clone();
    match action {
        Action::Filter => state.triage.field = Some((Field::new(&before), before)),
        Action::Unfilter => narrow(state, ""),
        _ => {
            let site = state.triage.at_hand().and_then(|(entry, _)| entry.site()).map(str::to_owned);
            match site.filter(|site| !site.contains(char::is_whitespace)) {
                Some(site) if before.split_whitespace().any(|word| word == site) => {}
                Some(site) => narrow(state, format!("{before} {site}").trim()),
                None => state.tell(strings::NOTHING_ALIKE),
            }
        }
    }
}

fn narrow(state: &mut State, words: &str) {
    words.clone_into(&mut state.triage.filter);
    state.triage.list();
}

/// Backs out one level; says whether there was one.
pub fn leave(state: &mut State) -> bool {
    let triage = &mut state.triage;
    if triage.is_selecting() {
        triage.selected.clear();
        triage.range_from = None;
        return true;
    }
    std::mem::replace(&mut triage.focus, Pane::Reasons) == Pane::Entries
}

/// Asks for what came in, once the flags are there, and keeps the cursors on the screen.
pub fn settle(state: &mut State, layout: &Layout) -> Option<Effect> {
    let triage = &mut state.triage;
    if triage.listed.is_empty() && triage.field.is_none() {
        triage.focus = Pane::Reasons;
    }
    let reasons = layout.height(Pane::Reasons).saturating_sub(usize::from(reasons::HEADS)).max(1);
    triage.rows_top = scroll::follow(triage.rows_top, triage.row, reasons, triage.rows.len());
    triage.top = scroll::follow(triage.top, triage.cursor, layout.height(Pane::Entries), triage.listed.len());
    let is_wanted = state.view == crate::tui::action::View::Triage || triage.is_used();
    if state.holdings.stage != Stage::Ready || !is_wanted || !triage.asks(state.edition) {
        return None;
    }
    Some(Effect::Sort { corpus: state.holdings.corpus.clone(), checked: state.holdings.checked.clone() })
}

/// Puts the cursor on the row at a place of a pane; says whether it was there.
pub fn point(state: &mut State, area: Rect, (pane, (_, y)): (Pane, (u16, u16))) -> bool {
    let triage = &mut state.triage;
    let down = usize::from(y.saturating_sub(area.y));
    if pane == Pane::Entries {
        let row = triage.top + down;
        return row < triage.listed.len() && std::mem::replace(&mut triage.cursor, row) == row;
    }
    let row = down.checked_sub(usize::from(reasons::HEADS)).map(|row| triage.rows_top + row);
    let Some(row) = row.filter(|row| pane == Pane::Reasons && *row < triage.rows.len()) else { return false };
    let was_there = std::mem::replace(&mut triage.row, row) == row;
    triage.list();
    was_there
}

/// The title of the overview and of the list.
pub fn title(state: &State, pane: Pane) -> (String, String) {
    let triage = &state.triage;
    let sorted = triage.sorted();
    if pane == Pane::Reasons {
        let since = sorted.record.at.map(|at| said::since(&at.short(), &sorted.overview)).unwrap_or_default();
        return (said::TRIAGE.to_string(), since);
    }
    let Some(row) = triage.rows.get(triage.row) else { return Default::default() };
    let mut right = said::of_all(triage.listed.len(), row.count + row.handled);
    for told in [triage.only_new.then(|| said::ONLY_NEW.to_string()), filtered(state)].into_iter().flatten() {
        right = format!("{told}  {right}");
    }
    (said::listed(row.reason, row.action()), right)
}

fn filtered(state: &State) -> Option<String> {
    let words = state.triage.filter.trim();
    (!words.is_empty()).then(|| said::filtered(words))
}

/// Where the cursor is, for the line under the panes.
pub fn position(state: &State) -> String {
    let triage = &state.triage;
    let (cursor, len) = match triage.focus {
        Pane::Entries => (triage.cursor, triage.listed.len()),
        _ => (triage.row, triage.rows.len()),
    };
    strings::row_of(cursor + usize::from(len > 0), len)
}

/// What the header says at the right.
pub fn counts(state: &State) -> String {
    if state.triage.is_here { said::counts(&state.triage.sorted().overview) } else { state.triage.waiting.to_string() }
}

/// What is known of the entry at hand, in full.
pub fn status(state: &State) -> Line {
    let Some((entry, standing)) = state.triage.at_hand() else { return Vec::new() };
    let mut line = vec![span(format!("{}  ", entry.id), Role::Dim)];
    if state.triage.news(entry, standing) == News::Changed {
        let was = state.triage.was(entry, standing).map(said::was).unwrap_or_default();
        line.push(span(format!("{}{was}  ", said::CHANGED), Role::Warning));
    }
    if let Standing { handled: Some(mark), .. } = standing {
        let told = said::handled_at(&mark.at.short(), mark.by.as_deref(), mark.note.as_deref());
        line.push(span(format!("{told}  "), Role::Good));
    }
    let detail = entry.detail.as_ref().map(Detail::words_zh).unwrap_or_default();
    if !detail.is_empty() {
        line.push(span(format!("{}  ", printable(&detail)), Role::Text));
    }
    let place = entry.origin.url.as_deref().unwrap_or(&entry.path);
    line.push(span(printable(place).into_owned(), Role::Dim));
    line
}
