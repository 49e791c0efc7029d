//! What a decoded report shows of what is wrong with the copy: tables that are pictures, missing or not understood.

use std::collections::BTreeSet;

use crate::model::cell::How;
use crate::model::flag::{Class, Severity};
use crate::model::form::{Form, Table, TableSpec};
use crate::model::note::NoteCode;
use crate::model::report::{GridStatus, Kind, Report, SectionKey};
use crate::rules::Brief;
use crate::triage::detail::Detail;
use crate::triage::reason::Reason;

/// The year since which every report has tables.
const TABLES_SINCE: u16 = 2019;

/// The rules whose flags tell that something of a report is not there, whatever the parser noted.
const OF_STRUCTURE: [&str; 2] = ["S-TBL-MISSING", "S-SEC-MISSING"];
const OF_END: &str = "X-TRUNC";
/// Those that only give reason to look.
const OF_CELLS: [&str; 2] = ["S-ROW-MISSING", "S-CELL-SHIFT"];

/// What rules say is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Flagged {
    /// Whatever of the tables or sections is missing, on the page or from our copy.
    pub anything: bool,
    /// A section or a table is missing, and our copy may have lost it.
    pub structure: bool,
    /// The text breaks off.
    pub end: bool,
}

impl Flagged {
    /// What the flags of a report say.
    pub fn of(flags: &[Brief]) -> Self {
        let mut flagged = Self::default();
        for flag in flags {
            let of_copy = flag.class() == Class::Copy && flag.severity() >= Severity::Warning;
            let structure = OF_STRUCTURE.contains(&flag.rule());
            flagged.anything |= structure || OF_CELLS.contains(&flag.rule());
            flagged.structure |= structure && of_copy;
            flagged.end |= flag.rule() == OF_END && of_copy;
        }
        flagged
    }
}

/// What is wrong with the copy of a report; `None` where nothing is. The order is that of the reasons.
pub(super) fn wrong(report: &Report, flagged: Flagged) -> Option<(Reason, Detail)> {
    let lost = lost_tables(report);
    let links = &report.source.links;
    if !links.is_empty() && (!lost.is_empty() || has_no_tables(report)) {
        return Some((Reason::Attachment, Detail::Links(links.clone())));
    }
    if report.grids.iter().any(|grid| grid.status == GridStatus::Image) {
        return Some((Reason::Pictures, Detail::Pictures(tables_with(report, GridStatus::Image))));
    }
    if let Some(says) = note(report, NoteCode::TooLong) {
        return Some((Reason::Layout, Detail::Says(says.to_owned())));
    }
    if report.kind == Kind::Partial || flagged.structure || flagged.end || ends_early(report) {
        return Some((Reason::Partial, missing(report, lost, flagged)));
    }
    not_understood(report).map(|detail| (Reason::Layout, detail))
}

/// What the parser says of a file that gave no text: that it is damaged, or a scan.
pub(super) fn without_text(report: &Report) -> Option<String> {
    let codes = [NoteCode::NotExtracted, NoteCode::BinaryFile];
    codes.into_iter().find_map(|code| note(report, code)).map(str::to_owned)
}

fn note(report: &Report, code: NoteCode) -> Option<&str> {
    report.notes.iter().find(|note| note.code == code).map(|note| note.message.as_str())
}

/// Whether a report since 2019 has neither of its last two sections: it is more likely that the copy breaks off
/// behind the tables than that both were left out.
fn ends_early(report: &Report) -> bool {
    let bound = report.form.is_some_and(|form| !form.tables().is_empty());
    bound && [SectionKey::Problems, SectionKey::Other].iter().all(|key| report.section(*key).is_none())
}

/// The tables of which this is what stood there, each once.
fn tables_with(report: &Report, status: GridStatus) -> Vec<Table> {
    let grids = report.grids.iter().filter(|grid| grid.status == status);
    grids.filter_map(|grid| grid.table).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The tables of which only a caption is left, or a picture.
fn lost_tables(report: &Report) -> Vec<Table> {
    let mut lost = tables_with(report, GridStatus::CaptionOnly);
    lost.extend(tables_with(report, GridStatus::Image));
    lost.sort_unstable();
    lost.dedup();
    lost
}

/// Whether a report that should have tables has none of them.
fn has_no_tables(report: &Report) -> bool {
    let due = report.form.is_some() || report.year.is_some_and(|year| year >= TABLES_SINCE);
    let old = !report.tables.old.is_empty() || report.form == Some(Form::F2008);
    due && !old && !Table::ALL.iter().any(|table| report.tables.has(*table))
}

/// What is missing from a report of which some is.
fn missing(report: &Report, tables: Vec<Table>, flagged: Flagged) -> Detail {
    let six = |key: &&SectionKey| report.section(**key).is_none();
    let with_tables = report.form.is_some_and(|form| !form.tables().is_empty());
    let sections = SectionKey::SIX.iter().filter(six).filter(|_| with_tables).copied().collect::<Vec<_>>();
    let codes = [NoteCode::CutOff, NoteCode::HeadLost];
    let noted = codes.into_iter().find_map(|code| note(report, code)).map(str::to_owned);
    let cut = || flagged.end.then(|| "文末中断".to_owned());
    let few = || format!("只见{}个部分", report.sections.iter().filter(|section| !is_preface(section.key)).count());
    let says = noted.or_else(cut).or_else(|| (tables.is_empty() && sections.is_empty()).then(few));
    Detail::Missing { tables, sections, says }
}

fn is_preface(key: Option<SectionKey>) -> bool {
    key == Some(SectionKey::Preface)
}

/// The table that was not understood: most of its cells are there and could not be placed, or none of a report
/// with a form could be read.
fn not_understood(report: &Report) -> Option<Detail> {
    let form = report.form.or_else(|| report.year.filter(|year| *year >= TABLES_SINCE).map(Form::of_year));
    let specs = form.map_or(&[][..], Form::tables);
    let counts = specs.iter().map(|spec| (spec.table, Counts::of(report, spec)));
    let worst = counts.filter(|(_, counts)| counts.open * 2 > counts.all).max_by_key(|(_, counts)| counts.open);
    let none = || has_no_tables(report).then(|| specs.iter().find(|spec| spec.table == Table::T3)).flatten();
    let none = || none().map(|spec| (spec.table, Counts::of(report, spec))).filter(|(_, counts)| counts.read == 0);
    worst.or_else(none).map(|(table, counts)| Detail::Cells { table, read: counts.read, of: counts.all })
}

/// The cells of a table.
struct Counts {
    all: usize,
    /// What is known: a number, or that the cell is blank or marked.
    read: usize,
    /// What may be there and was not placed.
    open: usize,
}

impl Counts {
    fn of(report: &Report, spec: &TableSpec) -> Self {
        let mut counts = Self { all: 0, read: 0, open: 0 };
        for id in spec.cells() {
            counts.all += 1;
            let cell = report.tables.cell(id);
            match cell.and_then(|cell| cell.how) {
                _ if cell.is_some_and(|cell| cell.value.is_some()) => counts.read += 1,
                Some(How::Blank | How::Marker) => counts.read += 1,
                Some(How::Absent) => {}
                _ => counts.open += 1,
            }
        }
        counts
    }
}
