//! Raw bytes to a report. Never fails and does no IO: what cannot be read becomes a note with its
//! place.

pub mod blocks;
pub mod decode;
mod extracted;
mod fold;
mod identity;
pub use crate::parse::identity::id;
mod kind;
mod letters;
pub mod metadata;
mod older;
mod outline;
mod piece;
mod tables;
mod words;

use std::borrow::Cow;

use crate::model::form::Table;
use crate::model::note::{Note, NoteCode};
use crate::model::report::{Format, Grid, GridStatus, Kind, Report, Section, SectionKey, Source, Span};
use crate::parse::blocks::Stream;
use crate::parse::metadata::Metadata;
use crate::parse::tables::TablesFound;

pub use crate::parse::extracted::{Extracted, parse_extracted};

/// A crawled file.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Relative to the folder being read, with `/` between its parts.
    pub path: &'a str,
    pub bytes: &'a [u8],
}

/// What was read of a file.
#[derive(Debug, Clone)]
pub struct Parsed {
    pub report: Report,
    /// The source text that every place in `report` refers to.
    pub text: String,
}

/// A line of text as a reader sees it, with the place it came from. `text` is the source at `at`
/// unless the container's markup was taken out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    pub text: Cow<'a, str>,
    pub at: Span,
}

/// Reads a crawled file.
pub fn parse(input: Input<'_>) -> Parsed {
    if blocks::office::is_package(input.bytes) {
        return extracted::parse_office(input);
    }
    let decoded = decode::decode(input.bytes);
    let mut report = report_of(input);
    report.source.encoding = decoded.encoding.map(str::to_owned);
    report.source.format = Some(format(input.path, &decoded.text));
    report.notes = decoded.notes;
    if decoded.encoding.is_none() {
        report.kind = Kind::OtherDocument;
    } else {
        read_text(&mut report, &decoded.text);
    }
    Parsed { report, text: decoded.text }
}

/// What is known of a file without reading it.
fn report_of(input: Input<'_>) -> Report {
    Report {
        id: identity::id(input.path, input.bytes),
        source: Source {
            path: input.path.to_owned(),
            bytes: u64::try_from(input.bytes.len()).ok(),
            sha256: Some(identity::sha256(input.bytes)),
            ..Source::default()
        },
        ..Report::default()
    }
}

/// The container, by the name of the file and what its text shows.
fn format(path: &str, text: &str) -> Format {
    let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some("md" | "markdown") => Format::Markdown,
        Some("htm" | "html" | "shtml" | "xhtml") if blocks::html::has_tags(text) => Format::Html,
        Some("pdf") => Format::Pdf,
        Some("docx") => Format::Docx,
        Some("xlsx") => Format::Xlsx,
        _ if blocks::html::is_page(text) => Format::Html,
        _ if blocks::has_markup(text) || blocks::html::has_tables(text) => Format::Markdown,
        _ => Format::Text,
    }
}

fn read_text(report: &mut Report, text: &str) {
    if report.source.format == Some(Format::Html) {
        return read_as(report, text, |report| read_page(report, text));
    }
    read_as(report, text, |report| {
        let markup = report.source.format == Some(Format::Markdown);
        if let Some(page) = blocks::html::read_in_markdown(text).filter(|_| markup) {
            return read_markdown(report, text, &page);
        }
        let stream = blocks::read_lines(text, markup);
        let pictures = pictures_named(&stream);
        read_stream(report, text, &stream, &pictures);
        note_end(report, stream.stopped);
        kind::of_lines(report, &stream.lines, stream.pictures.len())
    });
}

/// Reads a source text in the way of its container, and says what the file is. `read` gives back what
/// the container shows it to be when it holds no report.
fn read_as(report: &mut Report, text: &str, read: impl FnOnce(&mut Report) -> Option<Kind>) {
    if text.trim().is_empty() {
        report.kind = Kind::Empty;
        report.notes.push(Note::new(NoteCode::EmptyFile, "文件没有内容", None));
        return;
    }
    report.notes.extend(blocks::control_note(text));
    let other = read(report);
    report.kind = kind::of(report, other);
    if report.kind == Kind::OtherDocument {
        report.notes.push(Note::new(NoteCode::NotAReport, "未见政府信息公开年度报告的内容", None));
    }
}

/// Reads an HTML page by the text it shows. Gives back what the page is when it holds no report.
fn read_page(report: &mut Report, text: &str) -> Option<Kind> {
    let page = blocks::html::read(text);
    let shown = page.shown();
    read_shown(report, text, &page, &shown);
    if page.cut_off {
        report.notes.push(Note::new(NoteCode::CutOff, "网页在表格中间断开", Some(Span::new(text.len(), text.len()))));
    }
    if kind::has_parts(report) { None } else { page.kind(report.title.as_deref(), shown.pictures.len()) }
}

/// Reads Markdown that has tags in it by the text they show. Gives back what it is when it holds no
/// report.
fn read_markdown(report: &mut Report, text: &str, page: &blocks::html::Page) -> Option<Kind> {
    let shown = page.shown_in_markdown();
    read_shown(report, text, page, &shown);
    kind::of_lines(report, &shown.stream.lines, shown.pictures.len())
}

/// Reads what a page shows and leads all places back to its source. Notes made before are about the
/// source already.
fn read_shown(report: &mut Report, text: &str, page: &blocks::html::Page, shown: &blocks::html::Shown<'_>) {
    let of_source = std::mem::take(&mut report.notes);
    read_stream(report, page.shown_text(), &shown.stream, &shown.pictures);
    page.lead_back(report, text);
    report.notes.splice(0..0, of_source);
    note_end(report, page.stopped);
    report.source.links.clone_from(&page.links);
}

/// Reads a report from its stream. `source` is the text that the places of the stream are bytes of,
/// `pictures` are places in it.
fn read_stream(report: &mut Report, source: &str, stream: &Stream<'_>, pictures: &[usize]) {
    let metadata = metadata::read(&stream.lines);
    let symbols = tables::symbols::scan(stream);
    let mut found = tables::read(source, stream, &symbols);
    let bare_heads = older::settle_tables(source, stream, metadata.year, &mut found);
    let title_end = metadata.title_at.map(|at| at.end);
    let page = outline::Page { source, stream, symbols: &symbols, covered: &found.covered, title_end };
    let outline = outline::read(&page);
    report.sections = outline.sections;
    report.notes.extend(outline.notes);
    put_tables(report, found);
    put_metadata(report, metadata);
    older::settle_form(report);
    note_lost_tables(report, pictures);
    older::note_lost(report, stream, bare_heads, pictures);
}

fn put_tables(report: &mut Report, found: TablesFound) {
    report.tables = found.tables;
    report.grids = found.grids;
    report.form = found.form;
    report.notes.extend(found.notes);
}

fn put_metadata(report: &mut Report, metadata: Metadata) {
    report.title = metadata.title;
    report.agency = metadata.agency;
    report.year = metadata.year;
    report.published = metadata.published;
    report.dates = metadata.dates;
    report.index_no = metadata.index_no;
    report.doc_no = metadata.doc_no;
    report.period = metadata.period;
    report.source.url = metadata.url;
    report.notes.extend(metadata.notes);
}

/// A section that should hold a table, in a report that has tables of a form, and does not: its title
/// is all that is left of the table, or a picture of it.
fn note_lost_tables(report: &mut Report, pictures: &[usize]) {
    let ends = report.sections.iter().skip(1).map(|section| section.at.map_or(usize::MAX, |at| at.start));
    if report.form.is_some_and(|form| form.tables().is_empty()) {
        return;
    }
    let has_tables = report.form.is_some() || !report.grids.is_empty() || has_bare_titles(report);
    let mut lost = Vec::new();
    for (section, end) in report.sections.iter().zip(ends.chain([usize::MAX])) {
        let Some(table) = section.key.and_then(SectionKey::table) else { continue };
        if report.grids.iter().any(|grid| grid.table == Some(table)) {
            continue;
        }
        let inside = section.at.map_or(end, |at| at.end)..end;
        let is_picture = pictures.iter().any(|at| inside.contains(at));
        let status = if is_picture { GridStatus::Image } else { GridStatus::CaptionOnly };
        if has_tables || is_picture {
            lost.push(lost_grid(report, section, table, status));
        }
    }
    for grid in lost {
        let name = grid.table.map_or("", Table::short_zh);
        let what =
            if grid.status == GridStatus::Image { "是图片,无法读取" } else { "只有标题,没有数据" };
        report.notes.push(Note::new(NoteCode::TableLost, format!("{name}{what}"), grid.at));
        report.grids.push(grid);
    }
    report.grids.sort_by_key(|grid| grid.at);
}

/// Whether a report of a year with tables has none of them, and nothing under the titles over them.
fn has_bare_titles(report: &Report) -> bool {
    let over_tables = || report.sections.iter().filter(|section| section.key.and_then(SectionKey::table).is_some());
    let since_2019 = report.year.is_some_and(|year| year >= 2019);
    since_2019 && over_tables().count() >= 2 && over_tables().all(|section| section.blocks.is_empty())
}

/// Where pictures stand in a text, and lines that stand for one: `![](a.png)`, `[图片]`, the name of a
/// file.
fn pictures_named(stream: &Stream<'_>) -> Vec<usize> {
    let named = stream.lines.iter().filter(|line| tables::old::lost::is_picture(&line.text));
    let mut pictures: Vec<usize> = named.map(|line| line.at.start).chain(stream.pictures.iter().copied()).collect();
    pictures.sort_unstable();
    pictures.dedup();
    pictures
}

fn lost_grid(report: &Report, section: &Section, table: Table, status: GridStatus) -> Grid {
    Grid {
        table: Some(table),
        form: report.form,
        at: section.at,
        status,
        caption: Some(section.heading.clone()),
        corner_note: None,
        header: None,
        rows: Vec::new(),
    }
}

fn note_end(report: &mut Report, stopped: Option<usize>) {
    if let Some(at) = stopped {
        let message = "文件过长,其后内容未读取(上限:--limit text、cells)";
        report.notes.push(Note::new(NoteCode::TooLong, message, Some(Span::new(at, at))));
    }
}

#[cfg(test)]
mod fuzz_tests;
#[cfg(test)]
mod linear_tests;
#[cfg(any(test, fuzzing))]
pub(crate) mod proof;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod truth_tests;
