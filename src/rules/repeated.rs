//! Phrases that a corpus says again and again, each under a number: most checks that cannot be made are said
//! in one of a few hundred ways.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::rules::packed::{Packer, Unpacker};

/// So many phrases have a number; others are written out where they stand.
const MOST_PHRASES: usize = 4096;
/// Longer ones are rarely said twice.
const LONGEST_PHRASE: usize = 160;

/// Phrases that come again and again, each under a number: why checks cannot be made, and where.
#[derive(Debug, Default)]
pub(crate) struct Phrases(Mutex<Known>);

/// The phrases so far.
#[derive(Debug, Default)]
pub(crate) struct Known {
    all: Vec<Box<str>>,
    numbers: HashMap<Box<str>, usize>,
}

impl Phrases {
    /// Phrases by their numbers.
    pub(crate) fn of<'a>(all: impl Iterator<Item = &'a str>) -> Self {
        let all: Vec<Box<str>> = all.map(Box::from).collect();
        let numbers = all.iter().enumerate().map(|(number, phrase)| (phrase.clone(), number)).collect();
        Self(Mutex::new(Known { all, numbers }))
    }

    /// Writes them all, by their numbers.
    pub(crate) fn write(&self, packer: &mut Packer) {
        let known = self.known();
        packer.count(known.all.len());
        known.all.iter().for_each(|phrase| packer.text(phrase));
    }

    /// The phrases so far, to write or read some.
    pub(crate) fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// The number of a phrase, which gets one while there are some left.
    fn number(&mut self, phrase: &str) -> Option<usize> {
        if let Some(number) = self.numbers.get(phrase) {
            return Some(*number);
        }
        if self.all.len() >= MOST_PHRASES || phrase.len() > LONGEST_PHRASE {
            return None;
        }
        self.all.push(phrase.into());
        self.numbers.insert(phrase.into(), self.all.len() - 1);
        Some(self.all.len() - 1)
    }

    /// A phrase: its number and one, or zero and its letters.
    pub(crate) fn pack(&mut self, phrase: &str, packer: &mut Packer) {
        if let Some(number) = self.number(phrase) {
            packer.count(number + 1);
        } else {
            packer.count(0);
            packer.text(phrase);
        }
    }

    /// Reads a phrase; `None` where the bytes are none.
    pub(crate) fn unpack(&self, unpacker: &mut Unpacker<'_>) -> Option<String> {
        match unpacker.size()?.checked_sub(1) {
            Some(number) => Some(self.all.get(number)?.to_string()),
            None => Some(unpacker.text()?.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_again_is_a_number() {
        let phrases = Phrases::default();
        let bytes = |text: &str| {
            let mut packer = Packer::default();
            phrases.known().pack(text, &mut packer);
            packer.into_bytes()
        };
        let long = "长".repeat(LONGEST_PHRASE);
        for (text, size) in [("表三", 1), ("报告年度不明", 1), ("表三", 1), (&long, 3 + long.len())] {
            let bytes = bytes(text);
            assert_eq!(bytes.len(), size, "{text}");
            assert_eq!(phrases.known().unpack(&mut Unpacker::new(&bytes)).as_deref(), Some(text));
        }
        (0..MOST_PHRASES).for_each(|n| drop(bytes(&n.to_string())));
        assert_eq!(bytes("新"), [0, 3, 0xE6, 0x96, 0xB0], "there are no numbers left");
        assert_eq!(phrases.known().unpack(&mut Unpacker::new(&[0xFF, 0x7F])), None);
    }
}
