//! Running the rules: over one report, and over a corpus on all cores.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::corpus::Corpus;
use crate::model::flag::{Class, Flag, Severity};
use crate::model::report::{Kind, Report};
use crate::rules::facts::Facts;
use crate::rules::fingerprint::fingerprint;
use crate::rules::fold::fold;
use crate::rules::registry::{Destination, find};
use crate::rules::selection::Selection;
use crate::rules::sink::{Answers, Raised, Sink, Words};
use crate::rules::subject::Subject;

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

/// Where a flag goes: to the triage when it speaks of our copy, nowhere when it is a mere figure, to
/// the report view when it is for information only, and else where its rule says.
pub fn destination(flag: &Flag) -> Destination {
    let default = find(flag.rule).map_or(Destination::Queue, |rule| rule.default);
    match (flag.class, default) {
        (Class::Indicator, _) | (_, Destination::Off) => Destination::Off,
        (Class::Copy, _) => Destination::Triage,
        (Class::Report, default) if flag.severity == Severity::Info => default.max(Destination::Shown),
        (Class::Report, default) => default,
    }
}

/// Runs the selected rules over one report. Pages that are no report are not checked.
pub fn check(report: &Report, facts: &Facts, selection: &Selection) -> Outcome {
    if !matches!(report.kind, Kind::Report | Kind::Partial) {
        return Outcome::default();
    }
    let subject = Subject::new(report, facts);
    let mut answers = Answers::default();
    for rule in selection.rules() {
        let spoken_of = subject.form().is_none_or(|form| rule.forms.contains(&form));
        if !spoken_of && !rule.forms.is_empty() {
            continue;
        }
        let mut sink = Sink::new(rule, &mut answers);
        if rule.family() == "S" && !subject.is_bound() {
            sink.cannot("全文", not_bound());
        } else {
            (rule.check)(&subject, &mut sink);
        }
    }
    Outcome { flags: finish(report, answers.raised), unevaluable: answers.unevaluable, held: answers.held }
}

/// Why the form and its deadline do not bind a public institution.
pub(crate) fn not_bound() -> Words {
    Words::new("公共企事业单位不适用统一格式和期限", "the form and its deadline do not bind public institutions")
}

/// Puts flags in order, names them and folds those that tell of one mistake.
fn finish(report: &Report, mut raised: Vec<Raised>) -> Vec<Flag> {
    raised.sort_by_cached_key(|raised| {
        let flag = &raised.flag;
        let cell = flag.evidence.iter().find_map(|e| e.cell);
        (flag.place().map_or(usize::MAX, |at| at.start), cell, flag.rule, raised.place.clone())
    });
    let mut times: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let named = raised.into_iter().map(|raised| {
        let nth = times.entry((raised.flag.rule, raised.place.clone())).or_default();
        *nth += 1;
        Flag { fingerprint: fingerprint(report, raised.flag.rule, &raised.place, *nth), ..raised.flag }
    });
    let mut flags: Vec<_> = named.collect();
    fold(&mut flags);
    flags
}

/// The flags of every report of a corpus.
#[derive(Debug, Default)]
pub struct Checked {
    /// One entry a report, in the order of the corpus.
    pub outcomes: Vec<Outcome>,
    /// Reports that could not be read any more, with the reason.
    pub unreadable: Vec<(usize, String)>,
}

impl Checked {
    /// The flags of a report.
    pub fn flags(&self, report: usize) -> &[Flag] {
        self.outcomes.get(report).map_or(&[], |outcome| &outcome.flags)
    }
}

/// Runs the selected rules over a corpus, on all cores; `progress` hears how many reports are done.
pub fn check_corpus(corpus: &Corpus, selection: &Selection, progress: &(dyn Fn(usize) + Sync)) -> Checked {
    let facts = Facts::gather(corpus.headers());
    let done = AtomicUsize::new(0);
    let answers: Vec<_> = (0..corpus.len())
        .into_par_iter()
        .map(|index| {
            let outcome = corpus.report(index).map(|report| check(&report, &facts, selection));
            progress(done.fetch_add(1, Ordering::Relaxed) + 1);
            outcome.map_err(|error| error.to_string())
        })
        .collect();
    let mut checked = Checked::default();
    for (index, answer) in answers.into_iter().enumerate() {
        match answer {
            Ok(outcome) => checked.outcomes.push(outcome),
            Err(reason) => {
                checked.outcomes.push(Outcome::default());
                checked.unreadable.push((index, reason));
            }
        }
    }
    checked
}
