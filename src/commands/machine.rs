//! Flags as machines read them: the objects of `check --format jsonl` and `json`, with nothing in
//! them that a terminal would act on.

use std::io::{self, Write};

use serde::Serialize;

use crate::commands::verdicts::{Said, Status};
use crate::corpus::header::Header;
use crate::model::flag::{Class, Evidence, Flag, Severity};
use crate::model::json::to_json;
use crate::model::verdict::Verdict;
use crate::review::Change;
use crate::rules::Unevaluable;

/// A flag with the report it was raised in: one line of `check --format jsonl`.
#[derive(Debug, Serialize)]
pub struct FlagLine<'a> {
    report: &'a str,
    path: &'a str,
    agency: Option<&'a str>,
    year: Option<u16>,
    rule: &'a str,
    severity: Severity,
    class: Class,
    basis: Option<&'a str>,
    message: &'a str,
    message_en: &'a str,
    expected: &'a str,
    found: &'a str,
    evidence: &'a [Evidence],
    root: Option<&'a str>,
    fingerprint: &'a str,
    inferred: bool,
    /// With a baseline: `new` or `known`.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'static str>,
    /// With journals, what reviewers say of it; left out where nobody says anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    review: Option<ReviewLine<'a>>,
}

/// What reviewers say of a flag.
#[derive(Debug, Serialize)]
pub struct ReviewLine<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reviewer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    /// What is not as it was seen.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    changes: &'a [Change],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    disputed: bool,
    /// Why the flag is taken as known.
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<&'a str>,
}

impl<'a> ReviewLine<'a> {
    pub(super) fn of(said: &'a Said) -> Option<Self> {
        let Said { opinion, accepted } = said;
        let opinion = opinion.as_ref();
        (opinion.is_some() || accepted.is_some()).then(|| Self {
            verdict: opinion.map(|opinion| opinion.verdict),
            reviewer: opinion.map(|opinion| opinion.by.as_str()),
            at: opinion.map(|opinion| opinion.at.as_str()),
            note: opinion.and_then(|opinion| opinion.note.as_deref()),
            status: opinion.map(|opinion| opinion.status),
            changes: opinion.map_or(&[], |opinion| &opinion.changes),
            disputed: opinion.is_some_and(|opinion| opinion.disputed),
            accepted: accepted.as_deref(),
        })
    }
}

impl<'a> FlagLine<'a> {
    pub fn new(header: &Header<'a>, flag: &'a Flag, baseline: Option<&'static str>) -> Self {
        Self {
            report: header.id,
            path: header.path,
            agency: header.agency.name.as_deref(),
            year: header.year,
            rule: flag.rule,
            severity: flag.severity,
            class: flag.class,
            basis: flag.basis,
            message: &flag.message,
            message_en: &flag.message_en,
            expected: &flag.expected,
            found: &flag.found,
            evidence: &flag.evidence,
            root: flag.root.as_deref(),
            fingerprint: &flag.fingerprint,
            inferred: flag.inferred,
            baseline,
            review: None,
        }
    }

    /// The same with what reviewers say.
    pub fn reviewed(self, review: Option<ReviewLine<'a>>) -> Self {
        Self { review, ..self }
    }
}

/// A check that could not be made, with its report: told from a flag by `evaluable`.
#[derive(Debug, Serialize)]
pub struct UnevaluableLine<'a> {
    report: &'a str,
    path: &'a str,
    agency: Option<&'a str>,
    year: Option<u16>,
    rule: &'a str,
    evaluable: bool,
    place: &'a str,
    reason: &'a str,
    reason_en: &'a str,
}

impl<'a> UnevaluableLine<'a> {
    pub fn new(header: &Header<'a>, unevaluable: &'a Unevaluable) -> Self {
        Self {
            report: header.id,
            path: header.path,
            agency: header.agency.name.as_deref(),
            year: header.year,
            rule: unevaluable.rule,
            evaluable: false,
            place: &unevaluable.place,
            reason: &unevaluable.reason,
            reason_en: &unevaluable.reason_en,
        }
    }
}

/// Writes a value as JSON without a line feed. Characters a terminal would act on are written as
/// `\u` escapes, which say the same.
///
/// # Errors
/// When the writer fails.
pub fn write_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    out.write_all(to_json(value)?.as_bytes())
}
