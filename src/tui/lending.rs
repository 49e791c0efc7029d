//! The terminal in the hands of others: the user's editor, for a source or a note, and the shell.

use std::io;
use std::sync::Arc;

use crate::corpus::Editable;
use crate::review::NoteFile;
use crate::tui::app::{Reach, resized};
use crate::tui::editor;
use crate::tui::effect::Effect;
use crate::tui::state::State;
use crate::tui::strings;
use crate::tui::terminal;

/// Gives the terminal and the keys to the user's editor until it ends.
pub fn edit(state: &mut State, reach: &mut Reach, editable: Arc<Editable>) -> io::Result<Vec<Effect>> {
    let Some(command) = editor::of_environment() else {
        state.tell(strings::NO_EDITOR);
        return Ok(Vec::new());
    };
    let program = command.first().map_or("", String::as_str);
    reach.keyboard.pause();
    let ended = terminal::lend(|| editor::run(&command, &editable.path, editable.line));
    reach.screen.retake()?;
    reach.keyboard.resume();
    // The file may be another by now.
    state.sources.clear();
    let told = match ended {
        Ok(status) => strings::editor_ended(program, status),
        Err(error) => Some(strings::editor_failed(program, &error)),
    };
    if let Some(told) = told.or_else(|| strings::edited(editable.copy.is_some(), editable.line)) {
        state.tell(told);
    }
    reach.edited = Some(editable);
    resized(state, &mut reach.screen)
}

/// Has a note written in the user's editor; answers it, or why there is none.
pub fn write(reach: &mut Reach, note: &str, about: &str) -> io::Result<Result<String, String>> {
    let Some(command) = editor::of_environment() else { return Ok(Err(strings::NO_EDITOR.to_string())) };
    let program = command.first().map_or("", String::as_str);
    reach.keyboard.pause();
    let written: io::Result<_> = terminal::lend(|| {
        let file = NoteFile::of(note, &strings::NOTE_ENDS, about)?;
        Ok((editor::run(&command, file.path(), 1)?, file.note()?))
    });
    reach.screen.retake()?;
    reach.keyboard.resume();
    Ok(match written {
        Ok((status, text)) => strings::editor_ended(program, status).map_or(Ok(text), Err),
        Err(error) => Err(strings::editor_failed(program, &error)),
    })
}

/// Gives the terminal back and stops; the shell's `fg` continues here.
#[cfg(unix)]
pub fn suspend(reach: &mut Reach) -> io::Result<()> {
    reach.keyboard.pause();
    terminal::give_back();
    signal_hook::low_level::raise(signal_hook::consts::SIGTSTP)?;
    reach.screen.retake()?;
    reach.keyboard.resume();
    Ok(())
}

#[cfg(not(unix))]
pub fn suspend(reach: &mut Reach) -> io::Result<()> {
    reach.screen.forget();
    Ok(())
}
