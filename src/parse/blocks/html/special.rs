//! Elements that are no text of the page: what is left out, pictures, fields of forms, the head.

use std::ops::Range;

use crate::parse::blocks::html::build::Builder;
use crate::parse::blocks::html::element::{Dropped, Element};
use crate::parse::blocks::html::layout::property;
use crate::parse::blocks::html::tokens::Token;
use crate::parse::blocks::html::{Entry, head};

/// A bit of text that the author hid or struck out is shorter than this, in bytes of the source; what
/// is longer was hidden by a script that shows it again.
const LONGEST_BIT: usize = 4096;
/// A title longer than this, in bytes, was never closed.
const LONGEST_TITLE: usize = 4096;

impl Dropped {
    /// Whether it takes out a bit inside a line or a cell, never parts of tables.
    fn is_bit(self) -> bool {
        matches!(self, Self::Deleted | Self::Struck | Self::Annotation | Self::Hidden)
    }

    /// How often its end is looked for in vain before it is taken as it stands.
    fn patience(self) -> u16 {
        if self.is_bit() { 500 } else { 1 }
    }
}

impl Builder<'_> {
    /// Goes on behind the end tag of the element that just started. Where there is none, nothing is
    /// left out.
    pub fn skip(&mut self, kind: Dropped) {
        let start = self.tokens.position();
        if self.endless[kind.index()] >= kind.patience() || self.tokens.is_closed() {
            return;
        }
        let name = self.tokens.name();
        let mut depth = 1_usize;
        loop {
            let before = self.tokens.position();
            if kind.is_bit() && before - start > LONGEST_BIT {
                break;
            }
            let Some(token) = self.tokens.next() else { break };
            let own = self.tokens.name().eq_ignore_ascii_case(name);
            match token {
                Token::Close(_) if own => depth -= 1,
                Token::Open(_) if own && !self.tokens.is_closed() => depth += 1,
                Token::Open(Element::Raw(raw)) => {
                    self.tokens.raw(raw);
                }
                _ => {}
            }
            if depth == 0 {
                return;
            }
            if kind.is_bit() && ends_bit(&token, name) {
                return self.tokens.go_to(before);
            }
        }
        self.endless[kind.index()] += 1;
        self.tokens.go_to(start);
    }

    /// A picture that is no mark of the site.
    pub fn picture(&mut self) {
        const MARKS: [&str; 15] = [
            "icon", "logo", "share", "qrcode", "weixin", "weibo", "print", "blank", "spacer", "arrow", "button", "btn",
            "filetype", "beian", ".gif",
        ];
        const SMALLEST: f32 = 80.0;
        let source = self.tokens.value("src").unwrap_or_default().to_ascii_lowercase();
        let style = self.tokens.value("style").unwrap_or_default();
        let side = |name: &str| {
            let own = self.tokens.value(name).and_then(|value| value.trim_end_matches("px").trim().parse::<f32>().ok());
            own.or_else(|| property(style, name))
        };
        let small = ["width", "height"].iter().any(|name| side(name).is_some_and(|side| side < SMALLEST));
        let is_mark = MARKS.iter().any(|mark| source.contains(mark)) || source.is_empty();
        if !small && !is_mark {
            let (at, holder) = (self.writer.len(), self.holder);
            self.page.entries.push(Entry::Picture { at, holder });
        }
    }

    /// What a field of a form in a cell shows.
    pub fn input(&mut self) {
        let is_text = self
            .tokens
            .value("type")
            .is_none_or(|kind| kind.eq_ignore_ascii_case("text") || kind.eq_ignore_ascii_case("number"));
        if let Some(value) = self.tokens.attribute("value").filter(|_| is_text && !self.frames.is_empty()) {
            self.writer.gap(value.start);
            self.writer.text(value.clone());
            self.writer.gap(value.end);
        }
    }

    pub fn meta(&mut self) {
        let name = self.tokens.value("name").or_else(|| self.tokens.value("property")).unwrap_or_default();
        if let (Some(label), Some(content)) = (head::label(name), self.tokens.attribute("content")) {
            self.head_line(label, content);
        }
    }

    pub fn canonical(&mut self) {
        let is_canonical = self.tokens.value("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"));
        if let Some(href) = self.tokens.attribute("href").filter(|_| is_canonical) {
            self.head_line("网址: ", href);
        }
    }

    pub fn title(&mut self) {
        // A page that lacks the end of a title is not searched for it at every further one.
        if self.untitled {
            return;
        }
        match self.tokens.raw_within("title", LONGEST_TITLE) {
            Some(title) => self.head_line("", title),
            None => self.untitled = true,
        }
    }

    /// A line for the reader of the metadata that is no text of the page. In a cell it would be shown as
    /// a part of it.
    fn head_line(&mut self, label: &str, value: Range<usize>) {
        if !self.frames.is_empty() {
            return;
        }
        self.block();
        self.writer.break_now(value.start);
        let start = self.writer.len();
        self.writer.mark(label, value.start);
        if !label.is_empty() {
            self.writer.resume(start, "");
        }
        self.writer.text(value);
        if let Some(shown) = self.writer.end_line().filter(|shown| shown.len() > label.len()) {
            self.page.entries.push(Entry::Head(shown));
        }
    }
}

/// Whether a hidden bit ends here though its end tag is missing: at the edge of a cell, and for a row at
/// the edge of the next.
fn ends_bit(token: &Token, name: &str) -> bool {
    let (Token::Open(element) | Token::Close(element)) = token else { return false };
    let row = name.eq_ignore_ascii_case("tr");
    matches!(element, Element::Table | Element::Group | Element::Row) || (*element == Element::Cell && !row)
}
