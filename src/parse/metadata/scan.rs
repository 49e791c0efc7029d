//! A cursor over folded text that reads numbers and dates as reports print them. Decides nothing
//! about what a date means.

use std::ops::Range;

use crate::model::date::Date;

/// The day that a date names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    Of(Date),
    /// The calendar has no such day: 32 December, month 13.
    Impossible,
}

impl Day {
    pub fn new(year: u16, month: u16, day: u16) -> Self {
        let small = |number| u8::try_from(number).unwrap_or(0);
        Date::new(year, small(month), small(day)).map_or(Self::Impossible, Self::Of)
    }

    pub fn date(self) -> Option<Date> {
        match self {
            Self::Of(date) => Some(date),
            Self::Impossible => None,
        }
    }
}

/// A date as written, with where it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub range: Range<usize>,
    pub day: Day,
}

/// Reads from `at` on; every reader leaves the cursor alone when it finds nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scan<'a> {
    pub text: &'a str,
    pub at: usize,
}

impl<'a> Scan<'a> {
    pub fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    pub fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches(' ').len();
    }

    /// Takes one of the words, the first that fits.
    pub fn word(&mut self, words: &[&str]) -> bool {
        let found = words.iter().find(|word| self.rest().starts_with(**word));
        self.at += found.map_or(0, |word| word.len());
        found.is_some()
    }

    /// Digits, at most `most`, with single blanks between them allowed (`2 0 2 3`) when `spread`.
    fn digits(&mut self, most: usize, spread: bool) -> Option<u16> {
        let (mut value, mut count, mut end) = (0_u16, 0, self.at);
        let mut blank = false;
        for (at, c) in self.rest().char_indices() {
            if c == ' ' && spread && !blank && count > 0 {
                blank = true;
                continue;
            }
            let Some(digit) = c.to_digit(10) else { break };
            if count == most {
                return None;
            }
            value = value * 10 + u16::try_from(digit).ok()?;
            (count, end, blank) = (count + 1, self.at + at + 1, false);
        }
        (count > 0).then(|| {
            self.at = end;
            value
        })
    }

    /// A year of four digits, Arabic or Chinese (`二〇一九`), with or without blanks between them.
    pub fn year(&mut self) -> Option<u16> {
        let mut scan = *self;
        let year = match scan.digits(4, true) {
            Some(year) => year,
            None => scan.han_year()?,
        };
        if !(1900..=2199).contains(&year) {
            return None;
        }
        *self = scan;
        Some(year)
    }

    fn han_year(&mut self) -> Option<u16> {
        let (mut year, mut end) = (0, self.at);
        let mut digits = self.rest().char_indices().filter(|(_, c)| *c != ' ');
        for _ in 0..4 {
            let (at, c) = digits.next()?;
            year = year * 10 + han_digit(c)?;
            end = self.at + at + c.len_utf8();
        }
        self.at = end;
        Some(year)
    }

    /// A number of a month or a day, Arabic or Chinese (`三十一`, `元`).
    fn small(&mut self) -> Option<u16> {
        let mut scan = *self;
        if let Some(value) = scan.digits(2, true) {
            *self = scan;
            return Some(value);
        }
        let word: String = self
            .rest()
            .chars()
            .filter(|c| *c != ' ')
            .take(3)
            .take_while(|c| "元十".contains(*c) || han_digit(*c).is_some())
            .collect();
        let value = han_number(&word)?;
        for _ in word.chars() {
            self.blanks();
            self.at += self.peek().map_or(0, char::len_utf8);
        }
        Some(value)
    }

    /// `1月31日` after its year.
    fn month_and_day(&mut self) -> Option<(u16, u16)> {
        let mut scan = *self;
        scan.blanks();
        let month = scan.small()?;
        scan.blanks();
        if !scan.word(&["月份", "月"]) {
            return None;
        }
        scan.blanks();
        let day = scan.small()?;
        scan.blanks();
        if !scan.word(&["日", "号"]) {
            return None;
        }
        *self = scan;
        Some((month, day))
    }

    /// `1月31日` in a year known from before it.
    pub fn day_of(&mut self, year: u16) -> Option<Day> {
        self.month_and_day().map(|(month, day)| Day::new(year, month, day))
    }

    /// A full date: `2020年1月31日`, `2020-1-31`, `2020/01/31`, `2020.1.31`, `二〇二〇年一月三十一日`.
    pub fn date(&mut self) -> Option<Day> {
        let mut scan = *self;
        let year = scan.year()?;
        let after_year = scan;
        scan.blanks();
        if scan.word(&["年度", "年"]) {
            let day = scan.day_of(year)?;
            *self = scan;
            return Some(day);
        }
        scan = after_year;
        let separator = scan.peek().filter(|c| "-/.".contains(*c))?;
        scan.at += 1;
        let month = scan.digits(2, false)?;
        if scan.peek() != Some(separator) {
            return None;
        }
        scan.at += 1;
        let day = scan.digits(2, false)?;
        *self = scan;
        Some(Day::new(year, month, day))
    }
}

fn han_digit(c: char) -> Option<u16> {
    if matches!(c, '○' | '零' | 'O' | '０' | '◯') {
        return Some(0);
    }
    "〇一二三四五六七八九".chars().position(|digit| digit == c).and_then(|at| u16::try_from(at).ok())
}

fn han_number(word: &str) -> Option<u16> {
    match word.split_once('十') {
        Some((tens, ones)) => {
            let part = |word: &str, empty| if word.is_empty() { Some(empty) } else { one_digit(word) };
            Some(part(tens, 1)? * 10 + part(ones, 0)?)
        }
        None if word.starts_with('元') => Some(1),
        None => one_digit(word),
    }
}

fn one_digit(word: &str) -> Option<u16> {
    let mut chars = word.chars();
    let digit = han_digit(chars.next()?)?;
    chars.next().is_none().then_some(digit)
}

/// Whether a date may be the last thing in a text.
pub(super) fn ends_with_day(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '日' | '号'))
}

/// The next `1`, `2`, `一` or `二` from a place on.
fn year_start(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += match text.get(at)? {
            b'1' | b'2' => return Some(at),
            0xE4 if matches!(text.get(at + 1..at + 3), Some([0xB8, 0x80] | [0xBA, 0x8C])) => return Some(at),
            0xE0..=0xEF => 3,
            0xF0.. => 4,
            0xC0..=0xDF => 2,
            _ => 1,
        }
    }
}

/// Whether a text has what stands behind the year of every date: 年, or a sign and the month. Rows of
/// figures have neither.
fn may_hold_date(text: &str) -> bool {
    let is_digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    text.contains('年') || memchr::memchr3_iter(b'-', b'/', b'.', text.as_bytes()).any(|at| is_digit(at + 1))
}

/// The full dates in a text, from left to right.
pub(super) fn dates(text: &str) -> impl Iterator<Item = Written> + '_ {
    let mut at = if may_hold_date(text) { 0 } else { text.len() };
    std::iter::from_fn(move || {
        loop {
            // The years of the last and this century, in either script.
            at = year_start(text.as_bytes(), at)?;
            let after_digit = text.get(..at)?.ends_with(|c: char| c.is_ascii_digit() || han_digit(c).is_some());
            let mut scan = Scan::new(text, at);
            let start = at;
            if !after_digit && let Some(day) = scan.date() {
                at = scan.at;
                return Some(Written { range: start..at, day });
            }
            at += text.get(at..)?.chars().next()?.len_utf8();
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> =
            dates(text).map(|w| w.day.date().map_or_else(|| "none".to_owned(), |date| date.to_string())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn dates_as_reports_print_them() {
        check("2020年1月31日", &["2020-01-31"]);
        check("于 2020 年 01 月 3 日 公布", &["2020-01-03"]);
        check("2 0 2 0 年 1 2 月 3 1 日", &["2020-12-31"]);
        check("2020-04-01 11:11:28", &["2020-04-01"]);
        check("2020-4-1", &["2020-04-01"]);
        check("2020/04/01 2020.1.9", &["2020-04-01", "2020-01-09"]);
        check("二○一二年二月二十日", &["2012-02-20"]);
        check("二〇二一年十二月三十一日", &["2021-12-31"]);
        check("二零二一年元月十日", &["2021-01-10"]);
        check("2019年1月1日至2019年12月31日", &["2019-01-01", "2019-12-31"]);
    }

    #[test]
    fn what_is_no_date_and_what_is_no_day() {
        check("2020年13月1日", &["none"]);
        check("2019-02-29", &["none"]);
        for text in
            ["2020年1月", "12020年1月1日", "0355-2239235", "2020-01/02", "1月1日", "2020.5", "三十一日", "3020年1月1日"]
        {
            check(text, &[]);
        }
    }
}
