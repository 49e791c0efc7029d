//! How verdicts are counted: on the flags of a rule, whose precision follows from them, and by reviewer.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::date::Date;
use crate::model::moment::Moment;
use crate::model::verdict::Verdict;
use crate::review::event::Act;
use crate::review::ledger::Ledger;

/// A rule is judged after so many flags that were found right or wrong.
const ENOUGH: usize = 20;
/// A rule that is right less often than this, in percent, is proposed for lists only.
const LEAST: usize = 60;
/// 95 % of a normal distribution lie within so many standard deviations.
const DEVIATIONS: f64 = 1.959_964;

/// How many flags have which verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Counts {
    /// 属实.
    pub real: usize,
    /// 排除.
    pub false_alarm: usize,
    /// 读取有误.
    pub misread: usize,
    /// 存疑.
    pub discuss: usize,
    /// 跳过.
    pub skipped: usize,
}

/// A share with its 95 % interval, as numbers from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// What a reviewer did, as far as it was not taken back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Work {
    /// The flags they have an opinion on.
    pub flags: Counts,
    /// How many times they decided: on an entry or on a selection at once. Skips are none.
    pub decisions: usize,
    /// The days (UTC) on which they did.
    pub days: usize,
}

impl Counts {
    pub fn add(&mut self, verdict: Verdict) {
        *self.of(verdict) += 1;
    }

    /// A flag that was counted with one verdict is counted with another.
    pub fn replace(&mut self, before: Option<Verdict>, now: Option<Verdict>) {
        if let Some(before) = before {
            *self.of(before) = self.of(before).saturating_sub(1);
        }
        if let Some(now) = now {
            self.add(now);
        }
    }

    fn of(&mut self, verdict: Verdict) -> &mut usize {
        match verdict {
            Verdict::Real => &mut self.real,
            Verdict::FalseAlarm => &mut self.false_alarm,
            Verdict::Misread => &mut self.misread,
            Verdict::Discuss => &mut self.discuss,
            Verdict::Skip => &mut self.skipped,
        }
    }

    /// How many are done with.
    pub fn decided(&self) -> usize {
        self.real + self.false_alarm + self.misread + self.discuss
    }

    /// How many say whether the rule was right: what we read wrong and what is to be talked about does not.
    pub fn judged(&self) -> usize {
        self.real + self.false_alarm
    }

    /// The share of flags that were right; `None` where none was judged.
    pub fn precision(&self) -> Option<Share> {
        Share::of(self.real, self.judged())
    }

    /// Whether the rule is wrong so often that its flags should not wait to be decided.
    pub fn is_noisy(&self) -> bool {
        self.judged() >= ENOUGH && self.real * 100 < self.judged() * LEAST
    }
}

impl Work {
    /// Decisions on a day with any; `None` without one.
    pub fn a_day(&self) -> Option<f64> {
        (self.days > 0).then(|| number(self.decisions) / number(self.days))
    }
}

impl Share {
    /// So many of so many, with the interval of Wilson (1927); `None` of nothing.
    pub fn of(part: usize, whole: usize) -> Option<Self> {
        let (value, n) = (number(part) / number(whole), number(whole));
        let square = DEVIATIONS * DEVIATIONS / n;
        let middle = (value + square / 2.0) / (1.0 + square);
        let half = (value * (1.0 - value) * square + square * square / 4.0).sqrt() / (1.0 + square);
        let within = |bound: f64| bound.clamp(0.0, 1.0);
        (whole > 0).then(|| Self { value, low: within(middle - half), high: within(middle + half) })
    }
}

/// A count as a number to reckon with.
pub(crate) fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// What each reviewer did.
pub fn by_reviewer(ledger: &Ledger) -> BTreeMap<String, Work> {
    let mut all: BTreeMap<String, Work> = BTreeMap::new();
    for (flag, _) in ledger.verdicts() {
        for opinion in ledger.standing(flag).into_iter().flat_map(|standing| standing.opinions) {
            all.entry(opinion.by.to_owned()).or_default().flags.add(opinion.verdict);
        }
    }
    let mut days: BTreeSet<(&str, Option<Date>)> = BTreeSet::new();
    for (event, _) in ledger.events().filter(|(_, holds)| *holds) {
        let by = event.id.by.as_str();
        if matches!(event.act, Act::Decide { verdict, .. } if verdict.decides()) {
            days.insert((by, Moment::parse(&event.at).and_then(Moment::day)));
            all.entry(by.to_owned()).or_default().decisions += 1;
        }
    }
    for (by, _) in days {
        all.entry(by.to_owned()).or_default().days += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::draft::{event, seen};

    #[test]
    fn the_interval_is_that_of_wilson() {
        let check = |part, whole, expected: Option<[f64; 3]>| {
            let rounded = |number: f64| (number * 1e4).round() / 1e4;
            let share = Share::of(part, whole).map(|s| [s.value, s.low, s.high].map(rounded));
            assert_eq!(share, expected, "{part}/{whole}");
        };
        check(0, 0, None);
        // Worked out by hand: 8 of 10, 45 of 120.
        check(8, 10, Some([0.8, 0.4902, 0.9433]));
        check(45, 120, Some([0.375, 0.2935, 0.4642]));
        check(0, 5, Some([0.0, 0.0, 0.4345]));
        check(5, 5, Some([1.0, 0.5655, 1.0]));
    }

    #[test]
    fn a_rule_is_noisy_under_sixty_percent_of_twenty() {
        let check = |real, false_alarm, expected| {
            let counts = Counts { real, false_alarm, misread: 50, ..Counts::default() };
            assert_eq!(counts.is_noisy(), expected, "{real}+{false_alarm}");
        };
        check(11, 9, true);
        check(12, 8, false);
        check(0, 19, false);
        check(0, 20, true);
    }

    #[test]
    fn verdicts_are_counted_by_rule_and_by_reviewer() {
        let mut ledger = Ledger::default();
        let decide = |verdict, flags: &[(&str, &str)]| Act::Decide {
            verdict,
            note: None,
            flags: flags.iter().map(|(name, rule)| seen(name, rule)).collect(),
        };
        ledger.extend([
            event("li", 1, "2024-03-30T10:40:00.000Z", decide(Verdict::Real, &[("a", "T3-BAL"), ("b", "T3-BAL")])),
            event("li", 2, "2024-03-31T10:40:00.000Z", decide(Verdict::Skip, &[("c", "NS-SUM")])),
            event("an", 1, "2024-03-31T11:40:00.000Z", decide(Verdict::FalseAlarm, &[("b", "T3-BAL")])),
            event("an", 2, "2024-04-01T11:40:00.000Z", decide(Verdict::Misread, &[("d", "T3-BAL")])),
        ]);
        let rules = ledger.by_rule();
        let balance = Counts { real: 1, false_alarm: 1, misread: 1, ..Counts::default() };
        assert_eq!(rules["T3-BAL"], balance);
        assert_eq!((balance.decided(), balance.judged()), (3, 2));
        assert_eq!(rules["NS-SUM"], Counts { skipped: 1, ..Counts::default() });
        let work = by_reviewer(&ledger);
        let of = |by: &str| (work[by].flags.decided(), work[by].flags.skipped, work[by].decisions, work[by].days);
        assert_eq!((of("li"), of("an")), ((2, 1, 1, 1), (2, 0, 2, 2)));
        let undone = event(
            "an",
            3,
            "2024-04-01T12:00:00.000Z",
            Act::Undo { of: event("an", 2, "", decide(Verdict::Skip, &[])).id },
        );
        ledger.extend([undone]);
        assert_eq!(ledger.by_rule()["T3-BAL"].misread, 0);
        assert_eq!((by_reviewer(&ledger)["an"].decisions, by_reviewer(&ledger)["an"].days), (1, 1));
    }
}
