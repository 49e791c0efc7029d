//! Fuzzy matching: where the characters of a word stand nearest to each other, and how good that is.
//! The only file that knows of the `fuzzy-matcher` crate, which scores what was found and never
//! sees anything else.

use std::ops::Range;
use std::sync::LazyLock;

use crate::search::writing::{Marks, Writing};
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

/// A match is at most this many times as long as the word. In a sentence of forty characters three
/// given ones stand in order one time in thirty; 政信公报 for 政府信息公开年度报告 needs 2.25.
const LOOSEST: usize = 3;

/// Bytes of a character at most, in either writing.
const WIDEST: usize = 5;

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
    /// For each byte the atoms that begin with it, a bit each.
    firsts: Box<[u64; 256]>,
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
    bytes: Vec<u8>,
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
        let mut firsts = Box::new([0; 256]);
        for (atom, bit) in atoms.iter().zip((0..LONGEST).map(|at| 1 << at)) {
            if let Some(atoms) = atom.bytes.first().and_then(|first| firsts.get_mut(usize::from(*first))) {
                *atoms |= bit;
            }
        }
        ((2..=LONGEST).contains(&chars) && atoms.len() > 1).then(|| Self {
            atoms,
            firsts,
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
        let mut best: Option<(Range<usize>, usize)> = None;
        self.stretches(sentence, |stretch, slack| {
            if best.as_ref().is_none_or(|(_, least)| slack < *least) {
                best = Some((stretch, slack));
            }
            slack > 0
        });
        best
    }

    /// Whether a sentence holds the word in some stretch that is not too long.
    pub(super) fn is_in(&self, sentence: &[u8]) -> bool {
        let mut is_in = false;
        self.stretches(sentence, |_, _| {
            is_in = true;
            false
        });
        is_in
    }

    /// Gives the stretches that hold the word and are not too long, each as short as one that ends where it
    /// does can be, with the number of characters that the word has not; until `more` says it is enough.
    fn stretches(&self, sentence: &[u8], mut more: impl FnMut(Range<usize>, usize) -> bool) {
        // Where so many atoms of the word have been met, the latest place at which they can begin.
        let mut begins = [usize::MAX; LONGEST];
        for (at, byte) in sentence.iter().enumerate() {
            let mut atoms = self.firsts.get(usize::from(*byte)).copied().unwrap_or(0);
            // The later atoms first: what is met here goes on for none of them.
            while let Some(number) = (u64::BITS - 1).checked_sub(atoms.leading_zeros()) {
                atoms ^= 1 << number;
                let number = number as usize;
                let begin = number.checked_sub(1).map_or(Some(at), |before| begins.get(before).copied());
                let (Some(atom), Some(begin)) = (self.atoms.get(number), begin.filter(|at| *at < usize::MAX)) else {
                    continue;
                };
                if !atom.is_at(sentence, at) {
                    continue;
                }
                if number + 1 < self.atoms.len() {
                    begins[number] = begin;
                    continue;
                }
                let stretch = begin..at + atom.bytes.len();
                let longest = self.chars * LOOSEST;
                if stretch.len() > longest * WIDEST {
                    continue;
                }
                let chars = sentence.get(stretch.clone()).map_or(0, |stretch| self.marks.count(stretch));
                if chars <= longest && !more(stretch, chars.saturating_sub(self.chars)) {
                    return;
                }
            }
        }
    }

    /// The matched bytes inside such a stretch, side by side ones joined.
    pub(super) fn places(&self, sentence: &[u8], stretch: &Range<usize>) -> Vec<Range<usize>> {
        let mut places: Vec<Range<usize>> = Vec::new();
        let mut at = stretch.start;
        for atom in &self.atoms {
            let Some(start) = atom.find(sentence, at, stretch.end) else { break };
            at = start + atom.bytes.len();
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
        let bytes = writing.write(&text);
        Self { text, bytes, is_number, marks: writing.marks() }
    }

    /// Whether it stands at this byte of a sentence.
    fn is_at(&self, sentence: &[u8], at: usize) -> bool {
        let is_digit = |at: usize| sentence.get(at).is_some_and(|byte| self.marks.is_digit(*byte));
        let is_there = sentence.get(at..).is_some_and(|rest| rest.starts_with(&self.bytes));
        is_there && !(self.is_number && (at.checked_sub(1).is_some_and(is_digit) || is_digit(at + self.bytes.len())))
    }

    /// Where it first stands between two bytes of a sentence.
    fn find(&self, sentence: &[u8], from: usize, to: usize) -> Option<usize> {
        (from..to.checked_sub(self.bytes.len() - 1)?).find(|at| self.is_at(sentence, *at))
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
