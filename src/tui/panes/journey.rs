//! From flags to their evidence, and to any other place of a report: which part has to be shown and
//! where the cursor goes.

use crate::model::flag::{Flag, Severity};
use crate::model::form::CellId;
use crate::model::old_place::OldRef;
use crate::tui::action::Action;
use crate::tui::arranged;
use crate::tui::grid::{self, Part, Place};
use crate::tui::layout::Pane;
use crate::tui::page::{Page, TextPlace, locate};
use crate::tui::panes::contents::Item;
use crate::tui::panes::entry;
use crate::tui::panes::evidence;
use crate::tui::panes::opened::{At, Same, Subject};
use crate::tui::panes::reading::{Outcome, Reading};
use crate::tui::scroll;
use crate::tui::strings;

impl Reading<'_> {
    pub fn flag(&mut self, steps: i32, at_least: Severity) -> Outcome {
        let graves: Vec<usize> = entry::in_order(self.flags)
            .into_iter()
            .filter(|n| self.flags.get(*n).is_some_and(|flag| flag.severity >= at_least))
            .collect();
        let at = self.opened.flag.and_then(|flag| graves.iter().position(|n| *n == flag));
        let Some((next, round)) = scroll::around(at, steps, graves.len()) else {
            return Outcome::Tell(strings::NO_FLAGS.to_string());
        };
        if let Some(flag) = graves.get(next) {
            self.activate(*flag, true);
        }
        if round { Outcome::Tell(strings::WENT_ROUND.to_string()) } else { Outcome::Done }
    }

    /// Makes a flag the one at hand and shows where it stands; with `enter` the keys go there too.
    pub fn activate(&mut self, flag: usize, enter: bool) {
        let focus = self.opened.focus;
        self.opened.flag = Some(flag);
        self.opened.evidence_shown = true;
        (self.opened.stop, self.opened.evidence_top) = (0, 0);
        self.point_at(&Item::Flag(flag));
        if let Some(found) = self.flags.get(flag) {
            let home = found.evidence.iter().find_map(|e| e.cell.filter(|_| e.report.is_none()));
            if let Some(cell) = home.filter(|cell| grid::has(self.report, Part::Form(cell.table()))) {
                self.show(Subject::Part(Part::Form(cell.table())));
            }
            let first = (0..evidence::stops(found).len()).find(|stop| self.reach(found, *stop));
            self.opened.stop = first.unwrap_or(0);
        }
        if !enter {
            self.opened.focus = focus;
        }
    }

    /// Goes to a piece of evidence of the flag at hand; beyond the last comes the first.
    pub fn stop(&mut self, stop: usize) -> Outcome {
        let Some(flag) = self.opened.flag.and_then(|flag| self.flags.get(flag)) else { return Outcome::Done };
        let stops = evidence::stops(flag);
        let stop = stop.checked_rem(stops.len()).unwrap_or(0);
        self.opened.stop = stop;
        match stops.get(stop).and_then(|n| flag.evidence.get(*n)) {
            Some(piece) if piece.report.is_some() => Outcome::Elsewhere(piece.clone()),
            _ if self.reach(flag, stop) => Outcome::Done,
            _ => Outcome::Tell(strings::EVIDENCE_OUTSIDE.to_string()),
        }
    }

    /// Puts the cursor on a piece of evidence in this report; says whether it has a place here.
    fn reach(&mut self, flag: &Flag, stop: usize) -> bool {
        let piece = evidence::stops(flag).get(stop).and_then(|n| flag.evidence.get(*n));
        let Some(piece) = piece.filter(|piece| piece.report.is_none()) else { return false };
        if let Some(cell) = piece.cell
            && grid::has(self.report, Part::Form(cell.table()))
        {
            self.go_to_cell(cell);
            return true;
        }
        match locate(self.report, piece.at, piece.quote.as_deref()) {
            Some(place) => {
                self.go_to_text(place);
                true
            }
            None => false,
        }
    }

    /// Arranges the table anew, the cursor staying on its cell.
    pub fn arrange(&mut self, action: Action) -> Outcome {
        let Some(part) = self.opened.table(self.report) else {
            return Outcome::Tell(strings::NO_TABLE_HERE.to_string());
        };
        let place = self.opened.place(self.report);
        let arranges = matches!(action, Action::Zeros | Action::Sort | Action::Transpose);
        if arranges && !arranged::can_arrange(&grid::of(self.report, part), part) {
            return Outcome::Tell(strings::NOT_ARRANGED.to_string());
        }
        let column = self.opened.cell.1;
        let arrangement = &mut self.opened.arrangement;
        match action {
            Action::Zeros => arrangement.without_zeros = !arrangement.without_zeros,
            // Exchanged, the columns are rows of the form, which are not sorted.
            Action::Sort if arrangement.transposed => {}
            Action::Sort => arrangement.sort_next(column),
            Action::Transpose => arrangement.transposed = !arrangement.transposed,
            Action::Widen(columns) => arrangement.wider = (arrangement.wider + columns).clamp(-12, 60),
            _ => arrangement.full_names = Some(!arrangement.full_names.unwrap_or(false)),
        }
        let grid = self.opened.grid(self.report, part);
        self.opened.cell = place.and_then(|place| grid.find(place)).unwrap_or((0, 0));
        self.opened.focus = Pane::Table;
        Outcome::Tell(strings::arranged(self.opened.arrangement))
    }

    pub fn go_to_cell(&mut self, cell: CellId) {
        let part = Part::Form(cell.table());
        if self.opened.table(self.report) != Some(part) {
            self.show(Subject::Part(part));
        }
        // Who goes to a cell wants to see it.
        if self.opened.grid(self.report, part).find(Place::Form(cell)).is_none() {
            self.opened.arrangement.without_zeros = false;
        }
        if let Some(found) = self.opened.grid(self.report, part).find(Place::Form(cell)) {
            self.opened.cell = found;
        }
        self.opened.focus = Pane::Table;
    }

    /// Puts the cursor into the statistics table.
    fn go_to_old(&mut self, old: OldRef) {
        if !grid::has(self.report, Part::Old) {
            return self.start();
        }
        self.show(Subject::Part(Part::Old));
        self.point_at(&Item::Part(Part::Old));
        if let OldRef::Value(place) = old
            && let Some(found) = self.opened.grid(self.report, Part::Old).find(Place::Old(place))
        {
            self.opened.cell = found;
        }
        self.opened.focus = Pane::Table;
    }

    /// Shows a place of the text beside the table at hand where it stands there, else its section.
    fn go_to_text(&mut self, place: TextPlace) {
        let beside = Page::lay(self.report, self.opened.content(self.report), 80).line_of(&place).is_some();
        if !beside {
            self.show(Subject::Section(place.section));
            let table = self.opened.table(self.report);
            self.opened.full |= table.is_some()
                && Page::lay(self.report, self.opened.content(self.report), 80).line_of(&place).is_none();
        }
        self.opened.want_line = Some(place);
        self.opened.focus = Pane::Text;
    }

    pub fn go(&mut self, at: At) {
        match at {
            At::Start => self.start(),
            At::Cell(cell) => {
                self.go_to_cell(cell);
                self.point_at(&Item::Part(Part::Form(cell.table())));
            }
            At::Old(old) => self.go_to_old(old),
            At::Flag(flag) => self.activate(flag, true),
            At::Text(place) => {
                self.point_at(&Item::Section(place.section));
                self.show(Subject::Section(place.section));
                self.go_to_text(place);
            }
            At::Stop => {
                self.start();
                self.turn_to_stop();
            }
            At::Same(same) => self.go_to_same(same),
        }
    }

    fn start(&mut self) {
        let gravest = |n: &usize| self.flags.get(*n).map(|flag| (flag.severity, std::cmp::Reverse(*n)));
        match (0..self.flags.len()).max_by_key(gravest) {
            Some(flag) => self.activate(flag, false),
            None => self.select(0),
        }
        self.opened.focus = Pane::Contents;
    }

    fn go_to_same(&mut self, same: Same) {
        let section = same.section.and_then(|key| self.report.sections.iter().position(|s| s.key == Some(key)));
        match (section, same.part) {
            (Some(section), _) => {
                self.show(Subject::Section(section));
                self.point_at(&Item::Section(section));
            }
            (None, Some(part)) => {
                self.show(Subject::Part(part));
                self.point_at(&Item::Part(part));
            }
            (None, None) => self.select(0),
        }
        if let (Some(part), Some(cell)) = (self.opened.table(self.report), same.cell)
            && let Some(found) = self.opened.grid(self.report, part).find(Place::Form(cell))
        {
            self.opened.cell = found;
        }
        self.opened.focus = same.focus;
    }
}
