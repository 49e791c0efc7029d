//! The entries of the list of flags: groups of flags under headings. An entry holds those flags of its
//! group that the list lets in, so the counts of the headings add up to the count of the list.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::review::is_listed;
use crate::rules::{Brief, FlagRef, OneFlag, entry_words};
use crate::tui::flagged::Count;
use crate::tui::reviewing::Reviewing;
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

    /// Its name where it is kept.
    pub fn id(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Agency => "agency",
            Self::Region => "region",
            Self::Report => "report",
            Self::Year => "year",
            Self::Severity => "severity",
        }
    }

    /// The grouping of this name, by rule where there is none.
    pub fn named(name: &str) -> Self {
        let all = std::iter::successors(Some(Self::default()), |grouping| {
            Some(grouping.next()).filter(|next| *next != Self::default())
        });
        all.into_iter().find(|grouping| grouping.id() == name).unwrap_or_default()
    }

    /// What sorts entries under their heading.
    fn key(self, holdings: &Holdings, at: FlagRef, flag: &Brief) -> String {
        match self {
            Self::Rule => flag.rule().to_owned(),
            Self::Agency => format!("{:08}", holdings.tree.agencies.number_of(at.report).unwrap_or_default()),
            Self::Region => strings::home(holdings.tree.agencies.of(at.report)),
            Self::Report => format!("{:08}", at.report),
            Self::Year => format!("{:05}", u16::MAX - holdings.year(at.report).unwrap_or(0)),
            Self::Severity => flag.severity().id().to_owned(),
        }
    }

    fn label(self, holdings: &Holdings, at: FlagRef, flag: &Brief) -> String {
        match self {
            Self::Rule => format!("{}  {}", strings::name_of_rule(flag.rule()), flag.rule()),
            Self::Agency => holdings.name(at.report).to_owned(),
            Self::Region => strings::home(holdings.tree.agencies.of(at.report)),
            Self::Report => strings::report_of(holdings.name(at.report), holdings.year(at.report)),
            Self::Year => strings::year(holdings.year(at.report)),
            Self::Severity => strings::severity_name(flag.severity()).to_string(),
        }
    }
}

/// One mistake: its flags that are listed, first the one that tells most. There are millions of them in a
/// large corpus, so an entry is small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    head: At,
    others: Option<Box<Others>>,
}

/// The flags of an entry behind its first.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Others(Box<[At]>);

/// A number of something in memory in half the room: there are never more.
pub fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A flag of the corpus, in half the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct At {
    report: u32,
    nth: u32,
}

impl From<FlagRef> for At {
    fn from(FlagRef { report, nth }: FlagRef) -> Self {
        Self { report: short(report), nth: short(nth) }
    }
}

impl From<At> for FlagRef {
    fn from(At { report, nth }: At) -> Self {
        Self { report: report as usize, nth: nth as usize }
    }
}

impl Entry {
    /// The entry of some flags; `None` where there are none.
    fn of(flags: &[At]) -> Option<Self> {
        let (head, others) = flags.split_first()?;
        let others = (!others.is_empty()).then(|| Box::new(Others(others.into())));
        Some(Self { head: *head, others })
    }

    /// The flag that stands for the entry.
    pub fn head(&self) -> FlagRef {
        self.head.into()
    }

    /// Its flags, the one that stands for it first.
    pub fn flags(&self) -> impl Iterator<Item = FlagRef> {
        let others = self.others.as_deref().map_or(&[][..], |others| &others.0);
        std::iter::once(&self.head).chain(others).map(|at| FlagRef::from(*at))
    }

    /// How many flags it has; there is always one.
    pub fn size(&self) -> usize {
        1 + self.others.as_ref().map_or(0, |others| others.0.len())
    }

    /// The years its flags are from.
    pub fn years(&self, holdings: &Holdings) -> BTreeSet<u16> {
        self.flags().filter_map(|at| holdings.year(at.report)).collect()
    }

    /// What it says on one line.
    pub fn words(&self, holdings: &Holdings) -> String {
        let own = self.flags().filter(|at| at.report == self.head().report);
        let flags: Vec<OneFlag> = own.filter_map(|at| holdings.flag(at)).collect();
        strings::of_rule(&entry_words(&flags.iter().map(|flag| &**flag).collect::<Vec<_>>())).to_owned()
    }

    /// Whether any of its flags rests on a number that was inferred.
    pub fn inferred(&self, holdings: &Holdings) -> bool {
        self.flags().any(|at| holdings.brief(at).is_some_and(Brief::inferred))
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

/// The place of a rule in a review: 勾稽, 结转, 文表, 分项, then all others.
fn family(rule: &str) -> u8 {
    let is_carried = rule.contains("CARRY") || rule.contains("YOY");
    match rule.split('-').next() {
        Some("T2" | "T3" | "T4") if is_carried => 1,
        Some("T2" | "T3" | "T4") => 0,
        Some("NT") => 2,
        Some("NS") => 3,
        _ => 4,
    }
}

/// What the list lets in.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    pub applied: Option<&'a Applied>,
    /// Flags about our copy and indicators, too.
    pub everything: bool,
    /// What is decided of them, and which are taken as known.
    pub review: &'a Reviewing,
}

impl Listed<'_> {
    /// The flags that are let in, in the order of the tree.
    fn flags<'a>(&'a self, holdings: &'a Holdings) -> impl Iterator<Item = FlagRef> + 'a {
        let mine = |report: &usize| self.review.is_mine(holdings, *report);
        let reports =
            holdings.tree.order().filter(|report| self.applied.is_none_or(|a| a.admits(*report))).filter(mine);
        reports.flat_map(move |report| {
            let flags = holdings.checked.briefs().of(report).iter().enumerate();
            let admitted = flags.filter(|(_, flag)| self.admits(flag)).map(move |(nth, _)| FlagRef { report, nth });
            admitted.filter(|at| self.applied.is_none_or(|a| a.admits_flag(*at)))
        })
    }

    fn admits(&self, flag: &Brief) -> bool {
        is_listed(flag, self.applied.map(|applied| &applied.query), self.everything, &self.review.judged())
    }

    /// The entries, each where its first flag stands in the order of the tree.
    fn entries(&self, holdings: &Holdings) -> Vec<Entry> {
        let mut of_group: Vec<Option<u32>> = vec![None; holdings.groups.count()];
        // The flags with the numbers of their entries.
        let mut listed: Vec<(u32, At)> = Vec::new();
        let mut count = 0;
        for at in self.flags(holdings) {
            let group = holdings.groups.number_of(at).and_then(|group| of_group.get_mut(group));
            let number = group.map_or(count, |number| *number.get_or_insert(count));
            count = count.max(number + 1);
            listed.push((number, at.into()));
        }
        // A stable sort: within an entry the flags keep the order of the tree.
        listed.sort_by_key(|(number, _)| *number);
        let entry = |flags: &[(u32, At)]| {
            let mut flags: Vec<At> = flags.iter().map(|(_, at)| *at).collect();
            let head = flags.first().and_then(|at| holdings.groups.of_flag((*at).into()));
            let root = head.filter(|_| flags.len() > 1).map(|group| At::from(group.root()));
            // Where the root is not let in, the gravest of the others stands for it.
            let severity = |at: At| holdings.brief(at.into()).map(Brief::severity);
            if flags.len() > 1 {
                flags.sort_by_key(|at| (Some(*at) != root, Reverse(severity(*at))));
            }
            Entry::of(&flags)
        };
        listed.chunk_by(|one, other| one.0 == other.0).filter_map(entry).collect()
    }

    /// How many entries and flags there are.
    pub fn size(&self, holdings: &Holdings) -> (usize, usize) {
        let mut met = vec![false; holdings.groups.count()];
        let mut flags = 0;
        for at in self.flags(holdings) {
            flags += 1;
            let group = holdings.groups.number_of(at).and_then(|group| met.get_mut(group));
            if let Some(met) = group {
                *met = true;
            }
        }
        (met.into_iter().filter(|met| *met).count(), flags)
    }

    /// The entries under their headings, the gravest first.
    pub fn under_headings(&self, grouping: Grouping, holdings: &Holdings) -> Vec<Heading> {
        let mut headings: BTreeMap<String, Heading> = BTreeMap::new();
        for entry in self.entries(holdings) {
            let head = entry.head();
            let Some(flag) = holdings.brief(head) else { continue };
            let key = grouping.key(holdings, head, flag);
            let heading = headings.entry(key.clone()).or_insert_with(|| Heading {
                key,
                label: grouping.label(holdings, head, flag),
                count: Count::default(),
                entries: Vec::new(),
            });
            entry.flags().filter_map(|at| holdings.brief(at)).for_each(|flag| heading.count.add(flag.severity()));
            heading.entries.push(entry);
        }
        let mut headings: Vec<Heading> = headings.into_values().collect();
        for heading in &mut headings {
            heading.entries.shrink_to_fit();
            // A stable sort: within a severity the entries keep the order of the tree.
            heading.entries.sort_by_key(|entry| Reverse(holdings.brief(entry.head()).map(Brief::severity)));
        }
        // The keys of years sort by themselves, newest first.
        if grouping != Grouping::Year {
            let weight = |heading: &Heading| Reverse((heading.count.worst(), heading.count.total()));
            if grouping == Grouping::Rule {
                // Within a family the judgement is the same: whoever reviews stays with one kind of question.
                headings.sort_by_key(|heading| (Reverse(heading.count.worst()), family(&heading.key), weight(heading)));
            } else {
                headings.sort_by_key(weight);
            }
        }
        headings
    }
}
