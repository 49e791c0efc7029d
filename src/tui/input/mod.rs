//! What comes from the terminal: bytes read on a thread of their own, told apart as keys, pastes, the
//! mouse, and answers to questions, which are never keys.

#[cfg(unix)]
mod decode;
#[cfg(all(test, unix))]
mod decode_tests;
#[cfg(not(unix))]
mod elsewhere;
#[cfg(unix)]
mod reader;
#[cfg(unix)]
mod sequence;

use crate::tui::key::Key;

#[cfg(not(unix))]
pub use self::elsewhere::Keyboard;
#[cfg(unix)]
pub use self::reader::Keyboard;

/// What a terminal tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    Key(Key),
    Paste(String),
    Mouse(Mouse),
    /// The column and row of the terminal's cursor, from 0: it was asked.
    Position(u16, u16),
    /// What kind of terminal it is: it was asked.
    Attributes,
    /// The size changed; where no signal tells.
    #[cfg(not(unix))]
    Size,
}

/// A button pressed at a column and row, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    pub button: Button,
    pub at: (u16, u16),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Button {
    Left,
    WheelUp,
    WheelDown,
}
