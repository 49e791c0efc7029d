//! The entries a reviewer decides on: every flag of a corpus stands in one group, under the flag that
//! tells most. Groups are read off the `root` of the flags, which `fold` and `fold_across` set.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::model::flag::{Destination, Flag};
use crate::rules::run::destination;

/// A flag of a corpus: its report and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlagRef {
    pub report: usize,
    pub nth: usize,
}

/// One mistake: the flag that tells most, and those that follow from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub root: FlagRef,
    /// The flags of the group without its root, in the order of the corpus.
    pub others: Vec<FlagRef>,
}

impl Group {
    /// All flags of the group, the root first.
    pub fn flags(&self) -> impl Iterator<Item = FlagRef> + '_ {
        std::iter::once(self.root).chain(self.others.iter().copied())
    }

    /// How many flags it has, its root among them.
    pub fn size(&self) -> usize {
        1 + self.others.len()
    }
}

/// The groups of a corpus, or of some reports of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    /// In the order of their roots.
    all: Vec<Group>,
    /// For each report the number of its first flag; the groups of the flags one after another.
    first: Vec<usize>,
    of: Vec<usize>,
}

impl Groups {
    /// Reads the groups off the flags of some reports. A root has no root itself. It is looked for in
    /// the report of its flag and then in the others, where a name that several roots bear names none;
    /// so a flag of a copy may have the flag of its own name in another copy for its root.
    pub fn of<'a>(reports: impl Iterator<Item = &'a [Flag]>) -> Self {
        let reports: Vec<&[Flag]> = reports.collect();
        let names = names(&reports);
        let mut groups = Self::default();
        let mut of_root: HashMap<FlagRef, usize> = HashMap::new();
        for at in refs(&reports) {
            if root_of(&reports, &names, at) == at {
                of_root.insert(at, groups.all.len());
                groups.all.push(Group { root: at, others: Vec::new() });
            }
        }
        for (report, flags) in reports.iter().enumerate() {
            groups.first.push(groups.of.len());
            for nth in 0..flags.len() {
                let at = FlagRef { report, nth };
                let root = root_of(&reports, &names, at);
                let number = of_root.get(&root).copied().unwrap_or_default();
                groups.of.push(number);
                if let Some(group) = groups.all.get_mut(number).filter(|_| root != at) {
                    group.others.push(at);
                }
            }
        }
        groups
    }

    /// Every group, in the order of the roots.
    pub fn all(&self) -> &[Group] {
        &self.all
    }

    /// The entries of the review queue by the flags that stand for them, in the order of the groups: of
    /// each group that has a flag in the queue its root, or, where that goes elsewhere, the gravest of
    /// the others. `flags` gives those of a report.
    pub fn queued<'a>(&self, flags: impl Fn(usize) -> &'a [Flag]) -> Vec<(FlagRef, &'a Flag)> {
        let head = |group: &Group| {
            let flag = |at: FlagRef| Some((at, flags(at.report).get(at.nth)?));
            let queued = group.flags().filter_map(flag).filter(|(_, flag)| destination(flag) == Destination::Queue);
            queued.min_by_key(|(at, flag)| (*at != group.root, Reverse(flag.severity)))
        };
        self.all.iter().filter_map(head).collect()
    }

    /// The number of the group a flag stands in.
    pub fn number_of(&self, flag: FlagRef) -> Option<usize> {
        let start = *self.first.get(flag.report)?;
        let end = self.first.get(flag.report + 1).copied().unwrap_or(self.of.len());
        self.of.get(start..end)?.get(flag.nth).copied()
    }

    /// The group a flag stands in.
    pub fn of_flag(&self, flag: FlagRef) -> Option<&Group> {
        self.all.get(self.number_of(flag)?)
    }
}

fn refs<'a>(reports: &'a [&[Flag]]) -> impl Iterator<Item = FlagRef> + 'a {
    let each = |(report, flags): (usize, &&'a [Flag])| (0..flags.len()).map(move |nth| FlagRef { report, nth });
    reports.iter().enumerate().flat_map(each)
}

/// The flag without a root that bears each name; `None` where several do.
fn names<'a>(reports: &[&'a [Flag]]) -> HashMap<&'a str, Option<FlagRef>> {
    let mut names: HashMap<&str, Option<FlagRef>> = HashMap::new();
    for (report, flags) in reports.iter().enumerate() {
        for (nth, flag) in flags.iter().enumerate().filter(|(_, flag)| flag.root.is_none()) {
            let at = FlagRef { report, nth };
            names.entry(&flag.fingerprint).and_modify(|found| *found = None).or_insert(Some(at));
        }
    }
    names
}

/// The root of a flag; the flag itself where it has none, or where what it names is not there or has
/// a root of its own.
fn root_of(reports: &[&[Flag]], names: &HashMap<&str, Option<FlagRef>>, at: FlagRef) -> FlagRef {
    let flags = reports.get(at.report).copied().unwrap_or_default();
    let Some(name) = flags.get(at.nth).and_then(|flag| flag.root.as_deref()) else { return at };
    let own = flags.iter().position(|flag| flag.fingerprint == name && flag.root.is_none());
    let found = own.map(|nth| FlagRef { nth, ..at }).or_else(|| names.get(name).copied().flatten());
    found.unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::flag::Severity;
    use crate::rules::draft;

    fn flag(name: &str, root: Option<&str>) -> Flag {
        Flag { root: root.map(str::to_owned), ..draft::flag("T3-ROW", name, Severity::Error) }
    }

    fn check(reports: &[&[(&str, Option<&str>)]], expected: &[(&str, &[&str])]) {
        let flags: Vec<Vec<Flag>> =
            reports.iter().map(|flags| flags.iter().map(|(name, root)| flag(name, *root)).collect()).collect();
        let groups = Groups::of(flags.iter().map(Vec::as_slice));
        let name = |at: FlagRef| flags[at.report][at.nth].fingerprint.as_str();
        let told: Vec<(&str, Vec<&str>)> =
            groups.all().iter().map(|g| (name(g.root), g.others.iter().map(|at| name(*at)).collect())).collect();
        let expected: Vec<_> = expected.iter().map(|(root, others)| (*root, others.to_vec())).collect();
        assert_eq!(told, expected);
        let sizes: usize = groups.all().iter().map(Group::size).sum();
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
        let of = |rule, name: &str, severity, root: Option<&str>| Flag {
            root: root.map(str::to_owned),
            ..draft::flag(rule, name, severity)
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
        let groups = Groups::of(reports.iter().map(Vec::as_slice));
        let queued = groups.queued(|report| &reports[report]);
        let told: Vec<_> = queued.iter().map(|(at, flag)| (at.report, flag.fingerprint.as_str())).collect();
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
