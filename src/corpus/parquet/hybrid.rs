//! Small numbers as Parquet packs them: runs of one number, and groups of eight with as few bits as they need.

use std::ops::Range;

use crate::corpus::parquet::compact::{Compact, Failed, Result};

/// Numbers in a range of a page, taken one after the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Hybrid {
    /// What was not begun yet.
    rest: Range<usize>,
    width: u8,
    run: Run,
    /// How many the run still gives.
    left: u64,
}

#[derive(Debug, Clone)]
enum Run {
    Same(u32),
    /// From this bit of the page on.
    Packed(usize),
}

impl Default for Run {
    fn default() -> Self {
        Self::Same(0)
    }
}

impl Hybrid {
    /// Numbers of `width` bits, at most 32.
    pub fn new(rest: Range<usize>, width: u8) -> Result<Self> {
        if width > 32 { Err(Failed::Damaged) } else { Ok(Self { rest, width, ..Self::default() }) }
    }

    /// The next number of the page.
    pub fn next(&mut self, page: &[u8]) -> Result<u32> {
        while self.left == 0 {
            self.begin(page)?;
        }
        self.left -= 1;
        match &mut self.run {
            Run::Same(number) => Ok(*number),
            Run::Packed(bit) => {
                let number = bits(page, *bit, self.width)?;
                *bit += usize::from(self.width);
                Ok(number)
            }
        }
    }

    fn begin(&mut self, page: &[u8]) -> Result<()> {
        let mut head = Compact::new(page.get(self.rest.clone()).ok_or(Failed::Damaged)?);
        let before = head.left();
        let indicator = head.varint()?;
        let start = self.rest.start + (before - head.left());
        let count = indicator >> 1;
        let len = if indicator & 1 == 1 {
            (self.run, self.left) = (Run::Packed(start * 8), count.checked_mul(8).ok_or(Failed::Damaged)?);
            // What a group lacks at the end of a page is never asked for.
            count.saturating_mul(self.width.into()).min(u64::try_from(self.rest.end - start).unwrap_or(u64::MAX))
        } else {
            let len = usize::from(self.width.div_ceil(8));
            let bytes = page.get(start..start + len).ok_or(Failed::Short)?;
            let number = bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte));
            (self.run, self.left) = (Run::Same(number), count);
            len as u64
        };
        self.rest.start = start + usize::try_from(len).map_err(|_| Failed::Damaged)?;
        Ok(())
    }
}

/// A number of some bits that begins at a bit, the lowest first.
pub(super) fn bits(page: &[u8], bit: usize, width: u8) -> Result<u32> {
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

    fn read(bytes: &[u8], width: u8, count: usize) -> Result<Vec<u32>> {
        let mut all = Hybrid::new(0..bytes.len(), width)?;
        (0..count).map(|_| all.next(bytes)).collect()
    }

    #[test]
    fn runs_and_groups() {
        assert_eq!(read(&[18, 1], 1, 9), Ok(vec![1; 9]));
        assert_eq!(read(&[20, 44, 1], 9, 10), Ok(vec![300; 10]));
        assert_eq!(read(&[3, 0b1000_1000, 0b1100_0110, 0b1111_1010], 3, 8), Ok((0..8).collect()));
        assert_eq!(read(&[3, 0b1111_1101, 28, 1], 1, 22), Ok([&[1, 0][..], &[1; 20]].concat()));
        // A group that is cut behind what is needed of it.
        assert_eq!(read(&[5, 7], 1, 8), Ok(vec![1, 1, 1, 0, 0, 0, 0, 0]));
        assert_eq!(read(&[5, 7], 1, 9), Err(Failed::Short));
        assert_eq!(read(&[18], 1, 1), Err(Failed::Short));
        assert_eq!(read(&[], 1, 1), Err(Failed::Short));
        assert_eq!(read(&[0, 0, 0], 1, 1), Err(Failed::Short));
        assert_eq!(read(&[255, 255, 255, 255, 255, 255, 255, 255, 255, 1], 32, 3), Err(Failed::Damaged));
        assert!(Hybrid::new(0..0, 33).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..60), width in 0..=32_u8) {
            let _ = read(&bytes, width, 500);
        }
    }
}
