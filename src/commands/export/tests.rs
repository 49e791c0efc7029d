//! What is exported says the same in every format, and a corpus comes back as it went.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Parser as _;

use super::*;
use crate::cli::{Cli, Command};
use crate::model::cell::{Cell, How, Number};
use crate::model::date::Date;
use crate::model::form::{CellId, Col, Form as Version, Row};
use crate::model::report::{OldRow, Report, Span};

/// A report with cells of every sort.
pub(super) fn report(id: &str, agency: &str) -> Report {
    let mut report = Report { id: id.into(), year: Some(2021), form: Some(Version::F2021), ..Report::default() };
    report.agency.name = Some(agency.into());
    report.agency.province = Some("云河省".into());
    report.published = Date::new(2022, 1, 30);
    report.source.path = format!("{id}.txt");
    let cells = &mut report.tables.cells;
    let mut put = |row, col, cell| cells.insert(CellId::new(row, col), cell);
    put(Row::NewReceived, Col::NaturalPerson, Cell::read(24.into(), Span::new(310, 312)));
    put(
        Row::NewReceived,
        Col::Total,
        Cell { by: vec!["T3-ROW".into()], how: Some(How::Inferred), ..Cell::read(0.into(), Span::new(5, 6)) },
    );
    put(Row::CarriedIn, Col::Total, Cell::null(How::Blank));
    put(
        Row::AdminFees,
        Col::AmountWan,
        Cell {
            unit: Some("万元".into()),
            raw: Some("-7976.14万元".into()),
            ..Cell::read(Number::new(-797_614, 2), Span::new(7, 9))
        },
    );
    put(Row::Review, Col::Total, Cell::default());
    report.tables.absent.insert(Row::Granted);
    let cell = Cell { unit: Some("件".into()), ..Cell::read(12.into(), Span::new(90, 92)) };
    let path = vec!["三、依申请公开情况".into(), "收到申请数".into()];
    report.tables.old.push(OldRow {
        id: Some("req_total".into()),
        path,
        cell,
        cumulative: Some(Cell::read(340.into(), Span::new(95, 98))),
    });
    report
}

pub(super) fn written(dir: &Path, reports: &[Report]) -> PathBuf {
    let path = dir.join("a.jsonl");
    let lines: Vec<_> = reports.iter().map(|report| report.to_json().unwrap() + "\n").collect();
    std::fs::write(&path, lines.concat()).unwrap();
    path
}

/// What `export` writes, asked in words.
pub(super) fn asked(path: &Path, words: &[&str]) -> anyhow::Result<(Outcome, Vec<u8>)> {
    let all = ["jianbao", "export"].iter().chain(words).map(OsString::from).chain([path.into()]);
    let Some(Command::Export(args)) = Cli::try_parse_from(all).unwrap().command else { panic!("no export") };
    let mut out = Vec::new();
    Ok((run(&args, &mut out)?, out))
}

pub(super) fn exported(path: &Path, words: &[&str]) -> String {
    let (outcome, out) = asked(path, words).unwrap();
    assert_eq!(outcome, Outcome::Clean);
    String::from_utf8(out).unwrap()
}

fn objects(path: &Path, what: &str) -> Vec<serde_json::Value> {
    let text = exported(path, &["--what", what, "--format", "jsonl"]);
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_row_a_cell_and_no_null_is_a_zero() {
    let dir = tempfile::tempdir().unwrap();
    let path = written(dir.path(), &[report("aaa", "云河县")]);
    let text = exported(&path, &["--what", "cells", "--format", "jsonl"]);
    let rows = objects(&path, "cells");
    let of = |cell: &str| rows.iter().find(|row| row["cell"] == cell).unwrap();
    let expected = ["t3.new_received.natural_person", "t3.new_received.total", "t3.carried_in.total"];
    assert!(expected.iter().all(|cell| of(cell)["agency"] == "云河县"));
    assert_eq!(of("t3.new_received.natural_person")["value"], 24);
    assert_eq!(of("t3.new_received.natural_person")["at_start"], 310);
    let inferred = of("t3.new_received.total");
    assert_eq!(
        (&inferred["value"], &inferred["how"], &inferred["inferred_by"]),
        (&0.into(), &"inferred".into(), &"T3-ROW".into())
    );
    let blank = of("t3.carried_in.total");
    assert_eq!((&blank["value"], &blank["amount"], &blank["how"]), (&().into(), &().into(), &"blank".into()));
    // Nothing is known of it, so it is no row.
    assert!(rows.iter().all(|row| row["cell"] != "t4.review.total"));
    let absent = of("t3.granted");
    assert_eq!(
        (&absent["row_id"], &absent["col_id"], &absent["how"]),
        (&"granted".into(), &().into(), &"absent".into())
    );
    let amount = rows.iter().find(|row| row["unit"] == "万元").unwrap();
    assert_eq!((&amount["value"], &amount["raw"]), (&().into(), &"-7976.14万元".into()));
    assert!(text.contains("\"amount\":\"-7976.14\","));
    assert_eq!(of("old.req_total")["label"], "三、依申请公开情况 · 收到申请数");
    assert_eq!(of("old.req_total.cumulative")["value"], 340);
    assert_eq!(rows.len(), 7);
}

#[test]
fn a_row_a_report() {
    let dir = tempfile::tempdir().unwrap();
    let rows = objects(&written(dir.path(), &[report("aaa", "云河县"), report("aaa", "青石镇")]), "list");
    let ids: Vec<_> = rows.iter().map(|row| row["report"].as_str().unwrap()).collect();
    assert_eq!(ids, ["aaa", "aaa-2"]);
    let row = &rows[0];
    let counts = ["cells_read", "cells_inferred", "cells_blank", "cells_unplaced", "rows_absent", "old_values"];
    assert_eq!(counts.map(|key| row[key].as_u64().unwrap()), [2, 1, 1, 0, 1, 2]);
    assert_eq!((&row["published"], &row["form"], &row["year"]), (&"2022-01-30".into(), &"F2021".into(), &2021.into()));
}

#[test]
fn flags_are_those_of_check() {
    let dir = tempfile::tempdir().unwrap();
    let path = written(dir.path(), &[report("bbb", "青石镇"), report("aaa", "云河县")]);
    let checked = ["jianbao", "check", "--format", "jsonl"].iter().map(OsString::from).chain([path.clone().into()]);
    let Some(Command::Check(args)) = Cli::try_parse_from(checked).unwrap().command else { panic!("no check") };
    let mut out = Vec::new();
    crate::commands::check::run(&args, &mut out).unwrap();
    let flags: Vec<serde_json::Value> =
        String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let rows = objects(&path, "flags");
    assert!(!flags.is_empty());
    assert_eq!(rows.len(), flags.len());
    for (row, flag) in rows.iter().zip(&flags) {
        for (key, value) in flag.as_object().unwrap() {
            assert_eq!(&row[key], value, "{key}");
        }
    }
}

/// CSV says what JSON Lines say, but for the gate of spreadsheets and nulls, which are empty there.
#[test]
fn csv_and_json_lines_agree() {
    let dir = tempfile::tempdir().unwrap();
    let path = written(dir.path(), &[report("aaa", "云河县, \"东\""), report("bbb", "=1+1")]);
    for what in ["list", "cells", "flags"] {
        let csv = exported(&path, &["--what", what]);
        let mut reader = ::csv::ReaderBuilder::new().from_reader(csv.as_bytes());
        let names: Vec<_> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let objects = objects(&path, what);
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!((rows.len(), objects.is_empty()), (objects.len(), false), "{what}");
        for (row, object) in rows.iter().zip(&objects) {
            assert_eq!(object.as_object().unwrap().len(), names.len());
            for (name, cell) in names.iter().zip(row) {
                let expected = match &object[name] {
                    serde_json::Value::Null => String::new(),
                    serde_json::Value::String(text) if text == "=1+1" => "'=1+1".to_owned(),
                    serde_json::Value::String(text) if text.starts_with('-') && name != "amount" => format!("'{text}"),
                    serde_json::Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                assert_eq!(cell, expected, "{what} {name}");
            }
        }
    }
}

#[test]
fn what_cannot_be_written_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = written(dir.path(), &[]);
    let refused = |words: &[&str]| asked(&path, words).unwrap_err().to_string();
    assert!(refused(&["--what", "corpus", "--format", "csv"]).contains("jsonl or parquet"));
    assert!(refused(&["--what", "list", "--format", "jsonl", "--bom"]).contains("csv"));
    assert!(refused(&["--what", "list", "--select", "T3"]).contains("--what flags"));
    let all = ["jianbao", "export", "--what", "list", "--format", "parquet"];
    let Some(Command::Export(args)) = Cli::try_parse_from(all).unwrap().command else { panic!("no export") };
    assert!(refuse(&args, ExportFormat::Parquet, true).is_err());
    let piped = refuse(&args, ExportFormat::Parquet, false).map_err(|error| error.to_string());
    assert_eq!(piped, if cfg!(feature = "parquet") { Ok(()) } else { Err(NO_PARQUET.to_owned()) });
}
