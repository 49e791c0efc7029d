//! Whether the tables of the form are there, with all their rows and their heads.

use crate::model::cell::How;
use crate::model::flag::{Class, Evidence, Severity};
use crate::model::form::{CellId, Form, Row, RowSpec, Table, TableSpec};
use crate::model::report::{Grid, GridStatus, Report, SectionKey, Span};
use crate::rules::basis;
use crate::rules::identity::row_name;
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_line};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&TABLE, &ROW, &HEAD];

const FORMS: &[Form] = &[Form::F2019, Form::F2021];

rule! {
    /// ## What it checks
    /// Each of the tables 二, 三 and 四 has at least one cell, be it blank. Fails where only a caption is
    /// left, or none of the rows is in the source; a warning where a picture stands in its place.
    ///
    /// ## Why it matters
    /// The tables are the part of the report that is added up over agencies.
    ///
    /// ## Example
    /// `缺表二:应有22格,实有0格,只见"第二十条第(一)项"`
    ///
    /// ## When it is wrong
    /// The table may stand in an attachment, or have been lost on the way to us. Where the page links
    /// an attachment or the parser noted the loss, the flag speaks of our copy and goes to the triage.
    TABLE = "S-TBL-MISSING" {
        zh: "缺表", en: "table missing",
        class: Report, default: Queue, severity: Error,
        forms: FORMS, basis: Some(basis::FORM),
        check: missing_tables, examples: tests::table_examples,
    }
}

rule! {
    /// ## What it checks
    /// Each row of the form is printed, in a table of which other rows are. One flag a row.
    ///
    /// ## Why it matters
    /// A row that is left out may hide requests, and (七)总计 can no longer be checked.
    ///
    /// ## Example
    /// `表三缺行:公开出版物,应有25行,实有24行`
    ///
    /// ## When it is wrong
    /// A label may have been printed so differently that it was not recognised: look at the rows the
    /// form does not know. Where (六)其他处理 follows the other edition of the form, its rows are not
    /// evaluable. A loss noted there makes it speak of our copy.
    ROW = "S-ROW-MISSING" {
        zh: "缺行", en: "row missing",
        class: Report, default: Queue, severity: Error,
        forms: FORMS, basis: Some(basis::FORM),
        check: missing_rows, examples: tests::row_examples,
    }
}

rule! {
    /// ## What it checks
    /// A table with rows has its column heads.
    ///
    /// ## Why it matters
    /// Without heads the columns are known by their position only.
    ///
    /// ## Example
    /// `表三缺表头:各列只能按次序认定`
    ///
    /// ## When it is wrong
    /// Heads are often lost on the way to us; a loss noted there makes it speak of our copy.
    HEAD = "S-HEAD-MISSING" {
        zh: "缺表头", en: "column heads missing",
        class: Report, default: Queue, severity: Warning,
        forms: FORMS, basis: Some(basis::FORM),
        check: missing_heads, examples: tests::head_examples,
    }
}

/// The tables of the report's form; without one, says once that nothing can be checked.
fn tables(subject: &Subject<'_>, sink: &mut Sink<'_>) -> &'static [TableSpec] {
    let Some(form) = subject.form() else {
        sink.cannot("全文", Words::new("年度和格式不明", "neither year nor form is known"));
        return &[];
    };
    form.tables()
}

/// Whether any cell of the table is in the source, be it blank.
fn is_printed(report: &Report, table: Table) -> bool {
    report.tables.cells.iter().any(|(id, cell)| {
        let there = matches!(cell.how, Some(How::Read | How::Inferred | How::Blank | How::Marker | How::Unplaced));
        id.table() == table && (cell.value.is_some() || there)
    })
}

fn missing_tables(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    for spec in tables(subject, sink) {
        let grids = || report.grids.iter().filter(|grid| grid.table == Some(spec.table));
        let image = grids().any(|grid| grid.status == GridStatus::Image);
        let caption = grids().find(|grid| grid.status == GridStatus::CaptionOnly);
        if is_printed(report, spec.table) {
            sink.holds();
        } else if image || caption.is_some() || is_absent(report, spec) {
            sink.fails(missing_table(subject, spec, grids().next(), image));
        } else {
            let reason = Words::new("没有读到该表,原因不明", "the table was not read, and nothing tells why");
            sink.cannot(spec.table.short_zh(), reason);
        }
    }
}

fn is_absent(report: &Report, spec: &TableSpec) -> bool {
    spec.rows().all(|row| report.tables.absent.contains(&row.row))
}

fn missing_table(subject: &Subject<'_>, spec: &TableSpec, grid: Option<&Grid>, image: bool) -> Finding {
    let (name, cells) = (spec.table.short_zh(), spec.cells().count());
    let caption = grid.and_then(|grid| grid.caption.as_deref()).filter(|caption| !caption.is_empty());
    let (mut zh, mut en) =
        (format!("缺{name}:应有{cells}格,实有0格"), format!("{name} is missing: {cells} cells expected, 0 found"));
    if image {
        (zh, en) =
            (format!("{name}为图片:应有{cells}格,读到0格"), format!("{name} is a picture: {cells} cells, 0 read"));
    } else if let Some(caption) = caption.filter(|caption| caption.chars().count() <= 12) {
        (zh, en) = (format!("{zh},只见\"{caption}\""), format!("{en}, only {caption:?} is left"));
    }
    let heading = section_of(subject.report, spec.table);
    let printed = grid.and_then(|grid| Some(of_line(caption.unwrap_or_default(), Some(grid.at?))));
    let near = printed.as_ref().and_then(|line| line.at).into_iter().chain(heading.as_ref().and_then(|line| line.at));
    Finding {
        message: Words::new(zh, en),
        expected: format!("{cells}格"),
        found: "0格".to_owned(),
        severity: image.then_some(Severity::Warning),
        class: Some(if image { Class::Copy } else { subject.class_of_gap(near.reduce(Span::cover)) }),
        evidence: printed.into_iter().chain(heading).collect(),
        place: Some(spec.table.id().to_owned()),
        ..Finding::default()
    }
}

/// The heading of the section a table belongs to.
fn section_of(report: &Report, table: Table) -> Option<Evidence> {
    let key = SectionKey::SIX.into_iter().find(|key| key.table() == Some(table))?;
    report.section(key).map(|section| of_line(&section.heading, section.at))
}

fn missing_rows(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    for spec in tables(subject, sink) {
        if !is_printed(report, spec.table) {
            let reason = Words::new("没有读到该表", "the table was not read");
            sink.cannot(spec.table.short_zh(), reason);
            continue;
        }
        let (absent, there): (Vec<_>, Vec<_>) = spec.rows().partition(|row| report.tables.absent.contains(&row.row));
        sink.hold(there.len());
        for row in &absent {
            if other_edition(report, row.row) {
                let reason = Words::new("(六)其他处理按另一版格式填写", "(六) follows the other edition of the form");
                sink.cannot(row_name(row.row), reason);
                continue;
            }
            sink.fails(missing_row(subject, spec, row, there.len()));
        }
    }
}

/// Whether a row of (六) is missing because the other edition's rows are printed instead.
fn other_edition(report: &Report, row: Row) -> bool {
    let printed = |row: Row| report.tables.row(row).next().is_some();
    match row {
        Row::Other => Row::PARTS_OF_OTHER.into_iter().any(printed),
        Row::OtherNoCorrection | Row::OtherUnpaidFee | Row::OtherMisc => printed(Row::Other),
        _ => false,
    }
}

fn missing_row(subject: &Subject<'_>, spec: &TableSpec, row: &RowSpec, there: usize) -> Finding {
    let (table, rows) = (spec.table.short_zh(), spec.rows().count());
    let places = subject.report.tables.cells.iter().filter(|(id, _)| id.table() == spec.table);
    let near = places.filter_map(|(_, cell)| cell.at).reduce(Span::cover);
    let absent =
        |col| Evidence { cell: Some(CellId::new(row.row, col)), how: Some(How::Absent), ..Evidence::default() };
    Finding {
        message: Words::new(
            format!("{table}缺行:{},应有{rows}行,实有{there}行", row.row.short_zh()),
            format!("{table} lacks the row {}: {rows} rows expected, {there} found", row.row.short_en()),
        ),
        expected: format!("{rows}行"),
        found: format!("{there}行"),
        class: Some(subject.class_of_gap(near)),
        evidence: row.cols.iter().map(|col| absent(*col)).collect(),
        ..Finding::default()
    }
}

fn missing_heads(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    for spec in tables(subject, sink) {
        let grids = || {
            let of_table = report.grids.iter().filter(|grid| grid.table == Some(spec.table));
            of_table.filter(|grid| grid.status == GridStatus::Read)
        };
        let name = spec.table.short_zh();
        // A table torn in two has its heads above the first piece only.
        match grids().find(|grid| grid.header.is_none()) {
            _ if grids().any(|grid| grid.header.is_some()) => sink.holds(),
            None => sink.cannot(name, Words::new("没有表头的记录", "nothing is known of its heads")),
            Some(grid) => sink.fails(Finding {
                message: Words::new(
                    format!("{name}缺表头:各列只能按次序认定"),
                    format!("{name} has no column heads: columns are known by position only"),
                ),
                expected: "表头".to_owned(),
                found: "无".to_owned(),
                class: Some(subject.class_of_gap(grid.at)),
                evidence: vec![first_line(report, spec, grid)],
                place: Some(spec.table.id().to_owned()),
                ..Finding::default()
            }),
        }
    }
}

/// The first line of data under the missing heads.
fn first_line(report: &Report, spec: &TableSpec, grid: &Grid) -> Evidence {
    let row = grid.rows.iter().find(|row| row.at.is_some());
    let cell = || spec.cells().find_map(|id| report.tables.cells.get(&id)?.at);
    row.map_or_else(|| of_line("", cell().or(grid.at)), |row| of_line(&row.label, row.at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::{GridHeader, Link};
    use crate::rules::draft::{Examples, check_all, complete, flags_of};

    fn grid(table: Table, status: GridStatus, header: Option<GridHeader>) -> Grid {
        let caption = Some("第二十条第（一）项".to_owned());
        Grid {
            table: Some(table),
            form: None,
            at: Some(Span::new(40, 60)),
            status,
            caption,
            corner_note: None,
            header,
            rows: vec![],
        }
    }

    fn rows_of(form: Form, table: Table) -> Vec<Row> {
        form.table(table).unwrap().rows().map(|spec| spec.row).collect()
    }

    pub(super) fn table_examples() -> Examples {
        let fails = complete(Form::F2019)
            .absent(rows_of(Form::F2019, Table::T2))
            .with(|report| report.grids.push(grid(Table::T2, GridStatus::CaptionOnly, None)))
            .build();
        let blank =
            rows_of(Form::F2019, Table::T2).into_iter().fold(complete(Form::F2019), crate::rules::draft::Draft::blank);
        Examples { fails, holds: blank.build() }
    }

    pub(super) fn row_examples() -> Examples {
        let fails = complete(Form::F2021).absent([Row::NoprocPublication]).build();
        Examples { fails, holds: complete(Form::F2021).build() }
    }

    pub(super) fn head_examples() -> Examples {
        let with = |header| {
            let report = complete(Form::F2021).with(|r| r.grids.push(grid(Table::T3, GridStatus::Read, header)));
            report.build()
        };
        let heads = GridHeader { raw: "自然人 …".into(), at: None };
        Examples { fails: with(None), holds: with(Some(heads)) }
    }

    #[test]
    fn a_lost_table_says_how_many_cells_it_had() {
        let flags = flags_of(&table_examples().fails, "S-TBL-MISSING");
        assert_eq!(flags[0].message, "缺表二:应有22格,实有0格,只见\"第二十条第（一）项\"");
        assert_eq!((flags[0].expected.as_str(), flags[0].found.as_str()), ("22格", "0格"));
        assert_eq!(flags[0].evidence[0].quote.as_deref(), Some("第二十条第（一）项"));
        assert_eq!((flags[0].class, flags.len()), (Class::Report, 1));
        // Its rows are not missing one by one.
        assert!(flags_of(&table_examples().fails, "S-ROW-MISSING").is_empty());
    }

    #[test]
    fn a_picture_or_an_attachment_speaks_of_the_copy() {
        let picture = complete(Form::F2021)
            .absent(rows_of(Form::F2021, Table::T4))
            .with(|report| report.grids.push(grid(Table::T4, GridStatus::Image, None)))
            .build();
        let flag = &flags_of(&picture, "S-TBL-MISSING")[0];
        assert_eq!((flag.severity, flag.class), (Severity::Warning, Class::Copy));
        let link = Link { text: "附件".into(), href: "a.docx".into() };
        let attached =
            complete(Form::F2021).absent(rows_of(Form::F2021, Table::T4)).with(|r| r.source.links.push(link));
        assert_eq!(flags_of(&attached.build(), "S-TBL-MISSING")[0].class, Class::Copy);
    }

    #[test]
    fn what_is_not_known_is_not_missing() {
        let unknown = complete(Form::F2021).with(|r| r.tables.cells.retain(|id, _| id.table() != Table::T4)).build();
        let outcome = check_all(&unknown);
        assert!(outcome.flags.is_empty(), "{:?}", outcome.flags);
        assert!(outcome.unevaluable.iter().any(|u| u.rule == "S-TBL-MISSING" && u.place == "表四"));
    }

    #[test]
    fn rows_are_counted_and_the_other_edition_is_known() {
        let report = complete(Form::F2021).absent([Row::NoprocPublication, Row::OtherMisc]).build();
        let flags = flags_of(&report, "S-ROW-MISSING");
        let told: Vec<_> = flags.iter().map(|flag| flag.message.as_str()).collect();
        assert_eq!(told, ["表三缺行:公开出版物,应有25行,实有23行", "表三缺行:其他,应有25行,实有23行"]);
        assert_eq!(flags[1].root.as_deref(), Some(flags[0].fingerprint.as_str()));
        let mixed = complete(Form::F2021)
            .absent([Row::OtherNoCorrection, Row::OtherUnpaidFee, Row::OtherMisc])
            .row(Row::Other, [0; 7])
            .build();
        assert!(flags_of(&mixed, "S-ROW-MISSING").is_empty());
    }

    #[test]
    fn a_torn_table_needs_its_heads_once() {
        let heads = || Some(GridHeader { raw: "自然人".into(), at: None });
        let torn = complete(Form::F2021).with(|report| {
            report.grids.push(grid(Table::T3, GridStatus::Read, heads()));
            report.grids.push(grid(Table::T3, GridStatus::Read, None));
        });
        assert!(flags_of(&torn.build(), "S-HEAD-MISSING").is_empty());
    }
}
