//! The reports that a question of figures is about: opened for a command, or those that the inspector shows, with the
//! flags and verdicts that are there.

use std::collections::HashMap;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use crate::cli::{FilterArgs, GroundArgs, RuleArgs};
use crate::commands::filter::{Filter, Given, understood};
use crate::commands::in_force::InForce;
use crate::commands::provenance::Provenance;
use crate::commands::verdicts::Verdicts;
use crate::commands::{checked, journals, search};
use crate::corpus::Corpus;
use crate::corpus::agencies::Agencies;
use crate::figures::Having;
use crate::review::Asked;
use crate::rules::{Checked, Selection};

/// What is known already, with the rules it was found by.
#[derive(Debug, Clone, Copy)]
pub(in crate::commands) struct Known<'a> {
    pub given: Given<'a>,
    pub selection: &'a Selection,
}

/// What was known, or was found for a question.
#[derive(Debug)]
pub(in crate::commands) enum Held<'a, T> {
    Known(&'a T),
    Found(T),
}

impl<T> Deref for Held<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Known(known) => known,
            Self::Found(found) => found,
        }
    }
}

/// Reports of which something is asked.
#[derive(Debug)]
pub(in crate::commands) struct Ground<'a> {
    pub corpus: &'a Corpus,
    pub agencies: Arc<Agencies>,
    /// The paths they were opened by.
    paths: &'a [PathBuf],
    args: &'a GroundArgs,
    known: Option<Known<'a>>,
}

impl<'a> Ground<'a> {
    /// Reports of which nothing else is known yet.
    pub(in crate::commands) fn of(corpus: &'a Corpus, paths: &'a [PathBuf], args: &'a GroundArgs) -> Self {
        Self { corpus, agencies: Arc::new(Agencies::join(corpus.headers())), paths, args, known: None }
    }

    /// Those that are shown.
    pub(in crate::commands) fn known(known: Known<'a>, agencies: Arc<Agencies>, args: &'a GroundArgs) -> Self {
        Self { corpus: known.given.corpus, agencies, paths: &[], args, known: Some(known) }
    }

    /// The rules in force.
    pub(in crate::commands) fn selection(&self) -> anyhow::Result<Selection> {
        self.known.map_or_else(|| self.in_force(), |known| Ok(known.selection.clone()))
    }

    /// The flags of some rules: those that are known where these rules are among them.
    pub(in crate::commands) fn flags(&self, selection: &Selection) -> Held<'a, Checked> {
        let has_all = |known: &Known<'_>| selection.rules().iter().all(|rule| known.selection.has(rule.code));
        match self.known.filter(has_all) {
            Some(known) => Held::Known(known.given.checked),
            None => Held::Found(checked(self.corpus, selection)),
        }
    }

    /// The reports with a flag of these rules, and the rules; nothing where none is named.
    pub(in crate::commands) fn flagged(&self, codes: &[String]) -> anyhow::Result<Option<(Vec<bool>, Selection)>> {
        if codes.is_empty() {
            return Ok(None);
        }
        let rules = RuleArgs { select: codes.to_vec(), ..RuleArgs::default() };
        let selection = InForce::load(&rules, &[])?.selection;
        let checked = self.flags(&selection);
        let has = |report: usize| checked.briefs().of(report).iter().any(|flag| selection.has(flag.rule()));
        Ok(Some(((0..self.corpus.len()).map(has).collect(), selection)))
    }

    /// The reports that a filter of the inspector lets in, and the filter; nothing without one.
    pub(in crate::commands) fn chosen(&self) -> anyhow::Result<Option<(Vec<bool>, Filter)>> {
        let args = FilterArgs { query: self.args.query.clone(), ..FilterArgs::default() };
        let Some(filter) = Filter::of(&args)? else { return Ok(None) };
        let (checked, verdicts) = self.asked_for((filter.needs_flags(), filter.asks_for_verdicts()))?;
        let given = Given { corpus: self.corpus, checked: &checked, verdicts: &verdicts };
        Ok(Some((filter.reports(given).reports, filter)))
    }

    /// The reports with a property: those that a search finds something in, or, where it has no words, those that its
    /// fields let in.
    pub(in crate::commands) fn having(&self, text: &str) -> anyhow::Result<Having> {
        let query = understood(text)?;
        let (checked, verdicts) = self.asked_for((query.needs_flags(), query.asks_for_verdicts()))?;
        let reviewed = if query.asks_for_verdicts() { verdicts.judged().all() } else { HashMap::new() };
        let asked = Asked { query: &query, corpus: self.corpus, checked: &checked, reviewed: &reviewed };
        Ok(Having { name: text.to_owned(), reports: search::reports(&asked)? })
    }

    /// Flags and verdicts, where a query asks for them.
    pub(in crate::commands) fn asked_for(
        &self,
        (flags, verdicts): (bool, bool),
    ) -> anyhow::Result<(Held<'a, Checked>, Held<'a, Verdicts>)> {
        if let Some(Known { given, .. }) = self.known {
            return Ok((Held::Known(given.checked), Held::Known(given.verdicts)));
        }
        let checked = if flags { checked(self.corpus, &self.in_force()?) } else { Checked::default() };
        let ledger =
            if verdicts { journals::beside(self.paths, self.args.journals.review_dir.as_deref())? } else { None };
        let verdicts = ledger.map_or_else(Verdicts::default, |ledger| Verdicts::of(ledger, self.corpus, &checked));
        Ok((Held::Found(checked), Held::Found(verdicts)))
    }

    fn in_force(&self) -> anyhow::Result<Selection> {
        Ok(InForce::load(&self.args.rules, self.paths)?.selection)
    }

    /// What the figures rest on; by which command, where that is another than the one that runs.
    pub(in crate::commands) fn provenance(
        &self,
        selection: &Selection,
        filter: Option<&Filter>,
        words: Option<&[String]>,
    ) -> Provenance {
        let provenance = Provenance::of(self.corpus, selection).filtered(filter);
        match words {
            Some(words) => provenance.by_command(words),
            None => provenance,
        }
    }
}
