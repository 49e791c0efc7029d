//! Whether the parts that are said of a total make it, under every reading that the sentence allows.

use crate::model::cell::Number;
use crate::model::flag::Severity;
use crate::rules::counts::breakdown::{Breakdown, Extent, Part};
use crate::rules::counts::quantity::{Approximation, Quantity, Trust};

/// A list whose parts make less than this share of the total (in hundredths) is taken to name only
/// some of them.
const COMPLETE: i64 = 80;

/// A sum of quantities: what it is at least and at most, `None` without a bound.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    low: Option<Number>,
    high: Option<Number>,
}

impl Range {
    pub(super) fn of(quantity: &Quantity) -> Self {
        let (low, high) = quantity.bounds();
        Self { low, high }
    }

    fn sum<'a>(quantities: impl Iterator<Item = &'a Quantity>) -> Self {
        let zero = Self { low: Some(Number::ZERO), high: Some(Number::ZERO) };
        let add = |a: Option<Number>, b: Option<Number>| a?.checked_add(b?);
        quantities
            .map(Self::of)
            .fold(zero, |sum, next| Self { low: add(sum.low, next.low), high: add(sum.high, next.high) })
    }

    /// Whether everything in this range lies above everything in the other.
    pub(super) fn is_above(self, other: Self) -> bool {
        matches!((self.low, other.high), (Some(low), Some(high)) if low > high)
    }

    fn meets(self, other: Self) -> bool {
        !self.is_above(other) && !other.is_above(self)
    }
}

/// What can be said of a total and its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Holds,
    /// The parts make more than the total.
    Over(Severity),
    /// The parts make less than the total.
    Under,
    Cannot(&'static str, &'static str),
}

/// Judges a total with its parts. Whatever reading adds up is believed.
pub(super) fn verdict(breakdown: &Breakdown) -> Verdict {
    let (total, listed) = (&breakdown.total, breakdown.listed());
    if adds_up(breakdown) {
        return Verdict::Holds;
    }
    if listed.iter().any(|part| part.quantity.trust == Trust::Vague) {
        return Verdict::Cannot("分项有不定数", "a part is no definite number");
    }
    if total.trust == Trust::Loose || breakdown.parts.iter().any(|part| part.quantity.trust == Trust::Loose) {
        return Verdict::Cannot("分项数字可能是熟语", "a number may be part of an idiom");
    }
    let (sum, bound) = (Range::sum(listed.iter().map(|part| &part.quantity)), Range::of(total));
    let channels = listed.iter().all(|part| part.channel);
    if sum.is_above(bound) {
        return over(breakdown, channels);
    }
    if breakdown.extent == Extent::Open {
        return Verdict::Holds;
    }
    let same_units = listed.iter().all(|part| part.quantity.unit.is_none() || part.quantity.unit == total.unit);
    let closed = listed.last().is_some_and(|part| part.remainder) || reaches(sum.high, total.value);
    let whole = same_units && breakdown.extent == Extent::Whole && !breakdown.nested;
    match (channels, whole, closed) {
        (true, ..) => Verdict::Cannot("分项为公开渠道,可能未列全", "the parts are channels and need not be complete"),
        (false, true, true) => Verdict::Under,
        _ => Verdict::Cannot("分项可能未列全", "the list of parts may be incomplete"),
    }
}

/// The verdict on parts that make more than their total.
fn over(breakdown: &Breakdown, channels: bool) -> Verdict {
    let listed = breakdown.listed();
    if breakdown.nested {
        return Verdict::Cannot("分项之下另有分项", "there is a list within the list");
    }
    if channels {
        return Verdict::Over(Severity::Info);
    }
    // A part as great as the whole divides it in another way: 收到20件,其中网上20件,信函2件.
    if listed.iter().any(|part| part.quantity.value == breakdown.total.value) {
        return Verdict::Cannot("分项与总数相等,可能不是并列分项", "a part equals the total: parts may overlap");
    }
    let rough = |quantity: &Quantity| matches!(quantity.approximation, Approximation::About | Approximation::Nearly);
    let rough = rough(&breakdown.total) || listed.iter().any(|part| rough(&part.quantity));
    Verdict::Over(if rough { Severity::Warning } else { Severity::Error })
}

/// Whether a sum comes near enough to the total for the list to be meant as complete.
fn reaches(sum: Option<Number>, total: Number) -> bool {
    let least = total.checked_mul(Number::new(COMPLETE, 2));
    matches!((sum, least), (Some(sum), Some(least)) if sum >= least)
}

/// Whether any reading of the sentence adds up.
pub(super) fn adds_up(breakdown: &Breakdown) -> bool {
    let total = Range::of(&breakdown.total);
    let up_to = |n: usize| breakdown.parts.iter().take(n).map(|part| &part.quantity);
    let plain = |n: usize| up_to(n).filter(|quantity| quantity.trust == Trust::Plain);
    let ends = || breakdown.ends.iter().copied();
    // The parts before the total of a list within the list.
    let readings = || ends().chain(ends().filter_map(|n| n.checked_sub(1)).filter(|n| *n > 1));
    let at_an_end = readings().any(|n| Range::sum(up_to(n)).meets(total) || Range::sum(plain(n)).meets(total));
    let exact = breakdown.total.is_exact();
    // Clauses after the list count other things in the same unit.
    let before_an_end = exact
        && (2..breakdown.parts.len()).any(|n| {
            let sum = Range::sum(up_to(n));
            sum.low == sum.high && sum.low == Some(breakdown.total.value)
        });
    at_an_end || before_an_end || of_a_rival(breakdown) || (breakdown.nested && without_nested(breakdown))
}

/// Whether the parts make another total that was said before, alone or with others of its row.
fn of_a_rival(breakdown: &Breakdown) -> bool {
    let sums = breakdown.ends.iter().map(|n| Range::sum(breakdown.parts.iter().take(*n).map(|part| &part.quantity)));
    let candidates: Vec<_> = breakdown.rivals.iter().chain([&breakdown.total]).collect();
    let runs = (0..candidates.len()).map(|from| Range::sum(candidates.iter().skip(from).copied()));
    let targets: Vec<_> = breakdown.rivals.iter().map(Range::of).chain(runs).collect();
    sums.into_iter().any(|sum| targets.iter().any(|target| sum.low.is_some() && sum.meets(*target)))
}

/// Whether the parts add up when those that make up the part before them are left out.
fn without_nested(breakdown: &Breakdown) -> bool {
    let total = Range::of(&breakdown.total);
    let value = |part: &Part| part.quantity.value;
    (0..breakdown.parts.len()).any(|outer| {
        (outer + 2..=breakdown.parts.len()).any(|end| {
            let inner = breakdown.parts.get(outer + 1..end).unwrap_or_default();
            let sum = inner.iter().try_fold(Number::ZERO, |sum, part| sum.checked_add(value(part)));
            let outer_value = breakdown.parts.get(outer).map(value);
            let rest = breakdown.parts.iter().take(outer + 1).chain(breakdown.parts.iter().skip(end));
            sum <= outer_value && Range::sum(rest.map(|part| &part.quantity)).meets(total)
        })
    })
}
