//! Fuzzy matching: where the characters of a word stand nearest to each other, and how good that is.
//! The only file that knows of the `fuzzy-matcher` crate, which scores what was found and never
//! sees anything else.

use std::ops::Range;
use std::sync::LazyLock;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use memchr::memchr;
use memchr::memmem::Finder;

use crate::search::writing::{Marks, Writing};

/// A match is at most this many times as long as the word. In a sentence of forty characters three
/// given ones stand in order one time in thirty; 政信公报 for 政府信息公开年度报告 needs 2.25.
const LOOSEST: usize = 3;

/// A longer word is looked for side by side only.
const LONGEST: usize = 64;

/// How well a name answers to a few letters of it, in this order and either case; `None` where it does
/// not. For names and titles: a few letters stand in every paragraph.
pub fn score_name(name: &str, letters: &str) -> Option<i64> {
    MATCHER.fuzzy_match(name, letters)
}

/// An element limit makes it score the first way from the left, which is the way `places` shows. Its
/// score matrix keeps what earlier calls left there, and scores would depend on them; without its cache
/// it panics on a borrowed cell.
static MATCHER: LazyLock<SkimMatcherV2> = LazyLock::new(|| SkimMatcherV2::default().ignore_case().element_limit(1));

/// A word taken apart for fuzzy matching.
#[derive(Debug)]
pub(super) struct Fuzzy {
    /// What must follow one another.
    atoms: Vec<Atom>,
    word: String,
    /// Length of the word, in characters.
    chars: usize,
    marks: Marks,
}

/// A single character, or all digits that stand together: `128` is not meant to find 1 in one place
/// and 28 in another, nor the 128 in 1281.
#[derive(Debug)]
struct Atom {
    text: String,
    finder: Finder<'static>,
    is_number: bool,
    marks: Marks,
}

impl Fuzzy {
    /// `None` for a word that cannot be found but side by side.
    pub(super) fn new(folded: &str, writing: &Writing) -> Option<Self> {
        let chars = folded.chars().count();
        let mut atoms: Vec<String> = Vec::new();
        let mut after_digit = false;
        for c in folded.chars() {
            match atoms.last_mut() {
                Some(run) if after_digit && c.is_ascii_digit() => run.push(c),
                _ => atoms.push(c.to_string()),
            }
            after_digit = c.is_ascii_digit();
        }
        let atoms: Vec<_> = atoms.into_iter().map(|atom| Atom::new(atom, writing)).collect();
        let marks = writing.marks();
        ((2..=LONGEST).contains(&chars) && atoms.len() > 1).then(|| Self {
            atoms,
            word: folded.to_owned(),
            chars,
            marks,
        })
    }

    /// What must follow one another: single characters, and digits that stand together.
    pub(super) fn atoms(&self) -> impl Iterator<Item = &str> {
        self.atoms.iter().map(|atom| atom.text.as_str())
    }

    /// The shortest stretch of a sentence that holds the word, the first of equals; in bytes, with
    /// the number of its characters that the word has not.
    pub(super) fn tightest(&self, sentence: &[u8]) -> Option<(Range<usize>, usize)> {
        self.from(sentence, 0, sentence.len())?;
        let (first, _) = self.atoms.split_first()?;
        let mut best: Option<(Range<usize>, usize)> = None;
        let mut at = 0;
        while let Some(start) = first.find(sentence, at, sentence.len()) {
            let longest = best.as_ref().map_or(self.chars * LOOSEST, |(_, slack)| self.chars + slack - 1);
            if longest < self.chars {
                break;
            }
            let stretch = sentence.get(start..).unwrap_or_default();
            let limit = self.marks.nth(stretch, longest).map_or(sentence.len(), |end| start + end);
            if let Some(end) = self.from(sentence, start, limit) {
                let chars = sentence.get(start..end).map_or(0, |stretch| self.marks.count(stretch));
                best = Some((start..end, chars.saturating_sub(self.chars)));
            }
            at = start + 1;
        }
        best
    }

    /// Whether a sentence holds the word in some stretch that is not too long.
    pub(super) fn is_in(&self, sentence: &[u8]) -> bool {
        let Some((first, _)) = self.atoms.split_first() else { return false };
        let Some(end) = self.from(sentence, 0, sentence.len()) else { return false };
        // Short sentences need no more than that.
        if self.marks.count(sentence.get(..end).unwrap_or_default()) <= self.chars * LOOSEST {
            return true;
        }
        let mut at = 0;
        while let Some(start) = first.find(sentence, at, sentence.len()) {
            let stretch = sentence.get(start..).unwrap_or_default();
            let limit = self.marks.nth(stretch, self.chars * LOOSEST).map_or(sentence.len(), |end| start + end);
            if self.from(sentence, start, limit).is_some() {
                return true;
            }
            at = start + 1;
        }
        false
    }

    /// Where the first way to follow the word from `start` ends.
    fn from(&self, sentence: &[u8], start: usize, limit: usize) -> Option<usize> {
        self.atoms.iter().try_fold(start, |at, atom| Some(atom.find(sentence, at, limit)? + atom.len()))
    }

    /// The matched bytes inside such a stretch, side by side ones joined.
    pub(super) fn places(&self, sentence: &[u8], stretch: &Range<usize>) -> Vec<Range<usize>> {
        let mut places: Vec<Range<usize>> = Vec::new();
        let mut at = stretch.start;
        for atom in &self.atoms {
            let Some(start) = atom.find(sentence, at, stretch.end) else { break };
            at = start + atom.len();
            match places.last_mut() {
                Some(last) if last.end == start => last.end = at,
                _ => places.push(start..at),
            }
        }
        places
    }

    /// How well the stretch fits the word; greater is better.
    pub(super) fn score(&self, stretch: &str) -> i64 {
        MATCHER.fuzzy_match(stretch, &self.word).unwrap_or(0)
    }
}

impl Atom {
    fn new(text: String, writing: &Writing) -> Self {
        let is_number = text.starts_with(|c: char| c.is_ascii_digit());
        let finder = Finder::new(&writing.write(&text)).into_owned();
        Self { text, finder, is_number, marks: writing.marks() }
    }

    fn len(&self) -> usize {
        self.finder.needle().len()
    }

    /// Where it first stands between two bytes of a sentence.
    fn find(&self, sentence: &[u8], mut from: usize, to: usize) -> Option<usize> {
        let is_digit = |at: usize| sentence.get(at).is_some_and(|byte| self.marks.is_digit(*byte));
        loop {
            let within = sentence.get(from..to)?;
            let start = from
                + match self.finder.needle() {
                    [one] => memchr(*one, within)?,
                    _ => self.finder.find(within)?,
                };
            if !self.is_number || !(start.checked_sub(1).is_some_and(is_digit) || is_digit(start + self.len())) {
                return Some(start);
            }
            from = start + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tightest_stretch_and_the_places_in_it() {
        let check = |word: &str, sentence: &str, expected: Option<(&str, usize, &[&str])>| {
            let fuzzy = Fuzzy::new(word, &Writing::Utf8).unwrap();
            let found = fuzzy.tightest(sentence.as_bytes());
            let text = |range: &Range<usize>| sentence.get(range.clone()).unwrap().to_owned();
            let shown = found.map(|(range, slack)| {
                (text(&range), slack, fuzzy.places(sentence.as_bytes(), &range).iter().map(text).collect())
            });
            let expected = expected.map(|(stretch, slack, places)| {
                (stretch.to_owned(), slack, places.iter().map(ToString::to_string).collect::<Vec<_>>())
            });
            assert_eq!(shown, expected, "{word} in {sentence}");
        };
        check("政信公报", "政府信息公开年度报告", Some(("政府信息公开年度报", 5, &["政", "信", "公", "报"])));
        check("申请件", "收到申请12件", Some(("申请12件", 2, &["申请", "件"])));
        check("公开", "公布和公开", Some(("公开", 0, &["公开"])));
        check("公开", "公布，打开，公务大开", Some(("公务大开", 2, &["公", "开"])));
        check("公开", "公未开，公又开", Some(("公未开", 1, &["公", "开"])));
        check("收费", "收取各种各样的费", None);
        check("128件", "收到128件", Some(("128件", 0, &["128件"])));
        check("128件", "1次，28件", None);
        check("128件", "1281次，11128次，件", None);
        check("件128", "件数1281，128", Some(("件数1281，128", 6, &["件", "128"])));
        check("128件", "128余件", Some(("128余件", 1, &["128", "件"])));
        check("公开", "开公", None);
    }

    #[test]
    fn words_that_are_only_found_side_by_side() {
        for word in ["", "公", "128", &"长".repeat(65)] {
            assert!(Fuzzy::new(word, &Writing::Utf8).is_none(), "{word}");
        }
    }

    #[test]
    fn scores_prefer_unbroken_words_and_do_not_depend_on_earlier_ones() {
        let fuzzy = Fuzzy::new("申请公开", &Writing::Utf8).unwrap();
        let (close, loose) = (fuzzy.score("申请的公开"), fuzzy.score("申和请的公与开"));
        assert!(close > loose);
        for other in ["申x请y公z开", "申申申请请请公公公开开开", "申请公开"] {
            fuzzy.score(other);
            assert_eq!((fuzzy.score("申请的公开"), fuzzy.score("申和请的公与开")), (close, loose));
        }
    }
}
