//! What a sentence says of whom, when and how surely: read from left to right, forgotten at its end.

use crate::rules::counts::lexicon::{Mark, Sense};
use crate::rules::counts::topic::{Period, Scope};

/// What holds for the rest of a sentence.
#[derive(Debug, Clone, Copy, Default)]
struct Said {
    scope: Option<Scope>,
    period: Option<Period>,
}

/// Whether a sentence tells facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    #[default]
    Fact,
    /// 计划, 将.
    Plan,
    /// 如果, 凡.
    Condition,
}

/// What has been said of scope, time and manner so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct Setting {
    sentence: Said,
    /// What holds for a clause only: 民政局1件, 去年.
    clause: Said,
    until: bool,
    sum: bool,
    pub mood: Mood,
    /// 其中 was said.
    pub list: bool,
}

impl Setting {
    /// Takes a word in; whether it was one of setting.
    pub fn take(&mut self, mark: &Mark) -> bool {
        match mark.sense {
            Sense::Scope(Scope::Others) => self.clause.scope = Some(Scope::Others),
            Sense::Scope(scope) => {
                self.sentence.scope = Some(scope);
                self.clause.scope = None;
            }
            Sense::LastYear => self.clause.period = Some(Period::Previous),
            Sense::Since => self.sentence.period = Some(Period::Cumulative),
            Sense::ThisYear => self.sentence.period = Some(Period::Reported),
            Sense::PartOfYear => self.clause.period = Some(Period::Other),
            Sense::Until => self.until = true,
            Sense::Sum => self.sum = true,
            Sense::Plan => self.mood = Mood::Plan,
            Sense::Condition => self.mood = Mood::Condition,
            Sense::Among => self.list = true,
            _ => return false,
        }
        true
    }

    /// Takes a year of the calendar in, seen from the year reported on.
    pub fn year(&mut self, year: u16, reported: Option<u16>) {
        let Some(reported) = reported else { return };
        self.sentence.period = Some(match year {
            _ if year == reported => Period::Reported,
            _ if year.checked_add(1) == Some(reported) => Period::Previous,
            _ if year > reported => Period::Later,
            _ => Period::Other,
        });
    }

    /// Somebody who is named in this clause only.
    pub fn others(&mut self) {
        self.clause.scope = Some(Scope::Others);
    }

    pub fn end_clause(&mut self) {
        self.clause = Said::default();
    }

    pub fn end_sentence(&mut self) {
        *self = Self::default();
    }

    pub fn scope(self) -> Scope {
        self.clause.scope.or(self.sentence.scope).unwrap_or(Scope::Unsaid)
    }

    pub fn period(self) -> Period {
        if self.until && self.sum {
            return Period::Cumulative;
        }
        self.clause.period.or(self.sentence.period).unwrap_or(Period::Reported)
    }
}
