//! One mistake, one entry, over the copies of a report: twenty conversions of one report tell of a
//! mistake twenty times. Runs after what one report tells by itself was folded.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::model::flag::{Class, Flag};
use crate::model::form::CellId;
use crate::rules::across::versions;
use crate::rules::fold_across::{flags_of, groups_of, roots_of, write_back};
use crate::rules::group::FlagRef;
use crate::rules::run::Outcome;
use crate::rules::unions::Unions;

/// What two copies of a report say of one mistake: the rule, its line with the numbers, the first cell,
/// and which of those that say the same it is.
type Mistake<'a> = (Class, &'static str, &'a str, Option<CellId>, usize);

/// Joins groups of reports of one agency and year that tell of the same mistake: with the same numbers in
/// the same cell, or under the same name, which is made of the rule and the place. Every agency is the
/// list of its reports with their years. What only one copy tells stays apart.
pub fn fold_copies(agencies: &[Vec<(usize, u16)>], outcomes: &mut [Outcome]) {
    let copies = copies(agencies);
    if copies.is_empty() {
        return;
    }
    let groups = groups_of(outcomes);
    let mut sets = Unions::new(groups.all().len());
    for reports in &copies {
        let mut first: BTreeMap<Mistake<'_>, usize> = BTreeMap::new();
        let mut named: BTreeMap<&str, usize> = BTreeMap::new();
        for report in reports {
            let mut met: BTreeSet<Mistake<'_>> = BTreeSet::new();
            for (nth, flag) in flags_of(outcomes, *report).iter().enumerate() {
                let Some(number) = groups.number_of(FlagRef { report: *report, nth }) else { continue };
                let mistake = mistake(flag, &mut met);
                for other in [first.entry(mistake).or_insert(number), named.entry(&flag.fingerprint).or_insert(number)]
                {
                    sets.join(number, *other);
                }
            }
        }
    }
    let roots = roots_of(&sets, &groups, outcomes, &|_| None);
    write_back(outcomes, roots);
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

/// What stands for the line and the cell of a flag, where these are not kept: the same for the same
/// mistake.
pub fn names_the_mistake(flag: &Flag) -> String {
    let mut hasher = DefaultHasher::new();
    (&flag.message, first_cell(flag)).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn first_cell(flag: &Flag) -> Option<CellId> {
    flag.evidence.iter().filter(|piece| piece.report.is_none()).find_map(|piece| piece.cell)
}

/// What a flag tells of, told from what the report said before.
fn mistake<'a>(flag: &'a Flag, met: &mut BTreeSet<Mistake<'a>>) -> Mistake<'a> {
    // That a report is there twice is one mistake, whichever file is named.
    let said = if flag.rule == versions::TWICE.code { "" } else { flag.message.as_str() };
    let mut mistake = (flag.class, flag.rule, said, first_cell(flag), 0);
    while !met.insert(mistake) {
        mistake.4 += 1;
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
    use crate::rules::draft::flag;
    use crate::rules::group::{Group, Groups};
    use crate::rules::selection::Selection;

    /// A flag with its name, its line and its root.
    type Told<'a> = (&'a str, &'a str, Option<&'a str>);

    fn check(reports: &[&[Told<'_>]], expected: &[&[&str]]) {
        let of = |(name, said, root): &Told<'_>| Flag {
            message: (*said).to_owned(),
            root: root.map(str::to_owned),
            ..flag("T3-ROW", name, Severity::Error)
        };
        let outcome = |flags: &&[Told<'_>]| Outcome { flags: flags.iter().map(of).collect(), ..Outcome::default() };
        let mut outcomes: Vec<Outcome> = reports.iter().map(outcome).collect();
        fold_copies(&[(0..reports.len()).map(|report| (report, 2021)).collect()], &mut outcomes);
        let groups = Groups::of(outcomes.iter().map(|outcome| outcome.flags.as_slice()));
        let name = |at: FlagRef| outcomes[at.report].flags[at.nth].fingerprint.as_str();
        let told: Vec<Vec<&str>> = groups.all().iter().map(|group| group.flags().map(name).collect()).collect();
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
            let groups = Groups::of(outcomes.iter().map(|outcome| outcome.flags.as_slice()));
            let flags: usize = groups.all().iter().map(Group::size).sum();
            assert_eq!(flags, outcomes.iter().map(|outcome| outcome.flags.len()).sum::<usize>());
            (groups.all().len(), flags)
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
