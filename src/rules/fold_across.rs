//! One mistake, one entry, over several reports: a rule that an agency fails year after year, and texts
//! that are alike. What one report tells by itself was folded before.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::flag::{Class, Flag, Severity};
use crate::rules::fold::is_wording;
use crate::rules::group::{FlagRef, Group, Groups};
use crate::rules::run::Outcome;
use crate::rules::unions::Unions;

/// Joins what an agency does year after year: groups whose roots are of one rule, one in each of some
/// consecutive years. Every agency is the list of its reports with their years. A year with several
/// mistakes under one rule is no part of a row of years: they are to be told apart.
pub fn fold_years(agencies: &[Vec<(usize, u16)>], outcomes: &mut [Outcome]) {
    let groups = groups_of(outcomes);
    let mut sets = Unions::new(groups.all().len());
    let mut years: HashMap<usize, u16> = HashMap::new();
    for agency in agencies {
        years.extend(agency.iter().copied());
        for run in runs(agency, outcomes, &groups) {
            run.windows(2).for_each(|pair| sets.join(pair[0], pair[1]));
        }
    }
    let roots = roots_of(&sets, &groups, outcomes, &|at| years.get(&at.report).copied());
    write_back(outcomes, roots);
}

/// Joins texts that are alike: flags of one `R-` rule whose evidence stands in each other's reports.
/// `report_of` gives the number of the report with an id.
pub fn fold_alike(report_of: &dyn Fn(&str) -> Option<usize>, outcomes: &mut [Outcome]) {
    let groups = groups_of(outcomes);
    let mut sets = Unions::new(groups.all().len());
    for (number, group) in groups.all().iter().enumerate() {
        let Some(flag) = flag(outcomes, group.root).filter(|flag| flag.rule.starts_with("R-")) else { continue };
        let others = flag.evidence.iter().filter_map(|piece| report_of(piece.report.as_deref()?));
        for report in others.collect::<BTreeSet<_>>() {
            let there = flags_of(outcomes, report).iter().enumerate();
            for (nth, _) in there.filter(|(_, other)| sort_of(other) == sort_of(flag)) {
                if let Some(other) = groups.number_of(FlagRef { report, nth }) {
                    sets.join(number, other);
                }
            }
        }
    }
    let roots = roots_of(&sets, &groups, outcomes, &|_| None);
    write_back(outcomes, roots);
}

pub(crate) fn groups_of(outcomes: &[Outcome]) -> Groups {
    Groups::of(outcomes.iter().map(|outcome| outcome.flags.as_slice()))
}

pub(crate) fn flags_of(outcomes: &[Outcome], report: usize) -> &[Flag] {
    outcomes.get(report).map_or(&[], |outcome| &outcome.flags)
}

fn flag(outcomes: &[Outcome], at: FlagRef) -> Option<&Flag> {
    flags_of(outcomes, at.report).get(at.nth)
}

/// What the mistakes of several years must share: slips in the text are all alike.
fn sort_of(flag: &Flag) -> (Class, &'static str) {
    (flag.class, if is_wording(flag.rule) { "X" } else { flag.rule })
}

/// The groups of an agency that follow on each other, by their numbers.
fn runs(agency: &[(usize, u16)], outcomes: &[Outcome], groups: &Groups) -> Vec<Vec<usize>> {
    let mut found: BTreeMap<(Class, &str), BTreeMap<u16, Vec<FlagRef>>> = BTreeMap::new();
    for (report, year) in agency {
        for (nth, flag) in flags_of(outcomes, *report).iter().enumerate() {
            let at = FlagRef { report: *report, nth };
            if groups.of_flag(at).is_some_and(|group| group.root == at) {
                found.entry(sort_of(flag)).or_default().entry(*year).or_default().push(at);
            }
        }
    }
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for years in found.into_values() {
        let mut last: Option<u16> = None;
        for (year, roots) in years {
            // Two copies of one report tell of one mistake under one name.
            let names = roots.iter().filter_map(|at| Some(&flag(outcomes, *at)?.fingerprint));
            if names.collect::<BTreeSet<_>>().len() > 1 {
                last = None;
                continue;
            }
            if last.is_none_or(|last| last.checked_add(1) != Some(year)) {
                runs.push(Vec::new());
            }
            last = Some(year);
            if let Some(run) = runs.last_mut() {
                run.extend(roots.iter().filter_map(|at| groups.number_of(*at)));
            }
        }
    }
    runs.retain(|run| run.len() > 1);
    runs
}

/// The new root of every flag whose group was joined with another. A root must be found by its name
/// from other reports, so a flag whose name the root of another set bears is none; a set in which no
/// such root is as grave as the gravest stays as it is.
pub(crate) fn roots_of(
    sets: &Unions,
    groups: &Groups,
    outcomes: &[Outcome],
    year: &dyn Fn(FlagRef) -> Option<u16>,
) -> Vec<(FlagRef, String)> {
    let mut bearers: HashMap<&str, usize> = HashMap::new();
    for flag in outcomes.iter().flat_map(|outcome| &outcome.flags).filter(|flag| flag.root.is_none()) {
        *bearers.entry(&flag.fingerprint).or_default() += 1;
    }
    let mut roots = Vec::new();
    for set in sets.several() {
        let joined: Vec<&Group> = set.iter().filter_map(|number| groups.all().get(*number)).collect();
        let heads = || joined.iter().filter_map(|group| Some((group.root, flag(outcomes, group.root)?)));
        let gravest = heads().map(|(_, flag)| flag.severity).max().unwrap_or(Severity::Info);
        let mut here: HashMap<&str, usize> = HashMap::new();
        for (_, flag) in heads().filter(|(_, flag)| flag.root.is_none()) {
            *here.entry(&flag.fingerprint).or_default() += 1;
        }
        let found = |flag: &Flag| {
            let name = flag.fingerprint.as_str();
            flag.root.is_none() && here.get(name) == bearers.get(name)
        };
        let able = heads().filter(|(_, flag)| flag.severity == gravest && found(flag));
        let Some((root, head)) = able.min_by_key(|(at, flag)| (year(*at), flag.fingerprint.as_str())) else { continue };
        let all = joined.iter().flat_map(|group| group.flags());
        roots.extend(all.filter(|at| *at != root).map(|at| (at, head.fingerprint.clone())));
    }
    roots
}

pub(crate) fn write_back(outcomes: &mut [Outcome], roots: Vec<(FlagRef, String)>) {
    for (at, name) in roots {
        if let Some(flag) = outcomes.get_mut(at.report).and_then(|outcome| outcome.flags.get_mut(at.nth)) {
            flag.root = Some(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::model::flag::Evidence;
    use crate::rules::draft::flag;

    const ROW: &str = "T3-ROW";
    const BALANCE: &str = "T3-BAL";

    fn outcome(flags: Vec<Flag>) -> Outcome {
        Outcome { flags, ..Outcome::default() }
    }

    /// The names of the flags of each group, the root first.
    fn entries(outcomes: &[Outcome]) -> Vec<Vec<&str>> {
        let name = |at: FlagRef| super::flag(outcomes, at).unwrap().fingerprint.as_str();
        groups_of(outcomes).all().iter().map(|group| group.flags().map(name).collect()).collect()
    }

    /// One agency, a report a year, each with flags of these rules.
    fn check(years: &[(u16, &[(&'static str, &str)])], expected: &[&[&str]]) {
        let agency: Vec<_> = years.iter().enumerate().map(|(report, (year, _))| (report, *year)).collect();
        let of_year = |(_, flags): &(u16, &[(&'static str, &str)])| {
            outcome(flags.iter().map(|(rule, name)| flag(rule, name, Severity::Error)).collect())
        };
        let mut outcomes: Vec<_> = years.iter().map(of_year).collect();
        fold_years(&[agency], &mut outcomes);
        assert_eq!(entries(&outcomes), expected);
    }

    #[test]
    fn one_rule_in_consecutive_years_is_one_entry() {
        check(
            &[(2019, &[(ROW, "a")]), (2020, &[(ROW, "b"), (BALANCE, "x")]), (2022, &[(ROW, "c"), (BALANCE, "y")])],
            &[&["a", "b"], &["x"], &["c"], &["y"]],
        );
        check(&[(2021, &[("X-TYPO", "a")]), (2020, &[("X-PUNCT", "b")])], &[&["b", "a"]]);
        check(&[(u16::MAX, &[(ROW, "a")]), (0, &[(ROW, "b")])], &[&["a"], &["b"]]);
    }

    #[test]
    fn several_mistakes_of_a_year_stay_apart() {
        check(
            &[(2019, &[(ROW, "a")]), (2020, &[(ROW, "b"), (ROW, "c")]), (2021, &[(ROW, "d")]), (2022, &[(ROW, "e")])],
            &[&["a"], &["b"], &["c"], &["d", "e"]],
        );
    }

    #[test]
    fn two_copies_of_a_report_belong_to_the_year() {
        check(&[(2019, &[(ROW, "a")]), (2019, &[(ROW, "a")]), (2020, &[(ROW, "b")])], &[&["a", "a", "b"]]);
        check(&[(2019, &[(ROW, "a")]), (2019, &[(ROW, "a")])], &[&["a", "a"]]);
    }

    #[test]
    fn what_a_namesake_has_too_is_no_root() {
        let of = |name: &str| outcome(vec![flag(ROW, name, Severity::Error)]);
        let mut outcomes = [of("a"), of("b"), of("a")];
        fold_years(&[vec![(0, 2019), (1, 2020)]], &mut outcomes);
        assert_eq!(entries(&outcomes), [vec!["b", "a"], vec!["a"]]);
        let mut outcomes = [of("a"), of("a"), of("a")];
        fold_years(&[vec![(0, 2019), (1, 2019)]], &mut outcomes);
        assert_eq!(entries(&outcomes), [["a"], ["a"], ["a"]]);
    }

    #[test]
    fn the_gravest_is_the_root() {
        let mut outcomes = [(Severity::Warning, "a"), (Severity::Error, "b"), (Severity::Error, "c")]
            .map(|(severity, name)| outcome(vec![flag(ROW, name, severity)]));
        fold_years(&[vec![(0, 2019), (1, 2020), (2, 2021)]], &mut outcomes);
        assert_eq!(entries(&outcomes), [["b", "a", "c"]]);
    }

    #[test]
    fn texts_that_are_alike_are_one_entry() {
        let alike = |name: &str, others: &[&str]| {
            let piece = |id: &&str| Evidence { report: Some((*id).to_owned()), ..Evidence::default() };
            let mut flag = flag("R-PEER-DUP", name, Severity::Warning);
            flag.evidence = others.iter().map(piece).collect();
            outcome(vec![flag])
        };
        let mut outcomes = [alike("c", &["r1"]), alike("b", &[]), alike("a", &["r1", "gone"]), alike("d", &["r4"])];
        let report_of = |id: &str| id.strip_prefix('r')?.parse().ok();
        fold_alike(&report_of, &mut outcomes);
        assert_eq!(entries(&outcomes), [vec!["a", "c", "b"], vec!["d"]]);
    }

    /// Reports of three agencies in four years; a name is made of the agency, the year and the rule, so
    /// that a second copy of a report bears the names of the first.
    fn any_reports() -> impl Strategy<Value = Vec<(usize, u16, Vec<Flag>)>> {
        let severity = prop::sample::select(Severity::ALL);
        let flag = (prop::sample::select(&[ROW, BALANCE, "X-TYPO", "X-PUNCT"][..]), severity, 0..3_usize);
        let report = (0..3_usize, 2019..2023_u16, prop::collection::vec(flag, 0..5));
        let named = report.prop_map(|(agency, year, flags)| {
            let mut made: Vec<Flag> = Vec::new();
            for (rule, severity, place) in flags {
                let name = format!("{agency}-{year}-{rule}-{place}");
                if made.iter().all(|flag| flag.fingerprint != name) {
                    made.push(super::tests::flag(rule, &name, severity));
                }
            }
            crate::rules::fold::fold(&mut made);
            (agency, year, made)
        });
        prop::collection::vec(named, 0..12)
    }

    /// The groups of reports given in some order, by the places in that order.
    fn folded(
        reports: &[(usize, u16, Vec<Flag>)],
        order: &[usize],
    ) -> (Vec<Outcome>, BTreeSet<BTreeSet<(usize, usize)>>) {
        let mut outcomes: Vec<_> = order.iter().map(|n| outcome(reports[*n].2.clone())).collect();
        let mut agencies: BTreeMap<usize, Vec<(usize, u16)>> = BTreeMap::new();
        for (place, n) in order.iter().enumerate() {
            agencies.entry(reports[*n].0).or_default().push((place, reports[*n].1));
        }
        fold_years(&agencies.into_values().collect::<Vec<_>>(), &mut outcomes);
        let groups = groups_of(&outcomes);
        let of = |group: &Group| group.flags().map(|at| (order[at.report], at.nth)).collect();
        let groups = groups.all().iter().map(of).collect();
        (outcomes, groups)
    }

    proptest! {
        #[test]
        fn every_flag_is_in_one_group_under_a_root_as_grave(reports in any_reports()) {
            let order: Vec<usize> = (0..reports.len()).collect();
            let (outcomes, _) = folded(&reports, &order);
            let groups = groups_of(&outcomes);
            let all: Vec<FlagRef> = groups.all().iter().flat_map(Group::flags).collect();
            prop_assert_eq!(all.len(), outcomes.iter().map(|outcome| outcome.flags.len()).sum::<usize>());
            prop_assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
            for group in groups.all() {
                let root = super::flag(&outcomes, group.root).unwrap();
                prop_assert_eq!(&root.root, &None);
                for at in &group.others {
                    let other = super::flag(&outcomes, *at).unwrap();
                    prop_assert_eq!(other.root.as_ref(), Some(&root.fingerprint));
                    prop_assert!(other.severity <= root.severity && other.class == root.class);
                }
            }
            let (mut again, mut agencies) = (outcomes.clone(), BTreeMap::<usize, Vec<(usize, u16)>>::new());
            for (place, (agency, year, _)) in reports.iter().enumerate() {
                agencies.entry(*agency).or_default().push((place, *year));
            }
            fold_years(&agencies.into_values().collect::<Vec<_>>(), &mut again);
            prop_assert_eq!(again, outcomes, "folding twice is folding once");
        }

        #[test]
        fn the_order_of_the_reports_does_not_matter(reports in any_reports(), seed in any::<u64>()) {
            let order: Vec<usize> = (0..reports.len()).collect();
            let mut other = order.clone();
            other.sort_by_key(|n| (*n as u64 + 1).wrapping_mul(seed | 1) >> 7);
            prop_assert_eq!(folded(&reports, &order).1, folded(&reports, &other).1);
        }
    }
}
