//! The built-in themes, as data: what each role looks like. Of no role does a colour alone say what it
//! means.

use ratatui::style::{Color, Modifier, Style};

use crate::tui::theme::Role;

/// What a theme says of every role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// What lies under everything: text and background. Nothing where the terminal's own is left.
    pub canvas: Style,
    /// In the order of `Role::ALL`.
    pub roles: [(Role, Style); Role::ALL.len()],
}

const PLAIN: Style = Style::new();
const BOLD: Style = PLAIN.add_modifier(Modifier::BOLD);
const DIM: Style = PLAIN.add_modifier(Modifier::DIM);
const UNDERLINED: Style = PLAIN.add_modifier(Modifier::UNDERLINED);
const REVERSED: Style = PLAIN.add_modifier(Modifier::REVERSED);

const fn underlined(style: Style) -> Style {
    style.add_modifier(Modifier::UNDERLINED)
}

const fn reversed(style: Style) -> Style {
    style.add_modifier(Modifier::REVERSED)
}

/// A colour of ours.
const fn rgb(colour: u32) -> Color {
    Color::from_u32(colour)
}

/// Of the 256, for what most letters are in: their numbers are half as long as 24 bits.
const BLACK: Color = Color::Indexed(16);
const WHITE: Color = Color::Indexed(231);
const GREY_235: Color = Color::Indexed(235);
const GREY_242: Color = Color::Indexed(242);
const GREY_246: Color = Color::Indexed(246);
const GREY_253: Color = Color::Indexed(253);

/// The 16 colours of the user's own terminal, on the background it has.
pub const TERMINAL: Palette = Palette {
    canvas: PLAIN,
    roles: [
        (Role::Text, PLAIN),
        (Role::Dim, DIM),
        (Role::Strong, BOLD),
        (Role::Accent, BOLD.fg(Color::Cyan)),
        (Role::Error, BOLD.fg(Color::Red)),
        (Role::Warning, PLAIN.fg(Color::Yellow)),
        (Role::Info, PLAIN.fg(Color::Cyan)),
        (Role::Good, PLAIN.fg(Color::Green)),
        (Role::Match, PLAIN.fg(Color::Black).bg(Color::Yellow)),
        (Role::Evidence, underlined(BOLD).fg(Color::Red)),
        (Role::Agreeing, UNDERLINED.fg(Color::Green)),
        (Role::Differing, REVERSED.fg(Color::Red)),
        (Role::Removed, UNDERLINED.fg(Color::Red)),
        (Role::Added, UNDERLINED.fg(Color::Green)),
        (Role::Read, PLAIN.fg(Color::Green)),
        (Role::Inferred, PLAIN.fg(Color::Cyan)),
        (Role::InferredNext, UNDERLINED.fg(Color::Cyan)),
        (Role::Cursor, REVERSED),
        (Role::CursorAway, BOLD),
        (Role::Notice, BOLD.fg(Color::Yellow)),
    ],
};

/// Attributes alone. Roles that have no mark or word of their own beside them differ from each other;
/// the others (severities, keys, messages, the title of the pane that has the keys) share.
pub const MONO: Palette = Palette {
    canvas: PLAIN,
    roles: [
        (Role::Text, PLAIN),
        (Role::Dim, DIM),
        (Role::Strong, BOLD),
        (Role::Accent, BOLD),
        (Role::Error, BOLD),
        (Role::Warning, PLAIN),
        (Role::Info, PLAIN),
        (Role::Good, PLAIN),
        (Role::Match, reversed(BOLD)),
        (Role::Evidence, underlined(BOLD)),
        (Role::Agreeing, UNDERLINED),
        (Role::Differing, reversed(UNDERLINED)),
        // Brackets and the mark of their line say which they are.
        (Role::Removed, underlined(BOLD)),
        (Role::Added, underlined(BOLD)),
        // A value of a table and a number that agrees with one are the same thing seen from two sides.
        (Role::Read, UNDERLINED),
        // Where nothing is dim, these still differ from all that stands beside them in the source.
        (Role::Inferred, underlined(DIM)),
        (Role::InferredNext, reversed(underlined(DIM))),
        (Role::Cursor, REVERSED),
        (Role::CursorAway, BOLD),
        (Role::Notice, BOLD),
    ],
};

/// Light on dark. Error and good are orange-red and blue-green, which stay apart for eyes that do not
/// tell red from green.
pub const DARK: Palette = {
    const GROUND: Color = rgb(0x14_171C);
    const BLUE: Color = rgb(0x6C_B6FF);
    const RED: Color = rgb(0xFF_7A66);
    const YELLOW: Color = rgb(0xF0_C34E);
    const GREEN: Color = rgb(0x4F_D1C5);
    const VIOLET: Color = rgb(0xC3_A6FF);
    Palette {
        canvas: PLAIN.fg(GREY_253).bg(GROUND),
        roles: [
            (Role::Text, PLAIN),
            (Role::Dim, PLAIN.fg(GREY_246)),
            (Role::Strong, BOLD.fg(WHITE)),
            (Role::Accent, BOLD.fg(BLUE)),
            (Role::Error, BOLD.fg(RED)),
            (Role::Warning, PLAIN.fg(YELLOW)),
            (Role::Info, PLAIN.fg(BLUE)),
            (Role::Good, PLAIN.fg(GREEN)),
            (Role::Match, PLAIN.fg(GROUND).bg(YELLOW)),
            (Role::Evidence, underlined(BOLD).fg(RED)),
            (Role::Agreeing, UNDERLINED.fg(GREEN)),
            (Role::Differing, BOLD.fg(GROUND).bg(RED)),
            (Role::Removed, UNDERLINED.fg(RED)),
            (Role::Added, UNDERLINED.fg(GREEN)),
            (Role::Read, PLAIN.fg(GREEN)),
            (Role::Inferred, PLAIN.fg(VIOLET)),
            (Role::InferredNext, UNDERLINED.fg(VIOLET)),
            (Role::Cursor, PLAIN.fg(WHITE).bg(rgb(0x2B_5C94))),
            (Role::CursorAway, BOLD.bg(rgb(0x22_2831))),
            (Role::Notice, BOLD.fg(YELLOW)),
        ],
    }
};

/// Dark on light.
pub const LIGHT: Palette = {
    const GROUND: Color = rgb(0xFB_FAF7);
    const BLUE: Color = rgb(0x05_50AE);
    const RED: Color = rgb(0xB0_2A1B);
    const BROWN: Color = rgb(0x7A_5200);
    const GREEN: Color = rgb(0x00_707A);
    const VIOLET: Color = rgb(0x5B_34A8);
    Palette {
        canvas: PLAIN.fg(GREY_235).bg(GROUND),
        roles: [
            (Role::Text, PLAIN),
            (Role::Dim, PLAIN.fg(GREY_242)),
            (Role::Strong, BOLD.fg(BLACK)),
            (Role::Accent, BOLD.fg(BLUE)),
            (Role::Error, BOLD.fg(RED)),
            (Role::Warning, PLAIN.fg(BROWN)),
            (Role::Info, PLAIN.fg(BLUE)),
            (Role::Good, PLAIN.fg(GREEN)),
            (Role::Match, PLAIN.fg(GREY_235).bg(rgb(0xFF_D866))),
            (Role::Evidence, underlined(BOLD).fg(RED)),
            (Role::Agreeing, UNDERLINED.fg(GREEN)),
            (Role::Differing, BOLD.fg(WHITE).bg(RED)),
            (Role::Removed, UNDERLINED.fg(RED)),
            (Role::Added, UNDERLINED.fg(GREEN)),
            (Role::Read, PLAIN.fg(GREEN)),
            (Role::Inferred, PLAIN.fg(VIOLET)),
            (Role::InferredNext, UNDERLINED.fg(VIOLET)),
            (Role::Cursor, PLAIN.fg(WHITE).bg(rgb(0x0B_5CAD))),
            (Role::CursorAway, BOLD.bg(rgb(0xE2_E6EC))),
            (Role::Notice, BOLD.fg(BROWN)),
        ],
    }
};
