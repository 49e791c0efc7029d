//! The rules: what each checks, why, and how grave it is, in one place per rule. A rule answers
//! *holds*, *fails* (a flag) or *cannot be evaluated*, and says why.

use crate::corpus::Corpus;
use crate::corpus::header::Header;
use crate::model::flag::{Class, Flag, Severity};
use crate::model::form::Form;
use crate::model::report::Report;

/// Where the flags of a rule go unless the user says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destination {
    /// The review queue.
    Queue,
    /// The report view, and lists on request.
    Shown,
    /// The operator's triage.
    Triage,
    /// Nowhere.
    Off,
}

/// One rule of the catalogue.
#[derive(Debug)]
pub struct Rule {
    /// Never reused: `T3-BAL`.
    pub code: &'static str,
    /// At most seven characters.
    pub name_zh: &'static str,
    pub name_en: &'static str,
    pub class: Class,
    pub default: Destination,
    pub severity: Severity,
    /// The forms the rule speaks about; empty for all.
    pub forms: &'static [Form],
    /// What it rests on in the law or the form; `None` for our own reasoning.
    pub basis: Option<&'static str>,
    /// What it checks / Why it matters / Example / When it is wrong, as Markdown.
    pub docs: &'static str,
}

/// Where a flag goes, by its rule, class and severity.
pub fn destination(_flag: &Flag) -> Destination {
    Destination::Queue
}

/// Every rule, in the order of the catalogue.
pub fn all() -> &'static [&'static Rule] {
    &[]
}

/// The rule with this code, in any case.
pub fn find(code: &str) -> Option<&'static Rule> {
    all().iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

/// What rules need to know of the whole corpus, gathered in one pass over its headers.
#[derive(Debug, Default)]
pub struct Facts {}

impl Facts {
    pub fn gather<'a>(_headers: impl Iterator<Item = &'a Header>) -> Self {
        Self::default()
    }
}

/// Which rules run.
#[derive(Debug, Clone, Default)]
pub struct Selection {}

/// A rule that could not be evaluated at some place, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unevaluable {
    pub rule: &'static str,
    /// Where: a cell, a row or a section, in the words of the form.
    pub place: String,
    pub reason: String,
    pub reason_en: String,
}

/// The three answers for one report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// In the order of their places in the report, then by rule.
    pub flags: Vec<Flag>,
    pub unevaluable: Vec<Unevaluable>,
    /// How many checks held.
    pub held: usize,
}

/// Runs the selected rules over one report.
pub fn check(_report: &Report, _facts: &Facts, _selection: &Selection) -> Outcome {
    Outcome::default()
}

/// The flags of every report of a corpus.
#[derive(Debug, Default)]
pub struct Checked {
    /// One entry a report, in the order of the corpus.
    pub outcomes: Vec<Outcome>,
}

impl Checked {
    /// The flags of a report.
    pub fn flags(&self, report: usize) -> &[Flag] {
        self.outcomes.get(report).map_or(&[], |outcome| &outcome.flags)
    }
}

/// Runs the selected rules over a corpus, on all cores; `progress` hears how many reports are done.
pub fn check_corpus(corpus: &Corpus, _selection: &Selection, _progress: &(dyn Fn(usize) + Sync)) -> Checked {
    Checked { outcomes: vec![Outcome::default(); corpus.len()] }
}
