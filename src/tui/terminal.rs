//! The terminal: taken and always given back, after a panic too, and written to only where the
//! screen has changed.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::thread::ThreadId;
use std::time::{Duration, Instant};

use crossterm::terminal;

use crate::corpus::parquet::is_guarded;
use crate::tui::clipboard::{self, Route};
use crate::tui::colour::Depth;
use crate::tui::line::{Ambiguous, Line, Reached};
use crate::tui::painter::Painter;
use crate::tui::panics;
use crate::tui::state::State;
use crate::tui::strings::Language;
use crate::tui::theme::Theme;

/// Whether the terminal is ours now.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether we show plain text on the screen of the shell.
static OUTSIDE: AtomicBool = AtomicBool::new(false);
/// Whether another program has the terminal, and the keys that interrupt are for it.
static LENT: AtomicBool = AtomicBool::new(false);
/// The thread that shows the screens, while they are shown.
static SHOWING: Mutex<Option<ThreadId>> = Mutex::new(None);

/// The alternate screen, pastes told from keys, no cursor.
const TAKE: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?25l";
/// Presses of buttons, in numbers of any size; no motion, which would be bytes for nothing.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";
/// Everything that may have been set meanwhile set back: frames held back, the mouse, pastes, rows that
/// scroll, looks; then the screen and the cursor as they were.
const RESET: &[u8] = b"\x1b[?2026l\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[r\x1b[m";
const LEAVE: &[u8] = b"\x1b[?1049l\x1b[?25h";
/// Where there is no alternate screen to leave, ours must not stay.
const SHOW_CURSOR: &[u8] = b"\x1b[?25h";
const CLEAR: &[u8] = b"\x1b[H\x1b[J";

/// Takes the terminal. Raw mode is set anew even where it was set before: whoever had the terminal
/// meanwhile may have changed it.
fn take() -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    terminal::disable_raw_mode()?;
    terminal::enable_raw_mode()?;
    send(TAKE)
}

/// Gives the terminal back, once; an error has nobody left to hear of it.
pub fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        // First, so that what is typed at the sight of the shell is typed to the shell.
        let _ = terminal::disable_raw_mode();
        leave();
    }
}

/// Sets back what was set, and leaves our screen unless that has been done.
fn leave() {
    let outside = OUTSIDE.swap(false, Ordering::SeqCst);
    let _ = send(&[RESET, if outside { SHOW_CURSOR } else { LEAVE }].concat());
    if !outside && std::env::var("TERM").is_ok_and(|term| has_one_screen(&term)) {
        let _ = send(CLEAR);
    }
}

/// Whether the keys that interrupt are for another program now.
pub fn is_lent() -> bool {
    LENT.load(Ordering::SeqCst)
}

/// Gives the terminal to another program while it runs.
pub fn lend<T>(run: impl FnOnce() -> T) -> T {
    LENT.store(true, Ordering::SeqCst);
    give_back();
    let done = run();
    LENT.store(false, Ordering::SeqCst);
    done
}

/// Gives the terminal back as far as that needs no waiting, while another thread may be writing to one
/// that takes nothing.
#[cfg(unix)]
pub fn abandon() {
    if TAKEN.load(Ordering::SeqCst) {
        let _ = terminal::disable_raw_mode();
        let stdout = rustix::stdio::stdout();
        let mut polled = [rustix::event::PollFd::new(&stdout, rustix::event::PollFlags::OUT)];
        if rustix::event::poll(&mut polled, Some(&rustix::event::Timespec::default())) == Ok(1) {
            give_back();
        }
    }
}

/// Writes to the terminal, however little of it is taken at a time.
#[cfg(unix)]
fn send(mut bytes: &[u8]) -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::io::Errno;
    let stdout = rustix::stdio::stdout();
    while !bytes.is_empty() {
        match rustix::io::write(stdout, bytes) {
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            // Whoever shares the terminal may have asked not to wait for it.
            Err(Errno::AGAIN) => _ = poll(&mut [PollFd::new(&stdout, PollFlags::OUT)], None),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn send(bytes: &[u8]) -> io::Result<()> {
    use std::io::Write as _;
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// Makes a panic of the thread that shows the screens give the terminal back before its message is printed. What other
/// threads say would garble the screens, which go on: it is noted for the end.
fn give_back_on_panic() {
    static SET: Once = Once::new();
    SET.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let showing = *SHOWING.lock().unwrap_or_else(PoisonError::into_inner);
            match showing.filter(|_| !is_guarded()) {
                Some(thread) if thread != std::thread::current().id() => panics::note(info),
                Some(_) => {
                    give_back();
                    before(info);
                }
                None => before(info),
            }
        }));
    });
}

/// The terminal while it is ours. Dropping it gives it back.
#[derive(Debug)]
pub struct Screen {
    painter: Painter,
    /// What is known of the terminal, and counted on the way to it.
    line: Line,
    /// When the terminal was asked something it has not answered yet.
    asked: Option<Instant>,
}

/// Shorter frames arrive whole anyway.
const SYNCHRONIZED_FROM: usize = 1024;
/// A terminal that has not answered after so long never will.
const LONGEST_ANSWER: Duration = Duration::from_secs(3);

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When there is none, or it refuses.
    pub fn take(theme: Theme, line: Line) -> io::Result<Self> {
        give_back_on_panic();
        *SHOWING.lock().unwrap_or_else(PoisonError::into_inner) = Some(std::thread::current().id());
        take()?;
        let screen = Self { painter: Painter::new(theme, &line), line, asked: None };
        screen.listen_to_mouse()?;
        Ok(screen)
    }

    /// What is known of the terminal, and what has gone to it so far.
    pub fn line(&self) -> &Line {
        &self.line
    }

    /// Asks the terminal how wide it takes characters of ambiguous width to be: writes one and asks where
    /// the cursor is. Nobody waits for the answer; the first frame wipes the character away.
    pub fn ask_width(&mut self) -> io::Result<()> {
        self.asked = Some(Instant::now());
        send("\x1b[H—\x1b[6n".as_bytes())
    }

    /// Asks the terminal where the cursor is: its answer comes after everything it sent before.
    pub fn ask_position(&mut self) -> io::Result<()> {
        self.asked = Some(Instant::now());
        send(b"\x1b[6n")
    }

    /// Whether the terminal has still to answer.
    pub fn awaits_answer(&self) -> bool {
        self.asked.is_some_and(|asked| asked.elapsed() < LONGEST_ANSWER)
    }

    /// Takes the column of the cursor for the answer to the question, if one was asked; says whether
    /// everything has to be measured anew.
    pub fn hear_position(&mut self, column: u16) -> bool {
        let Some(asked) = self.asked.take() else { return false };
        self.line.round_trip = Some(asked.elapsed());
        if column != 2 {
            return false;
        }
        self.line.ambiguous = Ambiguous::Wide;
        self.line.ascii = true;
        self.painter.use_ascii();
        self.painter.forget();
        true
    }

    /// The columns and rows of the terminal; one that does not know is taken for the usual one.
    pub fn size() -> io::Result<(u16, u16)> {
        let (width, height) = terminal::size()?;
        Ok(if width == 0 || height == 0 { (80, 24) } else { (width, height) })
    }

    /// Shows a state: writes what differs from what is shown, and nothing when nothing does. While the
    /// cursor moves, panes that follow it wait; says whether one did.
    pub fn show(&mut self, state: &State, moving: bool) -> io::Result<bool> {
        // A job that broke off has given it back to say why.
        if !TAKEN.load(Ordering::SeqCst) {
            return Ok(false);
        }
        let mut frame = self.painter.paint(state, moving);
        if frame.bytes.is_empty() {
            return Ok(frame.held);
        }
        if self.line.synchronized && frame.bytes.len() >= SYNCHRONIZED_FROM {
            frame.bytes.splice(0..0, b"\x1b[?2026h".iter().copied());
            frame.bytes.extend_from_slice(b"\x1b[?2026l");
        }
        send(&frame.bytes)?;
        self.line.sent(frame.bytes.len());
        Ok(frame.held)
    }

    /// Sends a text to the clipboard of the terminal.
    pub fn copy(&self, text: &str) -> io::Result<()> {
        let route = self.line.route.unwrap_or(Route::Direct);
        clipboard::sequence(text, route).map_or(Ok(()), |bytes| send(&bytes))
    }

    /// Forgets what is shown, so that everything is written next time.
    pub fn forget(&mut self) {
        self.painter.forget();
    }

    /// Takes the terminal again after somebody else had it.
    pub fn retake(&mut self) -> io::Result<()> {
        self.forget();
        OUTSIDE.store(false, Ordering::SeqCst);
        take()?;
        self.listen_to_mouse()
    }

    /// Turns the mouse on or off.
    pub fn use_mouse(&mut self, on: bool) -> io::Result<()> {
        self.line.mouse = on;
        send(if on { MOUSE_ON } else { MOUSE_OFF })
    }

    fn listen_to_mouse(&self) -> io::Result<()> {
        if self.line.mouse { send(MOUSE_ON) } else { Ok(()) }
    }
}

/// Prints a text where the shell prints, with a line below that is no part of it. The screen comes back
/// with `retake`.
pub fn print(text: &str, below: &str) -> io::Result<()> {
    leave();
    OUTSIDE.store(true, Ordering::SeqCst);
    send(format!("\r\n{}\r\n\r\n{below}\r\n", text.replace('\n', "\r\n")).as_bytes())
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
        mouse: !over_ssh && term != "dumb" && !has_one_screen(&term),
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
    term == "dumb" || has_one_screen(term)
}

/// Whether a terminal has no alternate screen.
fn has_one_screen(term: &str) -> bool {
    term == "linux" || term.starts_with("vt")
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
        *SHOWING.lock().unwrap_or_else(PoisonError::into_inner) = None;
        panics::tell();
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
