//! The evidence of a flag, in the shape of its rule: both sides of an identity with the rows they
//! stand in, the sentence with its numbers, or what was expected beside what was found.

use ratatui::layout::Rect;

use crate::model::cell::Number;
use crate::model::flag::{Evidence, Flag, Side};
use crate::model::form::{CellId, Col, Row};
use crate::model::report::Report;
use crate::rules::FlagRef;
use crate::tui::action::View;
use crate::tui::grid::{self, Place};
use crate::tui::layout::{Layout, Pane};
use crate::tui::page::{self, TextPlace, locate};
use crate::tui::paint::{Line, Pen, Span, span};
use crate::tui::panes::opened::Opened;
use crate::tui::panes::printed;
use crate::tui::state::{Holdings, State};
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::text::sentence::sentences;
use crate::tui::text::wrap::wrap;
use crate::tui::theme::Role;

/// A sum with more terms than this leaves out those that are zero.
const MOST_TERMS: usize = 5;
/// Identities over more rows than this show the equation without the rows.
const MOST_ROWS: usize = 6;
/// Columns of the names of the rows of an identity, and the fewest of a value.
const NAME: usize = 14;
const VALUE: usize = 6;

/// The pieces of evidence that Enter goes through: the first of each side, and those of no side.
pub fn stops(flag: &Flag) -> Vec<usize> {
    let first = |side: Side| flag.evidence.iter().position(|piece| piece.side == Some(side));
    let is_stop = |(n, piece): (usize, &Evidence)| piece.side.is_none_or(|side| first(side) == Some(n)).then_some(n);
    flag.evidence.iter().enumerate().filter_map(is_stop).collect()
}

/// The title of the pane and what stands at its right.
pub fn title(state: &State) -> (String, String) {
    let shown = state.view != View::Report || state.opened.as_ref().is_some_and(Opened::shows_evidence);
    let Some(flag) = state.flag_at_hand().filter(|_| shown).and_then(|at| state.holdings.flag(at)) else {
        let cell = state.opened.as_ref().zip(state.report()).and_then(|(opened, report)| opened.cell_in_focus(report));
        return (cell.map_or_else(|| strings::EVIDENCE.to_owned(), strings::cell), String::new());
    };
    let title = format!("{} {}", strings::EVIDENCE, strings::rule_name(flag));
    (title, format!("{} {}", flag.severity.name_zh(), flag.rule))
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
        pen.clipped((area.x + 2, area.y), area.right(), strings::NO_FLAG_CHOSEN, Role::Dim);
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
    (of_report(opened, report, flags, (&state.holdings, width)), opened.evidence_top)
}

/// The lines for a flag of the corpus.
pub fn of_flag(state: &State, at: FlagRef, width: usize) -> Vec<Line> {
    let Some(flag) = state.holdings.flag(at) else { return Vec::new() };
    lines(flag, state.shelf.report(at.report), &state.holdings, width)
}

/// The lines of the report view: for the flag at hand, then for the cell under the cursor where more is to
/// be told of it than its value.
pub fn of_report(opened: &Opened, report: &Report, flags: &[Flag], (holdings, width): (&Holdings, u16)) -> Vec<Line> {
    let width = usize::from(width);
    let flag = opened.flag.filter(|_| opened.shows_evidence()).and_then(|n| flags.get(n));
    let mut all = flag.map_or_else(Vec::new, |flag| lines(flag, Some(report), holdings, width));
    if let Some(cell) = printed::cell_at_hand(opened, report) {
        if !all.is_empty() {
            all.push(vec![span(strings::cell(cell), Role::Dim)]);
        }
        all.extend(printed::lines(report, cell, width));
    }
    all
}

fn lines(flag: &Flag, report: Option<&Report>, holdings: &Holdings, width: usize) -> Vec<Line> {
    let room = width.saturating_sub(2).max(8);
    let mut lines = Vec::new();
    for range in wrap(&flag.message, room, 0) {
        lines.push(vec![span(flag.message.get(range).unwrap_or_default(), flag.severity.into())]);
    }
    let sums = equation(flag);
    let balanced = !sums.is_empty();
    lines.extend(sums.into_iter().flat_map(|line| fold(line, room)));
    if let Some(report) = report {
        lines.extend(operand_rows(flag, report, room));
        lines.extend(quoted_sentences(flag, report, room));
    }
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

/// Breaks a line of spans that is too long; the rest goes on indented.
fn fold(line: Line, room: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![Vec::new()];
    let mut used = 0;
    for piece in line {
        let wide = columns::of(&piece.text);
        if used + wide > room && used > 0 {
            lines.push(vec![span("      ", Role::Text)]);
            used = 6;
        }
        used += wide;
        if let Some(last) = lines.last_mut() {
            let starts = last.len() == 1 && used == 6 + wide;
            last.push(if starts { span(piece.text.trim_start(), piece.role) } else { piece });
        }
    }
    lines
}

fn of_side(flag: &Flag, side: Side) -> Vec<&Evidence> {
    flag.evidence.iter().filter(|piece| piece.side == Some(side)).collect()
}

/// Both sides as sums with their difference, when every term has a value.
fn equation(flag: &Flag) -> Vec<Line> {
    let sides = [of_side(flag, Side::Left), of_side(flag, Side::Right)];
    let total = |pieces: &[&Evidence]| {
        let zero = (!pieces.is_empty()).then_some(Number::ZERO);
        pieces.iter().fold(zero, |sum, piece| sum?.checked_add(piece.value?))
    };
    let (Some(left), Some(right)) = (total(&sides[0]), total(&sides[1])) else { return Vec::new() };
    let difference = left.checked_add(right.negated());
    let one_row = flag.evidence.iter().filter_map(|piece| piece.cell).map(|cell| cell.row).collect::<Vec<Row>>();
    let by_column = one_row.windows(2).all(|pair| pair[0] == pair[1]);
    let names = side_names(sides[0].len(), sides[1].len());
    let first = side_line(names[0], &sides[0], left, by_column);
    let mut second = side_line(names[1], &sides[1], right, by_column);
    if let Some(difference) = difference {
        let shown = if difference.is_negative() { difference.negated() } else { difference };
        second.push(span(format!("  {} ", strings::DIFFERENCE), Role::Dim));
        second.push(span(shown.to_string(), Role::Error));
    }
    vec![first, second]
}

/// One number against several is a total and its parts; else they are the sides of an equation.
fn side_names(left: usize, right: usize) -> [&'static str; 2] {
    match (left, right) {
        (1, 2..) => [strings::WHOLE, strings::ITEMS],
        (2.., 1) => [strings::ITEMS, strings::WHOLE],
        _ => [strings::LEFT, strings::RIGHT],
    }
}

fn side_line(label: &str, pieces: &[&Evidence], sum: Number, by_column: bool) -> Line {
    let mut line = vec![span(format!("{label}  "), Role::Dim)];
    let shown = |piece: &&&Evidence| pieces.len() <= MOST_TERMS || piece.value.is_some_and(|value| !value.is_zero());
    let terms: Vec<Span> = pieces.iter().filter(shown).map(|piece| term(piece, by_column)).collect();
    let several = pieces.len() > 1;
    for (n, term) in terms.into_iter().enumerate() {
        if n > 0 {
            line.push(span(" + ", Role::Dim));
        }
        line.push(term);
    }
    if several {
        line.push(span(format!(" = {sum}"), Role::Strong));
    }
    line
}

/// What a term is called and its value: `上年结转6`, or the words of the text, `68条`.
fn term(piece: &Evidence, by_column: bool) -> Span {
    let value = piece.value.map(|value| value.to_string()).unwrap_or_default();
    match (piece.cell, &piece.quote) {
        (Some(cell), _) => {
            let name = if by_column { cell.col.name_zh() } else { cell.row.short_zh() };
            span(format!("{name}{value}"), Role::Text)
        }
        (None, Some(quote)) => span(quote.clone(), Role::Text),
        (None, None) => span(value, Role::Text),
    }
}

/// The rows of an identity, the columns that fail first, and a row of differences.
fn operand_rows(flag: &Flag, report: &Report, room: usize) -> Vec<Line> {
    let pieces: Vec<(CellId, Side)> = flag
        .evidence
        .iter()
        .filter(|piece| piece.report.is_none())
        .filter_map(|piece| Some((piece.cell?, piece.side?)))
        .collect();
    let mut rows: Vec<(Row, Side)> = Vec::new();
    for (cell, side) in &pieces {
        if !rows.contains(&(cell.row, *side)) {
            rows.push((cell.row, *side));
        }
    }
    // A row that is its own sum has both sides on one line, which the equation shows.
    let several = rows.windows(2).any(|pair| pair[0].0 != pair[1].0);
    let Some((first, _)) = pieces.first().filter(|_| several && rows.len() <= MOST_ROWS) else { return Vec::new() };
    let laid = grid::of(report, grid::Part::Form(first.table()));
    let row = laid.rows.iter().find(|row| row.cells.contains(&Place::Form(*first)));
    let places = row.iter().flat_map(|row| &row.cells).filter_map(|place| place.id());
    let mut cols: Vec<(Col, bool)> =
        places.map(|id| (id.col, pieces.iter().any(|(cell, _)| cell.col == id.col))).collect();
    cols.sort_by_key(|(_, failing)| !failing);
    let table = Operands { rows, cols, report, room };
    table.lines()
}

/// Some rows of a table with what they differ by.
struct Operands<'a> {
    rows: Vec<(Row, Side)>,
    /// Each column and whether the flag is about it.
    cols: Vec<(Col, bool)>,
    report: &'a Report,
    room: usize,
}

impl Operands<'_> {
    fn lines(&self) -> Vec<Line> {
        let head = |col: Col| (head_of(col).to_owned(), Role::Dim);
        let mut lines = vec![self.line("", &head)];
        for (row, _) in &self.rows {
            lines.push(self.line(row.short_zh(), &|col| grid::show(self.report.tables.cell(CellId::new(*row, col)))));
        }
        lines.push(self.line(strings::DIFFERENCE, &|col| match self.difference(col) {
            Some(difference) if difference.is_zero() => ("0".to_owned(), Role::Dim),
            Some(difference) => (difference.to_string(), Role::Error),
            None => ("?".to_owned(), Role::Dim),
        }));
        lines
    }

    /// As many columns as fit.
    fn line(&self, name: &str, value: &dyn Fn(Col) -> (String, Role)) -> Line {
        let mut line = vec![span(columns::left(name, NAME), Role::Dim)];
        let mut used = NAME;
        for (col, failing) in &self.cols {
            let (text, role) = value(*col);
            let width = (columns::of(head_of(*col)) + 1).max(VALUE);
            used += width;
            if used > self.room {
                break;
            }
            let strong = *failing && role == Role::Text;
            line.push(span(columns::right(&text, width), if strong { Role::Strong } else { role }));
        }
        line
    }

    fn difference(&self, col: Col) -> Option<Number> {
        self.rows.iter().try_fold(Number::ZERO, |sum, (row, side)| {
            let value = self.report.tables.cell(CellId::new(*row, col))?.value?;
            sum.checked_add(if *side == Side::Left { value } else { value.negated() })
        })
    }
}

/// The head of a column in one word.
fn head_of(col: Col) -> &'static str {
    let [upper, lower] = col.head_zh();
    if upper.is_empty() { lower } else { upper }
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
