//! The terminal: taken and always given back, after a panic too, and written to only where the
//! screen has changed.

use std::io::{self, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::ResetColor;
use crossterm::terminal::{self, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, execute};

use crate::tui::clipboard::{self, Route};
use crate::tui::colour::Depth;
use crate::tui::line::{Ambiguous, Line, Reached};
use crate::tui::painter::Painter;
use crate::tui::state::State;
use crate::tui::strings::Language;
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
    /// What is known of the terminal, and counted on the way to it.
    line: Line,
}

/// Shorter frames arrive whole anyway.
const SYNCHRONIZED_FROM: usize = 1024;

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When there is none, or it refuses.
    pub fn take(theme: Theme, line: Line) -> io::Result<Self> {
        give_back_on_panic();
        take()?;
        Ok(Self { painter: Painter::new(theme, &line), line })
    }

    /// What is known of the terminal, and what has gone to it so far.
    pub fn line(&self) -> &Line {
        &self.line
    }

    /// Asks the terminal how wide it takes characters of ambiguous width to be: writes one and asks where
    /// the cursor is. Called before keys are read; a terminal that does not answer costs two seconds once,
    /// and an answer that comes later is no key.
    pub fn ask_width(&mut self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all("\x1b[H—".as_bytes())?;
        out.flush()?;
        let asked = Instant::now();
        if let Ok((column, _)) = cursor::position() {
            self.line.round_trip = Some(asked.elapsed());
            self.line.ambiguous = if column == 2 { Ambiguous::Wide } else { Ambiguous::Narrow };
        }
        self.painter.forget();
        if self.line.ambiguous == Ambiguous::Wide {
            self.line.ascii = true;
            self.painter.use_ascii();
        }
        Ok(())
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
        if self.line.synchronized && frame.bytes.len() >= SYNCHRONIZED_FROM {
            frame.bytes.splice(0..0, b"\x1b[?2026h".iter().copied());
            frame.bytes.extend_from_slice(b"\x1b[?2026l");
        }
        let mut out = io::stdout().lock();
        out.write_all(&frame.bytes)?;
        out.flush()?;
        self.line.sent(frame.bytes.len());
        Ok(frame.held)
    }

    /// Sends a text to the clipboard of the terminal.
    pub fn copy(&self, text: &str) -> io::Result<()> {
        let route = self.line.route.unwrap_or(Route::Direct);
        let Some(bytes) = clipboard::sequence(text, route) else { return Ok(()) };
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

/// What the environment tells of the terminal and the line to it.
pub fn of_environment(depth: Depth) -> Line {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let term = variable("TERM");
    let over_ssh = ["SSH_CONNECTION", "SSH_TTY"].iter().any(|name| !variable(name).is_empty());
    Line {
        ascii: draws_ascii(&term) || !is_utf8(["LC_ALL", "LC_CTYPE", "LANG"].map(variable)),
        depth,
        fills: fills(&term, !variable("STY").is_empty()),
        synchronized: is_synchronized(&term, &variable("TERM_PROGRAM")),
        reached: if over_ssh { Reached::OverSsh } else { Reached::Here },
        route: Some(Route::of_environment()),
        term,
        ..Line::default()
    }
}

/// How many colours the environment says there are.
pub fn depth() -> Depth {
    Depth::of_environment(|name| std::env::var(name).unwrap_or_default())
}

/// The language of the locale.
pub fn language() -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    Language::of_locale(&set.into_iter().find(|value| !value.is_empty()).unwrap_or_default())
}

/// Whether a terminal has no lines to draw with, and answers no questions.
fn draws_ascii(term: &str) -> bool {
    term == "dumb" || term == "linux" || term.starts_with("vt")
}

/// Whether the first of these that is set names UTF-8, or none is set: then nothing is known.
fn is_utf8(locale: [String; 3]) -> bool {
    let told = locale.into_iter().find(|value| !value.is_empty());
    told.is_none_or(|value| value.to_ascii_lowercase().replace('-', "").contains("utf8"))
}

/// Whether a terminal is known to erase in the background of the moment, as xterm does and all that call
/// themselves after it. GNU screen does not unless it is told to, nor do those nobody knows; inside tmux,
/// which does, `TERM` may be that of screen.
fn fills(term: &str, in_screen: bool) -> bool {
    let known = ["xterm", "tmux", "rxvt", "linux", "putty", "konsole", "gnome", "vte", "mintty", "iterm", "st"];
    let newer = ["alacritty", "contour", "foot", "wezterm", "ghostty", "kitty", "ms-terminal"];
    let is_known = |name: &str| term.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    !in_screen && (known.into_iter().chain(newer).any(is_known) || term.starts_with("screen-bce"))
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
    fn borders_are_ascii_where_nothing_else_shows() {
        let locale = |all: &str, lang: &str| is_utf8([all.to_owned(), String::new(), lang.to_owned()]);
        assert!(locale("", "zh_CN.UTF-8") && locale("C.utf8", "C") && locale("", ""));
        assert!(!locale("", "C") && !locale("POSIX", "zh_CN.UTF-8") && !locale("", "zh_CN.GBK"));
        assert!(draws_ascii("linux") && draws_ascii("vt100") && !draws_ascii("xterm-256color"));
    }

    #[test]
    fn erasing_leaves_a_background_only_where_that_is_known_to_work() {
        for term in ["xterm", "xterm-256color", "xterm-kitty", "tmux-256color", "st-256color", "screen-bce.xterm"] {
            assert!(fills(term, false), "{term}");
            assert!(!fills(term, true), "{term}");
        }
        for term in ["", "screen", "screen-256color", "screen.xterm-256color", "vt100", "dumb", "stranger"] {
            assert!(!fills(term, false), "{term}");
        }
    }

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
