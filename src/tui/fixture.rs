//! A small made-up corpus for the screen tests, with flags put in by hand so that the tests are
//! about screens and not about rules.

use std::io::Write as _;

use crate::corpus::{self, Corpus};
use crate::model::agency::AgencyKind;
use crate::model::cell::{Cell, How, Number};
use crate::model::flag::{Class, Evidence, Flag, Severity, Side};
use crate::model::form::{CellId, Col, Form, Row};
use crate::model::report::{Block, Report, Section, SectionKey, Span};
use crate::model::tables::OldRow;
use crate::rules::{Checked, FlagRef, Outcome, Selection};
use crate::tui::action::View;
use crate::tui::desk::Review;
use crate::tui::dump;
use crate::tui::exporting::Writer;
pub use crate::tui::headless::Headless as Inspector;
use crate::tui::headless::Headless;
use crate::tui::key::script;
use crate::tui::text::columns;
use crate::tui::theme::Theme;
use crate::tui::work::Works;

/// The sentence of 白沙镇 2021 that holds a sum which does not add up.
pub const SUM: &str = "全年主动公开政府信息82条,其中工作动态32条,重点领域信息68条。";
const ASKED: &str = "全年共收到政府信息公开申请128件,上年结转6件,办结121件。";

/// A report of an agency and year with every cell of its form read as zero.
pub fn report(id: &str, agency: Option<&str>, place: [&str; 3], year: Option<u16>) -> Report {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let form = year.map(Form::of_year);
    let mut report =
        Report { id: id.into(), year, form, title: Some(format!("{id}的年度报告")), ..Report::default() };
    report.agency.name = agency.map(str::to_owned);
    [report.agency.province, report.agency.city, report.agency.county] = place.map(some);
    report.source.path = format!("{id}.txt");
    for cell in form.iter().flat_map(|form| form.tables()).flat_map(crate::model::form::TableSpec::cells) {
        report.tables.cells.insert(cell, Cell::read(0.into(), Span::new(9000, 9001)));
    }
    let paragraphs: [&[&str]; 6] =
        [&["全年工作平稳有序。", SUM, ASKED], &[], &[], &[], &["公开的主动性有待加强。"], &["无其他需要报告的事项。"]];
    let mut offset = 100;
    for (key, texts) in SectionKey::SIX.into_iter().zip(paragraphs) {
        let blocks = texts.iter().map(|text| {
            offset += text.len() + 1;
            let at = Some(Span::new(offset - text.len() - 1, offset - 1));
            Block { text: (*text).to_owned(), at, ..Block::default() }
        });
        report.sections.push(Section {
            key: Some(key),
            number: Some(key.number().into()),
            heading: key.title().into(),
            blocks: blocks.collect(),
            ..Section::default()
        });
    }
    report
}

fn put(report: &mut Report, row: Row, values: [i64; 7]) {
    for (col, value) in crate::model::form::APPLICANTS.iter().zip(values) {
        report.tables.cells.insert(CellId::new(row, *col), Cell::read(value.into(), Span::new(9100, 9103)));
    }
}

/// 白沙镇 2021, whose table 三 does not balance.
fn unbalanced() -> Report {
    let mut report = report("baisha21", Some("云河县白沙镇人民政府"), COUNTY, Some(2021));
    put(&mut report, Row::NewReceived, [96, 15, 1, 3, 2, 1, 118]);
    put(&mut report, Row::CarriedIn, [4, 2, 0, 0, 0, 0, 6]);
    put(&mut report, Row::Granted, [99, 15, 1, 3, 2, 1, 121]);
    put(&mut report, Row::HandledTotal, [99, 15, 1, 3, 2, 1, 121]);
    put(&mut report, Row::CarriedOut, [1, 1, 0, 0, 0, 0, 2]);
    for col in [Col::NaturalPerson, Col::Total] {
        report.tables.cells.insert(CellId::new(Row::Partial, col), Cell::null(How::Blank));
    }
    report.agency.kind = Some(AgencyKind::TownshipGov);
    report
}

const COUNTY: [&str; 3] = ["云河省", "青石市", "云河县"];

/// The reports of the corpus.
pub fn reports() -> Vec<Report> {
    let mut own = report("county20", Some("云河县人民政府"), COUNTY, Some(2020));
    own.agency.kind = Some(AgencyKind::GovernmentAggregate);
    let mut old = report("caizheng16", Some("云河县财政局"), COUNTY, Some(2016));
    old.form = Some(Form::F2014);
    old.tables.old.push(OldRow {
        id: None,
        path: vec!["一、主动公开情况".into(), "(一)主动公开政府信息数".into()],
        cell: Cell { unit: Some("条".into()), ..Cell::read(412.into(), Span::new(9000, 9003)) },
        cumulative: None,
    });
    let row = |id: Option<&str>, path: &[&str], cell: Cell| OldRow {
        id: id.map(str::to_owned),
        path: path.iter().map(|label| (*label).to_owned()).collect(),
        cell,
        cumulative: None,
    };
    let requests = "三、依申请公开情况";
    let received = [requests, "(一)收到申请数"];
    let unit = |unit: &str| Some(unit.to_owned());
    let total = Cell { unit: unit("件"), ..Cell::read(12.into(), Span::new(9100, 9102)) };
    old.tables.old.push(row(Some("req_total"), &received, total));
    let blank = Cell { unit: unit("件"), ..Cell::null(How::Blank) };
    old.tables.old.push(row(Some("req_in_person"), &[received[0], received[1], "1.当面申请数"], blank));
    let cost =
        Cell {
            unit: unit("万元"), how: Some(How::Inferred), ..Cell::read(Number::new(35, 1), Span::new(9200, 9203))
        };
    old.tables.old.push(row(Some("fees_wan"), &["七、依申请公开信息收取的费用"], cost));
    vec![
        own,
        report("caizheng19", Some("云河县财政局"), COUNTY, Some(2019)),
        report("caizheng20", Some("云河县财政局"), COUNTY, Some(2020)),
        old,
        report("baisha20", Some("白沙镇"), COUNTY, Some(2020)),
        unbalanced(),
        report("qiaotou20a", Some("桥头街道办事处"), ["云河省", "红岩市", ""], Some(2020)),
        report("qiaotou20b", Some("桥头街道"), ["云河省", "红岩市", ""], Some(2020)),
        report("lost", None, ["", "", ""], None),
        report("anon21", Some("南塘镇人民政府"), ["", "", ""], Some(2021)),
    ]
}

/// Opens reports as a corpus, with one line that is none.
pub fn corpus_of(reports: &[Report]) -> Corpus {
    let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
    for report in reports {
        writeln!(file, "{}", report.to_json().unwrap()).unwrap();
    }
    file.flush().unwrap();
    // The corpus keeps the file open; its name is not needed any more.
    corpus::open(&[file.path().to_owned()], &|_| ())
}

fn cell(side: Side, row: Row, value: i64) -> Evidence {
    let cell = Some(CellId::new(row, Col::Total));
    Evidence { side: Some(side), cell, value: Some(value.into()), how: Some(How::Read), ..Evidence::default() }
}

fn quote(side: Side, quote: &str, value: i64) -> Evidence {
    let start = SUM.find(quote).map(|at| 100 + "全年工作平稳有序。".len() + 1 + at);
    let at = start.map(|start| Span::new(start, start + quote.len()));
    let value = Number::parse(&value.to_string());
    Evidence { side: Some(side), at, quote: Some(quote.to_owned()), value, ..Evidence::default() }
}

/// The name of a flag of a rule, as fingerprints are.
fn name(rule: &str) -> String {
    let letters: String = rule.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    format!("fp{letters:z<14}")
}

/// A flag with the parts that differ.
pub fn flag(rule: &'static str, severity: Severity, message: &str, evidence: Vec<Evidence>) -> Flag {
    Flag {
        rule,
        severity,
        class: Class::Report,
        basis: None,
        message: message.to_owned(),
        message_en: String::new(),
        expected: String::new(),
        found: String::new(),
        evidence,
        root: None,
        fingerprint: name(rule),
        inferred: false,
        sent: None,
    }
}

fn flags_of(id: &str) -> Vec<Flag> {
    let asked = Evidence { quote: Some("128件".into()), value: Some(128.into()), ..Evidence::default() };
    match id {
        "baisha21" => {
            let mut asked_for = flag(
                "NT-REQ-COUNT",
                Severity::Warning,
                "正文\"共收到128件\",表三新收118",
                vec![
                    asked,
                    Evidence { side: None, ..cell(Side::Right, Row::NewReceived, 118) },
                    Evidence { report: Some("baisha20".into()), ..cell(Side::Right, Row::CarriedOut, 0) },
                ],
            );
            asked_for.root = Some(name("T3-BAL"));
            vec![
                flag(
                    "NS-SUM",
                    Severity::Error,
                    "\"主动公开政府信息82条\",分项32+68=100,多18",
                    vec![quote(Side::Left, "82条", 82), quote(Side::Right, "32条", 32), quote(Side::Right, "68条", 68)],
                ),
                flag(
                    "T3-BAL",
                    Severity::Error,
                    "表三·总计:新收118+结转6=124,办结121+结转下年2=123,差1",
                    vec![
                        cell(Side::Left, Row::NewReceived, 118),
                        cell(Side::Left, Row::CarriedIn, 6),
                        cell(Side::Right, Row::HandledTotal, 121),
                        cell(Side::Right, Row::CarriedOut, 2),
                    ],
                ),
                asked_for,
            ]
        }
        "caizheng20" => {
            let mut late = flag("D-LATE", Severity::Warning, "公布日期2021-04-01,期限2021-01-31,逾期60天", Vec::new());
            (late.expected, late.found) = ("2021-01-31前".into(), "2021-04-01".into());
            let copy =
                Flag { class: Class::Copy, ..flag("S-CELL-BLANK", Severity::Warning, "表三2格空白", Vec::new()) };
            vec![late, copy]
        }
        _ => Vec::new(),
    }
}

/// The flags of a corpus on the screen, found by some rules, for a reviewer, with somebody who writes files.
pub fn on_flags(corpus: Corpus, selection: Selection, review: Review, writer: Writer) -> Headless {
    let works = Works::of(selection).with_review(review).with_writer(Some(writer));
    Headless::open(corpus, works, (160, 45), View::Flags, None)
}

/// The listed flags, one after another, by report and name.
pub fn listed(inspector: &Headless) -> Vec<(String, String)> {
    let holdings = &inspector.state.holdings;
    let named = |at: FlagRef| {
        let id = holdings.corpus.header(at.report)?.id.to_owned();
        Some((id, holdings.brief(at)?.name().to_string()))
    };
    inspector.state.flags.sequence().filter_map(named).collect()
}

/// Finds the flags of the fixture.
pub fn works() -> Works {
    works_with(|_| ())
}

/// The same with something changed of each flag.
pub fn works_with(change: fn(&mut Flag)) -> Works {
    Works::checking(Box::new(move |corpus, progress| {
        let flags = |id: &str| {
            let mut flags = flags_of(id);
            flags.iter_mut().for_each(change);
            flags
        };
        let outcome = |id: &str| Outcome { flags: flags(id), ..Outcome::default() };
        progress(corpus.len());
        (Checked::of(corpus.headers().map(|header| outcome(header.id))), None)
    }))
}

/// The inspector on the fixture.
pub fn inspector(size: (u16, u16)) -> Headless {
    Headless::open(corpus_of(&reports()), works(), size, View::Browse, None)
}

/// The screen after keys.
pub fn screen(keys: &str, width: u16, height: u16) -> String {
    let mut inspector = inspector((width, height));
    press(&mut inspector, keys);
    shown(&inspector)
}

pub fn press(inspector: &mut Headless, keys: &str) {
    script(keys).unwrap().into_iter().for_each(|key| inspector.press(key));
}

pub fn shown(inspector: &Headless) -> String {
    dump::text(&inspector.screen(&Theme::default()).0)
}

/// Whether some line holds all the pieces.
pub fn has_line(text: &str, pieces: &[&str]) -> bool {
    text.lines().any(|line| pieces.iter().all(|piece| line.contains(piece)))
}

/// Every line fills the screen, no more.
pub fn assert_lines_are_as_wide(text: &str, (width, height): (u16, u16), what: &str) {
    assert_eq!(text.lines().count(), usize::from(height), "{what}");
    for line in text.lines() {
        assert_eq!(columns::of(line), usize::from(width), "{what} at {width}x{height}: {line:?}");
    }
}

/// The sizes at which the layout changes.
pub const SIZES: [(u16, u16); 6] = [(40, 10), (60, 16), (80, 24), (120, 36), (160, 45), (200, 60)];
