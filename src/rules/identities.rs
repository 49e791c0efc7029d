//! The arithmetic of tables 三 and 四 as data: which cells add up to which. The rules check the same
//! identities and speak of them; a hint and a what-if need them all at once.

use crate::model::form::{APPLICANTS, CellId, Col, Form, RESULTS, Row, Table};
use crate::model::report::Report;
use crate::rules::facts::Facts;
use crate::rules::subject::Subject;
use crate::rules::table_three::{is_sixth, rows_printed, sixth};

/// The cells of the left side add up to the same as those of the right side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The rule that checks it.
    pub rule: &'static str,
    /// A printed total, or 一 and 二; a flag of the rule stands at the first.
    pub left: Vec<CellId>,
    pub right: Vec<CellId>,
}

impl Identity {
    pub(crate) fn cells(&self) -> impl Iterator<Item = CellId> + '_ {
        self.left.iter().chain(&self.right).copied()
    }

    /// 1 for a cell of the left side, -1 for one of the right side.
    pub(crate) fn sign(&self, cell: CellId) -> i64 {
        if self.left.contains(&cell) { 1 } else { -1 }
    }

    /// By how much the left side is more, where every cell has a value.
    pub(crate) fn excess(&self, value: &dyn Fn(CellId) -> Option<i64>) -> Option<i64> {
        self.cells().try_fold(0_i64, |sum, cell| sum.checked_add(value(cell)?.checked_mul(self.sign(cell))?))
    }
}

/// Every identity of the tables a report prints.
pub(crate) fn identities(report: &Report) -> Vec<Identity> {
    let facts = Facts::default();
    let subject = Subject::new(report, &facts);
    let spoken_of = subject.form().is_none_or(|form| matches!(form, Form::F2019 | Form::F2021));
    let mut all = Vec::new();
    if spoken_of && report.tables.has(Table::T3) {
        all.extend(rows_printed(&subject).into_iter().map(|row| total_of("T3-ROW", row, APPLICANTS)));
        all.extend(APPLICANTS.iter().filter_map(|col| outcomes(report, *col)));
        all.extend(APPLICANTS.iter().map(|col| balance(*col)));
    }
    if spoken_of && report.tables.has(Table::T4) {
        all.extend(Row::DISPUTES.into_iter().map(|row| total_of("T4-SUM", row, RESULTS)));
    }
    all
}

fn total_of(rule: &'static str, row: Row, cols: &[Col]) -> Identity {
    let parts = cols.iter().filter(|col| **col != Col::Total);
    Identity {
        rule,
        left: vec![CellId::new(row, Col::Total)],
        right: parts.map(|col| CellId::new(row, *col)).collect(),
    }
}

/// (七) and the outcomes it adds up, where it can be told which rows stand for (六).
fn outcomes(report: &Report, col: Col) -> Option<Identity> {
    let common = Form::F2021.table(Table::T3).into_iter().flat_map(|table| table.rows().map(|spec| spec.row));
    let rows = common.filter(|row| row.is_outcome() && !is_sixth(*row)).chain(sixth(report)?);
    Some(Identity {
        rule: "T3-SUM7",
        left: vec![CellId::new(Row::HandledTotal, col)],
        right: rows.map(|row| CellId::new(row, col)).collect(),
    })
}

fn balance(col: Col) -> Identity {
    let cells = |rows: [Row; 2]| rows.map(|row| CellId::new(row, col)).to_vec();
    Identity {
        rule: "T3-BAL",
        left: cells([Row::NewReceived, Row::CarriedIn]),
        right: cells([Row::HandledTotal, Row::CarriedOut]),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::model::cell::{Cell, How};
    use crate::model::report::Span;
    use crate::rules::draft::{check_all, complete};

    proptest! {
        #[test]
        fn they_are_what_the_rules_check(
            form in prop::sample::select(&[Form::F2019, Form::F2021][..]),
            changes in prop::collection::vec((any::<prop::sample::Index>(), prop::option::weighted(0.9, 0_i64..4)), 0..9),
        ) {
            let mut report = complete(form).build();
            let cells: Vec<CellId> = report.tables.cells.keys().copied().collect();
            for (at, value) in changes {
                let cell = value.map_or(Cell::null(How::Blank), |value| Cell::read(value.into(), Span::new(0, 1)));
                report.tables.cells.insert(cells[at.index(cells.len())], cell);
            }
            let value = |id| report.tables.cell(id)?.value?.integer();
            let fails = |identity: &&Identity| identity.excess(&value).is_some_and(|excess| excess != 0);
            let all = identities(&report);
            let failing: BTreeSet<_> =
                all.iter().filter(fails).map(|i| (i.rule, i.cells().collect::<Vec<_>>())).collect();
            let rules = ["T3-ROW", "T3-SUM7", "T3-BAL", "T4-SUM"];
            let raised = check_all(&report).flags.into_iter().filter(|flag| rules.contains(&flag.rule));
            let raised: BTreeSet<_> =
                raised.map(|flag| (flag.rule, flag.evidence.iter().filter_map(|e| e.cell).collect::<Vec<_>>())).collect();
            prop_assert_eq!(failing, raised);
        }
    }
}
