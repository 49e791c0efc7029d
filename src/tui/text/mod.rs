//! Text on a grid of columns: widths, wrapping, and the one-line field. Nothing here knows of panes.

pub mod columns;
pub mod field;
pub mod wrap;
