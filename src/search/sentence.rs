//! Where the sentences of a block begin and end.

use std::ops::Range;

/// The sentences of a text: cut after `。！？；` (and their ASCII forms where no letter or digit
/// follows) and at line ends. Closing quotes and brackets stay with the sentence they close; blanks
/// around a sentence belong to none, and a piece without any letter or digit is no sentence.
pub fn split(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let (mut start, mut from) = (0, 0);
    while let Some((at, c)) = next_mark(text, from) {
        let mut end = at + c.len_utf8();
        from = end;
        let mut rest = text.get(end..).unwrap_or_default().chars();
        if !ends_sentence(c, rest.clone().next()) {
            continue;
        }
        while let Some(closing) = rest.next().filter(|next| !is_line_end(c) && stays_with_it(*next)) {
            end += closing.len_utf8();
        }
        push(&mut sentences, text, start..end);
        (start, from) = (end, end);
    }
    push(&mut sentences, text, start..text.len());
    sentences
}

/// The next character that may end a sentence. Most characters are told from these by their first byte.
fn next_mark(text: &str, mut from: usize) -> Option<(usize, char)> {
    loop {
        let begins = |byte: &u8| matches!(byte, 0xE2 | 0xE3 | 0xEF | b'!' | b'?' | b';' | b'\n' | b'\r');
        from += text.as_bytes().get(from..)?.iter().position(begins)?;
        let c = text.get(from..)?.chars().next()?;
        if ends_sentence(c, None) {
            return Some((from, c));
        }
        from += c.len_utf8();
    }
}

fn push(sentences: &mut Vec<Range<usize>>, text: &str, range: Range<usize>) {
    let Some(piece) = text.get(range.clone()) else { return };
    if piece.chars().any(char::is_alphanumeric) {
        let start = range.start + (piece.len() - piece.trim_start().len());
        sentences.push(start..start + piece.trim().len());
    }
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

fn ends_sentence(c: char, next: Option<char>) -> bool {
    match c {
        '。' | '！' | '？' | '；' | '｡' => true,
        // Not inside an address such as `?id=3;x`.
        '!' | '?' | ';' => !next.is_some_and(|next| next.is_ascii_alphanumeric()),
        c => is_line_end(c),
    }
}

fn stays_with_it(c: char) -> bool {
    matches!(
        c,
        '”' | '’' | '"' | '\'' | '＂' | '＇' | '」' | '』' | '）' | ')' | '】' | '》' | '〉' | '〕' | ']' | '］'
    ) || matches!(c, '。' | '！' | '？' | '；' | '｡' | '!' | '?' | ';')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<_> = split(text).into_iter().map(|range| text.get(range).unwrap()).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("", &[]);
        check(" 。；\n", &[]);
        check("没有句号", &["没有句号"]);
        check("收到12件。办结12件。", &["收到12件。", "办结12件。"]);
        check("一是主动公开；二是依申请公开；", &["一是主动公开；", "二是依申请公开；"]);
        check("做到“应公开尽公开。”另外", &["做到“应公开尽公开。”", "另外"]);
        check("真的吗？！（是的。）完", &["真的吗？！", "（是的。）", "完"]);
        check("网址http://a.gov.cn/x?id=3;p=1打开", &["网址http://a.gov.cn/x?id=3;p=1打开"]);
        check("半角分号; 也算!", &["半角分号;", "也算!"]);
        check("　　首行缩进。　\n下一行", &["首行缩进。", "下一行"]);
        check("金额1.5万元。", &["金额1.5万元。"]);
    }

    proptest! {
        #[test]
        fn nothing_but_blanks_and_marks_is_left_out(text in "[。；！?;\n ”）a1件\\PC]{0,40}") {
            let ranges = split(&text);
            let mut before = 0;
            for range in &ranges {
                let between = text.get(before..range.start).unwrap();
                prop_assert!(!between.chars().any(char::is_alphanumeric));
                before = range.end;
            }
            prop_assert!(!text.get(before..).unwrap().chars().any(char::is_alphanumeric));
        }

        #[test]
        fn a_sentence_is_one_sentence(text in "[。；！?;\n ”）a1件\\PC]{0,40}") {
            for range in split(&text) {
                let sentence = text.get(range).unwrap();
                prop_assert_eq!(split(sentence), vec![0..sentence.len()]);
            }
        }
    }
}
