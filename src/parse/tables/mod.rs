//! The three tables of the forms since 2019, read from the stream by the words the forms print. Knows
//! no container and no layout: a layout is a way to tear labels and to order values.

mod bind;
mod choose;
mod columns;
mod cuts;
mod disputes;
mod edition;
mod flow;
mod gaps;
mod glued;
mod glyphs;
mod grids;
mod labels;
pub mod old;
mod order;
pub mod ordinal;
mod remarks;
mod rows;
mod runs;
mod store;
mod sums;
pub mod symbols;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod torn_tests;
mod units;
mod value;
mod variants;
mod vocabulary;
mod whole;

use crate::model::form::{Col, Form, Row, Table};
use crate::model::note::{Note, NoteCode};
use crate::model::report::{Grid, Span, Tables};
use crate::parse::blocks::Stream;
use crate::parse::tables::bind::{Bound, Found, Page};
use crate::parse::tables::disputes::Disputes;
use crate::parse::tables::edition::Votes;
use crate::parse::tables::labels::Label;
use crate::parse::tables::runs::Run;
use crate::parse::tables::store::Store;
use crate::parse::tables::symbols::Symbol;

/// What the tables of a report say.
#[derive(Debug, Clone, Default)]
pub struct TablesFound {
    pub tables: Tables,
    pub grids: Vec<Grid>,
    /// The form by the labels of table 二, else by those of (六)其他处理.
    pub form: Option<Form>,
    pub notes: Vec<Note>,
    /// The places that the tables cover, in order and apart, so that they are not text.
    pub covered: Vec<Span>,
}

/// Reads the tables of a report.
pub fn read(source: &str, stream: &Stream<'_>, symbols: &[Symbol]) -> TablesFound {
    let runs = runs::runs(symbols);
    let votes = Votes::count(symbols, &runs);
    let requests = labelled(source, symbols, &runs, Table::T3);
    let form = votes.form().or_else(|| form_of_rows(&requests.chosen));
    let mut store = Store::new(source, symbols, &runs);
    store.found.form = form;
    if votes.is_mixed() {
        store.note(NoteCode::MixedForm, "表二兼有两种格式的标题".to_owned(), None);
    }
    let proactive = labelled(source, symbols, &runs, Table::T2);
    let cols = |label: &Label| columns::in_block(symbols, &runs, label, form);
    bind_table(&mut store, stream, Table::T2, &proactive, &cols);
    let own_form = form_of_rows(&requests.chosen).or(form);
    let applicants = columns::of_requests(symbols, &runs, &requests.chosen);
    bind_table(&mut store, stream, Table::T3, &requests, &|_| applicants);
    if own_form.zip(form).is_some_and(|(own, form)| own != form) {
        store.note(NoteCode::MixedForm, "表三(六)与表二的格式不同".to_owned(), None);
    }
    store.absent(Table::T2, form);
    store.absent(Table::T3, own_form);
    let mut disputes: Vec<Disputes> = Vec::new();
    for run in runs.iter().filter(|run| run.holds(Table::T4)).take(MOST_DISPUTES) {
        disputes.extend(Disputes::read(source, symbols, run, store.taken()));
    }
    if let Some(best) = disputes.iter().find(|table| table.is_read()).or(disputes.first()) {
        store.disputes(best);
    }
    store.finish()
}

/// As many places are tried for table 四.
const MOST_DISPUTES: usize = 8;

/// The labels of one table: those that are its rows, and those out of order.
struct Labelled {
    chosen: Vec<Label>,
    others: Vec<Label>,
}

fn labelled(source: &str, symbols: &[Symbol], runs: &[Run], table: Table) -> Labelled {
    let all = labels::candidates(source, symbols, runs, table);
    let mut chosen = labels::chain(&all);
    let mut rest = chosen.iter().peekable();
    let mut others: Vec<Label> =
        all.into_iter().filter(|label| rest.next_if(|next| *next == label).is_none()).collect();
    drop_group_label(symbols, &mut chosen);
    if chosen.iter().any(|label| Row::PARTS_OF_OTHER.contains(&label.row)) {
        others.retain(|label| label.row != Row::Other);
    }
    Labelled { chosen, others }
}

fn bind_table(
    store: &mut Store<'_>,
    stream: &Stream<'_>,
    table: Table,
    found: &Labelled,
    cols: &dyn Fn(&Label) -> &'static [Col],
) {
    let page = Page { cols, source: store.source, stream, symbols: store.symbols, runs: store.runs, table };
    let mut bound = bind::bind(&page, &found.chosen, &found.others);
    distrust_group_label(&mut bound);
    let proven = || whole::read(&page, &found.chosen).or_else(|| flow::read(&page, &found.chosen));
    if table == Table::T3
        && !whole::is_certain(&page, &found.chosen, &bound)
        && let Some(mut proven) = proven()
    {
        glued::cut_rows(page.source, page.symbols, table, &mut proven.readings);
        bound = if bound.is_like(&proven) { bound } else { proven };
    }
    remarks::put_back(&page, &mut bound);
    store.rows(&page, &bound);
}

/// (六)其他处理 right before one of its rows is their group, not a row.
fn drop_group_label(symbols: &[Symbol], chosen: &mut Vec<Label>) {
    let group = chosen.windows(2).position(|pair| {
        let between = symbols.get(pair[0].last..pair[1].first).unwrap_or_default();
        let empty = between.iter().all(|symbol| symbol.value().is_none());
        empty && pair[0].row == Row::Other && Row::PARTS_OF_OTHER.contains(&pair[1].row)
    });
    if let Some(group) = group {
        chosen.remove(group);
    }
}

/// Values behind (六)其他处理 in a table that has its rows belong to a row whose label is lost.
fn distrust_group_label(bound: &mut Bound) {
    if !bound.readings.iter().any(|reading| Row::PARTS_OF_OTHER.contains(&reading.label.row)) {
        return;
    }
    for reading in bound.readings.iter_mut().filter(|reading| reading.label.row == Row::Other) {
        let values = match std::mem::replace(&mut reading.found, Found::Nothing) {
            Found::Cells(cells) => cells.into_iter().flatten().collect(),
            Found::Surplus(values) | Found::Unplaced(values) => values,
            Found::Glued(glued) => glued.tokens,
            Found::Nothing => Vec::new(),
        };
        reading.found = Found::Unplaced(values);
    }
}

fn form_of_rows(labels: &[Label]) -> Option<Form> {
    let has = |row: Row| labels.iter().any(|label| label.row == row);
    if has(Row::OtherNoCorrection) || has(Row::OtherUnpaidFee) {
        Some(Form::F2021)
    } else if has(Row::Other) {
        Some(Form::F2019)
    } else {
        None
    }
}
