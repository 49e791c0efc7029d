//! The flags of a corpus as the screens count them: by entries, each where the flag that stands for it is.

use crate::model::flag::{Destination, Flag, Severity};
use crate::rules::{self, Brief, FlagRef};

/// How many flags, or entries, of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    pub errors: u32,
    pub warnings: u32,
    pub infos: u32,
}

impl Count {
    pub fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.infos += 1,
        }
    }

    pub fn plus(self, other: Self) -> Self {
        Self {
            errors: self.errors + other.errors,
            warnings: self.warnings + other.warnings,
            infos: self.infos + other.infos,
        }
    }

    pub fn total(self) -> usize {
        (self.errors + self.warnings + self.infos) as usize
    }

    /// The gravest severity among them.
    pub fn worst(self) -> Option<Severity> {
        match self {
            Self { errors: 1.., .. } => Some(Severity::Error),
            Self { warnings: 1.., .. } => Some(Severity::Warning),
            Self { infos: 1.., .. } => Some(Severity::Info),
            _ => None,
        }
    }

    pub fn of<'a>(flags: impl Iterator<Item = &'a Flag>) -> Self {
        let mut count = Self::default();
        flags.for_each(|flag| count.add(flag.severity));
        count
    }
}

/// Whether a flag counts as one to review. Those that are only shown, and those about our copy, are
/// listed on request and in the view of their report, where they do not drown the others.
pub fn counts(flag: &Flag) -> bool {
    rules::destination(flag) == Destination::Queue
}

/// How many entries stand in every report of a corpus, of the flags that stand for them. One that spans
/// several reports stands where its root does, so that the counts of any reports add up.
pub fn tally<'a>(entries: impl Iterator<Item = (FlagRef, &'a Brief)>, reports: usize) -> Vec<Count> {
    let mut counts = vec![Count::default(); reports];
    for (at, flag) in entries {
        if let Some(count) = counts.get_mut(at.report) {
            count.add(flag.severity());
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_wins() {
        let mut count = Count::default();
        assert_eq!(count.worst(), None);
        count.add(Severity::Info);
        count.add(Severity::Error);
        assert_eq!((count.worst(), count.total()), (Some(Severity::Error), 2));
    }
}
