//! Lengths as Parquet writes them one after the other by their differences, in blocks of smaller blocks.

use crate::corpus::parquet::compact::{Compact, Failed, Result};
use crate::corpus::parquet::hybrid::bits;

/// More numbers in a block are none: writers have 128 to some thousand there.
const LARGEST_BLOCK: u64 = 1 << 16;

/// Numbers in a page, taken one after the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Delta {
    /// The first byte that was not begun.
    at: usize,
    /// How many are left, the next number, and whether it is the first, which stands by itself.
    left: u64,
    value: i64,
    is_first: bool,
    /// Blocks in a block, and numbers in each of them.
    parts: usize,
    each: usize,
    /// Of the block at hand: its least difference, where its widths stand, and how many of its parts were begun.
    least: i64,
    widths: usize,
    part: usize,
    /// Of the part at hand.
    in_part: usize,
    bit: usize,
    width: u8,
}

impl Delta {
    /// Begins at a byte of a page.
    pub fn begin(page: &[u8], at: usize) -> Result<Self> {
        let mut head = Compact::new(page.get(at..).ok_or(Failed::Short)?);
        let (block, parts, left, value) = (head.varint()?, head.varint()?, head.varint()?, head.number()?);
        let each = block.checked_div(parts).filter(|each| each * parts == block && each % 8 == 0);
        let each = each.filter(|_| block > 0 && block <= LARGEST_BLOCK).ok_or(Failed::Damaged)?;
        let (each, parts) = (usize::try_from(each), usize::try_from(parts));
        let (Ok(each), Ok(parts)) = (each, parts) else { return Err(Failed::Damaged) };
        let at = page.len() - head.left();
        Ok(Self { at, left, value, is_first: true, parts, each, part: parts, ..Self::default() })
    }

    /// The next number of the page.
    pub fn next(&mut self, page: &[u8]) -> Result<i64> {
        self.left = self.left.checked_sub(1).ok_or(Failed::Short)?;
        if std::mem::take(&mut self.is_first) {
            return Ok(self.value);
        }
        if self.in_part == 0 {
            self.part(page)?;
        }
        self.in_part -= 1;
        let more = bits(page, self.bit, self.width)?;
        self.bit += usize::from(self.width);
        self.value = self.value.wrapping_add(self.least).wrapping_add(more.into());
        Ok(self.value)
    }

    /// A length: none is below zero.
    pub fn length(&mut self, page: &[u8]) -> Result<usize> {
        usize::try_from(self.next(page)?).map_err(|_| Failed::Damaged)
    }

    fn part(&mut self, page: &[u8]) -> Result<()> {
        if self.part == self.parts {
            let mut head = Compact::new(page.get(self.at..).ok_or(Failed::Short)?);
            self.least = head.number()?;
            self.widths = page.len() - head.left();
            (self.at, self.part) = (self.widths + self.parts, 0);
        }
        self.width = *page.get(self.widths + self.part).ok_or(Failed::Short)?;
        if self.width > 32 {
            return Err(Failed::Damaged);
        }
        self.part += 1;
        (self.bit, self.in_part) = (self.at * 8, self.each);
        self.at += self.each / 8 * usize::from(self.width);
        Ok(())
    }

    /// Where the numbers end, none of which was taken.
    pub fn end(mut self, page: &[u8]) -> Result<usize> {
        let mut rest = self.left.saturating_sub(1);
        while rest > 0 {
            self.part(page)?;
            rest = rest.saturating_sub(self.each as u64);
        }
        if self.at <= page.len() { Ok(self.at) } else { Err(Failed::Short) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(page: &[u8]) -> Result<(Vec<i64>, usize)> {
        let mut all = Delta::begin(page, 0)?;
        let end = all.clone().end(page)?;
        let numbers = (0..all.left.min(1000)).map(|_| all.next(page)).collect::<Result<_>>()?;
        Ok((numbers, end))
    }

    /// The examples of the format, the first with blocks of 128 in four parts.
    #[test]
    fn numbers_follow_from_their_differences() {
        let even = [128, 1, 4, 5, 2, 2, 0, 0, 0, 0];
        assert_eq!(read(&even), Ok((vec![1, 2, 3, 4, 5], 10)));
        let mut other = vec![128, 1, 4, 8, 14, 3, 2, 0, 0, 0, 0b1100_0000, 0b0011_1111];
        other.resize(18, 0);
        assert_eq!(read(&other), Ok((vec![7, 5, 3, 1, 2, 3, 4, 5], 18)));
        for end in 0..other.len() {
            assert_eq!(read(&other[..end]), Err(Failed::Short), "{end}");
        }
        assert_eq!(read(&[128, 1, 0, 1, 2]), Err(Failed::Damaged));
        assert_eq!(read(&[255, 255, 255, 255, 127, 1, 1, 2]), Err(Failed::Damaged));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(mut page in prop::collection::vec(any::<u8>(), 0..80), is_block: bool) {
            if is_block {
                page.splice(0..0, [128, 1, 4]);
            }
            let _ = read(&page);
        }
    }
}
