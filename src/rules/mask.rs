//! What belongs to persons: numbers and where they stand in a text, and what of them, of names and of mailboxes may be
//! shown. The rules on privacy find them with this, and every flag is shown through it.

use std::ops::Range;

use crate::model::date::Date;
use crate::rules::persons::{applicants, mailboxes};

/// Digits and letters of an identity number.
pub(crate) const ID_LEN: usize = 18;
/// Digits of a mobile number.
pub(crate) const MOBILE_LEN: usize = 11;

/// Runs of ASCII letters and digits that start with a digit.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes.get(at..)?.iter().position(u8::is_ascii_alphanumeric)?;
        let len = bytes.get(start..)?.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        at = start + len;
        Some(start..at)
    })
}

/// Where identity numbers of 18 digits stand: a date of birth and a right check digit (GB 11643).
pub(crate) fn id_numbers(text: &str) -> Vec<Range<usize>> {
    runs(text).filter(|run| run.len() == ID_LEN && text.get(run.clone()).is_some_and(is_id_number)).collect()
}

fn is_id_number(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let Some((body, last)) = text.split_at_checked(ID_LEN - 1) else { return false };
    let digits: Vec<u32> = body.chars().map_while(|c| c.to_digit(10)).collect();
    let part = |range: Range<usize>| body.get(range).and_then(|part| part.parse::<u16>().ok());
    let born = (|| {
        let (month, day) = (u8::try_from(part(10..12)?).ok()?, u8::try_from(part(12..14)?).ok()?);
        Date::new(part(6..10)?, month, day)
    })();
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let check = CHECKS.get((sum % 11) as usize).copied().map(char::from);
    digits.len() == WEIGHTS.len()
        && !body.starts_with(['0', '9'])
        && born.is_some_and(|born| (1900..2030).contains(&born.year()))
        && check.is_some_and(|check| last.eq_ignore_ascii_case(check.encode_utf8(&mut [0; 4])))
}

/// Where mobile numbers stand: 11 digits from 13 to 19 on, no part of a longer number.
pub(crate) fn mobiles(text: &str) -> Vec<Range<usize>> {
    let lone = |run: &Range<usize>| {
        let before = text.get(..run.start).and_then(|before| before.chars().next_back());
        let after = text.get(run.end..).and_then(|after| after.chars().next());
        !before.is_some_and(|c| matches!(c, '-' | '/' | '.' | '_'))
            && !after.is_some_and(|c| matches!(c, '/' | '_' | '@'))
    };
    let is_mobile = |run: &Range<usize>| {
        let number = text.get(run.clone()).unwrap_or_default().as_bytes();
        matches!(number, [b'1', b'3'..=b'9', rest @ ..] if rest.len() + 2 == MOBILE_LEN && rest.iter().all(u8::is_ascii_digit))
    };
    runs(text).filter(|run| is_mobile(run) && lone(run)).collect()
}

/// `3301**********1234`, `138****5678`: the ends of a number, the rest as marks.
pub(crate) fn of_number(number: &str) -> String {
    let (head, tail) = if number.len() >= ID_LEN { (4, 4) } else { (3, 4) };
    let hidden = number.len().saturating_sub(head + tail);
    let show = |(at, c): (usize, char)| if (head..head + hidden).contains(&at) { '*' } else { c };
    number.chars().enumerate().map(show).collect()
}

/// `张**`: the first character of a name.
pub(crate) fn of_name(name: &str) -> String {
    name.chars().enumerate().map(|(at, c)| if at == 0 { c } else { '*' }).collect()
}

/// `yh****@qq.com`: what says who provides a mailbox, not whose it is.
pub(crate) fn of_mailbox(mailbox: &str) -> String {
    let (name, domain) = mailbox.rsplit_once('@').unwrap_or((mailbox, ""));
    let shown: String = name.chars().take(2).collect();
    format!("{shown}****@{domain}")
}

/// Something of a person in a text, and what may be shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Leak {
    pub at: Range<usize>,
    pub shown: String,
}

/// What a text tells of persons, in order: their numbers, names of applicants, private mailboxes.
pub(crate) fn leaks(text: &str) -> Vec<Leak> {
    let mut all = words_of_persons(text);
    all.extend(numbers_of_persons(text));
    in_order(all)
}

fn numbers_of_persons(text: &str) -> Vec<Leak> {
    if runs(text).all(|run| run.len() < MOBILE_LEN) {
        return Vec::new();
    }
    let places = id_numbers(text).into_iter().chain(mobiles(text));
    places.map(|at| Leak { shown: of_number(text.get(at.clone()).unwrap_or_default()), at }).collect()
}

fn words_of_persons(text: &str) -> Vec<Leak> {
    // Who is named once is known wherever the name stands.
    let again = |(_, name): (Range<usize>, Range<usize>)| {
        let name = text.get(name).unwrap_or_default();
        text.match_indices(name).map(|(at, name)| at..at + name.len())
    };
    let names = applicants(text).flat_map(again).map(|name| (name, of_name as fn(&str) -> String));
    let all = names.chain(mailboxes(text).map(|at| (at, of_mailbox as fn(&str) -> String)));
    all.map(|(at, shown)| Leak { shown: shown(text.get(at.clone()).unwrap_or_default()), at }).collect()
}

/// By their places; of two in one place the first.
fn in_order(mut all: Vec<Leak>) -> Vec<Leak> {
    all.sort_by_key(|leak| leak.at.start);
    let mut end = 0;
    all.retain(|leak| {
        leak.at.start >= end && {
            end = leak.at.end;
            true
        }
    });
    all
}

/// A text with what belongs to persons in it masked.
pub(crate) fn masked(text: String) -> String {
    let leaks = leaks(&text);
    without(text, leaks)
}

/// The same of a text in which digits are those of cells: numbers stay.
pub(crate) fn masked_words(text: String) -> String {
    let leaks = in_order(words_of_persons(&text));
    without(text, leaks)
}

fn without(text: String, leaks: Vec<Leak>) -> String {
    if leaks.is_empty() {
        return text;
    }
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for leak in leaks {
        shown.push_str(text.get(at..leak.at.start).unwrap_or_default());
        shown.push_str(&leak.shown);
        at = leak.at.end;
    }
    shown.push_str(text.get(at..).unwrap_or_default());
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An invented number: 199912 is no region.
    const INVENTED: &str = "199912190001010001";

    fn found(text: &str, find: fn(&str) -> Vec<Range<usize>>) -> Vec<&str> {
        find(text).into_iter().map(|range| text.get(range).unwrap()).collect()
    }

    #[test]
    fn identity_numbers_have_a_birthday_and_a_check_digit() {
        assert_eq!(found(&format!("身份证号{INVENTED}。"), id_numbers), [INVENTED]);
        for other in [
            "199912190001010002",  // check digit
            "199912190002310006",  // 31 February
            "1999121900010100011", // longer
            "12620600MB0523338C",  // a credit code
            "099912190001010008",  // no region starts with 0
            "1100001900010100",
        ] {
            assert!(found(&format!("编号{other}。"), id_numbers).is_empty(), "{other}");
        }
    }

    #[test]
    fn mobile_numbers_stand_alone() {
        assert_eq!(found("电话13800000000,或19900000000", mobiles), ["13800000000", "19900000000"]);
        for other in
            ["12800000000", "138000000001", "0360-13800000000", "13800000000/2021", "x13800000000", "1380000000"]
        {
            assert!(found(other, mobiles).is_empty(), "{other}");
        }
    }

    #[test]
    fn what_is_shown_keeps_the_ends() {
        assert_eq!(of_number(INVENTED), "1999**********0001");
        assert_eq!(of_number("13800000001"), "138****0001");
        assert_eq!(of_name("张三"), "张*");
        assert_eq!(of_mailbox("yunhe@qq.com"), "yu****@qq.com");
        let text = format!("身份证{INVENTED},电话13800000001,编号12345678901");
        assert_eq!(masked(text), "身份证1999**********0001,电话138****0001,编号12345678901");
    }

    proptest! {
        #[test]
        fn nothing_personal_is_left(text in "[0-9X*号 ,A-Z]{0,60}") {
            let shown = masked(text.clone());
            prop_assert_eq!(shown.chars().count(), text.chars().count());
            prop_assert!(mobiles(&shown).is_empty() && id_numbers(&shown).is_empty());
        }

        #[test]
        fn what_is_masked_is_masked_once(text in "(申请人|原告|[张李于向的某:,。@.a-z]|q@q\\.com|13800000001){0,12}") {
            let shown = masked(text);
            prop_assert!(leaks(&shown).is_empty(), "{}", shown);
        }
    }
}
