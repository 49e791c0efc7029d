//! The evidence of a flag, in the shape of its rule: both sides of an identity with the rows they
//! stand in, the sentence with its numbers, or what was expected beside what was found; with what may
//! have gone wrong, and what numbers that are tried do to it.

use ratatui::layout::Rect;

use crate::model::flag::{Evidence, Flag, Side};
use crate::model::report::Report;
use crate::model::sentence::sentences;
use crate::rules::repair::Hint;
use crate::rules::{FlagRef, Group};
use crate::tui::action::View;
use crate::tui::layout::{Layout, Pane};
use crate::tui::page::{self, TextPlace, locate};
use crate::tui::paint::{Line, Pen, span};
use crate::tui::panes::opened::Opened;
use crate::tui::panes::{printed, sums, whatif};
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
    let title = format!("{} {}", strings::EVIDENCE, strings::rule_name(flag));
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
    let flags = state.holdings.checked.flags(opened.index);
    (of_report(opened, report, flags, &aside(state, usize::from(width))), opened.evidence_top)
}

/// What the evidence of a flag is told with.
#[derive(Debug, Clone, Copy)]
pub struct Aside<'a> {
    pub holdings: &'a Holdings,
    /// What may have gone wrong where the flag at hand stands.
    pub hint: Option<&'a Hint>,
    /// Columns of the pane.
    pub width: usize,
}

impl Aside<'_> {
    fn room(&self) -> usize {
        self.width.saturating_sub(2).max(8)
    }
}

fn aside(state: &State, width: usize) -> Aside<'_> {
    let hint = state.hint.as_ref().filter(|(of, _)| Some(*of) == state.flag_at_hand()).map(|(_, hint)| hint);
    Aside { holdings: &state.holdings, hint, width }
}

/// The lines for a flag of the corpus: its evidence, then the flags that make one group with it.
pub fn of_flag(state: &State, at: FlagRef, width: usize) -> Vec<Line> {
    let Some(flag) = state.holdings.flag(at) else { return Vec::new() };
    let aside = aside(state, width);
    let mut all = lines(flag, state.shelf.report(at.report), None, &aside);
    let group = state.holdings.groups.of_flag(at);
    let others: Vec<&Flag> = group
        .into_iter()
        .flat_map(Group::flags)
        .filter(|other| *other != at && other.report == at.report)
        .filter_map(|other| state.holdings.flag(other))
        .collect();
    if !others.is_empty() {
        all.push(vec![span(strings::SAME_GROUP, Role::Dim)]);
    }
    for other in others {
        let text = format!("{} {}", strings::mark(other.severity), strings::message(other));
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
    let (room, holdings) = (aside.room(), aside.holdings);
    let mut lines = Vec::new();
    let message = strings::message(flag);
    for range in wrap(message, room, 0) {
        lines.push(vec![span(message.get(range).unwrap_or_default(), flag.severity.into())]);
    }
    let equation = sums::equation(flag, trying, room);
    let balanced = !equation.is_empty();
    lines.extend(equation);
    lines.extend(whatif::best_repair(aside.hint, room));
    if let Some(report) = report {
        lines.extend(sums::operand_rows(flag, report, trying, room));
        lines.extend(quoted_sentences(flag, report, room));
    }
    lines.extend(whatif::other_repairs(aside.hint, room));
    if !balanced {
        for (label, value) in [(strings::EXPECTED, &flag.expected), (strings::FOUND, &flag.found)] {
            if !value.is_empty() {
                let text = format!("{label}  {value}");
                lines.extend(wrap(&text, room, 0).into_iter().map(|range| plain(text.get(range).unwrap_or_default())));
            }
        }
    }
    lines.extend(flag.evidence.iter().filter(|piece| piece.report.is_some()).map(|piece| elsewhere(piece, holdings)));
    if flag.inferred {
        lines.push(vec![span(strings::RESTS_ON_INFERRED, Role::Info)]);
    }
    lines
}

fn plain(text: &str) -> Line {
    vec![span(text, Role::Text)]
}

/// The sentences the quotations stand in, each once, with its section.
fn quoted_sentences(flag: &Flag, report: &Report, room: usize) -> Vec<Line> {
    let mut places: Vec<TextPlace> = Vec::new();
    let mut lines = Vec::new();
    let mut seen: Vec<TextPlace> = Vec::new();
    let here = || flag.evidence.iter().filter(|piece| piece.report.is_none() && piece.cell.is_none());
    for piece in here() {
        match locate(report, piece.at, piece.quote.as_deref()) {
            Some(place) => places.push(place),
            None => lines.extend(piece.quote.as_deref().map(|quote| plain(&strings::quoted(quote)))),
        }
    }
    for place in &places {
        let Some(sentence) = sentence_of(report, place).filter(|sentence| !seen.contains(sentence)) else { continue };
        let titled = seen.iter().any(|other| other.section == place.section);
        if let Some(section) = report.sections.get(place.section).filter(|_| !titled) {
            lines.push(vec![span(page::title(section), Role::Dim)]);
        }
        lines.extend(sentence_lines(report, &sentence, &places, room));
        seen.push(sentence);
    }
    lines
}

fn sentence_of(report: &Report, place: &TextPlace) -> Option<TextPlace> {
    let text = &page::block(report, place)?.text;
    let range = sentences(text).into_iter().find(|range| range.contains(&place.range.start))?;
    Some(TextPlace { range: range.start..range.end.max(place.range.end), ..place.clone() })
}

fn sentence_lines(report: &Report, sentence: &TextPlace, marked: &[TextPlace], room: usize) -> Vec<Line> {
    let text = page::block(report, sentence).map_or("", |block| block.text.as_str());
    let part = text.get(sentence.range.clone()).unwrap_or_default();
    let is_marked = |at: usize| {
        marked.iter().any(|place| {
            (place.section, place.block) == (sentence.section, sentence.block) && place.range.contains(&at)
        })
    };
    let lines = wrap(part, room.saturating_sub(2), 0).into_iter().map(|range| {
        let mut line = vec![span("  ", Role::Text)];
        for (at, c) in part.get(range.clone()).unwrap_or_default().char_indices() {
            let marked = is_marked(sentence.range.start + range.start + at);
            let role = if marked { Role::Evidence } else { Role::Text };
            match line.last_mut().filter(|last| last.role == role) {
                Some(last) => last.text.push(c),
                None => line.push(span(c, role)),
            }
        }
        line
    });
    lines.collect()
}

/// A piece of evidence in another report.
fn elsewhere(piece: &Evidence, holdings: &Holdings) -> Line {
    let id = piece.report.as_deref().unwrap_or_default();
    let other = holdings.corpus.headers().find(|header| header.id == id);
    let name = other.map_or_else(|| id.to_owned(), |header| strings::report_of(header.name(), header.year));
    let value = piece.value.map(|value| value.to_string()).or_else(|| piece.quote.clone()).unwrap_or_default();
    let cell = piece.cell.map(strings::cell).unwrap_or_default();
    vec![span(format!("{name}  "), Role::Dim), span(format!("{cell} {value}"), Role::Evidence)]
}
