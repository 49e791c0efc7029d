//! Arithmetic of cursors and windows, shared by every pane that scrolls.

use crate::tui::action::{Align, Leap};

/// The cursor `steps` further, kept among `len` rows.
pub fn step(cursor: usize, steps: i32, len: usize) -> usize {
    let distance = usize::try_from(steps.unsigned_abs()).unwrap_or(usize::MAX);
    let moved = if steps < 0 { cursor.saturating_sub(distance) } else { cursor.saturating_add(distance) };
    moved.min(len.saturating_sub(1))
}

/// The cursor after a leap in a pane of `height` rows.
pub fn leap(cursor: usize, leap: Leap, len: usize, height: usize) -> usize {
    let rows = |n: usize| i32::try_from(n.max(1)).unwrap_or(i32::MAX);
    match leap {
        Leap::HalfDown => step(cursor, rows(height / 2), len),
        Leap::HalfUp => step(cursor, -rows(height / 2), len),
        Leap::PageDown => step(cursor, rows(height.saturating_sub(1)), len),
        Leap::PageUp => step(cursor, -rows(height.saturating_sub(1)), len),
        Leap::First => 0,
        Leap::Last => len.saturating_sub(1),
        Leap::Row(row) => row.saturating_sub(1).min(len.saturating_sub(1)),
    }
}

/// The first row of a window of `height` rows that holds the cursor, moved as little as possible.
pub fn follow(top: usize, cursor: usize, height: usize, len: usize) -> usize {
    let height = height.max(1);
    let top = top.min(len.saturating_sub(height));
    if cursor < top {
        cursor
    } else if cursor >= top + height {
        cursor + 1 - height
    } else {
        top
    }
}

/// The first row of a window in which the cursor stands at the top, in the middle or at the bottom.
pub fn aligned(cursor: usize, align: Align, height: usize) -> usize {
    match align {
        Align::Top => cursor,
        Align::Middle => cursor.saturating_sub(height / 2),
        Align::Bottom => (cursor + 1).saturating_sub(height),
    }
}

/// The index `steps` further in a ring of `len`, and whether it went round the end.
pub fn around(at: Option<usize>, steps: i32, len: usize) -> Option<(usize, bool)> {
    let len_signed = i64::try_from(len).ok().filter(|len| *len > 0)?;
    let from = match at {
        Some(at) => i64::try_from(at).ok()?,
        None if steps > 0 => -1,
        None => 0,
    };
    let to = from + i64::from(steps);
    let round = to < 0 || to >= len_signed;
    Some((usize::try_from(to.rem_euclid(len_signed)).ok()?, round && at.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_stay_among_the_rows() {
        assert_eq!(step(3, -9, 5), 0);
        assert_eq!(step(3, i32::MAX, 5), 4);
        assert_eq!(step(0, 1, 0), 0);
        assert_eq!(leap(0, Leap::Last, 0, 3), 0);
        assert_eq!(leap(9, Leap::HalfUp, 20, 6), 6);
        assert_eq!(leap(9, Leap::Row(99), 20, 6), 19);
    }

    #[test]
    fn windows_move_as_little_as_possible() {
        assert_eq!(follow(0, 4, 5, 20), 0);
        assert_eq!(follow(0, 5, 5, 20), 1);
        assert_eq!(follow(10, 3, 5, 20), 3);
        assert_eq!(follow(18, 19, 5, 20), 15);
        assert_eq!(follow(7, 0, 0, 0), 0);
    }

    #[test]
    fn rings() {
        assert_eq!(around(None, 1, 3), Some((0, false)));
        assert_eq!(around(None, -1, 3), Some((2, false)));
        assert_eq!(around(Some(2), 1, 3), Some((0, true)));
        assert_eq!(around(Some(0), -1, 3), Some((2, true)));
        assert_eq!(around(Some(0), 1, 0), None);
    }
}
