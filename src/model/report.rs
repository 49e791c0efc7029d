//! The report as the corpus format has it, and its JSON line in both directions.

use std::ops::Range;

use crate::model::agency::Agency;
use crate::model::date::Date;
use crate::model::form::{Form, Table};
use crate::model::ids::ids;
use crate::model::json::to_json;
use crate::model::note::{Note, NoteCode};

pub use crate::model::grid::{Grid, GridHeader, GridRow, GridStatus};
pub use crate::model::tables::{OldRow, Tables};

/// What `schema` says in files of this version.
pub const SCHEMA: &str = "jianbao/1";

/// A place: bytes `[start, end)` of the source text, decoded to UTF-8 without its byte order mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    /// The place from `start` to `end`; `end` is never before `start`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    pub fn len(self) -> usize {
        self.end - self.start
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The smallest place that holds both.
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The text at this place, or `None` where it is outside or cuts a character.
    pub fn of(self, source: &str) -> Option<&str> {
        source.get(self.range())
    }
}

impl serde::Serialize for Span {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.start, self.end).serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Span {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (start, end) = serde::Deserialize::deserialize(deserializer)?;
        if end < start {
            return Err(serde::de::Error::custom(format!("a place ends before it starts: [{start}, {end}]")));
        }
        Ok(Self { start, end })
    }
}

ids! {
    /// What a crawled file turned out to be.
    pub enum Kind {
        Report = "report",
        /// A report of which parts are visibly missing.
        Partial = "partial",
        AttachmentPage = "attachment_page",
        Picture = "picture",
        List = "list",
        OtherDocument = "other_document",
        ErrorPage = "error_page",
        Empty = "empty",
    }
}

ids! {
    /// The container a report came in.
    pub enum Format {
        Html = "html",
        Text = "text",
        Markdown = "markdown",
        Pdf = "pdf",
        Docx = "docx",
        Xlsx = "xlsx",
    }
}

ids! {
    /// The six sections of the forms since 2019, and what stands before them.
    pub enum SectionKey {
        Preface = "preface",
        Overview = "overview",
        Proactive = "proactive",
        Requests = "requests",
        Disputes = "disputes",
        Problems = "problems",
        Other = "other",
    }
}

impl SectionKey {
    /// The six numbered sections, in order.
    pub const SIX: [Self; 6] =
        [Self::Overview, Self::Proactive, Self::Requests, Self::Disputes, Self::Problems, Self::Other];

    /// 一 … 六; empty for the preface.
    pub fn number(self) -> &'static str {
        match self {
            Self::Preface => "",
            Self::Overview => "一",
            Self::Proactive => "二",
            Self::Requests => "三",
            Self::Disputes => "四",
            Self::Problems => "五",
            Self::Other => "六",
        }
    }

    /// The official title without its number.
    pub fn title(self) -> &'static str {
        match self {
            Self::Preface => "前言",
            Self::Overview => "总体情况",
            Self::Proactive => "主动公开政府信息情况",
            Self::Requests => "收到和处理政府信息公开申请情况",
            Self::Disputes => "政府信息公开行政复议、行政诉讼情况",
            Self::Problems => "存在的主要问题及改进情况",
            Self::Other => "其他需要报告的事项",
        }
    }

    /// The table printed in this section.
    pub fn table(self) -> Option<Table> {
        match self {
            Self::Proactive => Some(Table::T2),
            Self::Requests => Some(Table::T3),
            Self::Disputes => Some(Table::T4),
            _ => None,
        }
    }
}

/// A link of the page, to an attachment that may hold the report itself.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Link {
    pub text: String,
    pub href: String,
}

/// Where a report was read from.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Source {
    /// Relative to the folder given to `parse`, with `/` between its parts.
    pub path: String,
    pub format: Option<Format>,
    /// The label of the encoding the bytes were decoded from, in lower case.
    pub encoding: Option<String>,
    /// Length of the file in bytes.
    pub bytes: Option<u64>,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: Option<String>,
    pub url: Option<String>,
    pub crawled: Option<String>,
    /// Name and version of the program that extracted the text of a docx, pdf or xlsx.
    pub extractor: Option<String>,
    /// SHA-256 of the extracted text.
    pub text_sha256: Option<String>,
    /// The source text itself, kept with `parse --keep-text`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// What the crawler believed, as given.
    pub manifest: Option<serde_json::Value>,
}

/// A heading or a paragraph inside a section.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Block {
    /// Depth of a heading, 2 or more; `None` for a paragraph.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    /// The numbering of a heading as printed, `(一)` or `1.`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Span>,
    /// Where `text` is not the source at `at` byte for byte (joined lines, dropped markup): pairs of
    /// an offset in `text` and the offset in the source from which it runs on unchanged. Where an offset
    /// in `text` stands twice, the first pair says where in the source the text before it ends: behind a
    /// reference such as `&#8220;`, which is longer there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<(usize, usize)>,
}

impl Block {
    /// The place in the source of a range of bytes of `text`; the whole block where the finer place
    /// is not known, `None` where the block has no place.
    pub fn place(&self, range: Range<usize>) -> Option<Span> {
        let at = self.at?;
        if range.is_empty() {
            return Some(at);
        }
        if self.runs.is_empty() {
            let verbatim = at.len() == self.text.len() && range.end <= self.text.len();
            return Some(if verbatim { Span::new(at.start + range.start, at.start + range.end) } else { at });
        }
        match (self.source_of(range.start), self.end_of(range.end)) {
            (Some(start), Some(end)) if start < end && end <= at.end => Some(Span::new(start, end)),
            _ => Some(at),
        }
    }

    /// Where the text that ends at an offset ends in the source.
    fn end_of(&self, offset: usize) -> Option<usize> {
        if offset == self.text.len() {
            return Some(self.at?.end);
        }
        let next = self.runs.partition_point(|(text, _)| *text < offset);
        match self.runs.get(next..next + 2) {
            Some([(end, source), (again, _)]) if *end == offset && *again == offset => Some(*source),
            _ => Some(self.source_of(offset - 1)? + 1),
        }
    }

    fn source_of(&self, offset: usize) -> Option<usize> {
        let next = self.runs.partition_point(|(text, _)| *text <= offset);
        let (text, source) = self.runs.get(next.checked_sub(1)?)?;
        Some(source + (offset - text))
    }
}

/// A section of level 1 with everything under it.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Section {
    pub key: Option<SectionKey>,
    /// What a section outside the six is about (收费及减免, 机构…).
    pub topic: Option<String>,
    /// The number as printed, without its mark: `一`.
    pub number: Option<String>,
    pub heading: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Span>,
    pub blocks: Vec<Block>,
}

/// One crawled file, read.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    pub schema: String,
    pub id: String,
    #[serde(default = "a_report")]
    pub kind: Kind,
    #[serde(default)]
    pub source: Source,
    #[serde(default)]
    pub agency: Agency,
    /// The year reported on.
    #[serde(default)]
    pub year: Option<u16>,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub published: Option<Date>,
    #[serde(default)]
    pub index_no: Option<String>,
    #[serde(default)]
    pub doc_no: Option<String>,
    /// 统计期限, first and last day.
    #[serde(default)]
    pub period: Option<(Date, Date)>,
    /// Every date that may tell when the report was published, with its place; the first of them in
    /// time is `published` unless a label says better.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<DateFound>,
    #[serde(default)]
    pub form: Option<Form>,
    #[serde(default)]
    pub sections: Vec<Section>,
    #[serde(default)]
    pub tables: Tables,
    #[serde(default)]
    pub grids: Vec<Grid>,
    /// Id of an earlier version of this report.
    #[serde(default)]
    pub supersedes: Option<String>,
    #[serde(default)]
    pub notes: Vec<Note>,
}

ids! {
    /// What a date in the source is the date of.
    pub enum DateLabel {
        /// 发布日期, 发布时间.
        Published = "published",
        /// 生成日期, 成文日期, 发文日期.
        Written = "written",
        /// The date under the signature (落款).
        Signed = "signed",
        /// A date in the address of the page.
        Url = "url",
    }
}

/// A date with what it is and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DateFound {
    pub label: DateLabel,
    pub date: Date,
    #[serde(default)]
    pub at: Option<Span>,
}

fn a_report() -> Kind {
    Kind::Report
}

impl Default for Report {
    fn default() -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            id: String::new(),
            kind: Kind::Report,
            source: Source::default(),
            agency: Agency::default(),
            year: None,
            title: None,
            published: None,
            index_no: None,
            doc_no: None,
            period: None,
            dates: Vec::new(),
            form: None,
            sections: Vec::new(),
            tables: Tables::default(),
            grids: Vec::new(),
            supersedes: None,
            notes: Vec::new(),
        }
    }
}

/// Why a line is no report.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    #[error("not a report: {0}")]
    Json(#[from] serde_json::Error),
    #[error("written for a newer program: schema {found:?}, this one reads {SCHEMA:?}")]
    NewerSchema { found: String },
    #[error("not a report: schema {found:?}, expected {SCHEMA:?}")]
    OtherSchema { found: String },
}

/// Checks the `schema` of a line against the version this program reads.
pub fn check_schema(found: &str) -> Result<(), LineError> {
    if found == SCHEMA {
        return Ok(());
    }
    let found = found.to_owned();
    match found.strip_prefix("jianbao/").map(str::parse::<u32>) {
        Some(Ok(_)) => Err(LineError::NewerSchema { found }),
        _ => Err(LineError::OtherSchema { found }),
    }
}

impl Report {
    /// Reads one line of a corpus.
    ///
    /// # Errors
    /// When the line is not JSON, not an object of this schema, or of a newer one. A cell that holds
    /// no number of a form is no error: it becomes null, and a note says so.
    pub fn from_json(line: &str) -> Result<Self, LineError> {
        let mut report: Self = serde_json::from_str(line)?;
        check_schema(&report.schema)?;
        for (cell, value) in std::mem::take(&mut report.tables.odd) {
            report.notes.push(Note::new(NoteCode::OddValue, format!("{cell}: {value}"), None));
        }
        Ok(report)
    }

    /// The line of a corpus, without its line feed.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        to_json(self)
    }

    pub fn section(&self, key: SectionKey) -> Option<&Section> {
        self.sections.iter().find(|section| section.key == Some(key))
    }

    /// The blocks of all sections with the section each stands in, in order.
    pub fn blocks(&self) -> impl Iterator<Item = (&Section, &Block)> {
        self.sections.iter().flat_map(|section| section.blocks.iter().map(move |block| (section, block)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::{Cell, How};
    use crate::model::form::{CellId, Col, Row};

    fn example() -> Report {
        let mut report = Report { id: "k7q2".into(), year: Some(2019), form: Some(Form::F2019), ..Report::default() };
        report.published = Date::new(2020, 1, 20);
        report.tables.cells.insert(CellId::new(Row::NewReceived, Col::Total), Cell::read(26.into(), Span::new(3, 5)));
        report.tables.cells.insert(CellId::new(Row::CarriedIn, Col::Total), Cell::null(How::Blank));
        report.tables.absent.insert(Row::Granted);
        report.tables.old.push(OldRow {
            id: Some("req_total".into()),
            path: vec!["三".into(), "收到申请数".into()],
            cell: Cell { unit: Some("件".into()), ..Cell::read(12.into(), Span::new(90, 92)) },
            cumulative: Some(Cell::read(340.into(), Span::new(95, 98))),
        });
        report.sections.push(Section {
            key: Some(SectionKey::Overview),
            heading: "总体情况".into(),
            blocks: vec![Block { text: "正文".into(), at: Some(Span::new(0, 6)), ..Block::default() }],
            ..Section::default()
        });
        report
    }

    #[test]
    fn a_line_reads_back() {
        let report = example();
        let line = report.to_json().unwrap();
        assert!(!line.contains('\n'));
        assert_eq!(Report::from_json(&line).unwrap(), report);
        assert_eq!(Report::from_json(&line).unwrap().to_json().unwrap(), line);
    }

    #[test]
    fn absent_rows_answer_for_their_cells() {
        let report = Report::from_json(&example().to_json().unwrap()).unwrap();
        let granted = report.tables.cell(CellId::new(Row::Granted, Col::Total)).unwrap();
        assert_eq!(granted.how, Some(How::Absent));
        assert_eq!(report.tables.cell(CellId::new(Row::Partial, Col::Total)), None);
    }

    #[test]
    fn a_foreign_line_needs_little_and_odd_cells_become_notes() {
        let line = r#"{"schema":"jianbao/1","id":"x","new_key":1,"tables":{"t3":{"new_received":{"total":"26","commercial":2},"future_row":{"total":1},"granted":null},"t9":{}}}"#;
        let report = Report::from_json(line).unwrap();
        assert_eq!(report.tables.cell(CellId::new(Row::NewReceived, Col::Commercial)).unwrap().value, Some(2.into()));
        assert_eq!(report.tables.cell(CellId::new(Row::NewReceived, Col::Total)).unwrap(), &Cell::default());
        assert_eq!(report.notes.len(), 1);
        assert_eq!(report.notes[0].code, NoteCode::OddValue);
    }

    #[test]
    fn other_schemas_are_refused_by_name() {
        let newer = Report::from_json(r#"{"schema":"jianbao/2","id":"x"}"#).unwrap_err();
        assert!(newer.to_string().contains("jianbao/2") && newer.to_string().contains("jianbao/1"));
        assert!(Report::from_json(r#"{"schema":"lnav","id":"x"}"#).is_err());
        assert!(Report::from_json("[1]").is_err());
        assert!(Report::from_json(r#"{"schema":"jianbao/1","id":"#).is_err());
    }

    #[test]
    fn places_follow_the_runs_of_a_joined_paragraph() {
        let mut block = Block { text: "abcdef".into(), at: Some(Span::new(10, 16)), ..Block::default() };
        assert_eq!(block.place(1..3), Some(Span::new(11, 13)));
        // "abc" at 10, then a line break and two blanks, then "def" at 16.
        block.at = Some(Span::new(10, 19));
        block.runs = vec![(0, 10), (3, 16)];
        assert_eq!(block.place(3..5), Some(Span::new(16, 18)));
        assert_eq!(block.place(2..4), Some(Span::new(12, 17)));
        // "abc" at 10, then d as "&#100;", then "ef" behind a tag.
        block.at = Some(Span::new(10, 25));
        block.runs = vec![(0, 10), (3, 13), (4, 19), (4, 23)];
        assert_eq!(block.place(3..4), Some(Span::new(13, 19)));
        assert_eq!(block.place(2..5), Some(Span::new(12, 24)));
        assert_eq!(block.place(4..6), Some(Span::new(23, 25)));
        block.runs.clear();
        assert_eq!(block.place(2..4), block.at);
    }
}
