//! What is known of the terminal and of the line to it: how wide it takes its characters to be, and
//! how much has gone over the line.

use std::time::Duration;

use crate::tui::clipboard::Route;
use crate::tui::colour::Depth;

/// How wide a terminal shows characters that are narrow in Western and wide in Chinese character sets
/// (`—`, `“`, `①`; Unicode TR 11: ambiguous).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ambiguous {
    #[default]
    Narrow,
    Wide,
}

/// Where the terminal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reached {
    #[default]
    Here,
    OverSsh,
}

/// A terminal and the line to it.
#[expect(clippy::struct_excessive_bools, reason = "what a terminal can is many facts that do not depend on each other")]
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// What the terminal says it is: `TERM`.
    pub term: String,
    pub ambiguous: Ambiguous,
    /// The terminal itself was asked how wide they are, and answered after so long.
    pub round_trip: Option<Duration>,
    pub ascii: bool,
    pub depth: Depth,
    /// What it erases takes the background of the moment (terminfo's `bce`).
    pub fills: bool,
    pub synchronized: bool,
    /// Clicks and the wheel come to us.
    pub mouse: bool,
    pub reached: Reached,
    pub route: Option<Route>,
    /// Bytes, frames and keys so far, and the bytes of the last frame.
    pub bytes: u64,
    pub frames: u64,
    pub keys: u64,
    pub last: usize,
}

impl Line {
    /// Counts a frame.
    pub fn sent(&mut self, bytes: usize) {
        self.last = bytes;
        self.frames += 1;
        self.bytes += bytes as u64;
    }
}
