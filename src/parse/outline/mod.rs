//! The stream to sections: titles of level 1, headings below them, paragraphs. Tables are no text
//! here, and the page around the report is left out.

mod chrome;
mod headings;
mod paragraphs;
#[cfg(test)]
mod tests;
mod titles;

use crate::model::note::{Note, NoteCode};
use crate::model::report::{Block, Section, SectionKey, Span};
use crate::parse::blocks::Stream;
use crate::parse::outline::headings::heading;
use crate::parse::outline::paragraphs::{Paragraph, paragraphs};
use crate::parse::piece::Piece;
use crate::parse::tables::ordinal::Ordinal;
use crate::parse::tables::symbols::{Symbol, Token};

/// The sections of a report and what was left out.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    pub sections: Vec<Section>,
    pub notes: Vec<Note>,
}

/// What the outline is read from.
pub struct Page<'a, 's> {
    pub source: &'a str,
    pub stream: &'s Stream<'a>,
    pub symbols: &'s [Symbol],
    /// Places of tables, in order.
    pub covered: &'s [Span],
    /// Where the title of the report ends; what stands before it is the page.
    pub title_end: Option<usize>,
}

/// Reads the outline of a report.
pub fn read(page: &Page<'_, '_>) -> Outline {
    let numbered = |piece: &Piece<'_>| number_at(page.symbols, piece.at.start).is_some();
    let all = paragraphs(page.source, page.stream, page.covered, numbered);
    let mut reader = Reader { page, out: Outline::default(), last: 0, list: None, styles: Vec::new(), chrome: None };
    for paragraph in &all {
        reader.paragraph(paragraph);
    }
    reader.finish()
}

/// The numbering that stands at a place of the source.
fn number_at(symbols: &[Symbol], at: usize) -> Option<(Ordinal, Span)> {
    let n = symbols.partition_point(|symbol| symbol.at.start < at);
    match symbols.get(n)?.token {
        Token::Ordinal(ordinal) if symbols[n].at.start == at => Some((ordinal, symbols[n].at)),
        _ => None,
    }
}

struct Reader<'p, 'a, 's> {
    page: &'p Page<'a, 's>,
    out: Outline,
    /// The number of the last title of level 1.
    last: u8,
    /// The last number of a list inside a section that is numbered like titles.
    list: Option<u8>,
    /// How the headings of the open section are numbered, from level 2 on.
    styles: Vec<Style>,
    /// The place of the page's text that was left out at the end.
    chrome: Option<Span>,
}

/// How a heading is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Han,
    HanBrackets,
    Digit,
    DigitBrackets,
    Plain,
}

impl From<Option<Ordinal>> for Style {
    fn from(ordinal: Option<Ordinal>) -> Self {
        match ordinal {
            Some(Ordinal::Han(_)) => Self::Han,
            Some(Ordinal::HanBrackets(_)) => Self::HanBrackets,
            Some(Ordinal::Digit(_)) => Self::Digit,
            Some(Ordinal::DigitBrackets(_)) => Self::DigitBrackets,
            None => Self::Plain,
        }
    }
}

impl<'a> Reader<'_, 'a, '_> {
    fn paragraph(&mut self, paragraph: &Paragraph<'a>) {
        let piece = &paragraph.piece;
        if self.is_chrome(piece) {
            return;
        }
        if self.title(piece) {
            return;
        }
        let mut from = 0;
        for title in self.titles_inside(piece) {
            self.text(&piece.cut(from..title.start), paragraph.marked.is_some());
            self.title(&piece.cut(title.clone()));
            from = title.end;
        }
        self.text(&piece.cut(from..piece.text.len()), paragraph.marked.is_some());
    }

    /// Leaves out the page's text, before the first section and from its first line in the last one on.
    fn is_chrome(&mut self, piece: &Piece<'a>) -> bool {
        let before = self.out.sections.is_empty();
        let at_end = self.out.sections.last().is_some_and(|section| section.key == Some(SectionKey::Other));
        let goes_on = self.chrome.is_some() && !piece.text.contains('。');
        let is_chrome = goes_on || ((before || at_end) && chrome::is_chrome(&piece.text));
        if is_chrome && !before {
            self.chrome = Some(self.chrome.map_or(piece.at, |at| at.cover(piece.at)));
        }
        is_chrome
    }

    /// A paragraph, with the heading at its start.
    fn text(&mut self, piece: &Piece<'a>, marked: bool) {
        let split = self.headings_inside(piece);
        let mut from = 0;
        for start in split.into_iter().chain([piece.text.len()]) {
            let part = piece.cut(from..start);
            from = start;
            if part.text.chars().any(char::is_alphanumeric) {
                self.block(&part, marked);
            }
        }
    }

    /// Where headings (一), (二) … start inside a paragraph so long that it must be several.
    fn headings_inside(&self, piece: &Piece<'a>) -> Vec<usize> {
        const SEVERAL: usize = 1800;
        if piece.text.len() < SEVERAL {
            return Vec::new();
        }
        let symbols = self.page.symbols;
        let first = symbols.partition_point(|symbol| symbol.at.start < piece.at.start);
        let inside = symbols.get(first..).unwrap_or_default().iter().take_while(|symbol| symbol.at.end <= piece.at.end);
        let mut next = 1;
        let mut starts = Vec::new();
        for symbol in inside {
            let Token::Ordinal(Ordinal::HanBrackets(n)) = symbol.token else { continue };
            let Some(start) = piece.offset_of(symbol.at.start) else { continue };
            let before = piece.text.get(..start).and_then(|text| text.trim_end().chars().next_back());
            if n == next && before.is_none_or(|c| matches!(c, '。' | '！' | '？' | '：')) {
                starts.push(start);
                next += 1;
            }
        }
        starts
    }

    fn block(&mut self, piece: &Piece<'a>, marked: bool) {
        if self.out.sections.is_empty() && !self.opens_preface(piece) {
            return;
        }
        let number = number_at(self.page.symbols, piece.at.start);
        let skip = number.and_then(|(_, at)| piece.offset_of(at.end)).unwrap_or(0);
        let body = piece.cut(skip..piece.text.len());
        let ordinal = number.map(|(ordinal, _)| ordinal);
        let Some((end, rest)) = heading(&body.text, ordinal, marked) else {
            return self.push(block(piece, None, None));
        };
        let level = self.level(Style::from(ordinal));
        let number = number.and_then(|(_, at)| at.of(self.page.source)).map(|text| text.trim().to_owned());
        self.push(block(&body.cut(0..end), Some(level), number));
        let rest = body.cut(rest..body.text.len());
        if rest.text.chars().any(char::is_alphanumeric) {
            self.push(block(&rest, None, None));
        }
    }

    /// The preface is what stands between the title and the first section and is written in sentences.
    fn opens_preface(&mut self, piece: &Piece<'a>) -> bool {
        let behind_title = self.page.title_end.is_none_or(|end| piece.at.start >= end);
        let is_text = piece.text.contains('。') || piece.text.ends_with(['：', ':']) && piece.text.chars().count() > 30;
        if behind_title && is_text {
            let preface = Section { key: Some(SectionKey::Preface), at: Some(piece.at), ..Section::default() };
            self.out.sections.push(preface);
            return true;
        }
        false
    }

    /// The level of a heading by how the headings of its section are numbered.
    fn level(&mut self, style: Style) -> u8 {
        let depth = self.styles.iter().position(|known| *known == style);
        let depth = depth.unwrap_or_else(|| {
            self.styles.push(style);
            self.styles.len() - 1
        });
        self.styles.truncate(depth + 1);
        u8::try_from(depth + 2).unwrap_or(u8::MAX)
    }

    fn push(&mut self, block: Block) {
        if let Some(section) = self.out.sections.last_mut() {
            if section.key == Some(SectionKey::Preface) {
                section.at = section.at.zip(block.at).map(|(at, new)| at.cover(new));
            }
            section.blocks.push(block);
        }
    }

    fn finish(mut self) -> Outline {
        if let Some(at) = self.chrome {
            self.out.notes.push(Note::new(NoteCode::ChromeDropped, "略去网页上的非正文文字", Some(at)));
        }
        self.out
    }
}

fn block(piece: &Piece<'_>, level: Option<u8>, number: Option<String>) -> Block {
    Block { level, number, text: piece.text.clone().into_owned(), at: Some(piece.at), runs: piece.runs.clone() }
}
