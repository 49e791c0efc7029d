//! Between what was read and the source it was read from: where what the cursor is on stands in the
//! source, and the source following the cursor.

use crate::model::form::CellId;
use crate::model::report::Span;
use crate::tui::action::Action;
use crate::tui::grid::{Part, Place};
use crate::tui::layout::Pane;
use crate::tui::panes::contents::{self, Item};
use crate::tui::panes::evidence;
use crate::tui::panes::opened::Subject;
use crate::tui::panes::reading::{Outcome, Reading};
use crate::tui::panes::source::{self, SourceView};
use crate::tui::scroll;
use crate::tui::source::read::Readings;
use crate::tui::strings;

impl Reading<'_> {
    /// Shows the source at what the cursor is on, or the result again.
    pub fn turn_source(&mut self) {
        if self.opened.source.is_some() {
            self.opened.leave_source();
            return;
        }
        let place = self.place_at_hand();
        self.opened.source = Some(SourceView::new(self.opened.focus, place));
        self.opened.focus = Pane::Source;
    }

    /// Shows the source where reading it stopped: at what was lost, else at the first thing that was noted.
    pub fn turn_to_stop(&mut self) {
        let placed = || self.report.notes.iter().filter_map(|note| Some((note.code, note.at?)));
        let lost = placed().find(|(code, _)| code.is_loss());
        let place = lost.or_else(|| placed().next()).map(|(_, at)| at);
        self.opened.source = Some(SourceView::new(Pane::Contents, place));
        self.opened.focus = Pane::Source;
    }

    /// Does what a verb means while the source is shown, and takes the source along.
    pub fn act_in_source(&mut self, action: Action) -> Outcome {
        if self.opened.focus == Pane::Source {
            match action {
                Action::Side(steps) => return self.step_cell(steps),
                Action::Move(_) | Action::Leap(_) | Action::Align(_) => {
                    if let (Some(view), Some(rows)) = (&mut self.opened.source, self.rows) {
                        source::steer(view, rows, self.layout, action);
                    }
                    return Outcome::Done;
                }
                _ => {}
            }
        }
        let outcome = self.act_on_result(action);
        let goes = matches!(action, Action::Flag(_) | Action::Error(_) | Action::Enter);
        let moves = matches!(action, Action::Move(_) | Action::Leap(_) | Action::Side(_));
        if let Action::Section(_) = action {
            self.opened.focus = Pane::Contents;
        }
        let evidence = self.flag_place().filter(|_| goes);
        if goes || moves || matches!(action, Action::Section(_) | Action::Table(_)) {
            let place = evidence.or_else(|| self.place_at_hand());
            self.keep_in_source(moves, place);
        }
        match outcome {
            Outcome::Tell(text) if evidence.is_some() && text == *strings::EVIDENCE_OUTSIDE => Outcome::Done,
            other => other,
        }
    }

    /// Gives the keys back to the source when a verb took them to the result behind it.
    fn keep_in_source(&mut self, stays: bool, place: Option<Span>) {
        let focus = self.opened.focus;
        let Some(view) = &mut self.opened.source else { return };
        view.look_at(place);
        if !stays && focus != Pane::Source {
            view.back = focus;
            self.opened.focus = Pane::Source;
        }
    }

    /// Takes the source along to where the reader was brought.
    pub fn follow(&mut self) {
        let place = self.flag_place().or_else(|| self.place_at_hand());
        self.keep_in_source(false, place);
    }

    /// To the next or previous cell in the order of the source.
    fn step_cell(&mut self, steps: i32) -> Outcome {
        let Some(view) = &self.opened.source else { return Outcome::Done };
        let mut cells: Vec<(Span, CellId)> =
            self.report.tables.cells.iter().filter_map(|(id, cell)| Some((cell.at?, *id))).collect();
        cells.sort_unstable();
        let from = view.shown.filter(|at| view.row.contains(&at.start)).map_or(view.row.start, |at| at.start);
        let next = cells.partition_point(|(at, _)| at.start < from);
        let here = cells.get(next).is_some_and(|(at, _)| view.shown == Some(*at));
        // On no cell, one step forward is to the next.
        let steps = if steps > 0 && !here { steps - 1 } else { steps };
        let next = cells.get(scroll::step(next, steps, cells.len()));
        let Some((at, cell)) = next.copied() else { return Outcome::Done };
        self.go_to_cell(cell);
        self.point_at(&Item::Part(Part::Form(cell.table())));
        self.keep_in_source(false, Some(at));
        Outcome::Done
    }

    /// Where the evidence of the flag at hand stands that the cursor was sent to.
    fn flag_place(&self) -> Option<Span> {
        let flag = self.opened.flag.filter(|_| self.opened.shows_evidence()).and_then(|n| self.flags.get(n))?;
        let stops = evidence::stops(flag);
        let piece = stops.get(self.opened.stop).and_then(|n| flag.evidence.get(*n));
        let own = piece.filter(|piece| piece.report.is_none());
        own.and_then(|piece| source::place_of(self.report, piece))
            .or_else(|| source::places(self.report, flag).first().copied())
    }

    /// Where what the cursor is on stands in the source.
    pub fn place_at_hand(&self) -> Option<Span> {
        match self.opened.looked_from() {
            Pane::Table => self.table_place(),
            Pane::Text => self.text_place(),
            Pane::Evidence => self.flag_place().or_else(|| self.table_place()),
            _ => match contents::items(self.opened, self.report, self.flags).get(self.opened.item)? {
                Item::Section(section) => self.section_place(*section),
                Item::Part(_) => self.part_place(),
                Item::Notes => self.report.notes.iter().find_map(|note| note.at),
                Item::Unevaluable => None,
                Item::Flag(_) => self.flag_place(),
            },
        }
    }

    /// The digits of the cell; where it has none, its row, then its table.
    fn table_place(&self) -> Option<Span> {
        let place = self.opened.place(self.report)?;
        let own = place.cell(self.report).and_then(|cell| cell.at);
        let printed = || self.report.printed(place.id()?.row)?.place();
        let beside = || {
            let part = self.opened.table(self.report)?;
            let grid = self.opened.grid(self.report, part);
            let cells = &grid.rows.get(self.opened.cell.0)?.cells;
            let of = |place: &Place| place.cell(self.report)?.at;
            let (before, after) = cells.split_at(self.opened.cell.1.min(cells.len()));
            before.iter().rev().find_map(of).or_else(|| after.iter().find_map(of))
        };
        own.or_else(printed).or_else(beside).or_else(|| self.part_place())
    }

    /// The beginning of the table that is shown.
    fn part_place(&self) -> Option<Span> {
        let head = |at: Span| Span::new(at.start, at.start);
        match self.opened.table(self.report)? {
            Part::Old => self.report.tables.old.iter().find_map(|row| row.cell.at),
            Part::Form(table) => {
                let of_table = self.report.grids.iter().filter(|grid| grid.table == Some(table));
                let printed = of_table.clone().find_map(|grid| grid.header.as_ref()?.at).map(head);
                let first =
                    || self.report.tables.cells.iter().find_map(|(id, cell)| cell.at.filter(|_| id.table() == table));
                printed.or_else(|| of_table.clone().find_map(|grid| grid.at).map(head)).or_else(first)
            }
        }
    }

    fn section_place(&self, section: usize) -> Option<Span> {
        let section = self.report.sections.get(section)?;
        section.at.or_else(|| section.blocks.iter().find_map(|block| block.at))
    }

    fn text_place(&self) -> Option<Span> {
        if let Some(note) = self.opened.page.note(self.opened.line) {
            return self.report.notes.get(note)?.at;
        }
        match self.opened.page.place(self.opened.line) {
            Some(place) => crate::tui::page::block(self.report, &place)?.place(place.range.clone()),
            None => match self.opened.subject {
                Subject::Section(section) => self.section_place(section),
                Subject::Part(_) | Subject::Notes | Subject::Unevaluable => None,
            },
        }
    }

    /// Finds out what was read of the source, once, while it is shown.
    pub fn read_source(&mut self) {
        if self.opened.source.is_some() && self.opened.read == Readings::default() {
            self.opened.read = Readings::of(self.report);
        }
    }
}
