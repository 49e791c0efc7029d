//! Keys as the inspector knows them: their names, the notation of scripts (`j j enter "表三"`),
//! and what an input method in Chinese mode sends in place of them.

use std::fmt;

#[cfg(not(unix))]
use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::tui::keymap;

/// One key press. Shifted letters are their capital; Ctrl-h is Backspace, as terminals send it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Char(char),
    Ctrl(char),
    F(u8),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Home,
    End,
}

/// Names of keys in the key table, in scripts and on the screen.
const NAMES: &[(&str, Key)] = &[
    ("enter", Key::Enter),
    ("esc", Key::Esc),
    ("tab", Key::Tab),
    ("backtab", Key::BackTab),
    ("backspace", Key::Backspace),
    ("delete", Key::Delete),
    ("up", Key::Up),
    ("down", Key::Down),
    ("left", Key::Left),
    ("right", Key::Right),
    ("pgup", Key::PageUp),
    ("pgdn", Key::PageDown),
    ("home", Key::Home),
    ("end", Key::End),
    ("space", Key::Char(' ')),
];

impl Key {
    /// The key with this name: one character, `enter`, `c-o`, `f2`.
    pub fn named(name: &str) -> Option<Self> {
        let mut chars = name.chars();
        if let (Some(only), None) = (chars.next(), chars.next()) {
            return Some(Self::Char(only));
        }
        if let Some((_, key)) = NAMES.iter().find(|(known, _)| *known == name) {
            return Some(*key);
        }
        if let Some(letter) = name.strip_prefix("c-") {
            let mut chars = letter.chars();
            let (Some(letter), None) = (chars.next(), chars.next()) else { return None };
            return (letter.is_ascii_lowercase() || letter == ' ').then_some(Self::Ctrl(letter));
        }
        name.strip_prefix('f').and_then(|n| n.parse().ok()).filter(|n| (1..=12).contains(n)).map(Self::F)
    }

    /// The name of the key in the key table: what `named` understands.
    pub fn name(self) -> String {
        match self {
            Self::Char(c) if c != ' ' => c.to_string(),
            Self::Ctrl(' ') => "c- ".to_owned(),
            Self::Ctrl(c) => format!("c-{c}"),
            Self::F(n) => format!("f{n}"),
            other => {
                NAMES.iter().find(|(_, key)| *key == other).map_or_else(String::new, |(name, _)| (*name).to_owned())
            }
        }
    }

    /// The keys of a sequence in the key table: a name, or its characters one after another.
    pub fn sequence(text: &str) -> Vec<Self> {
        Self::named(text).map_or_else(|| text.chars().map(Self::Char).collect(), |key| vec![key])
    }

    /// What crossterm reports, without releases and keys the inspector has no use for.
    #[cfg(not(unix))]
    pub fn of_event(event: KeyEvent) -> Option<Self> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        Some(match event.code {
            KeyCode::Char('h') if ctrl => Self::Backspace,
            KeyCode::Char(c) if ctrl => Self::Ctrl(c.to_ascii_lowercase()),
            KeyCode::Char(_) if event.modifiers.contains(KeyModifiers::ALT) => return None,
            KeyCode::Char(c) => Self::Char(c),
            KeyCode::Enter => Self::Enter,
            KeyCode::Esc => Self::Esc,
            KeyCode::BackTab => Self::BackTab,
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => Self::BackTab,
            KeyCode::Tab => Self::Tab,
            KeyCode::Backspace => Self::Backspace,
            KeyCode::Delete => Self::Delete,
            KeyCode::Up => Self::Up,
            KeyCode::Down => Self::Down,
            KeyCode::Left => Self::Left,
            KeyCode::Right => Self::Right,
            KeyCode::PageUp => Self::PageUp,
            KeyCode::PageDown => Self::PageDown,
            KeyCode::Home => Self::Home,
            KeyCode::End => Self::End,
            KeyCode::F(n) => Self::F(n),
            _ => return None,
        })
    }

    /// The command key that a full-width or Chinese mark stands for while an input method is on.
    pub fn folded(self) -> Self {
        let Self::Char(c) = self else { return self };
        Self::Char(match c {
            '、' => '/',
            '。' => '.',
            '【' => '[',
            '】' => ']',
            '《' => '<',
            '》' => '>',
            '「' => '{',
            '」' => '}',
            '\u{3000}' => ' ',
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            _ => c,
        })
    }

    /// Whether this is a Chinese character: outside a text field a sign that an input method is on.
    pub fn is_ideograph(self) -> bool {
        matches!(self, Self::Char('\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}'))
    }

    /// How the key is written on the screen: `Ctrl-o`, `Enter`, `PgUp`.
    pub fn label(self) -> String {
        match self {
            Self::Char(' ') => "Space".to_owned(),
            Self::Char(c) => c.to_string(),
            Self::Ctrl(c) => format!("Ctrl-{c}"),
            Self::F(n) => format!("F{n}"),
            Self::PageUp => "PgUp".to_owned(),
            Self::PageDown => "PgDn".to_owned(),
            Self::BackTab => "Shift-Tab".to_owned(),
            Self::Up => "Up".to_owned(),
            other => format!("{other:?}"),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.label())
    }
}

/// A script that names no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    #[error("no such key: {0:?} (a character, a name such as enter, pgdn or c-o, or \"text\")")]
    NoSuchKey(String),
    #[error("a quotation is not closed: {0:?}")]
    Unclosed(String),
}

/// The keys of a script: tokens parted by blanks, each a character, a name, or `"text"` typed as it
/// stands.
///
/// # Errors
/// When a token names no key, or a quotation does not end.
pub fn script(text: &str) -> Result<Vec<Key>, ScriptError> {
    let mut keys = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let quoted = rest.strip_prefix('"').filter(|after| !after.is_empty() && !after.starts_with(' '));
        if let Some(after) = quoted {
            let Some((typed, after)) = after.split_once('"') else {
                return Err(ScriptError::Unclosed(rest.to_owned()));
            };
            keys.extend(typed.chars().map(Key::Char));
            rest = after.trim_start();
            continue;
        }
        let (token, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        // A verb of several keys may be written as one word, as the key table has it.
        let sequence = Key::sequence(token);
        if Key::named(token).is_none() && !keymap::usual().has_verb(&sequence) {
            return Err(ScriptError::NoSuchKey(token.to_owned()));
        }
        keys.extend(sequence);
        rest = after.trim_start();
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts() {
        let check = |text: &str, expected: &[Key]| assert_eq!(script(text).unwrap(), expected, "{text}");
        check("", &[]);
        check("j  enter c-o", &[Key::Char('j'), Key::Enter, Key::Ctrl('o')]);
        check("f2 space pgdn", &[Key::F(2), Key::Char(' '), Key::PageDown]);
        check("/ \"表 三\" esc", &[Key::Char('/'), Key::Char('表'), Key::Char(' '), Key::Char('三'), Key::Esc]);
        check("\" j", &[Key::Char('"'), Key::Char('j')]);
        check("gf", &[Key::Char('g'), Key::Char('f')]);
        for bad in ["entr", "gq", "c-1", "f13", "\"abc"] {
            assert!(script(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn marks_of_an_input_method_are_folded() {
        let check = |from: char, to: char| assert_eq!(Key::Char(from).folded(), Key::Char(to));
        for (from, to) in [('／', '/'), ('、', '/'), ('？', '?'), ('：', ':'), ('ｊ', 'j'), ('｝', '}'), ('【', '[')]
        {
            check(from, to);
        }
        check('。', '.');
        check('，', ',');
        check('政', '政');
        assert!(Key::Char('政').is_ideograph() && !Key::Char('j').is_ideograph());
    }

    #[test]
    fn names_and_sequences() {
        assert_eq!(Key::sequence("gt2"), [Key::Char('g'), Key::Char('t'), Key::Char('2')]);
        assert_eq!(Key::sequence("enter"), [Key::Enter]);
        assert_eq!(Key::Ctrl('d').label(), "Ctrl-d");
        for (name, key) in NAMES {
            assert_eq!(Key::named(name), Some(*key));
        }
    }
}
