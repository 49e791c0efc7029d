//! What reports before 2019 have of their own: a statistics table in place of tables 二 to 四, and free
//! sections. Decides which tables a report has, which form it follows, and whether its table is lost.

use crate::model::form::Form;
use crate::model::note::{Note, NoteCode};
use crate::model::report::{Grid, GridStatus, Report, Span};
use crate::parse::blocks::Stream;
use crate::parse::tables::TablesFound;
use crate::parse::tables::old::lost::captions;
use crate::parse::tables::old::{self, OldFound};

/// As many cells of the forms since 2019 are no accident.
const FEWEST_CELLS: usize = 20;

/// Puts the statistics table of an older report in place of what looked like tables of the forms since
/// 2019, unless these are there beyond doubt. Gives back the place of heads that have lost their table.
pub fn settle_tables(source: &str, stream: &Stream<'_>, year: Option<u16>, found: &mut TablesFound) -> Option<Span> {
    let cells = found.tables.cells.values().filter(|cell| cell.value.is_some()).count();
    if cells >= FEWEST_CELLS && found.form.is_some() {
        return None;
    }
    let OldFound { rows, grids, notes, form, covered, bare_heads } = old::read(source, stream, year);
    if rows.is_empty() || cells > rows.len().max(FEWEST_CELLS) {
        return bare_heads.filter(|_| cells == 0);
    }
    *found = TablesFound { grids, form, notes, covered, ..TablesFound::default() };
    found.tables.old = rows;
    None
}

/// Fills the form of an older report, and of its tables, where their labels do not tell it.
pub fn settle_form(report: &mut Report) {
    report.form = report.form.or_else(|| form(report));
    let own = report.form.filter(|_| !report.tables.old.is_empty());
    for grid in report.grids.iter_mut().filter(|grid| grid.table.is_none() && grid.form.is_none()) {
        grid.form = own;
    }
}

/// The form of a report whose tables do not tell it: that of its year before 2019, when it has text or a
/// statistics table. No national form of tables existed before 2014.
fn form(report: &Report) -> Option<Form> {
    let has_old = !report.tables.old.is_empty();
    let has_new = report.tables.cells.values().any(|cell| cell.value.is_some());
    let has_text = report.title.is_some() && report.sections.iter().any(|section| !section.blocks.is_empty());
    match report.year {
        Some(year) if year < 2019 => Some(Form::of_year(year)).filter(|_| has_old || has_text && !has_new),
        None if has_old => Some(Form::F2008),
        _ => None,
    }
}

/// Says which statistics tables are announced and not there.
pub fn note_lost(report: &mut Report, stream: &Stream<'_>, bare_heads: Option<Span>, pictures: &[usize]) {
    let older = report.form.is_some_and(|form| form.tables().is_empty());
    if !older || !report.tables.old.is_empty() {
        return;
    }
    let mut lost = captions(stream, &[], pictures);
    if let Some(at) = bare_heads.filter(|_| lost.is_empty()) {
        lost.push(old::lost::Lost { caption: "统计表".to_owned(), at, status: GridStatus::CaptionOnly });
    }
    for table in lost {
        let what =
            if table.status == GridStatus::Image { "是图片,无法读取" } else { "只有标题,没有数据" };
        report.notes.push(Note::new(NoteCode::TableLost, format!("统计表{what}"), Some(table.at)));
        report.grids.push(Grid {
            table: None,
            form: report.form,
            at: Some(table.at),
            status: table.status,
            caption: Some(table.caption),
            corner_note: None,
            header: None,
            rows: Vec::new(),
        });
    }
    report.grids.sort_by_key(|grid| grid.at);
}
