//! Text cut into what changes as a whole: a number with its unit, a word of letters, one character.

use std::ops::Range;

/// A piece of a text that changes as a whole; the blanks behind it belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub range: Range<usize>,
    /// What it says, however it is written: without blanks, full-width letters and digits as narrow ones.
    pub words: String,
    /// A number, with its unit where it has one.
    pub is_number: bool,
}

/// What stands between a number and its unit: 3万余件.
const MULTIPLIERS: &str = "百千万亿十多余";
/// Units of two characters first, since 人次 is not 人.
const UNITS: &[&str] = &[
    "人次",
    "件次",
    "小时",
    "平方",
    "公里",
    "工作日",
    "个百分点",
    "年",
    "月",
    "日",
    "件",
    "条",
    "次",
    "个",
    "人",
    "份",
    "期",
    "元",
    "项",
    "册",
    "篇",
    "起",
    "场",
    "例",
    "宗",
    "批",
    "天",
    "时",
    "页",
    "台",
    "套",
    "家",
    "户",
    "名",
    "位",
    "类",
    "种",
    "处",
    "部",
    "字",
    "号",
    "倍",
    "%",
    "％",
    "‰",
];
const CHINESE_DIGITS: &str = "〇零一二三四五六七八九十百千万亿两";

/// The character as it counts when two texts are compared.
fn folded(c: char) -> Option<char> {
    match c {
        _ if c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}') => None,
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0),
        _ => Some(c),
    }
}

/// What a text says, however it is written.
pub fn words(text: &str) -> String {
    text.chars().filter_map(folded).collect()
}

/// The tokens of a text, in order; together they are the text.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let start = text.len() - rest.len();
        let (len, is_number) = token(rest);
        let (piece, after) = rest.split_at_checked(len.max(1)).unwrap_or((rest, ""));
        let said = words(piece);
        match tokens.last_mut() {
            Some(last) if said.is_empty() => last.range.end = start + piece.len(),
            _ => tokens.push(Token { range: start..start + piece.len(), words: said, is_number }),
        }
        rest = after;
    }
    tokens
}

/// The bytes of the token a text begins with, and whether it is a number.
fn token(text: &str) -> (usize, bool) {
    let digits = digits(text);
    if digits > 0 {
        return (digits + unit(text.get(digits..).unwrap_or_default()), true);
    }
    let chinese = run(text, |c| CHINESE_DIGITS.contains(c));
    if chinese > 0 {
        let unit = unit(text.get(chinese..).unwrap_or_default());
        if unit > 0 {
            return (chinese + unit, true);
        }
    }
    let letters = run(text, |c| c.is_ascii_alphanumeric() && !c.is_ascii_digit());
    if letters > 0 {
        return (letters, false);
    }
    (text.chars().next().map_or(0, char::len_utf8), false)
}

/// Digits with the points and commas between them.
fn digits(text: &str) -> usize {
    let is_digit = |c: char| folded(c).is_some_and(|c| c.is_ascii_digit());
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins =
            end > 0 && matches!(folded(c), Some('.' | ',')) && chars.peek().is_some_and(|(_, next)| is_digit(*next));
        if is_digit(c) {
            end = at + c.len_utf8();
        } else if !joins {
            break;
        }
    }
    end
}

/// The unit a text begins with, and what stands between it and the number.
fn unit(text: &str) -> usize {
    let blank = run(text, |c| c == ' ' || c == '\u{A0}').min(1);
    let multipliers = blank + run(text.get(blank..).unwrap_or_default(), |c| MULTIPLIERS.contains(c));
    let rest = text.get(multipliers..).unwrap_or_default();
    match UNITS.iter().find(|unit| rest.starts_with(**unit)) {
        Some(unit) => multipliers + unit.len(),
        None if multipliers > blank => multipliers,
        None => 0,
    }
}

fn run(text: &str, wanted: impl Fn(char) -> bool) -> usize {
    text.char_indices().find(|(_, c)| !wanted(*c)).map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_keeps_its_unit() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<String> =
                tokens(text).iter().map(|token| text.get(token.range.clone()).unwrap().to_owned()).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("收到128件。", &["收", "到", "128件", "。"]);
        check("１２８ 件", &["１２８ 件"]);
        check("7,976.14万元,增长3.5%", &["7,976.14万元", ",", "增", "长", "3.5%"]);
        check("2021年1月", &["2021年", "1月"]);
        check("一百二十件,一是", &["一百二十件", ",", "一", "是"]);
        check("12 次。A4纸  ok", &["12 次", "。", "A", "4", "纸  ", "ok"]);
        check("点击3万余人次", &["点", "击", "3万余人次"]);
        check("  首行", &["  ", "首", "行"]);
        check("", &[]);
    }

    proptest! {
        #[test]
        fn together_they_are_the_text(text in "[0-9０-９一百件万. ,，a元%\\PC]{0,30}") {
            let all = tokens(&text);
            let mut at = 0;
            for token in &all {
                prop_assert_eq!(token.range.start, at);
                at = token.range.end;
            }
            prop_assert_eq!(at, text.len());
            let said: String = all.into_iter().map(|token| token.words).collect();
            prop_assert_eq!(said, words(&text));
        }
    }
}
