//! The evidence of a flag about the make-up of a report: the sections the form asks for with what was found
//! of them, in the order in which they were found, and how much of their tables.

use crate::model::flag::Flag;
use crate::model::report::{Report, Section, SectionKey, Span};
use crate::tui::glyph;
use crate::tui::grid::{self, Part};
use crate::tui::page;
use crate::tui::paint::{Line, flow, span};
use crate::tui::panes::evidence::Aside;
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::theme::Role;

/// Columns for what the form calls a section.
const TITLE: usize = 38;
/// Columns for how much of its table was read.
const TABLE: usize = 14;
/// Panes with less room than this do not keep the columns.
const ALIGNED: usize = 76;
/// As many sections beyond the six are listed.
const MOST_OTHERS: usize = 8;

/// The sections a report should have, each with what was found of it, then the heads of columns where the
/// flag is about those, then the sections that the form does not know.
pub fn lines(flag: &Flag, report: &Report, aside: &Aside<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for key in SectionKey::SIX {
        let found = found(report, key);
        if found.is_empty() {
            lines.push(expected(key, None, report, &strings::NO_SUCH_SECTION));
        }
        for (n, section) in &found {
            lines.push(expected(key, Some((*n, section)), report, &place(section, aside)));
        }
    }
    let others = report.sections.iter().filter(|section| section.key.is_none() && !section.heading.is_empty());
    for section in others.take(MOST_OTHERS) {
        let title = format!("{} {}", glyph::LOOSE, page::title(section));
        let words = format!(" {}", columns::left(&strings::NOT_OF_THE_FORM, TABLE));
        let place = span(format!(" {}", place(section, aside)), Role::Dim);
        lines.push(vec![span(columns::left(&title, TITLE + 2), Role::Info), span(words, Role::Dim), place]);
    }
    let room = aside.room();
    lines.into_iter().flat_map(|line| fitted(line, room)).chain(heads(flag, room)).collect()
}

/// A line that fits: without what keeps columns in line where there is no room for that, then with its
/// place, its last piece, on a line of its own.
fn fitted(mut line: Line, room: usize) -> Vec<Line> {
    let columns_of = |line: &Line| line.iter().map(|span| columns::of(&span.text)).sum::<usize>();
    if room < ALIGNED {
        for piece in line.iter_mut().skip(1) {
            piece.text.truncate(piece.text.trim_end().len());
        }
    }
    let wide = columns_of(&line);
    let Some(place) = line.pop_if(|_| wide > room) else { return vec![line] };
    let place = vec![span(format!("    {}", place.text.trim_start()), place.role)];
    flow(&line, room, 4).into_iter().chain(flow(&place, room, 4)).collect()
}

/// Whether the lines say all that the flag expects and found: it rests on headings alone.
pub fn tells_all(flag: &Flag, report: &Report) -> bool {
    let is_heading = |at: Option<Span>| at.is_some() && report.sections.iter().any(|section| section.at == at);
    !heads(flag, usize::MAX).is_empty() || flag.evidence.iter().all(|piece| is_heading(piece.at))
}

/// The sections of a kind with their place among all.
fn found(report: &Report, key: SectionKey) -> Vec<(usize, &Section)> {
    report.sections.iter().enumerate().filter(|(_, section)| section.key == Some(key)).collect()
}

fn place(section: &Section, aside: &Aside<'_>) -> String {
    section.at.map(|at| aside.place(at)).unwrap_or_default()
}

/// `✓ 二、主动公开政府信息情况   ✗表二 20/22   原文第30行`.
fn expected(key: SectionKey, found: Option<(usize, &Section)>, report: &Report, place: &str) -> Line {
    let after = found.and_then(|(n, _)| out_of_order(report, n, key));
    let good = found.is_some() && after.is_none();
    let title = format!("{}{}{}", key.number(), strings::AFTER_NUMBER, key.title());
    let mut line = vec![
        span(format!("{} ", if good { glyph::YES } else { glyph::NO }), if good { Role::Good } else { Role::Error }),
        span(columns::left(&title, TITLE), if good { Role::Text } else { Role::Strong }),
    ];
    let (words, role) = match (after, key.table()) {
        (Some(after), _) => (strings::stands_after(after), Role::Error),
        (None, Some(table)) => {
            let (read, all) = grid::coverage(report, Part::Form(table));
            let (mark, role) = if read == 0 { (glyph::NO, Role::Error) } else { (glyph::YES, Role::Dim) };
            (format!("{mark}{}", strings::table_with(table, read, all)), role)
        }
        (None, None) => (String::new(), Role::Dim),
    };
    line.push(span(format!(" {}", columns::left(&words, TABLE)), role));
    if let Some((_, section)) = found.filter(|(_, section)| section.heading.trim() != key.title()) {
        line.push(span(format!(" {}", strings::quoted(section.heading.trim())), Role::Evidence));
    }
    line.push(span(format!(" {place}"), Role::Dim));
    line
}

/// The section before one that should stand behind it.
fn out_of_order(report: &Report, n: usize, key: SectionKey) -> Option<SectionKey> {
    let before = report.sections.iter().take(n).filter_map(|section| section.key);
    before.filter(|before| *before > key).max()
}

/// Which of the heads that are expected were found: `✗ 结果维持  ✓ 总计`.
fn heads(flag: &Flag, room: usize) -> Vec<Line> {
    let expected: Vec<&str> = flag.expected.split_whitespace().collect();
    let is_of_columns = flag.rule.starts_with("S-HEAD") && expected.len() > 1;
    if !is_of_columns {
        return Vec::new();
    }
    let found: String = flag.found.split_whitespace().collect();
    let mut line = vec![span(format!("{}  ", strings::HEADS), Role::Dim)];
    for head in expected {
        let (mark, role) = if found.contains(head) { (glyph::YES, Role::Good) } else { (glyph::NO, Role::Error) };
        line.push(span(mark, role));
        line.push(span(format!("{head}  "), Role::Text));
    }
    flow(&line, room, 2)
}
