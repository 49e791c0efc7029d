//! The narrative of the report view: our own lines, flags in the gutter, matches and evidence
//! marked in place.

use ratatui::layout::Rect;

use crate::model::flag::Flag;
use crate::model::report::Report;
use crate::tui::glyph;
use crate::tui::layout::{Layout, Pane};
use crate::tui::page::{self, Content, Page, PageLine, TextPlace, Words, locate};
use crate::tui::paint::Pen;
use crate::tui::panes::opened::{Mark, Opened};
use crate::tui::scroll;
use crate::tui::state::State;
use crate::tui::strings;
use crate::tui::text::columns::{self, clusters};
use crate::tui::theme::Role;
use crate::tui::told::{self, Ending, Told};

/// Columns before the text: the cursor and the mark of a flag.
const GUTTER: u16 = 4;
/// Longer lines than this are hard to read.
const LONGEST: usize = 96;

/// The columns of a line of text in a pane this wide.
pub fn width(pane: u16) -> usize {
    usize::from(pane.saturating_sub(GUTTER + 1)).min(LONGEST)
}

/// The ranges of the narrative that flags speak of.
pub fn marks(report: &Report, flags: &[Flag]) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (number, flag) in flags.iter().enumerate() {
        for piece in flag.evidence.iter().filter(|piece| piece.report.is_none() && piece.cell.is_none()) {
            if let Some(place) = locate(report, piece.at, piece.quote.as_deref()) {
                marks.push(Mark { place, flag: number, severity: flag.severity });
            }
        }
    }
    marks
}

/// The marks that touch a place.
pub fn marks_of<'a>(marks: &'a [Mark], place: &TextPlace) -> impl Iterator<Item = &'a Mark> {
    let place = place.clone();
    marks.iter().filter(move |mark| {
        (mark.place.section, mark.place.block) == (place.section, place.block)
            && mark.place.range.start < place.range.end
            && place.range.start < mark.place.range.end
    })
}

/// Keeps the cursor among the lines and on the screen.
pub fn settle(opened: &mut Opened, layout: &Layout) {
    let len = opened.page.lines.len();
    opened.line = opened.line.min(len.saturating_sub(1));
    opened.text_top = scroll::follow(opened.text_top, opened.line, layout.height(Pane::Text), len);
}

/// The title of the pane and what stands at its right.
pub fn title(state: &State) -> (String, String) {
    let Some((opened, report)) = state.opened.as_ref().zip(state.report()) else { return Default::default() };
    let title = match opened.content(report) {
        Content::All => strings::FULL_TEXT.to_string(),
        Content::Notes => strings::NOTES_OF_PARSER.to_string(),
        Content::Unevaluable => strings::UNEVALUABLE.to_string(),
        Content::About(table) => strings::text_about(table),
        Content::Section(section) => report.sections.get(section).map(page::title).unwrap_or_default(),
    };
    let len = opened.page.lines.len();
    (title, if len == 0 { String::new() } else { strings::row_of(opened.line + 1, len) })
}

pub fn draw(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let Some((opened, report)) = state.opened.as_ref().zip(state.report()) else { return };
    if opened.page.lines.is_empty() {
        let text = match opened.content(report) {
            Content::About(_) => strings::NOT_MENTIONED,
            _ => strings::NO_TEXT,
        };
        pen.clipped((area.x + GUTTER, area.y), area.right(), &text, Role::Dim);
        return;
    }
    let at_hand = opened.flag.filter(|_| opened.shows_evidence());
    let ink = Ink {
        report,
        page: &opened.page,
        marks: &opened.marks,
        at_hand,
        matches: state.finder.matches_in(opened.index),
        told: state.shelf.told(opened.index),
    };
    let height = usize::from(area.height);
    for (n, line) in opened.page.lines.iter().enumerate().skip(opened.text_top).take(height) {
        let y = area.y + columns::screen(n - opened.text_top);
        if n == opened.line {
            let role = if opened.focus == Pane::Text { Role::Accent } else { Role::Dim };
            pen.text((area.x, y), area.right(), glyph::CURSOR, role);
        }
        ink.line(line, Rect { y, height: 1, ..area }, pen);
    }
}

/// Writes lines of a page with what is marked in them.
pub struct Ink<'a> {
    pub report: &'a Report,
    pub page: &'a Page,
    pub marks: &'a [Mark],
    /// The flag whose evidence is shown.
    pub at_hand: Option<usize>,
    /// What the last search found in this report.
    pub matches: Vec<TextPlace>,
    /// The numbers of the narrative, as they stand to the tables.
    pub told: &'a [Told],
}

impl Ink<'_> {
    /// Writes one line into an area one row high.
    pub fn line(&self, line: &PageLine, area: Rect, pen: &mut Pen<'_>) {
        let Some(words) = self.page.paragraphs.get(line.paragraph) else { return };
        let text = words.text(self.report);
        let part = text.get(line.range.clone()).unwrap_or_default().trim_end();
        let x = area.x + GUTTER;
        match words {
            Words::Title(_) => _ = pen.text((x, area.y), area.right(), part, Role::Strong),
            Words::Gap => {}
            Words::Note(..) | Words::Check(_) => _ = pen.text((x, area.y), area.right(), part, Role::Text),
            Words::Whence(_) => _ = pen.text((x, area.y), area.right(), part, Role::Dim),
            Words::Block(place) => {
                let here = TextPlace { range: line.range.clone(), ..place.clone() };
                if let Some(worst) = marks_of(self.marks, &here).map(|mark| mark.severity).max() {
                    pen.text((area.x + 1, area.y), area.right(), strings::mark(worst), worst.into());
                }
                let indent = if line.first { columns::screen(page::indent(self.report, place)) } else { 0 };
                if let Some(block) = page::block(self.report, place).filter(|_| indent > 0) {
                    let number = page::number(block);
                    let role = if block.level.is_some() { Role::Strong } else { Role::Text };
                    let start = x + indent - columns::screen(columns::of(&number)).min(indent);
                    pen.text((start, area.y), area.right(), &number, role);
                }
                let start = x + indent;
                let area = Rect { x: start, width: area.right().saturating_sub(start), ..area };
                self.words(part, &here, area, pen);
            }
        }
    }

    fn words(&self, text: &str, here: &TextPlace, area: Rect, pen: &mut Pen<'_>) {
        let heading = page::block(self.report, here).is_some_and(|block| block.level.is_some());
        let plain = if heading { Role::Strong } else { Role::Text };
        let marks: Vec<&Mark> = marks_of(self.marks, here).collect();
        let told: Vec<&Told> = told::on(self.told, here).collect();
        let mut x = area.x;
        for cluster in clusters(text) {
            let at = here.range.start + cluster.start;
            let matched = self
                .matches
                .iter()
                .any(|place| (place.section, place.block) == (here.section, here.block) && place.range.contains(&at));
            let mark = marks
                .iter()
                .filter(|mark| mark.place.range.contains(&at))
                .max_by_key(|mark| Some(mark.flag) == self.at_hand);
            let told = told.iter().find(|told| told.place.range.contains(&at)).map(|told| told.ending);
            let role = match (mark, told) {
                _ if matched => Role::Match,
                (Some(mark), _) if Some(mark.flag) == self.at_hand => Role::Evidence,
                (_, Some(Ending::Differs)) => Role::Differing,
                (Some(mark), _) => mark.severity.into(),
                (None, Some(ending)) => ending.into(),
                (None, None) => plain,
            };
            x = pen.text((x, area.y), area.right(), cluster.text, role);
        }
    }
}
