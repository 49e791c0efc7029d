//! Numbering before labels and headings: 一、 (一) 1. (1).

use crate::parse::fold::{han_number, is_mark};
use crate::parse::tables::glyphs::Glyph;

/// The numbering before a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ordinal {
    /// `一、`
    Han(u8),
    /// `(一)`
    HanBrackets(u8),
    /// `1.`
    Digit(u8),
    /// `(1)`
    DigitBrackets(u8),
}

impl Ordinal {
    /// Whether it numbers the same row: sources write (1) for 1. at will.
    pub fn is_like(self, other: Self) -> bool {
        let plain = |ordinal| match ordinal {
            Self::DigitBrackets(n) => Self::Digit(n),
            other => other,
        };
        plain(self) == plain(other)
    }

    /// Reads the numbering as the forms write it: `一`, `(一)`, `1`.
    pub fn of_form(number: &str) -> Option<Self> {
        let letters: Vec<char> = number.chars().filter(|c| !is_mark(*c)).collect();
        match han_number(&letters) {
            Some(n) if number.starts_with('(') => Some(Self::HanBrackets(n)),
            Some(n) => Some(Self::Han(n)),
            None => number.parse().ok().map(Self::Digit),
        }
    }
}

/// Whether numbering may start with a character.
pub fn opens(c: char) -> bool {
    matches!(c, '(' | '第') || is_han_digit(c)
}

fn is_han_digit(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}

/// Numbering at the start, and the glyphs it takes.
pub fn ordinal_at(rest: &[Glyph]) -> Option<(Ordinal, usize)> {
    let first = rest.first().filter(|first| opens(first.c))?;
    let at = |n: usize| rest.get(n).filter(|g| g.same_cell(first)).map(|g| g.c);
    let brackets = first.c == '(';
    let part = first.c == '第';
    let from = usize::from(brackets || part);
    let mut han = ['\0'; 3];
    let mut len = 0;
    for (place, c) in han.iter_mut().zip((from..).map_while(at).take_while(|c| is_han_digit(*c))) {
        *place = c;
        len += 1;
    }
    let han = han.get(..len).unwrap_or_default();
    if part {
        let n = han_number(han).filter(|_| at(1 + han.len()) == Some('部') && at(2 + han.len()) == Some('分'))?;
        return Some((Ordinal::Han(n), han.len() + 3));
    }
    let close =
        |len: usize| at(from + len).is_some_and(|c| if brackets { c == ')' } else { matches!(c, '、' | '.' | ',') });
    if let Some(n) = han_number(han).filter(|_| close(han.len())) {
        let ordinal = if brackets { Ordinal::HanBrackets(n) } else { Ordinal::Han(n) };
        return Some((ordinal, from + han.len() + 1));
    }
    if !brackets {
        return None;
    }
    let digits = (1..3).map_while(at).map_while(|c| c.to_digit(10));
    let (n, len) = digits.fold((0, 0), |(n, len), digit| (n * 10 + digit, len + 1));
    let closed = len > 0 && at(1 + len) == Some(')');
    closed.then_some((Ordinal::DigitBrackets(u8::try_from(n).ok()?), len + 2))
}
