//! The grammar of counts in Chinese narrative: numerals, units, approximation words, and totals that
//! are followed by their parts. Knows nothing of flags; rules judge what is found here.

pub mod breakdown;
pub mod introducer;
pub mod numeral;
pub mod passage;
pub mod quantity;
pub mod unit;
