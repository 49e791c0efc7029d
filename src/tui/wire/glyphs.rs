//! A screen buffer as rows of what a terminal shows: whole glyphs, each with a look in which only
//! what can be seen counts.

use std::hash::{DefaultHasher, Hash, Hasher};

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

use crate::tui::text::columns;

/// Colours and attributes of a glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Look {
    pub fg: Color,
    pub bg: Color,
    pub modifier: Modifier,
}

impl Look {
    /// How a terminal writes after a reset.
    pub const PLAIN: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    /// This look laid over a style.
    pub fn under(self, style: Style) -> Self {
        let over = |own: Color, below: Option<Color>| if own == Color::Reset { below.unwrap_or(own) } else { own };
        Self { fg: over(self.fg, style.fg), bg: over(self.bg, style.bg), modifier: self.modifier | style.add_modifier }
    }

    /// What of a look can be seen on a blank: the colour of the letter only where a line or the
    /// reversal shows it.
    pub fn on_blank(self) -> Self {
        let shown = Modifier::UNDERLINED | Modifier::REVERSED | Modifier::CROSSED_OUT;
        let modifier = self.modifier & shown;
        let fg = if modifier.is_empty() { Color::Reset } else { self.fg };
        Self { fg, bg: self.bg, modifier }
    }
}

/// What stands in a column and, if it is wide, in the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Glyph<'b> {
    pub symbol: &'b str,
    pub columns: u16,
    pub look: Look,
}

impl Glyph<'_> {
    pub const BLANK: Self = Self { symbol: " ", columns: 1, look: Look::PLAIN };

    pub fn is_blank(&self) -> bool {
        self.symbol == " "
    }

    /// Whether writing it in `look` shows the same.
    pub fn shows_in(&self, look: Look) -> bool {
        self.look == if self.is_blank() { look.on_blank() } else { look }
    }

    /// Whether all terminals agree on how far it moves the cursor. They do for ideographs, their
    /// punctuation, ASCII, our own marks and borders; not for characters of ambiguous width, pictures
    /// and marks that stand on others.
    pub fn is_sure(&self) -> bool {
        let mut chars = self.symbol.chars();
        let (Some(only), None) = (chars.next(), chars.next()) else { return false };
        matches!(
            only,
            ' '..='~'
                | '\u{2500}'..='\u{257F}'
                | '▸'
                | '▾'
                | '✓'
                | '✗'
                | '\u{3001}'..='\u{3029}'
                | '\u{3041}'..='\u{3096}'
                | '\u{30A1}'..='\u{30FE}'
                | '\u{3400}'..='\u{4DBF}'
                | '\u{4E00}'..='\u{9FFF}'
                | '\u{FF01}'..='\u{FF5E}'
        )
    }
}

/// A row: one entry a column, none where a wide glyph has its second half.
pub type Row<'b> = Vec<Option<Glyph<'b>>>;

/// A row of a buffer.
pub fn row(buffer: &Buffer, y: u16) -> Row<'_> {
    let area = buffer.area;
    let mut row = Vec::with_capacity(usize::from(area.width));
    let mut x = area.left();
    while let Some(cell) = buffer.cell((x, y)).filter(|_| x < area.right()) {
        let symbol = cell.symbol();
        let columns = columns::screen(columns::of(symbol));
        // Bold and dim at once: terminals show one, the other or both, by which came last.
        let faint = if cell.modifier.contains(Modifier::BOLD) { Modifier::DIM } else { Modifier::empty() };
        let look = Look { fg: cell.fg, bg: cell.bg, modifier: cell.modifier - faint };
        let fits = (1..=2).contains(&columns) && x + columns <= area.right();
        // What has no width of its own, or too much, would shift the row: a blank stands for it.
        let glyph = if fits && symbol != " " {
            Glyph { symbol, columns, look }
        } else {
            Glyph { look: look.on_blank(), ..Glyph::BLANK }
        };
        row.push(Some(glyph));
        row.extend((1..glyph.columns).map(|_| None));
        x += glyph.columns;
    }
    row
}

/// A row of blanks in a look.
pub fn blank(width: u16, look: Look) -> Row<'static> {
    vec![Some(Glyph { look: look.on_blank(), ..Glyph::BLANK }); usize::from(width)]
}

/// A row of which nothing is known.
pub fn unknown(width: u16) -> Row<'static> {
    vec![None; usize::from(width)]
}

/// A number that equal rows share.
pub fn mark(row: &Row<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    row.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;
    use crate::tui::paint::Pen;
    use crate::tui::theme::{Role, Theme};

    fn painted(paint: impl Fn(&mut Pen<'_>)) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        paint(&mut Pen::new(&mut buffer, &Theme::default()));
        buffer
    }

    #[test]
    fn wide_glyphs_have_two_columns() {
        let buffer = painted(|pen| _ = pen.text((1, 0), 8, "政a", Role::Text));
        let row = row(&buffer, 0);
        let symbols: Vec<_> = row.iter().map(|glyph| glyph.map_or("", |glyph| glyph.symbol)).collect();
        assert_eq!(symbols, [" ", "政", "", "a", " ", " ", " ", " "]);
    }

    #[test]
    fn blanks_that_look_alike_are_equal() {
        let bold = painted(|pen| _ = pen.text((0, 0), 8, "  ", Role::Strong));
        assert_eq!(mark(&row(&bold, 0)), mark(&blank(8, Look::PLAIN)));
        let reversed = painted(|pen| _ = pen.text((0, 0), 8, "  ", Role::Cursor));
        assert_ne!(row(&reversed, 0), blank(8, Look::PLAIN));
    }

    #[test]
    fn what_would_shift_the_row_is_blanked() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 3, 1));
        for (x, symbol) in [(0, ""), (1, "a"), (2, "政")] {
            if let Some(cell) = buffer.cell_mut((x, 0)) {
                cell.set_symbol(symbol);
            }
        }
        let row = row(&buffer, 0);
        let symbols: String = row.iter().flatten().map(|glyph| glyph.symbol).collect();
        assert_eq!(symbols, " a ");
    }

    #[test]
    fn terminals_agree_on_what_the_reports_are_written_in() {
        let sure = |symbol| Glyph { symbol, ..Glyph::BLANK }.is_sure();
        for symbol in ["a", "政", "，", "（", "│", "▾"] {
            assert!(sure(symbol), "{symbol}");
        }
        for symbol in ["—", "①", "■", "😀", "e\u{301}"] {
            assert!(!sure(symbol), "{symbol}");
        }
    }
}
