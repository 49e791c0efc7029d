//! The arithmetic of a flag: both sides with their sums, and the rows they stand in with what they
//! differ by. Numbers that are tried are marked.

use crate::model::cell::{Cell, Number};
use crate::model::flag::{Evidence, Flag, Side};
use crate::model::form::{CellId, Col, Row};
use crate::model::report::Report;
use crate::tui::grid::{self, Place};
use crate::tui::paint::{Line, Span, span};
use crate::tui::panes::evidence::Aside;
use crate::tui::panes::whatif;
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::theme::Role;
use crate::tui::trying::Trying;

/// A sum with more terms than this leaves out those that are zero.
const MOST_TERMS: usize = 5;
/// Identities over more rows than this show the equation without the rows.
const MOST_ROWS: usize = 6;
/// Columns of a label of the tables before 2019.
const OLD_LABEL: usize = 40;
/// The fewest columns of the names of the rows of an identity, and the fewest of a value.
const NAME: usize = 14;
const VALUE: usize = 6;
/// The most columns of the names of the rows.
const WIDEST_NAME: usize = 24;

/// Breaks a line of spans that is too long; the rest goes on indented.
fn fold(line: Line, room: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![Vec::new()];
    let mut used = 0;
    for piece in line {
        let wide = columns::of(&piece.text);
        if used + wide > room && used > 0 {
            lines.push(vec![span("      ", Role::Text)]);
            used = 6;
        }
        used += wide;
        if let Some(last) = lines.last_mut() {
            let starts = last.len() == 1 && used == 6 + wide;
            last.push(if starts { span(piece.text.trim_start(), piece.role) } else { piece });
        }
    }
    lines
}

fn of_side(flag: &Flag, side: Side) -> Vec<&Evidence> {
    flag.evidence.iter().filter(|piece| piece.side == Some(side)).collect()
}

/// Both sides as sums with their difference, when every term has a value.
pub fn equation(flag: &Flag, trying: Option<&Trying>, room: usize) -> Vec<Line> {
    let sides = [of_side(flag, Side::Left), of_side(flag, Side::Right)];
    let total = |pieces: &[&Evidence]| {
        let zero = (!pieces.is_empty()).then_some(Number::ZERO);
        pieces.iter().fold(zero, |sum, piece| sum?.checked_add(piece.value?))
    };
    let (Some(left), Some(right)) = (total(&sides[0]), total(&sides[1])) else { return Vec::new() };
    let difference = left.checked_add(right.negated());
    let cells: Vec<CellId> = flag.evidence.iter().filter_map(|piece| piece.cell).collect();
    let in_one_row = cells.len() > 1 && cells.windows(2).all(|pair| pair[0].row == pair[1].row);
    let names = side_names(sides[0].len(), sides[1].len());
    let terms = Terms { by_column: in_one_row, trying };
    let first = terms.side(names[0], &sides[0], left);
    let mut second = terms.side(names[1], &sides[1], right);
    if let Some(difference) = difference {
        let shown = if difference.is_negative() { difference.negated() } else { difference };
        second.push(span(format!("  {} ", strings::DIFFERENCE), Role::Dim));
        second.push(span(shown.to_string(), if shown.is_zero() { Role::Good } else { Role::Error }));
    }
    [first, second].into_iter().flat_map(|line| fold(line, room)).collect()
}

/// One number against several is a total and its parts; else they are the sides of an equation.
fn side_names(left: usize, right: usize) -> [&'static str; 2] {
    match (left, right) {
        (1, 2..) => [&strings::WHOLE, &strings::ITEMS],
        (2.., 1) => [&strings::ITEMS, &strings::WHOLE],
        _ => [&strings::LEFT, &strings::RIGHT],
    }
}

/// How the terms of a sum are written.
struct Terms<'a> {
    /// They stand in one row, so their columns tell them apart.
    by_column: bool,
    trying: Option<&'a Trying>,
}

impl Terms<'_> {
    fn side(&self, label: &str, pieces: &[&Evidence], sum: Number) -> Line {
        let mut line = vec![span(format!("{label}  "), Role::Dim)];
        let shown =
            |piece: &&&Evidence| pieces.len() <= MOST_TERMS || piece.value.is_some_and(|value| !value.is_zero());
        let terms: Vec<Span> = pieces.iter().filter(shown).map(|piece| self.term(piece)).collect();
        let several = pieces.len() > 1;
        for (n, term) in terms.into_iter().enumerate() {
            if n > 0 {
                line.push(span(" + ", Role::Dim));
            }
            line.push(term);
        }
        if several {
            line.push(span(format!(" = {sum}"), Role::Strong));
        }
        line
    }

    /// What a term is called and its value: `上年结转6`, or the words of the text, `68条`.
    fn term(&self, piece: &Evidence) -> Span {
        let value = piece.value.map(|value| value.to_string()).unwrap_or_default();
        match (piece.cell, &piece.quote) {
            (Some(cell), _) => {
                let name = if self.by_column { cell.col.name_zh() } else { cell.row.short_zh() };
                span(format!("{name}{}{value}", whatif::mark(self.trying, cell)), Role::Text)
            }
            (None, Some(quote)) => span(quote.clone(), Role::Text),
            (None, None) => span(value, Role::Text),
        }
    }
}

/// A row of an identity: the report it stands in (`None`: this one), and its side.
type Operand<'f> = (Option<&'f str>, Row, Side);

/// The rows of an identity, the columns that fail first, and a row of differences where both sides have
/// rows.
pub fn operand_rows(flag: &Flag, report: &Report, trying: Option<&Trying>, aside: &Aside<'_>) -> Vec<Line> {
    let pieces: Vec<(&Evidence, CellId, Side)> =
        flag.evidence.iter().filter_map(|piece| Some((piece, piece.cell?, piece.side?))).collect();
    let mut rows: Vec<Operand<'_>> = Vec::new();
    for (piece, cell, side) in &pieces {
        // A row that is its own sum has both sides on one line, which the equation shows.
        let id = piece.report.as_deref();
        if !rows.iter().any(|(other, row, _)| (*other, *row) == (id, cell.row)) {
            rows.push((id, cell.row, *side));
        }
    }
    let Some((_, first, _)) = pieces.first() else { return Vec::new() };
    let laid = grid::of(report, grid::Part::Form(first.table()));
    let row = laid.rows.iter().find(|row| row.cells.contains(&Place::Form(*first)));
    let places = row.iter().flat_map(|row| &row.cells).filter_map(|place| place.id());
    let mut cols: Vec<(Col, bool)> =
        places.map(|id| (id.col, pieces.iter().any(|(_, cell, _)| cell.col == id.col))).collect();
    cols.sort_by_key(|(_, failing)| !failing);
    Operands { rows, cols, report, trying, aside }.lines()
}

/// The figures of a table before 2019 with the labels they stand behind.
pub fn old_figures(flag: &Flag, report: &Report) -> Vec<Line> {
    let mut lines = Vec::new();
    for piece in flag.evidence.iter().filter(|piece| piece.cell.is_none() && piece.how.is_some() && piece.at.is_some())
    {
        let old = report.tables.old.iter().find_map(|row| {
            let cumulative = row.cumulative.as_ref().is_some_and(|cell| cell.at == piece.at);
            (cumulative || row.cell.at == piece.at).then_some((row, cumulative))
        });
        let Some((row, cumulative)) = old else { continue };
        let label = row.path.last().map_or("", String::as_str);
        let head = if cumulative { strings::CUMULATIVE } else { strings::THIS_YEAR };
        let value = piece.value.map(|value| value.to_string()).unwrap_or_default();
        lines.push(vec![
            span(columns::left(&columns::clip(label, OLD_LABEL - 1), OLD_LABEL), Role::Text),
            span(columns::left(&head, NAME), Role::Dim),
            span(value, Role::Strong),
        ]);
    }
    lines
}

/// Some rows of a table with what they differ by.
struct Operands<'a> {
    rows: Vec<Operand<'a>>,
    /// Each column and whether the flag is about it.
    cols: Vec<(Col, bool)>,
    report: &'a Report,
    trying: Option<&'a Trying>,
    aside: &'a Aside<'a>,
}

impl Operands<'_> {
    fn lines(&self) -> Vec<Line> {
        let shown = self.shown();
        if shown.is_empty() || shown.len() > MOST_ROWS {
            return Vec::new();
        }
        let name = |id: Option<&str>, row: Row| {
            format!("{}{}", id.map(|id| self.aside.year_of(id)).unwrap_or_default(), row.short_zh())
        };
        let names: Vec<String> = shown.iter().map(|(id, row, _)| name(*id, *row)).collect();
        let wide = names.iter().map(|name| columns::of(name) + 1).max().unwrap_or(NAME).clamp(NAME, WIDEST_NAME);
        let mut lines = vec![self.line(("", wide), &|col| (self.head(col).to_owned(), Role::Dim))];
        for ((id, row, _), name) in shown.iter().zip(&names) {
            lines.push(self.line((name, wide), &|col| self.value(*id, CellId::new(*row, col))));
        }
        // Where the other side is a number of the text, there is nothing in each column to differ from.
        if self.rows.iter().any(|(_, _, side)| *side != self.rows[0].2) {
            lines.push(self.line((&strings::DIFFERENCE, wide), &|col| match self.difference(col) {
                Some(difference) if difference.is_zero() => ("0".to_owned(), Role::Dim),
                Some(difference) => (difference.to_string(), Role::Error),
                None => ("?".to_owned(), Role::Dim),
            }));
        }
        lines
    }

    /// The rows that are shown: of many only those that are not zero where the sums differ.
    fn shown(&self) -> Vec<Operand<'_>> {
        let counts = |(id, row, _): &&Operand<'_>| {
            let mut failing = self.cols.iter().filter(|(_, failing)| *failing);
            failing.any(|(col, _)| !self.cell(*id, CellId::new(*row, *col)).is_some_and(is_zero))
        };
        let all = self.rows.iter();
        if self.rows.len() > MOST_ROWS { all.filter(counts).copied().collect() } else { all.copied().collect() }
    }

    fn cell(&self, id: Option<&str>, cell: CellId) -> Option<&Cell> {
        let report = id.map_or(Some(self.report), |id| self.aside.report(id))?;
        report.tables.cell(cell)
    }

    fn value(&self, id: Option<&str>, cell: CellId) -> (String, Role) {
        match self.trying.filter(|_| id.is_none()).and_then(|trying| trying.shown(cell)) {
            Some(tried) => (tried, Role::Notice),
            None => grid::show(self.cell(id, cell)),
        }
    }

    /// As many columns as fit.
    fn line(&self, (name, wide): (&str, usize), value: &dyn Fn(Col) -> (String, Role)) -> Line {
        let mut line = vec![span(columns::left(&columns::clip(name, wide), wide), Role::Dim)];
        let mut used = wide;
        for (col, failing) in &self.cols {
            let (text, role) = value(*col);
            let width = (columns::of(self.head(*col)) + 1).max(VALUE);
            used += width;
            if used > self.aside.room() {
                break;
            }
            let strong = *failing && role == Role::Text;
            line.push(span(columns::right(&text, width), if strong { Role::Strong } else { role }));
        }
        line
    }

    fn head(&self, col: Col) -> &'static str {
        head_of(col, self.cols.iter().map(|(col, _)| *col))
    }

    fn difference(&self, col: Col) -> Option<Number> {
        self.rows.iter().try_fold(Number::ZERO, |sum, (id, row, side)| {
            let value = self.cell(*id, CellId::new(*row, col))?.value?;
            sum.checked_add(if *side == Side::Left { value } else { value.negated() })
        })
    }
}

fn is_zero(cell: &Cell) -> bool {
    cell.value.is_some_and(Number::is_zero)
}

/// The head of a column in one word, in full where another column would have the same word.
pub fn head_of(col: Col, among: impl Iterator<Item = Col>) -> &'static str {
    let short = |col: Col| {
        let [upper, lower] = col.head_zh();
        if upper.is_empty() { lower } else { upper }
    };
    if among.filter(|other| short(*other) == short(col)).count() > 1 { col.name_zh() } else { short(col) }
}
