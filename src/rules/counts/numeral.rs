//! Numerals as they are written: Arabic with thousands and decimals, Chinese, and both mixed.

use crate::model::cell::Number;
use crate::model::numeral::{Sign, numeral as sign, value};

/// How a numeral is written, which tells how far it can be trusted to count something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    Arabic,
    /// Two Chinese characters or more: 二十三.
    Chinese,
    /// One Chinese character, which stands in many idioms: 一条龙.
    OneCharacter,
    /// A number that is not one: 几十, 数百, 二三.
    Vague,
}

/// A numeral read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numeral {
    pub value: Number,
    pub script: Script,
    /// What one more in its last printed digit means: 0.1 for 3.5, 1000 for 1.2万.
    pub step: Number,
    /// Whether 余 or 多 stands inside, as in 1300余万.
    pub and_more: bool,
    /// Index after its last character.
    pub end: usize,
}

const LONGEST: usize = 15;

/// Reads the numeral that begins at an index.
pub fn numeral_at(chars: &[char], index: usize) -> Option<Numeral> {
    let first = *chars.get(index)?;
    let before = index.checked_sub(1).and_then(|i| chars.get(i)).copied();
    if first.is_ascii_digit() {
        // Not the tail of a word, a section number or a decimal.
        let continued = before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '.');
        return if continued { None } else { arabic(chars, index) };
    }
    if is_chinese_digit(first) || matches!(first, '几' | '数') {
        // 数 is a numeral only as in 数百.
        let counts = first != '数' || chars.get(index + 1).is_some_and(|c| matches!(c, '十' | '百' | '千' | '万'));
        let continued = before.is_some_and(|c| is_chinese_digit(c) || c.is_ascii_digit());
        return if continued || !counts { None } else { chinese(chars, index) };
    }
    None
}

fn arabic(chars: &[char], index: usize) -> Option<Numeral> {
    let digits_from = |from: usize| chars.iter().skip(from).take_while(|c| c.is_ascii_digit()).count();
    let mut end = index + digits_from(index);
    let mut text: String = chars.get(index..end)?.iter().collect();
    // Thousands are parted by narrow commas only; the wide one parts clauses.
    let grouped = text.len() <= 3;
    while grouped && chars.get(end) == Some(&',') && digits_from(end + 1) == 3 {
        text.extend(chars.get(end + 1..end + 4)?);
        end += 4;
    }
    if chars.get(end) == Some(&'.') && digits_from(end + 1) > 0 {
        let fraction = digits_from(end + 1);
        text.push('.');
        text.extend(chars.get(end + 1..end + 1 + fraction)?);
        end += 1 + fraction;
        // 1.2.3 numbers a section.
        if chars.get(end) == Some(&'.') {
            return None;
        }
    }
    let value = Number::parse(&text).filter(|_| text.len() <= LONGEST)?;
    let step = Number::new(1, value.scale());
    scaled(chars, Numeral { value, script: Script::Arabic, step, and_more: false, end })
}

/// Takes the 十, 百, 千, 万, 亿 behind a numeral into it, with the 余 or 多 around them.
fn scaled(chars: &[char], mut numeral: Numeral) -> Option<Numeral> {
    loop {
        match chars.get(numeral.end) {
            Some('余' | '多') if !numeral.and_more => numeral.and_more = true,
            Some(c) => {
                let Some(factor) = power(*c) else { break };
                numeral.value = numeral.value.checked_mul(Number::from(factor))?;
                numeral.step = numeral.step.checked_mul(Number::from(factor))?;
            }
            None => break,
        }
        numeral.end += 1;
    }
    Some(numeral)
}

fn power(c: char) -> Option<i64> {
    sign(c)?.power()
}

fn is_chinese_digit(c: char) -> bool {
    sign(c).is_some()
}

fn chinese(chars: &[char], index: usize) -> Option<Numeral> {
    let run = chars.iter().skip(index).take_while(|c| is_chinese_digit(**c) || **c == '几' || **c == '数').count();
    let end = index + run;
    let text = chars.get(index..end)?;
    let script = match text {
        _ if text.iter().any(|c| matches!(c, '几' | '数')) => Script::Vague,
        [_] => Script::OneCharacter,
        _ => Script::Chinese,
    };
    let (value, script) = match value_of(text).filter(|_| script != Script::Vague) {
        Some(value) => (value, script),
        None => (0, Script::Vague),
    };
    // 百 or 万 alone is no number, 十 is.
    if text.first().is_some_and(|c| matches!(c, '百' | '千' | '万' | '亿')) {
        return None;
    }
    scaled(chars, Numeral { value: value.into(), script, step: 1.into(), and_more: false, end })
}

/// The value of Chinese digits; `None` where they are no regular number (二三, 一百二) and where digits
/// without a unit stand side by side, which is how years are written (二〇二一).
fn value_of(text: &[char]) -> Option<i64> {
    let run: Vec<Sign> = text.iter().map(|c| sign(*c)).collect::<Option<_>>()?;
    let counts = run.len() == 1 || run.iter().any(|sign| sign.power().is_some());
    counts.then(|| value(&run))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, Script, bool, usize)> {
        let chars: Vec<char> = text.chars().collect();
        numeral_at(&chars, 0).map(|n| (n.value.to_string(), n.script, n.and_more, n.end))
    }

    #[test]
    fn arabic_numerals() {
        let check = |text: &str, expected: &str, and_more: bool, end: usize| {
            assert_eq!(read(text), Some((expected.to_owned(), Script::Arabic, and_more, end)), "{text}");
        };
        check("135条", "135", false, 3);
        check("1,234条", "1234", false, 5);
        check("12,345,678条", "12345678", false, 10);
        check("94,主动", "94", false, 2);
        check("94,135条", "94135", false, 6);
        check("1234,567条", "1234", false, 4);
        check("94，135条", "94", false, 2);
        check("7976.14万元", "79761400.00", false, 8);
        check("1.2万余条", "12000.0", true, 5);
        check("1300余条", "1300", true, 5);
        check("3千余件", "3000", true, 3);
        check("300余万元", "3000000", true, 5);
        check("12,3456", "12", false, 2);
    }

    #[test]
    fn what_is_no_count() {
        let chars: Vec<char> = "A12.34".chars().collect();
        assert_eq!(numeral_at(&chars, 1), None);
        assert_eq!(numeral_at(&chars, 4), None);
        for text in ["1.2.3条", "百件", "万元", "数字", "1234567890123456条", "件", ""] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn chinese_numerals() {
        let check = |text: &str, expected: i64, script: Script| {
            let read = read(text).unwrap();
            assert_eq!((read.0, read.1), (expected.to_string(), script), "{text}");
        };
        check("一件", 1, Script::OneCharacter);
        check("十件", 10, Script::OneCharacter);
        check("二十三件", 23, Script::Chinese);
        check("十二件", 12, Script::Chinese);
        check("一百零二件", 102, Script::Chinese);
        check("两千三百余条", 2300, Script::Chinese);
        check("一万二千条", 12000, Script::Chinese);
        check("三十万零五百条", 300_500, Script::Chinese);
        check("一亿两千万元", 120_000_000, Script::Chinese);
        for vague in ["几十件", "十几件", "数百条", "二三十件", "一百二件", "二〇二一年"] {
            assert_eq!(read(vague).unwrap().1, Script::Vague, "{vague}");
        }
        assert!(read("一千三百余条").unwrap().2);
    }
}
