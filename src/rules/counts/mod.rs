//! The grammar of counts in Chinese narrative: numerals, units, approximation words, totals that are
//! followed by their parts, and statements of what is counted, for whom and when. Knows nothing of
//! flags; rules judge what is found here.

pub mod begins;
pub mod breakdown;
mod denial;
pub mod growth;
pub mod introducer;
mod lexicon;
pub mod numeral;
pub mod passage;
pub mod quantity;
mod reader;
mod resolve;
mod setting;
pub mod statement;
pub mod topic;
pub mod unit;
