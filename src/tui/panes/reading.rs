//! Reading one report: moving between its panes and parts.

use ratatui::layout::Rect;

use crate::model::flag::{Evidence, Flag, Severity};
use crate::model::form::CellId;
use crate::model::report::{Report, SectionKey, Span};
use crate::rules::Unevaluable;
use crate::tui::action::{Action, Leap};
use crate::tui::chain;
use crate::tui::grid::Part;
use crate::tui::layout::{Layout, Pane};
use crate::tui::page::{Content, Page, TextPlace};
use crate::tui::panes::contents::{self, Item};
use crate::tui::panes::entry;
use crate::tui::panes::opened::{Opened, Subject};
use crate::tui::panes::{source, table, text};
use crate::tui::scroll;
use crate::tui::source::rows::Rows;
use crate::tui::strings;

/// What a verb could not do by itself.
pub enum Outcome {
    Done,
    Tell(String),
    /// The evidence stands in another report.
    Elsewhere(Evidence),
    /// The cell is one end of a link of the chain of 结转: to the other.
    Chain(CellId),
}

/// The report view with all it reads.
pub struct Reading<'a> {
    pub opened: &'a mut Opened,
    pub report: &'a Report,
    pub flags: &'a [Flag],
    /// The checks that could not be made.
    pub unevaluable: &'a [Unevaluable],
    /// The source, when it is here.
    pub rows: Option<&'a Rows>,
    pub layout: &'a Layout,
}

impl Reading<'_> {
    pub fn act(&mut self, action: Action) -> Outcome {
        if action == Action::Source {
            self.turn_source();
            return Outcome::Done;
        }
        if self.opened.source.is_some() { self.act_in_source(action) } else { self.act_on_result(action) }
    }

    pub fn act_on_result(&mut self, action: Action) -> Outcome {
        match action {
            Action::Move(_) | Action::Leap(_) | Action::Side(_) | Action::Align(_) => self.steer(action),
            Action::Enter => return self.enter(),
            Action::Zeros | Action::Sort | Action::Transpose | Action::Widen(_) | Action::Names => {
                return self.arrange(action);
            }
            Action::Focus(steps) => self.turn_focus(steps),
            Action::Section(number) => return self.section(number),
            Action::Table(table) => self.show_part(Part::Form(table)),
            Action::Flag(steps) => return self.flag(steps, Severity::Info),
            Action::Error(steps) => return self.flag(steps, Severity::Error),
            Action::FullText => {
                self.opened.want_line = self.opened.page.place(self.opened.line);
                self.opened.full = !self.opened.full;
                self.opened.focus = Pane::Text;
            }
            Action::Preview => self.opened.evidence_shown = !self.opened.evidence_shown,
            _ => {}
        }
        Outcome::Done
    }

    fn steer(&mut self, action: Action) {
        match self.opened.focus {
            Pane::Table => table::steer(self.opened, self.report, self.layout, action),
            Pane::Text => {
                let (len, height) = (self.opened.page.lines.len(), self.layout.height(Pane::Text));
                if let Action::Align(align) = action {
                    self.opened.text_top = scroll::aligned(self.opened.line, align, height);
                }
                self.opened.line = moved(self.opened.line, action, len, height);
            }
            Pane::Evidence => {
                let top = &mut self.opened.evidence_top;
                *top = moved(*top, action, usize::MAX, self.layout.height(Pane::Evidence));
            }
            _ if matches!(action, Action::Side(_)) => self.side(matches!(action, Action::Side(..0))),
            _ => {
                let len = contents::items(self.opened, self.report, self.flags).len();
                let item = moved(self.opened.item, action, len, self.layout.height(Pane::Contents));
                self.select(item);
            }
        }
    }

    /// Puts the cursor on what stands at a place of a pane; says whether it was there.
    pub fn point(&mut self, area: Rect, pane: Pane, at: (u16, u16)) -> bool {
        let down = usize::from(at.1.saturating_sub(area.y));
        match pane {
            Pane::Contents => {
                let item = contents::item_at(self.opened, self.report, self.flags, down);
                let was_there = item == Some(self.opened.item);
                if let Some(item) = item.filter(|_| !was_there) {
                    self.select(item);
                    self.opened.focus = Pane::Contents;
                }
                was_there
            }
            Pane::Table => {
                let cell = table::cell_at(self.opened, self.report, area, at);
                cell.is_some_and(|cell| std::mem::replace(&mut self.opened.cell, cell) == cell)
            }
            Pane::Text => {
                let line = self.opened.text_top + down;
                line < self.opened.page.lines.len() && std::mem::replace(&mut self.opened.line, line) == line
            }
            Pane::Source => match (&mut self.opened.source, self.rows) {
                (Some(view), Some(rows)) => source::point(view, rows, area, down),
                _ => false,
            },
            _ => false,
        }
    }

    /// Puts the cursor of the contents on an item and shows it.
    pub fn select(&mut self, item: usize) {
        self.opened.item = item;
        match contents::items(self.opened, self.report, self.flags).get(item) {
            Some(Item::Section(section)) => {
                self.opened.hide_evidence();
                self.show(Subject::Section(*section));
            }
            Some(Item::Part(part)) => {
                self.opened.hide_evidence();
                self.show(Subject::Part(*part));
            }
            Some(Item::Notes) => {
                self.opened.hide_evidence();
                self.show(Subject::Notes);
            }
            Some(Item::Unevaluable) => {
                self.opened.hide_evidence();
                self.show(Subject::Unevaluable);
            }
            Some(Item::Flag(flag)) => self.activate(*flag, false),
            None => {}
        }
    }

    pub fn show(&mut self, subject: Subject) {
        if self.opened.subject != subject {
            self.opened.subject = subject;
            self.opened.cell = (0, 0);
            self.opened.table_left = 0;
            if !self.opened.full {
                (self.opened.line, self.opened.text_top) = (0, 0);
            }
        }
        if let (true, Subject::Section(section)) = (self.opened.full, subject) {
            self.opened.want_line = Some(TextPlace { section, block: 0, range: 0..0 });
        }
    }

    fn show_part(&mut self, part: Part) {
        self.opened.hide_evidence();
        self.show(Subject::Part(part));
        self.point_at(&Item::Part(part));
        self.opened.focus = Pane::Table;
    }

    fn section(&mut self, number: u8) -> Outcome {
        let key = SectionKey::SIX.get(usize::from(number).saturating_sub(1)).copied();
        match self.report.sections.iter().position(|section| section.key == key && key.is_some()) {
            Some(section) => {
                self.opened.hide_evidence();
                self.show(Subject::Section(section));
                self.point_at(&Item::Section(section));
                Outcome::Done
            }
            None => Outcome::Tell(strings::no_section(number)),
        }
    }

    pub fn point_at(&mut self, item: &Item) {
        if let Item::Flag(flag) = item {
            self.opened.unfolded.extend(entry::root_of(self.flags, *flag));
        }
        let found = contents::items(self.opened, self.report, self.flags).iter().position(|other| other == item);
        self.opened.item = found.unwrap_or(self.opened.item);
    }

    /// On a group of flags unfolds and folds it; else goes to what the contents point at.
    fn side(&mut self, back: bool) {
        let items = contents::items(self.opened, self.report, self.flags);
        let Some(Item::Flag(flag)) = items.get(self.opened.item) else {
            if !back {
                self.enter_subject();
            }
            return;
        };
        let root = entry::root_of(self.flags, *flag).unwrap_or(*flag);
        if back {
            if self.opened.unfolded.remove(&root) && root != *flag {
                self.activate(root, false);
            }
            self.point_at(&Item::Flag(root));
        } else if root == *flag
            && entry::members(self.flags, root).next().is_some()
            && self.opened.unfolded.insert(root)
        {
            self.point_at(&Item::Flag(root));
        } else {
            self.enter_subject();
        }
    }

    fn enter_subject(&mut self) {
        self.opened.focus = if self.opened.table(self.report).is_some() { Pane::Table } else { Pane::Text };
    }

    fn enter(&mut self) -> Outcome {
        let items = contents::items(self.opened, self.report, self.flags);
        match (self.opened.focus, items.get(self.opened.item)) {
            (Pane::Contents, Some(Item::Flag(flag))) => {
                self.activate(*flag, true);
                self.stop(0)
            }
            (Pane::Contents, _) => {
                self.enter_subject();
                Outcome::Done
            }
            (Pane::Text, _) if self.opened.page.note(self.opened.line).is_some() => {
                self.turn_source();
                Outcome::Done
            }
            _ if self.opened.shows_evidence() => self.stop(self.opened.stop + 1),
            _ => match self.flag_here() {
                Some(flag) => {
                    self.activate(flag, true);
                    Outcome::Done
                }
                None => match self.opened.cell_in_focus(self.report).filter(|cell| chain::is_end(*cell)) {
                    Some(cell) => Outcome::Chain(cell),
                    None => Outcome::Tell(strings::NO_FLAG_HERE.to_string()),
                },
            },
        }
    }

    /// The first flag about the cell or line under the cursor.
    fn flag_here(&self) -> Option<usize> {
        match self.opened.focus {
            Pane::Table => {
                let id = self.opened.cell_id(self.report)?;
                self.flags
                    .iter()
                    .position(|flag| flag.evidence.iter().any(|e| e.report.is_none() && e.cell == Some(id)))
            }
            Pane::Text => {
                let here = self.opened.page.place(self.opened.line)?;
                text::marks_of(&self.opened.marks, &here).next().map(|mark| mark.flag)
            }
            Pane::Source => {
                let row = self.opened.source.as_ref()?.row.clone();
                let here = |at: Span| at.start < row.end && row.start < at.end;
                self.flags.iter().position(|flag| source::places(self.report, flag).into_iter().any(here))
            }
            _ => None,
        }
    }

    fn turn_focus(&mut self, steps: i32) {
        let mut panes = self.opened.panes(self.report);
        if self.opened.source.is_some() {
            panes.retain(|pane| *pane != Pane::Table || self.layout.body(Pane::Table).is_some());
        }
        let at = panes.iter().position(|pane| *pane == self.opened.focus);
        if let Some((next, _)) = scroll::around(at, steps, panes.len()) {
            self.opened.focus = panes.get(next).copied().unwrap_or(Pane::Contents);
        }
    }

    /// Lays the text out for the pane's width and finds the line that is wanted.
    pub fn lay(&mut self) {
        let width = self.layout.body(Pane::Text).map_or(60, |body| text::width(body.width));
        let content = self.opened.content(self.report);
        let numbered = content == Content::Notes && self.rows.is_some();
        if self.opened.laid != Some((content, width, numbered)) {
            let line = self.opened.line;
            let found = self.opened.found.take().filter(|place| self.opened.page.line_of(place) == Some(line));
            let here = found.or_else(|| self.opened.page.place(line));
            let here = here.filter(|_| self.opened.laid.is_some_and(|laid| laid.0 == content));
            self.opened.page = match content {
                Content::Notes => Page::of_notes(self.report, &|at| Some(self.rows?.line_of(at.start) + 1), width),
                Content::Unevaluable => Page::of_checks(self.report, self.unevaluable, width),
                other => Page::lay(self.report, other, width),
            };
            self.opened.laid = Some((content, width, numbered));
            self.opened.want_line = self.opened.want_line.take().or(here);
        }
        if let Some(place) = self.opened.want_line.take() {
            self.opened.line = self.opened.page.line_of(&place).unwrap_or(self.opened.line);
            self.opened.found = Some(place);
        }
    }
}

fn moved(cursor: usize, action: Action, len: usize, height: usize) -> usize {
    match action {
        Action::Move(steps) => scroll::step(cursor, steps, len),
        Action::Leap(Leap::Last) if len == usize::MAX => cursor,
        Action::Leap(leap) => scroll::leap(cursor, leap, len, height),
        _ => cursor,
    }
}
