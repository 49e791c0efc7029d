//! Whether reports were published in time, as the rule D-LATE says; where it does not trust their dates nobody is late.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::corpus::Corpus;
use crate::model::date::Date;
use crate::model::flag::Severity;
use crate::rules::{Facts, Selection, UnknownRule, check};

/// The rule about it.
const RULE: &str = "D-LATE";

/// When a report was published, as far as a date can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timely {
    /// No date is known, or none that proves anything.
    Undated,
    InTime,
    Late(Late),
}

/// By how much a report was late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    pub published: Date,
    pub due: Date,
    /// For information: a few days after a limit on a holiday, or where the law does not name the body.
    pub is_lenient: bool,
}

/// The rule by which reports are late.
///
/// # Errors
/// When the program does not know it.
pub fn late_rule() -> Result<Selection, UnknownRule> {
    Selection::parse(&[RULE.to_owned()], &[])
}

/// When some reports were published; those that cannot be read any more are left out.
///
/// # Errors
/// When the program does not know the rule.
pub(super) fn timely(corpus: &Corpus, reports: &[usize]) -> Result<HashMap<usize, Timely>, UnknownRule> {
    let selection = late_rule()?;
    let facts = Facts::gather(corpus.headers());
    let of = |report: usize| {
        let held = corpus.report(report).ok()?;
        let outcome = check(&held, &facts, &selection);
        let late = outcome.flags.iter().find(|flag| flag.rule == RULE).and_then(|flag| {
            let (published, due) = Date::parse(&flag.found).zip(Date::parse(&flag.expected))?;
            Some(Timely::Late(Late { published, due, is_lenient: flag.severity == Severity::Info }))
        });
        let in_time = || if outcome.held > 0 { Timely::InTime } else { Timely::Undated };
        Some((report, late.unwrap_or_else(in_time)))
    };
    Ok(reports.par_iter().filter_map(|report| of(*report)).collect())
}
