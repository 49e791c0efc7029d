//! A corpus that reviewers have been over, for tests: three agencies, two flags of table 四 each.

use std::path::PathBuf;

use clap::Parser as _;

use crate::cli::Cli;
use crate::commands::Session;
use crate::model::cell::Cell;
use crate::model::form::{CellId, Col, Form, Row};
use crate::model::report::{Report, Span};
use crate::model::verdict::Verdict;
use crate::review::draft::event;
use crate::review::{Act, Folder, Journal, Seen};
use crate::rules::{Selection, draft};

/// The rule that raises the flags.
pub(super) const RULES: &str = "T4-SUM";

/// The folder with the corpus and its journals.
pub(super) struct Reviewed {
    pub dir: tempfile::TempDir,
    n: std::cell::Cell<u32>,
}

impl Reviewed {
    pub(super) fn new() -> Self {
        let reviewed = Self { dir: tempfile::tempdir().unwrap(), n: std::cell::Cell::new(0) };
        reviewed.write(&["云河县财政局", "青石镇人民政府", "松坪县水利局"].map(|agency| report(agency, 0)));
        reviewed
    }

    pub(super) fn path(&self) -> PathBuf {
        self.dir.path().join("c.jsonl")
    }

    /// Writes the corpus anew, as another parser would.
    pub(super) fn write(&self, reports: &[Report]) {
        let lines: Vec<_> = reports.iter().map(|report| report.to_json().unwrap() + "\n").collect();
        std::fs::write(self.path(), lines.concat()).unwrap();
    }

    pub(super) fn session(&self) -> Session {
        Session::open(&[self.path()], None, &Selection::parse(&[RULES.to_owned()], &[]).unwrap()).unwrap()
    }

    /// Lets a reviewer decide on the first flag of a report; gives back its name.
    pub(super) fn decide(&self, report: usize, by: &str, verdict: Verdict, note: Option<&str>) -> String {
        let session = self.session();
        let flag = session.flags(report)[0].clone();
        let seen = Seen::of(&flag, &session.corpus.header(report).unwrap());
        self.append(by, Act::Decide { verdict, note: note.map(str::to_owned), flags: vec![seen] });
        flag.fingerprint
    }

    /// Adds something to a journal; each of them a minute after the one before.
    pub(super) fn append(&self, by: &str, act: Act) {
        let n = self.n.get() + 1;
        self.n.set(n);
        let folder = Folder::of(&[self.path()], None).unwrap();
        Journal::of(&folder, by).append(&event(by, n, &format!("2024-03-30T10:{n:02}:00.000Z"), act)).unwrap();
    }

    /// The command line of a subcommand on the corpus.
    pub(super) fn cli(&self, subcommand: &str, words: &[&str]) -> Cli {
        let path = self.path();
        let words = [&["jianbao", subcommand, path.to_str().unwrap()], words].concat();
        Cli::try_parse_from(words).unwrap()
    }
}

/// The report of an agency whose table 四 does not add up: 10 and 1 are not the total.
pub(super) fn report(agency: &str, total: i64) -> Report {
    let mut report = draft::complete(Form::F2021).build();
    report.id = format!("id{:08x}", crc32fast::hash(agency.as_bytes()));
    report.source.path = format!("2021/{agency}.html");
    report.source.url = Some("https://www.example.gov.cn/a?b=1&c=_2_".into());
    report.agency.name = Some(agency.into());
    report.agency.province = Some("云河省".into());
    let mut put = |row, col, value: i64| {
        report.tables.cells.insert(CellId::new(row, col), Cell::read(value.into(), Span::new(1, 3)))
    };
    for row in [Row::Review, Row::LitigationDirect] {
        put(row, Col::Upheld, 10);
        put(row, Col::Corrected, 1);
        put(row, Col::Total, total);
    }
    report
}
