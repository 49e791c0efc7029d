//! One mistake, one entry, over the copies of a report: twenty conversions of one report tell of a
//! mistake twenty times. Runs after what one report tells by itself was folded.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use crate::model::flag::{Class, Flag};
use crate::model::form::CellId;
use crate::rules::across::versions;
use crate::rules::brief::{Brief, Briefs};
use crate::rules::fingerprint::Fingerprint;
use crate::rules::fold_across::{roots_of, write_back};
use crate::rules::group::{FlagRef, Groups};
use crate::rules::unions::Unions;

/// What two copies of a report say of one mistake: the rule, what it says, and which of those that say the
/// same it is.
type Mistake = (Class, &'static str, u64, usize);

/// Joins groups of reports of one agency and year that tell of the same mistake: with the same numbers in
/// the same cell, or under the same name, which is made of the rule and the place. Every agency is the
/// list of its reports with their years; `said` gives what the flags of a report say, each as a number.
/// What only one copy tells stays apart.
pub(crate) fn fold_copies(agencies: &[Vec<(usize, u16)>], said: &dyn Fn(usize) -> Vec<u64>, briefs: &mut Arc<Briefs>) {
    let copies = copies(agencies);
    if copies.is_empty() {
        return;
    }
    let groups = Groups::of(briefs);
    let mut sets = Unions::new(groups.count());
    for reports in &copies {
        let mut first: BTreeMap<Mistake, usize> = BTreeMap::new();
        let mut named: BTreeMap<Fingerprint, usize> = BTreeMap::new();
        for report in reports.iter().copied() {
            let mut met: BTreeSet<Mistake> = BTreeSet::new();
            for (nth, (flag, said)) in briefs.of(report).iter().zip(said(report)).enumerate() {
                let Some(number) = groups.number_of(FlagRef { report, nth }) else { continue };
                let mistake = mistake(flag, said, &mut met);
                for other in [first.entry(mistake).or_insert(number), named.entry(flag.name()).or_insert(number)] {
                    sets.join(number, *other);
                }
            }
        }
    }
    let roots = roots_of(&sets, &groups, briefs, &|_| None);
    drop(groups);
    write_back(briefs, roots);
}

/// The reports of each agency and year that has several.
fn copies(agencies: &[Vec<(usize, u16)>]) -> Vec<Vec<usize>> {
    let of_agency = |agency: &Vec<(usize, u16)>| {
        let mut of_year: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
        for (report, year) in agency {
            of_year.entry(*year).or_default().push(*report);
        }
        of_year.into_values().filter(|reports| reports.len() > 1)
    };
    agencies.iter().flat_map(of_agency).collect()
}

/// What stands for the line of a flag with its numbers and for its first cell: the same for the same
/// mistake.
pub(crate) fn said(flag: &Flag) -> u64 {
    // That a report is there twice is one mistake, whichever file is named.
    let line = if flag.rule == versions::TWICE.code { "" } else { flag.message.as_str() };
    let mut hasher = DefaultHasher::new();
    (line, first_cell(flag)).hash(&mut hasher);
    hasher.finish()
}

fn first_cell(flag: &Flag) -> Option<CellId> {
    flag.evidence.iter().filter(|piece| piece.report.is_none()).find_map(|piece| piece.cell)
}

/// What a flag tells of, told from what the report said before.
fn mistake(flag: &Brief, said: u64, met: &mut BTreeSet<Mistake>) -> Mistake {
    let mut mistake = (flag.class(), flag.rule(), said, 0);
    while !met.insert(mistake) {
        mistake.3 += 1;
    }
    mistake
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::flag::Severity;
    use crate::model::form::Row;
    use crate::model::report::Report;
    use crate::rules::across::tests::of_year;
    use crate::rules::corpus::check_reports;
    use crate::rules::draft::{flag, name};
    use crate::rules::group::Group;
    use crate::rules::selection::Selection;

    /// A flag with its name, its line and its root.
    type Told<'a> = (&'a str, &'a str, Option<&'a str>);

    fn check(reports: &[&[Told<'_>]], expected: &[&[&str]]) {
        let of = |(given, said, root): &Told<'_>| Flag {
            message: (*said).to_owned(),
            root: root.map(name),
            fingerprint: name(given),
            ..flag("T3-ROW", given, Severity::Error)
        };
        let flags: Vec<Vec<Flag>> = reports.iter().map(|flags| flags.iter().map(of).collect()).collect();
        let briefs = flags.iter().map(|flags| flags.iter().map(Brief::of).collect::<Vec<_>>());
        let mut briefs = Arc::new(Briefs::gather(briefs));
        let said = |report: usize| flags[report].iter().map(said).collect();
        fold_copies(&[(0..reports.len()).map(|report| (report, 2021)).collect()], &said, &mut briefs);
        let told = |at: FlagRef| briefs.get(at).unwrap().name().to_string().trim_end_matches('z').to_owned();
        let told: Vec<Vec<String>> = Groups::of(&briefs).all().map(|group| group.flags().map(told).collect()).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn the_same_mistake_of_copies_is_one_entry() {
        let one: &[Told<'_>] = &[("a", "7≠8", None), ("b", "9≠8", Some("a"))];
        check(&[one, one, one], &[&["a", "b", "a", "b", "a", "b"]]);
        // A copy in which a row is lost, and one in which a number is read in another way.
        check(&[one, &[("b", "9≠8", None)]], &[&["a", "b", "b"]]);
        check(&[one, &[("a", "6≠8", None)], &[("c", "6≠8", None)]], &[&["a", "b", "a", "c"]]);
        check(&[one, &[("c", "6≠8", None)]], &[&["a", "b"], &["c"]]);
    }

    #[test]
    fn what_a_report_says_twice_stays_two() {
        let twice: &[Told<'_>] = &[("a", "“截止”", None), ("a2", "“截止”", None)];
        check(&[twice, twice], &[&["a", "a"], &["a2", "a2"]]);
        check(&[twice], &[&["a"], &["a2"]]);
    }

    fn copy(id: &str, county: &str) -> Report {
        let draft = of_year(2022).with(|report| {
            report.id = id.to_owned();
            report.source.path = format!("{id}.txt");
            report.agency.county = Some(county.to_owned());
        });
        let draft = draft.row(Row::NewReceived, [6, 0, 0, 0, 0, 0, 7]).row(Row::Granted, [5, 0, 0, 0, 0, 0, 5]);
        draft.row(Row::HandledTotal, [5, 0, 0, 0, 0, 0, 5]).build()
    }

    #[test]
    fn copies_of_a_corpus_add_no_entry() {
        let entries = |reports: &[Report]| {
            let outcomes = check_reports(reports, &Selection::all());
            let briefs = outcomes.iter().map(|outcome| outcome.flags.iter().map(Brief::of).collect::<Vec<_>>());
            let groups = Groups::of(&Arc::new(Briefs::gather(briefs)));
            let flags: usize = groups.all().map(Group::size).sum();
            assert_eq!(flags, outcomes.iter().map(|outcome| outcome.flags.len()).sum::<usize>());
            (groups.count(), flags)
        };
        let one = entries(&[copy("a", "云河县")]);
        let three = entries(&[copy("a", "云河县"), copy("b", "云河县"), copy("c", "云河县")]);
        // One entry more says that the report is there three times.
        assert_eq!(three, (one.0 + 1, one.1 * 3 + 2));
        // Of another county it is another report.
        let other = entries(&[copy("a", "云河县"), copy("b", "青石县")]);
        assert_eq!(other.1, one.1 * 2);
        assert!(other.0 >= one.0 * 2, "{other:?} {one:?}");
    }
}
