//! The flags of a run that are to be written, in the order in which every format writes them.

use rayon::prelude::*;

use crate::commands::check::baseline::{Baseline, State};
use crate::commands::check::place::{Marks, marks};
use crate::corpus::Corpus;
use crate::corpus::header::Header;
use crate::model::flag::{Flag, Severity};
use crate::rules::{Checked, Outcome, Selection, Unevaluable};

/// A flag to be written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listed<'a> {
    pub flag: &'a Flag,
    /// With a baseline, whether it was known.
    pub state: Option<State>,
}

/// A report and what is written of it.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// Its number in the corpus.
    pub index: usize,
    pub header: Header<'a>,
    /// By place, then rule.
    pub flags: Vec<Listed<'a>>,
    /// Empty unless they are asked for.
    pub unevaluable: &'a [Unevaluable],
    pub outcome: &'a Outcome,
}

/// What was found, to be written in one of the formats.
#[derive(Debug)]
pub(super) struct Listing<'a> {
    pub corpus: &'a Corpus,
    pub selection: &'a Selection,
    /// Every report, by agency, year, path and id; what has no agency or year comes last.
    pub entries: Vec<Entry<'a>>,
    pub counts: Option<Counts>,
    /// Whether checks that could not be made are written too.
    pub shows_unevaluable: bool,
}

/// How the flags of a run, whatever is shown of them, compare with an earlier run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub(super) struct Counts {
    pub new: usize,
    pub known: usize,
    /// Flags of the earlier run, of rules that ran now, that are not raised any more.
    pub gone: usize,
}

/// What of the flags is wanted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wanted<'a> {
    pub least: Option<Severity>,
    pub baseline: Option<&'a Baseline>,
    pub known_too: bool,
    pub unevaluable: bool,
}

impl<'a> Listing<'a> {
    pub(super) fn new(corpus: &'a Corpus, checked: &'a Checked, selection: &'a Selection, wanted: &Wanted<'_>) -> Self {
        let outcomes = corpus.headers().zip(&checked.outcomes).enumerate();
        let mut entries: Vec<Entry<'a>> =
            outcomes.map(|(index, (header, outcome))| Entry::new(index, header, outcome, wanted)).collect();
        entries.sort_by_key(|entry| {
            let header = &entry.header;
            let agency = header.agency.name.as_deref();
            (agency.is_none(), agency, header.year.is_none(), header.year, header.path, header.id)
        });
        let all = || checked.outcomes.iter().flat_map(|outcome| &outcome.flags);
        let counts = wanted.baseline.map(|baseline| {
            let new = all().filter(|flag| baseline.state(flag) == State::New).count();
            Counts { new, known: all().count() - new, gone: baseline.gone(all(), selection) }
        });
        Self { corpus, selection, entries, counts, shows_unevaluable: wanted.unevaluable }
    }

    /// The reports that something is written of.
    pub(super) fn told(&self) -> impl Iterator<Item = &Entry<'a>> {
        self.entries.iter().filter(|entry| !entry.flags.is_empty() || !entry.unevaluable.is_empty())
    }

    /// Where the evidence of the flags stands, an item an entry: in lines where the source is at hand.
    pub(super) fn marks(&self, root: Option<&std::path::Path>) -> Vec<Marks> {
        self.entries.par_iter().map(|entry| marks(self.corpus, root, entry)).collect()
    }
}

impl Wanted<'_> {
    fn of<'a>(&self, flags: &'a [Flag]) -> Vec<Listed<'a>> {
        let listed =
            flags.iter().map(|flag| Listed { flag, state: self.baseline.map(|baseline| baseline.state(flag)) });
        let is_wanted = |listed: &Listed<'_>| {
            let grave = self.least.is_none_or(|least| listed.flag.severity >= least);
            grave && (self.known_too || listed.state != Some(State::Known))
        };
        listed.filter(is_wanted).collect()
    }
}

impl<'a> Entry<'a> {
    /// What is wanted of a report.
    pub(super) fn new(index: usize, header: Header<'a>, outcome: &'a Outcome, wanted: &Wanted<'_>) -> Self {
        let unevaluable = if wanted.unevaluable { outcome.unevaluable.as_slice() } else { &[] };
        Self { index, header, flags: wanted.of(&outcome.flags), unevaluable, outcome }
    }

    /// The flags that stand for themselves, each with those that follow from it. One whose root is not
    /// written, or stands in another report, stands for itself.
    pub(super) fn groups(&self) -> Vec<(Listed<'a>, Vec<Listed<'a>>)> {
        let root = |flag: &Flag| {
            let root = flag.root.as_deref()?;
            // In a copy of a report a flag may have one of its own name for its root, in another copy.
            let named = |other: &&Flag| other.fingerprint == root && flag.fingerprint != root;
            self.flags.iter().map(|listed| listed.flag).find(named)
        };
        let follows_a_lead = |flag: &Flag| root(flag).is_some_and(|lead| root(lead).is_none());
        let (follow, lead): (Vec<_>, Vec<_>) = self.flags.iter().partition(|listed| follows_a_lead(listed.flag));
        let follows = |lead: &Listed<'a>| {
            let root = Some(lead.flag.fingerprint.as_str());
            follow.iter().copied().filter(|listed: &Listed<'a>| listed.flag.root.as_deref() == root).collect()
        };
        lead.into_iter().map(|lead: Listed<'a>| (lead, follows(&lead))).collect()
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
        let outcome = Outcome::default();
        let listed = |flag| Listed { flag, state: None };
        let flags = flags.iter().map(listed).collect();
        let entry = Entry { index: 0, header: Header::of(&report), flags, unevaluable: &[], outcome: &outcome };
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
