//! The panes, each a vertical slice: its state, what the verbs mean there, and its drawing.

pub mod contents;
pub mod evidence;
pub mod flags;
pub mod matrix;
pub mod overlay;
pub mod preview;
pub mod report;
pub mod search;
pub mod table;
pub mod text;
