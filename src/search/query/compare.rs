//! Comparisons with a value, `>=100`, `2019..2021`, `警告以上`, as fields write them.

use std::fmt;

use crate::model::width::narrow;

/// A test of one value against another, or against two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare<T> {
    Is(T),
    Above(T),
    AtLeast(T),
    Below(T),
    AtMost(T),
    /// Both ends belong to it; the first is not greater than the second.
    Between(T, T),
}

impl<T: Ord> Compare<T> {
    /// Reads a comparison, `None` where it is none or `read` does not know its value.
    pub fn parse(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Self> {
        let text: String = text.chars().map(narrow).collect();
        let text = text.as_str();
        for (sign, make) in [
            (">=", Self::AtLeast as fn(T) -> Self),
            ("≥", Self::AtLeast),
            ("<=", Self::AtMost),
            ("≤", Self::AtMost),
            (">", Self::Above),
            ("<", Self::Below),
            ("=", Self::Is),
        ] {
            if let Some(value) = text.strip_prefix(sign) {
                return read(value).map(make);
            }
        }
        for (words, make) in [("以上", Self::AtLeast as fn(T) -> Self), ("以下", Self::AtMost)] {
            if let Some(value) = text.strip_suffix(words) {
                return read(value).map(make);
            }
        }
        match text.split_once("..") {
            Some((from, "")) => read(from).map(Self::AtLeast),
            Some(("", to)) => read(to).map(Self::AtMost),
            Some((from, to)) => {
                let (from, to) = (read(from)?, read(to)?);
                Some(if from <= to { Self::Between(from, to) } else { Self::Between(to, from) })
            }
            None => read(text).map(Self::Is),
        }
    }

    pub fn admits(&self, value: &T) -> bool {
        match self {
            Self::Is(of) => value == of,
            Self::Above(of) => value > of,
            Self::AtLeast(of) => value >= of,
            Self::Below(of) => value < of,
            Self::AtMost(of) => value <= of,
            Self::Between(from, to) => (from..=to).contains(&value),
        }
    }
}

/// Whether a text begins as a comparison with a number does.
pub fn begins_comparison(text: &str) -> bool {
    let mut chars = text.chars().map(narrow);
    match chars.next() {
        Some('-') => chars.next().is_some_and(|c| c.is_ascii_digit()),
        Some('.') => chars.next() == Some('.'),
        Some(c) => c.is_ascii_digit() || is_sign(c),
        None => false,
    }
}

/// Whether a text begins with `>`, `<` or `=`.
pub fn begins_with_sign(text: &str) -> bool {
    text.chars().next().is_some_and(|c| is_sign(narrow(c)))
}

fn is_sign(c: char) -> bool {
    matches!(c, '>' | '<' | '=' | '≥' | '≤')
}

impl<T: fmt::Display> fmt::Display for Compare<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(value) => write!(f, "{value}"),
            Self::Above(value) => write!(f, ">{value}"),
            Self::AtLeast(value) => write!(f, ">={value}"),
            Self::Below(value) => write!(f, "<{value}"),
            Self::AtMost(value) => write!(f, "<={value}"),
            Self::Between(from, to) => write!(f, "{from}..{to}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparisons_read_and_test() {
        let check = |text: &str, shown: &str, inside: &[i64], outside: &[i64]| {
            let compare = Compare::parse(text, |n| n.parse::<i64>().ok()).unwrap();
            assert_eq!(compare.to_string(), shown, "{text}");
            assert!(inside.iter().all(|n| compare.admits(n)), "{text}");
            assert!(!outside.iter().any(|n| compare.admits(n)), "{text}");
        };
        check("5", "5", &[5], &[4, 6]);
        check("=5", "5", &[5], &[4, 6]);
        check(">5", ">5", &[6], &[5]);
        check("＞＝５", ">=5", &[5, 6], &[4]);
        check("≥5", ">=5", &[5], &[4]);
        check("5..", ">=5", &[5], &[4]);
        check("5以上", ">=5", &[5], &[4]);
        check("..5", "<=5", &[5], &[6]);
        check("<5", "<5", &[4], &[5]);
        check("5..7", "5..7", &[5, 7], &[4, 8]);
        check("7..5", "5..7", &[5, 7], &[4, 8]);
        for bad in ["", "..", ">", "5..x", "..5..", "=>5", "以上"] {
            assert_eq!(Compare::parse(bad, |n| n.parse::<i64>().ok()), None, "{bad}");
        }
    }
}
