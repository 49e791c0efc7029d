//! Numbers drawn from keys: the same keys give the same numbers on every machine, in whatever order
//! reports are made. Whole numbers only, since the last bit of a fraction is not the same everywhere.

/// A generator of the kind of splitmix64.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The dice that belong to these keys.
    pub fn of(keys: &[u64]) -> Self {
        let mut dice = Self(0);
        for key in keys {
            dice.0 = dice.0.wrapping_add(*key);
            dice.0 = dice.draw();
        }
        dice
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `sides`; 0 where there are none.
    pub fn below(&mut self, sides: u64) -> u64 {
        let product = u128::from(self.draw()) * u128::from(sides);
        u64::try_from(product >> 64).unwrap_or(0)
    }

    /// A place in a list of this length.
    pub fn place(&mut self, len: usize) -> usize {
        usize::try_from(self.below(u64::try_from(len).unwrap_or(u64::MAX))).unwrap_or(0)
    }

    /// A count from `least` to `most`, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        let sides = u64::try_from(most - least + 1).unwrap_or(1);
        least + i64::try_from(self.below(sides)).unwrap_or(0)
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// Any item of a list, all alike; `T::default()` of an empty one.
    pub fn any<T: Copy + Default>(&mut self, items: &[T]) -> T {
        items.get(self.place(items.len())).copied().unwrap_or_default()
    }

    /// The same of items that are not copied.
    ///
    /// # Panics
    /// When there are none.
    #[cfg(test)]
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.place(items.len())]
    }

    /// A place in a list of this length as words are chosen: the second half as often as the second
    /// quarter, which is Zipf's law by octaves.
    pub fn rank(&mut self, len: usize) -> usize {
        let octaves = u64::from((len + 1).ilog2()) + 1;
        let start = 1_usize << self.below(octaves);
        (start + self.place(start) - 1).min(len.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_decide() {
        let row = |keys: &[u64]| -> Vec<u64> {
            let mut dice = Dice::of(keys);
            (0..8).map(|_| dice.below(1000)).collect()
        };
        assert_eq!(row(&[1, 2]), row(&[1, 2]));
        assert_ne!(row(&[1, 2]), row(&[2, 1]));
        assert_ne!(row(&[1, 2]), row(&[1, 3]));
        // Written down once: another machine must draw the same.
        assert_eq!(row(&[7, 7]), DRAWN);
    }

    const DRAWN: [u64; 8] = [797, 277, 380, 421, 632, 244, 569, 958];

    #[test]
    fn numbers_stay_within_bounds() {
        let mut dice = Dice::of(&[3]);
        for len in 1..200 {
            assert!(dice.place(len) < len);
            assert!(dice.rank(len) < len);
            assert!((-3..=5).contains(&dice.between(-3, 5)));
        }
        assert_eq!((dice.below(0), dice.any::<u8>(&[])), (0, 0));
    }

    #[test]
    fn front_places_come_more_often() {
        let mut dice = Dice::of(&[5]);
        let mut counts = [0; 64];
        (0..64_000).for_each(|_| counts[dice.rank(64)] += 1);
        assert!(counts[0] > 5 * counts[20] && counts[20] > counts[62], "{counts:?}");
    }
}
