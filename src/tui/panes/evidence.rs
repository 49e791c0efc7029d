//! The evidence of a flag, in the shape of its rule: both sides of an identity with the rows they
//! stand in, the sentence with its numbers, or what was expected beside what was found; with what may
//! have gone wrong, and what numbers that are tried do to it.

use ratatui::layout::Rect;

use crate::compare::Pair;
use crate::model::flag::{Evidence, Flag, Side};
use crate::model::report::{Report, Span as Place};
use crate::rules::repair::Hint;
use crate::rules::{FlagRef, Group, OneFlag, masked};
use crate::tui::action::View;
use crate::tui::beside::Beside;
use crate::tui::layout::{Layout, Pane};
use crate::tui::paint::{Line, Pen, span};
use crate::tui::panes::opened::Opened;
use crate::tui::panes::shape::{self, Shape};
use crate::tui::panes::{alike, cells, dates, decided, printed, sentences, structure, sums, whatif};
use crate::tui::reviewing::Reviewing;
use crate::tui::shelf::Shelf;
use crate::tui::source::rows::Rows;
use crate::tui::state::{Holdings, State};
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::text::wrap::wrap;
use crate::tui::theme::Role;
use crate::tui::trying::Trying;

/// The pieces of evidence that Enter goes through: the first of each side, and those of no side.
pub fn stops(flag: &Flag) -> Vec<usize> {
    let first = |side: Side| flag.evidence.iter().position(|piece| piece.side == Some(side));
    let is_stop = |(n, piece): (usize, &Evidence)| piece.side.is_none_or(|side| first(side) == Some(n)).then_some(n);
    flag.evidence.iter().enumerate().filter_map(is_stop).collect()
}

/// The title of the pane and what stands at its right.
pub fn title(state: &State) -> (String, String) {
    let shown = state.view != View::Report || state.opened.as_ref().is_some_and(Opened::shows_evidence);
    let tried = state.view == View::Report && state.opened.as_ref().is_some_and(|opened| opened.trying.is_some());
    let Some(flag) = state.flag_at_hand().filter(|_| shown).and_then(|at| state.holdings.flag(at)) else {
        let cell = state.opened.as_ref().zip(state.report()).and_then(|(opened, report)| opened.cell_in_focus(report));
        let title = if tried { strings::TRIAL.to_string() } else { strings::EVIDENCE.to_string() };
        return (cell.filter(|_| !tried).map_or(title, strings::cell), String::new());
    };
    let title = format!("{} {}", strings::EVIDENCE, strings::rule_name(&flag));
    (title, format!("{} {}", strings::severity_name(flag.severity), flag.rule))
}

/// Keeps the first line shown inside.
pub fn settle(top: &mut usize, layout: &Layout, len: impl Fn() -> usize) {
    if *top > 0 {
        *top = (*top).min(len().saturating_sub(layout.height(Pane::Evidence)));
    }
}

pub fn draw(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let (lines, top) = shown(state, area.width);
    if lines.is_empty() {
        pen.clipped((area.x + 2, area.y), area.right(), &strings::NO_FLAG_CHOSEN, Role::Dim);
    }
    for (n, line) in lines.iter().skip(top).take(usize::from(area.height)).enumerate() {
        pen.line((area.x + 1, area.y + columns::screen(n)), area.right(), line);
    }
}

/// The lines of the pane and the first that is shown.
fn shown(state: &State, width: u16) -> (Vec<Line>, usize) {
    if state.view != View::Report {
        let lines = state.flags.at_hand().map(|at| of_flag(state, at, usize::from(width)));
        return (lines.unwrap_or_default(), state.flags.evidence_top);
    }
    let Some((opened, report)) = state.opened.as_ref().zip(state.report()) else { return Default::default() };
    let flags = &*state.holdings.checked.flags(opened.index);
    (of_report(opened, report, flags, &aside(state, usize::from(width))), opened.evidence_top)
}

/// What the evidence of a flag is told with.
#[derive(Debug, Clone, Copy)]
pub struct Aside<'a> {
    pub holdings: &'a Holdings,
    pub shelf: &'a Shelf,
    /// The source of the report, where it is here: it gives places their lines.
    pub rows: Option<&'a Rows>,
    /// What may have gone wrong where the flag at hand stands.
    pub hint: Option<&'a Hint>,
    /// The other reports that the flag at hand speaks of.
    pub beside: Option<&'a Beside>,
    /// What is decided of it.
    pub review: &'a Reviewing,
    /// Columns of the pane.
    pub width: usize,
}

impl Aside<'_> {
    /// Columns for text.
    pub fn room(&self) -> usize {
        self.width.saturating_sub(2).max(8)
    }

    /// A place of the source in words: its line, or its bytes where the source is not here.
    pub fn place(&self, at: Place) -> String {
        let rows = self.rows.filter(|rows| rows.has(at));
        rows.map_or_else(|| strings::bytes(at.start, at.end), |rows| strings::line(rows.line_of(at.start) + 1))
    }

    /// What is printed at a place of the source, where that is here, without its line breaks.
    pub fn printed(&self, at: Place) -> Option<String> {
        let text = at.of(self.rows?.text())?;
        Some(masked(text.split_whitespace().collect::<Vec<_>>().join(" ")))
    }

    /// Another report that the flag speaks of, where it is here.
    pub fn report(&self, id: &str) -> Option<&Report> {
        self.shelf.report(self.beside?.index(id)?)
    }

    /// The year of a report by its id, before the name of a row.
    pub fn year_of(&self, id: &str) -> String {
        let index = self.beside.and_then(|beside| beside.index(id));
        index.and_then(|index| self.holdings.year(index)).map(|year| format!("{year} ")).unwrap_or_default()
    }

    /// The name of a report by its id.
    pub fn report_of(&self, id: &str) -> String {
        let index = self.beside.and_then(|beside| beside.index(id));
        index.map_or_else(
            || id.to_owned(),
            |index| strings::report_of(self.holdings.name(index), self.holdings.year(index)),
        )
    }
}

fn aside(state: &State, width: usize) -> Aside<'_> {
    let at = state.flag_at_hand();
    let hint = state.hint.as_ref().filter(|(of, _)| Some(*of) == at).map(|(_, hint)| hint);
    let beside = state.beside.as_ref().filter(|beside| Some(beside.of) == at);
    let rows = at.and_then(|at| state.sources.rows(at.report));
    Aside { holdings: &state.holdings, shelf: &state.shelf, rows, hint, beside, review: &state.review, width }
}

/// The lines for a flag of the corpus: its evidence, then the flags that make one group with it.
pub fn of_flag(state: &State, at: FlagRef, width: usize) -> Vec<Line> {
    let Some(flag) = state.holdings.flag(at) else { return Vec::new() };
    let aside = aside(state, width);
    let mut all = decided::lines(&state.review, &flag, state.holdings.groups.number_of(at), aside.room());
    all.extend(lines(&flag, state.shelf.report(at.report), None, &aside));
    let group = state.holdings.groups.of_flag(at);
    let others: Vec<OneFlag> = group
        .into_iter()
        .flat_map(Group::flags)
        .filter(|other| *other != at && other.report == at.report)
        .filter_map(|other| state.holdings.flag(other))
        .collect();
    if !others.is_empty() {
        all.push(vec![span(strings::SAME_GROUP, Role::Dim)]);
    }
    for other in others {
        let text = format!("{} {}", strings::mark(other.severity), strings::message(&other));
        let rows = wrap(&text, aside.room().saturating_sub(2), 0).into_iter();
        all.extend(rows.map(|range| vec![span(format!("  {}", text.get(range).unwrap_or_default()), Role::Text)]));
    }
    all
}

/// The lines of the report view: what is tried, then the flag at hand, then the cell under the cursor
/// where more is to be told of it than its value.
pub fn of_report(opened: &Opened, report: &Report, flags: &[Flag], aside: &Aside<'_>) -> Vec<Line> {
    let mut all = whatif::trial(opened, flags, aside.holdings, aside.room());
    let flag = opened.flag.filter(|_| opened.shows_evidence()).and_then(|n| flags.get(n));
    if let Some(flag) = flag {
        if !all.is_empty() {
            all.push(vec![span(strings::EVIDENCE, Role::Dim)]);
        }
        let trying = opened.trying.as_ref();
        let at = opened.flag.map(|nth| FlagRef { report: opened.index, nth });
        let group = at.and_then(|at| aside.holdings.groups.number_of(at));
        all.extend(decided::lines(aside.review, flag, group, aside.room()));
        let told = trying.map_or_else(|| flag.clone(), |trying| trying.retold(flag));
        all.extend(lines(&told, Some(report), trying, aside));
    }
    if let Some(cell) = printed::cell_at_hand(opened, report) {
        if !all.is_empty() {
            all.push(vec![span(strings::cell(cell), Role::Dim)]);
        }
        all.extend(printed::lines(report, cell, aside.width));
    }
    all
}

fn lines(flag: &Flag, report: Option<&Report>, trying: Option<&Trying>, aside: &Aside<'_>) -> Vec<Line> {
    let room = aside.room();
    let mut lines = wrapped(strings::message(flag), flag.severity.into(), room);
    let shape = shape::of(flag);
    let equation = sums::equation(flag, trying, room);
    let balanced = !equation.is_empty();
    let shaped = report.map(|report| in_shape(shape, flag, report, trying, aside)).unwrap_or_default();
    // The rows of a table say more than a long equation; of a sum in the text there are none.
    let has_rows = flag.evidence.iter().any(|piece| piece.cell.is_some());
    if shaped.is_empty() || equation.len() <= 3 || !has_rows {
        lines.extend(equation);
    }
    lines.extend(shaped);
    lines.extend(whatif::best_repair(aside.hint, room));
    lines.extend(whatif::other_repairs(aside.hint, room));
    let told = match shape {
        Shape::Dates => dates::has_limit(flag),
        Shape::Sections => report.is_some_and(|report| structure::tells_all(flag, report)),
        Shape::Alike => true,
        Shape::Sums | Shape::Cells | Shape::Words => false,
    };
    let told = balanced || told && report.is_some();
    if !told {
        for (label, value) in [(strings::EXPECTED, &flag.expected), (strings::FOUND, &flag.found)] {
            if !value.is_empty() {
                lines.extend(wrapped(&format!("{label}  {value}"), Role::Text, room));
            }
        }
    }
    if report.is_none() || matches!(shape, Shape::Dates | Shape::Sections | Shape::Words) {
        lines.extend(flag.evidence.iter().filter_map(|piece| elsewhere(piece, aside)));
    }
    if flag.inferred {
        lines.push(vec![span(strings::RESTS_ON_INFERRED, Role::Info)]);
    }
    lines
}

/// What of the report the flag rests on.
fn in_shape(shape: Shape, flag: &Flag, report: &Report, trying: Option<&Trying>, aside: &Aside<'_>) -> Vec<Line> {
    let room = aside.room();
    let mut lines = match shape {
        Shape::Sums => [sums::operand_rows(flag, report, trying, aside), sums::old_figures(flag, report)].concat(),
        Shape::Sections if structure::tells_all(flag, report) => return structure::lines(flag, report, aside),
        Shape::Sections => structure::lines(flag, report, aside),
        Shape::Alike => return alike_lines(flag, report, aside),
        Shape::Dates => dates::lines(flag, report, aside),
        Shape::Cells => cells::lines(flag, report, aside),
        Shape::Words => Vec::new(),
    };
    lines.extend(sentences::lines(flag, report, room, shape));
    lines
}

/// The text beside that of the other report, and which further reports have it.
fn alike_lines(flag: &Flag, report: &Report, aside: &Aside<'_>) -> Vec<Line> {
    let others = || flag.evidence.iter().filter_map(|piece| piece.report.as_deref());
    let Some((first, alike)) = others().next().zip(aside.beside.and_then(|beside| beside.alike.as_ref())) else {
        return sentences::lines(flag, report, aside.room(), Shape::Alike);
    };
    let own = strings::report_of(report.agency.name.as_deref().unwrap_or(&report.id), report.year);
    let mut lines = alike::lines(alike, &Pair::new(aside.report_of(first), own), aside.room());
    let further: Vec<String> = others().filter(|id| *id != first).map(|id| aside.report_of(id)).collect();
    if !further.is_empty() {
        lines.extend(wrapped(&strings::also_alike(&further), Role::Dim, aside.room()));
    }
    let own = flag.evidence.iter().find(|piece| piece.report.is_none()).and_then(|piece| piece.quote.as_deref());
    if let Some(quote) = own.filter(|_| alike.is_same()) {
        lines.extend(wrapped(&strings::quoted(&format!("{quote}…")), Role::Text, aside.room()));
    }
    lines
}

fn wrapped(text: &str, role: Role, room: usize) -> Vec<Line> {
    wrap(text, room, 0).into_iter().map(|range| vec![span(text.get(range).unwrap_or_default(), role)]).collect()
}

/// A piece of evidence in another report.
fn elsewhere(piece: &Evidence, aside: &Aside<'_>) -> Option<Line> {
    let name = aside.report_of(piece.report.as_deref()?);
    let value = piece.value.map(|value| value.to_string()).or_else(|| piece.quote.clone()).unwrap_or_default();
    let cell = piece.cell.map(strings::cell).unwrap_or_default();
    Some(vec![span(format!("{name}  "), Role::Dim), span(format!("{cell} {value}"), Role::Evidence)])
}
