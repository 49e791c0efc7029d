//! Sentences of a paragraph as ranges of its bytes that leave nothing out: for showing some of them, and
//! for laying two texts beside each other.

use std::ops::Range;

/// Cuts a text after each `。！？；` (with the closing quotes after it) and line feed. The ranges
/// follow on one another and together are the text.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((_, c)) = chars.next() {
        if !matches!(c, '。' | '！' | '？' | '；' | ';' | '\n') {
            continue;
        }
        while chars.next_if(|(_, c)| matches!(c, '”' | '’' | '）' | '》' | '」')).is_some() {}
        let end = chars.peek().map_or(text.len(), |(at, _)| *at);
        found.push(start..end);
        start = end;
    }
    if start < text.len() {
        found.push(start..text.len());
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quotes_stay_with_their_sentence() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<_> = sentences(text).into_iter().map(|range| text.get(range).unwrap()).collect();
            assert_eq!(found, expected);
        };
        check("收到3件。办结2件；结转1件", &["收到3件。", "办结2件；", "结转1件"]);
        check("称“没有。”其余", &["称“没有。”", "其余"]);
        check("", &[]);
    }

    proptest! {
        #[test]
        fn together_they_are_the_text(text in "[。！；”a政\n]{0,20}") {
            let joined: String = sentences(&text).into_iter().map(|range| text.get(range).unwrap().to_owned()).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
