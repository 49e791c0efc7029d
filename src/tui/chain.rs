//! The chain of 结转: what a report carries out should be what the next year's carries in. Only years that
//! follow each other are held together.

use crate::model::form::{CellId, Row};
use crate::model::indicator::Indicator;
use crate::tui::paint::{Line, Span, span};
use crate::tui::state::Holdings;
use crate::tui::strings;
use crate::tui::theme::Role;

/// The indicators it is made of.
pub const INDICATORS: [Indicator; 2] = [Indicator::CarriedIn, Indicator::CarriedOut];

/// Whether a cell is one end of a link.
pub fn is_end(cell: CellId) -> bool {
    matches!(cell.row, Row::CarriedIn | Row::CarriedOut)
}

/// The first report of each year of the agency of a report, in the order of years.
fn years(holdings: &Holdings, report: usize) -> Vec<(u16, usize)> {
    let agency = holdings.tree.agencies.of(report);
    let reports = agency.map_or(&[][..], |agency| &agency.reports);
    let mut years: Vec<(u16, usize)> = Vec::new();
    for report in reports {
        let Some(year) = holdings.year(*report) else { continue };
        if years.last().is_none_or(|(last, _)| *last != year) {
            years.push((year, *report));
        }
    }
    years
}

/// The report and cell at the other end of the link that begins in a cell; `None` where the corpus has no
/// report of that year.
pub fn other_end(holdings: &Holdings, report: usize, cell: CellId) -> Option<(usize, CellId)> {
    let year = holdings.year(report)?;
    let (other, row) = match cell.row {
        Row::CarriedIn => (year.checked_sub(1)?, Row::CarriedOut),
        Row::CarriedOut => (year.checked_add(1)?, Row::CarriedIn),
        _ => return None,
    };
    let (_, found) = years(holdings, report).into_iter().find(|(year, _)| *year == other)?;
    Some((found, CellId::new(row, cell.col)))
}

/// The chain on one line: `结转 2019 4=4 2020 6!=5 2021`; nothing for an agency with one year, or while the
/// figures are not known.
pub fn line(holdings: &Holdings, report: usize) -> Line {
    let years = years(holdings, report);
    let figures = |indicator| holdings.figures.get(&indicator);
    let (Some(inward), Some(outward)) = (figures(Indicator::CarriedIn), figures(Indicator::CarriedOut)) else {
        return Line::new();
    };
    if years.len() < 2 {
        return Line::new();
    }
    let mut line = vec![span(strings::CHAIN, Role::Dim)];
    let mut last: Option<(u16, usize)> = None;
    for (year, at) in years {
        match last {
            Some((before, from)) if before.checked_add(1) == Some(year) => {
                let out = outward.get(from).and_then(|figure| figure.part);
                let into = inward.get(at).and_then(|figure| figure.part);
                line.push(link(out, into));
            }
            Some(_) => line.push(span(" | ", Role::Dim)),
            None => {}
        }
        let role = if holdings.year(report) == Some(year) { Role::Strong } else { Role::Dim };
        line.push(span(format!("{year:04}"), role));
        last = Some((year, at));
    }
    line
}

fn link(out: Option<u32>, into: Option<u32>) -> Span {
    let number = |n: Option<u32>| n.map_or_else(|| strings::CELL_UNKNOWN.to_owned(), |n| n.to_string());
    let (sign, role) = match (out, into) {
        (Some(out), Some(into)) if out == into => ("=", Role::Text),
        (Some(_), Some(_)) => ("!=", Role::Error),
        _ => ("?", Role::Dim),
    };
    span(format!(" {}{sign}{} ", number(out), number(into)), role)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixture::{inspector, press, shown};
    use crate::tui::state::State;

    fn text(state: &State, report: usize) -> String {
        line(&state.holdings, report).into_iter().map(|span| span.text).collect()
    }

    #[test]
    fn every_year_is_held_against_the_next() {
        let mut inspector = inspector((160, 45));
        press(&mut inspector, "gf enter gt3 G");
        let report = inspector.state.opened.as_ref().unwrap().index;
        let told = text(&inspector.state, report);
        assert!(told.contains("2020 0!=6 2021"), "{told}");
        assert!(shown(&inspector).contains(&told), "under the table");
    }

    #[test]
    fn enter_goes_to_the_other_end_and_back_returns() {
        let mut inspector = inspector((80, 24));
        let at = |inspector: &crate::tui::headless::Headless| {
            let state = &inspector.state;
            let (opened, report) = (state.opened.as_ref().unwrap(), state.report().unwrap());
            (state.holdings.year(opened.index).unwrap(), opened.cell_in_focus(report).unwrap())
        };
        press(&mut inspector, "gf enter gt3 gg j h");
        let (year, cell) = at(&inspector);
        assert_eq!((year, cell.row), (2021, Row::CarriedIn));
        press(&mut inspector, "enter");
        assert_eq!(at(&inspector), (2020, CellId::new(Row::CarriedOut, cell.col)));
        press(&mut inspector, "c-o");
        assert_eq!(at(&inspector), (year, cell));
        press(&mut inspector, "G enter");
        assert_eq!(at(&inspector).0, year, "there is no report of the next year");
        assert!(inspector.state.notice.is_some());
    }

    #[test]
    fn a_link_needs_both_ends() {
        let text = |out, into| link(out, into).text;
        assert_eq!((text(Some(4), Some(4)), text(Some(4), Some(5))), (" 4=4 ".to_owned(), " 4!=5 ".to_owned()));
        assert_eq!(text(None, Some(5)), " _?5 ");
    }
}
