//! The entries of the list of flags: groups of flags under headings. An entry holds those flags of its
//! group that the list lets in, so the counts of the headings add up to the count of the list.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::flag::Flag;
use crate::rules::{FlagRef, entry_words};
use crate::tui::flagged::{self, Count};
use crate::tui::sieve::Applied;
use crate::tui::state::Holdings;
use crate::tui::strings;

/// By what entries are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grouping {
    #[default]
    Rule,
    Agency,
    Region,
    Report,
    Year,
    Severity,
}

impl Grouping {
    pub fn next(self) -> Self {
        match self {
            Self::Rule => Self::Agency,
            Self::Agency => Self::Region,
            Self::Region => Self::Report,
            Self::Report => Self::Year,
            Self::Year => Self::Severity,
            Self::Severity => Self::Rule,
        }
    }

    /// What sorts entries under their heading.
    fn key(self, holdings: &Holdings, at: FlagRef, flag: &Flag) -> String {
        match self {
            Self::Rule => flag.rule.to_owned(),
            Self::Agency => format!("{:08}", holdings.tree.agencies.number_of(at.report).unwrap_or_default()),
            Self::Region => strings::home(holdings.tree.agencies.of(at.report)),
            Self::Report => format!("{:08}", at.report),
            Self::Year => format!("{:05}", u16::MAX - holdings.year(at.report).unwrap_or(0)),
            Self::Severity => flag.severity.id().to_owned(),
        }
    }

    fn label(self, holdings: &Holdings, at: FlagRef, flag: &Flag) -> String {
        match self {
            Self::Rule => format!("{}  {}", strings::rule_name(flag), flag.rule),
            Self::Agency => holdings.name(at.report).to_owned(),
            Self::Region => strings::home(holdings.tree.agencies.of(at.report)),
            Self::Report => strings::report_of(holdings.name(at.report), holdings.year(at.report)),
            Self::Year => strings::year(holdings.year(at.report)),
            Self::Severity => strings::severity_name(flag.severity).to_string(),
        }
    }
}

/// One mistake: its flags that are listed, first the one that tells most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub flags: Vec<FlagRef>,
}

impl Entry {
    /// The flag that stands for the entry.
    pub fn head(&self) -> Option<FlagRef> {
        self.flags.first().copied()
    }

    /// The years its flags are from.
    pub fn years(&self, holdings: &Holdings) -> BTreeSet<u16> {
        self.flags.iter().filter_map(|at| holdings.year(at.report)).collect()
    }

    /// What it says on one line.
    pub fn words(&self, holdings: &Holdings) -> String {
        let report = self.head().map(|head| head.report);
        let own = self.flags.iter().filter(|at| Some(at.report) == report);
        strings::of_rule(&entry_words(&own.filter_map(|at| holdings.flag(*at)).collect::<Vec<_>>())).to_owned()
    }

    /// Whether any of its flags rests on a number that was inferred.
    pub fn inferred(&self, holdings: &Holdings) -> bool {
        self.flags.iter().any(|at| holdings.flag(*at).is_some_and(|flag| flag.inferred))
    }
}

/// Entries with something in common.
#[derive(Debug, Clone)]
pub struct Heading {
    pub key: String,
    pub label: String,
    /// The flags of all its entries.
    pub count: Count,
    pub entries: Vec<Entry>,
}

/// What the list lets in.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    pub applied: Option<&'a Applied>,
    /// Flags about our copy and indicators, too.
    pub everything: bool,
}

impl Listed<'_> {
    /// The flags that are let in, in the order of the tree.
    fn flags<'a>(&'a self, holdings: &'a Holdings) -> impl Iterator<Item = FlagRef> + 'a {
        let reports = holdings.tree.order().filter(|report| self.applied.is_none_or(|a| a.admits(*report)));
        reports.flat_map(move |report| {
            let flags = holdings.checked.flags(report).iter().enumerate();
            let admitted = flags.filter(|(_, flag)| self.admits(flag)).map(move |(nth, _)| FlagRef { report, nth });
            admitted.filter(|at| self.applied.is_none_or(|a| a.admits_flag(*at)))
        })
    }

    fn admits(&self, flag: &Flag) -> bool {
        (self.everything || flagged::counts(flag)) && self.applied.is_none_or(|a| a.query.admits_flag(flag))
    }

    /// The entries, each where its first flag stands in the order of the tree.
    fn entries(&self, holdings: &Holdings) -> Vec<Entry> {
        let mut of_group: BTreeMap<usize, usize> = BTreeMap::new();
        let mut entries: Vec<Entry> = Vec::new();
        for at in self.flags(holdings) {
            let number = holdings.groups.number_of(at).and_then(|group| of_group.get(&group).copied());
            if let Some(entry) = number.and_then(|number| entries.get_mut(number)) {
                entry.flags.push(at);
                continue;
            }
            of_group.extend(holdings.groups.number_of(at).map(|group| (group, entries.len())));
            entries.push(Entry { flags: vec![at] });
        }
        for entry in &mut entries {
            let root = entry.head().and_then(|at| holdings.groups.of_flag(at)).map(|group| group.root);
            // Where the root is not let in, the gravest of the others stands for it.
            let place = |at: &FlagRef| (Some(*at) != root, std::cmp::Reverse(holdings.flag(*at).map(|f| f.severity)));
            entry.flags.sort_by_key(place);
        }
        entries
    }

    /// How many entries and flags there are.
    pub fn size(&self, holdings: &Holdings) -> (usize, usize) {
        let groups: BTreeSet<_> = self.flags(holdings).map(|at| holdings.groups.number_of(at)).collect();
        (groups.len(), self.flags(holdings).count())
    }

    /// The entries under their headings, the gravest first.
    pub fn under_headings(&self, grouping: Grouping, holdings: &Holdings) -> Vec<Heading> {
        let mut headings: BTreeMap<String, Heading> = BTreeMap::new();
        for entry in self.entries(holdings) {
            let Some((head, flag)) = entry.head().and_then(|head| Some((head, holdings.flag(head)?))) else { continue };
            let key = grouping.key(holdings, head, flag);
            let heading = headings.entry(key.clone()).or_insert_with(|| Heading {
                key,
                label: grouping.label(holdings, head, flag),
                count: Count::default(),
                entries: Vec::new(),
            });
            entry.flags.iter().filter_map(|at| holdings.flag(*at)).for_each(|flag| heading.count.add(flag.severity));
            heading.entries.push(entry);
        }
        let mut headings: Vec<Heading> = headings.into_values().collect();
        for heading in &mut headings {
            // A stable sort: within a severity the entries keep the order of the tree.
            let severity = |entry: &Entry| entry.head().and_then(|at| holdings.flag(at)).map(|flag| flag.severity);
            heading.entries.sort_by_key(|entry| std::cmp::Reverse(severity(entry)));
        }
        // The keys of years sort by themselves, newest first.
        if grouping != Grouping::Year {
            headings.sort_by_key(|heading| std::cmp::Reverse((heading.count.worst(), heading.count.total())));
        }
        headings
    }
}
