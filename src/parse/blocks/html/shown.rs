//! The report in a page, as a stream: its lines and rows, and what stands around it for the metadata.

use std::ops::Range;

use crate::model::report::Span;
use crate::parse::Line as Told;
use crate::parse::blocks::cells::{self, Ends};
use crate::parse::blocks::html::article::{self, Parts};
use crate::parse::blocks::html::{Cell, Entry, Line, Page, Row, Shown};
use crate::parse::blocks::inline::Signs;
use crate::parse::blocks::{Shape, Stream, lines};
use crate::parse::piece::{Builder, Piece};

/// Reads the report in a page.
pub fn shown(page: &Page) -> Shown<'_> {
    let parts = article::parts(page);
    let mut reader = Reader { page, parts, stream: Stream::default(), pictures: Vec::new(), before: 0..0 };
    let mut next = 0;
    while let Some(entry) = page.entries.get(next) {
        next = match entry {
            Entry::Row(row) if !row.flows => {
                reader.row(row, page.linked(next..row.end));
                row.end
            }
            Entry::Line(line) => {
                reader.line(line);
                next + 1
            }
            Entry::Head(shown) => {
                reader.tell(shown);
                next + 1
            }
            Entry::Picture { at, holder } => {
                if reader.parts.holds(*holder) {
                    reader.pictures.push(*at);
                }
                next + 1
            }
            Entry::Row(_) | Entry::Markdown(_) => next + 1,
        };
    }
    Shown { stream: reader.stream, pictures: reader.pictures }
}

/// Whether the lines of a cell are the letters of one label, nearly all of them alone on theirs.
fn is_downward(text: &str) -> bool {
    const LONGEST: usize = 200;
    const FEW: usize = 4;
    if !text.contains('\n') || text.len() > LONGEST {
        return false;
    }
    let lines = || text.split('\n').map(str::trim);
    let alone = lines().filter(|line| line.chars().count() == 1 && !line.is_ascii()).count();
    let short = lines().all(|line| (1..=FEW).contains(&line.chars().count()));
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let torn = lines().zip(lines().skip(1)).any(|(one, next)| digit(one.chars().last()) && digit(next.chars().next()));
    short && !torn && alone * 2 >= lines().count()
}

struct Reader<'a> {
    page: &'a Page,
    parts: Parts,
    stream: Stream<'a>,
    pictures: Vec<usize>,
    /// The last line.
    before: Range<usize>,
}

/// Whether a paragraph ends in the middle of a sentence that the next one goes on with: converters of
/// printed pages make a paragraph of every line.
fn goes_on(before: &str, next: &str) -> bool {
    const A_LINE: usize = 25;
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '、' | '，' | '”' | '“' | '《' | '（');
    let torn = before.ends_with(is_word) && next.starts_with(is_word);
    torn && before.chars().take(A_LINE).count() == A_LINE
}

impl<'a> Reader<'a> {
    fn tell(&mut self, shown: &Range<usize>) {
        let text = self.page.text(shown).into();
        self.stream.lines.push(Told { text, at: Span::new(shown.start, shown.end) });
    }

    fn line(&mut self, line: &Line) {
        let text = self.page.text(&line.shown);
        let before = std::mem::replace(&mut self.before, line.shown.clone());
        if line.gap && !goes_on(self.page.text(&before), text) {
            self.stream.push_gap();
        }
        if lines::is_page_mark(text) {
            return;
        }
        if self.parts.tells(line, text) {
            self.tell(&line.shown);
        }
        let is_link = line.is_link() && !text.contains('。');
        if !self.parts.holds(line.holder) || is_link {
            return;
        }
        let source = self.page.shown_text();
        let split = || cells::split(source, line.shown.clone(), Signs::of(text, false), Ends::Frame);
        let cells = line.verbatim.then(split).flatten();
        match cells {
            Some(cells) => self.stream.push(Shape::Row, cells),
            None => self.stream.push(line.shape, [self.piece(&line.shown)]),
        }
    }

    fn row(&mut self, row: &Row, linked: usize) {
        if row.gap {
            self.stream.push_gap();
        }
        let cells = self.page.cells.get(row.cells.clone()).unwrap_or_default();
        if cells.iter().all(|cell| cell.shown.is_empty()) {
            return;
        }
        let gap = row.gap;
        let line =
            Line { shown: row.shown.clone(), holder: row.holder, linked, shape: Shape::Row, gap, verbatim: false };
        if !self.is_figures(cells) && self.parts.tells(&line, self.page.text(&line.shown)) {
            self.tell(&row.shown);
        }
        if self.parts.holds(row.holder) {
            let pieces: Vec<_> = cells.iter().map(|cell| (cell.column, self.piece_of_cell(&cell.shown))).collect();
            self.stream.push_cells(Shape::Row, pieces);
        }
    }

    /// Whether a row ends in figures, so that it says nothing of who and when.
    fn is_figures(&self, cells: &[Cell]) -> bool {
        const FIGURES: usize = 3;
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let is_figure = |cell: &Cell| digits(self.page.text(&cell.shown));
        cells.len() > FIGURES && cells.iter().rev().take(FIGURES).all(is_figure)
    }

    /// A cell; a label that is written downwards, a letter a line, is one word.
    fn piece_of_cell(&self, shown: &Range<usize>) -> Piece<'a> {
        let text = self.page.text(shown);
        if !is_downward(text) {
            return self.piece(shown);
        }
        let mut builder = Builder::new(self.page.shown_text());
        let mut from = shown.start;
        for line in text.split_inclusive('\n') {
            builder.push(from..from + line.trim_end().len());
            from += line.len();
        }
        builder.finish(shown.start)
    }

    fn piece(&self, shown: &Range<usize>) -> Piece<'a> {
        Piece::verbatim(self.page.shown_text(), shown.clone()).cut(0..shown.len())
    }
}
