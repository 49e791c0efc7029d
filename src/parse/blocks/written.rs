//! Text that we wrote ourselves while reading a container which is no text: paragraphs and rows of
//! cells, with the stream over it. Its places are bytes of the text written.

use std::ops::Range;

use crate::model::limits::Limit;
use crate::parse::Line;
use crate::parse::blocks::cells::{self, Ends};
use crate::parse::blocks::inline::{Signs, clean};
use crate::parse::blocks::lines::is_page_mark;
use crate::parse::blocks::{Shape, Stream};
use crate::parse::piece::Piece;

/// What a container shows, written out.
#[derive(Debug, Clone, Default)]
pub struct Written {
    text: String,
    items: Vec<Item>,
    /// The cells of all rows: their columns and places.
    cells: Vec<(u16, Range<usize>)>,
    /// Where pictures stand.
    pub pictures: Vec<usize>,
    /// Whether something was left out at the end.
    stopped: bool,
}

#[derive(Debug, Clone)]
enum Item {
    Line(Shape, Range<usize>),
    /// Numbers of its cells.
    Row(Range<usize>),
    Gap,
}

impl Written {
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn into_text(self) -> String {
        self.text
    }

    /// Where writing stopped, if it did before the end.
    pub fn stopped(&self) -> Option<usize> {
        self.stopped.then_some(self.text.len())
    }

    /// Says that something stands behind what is written and is not read.
    pub fn stop(&mut self) {
        self.stopped = true;
    }

    /// Whether nothing more is taken in.
    pub fn is_full(&mut self) -> bool {
        let pieces = self.items.len() + self.cells.len();
        self.stopped |= self.text.len() >= Limit::Text.size() || pieces >= Limit::Cells.size();
        self.stopped
    }

    /// Writes a paragraph; its line breaks make lines, one without text sets apart what follows.
    pub fn paragraph(&mut self, shape: Shape, text: &str) {
        if self.is_full() {
            return;
        }
        if text.trim().is_empty() {
            return self.gap();
        }
        for line in text.split('\n') {
            let range = self.push(line);
            self.text.push('\n');
            self.items.push(Item::Line(shape, range));
        }
    }

    /// Writes a row of cells, each with its column; columns ascend.
    pub fn row<'c>(&mut self, cells: impl IntoIterator<Item = (u16, &'c str)>) {
        if self.is_full() {
            return;
        }
        let first = self.cells.len();
        for (column, text) in cells {
            if self.cells.len() > first {
                self.text.push('\t');
            }
            let range = self.push(text);
            self.cells.push((column, range));
        }
        self.text.push('\n');
        self.items.push(Item::Row(first..self.cells.len()));
    }

    /// Sets apart what follows.
    pub fn gap(&mut self) {
        if !matches!(self.items.last(), None | Some(Item::Gap)) {
            self.text.push('\n');
            self.items.push(Item::Gap);
        }
    }

    /// Notes that a picture stands here.
    pub fn picture(&mut self) {
        self.pictures.push(self.text.len());
    }

    fn push(&mut self, text: &str) -> Range<usize> {
        let start = self.text.len();
        let room = Limit::Text.size().saturating_sub(start).min(text.len());
        let room = (0..=room).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        self.text.push_str(text.get(..room).unwrap_or_default());
        self.stopped |= room < text.len();
        start..self.text.len()
    }

    /// The stream over the text.
    pub fn stream(&self) -> Stream<'_> {
        let mut stream = Stream { stopped: self.stopped(), ..Stream::default() };
        let signs = Signs::of(&self.text, false);
        for item in &self.items {
            match item {
                Item::Line(shape, range) => self.line(&mut stream, *shape, range.clone(), signs),
                Item::Row(numbers) => {
                    let cells = self.cells.get(numbers.clone()).unwrap_or_default();
                    self.tell_row(&mut stream, cells);
                    let pieces = cells.iter().map(|(column, range)| (*column, clean(&self.text, range.clone(), signs)));
                    stream.push_cells(Shape::Row, pieces);
                }
                Item::Gap => stream.push_gap(),
            }
        }
        stream
    }

    fn line<'a>(&'a self, stream: &mut Stream<'a>, shape: Shape, range: Range<usize>, signs: Signs) {
        let text = self.text.get(range.clone()).unwrap_or_default();
        if is_page_mark(text) {
            return;
        }
        let piece = clean(&self.text, range.clone(), signs);
        if piece.is_empty() {
            return stream.push_gap();
        }
        stream.lines.push(Line { text: piece.text.clone(), at: piece.at });
        // Columns that were set with tabs.
        match cells::split(&self.text, range, signs, Ends::Frame)
            .filter(|_| shape == Shape::Text && text.contains('\t'))
        {
            Some(cells) => stream.push(Shape::Row, cells),
            None => stream.push(shape, [piece]),
        }
    }

    fn tell_row<'a>(&'a self, stream: &mut Stream<'a>, cells: &[(u16, Range<usize>)]) {
        let (Some((_, first)), Some((_, last))) = (cells.first(), cells.last()) else { return };
        let row = Piece::verbatim(&self.text, first.start..last.end).cut(0..last.end - first.start);
        stream.lines.push(Line { text: row.text, at: row.at });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_streamed_with_its_places() {
        let mut written = Written::default();
        written.paragraph(Shape::Heading(1), "一、总体情况");
        written.paragraph(Shape::Text, "甲\n- 2 -\n乙\t1\t2");
        written.paragraph(Shape::Text, " ");
        written.gap();
        written.row([(0, "规章"), (1, ""), (3, "12")]);
        assert_eq!(written.text(), "一、总体情况\n甲\n- 2 -\n乙\t1\t2\n\n规章\t\t12\n");
        let stream = written.stream();
        let shown: Vec<_> = stream
            .items()
            .iter()
            .map(|item| {
                let cells = stream.cells(item).map(|(column, piece)| (column, piece.at.of(written.text()).unwrap()));
                (item.shape, item.gap, cells.collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(
            shown,
            [
                (Shape::Heading(1), false, vec![(0, "一、总体情况")]),
                (Shape::Text, false, vec![(0, "甲")]),
                (Shape::Row, false, vec![(0, "乙"), (1, "1"), (2, "2")]),
                (Shape::Row, true, vec![(0, "规章"), (1, ""), (3, "12")]),
            ]
        );
        assert_eq!((stream.lines.len(), stream.stopped), (4, None));
    }

    #[test]
    fn more_than_any_report_is_cut_between_characters() {
        let mut written = Written::default();
        written.paragraph(Shape::Text, &"县".repeat(Limit::Text.size()));
        written.paragraph(Shape::Text, "behind");
        assert!(written.text().len() <= Limit::Text.size() + 1 && !written.text().contains("behind"));
        assert_eq!(written.stopped(), Some(written.text().len()));
        assert!(written.stream().stopped.is_some());
    }
}
