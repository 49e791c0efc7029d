//! The one gate between text from outside and a spreadsheet: no cell may be run as a formula, in a file or pasted.

use std::borrow::Cow;

use crate::model::printable::printable;

/// Whether a text is a decimal number of at most fifteen digits, which a spreadsheet holds exactly.
pub fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let leads = whole.len() > 1 && whole.starts_with('0');
    plain(whole) && plain(part) && !leads && whole.len() + part.len() <= 16
}

/// Whether a text is a figure as people write it, which is a value wherever it is pasted: `+12`, `-3.5%`, `1,024`.
pub fn is_figure(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = digits.strip_suffix('%').unwrap_or(digits);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b','))
}

/// Text as a cell may hold it: nothing a terminal or a reader is deceived by, and an apostrophe in front
/// where a spreadsheet would take it for a formula. What starts a formula is looked for behind blanks
/// too, and in its full-width form, since some programs pass over the ones and fold the others. Such a
/// character alone is none: a dash is how many reports say that there is nothing.
pub fn guarded(text: &str) -> Cow<'_, str> {
    let starts_with_control = text.starts_with(['\t', '\r', '\n']);
    let mut shown = printable(text);
    // Two code points that no XML may hold.
    if shown.contains(['\u{FFFE}', '\u{FFFF}']) {
        shown = Cow::Owned(shown.replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}"));
    }
    let mut text = shown.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FFFD}').chars();
    let starts_formula = text.next().is_some_and(|c| "=+-@＝＋－＠﹢﹣﹦﹫−".contains(c)) && text.next().is_some();
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
        check("-", "-");
        check("--", "'--");
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

    #[test]
    fn figures_are_written_in_several_ways() {
        for text in ["0", "+12", "-3.5%", "1,024", "12%", "-0"] {
            assert!(is_figure(text), "{text}");
        }
        for text in ["", "-", "+", "%", "-1+1", "=1", "1%%", "--1", "-A1", "+.5", "12件", "－1"] {
            assert!(!is_figure(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_cell_starts_a_formula(text in "[=+@＝－ \t\r\n　\u{200b}\u{feff}a中-]{0,6}") {
            let shown = guarded(&text).into_owned();
            let mut rest = shown.trim_start().chars();
            let is_lead = rest.next().is_some_and(|c| "=+-@＝＋－＠".contains(c));
            prop_assert!(!is_lead || rest.next().is_none(), "{shown:?}");
            prop_assert!(!shown.chars().any(char::is_control));
        }
    }
}
