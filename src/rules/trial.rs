//! What if a cell held another number: numbers tried in a copy of a report, and the flags that go and
//! come by them. Nothing is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::cell::{Cell, How, Number};
use crate::model::flag::Flag;
use crate::model::form::CellId;
use crate::model::report::Report;
use crate::rules::run::Outcome;

/// Numbers tried in cells of a report; a cell may be tried without a value, too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trial {
    cells: BTreeMap<CellId, Option<Number>>,
}

impl Trial {
    /// Tries a number in a cell, `None` for no value.
    pub fn put(&mut self, cell: CellId, value: Option<Number>) {
        self.cells.insert(cell, value);
    }

    /// Tries nothing in a cell any more.
    pub fn take(&mut self, cell: CellId) {
        self.cells.remove(&cell);
    }

    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// What is tried in a cell; `None` where nothing is.
    pub fn get(&self, cell: CellId) -> Option<Option<Number>> {
        self.cells.get(&cell).copied()
    }

    /// The tried cells in the order of the forms.
    pub fn cells(&self) -> impl Iterator<Item = (CellId, Option<Number>)> + '_ {
        self.cells.iter().map(|(cell, value)| (*cell, *value))
    }

    /// The report as it would be.
    pub fn apply(&self, report: &Report) -> Report {
        let mut report = report.clone();
        for (id, value) in &self.cells {
            let before = report.tables.cells.get(id);
            let (at, unit) = before.map_or((None, None), |cell| (cell.at, cell.unit.clone()));
            let how = Some(if value.is_some() { How::Read } else { How::Blank });
            report.tables.cells.insert(*id, Cell { value: *value, how, at, unit, ..Cell::default() });
        }
        report
    }
}

impl FromIterator<(CellId, Option<Number>)> for Trial {
    fn from_iter<I: IntoIterator<Item = (CellId, Option<Number>)>>(cells: I) -> Self {
        Self { cells: cells.into_iter().collect() }
    }
}

/// What a trial does to the flags of a report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Fingerprints of the flags that the report has and the trial has not.
    pub gone: BTreeSet<String>,
    /// Flags that only the trial has.
    pub come: Vec<Flag>,
    /// Flags of both that tell of other numbers in the trial, as they are there.
    pub changed: Vec<Flag>,
}

/// Compares the flags of a report with those of the report as it would be. A flag is the same where its
/// fingerprint is, which is made of places and not of numbers.
pub fn difference(report: &Report, trial: &Trial, check: &dyn Fn(&Report) -> Outcome) -> Difference {
    let (before, after) = (check(report).flags, check(&trial.apply(report)).flags);
    let of_before: BTreeMap<&str, &Flag> = before.iter().map(|flag| (flag.fingerprint.as_str(), flag)).collect();
    let left: BTreeSet<&str> = after.iter().map(|flag| flag.fingerprint.as_str()).collect();
    let gone = before.iter().map(|flag| &flag.fingerprint).filter(|name| !left.contains(name.as_str())).cloned();
    let mut difference = Difference { gone: gone.collect(), ..Difference::default() };
    for flag in &after {
        match of_before.get(flag.fingerprint.as_str()) {
            None => difference.come.push(flag.clone()),
            Some(old) if old.message != flag.message => difference.changed.push(flag.clone()),
            Some(_) => {}
        }
    }
    difference
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::form::{Col, Form, Row};
    use crate::rules::draft::{check_all, complete};

    fn unbalanced() -> Report {
        complete(Form::F2021)
            .row(Row::NewReceived, [118, 0, 0, 0, 0, 0, 118])
            .row(Row::CarriedIn, [6, 0, 0, 0, 0, 0, 6])
            .row(Row::Granted, [121, 0, 0, 0, 0, 0, 121])
            .row(Row::HandledTotal, [121, 0, 0, 0, 0, 0, 121])
            .row(Row::CarriedOut, [2, 0, 0, 0, 0, 0, 2])
            .build()
    }

    fn tried(cells: &[(Row, Col, &str)]) -> Difference {
        let trial = cells.iter().map(|(row, col, text)| (CellId::new(*row, *col), Number::parse(text))).collect();
        difference(&unbalanced(), &trial, &check_all)
    }

    fn rules(flags: &[Flag]) -> Vec<&str> {
        flags.iter().map(|flag| flag.rule).collect()
    }

    #[test]
    fn a_tried_number_takes_flags_away_and_brings_others() {
        let nothing = tried(&[]);
        assert_eq!(nothing, Difference::default());
        let one = tried(&[(Row::CarriedOut, Col::Total, "3")]);
        assert_eq!((one.gone.len(), rules(&one.come)), (1, vec!["T3-ROW"]));
        let both = tried(&[(Row::CarriedOut, Col::Total, "3"), (Row::CarriedOut, Col::NaturalPerson, "3")]);
        assert_eq!((both.gone.len(), rules(&both.come), both.changed.len()), (2, vec![], 0));
        let other = tried(&[(Row::CarriedOut, Col::Total, "9"), (Row::CarriedOut, Col::NaturalPerson, "9")]);
        assert_eq!((other.gone.len(), other.come.len(), rules(&other.changed)), (0, 0, vec!["T3-BAL", "T3-BAL"]));
    }

    #[test]
    fn a_cell_may_be_tried_without_a_value() {
        let blank = tried(&[(Row::CarriedOut, Col::Total, "")]);
        assert_eq!((blank.gone.len(), rules(&blank.come)), (1, vec!["S-CELL-BLANK"]));
        let mut trial = Trial::default();
        let cell = CellId::new(Row::Granted, Col::Total);
        assert!(trial.is_empty() && trial.get(cell).is_none());
        trial.put(cell, None);
        assert_eq!((trial.get(cell), trial.cells().count()), (Some(None), 1));
        let report = unbalanced();
        let place = |report: &Report| report.tables.cell(cell).and_then(|cell| cell.at);
        assert_eq!(place(&trial.apply(&report)), place(&report));
        trial.take(cell);
        assert_eq!(trial.apply(&report), report);
    }
}
