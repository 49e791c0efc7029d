//! The words that the form prescribes, against those printed: titles of sections and labels of rows.

use crate::model::form::{CellId, Form, RowSpec, TableSpec};
use crate::model::report::{GridRow, Section, SectionKey};
use crate::rules::basis;
use crate::rules::identity::row_name;
use crate::rules::prose::{clip, letters, likeness};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_line};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&TITLES, &LABELS];

const FORMS: &[Form] = &[Form::F2019, Form::F2021];

/// Texts less alike than this, in percent, are not the same words.
const ALIKE: usize = 80;

rule! {
    /// ## What it checks
    /// The titles of the six sections are in the words of the form, or in known variants of them; four of
    /// five letters have to agree.
    ///
    /// ## Why it matters
    /// Whoever looks for a section looks for its title.
    ///
    /// ## Example
    /// `第五部分标题为“工作不足和打算”`
    ///
    /// ## When it is wrong
    /// Where the title was cut on the way to us. It is off unless selected.
    TITLES = "S-SEC-TITLE" {
        zh: "标题用语", en: "wording of a title",
        class: Report, default: Off, severity: Info,
        forms: FORMS, basis: Some(basis::FORM),
        check: titles, examples: tests::titles_examples,
    }
}

rule! {
    /// ## What it checks
    /// The labels of rows are in the words of the form: where a row could only be recognised by its number
    /// and by most of its letters, one letter in five may be another. Blanks, brackets and quotation
    /// marks do not count.
    ///
    /// ## Why it matters
    /// A label in other words may stand for something else.
    ///
    /// ## Example
    /// `表三·其他法律禁止:印作“2.其他法律行政止公开”`
    ///
    /// ## When it is wrong
    /// Where letters were lost on the way to us; a loss noted there makes it speak of our copy. A label that
    /// a converter cut at the end of its line is let pass. It is off unless selected.
    LABELS = "S-LABEL" {
        zh: "行名不规范", en: "wording of a label",
        class: Report, default: Off, severity: Info,
        forms: FORMS, basis: Some(basis::FORM),
        check: labels, examples: tests::labels_examples,
    }
}

/// Titles that agencies use for a section and nobody objects to.
const VARIANTS: [(SectionKey, &str); 6] = [
    (SectionKey::Overview, "政府信息公开工作总体情况"),
    (SectionKey::Proactive, "政府信息主动公开情况"),
    (SectionKey::Requests, "行政机关收到和处理政府信息公开申请情况"),
    (SectionKey::Disputes, "因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
    (SectionKey::Disputes, "政府信息公开行政复议和行政诉讼情况"),
    (SectionKey::Problems, "政府信息公开工作存在的主要问题及改进情况"),
];

fn titles(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let known = |section: &&Section| section.key.is_some_and(|key| key != SectionKey::Preface);
    let mut any = false;
    for section in subject.report.sections.iter().filter(known) {
        let Some(key) = section.key else { continue };
        any = true;
        let variants = VARIANTS.iter().filter(|(of, _)| *of == key).map(|(_, title)| *title);
        let mut titles = std::iter::once(key.title()).chain(variants);
        if titles.any(|title| likeness(&section.heading, title) >= ALIKE) {
            sink.holds();
            continue;
        }
        let short = clip(&section.heading, 20);
        sink.fails(Finding {
            message: Words::new(
                format!("第{}部分标题为“{short}”", key.number()),
                format!("the title of section {} is {short:?}", key.number()),
            ),
            expected: key.title().to_owned(),
            found: section.heading.clone(),
            evidence: vec![of_line(&section.heading, section.at)],
            class: Some(subject.class_of_gap(section.at)),
            place: Some(key.id().to_owned()),
            ..Finding::default()
        });
    }
    if !any {
        sink.cannot("全文", Words::new("没有认出任何一个部分的标题", "no heading of a section was recognised"));
    }
}

fn labels(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let printed = report.grids.iter().flat_map(|grid| &grid.rows);
    let odd: Vec<_> = printed.filter_map(|row| Some((row, official(row)?))).collect();
    for spec in subject.form().into_iter().flat_map(Form::tables) {
        let of_table = || odd.iter().filter(|(_, row)| row.row.table() == spec.table);
        if of_table().next().is_none() {
            sink.hold(usize::from(report.tables.has(spec.table)));
        }
        for (row, official) in of_table() {
            sink.fails(odd_label(subject, row, official));
        }
    }
}

/// The row of a form as the form has it, where the label printed for it is in other words.
fn official(row: &GridRow) -> Option<&'static RowSpec> {
    let id = row.id?;
    let specs = || {
        [Form::F2021, Form::F2019].into_iter().filter_map(move |form| form.table(id.table())).flat_map(TableSpec::rows)
    };
    let own = || specs().filter(|spec| spec.row == id);
    let said = letters(&unnumbered(&row.label));
    // Digits of the row may stand in its label, and a label may be cut where its line ends.
    let same = |spec: &RowSpec| {
        let label = letters(spec.label);
        label.contains(&said) || said.contains(&label) || likeness(&said, &label) >= ALIKE
    };
    let other = !said.is_empty() && !own().any(same);
    own().next().filter(|_| other)
}

/// A label without the number before it.
fn unnumbered(label: &str) -> String {
    let numbered = |c: char| c.is_ascii_digit() || "一二三四五六七八九十()（）.．、 ".contains(c);
    label.trim_start_matches(numbered).to_owned()
}

fn odd_label(subject: &Subject<'_>, row: &GridRow, official: &RowSpec) -> Finding {
    let short = clip(&row.label, 16);
    let first = official.cols.first().map(|col| CellId::new(official.row, *col));
    let mut evidence = of_line(&row.label, row.at);
    evidence.cell = first;
    Finding {
        message: Words::new(
            format!("{}:印作“{short}”", row_name(official.row)),
            format!("{}, {}: printed {short:?}", official.row.table(), official.row.short_en()),
        ),
        expected: official.label.to_owned(),
        found: row.label.clone(),
        evidence: vec![evidence],
        class: Some(subject.class_of_gap(row.at)),
        ..Finding::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::form::{Row, Table};
    use crate::model::report::{Grid, GridStatus, Report, Span};
    use crate::rules::draft::{Examples, complete, flags_of};

    fn titled(key: SectionKey, title: &str) -> Report {
        let change = |section: &mut Section| {
            if section.key == Some(key) {
                title.clone_into(&mut section.heading);
            }
        };
        complete(Form::F2021).with(|report| report.sections.iter_mut().for_each(change)).build()
    }

    fn labelled(row: Row, label: &str) -> Report {
        let row = GridRow { id: Some(row), label: label.into(), at: Some(Span::new(700, 730)), ..GridRow::default() };
        let grid = Grid {
            table: Some(Table::T3),
            form: Some(Form::F2021),
            at: Some(Span::new(600, 900)),
            status: GridStatus::Read,
            caption: None,
            corner_note: None,
            header: None,
            rows: vec![row],
        };
        complete(Form::F2021).with(|report| report.grids.push(grid)).build()
    }

    pub(super) fn titles_examples() -> Examples {
        let holds = titled(SectionKey::Problems, "政府信息公开工作存在的主要问题及改进情况");
        Examples { fails: titled(SectionKey::Problems, "工作不足和打算"), holds }
    }

    pub(super) fn labels_examples() -> Examples {
        let fails = labelled(Row::DenyOtherLaw, "2.其他法律行政止公开");
        Examples { fails, holds: complete(Form::F2021).build() }
    }

    #[test]
    fn labels_may_be_wrapped_or_numbered_otherwise() {
        let check = |row, label: &str, flagged: bool| {
            assert_eq!(!flags_of(&labelled(row, label), "S-LABEL").is_empty(), flagged, "{label}");
        };
        check(Row::DenyThreeSecurity, "（3）危及“三安全 一稳定”", false);
        check(Row::NoprocConfirm, "5.要求行政机关确认或重 新出具", false);
        check(Row::NewReceived, "一、本年新收政府信息公开申请数量", false);
        check(Row::NoprocMassive, "4.无理由反复申请", true);
        check(Row::HandledTotal, "（七）", false);
    }
}
