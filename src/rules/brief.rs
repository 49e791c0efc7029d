//! What is known of every flag of a corpus without its words: enough to list, sort, filter, count and
//! group flags. A few bytes a flag, one behind the other for the whole corpus.

use std::sync::Arc;

use crate::model::flag::{Class, Destination, Flag, Severity, Sort};
use crate::model::verdict::Reviewed;
use crate::rules::fingerprint::{self, Fingerprint};
use crate::rules::group::FlagRef;
use crate::rules::registry::all;
use crate::rules::ruleset::position;
use crate::rules::run::destination;

/// Bytes of a brief, in memory and elsewhere.
pub(crate) const BYTES: usize = 2 * fingerprint::BYTES + 2;
/// Stands for a rule that is not in the catalogue.
const NO_RULE: u8 = u8::MAX;

/// A flag without its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brief {
    name: Fingerprint,
    /// The name of the flag it follows from; its own where it follows from none and [`Brief::ROOTED`] is
    /// not set.
    root: Fingerprint,
    /// Position of the rule in the catalogue.
    rule: u8,
    /// Severity, class, destination (two bits each), whether inferred, and whether it has a root.
    marks: u8,
}

impl Brief {
    const CLASS: u8 = 2;
    const DESTINATION: u8 = 4;
    const INFERRED: u8 = 1 << 6;
    const ROOTED: u8 = 1 << 7;

    pub(crate) fn of(flag: &Flag) -> Self {
        let name = Fingerprint::of(&flag.fingerprint);
        let root = flag.root.as_deref().map(Fingerprint::of);
        let severity = number_of(Severity::ALL, flag.severity);
        let class = number_of(Class::ALL, flag.class) << Self::CLASS;
        let destination = number_of(Destination::ALL, destination(flag)) << Self::DESTINATION;
        let inferred = if flag.inferred { Self::INFERRED } else { 0 };
        let rooted = if root.is_some() { Self::ROOTED } else { 0 };
        Self {
            name,
            root: root.unwrap_or(name),
            rule: rule_number(flag.rule),
            marks: severity | class | destination | inferred | rooted,
        }
    }

    /// The code of the rule; empty for one that the catalogue has not.
    pub fn rule(&self) -> &'static str {
        all().get(usize::from(self.rule)).map_or("", |rule| rule.code)
    }

    pub fn severity(&self) -> Severity {
        self.mark(Severity::ALL, 0).unwrap_or(Severity::Error)
    }

    pub fn class(&self) -> Class {
        self.mark(Class::ALL, Self::CLASS).unwrap_or(Class::Report)
    }

    /// Where the flag goes (see [`destination`]).
    pub fn destination(&self) -> Destination {
        self.mark(Destination::ALL, Self::DESTINATION).unwrap_or(Destination::Queue)
    }

    /// Whether any evidence cell is inferred.
    pub fn inferred(&self) -> bool {
        self.marks & Self::INFERRED != 0
    }

    pub fn name(&self) -> Fingerprint {
        self.name
    }

    /// The name of the flag this one follows from.
    pub fn root(&self) -> Option<Fingerprint> {
        (self.marks & Self::ROOTED != 0).then_some(self.root)
    }

    pub(crate) fn set_root(&mut self, root: Option<Fingerprint>) {
        self.root = root.unwrap_or(self.name);
        self.marks = if root.is_some() { self.marks | Self::ROOTED } else { self.marks & !Self::ROOTED };
    }

    /// What fields of queries ask for, as far as the rules know it: nothing of verdicts.
    pub fn sort(&self) -> Sort {
        Sort { rule: self.rule(), severity: self.severity(), reviewed: Reviewed::default() }
    }

    /// A flag of which only this is known.
    pub(crate) fn bare(&self) -> Flag {
        Flag {
            rule: self.rule(),
            severity: self.severity(),
            class: self.class(),
            basis: None,
            message: String::new(),
            message_en: String::new(),
            expected: String::new(),
            found: String::new(),
            evidence: Vec::new(),
            root: None,
            fingerprint: String::new(),
            inferred: self.inferred(),
            sent: None,
        }
    }

    pub(crate) fn to_bytes(self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        let parts = self.name.bytes().into_iter().chain(self.root.bytes()).chain([self.rule, self.marks]);
        bytes.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
        bytes
    }

    /// Reads a brief; `None` for bytes that are none.
    pub(crate) fn from_bytes(bytes: &[u8; BYTES]) -> Option<Self> {
        let (name, rest) = bytes.split_first_chunk()?;
        let (root, rest) = rest.split_first_chunk()?;
        let [rule, marks] = *rest else { return None };
        let read = Self { name: Fingerprint::from_bytes(*name), root: Fingerprint::from_bytes(*root), rule, marks };
        let known = rule == NO_RULE || usize::from(rule) < all().len();
        let marked = read.mark(Severity::ALL, 0).is_some() && read.mark(Class::ALL, Self::CLASS).is_some();
        (known && marked).then_some(read)
    }

    fn mark<T: Copy>(&self, values: &[T], shift: u8) -> Option<T> {
        values.get(usize::from(self.marks >> shift & 3)).copied()
    }
}

/// Where a value stands among all of its kind, of which there are not more than four.
fn number_of<T: PartialEq + Copy>(values: &[T], value: T) -> u8 {
    let found = values.iter().position(|other| *other == value).unwrap_or_default();
    u8::try_from(found).unwrap_or_default() & 3
}

/// The position of a rule in the catalogue, in a byte.
pub(crate) fn rule_number(code: &str) -> u8 {
    position(code).and_then(|position| u8::try_from(position).ok()).unwrap_or(NO_RULE)
}

/// The briefs of the flags of a corpus, report by report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Briefs {
    /// The number of the first flag of each report, and how many there are.
    first: Arc<[u32]>,
    all: Vec<Brief>,
}

impl Default for Briefs {
    fn default() -> Self {
        Self { first: [0].into(), all: Vec::new() }
    }
}

impl Briefs {
    /// Those of reports, one after another.
    pub(crate) fn gather(reports: impl Iterator<Item = impl AsRef<[Brief]>>) -> Self {
        let (mut first, mut all) = (vec![0], Vec::new());
        for briefs in reports {
            all.extend_from_slice(briefs.as_ref());
            first.push(short(all.len()));
        }
        all.shrink_to_fit();
        Self { first: first.into(), all }
    }

    /// How many reports there are.
    pub fn reports(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    /// All flags, in the order of the corpus.
    pub fn all(&self) -> &[Brief] {
        &self.all
    }

    /// The flags of a report.
    pub fn of(&self, report: usize) -> &[Brief] {
        self.range(report).and_then(|range| self.all.get(range)).unwrap_or_default()
    }

    pub fn get(&self, at: FlagRef) -> Option<&Brief> {
        self.of(at.report).get(at.nth)
    }

    /// Every flag with its place, in the order of the corpus.
    pub fn iter(&self) -> impl Iterator<Item = (FlagRef, &Brief)> {
        let reports = (0..self.reports()).map(|report| (report, self.of(report).iter().enumerate()));
        reports.flat_map(|(report, flags)| flags.map(move |(nth, brief)| (FlagRef { report, nth }, brief)))
    }

    pub(crate) fn get_mut(&mut self, at: FlagRef) -> Option<&mut Brief> {
        let number = self.number(at)?;
        self.all.get_mut(number)
    }

    /// The number of a flag among all.
    pub(crate) fn number(&self, at: FlagRef) -> Option<usize> {
        let range = self.range(at.report)?;
        Some(range.start + at.nth).filter(|number| range.contains(number))
    }

    /// The flag with a number.
    pub(crate) fn place(&self, number: usize) -> FlagRef {
        let after = self.first.partition_point(|first| *first as usize <= number);
        let report = after.saturating_sub(1);
        let first = self.first.get(report).map_or(0, |first| *first as usize);
        FlagRef { report, nth: number.saturating_sub(first) }
    }

    /// The number of the first flag of a report among all, and how many it has.
    pub(crate) fn span(&self, report: usize) -> (u32, u32) {
        let range = self.range(report).unwrap_or_default();
        (short(range.start), short(range.len()))
    }

    pub(crate) fn into_all(self) -> Vec<Brief> {
        self.all
    }

    fn range(&self, report: usize) -> Option<std::ops::Range<usize>> {
        let start = *self.first.get(report)? as usize;
        Some(start..*self.first.get(report.checked_add(1)?)? as usize)
    }
}

/// A number of a flag in four bytes: no memory holds more flags.
pub(crate) fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::draft::any_flag;

    proptest! {
        #[test]
        fn a_brief_says_what_the_flag_says(flag in any_flag()) {
            let brief = Brief::of(&flag);
            prop_assert_eq!(
                (brief.rule(), brief.severity(), brief.class(), brief.inferred(), brief.destination()),
                (flag.rule, flag.severity, flag.class, flag.inferred, destination(&flag))
            );
            prop_assert_eq!(brief.name(), Fingerprint::of(&flag.fingerprint));
            prop_assert_eq!(brief.root(), flag.root.as_deref().map(Fingerprint::of));
            prop_assert_eq!(Brief::from_bytes(&brief.to_bytes()), Some(brief));
        }

        #[test]
        fn a_flag_is_found_by_its_number(sizes in prop::collection::vec(0_usize..4, 0..9), flag in any_flag()) {
            let briefs = Briefs::gather(sizes.iter().map(|size| vec![Brief::of(&flag); *size]));
            prop_assert_eq!(briefs.reports(), sizes.len());
            for (number, (at, _)) in briefs.iter().enumerate() {
                prop_assert_eq!((briefs.place(number), briefs.number(at)), (at, Some(number)));
            }
            prop_assert_eq!(briefs.iter().count(), sizes.iter().sum::<usize>());
            prop_assert_eq!(briefs.number(FlagRef { report: 0, nth: 9 }), None);
        }
    }

    #[test]
    fn it_is_small_and_the_catalogue_fits() {
        assert!(size_of::<Brief>() <= 24);
        assert!(all().len() < usize::from(NO_RULE));
        let flag = crate::rules::draft::flag("Z-NEW", "a", Severity::Info);
        assert_eq!(Brief::of(&flag).rule(), "");
    }
}
