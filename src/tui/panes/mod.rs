//! The panes, each a vertical slice: its state, what the verbs mean there, and its drawing.

pub mod contents;
pub mod entry;
pub mod evidence;
pub mod flags;
pub mod following;
mod journey;
pub mod matrix;
pub mod opened;
pub mod overlay;
pub mod palette;
pub mod preview;
pub mod printed;
mod reading;
pub mod report;
pub mod search;
pub mod source;
mod sums;
pub mod table;
pub mod text;
mod tracing;
mod whatif;
