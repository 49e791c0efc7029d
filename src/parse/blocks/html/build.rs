//! Tokens to what a page shows: lines, and rows of cells, each with the element that holds it. Decides
//! nothing about what belongs to the report.

use std::ops::Range;

use crate::model::report::Link;
use crate::parse::blocks::Shape;
use crate::parse::blocks::html::element::{Dropped, Element, Holder};
use crate::parse::blocks::html::frames::Frame;
use crate::parse::blocks::html::layout::{Effect, Sizes, Spot, effect};
use crate::parse::blocks::html::tokens::{Token, Tokens};
use crate::parse::blocks::html::write::Writer;
use crate::parse::blocks::html::{Entry, Held, Line, Page, head};

/// More bytes than any report shows; what stands behind is not read.
const LONGEST: usize = 2 << 20;
/// More lines and rows than any page of a report has.
const MOST_ENTRIES: usize = 1 << 18;
/// More elements inside each other than any page has; deeper ones hold nothing.
const DEEPEST: usize = 512;
/// A heading longer than this was never closed.
const LONGEST_HEADING: usize = 400;

/// An element that holds what follows.
#[derive(Debug, Clone, Copy)]
pub struct Open {
    kind: Holder,
    /// What held it.
    before: usize,
}

/// The elements open when a cell or a table starts: their end tags have no power inside it.
#[derive(Debug, Clone)]
pub struct Scope {
    open: usize,
    counts: [usize; Holder::COUNT],
    holder: usize,
}

/// A link that is open.
#[derive(Debug, Clone)]
struct Anchor {
    href: Range<usize>,
    /// Where its text starts in the shown text, and from where on it is not yet counted.
    start: usize,
    counted: usize,
}

pub struct Builder<'a> {
    pub source: &'a str,
    pub tokens: Tokens<'a>,
    pub writer: Writer<'a>,
    pub page: Page,
    open: Vec<Open>,
    /// How many of each kind are open in this scope.
    counts: [usize; Holder::COUNT],
    pub scopes: Vec<Scope>,
    /// What holds the next line.
    pub holder: usize,
    pub frames: Vec<Frame>,
    /// Tables open inside more tables than are looked into.
    pub deeper: usize,
    pub heading: Option<u8>,
    anchor: Option<Anchor>,
    /// Where the last link ended.
    last_link: Option<usize>,
    /// Bytes of the open line that are links.
    linked: usize,
    /// Whether the next line stands apart.
    pub gap: bool,
    sizes: Sizes,
    spot: Option<Spot>,
    /// The last line with a place: its spot, and where the text that stands there starts.
    last_spot: Option<(Spot, usize)>,
    /// The line that goes on at the spot.
    resumed: Option<usize>,
    /// How many elements of each kind to be left out lacked their end.
    pub endless: [u16; Dropped::COUNT],
}

impl<'a> Builder<'a> {
    pub fn new(source: &'a str) -> Self {
        Self {
            source,
            tokens: Tokens::new(source),
            writer: Writer::new(source),
            page: Page { holders: vec![Held { parent: 0, hint: false }], ..Page::default() },
            open: Vec::new(),
            counts: [0; Holder::COUNT],
            scopes: Vec::new(),
            holder: 0,
            frames: Vec::new(),
            deeper: 0,
            heading: None,
            anchor: None,
            last_link: None,
            linked: 0,
            gap: true,
            sizes: Sizes::default(),
            spot: None,
            last_spot: None,
            resumed: None,
            endless: [0; Dropped::COUNT],
        }
    }

    /// Reads the whole source.
    pub fn run(mut self) -> Page {
        while let Some(token) = self.tokens.next() {
            match token {
                Token::Text(range) => self.text(range),
                Token::Open(element) => self.start(element),
                Token::Close(element) => self.end(element),
            }
            let full = self.page.entries.len() > MOST_ENTRIES || self.writer.len() > LONGEST;
            if full || self.page.stopped.is_some() {
                self.page.stopped.get_or_insert(self.tokens.position());
                break;
            }
        }
        self.end_anchor();
        self.deeper = 0;
        while !self.frames.is_empty() {
            self.end_table();
        }
        self.end_line();
        self.page.view = self.writer.into_view();
        self.page
    }

    fn text(&mut self, range: Range<usize>) {
        let mut end = range.end;
        if range.len() > LONGEST {
            let most = range.start + LONGEST;
            end = (range.start..=most).rev().find(|at| self.source.is_char_boundary(*at)).unwrap_or(range.start);
            self.page.stopped = Some(end);
        }
        if !self.writer.verbatim {
            return self.writer.text(range.start..end);
        }
        let mut from = range.start;
        let text = self.source.get(from..end).unwrap_or_default();
        for line in text.split_inclusive('\n') {
            let body = line.trim_end_matches(['\n', '\r']);
            self.writer.text(from..from + body.len());
            from += line.len();
            if body.len() < line.len() {
                self.break_line();
            }
        }
    }

    fn start(&mut self, element: Element) {
        match element {
            Element::Inline => self.styled(),
            Element::Line => self.start_line(),
            Element::Holder(kind) => self.start_holder(kind),
            Element::Heading(level) => {
                self.block();
                self.heading = Some(level);
            }
            Element::Break => self.break_line(),
            Element::Pre => {
                self.block();
                self.writer.verbatim = true;
            }
            Element::Table => self.start_table(),
            Element::Group => self.end_row(),
            Element::Row => self.start_row(),
            Element::Cell => self.start_cell(),
            Element::Anchor => self.start_anchor(),
            Element::Image => self.picture(),
            Element::Input => self.input(),
            Element::Meta => self.meta(),
            Element::Link => self.canonical(),
            Element::Title => self.title(),
            Element::Style => {
                let sheet = self.tokens.raw("style");
                self.sizes.read(self.source.get(sheet).unwrap_or_default());
            }
            Element::Raw(name) => {
                self.tokens.raw(name);
            }
            Element::Dropped(kind) => self.skip(kind),
            Element::Raised => self.writer.gap(self.tokens.position()),
        }
    }

    fn end(&mut self, element: Element) {
        match element {
            Element::Line => self.block(),
            Element::Holder(kind) => self.end_holder(kind),
            Element::Heading(_) => {
                self.block();
                self.heading = None;
            }
            Element::Break => self.break_line(),
            Element::Pre => {
                self.block();
                self.writer.verbatim = false;
            }
            Element::Table => self.end_table(),
            Element::Group | Element::Row => self.end_row(),
            Element::Cell => self.end_cell(),
            Element::Anchor => self.end_anchor(),
            Element::Raised => self.writer.gap(self.tokens.position()),
            _ => {}
        }
    }

    /// Ends the line at the edge of a block.
    pub fn block(&mut self) {
        self.end_line();
        self.gap = true;
    }

    /// Ends the line where a `<br>` or the source does; two of them leave a gap.
    fn break_line(&mut self) {
        let filled = self.writer.line().is_some();
        self.end_line();
        self.gap |= !filled;
    }

    pub fn end_line(&mut self) {
        self.count_link();
        let linked = std::mem::take(&mut self.linked);
        let resumed = self.resumed.take();
        let spot = self.spot.take();
        let Some(shown) = self.writer.end_line() else { return };
        if self.writer.view().text().get(shown.clone()).is_none_or(|text| text.trim().is_empty()) {
            self.gap = true;
            return;
        }
        let piece = match resumed {
            Some(n) => self.extend(n, shown.end, linked),
            None => {
                self.push_line(shown.clone(), linked);
                shown.start
            }
        };
        self.last_spot = spot.map(|spot| (spot, piece));
    }

    /// Adds to a line what stands beside it; gives back where that starts.
    fn extend(&mut self, n: usize, end: usize, linked: usize) -> usize {
        let Some(Entry::Line(line)) = self.page.entries.get_mut(n) else { return end };
        let before = line.shown.end;
        line.shown.end = end;
        line.linked += linked;
        before
    }

    fn push_line(&mut self, shown: Range<usize>, linked: usize) {
        if shown.len() > LONGEST_HEADING {
            self.heading = None;
        }
        let shape = self.heading.map_or(Shape::Text, Shape::Heading);
        if let Some(frame) = self.frames.last_mut() {
            frame.saw_line(&shape);
        }
        let gap = std::mem::take(&mut self.gap);
        let verbatim = self.writer.verbatim;
        let line = Line { shown, holder: self.holder, linked, shape, gap, verbatim };
        self.page.entries.push(Entry::Line(line));
    }

    fn start_line(&mut self) {
        self.block();
        self.place();
        if !self.frames.is_empty() && self.is_hidden() {
            self.skip(Dropped::Hidden);
        }
    }

    /// An inline element that has no effect but by its style.
    fn styled(&mut self) {
        if self.tokens.attribute("hidden").is_some() {
            return self.skip(Dropped::Hidden);
        }
        match self.tokens.value("style").map_or(Effect::None, effect) {
            Effect::None => {}
            Effect::Hides => self.skip(Dropped::Hidden),
            Effect::SetsOff => self.writer.gap(self.tokens.position()),
        }
    }

    pub fn is_hidden(&self) -> bool {
        let style = self.tokens.value("style");
        self.tokens.attribute("hidden").is_some() || style.is_some_and(|style| effect(style) == Effect::Hides)
    }

    /// Takes the place of the line that starts here from its style. Where the last line stands to the
    /// left of it, it goes on.
    fn place(&mut self) {
        let Some(style) = self.tokens.value("style") else { return };
        let Some(spot) = Spot::read(style, &self.sizes, self.tokens.value("class")) else { return };
        let n = self.page.entries.len().wrapping_sub(1);
        if let Some((last, piece)) = self.last_spot.take()
            && let Some(Entry::Line(line)) = self.page.entries.get(n)
        {
            self.gap = spot.is_far_below(&last);
            if spot.goes_on(&last) && line.holder == self.holder {
                let text = self.writer.view().text().get(piece..).unwrap_or_default();
                let words = text.ends_with(|c: char| c.is_ascii_alphanumeric());
                let mark = if words || spot.is_apart(&last, text) { " " } else { "" };
                self.writer.resume(line.shown.start, mark);
                self.resumed = Some(n);
            }
        }
        self.spot = Some(spot);
    }

    fn start_holder(&mut self, kind: Holder) {
        self.block();
        if self.open.len() >= DEEPEST {
            return;
        }
        let before = self.holder;
        self.place();
        if self.spot.is_none() {
            self.holder = self.hold(self.is_chrome(kind));
        }
        self.open.push(Open { kind, before });
        self.counts[kind.index()] += 1;
    }

    /// A new holder inside the current one.
    pub fn hold(&mut self, hint: bool) -> usize {
        if self.page.holders.len() >= MOST_ENTRIES {
            return self.holder;
        }
        self.page.holders.push(Held { parent: self.holder, hint });
        self.page.holders.len() - 1
    }

    /// Whether an element calls itself a part of the site around the page.
    fn is_chrome(&self, kind: Holder) -> bool {
        const NAMES: [&str; 14] = [
            "foot", "nav", "menu", "share", "sidebar", "copyright", "banner", "toolbar", "related", "recommend", "header",
            "login", "search", "crumb",
        ];
        let named = |attribute: &str| {
            let value = self.tokens.value(attribute).unwrap_or_default().to_ascii_lowercase();
            NAMES.iter().any(|name| value.contains(name))
        };
        matches!(kind, Holder::Nav | Holder::Footer | Holder::Aside | Holder::Header) || named("class") || named("id")
    }

    fn end_holder(&mut self, kind: Holder) {
        self.block();
        self.heading = None;
        if self.counts[kind.index()] == 0 {
            return;
        }
        while let Some(open) = self.open.pop() {
            self.counts[open.kind.index()] -= 1;
            self.holder = open.before;
            if open.kind == kind {
                return;
            }
        }
    }

    /// Starts what end tags of elements outside do not reach.
    pub fn enter(&mut self) {
        let counts = std::mem::take(&mut self.counts);
        self.scopes.push(Scope { open: self.open.len(), counts, holder: self.holder });
    }

    pub fn leave(&mut self) {
        if let Some(scope) = self.scopes.pop() {
            self.open.truncate(scope.open);
            (self.counts, self.holder) = (scope.counts, scope.holder);
        }
    }

    fn start_anchor(&mut self) {
        self.end_anchor();
        let start = self.writer.len();
        if self.last_link == Some(start) {
            self.writer.gap(self.tokens.position());
        }
        let href = self.tokens.attribute("href");
        self.anchor = href.map(|href| Anchor { href, start, counted: start });
    }

    /// Counts what the open line shows of the open link.
    fn count_link(&mut self) {
        let (len, line) = (self.writer.len(), self.writer.line());
        if let (Some(anchor), Some(line)) = (&mut self.anchor, line) {
            self.linked += len - anchor.counted.max(line).min(len);
            anchor.counted = len;
        }
    }

    fn end_anchor(&mut self) {
        const MOST_LINKS: usize = 200;
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
            self.page.links.push(Link { text, href: super::references::unescaped(href) });
        }
    }
}
