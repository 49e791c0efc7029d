//! The numbers a sentence prints, however they are written: `128`, `１２８`, `1,128`, `1.2万`,
//! `一百二十八`, `二〇二一`. Only values and places: what a number is about is no concern of search.

use std::ops::Range;
use std::sync::LazyLock;

use crate::model::cell::Number;
use crate::model::numeral::{Sign, numeral, value};
use crate::model::width::narrow;

/// A number as a sentence prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    pub value: Number,
    /// Its bytes in the text, without the unit.
    pub range: Range<usize>,
}

/// The numbers of a text from left to right. Digits of more than 18 places and numerals that can be
/// read in two ways (一百五) give none.
pub fn numbers(text: &str) -> Vec<Printed> {
    let (mut found, line) = (Vec::new(), Line { text });
    let mut at = 0;
    while let Some(start) = line.next_sign(at) {
        let is_digit = line.get(start).is_some_and(|c| narrow(c).is_ascii_digit());
        at = if is_digit { line.digits(start, &mut found) } else { line.numerals(start, &mut found) };
    }
    found
}

/// A bit for each character of the first plane that is a digit or a numeral: most are none, and are to be passed
/// over quickly.
static SIGNS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let is_sign = |c: char| narrow(c).is_ascii_digit() || numeral(c).is_some();
    let word = |first: u32| {
        let set = (0..64).filter(|bit| char::from_u32(first + bit).is_some_and(is_sign));
        set.fold(0, |word, bit| word | 1 << bit)
    };
    (0..0x1_0000).step_by(64).map(word).collect()
});

/// A text, with its characters by the byte they begin at.
struct Line<'a> {
    text: &'a str,
}

impl Line<'_> {
    /// The next digit or numeral.
    fn next_sign(&self, from: usize) -> Option<usize> {
        let signs = SIGNS.as_slice();
        let is_sign =
            |c: char| signs.get(u32::from(c) as usize / 64).is_some_and(|word| word >> (u32::from(c) % 64) & 1 == 1);
        let (at, _) = self.text.get(from..)?.char_indices().find(|(_, c)| is_sign(*c))?;
        Some(from + at)
    }

    fn get(&self, at: usize) -> Option<char> {
        self.nth(at, 0)
    }

    /// The character so many behind the one at `at`.
    fn nth(&self, at: usize, n: usize) -> Option<char> {
        self.text.get(at..)?.chars().nth(n)
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text.get(..at)?.chars().next_back()
    }

    /// Where the character behind the one at `at` begins.
    fn after(&self, at: usize) -> usize {
        at + self.get(at).map_or(0, char::len_utf8)
    }

    fn is_digit(&self, at: usize, n: usize) -> bool {
        self.nth(at, n).is_some_and(|c| narrow(c).is_ascii_digit())
    }

    fn run(&self, mut at: usize, digits: &mut String) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        for c in rest.chars().take_while(|c| narrow(*c).is_ascii_digit()) {
            digits.push(narrow(c));
            at += c.len_utf8();
        }
        at
    }

    /// Whether a group of exactly three digits follows the separator at `at`. A full-width comma
    /// parts numbers in prose and thousands only between full-width digits.
    fn is_thousands(&self, at: usize) -> bool {
        let wide = |at: Option<char>| at.is_some_and(|c| !c.is_ascii());
        let separator = match self.get(at) {
            Some(',') => true,
            Some('，') => wide(self.before(at)) && wide(self.nth(at, 1)),
            _ => false,
        };
        separator && (1..=3).all(|next| self.is_digit(at, next)) && !self.is_digit(at, 4)
    }

    fn digits(&self, start: usize, found: &mut Vec<Printed>) -> usize {
        let mut digits = String::new();
        let mut end = self.run(start, &mut digits);
        if digits.len() <= 3 {
            while self.is_thousands(end) {
                end = self.run(self.after(end), &mut digits);
            }
        }
        // A second point makes a date or the number of a paragraph, not a fraction.
        let is_point = |at| matches!(self.get(at), Some('.' | '．')) && self.is_digit(at, 1);
        let mut fraction = String::new();
        if is_point(end) {
            let after = self.run(self.after(end), &mut fraction);
            let follows_point = matches!(self.before(start), Some('.' | '．'));
            if is_point(after) || follows_point { fraction.clear() } else { end = after }
        }
        let zeros: usize = match self.get(end) {
            Some('万') => 4,
            Some('亿') => 8,
            _ => 0,
        };
        // 万元 is a unit of its own: 12.5万元 is found as 12.5 and as 125000.
        if (zeros == 0 || self.nth(end, 1) == Some('元'))
            && let Some(value) = decimal(&digits, &fraction)
        {
            found.push(Printed { value, range: start..end });
        }
        if zeros > 0 {
            fraction.extend(std::iter::repeat_n('0', zeros.saturating_sub(fraction.len())));
            let (whole, rest) = fraction.split_at(zeros);
            end = self.after(end);
            if let Some(value) = decimal(&(digits + whole), rest) {
                found.push(Printed { value, range: start..end });
            }
        }
        end
    }

    fn numerals(&self, start: usize, found: &mut Vec<Printed>) -> usize {
        let mut end = start;
        let mut run = Vec::new();
        let rest = self.text.get(start..).unwrap_or_default();
        for (c, sign) in rest.chars().map_while(|c| Some((c, numeral(c)?))) {
            run.push(sign);
            end += c.len_utf8();
        }
        let next = self.get(end);
        // 几十, 数百, 十几: no number at all. 三十余万: not the number printed.
        let vague = matches!(self.before(start), Some('几' | '数'))
            || next == Some('几')
            || (matches!(next, Some('余' | '多')) && matches!(self.nth(end, 1), Some('万' | '亿')));
        // A single numeral is a number only where things are counted: 三件, not 三是, 进一步, 零件.
        let counts = run.len() > 1
            || (run != [Sign::Digit(0)]
                && next.is_some_and(|next| MEASURES.contains(next))
                && self.before(start) != Some('第'));
        if !vague
            && counts
            && let Some(value) = value(&run)
        {
            found.push(Printed { value: Number::new(value, 0), range: start..end });
        }
        end
    }
}

/// A number from its digits before and behind the point.
fn decimal(whole: &str, fraction: &str) -> Option<Number> {
    if fraction.is_empty() { Number::parse(whole) } else { Number::parse(&format!("{whole}.{fraction}")) }
}

/// What is counted in these reports.
const MEASURES: &str = "件条次个名人项份期场起宗例篇部家种类处元批位户";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = numbers(text);
        let found: Vec<_> =
            found.iter().map(|n| (n.value.to_string(), text.get(n.range.clone()).unwrap().to_owned())).collect();
        let expected: Vec<_> = expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn one_number_in_many_spellings() {
        for text in ["共128件", "共 128 件", "共１２８件", "共一百二十八件", "共壹佰贰拾捌件", "共一二八件"]
        {
            let values: Vec<_> = numbers(text).into_iter().map(|n| n.value).collect();
            assert_eq!(values, [128.into()], "{text}");
        }
        check("1,128件", &[("1128", "1,128")]);
        check("１，１２８件", &[("1128", "１，１２８")]);
        check("12,345,678", &[("12345678", "12,345,678")]);
        check("1.2万件", &[("12000", "1.2万")]);
        check("7976.14万元", &[("7976.14", "7976.14"), ("79761400", "7976.14万")]);
        check("3.14159万", &[("31415.9", "3.14159万")]);
    }

    #[test]
    fn numbers_side_by_side_stay_apart() {
        check("分别为12，128件", &[("12", "12"), ("128", "128")]);
        check("12、13、14", &[("12", "12"), ("13", "13"), ("14", "14")]);
        check("1,1284", &[("1", "1"), ("1284", "1284")]);
        check("1234,567", &[("1234", "1234"), ("567", "567")]);
        check("2021.3.15", &[("2021", "2021"), ("3", "3"), ("15", "15")]);
        check("占12.50%", &[("12.50", "12.50")]);
        check("1.加强", &[("1", "1")]);
        check(&"9".repeat(19), &[]);
    }

    #[test]
    fn numerals_are_numbers_where_they_count() {
        check("二〇二一年", &[("2021", "二〇二一")]);
        check("第二十条", &[("20", "二十")]);
        check("一万二千零五件", &[("12005", "一万二千零五")]);
        check("三件", &[("3", "三")]);
        check("两次", &[("2", "两")]);
        check("十项", &[("10", "十")]);
        for none in [
            "一是",
            "进一步",
            "统一",
            "第一次",
            "十分",
            "千方百计",
            "百姓",
            "万一",
            "几十件",
            "数百件",
            "十几件",
            "三四次",
            "一百五",
            "一万二",
            "百分之",
            "一一对应",
            "三十余万件",
            "零件",
            "百万",
            "千万",
        ] {
            check(none, &[]);
        }
    }

    /// Writes a number as officials do.
    fn spelled(n: i64) -> String {
        fn section(n: i64, out: &mut String) {
            let mut gap = false;
            for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
                let digit = n / unit % 10;
                if digit == 0 {
                    gap = !out.is_empty();
                    continue;
                }
                if gap {
                    out.push('零');
                    gap = false;
                }
                if !(digit == 1 && unit == 10 && out.is_empty()) {
                    out.push(
                        ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'][usize::try_from(digit).unwrap()],
                    );
                }
                out.push_str(name);
            }
        }
        let mut out = String::new();
        section(n / 10_000, &mut out);
        if n >= 10_000 {
            out.push('万');
        }
        section(n % 10_000, &mut out);
        out
    }

    proptest! {
        #[test]
        fn what_is_spelled_is_read(n in prop_oneof![10_i64..1000, 10_i64..10_000_000]) {
            let text = format!("共收到{}件", spelled(n));
            let found = numbers(&text);
            prop_assert_eq!(found.len(), 1, "{}", text);
            prop_assert_eq!(found[0].value, Number::from(n), "{}", text);
        }

        #[test]
        fn any_text_is_read_and_places_lie_in_it(text in "[0-9０-９,，.．万亿元〇一二两十百千第几余件\\PC]{0,30}") {
            let mut last = 0;
            for number in numbers(&text) {
                prop_assert!(number.range.start >= last && text.get(number.range.clone()).is_some_and(|t| !t.is_empty()));
                last = number.range.start;
            }
        }
    }
}
