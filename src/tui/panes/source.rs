//! The source in place of the result: what the page or file says, line by line, with what was read of it
//! marked. Its cursor is a row; the place the reader looks at is marked in it.

use std::ops::Range;

use ratatui::layout::Rect;

use crate::model::flag::{Evidence, Flag, Severity};
use crate::model::report::{Report, Span};
use crate::tui::action::{Action, Leap};
use crate::tui::glyph;
use crate::tui::layout::{Layout, Pane};
use crate::tui::page;
use crate::tui::paint::Pen;
use crate::tui::panes::opened::Opened;
use crate::tui::scroll;
use crate::tui::source::read::{Reading, Readings};
use crate::tui::source::rows::{Row, Rows};
use crate::tui::state::State;
use crate::tui::strings;
use crate::tui::text::columns::{self, clusters};
use crate::tui::text::wrap::wrap;
use crate::tui::theme::Role;

/// Columns before the number of the line: the cursor, the mark of a flag, and how values were read.
const MARKS: u16 = 4;
/// Bytes before a row that are looked at for the tag it may begin in.
const LONGEST_TAG: usize = 4096;

/// The source while it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceView {
    /// The pane the keys return to.
    pub back: Pane,
    /// The place of what the reader looks at.
    pub shown: Option<Span>,
    /// The row under the cursor.
    pub row: Range<usize>,
    /// The first byte of the first row.
    pub top: usize,
    /// The cursor goes to the place shown as soon as the source is here.
    pub(super) seek: bool,
}

impl SourceView {
    /// The source, opened from a pane at the place of what its cursor is on.
    pub fn new(back: Pane, shown: Option<Span>) -> Self {
        Self { back, shown, row: 0..0, top: 0, seek: true }
    }

    /// Looks at another place.
    pub fn look_at(&mut self, place: Option<Span>) {
        if place.is_some() && place != self.shown {
            self.shown = place;
            self.seek = true;
        }
    }
}

/// Columns before the text.
fn gutter(rows: &Rows) -> u16 {
    MARKS + columns::screen(rows.lines().to_string().len().max(3)) + 1
}

fn width(rows: &Rows, area: Rect) -> usize {
    usize::from(area.width.saturating_sub(gutter(rows) + 1)).max(1)
}

/// What the moving verbs mean in the source.
pub fn steer(view: &mut SourceView, rows: &Rows, layout: &Layout, action: Action) {
    let Some(body) = layout.body(Pane::Source) else { return };
    let width = width(rows, body);
    let height = i32::from(body.height.max(1));
    if let Action::Align(align) = action {
        let above = scroll::aligned(usize::from(body.height), align, usize::from(body.height));
        let above = i32::from(body.height) - i32::try_from(above).unwrap_or_default();
        view.top = rows.step(view.row.start, -above, width).range.start;
        return;
    }
    let step = |steps| rows.step(view.row.start, steps, width).range;
    view.row = match action {
        Action::Move(steps) => step(steps),
        Action::Leap(Leap::HalfDown) => step((height / 2).max(1)),
        Action::Leap(Leap::HalfUp) => step(-(height / 2).max(1)),
        Action::Leap(Leap::PageDown) => step((height - 1).max(1)),
        Action::Leap(Leap::PageUp) => step(-(height - 1).max(1)),
        Action::Leap(Leap::First) => rows.row_at(0, width).range,
        Action::Leap(Leap::Last) => rows.row_at(rows.text().len(), width).range,
        Action::Leap(Leap::Row(line)) => rows.row_at(rows.start_of(line.saturating_sub(1)), width).range,
        _ => return,
    };
}

/// Puts the cursor on the row so many below the top; says whether it was there.
pub fn point(view: &mut SourceView, rows: &Rows, area: Rect, down: usize) -> bool {
    let Some(row) = rows.rows(view.top, down + 1, width(rows, area)).pop() else { return false };
    std::mem::replace(&mut view.row, row.range.clone()) == row.range
}

/// Keeps the cursor on a row of this width and on the screen; finds the place that is looked at.
pub fn settle(view: &mut SourceView, rows: &Rows, layout: &Layout) {
    let Some(body) = layout.body(Pane::Source) else { return };
    let (width, height) = (width(rows, body), usize::from(body.height.max(1)));
    let seek = std::mem::take(&mut view.seek);
    let target = view.shown.filter(|at| seek && rows.has(*at)).map_or(view.row.start, |at| at.start);
    view.row = rows.row_at(target, width).range;
    let back = |count: usize| rows.step(view.row.start, -i32::try_from(count).unwrap_or(i32::MAX), width).range.start;
    let top = rows.row_at(view.top, width).range.start;
    let is_shown = rows.rows(top, height, width).iter().any(|row| row.range == view.row);
    view.top = match is_shown {
        true => top,
        false if seek => back(height / 3),
        false if view.row.start < top => view.row.start,
        false => back(height - 1),
    };
    // The end of the text stands at the foot of the pane, not above an empty one.
    let end = rows.row_at(rows.text().len(), width).range.start;
    if rows.rows(view.top, height, width).len() < height {
        view.top = rows.step(end, 1 - i32::from(body.height.max(1)), width).range.start;
    }
}

/// The places that a flag rests on in this report.
pub fn places(report: &Report, flag: &Flag) -> Vec<Span> {
    let own = flag.evidence.iter().filter(|piece| piece.report.is_none());
    own.filter_map(|piece| place_of(report, piece)).collect()
}

/// Where a piece of evidence stands: its cell, its own place, or the words it quotes.
pub fn place_of(report: &Report, piece: &Evidence) -> Option<Span> {
    let cell = || report.tables.cell(piece.cell?)?.at;
    let quoted = || {
        let place = page::locate(report, piece.at, piece.quote.as_deref().filter(|_| piece.cell.is_none()))?;
        page::block(report, &place)?.place(place.range.clone())
    };
    piece.at.or_else(cell).or_else(quoted)
}

/// The title of the pane and what stands at its right.
pub fn title(state: &State) -> (String, String) {
    let Some((opened, report)) = state.opened.as_ref().zip(state.report()) else { return Default::default() };
    let Some((view, rows)) = opened.source.as_ref().zip(state.sources.rows(opened.index)) else {
        return (strings::SOURCE.to_string(), String::new());
    };
    let line = rows.line_of(view.row.start) + 1;
    (strings::source_of(&report.source), strings::row_of(line, rows.lines()))
}

/// ```text
///      10 三、收到和处理政府信息公开申请情况
/// >错~ 11 一、本年新收政府信息公开申请数量21710000218二、上年结转
///         政府信息公开申请数量0000000
/// ```
pub fn draw(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let Some((opened, report)) = state.opened.as_ref().zip(state.report()) else { return };
    let Some(view) = &opened.source else { return };
    let Some(rows) = state.sources.rows(opened.index) else {
        let failure = state.sources.failure(opened.index);
        let text = failure.map_or_else(|| strings::LOADING.to_string(), strings::no_source);
        let room = usize::from(area.width.saturating_sub(4)).max(1);
        for (n, range) in wrap(&text, room, 0).into_iter().take(usize::from(area.height)).enumerate() {
            let y = area.y + columns::screen(n);
            pen.text((area.x + 2, y), area.right(), text.get(range).unwrap_or_default(), Role::Warning);
        }
        return;
    };
    let Some(ink) = Ink::of(state, opened, report, rows) else { return };
    let shown = rows.rows(view.top, usize::from(area.height), width(rows, area));
    for (n, row) in shown.iter().enumerate() {
        ink.row(row, Rect { y: area.y + columns::screen(n), height: 1, ..area }, pen);
    }
}

/// Writes rows with what is marked in them.
struct Ink<'a> {
    rows: &'a Rows,
    read: &'a Readings,
    view: &'a SourceView,
    focused: bool,
    /// The evidence of each flag.
    flags: Vec<(Severity, Vec<Span>)>,
    /// That of the flag at hand.
    evidence: Vec<Span>,
    /// What the last search found.
    matches: Vec<Span>,
}

impl<'a> Ink<'a> {
    fn of(state: &'a State, opened: &'a Opened, report: &Report, rows: &'a Rows) -> Option<Self> {
        let view = opened.source.as_ref()?;
        let flags = &*state.holdings.checked.flags(opened.index);
        let at_hand = opened.flag.filter(|_| opened.shows_evidence()).and_then(|n| flags.get(n));
        let matched = state.finder.matches_in(opened.index);
        let place = |place: &page::TextPlace| page::block(report, place)?.place(place.range.clone());
        Some(Self {
            rows,
            read: &opened.read,
            view,
            focused: opened.focus == Pane::Source,
            flags: flags.iter().map(|flag| (flag.severity, places(report, flag))).collect(),
            evidence: at_hand.map(|flag| places(report, flag)).unwrap_or_default(),
            matches: matched.iter().filter_map(place).collect(),
        })
    }

    fn row(&self, row: &Row, area: Rect, pen: &mut Pen<'_>) {
        let (x, y) = (area.x, area.y);
        if row.range == self.view.row {
            let role = if self.focused { Role::Accent } else { Role::Dim };
            pen.text((x, y), area.right(), glyph::CURSOR, role);
        }
        let here = |places: &Vec<Span>| places.iter().any(|at| at.start < row.range.end && row.range.start < at.end);
        let flagged = self.flags.iter().filter(|(_, places)| here(places)).map(|(severity, _)| *severity);
        if let Some(worst) = flagged.max() {
            pen.text((x + 1, y), area.right(), strings::mark(worst), worst.into());
        }
        if self.read.has_loose(&row.range) {
            pen.text((x + 3, y), area.right(), glyph::LOOSE, Role::Warning);
        } else if self.read.has_cut(&row.range) {
            pen.text((x + 3, y), area.right(), glyph::INFERRED, Role::Inferred);
        }
        let text = x + gutter(self.rows);
        if row.first {
            pen.right(text - 1, y, &(row.line + 1).to_string(), Role::Dim);
        }
        self.words(row, Rect { x: text, width: area.right().saturating_sub(text), ..area }, pen);
    }

    fn words(&self, row: &Row, area: Rect, pen: &mut Pen<'_>) {
        let part = self.rows.text().get(row.range.clone()).unwrap_or_default().trim_end();
        let mut in_tag = self.read.markup && starts_in_tag(self.rows.text(), row.range.start);
        let mut x = area.x;
        for cluster in clusters(part) {
            let at = row.range.start + cluster.start;
            in_tag |= self.read.markup && cluster.text == "<";
            x = pen.text((x, area.y), area.right(), cluster.text, self.role(at, in_tag));
            in_tag &= cluster.text != ">";
        }
    }

    fn role(&self, at: usize, in_tag: bool) -> Role {
        let holds = |place: &Span| place.range().contains(&at);
        if self.view.shown.as_ref().is_some_and(holds) {
            return Role::Cursor;
        }
        if self.matches.iter().any(holds) {
            return Role::Match;
        }
        if self.evidence.iter().any(holds) {
            return Role::Evidence;
        }
        match self.read.at(at) {
            Reading::Cell => Role::Read,
            Reading::Cut => Role::Inferred,
            Reading::CutNext => Role::InferredNext,
            Reading::Loose => Role::Notice,
            Reading::Unread => Role::Dim,
            _ if in_tag => Role::Dim,
            Reading::Heading => Role::Strong,
            Reading::Text | Reading::Table => Role::Text,
        }
    }
}

/// Whether a byte of a page stands inside a tag.
fn starts_in_tag(text: &str, byte: usize) -> bool {
    let mut from = byte.saturating_sub(LONGEST_TAG);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = text.get(from..byte).unwrap_or_default();
    before.rfind(['<', '>']).is_some_and(|at| before.get(at..).is_some_and(|rest| rest.starts_with('<')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_know_the_tag_they_begin_in() {
        let check = |text: &str, expected| assert_eq!(starts_in_tag(text, text.len()), expected, "{text}");
        check("<td width=\"80\"", true);
        check("<td>12", false);
        check("", false);
        check(&format!("<{}", "字".repeat(3000)), false);
    }
}
