//! The rules: what each checks, why, and how grave it is, in one place per rule. A rule answers
//! *holds*, *fails* (a flag) or *cannot be evaluated*, and says why.

mod basis;
mod calendar;
mod cells;
mod contents;
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
mod registry;
pub mod repair;
mod run;
mod sections;
mod selection;
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

pub use crate::rules::entry::entry_words;
pub use crate::rules::facts::Facts;
pub use crate::rules::fold_across::{fold_alike, fold_years};
pub use crate::rules::group::{FlagRef, Group, Groups};
pub use crate::rules::registry::{Destination, LEFT_OUT, LeftOut, Rule, all, find};
pub use crate::rules::run::{Checked, Outcome, Unevaluable, check, check_corpus, destination};
pub use crate::rules::selection::{PRESETS, Selection, UnknownRule};
pub use crate::rules::sink::Sink;
pub use crate::rules::subject::Subject;
pub use crate::rules::trial::{Difference, Trial, difference};
