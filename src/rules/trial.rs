//! What if a cell held another number: numbers tried in a copy of a report, and the flags that go and
//! come by them, there and in the reports that are compared with it. Nothing is written.

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

/// What a trial does to the flags of a report, of the one that is tried or of one compared with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Fingerprints of the flags that the report has and the trial has not.
    pub gone: BTreeSet<String>,
    /// Flags that only the trial has.
    pub come: Vec<Flag>,
    /// Flags of both that tell of other numbers in the trial, as they are there.
    pub changed: Vec<Flag>,
}

/// What a trial does to a report that is looked at by itself.
#[cfg(test)]
pub(crate) fn difference(report: &Report, trial: &Trial, check: &dyn Fn(&Report) -> Outcome) -> Difference {
    between(&check(report).flags, &check(&trial.apply(report)).flags)
}

/// What a trial of the first of some reports, which are compared with each other, does to each of them, in
/// their order.
pub fn differences(
    reports: &mut [Report],
    trial: &Trial,
    check: &dyn Fn(&[Report]) -> Vec<Outcome>,
) -> Vec<Difference> {
    let before = check(reports);
    if let Some(tried) = reports.first_mut() {
        *tried = trial.apply(tried);
    }
    before.iter().zip(check(reports)).map(|(before, after)| between(&before.flags, &after.flags)).collect()
}

/// What became of some flags. A flag is the same where its fingerprint is, which is made of places and
/// not of numbers.
fn between(before: &[Flag], after: &[Flag]) -> Difference {
    let of_before: BTreeMap<&str, &Flag> = before.iter().map(|flag| (flag.fingerprint.as_str(), flag)).collect();
    let left: BTreeSet<&str> = after.iter().map(|flag| flag.fingerprint.as_str()).collect();
    let gone = before.iter().map(|flag| &flag.fingerprint).filter(|name| !left.contains(name.as_str())).cloned();
    let mut difference = Difference { gone: gone.collect(), ..Difference::default() };
    for flag in after {
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
    use crate::rules::across::tests::of_year;
    use crate::rules::corpus::check_reports;
    use crate::rules::draft::{Draft, check_all, complete};
    use crate::rules::selection::Selection;

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
    fn the_years_around_are_told_of_too() {
        let carried = |draft: Draft, row, count: i64| draft.row(row, [count, 0, 0, 0, 0, 0, count]);
        let this = carried(of_year(2021), Row::CarriedOut, 4).build();
        let next = carried(of_year(2022), Row::CarriedIn, 6).build();
        let check = |reports: &[Report]| check_reports(reports, &Selection::parse(&["T3-YOY".into()], &[]).unwrap());
        let tried = |reports: [&Report; 2], row, value: &str| {
            let trial = [(CellId::new(row, Col::Total), Number::parse(value))].into_iter().collect();
            differences(&mut reports.map(Report::clone), &trial, &check)
        };
        let found = tried([&this, &next], Row::CarriedOut, "6");
        assert_eq!((&found[0], found[1].gone.len(), found[1].come.len()), (&Difference::default(), 1, 0));
        let found = tried([&this, &next], Row::CarriedOut, "5");
        assert_eq!(found[1].changed[0].message, "上年结转6,而2021年报“结转下年度”为5,该年报勾稽不平");
        // From the other side the same flag is one of the report that is tried.
        let found = tried([&next, &this], Row::CarriedIn, "4");
        assert_eq!((found[0].gone.len(), &found[1]), (1, &Difference::default()));
        let matching = carried(of_year(2022), Row::CarriedIn, 4).build();
        assert_eq!(rules(&tried([&this, &matching], Row::CarriedOut, "9")[1].come), ["T3-YOY-CARRY"]);
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
