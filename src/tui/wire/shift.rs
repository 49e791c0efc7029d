//! Rows that a terminal can move by itself: found by comparing rows of full width, so that scrolling
//! a page by a line sends one line.

/// Rows `top..bottom` of the screen move up by `by` rows, or down where it is negative; the rows that
/// become free are blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    pub top: usize,
    pub bottom: usize,
    pub by: isize,
}

impl Shift {
    /// The row whose content a row has after the shift; `None` for a row that becomes free.
    pub fn source(&self, y: usize) -> Option<usize> {
        if !(self.top..self.bottom).contains(&y) {
            return Some(y);
        }
        y.checked_add_signed(self.by).filter(|source| (self.top..self.bottom).contains(source))
    }
}

/// A shift that spares fewer rows than this costs as much as it spares.
const FEWEST: isize = 2;

/// The shift after which fewest rows are left to write; `blank` marks the rows that become free.
pub fn best(old: &[u64], new: &[u64], blank: u64) -> Option<Shift> {
    let rows = old.len().min(new.len());
    let differing = old.iter().zip(new).filter(|(old, new)| old != new).count();
    if isize::try_from(differing).is_ok_and(|differing| differing < FEWEST) {
        return None;
    }
    let mut best: Option<(isize, Shift)> = None;
    for by in 1..=rows / 2 {
        for shift in [up(old, new, by), down(old, new, by)].into_iter().flatten() {
            let spared = spared(old, new, blank, &shift);
            if spared >= FEWEST && best.is_none_or(|(most, _)| spared > most) {
                best = Some((spared, shift));
            }
        }
    }
    best.map(|(_, shift)| shift)
}

/// How many rows fewer have to be written after a shift.
fn spared(old: &[u64], new: &[u64], blank: u64, shift: &Shift) -> isize {
    (shift.top..shift.bottom)
        .map(|y| {
            let moved = shift.source(y).map_or(blank, |source| old[source]);
            isize::from(moved == new[y]) - isize::from(old[y] == new[y])
        })
        .sum()
}

fn up(old: &[u64], new: &[u64], by: usize) -> Option<Shift> {
    let rows = old.len().min(new.len());
    let (start, end) = densest(rows - by, |y| gain(old[y + by], old[y], new[y]))?;
    Some(Shift { top: start, bottom: end + by, by: isize::try_from(by).ok()? })
}

fn down(old: &[u64], new: &[u64], by: usize) -> Option<Shift> {
    let rows = old.len().min(new.len());
    let (start, end) = densest(rows - by, |y| gain(old[y], old[y + by], new[y + by]))?;
    Some(Shift { top: start, bottom: end + by, by: -isize::try_from(by).ok()? })
}

fn gain(moved: u64, old: u64, new: u64) -> isize {
    isize::from(moved == new) - isize::from(old == new)
}

/// The stretch of rows with the greatest sum, if it is above zero.
fn densest(rows: usize, gain: impl Fn(usize) -> isize) -> Option<(usize, usize)> {
    let (mut best, mut sum, mut start) = ((0, 0, 0), 0, 0);
    for y in 0..rows {
        if sum <= 0 {
            (sum, start) = (0, y);
        }
        sum += gain(y);
        if sum > best.0 {
            best = (sum, start, y + 1);
        }
    }
    (best.0 > 0).then_some((best.1, best.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLANK: u64 = 0;

    #[test]
    fn a_page_that_scrolls_is_found() {
        // A head, six rows of a list, a foot.
        let old = [100, 1, 2, 3, 4, 5, 6, 200];
        let check = |new: [u64; 8], expected: Option<(usize, usize, isize)>| {
            let found = best(&old, &new, BLANK).map(|shift| (shift.top, shift.bottom, shift.by));
            assert_eq!(found, expected, "{new:?}");
        };
        check([100, 2, 3, 4, 5, 6, 7, 200], Some((1, 7, 1)));
        check([100, 0, 1, 2, 3, 4, 5, 200], Some((1, 7, -1)));
        check([100, 4, 5, 6, 7, 8, 9, 200], Some((1, 7, 3)));
        // The row under the cursor looks otherwise.
        check([100, 2, 3, 44, 5, 6, 7, 200], Some((1, 7, 1)));
        check(old, None);
        check([100, 1, 2, 33, 4, 5, 6, 200], None);
        check([9, 10, 11, 12, 13, 14, 15, 16], None);
    }

    #[test]
    fn rows_come_from_where_they_were() {
        let shift = Shift { top: 2, bottom: 6, by: 1 };
        assert_eq!(
            (0..8).map(|y| shift.source(y)).collect::<Vec<_>>(),
            [Some(0), Some(1), Some(3), Some(4), Some(5), None, Some(6), Some(7)]
        );
        assert_eq!(Shift { by: -1, ..shift }.source(2), None);
        assert_eq!(Shift { by: -1, ..shift }.source(3), Some(2));
    }
}
