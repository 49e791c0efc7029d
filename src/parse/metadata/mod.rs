//! Title, agency, region, year, dates and numbers of a report, from its lines.

use crate::model::agency::Agency;
use crate::model::date::Date;
use crate::model::note::Note;
use crate::model::report::{DateFound, Span};
use crate::parse::Line;

/// What the text of a report says about the report itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metadata {
    pub title: Option<String>,
    pub title_at: Option<Span>,
    pub agency: Agency,
    pub year: Option<u16>,
    pub published: Option<Date>,
    pub dates: Vec<DateFound>,
    pub index_no: Option<String>,
    pub doc_no: Option<String>,
    pub period: Option<(Date, Date)>,
    pub url: Option<String>,
    pub notes: Vec<Note>,
}

/// Reads the metadata from the lines of a report, in order, the page around it included.
pub fn read(_lines: &[Line<'_>]) -> Metadata {
    Metadata::default()
}
