//! The box that tells what may follow the keys typed so far, once they have waited for a while.

use ratatui::layout::Rect;

use crate::tui::action::Action;
use crate::tui::key::Key;
use crate::tui::keymap::Resolved;
use crate::tui::paint::Pen;
use crate::tui::panes::overlay;
use crate::tui::state::State;
use crate::tui::text::columns;
use crate::tui::theme::Role;
use crate::tui::trail;

/// What may follow: the keys that go on, and what they do.
type Following = Vec<(String, String)>;

/// A column of the box is at least so wide.
const COLUMN: u16 = 36;

/// What may follow the keys typed.
fn following(state: &State) -> Following {
    let (mode, typed) = (state.mode(), &state.typed.keys);
    if leads_to_marks(state) {
        let marks = state.trail.marks().map(|(letter, stop)| (letter.to_string(), trail::name(state, stop)));
        return marks.collect();
    }
    let mut found = Following::new();
    for row in state.keymap.continuations(mode, typed) {
        let several = row.verbs.iter().filter(|verb| verb.goes_on_from(typed)).count() > 3;
        if several {
            found.push((row.keys_after(typed), row.help.said().to_owned()));
            continue;
        }
        for verb in row.verbs.iter().filter(|verb| verb.goes_on_from(typed)) {
            found.push((verb.label_after(typed), verb.words(row).into_owned()));
        }
    }
    found
}

/// Whether the keys typed wait for the letter of a mark to go to, and there are marks.
fn leads_to_marks(state: &State) -> bool {
    let with = |letter| [state.typed.keys.as_slice(), &[Key::Char(letter)]].concat();
    let resolved = state.keymap.resolve(state.mode(), &with('a'));
    resolved == Resolved::Action(Action::ToMark('a')) && state.trail.marks().next().is_some()
}

/// Draws the box over the lower part of the view.
pub fn draw(state: &State, pen: &mut Pen<'_>) {
    if !state.typed.waiting || state.typed.keys.is_empty() {
        return;
    }
    let following = following(state);
    let (width, height) = state.size;
    if following.is_empty() || height < 8 {
        return;
    }
    let across = width.saturating_sub(2);
    let columns_ = usize::from((across.saturating_sub(2) / COLUMN).max(1));
    let rows = following.len().div_ceil(columns_).min(usize::from(height - 6));
    let down = columns::screen(rows) + 2;
    let area = Rect::new(1, height.saturating_sub(2 + down), across, down);
    let typed: String = state.typed.keys.iter().map(|key| key.label()).collect();
    overlay::draw_box_at(area, &typed, pen);
    let column = (across - 2) / columns::screen(columns_);
    for (n, (keys, words)) in following.iter().enumerate().take(rows * columns_) {
        let x = area.x + 2 + columns::screen(n / rows) * column;
        let y = area.y + 1 + columns::screen(n % rows);
        let limit = (x + column - 1).min(area.right() - 1);
        let at = pen.text((x, y), limit, &columns::left(keys, 6), Role::Accent);
        pen.clipped((at + 1, y), limit, words, Role::Text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixture::{inspector, press, shown};
    use crate::tui::strings;

    #[test]
    fn what_may_follow_is_told() {
        let mut inspector = inspector((80, 24));
        press(&mut inspector, "gf enter");
        inspector.press(Key::Char('g'));
        let text = shown(&inspector);
        for keys in ["gf", "ge", "g1", "gt2", "go"] {
            assert!(text.contains(keys), "{keys}: {text}");
        }
        inspector.press(Key::Esc);
        assert!(!shown(&inspector).contains("gt2"));
    }

    #[test]
    fn the_marks_are_listed_with_their_places() {
        let mut inspector = inspector((80, 24));
        press(&mut inspector, "gf G ma enter mb");
        inspector.press(Key::Char('\''));
        let marks = following(&inspector.state);
        assert_eq!(marks.iter().map(|(letter, _)| letter.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        let text = shown(&inspector);
        assert!(marks.iter().all(|(_, place)| !place.is_empty()) && text.contains(&*strings::FLAGS), "{text}");
    }
}
