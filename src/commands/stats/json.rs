//! The statistics as one document.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;

use crate::commands::machine::write_json;
use crate::commands::provenance::{PROGRAM, Provenance};
use crate::commands::stats::figures::{Dispute, Figures};
use crate::model::verdict::Verdict;
use crate::review::{Agreement, Counts, Work};
use crate::rules::find;

#[derive(Serialize)]
struct Document<'a> {
    program: &'static str,
    corpus: &'a str,
    command: &'a str,
    decided: usize,
    #[serde(flatten)]
    counts: Counts,
    rules: Vec<Rule<'a>>,
    /// Rules that are proposed for `shown` in `jianbao.toml`.
    proposed_for_shown: &'a [String],
    misread: Vec<Layout<'a>>,
    reviewers: Vec<Reviewer<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agreement: Option<Agreements<'a>>,
}

#[derive(Serialize)]
struct Rule<'a> {
    #[serde(rename = "rule")]
    code: &'a str,
    name: &'a str,
    decided: usize,
    #[serde(flatten)]
    counts: Counts,
    /// `real` of `real` and `false_alarm`.
    precision: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    judged: usize,
}

#[derive(Serialize)]
struct Layout<'a> {
    /// `null` for reports that are no longer in the corpus.
    format: Option<&'a str>,
    extractor: Option<&'a str>,
    flags: usize,
    rules: &'a BTreeMap<String, usize>,
}

#[derive(Serialize)]
struct Reviewer<'a> {
    #[serde(rename = "reviewer")]
    name: &'a str,
    decided: usize,
    #[serde(flatten)]
    counts: Counts,
    decisions: usize,
    days: usize,
    decisions_a_day: Option<f64>,
}

#[derive(Serialize)]
struct Agreements<'a> {
    all: Figure,
    rules: Vec<OfRule<'a>>,
    pairs: Vec<OfPair<'a>>,
    disputed: Vec<Disputed<'a>>,
}

#[derive(Serialize)]
struct Figure {
    n: usize,
    agreed: usize,
    observed: Option<f64>,
    kappa: Option<f64>,
    /// Fewer than 20, which says little.
    too_few: bool,
}

#[derive(Serialize)]
struct OfRule<'a> {
    rule: &'a str,
    #[serde(flatten)]
    figure: Figure,
}

#[derive(Serialize)]
struct OfPair<'a> {
    reviewers: [&'a str; 2],
    #[serde(flatten)]
    figure: Figure,
}

#[derive(Serialize)]
struct Disputed<'a> {
    fingerprint: &'a str,
    rule: &'a str,
    agency: Option<&'a str>,
    year: Option<u16>,
    message: &'a str,
    verdicts: BTreeMap<&'a str, Verdict>,
}

/// Writes the document; `with_agreement` adds how far reviewers agree.
pub(super) fn write(
    figures: &Figures,
    with_agreement: bool,
    provenance: &Provenance,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let layouts = figures.layouts.iter().map(|(layout, misread)| Layout {
        format: layout.format,
        extractor: layout.extractor.as_deref(),
        flags: misread.flags,
        rules: &misread.rules,
    });
    let document = Document {
        program: PROGRAM,
        corpus: &provenance.corpus,
        command: &provenance.command,
        decided: figures.all.decided(),
        counts: figures.all,
        rules: figures.rules.iter().map(|(code, counts)| rule(code, counts)).collect(),
        proposed_for_shown: &figures.noisy,
        misread: layouts.collect(),
        reviewers: figures.reviewers.iter().map(|(by, work)| reviewer(by, work)).collect(),
        agreement: with_agreement.then(|| agreements(figures)),
    };
    write_json(out, &document)?;
    Ok(out.write_all(b"\n")?)
}

/// Four places behind the point, which no machine tells otherwise.
fn rounded(number: f64) -> f64 {
    (number * 1e4).round() / 1e4
}

fn rule<'a>(code: &'a str, counts: &Counts) -> Rule<'a> {
    let share = counts.precision();
    Rule {
        code,
        name: find(code).map_or("", |rule| rule.name_zh),
        decided: counts.decided(),
        counts: *counts,
        precision: share.map(|share| rounded(share.value)),
        low: share.map(|share| rounded(share.low)),
        high: share.map(|share| rounded(share.high)),
        judged: counts.judged(),
    }
}

fn reviewer<'a>(by: &'a str, work: &Work) -> Reviewer<'a> {
    Reviewer {
        name: by,
        decided: work.flags.decided(),
        counts: work.flags,
        decisions: work.decisions,
        days: work.days,
        decisions_a_day: work.a_day().map(rounded),
    }
}

fn agreements(figures: &Figures) -> Agreements<'_> {
    let all = &figures.agreements;
    Agreements {
        all: figure(&all.all),
        rules: all.rules.iter().map(|(rule, of)| OfRule { rule, figure: figure(of) }).collect(),
        pairs: all
            .pairs
            .iter()
            .map(|((first, second), of)| OfPair { reviewers: [first, second], figure: figure(of) })
            .collect(),
        disputed: figures.disputes.iter().map(disputed).collect(),
    }
}

fn figure(of: &Agreement) -> Figure {
    let (observed, kappa) = (of.observed().map(rounded), of.kappa().map(rounded));
    Figure { n: of.n, agreed: of.agreed, observed, kappa, too_few: of.is_thin() }
}

fn disputed(dispute: &Dispute) -> Disputed<'_> {
    Disputed {
        fingerprint: &dispute.fingerprint,
        rule: &dispute.rule,
        agency: dispute.agency.as_deref(),
        year: dispute.year,
        message: &dispute.message,
        verdicts: dispute.said.iter().map(|(by, verdict)| (by.as_str(), *verdict)).collect(),
    }
}
