//! Opening at a reference of the command line, as soon as it can be told what it names.

use crate::corpus::reference::{Reference, ReferenceError, resolve};
use crate::model::form::CellId;
use crate::tui::page::TextPlace;
use crate::tui::panes::opened::At;
use crate::tui::panes::report;
use crate::tui::state::{Holdings, State};
use crate::tui::strings;

/// Goes to the place asked for as soon as it is known; says so when there is none.
pub fn settle(state: &mut State) {
    let Some(text) = state.goto.clone().filter(|_| state.holdings.is_open()) else { return };
    let holdings = &state.holdings;
    match resolve(&text, &holdings.corpus, &|text| holdings.checked.named(text)) {
        Ok(reference) => {
            // The gravest flag of a report is known only once the rules have run.
            if matches!(reference, Reference::Report(_)) && !holdings.stage.is_last() {
                return;
            }
            state.goto = None;
            let at = match reference {
                Reference::Report(_) => At::Start,
                Reference::Section(report, section) => section_at(&state.holdings, report, section),
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
        Err(ReferenceError::Unknown(_)) if !holdings.stage.is_last() => {}
        Err(error) => {
            state.goto = None;
            state.tell(strings::no_such_place(&error));
            state.goto_failed = Some(error);
        }
    }
}

/// The first paragraph of a section, or the first cell of its table.
fn section_at(holdings: &Holdings, report: usize, section: usize) -> At {
    let Ok(held) = holdings.corpus.report(report) else { return At::Start };
    let found = held.sections.get(section);
    if found.is_some_and(|found| !found.blocks.is_empty()) {
        return At::Text(TextPlace { section, block: 0, range: 0..0 });
    }
    let table = found.and_then(|found| held.form?.table(found.key?.table()?));
    table.and_then(|table| table.cells().next()).map_or(At::Start, At::Cell)
}
