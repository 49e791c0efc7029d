//! The cells that nearly all are, `{"value":12,"at":[3,5]}`, read in one pass. Whatever is written in
//! another way is left to serde.

use crate::model::cell::{Cell, How, Number};
use crate::model::report::Span;

/// Reads an object of a value that is null or a whole number, a reason and a place, each at most once;
/// `None` for every other text, whether it is a cell or not.
pub(super) fn cell(json: &str) -> Option<Cell> {
    as_written(json.as_bytes()).or_else(|| in_any_order(json.as_bytes()))
}

/// Reads a number and its place in the order in which they are written, with no white space or one blank behind
/// each mark.
fn as_written(json: &[u8]) -> Option<Cell> {
    let (value, rest) = digits(behind(json, br#"{"value":"#)?)?;
    let (start, rest) = digits(behind(behind(rest, b",")?, br#""at":"#)?.strip_prefix(b"[")?)?;
    let (end, rest) = digits(behind(rest, b",")?)?;
    let (start, end) = (usize::try_from(start).ok()?, usize::try_from(end).ok()?);
    let at = (rest == b"]}" && start <= end).then(|| Span::new(start, end))?;
    Some(Cell::of(Some(Number::from(value)), None, Some(at)))
}

/// What stands behind a mark, and a blank behind that.
fn behind<'t>(text: &'t [u8], mark: &[u8]) -> Option<&'t [u8]> {
    let rest = text.strip_prefix(mark)?;
    Some(rest.strip_prefix(b" ").unwrap_or(rest))
}

/// Reads digits up to something else, at most 18.
fn digits(text: &[u8]) -> Option<(i64, &[u8])> {
    let (mut number, mut rest) = (0, text);
    while let Some((digit @ b'0'..=b'9', behind)) = rest.split_first() {
        if text.len() - rest.len() == 18 {
            return None;
        }
        number = number * 10 + i64::from(digit - b'0');
        rest = behind;
    }
    (rest.len() < text.len()).then_some((number, rest))
}

fn in_any_order(json: &[u8]) -> Option<Cell> {
    let mut text = Text(json);
    let (mut value, mut how, mut at) = (None, None, None);
    text.mark(b'{')?;
    loop {
        let key = text.word()?;
        text.mark(b':')?;
        let is_first = match key {
            b"value" => value.replace(if text.null() { None } else { Some(text.integer()?) }).is_none(),
            b"how" => how.replace(How::from_id(std::str::from_utf8(text.word()?).ok()?)?).is_none(),
            b"at" => at.replace(text.span()?).is_none(),
            _ => false,
        };
        if !is_first {
            return None;
        }
        match text.next()? {
            b',' => {}
            b'}' => break,
            _ => return None,
        }
    }
    text.0.trim_ascii().is_empty().then(|| Cell::of(value.flatten().map(Number::from), how, at))
}

/// What is still to be read.
struct Text<'t>(&'t [u8]);

impl<'t> Text<'t> {
    /// The next byte that is no white space.
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.trim_ascii_start().split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn mark(&mut self, mark: u8) -> Option<()> {
        (self.next()? == mark).then_some(())
    }

    /// A string without escapes.
    fn word(&mut self) -> Option<&'t [u8]> {
        self.mark(b'"')?;
        let end = self.0.iter().position(|b| matches!(b, b'"' | b'\\'))?;
        let (word, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        self.mark(b'"')?;
        Some(word)
    }

    /// Passes over a null, if there is one.
    fn null(&mut self) -> bool {
        let rest = self.0.trim_ascii_start().strip_prefix(b"null");
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// At most 18 digits, with nothing behind them that belongs to the number.
    fn integer(&mut self) -> Option<i64> {
        let here = self.0.trim_ascii_start();
        let end = here.iter().position(|b| !b.is_ascii_digit())?;
        let (digits, rest) = here.split_at_checked(end)?;
        if !(1..=18).contains(&digits.len()) || matches!(rest.first(), Some(b'.' | b'e' | b'E')) {
            return None;
        }
        self.0 = rest;
        Some(digits.iter().fold(0, |sum, b| sum * 10 + i64::from(b - b'0')))
    }

    fn span(&mut self) -> Option<Span> {
        self.mark(b'[')?;
        let start = usize::try_from(self.integer()?).ok()?;
        self.mark(b',')?;
        let end = usize::try_from(self.integer()?).ok()?;
        self.mark(b']')?;
        (start <= end).then(|| Span::new(start, end))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cell_as_it_is_written_is_the_one_it_is_in_any_order(json in r#"\{"value": ?[0-9]{0,19}, ?"at": ?\[[0-9]{1,3}, ?[0-9]{1,3}\]\} ?"#) {
            let quick = as_written(json.as_bytes());
            prop_assert!(quick.is_none() || quick == in_any_order(json.as_bytes()), "{}", json);
        }
    }

    fn check(json: &str, expected: Option<&Cell>) {
        assert_eq!(cell(json).as_ref(), expected, "{json}");
    }

    #[test]
    fn plain_cells_are_read() {
        let at = Some(Span::new(3, 5));
        let read = |value: i64| Cell { value: Some(value.into()), how: Some(How::Read), at, ..Cell::default() };
        check(r#"{"value":12,"at":[3,5]}"#, Some(&read(12)));
        check(r#" { "at" : [ 3 , 5 ] , "value" : 0 } "#, Some(&read(0)));
        check(r#"{"value": 12, "at": [3, 5]}"#, Some(&read(12)));
        check(r#"{"value":999999999999999999,"at":[3,5]}"#, Some(&read(999_999_999_999_999_999)));
        check(r#"{"value":999999999999999999,"how":"read","at":[3,5]}"#, Some(&read(999_999_999_999_999_999)));
        check(r#"{"value":null,"how":"blank","at":[3,5]}"#, Some(&Cell { at, ..Cell::null(How::Blank) }));
        check(r#"{"value":3,"how":"unplaced"}"#, Some(&Cell::null(How::Unplaced)));
        check(r#"{"value":null}"#, Some(&Cell::default()));
    }

    #[test]
    fn everything_else_is_left_alone() {
        let others = [
            r#"{"value":1.5}"#,
            r#"{"value":1e3}"#,
            r#"{"value":-6}"#,
            r#"{"value":"3"}"#,
            r#"{"value":1234567890123456789}"#,
            r#"{"value":3,"raw":"3"}"#,
            r#"{"value":3,"value":4}"#,
            r#"{"value":3,"how":"guessed"}"#,
            r#"{"value":3,"at":[5,3]}"#,
            r#"{"value":1234567890123456789,"at":[3,5]}"#,
            r#"{"value":1.5,"at":[3,5]}"#,
            r#"{"value":,"at":[3,5]}"#,
            r#"{"value":3,"at":[3,5]} 4"#,
            r#"{"value":3,"at":[3,5,7]}"#,
            r#"{"value":3,"at":null}"#,
            r#"{"v\u0061lue":3}"#,
            r#"{"value":3} 4"#,
            r#"{"value":3"#,
            r#"{"value":3,}"#,
            "{}",
            "",
            "3",
        ];
        for json in others {
            check(json, None);
        }
    }
}
