//! Which characters are the same to a search: blanks, quotation marks and invisible characters do
//! not count, width and case do not differ. One character folds to one or to none, so that every
//! place in folded text has its place in the text.
//!
//! Of two forms the one that reports print more often is kept (`，` but `1`), so that most sentences
//! fold to themselves and need no second copy.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::printable;
use crate::model::width::narrow;

/// Whether the character quotes: it counts in no search, and in a query it opens a phrase.
pub fn is_double_quote(c: char) -> bool {
    matches!(c, '"' | '＂' | '“' | '”' | '„' | '‟' | '「' | '」' | '『' | '』')
}

/// Whether the character is an apostrophe or a single quotation mark.
pub fn is_single_quote(c: char) -> bool {
    matches!(c, '\'' | '＇' | '‘' | '’' | '‚' | '‛')
}

/// What a character is to a search; `None` for those that do not count.
#[inline]
pub fn fold(c: char) -> Option<char> {
    // Nearly all characters are told here.
    if matches!(c, '\u{4E00}'..='\u{9FFF}' | '0'..='9' | 'a'..='z' | '，' | '。' | '、') {
        Some(c)
    } else {
        rarer(c)
    }
}

/// The same for the others.
fn rarer(c: char) -> Option<char> {
    if c.is_whitespace() || is_double_quote(c) || is_single_quote(c) || printable::replacement(c).is_some() {
        return None;
    }
    Some(match narrow(c) {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '!' => '！',
        '?' => '？',
        '(' | '﹙' => '（',
        ')' | '﹚' => '）',
        '｡' => '。',
        '､' => '、',
        '〔' | '﹝' => '[',
        '〕' | '﹞' => ']',
        '—' | '–' | '―' | '─' | '‐' | '‑' | '−' => '-',
        '•' | '‧' | '・' | '･' => '·',
        // Years are often printed 二○二一, with a circle for the numeral.
        '○' => '〇',
        c => lower(c),
    })
}

/// The lower case, where it is a single character.
fn lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(c), None) => c,
        _ => c,
    }
}

/// The folded text. Names nearly always fold to themselves.
pub fn folded(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| fold(c) == Some(c)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter_map(fold).collect())
}

/// A folded text that knows where each of its characters stood.
#[derive(Debug)]
pub struct Folded {
    text: String,
    /// For each character: where it begins in `text`, and its bytes in the original.
    places: Vec<(usize, Range<usize>)>,
}

impl Folded {
    pub fn new(original: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(original.len()), places: Vec::new() };
        for (at, c) in original.char_indices() {
            if let Some(to) = fold(c) {
                folded.places.push((folded.text.len(), at..at + c.len_utf8()));
                folded.text.push(to);
            }
        }
        folded
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the original that fold to these bytes, from the first character to the last;
    /// what was left out between them is inside, what stood around them is not.
    pub fn original(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.places.partition_point(|(at, _)| *at < range.start);
        let after = self.places.partition_point(|(at, _)| *at < range.end);
        match self.places.get(first..after) {
            Some([(_, one)]) => one.clone(),
            Some([(_, first), .., (_, last)]) => first.start..last.end,
            _ => 0..0,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_same_to_a_search() {
        let check = |a: &str, b: &str| assert_eq!(folded(a), folded(b), "{a} {b}");
        check("128 件", "１２８件");
        check("“放管服”改革", "\"放管服\"改革");
        check("“放管服”改革", "放管服改革");
        check("（一）主动公开；", "(一)主动公开;");
        check("ＡＢＣ", "abc");
        check("国办发〔2014〕32号", "国办发[2014]32号");
        check("二○二一年", "二〇二一年");
        check("申请\u{200b}公开\r\n", "申请公开");
        for (a, b) in [("1", "一"), ("。", "."), ("件", "份"), ("①", "1")] {
            assert_ne!(folded(a), folded(b));
        }
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for c in '\0'..=char::MAX {
            if let Some(to) = fold(c) {
                assert_eq!(fold(to), Some(to), "{c:?}");
            }
        }
    }

    #[test]
    fn places_lead_back_past_what_was_left_out() {
        let text = " 收到“申请”１２８ 件。";
        let folded = Folded::new(text);
        let back = |words: &str| {
            let at = folded.text().find(words).unwrap();
            text.get(folded.original(&(at..at + words.len()))).unwrap()
        };
        assert_eq!(back("申请"), "申请");
        assert_eq!(back("申请128"), "申请”１２８");
        assert_eq!(back("128件"), "１２８ 件");
        assert_eq!(back("。"), "。");
    }

    proptest! {
        #[test]
        fn every_range_leads_back_to_text_that_folds_to_it(text in "[ａ1１ 件，,“”\u{200b}\\PC]{0,24}", from in 0..24_usize, len in 0..24_usize) {
            let map = Folded::new(&text);
            prop_assert_eq!(map.text(), &folded(&text));
            let chars: Vec<_> = map.text().char_indices().map(|(at, _)| at).chain([map.text().len()]).collect();
            let from = from.min(chars.len() - 1);
            let to = (from + len).min(chars.len() - 1);
            let range = chars[from]..chars[to];
            let original = text.get(map.original(&range)).map(folded);
            prop_assert_eq!(original.as_deref(), map.text().get(range));
        }
    }
}
