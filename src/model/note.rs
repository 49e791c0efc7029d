//! What the parser could not do, and where.

use crate::model::ids::ids;
use crate::model::report::Span;

ids! {
    /// The kinds of notes the parser leaves. Codes are never reused.
    pub enum NoteCode {
        /// The file holds nothing, or only white space.
        EmptyFile = "empty_file",
        /// The bytes are no text: NUL bytes or too many invalid sequences.
        BinaryFile = "binary_file",
        /// The text of a docx, pdf or xlsx could not be taken out of the file.
        NotExtracted = "not_extracted",
        /// The text goes on beyond what any report has; the rest was not read.
        TooLong = "too_long",
        /// The page ends in the middle of a table: what was fetched of it broke off.
        CutOff = "cut_off",
        /// Bytes that the encoding does not allow; each stands as U+FFFD.
        InvalidBytes = "invalid_bytes",
        /// Control characters or terminal escapes in the text; shown as marks, never sent on.
        ControlCharacters = "control_characters",
        /// Nothing that tells of an annual report was found.
        NotAReport = "not_a_report",
        /// A table whose caption or heading is there and whose rows are not.
        TableLost = "table_lost",
        /// A table whose column heads are gone; columns are known by position only.
        HeadLost = "head_lost",
        /// A row with more or fewer values than cells.
        RowMismatch = "row_mismatch",
        /// A row of the form printed twice with different values.
        RowTwice = "row_twice",
        /// A row with values whose label is in neither form.
        UnknownRow = "unknown_row",
        /// A value that is neither a number nor a known mark.
        OddValue = "odd_value",
        /// Rows of both forms in one table.
        MixedForm = "mixed_form",
        /// A heading of level 1 that is none of the six sections.
        UnknownSection = "unknown_section",
        /// Text of the page around the report that was left out.
        ChromeDropped = "chrome_dropped",
        /// A second report with the same id in one corpus.
        SameId = "same_id",
        /// What the crawler's manifest says and the text contradicts.
        ManifestDisagrees = "manifest_disagrees",
        /// A date that the calendar does not have.
        ImpossibleDate = "impossible_date",
        /// A code from a newer program.
        Unknown = "unknown",
    }
}

impl NoteCode {
    /// Whether the note tells of text that was lost before or while we read it, so that what is
    /// missing there says nothing about the agency.
    pub fn is_loss(self) -> bool {
        matches!(
            self,
            Self::TableLost | Self::HeadLost | Self::InvalidBytes | Self::BinaryFile | Self::TooLong | Self::CutOff
        )
    }
}

/// One note of the parser.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Note {
    #[serde(deserialize_with = "code_or_unknown")]
    pub code: NoteCode,
    pub message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Span>,
}

impl Note {
    pub fn new(code: NoteCode, message: impl Into<String>, at: Option<Span>) -> Self {
        Self { code, message: message.into(), at }
    }
}

fn code_or_unknown<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<NoteCode, D::Error> {
    let code: std::borrow::Cow<'de, str> = serde::Deserialize::deserialize(deserializer)?;
    Ok(NoteCode::from_id(&code).unwrap_or(NoteCode::Unknown))
}
