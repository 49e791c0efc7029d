//! The report view: opening reports, and what the verbs mean there. Its panes draw themselves in
//! `contents`, `table`, `text` and `evidence`.

use std::sync::Arc;

use ratatui::layout::Rect;

use crate::model::report::Report;
use crate::tui::action::{Action, View};
use crate::tui::chain;
use crate::tui::effect::Effect;
use crate::tui::layout::{Layout, Pane};
use crate::tui::panes::evidence::Aside;
use crate::tui::panes::opened::{At, Opened};
use crate::tui::panes::reading::{Outcome, Reading};
use crate::tui::panes::source::{self, SourceView};
use crate::tui::panes::{contents, evidence, table, text};
use crate::tui::source::rows::Rows;
use crate::tui::state::State;
use crate::tui::strings;
use crate::tui::trail;

/// The report with what is tried in it.
fn tried(opened: &Opened) -> Option<Arc<Report>> {
    opened.trying.as_ref().map(|trying| Arc::clone(&trying.report))
}

/// Opens a report; `back` returns to where the reader is now.
pub fn open(state: &mut State, index: usize, at: At) {
    trail::remember(state);
    replace(state, index, at);
}

/// Shows another report in place of this one.
pub fn replace(state: &mut State, index: usize, at: At) {
    let source = state.opened.as_ref().filter(|_| state.view == View::Report).is_some_and(|old| old.source.is_some());
    let mut opened = Opened::new(index, at);
    opened.arrangement = state.opened.as_ref().map(|old| old.arrangement).unwrap_or_default();
    if source {
        opened.source = Some(SourceView::new(Pane::Contents, None));
        opened.focus = Pane::Source;
    }
    state.opened = Some(opened);
    state.view = View::Report;
    state.zoom = false;
}

/// What the verbs mean here.
pub fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if let Action::Year(steps) = action {
        year(state, steps);
        return Vec::new();
    }
    let layout = state.layout();
    let State { opened: Some(opened), holdings, shelf, sources, .. } = state else { return Vec::new() };
    let tried = tried(opened);
    let Some(report) = shelf.report(opened.index).map(|held| tried.as_deref().unwrap_or(held)) else {
        return Vec::new();
    };
    let outcome = holdings.checked.outcome(opened.index);
    let (flags, unevaluable) = (outcome.flags.as_slice(), outcome.unevaluable.as_slice());
    let rows = sources.rows(opened.index);
    let mut reading = Reading { unevaluable, opened, report, flags, rows, layout: &layout };
    let outcome = reading.act(action);
    follow_up(state, outcome);
    Vec::new()
}

/// Puts the cursor on what stands at a place of a pane; says whether it was there.
pub fn point(state: &mut State, area: Rect, (pane, at): (Pane, (u16, u16))) -> bool {
    read(state, |reading| reading.point(area, pane, at)).unwrap_or(false)
}

/// The byte of the source that the cursor is at: in the source its row, else where what it is on stands.
pub fn byte_at_hand(state: &mut State) -> Option<usize> {
    read(state, |reading| {
        let row = reading.opened.source.as_ref().filter(|_| reading.opened.focus == Pane::Source);
        let row =
            row.map(|view| view.shown.filter(|at| view.row.contains(&at.start)).map_or(view.row.start, |at| at.start));
        row.or_else(|| reading.place_at_hand().map(|at| at.start))
    })?
}

/// Does something with the report on the screen, once it is here.
fn read<T>(state: &mut State, what: impl FnOnce(&mut Reading<'_>) -> T) -> Option<T> {
    let layout = state.layout();
    let State { opened: Some(opened), holdings, shelf, sources, .. } = state else { return None };
    let tried = tried(opened);
    let report = shelf.report(opened.index).map(|held| tried.as_deref().unwrap_or(held))?;
    let outcome = holdings.checked.outcome(opened.index);
    let (flags, unevaluable) = (outcome.flags.as_slice(), outcome.unevaluable.as_slice());
    let rows = sources.rows(opened.index);
    Some(what(&mut Reading { unevaluable, opened, report, flags, rows, layout: &layout }))
}

fn follow_up(state: &mut State, outcome: Outcome) {
    match outcome {
        Outcome::Done => {}
        Outcome::Tell(text) => state.tell(text),
        Outcome::Chain(cell) => {
            let from = state.opened.as_ref().map(|opened| opened.index);
            match from.and_then(|from| chain::other_end(&state.holdings, from, cell)) {
                Some((report, cell)) => open(state, report, At::Cell(cell)),
                None => state.tell(strings::NO_OTHER_END),
            }
        }
        Outcome::Elsewhere(evidence) => {
            let id = evidence.report.unwrap_or_default();
            let found = state.holdings.corpus.headers().position(|header| header.id == id);
            match found {
                Some(index) => open(state, index, evidence.cell.map_or(At::Start, At::Cell)),
                None => state.tell(strings::no_such_report(&id)),
            }
        }
    }
}

fn year(state: &mut State, steps: i32) {
    let Some(opened) = &state.opened else { return };
    match state.holdings.tree.agencies.neighbour(opened.index, steps) {
        Some(other) => {
            let same = opened.same(state.shelf.report(opened.index));
            let zoom = state.zoom;
            replace(state, other, At::Same(same));
            state.zoom = zoom;
        }
        None => state.tell(strings::NO_OTHER_YEAR),
    }
}

/// Goes where the reader asked to be, once the report is here. What the screen shows may change by
/// that, so the layout is made after it.
pub fn arrive(state: &mut State) {
    let layout = state.layout();
    let State { opened: Some(opened), holdings, shelf, sources, view: View::Report, .. } = state else { return };
    let tried = tried(opened);
    let Some(report) = shelf.report(opened.index).map(|held| tried.as_deref().unwrap_or(held)) else { return };
    let outcome = holdings.checked.outcome(opened.index);
    let (flags, unevaluable) = (outcome.flags.as_slice(), outcome.unevaluable.as_slice());
    let rows = sources.rows(opened.index);
    opened.unevaluable = unevaluable.len();
    opened.marks = text::marks(report, flags);
    opened.flag = opened.flag.filter(|flag| *flag < flags.len());
    let mut reading = Reading { opened, report, flags, unevaluable, rows, layout: &layout };
    if let Some(at) = reading.opened.want.take() {
        reading.go(at);
        reading.lay();
        reading.follow();
    }
    reading.read_source();
    if !reading.opened.panes(report).contains(&reading.opened.focus) {
        reading.opened.focus = Pane::Contents;
    }
}

/// Puts cursors inside and lays the text out.
pub fn settle(state: &mut State, layout: &Layout) {
    let State { opened: Some(opened), holdings, shelf, sources, hint, beside, review, view: View::Report, .. } = state
    else {
        return;
    };
    let tried = tried(opened);
    let Some(report) = shelf.report(opened.index).map(|held| tried.as_deref().unwrap_or(held)) else { return };
    let outcome = holdings.checked.outcome(opened.index);
    let (flags, unevaluable) = (outcome.flags.as_slice(), outcome.unevaluable.as_slice());
    let rows = sources.rows(opened.index);
    let mut reading = Reading { opened, report, flags, unevaluable, rows, layout };
    reading.lay();
    contents::settle(reading.opened, report, flags, layout);
    table::settle(reading.opened, report, layout);
    text::settle(reading.opened, layout);
    settle_source(reading.opened, rows, layout);
    let mut top = reading.opened.evidence_top;
    evidence::settle(&mut top, layout, || {
        let width = layout.body(Pane::Evidence).map_or(60, |body| body.width);
        let (hint, beside) = (hint.as_ref().map(|(_, hint)| hint), beside.as_ref());
        let aside = Aside { holdings, shelf, rows, hint, beside, review, width: usize::from(width) };
        evidence::of_report(reading.opened, report, flags, &aside).len()
    });
    reading.opened.evidence_top = top;
}

/// Keeps the keys on a pane that is on the screen while the source covers others, and its cursor inside.
fn settle_source(opened: &mut Opened, rows: Option<&Rows>, layout: &Layout) {
    let Some(view) = &mut opened.source else { return };
    if layout.body(opened.focus).is_none() {
        view.back = opened.focus;
        opened.focus = Pane::Source;
    }
    if let Some(rows) = rows {
        source::settle(view, rows, layout);
    }
}
