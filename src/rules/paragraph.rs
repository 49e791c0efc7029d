//! The paragraphs of a report as the rules read them. Each is walked through once and knows from then on
//! which characters and pairs of characters it holds, so that few words need to be looked for.

use crate::model::report::{Block, Report, Section};

/// A paragraph with the section it stands in.
#[derive(Debug)]
pub struct Paragraph<'a> {
    pub section: &'a Section,
    pub block: &'a Block,
    held: Held,
    /// Characters of the longest run of ASCII letters and digits.
    longest_run: usize,
}

impl<'a> Paragraph<'a> {
    /// The paragraphs of all sections, in order.
    pub fn all(report: &'a Report) -> Vec<Self> {
        report.blocks().map(|(section, block)| Self::of(section, block)).collect()
    }

    pub fn of(section: &'a Section, block: &'a Block) -> Self {
        let mut paragraph = Self { section, block, held: Held::default(), longest_run: 0 };
        let mut run = 0;
        let mut before = None;
        for c in block.text.chars() {
            paragraph.held.insert(of_char(c));
            if let Some(before) = before.replace(c) {
                paragraph.held.insert(of_pair(before, c));
            }
            run = if c.is_ascii_alphanumeric() { run + 1 } else { 0 };
            paragraph.longest_run = paragraph.longest_run.max(run);
        }
        paragraph
    }

    pub fn text(&self) -> &'a str {
        &self.block.text
    }

    /// Whether so many ASCII letters and digits stand together anywhere.
    pub fn has_run_of(&self, length: usize) -> bool {
        self.longest_run >= length
    }

    /// Whether a character may stand in the text; seldom wrong, and never where the answer is no.
    pub fn may_hold(&self, c: char) -> bool {
        self.held.has(of_char(c))
    }

    /// Whether any of some characters may.
    pub fn may_hold_any(&self, chars: &[char]) -> bool {
        chars.iter().any(|c| self.may_hold(*c))
    }

    /// Whether any of some characters stands right before any of others.
    pub fn joins(&self, before: &[char], after: &[char]) -> bool {
        let mut is_before = false;
        let mut joins = |c: char| std::mem::replace(&mut is_before, before.contains(&c)) && after.contains(&c);
        self.may_hold_any(before) && self.text().chars().any(&mut joins)
    }

    /// Whether a word may stand in the text; seldom wrong, and never where the answer is no.
    pub fn may_say(&self, word: &str) -> bool {
        let mut chars = word.chars();
        match (chars.next(), chars.next()) {
            (Some(first), Some(second)) => self.held.has(of_pair(first, second)),
            (Some(only), None) => self.may_hold(only),
            (None, _) => true,
        }
    }

    /// Whether any of some words may.
    pub fn may_say_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.may_say(word))
    }

    /// Whether a word stands in the text.
    pub fn says(&self, word: &str) -> bool {
        self.may_say(word) && self.text().contains(word)
    }

    /// The first of some words that stands anywhere in the text.
    pub fn first_of<'w>(&self, words: &[&'w str]) -> Option<&'w str> {
        words.iter().copied().find(|word| self.says(word))
    }

    /// Where a word first stands.
    pub fn find(&self, word: &str) -> Option<usize> {
        self.may_say(word).then(|| self.text().find(word))?
    }

    /// Every place a word stands at.
    pub fn places<'w>(&self, word: &'w str) -> impl Iterator<Item = (usize, &'a str)> + use<'a, 'w> {
        let text = self.may_say(word).then(|| self.text());
        text.into_iter().flat_map(move |text| text.match_indices(word))
    }
}

/// Characters and pairs of them, a bit for all that share a hash.
#[derive(Debug)]
struct Held([u64; WORDS]);

const WORDS: usize = 64;
const BITS: u32 = (WORDS * 64).trailing_zeros();

impl Default for Held {
    fn default() -> Self {
        Self([0; WORDS])
    }
}

impl Held {
    fn insert(&mut self, bit: usize) {
        self.0[bit / 64 % WORDS] |= 1 << (bit % 64);
    }

    fn has(&self, bit: usize) -> bool {
        self.0[bit / 64 % WORDS] >> (bit % 64) & 1 == 1
    }
}

/// The bit of a character: the upper bits of a multiplicative hash.
fn of_char(c: char) -> usize {
    (u32::from(c).wrapping_mul(0x85EB_CA6B) >> (u32::BITS - BITS)) as usize
}

fn of_pair(first: char, second: char) -> usize {
    let both = u32::from(first).wrapping_mul(0x01F3_5A2D).wrapping_add(u32::from(second));
    (both.wrapping_mul(0x9E37_79B1) >> (u32::BITS - BITS)) as usize
}

/// What is told of a text that stands in no report.
#[cfg(test)]
pub(crate) fn of_text<T>(text: &str, tell: impl FnOnce(&Paragraph<'_>) -> T) -> T {
    let block = Block { text: text.to_owned(), ..Block::default() };
    tell(&Paragraph::of(&Section::default(), &block))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_found_where_they_stand() {
        of_text("联系电话0355-2239235,联系人", |paragraph| {
            assert_eq!(paragraph.first_of(&["传真", "电话", "联系"]), Some("电话"));
            assert_eq!(paragraph.find("联系"), Some(0));
            assert_eq!(paragraph.find("系联"), None);
            assert_eq!(paragraph.places("联系").map(|(at, _)| at).collect::<Vec<_>>(), [0, 25]);
            assert!(paragraph.has_run_of(7) && !paragraph.has_run_of(8));
            assert!(paragraph.says("人") && paragraph.says("") && !paragraph.says("邮编"));
        });
        of_text("", |paragraph| assert!(!paragraph.says("邮编") && !paragraph.may_hold('@')));
    }

    /// A filter that lets everything through would be of no use.
    #[test]
    fn most_words_that_do_not_stand_there_are_not_looked_for() {
        let text: String = (0_u32..200).filter_map(|n| char::from_u32(0x4E00 + n * 7)).collect();
        of_text(&text, |paragraph| {
            let others = (0_u32..1000).filter_map(|n| char::from_u32(0x6000 + n * 3));
            let wrong = others.filter(|c| paragraph.may_hold(*c) || paragraph.may_say(&format!("{c}公"))).count();
            assert!(wrong < 250, "{wrong} of 1000");
        });
    }

    proptest! {
        #[test]
        fn the_filter_never_hides_a_word(text in "\\PC{0,60}", from in 0_usize..60, length in 0_usize..5) {
            let word: String = text.chars().skip(from).take(length).collect();
            of_text(&text, |paragraph| {
                assert!(paragraph.says(&word) && word.chars().all(|c| paragraph.may_hold(c)));
                assert_eq!(paragraph.find(&word), text.find(&word));
            });
        }
    }
}
