//! A screen buffer as text: plain, or with the escape sequences of its styles.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use crate::tui::text::columns;

/// The screen line by line. Each line has as many columns as the screen, since the second half of a
/// wide character is stepped over.
pub fn text(buffer: &Buffer) -> String {
    let mut out = String::new();
    each_row(buffer, |row| {
        for cell in row {
            out.push_str(cell.symbol());
        }
        out.push('\n');
    });
    out
}

/// The same with colours and attributes, ready for a terminal.
pub fn ansi(buffer: &Buffer) -> String {
    let mut out = String::new();
    each_row(buffer, |row| {
        let mut last = String::new();
        for cell in row {
            let style = style_of(cell);
            if style != last {
                // Writing to a string cannot fail.
                let _ = write!(out, "\x1b[0{style}m");
                last = style;
            }
            out.push_str(cell.symbol());
        }
        out.push_str("\x1b[0m\n");
    });
    out
}

fn each_row(buffer: &Buffer, mut see: impl FnMut(&[&Cell])) {
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut row = Vec::new();
        let mut x = buffer.area.left();
        while let Some(cell) = buffer.cell((x, y)).filter(|_| x < buffer.area.right()) {
            row.push(cell);
            x += columns::screen(columns::of(cell.symbol()).max(1));
        }
        see(&row);
    }
}

/// The parameters that follow the reset, each with its semicolon.
fn style_of(cell: &Cell) -> String {
    let mut style = String::new();
    let modifiers =
        [(Modifier::BOLD, ";1"), (Modifier::DIM, ";2"), (Modifier::UNDERLINED, ";4"), (Modifier::REVERSED, ";7")];
    for (modifier, code) in modifiers {
        if cell.modifier.contains(modifier) {
            style.push_str(code);
        }
    }
    for (colour, base) in [(cell.fg, 30), (cell.bg, 40)] {
        if let Some(n) = number_of(colour) {
            let _ = write!(style, ";{}", base + n);
        }
    }
    style
}

fn number_of(colour: Color) -> Option<u8> {
    Some(match colour {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;
    use crate::tui::paint::Pen;
    use crate::tui::theme::{Role, Theme};

    #[test]
    fn styles_stand_before_their_text() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        let mut pen = Pen::new(&mut buffer, Theme { colour: true });
        pen.text((0, 0), 6, "错", Role::Error);
        pen.text((2, 0), 6, "ab", Role::Text);
        assert_eq!(ansi(&buffer), "\x1b[0;1;31m错\x1b[0mab  \x1b[0m\n");
        assert_eq!(text(&buffer), "错ab  \n");
    }
}
