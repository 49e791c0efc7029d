//! The commands that work where the user is, found by a few letters of their words or their keys and
//! run with Enter.

use ratatui::layout::Rect;

use crate::search::score_name;
use crate::tui::action::Action;
use crate::tui::glyph;
use crate::tui::key::Key;
use crate::tui::keymap::{self, Mode};
use crate::tui::paint::Pen;
use crate::tui::panes::overlay;
use crate::tui::scroll;
use crate::tui::state::State;
use crate::tui::strings::{self, Words};
use crate::tui::text::columns;
use crate::tui::text::field::Field;
use crate::tui::theme::Role;

/// A command: its keys, what it does, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Command {
    keys: &'static str,
    action: Action,
    help: Words,
}

/// What is typed and where the cursor is.
#[derive(Debug, Clone)]
pub struct Palette {
    pub field: Field,
    /// What had the keys before.
    mode: Mode,
    found: Vec<Command>,
    cursor: usize,
    top: usize,
}

/// Columns of keys.
const KEYS: usize = 13;

impl Palette {
    /// The commands of a mode.
    pub fn of(mode: Mode) -> Self {
        let mut palette = Self { field: Field::default(), mode, found: Vec::new(), cursor: 0, top: 0 };
        palette.find();
        palette
    }

    fn find(&mut self) {
        (self.cursor, self.top) = (0, 0);
        let typed = self.field.text().trim().to_owned();
        let all = commands(self.mode);
        if typed.is_empty() {
            self.found = all.collect();
            return;
        }
        let score = |command: &Command| {
            // Who types the keys themselves means this command.
            if command.keys.split(' ').any(|keys| keys == typed) {
                return Some(i64::MAX);
            }
            let words = [command.help.zh, command.help.en, command.keys];
            words.iter().filter_map(|words| score_name(words, &typed)).max()
        };
        let mut found: Vec<(i64, Command)> = all.filter_map(|command| Some((score(&command)?, command))).collect();
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        self.found = found.into_iter().map(|(_, command)| command).collect();
    }

    /// The command under the cursor.
    fn chosen(&self) -> Option<Action> {
        self.found.get(self.cursor).map(|command| command.action)
    }
}

/// The commands of a mode that make sense as such: not the keys that open or close this list.
fn commands(mode: Mode) -> impl Iterator<Item = Command> {
    let verbs = keymap::rows(mode).flat_map(|row| row.verbs.iter().map(move |verb| (row, verb)));
    let commands = verbs.map(|(row, (keys, action))| Command { keys, action: *action, help: row.help });
    commands.filter(|command| command.action != Action::Commands)
}

/// Does what an action says; answers the command to run, when one was chosen.
pub fn act(state: &mut State, action: Action) -> Option<Action> {
    let height = usize::from(body(state.size).height);
    let palette = state.palette.as_mut()?;
    match action {
        Action::Enter => return state.palette.take()?.chosen(),
        Action::Cancel => state.palette = None,
        Action::Edit(edit) if palette.field.edit(edit) => palette.find(),
        Action::Move(steps) => palette.cursor = scroll::step(palette.cursor, steps, palette.found.len()),
        Action::Leap(leap) => palette.cursor = scroll::leap(palette.cursor, leap, palette.found.len(), height),
        _ => {}
    }
    if let Some(palette) = &mut state.palette {
        palette.top = scroll::follow(palette.top, palette.cursor, height, palette.found.len());
    }
    None
}

/// Where the commands are listed: the box without its frame and the line that is typed in.
fn body(size: (u16, u16)) -> Rect {
    let area = overlay::area_in(size);
    Rect::new(area.x + 2, area.y + 2, area.width.saturating_sub(4), area.height.saturating_sub(3))
}

/// Draws the list over the view; answers where the caret stands.
pub fn draw(state: &State, pen: &mut Pen<'_>) -> Option<(u16, u16)> {
    let palette = state.palette.as_ref()?;
    overlay::draw_box(state.size, &strings::COMMANDS, pen);
    let area = body(state.size);
    let line = area.y.saturating_sub(1);
    let x = pen.text((area.x, line), area.right(), strings::COMMAND_PROMPT, Role::Accent);
    let (shown, caret) = palette.field.visible(usize::from(area.right().saturating_sub(x)));
    pen.text((x, line), area.right(), shown, Role::Strong);
    if palette.found.is_empty() {
        pen.clipped((area.x + 2, area.y), area.right(), &strings::NO_SUCH_COMMAND, Role::Dim);
    }
    for (n, command) in palette.found.iter().enumerate().skip(palette.top).take(usize::from(area.height)) {
        let y = area.y + columns::screen(n - palette.top);
        let keys = command.keys.split(' ').map(label).collect::<Vec<_>>().join(" ");
        let keys = columns::left(&keys, KEYS);
        let words = pen.text((area.x + 2, y), area.right(), &keys, Role::Accent);
        pen.clipped((words + 1, y), area.right(), &command.help, Role::Text);
        if n == palette.cursor {
            pen.text((area.x, y), area.right(), glyph::CURSOR, Role::Accent);
            pen.over(Rect::new(area.x, y, words.saturating_sub(area.x), 1), Role::Cursor);
        }
    }
    Some((x + columns::screen(caret), line))
}

fn label(keys: &str) -> String {
    Key::named(keys).map_or_else(|| keys.to_owned(), Key::label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixture::{inspector, press, shown};

    fn found(mode: Mode, typed: &str) -> Vec<Action> {
        let mut palette = Palette::of(mode);
        palette.field = Field::new(typed);
        palette.find();
        palette.found.iter().map(|command| command.action).collect()
    }

    #[test]
    fn commands_are_found_by_words_of_either_language_and_by_keys() {
        use crate::tui::action::View;
        let first = |mode, typed: &str| found(mode, typed).first().copied();
        assert_eq!(first(Mode::Browse, "疑点清单"), Some(Action::View(View::Flags)));
        assert_eq!(first(Mode::Browse, "gf"), Some(Action::View(View::Flags)));
        assert_eq!(first(Mode::Report, "原文"), Some(Action::Source));
        assert_eq!(first(Mode::Report, "whatif"), Some(Action::Try));
        assert_eq!(first(Mode::Report, "SOURCE"), Some(Action::Source));
        assert_eq!(first(Mode::Browse, "没有这个命令"), None);
        assert!(found(Mode::Browse, "").len() > 30);
    }

    #[test]
    fn enter_runs_the_command_under_the_cursor() {
        let mut inspector = inspector((80, 24));
        press(&mut inspector, ": \"疑点清单\"");
        let text = shown(&inspector);
        assert!(text.contains(&*strings::COMMANDS) && text.contains("gf"), "{text}");
        press(&mut inspector, "enter");
        assert_eq!(inspector.state.view, crate::tui::action::View::Flags);
        assert!(inspector.state.palette.is_none());
        press(&mut inspector, ": esc");
        assert!(inspector.state.palette.is_none() && !inspector.state.ended);
    }

    #[test]
    fn a_command_that_does_not_exist_does_nothing() {
        let mut inspector = inspector((80, 24));
        press(&mut inspector, ": \"没有这个命令\"");
        assert!(shown(&inspector).contains(&*strings::NO_SUCH_COMMAND));
        press(&mut inspector, "enter");
        assert!(inspector.state.palette.is_none());
    }
}
