//! What a copy command takes from the place under the cursor: values and tables as a spreadsheet
//! takes them, places as the command line takes them, words with where they come from, numbers
//! of persons in them masked.

use std::borrow::Cow;

use crate::corpus::link::Link;
use crate::model::printable::printable;
use crate::model::report::Report;
use crate::model::sentence::sentences;
use crate::model::spreadsheet::{guarded, is_figure};
use crate::rules::{FlagRef, OneFlag, masked, masked_within};
use crate::tui::action::{Piece, View};
use crate::tui::grid::{Grid, GridRow};
use crate::tui::layout::Pane;
use crate::tui::page::{self, Words};
use crate::tui::panes::answer;
use crate::tui::panes::compare::{figures, wording};
use crate::tui::panes::opened::Opened;
use crate::tui::state::State;
use crate::tui::strings;

/// The text of a piece at the place under the cursor; `None` where there is no such thing. Whatever the source has in
/// it, wherever it is pasted it is text, and never a formula.
pub fn text(state: &State, piece: Piece) -> Option<String> {
    let piece = if piece == Piece::Smart { smart(state) } else { piece };
    let text = exact(state, piece)?;
    let is_address = matches!(piece, Piece::Place | Piece::Link | Piece::Command);
    Some(if is_address { printable(&text).into_owned() } else { cells(&text) })
}

/// What is pasted into a spreadsheet falls into cells, a line a row, and none of them may be a formula.
fn cells(text: &str) -> String {
    fn field(text: &str) -> Cow<'_, str> {
        if is_figure(text) { Cow::Borrowed(text) } else { guarded(text) }
    }
    let row = |line: &str| line.split('\t').map(field).collect::<Vec<_>>().join("\t");
    text.split('\n').map(row).collect::<Vec<_>>().join("\n")
}

fn exact(state: &State, piece: Piece) -> Option<String> {
    match piece {
        Piece::Smart => exact(state, smart(state)),
        Piece::Cell => cell(state),
        Piece::Row => row(state),
        Piece::Table => table(state),
        Piece::Place => quoted_place(state),
        Piece::Link => link(state),
        Piece::Evidence => evidence(state),
        Piece::Source => source(state),
        Piece::Quotation if state.view == View::Figures => answer::cited(state),
        Piece::Quotation => quotation(state),
        Piece::Command => answer::command(state),
    }
}

/// What is most likely wanted: what the cursor is on.
fn smart(state: &State) -> Piece {
    match (state.view, state.focus()) {
        (View::Report, Pane::Table) | (View::Figures, _) => Piece::Cell,
        (View::Compare, Pane::Wording) | (View::Report, Pane::Text) | (View::Search, _) => Piece::Quotation,
        (View::Compare, _) => Piece::Row,
        (View::Flags, _) | (View::Report, Pane::Evidence) => Piece::Evidence,
        (View::Report, Pane::Contents) if state.flag_at_hand().is_some() => Piece::Evidence,
        _ => Piece::Place,
    }
}

/// The grid under the cursor with the number of its row and column.
fn at_grid(state: &State) -> Option<(&Report, Grid, (usize, usize))> {
    let (opened, report) = state.opened.as_ref().zip(state.report()).filter(|_| state.view == View::Report)?;
    Some((report, opened.grid(report, opened.table(report)?), opened.cell))
}

fn cell(state: &State) -> Option<String> {
    if state.view == View::Figures {
        return answer::value(state);
    }
    let (report, grid, (row, column)) = at_grid(state)?;
    Some(value(report, grid.rows.get(row)?, column))
}

/// A value as the source prints it, where it was read; the number, where it was cut out of others.
fn value(report: &Report, row: &GridRow, column: usize) -> String {
    let cell = row.cells.get(column).and_then(|place| place.cell(report));
    let of_cell = |cell: &crate::model::cell::Cell| match cell.value {
        Some(value) => value.to_string(),
        None => cell.raw.as_deref().unwrap_or_default().trim().to_owned(),
    };
    // One line and one cell, whatever the source has in it.
    cell.map(of_cell).unwrap_or_default().replace(['\t', '\n', '\r'], " ")
}

fn tabbed(report: &Report, row: &GridRow) -> String {
    let label = format!("{}{}", row.number, row.long);
    let values = (0..row.cells.len()).map(|column| value(report, row, column));
    std::iter::once(label).chain(row.unit.clone()).chain(values).collect::<Vec<_>>().join("\t")
}

fn row(state: &State) -> Option<String> {
    if state.view == View::Figures {
        return answer::tabbed(state, false);
    }
    if state.view == View::Compare {
        return figures::tabbed(state, false);
    }
    let (report, grid, (row, _)) = at_grid(state)?;
    Some(tabbed(report, grid.rows.get(row)?))
}

fn table(state: &State) -> Option<String> {
    if state.view == View::Figures {
        return answer::tabbed(state, true);
    }
    if state.view == View::Compare {
        return figures::tabbed(state, true);
    }
    let (report, grid, _) = at_grid(state)?;
    let mut lines = Vec::new();
    if let (true, Some(heads)) = (grid.frozen, grid.heads.first()) {
        let unit = (grid.unit > 0).then(|| strings::UNIT.to_string());
        let names = heads.heads.iter().map(|[upper, lower]| format!("{upper}{lower}"));
        lines.push(std::iter::once(heads.caption.clone()).chain(unit).chain(names).collect::<Vec<_>>().join("\t"));
    }
    lines.extend(grid.rows.iter().map(|row| tabbed(report, row)));
    Some(lines.join("\n"))
}

/// A place in words: `ID`, `ID t3.new_received.total`, or a flag's fingerprint.
pub(super) fn place(state: &State) -> Option<String> {
    let (id, address) = parts_of_place(state)?;
    Some(address.map_or_else(|| id.clone(), |address| format!("{id} {address}")))
}

/// The same as a shell takes it: an id may be anything.
fn quoted_place(state: &State) -> Option<String> {
    let (id, address) = parts_of_place(state)?;
    let id = printable(&id).into_owned();
    let id = shlex::try_quote(&id).map_or_else(|_| id.clone(), Cow::into_owned);
    Some(address.map_or_else(|| id.clone(), |address| format!("{id} {address}")))
}

/// An id or a fingerprint, and the address of a cell.
fn parts_of_place(state: &State) -> Option<(String, Option<String>)> {
    if state.view == View::Flags {
        return Some((flag(state)?.1.fingerprint.clone(), None));
    }
    if let Some((entry, _)) = state.triage.at_hand().filter(|_| state.view == View::Triage) {
        return Some((entry.id.clone(), None));
    }
    let id = state.holdings.corpus.header(state.report_at_hand()?)?.id;
    let address = at_grid(state)
        .filter(|_| state.focus() == Pane::Table)
        .and_then(|(report, grid, (row, column))| Some(grid.rows.get(row)?.cells.get(column)?.address(report)));
    Some((id.to_owned(), address))
}

/// The place as a link that others open: of a flag where its evidence is before the reader.
fn link(state: &State) -> Option<String> {
    let shown = state.view == View::Report && state.opened.as_ref().is_some_and(Opened::shows_evidence);
    if let Some((_, flag)) = flag(state).filter(|_| shown && state.focus() != Pane::Table) {
        return Some(Link::Flag(flag.fingerprint.clone()).to_string());
    }
    let link = match parts_of_place(state)? {
        (id, Some(place)) => Link::Place(id, place),
        (fingerprint, None) if state.view == View::Flags => Link::Flag(fingerprint),
        (id, None) => Link::Report(id),
    };
    Some(link.to_string())
}

fn flag(state: &State) -> Option<(FlagRef, OneFlag)> {
    let at = state.flag_at_hand()?;
    Some((at, state.holdings.flag(at)?))
}

fn evidence(state: &State) -> Option<String> {
    let (at, flag) = flag(state)?;
    let mut lines = vec![title(state, at.report), strings::rule_head(&flag), strings::message(&flag).to_owned()];
    lines.push(strings::expected_found(&flag.expected, &flag.found));
    lines.extend(flag.evidence.iter().map(|piece| strings::piece(piece).trim().to_owned()));
    lines.extend(flag.basis.map(|basis| strings::basis(Some(basis))));
    lines.push(strings::fingerprint(&flag.fingerprint));
    lines.extend(whence(state, at.report));
    lines.retain(|line| !line.is_empty());
    Some(lines.join("\n"))
}

/// `云河县财政局2021年政府信息公开工作年度报告`.
fn title(state: &State, report: usize) -> String {
    strings::full_title(state.holdings.name(report), state.holdings.year(report))
}

/// The address of the page with the day it was crawled; the path of the file where there is none.
fn whence(state: &State, report: usize) -> Option<String> {
    let source = &state.shelf.report(report)?.source;
    let address = source.url.as_deref().unwrap_or(&source.path);
    Some(strings::crawled_from(address, source.crawled.as_deref()))
}

fn source(state: &State) -> Option<String> {
    // What could not be read has an address all the same.
    if let Some((entry, _)) = state.triage.at_hand().filter(|_| state.view == View::Triage) {
        return Some(entry.origin.url.clone().unwrap_or_else(|| entry.path.clone()));
    }
    whence(state, state.report_at_hand()?)
}

/// The words under the cursor in quotation marks, with the report, the section and the page they are
/// from.
fn quotation(state: &State) -> Option<String> {
    let (report, section, words) = match state.view {
        View::Search => {
            let hit = state.finder.hit()?;
            (hit.report, hit.section.map(|key| key.number().to_owned()), hit.text.clone())
        }
        View::Report => {
            let opened = state.opened.as_ref()?;
            let (section, words) = sentence(state.report()?, opened.page.lines.get(opened.line)?, &opened.page)?;
            (opened.index, section, words)
        }
        View::Flags => {
            let (at, flag) = flag(state)?;
            (at.report, None, flag.evidence.iter().find_map(|piece| piece.quote.clone())?)
        }
        View::Compare => return wording::quoted(state),
        View::Browse | View::Triage | View::Figures => return None,
    };
    let words = masked(words);
    Some(strings::quotation(words.trim(), &title(state, report), section.as_deref(), whence(state, report).as_deref()))
}

/// The sentence that a line of the text begins in.
fn sentence(report: &Report, line: &page::PageLine, page: &page::Page) -> Option<(Option<String>, String)> {
    let Words::Block(place) = page.paragraphs.get(line.paragraph)? else { return None };
    let text = &page::block(report, place)?.text;
    let range = sentences(text).into_iter().find(|range| range.contains(&line.range.start))?;
    let section = report.sections.get(place.section).and_then(|section| section.number.clone());
    Some((section, masked_within(text.get(range)?, text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Selection;
    use crate::tui::fixture::{corpus_of, press, reports};
    use crate::tui::headless::Headless;
    use crate::tui::work::Works;

    /// A piece of the fixture, opened at a place, after keys.
    fn copied(place: Option<&str>, keys: &str, piece: Piece) -> Option<String> {
        let place = place.map(str::to_owned);
        let mut inspector = Headless::open(corpus_of(&reports()), Works::default(), (160, 45), View::Browse, place);
        press(&mut inspector, keys);
        text(&inspector.state, piece)
    }

    const CELL: Option<&str> = Some("baisha21 t3.new_received.total");

    #[test]
    fn values_and_tables_as_spreadsheets_take_them() {
        assert_eq!(copied(CELL, "", Piece::Cell).as_deref(), Some("118"));
        assert_eq!(copied(CELL, "", Piece::Smart).as_deref(), Some("118"));
        let row = copied(CELL, "", Piece::Row).unwrap();
        assert!(row.ends_with("\t96\t15\t1\t3\t2\t1\t118"), "{row}");
        let table = copied(CELL, "", Piece::Table).unwrap();
        let columns: Vec<usize> = table.lines().map(|line| line.split('\t').count()).collect();
        assert!(columns.len() > 20 && columns.iter().all(|count| *count == 8), "{columns:?}");
        assert!(table.contains(&row));
        // A blank is no zero.
        let partial = table.lines().find(|line| line.contains("部分公开")).unwrap();
        assert!(partial.ends_with("\t\t0\t0\t0\t0\t0\t"), "{partial}");
        assert_eq!(copied(None, "j", Piece::Cell), None);
    }

    #[test]
    fn places_as_the_command_line_takes_them() {
        assert_eq!(copied(CELL, "", Piece::Place).as_deref(), CELL);
        let link = copied(CELL, "", Piece::Link);
        assert_eq!(link, CELL.map(|cell| format!("jianbao://{}", cell.replace(' ', "/"))));
        let flag = copied(None, "g f j", Piece::Place).unwrap();
        assert_eq!(copied(None, "g f j", Piece::Link), Some(format!("jianbao://flag/{flag}")));
        assert_eq!(copied(None, "g f j enter", Piece::Link), Some(format!("jianbao://flag/{flag}")));
        let shown = copied(None, "g f j", Piece::Evidence).unwrap();
        assert!(shown.contains(&flag), "{shown}");
    }

    #[test]
    fn an_id_that_a_shell_would_run_is_quoted() {
        let mut all = reports();
        all.truncate(1);
        all[0].id = "a b;$(touch x)".into();
        // Of a flag the link would be one to the flag.
        let works = Works::of(Selection::parse(&["D-LATE".to_owned()], &[]).unwrap());
        let mut inspector = Headless::open(corpus_of(&all), works, (160, 45), View::Browse, None);
        press(&mut inspector, "j j enter");
        assert_eq!(text(&inspector.state, Piece::Place).as_deref(), Some("'a b;$(touch x)'"));
        let link = text(&inspector.state, Piece::Link).unwrap();
        assert_eq!(Link::read(&link), Some(Ok(Link::Report("a b;$(touch x)".into()))), "{link}");
    }

    #[test]
    fn words_with_where_they_come_from() {
        let quoted = copied(None, "/ \"82条\" enter", Piece::Quotation).unwrap();
        let source = "——云河县人民政府2020年政府信息公开工作年度报告,第一部分,county20.txt";
        assert!(quoted.starts_with('“') && quoted.ends_with(&format!("”{source}")), "{quoted}");
        let evidence = copied(None, "g f j", Piece::Smart).unwrap();
        assert!(evidence.lines().count() >= 5, "{evidence}");
        assert_eq!(copied(None, "j", Piece::Quotation), None);
    }
}
