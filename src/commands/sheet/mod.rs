//! Rows for spreadsheets, `csv` and `xlsx`.

pub(super) mod csv;
pub(super) mod xlsx;

use crate::model::spreadsheet::is_number;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Empty,
    Text(String),
    /// A number as it is printed, `-12` or `0.25`; anything else is text.
    Number(String),
}

impl Value {
    /// A text, or a number where the text is nothing else.
    pub(super) fn of(text: &str) -> Self {
        match text {
            "" => Self::Empty,
            number if is_number(number) => Self::Number(number.to_owned()),
            text => Self::Text(text.to_owned()),
        }
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    pub(super) fn number(number: usize) -> Self {
        Self::Number(number.to_string())
    }

    pub(super) fn optional(text: Option<&str>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }
}
