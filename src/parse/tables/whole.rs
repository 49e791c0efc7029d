//! Table 三 read by its lines: where it prints one line of values for each row of a form, the lines are
//! the rows, however the labels between them are torn.

use crate::model::form::{Col, Form, Row, Table};
use crate::parse::tables::bind::{Bound, Found, Page, Reading};
use crate::parse::tables::labels::Label;
use crate::parse::tables::ordinal::Ordinal;
use crate::parse::tables::rows;
use crate::parse::tables::runs::{Run, ordinal_before};
use crate::parse::tables::sums::{Printed, row_adds_up};
use crate::parse::tables::symbols::{Symbol, Token};
use crate::parse::tables::value::Value;

/// Values that follow each other on a line.
struct Line {
    item: u32,
    values: Vec<usize>,
    /// The last numbering before them on the line.
    ordinal: Option<Ordinal>,
    /// It is the only one on its line.
    only: bool,
    /// Values alone on the lines behind it: digits that wrapped in their cells, or the number of a page.
    crumbs: bool,
}

impl Line {
    fn first(&self) -> usize {
        self.values.first().copied().unwrap_or_default()
    }
}

/// The rows of table 三, where its lines are those of one form. `chosen` are its labels.
pub fn read(page: &Page<'_>, chosen: &[Label]) -> Option<Bound> {
    let run = only_run(page, chosen)?;
    let cols = (page.cols)(&Label::lost(run.first, Row::NewReceived));
    let lines = lines(page, run.first..run.end, cols.len())?;
    let form = [Form::F2019, Form::F2021].into_iter().find(|form| rows_of(*form).count() == lines.len())?;
    let rows: Vec<Row> = rows_of(form).collect();
    if !agree(page.symbols, chosen, &lines, &rows) {
        return None;
    }
    let readings: Vec<Reading> =
        lines.iter().zip(&rows).map(|(line, row)| reading(page.symbols, chosen, line, (*row, cols))).collect();
    let mut full = Printed::of(cols, rows.len());
    for reading in &readings {
        if let Found::Cells(cells) = &reading.found {
            full.push(reading.label.row, cells.iter().flatten());
        }
    }
    let columns = full.columns_that_add_up();
    let proven = full.rows() < rows.len() || columns.right + columns.half >= columns.wrong;
    (proven && full.rows() * 2 > rows.len()).then_some(Bound { readings, ..Bound::default() })
}

/// Whether rows are read beyond doubt, so that neither their lines nor their sums can tell better: all rows
/// of a form in its order, made of all values of the table in the order printed, and they add up.
pub fn is_certain(page: &Page<'_>, chosen: &[Label], bound: &Bound) -> bool {
    let Some(run) = only_run(page, chosen) else { return false };
    let rows = || bound.readings.iter().map(|reading| reading.label.row);
    let cols = bound.readings.first().map_or(&[][..], |reading| reading.cols);
    if ![Form::F2019, Form::F2021].into_iter().any(|form| rows().eq(rows_of(form))) {
        return false;
    }
    let mut values = page.symbols.get(run.first..run.end).unwrap_or_default().iter().filter_map(Symbol::value);
    let mut printed = Printed::of(cols, bound.readings.len());
    for reading in &bound.readings {
        let Found::Cells(cells) = &reading.found else { return false };
        let in_order = |cell: &Option<Value>| cell.is_some_and(|cell| values.next().is_some_and(|v| v.at == cell.at));
        if cells.len() != cols.len() || !cells.iter().all(in_order) {
            return false;
        }
        printed.push(reading.label.row, cells.iter().flatten());
    }
    values.next().is_none() && printed.add_up()
}

/// The only run of table 三, which holds all of its labels.
pub fn only_run<'a>(page: &Page<'a>, chosen: &[Label]) -> Option<&'a Run> {
    let mut runs = page.runs.iter().filter(|run| page.table == Table::T3 && run.holds(Table::T3));
    let run = match chosen.first() {
        Some(label) => runs.find(|run| (run.first..run.end).contains(&label.first)),
        None => runs.next().filter(|_| runs.next().is_none()),
    };
    run.filter(|run| chosen.iter().all(|label| label.first < run.end))
}

/// The rows of table 三 in a form.
pub fn rows_of(form: Form) -> impl Iterator<Item = Row> {
    form.table(Table::T3).into_iter().flat_map(|table| table.rows().map(|spec| spec.row))
}

/// The lines of values in a stretch; `None` where cells do not stand line by line.
fn lines(page: &Page<'_>, range: std::ops::Range<usize>, cells: usize) -> Option<Vec<Line>> {
    let mut lines: Vec<Line> = Vec::new();
    let mut at = range.start;
    for symbols in page.symbols.get(range)?.chunk_by(|a, b| a.item == b.item) {
        let from = at;
        at += symbols.len();
        let is_cell = |symbol: &Symbol| matches!(symbol.token, Token::Value(_) | Token::Blank);
        let labelled = !symbols.iter().all(is_cell);
        let known = lines.len();
        let mut n = from;
        for part in symbols.chunk_by(|a, b| is_cell(a) == is_cell(b)) {
            let values: Vec<usize> = (n..n + part.len()).filter(|n| page.symbols[*n].value().is_some()).collect();
            let before = page.symbols.get(from..n).unwrap_or_default();
            n += part.len();
            if values.is_empty() {
                continue;
            }
            if values.len() < cells && !labelled {
                lines.last_mut()?.crumbs = true;
            } else if values.len() > cells {
                return None;
            } else {
                let ordinal = before.iter().rev().take_while(|symbol| symbol.value().is_none()).find_map(ordinal);
                lines.push(Line { item: part.first()?.item, values, ordinal, only: true, crumbs: false });
            }
        }
        let several = lines.len() > known + 1;
        lines.get_mut(known..)?.iter_mut().for_each(|line| line.only = !several);
    }
    Some(lines)
}

fn ordinal(symbol: &Symbol) -> Option<Ordinal> {
    match symbol.token {
        Token::Ordinal(ordinal) => Some(ordinal),
        _ => None,
    }
}

/// Whether the label right before the `first` value of a line, if one is, is that of the row.
pub fn is_led(symbols: &[Symbol], first: usize, row: Row) -> bool {
    let Some(n) = first.checked_sub(1).filter(|n| symbols[*n].item == symbols[first].item) else { return true };
    let Some(term) = symbols[n].term() else { return true };
    // A word as short as 其他 is its label only with its number.
    let number = ordinal_before(symbols, n);
    let numbered = |row: &Row| number.zip(rows::ordinal(*row)).is_some_and(|(number, own)| number.is_like(own));
    let is_label = term.rows.iter().any(|row| row.table() == Table::T3 && (term.is_long() || numbered(row)));
    !is_label || term.rows.contains(&row)
}

/// Whether a label stands between the values of the rows above and below its own, which is the one `at`.
/// `firsts` are the first values of all rows.
pub fn is_near(label: &Label, at: usize, firsts: &[usize]) -> bool {
    let behind = at.checked_sub(1).and_then(|above| firsts.get(above)).is_none_or(|above| *above < label.last);
    behind && firsts.get(at + 1).is_none_or(|below| label.first < *below)
}

/// Whether the labels and the numbering stand at the lines of their rows: on them, or between the lines
/// before and behind.
fn agree(symbols: &[Symbol], chosen: &[Label], lines: &[Line], rows: &[Row]) -> bool {
    let numbered = lines.iter().zip(rows).all(|(line, row)| {
        if !is_led(symbols, line.first(), *row) {
            return false;
        }
        let number = line.ordinal.filter(|ordinal| matches!(ordinal, Ordinal::Digit(_) | Ordinal::DigitBrackets(_)));
        number.is_none_or(|number| rows::ordinal(*row).is_some_and(|own| own.is_like(number)))
    });
    let firsts: Vec<usize> = lines.iter().map(Line::first).collect();
    let near = |label: &Label| {
        let Some(at) = rows.iter().position(|row| *row == label.row) else { return false };
        let on_line = lines.iter().find(|line| line.only && line.item == symbols[label.first].item);
        is_near(label, at, &firsts) && on_line.is_none_or(|line| line.first() == lines[at].first())
    };
    numbered && chosen.iter().all(near)
}

fn reading(symbols: &[Symbol], chosen: &[Label], line: &Line, (row, cols): (Row, &'static [Col])) -> Reading {
    let label = chosen.iter().find(|label| label.row == row).copied().unwrap_or_else(|| Label::lost(line.first(), row));
    let values: Vec<Value> = line.values.iter().filter_map(|n| symbols[*n].value().copied()).collect();
    let sound = values.len() == cols.len() && values.iter().all(Value::is_sound);
    let whole = sound && (!line.crumbs || row_adds_up(&values, cols) == Some(true));
    let found = if whole { Found::Cells(values.into_iter().map(Some).collect()) } else { Found::Unplaced(values) };
    Reading { label, cols, found }
}
