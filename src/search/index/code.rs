//! The code in which an index writes folded text: about half of UTF-8, and as easy to search.
//!
//! | bytes | |
//! |---|---|
//! | `00` | end of a sentence |
//! | `01` | start of a block; the byte after it says the section |
//! | `0A`–`13` | the digits |
//! | `14`–`7F` | the most frequent characters |
//! | `80`–`BB`, trail | 3,840 more |
//! | `BC`–`BE`, 2 trails | 12,288 more |
//! | `BF`, 4 trails | any character |
//!
//! Trails are `C0`–`FF`. No character is written inside another one, so a match of bytes is a match
//! of characters.

use memchr::arch::all::packedpair::HeuristicFrequencyRank;

/// Ends a sentence.
pub(in crate::search) const SENTENCE: u8 = 0x00;
/// Starts a block, before the byte of its section.
pub(in crate::search) const BLOCK: u8 = 0x01;
/// The first byte that says a section; there are up to eight.
pub(in crate::search) const SECTION: u8 = 0x02;
/// The digit zero.
pub(in crate::search) const ZERO: u8 = 0x0A;
/// The least byte that goes on with a character.
pub(super) const TRAIL: u8 = 0xC0;
/// The first of the most frequent characters.
const SINGLE: u8 = 0x14;
const SINGLES: usize = 0x80 - SINGLE as usize;
const PAIRS: usize = 60 * 64;
/// As many characters have a code of their own.
const LISTED: usize = SINGLES + PAIRS + 3 * 64 * 64;
const NOT_LISTED: u16 = u16::MAX;
/// What damaged bytes are read as.
const BROKEN: char = char::REPLACEMENT_CHARACTER;

/// How often bytes come up in coded text, roughly, for looking for rare ones first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frequencies;

impl HeuristicFrequencyRank for Frequencies {
    fn rank(&self, byte: u8) -> u8 {
        match byte {
            ..ZERO => 255,
            ZERO..SINGLE => 230,
            // Codes are given in the order of frequency.
            SINGLE..0x80 => 250 - (byte - SINGLE),
            0x80..0xBC => 140 - 2 * (byte - 0x80),
            0xBC..0xC0 => 10,
            0xC0.. => 120,
        }
    }
}

/// Which characters have which bytes.
pub(in crate::search) struct Code {
    /// The characters with codes of their own, from the most frequent on.
    listed: Vec<char>,
    /// The place in the list of each character of the first plane.
    places: Vec<u16>,
    /// The bytes of each listed character; the last one says how many these are.
    written: Vec<[u8; 4]>,
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Code").field("listed", &self.listed.len()).finish_non_exhaustive()
    }
}

impl Code {
    /// The code for these characters, the most frequent first. Digits, characters that come twice and
    /// those past the first plane are passed over.
    pub(super) fn new(chars: impl IntoIterator<Item = char>) -> Self {
        let (mut listed, mut places) = (Vec::new(), vec![NOT_LISTED; 0x1_0000]);
        for c in chars {
            let Some(place) = places.get_mut(u32::from(c) as usize).filter(|place| **place == NOT_LISTED) else {
                continue;
            };
            if c.is_ascii_digit() || listed.len() == LISTED {
                continue;
            }
            *place = u16::try_from(listed.len()).unwrap_or(NOT_LISTED);
            listed.push(c);
        }
        let written = (0..listed.len()).map(bytes_of_rank).collect();
        Self { listed, places, written }
    }

    /// The characters with codes of their own.
    pub(in crate::search) fn listed(&self) -> impl Iterator<Item = char> {
        self.listed.iter().copied()
    }

    /// How rare a character is: its place among the listed ones; `None` for one that is not listed.
    pub(in crate::search) fn rank(&self, c: char) -> Option<usize> {
        match self.places.get(u32::from(c) as usize) {
            Some(place) if *place != NOT_LISTED => Some(usize::from(*place)),
            _ => None,
        }
    }

    /// Writes a character.
    pub(in crate::search) fn push(&self, c: char, to: &mut Vec<u8>) {
        self.push_ranked(c, self.rank(c), to);
    }

    /// Writes a character of this rank.
    #[inline]
    pub(super) fn push_ranked(&self, c: char, rank: Option<usize>, to: &mut Vec<u8>) {
        let Some(bytes) = rank.and_then(|rank| self.written.get(rank)) else { return push_unlisted(c, to) };
        // Nobody can guess how many they are: all are written, and then some taken away.
        let end = to.len() + usize::from(bytes[3]);
        to.extend_from_slice(bytes);
        to.truncate(end);
    }

    /// Reads characters. Bytes that are none give one that stands for nothing.
    pub(in crate::search) fn chars<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = char> + 'a {
        Self::names(bytes).map(|name| match name {
            Name::Listed(rank) => self.listed.get(rank).copied().unwrap_or(BROKEN),
            Name::Other(c) => c,
        })
    }

    /// Reads characters by their rank, as far as they are listed.
    #[inline]
    pub(in crate::search) fn names(bytes: &[u8]) -> impl Iterator<Item = Name> + '_ {
        let mut at = 0;
        std::iter::from_fn(move || {
            let (name, next) = Self::name_at(bytes, at)?;
            at = next;
            Some(name)
        })
    }

    /// The character that begins at a byte, and where the next one does.
    #[inline]
    pub(super) fn name_at(bytes: &[u8], mut at: usize) -> Option<(Name, usize)> {
        let first = *bytes.get(at)?;
        at += 1;
        let mut trail = || {
            let byte = bytes.get(at).copied().filter(|byte| *byte >= TRAIL)?;
            at += 1;
            Some(usize::from(byte & 0x3F))
        };
        let name = match first {
            SINGLE..0x80 => Some(Name::Listed(usize::from(first - SINGLE))),
            0x80..0xBC => trail().map(|low| Name::Listed(SINGLES + (usize::from(first - 0x80) << 6 | low))),
            0xBC..0xBF => trail().zip(trail()).map(|(middle, low)| {
                Name::Listed(SINGLES + PAIRS + (usize::from(first - 0xBC) << 12 | middle << 6 | low))
            }),
            ZERO..SINGLE => Some(Name::Other(char::from(b'0' + (first - ZERO)))),
            0xBF => (|| {
                let value = trail()? << 18 | trail()? << 12 | trail()? << 6 | trail()?;
                Some(Name::Other(char::from_u32(u32::try_from(value).ok()?)?))
            })(),
            _ => None,
        };
        Some((name.unwrap_or(Name::Other(BROKEN)), at))
    }
}

/// The bytes of the character of a rank, and how many they are.
fn bytes_of_rank(rank: usize) -> [u8; 4] {
    if let Some(rank) = u8::try_from(rank).ok().filter(|rank| usize::from(*rank) < SINGLES) {
        return [SINGLE + rank, 0, 0, 1];
    }
    if rank < SINGLES + PAIRS {
        let rank = rank - SINGLES;
        return [0x80 + low(rank >> 6), trail(rank), 0, 2];
    }
    let rank = rank - SINGLES - PAIRS;
    [0xBC + low(rank >> 12), trail(rank >> 6), trail(rank), 3]
}

/// Writes a digit, or a character without a code of its own.
fn push_unlisted(c: char, to: &mut Vec<u8>) {
    let value = u32::from(c) as usize;
    match c {
        '0'..='9' => to.push(ZERO + low(value - '0' as usize)),
        _ => to.extend([0xBF, trail(value >> 18), trail(value >> 12), trail(value >> 6), trail(value)]),
    }
}

/// The six low bits.
fn low(value: usize) -> u8 {
    value.to_le_bytes()[0] & 0x3F
}

fn trail(value: usize) -> u8 {
    TRAIL | low(value)
}

/// A character as the code knows it.
#[derive(Debug, Clone, Copy)]
pub(in crate::search) enum Name {
    /// By its place among the listed ones.
    Listed(usize),
    Other(char),
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bytes(code: &Code, text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        text.chars().for_each(|c| code.push(c, &mut bytes));
        bytes
    }

    /// All of the first plane, so that every length of code comes up.
    fn full() -> Code {
        Code::new(('\u{4E00}'..='\u{9FFF}').chain('!'..='~'))
    }

    #[test]
    fn lengths_follow_the_rank() {
        let code = full();
        for (rank, length) in [(0, 1), (107, 1), (108, 2), (3947, 2), (3948, 3), (16_235, 3), (16_236, 5)] {
            let c = char::from_u32(0x4E00 + rank).unwrap();
            assert_eq!(bytes(&code, &c.to_string()).len(), length, "{rank}");
        }
        assert_eq!(bytes(&code, "0129"), [0x0A, 0x0B, 0x0C, 0x13]);
        assert_eq!(code.listed().count(), 16_236);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(text in "[一丁0-9a龥\\PC]{0,30}", listed in "[一-十a-z件0]{0,200}") {
            for code in [full(), Code::new(listed.chars())] {
                let written = bytes(&code, &text);
                prop_assert_eq!(code.chars(&written).collect::<String>(), text.as_str());
                prop_assert!(written.iter().all(|byte| *byte >= ZERO));
            }
        }

        #[test]
        fn a_match_of_bytes_is_a_match_of_characters(text in "[一-龥0-9a🐼]{0,30}", word in "[一-龥0-9a🐼]{1,2}", at in 0..30_usize) {
            let code = full();
            let own: String = text.chars().skip(at).take(2).collect();
            for word in [word, own].into_iter().filter(|word| !word.is_empty()) {
                let found = memchr::memmem::find(&bytes(&code, &text), &bytes(&code, &word));
                let before = text.find(&word).and_then(|at| text.get(..at));
                prop_assert_eq!(found, before.map(|before| bytes(&code, before).len()));
            }
        }

        #[test]
        fn no_bytes_are_too_odd(odd in proptest::collection::vec(any::<u8>(), 0..40)) {
            full().chars(&odd).count();
            Code::new("一".chars()).chars(&odd).count();
        }
    }
}
