//! What lies over a view to be read: the explanation of a flag, and what is known of the terminal.

use ratatui::layout::Rect;

use crate::rules::{self, FlagRef};
use crate::tui::action::Action;
use crate::tui::glyph;
use crate::tui::paint::{Line, Pen, span};
use crate::tui::scroll;
use crate::tui::state::State;
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::text::wrap::wrap;
use crate::tui::theme::Role;

/// What is shown over the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The rule and the arithmetic of a flag.
    Flag(FlagRef),
    /// The terminal and the line to it.
    Terminal,
}

/// An overlay and the first line of it that shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlay {
    pub subject: Subject,
    pub top: usize,
}

/// Columns of what a value is.
const LABEL: usize = 16;
/// Wider boxes are hard to read.
const WIDEST: u16 = 96;

/// Scrolls the overlay.
pub fn act(state: &mut State, action: Action) {
    let Some(overlay) = state.overlay else { return };
    let area = area_in(state.size);
    let height = usize::from(area.height.saturating_sub(2));
    let last = lines(state, overlay.subject, inner_width(area)).len().saturating_sub(height);
    let top = match action {
        Action::Move(steps) => scroll::step(overlay.top, steps, last + 1),
        Action::Leap(leap) => scroll::leap(overlay.top, leap, last + 1, height),
        _ => overlay.top,
    };
    state.overlay = Some(Overlay { top, ..overlay });
}

/// The box on a screen of this size.
pub fn area_in((width, height): (u16, u16)) -> Rect {
    let across = width.saturating_sub(2).min(WIDEST);
    let down = height.saturating_sub(4);
    Rect::new((width - across) / 2, 2.min(height), across, down)
}

fn inner_width(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(4))
}

fn lines(state: &State, subject: Subject, width: usize) -> Vec<Line> {
    match subject {
        Subject::Flag(flag) => explanation(state, flag, width),
        Subject::Terminal => terminal(state, width),
    }
}

fn terminal(state: &State, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for (label, value) in strings::of_line(&state.line, state.size) {
        let room = width.saturating_sub(LABEL + 2).max(8);
        for (n, range) in wrap(&value, room, 0).into_iter().enumerate() {
            let label = if n == 0 { label.said() } else { "" };
            lines.push(vec![
                span(format!("  {}", columns::left(label, LABEL)), Role::Dim),
                span(value.get(range).unwrap_or_default(), Role::Text),
            ]);
        }
    }
    lines
}

fn explanation(state: &State, at: FlagRef, width: usize) -> Vec<Line> {
    let Some(flag) = state.holdings.flag(at) else { return Vec::new() };
    let mut lines = Vec::new();
    let mut say = |text: &str, role: Role| {
        lines.extend(
            wrap(text, width, 0).into_iter().map(|range| vec![span(text.get(range).unwrap_or_default(), role)]),
        );
    };
    say(&strings::rule_head(&flag), flag.severity.into());
    say(&strings::report_of(state.holdings.name(at.report), state.holdings.year(at.report)), Role::Dim);
    say("", Role::Text);
    say(strings::message(&flag), Role::Strong);
    if !flag.expected.is_empty() || !flag.found.is_empty() {
        say(&strings::expected_found(&flag.expected, &flag.found), Role::Text);
    }
    for piece in &flag.evidence {
        say(&strings::piece(piece), Role::Text);
    }
    say("", Role::Text);
    say(&strings::basis(flag.basis), Role::Text);
    let outcome = state.holdings.checked.outcome(at.report);
    let own: Vec<_> = outcome.unevaluable.iter().filter(|check| check.rule == flag.rule).collect();
    if !own.is_empty() {
        say("", Role::Text);
        say(&strings::also_unevaluable(own.len()), Role::Text);
    }
    for check in own {
        say(&format!("  {}", strings::unevaluable(check)), Role::Dim);
    }
    let counts = state.review.ledger.counts_of(flag.rule);
    if counts.judged() > 0 {
        say("", Role::Text);
        say(&strings::precision(counts), Role::Text);
    }
    if counts.is_noisy() {
        for line in strings::how_to_show_only(flag.rule) {
            say(&line, Role::Notice);
        }
    }
    if let Some(rule) = rules::find(flag.rule) {
        say("", Role::Text);
        for (text, role) in paragraphs(rule.docs) {
            say(&text, role);
        }
    }
    say("", Role::Text);
    say(&strings::fingerprint(&flag.fingerprint), Role::Dim);
    lines
}

/// The paragraphs of a Markdown text, its line breaks taken out; an empty one before each heading.
fn paragraphs(docs: &str) -> Vec<(String, Role)> {
    let mut found: Vec<(String, Role)> = Vec::new();
    let mut open = false;
    for line in docs.lines().map(str::trim) {
        let heading = line.starts_with('#');
        let item = line.starts_with("- ") || line.starts_with('|');
        match found.last_mut() {
            Some((text, _)) if open && !heading && !item && !line.is_empty() => {
                text.push(' ');
                text.push_str(line);
            }
            _ if line.is_empty() => {}
            _ if heading => {
                if !found.is_empty() {
                    found.push((String::new(), Role::Text));
                }
                found.push((line.trim_start_matches('#').trim().to_owned(), Role::Strong));
            }
            _ => found.push((line.to_owned(), Role::Text)),
        }
        open = !heading && !line.is_empty();
    }
    found
}

/// Draws the overlay over the view.
pub fn draw(state: &State, pen: &mut Pen<'_>) {
    let Some(overlay) = state.overlay else { return };
    let area = area_in(state.size);
    if area.width < 8 || area.height < 3 {
        return;
    }
    let title = match overlay.subject {
        Subject::Flag(_) => strings::EXPLANATION,
        Subject::Terminal => strings::TERMINAL,
    };
    draw_box(state.size, &title, pen);
    let lines = lines(state, overlay.subject, inner_width(area));
    let height = usize::from(area.height - 2);
    let top = overlay.top.min(lines.len().saturating_sub(height));
    for (n, line) in lines.iter().skip(top).take(height).enumerate() {
        pen.line((area.x + 2, area.y + 1 + columns::screen(n)), area.right() - 2, line);
    }
    if lines.len() > height {
        let text = format!(" {} ", strings::row_of((top + height).min(lines.len()), lines.len()));
        pen.right(area.right() - 2, area.bottom() - 1, &text, Role::Dim);
    }
}

/// Draws an empty box with a title over the view.
pub fn draw_box(size: (u16, u16), title: &str, pen: &mut Pen<'_>) {
    draw_box_at(area_in(size), title, pen);
}

/// Draws an empty box with a title.
pub fn draw_box_at(area: Rect, title: &str, pen: &mut Pen<'_>) {
    pen.clear(Rect { x: area.x.saturating_sub(2), width: area.width + 4, ..area });
    frame(area, pen);
    let title = columns::clip(title, usize::from(area.width.saturating_sub(6)));
    pen.text((area.x + 2, area.y), area.right(), &format!(" {title} "), Role::Accent);
}

fn frame(area: Rect, pen: &mut Pen<'_>) {
    let (left, right) = (area.left(), area.right() - 1);
    let (top, bottom) = (area.top(), area.bottom() - 1);
    for y in top..=bottom {
        for x in left..=right {
            let sides = match ((x == left, x == right), (y == top, y == bottom)) {
                ((true, _), (true, _)) => 0b0110,
                ((_, true), (true, _)) => 0b1100,
                ((true, _), (_, true)) => 0b0011,
                ((_, true), (_, true)) => 0b1001,
                ((false, false), (true, _) | (_, true)) => 0b1010,
                ((true, _) | (_, true), _) => 0b0101,
                _ => continue,
            };
            pen.text((x, y), x + 1, glyph::line(sides), Role::Dim);
        }
    }
}
