//! What goes down the line: the fewest bytes that turn what a terminal shows into another screen.
//! Unlike a writer that goes to every cell, it knows how far a wide glyph moves the cursor, which
//! looks a blank hides, and which rows the terminal can move by itself.

pub mod glyphs;
mod motion;
pub mod sgr;
mod shift;

use ratatui::buffer::Buffer;
use ratatui::style::Color;

use crate::tui::wire::glyphs::{Glyph, Look, Row};
use crate::tui::wire::motion::{Cursor, sequence};

/// A blank stretch of at least so many columns is erased instead of written.
const ERASED: u16 = 9;

/// A terminal's cursor and look while bytes for it are put together.
#[derive(Debug)]
pub struct Wire {
    /// How most of the screen looks, and how the terminal is left to write.
    canvas: Look,
    /// What the terminal erases takes the background of the moment.
    fills: bool,
    bytes: Vec<u8>,
    cursor: Cursor,
    /// `None` while it is not known how the terminal writes.
    look: Option<Look>,
}

impl Wire {
    /// For a terminal that erases in the background of the moment (`fills`) or not; most of what is to be
    /// shown on it looks like `canvas`.
    pub fn new(canvas: Look, fills: bool) -> Self {
        Self { canvas, fills, bytes: Vec::new(), cursor: Cursor::default(), look: None }
    }

    /// The look in which whole rows are erased.
    fn ground(&self) -> Look {
        if self.fills { self.canvas } else { Look::PLAIN }
    }

    /// Whether erasing shows blanks of a look.
    fn is_erasable(&self, look: Look) -> bool {
        look.modifier.is_empty() && (self.fills || look.bg == Color::Reset)
    }

    /// The bytes after which a terminal that shows `shown`, or of which nothing is known, shows
    /// `screen`. Nothing where that is the same.
    pub fn frame(&mut self, shown: Option<&Buffer>, screen: &Buffer) -> Vec<u8> {
        let width = screen.area.width;
        let new: Vec<Row<'_>> = (0..screen.area.height).map(|y| glyphs::row(screen, y)).collect();
        let old = if let Some(shown) = shown.filter(|shown| shown.area == screen.area) {
            let old = (0..screen.area.height).map(|y| glyphs::row(shown, y)).collect();
            self.shift(old, &new)
        } else {
            self.clear();
            new.iter().map(|_| glyphs::blank(width, self.ground())).collect()
        };
        for (y, (old, new)) in (0..).zip(old.iter().zip(&new)) {
            if old != new {
                self.row(y, old, new);
            }
        }
        if !self.bytes.is_empty() {
            self.wear(self.canvas);
        }
        std::mem::take(&mut self.bytes)
    }

    /// The bytes that bring the cursor to a place, for the caret of a text field.
    pub fn go(&mut self, place: (u16, u16)) -> Vec<u8> {
        self.walk(place);
        std::mem::take(&mut self.bytes)
    }

    /// Forgets what is known of the terminal, after somebody else has written to it.
    pub fn forget(&mut self) {
        (self.cursor, self.look) = (Cursor::default(), None);
    }

    fn put(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn clear(&mut self) {
        self.forget();
        self.wear(self.ground());
        self.put("\x1b[2J");
    }

    /// Moves rows that only stand elsewhere; answers what the terminal shows then.
    fn shift<'b>(&mut self, old: Vec<Row<'b>>, new: &[Row<'b>]) -> Vec<Row<'b>> {
        let width = u16::try_from(old.first().map_or(0, Vec::len)).unwrap_or(u16::MAX);
        let marks = |rows: &[Row<'_>]| rows.iter().map(glyphs::mark).collect::<Vec<_>>();
        // Rows that become free take the background of the moment or none, as terminals please.
        let is_sure = self.ground() == Look::PLAIN;
        let blank = if is_sure { glyphs::blank(width, Look::PLAIN) } else { glyphs::unknown(width) };
        let Some(shift) = shift::best(&marks(&old), &marks(new), glyphs::mark(&blank)) else { return old };
        let row = |y: usize| u16::try_from(y).unwrap_or(u16::MAX);
        if is_sure {
            self.wear(Look::PLAIN);
        }
        self.put(&format!("\x1b[{};{}r", row(shift.top) + 1, row(shift.bottom)));
        // Line feeds would mean something else now.
        self.put(&motion::absolute(0, row(shift.top)));
        // Deleting and inserting lines is what terminals of every age know.
        self.put(&sequence(row(shift.by.unsigned_abs()), if shift.by > 0 { 'M' } else { 'L' }));
        // Giving all rows back sends the cursor home.
        self.put("\x1b[r");
        self.cursor = Cursor::at(0, 0);
        (0..old.len()).map(|y| shift.source(y).and_then(|source| old.get(source)).unwrap_or(&blank).clone()).collect()
    }

    /// Writes what differs in a row.
    fn row(&mut self, y: u16, old: &Row<'_>, new: &Row<'_>) {
        let width = u16::try_from(new.len()).unwrap_or(u16::MAX);
        let mut x = 0;
        while let Some(entry) = new.get(usize::from(x)) {
            let Some(glyph) = entry else {
                x += 1;
                continue;
            };
            if old.get(usize::from(x)) == Some(entry) {
                x += glyph.columns;
                continue;
            }
            let blanks = blanks(new, x);
            let erasable = self.is_erasable(glyph.look);
            if x + blanks == width && blanks > 3 && erasable {
                self.walk((x, y));
                self.suit(glyph);
                self.put("\x1b[K");
                return;
            }
            self.approach((x, y), new);
            if blanks >= ERASED && erasable {
                self.suit(glyph);
                self.put(&sequence(blanks, 'X'));
                x += blanks;
            } else {
                self.write(glyph, width);
                x += glyph.columns;
            }
        }
    }

    fn write(&mut self, glyph: &Glyph<'_>, width: u16) {
        self.suit(glyph);
        self.put(glyph.symbol);
        let after = self.cursor.column.map(|x| x + glyph.columns);
        self.cursor.column = after.filter(|x| *x < width && glyph.is_sure());
    }

    /// Goes to a place; over a few glyphs that stand there already by writing them again, where that
    /// is shorter.
    fn approach(&mut self, (x, y): (u16, u16), row: &Row<'_>) {
        let way = self.cursor.way_to((x, y));
        let here = self.cursor.column.filter(|_| self.cursor.row == Some(y)).filter(|column| *column < x);
        if let Some(column) = here {
            let between = row.get(usize::from(column)..usize::from(x)).unwrap_or_default();
            let begins = between.first().is_some_and(Option::is_some);
            let bytes: usize = between.iter().flatten().map(|glyph| glyph.symbol.len()).sum();
            let alike = |glyph: &Glyph<'_>| glyph.is_sure() && self.look.is_some_and(|look| glyph.shows_in(look));
            if begins && bytes < way.len() && between.iter().flatten().all(alike) {
                let text: String = between.iter().flatten().map(|glyph| glyph.symbol).collect();
                self.put(&text);
                self.cursor = Cursor::at(x, y);
                return;
            }
        }
        self.put(&way);
        self.cursor = Cursor::at(x, y);
    }

    fn walk(&mut self, (x, y): (u16, u16)) {
        let way = self.cursor.way_to((x, y));
        self.put(&way);
        self.cursor = Cursor::at(x, y);
    }

    /// Makes the terminal write so that a glyph looks as it should. The letters a blank does not show keep
    /// the colour that most letters have.
    fn suit(&mut self, glyph: &Glyph<'_>) {
        if self.look.is_some_and(|look| glyph.shows_in(look)) {
            return;
        }
        let hidden = glyph.is_blank() && glyph.look.modifier.is_empty();
        self.wear(if hidden { Look { fg: self.canvas.fg, ..glyph.look } } else { glyph.look });
    }

    fn wear(&mut self, look: Look) {
        let change = self
            .look
            .map_or_else(|| format!("\x1b[m{}", sgr::change(Look::PLAIN, look)), |worn| sgr::change(worn, look));
        self.put(&change);
        self.look = Some(look);
    }
}

/// How many blanks of one look stand from a column on.
fn blanks(row: &Row<'_>, x: u16) -> u16 {
    let rest = row.get(usize::from(x)..).unwrap_or_default();
    let first = rest.first().copied().flatten();
    let alike = |glyph: &&Option<Glyph<'_>>| glyph.is_some_and(|glyph| glyph.is_blank()) && **glyph == first;
    u16::try_from(rest.iter().take_while(alike).count()).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests;
