//! The name of a flag that survives a new parse and a new program: a hash of what it is about, never
//! of the values found.

use sha2::{Digest as _, Sha256};

use crate::model::report::Report;

/// Letters of a fingerprint; four more than a report id has, so that the two are told apart.
const LETTERS: usize = 16;

/// The fingerprint of the `nth` flag (from 1) of a rule at a place of a report: a hash of the rule,
/// the agency as printed without white space and brackets (the report's id where agency or year is
/// not known), the year, and the place without white space.
pub(crate) fn fingerprint(report: &Report, rule: &str, place: &str, nth: usize) -> String {
    let (who, year) = match (&report.agency.name, report.year) {
        (Some(name), Some(year)) => (name.chars().filter(|c| !is_left_out(*c)).collect(), year.to_string()),
        (_, year) => (report.id.clone(), year.map(|year| year.to_string()).unwrap_or_default()),
    };
    let mut place: String = place.chars().filter(|c| !c.is_whitespace()).collect();
    if nth > 1 {
        place = format!("{place}#{nth}");
    }
    let digest = Sha256::digest([rule, &who, &year, &place].join("\0"));
    letters(&digest)
}

fn is_left_out(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '（' | '）' | '〔' | '〕' | '［' | '］' | '【' | '】')
}

/// The first letters of a digest in the alphabet of ids, a-z2-7.
fn letters(digest: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let bit = |n: usize| digest.get(n / 8).map_or(0, |byte| byte >> (7 - n % 8) & 1);
    (0..LETTERS)
        .map(|letter| (0..5).fold(0, |value, n| value << 1 | usize::from(bit(letter * 5 + n))))
        .map(|value| char::from(ALPHABET[value & 31]))
        .collect()
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn without_agency_or_year_it_hangs_on_the_report() {
        let (a, b) = (report(None, Some(2021)), Report { id: "other".into(), ..report(None, Some(2021)) });
        assert_ne!(fingerprint(&a, "T3-ROW", "x", 1), fingerprint(&b, "T3-ROW", "x", 1));
        let yearless = report(Some("云河县"), None);
        assert_ne!(fingerprint(&yearless, "T3-ROW", "x", 1), fingerprint(&a, "T3-ROW", "x", 1));
    }
}
