//! The terminal: taken and always given back, after a panic too, and written to only where the
//! screen has changed.

use std::io::{self, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::ResetColor;
use crossterm::terminal::{self, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, execute};

use crate::tui::clipboard::{self, Route};
use crate::tui::painter::Painter;
use crate::tui::state::State;
use crate::tui::theme::Theme;

/// Whether the terminal is ours now.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Takes the terminal: raw mode, the alternate screen, pastes told from keys.
fn take() -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    terminal::enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)
}

/// Gives the terminal back, once; an error has nobody left to hear of it.
pub fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(io::stdout(), ResetColor, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
        let _ = terminal::disable_raw_mode();
    }
}

/// Makes a panic give the terminal back before its message is printed.
fn give_back_on_panic() {
    static SET: Once = Once::new();
    SET.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            give_back();
            before(info);
        }));
    });
}

/// The terminal while it is ours. Dropping it gives it back.
#[derive(Debug)]
pub struct Screen {
    painter: Painter,
    synchronized: bool,
    /// The way to the clipboard.
    route: Route,
}

/// Shorter frames arrive whole anyway.
const SYNCHRONIZED_FROM: usize = 1024;

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When there is none, or it refuses.
    pub fn take(theme: Theme) -> io::Result<Self> {
        give_back_on_panic();
        take()?;
        let variable = |name: &str| std::env::var(name).unwrap_or_default();
        let synchronized = is_synchronized(&variable("TERM"), &variable("TERM_PROGRAM"));
        Ok(Self { painter: Painter::new(theme), synchronized, route: Route::of_environment() })
    }

    /// The columns and rows of the terminal.
    pub fn size() -> io::Result<(u16, u16)> {
        terminal::size()
    }

    /// Shows a state: writes what differs from what is shown, and nothing when nothing does. While the
    /// cursor moves, panes that follow it wait; says whether one did.
    pub fn show(&mut self, state: &State, moving: bool) -> io::Result<bool> {
        let mut frame = self.painter.paint(state, moving);
        if frame.bytes.is_empty() {
            return Ok(frame.held);
        }
        if self.synchronized && frame.bytes.len() >= SYNCHRONIZED_FROM {
            frame.bytes.splice(0..0, b"\x1b[?2026h".iter().copied());
            frame.bytes.extend_from_slice(b"\x1b[?2026l");
        }
        let mut out = io::stdout().lock();
        out.write_all(&frame.bytes)?;
        out.flush()?;
        Ok(frame.held)
    }

    /// Sends a text to the clipboard of the terminal.
    pub fn copy(&self, text: &str) -> io::Result<()> {
        let Some(bytes) = clipboard::sequence(text, self.route) else { return Ok(()) };
        let mut out = io::stdout().lock();
        out.write_all(&bytes)?;
        out.flush()
    }

    /// Forgets what is shown, so that everything is written next time.
    pub fn forget(&mut self) {
        self.painter.forget();
    }

    /// Takes the terminal again after somebody else had it.
    pub fn retake(&mut self) -> io::Result<()> {
        self.forget();
        take()
    }
}

/// Whether a terminal is known to hold a frame back until it is complete (mode 2026). Inside others, as
/// tmux, nothing is known of the one that shows it.
fn is_synchronized(term: &str, program: &str) -> bool {
    let known = ["xterm-kitty", "xterm-ghostty", "alacritty", "contour", "foot", "wezterm"];
    let inside = ["screen", "tmux"].iter().any(|multiplexer| term.starts_with(multiplexer));
    let is_known = |name: &str| term.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    !inside && (known.into_iter().any(is_known) || matches!(program, "WezTerm" | "ghostty" | "iTerm.app"))
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_synchronized_only_where_that_is_known_to_work() {
        assert!(is_synchronized("xterm-kitty", ""));
        assert!(is_synchronized("foot-extra", ""));
        assert!(is_synchronized("xterm-256color", "WezTerm"));
        for (term, program) in [("xterm-256color", ""), ("tmux-256color", "WezTerm"), ("linux", ""), ("footer", "")] {
            assert!(!is_synchronized(term, program), "{term} {program}");
        }
    }
}
