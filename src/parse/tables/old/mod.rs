//! The statistics tables of reports before 2019: that of 2014 by its form, local ones by a rule that holds
//! for all of them, a label, its unit and its figures. A figure is read only behind a label.

mod cells;
mod digits;
mod form;
mod heads;
pub mod lost;
mod narrative;
mod paths;
mod rows;
#[cfg(test)]
mod tests;
mod tokens;
mod words;

use std::collections::BTreeSet;

use crate::model::form::Form;
use crate::model::note::{Note, NoteCode};
use crate::model::report::{Grid, GridHeader, GridStatus, OldRow, Span};
use crate::parse::blocks::{Shape, Stream};
use crate::parse::tables::glyphs::{Glyph, glyphs};
use crate::parse::tables::old::cells::{Filled, fill};
use crate::parse::tables::old::heads::Heads;
use crate::parse::tables::old::narrative::Narrative;
use crate::parse::tables::old::rows::Line;
use crate::parse::tables::old::tokens::Region;

/// What a statistics table says.
#[derive(Debug, Clone, Default)]
pub struct OldFound {
    pub rows: Vec<OldRow>,
    pub grids: Vec<Grid>,
    pub notes: Vec<Note>,
    /// `F2014` where the labels are those of that form, `None` for a local table.
    pub form: Option<Form>,
    /// The places the tables cover, in order and apart.
    pub covered: Vec<Span>,
    /// Heads of a table of which nothing else is left.
    pub bare_heads: Option<Span>,
}

/// More rows than any such table has.
const MOST_ROWS: usize = 400;
/// As many rows make a table of a form whose heads are lost.
const FEWEST_WITHOUT_HEADS: usize = 5;

/// One table as printed: its heads and rows.
struct Printed {
    heads: Heads,
    lines: Vec<Line>,
}

/// Reads the statistics tables of a report. `year` is the year reported on, where it is known.
pub fn read(source: &str, stream: &Stream<'_>, year: Option<u16>) -> OldFound {
    let glyphs = glyphs(stream);
    let rows: Vec<bool> = stream.items().iter().map(|item| item.shape == Shape::Row).collect();
    let tables = printed(source, &glyphs, &rows, year);
    let lines: Vec<Line> = tables.iter().flat_map(|table| table.lines.iter().cloned()).collect();
    if lines.is_empty() {
        let bare_heads = tables.iter().find(|table| table.heads.whole).and_then(|table| table.place(&glyphs));
        return OldFound { bare_heads, ..OldFound::default() };
    }
    let known = paths::known(&lines);
    let ids: BTreeSet<usize> = known.iter().copied().flatten().collect();
    let is_form = form::is_followed(&ids, lines.len());
    let nested = paths::nest(&lines, if is_form { &known } else { &[] });
    let covered: Vec<Span> =
        tables.iter().filter(|table| !table.lines.is_empty()).filter_map(|table| table.place(&glyphs)).collect();
    let parts = paths::parts(&nested);
    let heads = tables.iter().flat_map(|table| std::iter::repeat_n(&table.heads, table.lines.len()));
    let rows = lines.iter().zip(heads).zip(&parts).map(|((line, heads), parts)| cells::Row { line, heads, parts });
    let filled = fill(source, &glyphs, &rows.collect::<Vec<_>>(), &narrative_of(stream, &covered));
    let mut found = OldFound { form: is_form.then_some(Form::F2014), covered, ..OldFound::default() };
    for ((line, nested), filled) in lines.iter().zip(&nested).zip(&filled) {
        found.rows.push(OldRow {
            id: nested.known.and_then(|n| form::F2014.get(n)?.id).map(str::to_owned),
            path: nested.path.clone(),
            cell: filled.year.clone(),
            cumulative: filled.cumulative.clone(),
        });
        found.notes.extend(note_of(line, filled));
    }
    found.grids = grids(source, &glyphs, &tables, &filled, found.form);
    found
}

/// The tables by their heads, else the form of 2014 by its first rows.
fn printed(source: &str, glyphs: &[Glyph], rows: &[bool], year: Option<u16>) -> Vec<Printed> {
    let heads = heads::find(glyphs, year);
    let ends: Vec<usize> = heads.iter().skip(1).map(|heads| heads.glyphs.start).chain([glyphs.len()]).collect();
    let mut left = MOST_ROWS;
    let mut tables = Vec::new();
    for (heads, end) in heads.into_iter().zip(ends) {
        let region = Region { source, glyphs, range: heads.glyphs.end..end, heads: &heads, rows };
        let mut lines = rows::lines(&region);
        lines.truncate(left);
        if is_sound(&heads, &lines) {
            left -= lines.len();
            tables.push(Printed { heads, lines });
        }
    }
    if tables.iter().all(|table| table.lines.is_empty()) {
        tables.extend(without_heads(source, glyphs, rows));
    }
    tables
}

/// Whether what stands behind heads is a table. Heads without units are common words: one row behind
/// them may be anything, and in text only the form tells.
fn is_sound(heads: &Heads, lines: &[Line]) -> bool {
    if heads.unit {
        return heads.whole || !lines.is_empty();
    }
    let cells = lines.iter().filter(|line| line.in_cells).count();
    let known = || paths::known(lines).into_iter().flatten().count();
    cells > 1 || lines.len() > 1 && known() >= FEWEST_WITHOUT_HEADS
}

/// So many places that look like the first row of the form are tried.
const MOST_TRIED: usize = 8;

/// The table of 2014 whose heads are lost.
fn without_heads(source: &str, glyphs: &[Glyph], rows: &[bool]) -> Option<Printed> {
    let first: Vec<char> = form::F2014.get(1)?.label.chars().collect();
    let starts = (0..glyphs.len()).filter(|at| {
        let window = glyphs.get(*at..*at + first.len());
        window.is_some_and(|window| window.iter().map(|g| g.c).eq(first.iter().copied()))
    });
    starts.take(MOST_TRIED).find_map(|at| {
        let heads = Heads::of_form(at);
        let region = Region { source, glyphs, range: at..glyphs.len(), heads: &heads, rows };
        let lines = rows::lines(&region);
        let known: BTreeSet<usize> = paths::known(&lines).into_iter().flatten().collect();
        let sound = lines.iter().filter(|line| line.unit.is_some()).count();
        (known.len() >= FEWEST_WITHOUT_HEADS && known.len() * 2 >= lines.len() && sound * 2 >= lines.len())
            .then_some(Printed { heads, lines })
    })
}

impl Printed {
    /// From the heads to the last value.
    fn place(&self, glyphs: &[Glyph]) -> Option<Span> {
        let first = glyphs.get(self.heads.glyphs.start)?;
        let last = self.lines.iter().rev().find_map(|line| line.values.last()).map(|value| value.glyphs().end);
        let last = glyphs.get(last.unwrap_or(self.heads.glyphs.end).checked_sub(1)?)?;
        Some(first.span_to(last))
    }
}

/// The counts named outside the tables.
fn narrative_of(stream: &Stream<'_>, covered: &[Span]) -> Narrative {
    let mut narrative = Narrative::default();
    for piece in stream.items().iter().filter(|item| item.shape != Shape::Row).flat_map(|item| stream.pieces(item)) {
        let mut from = 0;
        for table in covered.iter().filter(|table| table.start < piece.at.end && piece.at.start < table.end) {
            let start = piece.offset_of(table.start.max(piece.at.start)).unwrap_or(from).max(from);
            narrative.read(piece.text.get(from..start).unwrap_or_default());
            from = piece.offset_of(table.end).unwrap_or(piece.text.len()).max(start);
        }
        narrative.read(piece.text.get(from..).unwrap_or_default());
    }
    narrative
}

/// What could not be done with a row.
fn note_of(line: &Line, filled: &Filled) -> Option<Note> {
    let label = &line.label.printed;
    let at = filled.at.or(line.label.at);
    match filled.problem? {
        cells::Problem::RunTogether => {
            Some(Note::new(NoteCode::RowMismatch, format!("统计表“{label}”两列数字连在一起,未能断开"), at))
        }
        cells::Problem::Unplaced => {
            Some(Note::new(NoteCode::RowMismatch, format!("统计表“{label}”的数与列数不符,未能定位"), at))
        }
        cells::Problem::Odd => Some(Note::new(NoteCode::OddValue, format!("统计表“{label}”的数无法辨认"), at)),
    }
}

/// The printed tables, with the rows that could not be settled.
fn grids(source: &str, glyphs: &[Glyph], tables: &[Printed], filled: &[Filled], form: Option<Form>) -> Vec<Grid> {
    let mut rest = filled;
    let mut grids = Vec::new();
    for table in tables.iter().filter(|table| !table.lines.is_empty()) {
        let (own, later) = rest.split_at(table.lines.len().min(rest.len()));
        rest = later;
        let rows = table.lines.iter().zip(own).filter_map(|(line, filled)| filled.grid_row(line)).collect();
        let heads =
            glyphs.get(table.heads.glyphs.clone()).and_then(|heads| Some(heads.first()?.span_to(heads.last()?)));
        let header = heads.map(|at| GridHeader { raw: at.of(source).unwrap_or_default().to_owned(), at: Some(at) });
        grids.push(Grid {
            table: None,
            form,
            at: table.place(glyphs),
            status: GridStatus::Read,
            caption: None,
            corner_note: None,
            header,
            rows,
        });
    }
    grids
}
