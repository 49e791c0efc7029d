//! One form for characters that differ by width, shape or print only. Not NFKC, which would turn ① into 1
//! and so ①3件 into 13件.

use crate::model::width::narrow;
use crate::parse::letters::plain;

/// The character in its plain form: full-width ASCII, brackets, dashes, ideographic space, traditional
/// letters and radicals.
pub fn fold(c: char) -> char {
    match c {
        '\u{2E80}'..='\u{2FDF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' => plain(c),
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' => ' ',
        '﹝' | '〔' => '(',
        '﹞' | '〕' => ')',
        '–' | '—' | '―' | '−' | '‐' | '‑' | '‒' => '-',
        '“' | '”' | '‘' | '’' => '"',
        '﹒' => '.',
        _ => narrow(c),
    }
}

/// Whether a folded character is a mark that labels are compared without.
pub fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(
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
    let digit = |c: char| "一二三四五六七八九".chars().position(|d| d == c).and_then(|n| u8::try_from(n + 1).ok());
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
    fn han_numerals() {
        for (text, number) in [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23)] {
            assert_eq!(han_number(&text.chars().collect::<Vec<_>>()), Some(number));
        }
        assert_eq!(han_number(&['百']), None);
        assert_eq!(han_number(&[]), None);
    }
}
