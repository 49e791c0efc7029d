//! The neutral stream every container is read into: headings, text and rows of cells, in the order
//! of the page. Tables and outline know only this stream, never a container.

mod among_lines;
mod cells;
mod drawn;
pub mod html;
mod inline;
mod lines;
pub mod office;
mod ruled;
mod written;

pub use inline::{control_note, is_control};
pub use lines::{has_markup, read_lines};
pub use written::Written;

use crate::model::limits::Limit;
use crate::parse::Line;
use crate::parse::piece::Piece;

/// More columns than any table of the forms: what a container claims is believed up to here.
const MOST_COLUMNS: usize = COLUMNS_END as usize;
/// The column behind the last of them.
const COLUMNS_END: u16 = 64;

/// How a container shows an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A line or paragraph of text: one piece.
    Text,
    /// A heading the container marks as such, with its depth from 1: one piece.
    Heading(u8),
    /// A row of cells, empty ones included.
    Row,
}

/// One item of the stream.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    pub shape: Shape,
    /// Whether the container shows a gap before it: a blank line, the end of a table.
    pub gap: bool,
    first: usize,
    len: usize,
}

/// Everything a container shows.
#[derive(Debug, Clone, Default)]
pub struct Stream<'a> {
    items: Vec<Item>,
    pieces: Vec<Piece<'a>>,
    /// For each piece of a row the column it stands in.
    columns: Vec<u16>,
    /// All lines, markup taken out, for the metadata.
    pub lines: Vec<Line<'a>>,
    /// Where reading stopped in a text longer than any report.
    pub stopped: Option<usize>,
    /// Where pictures stand among lines.
    pub pictures: Vec<usize>,
    gap: bool,
}

impl<'a> Stream<'a> {
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    pub fn pieces(&self, item: &Item) -> &[Piece<'a>] {
        self.pieces.get(item.first..item.first + item.len).unwrap_or_default()
    }

    /// The pieces of an item, each with its column. Columns that a cell of this or an earlier row covers
    /// besides its own are left out.
    pub fn cells(&self, item: &Item) -> impl Iterator<Item = (u16, &Piece<'a>)> {
        let columns = self.columns.get(item.first..).unwrap_or_default();
        columns.iter().copied().zip(self.pieces(item))
    }

    /// Appends an item made of these pieces, one a column.
    pub fn push(&mut self, shape: Shape, pieces: impl IntoIterator<Item = Piece<'a>>) {
        self.push_cells(shape, (0..).zip(pieces));
    }

    /// Appends an item made of these pieces in their columns, which ascend.
    pub fn push_cells(&mut self, shape: Shape, cells: impl IntoIterator<Item = (u16, Piece<'a>)>) {
        let first = self.pieces.len();
        for (column, piece) in cells {
            self.columns.push(column);
            self.pieces.push(piece);
        }
        let gap = std::mem::take(&mut self.gap);
        self.items.push(Item { shape, gap, first, len: self.pieces.len() - first });
    }

    /// Marks that the next item stands apart from the last one.
    pub fn push_gap(&mut self) {
        self.gap = true;
    }

    /// Makes room for so many more lines.
    fn reserve(&mut self, lines: usize) {
        self.items.reserve(lines);
        self.pieces.reserve(lines);
        self.columns.reserve(lines);
        self.lines.reserve(lines);
    }

    /// Whether the stream holds as much as it may: a bound on memory for hostile files.
    fn is_full(&self) -> bool {
        self.pieces.len() > 2 * Limit::Cells.size()
    }
}
