//! The columns that a printed table has: those of the form, and those that sites add or mix.

use crate::model::form::{APPLICANTS, Col, Form, Table};
use crate::parse::tables::edition;
use crate::parse::tables::labels::Label;
use crate::parse::tables::rows;
use crate::parse::tables::runs::{Run, run_of};
use crate::parse::tables::symbols::{Symbol, Token};

/// Table 三 with the sum of the legal persons behind them, and before them.
const SUM_LAST: &[Col] = &[
    Col::NaturalPerson,
    Col::Commercial,
    Col::Research,
    Col::Social,
    Col::LegalService,
    Col::OtherOrg,
    Col::Org,
    Col::Total,
];
const SUM_FIRST: &[Col] = &[
    Col::NaturalPerson,
    Col::Org,
    Col::Commercial,
    Col::Research,
    Col::Social,
    Col::LegalService,
    Col::OtherOrg,
    Col::Total,
];

/// What heads the column that adds up the legal persons.
pub const SUM_HEAD: &str = "小计";

/// The columns of table 三, by the heads above its first row.
pub fn of_requests(symbols: &[Symbol], runs: &[Run], labels: &[Label]) -> &'static [Col] {
    let Some(first) = labels.first().map(|label| label.first) else { return APPLICANTS };
    let start = run_of(runs, first).map_or(0, |run| run.first);
    let is_sum = |n: &usize| symbols[*n].term().is_some_and(|term| term.word == SUM_HEAD);
    let Some(sum) = (start..first).find(is_sum).filter(|n| symbols[n + 1].value().is_none()) else { return APPLICANTS };
    let next = symbols.get(sum + 1..first).unwrap_or_default().iter().find(|symbol| symbol.token != Token::Blank);
    let heads = next.and_then(Symbol::term).map_or(&[][..], |term| &term.heads);
    if heads.contains(&(Table::T3, Some(Col::Commercial))) { SUM_FIRST } else { SUM_LAST }
}

/// The columns of a row of table 二: those of the heads above it, in a table that mixes forms.
pub fn in_block(symbols: &[Symbol], runs: &[Run], label: &Label, form: Option<Form>) -> &'static [Col] {
    let run = run_of(runs, label.first).filter(|_| !rows::is_settled(label.row));
    let block = run.and_then(|run| edition::of_block(symbols, run, label.first));
    rows::cols(label.row, block.or(form).unwrap_or(Form::F2021))
}
