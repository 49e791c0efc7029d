//! What the reports of a group say of a measure, counted: the numbers, and why there is none where there is none.

use crate::corpus::columns::Entry;
use crate::figures::measure::Parts;
use crate::figures::values::Values;
use crate::model::cell::{How, Number};

/// Numbers are added in units of this many decimals; those with more are none that can be added.
const DECIMALS: u8 = 6;
const UNIT: i128 = 1_000_000;

/// Whether numbers that were inferred count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Inferred {
    Include,
    #[default]
    Exclude,
}

/// What a report says of a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// A number, in millionths; of a share the part and the whole, which is above zero.
    Value { part: i128, whole: Option<i128>, inferred: bool },
    /// A share of nothing: its whole is zero.
    OfNothing,
    /// A cell it needs is empty, or holds a mark that stands for nothing.
    Blank,
    /// A row it needs is not in the source.
    Absent,
    /// Values were there and nothing says which is which.
    Unplaced,
    /// Its form has no such cell, or there is no table, or nothing is known of why.
    Nothing,
}

impl Said {
    /// One of what is counted.
    pub(super) fn one() -> Self {
        Self::Value { part: UNIT, whole: None, inferred: false }
    }

    /// Whether one of what is counted has a property, as a part of it.
    pub(super) fn of_one(has: bool) -> Self {
        Self::Value { part: if has { UNIT } else { 0 }, whole: Some(UNIT), inferred: false }
    }

    /// What a report says: where several cells are needed, the gravest reason why one of them is none.
    pub(super) fn of((part, whole): &Parts, report: usize, values: &Values) -> Self {
        let part = sum(part.iter().map(|cell| values.of(report, *cell)));
        if whole.is_empty() {
            return part;
        }
        match (part, sum(whole.iter().map(|cell| values.of(report, *cell)))) {
            (Self::Value { .. }, Self::Value { part: 0, .. }) => Self::OfNothing,
            (Self::Value { part, inferred: a, .. }, Self::Value { part: whole, inferred: b, .. }) => {
                // What is more than its whole, or below zero, is a share of nothing known.
                if part < 0 || whole < 0 {
                    return Self::Nothing;
                }
                Self::Value { part, whole: Some(whole), inferred: a || b }
            }
            (Self::Value { .. }, other) | (other, Self::Value { .. }) => other,
            (one, other) => graver(one, other),
        }
    }
}

/// Numbers added; a reason where one of them is none.
fn sum(entries: impl Iterator<Item = Entry>) -> Said {
    let mut all = Said::Value { part: 0, whole: None, inferred: false };
    for entry in entries {
        all = match (all, said(entry)) {
            (Said::Value { part, inferred, .. }, Said::Value { part: more, inferred: also, .. }) => {
                Said::Value { part: part + more, whole: None, inferred: inferred || also }
            }
            (Said::Value { .. }, other) | (other, Said::Value { .. }) => other,
            (one, other) => graver(one, other),
        };
    }
    all
}

fn said(entry: Entry) -> Said {
    let Some(cell) = entry else { return Said::Nothing };
    if let Some(part) = cell.value.and_then(millionths) {
        return Said::Value { part, whole: None, inferred: cell.how == Some(How::Inferred) };
    }
    match cell.how {
        Some(How::Blank | How::Marker) => Said::Blank,
        Some(How::Absent) => Said::Absent,
        Some(How::Unplaced) => Said::Unplaced,
        _ => Said::Nothing,
    }
}

fn millionths(number: Number) -> Option<i128> {
    let more = DECIMALS.checked_sub(number.scale())?;
    Some(i128::from(number.digits()) * 10_i128.pow(u32::from(more)))
}

/// Of two reasons that which says most about the source.
fn graver(one: Said, other: Said) -> Said {
    let weight = |said: Said| match said {
        Said::Unplaced => 3,
        Said::Blank => 2,
        Said::Absent => 1,
        _ => 0,
    };
    if weight(other) > weight(one) { other } else { one }
}

/// What a group says of a measure.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Reports of the group.
    pub n: usize,
    /// Those with a number that counts.
    pub valued: usize,
    /// Of those, how many were inferred.
    pub inferred: usize,
    /// Inferred numbers that were left out.
    pub left_out: usize,
    pub of_nothing: usize,
    pub blank: usize,
    pub absent: usize,
    pub unplaced: usize,
    pub nothing: usize,
    /// The sum of the numbers, or of the parts, and that of the wholes of a share; in millionths.
    part: i128,
    whole: Option<i128>,
    /// Each number, for the median.
    each: Vec<(i128, Option<i128>)>,
}

impl Tally {
    /// Counts what one report says.
    pub fn add(&mut self, said: Said, inferred: Inferred) {
        self.n += 1;
        let count = match said {
            Said::Value { inferred: true, .. } if inferred == Inferred::Exclude => &mut self.left_out,
            Said::Value { part, whole, inferred } => {
                self.inferred += usize::from(inferred);
                self.part += part;
                if let Some(whole) = whole {
                    *self.whole.get_or_insert(0) += whole;
                }
                self.each.push((part, whole));
                &mut self.valued
            }
            Said::OfNothing => &mut self.of_nothing,
            Said::Blank => &mut self.blank,
            Said::Absent => &mut self.absent,
            Said::Unplaced => &mut self.unplaced,
            Said::Nothing => &mut self.nothing,
        };
        *count += 1;
    }

    /// The sum, or the share of the sums to six decimals; `None` where no report has a number.
    pub fn value(&self) -> Option<Number> {
        number(self.millionths()?)
    }

    /// The same in millionths.
    pub fn millionths(&self) -> Option<i128> {
        (self.valued > 0).then(|| ratio(self.part, self.whole))
    }

    /// The sum of the numbers, or of the parts of a share; `None` where there is none.
    pub fn part(&self) -> Option<Number> {
        number(self.part).filter(|_| self.valued > 0)
    }

    /// The sum of the wholes of a share; `None` of what is none.
    pub fn whole(&self) -> Option<Number> {
        number(self.whole?)
    }

    /// The whole of a share in cases; none of a count.
    pub fn whole_cases(&self) -> u64 {
        self.whole.and_then(|whole| u64::try_from(whole / UNIT).ok()).unwrap_or(0)
    }

    /// How many cases a count is.
    pub fn cases(&self) -> u64 {
        u64::try_from(self.part / UNIT).unwrap_or(0)
    }

    /// The number, or share, below which so many tenths of the reports are, in millionths: between two of them in
    /// proportion.
    pub fn quantile(&self, tenths: usize) -> Option<i128> {
        let mut all: Vec<i128> = self.each.iter().map(|(part, whole)| ratio(*part, *whole)).collect();
        all.sort_unstable();
        let at = all.len().checked_sub(1)? * tenths;
        let (low, high) = (*all.get(at / 10)?, *all.get(at.div_ceil(10))?);
        Some(low + (high - low) * i128::try_from(at % 10).ok()? / 10)
    }

    /// The middle of the numbers, or of the shares, of the reports, to six decimals.
    pub fn median(&self) -> Option<Number> {
        let mut all: Vec<i128> = self.each.iter().map(|(part, whole)| ratio(*part, *whole)).collect();
        all.sort_unstable();
        let (low, high) = (all.get(all.len().checked_sub(1)? / 2)?, all.get(all.len() / 2)?);
        number((low + high) / 2)
    }
}

/// A sum, or a share to the nearest millionth.
fn ratio(part: i128, whole: Option<i128>) -> i128 {
    whole.map_or(part, |whole| (part * UNIT * 2 + whole) / (whole * 2).max(1))
}

/// Millionths as a number without zeros at its end.
pub(super) fn number(millionths: i128) -> Option<Number> {
    let (mut digits, mut scale) = (millionths, DECIMALS);
    while scale > 0 && digits % 10 == 0 {
        digits /= 10;
        scale -= 1;
    }
    Some(Number::new(i64::try_from(digits).ok()?, scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(part: i64, whole: Option<i64>, inferred: bool) -> Said {
        let unit = |n: i64| i128::from(n) * UNIT;
        Said::Value { part: unit(part), whole: whole.map(unit), inferred }
    }

    fn tally(said: &[Said], inferred: Inferred) -> Tally {
        let mut tally = Tally::default();
        for said in said {
            tally.add(*said, inferred);
        }
        tally
    }

    fn told(number: Option<Number>) -> String {
        number.map_or("-".to_owned(), |number| number.to_string())
    }

    #[test]
    fn what_holds_no_number_is_counted_and_never_added() {
        let said =
            [value(3, None, false), Said::Blank, Said::Absent, Said::Unplaced, Said::Nothing, value(4, None, true)];
        let without = tally(&said, Inferred::Exclude);
        assert_eq!((without.n, without.valued, without.left_out, without.inferred), (6, 1, 1, 0));
        assert_eq!((without.blank, without.absent, without.unplaced, without.nothing), (1, 1, 1, 1));
        assert_eq!((told(without.value()), told(without.median())), ("3".into(), "3".into()));
        let with = tally(&said, Inferred::Include);
        assert_eq!((told(with.value()), told(with.median()), with.inferred), ("7".into(), "3.5".into(), 1));
        let none = tally(&[Said::Blank], Inferred::Include);
        assert_eq!((none.value(), none.part(), none.median()), (None, None, None));
    }

    #[test]
    fn a_share_of_several_is_that_of_their_sums() {
        let said = [value(1, Some(2), false), value(1, Some(10), false), Said::OfNothing];
        let tally = tally(&said, Inferred::Exclude);
        assert_eq!(
            (told(tally.value()), told(tally.part()), told(tally.whole())),
            ("0.166667".into(), "2".into(), "12".into())
        );
        assert_eq!((told(tally.median()), tally.of_nothing, tally.whole_cases()), ("0.3".into(), 1, 12));
    }
}
