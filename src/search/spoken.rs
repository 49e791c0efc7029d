//! Words by their sound in text: `xzfy`, `xingzhengfuyi` and `xzfuyi` for 行政复议. Every character
//! stands for the whole or the first letter of one of its readings, the last one for any beginning.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::search::index::code::{Code, Name};
use crate::search::sound::{LONGEST, readings};
use crate::search::writing::Writing;

/// Characters that have readings lie between these, letters and rare ones aside.
const FIRST: char = '\u{3000}';
pub(super) const LAST: char = '\u{9FFF}';
/// The letters are syllables too, and their own.
const LETTERS: u16 = 26;

/// Every syllable that is a reading, and which ones each character has.
struct Syllables {
    /// The letters first, each a syllable by itself.
    names: Vec<String>,
    ids: Vec<u16>,
    /// Where the syllables of each character end in `ids`; those of the letters come first.
    ends: Vec<u32>,
}

static SYLLABLES: LazyLock<Syllables> = LazyLock::new(|| {
    let mut all =
        Syllables { names: ('a'..='z').map(String::from).collect(), ids: (0..LETTERS).collect(), ends: Vec::new() };
    let mut known: HashMap<String, u16> = all.names.iter().cloned().zip(0..).collect();
    for c in FIRST..=LAST {
        for reading in readings(c) {
            let id = *known.entry(reading.clone()).or_insert_with(|| {
                all.names.push(reading);
                u16::try_from(all.names.len() - 1).unwrap_or(u16::MAX)
            });
            all.ids.push(id);
        }
        all.ends.extend(u32::try_from(all.ids.len()));
    }
    all
});

impl Syllables {
    fn of(&self, c: char) -> &[u16] {
        let c = u32::from(c) as usize;
        if let Some(letter) = c.checked_sub('a' as usize).filter(|letter| *letter < usize::from(LETTERS)) {
            return self.ids.get(letter..=letter).unwrap_or_default();
        }
        let Some(at) = c.checked_sub(FIRST as usize) else { return &[] };
        let end = |at: usize| self.ends.get(at).map_or(0, |end| *end as usize);
        let start = at.checked_sub(1).map_or(usize::from(LETTERS), end);
        self.ids.get(start..end(at)).unwrap_or_default()
    }
}

/// The readings of a character up to `LAST`, as `readings` has them; of small letters and no others.
pub(super) fn syllables<'a>(c: char) -> impl Iterator<Item = &'a str> {
    let all: &'a Syllables = &SYLLABLES;
    all.of(c).iter().filter_map(|id| all.names.get(usize::from(*id))).map(String::as_str)
}

/// Letters that may stand for characters of a text.
#[derive(Debug)]
pub(super) struct Spoken {
    /// What each syllable does.
    syllables: Vec<Steps>,
    /// What characters of the code do, each way once; the first is nothing.
    ways: Vec<Steps>,
    /// The way of each character that the code lists.
    listed: Vec<u16>,
}

/// Where in the letters a character fits, a bit for each place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
struct Steps {
    /// By the first letter of a reading.
    first: u64,
    /// By all of a reading, of one letter to six.
    whole: [u64; 6],
    /// By all of a reading of any length.
    any_whole: u64,
    /// By a beginning, up to the end of the letters.
    last: u64,
}

impl Spoken {
    /// Whether a folded word may be pinyin.
    pub(super) fn fits(letters: &str) -> bool {
        (2..=LONGEST).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_lowercase())
    }

    /// `None` for what cannot be pinyin.
    pub(super) fn new(letters: &str, writing: &Writing) -> Option<Self> {
        if !Self::fits(letters) {
            return None;
        }
        let syllables = SYLLABLES.names.iter().map(|name| Steps::of_syllable(name, letters)).collect();
        let mut spoken = Self { syllables, ways: vec![Steps::default()], listed: Vec::new() };
        if let Writing::Code(code) = writing {
            let mut known = HashMap::from([(Steps::default(), 0)]);
            for c in code.listed() {
                let steps = spoken.steps(c);
                let way = *known.entry(steps).or_insert_with(|| {
                    spoken.ways.push(steps);
                    u16::try_from(spoken.ways.len() - 1).unwrap_or(0)
                });
                spoken.listed.push(way);
            }
        }
        Some(spoken)
    }

    /// What the readings of a character do.
    fn steps(&self, c: char) -> Steps {
        let all = SYLLABLES.of(c).iter().filter_map(|id| self.syllables.get(usize::from(*id)));
        all.fold(Steps::default(), |steps, one| steps.and(*one))
    }

    /// What a character does that the code lists; `None` for nothing, which most do.
    fn way(&self, rank: usize) -> Option<&Steps> {
        let way = self.listed.get(rank).filter(|way| **way != 0)?;
        self.ways.get(usize::from(*way))
    }

    /// Whether a folded sentence sounds like this somewhere.
    pub(super) fn is_in(&self, sentence: &[u8], writing: &Writing) -> bool {
        match writing {
            Writing::Utf8 => self.is_among(writing.read(sentence).chars().map(Name::Other)),
            Writing::Code(_) => self.is_among(Code::names(sentence)),
        }
    }

    fn is_among(&self, names: impl Iterator<Item = Name>) -> bool {
        let mut reached = 0;
        for name in names {
            let (to, ends) = self.step(name, reached);
            if ends {
                return true;
            }
            reached = to;
        }
        false
    }

    /// From which places in the letters, besides the first, a character leads to which, and whether it may be
    /// the last one.
    #[inline]
    pub(super) fn step(&self, name: Name, reached: u64) -> (u64, bool) {
        match name {
            Name::Listed(rank) => self.way(rank).map_or((0, false), |steps| steps.from(reached | 1)),
            Name::Other(c) => self.steps(c).from(reached | 1),
        }
    }

    /// The characters that may be the first to be heard.
    pub(super) fn first_ones<'a>(&'a self, code: &'a Code) -> impl Iterator<Item = char> + 'a {
        let listed = code.listed().enumerate().filter(|(rank, _)| self.way(*rank).is_some_and(Steps::begins));
        let others = (FIRST..=LAST).chain('a'..='z').filter(|c| code.rank(*c).is_none() && self.steps(*c).begins());
        listed.map(|(_, c)| c).chain(others)
    }

    /// Where it stands, in bytes, not overlapping: each time the first end, and the nearest start to it.
    pub(super) fn places(&self, sentence: &[u8], writing: &Writing) -> Vec<Range<usize>> {
        let (text, marks) = (writing.read(sentence), writing.marks());
        let chars: Vec<Steps> = text.chars().map(|c| self.steps(c)).collect();
        let byte = |at: usize| marks.nth(sentence, at).unwrap_or(sentence.len());
        let (mut places, mut begin, mut reached) = (Vec::new(), 0, 0);
        for (at, steps) in chars.iter().enumerate() {
            let (to, ends) = steps.from(reached | 1);
            reached = if ends { 0 } else { to };
            if ends {
                let start = (begin..=at).rev().find(|start| leads(chars.get(*start..=at).unwrap_or_default()));
                places.push(byte(start.unwrap_or(at))..byte(at + 1));
                begin = at + 1;
            }
        }
        places
    }
}

impl Steps {
    fn of_syllable(name: &str, letters: &str) -> Self {
        let places = |fits: &dyn Fn(&str) -> bool| {
            let at = (0..letters.len()).filter(|at| letters.get(*at..).is_some_and(fits));
            at.fold(0, |bits, at| bits | 1_u64 << at)
        };
        let mut whole = [0; 6];
        if let Some(of_its_length) = name.len().checked_sub(1).and_then(|at| whole.get_mut(at)) {
            *of_its_length = places(&|rest| rest.starts_with(name));
        }
        Self {
            first: places(&|rest| name.chars().next().is_some_and(|first| rest.starts_with(first))),
            whole,
            any_whole: whole.iter().fold(0, |any, whole| any | whole),
            last: places(&|rest| name.starts_with(rest)),
        }
    }

    /// What this one or the other does.
    fn and(mut self, other: Self) -> Self {
        self.first |= other.first;
        self.last |= other.last;
        self.any_whole |= other.any_whole;
        self.whole.iter_mut().zip(other.whole).for_each(|(own, other)| *own |= other);
        self
    }

    /// Whether the first letter may be its own.
    fn begins(&self) -> bool {
        (self.first | self.any_whole | self.last) & 1 != 0
    }

    /// From which places in the letters it leads to which, and whether it may be the last one.
    fn from(&self, places: u64) -> (u64, bool) {
        let mut to = (places & self.first) << 1;
        if places & self.any_whole != 0 {
            to |= (1..).zip(self.whole).fold(0, |to, (len, whole)| to | (places & whole) << len);
        }
        (to, places & self.last != 0)
    }
}

/// Whether all of these characters, from the first on, sound like the letters.
fn leads(chars: &[Steps]) -> bool {
    let Some((last, before)) = chars.split_last() else { return false };
    last.from(before.iter().fold(1, |reached, steps| steps.from(reached).0)).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_heard_in_sentences() {
        let check = |letters: &str, sentence: &str, expected: &[&str]| {
            let spoken = Spoken::new(letters, &Writing::Utf8).unwrap();
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
        assert!(
            Spoken::new("x", &Writing::Utf8).is_none()
                && Spoken::new("x1", &Writing::Utf8).is_none()
                && Spoken::new(&"x".repeat(65), &Writing::Utf8).is_none()
        );
    }

    #[test]
    fn all_readings_are_known() {
        for c in ('\0'..=LAST).filter(|c| !c.is_ascii_uppercase() && !c.is_ascii_digit()) {
            assert!(syllables(c).eq(readings(c)), "{c:?}");
        }
    }

    #[test]
    fn no_reading_is_longer_than_is_kept() {
        assert!(SYLLABLES.names.iter().all(|name| (1..=6).contains(&name.len())));
    }

    #[test]
    fn as_many_letters_as_there_are_bits() {
        let spoken = Spoken::new(&"x".repeat(64), &Writing::Utf8).unwrap();
        let text = "行".repeat(64);
        assert_eq!(spoken.places(text.as_bytes(), &Writing::Utf8), vec![0..192; 1]);
        assert!(!spoken.is_in("行".repeat(63).as_bytes(), &Writing::Utf8));
    }
}
