//! The rules over the sample reports: what their list of planned flaws says, no more and no less.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::corpus;
use crate::model::flag::Flag;
use crate::rules::{Selection, check_corpus, find};

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

/// Whether a flag is the one that is planned: rule, severity, place and numbers.
fn is_planned(flag: &Flag, planned: &Value) -> bool {
    let cells = || flag.evidence.iter().filter_map(|e| e.cell).map(|cell| cell.to_string());
    // A whole row is named without a column.
    let place =
        text(planned, "cell").is_none_or(|id| cells().any(|cell| cell == id || cell.starts_with(&format!("{id}."))));
    let numbers = [("expected", &flag.expected), ("found", &flag.found)].into_iter().all(|(key, told)| {
        let number = planned.get(key).and_then(Value::as_i64);
        number.is_none_or(|number| told.contains(&number.to_string()))
    });
    let date = text(planned, "expected").is_none_or(|day| flag.rule != "D-LATE" || day == flag.expected);
    text(planned, "rule") == Some(flag.rule)
        && text(planned, "severity") == Some(flag.severity.id())
        && place
        && numbers
        && date
}

#[test]
fn the_sample_reports_raise_what_is_planned() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    let planned: Vec<Value> =
        serde_json::from_str(&std::fs::read_to_string(folder.join("expected.json")).unwrap()).unwrap();
    let corpus = corpus::open(&[folder], &|_| ());
    let checked = check_corpus(&corpus, &Selection::all(), &|_| ());
    let paths = corpus.headers().map(|header| header.path.as_str());
    let mut raised: BTreeMap<&str, Vec<&Flag>> =
        paths.zip(&checked.outcomes).map(|(path, outcome)| (path, outcome.flags.iter().collect())).collect();
    for report in &planned {
        let file = text(report, "file").unwrap();
        let flags = raised.get_mut(file).unwrap();
        for planned in report["flags"].as_array().unwrap() {
            let at = flags.iter().position(|flag| is_planned(flag, planned));
            let at = at.unwrap_or_else(|| panic!("{file}: {planned} is not raised"));
            flags.remove(at);
        }
        // Whatever else is raised must belong to rules planned for later or be optional.
        let listed = |key: &str| report[key].as_array().cloned().unwrap_or_default();
        let allowed: Vec<Value> = [listed("optional"), listed("later")].concat();
        for flag in flags {
            let known = find(flag.rule).is_some() && allowed.iter().any(|entry| text(entry, "rule") == Some(flag.rule));
            assert!(known, "{file}: {} {} was not planned", flag.rule, flag.message);
        }
    }
}
