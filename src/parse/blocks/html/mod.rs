//! HTML pages as crawled to the stream. The page is first written out as the text it shows; everything
//! after that reads this text as it reads any other, and at the end all places in it are led back to
//! the source of the page.

mod article;
mod build;
mod element;
mod frames;
mod head;
mod holders;
#[cfg(test)]
mod hostile;
mod kind;
mod layout;
mod links;
mod markdown;
#[cfg(test)]
mod pages;
mod places;
#[cfg(test)]
mod properties;
mod references;
#[cfg(test)]
mod samples;
mod spans;
mod special;
#[cfg(test)]
mod tests;
mod tokens;
mod view;
mod write;

use std::ops::Range;

use crate::model::report::{Kind, Link, Report, Span};
use crate::parse::Line as Told;
use crate::parse::blocks::cells::{self, Ends};
use crate::parse::blocks::html::article::Parts;
use crate::parse::blocks::html::view::View;
use crate::parse::blocks::{Shape, Stream, lines};
use crate::parse::piece::{Builder as PieceBuilder, Piece};

/// What a page shows, in its order.
#[derive(Debug, Clone, Default)]
pub struct Page {
    view: View,
    entries: Vec<Entry>,
    /// The cells of all rows.
    cells: Vec<Cell>,
    holders: Vec<Held>,
    /// Links to files that may hold the report itself.
    pub links: Vec<Link>,
    /// Where reading stopped in the source of a page longer than any report.
    pub stopped: Option<usize>,
    /// The page ends in the middle of a table.
    pub cut_off: bool,
}

/// An element that holds lines: what holds it, and whether it calls itself a part of the site.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    parent: usize,
    hint: bool,
    /// Its style takes it out of sight; a script may show it.
    hidden: bool,
}

#[derive(Debug, Clone)]
enum Entry {
    Line(Line),
    /// A row of a table, with the lines in its cells behind it.
    Row(Row),
    /// A picture and how much is shown before it.
    Picture {
        at: usize,
        holder: usize,
    },
    /// A line of the head, for the metadata only.
    Head(Range<usize>),
    /// Lines of Markdown between tables.
    Markdown(Range<usize>),
}

/// A line or paragraph, as a place in the shown text.
#[derive(Debug, Clone)]
struct Line {
    shown: Range<usize>,
    holder: usize,
    /// Bytes of it that are links.
    linked: usize,
    shape: Shape,
    gap: bool,
    /// White space in it is shown as it stands.
    verbatim: bool,
}

impl Line {
    /// Whether hardly anything of it is no link.
    fn is_link(&self) -> bool {
        self.linked * 10 >= self.shown.len() * 6
    }
}

/// A cell, as a place in the shown text, and the column of its table it starts in. Columns in which no
/// cell starts do not count.
#[derive(Debug, Clone)]
struct Cell {
    shown: Range<usize>,
    column: u16,
}

#[derive(Debug, Clone)]
struct Row {
    cells: Range<usize>,
    shown: Range<usize>,
    holder: usize,
    /// One past the last entry in its cells.
    end: usize,
    /// It only lays out what stands in it.
    flows: bool,
    gap: bool,
}

/// Whether a text has any of the tags that lines and tables of a page are made of; without them it is
/// plain text, whatever its file is called.
pub fn has_tags(text: &str) -> bool {
    const TAGS: [&str; 8] = ["<p", "<br", "<div", "<td", "<html", "<body", "<span", "<meta"];
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes).any(|at| {
        let tag = |tag: &str| bytes.get(at..at + tag.len()).is_some_and(|b| b.eq_ignore_ascii_case(tag.as_bytes()));
        TAGS.iter().any(|name| tag(name))
    })
}

/// Whether a text has a table of a page in it.
pub fn has_tables(text: &str) -> bool {
    markdown::has_tables(text)
}

/// Whether a text starts as a page or a part of one does, whatever its file is called.
pub fn is_page(text: &str) -> bool {
    const STARTS: [&str; 5] = ["<!doctype html", "<html", "<head", "<body", "<meta"];
    let text = text.trim_start();
    let starts = |start: &str| text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start));
    let is_part = || (text.starts_with("<?xml") && text.contains("<html")) || (text.starts_with('<') && has_tags(text));
    STARTS.iter().any(|start| starts(start)) || is_part()
}

/// Reads a page.
pub fn read(source: &str) -> Page {
    build::Builder::new(source).run()
}

/// Reads Markdown that has tags in it; `None` where it has none.
pub fn read_in_markdown(source: &str) -> Option<Page> {
    markdown::has_tags(source).then(|| markdown::read(source))
}

/// What is read from a page.
#[derive(Debug)]
pub struct Shown<'a> {
    pub stream: Stream<'a>,
    /// Where pictures stand in the shown text of the report.
    pub pictures: Vec<usize>,
}

impl Page {
    /// The text that the page shows; the places of the stream are bytes of it.
    pub fn shown_text(&self) -> &str {
        self.view.text()
    }

    /// Leads the places of a report that was read from the stream back to the source.
    pub fn lead_back(&self, report: &mut Report) {
        places::lead_back(report, &self.view);
    }

    /// What the page is, where no section and no table of a report was found in it, only this title.
    /// `None` where nothing tells.
    pub fn kind(&self, title: Option<&str>, pictures: usize) -> Option<Kind> {
        kind::of(self, title, pictures)
    }

    fn text(&self, shown: &Range<usize>) -> &str {
        self.view.text().get(shown.clone()).unwrap_or_default()
    }

    /// Bytes of links in these entries.
    fn linked(&self, entries: Range<usize>) -> usize {
        let entries = self.entries.get(entries).unwrap_or_default().iter();
        let lines = entries.filter_map(|entry| if let Entry::Line(line) = entry { Some(line.linked) } else { None });
        lines.sum()
    }

    /// Everything in Markdown.
    pub fn shown_in_markdown(&self) -> Shown<'_> {
        markdown::shown(self)
    }

    /// The report in the page: its lines and rows, and what stands around it for the metadata.
    pub fn shown(&self) -> Shown<'_> {
        let parts = article::parts(self);
        let mut reader = Reader { page: self, parts, stream: Stream::default(), pictures: Vec::new(), before: 0..0 };
        let mut next = 0;
        while let Some(entry) = self.entries.get(next) {
            next = match entry {
                Entry::Row(row) if !row.flows => {
                    reader.row(row, self.linked(next..row.end));
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
        let cells = if line.verbatim { cells::split(source, line.shown.clone(), false, Ends::Frame) } else { None };
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
        let mut builder = PieceBuilder::new(self.page.shown_text());
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
