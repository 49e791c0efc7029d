//! How many checks of a whole corpus held and how many could not be made, rule by rule. What failed is
//! counted from the flags.

use crate::rules::registry::all;
use crate::rules::ruleset::{RuleSet, position};
use crate::rules::run::Outcome;

/// Counts over the reports of a corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Checks that held.
    pub held: u64,
    /// Checks that could not be made.
    pub unevaluable: u64,
    /// A count for every rule of the catalogue.
    pub(crate) rules: Vec<OfRule>,
}

/// In how many reports a rule gave an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OfRule {
    /// Reports in which some check of it held or failed.
    pub evaluable: u32,
    /// Reports in which some check of it could not be made.
    pub unevaluable: u32,
}

impl Default for Tally {
    fn default() -> Self {
        Self { held: 0, unevaluable: 0, rules: vec![OfRule::default(); all().len()] }
    }
}

impl Tally {
    /// The counts of a rule; none of one that the catalogue has not.
    pub fn rule(&self, code: &str) -> OfRule {
        position(code).and_then(|position| self.rules.get(position)).copied().unwrap_or_default()
    }

    /// Counts a report.
    pub(crate) fn add(&mut self, outcome: &Outcome) {
        self.change(outcome, u64::saturating_add);
    }

    pub(crate) fn remove(&mut self, outcome: &Outcome) {
        self.change(outcome, u64::saturating_sub);
    }

    fn change(&mut self, outcome: &Outcome, by: fn(u64, u64) -> u64) {
        self.held = by(self.held, outcome.held as u64);
        self.unevaluable = by(self.unevaluable, outcome.unevaluable.len() as u64);
        let (mut evaluable, mut unevaluable) = (outcome.held_by, RuleSet::default());
        outcome.flags.iter().for_each(|flag| evaluable.insert_code(flag.rule));
        outcome.unevaluable.iter().for_each(|one| unevaluable.insert_code(one.rule));
        let one = |count: u32| u32::try_from(by(u64::from(count), 1)).unwrap_or(u32::MAX);
        for (position, rule) in self.rules.iter_mut().enumerate() {
            if evaluable.bit(position) {
                rule.evaluable = one(rule.evaluable);
            }
            if unevaluable.bit(position) {
                rule.unevaluable = one(rule.unevaluable);
            }
        }
    }
}
