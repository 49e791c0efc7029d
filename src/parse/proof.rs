//! What must hold of whatever was read, whatever it was read from: every place lies in the source, and
//! every value is printed there. For tests and fuzzing only.

use crate::model::cell::How;
use crate::model::report::{Format, Report, Span};
use crate::parse::Parsed;
use crate::parse::fold::fold;

/// What stands at a place, folded; of a page without the tags in it, which a number may run through.
pub(crate) fn printed(parsed: &Parsed, at: Span) -> String {
    let source = at.of(&parsed.text).expect("a place of the text");
    let format = parsed.report.source.format;
    let is_page = format == Some(Format::Html);
    // In Markdown a mark of less may be one; a tag shows nothing there either.
    let is_tag = |part: &str| part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') && part.contains('>');
    let hides = |part: &str| is_page || format == Some(Format::Markdown) && is_tag(part);
    let mut text = String::new();
    let mut rest = source;
    while let Some((shown, part)) = rest.split_once('<') {
        text += shown;
        rest = part;
        if hides(part) {
            rest = part.get(end_of_tag(part)..).unwrap_or_default();
        }
    }
    (text + rest).chars().map(fold).collect()
}

/// Where a tag ends that was opened: behind its first `>` outside quotation marks that follow a `=`.
fn end_of_tag(tag: &str) -> usize {
    let (mut quote, mut value) = (None, false);
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') if value => quote = Some(c),
            (Some(mark), c) if mark == c => quote = None,
            _ => {}
        }
        value = c == '=' || value && c.is_ascii_whitespace();
    }
    tag.len()
}

/// What must hold of any report, whatever it was read from.
pub(crate) fn check(parsed: &Parsed) {
    let Parsed { report, text } = parsed;
    let json = report.to_json().expect("JSON");
    assert_eq!(&Report::from_json(&json).expect("JSON"), report);
    // Tags and references in Markdown are read as those of a page.
    let is_page = report.source.format == Some(Format::Html)
        || report.source.format == Some(Format::Markdown) && text.contains(['<', '&']);
    let inside = |at: Span| assert!(at.of(text).is_some(), "{at:?} is no place of the text");
    for (id, cell) in &report.tables.cells {
        assert_eq!(cell.value.is_some(), matches!(cell.how, Some(How::Read | How::Inferred)), "{id}");
        if let Some(value) = cell.value {
            let at = cell.at.expect("a value with its place");
            let printed = printed(parsed, at).replace(',', "");
            assert!(printed.contains(value.to_string().trim_start_matches('-')), "{id}: {value} is not in {printed:?}");
        }
    }
    report.notes.iter().filter_map(|note| note.at).for_each(inside);
    report.grids.iter().filter_map(|grid| grid.at).for_each(inside);
    for (_, block) in report.blocks() {
        inside(block.at.expect("a place"));
        assert!(!block.text.chars().any(crate::parse::blocks::is_control), "{:?}", block.text);
        for (offset, c) in block.text.char_indices() {
            let place = block.place(offset..offset + c.len_utf8()).expect("a place");
            // A page shows a blank for a line end, and a sign for a reference.
            let shown = if is_page { place.of(text) } else { block.text.get(offset..offset + c.len_utf8()) };
            assert!(
                shown.is_some_and(|shown| !shown.is_empty()) && place.of(text) == shown,
                "{:?} at {place:?}",
                block.text
            );
        }
    }
}

/// A value that is read is the whole of a number the source prints: its digits and no others.
pub(crate) fn check_values(parsed: &Parsed) {
    let cells = parsed.report.tables.cells.iter().filter(|(_, cell)| cell.how == Some(How::Read));
    for (id, cell) in cells {
        let (value, at) = (cell.value.expect("a value with its place").to_string(), cell.at.expect("it is there"));
        let printed = printed(parsed, at);
        // The digits of a character reference of a page (`&#160;`) are none of the number.
        if printed.contains('&') {
            continue;
        }
        let digits: String = printed.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        assert_eq!(digits, value.trim_start_matches('-'), "{id} at {at:?}: {printed:?}");
        // A sign starts a number of its own.
        let before = parsed.text.get(..at.start).and_then(|text| text.chars().next_back()).map(fold);
        let before = before.filter(|_| printed.starts_with(|c: char| c.is_ascii_digit()));
        assert!(!before.is_some_and(|c| c.is_ascii_digit()), "{id}: {printed:?} is the end of a number");
    }
}
