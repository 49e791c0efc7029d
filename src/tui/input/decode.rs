//! From the bytes of a terminal, as they come, to what the user did: sequences that come in parts are
//! joined, a lone Esc is told from their beginning by the time that passes.

use std::time::{Duration, Instant};

use crate::tui::input::Heard;
use crate::tui::input::sequence::{self, Piece};
use crate::tui::line::Reached;

/// So long an Esc may be the start of a sequence, here and over a line that may part it from the rest.
const HOLD: Duration = Duration::from_millis(25);
const HOLD_OVER_SSH: Duration = Duration::from_millis(100);
/// So long what is plainly the start of a sequence waits for the rest.
const HOLD_SEQUENCE: Duration = Duration::from_millis(500);
/// After an Esc that was taken for a key, the rest of a sequence may still come.
const LATE: Duration = Duration::from_millis(300);
/// A paste that has not ended after so long without a byte never will.
const HOLD_PASTE: Duration = Duration::from_secs(10);
/// Of a paste no more is kept.
const LONGEST_PASTE: usize = 4 << 20;

const END_OF_PASTE: &[u8] = b"\x1b[201~";

/// Takes the bytes of a terminal.
#[derive(Debug)]
pub struct Decoder {
    hold: Duration,
    /// What no meaning has been found for yet, and when the last of it came.
    open: Vec<u8>,
    since: Option<Instant>,
    /// What is being pasted.
    paste: Option<Vec<u8>>,
    /// When an Esc that nothing followed was taken for a key.
    escaped: Option<Instant>,
}

impl Decoder {
    /// A decoder for a terminal that is reached over a line or not.
    pub fn new(reached: Reached) -> Self {
        let hold = if reached == Reached::OverSsh { HOLD_OVER_SSH } else { HOLD };
        Self { hold, open: Vec::new(), since: None, paste: None, escaped: None }
    }

    /// Takes bytes that came together; answers what they mean with those before.
    pub fn take(&mut self, bytes: &[u8], now: Instant) -> Vec<Heard> {
        self.since = Some(now);
        let late = self.escaped.take().is_some_and(|then| now.saturating_duration_since(then) < LATE);
        if late && self.open.is_empty() && is_tail(bytes) {
            // The Esc has done what Esc does, which is never much; what it began is not lost.
            self.open.push(0x1b);
        }
        let mut heard = Vec::new();
        if let Some(paste) = &mut self.paste {
            paste.extend_from_slice(bytes);
            self.end_paste(bytes.len(), &mut heard);
        } else {
            self.open.extend_from_slice(bytes);
        }
        self.drain(&mut heard);
        heard
    }

    /// When what is held stops being held, if nothing comes before.
    pub fn deadline(&self) -> Option<Instant> {
        let hold = match (&self.paste, self.open.as_slice()) {
            (Some(_), _) => HOLD_PASTE,
            (None, []) => return None,
            (None, [0x1b]) => self.hold,
            (None, _) => HOLD_SEQUENCE,
        };
        self.since.map(|since| since + hold)
    }

    /// Takes note that nothing has come; answers what was held for too long.
    pub fn wait(&mut self, now: Instant) -> Vec<Heard> {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return Vec::new();
        }
        let mut heard = Vec::new();
        if let Some(paste) = self.paste.take() {
            heard.push(pasted(&paste));
            return heard;
        }
        if self.open == [0x1b] {
            self.escaped = Some(now);
        }
        if let Piece::Whole(len, found) = sequence::left_over(&self.open) {
            self.open.drain(..len);
            heard.extend(found);
        }
        self.drain(&mut heard);
        heard
    }

    fn drain(&mut self, heard: &mut Vec<Heard>) {
        let mut from = 0;
        while let Some(bytes) = self.open.get(from..).filter(|bytes| !bytes.is_empty()) {
            match sequence::first(bytes) {
                Piece::Open => break,
                Piece::Whole(len, found) => {
                    from += len;
                    heard.extend(found);
                }
                Piece::Paste(len) => {
                    let rest = bytes.get(len..).unwrap_or_default().to_vec();
                    self.open.clear();
                    from = 0;
                    let all = rest.len();
                    self.paste = Some(rest);
                    self.end_paste(all, heard);
                }
            }
        }
        self.open.drain(..from);
    }

    /// Ends the paste where its end stands among the last bytes; what follows it is open again.
    fn end_paste(&mut self, new: usize, heard: &mut Vec<Heard>) {
        let Some(paste) = &mut self.paste else { return };
        let from = paste.len().saturating_sub(new + END_OF_PASTE.len());
        let found = paste.get(from..).and_then(|tail| memchr::memmem::find(tail, END_OF_PASTE));
        match found.map(|at| from + at) {
            Some(end) => {
                self.open = paste.split_off(end).split_off(END_OF_PASTE.len());
                heard.push(pasted(paste));
                self.paste = None;
            }
            None if paste.len() > LONGEST_PASTE => {
                // What the end may begin with stays, so that it is still found.
                let keep = paste.split_off(paste.len() - END_OF_PASTE.len());
                paste.truncate(LONGEST_PASTE - END_OF_PASTE.len());
                paste.extend(keep);
            }
            None => {}
        }
    }
}

fn pasted(bytes: &[u8]) -> Heard {
    Heard::Paste(String::from_utf8_lossy(bytes).into_owned())
}

/// Whether bytes are a sequence whose Esc came before them: nobody types these within one packet.
fn is_tail(bytes: &[u8]) -> bool {
    let mut whole = vec![0x1b];
    whole.extend_from_slice(bytes);
    matches!(bytes, [b'[' | b'O', _, ..]) && !matches!(sequence::first(&whole), Piece::Open | Piece::Whole(1, _))
}
