//! The one query language, for search, filters and saved views: its parser and what it means.

use crate::corpus::header::Header;
use crate::model::flag::Flag;
use crate::model::report::Report;

/// A parsed query: words to find in text, and fields that choose reports, sections and flags.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {}

/// Why a query cannot be understood, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    pub message: String,
    /// The byte of the query it is about.
    pub at: usize,
}

impl Query {
    /// Parses a query.
    ///
    /// # Errors
    /// When a field is unknown or its value cannot be read. Words never fail.
    pub fn parse(_text: &str) -> Result<Self, QueryError> {
        Ok(Self::default())
    }

    /// Whether the query holds no word to find in text.
    pub fn is_filter_only(&self) -> bool {
        true
    }

    /// Whether a report is let in by the fields on its head (year, agency, region, level, kind) and
    /// on its flags (rule, severity), and, in a list of agencies, by the words in its name.
    pub fn admits(&self, _header: &Header, _flags: &[Flag]) -> bool {
        true
    }

    /// Whether the fields that need the decoded report (cells) are there at all.
    pub fn needs_report(&self) -> bool {
        false
    }

    /// Whether the fields that need the decoded report let it in.
    pub fn admits_report(&self, _report: &Report) -> bool {
        true
    }

    /// Whether one flag of an admitted report is let in (rule, severity).
    pub fn admits_flag(&self, _flag: &Flag) -> bool {
        true
    }
}
