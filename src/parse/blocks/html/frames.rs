//! Tables of a page: rows and cells as they open and close, end tags missing or not, tables inside
//! tables. A row that only lays out the page, because it holds another table, headings or long text, is
//! read as what stands in it.

use crate::parse::blocks::MOST_COLUMNS;
use crate::parse::blocks::Shape;
use crate::parse::blocks::html::build::Builder;
use crate::parse::blocks::html::element::Dropped;
use crate::parse::blocks::html::spans::Spans;
use crate::parse::blocks::html::{Cell, Entry, Held, Row};

/// Tables inside each other; deeper ones are read as text.
const DEEPEST: usize = 32;
/// A cell with a sentence in it that is longer than this, in bytes, holds a part of the narrative.
const LONG_TEXT: usize = 600;
/// A number or a label is no longer than this, in bytes.
const SHORT_TEXT: usize = 64;

/// A table that is open.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    row: Option<OpenRow>,
    /// The open cell: its column, and where it starts in the shown text.
    cell: Option<(u16, usize)>,
    spans: Spans,
    /// Its rows among the entries, and the cells of the longest one.
    rows: Vec<usize>,
    widest: usize,
}

#[derive(Debug, Clone)]
struct OpenRow {
    entry: usize,
    start: usize,
    cells: Vec<Cell>,
    holder: usize,
    flows: bool,
}

impl Frame {
    /// Takes note of a line in the open row.
    pub fn saw_line(&mut self, shape: Shape) {
        if let Some(row) = &mut self.row {
            row.flows |= matches!(shape, Shape::Heading(_));
        }
    }
}

impl Builder<'_> {
    pub fn start_table(&mut self) {
        self.block();
        self.heading = None;
        if self.frames.len() >= DEEPEST {
            self.deeper += 1;
            return;
        }
        match self.frames.last_mut() {
            Some(Frame { row: Some(row), cell: Some(_), .. }) => row.flows = true,
            // A table that starts between the cells of another ends it.
            Some(_) => self.end_table(),
            None => {}
        }
        self.enter();
        self.frames.push(Frame::default());
    }

    pub fn end_table(&mut self) {
        self.block();
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        self.end_row();
        let Some(frame) = self.frames.pop() else { return };
        self.leave();
        for n in frame.rows {
            let Some(Entry::Row(row)) = self.page.entries.get_mut(n) else { continue };
            row.flows |= frame.widest <= 1;
            for cell in self.page.cells.get_mut(row.cells.clone()).unwrap_or_default() {
                cell.column = frame.spans.rank(cell.column);
            }
        }
        self.gap = true;
    }

    /// Starts or ends a group of rows, over whose edge no cell reaches.
    pub fn edge_of_group(&mut self) {
        self.end_row();
        if let Some(frame) = self.frames.last_mut().filter(|_| self.deeper == 0) {
            frame.spans.end_group();
        }
    }

    pub fn start_row(&mut self) {
        self.block();
        if self.deeper > 0 || self.frames.is_empty() {
            return;
        }
        self.end_row();
        if self.is_hidden() {
            return self.skip(Dropped::Hidden);
        }
        self.open_row();
    }

    fn open_row(&mut self) {
        let (entry, holder) = (self.page.entries.len(), self.holder);
        self.writer.break_now(self.tokens.position());
        let start = self.writer.len();
        if let Some(frame) = self.frames.last_mut() {
            let gap = frame.rows.is_empty();
            frame.row = Some(OpenRow { entry, start, cells: Vec::new(), holder, flows: false });
            let row = Row { cells: 0..0, shown: start..start, holder, end: entry, flows: true, gap };
            self.page.entries.push(Entry::Row(row));
        }
    }

    /// Ends the row, where one is open, and puts it in its place before what stands in it.
    pub fn end_row(&mut self) {
        self.end_cell();
        if self.deeper > 0 {
            return;
        }
        let Some((frame, open)) = self.frames.last_mut().and_then(|frame| frame.row.take().map(|row| (frame, row)))
        else {
            return;
        };
        let end = self.page.entries.len();
        if open.cells.is_empty() {
            if end == open.entry + 1 {
                self.page.entries.pop();
            } else if let Some(Entry::Row(row)) = self.page.entries.get_mut(open.entry) {
                row.end = end;
            }
            return;
        }
        frame.widest = frame.widest.max(open.cells.len());
        frame.rows.push(open.entry);
        frame.spans.end_row();
        let first = self.page.cells.len();
        self.page.cells.extend(open.cells);
        if let Some(Entry::Row(row)) = self.page.entries.get_mut(open.entry) {
            row.cells = first..self.page.cells.len();
            row.shown = open.start..self.writer.len();
            (row.end, row.flows) = (end, open.flows);
        }
        self.writer.separate();
        self.holder = open.holder;
    }

    pub fn start_cell(&mut self) {
        self.block();
        if self.deeper > 0 || self.frames.is_empty() {
            return;
        }
        self.end_cell();
        if self.is_hidden() {
            return self.skip(Dropped::Hidden);
        }
        if self.frames.last().is_some_and(|frame| frame.row.is_none()) {
            self.open_row();
        }
        let Some(row) = self.frames.last_mut().and_then(|frame| frame.row.as_mut()) else { return };
        let count = row.cells.len();
        if count >= MOST_COLUMNS {
            row.flows = true;
            return;
        }
        let span = |name: &str| self.tokens.value(name).and_then(|value| value.trim().parse::<u64>().ok());
        let (wide, high) = (span("colspan"), span("rowspan"));
        if count > 0 {
            self.writer.mark(" | ", self.tokens.position());
        } else {
            self.writer.break_now(self.tokens.position());
        }
        self.enter();
        self.holder = self.hold(Held { parent: self.holder, ..Held::default() });
        let start = self.writer.len();
        if let Some(frame) = self.frames.last_mut() {
            frame.cell = Some((frame.spans.place(wide, high), start));
        }
    }

    /// Leaves out the short cell in which the source ends: nothing says that its number is whole.
    pub fn cut_off(&mut self) {
        let Some(frame) = self.frames.last_mut() else { return };
        let (Some((_, start)), Some(row)) = (frame.cell, &frame.row) else { return };
        if row.flows || self.writer.len() - start > SHORT_TEXT {
            return;
        }
        frame.cell = None;
        self.end_line();
        let inside = |entry: &Entry| matches!(entry, Entry::Line(line) if line.shown.start >= start);
        while self.page.entries.last().is_some_and(inside) {
            self.page.entries.pop();
        }
        self.leave();
        self.page.cut_off = true;
    }

    pub fn end_cell(&mut self) {
        self.block();
        if self.deeper > 0 {
            return;
        }
        let Some(frame) = self.frames.last_mut() else { return };
        let (Some((column, start)), Some(row)) = (frame.cell.take(), frame.row.as_mut()) else { return };
        let shown = start..self.writer.len();
        let text = self.writer.view().text().get(shown.clone()).unwrap_or_default();
        row.flows |= text.len() > LONG_TEXT && text.contains('。');
        row.cells.push(Cell { shown, column });
        self.leave();
    }
}
