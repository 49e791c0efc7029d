//! Which edition of the form a report follows, and how its tables are printed: heads, rows, marks for
//! nothing.

use crate::model::cell::{Cell, How};
use crate::model::flag::{Evidence, Severity};
use crate::model::form::{Form, Row, Table};
use crate::model::note::NoteCode;
use crate::model::report::{Grid, GridStatus, Report, Span};
use crate::model::width::narrow;
use crate::rules::basis;
use crate::rules::identity::row_name;
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_cell, of_line};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&WRONG, &MIXED, &ROW_TWICE, &GARBLED, &NOT_A_NUMBER, &CORNER];

const FORMS: &[Form] = &[Form::F2019, Form::F2021];

rule! {
    /// ## What it checks
    /// The report follows the form of its year: that of 2019 for 2019 and 2020, that of 2021 since. For
    /// 2019, when the form came at the end of the year, an older one is a warning.
    ///
    /// ## Why it matters
    /// The forms count different things; figures of the wrong one cannot be put beside others.
    ///
    /// ## Example
    /// `2022年度报告用2019格式,应为2021格式`
    ///
    /// ## When it is wrong
    /// Where the year of the report was read wrong.
    WRONG = "S-FORM-WRONG" {
        zh: "用错年度格式", en: "form of another year",
        class: Report, default: Queue, severity: Error,
        forms: &[], basis: Some(basis::FORM),
        check: wrong_form, examples: tests::wrong_examples,
    }
}

rule! {
    /// ## What it checks
    /// All tables follow one edition of the form. Often (六)其他处理 has the one row of 2019 in a report that
    /// else follows the form of 2021, which has three.
    ///
    /// ## Why it matters
    /// Rows of one edition are missing, and those of the other cannot be compared.
    ///
    /// ## Example
    /// `表二为2021格式,表三(六)为2019格式:1行,应为3行`
    ///
    /// ## When it is wrong
    /// Where rows were lost on the way to us and others taken for them.
    MIXED = "S-FORM-MIXED" {
        zh: "新旧格式混用", en: "two editions of the form",
        class: Report, default: Queue, severity: Warning,
        forms: FORMS, basis: Some(basis::FORM),
        check: mixed_forms, examples: tests::mixed_examples,
    }
}

rule! {
    /// ## What it checks
    /// No row of the form is printed twice with different numbers.
    ///
    /// ## Why it matters
    /// Only one of the two can be right; we keep the first.
    ///
    /// ## Example
    /// `表三·予以公开:印了两次,数不同`
    ///
    /// ## When it is wrong
    /// Where two reports stand on one page. A loss noted there makes it speak of our copy.
    ROW_TWICE = "S-ROW-DUP" {
        zh: "行重复", en: "row printed twice",
        class: Report, default: Queue, severity: Warning,
        forms: FORMS, basis: Some(basis::FORM),
        check: row_twice, examples: tests::row_twice_examples,
    }
}

rule! {
    /// ## What it checks
    /// The heads of tables 三 and 四 hold all the words of the form.
    ///
    /// ## Why it matters
    /// Where they do not, the columns are known by their place only.
    ///
    /// ## Example
    /// `表三表头残缺:没有“法律服务机构”`
    ///
    /// ## When it is wrong
    /// Heads in narrow columns are taken apart by most programs. It speaks of our copy.
    GARBLED = "S-HEAD-GARBLED" {
        zh: "表头残缺", en: "column heads garbled",
        class: Copy, default: Triage, severity: Info,
        forms: FORMS, basis: None,
        check: garbled_heads, examples: tests::garbled_examples,
    }
}

rule! {
    /// ## What it checks
    /// Every cell holds a number. Marks for nothing (`/`, `—`, `无`) are told once a table, for
    /// information; other text is a warning.
    ///
    /// ## Why it matters
    /// Nothing can be added up over such a cell, and a mark is not a zero.
    ///
    /// ## Example
    /// `表二·行政许可·处理决定数量:“若干”不是数`
    ///
    /// ## When it is wrong
    /// `/` for 规章 is common with bodies that make none.
    NOT_A_NUMBER = "S-CELL-NONNUM" {
        zh: "格内不是数字", en: "cell without a number",
        class: Report, default: Shown, severity: Warning,
        forms: FORMS, basis: Some(basis::FORM),
        check: not_a_number, examples: tests::not_a_number_examples,
    }
}

rule! {
    /// ## What it checks
    /// The corner of table 三 prints the note on its identity.
    ///
    /// ## Why it matters
    /// It is a part of the form and reminds whoever fills it in to check.
    ///
    /// ## Example
    /// `表三没有勾稽关系说明`
    ///
    /// ## When it is wrong
    /// Where the corner was lost on the way to us. It is off unless selected.
    CORNER = "S-KOUJI-NOTE" {
        zh: "缺勾稽说明", en: "note on the identity missing",
        class: Report, default: Off, severity: Info,
        forms: FORMS, basis: Some(basis::FORM),
        check: corner, examples: tests::corner_examples,
    }
}

/// `2021格式`, `2014统计表`.
fn name(form: Form) -> &'static str {
    match form {
        Form::F2008 => "2008年前后的体例",
        Form::F2014 => "2014统计表",
        Form::F2019 => "2019格式",
        Form::F2021 => "2021格式",
    }
}

/// The printed tables of a report that have rows.
fn grids(report: &Report, table: Table) -> impl Iterator<Item = &Grid> {
    report.grids.iter().filter(move |grid| grid.table == Some(table) && grid.status == GridStatus::Read)
}

/// The heads of a table as evidence.
fn heads(report: &Report, table: Table) -> Option<Evidence> {
    let header = grids(report, table).find_map(|grid| grid.header.as_ref())?;
    Some(of_line(&header.raw.chars().take(40).collect::<String>(), header.at))
}

fn wrong_form(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let (Some(form), Some(year)) = (report.form, report.year) else {
        return sink.cannot("全文", Words::new("年度或格式不明", "year or form is not known"));
    };
    if !subject.is_bound() {
        return sink.cannot("全文", crate::rules::run::not_bound());
    }
    let due = Form::of_year(year);
    // Nothing prescribed a form of figures before 2014.
    let both_old = year < 2019 && matches!(form, Form::F2008 | Form::F2014);
    if form == due || both_old {
        return sink.holds();
    }
    sink.fails(Finding {
        message: Words::new(
            format!("{year}年度报告用{},应为{}", name(form), name(due)),
            format!("report for {year} in the form {}, due {}", form.id(), due.id()),
        ),
        expected: name(due).to_owned(),
        found: name(form).to_owned(),
        evidence: heads(report, Table::T2).into_iter().collect(),
        severity: Some(if year == 2019 { Severity::Warning } else { Severity::Error }),
        place: Some("form".to_owned()),
        ..Finding::default()
    });
}

/// Which edition the rows of (六) follow.
fn form_of_other(report: &Report) -> Option<Form> {
    let printed = |row: Row| report.tables.row(row).next().is_some();
    match (printed(Row::Other), Row::PARTS_OF_OTHER.into_iter().any(printed)) {
        (true, false) => Some(Form::F2019),
        (false, true) => Some(Form::F2021),
        _ => None,
    }
}

fn mixed_forms(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let (Some(form), Some(other)) = (report.form, form_of_other(report)) else {
        return sink.cannot(
            "表三·(六)其他处理",
            Words::new("格式或(六)的行次不明", "the form or the rows of (六) are not clear"),
        );
    };
    if form == other || !report.tables.has(Table::T2) {
        return sink.holds();
    }
    let rows = |form: Form| if form == Form::F2019 { 1 } else { Row::PARTS_OF_OTHER.len() };
    let cells =
        report.tables.cells.iter().filter(|(id, _)| id.row == Row::Other || Row::PARTS_OF_OTHER.contains(&id.row));
    sink.fails(Finding {
        message: Words::new(
            format!("表二为{},表三(六)为{}:{}行,应为{}行", name(form), name(other), rows(other), rows(form)),
            format!(
                "table 二 follows {}, (六) of table 三 {}: {} rows for {}",
                form.id(),
                other.id(),
                rows(other),
                rows(form)
            ),
        ),
        expected: format!("{}行", rows(form)),
        found: format!("{}行", rows(other)),
        evidence: cells.take(1).map(|(id, cell)| of_cell(None, *id, cell)).chain(heads(report, Table::T2)).collect(),
        place: Some("t3.other".to_owned()),
        ..Finding::default()
    });
}

fn row_twice(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let mut held = true;
    for note in report.notes.iter().filter(|note| note.code == NoteCode::RowTwice) {
        let rows = report.grids.iter().flat_map(|grid| &grid.rows);
        let Some(row) = rows.filter(|row| row.at == note.at).find_map(|row| row.id) else { continue };
        let first = report.tables.cells.iter().filter(|(id, _)| id.row == row);
        held = false;
        sink.fails(Finding {
            message: Words::new(
                format!("{}:印了两次,数不同", row_name(row)),
                format!("{}, {}: printed twice with different numbers", row.table(), row.short_en()),
            ),
            expected: "一次".to_owned(),
            found: "两次".to_owned(),
            evidence: first.map(|(id, cell)| of_cell(None, *id, cell)).chain([of_line("", note.at)]).collect(),
            class: Some(subject.class_of_gap(note.at)),
            ..Finding::default()
        });
    }
    if held {
        sink.holds();
    }
}

/// The words that the heads of a table hold, each with how often.
fn words_of(table: Table) -> &'static [(&'static str, usize)] {
    match table {
        Table::T3 => &[
            ("自然人", 1),
            ("商业企业", 1),
            ("科研机构", 1),
            ("社会公益组织", 1),
            ("法律服务机构", 1),
            ("其他", 1),
            ("总计", 1),
        ],
        Table::T4 => &[("结果维持", 3), ("结果纠正", 3), ("其他结果", 3), ("尚未审结", 3), ("总计", 3)],
        Table::T2 => &[],
    }
}

fn garbled_heads(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    for table in [Table::T3, Table::T4] {
        let Some(header) = grids(report, table).find_map(|grid| grid.header.as_ref()) else {
            // That heads are missing is told by another rule.
            continue;
        };
        let letters: String = header.raw.chars().filter(|c| c.is_alphanumeric()).collect();
        let missing = words_of(table).iter().find(|(word, times)| letters.matches(word).count() < *times);
        let Some((word, _)) = missing else {
            sink.holds();
            continue;
        };
        let short: String = header.raw.chars().take(60).collect();
        let again = between_pieces(report, table).map(|at| Evidence { at: Some(at), ..Evidence::default() });
        sink.fails(Finding {
            message: Words::new(
                format!("{}表头残缺:“{word}”不全", table.short_zh()),
                format!("{table}: {word} is not whole in the heads"),
            ),
            expected: words_of(table).iter().map(|(word, _)| *word).collect::<Vec<_>>().join(" "),
            found: short.clone(),
            evidence: std::iter::once(of_line(&short, header.at)).chain(again).collect(),
            place: Some(format!("{table}.header")),
            ..Finding::default()
        });
    }
}

/// Where a torn table may have its heads again: between its pieces.
fn between_pieces(report: &Report, table: Table) -> impl Iterator<Item = Span> {
    const LONGEST: usize = 400;
    let places: Vec<Span> = grids(report, table).filter_map(|grid| grid.at).collect();
    let gaps: Vec<Span> = places.windows(2).map(|pair| Span::new(pair[0].end, pair[1].start)).collect();
    gaps.into_iter().filter(|gap| (1..=LONGEST).contains(&gap.len()))
}

fn not_a_number(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    for table in [Table::T2, Table::T3, Table::T4] {
        let own = || subject.cells().iter().filter(move |(id, _)| id.table() == table);
        let marked: Vec<_> = own().filter(|(_, cell)| cell.how == Some(How::Marker)).collect();
        // A count below zero is told as such.
        let below_zero = |raw: &str| {
            raw.strip_prefix(['-', '−', '－']).is_some_and(|rest| rest.chars().all(|c| narrow(c).is_ascii_digit()))
        };
        let is_odd = |cell: &Cell| {
            cell.value.is_none() && cell.how.is_none() && cell.raw.as_deref().is_some_and(|raw| !below_zero(raw))
        };
        let odd: Vec<_> = own().filter(|(_, cell)| is_odd(cell)).collect();
        sink.hold(usize::from(marked.is_empty() && odd.is_empty() && own().next().is_some()));
        if let Some((_, first)) = marked.first() {
            let mark = first.raw.as_deref().unwrap_or("/");
            let n = marked.len();
            sink.fails(Finding {
                message: Words::new(
                    format!("{}有{n}格填“{mark}”等符号", table.short_zh()),
                    format!("{table}: {n} cells hold a mark such as {mark:?}"),
                ),
                expected: "数字".to_owned(),
                found: mark.to_owned(),
                evidence: marked.iter().map(|(id, cell)| of_cell(None, *id, cell)).collect(),
                severity: Some(Severity::Info),
                place: Some(format!("{table}.marks")),
                ..Finding::default()
            });
        }
        for (id, cell) in odd {
            let raw: String = cell.raw.as_deref().unwrap_or_default().chars().take(16).collect();
            sink.fails(Finding {
                message: Words::new(
                    format!("{}·{}:“{raw}”不是数", row_name(id.row), id.col.name_zh()),
                    format!("{id}: {raw:?} is no number"),
                ),
                expected: "数字".to_owned(),
                found: raw,
                evidence: vec![of_cell(None, *id, cell)],
                ..Finding::default()
            });
        }
    }
}

fn corner(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let Some(grid) = grids(subject.report, Table::T3).find(|grid| grid.corner_note.is_some()) else {
        return sink.cannot("表三", Words::new("表三没有读到表头", "the heads of table 三 were not read"));
    };
    if grid.corner_note == Some(true) {
        return sink.holds();
    }
    sink.fails(Finding {
        message: Words::new("表三没有勾稽关系说明", "table 三 lacks the note on its identity"),
        expected: "有说明".to_owned(),
        found: "无".to_owned(),
        evidence: heads(subject.report, Table::T3).into_iter().collect(),
        place: Some("t3.corner".to_owned()),
        ..Finding::default()
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::form::Col;
    use crate::model::note::Note;
    use crate::model::report::{GridHeader, GridRow};
    use crate::rules::draft::{Examples, complete, flags_of};

    fn grid(table: Table, raw: &str, corner_note: bool) -> Grid {
        Grid {
            table: Some(table),
            form: Some(Form::F2021),
            at: Some(Span::new(100, 900)),
            status: GridStatus::Read,
            caption: None,
            corner_note: (table == Table::T3).then_some(corner_note),
            header: Some(GridHeader { raw: raw.to_owned(), at: Some(Span::new(100, 140)) }),
            rows: Vec::new(),
        }
    }

    const HEADS: &str = "自然人 法人或其他组织 总计 商业 企业 科研 机构 社会公益 组织 法律服务机构 其他";

    pub(super) fn wrong_examples() -> Examples {
        Examples { fails: complete(Form::F2019).year(2022).build(), holds: complete(Form::F2021).year(2022).build() }
    }

    pub(super) fn mixed_examples() -> Examples {
        let other = complete(Form::F2021).absent(Row::PARTS_OF_OTHER).row(Row::Other, [0, 0, 0, 0, 0, 0, 0]);
        Examples { fails: other.build(), holds: complete(Form::F2021).build() }
    }

    pub(super) fn row_twice_examples() -> Examples {
        let at = Some(Span::new(700, 720));
        let fails = complete(Form::F2021).with(|report| {
            let mut grid = grid(Table::T3, HEADS, true);
            grid.rows.push(GridRow { id: Some(Row::Granted), at, ..GridRow::default() });
            report.grids.push(grid);
            report.notes.push(Note::new(NoteCode::RowTwice, "", at));
        });
        Examples { fails: fails.build(), holds: complete(Form::F2021).build() }
    }

    pub(super) fn garbled_examples() -> Examples {
        let with =
            |raw: &str| complete(Form::F2021).with(|report| report.grids.push(grid(Table::T3, raw, true))).build();
        Examples { fails: with("自然人 社会法律 公益服务其他 总计"), holds: with(HEADS) }
    }

    pub(super) fn not_a_number_examples() -> Examples {
        let odd = Cell { raw: Some("若干".into()), at: Some(Span::new(3, 9)), ..Cell::default() };
        let fails = complete(Form::F2021).cell(Row::AdminLicense, Col::Decisions, odd).build();
        Examples { fails, holds: complete(Form::F2021).build() }
    }

    pub(super) fn corner_examples() -> Examples {
        let with = |note| complete(Form::F2021).with(|report| report.grids.push(grid(Table::T3, HEADS, note))).build();
        Examples { fails: with(false), holds: with(true) }
    }

    #[test]
    fn the_first_year_of_a_form_is_a_warning() {
        let old = complete(Form::F2021).year(2019).build();
        assert_eq!(flags_of(&old, "S-FORM-WRONG")[0].severity, Severity::Warning);
        assert_eq!(flags_of(&wrong_examples().fails, "S-FORM-WRONG")[0].severity, Severity::Error);
    }

    #[test]
    fn marks_are_told_once_a_table() {
        let mark = || Cell { raw: Some("/".into()), at: Some(Span::new(3, 4)), ..Cell::null(How::Marker) };
        let report = complete(Form::F2021)
            .cell(Row::Regulations, Col::Issued, mark())
            .cell(Row::Regulations, Col::Repealed, mark())
            .build();
        let flags = flags_of(&report, "S-CELL-NONNUM");
        assert_eq!(flags.len(), 1);
        assert_eq!((flags[0].message.as_str(), flags[0].severity), ("表二有2格填“/”等符号", Severity::Info));
    }
}
