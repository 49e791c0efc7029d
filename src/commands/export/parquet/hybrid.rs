//! Small numbers as Parquet packs them: runs of one number, and groups of eight with as few bits as they need.

use crate::commands::export::parquet::compact::varint;

/// From so many equal ones on a run is written as such.
const RUN: usize = 8;

/// Bits that numbers up to this one need.
pub(super) fn width(most: u32) -> u8 {
    u8::try_from(u32::BITS - most.leading_zeros()).unwrap_or(32)
}

/// Writes numbers of at most `width` bits.
pub(super) fn pack(out: &mut Vec<u8>, numbers: &[u32], width: u8) {
    let (mut pending, mut at) = (0, 0);
    while let Some(first) = numbers.get(at) {
        let run = numbers.iter().skip(at).take_while(|number| *number == first).count();
        // Groups of eight are filled up from the run.
        let fill = (at - pending).next_multiple_of(8) - (at - pending);
        if run >= fill + RUN {
            groups(out, numbers.get(pending..at + fill).unwrap_or_default(), width);
            varint(out, ((run - fill) as u64) << 1);
            let bytes = usize::from(width.div_ceil(8));
            out.extend(first.to_le_bytes().iter().take(bytes));
            pending = at + run;
        }
        at += run;
    }
    groups(out, numbers.get(pending..).unwrap_or_default(), width);
}

/// Writes groups of eight, the last one filled with zeros.
fn groups(out: &mut Vec<u8>, numbers: &[u32], width: u8) {
    if numbers.is_empty() {
        return;
    }
    varint(out, (numbers.len().div_ceil(8) as u64) << 1 | 1);
    let (mut bits, mut held) = (0_u64, 0_u8);
    let filled = numbers.len().next_multiple_of(8) - numbers.len();
    for number in numbers.iter().copied().chain(std::iter::repeat_n(0, filled)) {
        bits |= u64::from(number) << held;
        held += width;
        while held >= 8 {
            out.push(bits.to_le_bytes()[0]);
            bits >>= 8;
            held -= 8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_groups() {
        let check = |numbers: &[u32], width: u8, expected: &[u8]| {
            let mut out = Vec::new();
            pack(&mut out, numbers, width);
            assert_eq!(out, expected, "{numbers:?}");
        };
        check(&[], 1, &[]);
        check(&[1; 9], 1, &[18, 1]);
        check(&[300; 10], 9, &[20, 44, 1]);
        // The example of the format: 0 to 7 with three bits each.
        check(&[0, 1, 2, 3, 4, 5, 6, 7], 3, &[3, 0b1000_1000, 0b1100_0110, 0b1111_1010]);
        check(&[1, 0, 1], 1, &[3, 0b101]);
        // A run gives away what the group before it lacks.
        check(&[&[1, 0][..], &[1; 20]].concat(), 1, &[3, 0b1111_1101, 28, 1]);
        check(&[0; 10], 0, &[20]);
        assert_eq!([0, 1, 2, 255, 256, u32::MAX].map(width), [0, 1, 2, 8, 9, 32]);
    }
}
