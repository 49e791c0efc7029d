//! Tokens to what a page shows: lines, and rows of cells, each with the element that holds it. Decides
//! nothing about what belongs to the report.

use std::ops::Range;

use crate::model::limits::Limit;
use crate::parse::blocks::Shape;
use crate::parse::blocks::html::element::{Dropped, Element, Holder};
use crate::parse::blocks::html::frames::Frame;
use crate::parse::blocks::html::holders::{Open, Scope};
use crate::parse::blocks::html::layout::{Effect, Sizes, Spot, effect};
use crate::parse::blocks::html::links::Anchor;
use crate::parse::blocks::html::tokens::{Token, Tokens};
use crate::parse::blocks::html::write::Writer;
use crate::parse::blocks::html::{Entry, Held, Line, Page};

/// How often a page is gone over at most, looking for ends that it lacks.
const PATIENCE: usize = 32;
/// A heading longer than this was never closed.
const LONGEST_HEADING: usize = 400;

pub struct Builder<'a> {
    pub source: &'a str,
    pub tokens: Tokens<'a>,
    pub writer: Writer<'a>,
    pub page: Page,
    pub open: Vec<Open>,
    /// How many of each kind are open in this scope.
    pub counts: [usize; Holder::COUNT],
    pub scopes: Vec<Scope>,
    /// What holds the next line.
    pub holder: usize,
    pub frames: Vec<Frame>,
    /// Tables open inside more tables than are looked into.
    pub deeper: usize,
    pub heading: Option<u8>,
    pub anchor: Option<Anchor>,
    /// Where the last link ended.
    pub last_link: Option<usize>,
    /// Bytes of the open line that are links.
    pub linked: usize,
    /// Whether the next line stands apart.
    pub gap: bool,
    /// The end of the page was seen.
    ended: bool,
    sizes: Sizes,
    pub spot: Option<Spot>,
    /// The last line with a place: its spot, and where the text that stands there starts.
    last_spot: Option<(Spot, usize)>,
    /// The line that goes on at the spot.
    resumed: Option<usize>,
    /// How many elements of each kind to be left out lacked their end.
    pub endless: [u16; Dropped::COUNT],
    /// A title lacked its end.
    pub untitled: bool,
}

impl<'a> Builder<'a> {
    pub fn new(source: &'a str) -> Self {
        Self {
            source,
            tokens: Tokens::new(source),
            writer: Writer::new(source),
            page: Page { holders: vec![Held::default()], ..Page::default() },
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
            ended: false,
            sizes: Sizes::default(),
            spot: None,
            last_spot: None,
            resumed: None,
            endless: [0; Dropped::COUNT],
            untitled: false,
        }
    }

    /// Reads the whole source.
    pub fn run(mut self) -> Page {
        while let Some(token) = self.tokens.next() {
            self.take(token);
            if self.is_over() {
                break;
            }
        }
        self.finish()
    }

    /// Takes in the next token.
    pub fn take(&mut self, token: Token) {
        match token {
            Token::Text(range) => self.text(range),
            Token::Open(element) => self.start(element),
            Token::Close(element) => self.end(element),
        }
    }

    /// Whether nothing more is read.
    pub fn is_over(&mut self) -> bool {
        let longest = Limit::Text.size();
        let most_work = longest.max(self.source.len()).saturating_mul(PATIENCE);
        let full = self.page.entries.len() > Limit::Cells.size()
            || self.writer.len() > longest
            || self.tokens.work() > most_work;
        if full {
            self.page.stopped.get_or_insert(self.tokens.position());
        }
        self.page.stopped.is_some()
    }

    /// What was read, with everything closed that is still open.
    pub fn finish(mut self) -> Page {
        self.end_anchor();
        if !self.ended {
            self.cut_off();
        }
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
        let longest = Limit::Text.size();
        if range.len() > longest {
            let most = range.start + longest;
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
            Element::Group => self.edge_of_group(),
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
                self.viewer("src");
                self.tokens.raw(name);
            }
            Element::Embed => self.viewer("src"),
            Element::Dropped(kind) => {
                self.viewer("data");
                self.skip(kind);
            }
            Element::Raised => self.writer.gap(self.tokens.position()),
        }
    }

    fn end(&mut self, element: Element) {
        match element {
            Element::Line => {
                self.block();
                self.ended |= ["body", "html"].iter().any(|name| self.tokens.name().eq_ignore_ascii_case(name));
            }
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
            Element::Group => self.edge_of_group(),
            Element::Row => self.end_row(),
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
        let piece = if let Some(n) = resumed {
            self.extend(n, shown.end, linked)
        } else {
            self.push_line(shown.clone(), linked);
            shown.start
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
            frame.saw_line(shape);
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
    pub fn place(&mut self) {
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
}
