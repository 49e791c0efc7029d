//! Readings to cells, grids and notes: the last step, where nothing is decided any more.

use std::collections::BTreeSet;

use crate::model::cell::{Cell, How};
use crate::model::form::{CellId, Col, Form, RESULTS, Row, Table};
use crate::model::note::{Note, NoteCode};
use crate::model::printed::BY_REMARK;
use crate::model::report::{Grid, GridRow, GridStatus, Span};
use crate::parse::tables::bind::{Bound, Found, Page, Reading};
use crate::parse::tables::disputes::Disputes;
use crate::parse::tables::glued::Glued;
use crate::parse::tables::grids::{self, Part};
use crate::parse::tables::labels::Label;
use crate::parse::tables::runs::Run;
use crate::parse::tables::symbols::Symbol;
use crate::parse::tables::value::Value;
use crate::parse::tables::{TablesFound, rows, runs};

/// As many lines without a row are told of: a hostile file has more.
const MOST_ORPHANS: usize = 50;
/// The cells of a form, and room for those that sites add.
const MOST_CELLS: usize = 240;

/// What has been read so far.
pub struct Store<'a> {
    pub source: &'a str,
    pub symbols: &'a [Symbol],
    pub runs: &'a [Run],
    pub found: TablesFound,
    /// The cells read, put into their order at the end; of two for one place the later one stays.
    cells: Vec<(CellId, Cell)>,
    /// Symbols that rows of tables 二 and 三 hold.
    taken: Vec<bool>,
}

impl<'a> Store<'a> {
    pub fn new(source: &'a str, symbols: &'a [Symbol], runs: &'a [Run]) -> Self {
        let (found, taken) = (TablesFound::default(), vec![false; symbols.len()]);
        Self { source, symbols, runs, found, cells: Vec::with_capacity(MOST_CELLS), taken }
    }

    pub fn taken(&self) -> &[bool] {
        &self.taken
    }

    pub fn note(&mut self, code: NoteCode, message: String, at: Option<Span>) {
        self.found.notes.push(Note::new(code, message, at));
    }

    /// Stores the rows of table 二 or 三.
    pub fn rows(&mut self, page: &Page<'_>, bound: &Bound) {
        let form = self.found.form;
        let table = page.table;
        let mut parts = grids::parts(page, bound);
        for (part, readings) in &mut parts {
            for reading in readings.iter().map(|at| &bound.readings[*at]) {
                part.rows.extend(self.row(reading));
                part.cover(self.extent(reading));
            }
        }
        let mut loose = self.twice(&bound.twice);
        loose.extend(self.orphans(page.table, &bound.orphans));
        for row in loose {
            let at = row.at.map_or(0, |at| at.start);
            let near = parts.iter_mut().rev().find(|(part, _)| part.at.is_some_and(|place| place.start <= at));
            if let Some((part, _)) = near {
                part.rows.push(row);
            } else if let Some((part, _)) = parts.first_mut() {
                part.rows.insert(0, row);
            }
        }
        for (part, _) in parts {
            let grid = self.grid(table, form, part);
            self.found.grids.push(grid);
        }
    }

    /// Rows printed again with other values: the first ones are stored.
    fn twice(&mut self, twice: &[Reading]) -> Vec<GridRow> {
        let mut rows = Vec::new();
        for reading in twice {
            let Found::Cells(values) = &reading.found else { continue };
            let values: Vec<Value> = values.iter().flatten().copied().collect();
            let row = self.grid_row(reading, &values);
            let id = reading.label.row;
            self.note(
                NoteCode::RowTwice,
                format!("{}·{}:原文有两行,数不同", id.table().short_zh(), id.short_zh()),
                row.at,
            );
            rows.push(row);
        }
        rows
    }

    /// Lines of values that no row of the form claims.
    fn orphans(&mut self, table: Table, orphans: &[Vec<usize>]) -> Vec<GridRow> {
        let mut rows = Vec::new();
        for line in orphans.iter().take(MOST_ORPHANS) {
            let values: Vec<Value> = line.iter().filter_map(|n| self.symbols[*n].value().copied()).collect();
            let at = values.iter().map(|value| value.at).reduce(Span::cover);
            let label = line.first().and_then(|first| grids::label_before(self.source, self.symbols, *first));
            let (code, message) = match &label {
                Some(label) => (NoteCode::UnknownRow, format!("{}:“{label}”不是格式规定的行", table.short_zh())),
                None => (NoteCode::RowMismatch, format!("{}:{}个数没有对应的行", table.short_zh(), values.len())),
            };
            self.note(code, message, at);
            let tokens = tokens(self.source, &values);
            rows.push(GridRow { label: label.unwrap_or_default(), at, tokens, ..GridRow::default() });
        }
        rows
    }

    /// Stores the cells of a row; gives back what a grid keeps of it.
    fn row(&mut self, reading: &Reading) -> Option<GridRow> {
        let row = reading.label.row;
        match &reading.found {
            Found::Cells(values) => {
                for (col, value) in reading.cols.iter().zip(values) {
                    self.cell(row, *col, value.as_ref());
                }
                self.odd_label(reading, values)
            }
            Found::Surplus(values) => {
                for (col, value) in reading.cols.iter().zip(values) {
                    self.cell(row, *col, Some(value));
                }
                Some(self.mismatch(row, reading, values))
            }
            Found::Unplaced(values) => {
                self.unplaced(row, reading.cols);
                Some(self.mismatch(row, reading, values))
            }
            Found::Glued(glued) => Some(self.glued(row, reading, glued)),
            Found::Nothing => None,
        }
    }

    /// The row where its label is in no words the forms or known variants of them print.
    fn odd_label(&self, reading: &Reading, values: &[Option<Value>]) -> Option<GridRow> {
        let first = &self.symbols[reading.label.first];
        let known = first.term().is_some_and(|term| term.rows.contains(&reading.label.row));
        let lost = first.value().is_some();
        (!known && !lost).then(|| self.grid_row(reading, &values.iter().flatten().copied().collect::<Vec<_>>()))
    }

    /// Stores a row of digits that ran together.
    fn glued(&mut self, row: Row, reading: &Reading, glued: &Glued) -> GridRow {
        match &glued.values {
            Some(values) => self.inferred(row, reading.cols, values, &glued.by),
            None => self.unplaced(row, reading.cols),
        }
        let mut grid_row = self.grid_row(reading, &glued.tokens);
        grid_row.candidates.clone_from(&glued.candidates);
        let name = format!("{}·{}", row.table().short_zh(), row.short_zh());
        self.run_together(&name, glued, grid_row.at);
        grid_row
    }

    fn inferred(&mut self, row: Row, cols: &[Col], values: &[Value], by: &[&str]) {
        for (col, value) in cols.iter().zip(values) {
            let by = by.iter().map(|code| (*code).to_owned()).collect();
            let cell = Cell { how: Some(How::Inferred), by, ..value.cell(*col, self.source) };
            self.cells.push((CellId::new(row, *col), cell));
        }
    }

    fn run_together(&mut self, name: &str, glued: &Glued, at: Option<Span>) {
        let printed = glued.tokens.iter().map(|token| token.at.of(self.source).unwrap_or_default());
        let printed = printed.collect::<Vec<_>>().join(" ");
        let (found, by) = (glued.candidates.len(), glued.by.join("、"));
        let message = match (&glued.values, found) {
            (Some(_), _) if glued.by.contains(&BY_REMARK) => {
                format!("{name}:“{printed}”中有一格散在表外,依其括注归位")
            }
            (Some(_), _) if glued.by.is_empty() => format!("{name}:“{printed}”数字连写,只有一种分法"),
            (Some(_), _) => format!("{name}:“{printed}”数字连写,依{by}分开"),
            (None, 0) => format!("{name}:“{printed}”数字连写,分法过多,未取"),
            (None, _) => format!("{name}:“{printed}”数字连写,有{found}种分法,未取"),
        };
        self.note(NoteCode::RunTogether, message, at);
    }

    fn unplaced(&mut self, row: Row, cols: &[Col]) {
        for col in cols {
            self.cells.push((CellId::new(row, *col), Cell::null(How::Unplaced)));
        }
    }

    fn cell(&mut self, row: Row, col: Col, value: Option<&Value>) {
        let id = CellId::new(row, col);
        let mut cell = value.map_or_else(|| Cell::null(How::Blank), |value| value.cell(col, self.source));
        if let (None, None, Some(raw)) = (cell.value, cell.how, &cell.raw) {
            let message = format!("{}·{}:“{raw}”不是数", row.short_zh(), col.name_zh());
            self.note(NoteCode::OddValue, message, cell.at);
        }
        if cell.value.is_some() && cell.unit.is_none() && !col.is_count() {
            cell.unit = cell.at.and_then(|at| grids::unit_above(self.source, self.symbols, at, col)).map(str::to_owned);
        }
        self.cells.push((id, cell));
    }

    fn mismatch(&mut self, row: Row, reading: &Reading, values: &[Value]) -> GridRow {
        let grid_row = self.grid_row(reading, values);
        let name = format!("{}·{}", row.table().short_zh(), row.short_zh());
        let message = match (values.len(), reading.cols.len()) {
            (0, _) => format!("{name}:分不清哪些数属于本行"),
            (found, cells) if found == cells => format!("{name}:其后{found}个数未必属于本行"),
            (found, cells) => format!("{name}:{cells}格,原文{found}个数"),
        };
        self.note(NoteCode::RowMismatch, message, grid_row.at);
        grid_row
    }

    fn grid_row(&self, reading: &Reading, values: &[Value]) -> GridRow {
        let label = self.label_span(&reading.label);
        let at = values.iter().fold(label, |at, value| at.cover(value.at));
        GridRow {
            id: Some(reading.label.row),
            label: self.printed(label),
            at: Some(at),
            tokens: tokens(self.source, values),
            candidates: Vec::new(),
        }
    }

    fn label_span(&self, label: &Label) -> Span {
        let last = self.symbols[label.last].at;
        let first = label.first.checked_sub(1).map(|n| &self.symbols[n]);
        let numbered = first.filter(|s| matches!(s.token, crate::parse::tables::symbols::Token::Ordinal(_)));
        numbered.unwrap_or(&self.symbols[label.first]).at.cover(last)
    }

    /// The text at a place with white space and line ends drawn together.
    fn printed(&self, at: Span) -> String {
        grids::printed(self.source, at)
    }

    /// Everything a row is printed with; its symbols are taken from now on.
    fn extent(&mut self, reading: &Reading) -> Span {
        let mut at = self.label_span(&reading.label);
        for n in reading.label.first..=reading.label.last {
            self.taken[n] = true;
        }
        let take = |value: &Value| {
            at = at.cover(value.at);
            let n = self.symbols.partition_point(|symbol| symbol.at.start < value.at.start);
            if let Some(taken) = self.taken.get_mut(n) {
                *taken = true;
            }
        };
        match &reading.found {
            Found::Cells(values) => values.iter().flatten().for_each(take),
            Found::Surplus(values) | Found::Unplaced(values) => values.iter().for_each(take),
            Found::Glued(glued) => glued.tokens.iter().for_each(take),
            Found::Nothing => {}
        }
        at
    }

    fn grid(&mut self, table: Table, form: Option<Form>, part: Part) -> Grid {
        let lost = part.rows.is_empty() && part.labels == 0;
        if lost {
            let message = format!("{}只有标题,没有数据", table.short_zh());
            self.note(NoteCode::TableLost, message, part.at);
        } else if part.first && part.header.is_none() {
            self.note(NoteCode::HeadLost, format!("{}没有表头,各列只凭位置", table.short_zh()), part.at);
        }
        Grid {
            table: Some(table),
            form,
            at: part.at,
            status: if lost { GridStatus::CaptionOnly } else { GridStatus::Read },
            caption: part.caption,
            corner_note: (table == Table::T3 && part.first).then_some(part.corner),
            header: part.header,
            rows: part.rows,
        }
    }

    /// Marks the rows of a form that a table lacks, where there is a table. A row whose label stands
    /// anywhere else in the text is not known to be missing.
    pub fn absent(&mut self, table: Table, form: Option<Form>) {
        let Some(form) = form else { return };
        let mut printed = vec![false; Row::ALL.len()];
        self.cells.iter().for_each(|(id, _)| printed[id.row as usize] = true);
        let rows = || rows::rows_of(table).filter(|row| rows::has(form, *row));
        let missing = || rows().filter(|row| !printed[*row as usize]);
        if missing().next().is_none() || rows().all(|row| !printed[row as usize]) {
            return;
        }
        let label = |n: usize| {
            let term = self.symbols[n].term().filter(|term| term.heads.is_empty() && !term.group)?;
            runs::is_free(self.symbols, n).then_some(term)
        };
        let labels = (0..self.symbols.len()).filter_map(label);
        let elsewhere: BTreeSet<Row> = labels.flat_map(|term| term.rows.iter().copied()).collect();
        self.found.tables.absent.extend(missing().filter(|row| !elsewhere.contains(row)));
    }

    /// Stores table 四.
    pub fn disputes(&mut self, disputes: &Disputes) {
        let mut part = grids::disputes_part(self.source, self.symbols, disputes.first..disputes.end);
        for (row, found) in &disputes.groups {
            match found {
                Found::Cells(values) => {
                    for (id, value) in Disputes::cells(*row).zip(values) {
                        self.cell(id.row, id.col, value.as_ref());
                    }
                    part.labels += 1;
                }
                Found::Unplaced(values) | Found::Surplus(values) => {
                    self.unplaced(*row, RESULTS);
                    part.rows.extend(self.loose_disputes(values));
                    part.labels += 1;
                }
                Found::Glued(glued) => {
                    self.glued_disputes(&[*row], glued, &mut part);
                    part.labels += 1;
                }
                Found::Nothing => {}
            }
        }
        if let Some(glued) = &disputes.glued {
            self.glued_disputes(&Disputes::rows().collect::<Vec<_>>(), glued, &mut part);
        }
        let form = self.found.form;
        let grid = self.grid(Table::T4, form, part);
        self.found.grids.push(grid);
    }

    /// Stores groups of table 四 whose digits ran together.
    fn glued_disputes(&mut self, rows: &[Row], glued: &Glued, part: &mut Part) {
        for (n, row) in rows.iter().enumerate() {
            match glued.values.as_ref().and_then(|values| values.chunks(RESULTS.len()).nth(n)) {
                Some(five) => self.inferred(*row, RESULTS, five, &glued.by),
                None => self.unplaced(*row, RESULTS),
            }
        }
        let at = glued.tokens.iter().map(|value| value.at).reduce(Span::cover);
        self.run_together("表四", glued, at);
        let candidates = glued.candidates.clone();
        part.rows.push(GridRow { at, tokens: tokens(self.source, &glued.tokens), candidates, ..GridRow::default() });
    }

    fn loose_disputes(&mut self, values: &[Value]) -> Option<GridRow> {
        let at = values.iter().map(|value| value.at).reduce(Span::cover)?;
        self.note(NoteCode::RowMismatch, format!("表四:15格,原文{}个数", values.len()), Some(at));
        Some(GridRow { at: Some(at), tokens: tokens(self.source, values), ..GridRow::default() })
    }

    pub fn finish(mut self) -> TablesFound {
        self.found.tables.cells = std::mem::take(&mut self.cells).into_iter().collect();
        self.found.covered = self.covered();
        self.found.grids.sort_by_key(|grid| grid.at);
        self.found.notes.sort_by_key(|note| note.at);
        self.found
    }
}

impl Store<'_> {
    /// Where tables stand: the grids, and the whole of the runs they stand in, which hold no sentence.
    fn covered(&self) -> Vec<Span> {
        let grids: Vec<Span> = self.found.grids.iter().filter_map(|grid| grid.at).collect();
        let spans = self.runs.iter().filter_map(|run| {
            let (first, last) = (self.symbols.get(run.first)?, self.symbols.get(run.end.checked_sub(1)?)?);
            Some(first.at.cover(last.at))
        });
        let used = spans.filter(|run| grids.iter().any(|grid| grid.start < run.end && run.start < grid.end));
        let mut all: Vec<Span> = used.chain(grids.iter().copied()).collect();
        all.sort_unstable();
        all.dedup_by(|next, last| {
            let meets = next.start <= last.end;
            if meets {
                *last = last.cover(*next);
            }
            meets
        });
        all
    }
}

fn tokens(source: &str, values: &[Value]) -> Vec<(String, usize, usize)> {
    let token = |value: &Value| (value.at.of(source).unwrap_or_default().to_owned(), value.at.start, value.at.end);
    values.iter().map(token).collect()
}
