//! What stands inside a line and is no text: control characters, terminal escapes, invisible marks,
//! emphasis of Markdown.

use std::ops::Range;

use crate::model::note::{Note, NoteCode};
use crate::model::report::Span;
use crate::parse::fold::outside_han;
use crate::parse::piece::{Builder, Piece};

/// A character that must not reach a terminal: control characters other than line ends and tabs, and
/// marks that turn the direction of writing.
pub fn is_control(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{C}'))
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A character that shows nothing and means nothing here.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' | '\u{C}') || is_control(c)
}

/// The note on control characters, when the text has any.
pub fn control_note(text: &str) -> Option<Note> {
    let mut found = outside_han(text).filter(|(_, c)| is_control(*c));
    let (first, c) = found.next()?;
    let message = format!("含{}处控制字符", 1 + found.count());
    Some(Note::new(NoteCode::ControlCharacters, message, Some(Span::new(first, first + c.len_utf8()))))
}

/// Whether a text holds anything that `clean` takes out, blanks at its ends aside.
pub fn is_unclean(raw: &str, markup: bool) -> bool {
    let is_mark = |c: char| markup && matches!(c, '*' | '\\' | '_' | '`');
    outside_han(raw).any(|(_, c)| is_mark(c) || is_invisible(c))
}

/// The text between two offsets without what is no text, trimmed.
pub fn clean(source: &str, range: Range<usize>, markup: bool) -> Piece<'_> {
    let raw = source.get(range.clone()).unwrap_or_default();
    if !is_unclean(raw, markup) {
        return Piece::trimmed(source, range);
    }
    let marked = markup && raw.bytes().any(|b| matches!(b, b'*' | b'\\' | b'_' | b'`'));
    let mut builder = Builder::new(source);
    let mut kept = 0;
    let mut at = 0;
    while let Some(c) = raw.get(at..).and_then(|rest| rest.chars().next()) {
        let skip = if is_invisible(c) { escape_len(raw, at, c) } else { markup_len(raw, at, marked) };
        if skip > 0 {
            builder.push(range.start + kept..range.start + at);
            kept = at + skip;
        }
        at += skip.max(c.len_utf8());
    }
    builder.push(range.start + kept..range.end);
    let piece = builder.finish(range.start);
    let whole = 0..piece.text.len();
    piece.cut(whole)
}

/// The length of the terminal escape that starts here, or of the one invisible character.
fn escape_len(raw: &str, at: usize, c: char) -> usize {
    const LONGEST: usize = 256;
    let rest = raw.as_bytes().get(at..).unwrap_or_default();
    let rest = rest.get(..rest.len().min(LONGEST)).unwrap_or_default();
    let end = match (c, rest.get(1)) {
        ('\u{1B}', Some(b'[')) => rest.iter().skip(2).position(|b| (0x40..0x7F).contains(b)).map(|n| n + 3),
        ('\u{1B}', Some(b']')) => rest.iter().position(|b| *b == 7).map(|n| n + 1),
        ('\u{1B}', Some(b'(' | b')')) if rest.len() > 2 => Some(3),
        _ => None,
    };
    end.filter(|end| raw.is_char_boundary(at + end)).unwrap_or(c.len_utf8())
}

/// The length of the Markdown mark at this place; a backslash counts, what it protects does not.
fn markup_len(raw: &str, at: usize, marked: bool) -> usize {
    if !marked {
        return 0;
    }
    let bytes = raw.as_bytes();
    let byte = |n: usize| bytes.get(n).copied().unwrap_or(b' ');
    match byte(at) {
        b'\\' if byte(at + 1).is_ascii_punctuation() || at + 1 == bytes.len() => 1,
        _ if at > 0 && byte(at - 1) == b'\\' => 0,
        b'`' => 1,
        mark @ (b'*' | b'_') => {
            let len = bytes.get(at..).unwrap_or_default().iter().take_while(|b| **b == mark).count();
            // A longer run is a mask such as **** in a number; a single one may be a mask too.
            let starts = at == 0 || byte(at - 1) != mark;
            if len == 2 && starts { 2 } else { 0 }
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, markup: bool, text: &str) {
        let piece = clean(source, 0..source.len(), markup);
        assert_eq!(piece.text, text, "{source:?}");
        for (at, stretch) in piece.stretches() {
            assert!(source.get(at..).is_some_and(|rest| rest.starts_with(stretch)), "{source:?} at {at}");
        }
    }

    #[test]
    fn only_text_is_left() {
        check("  青石镇\u{A0}\u{3000}", false, "青石镇");
        check("(一) **主动公开**：共3件", true, "(一) 主动公开：共3件");
        check("(一) **主动公开**", false, "(一) **主动公开**");
        check("电话138****5678", true, "电话138****5678");
        check("\\- 1 -", true, "- 1 -");
        check("a\\*b", true, "a*b");
        check("县\u{200B}政府", false, "县政府");
        check("红\u{1B}[31m字\u{1B}[0m", false, "红字");
        check("\u{1B}]0;title\u{7}标题", false, "标题");
        check("a\u{202E}b\u{1B}", false, "ab");
        check("\u{1B}[县", false, "[县");
    }
}
