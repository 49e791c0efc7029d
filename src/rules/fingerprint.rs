//! The name of a flag that survives a new parse and a new program: a hash of what it is about, never
//! of the values found. As letters it is told, in bytes it is kept.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::model::report::Report;

/// Letters of a fingerprint; four more than a report id has, so that the two are told apart.
const LETTERS: usize = 16;

/// The letters of ids: a-z2-7, five bits each.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// Bytes that as many letters stand for.
pub(crate) const BYTES: usize = LETTERS * 5 / 8;

/// A fingerprint in ten bytes. Of a text that is none it is a hash, so that two texts still differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; BYTES]);

impl Fingerprint {
    /// That of a text, as flags have it.
    pub fn of(text: &str) -> Self {
        Self::read(text).unwrap_or_else(|| {
            let digest = Sha256::digest(text);
            Self(std::array::from_fn(|n| digest.get(n).copied().unwrap_or_default()))
        })
    }

    /// Reads the letters of a fingerprint; `None` for every other text.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if text.len() != LETTERS {
            return None;
        }
        let mut bits = 0_u128;
        for letter in text.bytes() {
            let value = match letter {
                b'a'..=b'z' => letter - b'a',
                b'2'..=b'7' => letter - b'2' + 26,
                _ => return None,
            };
            bits = bits << 5 | u128::from(value);
        }
        // The lowest bits, five a letter.
        bits.to_be_bytes().last_chunk().map(|bytes| Self(*bytes))
    }

    pub(crate) fn from_bytes(bytes: [u8; BYTES]) -> Self {
        Self(bytes)
    }

    pub(crate) fn bytes(self) -> [u8; BYTES] {
        self.0
    }

    /// Its letters, by which fingerprints are put in order.
    pub(crate) fn letters(self) -> [u8; LETTERS] {
        letters(&self.0)
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.letters().into_iter().try_for_each(|letter| f.write_char(char::from(letter)))
    }
}

/// The fingerprint of the `nth` flag (from 1) of a rule at a place of a report: a hash of the rule,
/// the agency as printed without white space and brackets (the report's id where agency or year is
/// not known), the year, and the place without white space.
pub(crate) fn fingerprint(report: &Report, rule: &str, place: &str, nth: usize) -> String {
    let (who, year) = match (&report.agency.name, report.year) {
        (Some(name), Some(year)) => (squashed(name), year.to_string()),
        (_, year) => (report.id.clone(), year.map(|year| year.to_string()).unwrap_or_default()),
    };
    let mut place: String = place.chars().filter(|c| !c.is_whitespace()).collect();
    if nth > 1 {
        place = format!("{place}#{nth}");
    }
    let digest = Sha256::digest([rule, &who, &year, &place].join("\0"));
    letters(&digest).into_iter().map(char::from).collect()
}

/// The name of an agency without white space and brackets.
pub(crate) fn squashed(name: &str) -> String {
    name.chars().filter(|c| !is_left_out(*c)).collect()
}

fn is_left_out(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '（' | '）' | '〔' | '〕' | '［' | '］' | '【' | '】')
}

/// The first letters of a digest in the alphabet of ids.
fn letters(digest: &[u8]) -> [u8; LETTERS] {
    let bits = digest.iter().take(BYTES).fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
    std::array::from_fn(|n| {
        let value = bits >> (5 * (LETTERS - 1 - n)) & 31;
        ALPHABET[usize::try_from(value).unwrap_or_default()]
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn report(name: Option<&str>, year: Option<u16>) -> Report {
        let mut report = Report { id: "aaaabbbbcccc".into(), year, ..Report::default() };
        report.agency.name = name.map(str::to_owned);
        report
    }

    #[test]
    fn it_is_made_of_rule_agency_year_and_place_only() {
        let named = report(Some("云河县财政局（国资办）"), Some(2021));
        let first = fingerprint(&named, "T3-ROW", "t3.granted.total", 1);
        assert_eq!(first.len(), LETTERS);
        assert!(first.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b)));
        let same = Report { id: "other".into(), ..report(Some("云河县 财政局(国资办)"), Some(2021)) };
        assert_eq!(fingerprint(&same, "T3-ROW", "t3.granted .total", 1), first);
        let others = [
            fingerprint(&named, "T3-BAL", "t3.granted.total", 1),
            fingerprint(&named, "T3-ROW", "t3.partial.total", 1),
            fingerprint(&named, "T3-ROW", "t3.granted.total", 2),
            fingerprint(&report(Some("云河县财政局"), Some(2021)), "T3-ROW", "t3.granted.total", 1),
            fingerprint(&report(Some("云河县财政局（国资办）"), Some(2022)), "T3-ROW", "t3.granted.total", 1),
        ];
        assert!(!others.contains(&first));
    }

    proptest! {
        #[test]
        fn letters_are_read_as_they_are_written(text in "[a-z2-7]{16}", other in ".{0,20}") {
            prop_assert_eq!(Fingerprint::of(&text).to_string(), &*text);
            prop_assert_eq!(Fingerprint::of(&text) == Fingerprint::of(&other), text == other);
            prop_assert_eq!(Fingerprint::read(&other).is_some(), Fingerprint::of(&other).to_string() == other);
        }
    }

    #[test]
    fn without_agency_or_year_it_hangs_on_the_report() {
        let (a, b) = (report(None, Some(2021)), Report { id: "other".into(), ..report(None, Some(2021)) });
        assert_ne!(fingerprint(&a, "T3-ROW", "x", 1), fingerprint(&b, "T3-ROW", "x", 1));
        let yearless = report(Some("云河县"), None);
        assert_ne!(fingerprint(&yearless, "T3-ROW", "x", 1), fingerprint(&a, "T3-ROW", "x", 1));
    }
}
