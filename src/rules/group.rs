//! The entries a reviewer decides on: every flag of a corpus stands in one group, under the flag that
//! tells most. Groups are read off the roots of the flags, which `fold` and `fold_across` set.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use crate::model::flag::Destination;
use crate::rules::brief::{Brief, Briefs, short};
use crate::rules::fingerprint::Fingerprint;

/// A flag of a corpus: its report and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlagRef {
    pub report: usize,
    pub nth: usize,
}

/// One mistake: the flag that tells most, and those that follow from it.
#[derive(Debug, Clone, Copy)]
pub struct Group<'g> {
    briefs: &'g Briefs,
    /// The numbers of its flags, the root first, then in the order of the corpus.
    members: &'g [u32],
}

impl<'g> Group<'g> {
    /// The flag that tells most.
    pub fn root(self) -> FlagRef {
        self.briefs.place(self.members.first().map_or(0, |root| *root as usize))
    }

    /// All flags of the group, the root first.
    pub fn flags(self) -> impl Iterator<Item = FlagRef> + use<'g> {
        self.members.iter().map(move |number| self.briefs.place(*number as usize))
    }

    /// How many flags it has, its root among them.
    pub fn size(self) -> usize {
        self.members.len()
    }

    /// The flag that stands for the group in the review queue: its root, or, where that goes elsewhere, the
    /// gravest of the others; `None` where none of them is in the queue.
    pub fn queued(self) -> Option<FlagRef> {
        let brief = |number: &u32| Some((*number, self.briefs.all().get(*number as usize)?));
        let root = self.members.first();
        let queued = self.members.iter().filter_map(brief).filter(|(_, b)| b.destination() == Destination::Queue);
        let head = queued.min_by_key(|(number, brief)| (Some(number) != root, Reverse(brief.severity())));
        head.map(|(number, _)| self.briefs.place(number as usize))
    }
}

/// The groups of a corpus, or of some reports of it.
#[derive(Debug, Clone, Default)]
pub struct Groups {
    briefs: Arc<Briefs>,
    /// The number of the group of each flag.
    of: Vec<u32>,
    /// Where the members of each group begin, in the order of their roots, and how many there are.
    first: Vec<u32>,
    members: Vec<u32>,
}

impl Groups {
    /// Reads the groups off the flags of some reports. A root has no root itself. It is looked for in
    /// the report of its flag and then in the others, where a name that several roots bear names none;
    /// so a flag of a copy may have the flag of its own name in another copy for its root.
    pub fn of(briefs: &Arc<Briefs>) -> Self {
        let roots = roots(briefs);
        let mut of = vec![0; roots.len()];
        let mut sizes: Vec<u32> = Vec::new();
        for (number, of) in of.iter_mut().enumerate() {
            if roots.get(number).is_some_and(|root| *root as usize == number) {
                *of = short(sizes.len());
                sizes.push(0);
            }
        }
        for (number, root) in roots.iter().enumerate() {
            let group = of.get(*root as usize).copied().unwrap_or_default();
            if let (Some(of), Some(size)) = (of.get_mut(number), sizes.get_mut(group as usize)) {
                *of = group;
                *size += 1;
            }
        }
        let (first, members) = members(&of, &roots, &sizes);
        Self { briefs: Arc::clone(briefs), of, first, members }
    }

    /// How many groups there are.
    pub fn count(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    /// Every group, in the order of the roots.
    pub fn all(&self) -> impl ExactSizeIterator<Item = Group<'_>> {
        (0..self.count()).map(|number| self.group(number))
    }

    /// The group with a number; one without flags where there is none.
    fn group(&self, number: usize) -> Group<'_> {
        let bound = |number: usize| self.first.get(number).map_or(0, |first| *first as usize);
        let members = self.members.get(bound(number)..bound(number + 1)).unwrap_or_default();
        Group { briefs: &self.briefs, members }
    }

    /// The entries of the review queue by the flags that stand for them, in the order of the groups.
    pub fn queued(&self) -> impl Iterator<Item = (FlagRef, &Brief)> {
        self.all().filter_map(Group::queued).filter_map(|at| Some((at, self.briefs.get(at)?)))
    }

    /// The number of the group a flag stands in.
    pub fn number_of(&self, flag: FlagRef) -> Option<usize> {
        Some(*self.of.get(self.briefs.number(flag)?)? as usize)
    }

    /// The group a flag stands in.
    pub fn of_flag(&self, flag: FlagRef) -> Option<Group<'_>> {
        self.number_of(flag).map(|number| self.group(number))
    }
}

/// The members of the groups one after another, each root first, and where those of each group begin.
fn members(of: &[u32], roots: &[u32], sizes: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let mut first: Vec<u32> = Vec::with_capacity(sizes.len() + 1);
    first.push(0);
    let mut sum = 0;
    for size in sizes {
        sum += size;
        first.push(sum);
    }
    let mut next = first.clone();
    let mut members = vec![0; of.len()];
    let mut put = |number: usize| {
        let Some(group) = of.get(number) else { return };
        let Some(place) = next.get_mut(*group as usize) else { return };
        if let Some(member) = members.get_mut(*place as usize) {
            *member = short(number);
        }
        *place += 1;
    };
    let is_root = |number: &usize| roots.get(*number).is_some_and(|root| *root as usize == *number);
    (0..of.len()).filter(is_root).for_each(&mut put);
    (0..of.len()).filter(|number| !is_root(number)).for_each(&mut put);
    (first, members)
}

/// The number of the root of every flag: its own where it has none, or where what it names is not there or
/// has a root of its own.
fn roots(briefs: &Briefs) -> Vec<u32> {
    let mut roots: Vec<u32> = Vec::with_capacity(briefs.all().len());
    let mut elsewhere: Vec<(u32, Fingerprint)> = Vec::new();
    for report in 0..briefs.reports() {
        let (flags, before) = (briefs.of(report), roots.len());
        for (nth, flag) in flags.iter().enumerate() {
            let own = |name| flags.iter().position(|flag| flag.name() == name && flag.root().is_none());
            let found = flag.root().map(|name| own(name).ok_or(name));
            if let Some(Err(name)) = found {
                elsewhere.push((short(before + nth), name));
            }
            roots.push(short(before + found.and_then(Result::ok).unwrap_or(nth)));
        }
    }
    let names = bearers(briefs, &elsewhere);
    for (number, name) in elsewhere {
        if let (Some(root), Some(Some(found))) = (roots.get_mut(number as usize), names.get(&name)) {
            *root = *found;
        }
    }
    roots
}

/// The flag without a root that bears each of these names; `None` where several do.
fn bearers(briefs: &Briefs, asked: &[(u32, Fingerprint)]) -> HashMap<Fingerprint, Option<u32>> {
    let mut found: HashMap<Fingerprint, Option<u32>> = HashMap::new();
    let asked: std::collections::HashSet<Fingerprint> = asked.iter().map(|(_, name)| *name).collect();
    let rootless = briefs.all().iter().enumerate().filter(|(_, flag)| flag.root().is_none());
    for (number, flag) in rootless.filter(|(_, flag)| asked.contains(&flag.name())) {
        found.entry(flag.name()).and_modify(|found| *found = None).or_insert(Some(short(number)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::flag::{Flag, Severity};
    use crate::rules::draft::{self, name};

    fn flag(given: &str, root: Option<&str>) -> Flag {
        Flag { fingerprint: name(given), root: root.map(name), ..draft::flag("T3-ROW", given, Severity::Error) }
    }

    fn groups(reports: &[Vec<Flag>]) -> Groups {
        let briefs = reports.iter().map(|flags| flags.iter().map(Brief::of).collect::<Vec<_>>());
        Groups::of(&Arc::new(Briefs::gather(briefs)))
    }

    fn check(reports: &[&[(&str, Option<&str>)]], expected: &[(&str, &[&str])]) {
        let flags: Vec<Vec<Flag>> =
            reports.iter().map(|flags| flags.iter().map(|(name, root)| flag(name, *root)).collect()).collect();
        let groups = groups(&flags);
        let said = |at: FlagRef| flags[at.report][at.nth].message.as_str();
        let told: Vec<(&str, Vec<&str>)> =
            groups.all().map(|g| (said(g.root()), g.flags().skip(1).map(said).collect())).collect();
        let expected: Vec<_> = expected.iter().map(|(root, others)| (*root, others.to_vec())).collect();
        assert_eq!(told, expected);
        let sizes: usize = groups.all().map(Group::size).sum();
        assert_eq!(sizes, flags.iter().map(Vec::len).sum::<usize>(), "every flag in one group");
        for (report, flags) in flags.iter().enumerate() {
            for nth in 0..flags.len() {
                let at = FlagRef { report, nth };
                assert_eq!(groups.of_flag(at).unwrap().flags().filter(|other| *other == at).count(), 1);
            }
            assert_eq!(groups.number_of(FlagRef { report, nth: flags.len() }), None);
        }
    }

    #[test]
    fn roots_are_found_in_the_report_and_in_others() {
        check(&[&[("a", None), ("b", Some("a"))], &[("c", Some("a"))]], &[("a", &["b", "c"])]);
        check(&[], &[]);
        check(&[&[], &[("a", None)], &[]], &[("a", &[])]);
    }

    #[test]
    fn a_name_of_two_flags_is_none_but_in_its_own_report() {
        let twice: &[(&str, Option<&str>)] = &[("a", None), ("b", Some("a"))];
        check(&[twice, twice, &[("c", Some("a"))]], &[("a", &["b"]), ("a", &["b"]), ("c", &[])]);
    }

    #[test]
    fn flags_of_copies_have_one_of_their_own_name_for_their_root() {
        let first: &[(&str, Option<&str>)] = &[("a", None), ("b", Some("a"))];
        let copy: &[(&str, Option<&str>)] = &[("a", Some("a")), ("b", Some("a"))];
        check(&[first, copy, copy], &[("a", &["b", "a", "b", "a", "b"])]);
        check(&[copy, first], &[("a", &["a", "b", "b"])]);
        // A namesake's flags stay apart.
        check(&[first, copy, first], &[("a", &["b"]), ("a", &[]), ("b", &[]), ("a", &["b"])]);
    }

    #[test]
    fn an_entry_stands_where_its_root_does_or_the_gravest_of_the_others() {
        let of = |rule, given: &str, severity, root: Option<&str>| Flag {
            fingerprint: name(given),
            root: root.map(name),
            ..draft::flag(rule, given, severity)
        };
        let reports = [
            vec![
                of("T3-ROW", "a", Severity::Error, None),
                of("T3-ROW", "b", Severity::Error, Some("a")),
                of("D-PUBDATE-MISSING", "shown", Severity::Info, None),
            ],
            vec![of("T3-ROW", "c", Severity::Error, Some("a")), of("C-DUP-REPORT", "copy", Severity::Info, None)],
            vec![
                of("D-PUBDATE-MISSING", "root", Severity::Info, None),
                of("X-TYPO", "d", Severity::Warning, Some("root")),
                of("T3-BAL", "e", Severity::Error, Some("root")),
            ],
        ];
        let groups = groups(&reports);
        let told: Vec<_> =
            groups.queued().map(|(at, _)| (at.report, reports[at.report][at.nth].message.as_str())).collect();
        assert_eq!(told, [(0, "a"), (2, "e")]);
    }

    #[test]
    fn chains_circles_and_lost_roots_stand_alone() {
        check(
            &[&[("a", None), ("b", Some("a")), ("c", Some("b")), ("d", Some("x")), ("e", Some("e"))]],
            &[("a", &["b"]), ("c", &[]), ("d", &[]), ("e", &[])],
        );
    }
}
