//! The narrative of two reports: what is the same is counted, what differs stands line under line.

use ratatui::layout::Rect;

use crate::compare::{Pair, Side};
use crate::rules::masked;
use crate::tui::glyph;
use crate::tui::layout::{Layout, Pane};
use crate::tui::paint::Pen;
use crate::tui::panes::compare::around::heads;
use crate::tui::panes::compare::laid::{Spot, Wording};
use crate::tui::panes::compare::{Comparing, words};
use crate::tui::scroll;
use crate::tui::state::State;
use crate::tui::strings;
use crate::tui::strings::compare as said;
use crate::tui::text::columns;
use crate::tui::theme::Role;

/// Columns before the text: the cursor and the mark of the side.
const GUTTER: u16 = 4;

/// Keeps the cursor on the screen, and all of the sentences it is on, as far as they fit.
pub(super) fn settle(comparing: &mut Comparing, layout: &Layout) {
    let (len, height) = (comparing.wording.len(), layout.height(Pane::Wording));
    let spot = comparing.wording.get(comparing.line).and_then(Wording::spot);
    let same = |line: &&Wording| spot.is_some() && line.spot() == spot;
    let after = comparing.wording.iter().skip(comparing.line).take_while(same).count();
    let last = (comparing.line + after.saturating_sub(1)).min(comparing.line + height.saturating_sub(1));
    let top = scroll::follow(comparing.text_top, last, height, len);
    comparing.text_top = scroll::follow(top, comparing.line, height, len);
}

/// The title of the pane and what stands at its right.
pub fn title(state: &State) -> (String, String) {
    let Some(comparing) = &state.comparing else { return Default::default() };
    let len = comparing.wording.len();
    let row = if len == 0 { String::new() } else { strings::row_of(comparing.line + 1, len) };
    (said::wording(&heads(state, comparing)), row)
}

pub fn draw(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let Some(comparing) = state.comparing.as_ref().filter(|comparing| comparing.made.is_some()) else { return };
    if comparing.wording.is_empty() {
        pen.clipped((area.x + GUTTER, area.y), area.right(), &said::NO_TEXT_ON_BOTH, Role::Dim);
        return;
    }
    let heads = heads(state, comparing);
    let height = usize::from(area.height);
    for (n, line) in comparing.wording.iter().enumerate().skip(comparing.text_top).take(height) {
        let y = area.y + columns::screen(n - comparing.text_top);
        if n == comparing.line {
            let role = if comparing.focus == Pane::Wording { Role::Accent } else { Role::Dim };
            pen.text((area.x, y), area.right(), glyph::CURSOR, role);
        }
        draw_line(line, &heads, Rect { y, height: 1, ..area }, pen);
    }
}

fn draw_line(line: &Wording, heads: &Pair<String>, area: Rect, pen: &mut Pen<'_>) {
    let (x, y) = (area.x + GUTTER, area.y);
    match line {
        Wording::Gap => {}
        Wording::Title(title, lone) => {
            let x = pen.clipped((x, y), area.right(), title, Role::Strong);
            if let Some(side) = lone {
                pen.clipped((x + 1, y), area.right(), &said::only_on(heads.side(*side)), Role::Dim);
            }
        }
        Wording::Same(_, count) => {
            pen.text((area.x + 2, y), area.right(), glyph::EQUAL, Role::Dim);
            pen.clipped((x, y), area.right(), &said::same_sentences(*count), Role::Dim);
        }
        Wording::Part { side, runs, .. } => {
            let (mark, changed) = match side {
                Side::Left => (glyph::REMOVED, Role::Removed),
                Side::Right => (glyph::ADDED, Role::Added),
            };
            pen.text((area.x + 2, y), area.right(), mark, changed);
            let role = |is_changed: bool| if is_changed { changed } else { Role::Text };
            runs.iter().fold(x, |x, (text, is_changed)| pen.text((x, y), area.right(), text, role(*is_changed)));
        }
    }
}

/// The sentences under the cursor as they are printed, the left one and the right one on a line each. Their marks are in
/// brackets: a line that begins with a sign would be a formula where it is pasted.
pub fn quoted(state: &State) -> Option<String> {
    let comparing = state.comparing.as_ref()?;
    let Some(Spot::Passage(section, number)) = comparing.spot() else { return None };
    let passage = comparing.made.as_ref()?.passage(section, number)?;
    let line = |(side, mark): (Side, &str)| {
        let sentence = passage.sentences.side(side).as_ref()?;
        let report = state.shelf.report(comparing.report(side))?;
        Some(format!("[{mark}] {}", masked(words(report, sentence).trim().to_owned())))
    };
    let lines: Vec<String> =
        [(Side::Left, glyph::REMOVED), (Side::Right, glyph::ADDED)].into_iter().filter_map(line).collect();
    Some(lines.join("\n"))
}
