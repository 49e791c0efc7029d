//! The sample shows the whole catalogue: every rule fires on some report of it and is silent on some
//! other.

use std::collections::{BTreeMap, BTreeSet};

use jianbao::corpus::sample;
use jianbao::model::flag::Destination;
use jianbao::rules::{Selection, all, check_corpus, destination};

/// Rules that no report of the sample shows yet. The list only shrinks: a code that fires, or that is no
/// rule any more, is struck off. C-PARENT-LT-CHILD adds up agencies by the code of their region, and the
/// invented places of the sample have none.
const NOT_SHOWN: &[&str] = &["C-PARENT-LT-CHILD"];

/// The reports on which each rule fires, and how many there are.
fn fired() -> (BTreeMap<&'static str, BTreeSet<usize>>, usize) {
    let checked = check_corpus(&sample(), &Selection::all(), &|_| ());
    let mut fired: BTreeMap<&'static str, BTreeSet<usize>> = BTreeMap::new();
    for report in 0..checked.len() {
        let outcome = checked.outcome(report);
        for flag in &outcome.flags {
            fired.entry(flag.rule).or_default().insert(report);
        }
    }
    (fired, checked.len())
}

#[test]
fn every_rule_fires_on_the_sample_and_is_silent_on_it() {
    let (fired, reports) = fired();
    let silent = |code: &str| !fired.contains_key(code);
    let missing: Vec<_> = all().iter().map(|rule| rule.code).filter(|code| silent(code)).collect();
    let unknown: Vec<_> = missing.iter().filter(|code| !NOT_SHOWN.contains(code)).collect();
    assert!(unknown.is_empty(), "no report of the sample shows {unknown:?}: add a flaw, or list them");
    let shown: Vec<_> = NOT_SHOWN.iter().filter(|code| !missing.contains(code)).collect();
    assert!(shown.is_empty(), "strike off {shown:?}");
    let everywhere: Vec<_> = fired.iter().filter(|(_, on)| on.len() == reports).map(|(code, _)| code).collect();
    assert!(everywhere.is_empty(), "fires on every report: {everywhere:?}");
}

#[test]
fn some_reports_of_the_sample_have_nothing_to_review() {
    let checked = check_corpus(&sample(), &Selection::default(), &|_| ());
    let queued =
        |flags: &[jianbao::model::flag::Flag]| flags.iter().any(|flag| destination(flag) == Destination::Queue);
    let clean = (0..checked.len()).filter(|report| !queued(&checked.flags(*report))).count();
    assert!(clean >= 5, "only {clean} reports without a flag to review");
}
