//! Links of a page: how much of a line they are, and those that lead to a file.

use std::ops::Range;

use crate::model::report::Link;
use crate::parse::blocks::html::build::Builder;
use crate::parse::blocks::html::{head, references};

/// More links to files than any page of a report has.
const MOST_LINKS: usize = 200;

/// A link that is open.
#[derive(Debug, Clone)]
pub struct Anchor {
    href: Range<usize>,
    /// Where its text starts in the shown text, and from where on it is not yet counted.
    start: usize,
    counted: usize,
}

impl Builder<'_> {
    pub fn start_anchor(&mut self) {
        self.end_anchor();
        let start = self.writer.len();
        if self.last_link == Some(start) {
            self.writer.gap(self.tokens.position());
        }
        let href = self.tokens.attribute("href");
        self.anchor = href.map(|href| Anchor { href, start, counted: start });
    }

    /// Counts what the open line shows of the open link.
    pub fn count_link(&mut self) {
        let (len, line) = (self.writer.len(), self.writer.line());
        if let (Some(anchor), Some(line)) = (&mut self.anchor, line) {
            self.linked += len - anchor.counted.max(line).min(len);
            anchor.counted = len;
        }
    }

    /// A frame or viewer that shows a file in the page links to it.
    pub fn viewer(&mut self, attribute: &str) {
        let Some(href) = self.tokens.value(attribute).map(str::trim) else { return };
        if self.page.links.len() < MOST_LINKS && head::is_attachment("", href) {
            self.page.links.push(Link { text: String::new(), href: references::unescaped(href) });
        }
    }

    pub fn end_anchor(&mut self) {
        const MOST_WORDS: usize = 20;
        const MOST_LETTERS: usize = 200;
        self.count_link();
        let Some(anchor) = self.anchor.take() else { return };
        self.last_link = Some(self.writer.len());
        let text = self.writer.view().text().get(anchor.start..).unwrap_or_default();
        let href = self.source.get(anchor.href).unwrap_or_default().trim();
        let is_page = href.starts_with(['#']) || href.is_empty() || href.contains("javascript:");
        if !is_page && self.page.links.len() < MOST_LINKS && head::is_attachment(text, href) {
            let words: Vec<&str> = text.split_whitespace().take(MOST_WORDS).collect();
            let text = words.join(" ").chars().take(MOST_LETTERS).collect();
            self.page.links.push(Link { text, href: references::unescaped(href) });
        }
    }
}
