//! The figures of an agency's year in the tables since 2019: all sums come out, and what one year
//! leaves the next takes over. They depend on nothing but agency and year, so that a report need not
//! know the one before it.

use std::collections::BTreeMap;

use crate::model::agency::{AgencyKind, Level};
use crate::model::form::{APPLICANTS, CellId, Col, Form, RESULTS, Row, Table, TableSpec};
use crate::synth::dice::Dice;
use crate::synth::office::Office;

/// Cells by their place in the form. Amounts are in hundredths of 万元.
pub type Cells = BTreeMap<CellId, i64>;

/// What an agency has to report on: a year.
#[derive(Debug, Clone, Copy)]
pub struct Filing<'a> {
    pub seed: u64,
    /// Number of the agency.
    pub number: u64,
    pub office: &'a Office,
    pub year: u16,
}

impl Filing<'_> {
    /// Dice of this year for one purpose.
    pub fn dice(&self, purpose: u64) -> Dice {
        Dice::of(&[self.seed, self.number, u64::from(self.year), purpose])
    }

    /// The same agency in another year.
    fn at(self, year: u16) -> Self {
        Self { year, ..self }
    }
}

const CARRIED: u64 = 1;
const HANDLED: u64 = 2;
const DISPUTED: u64 = 3;
const DOCUMENTS: u64 = 4;
const DECIDED: u64 = 5;

/// All cells of the form of the year; none before 2019.
pub fn cells(filing: Filing<'_>) -> Cells {
    let form = Form::of_year(filing.year);
    let mut cells = Cells::new();
    if form.tables().is_empty() {
        return cells;
    }
    requests(filing, form, &mut cells);
    disputes(filing, form, &mut cells);
    documents(filing, &mut cells);
    decisions(filing, form, &mut cells);
    cells
}

/// The sum of a row over the applicants or results that make it up.
fn with_total(cells: &mut Cells, row: Row, cols: &[Col]) {
    let sum = cols.iter().filter(|col| **col != Col::Total).filter_map(|col| cells.get(&CellId::new(row, *col))).sum();
    cells.insert(CellId::new(row, Col::Total), sum);
}

/// What a year leaves to the next, by applicant.
fn carried_out(filing: Filing<'_>) -> [i64; 6] {
    let mut dice = filing.dice(CARRIED);
    let most = filing.office.size / 12;
    let mut left = [0; 6];
    let now_and_then = i64::from(dice.once_in(6));
    left[0] = dice.between(0, most.max(now_and_then));
    left[1] = dice.between(0, most / 4);
    left
}

/// Table 三.
fn requests(filing: Filing<'_>, form: Form, cells: &mut Cells) {
    let before = carried_out(filing.at(filing.year - 1));
    let after = carried_out(filing);
    let spec = form.table(Table::T3);
    let rows: Vec<Row> = spec.into_iter().flat_map(TableSpec::rows).map(|spec| spec.row).collect();
    let leaves: Vec<Row> = rows.iter().copied().filter(|row| row.is_outcome()).collect();
    for row in &rows {
        cells.extend(APPLICANTS.iter().map(|col| (CellId::new(*row, *col), 0)));
    }
    let mut dice = filing.dice(HANDLED);
    let total = dice.between(filing.office.size / 2, filing.office.size + filing.office.size / 2);
    let step = 1 + total / 300;
    for _ in 0..total / step {
        let row = leaves.get(outcome(&mut dice).min(leaves.len() - 1)).copied().unwrap_or(Row::Granted);
        let col = APPLICANTS.get(applicant(&mut dice)).copied().unwrap_or(Col::NaturalPerson);
        *cells.entry(CellId::new(row, col)).or_default() += dice.between(1, step);
    }
    for (at, col) in APPLICANTS.iter().copied().filter(|col| *col != Col::Total).enumerate() {
        let [before, after] = [before, after].map(|counts| counts.get(at).copied().unwrap_or(0));
        let sum = |cells: &Cells| leaves.iter().filter_map(|row| cells.get(&CellId::new(*row, col))).sum::<i64>();
        // What was there before was dealt with or is still there.
        let lacking = (before - after - sum(cells)).max(0);
        *cells.entry(CellId::new(Row::Granted, col)).or_default() += lacking;
        let handled = sum(cells);
        for (row, value) in [
            (Row::CarriedIn, before),
            (Row::CarriedOut, after),
            (Row::HandledTotal, handled),
            (Row::NewReceived, handled + after - before),
        ] {
            cells.insert(CellId::new(row, col), value);
        }
    }
    for row in rows {
        with_total(cells, row, APPLICANTS);
    }
}

/// The place of an outcome among those of the form.
fn outcome(dice: &mut Dice) -> usize {
    match dice.below(100) {
        0..45 => 0,
        45..55 => 1,
        55..80 => 10 + dice.place(2),
        _ => dice.place(23),
    }
}

/// The place of an applicant.
fn applicant(dice: &mut Dice) -> usize {
    match dice.below(100) {
        0..82 => 0,
        82..94 => 1,
        _ => 2 + dice.place(4),
    }
}

/// Table 四.
fn disputes(filing: Filing<'_>, form: Form, cells: &mut Cells) {
    let mut dice = filing.dice(DISPUTED);
    let most = filing.office.size / 25;
    for spec in form.table(Table::T4).into_iter().flat_map(TableSpec::rows) {
        for (col, part) in RESULTS.iter().zip([1, 4, 4, 6]) {
            let count = if dice.once_in(2) { 0 } else { dice.between(0, most / part) };
            cells.insert(CellId::new(spec.row, *col), count);
        }
        with_total(cells, spec.row, RESULTS);
    }
}

/// Documents that became valid and that ceased to be in a year.
fn documents_of(filing: Filing<'_>) -> [i64; 2] {
    let mut dice = filing.dice(DOCUMENTS);
    let most = most_documents(filing.office);
    [dice.between(0, most), if filing.year < 2021 { 0 } else { dice.between(0, most / 2) }]
}

fn most_documents(office: &Office) -> i64 {
    match (office.agency.level, office.agency.kind) {
        (Some(Level::Township), _) | (_, Some(AgencyKind::PublicInstitution | AgencyKind::Vertical)) => 0,
        (_, Some(AgencyKind::GovernmentAggregate)) => 12,
        _ => 3,
    }
}

/// The rows of documents in table 二: what is valid now is what was, with what came and less what went.
fn documents(filing: Filing<'_>, cells: &mut Cells) {
    let most = most_documents(filing.office);
    // So many that no year can take away what is not there.
    let start = most * 6 + i64::from(most > 0);
    let stock =
        (2019..=filing.year).map(|past| documents_of(filing.at(past))).fold(start, |n, [new, old]| n + new - old);
    let [new, old] = documents_of(filing);
    let row = Row::NormativeDocuments;
    let put = |cells: &mut Cells, row, values: [(Col, i64); 3]| {
        cells.extend(values.map(|(col, value)| (CellId::new(row, col), value)));
    };
    if filing.year < 2021 {
        put(cells, Row::Regulations, [(Col::MadeNew, 0), (Col::DisclosedNew, 0), (Col::DisclosedTotal, 0)]);
        put(cells, row, [(Col::MadeNew, new), (Col::DisclosedNew, new), (Col::DisclosedTotal, stock)]);
    } else {
        put(cells, Row::Regulations, [(Col::Issued, 0), (Col::Repealed, 0), (Col::InForce, 0)]);
        put(cells, row, [(Col::Issued, new), (Col::Repealed, old), (Col::InForce, stock)]);
    }
}

/// What the lists of powers hold in the year of 2018, and by how much they changed in a year.
fn items(filing: Filing<'_>, row: Row) -> i64 {
    filing.dice(0x17e5 + row as u64).between(-3, 3)
}

/// What an agency counts in a row, year after year.
fn usual(filing: Filing<'_>, row: Row, size: i64) -> i64 {
    Dice::of(&[filing.seed, filing.number, row as u64]).between(size, size * 9)
}

/// A count that is not far from what is usual.
fn about(usual: i64, dice: &mut Dice) -> i64 {
    usual * dice.between(80, 125) / 100
}

/// The other rows of table 二.
fn decisions(filing: Filing<'_>, form: Form, cells: &mut Cells) {
    let mut dice = filing.dice(DECIDED);
    let kind = filing.office.agency.kind;
    let acts = !matches!(kind, Some(AgencyKind::PublicInstitution | AgencyKind::GovernmentOffice));
    let size = if acts { filing.office.size + 6 } else { 0 };
    for spec in form.table(Table::T2).into_iter().flat_map(TableSpec::rows) {
        for col in spec.cols {
            let value = match col {
                Col::PrevYearItems => {
                    24 + (2019..filing.year).map(|past| items(filing.at(past), spec.row)).sum::<i64>()
                }
                Col::Change => items(filing, spec.row),
                Col::Decisions => about(usual(filing, spec.row, size), &mut dice).max(size.min(1)),
                Col::ProjectCount => dice.between(1, 40),
                Col::TotalAmount => about(900 * (filing.office.size + 3), &mut dice),
                Col::AmountWan if acts => about(usual(filing, spec.row, 50 * size), &mut dice),
                Col::AmountWan => 0,
                _ => continue,
            };
            cells.insert(CellId::new(spec.row, *col), value);
        }
    }
}

/// A cell as it is printed.
pub fn printed(id: CellId, value: i64) -> String {
    let hundredths = |value: i64| format!("{}.{:02}", value / 100, value % 100);
    match id.col {
        Col::Change if value < 0 => format!("减{}", -value),
        Col::Change if value > 0 => format!("增{value}"),
        Col::TotalAmount => format!("{}万元", hundredths(value)),
        Col::AmountWan if value > 0 => hundredths(value),
        _ => value.to_string(),
    }
}

/// The total of a row; 0 where the form has no such row.
pub fn total(cells: &Cells, row: Row) -> i64 {
    cells.get(&CellId::new(row, Col::Total)).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synth::office::office;

    #[test]
    fn sums_come_out_and_years_follow_on_one_another() {
        for number in 0..60 {
            let office = office(11, number);
            for year in 2019..=2024 {
                let filing = Filing { seed: 11, number, office: &office, year };
                let (now, next) = (cells(filing), cells(filing.at(filing.year + 1)));
                for col in APPLICANTS {
                    let of = |row| now.get(&CellId::new(row, *col)).copied().unwrap_or(0);
                    let leaves = Row::ALL.iter().copied().filter(|row| row.is_outcome());
                    assert_eq!(of(Row::HandledTotal), leaves.map(of).sum::<i64>());
                    let balance =
                        [of(Row::NewReceived) + of(Row::CarriedIn), of(Row::HandledTotal) + of(Row::CarriedOut)];
                    assert_eq!(balance[0], balance[1]);
                    assert_eq!(of(Row::CarriedOut), next[&CellId::new(Row::CarriedIn, *col)]);
                }
                assert!(now.values().zip(now.keys()).all(|(value, id)| *value >= 0 || id.col == Col::Change));
            }
        }
    }

    #[test]
    fn every_cell_of_the_form_has_a_figure() {
        let office = office(2, 24);
        for year in [2013, 2018, 2020, 2021] {
            let form = Form::of_year(year);
            let wanted = form.tables().iter().flat_map(TableSpec::cells).count();
            assert_eq!(cells(Filing { seed: 2, number: 24, office: &office, year }).len(), wanted);
        }
    }
}
