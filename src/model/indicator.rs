//! Figures made of a report's own cells: counts and shares. They describe and accuse nobody; a figure of
//! one report is never added to that of another.

use crate::model::cell::Number;
use crate::model::form::{CellId, Col, Row};
use crate::model::report::Report;

/// A figure of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Indicator {
    /// 本年新收
    NewReceived,
    /// 上年结转
    CarriedIn,
    /// 结转下年度
    CarriedOut,
    /// 公开率: granted and granted in part, of all that was handled
    GrantRate,
    /// 不予公开率: denied, of all that was handled
    DenyRate,
    /// 结转率: carried on, of all that was received or carried in
    CarryRate,
    /// 复议纠错率: corrected, of the reviews that were concluded
    ReviewCorrect,
}

/// What an indicator is for a report. Without a number there is none: a blank is no zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figure {
    /// The count, or the part of a share.
    pub part: Option<u32>,
    /// The whole of a share, above zero.
    pub whole: Option<u32>,
    /// Whether a cell it is made of was inferred.
    pub inferred: bool,
}

impl Indicator {
    pub const ALL: [Self; 7] = [
        Self::NewReceived,
        Self::CarriedIn,
        Self::CarriedOut,
        Self::GrantRate,
        Self::DenyRate,
        Self::CarryRate,
        Self::ReviewCorrect,
    ];

    /// The cells whose sum is the part, and those whose sum is the whole of a share.
    fn sums(self) -> (Vec<CellId>, Vec<CellId>) {
        let totals = |rows: &[Row]| rows.iter().map(|row| CellId::new(*row, Col::Total)).collect();
        let reviews = |cols: &[Col]| cols.iter().map(|col| CellId::new(Row::Review, *col)).collect();
        match self {
            Self::NewReceived => (totals(&[Row::NewReceived]), Vec::new()),
            Self::CarriedIn => (totals(&[Row::CarriedIn]), Vec::new()),
            Self::CarriedOut => (totals(&[Row::CarriedOut]), Vec::new()),
            Self::GrantRate => (totals(&[Row::Granted, Row::Partial]), totals(&[Row::HandledTotal])),
            Self::DenyRate => (totals(&Row::DENIALS), totals(&[Row::HandledTotal])),
            Self::CarryRate => (totals(&[Row::CarriedOut]), totals(&[Row::NewReceived, Row::CarriedIn])),
            Self::ReviewCorrect => {
                (reviews(&[Col::Corrected]), reviews(&[Col::Upheld, Col::Corrected, Col::OtherResult]))
            }
        }
    }

    /// The cells it is made of.
    pub fn cells(self) -> impl Iterator<Item = CellId> {
        let (part, whole) = self.sums();
        part.into_iter().chain(whole)
    }

    /// The figure of a report.
    pub fn of(self, report: &Report) -> Figure {
        self.of_cells(&mut |id| {
            let cell = report.tables.cell(id)?;
            Some((cell.value?, cell.is_inferred()))
        })
    }

    /// The figure made of the numbers in its cells, each with whether it was inferred; `None` where a cell
    /// holds none.
    pub fn of_cells(self, number: &mut dyn FnMut(CellId) -> Option<(Number, bool)>) -> Figure {
        let mut inferred = false;
        let mut sum = |cells: &[CellId]| {
            cells.iter().try_fold(0_u32, |sum, cell| {
                let (value, is_inferred) = number(*cell)?;
                inferred |= is_inferred;
                sum.checked_add(u32::try_from(value.integer()?).ok()?)
            })
        };
        let (part, whole) = self.sums();
        let (part, whole) = (sum(&part), (!whole.is_empty()).then(|| sum(&whole)));
        match whole {
            None => Figure { part, whole: None, inferred },
            // A share of nothing, or of what is not known, is none.
            Some(whole) => match (part, whole.filter(|whole| *whole > 0)) {
                (Some(part), Some(whole)) => Figure { part: Some(part), whole: Some(whole), inferred },
                _ => Figure::default(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::{Cell, How};

    fn report(cells: &[(Row, Col, Option<i64>)]) -> Report {
        let mut report = Report::default();
        for (row, col, value) in cells {
            let cell = match value {
                Some(value) => Cell { value: Some(Number::from(*value)), ..Cell::default() },
                None => Cell::null(How::Blank),
            };
            report.tables.cells.insert(CellId::new(*row, *col), cell);
        }
        report
    }

    fn figure(part: u32, whole: u32) -> Figure {
        Figure { part: Some(part), whole: Some(whole), inferred: false }
    }

    #[test]
    fn counts_are_the_cell() {
        let of = |value| Indicator::NewReceived.of(&report(&[(Row::NewReceived, Col::Total, value)]));
        assert_eq!(of(Some(118)), Figure { part: Some(118), whole: None, inferred: false });
        assert_eq!(of(Some(0)).part, Some(0));
        assert_eq!((of(None).part, of(Some(-1)).part), (None, None), "a blank and a number below zero are no count");
        assert_eq!(Indicator::NewReceived.of(&Report::default()), Figure::default());
    }

    #[test]
    fn shares_need_every_part_and_a_whole() {
        let granted = [
            (Row::Granted, Col::Total, Some(40)),
            (Row::Partial, Col::Total, Some(10)),
            (Row::HandledTotal, Col::Total, Some(80)),
        ];
        assert_eq!(Indicator::GrantRate.of(&report(&granted)), figure(50, 80));
        assert_eq!(Indicator::GrantRate.of(&report(&granted[..2])), Figure::default(), "no whole");
        assert_eq!(Indicator::GrantRate.of(&report(&granted[1..])), Figure::default(), "a part is missing");
        let nothing = [granted[0], granted[1], (Row::HandledTotal, Col::Total, Some(0))];
        assert_eq!(Indicator::GrantRate.of(&report(&nothing)), Figure::default(), "of nothing there is no share");
    }

    #[test]
    fn pending_reviews_are_left_out() {
        let review = [
            (Row::Review, Col::Upheld, Some(6)),
            (Row::Review, Col::Corrected, Some(3)),
            (Row::Review, Col::OtherResult, Some(1)),
            (Row::Review, Col::Pending, Some(5)),
        ];
        assert_eq!(Indicator::ReviewCorrect.of(&report(&review)), figure(3, 10));
    }
}
