//! Letters looked for in coded text by the sound of its characters.

use memchr::memmem::Finder;

use crate::search::index::code::{Code, TRAIL};
use crate::search::spoken::Spoken;
use crate::search::writing::Writing;

/// What passes quickly over characters that cannot be the first to be heard.
#[derive(Debug)]
pub(super) struct Heard {
    /// A bit for each two bytes that such a character ends with; one of a single byte has those with any before.
    begins: Box<[u64; 1024]>,
    /// The letters themselves, all of which a text has where it has them in another way than by sound.
    letters: Vec<Finder<'static>>,
}

impl Heard {
    /// For the text of an index in this code.
    pub(super) fn new(spoken: &Spoken, letters: &str, code: &std::sync::Arc<Code>) -> Self {
        let mut begins = Box::new([0; 1024]);
        let mut put = |before: u8, last: u8| {
            let pair = u16::from_be_bytes([before, last]);
            if let Some(word) = begins.get_mut(usize::from(pair / 64)) {
                *word |= 1 << (pair % 64);
            }
        };
        let mut bytes = Vec::new();
        for c in spoken.first_ones(code) {
            bytes.clear();
            code.push(c, &mut bytes);
            match bytes.as_slice() {
                [one] => (0..=u8::MAX).for_each(|before| put(before, *one)),
                [.., before, last] => put(*before, *last),
                [] => {}
            }
        }
        let writing = Writing::Code(std::sync::Arc::clone(code));
        let finder = |c: char| Finder::new(&writing.write(c.encode_utf8(&mut [0; 4]))).into_owned();
        Self { begins, letters: letters.chars().map(finder).collect() }
    }

    /// Whether a text may have the letters themselves.
    pub(super) fn may_be_printed(&self, text: &[u8]) -> bool {
        self.letters.iter().all(|letter| letter.find(text).is_some())
    }

    /// Where the last character begins of the first that are heard from a place on, which is that of a character.
    pub(super) fn find(&self, spoken: &Spoken, text: &[u8], mut from: usize) -> Option<usize> {
        loop {
            let mut at = self.next_begin(text, from)?;
            while at > from && text.get(at).is_some_and(|byte| *byte >= TRAIL) {
                at -= 1;
            }
            let mut reached = 0;
            while let Some((name, next)) = Code::name_at(text, at) {
                let (to, ends) = spoken.step(name, reached);
                if ends {
                    return Some(at);
                }
                (reached, at) = (to, next);
                if reached == 0 {
                    break;
                }
            }
            from = at;
        }
    }

    /// The last byte of the next character that may be the first to be heard, and of some others.
    fn next_begin(&self, text: &[u8], from: usize) -> Option<usize> {
        let mut before = 0;
        let found = text.get(from..)?.iter().position(|byte| {
            let pair = u16::from_be_bytes([before, *byte]);
            before = *byte;
            self.begins[usize::from(pair / 64)] >> (pair % 64) & 1 == 1
        });
        found.map(|at| from + at)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_heard_in_a_text_is_what_is_heard_in_its_sentences(
            sentences in proptest::collection::vec("[行政复议性正浮一x龥a-c1，]{0,12}", 0..4),
            listed in "[行政复议性正一x，]{0,9}",
            many in any::<bool>(),
            letters in prop_oneof!["[xz]{2}", "xz[fy]{1,2}", "xing(z|zheng)", "[a-z]{2,3}"],
        ) {
            let filler = ('\u{5000}'..'\u{6200}').filter(|_| many);
            let code = Arc::new(Code::new(filler.chain(listed.chars())));
            let writing = Writing::Code(Arc::clone(&code));
            let spoken = Spoken::new(&letters, &writing).unwrap();
            let heard = Heard::new(&spoken, &letters, &code);
            let (mut text, mut expected) = (Vec::new(), Vec::new());
            for sentence in &sentences {
                let (start, bytes) = (text.len(), writing.write(sentence));
                let places = spoken.places(&bytes, &writing);
                expected.extend(places.first().map(|place| start..start + place.end));
                text.extend(bytes);
                text.push(super::super::code::SENTENCE);
            }
            let (mut found, mut at) = (Vec::new(), 0);
            while let Some(last) = heard.find(&spoken, &text, at) {
                found.push(last);
                at = last + text.get(last..).unwrap().iter().position(|byte| *byte == super::super::code::SENTENCE).unwrap() + 1;
            }
            prop_assert_eq!(found.len(), expected.len());
            for (found, place) in found.iter().zip(&expected) {
                prop_assert!(place.contains(found) && Code::name_at(&text, *found).unwrap().1 == place.end);
            }
            for sentence in sentences.iter().filter(|sentence| letters.chars().all(|c| sentence.contains(c))) {
                prop_assert!(heard.may_be_printed(&writing.write(sentence)));
            }
        }
    }
}
