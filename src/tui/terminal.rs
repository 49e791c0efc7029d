//! The terminal: taken and always given back, after a panic too, and written to only where the
//! screen has changed.

use std::io::{self, BufWriter, Stdout, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::ResetColor;
use crossterm::terminal::{self, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, execute, queue};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;

use crate::tui::draw;
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
    backend: CrosstermBackend<BufWriter<Stdout>>,
    /// What the terminal shows; `None` when that is not known.
    shown: Option<Buffer>,
    caret: Option<(u16, u16)>,
    theme: Theme,
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When there is none, or it refuses.
    pub fn take(theme: Theme) -> io::Result<Self> {
        give_back_on_panic();
        take()?;
        let backend = CrosstermBackend::new(BufWriter::with_capacity(1 << 16, io::stdout()));
        Ok(Self { backend, shown: None, caret: None, theme })
    }

    /// The columns and rows of the terminal.
    pub fn size() -> io::Result<(u16, u16)> {
        terminal::size()
    }

    /// Shows a state: writes what differs from what is shown, and nothing when nothing does.
    pub fn show(&mut self, state: &State) -> io::Result<()> {
        let mut buffer = draw::canvas(state);
        let caret = draw::draw(state, self.theme, &mut buffer);
        let shown = self.shown.take().filter(|shown| shown.area == buffer.area);
        if shown.as_ref() == Some(&buffer) && caret == self.caret {
            self.shown = shown;
            return Ok(());
        }
        queue!(self.backend, cursor::Hide)?;
        if let Some(shown) = &shown {
            self.backend.draw(shown.diff_iter(&buffer))?;
        } else {
            self.backend.clear()?;
            let blank = Buffer::empty(buffer.area);
            self.backend.draw(blank.diff_iter(&buffer))?;
        }
        if let Some((x, y)) = caret {
            queue!(self.backend, cursor::MoveTo(x, y), cursor::Show)?;
        }
        Write::flush(&mut self.backend)?;
        (self.shown, self.caret) = (Some(buffer), caret);
        Ok(())
    }

    /// Forgets what is shown, so that everything is written next time.
    pub fn forget(&mut self) {
        self.shown = None;
    }

    /// Takes the terminal again after somebody else had it.
    pub fn retake(&mut self) -> io::Result<()> {
        self.forget();
        take()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}
