//! The flags of a run that are to be written, in the order in which every format writes them.

use std::borrow::Cow;

use rayon::prelude::*;

use crate::commands::check::baseline::{Baseline, State};
use crate::commands::filter::Chosen;
use crate::commands::verdicts::{Said, Verdicts};
use crate::corpus::Corpus;
use crate::corpus::header::Header;
use crate::model::flag::{Flag, Severity};
use crate::rules::{Brief, Checked, Fingerprint, FlagRef, Outcome, Selection, Tally, Unevaluable};

/// Entries whose words are in memory at once.
const AT_ONCE: usize = 256;

/// A flag to be written.
#[derive(Debug, Clone, Copy)]
pub(in crate::commands) struct Listed<'a> {
    pub flag: &'a Flag,
    /// With a baseline, whether it was known.
    pub state: Option<State>,
    /// With journals, what reviewers say of it.
    pub said: Option<&'a Said>,
}

/// A flag that is written, by its number in its report.
#[derive(Debug)]
struct Row {
    nth: usize,
    state: Option<State>,
    said: Option<Said>,
}

/// A report and what is written of it.
#[derive(Debug)]
pub(in crate::commands) struct Entry<'a> {
    /// Its number in the corpus.
    pub index: usize,
    pub header: Header<'a>,
    pub outcome: Outcome,
    /// The flags that are written, by their numbers, by place, then rule.
    listed: Vec<Row>,
    shows_unevaluable: bool,
    /// Whether it is written what reviewers say.
    pub shows_verdicts: bool,
}

/// What was found, to be written in one of the formats.
#[derive(Debug)]
pub(in crate::commands) struct Listing<'a> {
    pub corpus: &'a Corpus,
    pub checked: &'a Checked,
    pub selection: &'a Selection,
    wanted: Wanted<'a>,
    /// Every report that could have a wanted flag, by agency, year, path and id; what has no agency or year comes last.
    order: Vec<u32>,
    pub counts: Option<Counts>,
    /// Whether checks that could not be made are written too.
    pub shows_unevaluable: bool,
}

/// How the flags of a run, whatever is shown of them, compare with an earlier run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub(in crate::commands) struct Counts {
    pub new: usize,
    pub known: usize,
    /// Flags of the earlier run, of rules that ran now, that are not raised any more.
    pub gone: usize,
}

/// What of the flags is wanted.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::commands) struct Wanted<'a> {
    /// With a filter, the flags it lets in.
    pub chosen: Option<&'a Chosen>,
    pub least: Option<Severity>,
    pub baseline: Option<&'a Baseline>,
    pub verdicts: Option<&'a Verdicts>,
    pub known_too: bool,
    pub unevaluable: bool,
}

impl<'a> Listing<'a> {
    pub(in crate::commands) fn new(
        corpus: &'a Corpus,
        checked: &'a Checked,
        selection: &'a Selection,
        wanted: Wanted<'a>,
    ) -> Self {
        let mut order: Vec<(u32, Header<'_>)> = (0..).zip(corpus.headers()).collect();
        order.retain(|(index, _)| wanted.chosen.is_none_or(|chosen| chosen.has_report(*index as usize)));
        order.sort_by_key(|(_, header)| {
            let agency = header.agency.name.as_deref();
            (agency.is_none(), agency, header.year.is_none(), header.year, header.path, header.id)
        });
        let order = order.into_iter().map(|(index, _)| index).collect();
        let all = || checked.briefs().all().iter().map(Brief::name);
        let counts = wanted.baseline.map(|baseline| {
            let new = all().filter(|name| baseline.state(*name) == State::New).count();
            Counts { new, known: all().count() - new, gone: baseline.gone(all(), selection) }
        });
        Self { corpus, checked, selection, wanted, order, counts, shows_unevaluable: wanted.unevaluable }
    }

    /// With a filter, what it lets in.
    pub(in crate::commands) fn chosen(&self) -> Option<&'a Chosen> {
        self.wanted.chosen
    }

    /// Whether it is written what reviewers say.
    pub(super) fn shows_verdicts(&self) -> bool {
        self.wanted.verdicts.is_some()
    }

    /// The same with the checks that could not be made.
    pub(super) fn with_unevaluable(&self) -> Self {
        let wanted = Wanted { unevaluable: true, ..self.wanted };
        Self { wanted, order: self.order.clone(), shows_unevaluable: true, ..*self }
    }

    /// Every report in the order of the listing, by its number in the corpus.
    pub(in crate::commands) fn reports(&self) -> impl Iterator<Item = (usize, Header<'a>)> {
        let corpus = self.corpus;
        self.order.iter().filter_map(move |index| Some((*index as usize, corpus.header(*index as usize)?)))
    }

    /// The flags of a report that are written, without their words.
    pub(super) fn flags(&self, report: usize) -> impl Iterator<Item = (usize, &'a Brief)> {
        let flags = self.checked.briefs().of(report).iter().enumerate();
        let is_chosen = move |nth: usize| self.wanted.has(FlagRef { report, nth });
        let flags = flags.filter(move |(nth, _)| is_chosen(*nth));
        flags.filter(|(_, flag)| self.wanted.admits(flag.severity(), self.wanted.state(flag.name())))
    }

    /// How many checks held and could not be made in the reports of the listing.
    pub(super) fn tally(&self) -> Cow<'a, Tally> {
        if self.wanted.chosen.is_none() {
            return Cow::Borrowed(self.checked.tally());
        }
        let read = |index: &u32| self.checked.read(*index as usize).ok();
        let mut tally = Tally::default();
        for some in self.order.chunks(AT_ONCE) {
            let outcomes: Vec<Option<Outcome>> = some.par_iter().map(read).collect();
            outcomes.iter().flatten().for_each(|outcome| tally.add(outcome));
        }
        Cow::Owned(tally)
    }

    /// What `make` makes of each report that something is written of, in the order of the listing: on all
    /// cores, some reports at a time.
    pub(super) fn made<T: Send>(
        &self,
        make: impl Fn(Entry<'a>) -> anyhow::Result<T> + Sync,
    ) -> impl Iterator<Item = anyhow::Result<T>> {
        let pieces = self.pieces();
        let starts = (0..pieces.len()).step_by(AT_ONCE);
        starts.flat_map(move |start| {
            let some = pieces.get(start..pieces.len().min(start + AT_ONCE)).unwrap_or_default();
            let made: Vec<_> = some.par_iter().filter_map(|piece| self.told(*piece).transpose()).collect();
            made.into_par_iter().map(|entry| make(entry?)).collect::<Vec<_>>()
        })
    }

    /// What is written, one after the other: reports, or some flags of them where another order is wanted. Checks that
    /// could not be made have the order of the reports.
    fn pieces(&self) -> Vec<(usize, Option<&'a [usize]>)> {
        let other = self.wanted.chosen.and_then(|chosen| chosen.order.as_ref());
        if let Some(order) = other.filter(|_| !self.shows_unevaluable) {
            return order.iter().map(|(report, flags)| (*report, Some(flags.as_slice()))).collect();
        }
        let reports = self.order.iter().map(|index| *index as usize).filter(|index| self.may_be_told(*index));
        reports.map(|report| (report, None)).collect()
    }

    /// The reports that something is written of.
    pub(in crate::commands) fn entries(&self) -> impl Iterator<Item = anyhow::Result<Entry<'a>>> {
        self.made(Ok)
    }

    /// Whether anything may be written of a report, as far as that is known without its words.
    fn may_be_told(&self, report: usize) -> bool {
        self.shows_unevaluable || self.flags(report).next().is_some()
    }

    /// A report with what is written of it; `None` where that is nothing.
    fn told(&self, (report, flags): (usize, Option<&[usize]>)) -> anyhow::Result<Option<Entry<'a>>> {
        let Some(header) = self.corpus.header(report) else { return Ok(None) };
        let mut entry = Entry::new((report, header), self.checked.read(report)?, &self.wanted);
        if let Some(flags) = flags {
            entry.arrange(flags);
        }
        Ok((!entry.listed.is_empty() || !entry.unevaluable().is_empty()).then_some(entry))
    }
}

impl Wanted<'_> {
    fn has(&self, at: FlagRef) -> bool {
        self.chosen.is_none_or(|chosen| chosen.has(at))
    }

    fn state(&self, name: Fingerprint) -> Option<State> {
        self.baseline.map(|baseline| baseline.state(name))
    }

    fn admits(&self, severity: Severity, state: Option<State>) -> bool {
        let grave = self.least.is_none_or(|least| severity >= least);
        grave && (self.known_too || state != Some(State::Known))
    }
}

impl<'a> Entry<'a> {
    /// What is wanted of a report, which is given by its number and its head.
    pub(super) fn new((index, header): (usize, Header<'a>), outcome: Outcome, wanted: &Wanted<'_>) -> Self {
        let flags = outcome.flags.iter().enumerate();
        let states = flags.map(|(nth, flag)| (nth, flag, wanted.state(Fingerprint::of(&flag.fingerprint))));
        let chosen = |nth: usize| wanted.has(FlagRef { report: index, nth });
        let listed = states.filter(|(nth, flag, state)| chosen(*nth) && wanted.admits(flag.severity, *state));
        let said = |flag: &Flag| wanted.verdicts.map(|verdicts| verdicts.said(flag));
        let listed = listed.map(|(nth, flag, state)| Row { nth, state, said: said(flag) }).collect();
        let shows_verdicts = wanted.verdicts.is_some();
        Self { index, header, outcome, listed, shows_unevaluable: wanted.unevaluable, shows_verdicts }
    }

    /// Keeps these flags alone, in this order.
    fn arrange(&mut self, flags: &[usize]) {
        let place = |row: &Row| flags.iter().position(|nth| *nth == row.nth);
        self.listed.retain(|row| place(row).is_some());
        self.listed.sort_by_key(place);
    }

    /// The flags that are written.
    pub(in crate::commands) fn flags(&self) -> impl Iterator<Item = Listed<'_>> {
        self.listed.iter().filter_map(|row| {
            let flag = self.outcome.flags.get(row.nth)?;
            Some(Listed { flag, state: row.state, said: row.said.as_ref() })
        })
    }

    /// The checks that could not be made; empty unless they are asked for.
    pub(super) fn unevaluable(&self) -> &[Unevaluable] {
        if self.shows_unevaluable { &self.outcome.unevaluable } else { &[] }
    }

    /// The flags that stand for themselves, each with those that follow from it. One whose root is not
    /// written, or stands in another report, stands for itself.
    pub(super) fn groups(&self) -> Vec<(Listed<'_>, Vec<Listed<'_>>)> {
        let root = |flag: &Flag| {
            let root = flag.root.as_deref()?;
            // In a copy of a report a flag may have one of its own name for its root, in another copy.
            let named = |other: &&Flag| other.fingerprint == root && flag.fingerprint != root;
            self.flags().map(|listed| listed.flag).find(named)
        };
        let follows_a_lead = |flag: &Flag| root(flag).is_some_and(|lead| root(lead).is_none());
        let (follow, lead): (Vec<_>, Vec<_>) = self.flags().partition(|listed| follows_a_lead(listed.flag));
        let follows = |lead: &Listed<'_>| {
            let root = Some(lead.flag.fingerprint.as_str());
            follow.iter().copied().filter(|listed| listed.flag.root.as_deref() == root).collect()
        };
        lead.into_iter().map(|lead| (lead, follows(&lead))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::flag::Class;
    use crate::model::report::Report;

    fn flag(fingerprint: &str, root: Option<&str>) -> Flag {
        Flag {
            rule: "T3-BAL",
            severity: Severity::Error,
            class: Class::Report,
            basis: None,
            message: String::new(),
            message_en: String::new(),
            expected: String::new(),
            found: String::new(),
            evidence: vec![],
            root: root.map(str::to_owned),
            fingerprint: fingerprint.to_owned(),
            inferred: false,
            sent: None,
        }
    }

    #[test]
    fn no_flag_is_lost_between_groups() {
        let flags = [
            flag("b", Some("a")),
            flag("a", None),
            // Its root stands in another report, or is not listed.
            flag("c", Some("elsewhere")),
            flag("d", Some("c")),
            // It follows from one that follows itself.
            flag("e", Some("b")),
            // The report is a copy of the one in which the root stands.
            flag("f", Some("f")),
            flag("g", Some("f")),
        ];
        let report = Report::default();
        let outcome = Outcome { flags: flags.into(), ..Outcome::default() };
        let entry = Entry::new((0, Header::of(&report)), outcome, &Wanted::default());
        let names: Vec<_> = entry
            .groups()
            .iter()
            .map(|(lead, follow)| {
                let follow: Vec<_> = follow.iter().map(|listed| listed.flag.fingerprint.as_str()).collect();
                (lead.flag.fingerprint.as_str(), follow)
            })
            .collect();
        assert_eq!(names, [("a", vec!["b"]), ("c", vec!["d"]), ("e", vec![]), ("f", vec!["g"])]);
    }
}
