//! A comparison as lines of its two panes, and its differences in the order in which they are stepped
//! through.

use std::cmp::Ordering;
use std::ops::Range;

use crate::compare::facts::CarryOver;
use crate::compare::narrative::{Passage, Sentence};
use crate::compare::tables::{CellPair, RowPair, TablePair};
use crate::compare::{Comparison, Pair, Side};
use crate::model::form::{APPLICANTS, Col, Table};
use crate::model::report::Report;
use crate::tui::page;
use crate::tui::panes::compare::words;
use crate::tui::strings;
use crate::tui::strings::compare as said;
use crate::tui::text::wrap::wrap;

/// A comparison with what is needed to walk through it.
#[derive(Debug, Clone)]
pub struct Made {
    /// The numbers of the reports it was made of.
    pub reports: Pair<usize>,
    pub comparison: Comparison,
    pub carried: Option<CarryOver>,
    /// What differs, in order.
    pub stops: Vec<Spot>,
}

/// A place of a comparison, in the order of the walk: of table 三 first the totals from top to bottom, then
/// one column after another; the text comes after the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// Before everything else: what is told of the reports.
    Facts,
    Table(usize),
    /// Table, rank of the column, row and number of the cell in its row.
    Cell(usize, usize, usize, usize),
    /// Before all text.
    Text,
    /// Section and passage.
    Passage(usize, usize),
}

impl Spot {
    fn key(self) -> [usize; 6] {
        match self {
            Self::Facts => [0; 6],
            Self::Table(table) => [1, table, 0, 0, 0, 0],
            Self::Cell(table, rank, row, cell) => [1, table, 1, rank, row, cell],
            Self::Text => [2, 0, 0, 0, 0, 0],
            Self::Passage(section, passage) => [2, 1, section, passage, 0, 0],
        }
    }
}

impl Ord for Spot {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Spot {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Made {
    pub fn new(reports: Pair<usize>, comparison: Comparison, carried: Option<CarryOver>) -> Self {
        let mut stops = Vec::new();
        for (t, table) in comparison.tables.iter().enumerate() {
            for (r, row) in table.rows.iter().enumerate() {
                let differing = row.cells.iter().enumerate().filter(|(_, cell)| cell.change().is_difference());
                stops.extend(differing.map(|(c, _)| spot_of(&comparison, t, r, c)));
            }
        }
        for (s, section) in comparison.sections.iter().enumerate() {
            let differing = section.passages.iter().enumerate().filter(|(_, passage)| !passage.is_same());
            stops.extend(differing.map(|(p, _)| Spot::Passage(s, p)));
        }
        stops.sort_unstable();
        Self { reports, comparison, carried, stops }
    }

    /// The difference `steps` further from a spot; none beyond the ends.
    pub fn next(&self, from: Spot, steps: i32) -> Option<Spot> {
        let distance = usize::try_from(steps.unsigned_abs()).ok()?.checked_sub(1)?;
        let at = if steps > 0 {
            self.stops.partition_point(|stop| *stop <= from).checked_add(distance)?
        } else {
            self.stops.partition_point(|stop| *stop < from).checked_sub(distance + 1)?
        };
        self.stops.get(at).copied()
    }

    pub fn row(&self, table: usize, row: usize) -> Option<&RowPair> {
        self.comparison.tables.get(table)?.rows.get(row)
    }

    pub fn cell(&self, spot: Spot) -> Option<&CellPair> {
        let Spot::Cell(table, _, row, cell) = spot else { return None };
        self.row(table, row)?.cells.get(cell)
    }

    pub fn passage(&self, section: usize, passage: usize) -> Option<&Passage> {
        self.comparison.sections.get(section)?.passages.get(passage)
    }
}

/// The spot of a cell.
fn spot_of(comparison: &Comparison, table: usize, row: usize, cell: usize) -> Spot {
    let pair = comparison.tables.get(table);
    let col = pair.and_then(|pair| pair.rows.get(row)?.cells.get(cell)?.col());
    let rank = match col {
        Some(col) if pair.is_some_and(by_column) => rank_of(col),
        _ => 0,
    };
    Spot::Cell(table, rank, row, cell)
}

/// Whether one column of the table is shown at a time.
pub fn by_column(table: &TablePair) -> bool {
    table.table == Some(Table::T3)
}

/// The totals come first.
fn rank_of(col: Col) -> usize {
    let at = APPLICANTS.iter().position(|other| *other == col);
    at.map_or(APPLICANTS.len(), |at| (at + 1) % APPLICANTS.len())
}

/// The column of a rank; `None` for what is no column of the form.
pub fn column_of(rank: usize) -> Option<usize> {
    (rank < APPLICANTS.len()).then(|| (rank + APPLICANTS.len() - 1) % APPLICANTS.len())
}

/// A line of the pane of figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// What is told of the reports: its name and what either says.
    Fact(String, Pair<String>),
    Head(usize),
    Cell(Spot),
}

impl Figure {
    pub fn spot(&self) -> Spot {
        match self {
            Self::Fact(..) => Spot::Facts,
            Self::Head(table) => Spot::Table(*table),
            Self::Cell(spot) => *spot,
        }
    }
}

/// The lines of the pane of figures, table 三 by a column of it.
pub fn figures(made: &Made, column: usize, hides_same: bool) -> Vec<Figure> {
    let mut lines = facts(made, hides_same);
    for (t, table) in made.comparison.tables.iter().enumerate() {
        lines.push(Figure::Head(t));
        for (r, row) in table.rows.iter().enumerate() {
            let shown = |(c, cell): (usize, &CellPair)| {
                let here = !by_column(table) || cell.col() == APPLICANTS.get(column).copied();
                // A change in another column is told beside the row.
                let differs = |cell: &CellPair| cell.change().is_difference();
                let wanted = differs(cell) || by_column(table) && row.cells.iter().any(differs);
                (here && (wanted || !hides_same)).then(|| Figure::Cell(spot_of(&made.comparison, t, r, c)))
            };
            lines.extend(row.cells.iter().enumerate().filter_map(shown));
        }
    }
    lines
}

fn facts(made: &Made, hides_same: bool) -> Vec<Figure> {
    let facts = &made.comparison.facts;
    let not_said = || said::NOT_SAID.to_string();
    let named = |name: &Option<String>| name.clone().unwrap_or_else(not_said);
    let numbers =
        |keys: &Vec<crate::model::report::SectionKey>| keys.iter().map(|key| key.number()).collect::<String>();
    let all = [
        (strings::AGENCY, facts.agency.each().map(named), false),
        (said::FORM, facts.form.map(|form| form.map_or_else(not_said, |form| strings::form(form).into())), true),
        (strings::PUBLISHED, facts.published.map(|date| date.map_or_else(not_said, |date| date.to_string())), true),
        (strings::SECTIONS, facts.sections.each().map(numbers), true),
        (strings::NOTES, facts.notes.map(strings::count), facts.notes != Pair::default()),
    ];
    let shown = all.into_iter().filter(|(_, values, always)| !values.is_equal() || *always && !hides_same);
    shown.map(|(name, values, _)| Figure::Fact(name.into(), values)).collect()
}

/// A line of the pane of wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wording {
    Gap,
    /// The heading of a section, and the only side that has it.
    Title(String, Option<Side>),
    /// So many sentences that are the same, the first of them by its section and number.
    Same(Spot, usize),
    /// Part of a sentence: what of it the other side has too, and what it has not.
    Part {
        spot: Spot,
        side: Side,
        runs: Vec<(String, bool)>,
    },
}

impl Wording {
    pub fn spot(&self) -> Option<Spot> {
        match self {
            Self::Gap | Self::Title(..) => None,
            Self::Same(spot, _) | Self::Part { spot, .. } => Some(*spot),
        }
    }
}

/// What the pane of wording is laid out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    pub width: usize,
    /// What differs stands in brackets, where colours and lines cannot be seen.
    pub brackets: bool,
}

/// The lines of the pane of wording.
pub fn wording(made: &Made, reports: Pair<&Report>, manner: Manner) -> Vec<Wording> {
    let mut lines = Vec::new();
    for (s, section) in made.comparison.sections.iter().enumerate().filter(|(_, section)| !section.passages.is_empty())
    {
        if !lines.is_empty() {
            lines.push(Wording::Gap);
        }
        let title = |report: &Report, number: Option<usize>| Some(page::title(report.sections.get(number?)?));
        let title = title(reports.right, section.sections.right).or_else(|| title(reports.left, section.sections.left));
        let lone = match (section.sections.left, section.sections.right) {
            (Some(_), Some(_)) => None,
            (Some(_), None) => Some(Side::Left),
            _ => Some(Side::Right),
        };
        lines.push(Wording::Title(title.unwrap_or_default(), lone));
        for (p, passage) in section.passages.iter().enumerate() {
            let spot = Spot::Passage(s, p);
            if passage.is_same() {
                match lines.last_mut() {
                    Some(Wording::Same(_, count)) => *count += 1,
                    _ => lines.push(Wording::Same(spot, 1)),
                }
                continue;
            }
            for side in [Side::Left, Side::Right] {
                let runs = runs(passage, reports, side, manner.brackets);
                let parts = broken(&runs, manner.width).into_iter();
                lines.extend(parts.map(|runs| Wording::Part { spot, side, runs }));
            }
        }
    }
    lines
}

/// The words of a sentence on one side, parted into what is the same on the other side and what is not.
fn runs(passage: &Passage, reports: Pair<&Report>, side: Side, brackets: bool) -> Vec<(String, bool)> {
    let Some(sentence) = passage.sentences.side(side) else { return Vec::new() };
    let report = *reports.side(side);
    let piece = |range: &Range<usize>| words(report, &Sentence { range: range.clone(), ..sentence.clone() }).to_owned();
    if passage.pieces.is_empty() {
        return vec![(piece(&sentence.range), true)];
    }
    let run = |(range, same): (&Range<usize>, bool)| {
        let text = piece(range);
        if same || !brackets { (text, !same) } else { (format!("[{text}]"), true) }
    };
    let pieces = passage.pieces.iter().map(|piece| (piece.ranges.side(side), piece.same));
    // Nothing stands where the other side has more, but in brackets the place shows.
    pieces.filter(|(range, same)| !range.is_empty() || brackets && !same).map(run).collect()
}

/// Runs broken into lines.
fn broken(runs: &[(String, bool)], width: usize) -> Vec<Vec<(String, bool)>> {
    let text: String = runs.iter().map(|(text, _)| text.trim_matches('\n')).collect();
    if text.trim().is_empty() {
        return Vec::new();
    }
    let line = |range: Range<usize>| {
        let mut at = 0;
        let mut parts = Vec::new();
        for (run, changed) in runs.iter().map(|(run, changed)| (run.trim_matches('\n'), *changed)) {
            let (start, end) = (range.start.max(at), range.end.min(at + run.len()));
            if let Some(part) = run.get(start.saturating_sub(at)..end.saturating_sub(at)).filter(|_| start < end) {
                parts.push((part.to_owned(), changed));
            }
            at += run.len();
        }
        parts
    };
    wrap(&text, width, 0).into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_come_first_and_ranks_lead_back_to_columns() {
        for (at, col) in APPLICANTS.iter().enumerate() {
            assert_eq!(column_of(rank_of(*col)), Some(at));
        }
        assert_eq!((rank_of(Col::Total), rank_of(Col::NaturalPerson)), (0, 1));
        assert_eq!(column_of(rank_of(Col::Org)), None);
    }

    #[test]
    fn spots_follow_on_one_another_as_they_are_walked_through() {
        let walk = [
            Spot::Facts,
            Spot::Table(0),
            Spot::Cell(0, 0, 2, 1),
            Spot::Table(1),
            Spot::Cell(1, 0, 7, 6),
            Spot::Cell(1, 1, 0, 0),
            Spot::Text,
            Spot::Passage(0, 3),
            Spot::Passage(1, 0),
        ];
        assert!(walk.is_sorted());
    }

    #[test]
    fn broken_lines_keep_what_is_changed() {
        let runs = [("全年收到申请".to_owned(), false), ("128件".to_owned(), true), ("。".to_owned(), false)];
        let lines = broken(&runs, 12);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[1], [("128件".to_owned(), true), ("。".to_owned(), false)]);
        assert!(broken(&[(" \n".to_owned(), true)], 12).is_empty());
    }
}
