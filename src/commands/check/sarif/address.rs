//! Paths of reports as references of SARIF, and text as its messages.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A relative path as a URI reference: everything but letters, digits and `-._~/` is written as `%XX`.
pub(super) fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.trim_start_matches('/').bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // A string takes whatever is written.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

/// Text as a message: braces would be places for arguments, and brackets before a parenthesis a link.
pub(super) fn message(text: &str) -> Cow<'_, str> {
    let mut message = Cow::Borrowed(text);
    if text.contains("](") {
        message = Cow::Owned(message.replace('[', "\\[").replace(']', "\\]"));
    }
    if text.contains(['{', '}']) {
        message = Cow::Owned(message.replace('{', "{{").replace('}', "}}"));
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_references() {
        let check = |path: &str, expected: &str| assert_eq!(uri(path), expected);
        check("2021/wangzhu.md", "2021/wangzhu.md");
        check("a b:c?#%.txt", "a%20b%3Ac%3F%23%25.txt");
        check("云/\u{1b}.txt", "%E4%BA%91/%1B.txt");
        check("//host/x", "host/x");
    }

    #[test]
    fn messages_hold_no_links_and_no_places() {
        let check = |text: &str, expected: &str| assert_eq!(message(text), expected);
        check("新收118+结转6=124", "新收118+结转6=124");
        check("[x](http://a.example)", "\\[x\\](http://a.example)");
        check("[附件]{0}", "[附件]{{0}}");
    }
}
