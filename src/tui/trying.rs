//! Numbers tried in cells of the report on the screen: the field they are typed in, the report as it
//! would be, and what that does to its flags and to those of other years. Nothing is written.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::cell::Number;
use crate::model::flag::Flag;
use crate::model::form::CellId;
use crate::model::report::Report;
use crate::model::width::narrow;
use crate::rules::{Difference, Trial};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::layout::Pane;
use crate::tui::panes::opened::Opened;
use crate::tui::state::{Holdings, State};
use crate::tui::strings;
use crate::tui::text::field::Field;

/// Rules look so many years around, and a name that more reports share is hardly that of one agency.
const YEARS_BESIDE: u16 = 2;
const MOST_BESIDE: usize = 24;

/// A trial that is on.
#[derive(Debug, Clone)]
pub struct Trying {
    pub cells: Trial,
    /// The report with the tried numbers in their cells.
    pub report: Arc<Report>,
    /// What becomes of the flags, once the rules have run.
    pub difference: Option<Difference>,
    /// What becomes of those of other years of the agency, by the number of their report.
    pub elsewhere: Vec<(usize, Difference)>,
    /// The question to which `difference` will be the answer.
    asked: u64,
}

impl Trying {
    /// What a tried cell shows: `?117`, `?-` for no value; `None` for other cells.
    pub fn shown(&self, cell: CellId) -> Option<String> {
        self.cells.get(cell).map(strings::tried)
    }

    /// Whether a flag of the report is gone by the trial.
    pub fn is_gone(&self, flag: &Flag) -> bool {
        self.difference.as_ref().is_some_and(|difference| difference.gone.contains(&flag.fingerprint))
    }

    /// A flag as the trial tells it: with the numbers that would stand in its cells.
    pub fn retold(&self, flag: &Flag) -> Flag {
        let changed = self.difference.iter().flat_map(|difference| &difference.changed);
        let mut told = changed.into_iter().find(|other| other.fingerprint == flag.fingerprint).unwrap_or(flag).clone();
        for piece in told.evidence.iter_mut().filter(|piece| piece.report.is_none()) {
            if let Some(cell) = piece.cell.and_then(|id| self.report.tables.cell(id)) {
                (piece.value, piece.how) = (cell.value, cell.how);
            }
        }
        told
    }
}

/// The field a number is typed in, and the cell it is for.
#[derive(Debug, Clone)]
pub struct TrialField {
    pub cell: CellId,
    pub field: Field,
}

/// Opens the field for the cell under the cursor of the table.
pub fn begin(state: &mut State) {
    let cell = state.opened.as_ref().zip(state.report()).and_then(|(opened, report)| opened.cell_in_focus(report));
    match (cell, &mut state.opened) {
        (Some(cell), Some(opened)) => opened.trial_field = Some(TrialField { cell, field: Field::default() }),
        _ => state.tell(strings::NO_CELL_TO_TRY),
    }
}

/// What the verbs mean while the number is typed.
pub fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(opened) = &mut state.opened else { return Vec::new() };
    let Some(typed) = &mut opened.trial_field else { return Vec::new() };
    match action {
        Action::Edit(edit) => _ = typed.field.edit(edit),
        Action::Cancel => opened.trial_field = None,
        Action::Enter => {
            let Ok(value) = number(typed.field.text()) else {
                state.tell(strings::NO_NUMBER);
                return Vec::new();
            };
            let cell = typed.cell;
            opened.trial_field = None;
            return put(state, cell, value);
        }
        _ => {}
    }
    Vec::new()
}

/// A text that is no number of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct NoNumber;

/// The number a text says: nothing and `-` are no value.
fn number(text: &str) -> Result<Option<Number>, NoNumber> {
    let text: String = text.chars().map(narrow).filter(|c| !c.is_whitespace() && *c != ',').collect();
    match text.as_str() {
        "" | "-" | "—" => Ok(None),
        text => Number::parse(text).map(Some).ok_or(NoNumber),
    }
}

/// Tries a number in a cell; the number that stands there ends the trial of the cell.
fn put(state: &mut State, cell: CellId, value: Option<Number>) -> Vec<Effect> {
    let State { opened: Some(opened), shelf, .. } = state else { return Vec::new() };
    let Some(report) = shelf.report(opened.index) else { return Vec::new() };
    let mut cells = opened.trying.as_ref().map_or_else(Trial::default, |trying| trying.cells.clone());
    if report.tables.cell(cell).is_some_and(|own| own.value == value && value.is_some()) {
        cells.take(cell);
    } else {
        cells.put(cell, value);
    }
    if cells.is_empty() {
        opened.trying = None;
        return Vec::new();
    }
    opened.evidence_top = 0;
    ask(state, cells)
}

/// Asks again what was tried, of a corpus that was read anew.
pub fn again(state: &mut State) -> Vec<Effect> {
    let tried = state.opened.as_ref().and_then(|opened| opened.trying.as_ref());
    tried.map(|trying| trying.cells.clone()).map_or_else(Vec::new, |cells| ask(state, cells))
}

/// Asks what becomes of the flags of the open report with these numbers.
fn ask(state: &mut State, cells: Trial) -> Vec<Effect> {
    let generation = state.next_generation();
    let State { opened: Some(opened), shelf, holdings, .. } = state else { return Vec::new() };
    let Some(report) = shelf.report(opened.index) else { return Vec::new() };
    let tried = Arc::new(cells.apply(report));
    opened.trying = Some(Trying {
        cells: cells.clone(),
        report: tried,
        difference: None,
        elsewhere: Vec::new(),
        asked: generation,
    });
    let corpus = holdings.corpus.clone();
    vec![Effect::Try {
        generation,
        corpus,
        report: opened.index,
        beside: years_beside(holdings, opened.index),
        trial: cells,
    }]
}

/// The reports of the same agency from the years around a report, which rules compare it with.
fn years_beside(holdings: &Holdings, report: usize) -> Vec<usize> {
    let reports = holdings.tree.agencies.of(report).map_or(&[][..], |agency| &agency.reports);
    let year = holdings.year(report);
    let near = |other: &usize| {
        let distance = holdings.year(*other).zip(year).map(|(a, b)| a.abs_diff(b));
        *other != report && distance.is_some_and(|years| years <= YEARS_BESIDE)
    };
    reports.iter().copied().filter(near).take(MOST_BESIDE).collect()
}

/// Ends the trial.
pub fn clear(state: &mut State) {
    let ended = state.opened.as_mut().and_then(|opened| {
        if opened.focus == Pane::Evidence && !opened.shows_evidence() {
            opened.focus = Pane::Table;
        }
        opened.trying.take()
    });
    state.tell(if ended.is_some() { strings::TRIAL_CLEARED } else { strings::NOTHING_TRIED });
}

/// Takes what a trial does to the flags; late answers are dropped.
pub fn answer(state: &mut State, generation: u64, own: Difference, mut others: Vec<(usize, Difference)>) {
    let State { opened: Some(Opened { trying: Some(trying), .. }), holdings, .. } = state else { return };
    if trying.asked == generation {
        // Beside fewer reports than the corpus has, a rule may have seen less than on the whole of it.
        for (report, difference) in &mut others {
            let flags = holdings.checked.flags(*report);
            let known: BTreeSet<&str> = flags.iter().map(|flag| flag.fingerprint.as_str()).collect();
            difference.gone.retain(|name| known.contains(name.as_str()));
            difference.come.retain(|flag| !known.contains(flag.fingerprint.as_str()));
        }
        others.retain(|(_, difference)| *difference != Difference::default());
        others.sort_by_key(|(report, _)| (holdings.year(*report), *report));
        trying.difference = Some(own);
        trying.elsewhere = others;
    }
}

/// What the numbers do is not to be found out: they are tried no more.
pub fn fail(state: &mut State, generation: u64) {
    if let Some(opened) = &mut state.opened {
        opened.trying.take_if(|trying| trying.asked == generation);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_they_are_typed() {
        let check = |text: &str, expected: Option<Option<&str>>| {
            let expected = expected.map(|value| value.and_then(Number::parse));
            assert_eq!(number(text), expected.ok_or(NoNumber), "{text:?}");
        };
        check("117", Some(Some("117")));
        check(" １１７ ", Some(Some("117")));
        check("1,117.5", Some(Some("1117.5")));
        check("-6", Some(Some("-6")));
        for nothing in ["", "-", " ", "—", "－"] {
            check(nothing, Some(None));
        }
        for no_number in ["十", "1e3", "1.", "--", "1234567890123456789"] {
            check(no_number, None);
        }
    }
}
