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
mod facts;
mod fingerprint;
mod fold;
mod forms;
mod identity;
mod lists;
pub mod narrative;
mod numbers;
mod particulars;
mod powers;
mod registry;
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
mod wording;
mod written;
mod years;

pub use crate::rules::facts::Facts;
pub use crate::rules::registry::{Destination, LEFT_OUT, LeftOut, Rule, all, find};
pub use crate::rules::run::{Checked, Outcome, Unevaluable, check, check_corpus, destination};
pub use crate::rules::selection::{PRESETS, Selection, UnknownRule};
pub use crate::rules::sink::Sink;
pub use crate::rules::subject::Subject;
