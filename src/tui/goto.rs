//! Opening at a reference of the command line, as soon as it can be told what it names.

use crate::corpus::reference::{Reference, ReferenceError, resolve};
use crate::model::form::CellId;
use crate::tui::panes::opened::At;
use crate::tui::panes::report;
use crate::tui::state::{Stage, State};
use crate::tui::strings;

/// Goes to the place asked for as soon as it is known; says so when there is none.
pub fn settle(state: &mut State) {
    let Some(text) = state.goto.clone().filter(|_| state.holdings.is_open()) else { return };
    let holdings = &state.holdings;
    match resolve(&text, &holdings.corpus, &|text| holdings.checked.named(text)) {
        Ok(reference) => {
            // The gravest flag of a report is known only once the rules have run.
            if matches!(reference, Reference::Report(_)) && holdings.stage != Stage::Ready {
                return;
            }
            state.goto = None;
            let at = match reference {
                Reference::Report(_) => At::Start,
                Reference::Row(_, row) => {
                    row.cols().first().map_or(At::Start, |first| At::Cell(CellId::new(row, *first)))
                }
                Reference::Cell(_, cell) => At::Cell(cell),
                Reference::Old(_, old) => At::Old(old),
                Reference::Flag(_, nth) => At::Flag(nth),
            };
            state.matrix.show(&state.holdings, reference.report());
            report::open(state, reference.report(), at);
        }
        // It may be a flag, and those are still to come.
        Err(ReferenceError::Unknown(_)) if holdings.stage != Stage::Ready => {}
        Err(error) => {
            state.goto = None;
            state.tell(strings::no_such_place(&error));
            state.goto_failed = Some(error);
        }
    }
}
