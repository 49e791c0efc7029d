//! How many colours a terminal shows, and which of them comes nearest to one of ours: the only place
//! where colours are lost.

use ratatui::style::{Color, Style};

/// How many colours are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Depth {
    /// None: attributes alone tell things apart.
    None,
    #[default]
    Sixteen,
    /// The 256 of xterm.
    Indexed,
    /// 24 bits.
    True,
}

/// Terminals that name themselves and show 24 bits; their names come through SSH, `COLORTERM` does not.
const KNOWN_TRUE: [&str; 6] = ["xterm-kitty", "xterm-ghostty", "alacritty", "contour", "foot", "wezterm"];

impl Depth {
    /// What an environment says its terminal shows. GNU screen (`STY`) passes 24 bits on as something
    /// else, even where the terminal around it has said `COLORTERM`.
    pub fn of_environment(variable: impl Fn(&str) -> String) -> Self {
        let term = variable("TERM");
        let told = variable("COLORTERM").to_ascii_lowercase();
        let is_known =
            |name: &str| term.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
        if !variable("NO_COLOR").is_empty() || term == "dumb" {
            Self::None
        } else if !variable("STY").is_empty() {
            if term.contains("256color") { Self::Indexed } else { Self::Sixteen }
        } else if ["truecolor", "24bit"].contains(&told.as_str())
            || term.ends_with("-direct")
            || KNOWN_TRUE.into_iter().any(is_known)
        {
            Self::True
        } else if term.contains("256color") {
            Self::Indexed
        } else {
            Self::Sixteen
        }
    }

    /// A style in the colours there are.
    pub fn style(self, style: Style) -> Style {
        let nearest = |colour: Option<Color>| colour.and_then(|colour| self.nearest(colour));
        Style { fg: nearest(style.fg), bg: nearest(style.bg), ..style }
    }

    /// The colour that is shown for one; none where none is.
    fn nearest(self, colour: Color) -> Option<Color> {
        match (self, colour) {
            (Self::None, _) => None,
            (Self::True, _) => Some(colour),
            (Self::Indexed, Color::Rgb(r, g, b)) => Some(Color::Indexed(nearest_of(INDEXED, [r, g, b]))),
            (Self::Sixteen, Color::Rgb(r, g, b)) => Some(named(nearest_of(SIXTEEN, [r, g, b]))),
            (Self::Sixteen, Color::Indexed(n)) => {
                Some(named(if n < 16 { n } else { nearest_of(SIXTEEN, of_index(n)) }))
            }
            (Self::Indexed | Self::Sixteen, named) => Some(named),
        }
    }
}

/// The first 16 of the 256 are the user's own, and not known; so they stand for none of ours.
const INDEXED: std::ops::RangeInclusive<u8> = 16..=255;
const SIXTEEN: std::ops::RangeInclusive<u8> = 0..=15;

/// The 16 colours in the order of their numbers.
const NAMED: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// The one of the 16 that has a number.
pub fn named(number: u8) -> Color {
    NAMED.get(usize::from(number)).copied().unwrap_or_default()
}

/// The number of one of the 16.
pub fn number(colour: Color) -> Option<u8> {
    NAMED.iter().position(|named| *named == colour).and_then(|number| u8::try_from(number).ok())
}

/// What xterm shows for the first 16 numbers.
const OF_XTERM: [u32; 16] = [
    0x00_0000, 0xCD_0000, 0x00_CD00, 0xCD_CD00, 0x00_00EE, 0xCD_00CD, 0x00_CDCD, 0xE5_E5E5, 0x7F_7F7F, 0xFF_0000,
    0x00_FF00, 0xFF_FF00, 0x5C_5CFF, 0xFF_00FF, 0x00_FFFF, 0xFF_FFFF,
];

/// What xterm shows for a number: 16 colours, a cube of 6 by 6 by 6, 24 greys.
pub fn of_index(number: u8) -> [u8; 3] {
    if let Some(colour) = OF_XTERM.get(usize::from(number)) {
        let [_, r, g, b] = colour.to_be_bytes();
        return [r, g, b];
    }
    if number >= 232 {
        return [8 + 10 * (number - 232); 3];
    }
    let level = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
    let place = number - 16;
    [level(place / 36), level(place / 6 % 6), level(place % 6)]
}

/// The number whose colour looks most alike. Distances in RGB would make pale reds grey and dark blues
/// black; in Oklab (B. Ottosson, 2020) equal distances look equally far.
fn nearest_of(numbers: std::ops::RangeInclusive<u8>, colour: [u8; 3]) -> u8 {
    let wanted = oklab(colour.map(light));
    let far = |number: u8| distance(oklab(of_index(number).map(light)), wanted);
    numbers.min_by(|a, b| far(*a).total_cmp(&far(*b))).unwrap_or_default()
}

/// The square of how far two colours of Oklab are from each other.
pub fn distance(a: [f32; 3], b: [f32; 3]) -> f32 {
    a.into_iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// The light of a channel of sRGB (IEC 61966-2-1).
pub fn light(channel: u8) -> f32 {
    let value = f32::from(channel) / 255.0;
    if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// The place in Oklab of a mixture of light.
pub fn oklab(rgb: [f32; 3]) -> [f32; 3] {
    let weigh = |weights: [f32; 3], of: [f32; 3]| weights.into_iter().zip(of).map(|(w, v)| w * v).sum::<f32>();
    let cones = [
        weigh([0.412_221_46, 0.536_332_55, 0.051_445_995], rgb).cbrt(),
        weigh([0.211_903_5, 0.680_699_5, 0.107_396_96], rgb).cbrt(),
        weigh([0.088_302_46, 0.281_718_85, 0.629_978_7], rgb).cbrt(),
    ];
    [
        weigh([0.210_454_26, 0.793_617_8, -0.004_072_047], cones),
        weigh([1.977_998_5, -2.428_592_2, 0.450_593_7], cones),
        weigh([0.025_904_037, 0.782_771_77, -0.808_675_77], cones),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_how_many() {
        let check = |set: &[(&str, &str)], expected| {
            let value = |name: &str| set.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value).to_owned();
            assert_eq!(Depth::of_environment(value), expected, "{set:?}");
        };
        check(&[], Depth::Sixteen);
        check(&[("TERM", "xterm")], Depth::Sixteen);
        check(&[("TERM", "linux")], Depth::Sixteen);
        check(&[("TERM", "dumb"), ("COLORTERM", "truecolor")], Depth::None);
        check(&[("TERM", "xterm-256color"), ("NO_COLOR", "1")], Depth::None);
        check(&[("TERM", "xterm-256color"), ("NO_COLOR", "")], Depth::Indexed);
        check(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")], Depth::True);
        check(&[("TERM", "xterm"), ("COLORTERM", "24bit")], Depth::True);
        check(&[("TERM", "xterm"), ("COLORTERM", "yes")], Depth::Sixteen);
        check(&[("TERM", "screen-256color")], Depth::Indexed);
        check(&[("TERM", "screen-256color"), ("COLORTERM", "truecolor")], Depth::True);
        check(&[("TERM", "screen.xterm-256color"), ("STY", "1.a"), ("COLORTERM", "truecolor")], Depth::Indexed);
        check(&[("TERM", "screen"), ("STY", "1.a"), ("COLORTERM", "truecolor")], Depth::Sixteen);
        check(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "Apple_Terminal")], Depth::Indexed);
        check(&[("TERM", "xterm-kitty")], Depth::True);
        check(&[("TERM", "xterm-direct")], Depth::True);
        check(&[("TERM", "footer")], Depth::Sixteen);
    }

    #[test]
    fn colours_become_the_nearest_there_are() {
        let check = |colour: u32, of_256: u8, of_16: Color| {
            let colour = Color::from_u32(colour);
            assert_eq!(Depth::True.nearest(colour), Some(colour));
            assert_eq!(Depth::Indexed.nearest(colour), Some(Color::Indexed(of_256)), "{colour}");
            assert_eq!(Depth::Sixteen.nearest(colour), Some(of_16), "{colour}");
            assert_eq!(Depth::None.nearest(colour), None);
        };
        check(0x00_0000, 16, Color::Black);
        check(0xFF_FFFF, 231, Color::White);
        check(0xFF_0000, 196, Color::LightRed);
        check(0x5F_87AF, 67, Color::DarkGray);
        check(0x80_8080, 244, Color::DarkGray);
        check(0xFF_8577, 210, Color::LightRed);
        check(0x12_1212, 233, Color::Black);
    }

    #[test]
    fn a_colour_that_is_there_stays() {
        for number in 16..=255 {
            let [r, g, b] = of_index(number);
            let nearest = Depth::Indexed.nearest(Color::Rgb(r, g, b));
            // Some greys stand in the cube too.
            assert!(matches!(nearest, Some(Color::Indexed(found)) if of_index(found) == [r, g, b]), "{number}");
        }
        for depth in [Depth::Sixteen, Depth::Indexed, Depth::True] {
            for (number, colour) in (0..).zip(NAMED) {
                assert_eq!(depth.nearest(colour), Some(colour), "the user's own");
                let [r, g, b] = of_index(number);
                assert_eq!(Depth::Sixteen.nearest(Color::Rgb(r, g, b)), Some(colour));
            }
            assert_eq!(depth.nearest(Color::Reset), Some(Color::Reset));
        }
        assert_eq!(Depth::Sixteen.nearest(Color::Indexed(9)), Some(Color::LightRed));
        assert_eq!(Depth::Sixteen.nearest(Color::Indexed(231)), Some(Color::White));
    }
}
