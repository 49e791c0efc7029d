//! Sets of characters that are asked for each character of a text.

/// A set of characters of the first plane, one bit each.
#[derive(Debug)]
pub struct Letters(Box<[u64; 1024]>);

impl Default for Letters {
    fn default() -> Self {
        Self(Box::new([0; 1024]))
    }
}

impl Letters {
    pub fn insert(&mut self, c: char) {
        if let Some(bits) = self.0.get_mut(c as usize / 64) {
            *bits |= 1 << (c as usize % 64);
        }
    }

    #[inline]
    pub fn contains(&self, c: char) -> bool {
        self.0.get(c as usize / 64).is_some_and(|bits| bits >> (c as usize % 64) & 1 == 1)
    }
}

impl FromIterator<char> for Letters {
    /// Characters outside the first plane are left out.
    fn from_iter<I: IntoIterator<Item = char>>(all: I) -> Self {
        let mut letters = Self::default();
        all.into_iter().for_each(|c| letters.insert(c));
        letters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_put_in_is_held() {
        let letters: Letters = "县一\u{FFFF}😀".chars().collect();
        for (c, held) in [('县', true), ('一', true), ('\u{FFFF}', true), ('丁', false), ('\0', false), ('😀', false)]
        {
            assert_eq!(letters.contains(c), held, "{c}");
        }
    }
}
