//! The commands that work where the user is, with their keys: found by a few letters of their words, their
//! keys or their names, and run with Enter. The help is the same list under headings.

use std::sync::Arc;

use ratatui::layout::Rect;

use crate::search::score_name;
use crate::tui::action::Action;
use crate::tui::glyph;
use crate::tui::keymap::{Keymap, Mode, Scope};
use crate::tui::paint::Pen;
use crate::tui::panes::overlay;
use crate::tui::scroll;
use crate::tui::state::State;
use crate::tui::strings::{self, Words};
use crate::tui::text::columns;
use crate::tui::text::field::Field;
use crate::tui::theme::Role;

/// What is listed while nothing is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// The commands, those of the view first.
    Commands,
    /// All keys under headings.
    Help,
}

/// A command: its keys, its words, what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Command {
    keys: String,
    words: String,
    /// The name it has in a key map of the user's.
    name: &'static str,
    /// The words of the row of the help it stands in.
    help: Words,
    action: Action,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Line {
    Heading(Scope),
    Command(Command),
}

/// What is typed and where the cursor is.
#[derive(Debug, Clone)]
pub struct Palette {
    list: List,
    pub field: Field,
    /// What had the keys before.
    mode: Mode,
    keymap: Arc<Keymap>,
    found: Vec<Line>,
    cursor: usize,
    top: usize,
}

/// Columns of keys.
const KEYS: usize = 13;
/// From so many columns on the name of a command stands beside its words.
const WITH_NAMES: u16 = 70;

impl Palette {
    fn of(list: List, mode: Mode, keymap: Arc<Keymap>) -> Self {
        let mut palette = Self { list, field: Field::default(), mode, keymap, found: Vec::new(), cursor: 0, top: 0 };
        palette.find();
        palette
    }

    fn find(&mut self) {
        (self.cursor, self.top) = (0, 0);
        let typed = self.field.text().trim().to_owned();
        let all = commands(&self.keymap, self.mode);
        if typed.is_empty() {
            self.found = match self.list {
                List::Commands => all.into_iter().map(|(_, command)| Line::Command(command)).collect(),
                List::Help => under_headings(all),
            };
            self.step(0);
            return;
        }
        let score = |command: &Command| {
            // Who types the keys themselves means this command.
            if command.keys.split(' ').any(|keys| keys == typed) {
                return Some(i64::MAX);
            }
            let words = [command.words.as_str(), command.help.zh, command.help.en, command.name, &command.keys];
            words.iter().filter_map(|words| score_name(words, &typed)).max()
        };
        let found = all.into_iter().filter_map(|(_, command)| Some((score(&command)?, command)));
        let mut found: Vec<(i64, Command)> = found.collect();
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        self.found = found.into_iter().map(|(_, command)| Line::Command(command)).collect();
    }

    /// The command under the cursor.
    fn chosen(&self) -> Option<&Command> {
        match self.found.get(self.cursor)? {
            Line::Command(command) => Some(command),
            Line::Heading(_) => None,
        }
    }

    /// Moves the cursor, past headings.
    fn step(&mut self, steps: i32) {
        self.cursor = scroll::step(self.cursor, steps, self.found.len());
        let onwards = if steps < 0 && self.cursor > 0 { -1 } else { 1 };
        if matches!(self.found.get(self.cursor), Some(Line::Heading(_))) {
            self.cursor = scroll::step(self.cursor, onwards, self.found.len());
        }
    }
}

/// The commands of a mode that make sense as such: not the keys that open these lists.
fn commands(keymap: &Keymap, mode: Mode) -> Vec<(Scope, Command)> {
    let verbs = keymap.verbs(mode).filter(|(_, verb)| !matches!(verb.action, Action::Commands | Action::Help));
    let command = |(row, verb): (&crate::tui::keymap::Row, &crate::tui::keymap::Verb)| {
        let words = verb.words(row).into_owned();
        (row.scope, Command { keys: verb.label(), words, name: verb.name, help: row.help, action: verb.action })
    };
    verbs.map(command).collect()
}

fn under_headings(all: Vec<(Scope, Command)>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut last = None;
    for (scope, command) in all {
        if last != Some(scope) {
            lines.push(Line::Heading(scope));
            last = Some(scope);
        }
        lines.push(Line::Command(command));
    }
    lines
}

/// Lists the commands over the view.
pub fn open(state: &mut State, list: List) {
    state.palette = Some(Palette::of(list, state.mode(), Arc::clone(&state.keymap)));
}

/// Opens the last list again, with what was typed and the cursor where it was.
pub fn reopen(state: &mut State) {
    let Some(last) = state.last_palette.clone() else { return state.tell(strings::NO_LAST_LIST) };
    let mode = state.mode();
    if last.mode == mode {
        state.palette = Some(last);
        return;
    }
    let mut palette = Palette::of(last.list, mode, Arc::clone(&state.keymap));
    palette.field = last.field;
    palette.find();
    state.palette = Some(palette);
}

/// Does what an action says; answers the command to run, when one was chosen.
pub fn act(state: &mut State, action: Action) -> Option<Action> {
    let height = usize::from(body(state.size).height);
    let palette = state.palette.as_mut()?;
    match action {
        Action::Enter | Action::Cancel => {
            let palette = state.palette.take()?;
            let chosen = palette.chosen().map(|command| command.action);
            state.last_palette = Some(palette);
            return chosen.filter(|_| action == Action::Enter);
        }
        Action::Edit(edit) if palette.field.edit(edit) => palette.find(),
        Action::Move(steps) => palette.step(steps),
        Action::Leap(leap) => {
            palette.cursor = scroll::leap(palette.cursor, leap, palette.found.len(), height);
            palette.step(0);
        }
        _ => {}
    }
    palette.top = scroll::follow(palette.top, palette.cursor, height, palette.found.len());
    // The heading stays in sight with its first command.
    let above = palette.cursor.checked_sub(1).and_then(|above| palette.found.get(above));
    if palette.top == palette.cursor && matches!(above, Some(Line::Heading(_))) {
        palette.top -= 1;
    }
    None
}

/// Where the commands are listed: the box without its frame, the line that is typed in, and the line that
/// tells more.
fn body(size: (u16, u16)) -> Rect {
    let area = overlay::area_in(size);
    Rect::new(area.x + 2, area.y + 2, area.width.saturating_sub(4), area.height.saturating_sub(4))
}

/// Draws the list over the view; answers where the caret stands.
pub fn draw(state: &State, pen: &mut Pen<'_>) -> Option<(u16, u16)> {
    let palette = state.palette.as_ref()?;
    let title = match palette.list {
        List::Commands => strings::COMMANDS,
        List::Help => strings::HELP,
    };
    overlay::draw_box(state.size, &title, pen);
    let area = body(state.size);
    let line = area.y.saturating_sub(1);
    let x = pen.text((area.x, line), area.right(), strings::COMMAND_PROMPT, Role::Accent);
    let (shown, caret) = palette.field.visible(usize::from(area.right().saturating_sub(x)));
    pen.text((x, line), area.right(), shown, Role::Strong);
    if palette.field.text().is_empty() {
        pen.clipped((x + 2, line), area.right(), &strings::TYPE_TO_FILTER, Role::Dim);
    }
    if palette.found.is_empty() {
        pen.clipped((area.x + 2, area.y), area.right(), &strings::NO_SUCH_COMMAND, Role::Dim);
    }
    for (n, found) in palette.found.iter().enumerate().skip(palette.top).take(usize::from(area.height)) {
        let row = Rect { y: area.y + columns::screen(n - palette.top), height: 1, ..area };
        match found {
            Line::Heading(scope) => {
                pen.clipped((row.x, row.y), row.right(), &strings::scope_of_keys(*scope), Role::Strong);
            }
            Line::Command(command) => draw_command(command, n == palette.cursor, row, pen),
        }
    }
    if let Some(command) = palette.chosen() {
        pen.clipped((area.x + 2, area.bottom()), area.right(), &command.help, Role::Dim);
    }
    Some((x + columns::screen(caret), line))
}

fn draw_command(command: &Command, here: bool, row: Rect, pen: &mut Pen<'_>) {
    let y = row.y;
    let mut limit = row.right();
    if row.width >= WITH_NAMES {
        limit = pen.right(limit, y, command.name, Role::Dim).saturating_sub(1);
    }
    let words = pen.text((row.x + 2, y), limit, &columns::left(&command.keys, KEYS), Role::Accent);
    pen.clipped((words + 1, y), limit, &command.words, Role::Text);
    if here {
        pen.text((row.x, y), limit, glyph::CURSOR, Role::Accent);
        pen.over(Rect::new(row.x, y, words.saturating_sub(row.x), 1), Role::Cursor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixture::{inspector, press, shown};

    fn found(mode: Mode, typed: &str) -> Vec<Action> {
        let mut palette = Palette::of(List::Commands, mode, Arc::default());
        palette.field = Field::new(typed);
        palette.find();
        let action = |line: &Line| match line {
            Line::Command(command) => Some(command.action),
            Line::Heading(_) => None,
        };
        palette.found.iter().filter_map(action).collect()
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

    #[test]
    fn the_help_lists_every_verb_under_headings_filters_and_runs() {
        for mode in Mode::ALL.into_iter().filter(|mode| !mode.is_typing()) {
            let help = Palette::of(List::Help, mode, Arc::default());
            let verbs = crate::tui::keymap::usual().verbs(mode).count();
            let commands = help.found.iter().filter(|line| matches!(line, Line::Command(_))).count();
            assert!(commands + 2 >= verbs, "{mode:?}: all but the two that open the lists");
            assert!(matches!(help.found.first(), Some(Line::Heading(_))) && help.chosen().is_some(), "{mode:?}");
        }
        let mut inspector = inspector((80, 24));
        press(&mut inspector, "? \"疑点清单\"");
        assert!(shown(&inspector).contains("gf"));
        press(&mut inspector, "enter");
        assert_eq!(inspector.state.view, crate::tui::action::View::Flags);
    }

    #[test]
    fn the_cursor_never_rests_on_a_heading() {
        let mut inspector = inspector((80, 24));
        press(&mut inspector, "?");
        for keys in ["down", "up", "pgdn", "pgdn", "up", "pgup", "up", "up", "pgup", "pgup", "up"] {
            press(&mut inspector, keys);
            assert!(inspector.state.palette.as_ref().is_some_and(|palette| palette.chosen().is_some()), "{keys}");
        }
    }

    #[test]
    fn the_last_list_opens_again_as_it_was() {
        let mut inspector = inspector((80, 24));
        press(&mut inspector, "gp");
        assert!(inspector.state.palette.is_none() && inspector.state.notice.is_some());
        press(&mut inspector, ": \"copy\" down down");
        let before = shown(&inspector);
        press(&mut inspector, "esc gp");
        assert_eq!(shown(&inspector), before);
    }
}
