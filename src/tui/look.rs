//! A look in words, as `interface.toml` has it: `bold #ff5555 on black`.

use ratatui::style::{Color, Modifier, Style};

use crate::tui::colour::named;

/// Attributes that every terminal with colours has.
const ATTRIBUTES: [(&str, Modifier); 4] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
];

/// The 16 colours in the order of their numbers.
const COLOURS: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "gray",
    "dark-gray",
    "light-red",
    "light-green",
    "light-yellow",
    "light-blue",
    "light-magenta",
    "light-cyan",
    "white",
];

/// Attributes and at most two colours, the one after `on` for the background; nothing is a look too.
///
/// # Errors
/// The word that is neither, or a second colour for the same thing.
pub fn look(text: &str) -> Result<Style, &str> {
    let mut style = Style::new();
    let mut behind = false;
    for word in text.split_whitespace() {
        if let Some((_, attribute)) = ATTRIBUTES.iter().find(|(name, _)| *name == word) {
            style = style.add_modifier(*attribute);
            continue;
        }
        if word == "on" && !behind {
            behind = true;
            continue;
        }
        let place = if behind { &mut style.bg } else { &mut style.fg };
        match colour(word) {
            Some(colour) if place.is_none() => *place = Some(colour),
            _ => return Err(word),
        }
    }
    if behind && style.bg.is_none() { Err("on") } else { Ok(style) }
}

/// A colour: `#rrggbb`, one of the 16 by name, or one of the 256 by number.
fn colour(word: &str) -> Option<Color> {
    if let Some(digits) = word.strip_prefix('#') {
        let are_six = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        return u32::from_str_radix(digits, 16).ok().filter(|_| are_six).map(Color::from_u32);
    }
    let number = COLOURS.iter().position(|name| *name == word).and_then(|number| u8::try_from(number).ok());
    number.map(named).or_else(|| word.parse().ok().map(Color::Indexed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_make_a_look() {
        let check = |text: &str, expected: Style| assert_eq!(look(text), Ok(expected), "{text}");
        let plain = Style::new();
        check("", plain);
        check("bold", plain.add_modifier(Modifier::BOLD));
        check("#Ff5500", plain.fg(Color::Rgb(255, 85, 0)));
        check("on light-blue", plain.bg(Color::LightBlue));
        check("208 on 16", plain.fg(Color::Indexed(208)).bg(Color::Indexed(16)));
        check(
            "underlined  bold dark-gray on #000000 reversed",
            plain
                .fg(Color::DarkGray)
                .bg(Color::Rgb(0, 0, 0))
                .add_modifier(Modifier::BOLD | Modifier::UNDERLINED | Modifier::REVERSED),
        );
    }

    #[test]
    fn other_words_are_named() {
        let check = |text: &str, word: &str| assert_eq!(look(text), Err(word), "{text}");
        check("bold rde", "rde");
        check("#ff", "#ff");
        check("#+12345", "#+12345");
        check("#政府", "#政府");
        check("256", "256");
        check("red blue", "blue");
        check("red on", "on");
        check("on red on blue", "on");
        check("Red", "Red");
    }
}
