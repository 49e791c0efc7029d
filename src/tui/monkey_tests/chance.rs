//! What is pressed, typed and resized to, drawn at random.

use crate::synth::dice::Dice;
use crate::tui::key::Key;

pub(super) fn random_size(dice: &mut Dice) -> (u16, u16) {
    let up_to = |dice: &mut Dice, most: usize| u16::try_from(1 + dice.place(most)).unwrap();
    (up_to(dice, 220), up_to(dice, 70))
}

pub(super) const SIZES: [(u16, u16); 7] = [(80, 24), (80, 24), (160, 45), (120, 36), (100, 30), (40, 10), (60, 16)];

pub(super) const MOVES: [Key; 20] = [
    Key::Char('j'),
    Key::Char('j'),
    Key::Char('k'),
    Key::Char('l'),
    Key::Char('h'),
    Key::Down,
    Key::Up,
    Key::Left,
    Key::Right,
    Key::Enter,
    Key::Enter,
    Key::Backspace,
    Key::Esc,
    Key::Tab,
    Key::BackTab,
    Key::PageDown,
    Key::PageUp,
    Key::Home,
    Key::End,
    Key::Char('9'),
];

/// What is typed and pasted: queries, options, names of files, and what no one means.
pub(super) const TEXTS: [&str; 16] = [
    "申请",
    "year:2021",
    "rule:T3",
    "sev:error",
    "region:云",
    "'答复",
    "--by year",
    "新收 --level county",
    "a.csv",
    "x.xlsx",
    "128",
    "1..3",
    "\u{1b}[31m\u{202e}",
    "一\n二",
    "'",
    "verdict:real",
];

pub(super) fn random_key(dice: &mut Dice) -> Key {
    match dice.place(12) {
        0..6 => Key::Char(char::from(b' ' + u8::try_from(dice.place(95)).unwrap())),
        6 | 7 => Key::Char(*dice.pick(&['年', '府', '１', '：', '\u{200b}', '\u{202e}', 'é', '\u{301}', '𠀀', '👨'])),
        8 | 9 => Key::Ctrl(char::from(b'a' + u8::try_from(dice.place(26)).unwrap())),
        10 => Key::F(u8::try_from(1 + dice.place(12)).unwrap()),
        _ => *dice.pick(&[Key::Delete, Key::Enter, Key::Esc, Key::Backspace, Key::Tab]),
    }
}
