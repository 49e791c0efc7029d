//! Where the reader has been: back and forward along the jumps, and marks by a letter.

use std::collections::BTreeMap;

use crate::rules::FlagRef;
use crate::tui::action::View;
use crate::tui::panes::compare::Comparing;
use crate::tui::panes::opened::{Opened, Subject};
use crate::tui::state::State;
use crate::tui::strings;

/// Steps that are remembered each way.
const LONGEST: usize = 200;

/// A place that can be returned to.
#[derive(Debug, Clone)]
pub struct Stop {
    pub view: View,
    /// The report of the report view with its cursors.
    pub opened: Option<Opened>,
    /// The reports of the compare view.
    comparing: Option<Comparing>,
    /// What the cursor of a list was on.
    report: Option<usize>,
    flag: Option<FlagRef>,
}

/// The jumps behind and before the reader, and the marks.
#[derive(Debug, Clone, Default)]
pub struct Trail {
    behind: Vec<Stop>,
    before: Vec<Stop>,
    marks: BTreeMap<char, Stop>,
}

impl Trail {
    /// Goes on with another corpus. Stops at what is gone are dropped.
    pub fn renew(
        &mut self,
        opened: &dyn Fn(&Opened) -> Option<Opened>,
        report: &dyn Fn(usize) -> Option<usize>,
        flag: &dyn Fn(FlagRef) -> Option<FlagRef>,
    ) {
        let again = |stop: &Stop| {
            let again = Stop {
                view: stop.view,
                opened: stop.opened.as_ref().and_then(opened),
                comparing: stop.comparing.clone().and_then(|comparing| comparing.moved(report)),
                report: stop.report.and_then(report),
                flag: stop.flag.and_then(flag),
            };
            let is_lost = match stop.view {
                View::Report => again.opened.is_none(),
                View::Compare => again.comparing.is_none(),
                _ => false,
            };
            (!is_lost).then_some(again)
        };
        self.behind = self.behind.iter().filter_map(again).collect();
        self.before = self.before.iter().filter_map(again).collect();
        self.marks = self.marks.iter().filter_map(|(letter, stop)| Some((*letter, again(stop)?))).collect();
    }

    /// The marks with their places.
    pub fn marks(&self) -> impl Iterator<Item = (char, &Stop)> {
        self.marks.iter().map(|(letter, stop)| (*letter, stop))
    }
}

fn here(state: &State) -> Stop {
    let opened = state.opened.as_ref().filter(|_| state.view == View::Report).map(Opened::light);
    let comparing = state.comparing.as_ref().filter(|_| state.view == View::Compare).map(Comparing::light);
    Stop { view: state.view, opened, comparing, report: state.report_at_hand(), flag: state.flag_at_hand() }
}

/// Keeps where the reader is, before a jump.
pub fn remember(state: &mut State) {
    let stop = here(state);
    let trail = &mut state.trail;
    trail.before.clear();
    keep(&mut trail.behind, stop);
}

fn keep(stops: &mut Vec<Stop>, stop: Stop) {
    stops.push(stop);
    if stops.len() > LONGEST {
        stops.remove(0);
    }
}

/// Returns to where the reader came from; says whether there was such a place.
pub fn back(state: &mut State) -> bool {
    let Some(stop) = state.trail.behind.pop() else { return false };
    let from = here(state);
    keep(&mut state.trail.before, from);
    show(state, stop);
    true
}

/// Goes forward again; says whether there was such a place.
pub fn forward(state: &mut State) -> bool {
    let Some(stop) = state.trail.before.pop() else { return false };
    let from = here(state);
    keep(&mut state.trail.behind, from);
    // A list stands where it stood then: on the report or flag that was gone on from.
    let (report, flag) = (stop.report, stop.flag);
    show(state, stop);
    point(state, report, flag);
    true
}

/// Returns to a view that the reader came through; says whether there was one.
pub fn back_to(state: &mut State, view: View) -> bool {
    let Some(at) = state.trail.behind.iter().rposition(|stop| stop.view == view) else { return false };
    state.trail.behind.truncate(at + 1);
    back(state)
}

fn show(state: &mut State, stop: Stop) {
    state.view = stop.view;
    state.zoom = false;
    if stop.opened.is_some() {
        state.opened = stop.opened;
    }
    if stop.comparing.is_some() {
        state.comparing = stop.comparing;
    }
}

/// Puts the cursor of a list on what it was on.
fn point(state: &mut State, report: Option<usize>, flag: Option<FlagRef>) {
    if (state.report_at_hand(), state.flag_at_hand()) == (report, flag) {
        return;
    }
    match (state.view, report, flag) {
        (View::Browse, Some(report), _) => state.matrix.show(&state.holdings, report),
        (View::Flags, _, Some(flag)) => state.flags.show(flag),
        _ => {}
    }
}

/// Puts a mark on the place at hand.
pub fn mark(state: &mut State, letter: char) {
    let stop = here(state);
    state.trail.marks.insert(letter, stop);
    state.tell(strings::marked(letter));
}

/// Goes to a mark.
pub fn to_mark(state: &mut State, letter: char) {
    let Some(stop) = state.trail.marks.get(&letter).cloned() else {
        return state.tell(strings::no_mark(letter));
    };
    remember(state);
    let (report, flag) = (stop.report, stop.flag);
    show(state, stop);
    point(state, report, flag);
}

/// A place in words.
pub fn name(state: &State, stop: &Stop) -> String {
    let report = stop.opened.as_ref().map(|opened| opened.index).or(stop.report);
    let part = stop.opened.as_ref().and_then(|opened| match opened.subject {
        Subject::Part(part) => Some(strings::part(part)),
        _ => None,
    });
    let report = report.map(|report| {
        let year = strings::year_head(state.holdings.year(report));
        let part = part.map(|part| format!(" {part}")).unwrap_or_default();
        format!("{year}{part} {}", state.holdings.name(report))
    });
    let view = match stop.view {
        View::Browse => strings::CORPUS,
        View::Report => strings::REPORT,
        View::Flags => strings::FLAGS,
        View::Search => strings::SEARCH,
        View::Compare => strings::compare::COMPARISON,
        View::Triage => strings::triage::TRIAGE,
        View::Figures => strings::figured::FIGURES,
    };
    report.map_or_else(|| view.to_string(), |report| format!("{view}  {report}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixture::{inspector, press, shown};

    #[test]
    fn forward_undoes_back() {
        let mut inspector = inspector((80, 24));
        press(&mut inspector, "gf j j enter gt3 G");
        let there = shown(&inspector);
        press(&mut inspector, "c-o");
        let list = shown(&inspector);
        assert_ne!(there, list);
        press(&mut inspector, "go");
        assert_eq!(shown(&inspector), there);
        press(&mut inspector, "c-o");
        assert_eq!(shown(&inspector), list);
        // A new jump forgets what was before.
        press(&mut inspector, "enter go");
        assert!(inspector.state.notice.is_some(), "nothing lies before");
    }

    #[test]
    fn marks_lead_back_to_their_row_and_cell() {
        let mut inspector = inspector((160, 45));
        press(&mut inspector, "gf j enter gt3 j j l ma");
        let cell = inspector.state.opened.as_ref().map(|opened| (opened.index, opened.cell));
        press(&mut inspector, "gf G mb gb gg 'a");
        assert_eq!(inspector.state.opened.as_ref().map(|opened| (opened.index, opened.cell)), cell);
        press(&mut inspector, "gf gg 'b");
        let last = shown(&inspector);
        press(&mut inspector, "G");
        assert_eq!(shown(&inspector), last, "the mark was on the last row");
        press(&mut inspector, "'z");
        assert!(inspector.state.notice.is_some(), "no such mark");
        press(&mut inspector, "c-o");
        assert_eq!(inspector.state.view, View::Flags, "a jump to a mark can be taken back");
    }

    #[test]
    fn no_trail_is_longer_than_is_remembered() {
        let mut inspector = inspector((80, 24));
        press(&mut inspector, "ma gf mb");
        for _ in 0..LONGEST {
            press(&mut inspector, "'a 'b");
        }
        assert_eq!(inspector.state.trail.behind.len(), LONGEST);
    }
}
