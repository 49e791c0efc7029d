//! Narrative laid out for a pane: which paragraphs, broken into which lines, and where a place of
//! the report stands among them.

use std::ops::Range;

use crate::model::form::Table;
use crate::model::note::Note;
use crate::model::report::{Block, Report, Section, SectionKey, Span};
use crate::rules::Unevaluable;
use crate::tui::about;
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::text::wrap::wrap;

/// What is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    Section(usize),
    /// The section of a table and every sentence elsewhere that speaks of it.
    About(Table),
    All,
    /// What the parser noted.
    Notes,
    /// The checks that could not be made.
    Unevaluable,
}

/// A place in the narrative: a range of bytes of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextPlace {
    pub section: usize,
    pub block: usize,
    pub range: Range<usize>,
}

/// What a paragraph is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// The heading of a section.
    Title(String),
    /// An empty line.
    Gap,
    /// Where the sentences that follow stand.
    Whence(String),
    /// A check that could not be made, and why.
    Check(String),
    /// A note of the parser by its number, with the line it speaks of.
    Note(usize, String),
    /// Part of a block of the report.
    Block(TextPlace),
}

/// A line of the pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLine {
    /// Number of the paragraph.
    pub paragraph: usize,
    /// Bytes of the paragraph's text; of a block's text where it is one.
    pub range: Range<usize>,
    /// The paragraph starts here.
    pub first: bool,
}

/// Paragraphs and their lines in some width.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    pub paragraphs: Vec<Words>,
    pub lines: Vec<PageLine>,
}

/// Columns a paragraph of a block is indented on its first line.
pub const INDENT: usize = 4;

impl Words {
    /// The text its lines are ranges of.
    pub fn text<'a>(&'a self, report: &'a Report) -> &'a str {
        match self {
            Self::Title(text) | Self::Whence(text) | Self::Check(text) | Self::Note(_, text) => text,
            Self::Gap => "",
            Self::Block(place) => block(report, place).map_or("", |block| block.text.as_str()),
        }
    }
}

/// The block of a place.
pub fn block<'a>(report: &'a Report, place: &TextPlace) -> Option<&'a Block> {
    report.sections.get(place.section)?.blocks.get(place.block)
}

impl Page {
    /// Lays out a content in lines of at most `width` columns.
    pub fn lay(report: &Report, content: Content, width: usize) -> Self {
        let mut page = Self::default();
        match content {
            Content::Section(number) => {
                if let Some(section) = report.sections.get(number) {
                    page.blocks(section, number);
                }
            }
            Content::All => page.all(report),
            Content::About(table) => page.about(report, table),
            Content::Notes | Content::Unevaluable => {}
        }
        page.wrap(report, width);
        page
    }

    /// Lays out the notes of the parser; `line_of` gives the number of a source line, counted from 1.
    pub fn of_notes(report: &Report, line_of: &dyn Fn(Span) -> Option<usize>, width: usize) -> Self {
        let words = |(n, note): (usize, &Note)| {
            let line = note.at.and_then(line_of);
            Words::Note(n, line.map_or_else(|| note.message.clone(), |line| strings::note_at(line, &note.message)))
        };
        let mut page = Self { paragraphs: report.notes.iter().enumerate().map(words).collect(), ..Self::default() };
        page.wrap(report, width);
        page
    }

    /// Lays out the checks that could not be made, rule by rule.
    pub fn of_checks(report: &Report, checks: &[Unevaluable], width: usize) -> Self {
        let mut page = Self::default();
        for (n, check) in checks.iter().enumerate() {
            if n == 0 || checks.get(n - 1).is_some_and(|before| before.rule != check.rule) {
                page.paragraphs.extend((n > 0).then_some(Words::Gap));
                let count = checks.iter().filter(|other| other.rule == check.rule).count();
                page.paragraphs.push(Words::Title(strings::rule_with_count(check.rule, count)));
            }
            page.paragraphs.push(Words::Check(strings::unevaluable(check)));
        }
        page.wrap(report, width);
        page
    }

    /// The note a line shows.
    pub fn note(&self, line: usize) -> Option<usize> {
        match self.paragraphs.get(self.lines.get(line)?.paragraph)? {
            Words::Note(number, _) => Some(*number),
            _ => None,
        }
    }

    fn all(&mut self, report: &Report) {
        for (number, section) in report.sections.iter().enumerate() {
            if number > 0 {
                self.paragraphs.push(Words::Gap);
            }
            self.paragraphs.push(Words::Title(title(section)));
            self.blocks(section, number);
        }
    }

    fn blocks(&mut self, section: &Section, number: usize) {
        self.paragraphs.extend(
            section.blocks.iter().enumerate().map(|(block, content)| {
                Words::Block(TextPlace { section: number, block, range: 0..content.text.len() })
            }),
        );
    }

    /// The text of the table's own section, then what other sections say about the table.
    fn about(&mut self, report: &Report, table: Table) {
        let own = |section: &Section| section.key.and_then(SectionKey::table) == Some(table);
        for (number, section) in report.sections.iter().enumerate().filter(|(_, section)| own(section)) {
            self.blocks(section, number);
        }
        let mut last = None;
        for place in about::sentences(report, table) {
            let Some(section) = report.sections.get(place.section).filter(|section| !own(section)) else { continue };
            if last != Some(place.section) {
                self.paragraphs.push(Words::Whence(title(section)));
                last = Some(place.section);
            }
            self.paragraphs.push(Words::Block(place));
        }
    }

    fn wrap(&mut self, report: &Report, width: usize) {
        for (number, words) in self.paragraphs.iter().enumerate() {
            let text = words.text(report);
            let (start, end, indent) = match words {
                Words::Block(place) => (place.range.start, place.range.end, indent(report, place)),
                _ => (0, text.len(), 0),
            };
            let part = text.get(start..end).unwrap_or_default();
            for (n, range) in wrap(part, width, indent).into_iter().enumerate() {
                let range = range.start + start..range.end + start;
                self.lines.push(PageLine { paragraph: number, range, first: n == 0 });
            }
        }
    }

    /// The first line that shows a place, when the page has it.
    pub fn line_of(&self, place: &TextPlace) -> Option<usize> {
        self.lines.iter().position(|line| self.holds(line, place))
    }

    fn holds(&self, line: &PageLine, place: &TextPlace) -> bool {
        match self.paragraphs.get(line.paragraph) {
            Some(Words::Block(own)) => {
                (own.section, own.block) == (place.section, place.block)
                    && line.range.start <= place.range.start
                    && (place.range.start < line.range.end || line.range.is_empty())
            }
            _ => false,
        }
    }

    /// The place a line shows, `None` for titles.
    pub fn place(&self, line: usize) -> Option<TextPlace> {
        let line = self.lines.get(line)?;
        match self.paragraphs.get(line.paragraph)? {
            Words::Block(own) => Some(TextPlace { range: line.range.clone(), ..own.clone() }),
            _ => None,
        }
    }
}

/// The columns before the first line of a block: its number, or the indent of a paragraph.
pub fn indent(report: &Report, place: &TextPlace) -> usize {
    if place.range.start > 0 {
        return 0;
    }
    match block(report, place) {
        Some(block) if block.level.is_some() => columns::of(&number(block)),
        Some(block) => INDENT + columns::of(&number(block)),
        None => 0,
    }
}

/// The number before a block, as printed.
pub fn number(block: &Block) -> String {
    block.number.clone().unwrap_or_default()
}

/// The heading of a section with its number, as printed.
pub fn title(section: &Section) -> String {
    match (&section.number, section.key) {
        (Some(number), _) => format!("{number}{}{}", strings::AFTER_NUMBER, section.heading),
        (None, Some(key)) if section.heading.is_empty() => key.title().to_owned(),
        _ => section.heading.clone(),
    }
}

/// Where a place of the source stands in the narrative: by its bytes, else by the words quoted.
pub fn locate(report: &Report, at: Option<Span>, quote: Option<&str>) -> Option<TextPlace> {
    let blocks = || {
        let sections = report.sections.iter().enumerate();
        sections.flat_map(|(s, section)| section.blocks.iter().enumerate().map(move |(b, block)| (s, b, block)))
    };
    if let Some(at) = at {
        for (section, number, block) in blocks().filter(|(.., block)| block.at.is_some_and(|own| own.contains(at))) {
            if let Some(range) = range_of(block, at).or_else(|| quoted(block, quote)) {
                return Some(TextPlace { section, block: number, range });
            }
        }
    }
    blocks().find_map(|(section, number, block)| {
        let range = quoted(block, quote)?;
        Some(TextPlace { section, block: number, range })
    })
}

fn quoted(block: &Block, quote: Option<&str>) -> Option<Range<usize>> {
    let quote = quote.filter(|quote| !quote.is_empty())?;
    let start = block.text.find(quote)?;
    Some(start..start + quote.len())
}

/// The bytes of a block's text that stand at a place of the source; the inverse of `Block::place`.
fn range_of(block: &Block, at: Span) -> Option<Range<usize>> {
    let own = block.at?;
    let (start, end) = if block.runs.is_empty() {
        if own.len() != block.text.len() {
            return None;
        }
        (at.start.checked_sub(own.start)?, at.end.checked_sub(own.start)?)
    } else {
        let last = at.end.checked_sub(1)?;
        (offset_in(block, at.start)?, offset_in(block, last)? + 1)
    };
    block.text.get(start..end).map(|_| start..end)
}

fn offset_in(block: &Block, source: usize) -> Option<usize> {
    block.runs.iter().enumerate().find_map(|(n, (text, from))| {
        let end = block.runs.get(n + 1).map_or(block.text.len(), |(next, _)| *next);
        let offset = text + source.checked_sub(*from)?;
        (offset < end).then_some(offset)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let block = |text: &str, start: usize| Block {
            text: text.into(),
            at: Some(Span::new(start, start + text.len())),
            ..Block::default()
        };
        let section = |key: SectionKey, blocks: Vec<Block>| Section {
            key: Some(key),
            number: Some(key.number().into()),
            heading: key.title().into(),
            blocks,
            ..Section::default()
        };
        Report {
            sections: vec![
                section(
                    SectionKey::Overview,
                    vec![block("全年收到申请12件,办结11件。其余不表。", 100), block("举办培训3次。", 200)],
                ),
                section(SectionKey::Requests, vec![]),
            ],
            ..Report::default()
        }
    }

    #[test]
    fn places_are_found_among_the_lines() {
        let report = report();
        let page = Page::lay(&report, Content::All, 20);
        let at = |start: usize, len: usize| locate(&report, Some(Span::new(start, start + len)), None);
        let place = at(100 + "全年收到申请".len(), 2).unwrap();
        assert_eq!((place.section, place.block, place.range.clone()), (0, 0, 18..20));
        let line = page.line_of(&place).unwrap();
        assert!(page.lines[line].range.contains(&18));
        assert_eq!(locate(&report, None, Some("培训3次")).map(|place| place.block), Some(1));
        assert_eq!(at(9000, 3), None);
        assert_eq!(page.place(0), None, "a title is no place");
    }

    #[test]
    fn beside_a_table_stands_what_speaks_of_it() {
        let report = report();
        let page = Page::lay(&report, Content::About(Table::T3), 60);
        let texts: Vec<&str> = page
            .lines
            .iter()
            .map(|line| page.paragraphs[line.paragraph].text(&report).get(line.range.clone()).unwrap())
            .collect();
        assert_eq!(texts, ["一、总体情况", "全年收到申请12件,办结11件。"]);
        assert!(Page::lay(&report, Content::About(Table::T4), 60).lines.is_empty());
    }

    #[test]
    fn joined_lines_are_found_by_their_runs() {
        let mut block = Block { text: "abcdef".into(), at: Some(Span::new(10, 18)), ..Block::default() };
        block.runs = vec![(0, 10), (3, 15)];
        assert_eq!(range_of(&block, Span::new(11, 13)), Some(1..3));
        assert_eq!(range_of(&block, Span::new(12, 16)), Some(2..4));
        assert_eq!(range_of(&block, Span::new(13, 14)), None, "a dropped byte");
        for start in 0..6 {
            for end in start + 1..=6 {
                let at = block.place(start..end).unwrap();
                assert_eq!(range_of(&block, at), Some(start..end));
            }
        }
    }
}
