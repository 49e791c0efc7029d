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
mod shown;
mod spans;
mod special;
#[cfg(test)]
mod tests;
mod tokens;
mod view;
mod write;

use std::ops::Range;

use crate::model::report::{Kind, Link, Report};
use crate::parse::blocks::html::view::View;
use crate::parse::blocks::{Shape, Stream};

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
    pub fn lead_back(&self, report: &mut Report, source: &str) {
        places::refuse_hidden(report, &self.view, source);
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
        shown::shown(self)
    }
}
