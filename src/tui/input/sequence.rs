//! What one piece of a terminal's input means: a key, the report of a mouse, an answer. Knows nothing of
//! time and of pieces that come in parts.

use crate::tui::input::{Button, Heard, Mouse};
use crate::tui::key::Key;

/// What the bytes at hand begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// So many bytes that mean something, or nothing to us.
    Whole(usize, Option<Heard>),
    /// The start of a paste, so many bytes.
    Paste(usize),
    /// More bytes are needed to tell.
    Open,
}

/// A sequence longer than this is none.
const LONGEST: usize = 4096;

const ESC: u8 = 0x1b;

/// The first piece of some bytes; at least one byte is given.
pub fn first(bytes: &[u8]) -> Piece {
    match bytes {
        [ESC] | [] => Piece::Open,
        [ESC, b'[', rest @ ..] => after(csi(rest), 2, rest),
        [ESC, b'O', rest @ ..] => after(ss3(rest), 2, rest),
        [ESC, b']', rest @ ..] => after(string(rest, |byte| byte.is_ascii_digit()), 2, rest),
        [ESC, b'P', rest @ ..] => after(string(rest, |byte| byte.is_ascii_digit() || b">!$+".contains(&byte)), 2, rest),
        // A key right after Esc is Alt with that key to a terminal. Nothing is bound to Alt, and over a line
        // that gathers keys the two are the same: so Esc it is, and then the key.
        [ESC, ..] => Piece::Whole(1, Some(Heard::Key(Key::Esc))),
        [first, ..] if *first < 0x20 || *first == 0x7f => Piece::Whole(1, control(*first).map(Heard::Key)),
        _ => character(bytes),
    }
}

/// The key that the start of a sequence is by itself, when nothing has followed it for a while.
pub fn left_over(bytes: &[u8]) -> Piece {
    match bytes {
        [ESC] | [ESC, b'[' | b'O' | b']' | b'P'] => Piece::Whole(1, Some(Heard::Key(Key::Esc))),
        // What was cut off in the middle is nothing.
        _ => Piece::Whole(bytes.len(), None),
    }
}

/// What a terminal sends after an introducer of so many bytes; without one, the introducer is keys.
fn after(found: Option<Piece>, introducer: usize, rest: &[u8]) -> Piece {
    match found {
        Some(Piece::Whole(len, heard)) => Piece::Whole(introducer + len, heard),
        Some(Piece::Paste(len)) => Piece::Paste(introducer + len),
        Some(Piece::Open) if rest.len() > LONGEST => Piece::Whole(introducer + rest.len(), None),
        Some(Piece::Open) => Piece::Open,
        None => Piece::Whole(1, Some(Heard::Key(Key::Esc))),
    }
}

fn csi(rest: &[u8]) -> Option<Piece> {
    match rest {
        [] => return Some(Piece::Open),
        // The console of Linux: F1 to F5.
        [b'[', rest @ ..] => {
            let Some(letter) = rest.first() else { return Some(Piece::Open) };
            let key = (b'A'..=b'E').contains(letter).then(|| Key::F(letter - b'A' + 1));
            return Some(Piece::Whole(2, key.map(Heard::Key)));
        }
        // The mouse in the manner of X10: three bytes, whatever they are.
        [b'M', rest @ ..] => {
            let [button, x, y, ..] = *rest else { return Some(Piece::Open) };
            let [x, y] = [x, y].map(|n| u16::from(n.saturating_sub(33)));
            return Some(Piece::Whole(4, mouse(u16::from(button.saturating_sub(32)), (x, y))));
        }
        _ => {}
    }
    let end = rest.iter().position(|byte| !(0x20..=0x3f).contains(byte));
    let Some(end) = end else { return Some(Piece::Open) };
    let (parameters, last) = (rest.get(..end)?, *rest.get(end)?);
    if !(0x40..=0x7e).contains(&last) {
        // Another sequence or a control character has broken in: what was begun is void.
        return if end == 0 { None } else { Some(Piece::Whole(end, None)) };
    }
    if (parameters, last) == (b"200", b'~') {
        return Some(Piece::Paste(end + 1));
    }
    Some(Piece::Whole(end + 1, meaning(parameters, last)))
}

fn meaning(parameters: &[u8], last: u8) -> Option<Heard> {
    let text = std::str::from_utf8(parameters).ok()?;
    let numbers = |text: &str| -> Vec<u16> { text.split(';').map(|part| part.parse().unwrap_or(0)).collect() };
    if let Some(report) = text.strip_prefix('<') {
        let [button, x, y] = *numbers(report).as_slice() else { return None };
        return mouse(button, (x.saturating_sub(1), y.saturating_sub(1))).filter(|_| last == b'M');
    }
    if text.starts_with(['?', '>', '=']) {
        return (last == b'c').then_some(Heard::Attributes);
    }
    let numbers = numbers(text);
    if last == b'R' && numbers.len() == 2 {
        let [y, x] = [0, 1].map(|n| numbers.get(n).map_or(0, |n: &u16| n.saturating_sub(1)));
        return Some(Heard::Position(x, y));
    }
    let key = match (last, numbers.first()) {
        (b'~', Some(number)) => numbered(*number)?,
        (b'Z', _) => Key::BackTab,
        _ => lettered(last)?,
    };
    Some(Heard::Key(key))
}

/// `CSI … ~`, whatever modifiers are held.
fn numbered(number: u16) -> Option<Key> {
    let n = u8::try_from(number).ok()?;
    Some(match n {
        1 | 7 => Key::Home,
        4 | 8 => Key::End,
        3 => Key::Delete,
        5 => Key::PageUp,
        6 => Key::PageDown,
        11..=15 => Key::F(n - 10),
        17..=21 => Key::F(n - 11),
        23 | 24 => Key::F(n - 12),
        _ => return None,
    })
}

fn lettered(letter: u8) -> Option<Key> {
    Some(match letter {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'H' => Key::Home,
        b'F' => Key::End,
        b'P'..=b'S' => Key::F(letter - b'P' + 1),
        _ => return None,
    })
}

fn ss3(rest: &[u8]) -> Option<Piece> {
    let Some(letter) = rest.first() else { return Some(Piece::Open) };
    let key = if *letter == b'M' { Some(Key::Enter) } else { lettered(*letter) };
    key.map(|key| Piece::Whole(1, Some(Heard::Key(key))))
}

/// An answer that is a string, up to BEL or ST: to a question of whoever had the terminal before us.
fn string(rest: &[u8], begins: fn(u8) -> bool) -> Option<Piece> {
    match rest.first() {
        None => return Some(Piece::Open),
        Some(byte) if !begins(*byte) => return None,
        Some(_) => {}
    }
    let end = rest.iter().position(|byte| matches!(*byte, 0x07 | ESC));
    Some(match end.and_then(|end| Some((end, rest.get(end)?))) {
        Some((end, 0x07)) => Piece::Whole(end + 1, None),
        Some((end, _)) => match rest.get(end + 1) {
            Some(b'\\') => Piece::Whole(end + 2, None),
            Some(_) => Piece::Whole(end, None),
            None => Piece::Open,
        },
        None => Piece::Open,
    })
}

/// Presses of the left button and turns of the wheel; the rest is nothing to us.
fn mouse(button: u16, at: (u16, u16)) -> Option<Heard> {
    const MODIFIERS: u16 = 0b1_1100;
    let button = match button & !MODIFIERS {
        0 => Button::Left,
        64 => Button::WheelUp,
        65 => Button::WheelDown,
        _ => return None,
    };
    Some(Heard::Mouse(Mouse { button, at }))
}

/// Ctrl-h is Backspace, as terminals send it; Ctrl-i is Tab and Ctrl-m Enter.
fn control(byte: u8) -> Option<Key> {
    Some(match byte {
        b'\r' => Key::Enter,
        b'\t' => Key::Tab,
        0x08 | 0x7f => Key::Backspace,
        0 => Key::Ctrl(' '),
        0x01..=0x1a => Key::Ctrl(char::from(byte - 1 + b'a')),
        _ => return None,
    })
}

fn character(bytes: &[u8]) -> Piece {
    let len = match bytes.first() {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => 1,
    };
    let good = bytes.iter().skip(1).take(len - 1).take_while(|byte| (0x80..0xc0).contains(*byte)).count() + 1;
    if good == bytes.len() && good < len {
        return Piece::Open;
    }
    let text = bytes.get(..good).and_then(|bytes| std::str::from_utf8(bytes).ok());
    Piece::Whole(good, text.and_then(|text| text.chars().next()).map(|c| Heard::Key(Key::Char(c))))
}
