//! The mouse: a click puts the cursor where it points, on what is under the cursor already it is Enter;
//! the wheel moves the pane below it.

use ratatui::layout::Position;

use crate::tui::action::{Action, View};
use crate::tui::effect::Effect;
use crate::tui::input::{Button, Mouse};
use crate::tui::keymap::Mode;
use crate::tui::layout::{Pane, Placed};
use crate::tui::panes::{answer, compare, flags, matrix, report, search, spread, triage};
use crate::tui::state::{State, Typed};
use crate::tui::update::{settle, update};

/// Rows that the wheel moves by.
const NOTCH: i32 = 3;

/// Takes a button of the mouse.
pub fn point(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    state.notice = None;
    state.typed = Typed::default();
    let mut effects = match mouse.button {
        Button::Left => click(state, mouse.at),
        Button::WheelUp => turn(state, mouse.at, -NOTCH),
        Button::WheelDown => turn(state, mouse.at, NOTCH),
    };
    effects.extend(settle(state));
    effects
}

/// The pane that shows at a place, its title included.
fn pane_at(state: &State, at: (u16, u16)) -> Option<Placed> {
    let shows = |placed: &Placed| {
        let mut area = placed.body;
        area.height += area.y - placed.title;
        area.y = placed.title;
        area.contains(Position::from(at))
    };
    state.layout().panes.into_iter().find(shows)
}

fn turn(state: &mut State, at: (u16, u16), rows: i32) -> Vec<Effect> {
    if state.overlay.is_some() || state.palette.is_some() || state.chooser.is_some() {
        return update(state, Action::Move(rows));
    }
    let Some(placed) = pane_at(state, at).filter(|placed| !matches!(placed.pane, Pane::Passage | Pane::Query)) else {
        return Vec::new();
    };
    let before = state.focus();
    if placed.pane == before || state.mode().is_typing() {
        return update(state, Action::Move(rows));
    }
    give_keys(state, placed.pane);
    let effects = update(state, Action::Move(rows));
    give_keys(state, before);
    effects
}

fn click(state: &mut State, at: (u16, u16)) -> Vec<Effect> {
    let covered = state.overlay.is_some() || state.palette.is_some() || state.chooser.is_some();
    if covered || matches!(state.mode(), Mode::Filter | Mode::Trial | Mode::Export) {
        return Vec::new();
    }
    let Some(placed) = pane_at(state, at) else { return Vec::new() };
    let had_keys = state.focus() == placed.pane;
    give_keys(state, placed.pane);
    if at.1 < placed.body.y {
        return Vec::new();
    }
    let was_there = match placed.pane {
        Pane::Matrix => matrix::point(state, placed.body, at),
        Pane::List => flags::point(state, placed.body, at),
        Pane::Results => search::point(state, placed.body, at),
        Pane::Spread => spread::point(state, placed.body, at),
        pane @ (Pane::Figures | Pane::Wording) => compare::point(state, placed.body, (pane, at)),
        Pane::Columns => false,
        pane @ (Pane::Reasons | Pane::Usable | Pane::Entries) => triage::point(state, placed.body, (pane, at)),
        Pane::Answer => answer::point(state, placed.body, at),
        pane => report::point(state, placed.body, (pane, at)),
    };
    if had_keys && was_there { update(state, Action::Enter) } else { Vec::new() }
}

fn give_keys(state: &mut State, pane: Pane) {
    match state.view {
        View::Browse => state.matrix.focus = pane,
        View::Flags => state.flags.focus = pane,
        View::Figures => {}
        View::Triage => state.triage.focus = if pane == Pane::Entries { pane } else { Pane::Reasons },
        View::Search => {
            state.finder.typing = pane == Pane::Query;
            if let Some(table) = &mut state.finder.spread {
                table.has_keys = pane == Pane::Spread;
            }
        }
        View::Compare => {
            if let Some(comparing) = state.comparing.as_mut().filter(|_| pane != Pane::Columns) {
                comparing.focus = pane;
            }
        }
        View::Report => {
            if let Some(opened) = &mut state.opened {
                opened.focus = pane;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixture::{corpus_of, inspector, press, reports, shown, works};
    use crate::tui::headless::Headless;

    /// The place of a text on the screen.
    fn find(inspector: &Headless, text: &str) -> (u16, u16) {
        let screen = shown(inspector);
        let (y, line) = screen.lines().enumerate().find(|(_, line)| line.contains(text)).unwrap();
        let x = crate::tui::text::columns::of(line.split(text).next().unwrap());
        (u16::try_from(x).unwrap(), u16::try_from(y).unwrap())
    }

    fn click(inspector: &mut Headless, text: &str) {
        let at = find(inspector, text);
        inspector.point(Mouse { button: Button::Left, at });
    }

    #[test]
    fn a_click_puts_the_cursor_and_a_second_one_opens() {
        let mut inspector = inspector((120, 30));
        press(&mut inspector, "z R");
        let at = find(&inspector, "白沙镇");
        inspector.point(Mouse { button: Button::Left, at });
        assert!(inspector.state.view == View::Browse, "the first click only points");
        let node = inspector.state.matrix.node().and_then(|node| inspector.state.holdings.tree.nodes.get(node));
        assert!(node.is_some_and(|node| node.label.starts_with("白沙镇")));
        inspector.point(Mouse { button: Button::Left, at });
        assert_eq!(inspector.state.view, View::Report);
        click(&mut inspector, "复议诉讼");
        assert_eq!(inspector.state.focus(), Pane::Contents);
        let item = inspector.state.opened.as_ref().unwrap().item;
        click(&mut inspector, "总体情况");
        assert_ne!(inspector.state.opened.as_ref().unwrap().item, item);
    }

    #[test]
    fn a_cell_is_pointed_at() {
        let place = Some("baisha21 t3.new_received.total".to_owned());
        let mut inspector = Headless::open(corpus_of(&reports()), works(), (160, 45), View::Browse, place);
        press(&mut inspector, "G h h");
        let (_, y) = find(&inspector, "本年新收");
        let line = shown(&inspector).lines().nth(usize::from(y)).unwrap().to_owned();
        let x = crate::tui::text::columns::of(line.split("118").next().unwrap());
        let x = u16::try_from(x).unwrap();
        inspector.point(Mouse { button: Button::Left, at: (x, y) });
        let state = &inspector.state;
        let report = state.report().unwrap();
        let cell = state.opened.as_ref().unwrap().cell_id(report).unwrap();
        assert_eq!(report.tables.cell(cell).unwrap().value, Some(118.into()), "{}", shown(&inspector));
    }

    #[test]
    fn the_wheel_moves_what_is_below_it_and_the_keys_stay() {
        let mut inspector = inspector((120, 30));
        press(&mut inspector, "z R");
        inspector.point(Mouse { button: Button::WheelDown, at: (5, 10) });
        let moved = inspector.state.matrix.node();
        press(&mut inspector, "k k k");
        assert_ne!(inspector.state.matrix.node(), moved);
        press(&mut inspector, "g f enter");
        let focus = inspector.state.focus();
        inspector.point(Mouse { button: Button::WheelDown, at: find(&inspector, "依据") });
        assert_eq!(inspector.state.focus(), focus);
        press(&mut inspector, "?");
        inspector.point(Mouse { button: Button::WheelDown, at: (60, 15) });
        let before = shown(&inspector);
        inspector.point(Mouse { button: Button::WheelDown, at: (60, 15) });
        assert_ne!(shown(&inspector), before, "the list of keys moves");
    }

    #[test]
    fn nothing_anywhere_breaks() {
        for keys in [
            "",
            "g f",
            "g f enter",
            "g f enter v",
            "g f enter g d",
            "g f enter g d w",
            "/ \"政府\"",
            "/ \"政府\" enter q",
            "&",
            "?",
            ":",
            "o",
            "+",
        ] {
            for size in [(80, 24), (160, 45), (40, 10), (30, 5)] {
                let mut inspector = inspector(size);
                press(&mut inspector, keys);
                for (n, button) in
                    [Button::Left, Button::WheelUp, Button::WheelDown].into_iter().cycle().enumerate().take(400)
                {
                    let n = u16::try_from(n).unwrap();
                    inspector.point(Mouse { button, at: (n * 37 % (size.0 + 2), n * 11 % (size.1 + 2)) });
                }
                shown(&inspector);
            }
        }
    }
}
