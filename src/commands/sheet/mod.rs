//! Rows for spreadsheets, and the one gate between text from outside and a spreadsheet: no cell may be
//! run as a formula. `csv` and `xlsx` write them.

pub(super) mod csv;
pub(super) mod xlsx;

use std::borrow::Cow;

use crate::model::printable::printable;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Empty,
    Text(String),
    /// A number as it is printed, `-12` or `0.25`; anything else is text.
    Number(String),
}

impl Value {
    /// A text, or a number where the text is nothing else.
    pub(super) fn of(text: &str) -> Self {
        match text {
            "" => Self::Empty,
            number if is_number(number) => Self::Number(number.to_owned()),
            text => Self::Text(text.to_owned()),
        }
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    pub(super) fn number(number: usize) -> Self {
        Self::Number(number.to_string())
    }

    pub(super) fn optional(text: Option<&str>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }
}

/// Whether a text is a decimal number of at most fifteen digits, which a spreadsheet holds exactly.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let leads = whole.len() > 1 && whole.starts_with('0');
    plain(whole) && plain(part) && !leads && whole.len() + part.len() <= 16
}

/// Text as a cell may hold it: nothing a terminal or a reader is deceived by, and an apostrophe in front
/// where a spreadsheet would take it for a formula. What starts a formula is looked for behind blanks
/// too, and in its full-width form, since some programs pass over the ones and fold the others.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    let starts_with_control = text.starts_with(['\t', '\r', '\n']);
    let mut shown = printable(text);
    // Two code points that no XML may hold.
    if shown.contains(['\u{FFFE}', '\u{FFFF}']) {
        shown = Cow::Owned(shown.replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}"));
    }
    let first = shown.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FFFD}').chars().next();
    let starts_formula = first.is_some_and(|c| "=+-@＝＋－＠﹢﹣﹦﹫−".contains(c));
    if starts_formula || starts_with_control { Cow::Owned(format!("'{shown}")) } else { shown }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_begins_with_an_apostrophe() {
        let check = |text: &str, expected: &str| assert_eq!(guarded(text), expected, "{text:?}");
        check("云河县财政局", "云河县财政局");
        check("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0");
        check("+1", "'+1");
        check("-1+2", "'-1+2");
        check("@SUM(1)", "'@SUM(1)");
        check("\t=1", "' =1");
        check("\rx", "' x");
        check("＝1+1", "'＝1+1");
        check("－1", "'－1");
        check("＠x", "'＠x");
        check("＋x", "'＋x");
        check("　 =1", "'　 =1");
        check("\u{feff}=1", "'\u{FFFD}=1");
        check("a\u{ffff}b", "a\u{FFFD}b");
        check("a=1", "a=1");
        check("", "");
    }

    #[test]
    fn numbers_are_numbers() {
        let check = |text: &str, expected: bool| assert_eq!(is_number(text), expected, "{text}");
        for text in ["0", "-12", "0.25", "7976.14", "123456789012345"] {
            check(text, true);
        }
        for text in ["", "-", "1.", ".5", "1e5", "00", "012", "+1", "１２", "12件", "1234567890123456789", "--1"] {
            check(text, false);
        }
    }

    proptest! {
        #[test]
        fn no_cell_starts_a_formula(text in "[=+@＝－ \t\r\n　\u{200b}\u{feff}a中-]{0,6}") {
            let shown = guarded(&text).into_owned();
            let first = shown.trim_start().chars().next();
            prop_assert!(first.is_none_or(|c| !"=+-@＝＋－＠".contains(c)), "{shown:?}");
            prop_assert!(!shown.chars().any(char::is_control));
        }
    }
}
