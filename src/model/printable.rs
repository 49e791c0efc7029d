//! The one gate between text from outside and a terminal: what could move a cursor, hide, reverse
//! or recolour text is shown as a mark instead.

use std::borrow::Cow;

/// `text` with every character that a terminal would act on, or a reader could not see, replaced:
/// controls by their pictures (`␛`), bidi overrides, zero-width and tag characters, fillers and what chooses
/// between forms of a letter by `�`. Line feeds and tabs become one blank.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| (0x20..0x7F).contains(&b)) || !text.chars().any(|c| replacement(c).is_some()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| replacement(c).unwrap_or(c)).collect())
}

/// What is shown in place of a character, `None` where it may pass.
pub fn replacement(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' => Some(' '),
        '\0'..='\u{1F}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7F}' => Some('\u{2421}'),
        '\u{80}'..='\u{9F}'
        | '\u{AD}'
        | '\u{34F}'
        | '\u{61C}'
        | '\u{115F}'..='\u{1160}'
        | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}' => Some('\u{FFFD}'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_on_a_terminal_passes() {
        let check = |input: &str, expected: &str| assert_eq!(printable(input), expected);
        check("普通 text", "普通 text");
        check("a\x1b[31mred", "a␛[31mred");
        check("a\u{9b}31m", "a\u{FFFD}31m");
        check("左\u{202e}右", "左\u{FFFD}右");
        check("a\tb\r\nc", "a b  c");
        check("x\u{7f}\0", "x␡␀");
        for c in ('\0'..='\u{10FFFF}').filter(|c| c.is_control()) {
            assert!(!printable(&c.to_string()).chars().any(char::is_control), "{c:?}");
        }
    }
}
