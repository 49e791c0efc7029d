//! A screen buffer as text: plain, or with the escape sequences of its styles.

use ratatui::buffer::Buffer;

use crate::tui::wire::glyphs::{Look, row};
use crate::tui::wire::sgr::change;

/// The screen line by line. Each line has as many columns as the screen, since the second half of a
/// wide character is stepped over.
pub fn text(buffer: &Buffer) -> String {
    let line = |y| row(buffer, y).into_iter().flatten().map(|glyph| glyph.symbol).chain(["\n"]).collect::<String>();
    (buffer.area.top()..buffer.area.bottom()).map(line).collect()
}

/// The same with colours and attributes, ready for a terminal; every line by itself.
pub fn ansi(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut worn = Look::PLAIN;
        for glyph in row(buffer, y).into_iter().flatten() {
            out.push_str(&change(worn, glyph.look));
            out.push_str(glyph.symbol);
            worn = glyph.look;
        }
        out.push_str(&change(worn, Look::PLAIN));
        out.push('\n');
    }
    out
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
        let theme = Theme::default();
        let mut pen = Pen::new(&mut buffer, &theme);
        pen.text((0, 0), 6, "错", Role::Error);
        pen.text((2, 0), 6, "ab", Role::Text);
        assert_eq!(ansi(&buffer), "\x1b[1;31m错\x1b[mab  \n");
        assert_eq!(text(&buffer), "错ab  \n");
    }
}
