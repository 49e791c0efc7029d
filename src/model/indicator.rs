//! Figures made of a report's own cells: counts and shares. They describe and accuse nobody; a figure of
//! one report is never added to that of another.

use crate::model::cell::Number;
use crate::model::form::{CellId, Col, Form, Row, TableSpec};
use crate::model::ids::ids;
use crate::model::report::Report;

ids! {
    /// A figure of a report.
    pub enum Indicator {
        /// 本年新收
        NewReceived = "new_received",
        /// 上年结转
        CarriedIn = "carried_in",
        /// 结转下年度
        CarriedOut = "carried_out",
        /// 申请总量(含结转)
        ReqAll = "req_all",
        /// 公开率: granted and granted in part, of all that was handled
        GrantRate = "grant_rate",
        /// 不予公开率: denied, of all that was handled
        DenyRate = "deny_rate",
        /// 无法提供率
        UnableRate = "unable_rate",
        /// 不予处理率
        NoprocRate = "noproc_rate",
        /// 其他处理率: one row in the form of 2019, three in that of 2021
        OtherRate = "other_rate",
        /// 结转率: carried on, of all that was received or carried in
        CarryRate = "carry_rate",
        /// 自然人占比, of what was newly received
        PersonShare = "person_share",
        /// 行政诉讼: brought at once or after a review
        Litigation = "litigation",
        /// 复议纠错率: corrected, of the reviews that were concluded
        ReviewCorrect = "review_correct",
        /// 诉讼纠错率: the same of lawsuits, brought at once or after a review
        LitCorrect = "lit_correct",
        /// 复议率: reviews for each hundred applications handled
        ReviewPer100 = "review_per_100",
        /// 诉讼率: lawsuits for each hundred applications handled
        LitPer100 = "lit_per_100",
    }
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

/// Lawsuits brought at once, and those after a review.
const LAWSUITS: [Row; 2] = [Row::LitigationDirect, Row::LitigationAfterReview];
/// How reviews and lawsuits end; those still open are left out.
const CONCLUDED: [Col; 3] = [Col::Upheld, Col::Corrected, Col::OtherResult];

impl Indicator {
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::NewReceived => "本年新收",
            Self::CarriedIn => "上年结转",
            Self::CarriedOut => "结转下年度",
            Self::ReqAll => "申请总量",
            Self::GrantRate => "公开率",
            Self::DenyRate => "不予公开率",
            Self::UnableRate => "无法提供率",
            Self::NoprocRate => "不予处理率",
            Self::OtherRate => "其他处理率",
            Self::CarryRate => "结转率",
            Self::PersonShare => "自然人占比",
            Self::Litigation => "行政诉讼",
            Self::ReviewCorrect => "复议纠错率",
            Self::LitCorrect => "诉讼纠错率",
            Self::ReviewPer100 => "复议率",
            Self::LitPer100 => "诉讼率",
        }
    }

    /// Whether it is a part of a whole, rather than a count.
    pub fn is_share(self) -> bool {
        !matches!(self, Self::NewReceived | Self::CarriedIn | Self::CarriedOut | Self::ReqAll | Self::Litigation)
    }

    /// The cells whose sum is the part, and those whose sum is the whole of a share; the same of a form, where that
    /// has not all of them.
    pub fn sums(self, form: Option<Form>) -> (Vec<CellId>, Vec<CellId>) {
        let totals = |rows: &[Row]| rows.iter().map(|row| CellId::new(*row, Col::Total)).collect::<Vec<_>>();
        let results = |rows: &[Row], cols: &[Col]| {
            rows.iter().flat_map(|row| cols.iter().map(|col| CellId::new(*row, *col))).collect::<Vec<_>>()
        };
        let handled = || totals(&[Row::HandledTotal]);
        let received = || totals(&[Row::NewReceived, Row::CarriedIn]);
        match self {
            Self::NewReceived => (totals(&[Row::NewReceived]), Vec::new()),
            Self::CarriedIn => (totals(&[Row::CarriedIn]), Vec::new()),
            Self::CarriedOut => (totals(&[Row::CarriedOut]), Vec::new()),
            Self::ReqAll => (received(), Vec::new()),
            Self::GrantRate => (totals(&[Row::Granted, Row::Partial]), handled()),
            Self::DenyRate => (totals(&Row::DENIALS), handled()),
            Self::UnableRate => (totals(&[Row::UnableNotHeld, Row::UnableNeedCreation, Row::UnableUnclear]), handled()),
            Self::NoprocRate => {
                let rows = [
                    Row::NoprocPetition,
                    Row::NoprocRepeat,
                    Row::NoprocPublication,
                    Row::NoprocMassive,
                    Row::NoprocConfirm,
                ];
                (totals(&rows), handled())
            }
            Self::OtherRate => {
                let all = totals(&[Row::OtherNoCorrection, Row::OtherUnpaidFee, Row::OtherMisc]);
                let has = |cell: &CellId| {
                    form.is_none_or(|form| form.tables().iter().flat_map(TableSpec::cells).any(|other| other == *cell))
                };
                (all.into_iter().filter(has).collect(), handled())
            }
            Self::CarryRate => (totals(&[Row::CarriedOut]), received()),
            Self::PersonShare => (vec![CellId::new(Row::NewReceived, Col::NaturalPerson)], totals(&[Row::NewReceived])),
            Self::Litigation => (totals(&LAWSUITS), Vec::new()),
            Self::ReviewCorrect => (results(&[Row::Review], &[Col::Corrected]), results(&[Row::Review], &CONCLUDED)),
            Self::LitCorrect => (results(&LAWSUITS, &[Col::Corrected]), results(&LAWSUITS, &CONCLUDED)),
            Self::ReviewPer100 => (totals(&[Row::Review]), handled()),
            Self::LitPer100 => (totals(&LAWSUITS), handled()),
        }
    }

    /// The cells it is made of.
    pub fn cells(self) -> impl Iterator<Item = CellId> {
        let (part, whole) = self.sums(None);
        part.into_iter().chain(whole)
    }

    /// The figure of a report.
    pub fn of(self, report: &Report) -> Figure {
        self.of_cells(report.form, &mut |id| {
            let cell = report.tables.cell(id)?;
            Some((cell.value?, cell.is_inferred()))
        })
    }

    /// The figure of a form made of the numbers in its cells, each with whether it was inferred; `None` where a cell
    /// holds none.
    pub fn of_cells(self, form: Option<Form>, number: &mut dyn FnMut(CellId) -> Option<(Number, bool)>) -> Figure {
        let mut inferred = false;
        let mut sum = |cells: &[CellId]| {
            cells.iter().try_fold(0_u32, |sum, cell| {
                let (value, is_inferred) = number(*cell)?;
                inferred |= is_inferred;
                sum.checked_add(u32::try_from(value.integer()?).ok()?)
            })
        };
        let (part, whole) = self.sums(form);
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
