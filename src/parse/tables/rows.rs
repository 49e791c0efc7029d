//! What the forms say of a row, both forms put together: its place, its numbering, its columns.

use std::sync::LazyLock;

use crate::model::form::{Col, Form, Row, RowSpec, Table, TableSpec};
use crate::parse::fold::{fold, is_mark};
use crate::parse::tables::ordinal::Ordinal;

struct Known {
    ordinal: Option<Ordinal>,
    letters: Vec<char>,
    cols: [Option<&'static [Col]>; 2],
}

/// The forms that have tables of rows.
pub const FORMS: [Form; 2] = [Form::F2019, Form::F2021];

/// What is known of every row, by its number; rows outside the forms have no entry.
fn all() -> &'static [Option<Known>] {
    static ALL: LazyLock<Vec<Option<Known>>> = LazyLock::new(|| {
        let mut all: Vec<Option<Known>> = Row::ALL.iter().map(|_| None).collect();
        for (n, form) in FORMS.iter().enumerate() {
            for spec in form.tables().iter().flat_map(TableSpec::rows) {
                let entry = all[spec.row as usize].get_or_insert_with(|| first_seen(spec));
                entry.cols[n] = Some(spec.cols);
            }
        }
        all
    });
    &ALL
}

fn known(row: Row) -> Option<&'static Known> {
    all().get(row as usize)?.as_ref()
}

fn first_seen(spec: &RowSpec) -> Known {
    Known { ordinal: Ordinal::of_form(spec.number), letters: letters(spec.label), cols: [None, None] }
}

/// The folded letters of a text, marks and spaces left out.
pub fn letters(text: &str) -> Vec<char> {
    text.chars().map(fold).filter(|c| !is_mark(*c) && !c.is_whitespace()).collect()
}

/// The numbering the forms print before a row.
pub fn ordinal(row: Row) -> Option<Ordinal> {
    known(row)?.ordinal
}

/// The folded letters of the official label.
pub fn label(row: Row) -> &'static [char] {
    known(row).map_or(&[], |known| &known.letters)
}

/// The columns of a row in a form; those of the other form where this one lacks the row.
pub fn cols(row: Row, form: Form) -> &'static [Col] {
    let Some(known) = known(row) else { return &[] };
    let n = usize::from(form == Form::F2021);
    known.cols[n].or(known.cols[1 - n]).unwrap_or(&[])
}

/// Whether both forms give the row the same columns.
pub fn is_settled(row: Row) -> bool {
    known(row).is_some_and(|known| match known.cols {
        [Some(old), Some(new)] => old == new,
        _ => true,
    })
}

/// The rows of a table in either form, in the order of the forms.
pub fn rows_of(table: Table) -> impl Iterator<Item = Row> {
    Row::ALL.iter().copied().filter(move |row| known(*row).is_some() && row.table() == table)
}

/// Whether a table of this form has the row.
pub fn has(form: Form, row: Row) -> bool {
    known(row).is_some_and(|known| known.cols[usize::from(form == Form::F2021)].is_some())
}
