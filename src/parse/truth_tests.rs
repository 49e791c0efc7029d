//! The parser against labelled reports: every labelled cell right and none invented. The reports are
//! no part of the package; where they are missing the test says so and passes.

use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use crate::model::form::{CellId, Col, Form, Row, Table};
use crate::model::report::Report;
use crate::parse::{Input, parse};

/// The folder of labelled reports beside the package, where there is one.
fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var_os("JIANBAO_CI").is_none(), "{} is missing", folder.display());
    println!("skipped: no labelled reports at {}", folder.display());
    None
}

/// What is wrong with a report, by its truth.
fn problems(report: &Report, source: &str, truth: &Json) -> Vec<String> {
    let mut bad = Vec::new();
    for table in Table::ALL {
        let rows = &truth["tables"][table.id()];
        for row in Row::ALL.iter().filter(|row| row.table() == *table) {
            let skipped = ["t3_ambiguous_rows", "t3_extra_cells"]
                .iter()
                .any(|key| !truth["tables"][*key][row.id()].is_null() || !truth[*key][row.id()].is_null());
            for col in Col::ALL {
                let id = CellId::new(*row, *col);
                let wanted = rows[row.id()][col.id()].as_f64();
                let cell = report.tables.cells.get(&id);
                let found = cell.and_then(|cell| cell.value).map(|value| value.to_string());
                let same = match (wanted, found.as_ref().and_then(|found| found.parse::<f64>().ok())) {
                    (None, None) => true,
                    (Some(wanted), Some(found)) => (wanted - found).abs() < 1e-9,
                    _ => false,
                };
                let refused = skipped && found.is_none();
                if !same && !refused {
                    bad.push(format!("{id}: {wanted:?}, read {found:?}"));
                }
                let digits = found.as_deref().map(|found| found.trim_start_matches('-'));
                let quoted = cell.and_then(|cell| cell.at).and_then(|at| at.of(source));
                if digits.is_some_and(|digits| !quoted.is_some_and(|quoted| quoted.contains(digits))) {
                    bad.push(format!("{id}: {found:?} stands at {quoted:?}"));
                }
            }
        }
    }
    if truth["form_version"].as_str() != report.form.map(Form::id) {
        bad.push(format!("form {:?}", report.form));
    }
    let wanted: Vec<_> = level_one(truth).collect();
    let found: Vec<_> = report
        .sections
        .iter()
        .filter(|section| section.number.is_some())
        .map(|section| section.heading.clone())
        .collect();
    if wanted != found {
        bad.push(format!("sections {found:?}, wanted {wanted:?}"));
    }
    bad
}

fn level_one(truth: &Json) -> impl Iterator<Item = String> {
    let sections = truth["sections"].as_array().into_iter().flatten().filter(|section| section["level"] == 1);
    sections.filter_map(|section| section["heading"].as_str().map(str::to_owned))
}

#[test]
fn the_seeds_are_read_to_the_last_cell() {
    let Some(shared) = shared() else { return };
    let truth = std::fs::read_to_string(shared.join("truth/seed_truth.json")).unwrap();
    let truth: Json = serde_json::from_str(&truth).unwrap();
    let seeds = truth["seeds"].as_array().unwrap();
    assert!(!seeds.is_empty());
    for seed in seeds {
        let name = seed["seed"].as_str().unwrap();
        let bytes = std::fs::read(shared.join("seeds").join(name)).unwrap();
        let parsed = parse(Input { path: name, bytes: &bytes });
        assert_eq!(problems(&parsed.report, &parsed.text, seed), Vec::<String>::new(), "{name}");
    }
}
