//! Lengths as Parquet writes them one after the other by their differences, in blocks of parts. The crate takes
//! memory for as many as are claimed, be there none: here they are counted first. Whether they are true it finds out.

use crate::corpus::parquet::compact::{Compact, Failed, Result};

/// Whether at most `most` lengths begin at a place of a page, or twice as many where those of what each line shares
/// with the one before stand before them.
pub(super) fn are_lengths(page: &[u8], start: usize, most: u32, is_shared: bool) -> bool {
    let own = if is_shared { behind(page, start, most) } else { Ok(start) };
    own.and_then(|own| behind(page, own, most)).is_ok()
}

/// Where at most so many lengths end that begin at a place.
fn behind(page: &[u8], at: usize, most: u32) -> Result<usize> {
    let mut rest = Compact::new(page.get(at..).ok_or(Failed::Short)?);
    let (block, parts, count, _first) = (rest.varint()?, rest.varint()?, rest.varint()?, rest.number()?);
    if count > most.into() {
        return Err(Failed::Damaged);
    }
    let each = block.checked_div(parts).filter(|each| *each >= 8).ok_or(Failed::Damaged)?;
    let mut left = count.saturating_sub(1);
    while left > 0 {
        rest.number()?;
        for width in rest.take(parts)? {
            if left > 0 {
                rest.take((each / 8).checked_mul(u64::from(*width)).ok_or(Failed::Damaged)?)?;
                left = left.saturating_sub(each);
            }
        }
    }
    Ok(page.len() - rest.left())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The examples of the format, the first with blocks of 128 in four parts.
    #[test]
    fn lengths_end_where_their_last_part_does() {
        let check = |page: &[u8], expected| assert_eq!(behind(page, 0, 8), expected, "{page:?}");
        let even = [128, 1, 4, 5, 2, 2, 0, 0, 0, 0];
        check(&[&even[..], b"text"].concat(), Ok(10));
        let mut other = vec![128, 1, 4, 8, 14, 3, 2, 0, 0, 0, 0b1100_0000, 0b0011_1111];
        other.resize(18, 0);
        check(&other, Ok(18));
        for end in 0..other.len() {
            check(&other[..end], Err(Failed::Short));
        }
        check(&[128, 1, 4, 1, 6], Ok(5));
        check(&[128, 1, 4, 9, 6], Err(Failed::Damaged));
        check(&[128, 1, 0, 1, 2], Err(Failed::Damaged));
        assert!(are_lengths(&[even, even].concat(), 0, 5, true));
        assert!(!are_lengths(&even, 0, 5, true));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(mut page in prop::collection::vec(any::<u8>(), 0..80), is_block: bool) {
            if is_block {
                page.splice(0..0, [128, 1, 4]);
            }
            let _ = are_lengths(&page, 0, 9, is_block);
        }
    }
}
