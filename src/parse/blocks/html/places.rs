//! Every place of a report that was read from the shown text, led back to the source of the page.

use crate::model::cell::{Cell, How};
use crate::model::note::{Note, NoteCode};
use crate::model::report::{Block, Grid, Report, Span};
use crate::parse::blocks::html::view::View;

/// Leads all places of a report back.
pub fn lead_back(report: &mut Report, view: &View) {
    for section in &mut report.sections {
        lead(&mut section.at, view);
        section.blocks.iter_mut().for_each(|block| lead_block(block, view));
    }
    report.tables.cells.values_mut().for_each(|cell| lead_cell(cell, view));
    for row in &mut report.tables.old {
        lead_cell(&mut row.cell, view);
        row.cumulative.iter_mut().for_each(|cell| lead_cell(cell, view));
    }
    report.grids.iter_mut().for_each(|grid| lead_grid(grid, view));
    report.dates.iter_mut().for_each(|date| lead(&mut date.at, view));
    report.notes.iter_mut().for_each(|note| lead(&mut note.at, view));
}

/// Takes back numbers whose digits stand on both sides of text that the page does not show there: no
/// reader of the source would take them for one.
pub fn refuse_hidden(report: &mut Report, view: &View, source: &str) {
    let hides = |cell: &Cell| cell.value.is_some() && cell.at.is_some_and(|at| view.hides(at, source));
    for (id, cell) in report.tables.cells.iter_mut().filter(|(_, cell)| hides(cell)) {
        let message = format!("{}·{}:数字之间有页面不显示的文字,未取", id.row.short_zh(), id.col.name_zh());
        report.notes.push(Note::new(NoteCode::OddValue, message, cell.at));
        *cell = Cell { at: cell.at, ..Cell::null(How::Unplaced) };
    }
}

fn lead(at: &mut Option<Span>, view: &View) {
    *at = at.map(|at| view.place(at));
}

fn lead_cell(cell: &mut Cell, view: &View) {
    lead(&mut cell.at, view);
}

fn lead_block(block: &mut Block, view: &View) {
    let Some(at) = block.at else { return };
    block.runs = view.runs(at, &block.runs, block.text.len());
    block.at = Some(view.place(at));
}

fn lead_grid(grid: &mut Grid, view: &View) {
    lead(&mut grid.at, view);
    if let Some(header) = &mut grid.header {
        lead(&mut header.at, view);
    }
    for row in &mut grid.rows {
        lead(&mut row.at, view);
        for (_, start, end) in &mut row.tokens {
            let at = view.place(Span::new(*start, *end));
            (*start, *end) = (at.start, at.end);
        }
    }
}
