//! Plain data: the report, the official forms, cells, agencies, flags. No IO and no terminal.
//!
//! Everything here mirrors the corpus format (`jianbao schema`), whose names are a contract.

pub mod agency;
pub mod cell;
pub mod date;
pub mod division;
pub mod flag;
pub mod form;
pub mod grid;
pub(crate) mod ids;
pub mod indicator;
pub mod json;
pub mod letters;
pub mod limits;
pub mod moment;
pub mod note;
pub mod numeral;
pub mod old_place;
mod plain;
pub mod printable;
pub mod printed;
pub mod report;
pub mod sealed;
pub mod sentence;
pub mod spreadsheet;
pub mod tables;
pub mod verdict;
pub mod width;
