//! Table 三 printed as a flow of values, row by row in one place and column by column in another, as
//! printers of PDF text leave it. Proven by counts and sums, or not read.

use std::ops::Range;

use crate::model::form::{Col, Form, Row};
use crate::parse::tables::bind::{Bound, Found, Page, Reading};
use crate::parse::tables::labels::Label;
use crate::parse::tables::sums::{Printed, count, counts_add_up, most_wrong};
use crate::parse::tables::symbols::Symbol;
use crate::parse::tables::whole::{is_led, is_near, only_run, rows_of};

/// Values that follow each other without a word or a gap.
type Chunk = Vec<usize>;

/// Rows as symbols.
type Rows = Vec<Vec<usize>>;

/// As many ways to cut a flow are tried.
const MOST_WAYS: usize = 256;

/// The rows of table 三, where the table prints as many values as a form has cells and they can be cut
/// into rows in one way that adds up. `chosen` are its labels.
pub fn read(page: &Page<'_>, chosen: &[Label]) -> Option<Bound> {
    let run = only_run(page, chosen)?;
    let cols = (page.cols)(&Label::lost(run.first, Row::NewReceived));
    let chunks = chunks(page, run.first..run.end)?;
    let values: usize = chunks.iter().map(Vec::len).sum();
    let form = [Form::F2019, Form::F2021].into_iter().find(|form| rows_of(*form).count() * cols.len() == values)?;
    let rows: Vec<Row> = rows_of(form).collect();
    if chosen.iter().any(|label| !rows.contains(&label.row)) {
        return None;
    }
    let mut ways = Ways { symbols: page.symbols, cols, rows: rows.len(), found: Vec::new(), steps: 0 };
    ways.cut(&chunks, &mut Vec::new(), (0, 0));
    let flow = only_way(page, ways.found, &rows, cols)?;
    (follows(&flow, chosen, &rows) && !is_shuffled(page, &flow, chosen, &rows))
        .then(|| bound(page, chosen, &flow, (&rows, cols)))
}

/// The values of a stretch; `None` where one of them may be none.
fn chunks(page: &Page<'_>, range: Range<usize>) -> Option<Vec<Chunk>> {
    let mut chunks: Vec<Chunk> = Vec::new();
    for n in range.filter(|n| page.symbols[*n].value().is_some()) {
        page.symbols[n].value().filter(|value| value.is_sound())?;
        let joins = |last: usize| {
            let (from, to) = (page.symbols[last].item as usize, page.symbols[n].item as usize);
            let between = page.stream.items().get(from + 1..=to).unwrap_or_default();
            last + 1 == n && !between.iter().any(|item| item.gap)
        };
        match chunks.last_mut().filter(|chunk| chunk.last().is_some_and(|last| joins(*last))) {
            Some(chunk) => chunk.push(n),
            None => chunks.push(vec![n]),
        }
    }
    Some(chunks)
}

/// The ways to cut chunks into rows of which not too many are wrong.
struct Ways<'a> {
    symbols: &'a [Symbol],
    cols: &'static [Col],
    rows: usize,
    found: Vec<Rows>,
    steps: usize,
}

impl Ways<'_> {
    /// Goes on with rows of which the first `known` have `wrong` ones among them.
    fn cut(&mut self, rest: &[Chunk], rows: &mut Rows, (known, wrong): (usize, usize)) {
        self.steps += 1;
        if self.steps > 20 * MOST_WAYS || self.found.len() >= MOST_WAYS || rows.len() > self.rows {
            return;
        }
        let wrong = wrong + rows.iter().skip(known).filter(|row| self.is_wrong(row)).count();
        if wrong > most_wrong(self.rows) {
            return;
        }
        let Some(first) = rest.first() else {
            if rows.len() == self.rows {
                self.found.push(rows.clone());
            }
            return;
        };
        let known = rows.len();
        if let Some(len) = self.rows_first(rest) {
            let flat: Vec<usize> = rest.iter().take(len).flatten().copied().collect();
            rows.extend(flat.chunks(self.cols.len()).map(<[usize]>::to_vec));
            self.cut(rest.get(len..).unwrap_or_default(), rows, (known, wrong));
            rows.truncate(known);
        }
        let columns =
            rest.get(..self.cols.len()).filter(|columns| columns.iter().all(|column| column.len() == first.len()));
        if let Some(columns) = columns.filter(|_| first.len() > 1) {
            rows.extend((0..first.len()).map(|n| columns.iter().map(|column| column[n]).collect()));
            self.cut(rest.get(self.cols.len()..).unwrap_or_default(), rows, (known, wrong));
            rows.truncate(known);
        }
    }

    /// As many chunks make the next whole rows.
    fn rows_first(&self, rest: &[Chunk]) -> Option<usize> {
        let mut values = 0;
        for (n, chunk) in rest.iter().enumerate() {
            values += chunk.len();
            if values % self.cols.len() == 0 {
                return Some(n + 1);
            }
            if values > self.cols.len() {
                return None;
            }
        }
        None
    }
}

impl Ways<'_> {
    /// Whether a row prints anything but zeros and does not add up.
    fn is_wrong(&self, row: &[usize]) -> bool {
        let counts = row.iter().map(|n| self.symbols.get(*n).and_then(Symbol::value).and_then(count));
        counts.clone().any(|count| count != Some(0)) && counts_add_up(counts, self.cols) != Some(true)
    }
}

/// The way in which the sums of rows and columns hold; `None` where several hold and differ.
fn only_way(page: &Page<'_>, ways: Vec<Rows>, rows: &[Row], cols: &'static [Col]) -> Option<Rows> {
    let value = |n: &usize| page.symbols[*n].value().copied();
    let adds_up = |way: &Rows| {
        let mut printed = Printed::of(cols, rows.len());
        for (row, symbols) in rows.iter().zip(way) {
            printed.push(*row, symbols.iter().filter_map(|n| page.symbols[*n].value()));
        }
        printed.add_up()
    };
    let kinds = |way: &Rows| -> Vec<_> { way.iter().flatten().filter_map(value).map(|value| value.kind).collect() };
    let mut held = ways.into_iter().filter(adds_up);
    let first = held.next()?;
    let printed = kinds(&first);
    held.all(|way| kinds(&way) == printed).then_some(first)
}

/// Whether the rows printed right behind a label, or those right before one, are the label's own.
fn follows(flow: &Rows, chosen: &[Label], rows: &[Row]) -> bool {
    let own = |label: &Label| rows.iter().position(|row| *row == label.row);
    let is_row = |row: &Vec<usize>| row.windows(2).all(|pair| pair[0] < pair[1]);
    let behind = chosen.iter().all(|label| {
        let next = flow.iter().position(|row| row.first() == Some(&(label.last + 1)) && is_row(row));
        next.is_none_or(|next| own(label) == Some(next))
    });
    let before = chosen.iter().all(|label| {
        let last = flow.iter().position(|row| row.last().is_some_and(|last| last + 1 == label.first) && is_row(row));
        last.is_none_or(|last| own(label) == Some(last))
    });
    behind || before
}

/// Whether rows stand on lines of their own and not near their labels: a printer sorted lines that are
/// nearly as high, and which label is whose cannot be told.
fn is_shuffled(page: &Page<'_>, flow: &Rows, chosen: &[Label], rows: &[Row]) -> bool {
    let on_line =
        |row: &Vec<usize>| row.windows(2).all(|pair| page.symbols[pair[0]].item == page.symbols[pair[1]].item);
    let firsts: Vec<usize> = flow.iter().filter_map(|row| row.first().copied()).collect();
    let astray = |label: &Label| {
        let at = rows.iter().position(|row| *row == label.row);
        at.is_none_or(|at| !is_near(label, at, &firsts))
    };
    let led = |(row, symbols): (&Row, &Vec<usize>)| symbols.first().is_none_or(|n| is_led(page.symbols, *n, *row));
    flow.iter().any(on_line) && (chosen.iter().any(astray) || !rows.iter().zip(flow).all(led))
}

fn bound(page: &Page<'_>, chosen: &[Label], flow: &Rows, (rows, cols): (&[Row], &'static [Col])) -> Bound {
    let reading = |(row, symbols): (&Row, &Vec<usize>)| {
        let known = chosen.iter().find(|label| label.row == *row).copied();
        let first = symbols.first().copied().unwrap_or_default();
        let cells = symbols.iter().map(|n| page.symbols[*n].value().copied()).collect();
        Reading { label: known.unwrap_or_else(|| Label::lost(first, *row)), cols, found: Found::Cells(cells) }
    };
    let mut readings: Vec<Reading> = rows.iter().zip(flow).map(reading).collect();
    readings.sort_by_key(|reading| reading.label.first);
    Bound { readings, ..Bound::default() }
}
