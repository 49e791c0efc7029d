//! What is said of a comparison around its panes: the breadcrumb, the counts, the status line.

use crate::compare::Pair;
use crate::tui::paint::{Line, span};
use crate::tui::panes::compare::laid::Spot;
use crate::tui::panes::compare::{Comparing, figures};
use crate::tui::state::State;
use crate::tui::strings;
use crate::tui::strings::compare as said;
use crate::tui::theme::Role;

/// From this width on it is told how many of the differences are cells.
const ROOM_FOR_COUNTS: u16 = 100;

/// The years of the sides.
fn years(state: &State, comparing: &Comparing) -> Pair<Option<u16>> {
    comparing.reports.map(|index| state.holdings.year(index))
}

/// What the sides are called.
pub(super) fn heads(state: &State, comparing: &Comparing) -> Pair<String> {
    said::heads(years(state, comparing))
}

/// The steps of the breadcrumb below the corpus.
pub fn path(state: &State) -> Vec<String> {
    let Some(comparing) = &state.comparing else { return Vec::new() };
    let agencies = comparing.reports.map(|index| state.holdings.tree.agencies.number_of(index));
    let names = comparing.reports.map(|index| state.holdings.name(index));
    // One agency goes by the name it has now.
    let names = if agencies.is_equal() { Pair::new(names.right, names.right) } else { names };
    vec![said::COMPARISON.to_string(), said::sides(names, years(state, comparing))]
}

/// How much differs.
pub fn counts(state: &State) -> String {
    let made = state.comparing.as_ref().and_then(|comparing| comparing.made.as_ref());
    let Some((cells, sentences)) = made.map(|made| made.comparison.differences()) else { return String::new() };
    match cells + sentences {
        0 => said::NO_DIFFERENCE.to_string(),
        // Two names want the room.
        all if state.size.0 < ROOM_FOR_COUNTS => said::difference_of(None, all),
        _ => said::differences(cells, sentences),
    }
}

/// Which difference the cursor is on.
pub fn position(state: &State) -> String {
    let Some(comparing) = &state.comparing else { return String::new() };
    let Some(made) = &comparing.made else { return String::new() };
    let at = comparing.spot().and_then(|spot| made.stops.binary_search(&spot).ok());
    said::difference_of(at, made.stops.len())
}

/// What stands under the cursor, for the status line.
pub fn status(state: &State) -> Line {
    let Some((comparing, made)) = state.comparing.as_ref().and_then(|c| Some((c, c.made.as_ref()?))) else {
        return Vec::new();
    };
    let heads = heads(state, comparing);
    let mut line = Vec::new();
    let spot = comparing.spot();
    if spot.is_some_and(|spot| made.stops.binary_search(&spot).is_ok()) {
        line.push(span(format!("{}  ", position(state)), Role::Accent));
    }
    match spot {
        Some(Spot::Passage(section, number)) => {
            if let Some(passage) = made.passage(section, number).filter(|passage| !passage.is_same()) {
                let there = passage.sentences.each().map(Option::is_some);
                line.push(span(said::passage(there, &heads), Role::Text));
            }
        }
        Some(spot) => line.extend(figures::status(state, made, spot, &heads)),
        None => {}
    }
    line
}

/// Why the comparison cannot be shown yet, or at all.
pub fn failure(state: &State) -> Option<&str> {
    let comparing = state.comparing.as_ref()?;
    let missing = [comparing.reports.left, comparing.reports.right];
    let missing = missing.into_iter().find(|index| state.shelf.report(*index).is_none())?;
    Some(state.shelf.failure(missing).unwrap_or(&strings::LOADING))
}
