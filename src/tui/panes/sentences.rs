//! The sentences that the evidence of a flag stands in, each once, with the words of the evidence marked.

use crate::model::flag::{Evidence, Flag};
use crate::model::report::{Report, Span as Place};
use crate::model::sentence::sentences;
use crate::tui::page::{self, TextPlace, locate};
use crate::tui::paint::{Line, Span, flow, span};
use crate::tui::panes::shape::Shape;
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::theme::Role;

/// The sentences with their sections; one that is alone stands between its neighbours, unless other lines
/// tell where it belongs.
pub fn lines(flag: &Flag, report: &Report, room: usize, shape: Shape) -> Vec<Line> {
    let mut places: Vec<TextPlace> = Vec::new();
    let mut lines = Vec::new();
    // What was read in a cell is no sentence, though its table has no cells of the forms.
    let is_words = |piece: &&Evidence| piece.report.is_none() && piece.cell.is_none() && piece.how.is_none();
    for piece in flag.evidence.iter().filter(is_words) {
        let place = place_of(report, piece);
        let quote = piece.quote.as_deref().filter(|quote| place.is_none() && !stands_above(report, quote, shape));
        lines.extend(quote.map(|quote| vec![span(strings::quoted(quote), Role::Text)]));
        places.extend(place);
    }
    let mut seen: Vec<TextPlace> = Vec::new();
    for place in &places {
        seen.extend(sentence_of(report, place).filter(|sentence| !seen.contains(sentence)));
    }
    let alone = seen.len() == 1 && !matches!(shape, Shape::Dates | Shape::Sections);
    for (n, sentence) in seen.iter().enumerate() {
        let titled = seen.iter().take(n).any(|other| other.section == sentence.section);
        if let Some(section) = report.sections.get(sentence.section).filter(|_| !titled && shape != Shape::Sections) {
            lines.push(vec![span(page::title(section), Role::Dim)]);
        }
        let [before, after] = if alone { neighbours(report, sentence) } else { [None, None] };
        lines.extend(before.map(|text| neighbour(&text, room)));
        lines.extend(marked(report, sentence, &places, room));
        lines.extend(after.map(|text| neighbour(&text, room)));
    }
    lines
}

/// Where words stand in the narrative. Words with a place outside it are not looked for elsewhere: the label of
/// a row may well be a word of some sentence.
fn place_of(report: &Report, piece: &Evidence) -> Option<TextPlace> {
    let holds = |at: Place| report.blocks().any(|(_, block)| block.at.is_some_and(|own| own.contains(at)));
    let placed = || report.blocks().any(|(_, block)| block.at.is_some());
    let outside = piece.at.is_some_and(|at| placed() && !holds(at));
    if outside { None } else { locate(report, piece.at, piece.quote.as_deref()) }
}

/// Whether other lines have the words already: those about dates the title and the index number, those about
/// sections their headings.
fn stands_above(report: &Report, quote: &str, shape: Shape) -> bool {
    match shape {
        Shape::Dates => [&report.title, &report.index_no].into_iter().any(|own| own.as_deref() == Some(quote)),
        Shape::Sections => report.sections.iter().any(|section| section.heading == quote),
        _ => false,
    }
}

fn text_of<'r>(report: &'r Report, place: &TextPlace) -> &'r str {
    page::block(report, place).map_or("", |block| block.text.as_str())
}

fn sentence_of(report: &Report, place: &TextPlace) -> Option<TextPlace> {
    let range = sentences(text_of(report, place)).into_iter().find(|range| range.contains(&place.range.start))?;
    Some(TextPlace { range: range.start..range.end.max(place.range.end), ..place.clone() })
}

/// The sentence before and the one after, in the same paragraph.
fn neighbours(report: &Report, sentence: &TextPlace) -> [Option<String>; 2] {
    let text = text_of(report, sentence);
    let all = sentences(text);
    let said = |range: &std::ops::Range<usize>| text.get(range.clone()).map(|text| text.trim().to_owned());
    let before = all.iter().rfind(|range| range.end <= sentence.range.start);
    let after = all.iter().find(|range| range.start >= sentence.range.end);
    [before, after].map(|range| range.and_then(said).filter(|text| !text.is_empty()))
}

fn neighbour(text: &str, room: usize) -> Line {
    vec![span(format!("  {}", columns::clip(text, room.saturating_sub(2))), Role::Dim)]
}

/// A sentence with what is marked in it.
fn marked(report: &Report, sentence: &TextPlace, marks: &[TextPlace], room: usize) -> Vec<Line> {
    let text = text_of(report, sentence).get(sentence.range.clone()).unwrap_or_default();
    let here = |place: &&TextPlace| (place.section, place.block) == (sentence.section, sentence.block);
    let is_marked =
        |at: usize| marks.iter().filter(here).any(|place| place.range.contains(&(sentence.range.start + at)));
    let mut line: Vec<Span> = Vec::new();
    for (at, c) in text.char_indices() {
        let role = if is_marked(at) { Role::Evidence } else { Role::Text };
        match line.last_mut().filter(|last| last.role == role) {
            Some(last) => last.text.push(c),
            None => line.push(span(c, role)),
        }
    }
    let mut lines = flow(&line, room.saturating_sub(2), 0);
    for line in &mut lines {
        line.insert(0, span("  ", Role::Text));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::flag::Severity;
    use crate::tui::fixture;

    #[test]
    fn words_outside_the_narrative_are_quoted_and_those_inside_stand_in_their_sentence() {
        let report = fixture::reports().into_iter().find(|report| report.id == "baisha21").unwrap();
        let block = &report.sections[0].blocks[2];
        let at = block.text.find("128").and_then(|start| block.place(start..start + 3));
        let told = |quote: &str, at: Option<Place>| -> Vec<String> {
            let piece = Evidence { quote: Some(quote.to_owned()), at, ..Evidence::default() };
            let flag = fixture::flag("X-DUPWORD", Severity::Warning, "", vec![piece]);
            let lines = lines(&flag, &report, 78, Shape::Words).into_iter();
            lines.map(|line| line.into_iter().map(|span| span.text).collect()).collect()
        };
        let sentence = ["一、总体情况".to_owned(), format!("  {}", block.text)];
        assert_eq!(told("128", at), sentence);
        assert_eq!(told("申请128", None), sentence);
        assert_eq!(told("128", Some(Place::new(9_000, 9_003))), ["“128”"]);
    }
}
