//! The values of printed rows as cells: which column each belongs to, and what each says.

use crate::model::cell::{Cell, How};
use crate::model::report::{GridRow, Span};
use crate::parse::blocks::is_control;
use crate::parse::tables::glyphs::Glyph;
use crate::parse::tables::old::digits::{self, Choice, Cut};
use crate::parse::tables::old::heads::Heads;
use crate::parse::tables::old::narrative::Narrative;
use crate::parse::tables::old::rows::{Line, Printed};
use crate::parse::tables::old::words::Column;
use crate::parse::tables::value::number_of;

/// Why a row has no value though something is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// The figures of two columns run together, and several cuts are left.
    RunTogether,
    /// More or fewer values than columns.
    Unplaced,
    /// No number.
    Odd,
}

/// A row with its cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    pub year: Cell,
    pub cumulative: Option<Cell>,
    pub problem: Option<Problem>,
    /// Where its values stand.
    pub at: Option<Span>,
    candidates: Vec<Vec<i64>>,
    tokens: Vec<(String, usize, usize)>,
}

impl Filled {
    /// The printed row, where its values were not settled.
    pub fn grid_row(&self, line: &Line) -> Option<GridRow> {
        self.problem?;
        Some(GridRow {
            id: None,
            label: line.label.printed.clone(),
            at: line.label.at.into_iter().chain(self.at).reduce(Span::cover),
            tokens: self.tokens.clone(),
            candidates: self.candidates.clone(),
        })
    }
}

/// A printed row with the heads above it and the rows that are its parts.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    pub line: &'a Line,
    pub heads: &'a Heads,
    pub parts: &'a [usize],
}

/// Fills the rows of all tables.
pub fn fill(source: &str, glyphs: &[Glyph], rows: &[Row<'_>], narrative: &Narrative) -> Vec<Filled> {
    let page = Page { source, glyphs };
    let mut choices: Vec<Choice> = rows.iter().map(|row| page.choice(row)).collect();
    // A row with one digit has an empty cell, and then every run of digits may be one figure.
    let some_empty = rows.iter().any(|row| page.has_empty_cell(row.line, row.heads));
    for choice in choices.iter_mut().filter(|choice| some_empty && choice.torn && !choice.is_nothing()) {
        choice.torn = false;
        choice.cuts.clear();
    }
    digits::choose(&mut choices, narrative);
    rows.iter().zip(&choices).map(|(row, choice)| page.filled(row.line, row.heads, choice)).collect()
}

struct Page<'a> {
    source: &'a str,
    glyphs: &'a [Glyph],
}

impl Page<'_> {
    fn text(&self, printed: &Printed) -> String {
        self.glyphs.get(printed.glyphs()).unwrap_or_default().iter().map(|g| g.c).collect()
    }

    fn span(&self, printed: &Printed) -> Option<Span> {
        let glyphs = self.glyphs.get(printed.glyphs())?;
        Some(glyphs.first()?.span_to(glyphs.last()?))
    }

    /// The digits of two figures that run together: the only value of a row of two columns, in text, and
    /// sticking to the unit too. With a space before it may be one figure, unless it is `00`.
    fn run<'l>(&self, line: &'l Line, heads: &Heads) -> Option<&'l Printed> {
        let two = heads.columns.get(..heads.fewest()) == Some(&[Column::Year, Column::Cumulative]);
        match line.values.as_slice() {
            [run @ Printed::Figure(glyphs)] if two && !line.in_cells => {
                let sticks = self.glyphs.get(glyphs.start).is_some_and(|first| !first.spaced);
                (sticks || self.text(run) == "00").then_some(run)
            }
            _ => None,
        }
    }

    fn has_empty_cell(&self, line: &Line, heads: &Heads) -> bool {
        let two = heads.fewest() == 2 && !line.in_cells;
        two && (line.values.is_empty() || self.run(line, heads).is_some_and(|run| run.glyphs().len() == 1))
    }

    fn choice(&self, row: &Row<'_>) -> Choice {
        let Row { line, heads, parts } = *row;
        let choice = Choice { unit: line.unit.clone(), parts: parts.to_vec(), ..Choice::default() };
        if let Some(run) = self.run(line, heads) {
            return Choice { cuts: digits::cuts(&self.text(run)), torn: true, ..choice };
        }
        let of = |column: Column| {
            let Place::Printed(printed) = place(line, heads, column) else { return None };
            self.cell(printed, line).0.value?.integer()
        };
        let read = of(Column::Year).zip(of(Column::Cumulative));
        Choice { cuts: read.map(|(year, cumulative)| Cut { at: 0, year, cumulative }).into_iter().collect(), ..choice }
    }

    fn filled(&self, line: &Line, heads: &Heads, choice: &Choice) -> Filled {
        let at = line.values.iter().filter_map(|value| self.span(value)).reduce(Span::cover);
        let token = |value: &Printed| self.span(value).map(|at| (self.text(value), at.start, at.end));
        let tokens = line.values.iter().filter(|value| !matches!(value, Printed::Blank(_))).filter_map(token).collect();
        let filled = Filled { at: at.filter(|at| !at.is_empty()), tokens, ..Filled::default() };
        if let Some(run) = self.run(line, heads) {
            return self.cut(run, choice, line, filled);
        }
        let wants_sum = heads.columns.contains(&Column::Cumulative);
        let (year, odd) = self.column(line, heads, Column::Year);
        let (cumulative, odd_sum) =
            if wants_sum { self.column(line, heads, Column::Cumulative) } else { (Cell::default(), None) };
        Filled { year, cumulative: wants_sum.then_some(cumulative), problem: odd.or(odd_sum), ..filled }
    }

    /// The cell of a column.
    fn column(&self, line: &Line, heads: &Heads, column: Column) -> (Cell, Option<Problem>) {
        let unit = line.unit.clone();
        match place(line, heads, column) {
            Place::Printed(printed) => self.cell(printed, line),
            Place::Nothing => (Cell { unit, ..Cell::default() }, None),
            Place::Unknown => (Cell { unit, ..Cell::null(How::Unplaced) }, Some(Problem::Unplaced)),
        }
    }

    /// What a printed value says.
    fn cell(&self, printed: &Printed, line: &Line) -> (Cell, Option<Problem>) {
        let at = self.span(printed);
        let shown = at.and_then(|at| at.of(self.source)).unwrap_or_default();
        let raw = || Some(shown.chars().filter(|c| !is_control(*c)).collect::<String>());
        let unit = line.unit.clone();
        match printed {
            Printed::Blank(_) => (Cell { unit, ..Cell::null(How::Blank) }, None),
            Printed::Marker(_) => (Cell { raw: raw(), at, unit, ..Cell::null(How::Marker) }, None),
            Printed::Torn(_) => (Cell { raw: raw(), at, unit, ..Cell::null(How::Unplaced) }, Some(Problem::Unplaced)),
            Printed::Figure(glyphs) => {
                let number = self.glyphs.get(glyphs.clone()).and_then(number_of);
                let (Some(number), Some(place)) = (number, at) else {
                    return (Cell { raw: raw(), at, unit, ..Cell::default() }, Some(Problem::Odd));
                };
                let plain = shown.bytes().all(|b| b.is_ascii_digit() || b == b'.');
                (Cell { raw: if plain { None } else { raw() }, unit, ..Cell::read(number, place) }, None)
            }
        }
    }

    /// The two figures of a run of digits, or the cuts that are left.
    fn cut(&self, run: &Printed, choice: &Choice, line: &Line, filled: Filled) -> Filled {
        let unit = line.unit.clone();
        let glyphs = run.glyphs();
        let part = |from: usize, to: usize| {
            let glyphs = self.glyphs.get(from..to)?;
            Some(glyphs.first()?.span_to(glyphs.last()?))
        };
        if let Some((cut, year, cumulative)) = digits::settled(choice).filter(|_| choice.torn) {
            let by: Vec<String> = choice.by.iter().map(|by| (*by).to_owned()).collect();
            let cell = |value, at| Cell {
                how: Some(How::Inferred),
                value: Some(value),
                at,
                unit: unit.clone(),
                by: by.clone(),
                raw: None,
            };
            let year = cell(year, part(glyphs.start, glyphs.start + cut.at));
            let cumulative = Some(cell(cumulative, part(glyphs.start + cut.at, glyphs.end)));
            return Filled { year, cumulative, ..filled };
        }
        let null = Cell { raw: Some(self.text(run)), at: self.span(run), unit, ..Cell::null(How::Unplaced) };
        let candidates = digits::cuts(&self.text(run));
        let candidates = if choice.cuts.is_empty() { candidates } else { choice.cuts.clone() };
        Filled {
            year: null.clone(),
            cumulative: Some(null),
            problem: Some(Problem::RunTogether),
            candidates: candidates.iter().map(|cut| vec![cut.year, cut.cumulative]).collect(),
            ..filled
        }
    }
}

/// What a row holds in a column.
enum Place<'l> {
    Printed(&'l Printed),
    /// The row holds no values at all.
    Nothing,
    /// Nothing says which of its values stands there.
    Unknown,
}

fn place<'l>(line: &'l Line, heads: &Heads, column: Column) -> Place<'l> {
    let (fewest, all) = (heads.fewest(), heads.columns.len());
    let values = &line.values;
    if values.is_empty() {
        return Place::Nothing;
    }
    let surplus = values.get(all..).unwrap_or_default().iter().any(|value| !matches!(value, Printed::Blank(_)));
    let fits =
        if line.in_cells { values.len() >= fewest && !surplus } else { values.len() == fewest || values.len() == all };
    let own = heads.columns.iter().position(|known| *known == column).filter(|_| fits);
    own.and_then(|own| values.get(own)).map_or(Place::Unknown, Place::Printed)
}
