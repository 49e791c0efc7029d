//! The figures that every format of the statistics writes.

use std::collections::BTreeMap;

use crate::corpus::Corpus;
use crate::model::flag::Destination;
use crate::model::report::Format;
use crate::model::verdict::Verdict;
use crate::review::{Agreements, Counts, Ledger, Seen, Whereabouts, Work, agreements, by_reviewer};
use crate::rules::{Selection, find};

/// What the journals say.
pub(super) struct Figures {
    pub all: Counts,
    pub rules: BTreeMap<String, Counts>,
    /// Rules whose flags should not wait to be decided, and do.
    pub noisy: Vec<String>,
    pub layouts: BTreeMap<Layout, Misread>,
    pub reviewers: BTreeMap<String, Work>,
    pub agreements: Agreements,
    pub disputes: Vec<Dispute>,
}

/// How a source is laid out for whoever reads it: what it is written in, and who made text of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Layout {
    /// `None` for a report that is no longer in the corpus.
    pub format: Option<&'static str>,
    pub extractor: Option<String>,
}

/// Flags that were read wrong (读取有误).
#[derive(Debug, Default)]
pub(super) struct Misread {
    pub flags: usize,
    pub rules: BTreeMap<String, usize>,
}

/// A flag that reviewers decided differently.
pub(super) struct Dispute {
    pub fingerprint: String,
    pub rule: String,
    pub agency: Option<String>,
    pub year: Option<u16>,
    pub message: String,
    /// Who says what.
    pub said: Vec<(String, Verdict)>,
}

impl Figures {
    pub(super) fn of(corpus: &Corpus, ledger: &Ledger, selection: &Selection) -> Self {
        let rules = ledger.by_rule();
        let mut all = Counts::default();
        ledger.verdicts().for_each(|(_, verdict)| all.add(verdict));
        let in_queue = |code: &str| find(code).is_some_and(|rule| selection.destination(rule) == Destination::Queue);
        let noisy = rules.iter().filter(|(code, counts)| counts.is_noisy() && in_queue(code));
        let noisy = noisy.map(|(code, _)| code.clone()).collect();
        let agreements = agreements(ledger);
        let disputes = agreements.disputed.iter().filter_map(|flag| {
            let standing = ledger.standing(*flag)?;
            Some(Dispute::of(standing.latest.seen, standing.opinions.iter().map(|o| (o.by, o.verdict))))
        });
        let mut disputes: Vec<Dispute> = disputes.collect();
        disputes.sort_by(|a, b| a.key().cmp(&b.key()));
        let layouts = layouts(corpus, ledger);
        Self { all, rules, noisy, layouts, reviewers: by_reviewer(ledger), agreements, disputes }
    }
}

impl Dispute {
    fn of<'l>(seen: &Seen, said: impl Iterator<Item = (&'l str, Verdict)>) -> Self {
        let decided = said.filter(|(_, verdict)| verdict.decides());
        Self {
            fingerprint: seen.fingerprint.clone(),
            rule: seen.rule.clone(),
            agency: seen.agency.clone(),
            year: seen.year,
            message: seen.message.clone(),
            said: decided.map(|(by, verdict)| (by.to_owned(), verdict)).collect(),
        }
    }

    /// By rule, since the judgement within one is the same.
    fn key(&self) -> (&str, &Option<String>, Option<u16>, &str) {
        (&self.rule, &self.agency, self.year, &self.fingerprint)
    }
}

/// What was read wrong, by the layout of its source.
fn layouts(corpus: &Corpus, ledger: &Ledger) -> BTreeMap<Layout, Misread> {
    let misread = ledger.verdicts().filter(|(_, verdict)| *verdict == Verdict::Misread);
    let seen: Vec<&Seen> = misread.filter_map(|(flag, _)| Some(ledger.standing(flag)?.latest.seen)).collect();
    let whereabouts = Whereabouts::of(corpus, seen.iter().copied());
    let mut known: BTreeMap<usize, Layout> = BTreeMap::new();
    let mut layouts: BTreeMap<Layout, Misread> = BTreeMap::new();
    for seen in seen {
        let layout = match whereabouts.first(seen) {
            Some(report) => known.entry(report).or_insert_with(|| Layout::of(corpus, report)).clone(),
            None => Layout { format: None, extractor: None },
        };
        let misread = layouts.entry(layout).or_default();
        misread.flags += 1;
        *misread.rules.entry(seen.rule.clone()).or_default() += 1;
    }
    layouts
}

impl Layout {
    fn of(corpus: &Corpus, report: usize) -> Self {
        let report = corpus.report(report).ok();
        let source = report.as_ref().map(|report| &report.source);
        let format = source.map(|source| source.format.map_or("unknown", Format::id));
        Self { format, extractor: source.and_then(|source| source.extractor.clone()) }
    }
}
