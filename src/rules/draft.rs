//! Reports written by hand for the tests of rules: a complete and clean one, to be spoilt.

use proptest::prelude::*;

use crate::model::agency::{AgencyKind, Level};
use crate::model::cell::{Cell, How, Number};
use crate::model::date::Date;
use crate::model::flag::{Class, Destination, Evidence, Flag, Severity, Side};
use crate::model::form::{CellId, Col, Form, Row, Table};
use crate::model::report::{Block, DateFound, DateLabel, Report, Section, SectionKey, Span};
use crate::rules::basis;
use crate::rules::facts::Facts;
use crate::rules::registry::all;
use crate::rules::run::{Outcome, check};
use crate::rules::selection::Selection;

/// A report a rule fails on and one it holds on.
#[derive(Debug)]
pub struct Examples {
    pub fails: Report,
    pub holds: Report,
}

/// Reports of which a rule fails on some, and reports it holds on: together, as a corpus.
#[derive(Debug)]
pub struct Corpora {
    pub fails: Vec<Report>,
    pub holds: Vec<Report>,
}

impl From<Examples> for Corpora {
    fn from(examples: Examples) -> Self {
        Self { fails: vec![examples.fails], holds: vec![examples.holds] }
    }
}

/// A report being written. Everything has a place, in the order of the form.
#[derive(Debug, Clone)]
pub struct Draft {
    report: Report,
    /// Where the next piece of source text would stand.
    end: usize,
}

/// What a section without a table says.
fn words_of(key: SectionKey) -> &'static str {
    match key {
        SectionKey::Overview => {
            "我镇主动公开、依申请公开、信息管理、平台建设和监督保障有序开展,群众看得到、听得懂、能监督,没有需要\
             责任追究的情形。联系电话:0531-8800112。"
        }
        SectionKey::Problems => "公开内容还不够全面,下一步将加强培训。",
        _ => "无。",
    }
}

/// A report in which nothing is missing: six sections, three tables full of zeros, published in time.
pub fn complete(form: Form) -> Draft {
    let year = if form == Form::F2019 { 2019 } else { 2021 };
    let mut report = Report { id: "draftdraft22".into(), year: Some(year), form: Some(form), ..Report::default() };
    report.source.path = "draft.txt".into();
    report.title = Some(format!("云河县青石镇{year}年政府信息公开工作年度报告"));
    report.period = Date::new(year, 1, 1).zip(Date::new(year, 12, 31));
    report.index_no = Some(format!("640121-200/{}-00022", year + 1));
    report.agency.name = Some("云河县青石镇人民政府".into());
    report.agency.level = Some(Level::Township);
    report.agency.kind = Some(AgencyKind::TownshipGov);
    let mut draft = Draft { report, end: 0 }.published(year + 1, 1, 15);
    for key in SectionKey::SIX {
        draft = draft.section(key);
        if let Some(table) = key.table() {
            for id in form.table(table).into_iter().flat_map(crate::model::form::TableSpec::cells) {
                let at = draft.take(1);
                draft.report.tables.cells.insert(id, Cell::read(0.into(), at));
            }
        } else {
            draft = draft.paragraph(words_of(key));
        }
    }
    draft
}

impl Draft {
    fn take(&mut self, len: usize) -> Span {
        let span = Span::new(self.end, self.end + len);
        self.end = span.end + 1;
        span
    }

    /// A heading of level 1.
    pub fn section(mut self, key: SectionKey) -> Self {
        let heading = key.title().to_owned();
        let at = Some(self.take(heading.len()));
        let number = Some(key.number().to_owned());
        self.report.sections.push(Section { key: Some(key), number, heading, at, ..Section::default() });
        self
    }

    /// A report without this section.
    pub fn without(mut self, key: SectionKey) -> Self {
        self.report.sections.retain(|section| section.key != Some(key));
        self
    }

    /// A paragraph in the last section.
    pub fn paragraph(mut self, text: &str) -> Self {
        let at = Some(self.take(text.len()));
        if let Some(section) = self.report.sections.last_mut() {
            section.blocks.push(Block { text: text.to_owned(), at, ..Block::default() });
        }
        self
    }

    /// A row from its first column on; the places stay.
    pub fn row<const N: usize>(mut self, row: Row, values: [i64; N]) -> Self {
        for (col, value) in columns(&self.report, row).into_iter().zip(values) {
            let id = CellId::new(row, col);
            let at = self.report.tables.cells.get(&id).and_then(|cell| cell.at).unwrap_or_else(|| self.take(1));
            self.report.tables.cells.insert(id, Cell::read(value.into(), at));
        }
        self
    }

    pub fn cell(mut self, row: Row, col: Col, cell: Cell) -> Self {
        self.report.tables.cells.insert(CellId::new(row, col), cell);
        self
    }

    /// Every cell of the row printed and empty.
    pub fn blank(mut self, row: Row) -> Self {
        for col in columns(&self.report, row) {
            self.report.tables.cells.insert(CellId::new(row, col), Cell::null(How::Blank));
        }
        self
    }

    /// Rows that the source does not print.
    pub fn absent(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        for row in rows {
            self.report.tables.cells.retain(|id, _| id.row != row);
            self.report.tables.absent.insert(row);
        }
        self
    }

    pub fn agency(mut self, name: &str, level: Level, kind: AgencyKind) -> Self {
        self.report.agency.name = Some(name.to_owned());
        let year = self.report.year.unwrap_or_default();
        self.report.title = Some(format!("{name}{year}年政府信息公开工作年度报告"));
        (self.report.agency.level, self.report.agency.kind) = (Some(level), Some(kind));
        self
    }

    pub fn year(mut self, year: u16) -> Self {
        self.report.year = Some(year);
        self
    }

    /// The one date of the report.
    pub fn published(mut self, year: u16, month: u8, day: u8) -> Self {
        self.report.published = Date::new(year, month, day);
        self.report.dates.clear();
        self.dated(DateLabel::Published, year, month, day)
    }

    /// One more date.
    pub fn dated(mut self, label: DateLabel, year: u16, month: u8, day: u8) -> Self {
        let at = Some(self.take(10));
        self.report.dates.extend(Date::new(year, month, day).map(|date| DateFound { label, date, at }));
        self
    }

    /// Anything else.
    pub fn with(mut self, change: impl FnOnce(&mut Report)) -> Self {
        change(&mut self.report);
        self
    }

    pub fn build(self) -> Report {
        self.report
    }
}

fn columns(report: &Report, row: Row) -> Vec<Col> {
    let spec = report.form.and_then(|form| form.table(row.table()));
    let of_form = spec.into_iter().flat_map(crate::model::form::TableSpec::rows).find(|spec| spec.row == row);
    // A row of the other edition has the columns of its neighbours.
    of_form.map_or_else(|| spec.map_or(&[][..], |table| table.cols()), |spec| spec.cols).to_vec()
}

/// A report with one paragraph in section 一.
pub fn narrative(text: &str) -> Report {
    let draft = complete(Form::F2021).with(|report| report.sections[0].blocks[0].text.clear());
    let mut report = draft.build();
    report.sections[0].blocks[0] =
        Block { text: text.to_owned(), at: Some(Span::new(0, text.len())), ..Block::default() };
    report
}

/// A report of an agency with one paragraph in section 一.
pub fn says(name: &str, level: Level, kind: AgencyKind, text: &str) -> Report {
    let mut report = complete(Form::F2021).agency(name, level, kind).build();
    report.sections[0].blocks[0] =
        Block { text: text.to_owned(), at: Some(Span::new(0, text.len())), ..Block::default() };
    report
}

/// The answers of all rules that are not off.
pub fn check_all(report: &Report) -> Outcome {
    check(report, &Facts::default(), &Selection::default())
}

/// The flags of one rule, whether it is off or not.
pub fn flags_of(report: &Report, code: &str) -> Vec<Flag> {
    let outcome = check(report, &Facts::default(), &Selection::all());
    outcome.flags.into_iter().filter(|flag| flag.rule == code).collect()
}

/// A flag with a name and no evidence.
pub fn flag(rule: &'static str, name: &str, severity: Severity) -> Flag {
    Flag {
        rule,
        severity,
        class: Class::Report,
        basis: None,
        message: name.to_owned(),
        message_en: String::new(),
        expected: String::new(),
        found: String::new(),
        evidence: Vec::new(),
        root: None,
        fingerprint: name.to_owned(),
        inferred: false,
        sent: None,
    }
}

/// A name as fingerprints are: short ones are filled up, so that they keep their order.
pub fn name(short: &str) -> String {
    format!("{short:z<16}")
}

/// Any flag, with any evidence.
pub fn any_flag() -> impl Strategy<Value = Flag> {
    use prop::option::of;
    use prop::sample::select;
    let cell = (select(Row::ALL), select(Col::ALL)).prop_map(|(row, col)| CellId::new(row, col));
    let value = (any::<i64>(), 0..9_u8).prop_map(|(digits, scale)| Number::new(digits, scale));
    let place = (0..90_000_usize, 0..900_usize).prop_map(|(start, len)| Span::new(start, start + len));
    let about = (of(select(Side::ALL)), of("[a-z]{0,12}"), of(cell), of(value));
    let piece = (about, of(select(How::ALL)), of(place), of(".{0,9}"));
    let piece = piece.prop_map(|((side, report, cell, value), how, at, quote)| Evidence {
        side,
        report,
        cell,
        value,
        how,
        at,
        quote,
    });
    let head = (select(all()), select(Severity::ALL), select(Class::ALL), any::<bool>());
    let words = [".{0,9}", ".{0,9}", "[0-9≥]{0,4}", ".{0,200}"];
    let names = ("[a-z2-7]{16}|fp-[a-z]{1,9}", of("[a-z2-7]{16}|fp-[a-z]{1,9}"));
    let parts = (head, words, prop::collection::vec(piece, 0..5), names, of(select(Destination::ALL)));
    let parts = (parts, of(select(&basis::ALL[..])));
    parts.prop_map(|((head, words, evidence, (fingerprint, root), sent), basis)| {
        let (rule, severity, class, inferred) = head;
        let [message, message_en, expected, found] = words;
        let basis = basis.or(rule.basis);
        let rule = rule.code;
        Flag {
            rule,
            severity,
            class,
            basis,
            message,
            message_en,
            expected,
            found,
            evidence,
            root,
            fingerprint,
            inferred,
            sent,
        }
    })
}

/// A report whose table 三 satisfies every identity, from the outcomes and the two lines above them.
pub fn balanced(form: Form, outcomes: &[[i64; 6]], carried: [[i64; 6]; 2]) -> Draft {
    let with_total = |cells: [i64; 6]| {
        let sum = cells.iter().sum();
        [cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], sum]
    };
    let rows: Vec<Row> = form.table(Table::T3).unwrap().rows().map(|spec| spec.row).collect();
    let leaves = rows.iter().filter(|row| row.is_outcome());
    let mut draft = complete(form);
    let mut done = [0; 6];
    for (row, cells) in leaves.zip(outcomes) {
        draft = draft.row(*row, with_total(*cells));
        for (sum, cell) in done.iter_mut().zip(cells) {
            *sum += cell;
        }
    }
    let [carried_in, carried_out] = carried;
    let new: Vec<i64> = (0..6).map(|i| done[i] + carried_out[i] - carried_in[i]).collect();
    draft
        .row(Row::CarriedIn, with_total(carried_in))
        .row(Row::CarriedOut, with_total(carried_out))
        .row(Row::HandledTotal, with_total(done))
        .row(Row::NewReceived, with_total([new[0], new[1], new[2], new[3], new[4], new[5]]))
}
