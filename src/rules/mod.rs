//! The rules: what each checks, why, and how grave it is, in one place per rule. A rule answers
//! *holds*, *fails* (a flag) or *cannot be evaluated*, and says why.

mod across;
pub mod among;
mod basis;
mod beyond;
mod calendar;
mod cells;
mod contents;
mod corpus;
pub mod counts;
mod dates;
#[cfg(test)]
pub(crate) mod draft;
mod entry;
mod facts;
mod fingerprint;
mod fold;
mod fold_across;
mod forms;
mod group;
mod identities;
mod identity;
mod lists;
mod numbers;
mod particulars;
mod powers;
mod presets;
mod registry;
pub mod repair;
mod ruleset;
mod run;
mod sections;
mod selection;
mod shingles;
mod sink;
mod subject;
mod sums;
mod table_four;
mod table_three;
mod table_two;
mod tables;
mod trial;
mod unions;
mod wording;
mod years;

pub use crate::rules::corpus::{Checked, check_corpus, check_reports};
pub use crate::rules::entry::entry_words;
pub use crate::rules::facts::Facts;
pub use crate::rules::group::{FlagRef, Group, Groups};
pub use crate::rules::registry::{LEFT_OUT, LeftOut, Rule, Scope, all, find};
pub use crate::rules::ruleset::RuleSet;
pub use crate::rules::run::{Outcome, Unevaluable, check, destination};
pub use crate::rules::selection::{Selection, UnknownRule, Wishes, known_code, known_preset, known_words};
pub use crate::rules::sink::Sink;
pub use crate::rules::subject::Subject;
pub use crate::rules::trial::{Difference, Trial, difference};
