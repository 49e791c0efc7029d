//! Words by their sound in text: `xzfy`, `xingzhengfuyi` and `xzfuyi` for 行政复议. Every character
//! stands for the whole or the first letter of one of its readings, the last one for any beginning.

use std::ops::Range;
use std::sync::LazyLock;

use crate::search::sound::{LONGEST, readings};
use crate::search::writing::Writing;

/// Characters that have readings lie between these, letters aside.
const FIRST: usize = 0x3000;
const LAST: usize = 0x9FFF;
const LETTERS: [u16; 26] = {
    let mut all = [0; 26];
    let mut at = 0;
    while at < 26 {
        all[at] = at as u16;
        at += 1;
    }
    all
};

/// Every syllable that is a reading, and which ones each character has.
struct Syllables {
    /// The letters first, each a syllable by itself.
    names: Vec<String>,
    ids: Vec<u16>,
    /// Where the syllables of each character end in `ids`.
    ends: Vec<u32>,
}

static SYLLABLES: LazyLock<Syllables> = LazyLock::new(|| {
    let mut all = Syllables { names: ('a'..='z').map(String::from).collect(), ids: Vec::new(), ends: Vec::new() };
    for c in FIRST..=LAST {
        for reading in u32::try_from(c).ok().and_then(char::from_u32).map(readings).unwrap_or_default() {
            let known = all.names.iter().position(|name| *name == reading);
            let id = known.unwrap_or_else(|| {
                all.names.push(reading);
                all.names.len() - 1
            });
            all.ids.extend(u16::try_from(id));
        }
        all.ends.extend(u32::try_from(all.ids.len()));
    }
    all
});

impl Syllables {
    fn of(&self, c: char) -> &[u16] {
        let c = u32::from(c) as usize;
        if let Some(letter) = c.checked_sub('a' as usize).filter(|letter| *letter < 26) {
            return LETTERS.get(letter..=letter).unwrap_or_default();
        }
        let Some(at) = c.checked_sub(FIRST) else { return &[] };
        let end = |at: usize| self.ends.get(at).map_or(0, |end| *end as usize);
        let start = at.checked_sub(1).map_or(0, end);
        self.ids.get(start..end(at)).unwrap_or_default()
    }
}

/// Letters that may stand for characters of a text.
#[derive(Debug)]
pub(super) struct Spoken {
    syllables: Vec<Steps>,
}

/// Where in the letters a syllable fits, a bit for each place.
#[derive(Debug)]
struct Steps {
    /// By its first letter.
    first: u64,
    /// By all of it, which is so long.
    whole: u64,
    len: u32,
    /// By a beginning, up to the end of the letters.
    last: u64,
}

impl Spoken {
    /// Whether a folded word may be pinyin.
    pub(super) fn fits(letters: &str) -> bool {
        (2..=LONGEST).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_lowercase())
    }

    /// `None` for what cannot be pinyin.
    pub(super) fn new(letters: &str) -> Option<Self> {
        let steps = |name: &String| {
            let places = |fits: &dyn Fn(&str) -> bool| {
                let at = (0..letters.len()).filter(|at| letters.get(*at..).is_some_and(fits));
                at.fold(0, |bits, at| bits | 1_u64 << at)
            };
            Steps {
                first: places(&|rest| name.chars().next().is_some_and(|first| rest.starts_with(first))),
                whole: places(&|rest| rest.starts_with(name.as_str())),
                len: u32::try_from(name.len()).unwrap_or(0),
                last: places(&|rest| name.starts_with(rest)),
            }
        };
        Self::fits(letters).then(|| Self { syllables: SYLLABLES.names.iter().map(steps).collect() })
    }

    /// From which places in the letters a character leads to which, and whether it may be the last one.
    fn step(&self, from: u64, syllables: &[u16]) -> (u64, bool) {
        let (mut to, mut ends) = (0, false);
        for steps in syllables.iter().filter_map(|id| self.syllables.get(usize::from(*id))) {
            to |= (from & steps.first) << 1 | (from & steps.whole) << steps.len;
            ends |= from & steps.last != 0;
        }
        (to, ends)
    }

    /// Whether a folded sentence sounds like this somewhere.
    pub(super) fn is_in(&self, sentence: &[u8], writing: &Writing) -> bool {
        match writing {
            Writing::Utf8 => self.is_among(writing.read(sentence).chars()),
            Writing::Code(code) => self.is_among(code.chars(sentence)),
        }
    }

    fn is_among(&self, mut chars: impl Iterator<Item = char>) -> bool {
        let syllables = &*SYLLABLES;
        let mut reached = 0;
        chars.any(|c| {
            let (to, ends) = self.step(reached | 1, syllables.of(c));
            reached = to;
            ends
        })
    }

    /// Where it stands, in bytes, not overlapping: each time the first end, and the nearest start to it.
    pub(super) fn places(&self, sentence: &[u8], writing: &Writing) -> Vec<Range<usize>> {
        let (text, marks) = (writing.read(sentence), writing.marks());
        let chars: Vec<&[u16]> = text.chars().map(|c| SYLLABLES.of(c)).collect();
        let byte = |at: usize| marks.nth(sentence, at).unwrap_or(sentence.len());
        let (mut places, mut begin, mut reached) = (Vec::new(), 0, 0);
        for (at, syllables) in chars.iter().enumerate() {
            let (to, ends) = self.step(reached | 1, syllables);
            reached = if ends { 0 } else { to };
            if ends {
                let start = (begin..=at).rev().find(|start| self.leads(chars.get(*start..=at).unwrap_or_default()));
                places.push(byte(start.unwrap_or(at))..byte(at + 1));
                begin = at + 1;
            }
        }
        places
    }

    /// Whether all of these characters, from the first on, sound like it.
    fn leads(&self, chars: &[&[u16]]) -> bool {
        let Some((last, before)) = chars.split_last() else { return false };
        let reached = before.iter().fold(1, |reached, syllables| self.step(reached, syllables).0);
        self.step(reached, last).1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_heard_in_sentences() {
        let check = |letters: &str, sentence: &str, expected: &[&str]| {
            let spoken = Spoken::new(letters).unwrap();
            let places = spoken.places(sentence.as_bytes(), &Writing::Utf8);
            let found: Vec<_> = places.into_iter().map(|place| sentence.get(place).unwrap()).collect();
            assert_eq!(found, expected, "{letters}");
            assert_eq!(spoken.is_in(sentence.as_bytes(), &Writing::Utf8), !expected.is_empty(), "{letters}");
        };
        let sentence = "未发生行政复议，行政诉讼。";
        for letters in ["xzfy", "xingzhengfuyi", "xzfuyi", "xingzfy", "xzfuy"] {
            check(letters, sentence, &["行政复议"]);
        }
        check("xz", sentence, &["行政", "行政"]);
        check("xingzhe", sentence, &["行政", "行政"]);
        check("xzss", sentence, &["行政诉讼"]);
        check("yx", sentence, &[]);
        // A mark between two characters parts them.
        check("xzs", "行政，诉", &[]);
        check("hz", "行政", &["行政"]);
        check("wifi", "提供wifi服务", &["wifi"]);
        check("nv", "妇女", &["女"]);
        assert!(Spoken::new("x").is_none() && Spoken::new("x1").is_none() && Spoken::new(&"x".repeat(65)).is_none());
    }

    #[test]
    fn as_many_letters_as_there_are_bits() {
        let spoken = Spoken::new(&"x".repeat(64)).unwrap();
        let text = "行".repeat(64);
        assert_eq!(spoken.places(text.as_bytes(), &Writing::Utf8), vec![0..192; 1]);
        assert!(!spoken.is_in("行".repeat(63).as_bytes(), &Writing::Utf8));
    }
}
