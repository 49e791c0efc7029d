//! `--what list` and `--what corpus`: a row a report.

use crate::commands::export::table::{Column, Datum, Kind, Put, WHOSE, column, whose};
use crate::corpus::header::Header;
use crate::model::cell::{Cell, How};
use crate::model::report::{Report, SectionKey};

const HEAD: [Column<'static>; 4] =
    [column("report", Kind::Text), column("kind", Kind::Text), column("path", Kind::Text), column("url", Kind::Text)];

const REST: [Column<'static>; 13] = [
    column("title", Kind::Text),
    column("published", Kind::Day),
    column("index_no", Kind::Text),
    column("doc_no", Kind::Text),
    column("supersedes", Kind::Text),
    column("sections", Kind::Text),
    column("cells_read", Kind::Whole),
    column("cells_inferred", Kind::Whole),
    column("cells_blank", Kind::Whole),
    column("cells_marker", Kind::Whole),
    column("cells_unplaced", Kind::Whole),
    column("rows_absent", Kind::Whole),
    column("old_values", Kind::Whole),
];

pub(super) fn columns() -> Vec<Column<'static>> {
    [&HEAD[..], &WHOSE, &REST].concat()
}

/// The row of a report. Sections are the keys of the six, or the topics of others, parted by blanks; figures
/// count the cells of the tables by what was found in them.
pub(super) fn rows(report: &Report, put: Put<'_>) -> anyhow::Result<()> {
    let sections = report.sections.iter().filter_map(|section| {
        let topic = section.topic.as_deref();
        section.key.map(SectionKey::id).or(topic)
    });
    let sections: Vec<_> = sections.collect();
    let cells = &report.tables.cells;
    let count = |how: How| Datum::whole(cells.values().filter(|cell| cell.how == Some(how)).count());
    let has_value = |cell: Option<&Cell>| usize::from(cell.is_some_and(|cell| cell.value.is_some()));
    let old = report.tables.old.iter().map(|row| has_value(Some(&row.cell)) + has_value(row.cumulative.as_ref()));
    let mut row = vec![
        Datum::Text(&report.id),
        Datum::Text(report.kind.id()),
        Datum::Text(&report.source.path),
        Datum::text(report.source.url.as_deref()),
    ];
    row.extend(whose(&report.agency, report.year, report.form));
    row.extend([
        Datum::text(report.title.as_deref()),
        report.published.map_or(Datum::Null, Datum::Day),
        Datum::text(report.index_no.as_deref()),
        Datum::text(report.doc_no.as_deref()),
        Datum::text(report.supersedes.as_deref()),
        Datum::Made(sections.join(" ")),
        count(How::Read),
        count(How::Inferred),
        count(How::Blank),
        count(How::Marker),
        count(How::Unplaced),
        Datum::whole(report.tables.absent.len()),
        Datum::whole(old.sum::<usize>()),
    ]);
    put(&row)
}

/// The columns of a corpus.
pub(super) fn corpus_columns() -> Vec<Column<'static>> {
    let line = [column("title", Kind::Text), column("published", Kind::Day), column("line", Kind::Text)];
    let head = [column("report", Kind::Text), column("kind", Kind::Text), column("path", Kind::Text)];
    [&head[..], &WHOSE, &line].concat()
}

/// The row of a report, with its line.
pub(super) fn corpus_row((header, line): &(Header<'_>, String), put: Put<'_>) -> anyhow::Result<()> {
    let mut row = vec![Datum::Text(header.id), Datum::Text(header.kind.id()), Datum::Text(header.path)];
    row.extend(whose(header.agency, header.year, header.form));
    row.extend([Datum::text(header.title), header.published.map_or(Datum::Null, Datum::Day), Datum::Text(line)]);
    put(&row)
}
