//! Words with one wrong character: another one in its place, one left out, or two neighbours exchanged.
//! One that was put in is found loosely. Words with digits are no concern: another number is no typo.

use std::ops::Range;

use memchr::memmem::Finder;

use crate::search::writing::Writing;

const SHORTEST: usize = 4;
const LONGEST: usize = 64;

/// A word that may have one wrong character.
#[derive(Debug)]
pub(super) struct Typo {
    word: Vec<char>,
    /// One of these stands side by side wherever it is.
    parts: Vec<(String, Finder<'static>)>,
    writing: Writing,
}

/// The two halves of a word, of which a wrong character leaves one as it is, and the word with those
/// exchanged that stand on both sides of the cut; `None` for a word that is to be found as it is.
pub(super) fn parts(folded: &str) -> Option<[String; 3]> {
    let mut word: Vec<char> = folded.chars().collect();
    if !(SHORTEST..=LONGEST).contains(&word.len()) || word.iter().any(char::is_ascii_digit) {
        return None;
    }
    let cut = word.len() / 2;
    let (first, second) = word.split_at(cut);
    let halves = (first.iter().collect(), second.iter().collect());
    word.swap(cut - 1, cut);
    Some([halves.0, halves.1, word.into_iter().collect()])
}

impl Typo {
    /// `None` for a word that is to be found as it is.
    pub(super) fn new(folded: &str, writing: &Writing) -> Option<Self> {
        let parts = parts(folded)?.map(|part| {
            let finder = Finder::new(&writing.write(&part)).into_owned();
            (part, finder)
        });
        Some(Self { word: folded.chars().collect(), parts: parts.into(), writing: writing.clone() })
    }

    /// Parts one of which stands side by side wherever it is.
    pub(super) fn parts(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|(part, _)| part.as_str())
    }

    /// Where it first stands in a folded sentence, in bytes.
    pub(super) fn find(&self, sentence: &[u8]) -> Option<Range<usize>> {
        if !self.parts.iter().any(|(_, part)| part.find(sentence).is_some()) {
            return None;
        }
        let (text, marks) = (self.writing.read(sentence), self.writing.marks());
        let chars: Vec<char> = text.chars().collect();
        let found = (0..chars.len()).find_map(|start| {
            let len = self.len_of(chars.get(start..)?)?;
            Some(start..start + len)
        })?;
        let byte = |at: usize| marks.nth(sentence, at).unwrap_or(sentence.len());
        Some(byte(found.start)..byte(found.end))
    }

    /// How many characters stand for the word at the beginning of these.
    fn len_of(&self, chars: &[char]) -> Option<usize> {
        let word = self.word.as_slice();
        let same = word.iter().zip(chars).take_while(|(a, b)| a == b).count();
        let (rest, after) = (word.get(same..)?, chars.get(same..)?);
        let exchanged = match (rest, after) {
            ([a, b, rest @ ..], [c, d, after @ ..]) => a == d && b == c && after.starts_with(rest),
            _ => false,
        };
        let another = !after.is_empty() && !rest.is_empty() && after.get(1..)?.starts_with(rest.get(1..)?);
        if exchanged || another {
            return Some(word.len());
        }
        let left_out = !rest.is_empty() && after.starts_with(rest.get(1..)?);
        left_out.then(|| word.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_character_is_forgiven() {
        let check = |word: &str, sentence: &str, expected: Option<&str>| {
            let found = Typo::new(word, &Writing::Utf8).and_then(|typo| typo.find(sentence.as_bytes()));
            assert_eq!(found.map(|place| sentence.get(place).unwrap()), expected, "{word} in {sentence}");
        };
        check("行政复仪", "未发生行政复议。", Some("行政复议"));
        check("行政复仪", "行政复", Some("行政复"));
        check("行复政议", "行政复议", Some("行政复议"));
        check("政行复议", "行政复议", Some("行政复议"));
        check("行政议复", "行政复议", Some("行政复议"));
        check("型政复议", "行政复议", Some("行政复议"));
        check("行政政复议", "行政复议", Some("行政复议"));
        check("行政和复议", "行政复议", Some("行政复议"));
        check("行政复仪", "行政赔议", None);
        check("行政复仪", "行政", None);
        check("行政复", "行政议", None);
        check("收到12件", "收到13件", None);
        check("政议行复", "行政复议", None);
    }
}
