//! A set of rules in 32 bytes, so that every report of a large corpus can have its own.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::rules::registry::{Rule, all};

const WORDS: usize = 4;
const BITS: usize = u64::BITS as usize;
/// How many rules a set has room for.
pub(crate) const ROOM: usize = WORDS * BITS;

/// A set of rules of the catalogue, a bit a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RuleSet([u64; WORDS]);

impl RuleSet {
    /// Whether the rule with this code is in the set; never for a code of no rule.
    pub fn has(&self, code: &str) -> bool {
        position(code).is_some_and(|position| self.bit(position))
    }

    /// The codes of the set, in the order of the catalogue.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        let rules = all().iter().enumerate();
        rules.filter(|(position, _)| self.bit(*position)).map(|(_, rule)| rule.code)
    }

    /// Puts in the rule at a position of the catalogue; a position there is none at changes nothing.
    pub(crate) fn insert(&mut self, position: usize) {
        if let Some(word) = self.0.get_mut(position / BITS) {
            *word |= 1 << (position % BITS);
        }
    }

    /// Puts in the rule with this code; a code of no rule changes nothing.
    pub(crate) fn insert_code(&mut self, code: &str) {
        self.insert(position(code).unwrap_or(ROOM));
    }

    pub(crate) fn to_bytes(self) -> [u8; ROOM / 8] {
        let mut bytes = [0; ROOM / 8];
        for (part, word) in bytes.chunks_mut(BITS / 8).zip(self.0) {
            part.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    pub(crate) fn from_bytes(bytes: [u8; ROOM / 8]) -> Self {
        let (words, _) = bytes.as_chunks();
        Self(std::array::from_fn(|n| words.get(n).copied().map_or(0, u64::from_le_bytes)))
    }

    pub(crate) fn bit(&self, position: usize) -> bool {
        self.0.get(position / BITS).is_some_and(|word| word >> (position % BITS) & 1 == 1)
    }
}

/// Where the rule with this code stands in the catalogue.
pub(crate) fn position(code: &str) -> Option<usize> {
    static POSITIONS: LazyLock<HashMap<&'static str, usize>> =
        LazyLock::new(|| all().iter().enumerate().map(|(position, rule): (_, &&Rule)| (rule.code, position)).collect());
    POSITIONS.get(code).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_was_put_in() {
        assert!(all().len() <= ROOM, "more rules than bits");
        let mut set = RuleSet::default();
        assert_eq!(set.codes().count(), 0);
        for code in ["T4-SUM", "T3-BAL", "S-SEC-MISSING"] {
            assert!(!set.has(code));
            set.insert(position(code).unwrap());
            assert!(set.has(code));
        }
        assert_eq!(set.codes().collect::<Vec<_>>(), ["S-SEC-MISSING", "T3-BAL", "T4-SUM"]);
        set.insert(ROOM);
        assert_eq!(set.codes().count(), 3);
        assert!(!set.has("Z-NEW") && position("t4-sum").is_none());
    }
}
