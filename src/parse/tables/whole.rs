//! Table 三 read by its lines: where it prints one line of values for each row of a form, the lines are
//! the rows, however the labels between them are torn.

use crate::model::form::{Col, Form, Row, Table};
use crate::parse::tables::bind::{Bound, Found, Page, Reading};
use crate::parse::tables::labels::Label;
use crate::parse::tables::ordinal::Ordinal;
use crate::parse::tables::rows;
use crate::parse::tables::runs::run_of;
use crate::parse::tables::sums::{columns_that_add_up, row_adds_up};
use crate::parse::tables::symbols::{Symbol, Token};
use crate::parse::tables::value::Value;

/// A line that prints values.
struct Line {
    item: u32,
    values: Vec<usize>,
    /// The last numbering before them.
    ordinal: Option<Ordinal>,
    /// Words or numbering stand on the line too.
    labelled: bool,
    /// Values alone on the lines behind it: digits that wrapped in their cells, or the number of a page.
    crumbs: bool,
}

/// The rows of table 三, where its lines are those of one form. `chosen` are its labels.
pub fn read(page: &Page<'_>, chosen: &[Label]) -> Option<Bound> {
    let first = chosen.first().filter(|_| page.table == Table::T3)?;
    let run = run_of(page.runs, first.first).filter(|run| chosen.iter().all(|label| label.first < run.end))?;
    let cols = (page.cols)(first);
    let lines = lines(page, run.first..run.end, cols.len())?;
    let form = [Form::F2019, Form::F2021].into_iter().find(|form| rows_of(*form).len() == lines.len())?;
    let rows = rows_of(form);
    let is_known = |label: &Label| rows.contains(&label.row);
    if !chosen.iter().all(is_known) || !agree(page.symbols, chosen, &lines, &rows) {
        return None;
    }
    let readings: Vec<Reading> =
        lines.iter().zip(&rows).map(|(line, row)| reading(page.symbols, chosen, line, (*row, cols))).collect();
    let full: Vec<(Row, Vec<Value>)> = readings.iter().filter_map(values).collect();
    let (right, wrong) = columns_that_add_up(&full, cols.len());
    let proven = full.len() < rows.len() || right >= wrong;
    (proven && full.len() * 2 > rows.len()).then_some(Bound { readings, ..Bound::default() })
}

fn rows_of(form: Form) -> Vec<Row> {
    form.table(Table::T3).map(|table| table.rows().map(|spec| spec.row).collect()).unwrap_or_default()
}

fn values(reading: &Reading) -> Option<(Row, Vec<Value>)> {
    match &reading.found {
        Found::Cells(cells) => Some((reading.label.row, cells.iter().copied().collect::<Option<_>>()?)),
        _ => None,
    }
}

/// The lines of values in a stretch; `None` where cells do not stand line by line.
fn lines(page: &Page<'_>, range: std::ops::Range<usize>, cells: usize) -> Option<Vec<Line>> {
    let mut lines: Vec<Line> = Vec::new();
    let mut at = range.start;
    let stretch = page.symbols.get(range)?;
    for symbols in stretch.chunk_by(|a, b| a.item == b.item) {
        let from = at;
        at += symbols.len();
        let values: Vec<usize> = (from..at).filter(|n| page.symbols[*n].value().is_some()).collect();
        let Some(start) = values.first() else { continue };
        let before = page.symbols.get(from..*start).unwrap_or_default();
        let ordinal = before.iter().rev().find_map(|symbol| match symbol.token {
            Token::Ordinal(ordinal) => Some(ordinal),
            _ => None,
        });
        let labelled = symbols.iter().any(|symbol| !matches!(symbol.token, Token::Value(_) | Token::Blank));
        if values.len() < cells && !labelled {
            lines.last_mut()?.crumbs = true;
            continue;
        }
        if values.len() > cells {
            return None;
        }
        lines.push(Line { item: symbols.first()?.item, values, ordinal, labelled, crumbs: false });
    }
    Some(lines)
}

/// Whether the labels and the numbering that stand on the lines are those of the rows.
fn agree(symbols: &[Symbol], chosen: &[Label], lines: &[Line], rows: &[Row]) -> bool {
    let on_line = |label: &Label, line: &Line| symbols[label.first].item == line.item && line.labelled;
    lines.iter().zip(rows).all(|(line, row)| {
        let labels = chosen.iter().filter(|label| on_line(label, line));
        let numbered = line.ordinal.filter(|ordinal| matches!(ordinal, Ordinal::Digit(_) | Ordinal::DigitBrackets(_)));
        labels.clone().all(|label| label.row == *row)
            && numbered.is_none_or(|ordinal| rows::ordinal(*row).is_some_and(|own| own.is_like(ordinal)))
    })
}

fn reading(symbols: &[Symbol], chosen: &[Label], line: &Line, (row, cols): (Row, &'static [Col])) -> Reading {
    let first = line.values.first().copied().unwrap_or_default();
    let label = chosen.iter().find(|label| label.row == row).copied().unwrap_or_else(|| Label::lost(first, row));
    let values: Vec<Value> = line.values.iter().filter_map(|n| symbols[*n].value().copied()).collect();
    let sound = values.len() == cols.len() && values.iter().all(Value::is_sound);
    let whole = sound && (!line.crumbs || row_adds_up(&values, cols) == Some(true));
    let found = if whole { Found::Cells(values.into_iter().map(Some).collect()) } else { Found::Unplaced(values) };
    Reading { label, cols, found }
}
