//! `--where`: the filter of the inspector's lists for headless commands, understood and let in by the same code.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{anyhow, bail};

use crate::cli::FilterArgs;
use crate::commands::columns::width;
use crate::commands::verdicts::Verdicts;
use crate::corpus::Corpus;
use crate::corpus::header::Header;
use crate::model::flag::Sort;
use crate::model::printable::printable;
use crate::model::verdict::Reviewed;
use crate::review::{Admitted, Asked, BadFilter, Portion, is_listed, wanted};
use crate::rules::{Checked, Fingerprint, FlagRef};
use crate::search::query::{Query, QueryError};

/// A reviewer and their share of a corpus.
pub(super) type Share = (String, Portion);

/// A corpus with what is known of it; without flags and verdicts where they are not wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given<'a> {
    pub corpus: &'a Corpus,
    pub checked: &'a Checked,
    pub verdicts: &'a Verdicts,
}

/// What is wanted of a corpus.
#[derive(Debug, Clone)]
pub(super) struct Filter {
    /// As it was typed.
    pub text: String,
    /// `None` where it asks for nothing.
    query: Option<Query>,
    everything: bool,
    share: Option<Share>,
}

/// The flags of a corpus that are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Chosen {
    /// The reports that could have had one: those that the filter lets in by what it asks of reports.
    pub reports: Vec<bool>,
    /// In the order of the corpus.
    flags: Vec<FlagRef>,
    /// In another order, where there is one: reports with some of their flags, one after the other.
    pub order: Option<Vec<(usize, Vec<usize>)>>,
}

impl Filter {
    /// The filter that is asked for, if one is.
    ///
    /// # Errors
    /// When it cannot be understood, with the place.
    pub(super) fn of(args: &FilterArgs) -> anyhow::Result<Option<Self>> {
        let Some(text) = args.query.clone() else { return Ok(None) };
        let query = if text.trim().is_empty() { None } else { Some(understood(&text)?) };
        let share = args.share.map(|share| {
            let by = args.reviewer.clone().unwrap_or_default();
            (by, share.with_double(args.double.unwrap_or(0)))
        });
        Ok(Some(Self { text, query, everything: args.everything, share }))
    }

    /// Whether the flags have to be known to tell which reports are let in.
    pub(super) fn needs_flags(&self) -> bool {
        self.query.as_ref().is_some_and(Query::needs_flags)
    }

    /// Whether the journals have to be known for that.
    pub(super) fn asks_for_verdicts(&self) -> bool {
        self.query.as_ref().is_some_and(Query::asks_for_verdicts)
    }

    /// Whose share of the corpus it is.
    pub(super) fn share(&self) -> Option<&Share> {
        self.share.as_ref()
    }

    /// The flags that the inspector lists.
    pub(super) fn listed(&self, given: Given<'_>) -> Chosen {
        let Given { corpus, checked, verdicts } = given;
        let judged = verdicts.judged();
        self.chosen((corpus, checked), &self.reviewed(verdicts), &|at, admitted| {
            checked.briefs().get(at).is_some_and(|flag| {
                is_listed(flag, self.query.as_ref(), self.everything, &judged) && admitted.is_none_or(|a| a.admits(at))
            })
        })
    }

    /// The flags that the query lets in, wherever they go and whether they are taken as known or not: for tables of
    /// what was decided.
    pub(super) fn asked(&self, given: Given<'_>) -> Chosen {
        let Given { corpus, checked, verdicts } = given;
        let judged = verdicts.judged();
        self.chosen((corpus, checked), &self.reviewed(verdicts), &|at, admitted| {
            let Some((flag, query)) = checked.briefs().get(at).zip(self.query.as_ref()) else { return true };
            let sort = Sort { reviewed: judged.of_flag(flag.name()), ..flag.sort() };
            query.admits_flag(sort) && admitted.is_none_or(|a| a.admits(at))
        })
    }

    /// The reports that the matrix of the inspector shows.
    pub(super) fn reports(&self, given: Given<'_>) -> Chosen {
        let Given { corpus, checked, verdicts } = given;
        let reviewed = self.reviewed(verdicts);
        let query = self.query.clone().unwrap_or_default();
        let asked = Asked { query: &query, corpus, checked, reviewed: &reviewed };
        Chosen { reports: every(asked.reports(true, &|| false)), ..Chosen::default() }
    }

    fn reviewed(&self, verdicts: &Verdicts) -> Arc<HashMap<Fingerprint, Reviewed>> {
        if self.asks_for_verdicts() { Arc::new(verdicts.judged().all()) } else { Arc::default() }
    }

    fn chosen(
        &self,
        (corpus, checked): (&Corpus, &Checked),
        reviewed: &HashMap<Fingerprint, Reviewed>,
        is_in: &dyn Fn(FlagRef, Option<&Admitted>) -> bool,
    ) -> Chosen {
        let asked = |query| Asked { query, corpus, checked, reviewed };
        let admitted = self.query.as_ref().map(|query| asked(query).flags(&|| false).unwrap_or_default());
        let of_reports = self.query.as_ref().map(Query::of_reports).unwrap_or_default();
        let mut reports = every(Asked { query: &of_reports, corpus, checked, reviewed }.reports(false, &|| false));
        for (header, report) in corpus.headers().zip(&mut reports) {
            *report &= self.is_in_share(&header);
        }
        let may_be = |at: &FlagRef| reports.get(at.report).copied().unwrap_or(false);
        let flags = checked.briefs().iter().map(|(at, _)| at).filter(|at| may_be(at) && is_in(*at, admitted.as_ref()));
        let flags = flags.collect();
        Chosen { reports, flags, order: None }
    }

    fn is_in_share(&self, header: &Header<'_>) -> bool {
        self.share.as_ref().is_none_or(|(_, portion)| portion.has_report(header))
    }
}

/// What is asked by somebody who waits for the answer.
fn every(reports: Option<Vec<bool>>) -> Vec<bool> {
    reports.unwrap_or_default()
}

impl Chosen {
    /// These reports, in this order, of so many.
    pub(super) fn of_reports(all: usize, listed: &[usize]) -> Self {
        let mut reports = vec![false; all];
        for report in listed {
            reports.get_mut(*report).into_iter().for_each(|is_in| *is_in = true);
        }
        let order = listed.iter().map(|report| (*report, Vec::new())).collect();
        Self { reports, flags: Vec::new(), order: Some(order) }
    }

    /// These flags instead, in this order.
    pub(super) fn arranged(self, listed: &[FlagRef]) -> Self {
        let of_one = listed.chunk_by(|one, other| one.report == other.report);
        let run = |run: &[FlagRef]| Some((run.first()?.report, run.iter().map(|at| at.nth).collect()));
        let order = of_one.filter_map(run).collect();
        let mut flags = listed.to_vec();
        flags.sort_unstable();
        Self { flags, order: Some(order), ..self }
    }

    /// Whether a flag is wanted.
    pub(super) fn has(&self, at: FlagRef) -> bool {
        self.flags.binary_search(&at).is_ok()
    }

    /// How many are wanted.
    pub(super) fn len(&self) -> usize {
        self.flags.len()
    }

    /// Whether a report could have one.
    pub(super) fn has_report(&self, report: usize) -> bool {
        self.reports.get(report).copied().unwrap_or(false)
    }
}

/// Reads a query.
///
/// # Errors
/// When it cannot be understood: what is wrong, with a mark under the place it is about.
pub(super) fn understood(text: &str) -> anyhow::Result<Query> {
    let query = wanted(text).map_err(|bad| match bad {
        BadFilter::Query(text, error) => anyhow!(pointed_at(&text, &error)),
        BadFilter::NoSuchRule(code) => anyhow!("no rule begins with {} (`jianbao rules` lists them)", printable(&code)),
    })?;
    if query.asks_for_news() {
        bail!("new: asks for what came while the inspector runs; triage --new-since tells what came since a day");
    }
    Ok(query)
}

/// The message with the query under it and a mark under the place it is about.
fn pointed_at(text: &str, error: &QueryError) -> String {
    let before = printable(text.get(..error.at).unwrap_or_default());
    format!("{}\n  {}\n  {}^", error.message_en, printable(text), " ".repeat(width(&before)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_points_at_its_place() {
        let error = understood("收费 yaer:2019").unwrap_err().to_string();
        assert!(error.ends_with("\n  收费 yaer:2019\n       ^"), "{error}");
        assert!(understood("rule:T9").unwrap_err().to_string().starts_with("no rule begins with T9"));
    }
}
