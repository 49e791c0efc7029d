//! Where the terminal's cursor stands, as far as that is known, and the shortest way to another
//! place (ECMA-48: CUP, CHA, CUF, CUB, CUD; carriage return and line feed).

/// The terminal's cursor. After the last column was written its column is not known: terminals
/// differ in when they go to the next row. After a glyph whose width they do not agree on, neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    pub row: Option<u16>,
    pub column: Option<u16>,
}

impl Cursor {
    pub fn at(x: u16, y: u16) -> Self {
        Self { row: Some(y), column: Some(x) }
    }

    /// The shortest sequence that brings the cursor to a place; empty where it is there.
    pub fn way_to(self, (x, y): (u16, u16)) -> String {
        if self == Self::at(x, y) {
            return String::new();
        }
        let mut best = absolute(x, y);
        let mut offer = |way: String| {
            if way.len() < best.len() {
                best = way;
            }
        };
        let Some(row) = self.row else { return best };
        let below = y.checked_sub(row);
        // Line feeds would scroll on the last row, but no row lies below that one.
        if let Some(below) = below.filter(|below| *below <= 3) {
            let feeds = "\n".repeat(usize::from(below));
            if x == 0 {
                offer(format!("\r{feeds}"));
            }
            if self.column == Some(x) {
                offer(feeds);
            }
        }
        if row != y {
            if let Some(below) = below.filter(|_| self.column == Some(x)) {
                offer(sequence(below, 'B'));
            }
            return best;
        }
        offer(sequence(x + 1, 'G'));
        if let Some(column) = self.column {
            if let Some(right) = x.checked_sub(column) {
                offer(sequence(right, 'C'));
            } else {
                offer(sequence(column - x, 'D'));
            }
        }
        best
    }
}

/// The sequence that goes to a place from anywhere.
pub fn absolute(x: u16, y: u16) -> String {
    match (x, y) {
        (0, 0) => "\x1b[H".to_owned(),
        (0, _) => sequence(y + 1, 'H'),
        _ => format!("\x1b[{};{}H", y + 1, x + 1),
    }
}

/// A control sequence with one number, which is left out where it is the usual one.
pub fn sequence(number: u16, last: char) -> String {
    if number == 1 { format!("\x1b[{last}") } else { format!("\x1b[{number}{last}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways() {
        let check = |from: Cursor, to, expected: &str| assert_eq!(from.way_to(to), expected, "{from:?} {to:?}");
        let at = Cursor::at(10, 5);
        check(at, (10, 5), "");
        check(at, (11, 5), "\x1b[C");
        check(at, (14, 5), "\x1b[4C");
        check(at, (7, 5), "\x1b[8G");
        check(Cursor::at(120, 5), (118, 5), "\x1b[2D");
        check(at, (0, 5), "\r");
        check(at, (0, 6), "\r\n");
        check(at, (10, 7), "\n\n");
        check(at, (10, 20), "\x1b[15B");
        check(at, (3, 2), "\x1b[3;4H");
        check(at, (0, 0), "\x1b[H");
        check(at, (0, 3), "\x1b[4H");
        check(Cursor::default(), (3, 2), "\x1b[3;4H");
        let edge = Cursor { row: Some(5), column: None };
        check(edge, (0, 6), "\r\n");
        check(edge, (4, 5), "\x1b[5G");
        check(edge, (4, 6), "\x1b[7;5H");
    }
}
