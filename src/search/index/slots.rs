//! Which list of reports a pair of characters, a character or a number belongs to. Pairs of frequent
//! characters and small numbers have a list each; others share one, which only lets in more reports
//! than need to be looked at.

use crate::model::cell::Number;
use crate::search::index::code::Code;

/// How the lists are parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slots {
    /// As many characters are frequent; a power of two.
    frequent: usize,
}

/// A thing that lists are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gram {
    One(char),
    Two(char, char),
    Number(Number),
}

const LEAST: usize = 16;
const MOST: usize = 512;

impl Slots {
    /// Lists for so many reports.
    pub(super) fn for_reports(reports: usize) -> Self {
        let mut frequent = LEAST;
        while frequent < MOST && frequent * frequent < reports * 4 {
            frequent *= 2;
        }
        Self { frequent }
    }

    /// How the lists of a file are parted; `None` where that cannot be.
    pub(super) fn read(frequent: usize) -> Option<Self> {
        (frequent.is_power_of_two() && (LEAST..=MOST).contains(&frequent)).then_some(Self { frequent })
    }

    pub(super) fn frequent(self) -> usize {
        self.frequent
    }

    /// How many lists there are.
    pub(super) fn len(self) -> usize {
        2 * self.pairs() + self.singles() + self.numbers()
    }

    fn pairs(self) -> usize {
        self.frequent * self.frequent
    }

    fn singles(self) -> usize {
        self.frequent * 16
    }

    fn numbers(self) -> usize {
        self.frequent * 32
    }

    /// The list of a thing.
    pub(super) fn of(self, gram: Gram, code: &Code) -> usize {
        let of = |c: char| name(c, code.rank(c));
        match gram {
            Gram::One(c) => self.one(of(c)),
            Gram::Two(a, b) => self.two(of(a), of(b)),
            Gram::Number(number) => 2 * self.pairs() + self.singles() + self.number(number),
        }
    }

    pub(super) fn two(self, a: usize, b: usize) -> usize {
        if a < self.frequent && b < self.frequent {
            return a * self.frequent + b;
        }
        self.pairs() + spread((a as u64) << 32 | b as u64, self.pairs())
    }

    pub(super) fn one(self, name: usize) -> usize {
        let own = self.singles() / 2;
        2 * self.pairs() + if name < own { name } else { own + spread(name as u64, own) }
    }

    fn number(self, number: Number) -> usize {
        // The same value must be the same list however many zeros it ends with.
        let (mut digits, mut scale) = (number.digits(), number.scale());
        while scale > 0 && digits % 10 == 0 {
            (digits, scale) = (digits / 10, scale - 1);
        }
        let own = self.numbers() / 2;
        match usize::try_from(digits) {
            Ok(small) if scale == 0 && small < own => small,
            _ => own + spread(digits.cast_unsigned() ^ u64::from(scale) << 59, own),
        }
    }
}

/// What a character is called here: small for the frequent ones.
pub(super) fn name(c: char, rank: Option<usize>) -> usize {
    match rank {
        Some(rank) => rank + 10,
        None => c.to_digit(10).map_or_else(|| (1 << 16) + u32::from(c) as usize, |digit| digit as usize),
    }
}

/// One of so many, a power of two, the same for the same value.
fn spread(value: u64, among: usize) -> usize {
    let mixed = (value ^ value >> 29).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    usize::try_from(mixed >> 40).unwrap_or(0) & (among - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_exists_and_equal_values_share_one() {
        let code = Code::new("公开政府信息".chars());
        for reports in [0, 1, 5000, 65_536, 1 << 40] {
            let slots = Slots::for_reports(reports);
            assert_eq!(Slots::read(slots.frequent()), Some(slots));
            for c in ['公', '9', 'é', '🐼', '\u{FFFF}'] {
                assert!(slots.of(Gram::One(c), &code) < slots.len());
                assert!(slots.of(Gram::Two(c, '开'), &code) < 2 * slots.pairs());
            }
            for text in ["0", "-1", "999999999999999999", "-999999999999999999", "0.000000000000001"] {
                assert!(slots.of(Gram::Number(Number::parse(text).unwrap()), &code) < slots.len());
            }
            let list = |text: &str| slots.of(Gram::Number(Number::parse(text).unwrap()), &code);
            assert_eq!((list("1.50"), list("100.00"), list("0.0")), (list("1.5"), list("100"), list("0")));
        }
        for odd in [0, 1, 17, 1024, usize::MAX] {
            assert_eq!(Slots::read(odd), None);
        }
    }
}
