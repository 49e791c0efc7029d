//! The shortest sequence that changes how a terminal writes from one look to another (ECMA-48, SGR).

use std::fmt::Write as _;

use ratatui::style::{Color, Modifier};

use crate::tui::colour::number;
use crate::tui::wire::glyphs::Look;

/// Attributes with the codes that set and end them. Bold and dim end together.
const CODES: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// The sequence that turns `from` into `to`; empty where they are the same.
pub fn change(from: Look, to: Look) -> String {
    if from == to {
        return String::new();
    }
    let anew = if to == Look::PLAIN { String::new() } else { codes(Look::PLAIN, to, "0") };
    let changed = codes(from, to, "");
    let shorter = if changed.len() <= anew.len() && to != Look::PLAIN { changed } else { anew };
    format!("\x1b[{shorter}m")
}

/// The parameters that lead from one look to another, after those that are there already.
fn codes(from: Look, to: Look, start: &str) -> String {
    let mut codes = start.to_owned();
    let mut put = |code: std::fmt::Arguments<'_>| {
        let comma = if codes.is_empty() { "" } else { ";" };
        // Writing to a string cannot fail.
        let _ = write!(codes, "{comma}{code}");
    };
    let ended: Vec<u8> = CODES
        .iter()
        .filter(|(modifier, ..)| from.modifier.contains(*modifier) && !to.modifier.contains(*modifier))
        .map(|(.., end)| *end)
        .collect();
    for (n, end) in ended.iter().enumerate() {
        if !ended.get(..n).is_some_and(|before| before.contains(end)) {
            put(format_args!("{end}"));
        }
    }
    for (modifier, set, end) in CODES {
        if to.modifier.contains(modifier) && (!from.modifier.contains(modifier) || ended.contains(&end)) {
            put(format_args!("{set}"));
        }
    }
    for (before, after, base) in [(from.fg, to.fg, 30), (from.bg, to.bg, 40)] {
        if before != after {
            colour(after, base, &mut put);
        }
    }
    codes
}

fn colour(colour: Color, base: u8, put: &mut impl FnMut(std::fmt::Arguments<'_>)) {
    match colour {
        Color::Reset => put(format_args!("{}", base + 9)),
        Color::Rgb(r, g, b) => put(format_args!("{};2;{r};{g};{b}", base + 8)),
        Color::Indexed(n) => put(format_args!("{};5;{n}", base + 8)),
        named => put(format_args!("{}", base + code(named))),
    }
}

/// What a named colour adds to the code of black.
fn code(colour: Color) -> u8 {
    let number = number(colour).unwrap_or(0);
    if number < 8 { number } else { 60 + number - 8 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(fg: Color, bg: Color, modifier: Modifier) -> Look {
        Look { fg, bg, modifier }
    }

    #[test]
    fn the_shorter_way_is_taken() {
        let check = |from, to, expected: &str| assert_eq!(change(from, to), expected);
        let plain = Look::PLAIN;
        let red = look(Color::Red, Color::Reset, Modifier::BOLD);
        check(plain, plain, "");
        check(plain, red, "\x1b[1;31m");
        check(red, plain, "\x1b[m");
        check(red, look(Color::Red, Color::Reset, Modifier::DIM), "\x1b[22;2m");
        check(red, look(Color::Cyan, Color::Reset, Modifier::BOLD), "\x1b[36m");
        check(red, look(Color::Reset, Color::Reset, Modifier::BOLD | Modifier::REVERSED), "\x1b[7;39m");
        let all = look(Color::Rgb(1, 2, 3), Color::Indexed(7), Modifier::BOLD | Modifier::UNDERLINED);
        check(all, look(Color::Reset, Color::Reset, Modifier::DIM), "\x1b[0;2m");
        check(plain, look(Color::White, Color::DarkGray, Modifier::empty()), "\x1b[97;100m");
    }
}
