//! Lengths as Parquet writes them one after the other by their differences, in blocks of smaller blocks. The crate
//! takes memory for as many as are claimed and cuts texts by them unseen: here they are looked at before.

use crate::corpus::parquet::compact::{Compact, Failed, Result};

/// More numbers in a block are none: writers have 128 to some thousand there.
const LARGEST_BLOCK: u64 = 1 << 16;

/// Whether the texts of at most `count` lines, whose lengths begin at a place, are where these say; the lengths of
/// what each line shares with the one before may stand before them.
pub(super) fn are_lengths(page: &[u8], start: usize, count: u32, is_shared: bool) -> bool {
    texts(page, start, count, is_shared).is_ok()
}

fn texts(page: &[u8], mut at: usize, count: u32, is_shared: bool) -> Result<()> {
    let mut shared = None;
    if is_shared {
        let mut all = Delta::begin(page, at, count)?;
        shared = Some(all.left);
        all.sum(page)?;
        at = all.at;
    }
    let mut all = Delta::begin(page, at, count)?;
    if shared.is_some_and(|shared| shared != all.left) {
        return Err(Failed::Damaged);
    }
    let sum = all.sum(page)?;
    if page.get(all.at..).is_some_and(|texts| sum <= texts.len() as u64) { Ok(()) } else { Err(Failed::Short) }
}

/// Numbers in a page, taken one after the other.
#[derive(Debug, Default)]
struct Delta {
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
    /// Begins at a byte of a page, where there are at most so many numbers.
    fn begin(page: &[u8], at: usize, most: u32) -> Result<Self> {
        let mut head = Compact::new(page.get(at..).ok_or(Failed::Short)?);
        let (block, parts, left, value) = (head.varint()?, head.varint()?, head.varint()?, head.number()?);
        let each = block.checked_div(parts).filter(|each| each * parts == block && each % 8 == 0);
        let each =
            each.filter(|_| block > 0 && block <= LARGEST_BLOCK && left <= most.into()).ok_or(Failed::Damaged)?;
        let (each, parts) = (usize::try_from(each), usize::try_from(parts));
        let (Ok(each), Ok(parts)) = (each, parts) else { return Err(Failed::Damaged) };
        let at = page.len() - head.left();
        Ok(Self { at, left, value, is_first: true, parts, each, part: parts, ..Self::default() })
    }

    /// The sum of all numbers, none of which is below zero; they are taken.
    fn sum(&mut self, page: &[u8]) -> Result<u64> {
        let mut sum = 0_u64;
        while self.left > 0 {
            let length = i32::try_from(self.next(page)?).ok().and_then(|length| u64::try_from(length).ok());
            sum += length.ok_or(Failed::Damaged)?;
        }
        if self.at <= page.len() { Ok(sum) } else { Err(Failed::Short) }
    }

    /// The next number of the page.
    fn next(&mut self, page: &[u8]) -> Result<i64> {
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
}

/// A number of some bits that begins at a bit, the lowest first.
fn bits(page: &[u8], bit: usize, width: u8) -> Result<u32> {
    let (first, shift) = (bit / 8, bit % 8);
    let bytes = (shift + usize::from(width)).div_ceil(8);
    let bytes = page.get(first..first + bytes).ok_or(Failed::Short)?;
    let all = bytes.iter().rev().fold(0_u64, |all, byte| all << 8 | u64::from(*byte)) >> shift;
    u32::try_from(all & ((1 << width) - 1)).map_err(|_| Failed::Damaged)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(page: &[u8]) -> Result<(Vec<i64>, usize)> {
        let mut all = Delta::begin(page, 0, 1000)?;
        let numbers = (0..all.left).map(|_| all.next(page)).collect::<Result<_>>()?;
        if all.at <= page.len() { Ok((numbers, all.at)) } else { Err(Failed::Short) }
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

    #[test]
    fn texts_are_where_their_lengths_say() {
        let lengths = [128, 1, 4, 5, 2, 2, 0, 0, 0, 0];
        let check = |page: &[u8], count: u32, is_shared, expected| {
            assert_eq!(are_lengths(page, 0, count, is_shared), expected, "{page:?}");
        };
        let texts = |len: usize| [&lengths[..], &vec![b'a'; len]].concat();
        check(&texts(15), 5, false, true);
        check(&texts(14), 5, false, false);
        check(&texts(15), 4, false, false);
        check(&[&lengths[..], &texts(15)].concat(), 5, true, true);
        check(&texts(15), 5, true, false);
        // The first length is below zero.
        check(&[128, 1, 4, 1, 1, 0], 5, false, false);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(mut page in prop::collection::vec(any::<u8>(), 0..80), is_block: bool) {
            if is_block {
                page.splice(0..0, [128, 1, 4]);
            }
            let _ = read(&page);
            let _ = are_lengths(&page, 0, 9, is_block);
        }
    }
}
