//! One form for characters that differ by width, shape or print only. Not NFKC, which would turn ① into 1
//! and so ①3件 into 13件.

use crate::model::width::narrow;
use crate::parse::letters::plain;

/// The character in its plain form: full-width ASCII, brackets, dashes, ideographic space, traditional
/// letters and radicals.
pub fn fold(c: char) -> char {
    match c {
        // Nearly every character of a report; told first.
        '\u{4E00}'..='\u{9FFF}' | '\u{2E80}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' => plain(c),
        '\u{3400}'..='\u{4DFF}' => c,
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' => ' ',
        '﹝' | '〔' => '(',
        '﹞' | '〕' => ')',
        '–' | '—' | '―' | '−' | '‐' | '‑' | '‒' => '-',
        '“' | '”' | '‘' | '’' => '"',
        '﹒' => '.',
        _ => narrow(c),
    }
}

/// The characters of a text with their offsets, but for most Chinese ones (U+4000 to U+9FFF), which are
/// passed over without being decoded: what marks, blanks, digits and invisible characters are looked
/// for among.
pub fn outside_han(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while matches!(bytes.get(at)?, 0xE4..=0xE9) {
            at += 3;
        }
        let here = at;
        let c = match bytes.get(here) {
            Some(byte) if byte.is_ascii() => char::from(*byte),
            _ => text.get(here..)?.chars().next()?,
        };
        at += c.len_utf8();
        Some((here, c))
    })
}

/// Whether a folded character is a mark that labels are compared without.
pub fn is_mark(c: char) -> bool {
    let is_word = matches!(c, '\u{3400}'..='\u{9FFF}') || c.is_ascii_alphanumeric();
    !is_word && (c.is_ascii_punctuation() || is_wide_mark(c))
}

fn is_wide_mark(c: char) -> bool {
    matches!(
        c,
        '、' | '。'
            | '《'
            | '》'
            | '〈'
            | '〉'
            | '【'
            | '】'
            | '「'
            | '」'
            | '·'
            | '…'
            | '￥'
            | '•'
            | '◆'
            | '●'
            | '■'
            | '※'
    )
}

/// Han numerals up to 99 as a number: 一 is 1, 十二 is 12, 二十 is 20.
pub fn han_number(text: &[char]) -> Option<u8> {
    let digit = |c: char| match c {
        '一' => Some(1),
        '二' => Some(2),
        '三' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        '六' => Some(6),
        '七' => Some(7),
        '八' => Some(8),
        '九' => Some(9),
        _ => None,
    };
    match *text {
        ['十'] => Some(10),
        [one] => digit(one),
        ['十', one] => digit(one).map(|n| 10 + n),
        [ten, '十'] => digit(ten).map(|n| 10 * n),
        [ten, '十', one] => Some(10 * digit(ten)? + digit(one)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_fold_and_meanings_stay() {
        let folded: String = "２０１９（一）①％，．﹝㎡　".chars().map(fold).collect();
        assert_eq!(folded, "2019(一)①%,.(㎡ ");
    }

    #[test]
    fn most_of_a_chinese_text_is_passed_over() {
        let text = "㐀一、龥2\u{A0}。鿿縣😀 \u{9FFF}豈";
        let left: Vec<_> = text.char_indices().filter(|(_, c)| !('\u{4000}'..='\u{9FFF}').contains(c)).collect();
        assert_eq!(outside_han(text).collect::<Vec<_>>(), left);
        assert_eq!(outside_han("").count() + outside_han("县").count(), 0);
    }

    #[test]
    fn han_numerals() {
        for (text, number) in [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23)] {
            assert_eq!(han_number(&text.chars().collect::<Vec<_>>()), Some(number));
        }
        assert_eq!(han_number(&['百']), None);
        assert_eq!(han_number(&[]), None);
    }
}
