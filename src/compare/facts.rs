//! What is told of two reports as wholes, and what one year leaves to the next.

use crate::compare::{Pair, Side};
use crate::model::cell::Cell;
use crate::model::date::Date;
use crate::model::form::{CellId, Col, Form, Row};
use crate::model::report::{Report, SectionKey};

/// What is told of two reports.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    pub agency: Pair<Option<String>>,
    pub form: Pair<Option<Form>>,
    pub published: Pair<Option<Date>>,
    /// Those of the six sections that are there.
    pub sections: Pair<Vec<SectionKey>>,
    /// How many things the parser noted.
    pub notes: Pair<usize>,
}

impl Facts {
    pub(super) fn of(left: &Report, right: &Report) -> Self {
        let both = Pair::new(left, right);
        let there =
            |report: &Report| SectionKey::SIX.into_iter().filter(|key| report.section(*key).is_some()).collect();
        Self {
            agency: both.map(|report| report.agency.name.clone()),
            form: both.map(|report| report.form),
            published: both.map(|report| report.published),
            sections: both.map(there),
            notes: both.map(|report| report.notes.len()),
        }
    }

    pub(super) fn mirrored(self) -> Self {
        Self {
            agency: self.agency.mirrored(),
            form: self.form.mirrored(),
            published: self.published.mirrored(),
            sections: self.sections.mirrored(),
            notes: self.notes.mirrored(),
        }
    }
}

/// Requests that one year leaves to the next: 结转下年度 of the earlier and 上年结转 of the later report,
/// in the column 总计. That they are equal is rule `T3-YOY-CARRY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarryOver {
    pub earlier: Side,
    pub years: (u16, u16),
    pub out: Option<Cell>,
    pub into: Option<Cell>,
}

impl CarryOver {
    pub const OUT: CellId = CellId { row: Row::CarriedOut, col: Col::Total };
    pub const INTO: CellId = CellId { row: Row::CarriedIn, col: Col::Total };

    /// What two reports of one agency leave to each other; `None` unless their years follow on one another.
    pub fn between(left: &Report, right: &Report) -> Option<Self> {
        let (from, to) = (left.year?, right.year?);
        let earlier = match from.abs_diff(to) {
            1 if from < to => Side::Left,
            1 => Side::Right,
            _ => return None,
        };
        let (before, after) = if earlier == Side::Left { (left, right) } else { (right, left) };
        let cell = |report: &Report, id| report.tables.cell(id).cloned();
        let (out, into) = (cell(before, Self::OUT), cell(after, Self::INTO));
        let known = |cell: &Option<Cell>| cell.as_ref().is_some_and(|cell| cell.value.is_some());
        (known(&out) || known(&into)).then_some(Self { earlier, years: (from.min(to), from.max(to)), out, into })
    }

    /// Whether both are the same number; `None` where one of them is not known.
    pub fn holds(&self) -> Option<bool> {
        Some(self.out.as_ref()?.value? == self.into.as_ref()?.value?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::How;
    use crate::model::report::Span;

    #[test]
    fn what_a_year_leaves_to_the_next() {
        let report = |year, id, cell| {
            let mut report = Report { year: Some(year), ..Report::default() };
            report.tables.cells.insert(id, cell);
            report
        };
        let read = |value: i64| Cell::read(value.into(), Span::new(0, 1));
        let check = |out: Cell, years: (u16, u16), into: Cell, expected: Option<Option<bool>>| {
            let (before, after) = (report(years.0, CarryOver::OUT, out), report(years.1, CarryOver::INTO, into));
            let carried = CarryOver::between(&before, &after);
            assert_eq!(carried.as_ref().map(CarryOver::holds), expected);
            let back = CarryOver::between(&after, &before);
            assert_eq!(back.map(|back| (back.earlier.other(), back.holds())), carried.map(|c| (c.earlier, c.holds())));
        };
        check(read(4), (2022, 2023), read(4), Some(Some(true)));
        check(read(4), (2022, 2023), read(6), Some(Some(false)));
        check(read(4), (2022, 2023), Cell::null(How::Blank), Some(None));
        check(Cell::null(How::Blank), (2022, 2023), Cell::null(How::Blank), None);
        check(read(4), (2021, 2023), read(4), None);
    }
}
