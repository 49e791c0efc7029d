//! Names by their sound: pinyin in full, its initials, or both mixed, as `njgaj`, `nanjing` and
//! `njgongan` for 南京市公安局 — characters of several readings by each of them.

use pinyin::ToPinyinMulti as _;

use crate::search::spoken::{LAST, syllables};

/// As many letters are taken; no name is longer.
pub(super) const LONGEST: usize = 64;

/// Letters by which a name can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sound(String);

/// Whether a name is asked for by these letters of its pinyin.
pub fn sounds_like(name: &str, letters: &str) -> bool {
    Sound::new(letters).is_some_and(|sound| sound.is_in(name))
}

impl Sound {
    /// `None` for what cannot be pinyin, or is so short that half of all names answer.
    pub(super) fn new(letters: &str) -> Option<Self> {
        let fits = (2..=LONGEST).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_alphabetic());
        fits.then(|| Self(letters.to_ascii_lowercase()))
    }

    /// Whether a name sounds like this somewhere: characters one after another, each by the whole or the
    /// first letter of one of its readings, the last one by any beginning. Characters of administrative
    /// units (省 市 县 …) may be left out, as people do.
    pub(super) fn is_in(&self, name: &str) -> bool {
        let letters = self.0.as_bytes();
        // A bit for each place in the letters that can be behind us here; the first always can.
        let mut reached = 0_u64;
        for c in name.chars() {
            let is_unit = matches!(c, '省' | '市' | '县' | '区' | '乡' | '镇' | '州' | '旗' | '盟');
            let mut next = if is_unit { reached } else { 0 };
            // Only of rare characters the readings are not at hand.
            let rare = if c > LAST { readings(c) } else { Vec::new() };
            let at_hand = syllables(c.to_ascii_lowercase());
            for reading in at_hand.chain(rare.iter().map(String::as_str)).map(str::as_bytes) {
                let mut places = reached | 1;
                while let Some(less) = places.checked_sub(1) {
                    let at = places.trailing_zeros() as usize;
                    places &= less;
                    let rest = letters.get(at..).unwrap_or_default();
                    if rest.first() != reading.first() {
                        continue;
                    }
                    if reading.starts_with(rest) {
                        return true;
                    }
                    next |= 1 << (at + 1);
                    if rest.starts_with(reading) {
                        next |= 1 << (at + reading.len());
                    }
                }
            }
            reached = next;
        }
        false
    }
}

/// The readings of a character without tones, `ü` as `v`; of a letter or digit, itself.
pub(super) fn readings(c: char) -> Vec<String> {
    if c.is_ascii_alphanumeric() {
        return vec![c.to_ascii_lowercase().to_string()];
    }
    let Some(multi) = c.to_pinyin_multi() else { return Vec::new() };
    let mut all: Vec<String> = multi.into_iter().map(|reading| reading.plain().replace('ü', "v")).collect();
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_found_by_sound() {
        let check = |letters: &str, name: &str, expected: bool| {
            assert_eq!(Sound::new(letters).is_some_and(|sound| sound.is_in(name)), expected, "{letters} {name}");
        };
        for letters in ["njgaj", "njsgaj", "nanjing", "njgongan", "nanjgaj", "gaj", "gongan", "NJ", "nanji"] {
            check(letters, "南京市公安局", true);
        }
        // Readings of place names that dictionaries list second.
        for (letters, name) in [("chongqing", "重庆市"), ("xiamen", "厦门市"), ("luan", "六安市"), ("bengbu", "蚌埠市")]
        {
            check(letters, name, true);
        }
        check("lvliang", "吕梁市", true);
        check("nj", "北京市", false);
        check("jn", "南京市", false);
        check("n", "南京市", false);
        check("南京", "南京市", false);
        check("yhxczj", "云河县财政局", true);
        check("yhczj", "云河县财政局", true);
    }

    proptest! {
        #[test]
        fn full_names_and_initials_answer(name in "[政府信息公开县市京云河青石桥头长重乐行]{2,12}") {
            let first = |c: char| readings(c).first().cloned().unwrap_or_default();
            let full: String = name.chars().map(first).collect();
            let initials: String = name.chars().filter_map(|c| first(c).chars().next()).collect();
            for letters in [full, initials] {
                let sound = Sound::new(&letters);
                prop_assert!(letters.len() > LONGEST || sound.is_some_and(|sound| sound.is_in(&name)), "{letters}");
            }
        }

        #[test]
        fn no_letters_and_no_name_are_too_odd(letters in "\\PC{0,80}", name in "\\PC{0,80}") {
            if let Some(sound) = Sound::new(&letters) {
                sound.is_in(&name);
            }
        }
    }
}
