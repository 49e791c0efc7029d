//! Rows whose cells are blank, or whose values are more than the form has columns for.

use crate::model::cell::{Cell, How};
use crate::model::flag::Severity;
use crate::model::form::{CellId, Col, Form, RowSpec, TableSpec};
use crate::model::printed::BY_REMARK;
use crate::model::report::{Format, GridRow, GridStatus, Report, Span};
use crate::rules::basis;
use crate::rules::identity::row_name;
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_cell, of_line};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&BLANK, &SHIFT];

const FORMS: &[Form] = &[Form::F2019, Form::F2021];

rule! {
    /// ## What it checks
    /// Every cell of a printed row holds something: a number, or a mark such as `/`. One flag a row; the
    /// first row of a table is the root of the others. Where a row prints fewer values than it has
    /// cells, the number of blanks is known and not their places.
    ///
    /// ## Why it matters
    /// A blank is not a zero. Sums that touch it cannot be checked, and figures made from it would be
    /// guesses.
    ///
    /// ## Example
    /// `表三·本年新收:7格中有数2格,空白5格`
    ///
    /// ## When it is wrong
    /// Some agencies leave every zero blank: where no zero is printed in any table and other numbers
    /// are, it is for information only. Digits that a converter ran together look like missing values;
    /// rows that may be so are not evaluable.
    BLANK = "S-CELL-BLANK" {
        zh: "空白格", en: "blank cells",
        class: Report, default: Queue, severity: Warning,
        forms: FORMS, basis: Some(basis::FORM),
        check: blank, examples: tests::blank_examples,
    }
}

rule! {
    /// ## What it checks
    /// No row prints more values than the form has columns. Where a Markdown or HTML table is torn in
    /// two, an info stands at the row before the tear.
    ///
    /// ## Why it matters
    /// With a value too many nothing says which value belongs under which head.
    ///
    /// ## Example
    /// `表三·总计:应有7个值,实有8个值`
    ///
    /// ## When it is wrong
    /// A converter may have split a number in two or taken a page number into the row. A loss noted
    /// there makes it speak of our copy.
    SHIFT = "S-CELL-SHIFT" {
        zh: "列错位", en: "values and columns differ",
        class: Report, default: Queue, severity: Warning,
        forms: FORMS, basis: Some(basis::FORM),
        check: shift, examples: tests::shift_examples,
    }
}

/// How the values printed in a row go with its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing is known of the row, or it is not printed.
    NotThere,
    /// A value or a mark in every cell.
    Full,
    /// So many cells hold something, so many are blank.
    Blanks { filled: usize, blank: usize },
    /// More values than cells.
    Surplus { values: usize },
    /// Values that cannot be counted: digits may have run together.
    Unclear,
}

fn state(report: &Report, spec: &RowSpec, printed: Option<&GridRow>) -> State {
    let of_form = report.tables.row(spec.row).filter(|(id, _)| spec.cols.contains(&id.col));
    let known_cells: Vec<&Cell> = of_form.map(|(_, cell)| cell).collect();
    let count = |wanted: How| known_cells.iter().filter(|cell| cell.how == Some(wanted)).count();
    let cells = spec.cols.len();
    let tokens = printed.map_or(0, |row| row.tokens.len());
    let known = known_cells.iter().filter(|cell| cell.how.is_some() && cell.how != Some(How::Absent)).count();
    if tokens > most_believable(cells) {
        State::Unclear
    } else if tokens > cells {
        State::Surplus { values: tokens }
    } else if known == 0 {
        State::NotThere
    } else if count(How::Unplaced) > 0 {
        match printed {
            Some(row) if tokens > 0 && tokens < cells && !may_be_run_together(row, cells) => {
                State::Blanks { filled: tokens, blank: cells - tokens }
            }
            _ => State::Unclear,
        }
    } else if put_back(&known_cells) && tokens < cells {
        State::Blanks { filled: tokens, blank: cells - tokens }
    } else if count(How::Blank) > 0 {
        State::Blanks { filled: cells - count(How::Blank), blank: count(How::Blank) }
    } else {
        State::Full
    }
}

/// Whether a value that stands outside its row was put back by its remark: the row lacks it all the same.
fn put_back(cells: &[&Cell]) -> bool {
    cells.iter().any(|cell| cell.by.iter().any(|by| by == BY_REMARK))
}

/// More values than this are no slip of a column: numbers of other rows were read into the row.
fn most_believable(cells: usize) -> usize {
    (2 * cells).max(4) - 1
}

/// Whether the tokens of a row may be several cells' digits written without a gap: two that touch, a
/// number with a leading zero, or a single one long enough to hold them all.
fn may_be_run_together(row: &GridRow, cells: usize) -> bool {
    let digits = |token: &str| token.chars().filter(char::is_ascii_digit).count();
    let leading_zero = |token: &str| token.len() > 1 && token.starts_with('0') && !token.starts_with("0.");
    let touch = row.tokens.windows(2).any(|pair| matches!(pair, [(_, _, end), (_, start, _)] if start <= end));
    let whole = row.tokens.len() == 1 && row.tokens.iter().any(|(token, ..)| digits(token) >= cells);
    touch || whole || !row.candidates.is_empty() || row.tokens.iter().any(|(token, ..)| leading_zero(token))
}

/// Calls for every row of the form with how its values go with its cells.
fn each_row(
    subject: &Subject<'_>,
    sink: &mut Sink<'_>,
    mut answer: impl FnMut(&mut Sink<'_>, &RowSpec, State, Option<&GridRow>),
) {
    let Some(form) = subject.form() else {
        return sink.cannot("全文", Words::new("年度和格式不明", "neither year nor form is known"));
    };
    let report = subject.report;
    for spec in form.tables().iter().flat_map(TableSpec::rows) {
        let rows = report.grids.iter().flat_map(|grid| &grid.rows).filter(|row| row.id == Some(spec.row));
        let printed = rows.max_by_key(|row| row.tokens.len());
        match state(report, spec, printed) {
            State::NotThere => {}
            State::Unclear => {
                sink.cannot(
                    row_name(spec.row),
                    Words::new("数字未能定位,可能连写", "values not placed, perhaps run together"),
                );
            }
            state => answer(sink, spec, state, printed),
        }
    }
}

fn blank(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let severity = zeros_left_blank(subject.report).then_some(Severity::Info);
    each_row(subject, sink, |sink, spec, state, printed| {
        let State::Blanks { filled, blank } = state else {
            return sink.hold(usize::from(state == State::Full));
        };
        let (name, cells) = (row_name(spec.row), spec.cols.len());
        let message = if filled == 0 {
            Words::new(format!("{name}:{cells}格全部空白"), format!("{}: all {cells} cells blank", spec.row.short_en()))
        } else {
            Words::new(
                format!("{name}:{cells}格中有数{filled}格,空白{blank}格"),
                format!("{}: {filled} of {cells} cells filled, {blank} blank", spec.row.short_en()),
            )
        };
        let finding = Finding {
            message,
            expected: format!("{cells}格"),
            found: if filled == 0 { format!("{blank}格空白") } else { format!("{filled}格({blank}格空白)") },
            severity,
            ..Finding::default()
        };
        sink.fails(at_row(subject, spec, printed, finding));
    });
}

/// Whether the report leaves every zero blank: numbers are printed, and none of them is a zero.
fn zeros_left_blank(report: &Report) -> bool {
    let mut values = report.tables.cells.values().filter_map(|cell| cell.value).peekable();
    values.peek().is_some() && values.all(|value| !value.is_zero())
}

fn shift(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    each_row(subject, sink, |sink, spec, state, printed| {
        let State::Surplus { values } = state else { return sink.holds() };
        let (name, cells) = (row_name(spec.row), spec.cols.len());
        let finding = Finding {
            message: Words::new(
                format!("{name}:应有{cells}个值,实有{values}个值"),
                format!("{}: {cells} values expected, {values} found", spec.row.short_en()),
            ),
            expected: format!("{cells}个值"),
            found: format!("{values}个值"),
            ..Finding::default()
        };
        sink.fails(at_row(subject, spec, printed, finding));
    });
    torn(subject, sink);
}

/// A table printed in pieces where the container shows tables as such, so that the tear is none of a
/// page: the label columns of the pieces differ as a rule, and the row before the tear is the one to
/// look at.
fn torn(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    if !matches!(report.source.format, Some(Format::Markdown | Format::Html)) {
        return;
    }
    let pieces = report.grids.iter().filter(|grid| grid.status == GridStatus::Read && grid.header.is_none());
    for (table, piece) in pieces.filter_map(|grid| grid.table.zip(grid.at)) {
        let Some(last) = subject.form().and_then(|form| row_before(report, form.table(table)?, piece)) else {
            continue;
        };
        let finding = Finding {
            message: Words::new(
                format!("{}断成两块,断在{}之后", table.short_zh(), last.row.short_zh()),
                format!("table {table} torn in two after {}", last.row.short_en()),
            ),
            expected: "一块".to_owned(),
            found: "两块".to_owned(),
            severity: Some(Severity::Info),
            ..Finding::default()
        };
        sink.fails(at_row(subject, last, None, finding));
    }
}

/// The row of the form before the first one that has a cell in this piece of the source.
fn row_before(report: &Report, spec: &TableSpec, piece: Span) -> Option<&'static RowSpec> {
    let stands_there = |row: &RowSpec| {
        let cell = |col: &Col| report.tables.cell(CellId::new(row.row, *col))?.at;
        row.cols.iter().filter_map(cell).any(|at| piece.contains(at))
    };
    let rows: Vec<_> = spec.rows().collect();
    let first = rows.iter().position(|row| stands_there(row))?;
    rows.get(first.checked_sub(1)?).copied()
}

/// A finding about a row, with the row as printed and its cells as evidence.
fn at_row(subject: &Subject<'_>, spec: &RowSpec, printed: Option<&GridRow>, finding: Finding) -> Finding {
    let line = printed.filter(|row| row.at.is_some() || !row.label.is_empty()).map(|row| of_line(&row.label, row.at));
    let cells = spec.cols.iter().filter_map(|col| {
        let id = CellId::new(spec.row, *col);
        subject.report.tables.cell(id).map(|cell| of_cell(None, id, cell))
    });
    let evidence: Vec<_> = line.into_iter().chain(cells).collect();
    let near = evidence.iter().filter_map(|e| e.at).reduce(Span::cover);
    Finding { class: Some(subject.class_of_gap(near)), evidence, ..finding }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::Cell;
    use crate::model::flag::Class;
    use crate::model::flag::Destination;
    use crate::model::form::{Row, Table};
    use crate::model::note::{Note, NoteCode};
    use crate::model::report::{Grid, GridHeader};
    use crate::rules::draft::{Draft, Examples, check_all, complete, flags_of};
    use crate::rules::run::destination;

    pub(super) fn blank_examples() -> Examples {
        let holds = complete(Form::F2021).cell(Row::Granted, crate::model::form::Col::Total, Cell::null(How::Marker));
        Examples { fails: complete(Form::F2021).blank(Row::Granted).build(), holds: holds.build() }
    }

    pub(super) fn shift_examples() -> Examples {
        Examples {
            fails: printed(complete(Form::F2021), Row::HandledTotal, &["0"; 8]).build(),
            holds: printed(complete(Form::F2021), Row::HandledTotal, &["0"; 7]).build(),
        }
    }

    /// The row as printed, none of its values placed.
    fn printed(draft: Draft, row: Row, tokens: &[&str]) -> Draft {
        let tokens =
            tokens.iter().enumerate().map(|(i, token)| ((*token).to_owned(), 900 + i * 2, 901 + i * 2)).collect();
        let printed =
            GridRow { id: Some(row), label: "行".into(), at: Some(Span::new(890, 899)), tokens, candidates: vec![] };
        draft.with(|report| {
            for (_, cell) in report.tables.cells.iter_mut().filter(|(id, _)| id.row == row) {
                *cell = Cell::null(How::Unplaced);
            }
            report.grids.push(grid(None, vec![printed]));
        })
    }

    fn grid(at: Option<Span>, rows: Vec<GridRow>) -> Grid {
        Grid {
            table: Some(Table::T3),
            form: None,
            at,
            status: GridStatus::Read,
            caption: None,
            corner_note: None,
            header: None,
            rows,
        }
    }

    #[test]
    fn blank_rows_are_told_one_by_one_and_folded() {
        let report = complete(Form::F2021).blank(Row::Granted).blank(Row::DenyOtherLaw).blank(Row::Regulations).build();
        let flags = flags_of(&report, "S-CELL-BLANK");
        let told: Vec<_> = flags.iter().map(|f| (f.message.as_str(), f.root.is_some(), f.severity)).collect();
        let expected = [
            ("表二·规章:3格全部空白", false, Severity::Warning),
            ("表三·予以公开:7格全部空白", false, Severity::Warning),
            ("表三·其他法律禁止:7格全部空白", true, Severity::Warning),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn fewer_values_than_cells_are_counted_unless_they_may_be_run_together() {
        let check = |tokens: &[&str], expected: Option<(&str, &str)>| {
            let report = printed(complete(Form::F2021), Row::NewReceived, tokens).build();
            let flags = flags_of(&report, "S-CELL-BLANK");
            let told = flags.first().map(|flag| (flag.expected.as_str(), flag.found.as_str()));
            assert_eq!(told, expected, "{tokens:?}");
            let unclear = check_all(&report).unevaluable.iter().any(|u| u.rule == "S-CELL-BLANK");
            assert_eq!(unclear, expected.is_none() && tokens.len() <= 7, "{tokens:?}");
        };
        check(&["0", "0"], Some(("7格", "2格(5格空白)")));
        check(&["230", "19", "0"], Some(("7格", "3格(4格空白)")));
        check(&["230", "000023"], None);
        check(&["2000002"], None);
        check(&["0"; 7], None);
        check(&["0"; 8], None);
        // Numbers of other rows, not a slip of a column.
        let flooded = printed(complete(Form::F2021), Row::NewReceived, &["0"; 14]).build();
        assert!(flags_of(&flooded, "S-CELL-SHIFT").is_empty());
        let touching = printed(complete(Form::F2021), Row::NewReceived, &["2648", "-18"]).with(|report| {
            report.grids[0].rows[0].tokens[1].1 = 901;
        });
        assert!(flags_of(&touching.build(), "S-CELL-BLANK").is_empty());
    }

    #[test]
    fn a_report_that_prints_no_zero_leaves_them_blank() {
        let all_blank = Form::F2021.tables().iter().flat_map(TableSpec::rows).map(|spec| spec.row);
        let blank = all_blank.fold(complete(Form::F2021), Draft::blank);
        let worst = |report: &Report| flags_of(report, "S-CELL-BLANK").iter().map(|flag| flag.severity).max();
        // With no number at all, nothing shows that a blank stands for zero.
        assert_eq!(worst(&blank.clone().build()), Some(Severity::Warning));
        let with_number = blank.row(Row::NewReceived, [3]);
        assert_eq!(worst(&with_number.clone().build()), Some(Severity::Info));
        let flag = &flags_of(&with_number.clone().build(), "S-CELL-BLANK")[0];
        assert_eq!(destination(flag), Destination::Shown);
        assert_eq!(worst(&with_number.row(Row::CarriedOut, [0]).build()), Some(Severity::Warning));
    }

    #[test]
    fn a_table_torn_in_markdown_is_shown_at_the_row_before_the_tear() {
        let torn = |format: Format, header: Option<GridHeader>| {
            let report = complete(Form::F2021).with(|report| {
                report.source.format = Some(format);
                let cell = |row| report.tables.cell(CellId::new(row, Col::Total)).and_then(|cell| cell.at);
                let at = cell(Row::DenyThirdParty).zip(cell(Row::CarriedOut)).map(|(a, b)| a.cover(b));
                report.grids.push(Grid { header, ..grid(at, vec![]) });
            });
            flags_of(&report.build(), "S-CELL-SHIFT")
        };
        let flags = torn(Format::Markdown, None);
        assert_eq!(flags.len(), 1);
        assert_eq!(flags[0].severity, Severity::Info);
        assert!(flags[0].evidence.iter().any(|e| e.cell.is_some_and(|cell| cell.row == Row::DenyThreeSecurity)));
        assert!(torn(Format::Text, None).is_empty(), "a page break is no tear");
        assert!(torn(Format::Markdown, Some(GridHeader::default())).is_empty(), "heads repeated on a new page");
    }

    #[test]
    fn a_surplus_value_is_a_shift_and_goes_to_triage_when_text_was_lost() {
        let report = shift_examples().fails;
        let flag = &flags_of(&report, "S-CELL-SHIFT")[0];
        assert_eq!((flag.expected.as_str(), flag.found.as_str()), ("7个值", "8个值"));
        assert_eq!((flag.class, destination(flag)), (Class::Report, Destination::Queue));
        let mut lost = report;
        lost.notes.push(Note::new(NoteCode::InvalidBytes, "lost", Some(Span::new(880, 892))));
        let flag = &flags_of(&lost, "S-CELL-SHIFT")[0];
        assert_eq!((flag.class, destination(flag)), (Class::Copy, Destination::Triage));
    }
}
