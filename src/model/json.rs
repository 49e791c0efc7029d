//! JSON as it is written anywhere: characters that a terminal would act on, or a reader could not see, stand
//! in it as `\u` escapes. It says the same, and can be looked at.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::Serialize;

use crate::model::printable::replacement;

/// A value as JSON without a line feed.
///
/// # Errors
/// When it holds what JSON cannot, as a map whose keys are no text.
pub fn to_json(value: &impl Serialize) -> serde_json::Result<String> {
    let json = serde_json::to_string(value)?;
    Ok(match escaped(&json) {
        Cow::Borrowed(_) => json,
        Cow::Owned(safe) => safe,
    })
}

/// The same JSON with nothing in it that a terminal would act on. White space between its values stays.
pub fn escaped(json: &str) -> Cow<'_, str> {
    // Between values JSON has these three; within a text they are escapes already.
    let acts = |c: char| !matches!(c, '\t' | '\n' | '\r') && replacement(c).is_some();
    if json.is_ascii() && !json.bytes().any(|byte| acts(char::from(byte))) || !json.contains(acts) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if acts(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // A string takes all that is written to it.
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str) {
        let json = to_json(&[text]).unwrap();
        assert!(!json.chars().any(|c| replacement(c).is_some()), "{json:?}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), [text]);
    }

    #[test]
    fn what_a_terminal_acts_on_is_escaped_and_reads_back() {
        for text in ["普通 text", "a\u{1b}[31m\u{9b}b", "左\u{202e}右\u{e0041}", "\u{7f}\"\\\n\t\u{fe0f}", ""] {
            check(text);
        }
        assert_eq!(escaped("{\n\t\"a\": \"\u{202e}\"\r\n}"), "{\n\t\"a\": \"\\u202e\"\r\n}");
    }

    proptest! {
        #[test]
        fn any_text_reads_back(text: String) {
            check(&text);
        }
    }
}
