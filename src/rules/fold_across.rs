//! One mistake, one entry, over several reports: a rule that an agency fails year after year, and texts
//! that are alike. What one report tells by itself was folded before.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::model::flag::{Class, Severity};
use crate::rules::brief::{Brief, Briefs};
use crate::rules::fingerprint::Fingerprint;
use crate::rules::fold::is_wording;
use crate::rules::group::{FlagRef, Group, Groups};
use crate::rules::unions::Unions;

/// Joins what an agency does year after year: groups whose roots are of one rule, one in each of some
/// consecutive years. Every agency is the list of its reports with their years. A year with several
/// mistakes under one rule is no part of a row of years: they are to be told apart.
pub(crate) fn fold_years(agencies: &[Vec<(usize, u16)>], briefs: &mut Arc<Briefs>) {
    let groups = Groups::of(briefs);
    let mut sets = Unions::new(groups.count());
    let mut years: HashMap<usize, u16> = HashMap::new();
    for agency in agencies {
        years.extend(agency.iter().copied());
        for run in runs(agency, briefs, &groups) {
            run.windows(2).for_each(|pair| sets.join(pair[0], pair[1]));
        }
    }
    let roots = roots_of(&sets, &groups, briefs, &|at| years.get(&at.report).copied());
    drop(groups);
    write_back(briefs, roots);
}

/// Joins texts that are alike: flags of one `R-` rule whose evidence stands in each other's reports.
/// `others` gives the reports in which the evidence of a flag stands.
pub(crate) fn fold_alike(others: &dyn Fn(FlagRef) -> BTreeSet<usize>, briefs: &mut Arc<Briefs>) {
    if !briefs.all().iter().any(|brief| brief.rule().starts_with("R-")) {
        return;
    }
    let groups = Groups::of(briefs);
    let mut sets = Unions::new(groups.count());
    for (number, group) in groups.all().enumerate() {
        let Some(flag) = briefs.get(group.root()).filter(|flag| flag.rule().starts_with("R-")) else { continue };
        for report in others(group.root()) {
            let there = briefs.of(report).iter().enumerate();
            for (nth, _) in there.filter(|(_, other)| sort_of(other) == sort_of(flag)) {
                if let Some(other) = groups.number_of(FlagRef { report, nth }) {
                    sets.join(number, other);
                }
            }
        }
    }
    let roots = roots_of(&sets, &groups, briefs, &|_| None);
    drop(groups);
    write_back(briefs, roots);
}

/// What the mistakes of several years must share: slips in the text are all alike.
fn sort_of(flag: &Brief) -> (Class, &'static str) {
    (flag.class(), if is_wording(flag.rule()) { "X" } else { flag.rule() })
}

/// The groups of an agency that follow on each other, by their numbers.
fn runs(agency: &[(usize, u16)], briefs: &Briefs, groups: &Groups) -> Vec<Vec<usize>> {
    let mut found: BTreeMap<(Class, &str), BTreeMap<u16, Vec<FlagRef>>> = BTreeMap::new();
    for (report, year) in agency {
        for (nth, flag) in briefs.of(*report).iter().enumerate() {
            let at = FlagRef { report: *report, nth };
            if groups.of_flag(at).is_some_and(|group| group.root() == at) {
                found.entry(sort_of(flag)).or_default().entry(*year).or_default().push(at);
            }
        }
    }
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for years in found.into_values() {
        let mut last: Option<u16> = None;
        for (year, roots) in years {
            // Two copies of one report tell of one mistake under one name.
            let names = roots.iter().filter_map(|at| Some(briefs.get(*at)?.name()));
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
    briefs: &Briefs,
    year: &dyn Fn(FlagRef) -> Option<u16>,
) -> Vec<(FlagRef, Fingerprint)> {
    let sets = sets.several();
    if sets.is_empty() {
        return Vec::new();
    }
    let mut bearers: HashMap<Fingerprint, usize> = HashMap::new();
    for flag in briefs.all().iter().filter(|flag| flag.root().is_none()) {
        *bearers.entry(flag.name()).or_default() += 1;
    }
    let all: Vec<Group<'_>> = groups.all().collect();
    let mut roots = Vec::new();
    for set in sets {
        let joined: Vec<Group<'_>> = set.iter().filter_map(|number| all.get(*number).copied()).collect();
        let heads = || joined.iter().filter_map(|group| Some((group.root(), briefs.get(group.root())?)));
        let gravest = heads().map(|(_, flag)| flag.severity()).max().unwrap_or(Severity::Info);
        let mut here: HashMap<Fingerprint, usize> = HashMap::new();
        for (_, flag) in heads().filter(|(_, flag)| flag.root().is_none()) {
            *here.entry(flag.name()).or_default() += 1;
        }
        let found = |flag: &Brief| flag.root().is_none() && here.get(&flag.name()) == bearers.get(&flag.name());
        let able = heads().filter(|(_, flag)| flag.severity() == gravest && found(flag));
        let Some((root, head)) = able.min_by_key(|(at, flag)| (year(*at), flag.name().letters())) else { continue };
        let members = joined.iter().flat_map(|group| group.flags());
        roots.extend(members.filter(|at| *at != root).map(|at| (at, head.name())));
    }
    roots
}

pub(crate) fn write_back(briefs: &mut Arc<Briefs>, roots: Vec<(FlagRef, Fingerprint)>) {
    if roots.is_empty() {
        return;
    }
    let briefs = Arc::make_mut(briefs);
    for (at, name) in roots {
        if let Some(flag) = briefs.get_mut(at) {
            flag.set_root(Some(name));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::model::flag::Flag;
    use crate::rules::draft::{self, name};

    const ROW: &str = "T3-ROW";
    const BALANCE: &str = "T3-BAL";

    fn flag(rule: &'static str, given: &str, severity: Severity) -> Flag {
        Flag { fingerprint: name(given), ..draft::flag(rule, given, severity) }
    }

    fn briefs_of(reports: &[Vec<Flag>]) -> Arc<Briefs> {
        let briefs = reports.iter().map(|flags| flags.iter().map(Brief::of).collect::<Vec<_>>());
        Arc::new(Briefs::gather(briefs))
    }

    /// The names of the flags of each group, the root first.
    fn entries(briefs: &Arc<Briefs>) -> Vec<Vec<String>> {
        let said = |at: FlagRef| briefs.get(at).unwrap().name().to_string().trim_end_matches('z').to_owned();
        Groups::of(briefs).all().map(|group| group.flags().map(said).collect()).collect()
    }

    /// One agency, a report a year, each with flags of these rules.
    fn check(years: &[(u16, &[(&'static str, &str)])], expected: &[&[&str]]) {
        let agency: Vec<_> = years.iter().enumerate().map(|(report, (year, _))| (report, *year)).collect();
        let of_year = |(_, flags): &(u16, &[(&'static str, &str)])| {
            flags.iter().map(|(rule, name)| flag(rule, name, Severity::Error)).collect()
        };
        let mut briefs = briefs_of(&years.iter().map(of_year).collect::<Vec<_>>());
        fold_years(&[agency], &mut briefs);
        assert_eq!(entries(&briefs), expected);
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
        let of = |name: &str| vec![flag(ROW, name, Severity::Error)];
        let mut briefs = briefs_of(&[of("a"), of("b"), of("a")]);
        fold_years(&[vec![(0, 2019), (1, 2020)]], &mut briefs);
        assert_eq!(entries(&briefs), [vec!["b", "a"], vec!["a"]]);
        let mut briefs = briefs_of(&[of("a"), of("a"), of("a")]);
        fold_years(&[vec![(0, 2019), (1, 2019)]], &mut briefs);
        assert_eq!(entries(&briefs), [["a"], ["a"], ["a"]]);
    }

    #[test]
    fn the_gravest_is_the_root() {
        let flags = [(Severity::Warning, "a"), (Severity::Error, "b"), (Severity::Error, "c")]
            .map(|(severity, name)| vec![flag(ROW, name, severity)]);
        let mut briefs = briefs_of(&flags);
        fold_years(&[vec![(0, 2019), (1, 2020), (2, 2021)]], &mut briefs);
        assert_eq!(entries(&briefs), [["b", "a", "c"]]);
    }

    #[test]
    fn texts_that_are_alike_are_one_entry() {
        let flags = ["c", "b", "a", "d"].map(|name| vec![flag("R-PEER-DUP", name, Severity::Warning)]);
        let others = |at: FlagRef| match at.report {
            0 | 2 => BTreeSet::from([1]),
            3 => BTreeSet::from([4]),
            _ => BTreeSet::new(),
        };
        let mut briefs = briefs_of(&flags);
        fold_alike(&others, &mut briefs);
        assert_eq!(entries(&briefs), [vec!["a", "c", "b"], vec!["d"]]);
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

    /// The flags of reports given in some order, folded.
    fn folded(reports: &[(usize, u16, Vec<Flag>)], order: &[usize]) -> Arc<Briefs> {
        let flags: Vec<_> = order.iter().map(|n| reports[*n].2.clone()).collect();
        let mut briefs = briefs_of(&flags);
        fold_years(&agencies_of(reports, order), &mut briefs);
        briefs
    }

    fn agencies_of(reports: &[(usize, u16, Vec<Flag>)], order: &[usize]) -> Vec<Vec<(usize, u16)>> {
        let mut agencies: BTreeMap<usize, Vec<(usize, u16)>> = BTreeMap::new();
        for (place, n) in order.iter().enumerate() {
            agencies.entry(reports[*n].0).or_default().push((place, reports[*n].1));
        }
        agencies.into_values().collect()
    }

    /// The groups, by the places their reports have in an order.
    fn sets(briefs: &Arc<Briefs>, order: &[usize]) -> BTreeSet<BTreeSet<(usize, usize)>> {
        let of = |group: Group<'_>| group.flags().map(|at| (order[at.report], at.nth)).collect();
        Groups::of(briefs).all().map(of).collect()
    }

    proptest! {
        #[test]
        fn every_flag_is_in_one_group_under_a_root_as_grave(reports in any_reports()) {
            let order: Vec<usize> = (0..reports.len()).collect();
            let briefs = folded(&reports, &order);
            let groups = Groups::of(&briefs);
            let all: Vec<FlagRef> = groups.all().flat_map(Group::flags).collect();
            prop_assert_eq!(all.len(), briefs.all().len());
            prop_assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
            for group in groups.all() {
                let root = briefs.get(group.root()).unwrap();
                prop_assert_eq!(root.root(), None);
                for at in group.flags().skip(1) {
                    let other = briefs.get(at).unwrap();
                    prop_assert_eq!(other.root(), Some(root.name()));
                    prop_assert!(other.severity() <= root.severity() && other.class() == root.class());
                }
            }
            let mut again = Arc::clone(&briefs);
            fold_years(&agencies_of(&reports, &order), &mut again);
            prop_assert_eq!(again, briefs, "folding twice is folding once");
        }

        #[test]
        fn the_order_of_the_reports_does_not_matter(reports in any_reports(), seed in any::<u64>()) {
            let order: Vec<usize> = (0..reports.len()).collect();
            let mut other = order.clone();
            other.sort_by_key(|n| (*n as u64 + 1).wrapping_mul(seed | 1) >> 7);
            prop_assert_eq!(sets(&folded(&reports, &order), &order), sets(&folded(&reports, &other), &other));
        }
    }
}
