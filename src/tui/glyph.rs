//! The marks the screen is drawn with, all of one column in terminals of either ambiguous width,
//! the lines of the borders excepted, and the marks in ASCII that can stand for them.

/// Text goes on beyond what is shown.
pub const MORE: &str = "~";
/// The row under the cursor.
pub const CURSOR: &str = ">";
/// An entry that is chosen with others.
pub const CHOSEN: &str = "▪";
pub const FOLDED: &str = "▸";
pub const UNFOLDED: &str = "▾";
/// Between the steps of a path.
pub const STEP: &str = " > ";
pub const YES: &str = "✓";
pub const NO: &str = "✗";
/// Evidence of the flag at hand that the cursor is not on.
pub const EVIDENCE: &str = "*";
/// Around the cell under the cursor.
pub const CELL: [&str; 2] = ["[", "]"];
/// Around the title of the pane that has the keys.
pub const FOCUS: [&str; 2] = ["┤", "├"];
/// A value cut out of digits that ran together, and values that went to no cell.
pub const INFERRED: &str = "~";
pub const LOOSE: &str = "?";
/// What stands on the left side only, on the right side only, and on both.
pub const REMOVED: &str = "-";
pub const ADDED: &str = "+";
pub const EQUAL: &str = "=";
/// No report in a cell of the matrix.
pub const NONE: &str = "-";
/// What came since the session began, and what is another than it was.
pub const NEW: &str = "*";
pub const CHANGED: &str = "!";
/// Not counted yet.
pub const UNKNOWN: &str = ".";
/// How far a job has come: done and to do.
pub const BAR: [&str; 2] = ["▪", "░"];

/// Whether a character is drawn as a line, in ASCII where terminals take it to be wide.
pub fn is_line(c: char) -> bool {
    in_ascii(c).is_some() && !matches!(c, '▸' | '▾' | '✓' | '✗')
}

/// What stands for one of the marks in terminals that have ASCII alone, or wide lines.
pub fn in_ascii(c: char) -> Option<&'static str> {
    Some(match c {
        '─' | '━' | '═' => "-",
        '│' | '┃' | '║' => "|",
        '\u{2500}'..='\u{257F}' | '▸' => "+",
        '▪' => "#",
        '░' => ".",
        '✓' | '▾' => "v",
        '✗' => "x",
        _ => return None,
    })
}

/// The line drawn where borders run to the given sides: bits 1 up, 2 right, 4 down, 8 left.
pub fn line(sides: u8) -> &'static str {
    match sides & 15 {
        0b0011 => "└",
        0b0110 => "┌",
        0b1100 => "┐",
        0b1001 => "┘",
        0b0111 => "├",
        0b1101 => "┤",
        0b1110 => "┬",
        0b1011 => "┴",
        0b1111 => "┼",
        0b0001 | 0b0100 | 0b0101 => "│",
        0b0010 | 0b1000 | 0b1010 => "─",
        _ => " ",
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    #[test]
    fn marks_are_narrow_in_every_terminal() {
        let marks = [MORE, CURSOR, FOLDED, UNFOLDED, YES, NO, EVIDENCE, NONE, UNKNOWN, INFERRED, LOOSE];
        for mark in marks.into_iter().chain(CELL).chain(BAR) {
            assert_eq!((mark.width(), mark.width_cjk()), (1, 1), "{mark}");
        }
    }

    #[test]
    fn every_mark_has_one_in_ascii() {
        let marks = [MORE, CURSOR, FOLDED, UNFOLDED, STEP, YES, NO, EVIDENCE, INFERRED, LOOSE, NONE, UNKNOWN];
        for c in marks.into_iter().chain(CELL).chain(FOCUS).chain(BAR).chain((0..16).map(line)).flat_map(str::chars) {
            assert!(c.is_ascii() || in_ascii(c).is_some_and(|mark| mark.len() == 1), "{c}");
        }
    }

    #[test]
    fn lines_take_one_column() {
        for sides in 0..=15 {
            assert_eq!(line(sides).width(), 1, "{sides:b}");
        }
        assert_eq!(line(0b1110), "┬");
    }
}
