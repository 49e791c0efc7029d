//! Two reports beside each other: which two, what the verbs mean there, and where its cursors are. What is
//! compared is found by `crate::compare`; the panes draw themselves in `figures` and `wording`.

pub mod around;
pub mod figures;
mod laid;
pub mod wording;

use ratatui::layout::Rect;

use crate::compare::facts::CarryOver;
use crate::compare::narrative::Sentence;
use crate::compare::tables::Place;
use crate::compare::{Pair, Side, compare};
use crate::model::form::{APPLICANTS, Table};
use crate::model::old_place::OldRef;
use crate::model::report::Report;
use crate::tui::action::{Action, View};
use crate::tui::colour::Depth;
use crate::tui::effect::Effect;
use crate::tui::layout::{Layout, Pane};
use crate::tui::page::TextPlace;
use crate::tui::panes::chooser::Chooser;
use crate::tui::panes::compare::laid::{Figure, Made, Manner, Spot, Wording};
use crate::tui::panes::opened::At;
use crate::tui::panes::{report, text};
use crate::tui::scroll;
use crate::tui::state::{Holdings, State};
use crate::tui::strings::compare as said;
use crate::tui::trail;

/// Two reports on the screen.
#[derive(Debug, Clone)]
pub struct Comparing {
    /// Their numbers in the corpus.
    pub reports: Pair<usize>,
    /// The side of the report the comparison was asked for.
    own: Side,
    pub focus: Pane,
    /// Rows that are the same in both are left out.
    hides_same: bool,
    /// The column of table 三 that is shown.
    column: usize,
    row: usize,
    top: usize,
    line: usize,
    text_top: usize,
    /// The spot whose line is to be found when the lines are there.
    want: Option<Spot>,
    made: Option<Made>,
    figures: Vec<Figure>,
    wording: Vec<Wording>,
    laid: Option<Manner>,
}

impl Comparing {
    fn new(reports: Pair<usize>, own: Side) -> Self {
        Self {
            reports,
            own,
            focus: Pane::Figures,
            hides_same: true,
            column: APPLICANTS.len() - 1,
            row: 0,
            top: 0,
            line: 0,
            text_top: 0,
            want: None,
            made: None,
            figures: Vec::new(),
            wording: Vec::new(),
            laid: None,
        }
    }

    /// The same place without what can be made again.
    pub fn light(&self) -> Self {
        Self {
            want: Some(self.from()),
            made: None,
            figures: Vec::new(),
            wording: Vec::new(),
            laid: None,
            ..self.clone()
        }
    }

    /// The same in another corpus, where both reports are there; what is compared is compared again.
    pub fn moved(self, to: &dyn Fn(usize) -> Option<usize>) -> Option<Self> {
        let reports = Pair::new(to(self.reports.left)?, to(self.reports.right)?);
        Some(Self { reports, ..self.light() })
    }

    /// The report of a side.
    fn report(&self, side: Side) -> usize {
        *self.reports.side(side)
    }

    /// The report the comparison was asked for.
    pub fn own_report(&self) -> usize {
        self.report(self.own)
    }

    /// Where the cursor is.
    fn spot(&self) -> Option<Spot> {
        match self.focus {
            Pane::Wording => self.wording.get(self.line)?.spot(),
            _ => self.figures.get(self.row).map(Figure::spot),
        }
    }

    /// Where a walk through the differences goes on from: on a heading of the text, from what is above it.
    fn from(&self) -> Spot {
        let above = || self.wording.get(..=self.line)?.iter().rev().find_map(Wording::spot);
        match self.focus {
            Pane::Wording => above().unwrap_or(Spot::Text),
            _ => self.spot().unwrap_or(Spot::Facts),
        }
    }

    /// Puts the cursor on a spot.
    fn go(&mut self, spot: Spot) {
        if let Spot::Cell(_, rank, ..) = spot
            && let Some(column) = laid::column_of(rank)
            && self.made.as_ref().is_some_and(|made| is_by_column(made, spot))
        {
            self.column = column;
        }
        self.want = Some(spot);
        self.focus = if matches!(spot, Spot::Passage(..)) { Pane::Wording } else { Pane::Figures };
    }

    /// Lays the lines out anew where they may have changed, and finds the line that is wanted.
    fn lay(&mut self, reports: Pair<&Report>, manner: Manner) {
        let Some(made) = &self.made else { return };
        self.figures = laid::figures(made, self.column, self.hides_same);
        if self.laid != Some(manner) {
            let here = self.wording.get(self.line).and_then(Wording::spot);
            self.wording = laid::wording(made, reports, manner);
            self.laid = Some(manner);
            if let Some(spot) = here {
                self.line = self.wording.iter().position(|line| line.spot() == Some(spot)).unwrap_or(self.line);
            }
        }
        match self.want.take() {
            Some(spot @ (Spot::Text | Spot::Passage(..))) => {
                // What is the same is told in one line, which begins with the first of them.
                let after = self.wording.iter().position(|line| line.spot().is_some_and(|other| other > spot));
                let last = self.wording.iter().rposition(|line| line.spot().is_some_and(|other| other <= spot));
                let exact = self.wording.iter().position(|line| line.spot() == Some(spot));
                self.line = exact.or(last).or(after).unwrap_or(self.line);
            }
            Some(spot) => {
                let exact = self.figures.iter().position(|line| line.spot() == spot);
                let after = self.figures.iter().position(|line| line.spot() > spot);
                self.row = exact.or(after).unwrap_or(self.row);
            }
            None => {}
        }
    }
}

/// Whether the cell stands in a table that is shown by its columns.
fn is_by_column(made: &Made, spot: Spot) -> bool {
    let Spot::Cell(table, ..) = spot else { return false };
    made.comparison.tables.get(table).is_some_and(laid::by_column)
}

/// The text of a sentence.
fn words<'r>(report: &'r Report, sentence: &Sentence) -> &'r str {
    let block = report.sections.get(sentence.section).and_then(|section| section.blocks.get(sentence.block));
    block.and_then(|block| block.text.get(sentence.range.clone())).unwrap_or_default()
}

/// Compares the report at hand with the year before, else with the year after; where its agency has no
/// other year, asks with what.
pub fn open(state: &mut State) {
    if state.view == View::Compare {
        return;
    }
    let Some(index) = state.report_at_hand() else { return state.tell(said::NOTHING_TO_COMPARE) };
    let reports = match (other_year(&state.holdings, index, false), other_year(&state.holdings, index, true)) {
        (Some(before), _) => Pair::new(before, index),
        (None, Some(after)) => Pair::new(index, after),
        (None, None) => {
            state.chooser = Some(Chooser::of(&state.holdings, index));
            return state.tell(said::NO_OTHER_TO_COMPARE);
        }
    };
    show(state, reports, index);
}

/// Opens two reports beside each other; the right one is what was asked for.
pub fn open_two(state: &mut State, left: usize, right: usize) {
    show(state, Pair::new(left, right), right);
}

/// Shows two reports, one of which was asked for; a comparison of the same two stays where it was.
fn show(state: &mut State, reports: Pair<usize>, own: usize) {
    if state.view != View::Compare {
        trail::remember(state);
        state.view = View::Compare;
        state.zoom = false;
    }
    let side = if reports.left == own { Side::Left } else { Side::Right };
    if state.comparing.as_ref().is_none_or(|comparing| comparing.reports != reports) {
        let kept = state.comparing.take();
        let mut comparing = Comparing::new(reports, side);
        if let Some(kept) = kept {
            (comparing.hides_same, comparing.column) = (kept.hides_same, kept.column);
        }
        state.comparing = Some(comparing);
    }
}

/// The nearest report of the same agency from a later or an earlier year.
fn other_year(holdings: &Holdings, index: usize, later: bool) -> Option<usize> {
    let year = holdings.year(index)?;
    let all = &holdings.tree.agencies.of(index)?.reports;
    let mut others = all
        .iter()
        .copied()
        .filter(|other| holdings.year(*other).is_some_and(|other| if later { other > year } else { other < year }));
    if later { others.next() } else { others.next_back() }
}

/// Compares a report with one that was chosen: two years of one agency in their order.
pub fn chosen(state: &mut State, from: usize, with: usize) {
    if from == with {
        return state.tell(said::SAME_REPORT);
    }
    let holdings = &state.holdings;
    let same = holdings.tree.agencies.number_of(from) == holdings.tree.agencies.number_of(with);
    let later = holdings.year(from) > holdings.year(with);
    let reports = if same && later { Pair::new(with, from) } else { Pair::new(from, with) };
    show(state, reports, from);
}

/// What the verbs mean here.
pub fn act(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Enter => enter(state),
        Action::Year(steps) => year(state, steps),
        Action::Change(steps) => step(state, steps),
        Action::Choose => {
            let from = state.comparing.as_ref().map(Comparing::own_report);
            state.chooser = from.map(|from| Chooser::of(&state.holdings, from));
        }
        _ => steer(state, action),
    }
    Vec::new()
}

fn steer(state: &mut State, action: Action) {
    let layout = state.layout();
    let Some(comparing) = &mut state.comparing else { return };
    match action {
        Action::Move(_) | Action::Leap(_) if comparing.focus == Pane::Wording => {
            let (len, height) = (comparing.wording.len(), layout.height(Pane::Wording));
            comparing.line = moved(comparing.line, action, len, height);
        }
        Action::Move(_) | Action::Leap(_) => {
            let (len, height) = (comparing.figures.len(), layout.height(Pane::Figures));
            comparing.row = moved(comparing.row, action, len, height);
        }
        Action::Align(align) if comparing.focus == Pane::Wording => {
            comparing.text_top = scroll::aligned(comparing.line, align, layout.height(Pane::Wording));
        }
        Action::Align(align) => {
            comparing.top = scroll::aligned(comparing.row, align, figures::height(comparing, &layout));
        }
        Action::Side(steps) => {
            let spot = comparing.figures.get(comparing.row).map(Figure::spot);
            comparing.column = scroll::step(comparing.column, steps, APPLICANTS.len());
            comparing.want = spot.and_then(|spot| in_column(comparing, spot));
        }
        Action::Focus(_) => {
            let other = if comparing.focus == Pane::Wording { Pane::Figures } else { Pane::Wording };
            comparing.focus = other;
        }
        Action::HideSame => {
            comparing.want = comparing.figures.get(comparing.row).map(Figure::spot);
            comparing.hides_same = !comparing.hides_same;
            if comparing.focus == Pane::Wording {
                comparing.want = None;
            }
        }
        Action::Swap => {
            comparing.reports = comparing.reports.mirrored();
            comparing.own = comparing.own.other();
            comparing.want = Some(comparing.from());
            comparing.made = None;
        }
        Action::Table(table) => to_table(comparing, table),
        _ => {}
    }
}

/// The cell of the same row in the column that is shown now.
fn in_column(comparing: &Comparing, spot: Spot) -> Option<Spot> {
    let Spot::Cell(table, _, row, _) = spot else { return None };
    let made = comparing.made.as_ref().filter(|made| is_by_column(made, spot))?;
    let shown = laid::figures(made, comparing.column, false);
    shown.iter().map(Figure::spot).find(|other| matches!(other, Spot::Cell(t, _, r, _) if (*t, *r) == (table, row)))
}

fn to_table(comparing: &mut Comparing, table: Table) {
    let Some(made) = &comparing.made else { return };
    if let Some(at) = made.comparison.tables.iter().position(|pair| pair.table == Some(table)) {
        comparing.go(Spot::Table(at));
    }
}

/// Puts the cursor on the row that was pointed at; says whether it was there already.
pub fn point(state: &mut State, area: Rect, (pane, (_, y)): (Pane, (u16, u16))) -> bool {
    let layout = state.layout();
    let Some(comparing) = &mut state.comparing else { return false };
    let down = usize::from(y.saturating_sub(area.y));
    if pane == Pane::Wording {
        let line = comparing.text_top + down;
        return line < comparing.wording.len() && std::mem::replace(&mut comparing.line, line) == line;
    }
    let heads = usize::from(area.height).saturating_sub(figures::height(comparing, &layout));
    let Some(row) = down.checked_sub(heads).map(|down| comparing.top + down) else { return false };
    row < comparing.figures.len() && std::mem::replace(&mut comparing.row, row) == row
}

fn moved(cursor: usize, action: Action, len: usize, height: usize) -> usize {
    match action {
        Action::Move(steps) => scroll::step(cursor, steps, len),
        Action::Leap(leap) => scroll::leap(cursor, leap, len, height),
        _ => cursor,
    }
}

/// The next or previous difference; at the ends it stays.
fn step(state: &mut State, steps: i32) {
    let Some(comparing) = &mut state.comparing else { return };
    let Some(made) = &comparing.made else { return };
    match made.next(comparing.from(), steps) {
        Some(spot) => comparing.go(spot),
        None if made.stops.is_empty() => state.tell(said::NO_DIFFERENCE),
        None if steps > 0 => state.tell(said::LAST_DIFFERENCE),
        None => state.tell(said::FIRST_DIFFERENCE),
    }
}

/// Another year on the right, the place kept.
fn year(state: &mut State, steps: i32) {
    let Some(comparing) = &state.comparing else { return };
    let Pair { left, right } = comparing.reports;
    let agencies = &state.holdings.tree.agencies;
    let found = match agencies.neighbour(right, steps) {
        Some(other) if other == left => agencies.neighbour(other, steps.signum()),
        other => other,
    };
    let Some(other) = found else { return state.tell(said::no_year_further(steps > 0)) };
    let kept = comparing.light();
    let reports = Pair::new(left, other);
    state.tell(said::now_right(Side::Right, state.holdings.name(other), state.holdings.year(other)));
    state.comparing = Some(Comparing { reports, ..kept });
}

/// Opens the report at the place under the cursor: the right one, or the one that has it.
fn enter(state: &mut State) {
    let Some(comparing) = &state.comparing else { return };
    let (side, at) = place(comparing).unwrap_or((Side::Right, At::Start));
    report::open(state, comparing.report(side), at);
}

/// The place under the cursor, with the side it is on.
fn place(comparing: &Comparing) -> Option<(Side, At)> {
    let made = comparing.made.as_ref()?;
    match comparing.spot()? {
        Spot::Passage(section, number) => {
            let wanted = match comparing.wording.get(comparing.line) {
                Some(Wording::Part { side, .. }) => *side,
                _ => Side::Right,
            };
            let (side, sentence) = made.passage(section, number)?.sentence(wanted)?;
            let Sentence { section, block, range } = sentence.clone();
            Some((side, At::Text(TextPlace { section, block, range })))
        }
        spot => {
            let (side, place) = made.cell(spot)?.place(Side::Right)?;
            Some((
                side,
                match place {
                    Place::Form(id) => At::Cell(id),
                    Place::Old(place) => At::Old(OldRef::Value(place)),
                },
            ))
        }
    }
}

/// Compares the reports once both are here, and keeps the cursors inside.
pub fn settle(state: &mut State, layout: &Layout) {
    let State { comparing: Some(comparing), holdings, shelf, line, view: View::Compare, .. } = state else { return };
    let Pair { left: Some(left), right: Some(right) } = comparing.reports.map(|index| shelf.report(index)) else {
        return;
    };
    let reports = Pair::new(left, right);
    if comparing.made.as_ref().is_none_or(|made| made.reports != comparing.reports) {
        let agencies = comparing.reports.map(|index| holdings.tree.agencies.number_of(index));
        let carried = CarryOver::between(left, right).filter(|_| agencies.is_equal());
        comparing.made = Some(Made::new(comparing.reports, compare(left, right), carried));
        comparing.laid = None;
    }
    let width = layout.body(Pane::Wording).map_or(60, |body| text::width(body.width));
    comparing.lay(reports, Manner { width, brackets: line.depth == Depth::None });
    comparing.row = comparing.row.min(comparing.figures.len().saturating_sub(1));
    comparing.line = comparing.line.min(comparing.wording.len().saturating_sub(1));
    let height = figures::height(comparing, layout);
    // The heading of a table comes into view with its first row.
    let above = comparing.row.saturating_sub(1);
    let headed = matches!(comparing.figures.get(above), Some(Figure::Head(_)));
    let first = if headed { above } else { comparing.row };
    let top = scroll::follow(comparing.top, first, height, comparing.figures.len());
    comparing.top = scroll::follow(top, comparing.row, height, comparing.figures.len());
    wording::settle(comparing, layout);
}
