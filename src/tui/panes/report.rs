//! The report view: which part of which report is shown, where its cursors are, and how the verbs
//! move them. Its panes draw themselves in `contents`, `table`, `text` and `evidence`.

use crate::model::flag::{Evidence, Flag, Severity};
use crate::model::form::CellId;
use crate::model::report::{Report, SectionKey};
use crate::tui::action::{Action, Leap, View};
use crate::tui::effect::Effect;
use crate::tui::grid::{self, Part, Place};
use crate::tui::layout::{Layout, Pane};
use crate::tui::page::{Content, Page, TextPlace, locate};
use crate::tui::panes::contents::{self, Item};
use crate::tui::panes::{evidence, table, text};
use crate::tui::scroll;
use crate::tui::state::State;
use crate::tui::strings;

/// Where to stand in a report that is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// On its gravest flag, else at its beginning.
    Start,
    Cell(CellId),
    /// On a flag's evidence.
    Flag(usize),
    Text(TextPlace),
    /// Where the cursor stood in the report of another year.
    Same(Same),
}

/// A place that reports of different years share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Same {
    section: Option<SectionKey>,
    part: Option<Part>,
    cell: Option<CellId>,
    focus: Pane,
}

/// What the panes beside the contents show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Section(usize),
    Part(Part),
}

/// A flagged range of the narrative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub place: TextPlace,
    pub flag: usize,
    pub severity: Severity,
}

/// The report on the screen.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Its number in the corpus.
    pub index: usize,
    pub focus: Pane,
    pub subject: Subject,
    /// The item under the cursor of the contents.
    pub item: usize,
    pub contents_top: usize,
    /// Row and column of the table.
    pub cell: (usize, usize),
    pub table_top: usize,
    pub table_left: usize,
    /// The line of the text under the cursor.
    pub line: usize,
    pub text_top: usize,
    /// All text instead of the text about the subject.
    pub full: bool,
    /// The flag at hand.
    pub flag: Option<usize>,
    /// The piece of its evidence the cursor was sent to.
    pub stop: usize,
    evidence_shown: bool,
    pub evidence_top: usize,
    pub page: Page,
    pub marks: Vec<Mark>,
    laid: Option<(Content, usize)>,
    want: Option<At>,
    want_line: Option<TextPlace>,
}

impl Opened {
    pub fn new(index: usize, at: At) -> Self {
        Self {
            index,
            focus: Pane::Contents,
            subject: Subject::Section(0),
            item: 0,
            contents_top: 0,
            cell: (0, 0),
            table_top: 0,
            table_left: 0,
            line: 0,
            text_top: 0,
            full: false,
            flag: None,
            stop: 0,
            evidence_shown: false,
            evidence_top: 0,
            page: Page::default(),
            marks: Vec::new(),
            laid: None,
            want: Some(at),
            want_line: None,
        }
    }

    /// The same place without what can be laid out again.
    pub fn light(&self) -> Self {
        Self { page: Page::default(), marks: Vec::new(), laid: None, ..self.clone() }
    }

    /// The table beside the text, when the subject has one.
    pub fn table(&self, report: &Report) -> Option<Part> {
        match self.subject {
            Subject::Part(part) => Some(part),
            Subject::Section(section) => {
                let part = Part::Form(report.sections.get(section)?.key?.table()?);
                grid::has(report, part).then_some(part)
            }
        }
    }

    pub fn shows_evidence(&self) -> bool {
        self.evidence_shown && self.flag.is_some()
    }

    pub fn hide_evidence(&mut self) {
        self.evidence_shown = false;
        if self.focus == Pane::Evidence {
            self.focus = Pane::Contents;
        }
    }

    /// What the text pane holds.
    pub fn content(&self, report: &Report) -> Content {
        match (self.subject, self.table(report)) {
            _ if self.full => Content::All,
            (_, Some(Part::Form(table))) => Content::About(table),
            (Subject::Section(section), _) => Content::Section(section),
            (Subject::Part(Part::Old | Part::Form(_)), _) => Content::All,
        }
    }

    /// The cell of the forms under the cursor.
    pub fn cell_id(&self, report: &Report) -> Option<CellId> {
        self.place(report)?.id()
    }

    /// The place under the cursor of the table.
    pub fn place(&self, report: &Report) -> Option<Place> {
        grid::of(report, self.table(report)?).place(self.cell.0, self.cell.1)
    }

    fn same(&self, report: Option<&Report>) -> Same {
        let section = match self.subject {
            Subject::Section(section) => report.and_then(|report| report.sections.get(section)?.key),
            Subject::Part(_) => None,
        };
        let part = report.and_then(|report| self.table(report));
        let focus = if self.focus == Pane::Evidence { Pane::Contents } else { self.focus };
        Same { section, part, cell: report.and_then(|report| self.cell_id(report)), focus }
    }

    /// Panes that can have the keys, from left to right and top to bottom.
    fn panes(&self, report: &Report) -> Vec<Pane> {
        let mut panes = vec![Pane::Contents];
        panes.extend(self.table(report).map(|_| Pane::Table));
        panes.push(Pane::Text);
        panes.extend(self.shows_evidence().then_some(Pane::Evidence));
        panes
    }
}

/// Opens a report; `back` returns to where the reader is now.
pub fn open(state: &mut State, index: usize, at: At) {
    state.remember();
    replace(state, index, at);
}

/// Shows another report in place of this one.
pub fn replace(state: &mut State, index: usize, at: At) {
    state.opened = Some(Opened::new(index, at));
    state.view = View::Report;
    state.zoom = false;
}

/// What the verbs mean here.
pub fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if let Action::Year(steps) = action {
        year(state, steps);
        return Vec::new();
    }
    let layout = state.layout();
    let State { opened: Some(opened), library, shelf, .. } = state else { return Vec::new() };
    let Some(report) = shelf.report(opened.index) else { return Vec::new() };
    let flags = library.checked.flags(opened.index);
    let mut context = Context { opened, report, flags, layout: &layout };
    let outcome = context.act(action);
    follow_up(state, outcome);
    Vec::new()
}

/// What a verb could not do by itself.
enum Outcome {
    Done,
    Tell(String),
    /// The evidence stands in another report.
    Elsewhere(Evidence),
}

fn follow_up(state: &mut State, outcome: Outcome) {
    match outcome {
        Outcome::Done => {}
        Outcome::Tell(text) => state.tell(text),
        Outcome::Elsewhere(evidence) => {
            let id = evidence.report.unwrap_or_default();
            let found = state.library.corpus.headers().position(|header| header.id == id);
            match found {
                Some(index) => open(state, index, evidence.cell.map_or(At::Start, At::Cell)),
                None => state.tell(strings::no_such_report(&id)),
            }
        }
    }
}

fn year(state: &mut State, steps: i32) {
    let Some(opened) = &state.opened else { return };
    match state.library.tree.agencies.neighbour(opened.index, steps) {
        Some(other) => {
            let same = opened.same(state.shelf.report(opened.index));
            let zoom = state.zoom;
            replace(state, other, At::Same(same));
            state.zoom = zoom;
        }
        None => state.tell(strings::NO_OTHER_YEAR),
    }
}

/// Goes where the reader asked to be, once the report is here. What the screen shows may change by
/// that, so the layout is made after it.
pub fn arrive(state: &mut State) {
    let layout = state.layout();
    let State { opened: Some(opened), library, shelf, .. } = state else { return };
    let Some(report) = shelf.report(opened.index) else { return };
    let flags = library.checked.flags(opened.index);
    opened.marks = text::marks(report, flags);
    opened.flag = opened.flag.filter(|flag| *flag < flags.len());
    let mut context = Context { opened, report, flags, layout: &layout };
    if let Some(at) = context.opened.want.take() {
        context.go(at);
    }
    if !context.opened.panes(report).contains(&context.opened.focus) {
        context.opened.focus = Pane::Contents;
    }
}

/// Puts cursors inside and lays the text out.
pub fn settle(state: &mut State, layout: &Layout) {
    let State { opened: Some(opened), library, shelf, .. } = state else { return };
    let Some(report) = shelf.report(opened.index) else { return };
    let flags = library.checked.flags(opened.index);
    let mut context = Context { opened, report, flags, layout };
    context.lay();
    contents::settle(context.opened, report, flags, layout);
    table::settle(context.opened, report, layout);
    text::settle(context.opened, layout);
    evidence::settle(&mut context.opened.evidence_top, layout, || {
        evidence::of_report(report, flags, context.opened.flag, layout, library).len()
    });
}

/// The report view with all it reads.
struct Context<'a> {
    opened: &'a mut Opened,
    report: &'a Report,
    flags: &'a [Flag],
    layout: &'a Layout,
}

impl Context<'_> {
    fn act(&mut self, action: Action) -> Outcome {
        match action {
            Action::Move(_) | Action::Leap(_) | Action::Side(_) => self.steer(action),
            Action::Enter => return self.enter(),
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
                self.opened.line = moved(self.opened.line, action, len, height);
            }
            Pane::Evidence => {
                let top = &mut self.opened.evidence_top;
                *top = moved(*top, action, usize::MAX, self.layout.height(Pane::Evidence));
            }
            _ if matches!(action, Action::Side(1..)) => self.enter_subject(),
            _ => {
                let len = contents::items(self.report, self.flags).len();
                let item = moved(self.opened.item, action, len, self.layout.height(Pane::Contents));
                self.select(item);
            }
        }
    }

    /// Puts the cursor of the contents on an item and shows it.
    fn select(&mut self, item: usize) {
        self.opened.item = item;
        match contents::items(self.report, self.flags).get(item) {
            Some(Item::Section(section)) => {
                self.opened.hide_evidence();
                self.show(Subject::Section(*section));
            }
            Some(Item::Part(part)) => {
                self.opened.hide_evidence();
                self.show(Subject::Part(*part));
            }
            Some(Item::Flag(flag)) => self.activate(*flag, false),
            None => {}
        }
    }

    fn show(&mut self, subject: Subject) {
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

    fn point_at(&mut self, item: &Item) {
        let found = contents::items(self.report, self.flags).iter().position(|other| other == item);
        self.opened.item = found.unwrap_or(self.opened.item);
    }

    fn enter_subject(&mut self) {
        self.opened.focus = if self.opened.table(self.report).is_some() { Pane::Table } else { Pane::Text };
    }

    fn enter(&mut self) -> Outcome {
        let items = contents::items(self.report, self.flags);
        match (self.opened.focus, items.get(self.opened.item)) {
            (Pane::Contents, Some(Item::Flag(flag))) => {
                self.activate(*flag, true);
                self.stop(0)
            }
            (Pane::Contents, _) => {
                self.enter_subject();
                Outcome::Done
            }
            _ if self.opened.shows_evidence() => self.stop(self.opened.stop + 1),
            _ => match self.flag_here() {
                Some(flag) => {
                    self.activate(flag, true);
                    Outcome::Done
                }
                None => Outcome::Tell(strings::NO_FLAG_HERE.to_owned()),
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
            _ => None,
        }
    }

    fn flag(&mut self, steps: i32, at_least: Severity) -> Outcome {
        let graves: Vec<usize> = (0..self.flags.len())
            .filter(|n| self.flags.get(*n).is_some_and(|flag| flag.severity >= at_least))
            .collect();
        let at = self.opened.flag.and_then(|flag| graves.iter().position(|n| *n == flag));
        let Some((next, round)) = scroll::around(at, steps, graves.len()) else {
            return Outcome::Tell(strings::NO_FLAGS.to_owned());
        };
        if let Some(flag) = graves.get(next) {
            self.activate(*flag, true);
        }
        if round { Outcome::Tell(strings::WENT_ROUND.to_owned()) } else { Outcome::Done }
    }

    /// Makes a flag the one at hand and shows where it stands; with `enter` the keys go there too.
    fn activate(&mut self, flag: usize, enter: bool) {
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
    fn stop(&mut self, stop: usize) -> Outcome {
        let Some(flag) = self.opened.flag.and_then(|flag| self.flags.get(flag)) else { return Outcome::Done };
        let stops = evidence::stops(flag);
        let stop = stop.checked_rem(stops.len()).unwrap_or(0);
        self.opened.stop = stop;
        match stops.get(stop).and_then(|n| flag.evidence.get(*n)) {
            Some(piece) if piece.report.is_some() => Outcome::Elsewhere(piece.clone()),
            _ if self.reach(flag, stop) => Outcome::Done,
            _ => Outcome::Tell(strings::EVIDENCE_OUTSIDE.to_owned()),
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

    fn go_to_cell(&mut self, cell: CellId) {
        let part = Part::Form(cell.table());
        if self.opened.table(self.report) != Some(part) {
            self.show(Subject::Part(part));
        }
        if let Some(found) = grid::of(self.report, part).find(Place::Form(cell)) {
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

    fn go(&mut self, at: At) {
        match at {
            At::Start => self.start(),
            At::Cell(cell) => {
                self.go_to_cell(cell);
                self.point_at(&Item::Part(Part::Form(cell.table())));
            }
            At::Flag(flag) => self.activate(flag, true),
            At::Text(place) => {
                self.point_at(&Item::Section(place.section));
                self.show(Subject::Section(place.section));
                self.go_to_text(place);
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
            && let Some(found) = grid::of(self.report, part).find(Place::Form(cell))
        {
            self.opened.cell = found;
        }
        self.opened.focus = same.focus;
    }

    fn turn_focus(&mut self, steps: i32) {
        let panes = self.opened.panes(self.report);
        let at = panes.iter().position(|pane| *pane == self.opened.focus);
        if let Some((next, _)) = scroll::around(at, steps, panes.len()) {
            self.opened.focus = panes.get(next).copied().unwrap_or(Pane::Contents);
        }
    }

    /// Lays the text out for the pane's width and finds the line that is wanted.
    fn lay(&mut self) {
        let width = self.layout.body(Pane::Text).map_or(60, |body| text::width(body.width));
        let content = self.opened.content(self.report);
        if self.opened.laid != Some((content, width)) {
            let here =
                self.opened.page.place(self.opened.line).filter(|_| self.opened.laid.is_some_and(|l| l.0 == content));
            self.opened.page = Page::lay(self.report, content, width);
            self.opened.laid = Some((content, width));
            self.opened.want_line = self.opened.want_line.take().or(here);
        }
        if let Some(place) = self.opened.want_line.take() {
            self.opened.line = self.opened.page.line_of(&place).unwrap_or(self.opened.line);
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
