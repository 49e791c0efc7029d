//! What was printed where a row did not map one value to one cell: torn tables, surplus values,
//! captions without a table.

use crate::model::form::{Form, Row, Table};
use crate::model::ids::ids;
use crate::model::report::Span;

ids! {
    /// What stood where a table was printed.
    pub enum GridStatus {
        Read = "read",
        /// A caption or heading with no table under it.
        CaptionOnly = "caption_only",
        /// The table is a picture.
        Image = "image",
    }
}

/// The heads of a printed table, as printed.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct GridHeader {
    pub raw: String,
    pub at: Option<Span>,
}

/// A printed row that did not map one value to one cell.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct GridRow {
    /// The row of the form, `None` where the label is in neither form.
    pub id: Option<Row>,
    pub label: String,
    pub at: Option<Span>,
    /// The values as printed, with start and end.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<(String, usize, usize)>,
    /// The readings of run-together digits that could not be decided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Vec<i64>>,
}

/// A printed table, or a piece of one: a table torn in two has two grids.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Grid {
    pub table: Option<Table>,
    #[serde(default)]
    pub form: Option<Form>,
    #[serde(default)]
    pub at: Option<Span>,
    pub status: GridStatus,
    #[serde(default)]
    pub caption: Option<String>,
    /// Whether the corner of table 三 prints the note on its identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corner_note: Option<bool>,
    /// `None` where the table has no heads.
    #[serde(default)]
    pub header: Option<GridHeader>,
    #[serde(default)]
    pub rows: Vec<GridRow>,
}
