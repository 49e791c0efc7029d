//! What of a run before can be used again: the reports of those agencies of which nothing has changed.

use std::collections::{BTreeMap, HashMap};

use crate::corpus::header::Header;
use crate::rules::checked::Checked;
use crate::rules::facts::Facts;
use crate::rules::ground::{Ground, Identity, Mark, Walk};

/// What a run before found, and what it stood on.
#[derive(Debug)]
pub(crate) struct Before {
    pub checked: Checked,
    pub ground: Ground,
    /// Whether its reports are surely the first ones of the corpus of now.
    pub is_beginning: bool,
}

/// A run before, and which reports there are now.
#[derive(Debug)]
pub(crate) struct Past<'a> {
    pub before: Before,
    pub reports: &'a [Option<Identity>],
}

/// The reports that are as they were, and were held against the same.
#[derive(Debug, Default)]
pub(crate) struct Same {
    /// For each report its number in the run before.
    pub from: Vec<Option<usize>>,
    /// For each agency whether all its reports are.
    pub walks: Vec<bool>,
    /// What other agencies had to do with them, by their numbers now.
    pub beyond: BTreeMap<usize, Mark>,
}

impl Before {
    /// What is the same; `None` when that is less than half, so that a run from the start is as quick.
    pub(crate) fn same(
        &self,
        reports: &[Option<Identity>],
        walks: &[Walk],
        (headers, facts): (&[&Header<'_>], &Facts),
    ) -> Option<Same> {
        let was = self.numbers(reports);
        let mut walk_of = vec![None; self.ground.reports.len()];
        for walk in &self.ground.walks {
            walk.order.first().and_then(|first| walk_of.get_mut(*first)).into_iter().for_each(|of| *of = Some(walk));
        }
        let moved = facts.differing_hosts(&self.ground.facts);
        let is_moved = |report: &usize| {
            let host = headers.get(*report).and_then(|header| header.host.as_deref());
            moved.contains(host.unwrap_or_default())
        };
        let is_same = |walk: &Walk| {
            let was: Option<Vec<usize>> = walk.order.iter().map(|report| *was.get(*report)?).collect();
            let Some(was) = was.filter(|_| moved.is_empty() || !walk.order.iter().any(is_moved)) else { return false };
            let before = was.first().and_then(|first| *walk_of.get(*first)?);
            before.is_some_and(|before| before.told_apart == walk.told_apart && before.order == was)
        };
        let same: Vec<bool> = walks.iter().map(is_same).collect();
        let mut from = vec![None; reports.len()];
        for report in walks.iter().zip(&same).filter(|(_, same)| **same).flat_map(|(walk, _)| &walk.order) {
            if let (Some(from), Some(was)) = (from.get_mut(*report), was.get(*report)) {
                *from = *was;
            }
        }
        let numbers = from.iter().enumerate().filter_map(|(now, from)| Some((now, (*from)?)));
        let beyond = numbers.clone().filter_map(|(now, from)| Some((now, *self.ground.beyond.get(&from)?))).collect();
        (numbers.count() * 2 >= self.checked.len().max(1)).then_some(Same { from, walks: same, beyond })
    }

    /// For each report the number it had.
    fn numbers(&self, reports: &[Option<Identity>]) -> Vec<Option<usize>> {
        let before = &self.ground.reports;
        if self.is_beginning {
            let is_known = |number: &usize| before.get(*number).is_some_and(Option::is_some);
            return (0..reports.len()).map(|number| Some(number).filter(is_known)).collect();
        }
        let known = before.iter().enumerate().filter_map(|(number, identity)| Some((identity.as_ref()?.id, number)));
        let known: HashMap<[u8; 8], usize> = known.collect();
        let number = |now: &Option<Identity>| {
            let number = *known.get(&now.as_ref()?.id)?;
            (before.get(number) == Some(now)).then_some(number)
        };
        reports.iter().map(number).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use proptest::prelude::*;

    use super::*;
    use crate::model::date::Date;
    use crate::model::report::Report;
    use crate::rules::corpus::{Ran, Reports, check_together, tests::corpus};
    use crate::rules::selection::Selection;

    /// Reports in memory that count how often one is decoded; one with the path [`LOST`] cannot be.
    struct Counted {
        reports: Vec<Report>,
        decoded: AtomicUsize,
    }

    impl Reports for Counted {
        type Held<'a> = &'a Report;

        fn headers(&self) -> impl ExactSizeIterator<Item = Header<'_>> {
            self.reports.iter().map(Header::of)
        }

        fn report(&self, index: usize) -> Result<&Report, String> {
            self.decoded.fetch_add(1, Ordering::Relaxed);
            let report = &self.reports[index];
            if report.source.path == LOST { Err(LOST.to_owned()) } else { Ok(report) }
        }

        type Told<'a> = &'a Report;

        fn told(&self, index: usize) -> Option<&Report> {
            self.report(index).ok()
        }
    }

    const LOST: &str = "lost";

    fn identities(reports: &[Report]) -> Vec<Option<Identity>> {
        let identity = |report: &Report| {
            let line = report.to_json().unwrap();
            let sum = (u32::try_from(line.len()).unwrap(), crc32fast::hash(line.as_bytes()));
            (report.source.path != LOST).then(|| Identity::of(&Header::of(report), sum))
        };
        reports.iter().map(identity).collect()
    }

    /// Runs all rules, with what was kept of a run before; what was found, and how many reports were decoded.
    fn run(reports: &[Report], before: Option<(&Ran, bool)>) -> (Ran, usize) {
        let counted = Counted { reports: reports.to_vec(), decoded: AtomicUsize::default() };
        let identities = identities(reports);
        let past = before.map(|(ran, is_beginning)| {
            let key = crate::rules::saved::Key::of(&Selection::all());
            let mut bodies = Vec::new();
            ran.checked.write_bodies(&mut bodies).unwrap();
            let checked =
                Checked::open(&ran.checked.head(&key), std::sync::Arc::new(bodies), &key, ran.checked.len()).unwrap();
            let ground = Ground::from_bytes(&ran.ground.to_bytes()).unwrap();
            Past { before: Before { checked, ground, is_beginning }, reports: &identities }
        });
        let mut ran = check_together(&counted, &Selection::all(), past, &|_| ());
        ran.ground.reports = identities;
        (ran, counted.decoded.into_inner())
    }

    fn said(ran: &Ran) -> String {
        let checked = &ran.checked;
        let outcomes: Vec<_> = (0..checked.len()).map(|report| checked.read(report).unwrap()).collect();
        format!("{outcomes:#?} {:?} {:?} {:?}", checked.briefs(), checked.tally(), checked.unreadable)
    }

    /// What a run finds that knows of another is what one from the start finds; answers how many reports it decoded.
    fn check(reports: &[Report], before: (&Ran, bool)) -> (Ran, usize) {
        let (again, decoded) = run(reports, Some(before));
        let (anew, _) = run(reports, None);
        assert!(said(&again) == said(&anew), "{:?}", reports.iter().map(|report| &report.id).collect::<Vec<_>>());
        (again, decoded)
    }

    /// Something about a report is another way.
    fn change(report: &mut Report, how: u8) {
        match how {
            0 => report.year = report.year.map(|year| year + 1),
            1 => report.published = Date::new(2021, 3, 31),
            2 => report.agency.name = Some("云河县财政局".to_owned()),
            3 => report.sections.truncate(2),
            4 => LOST.clone_into(&mut report.source.path),
            _ => report.source.url = Some("https://www.yunhe.example/a".to_owned()),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(6))]
        #[test]
        fn a_run_that_knows_of_another_finds_what_one_from_the_start_finds(
            reports in Just(corpus()).prop_shuffle(),
            added in 1..40_usize,
            gone in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
            changed in prop::collection::vec((any::<prop::sample::Index>(), 0..6_u8), 0..6),
            moved in any::<prop::sample::Index>(),
        ) {
            let (first, _) = run(&reports[..reports.len() - added], None);
            let (grown, _) = check(&reports, (&first, true));
            let mut others = reports.clone();
            for at in gone {
                others.remove(at.index(others.len()));
            }
            for (at, how) in changed {
                let at = at.index(others.len());
                change(&mut others[at], how);
            }
            let at = moved.index(others.len());
            others.rotate_left(at);
            let (again, _) = check(&others, (&grown, false));
            check(&reports, (&again, false));
        }
    }

    #[test]
    fn of_what_has_not_changed_little_is_decoded() {
        let reports = corpus();
        let (all, decoded) = run(&reports, None);
        let (_, same) = check(&reports, (&all, false));
        // Texts of other agencies are compared anew.
        assert!(same * 5 < decoded, "{same} of {decoded}");
        let (first, _) = run(&reports[..reports.len() - 1], None);
        let (_, one) = check(&reports, (&first, true));
        assert!(one * 4 < decoded, "{one} of {decoded}");
        let (_, most) = run(&reports, Some((&run(&reports[..3], None).0, true)));
        assert_eq!(most, decoded, "three reports are not worth it");
    }

    #[test]
    fn damaged_bytes_are_no_ground() {
        let reports = corpus();
        let bytes = run(&reports[..20], None).0.ground.to_bytes();
        for len in 0..bytes.len() {
            assert!(Ground::from_bytes(&bytes[..len]).is_none());
        }
        for at in (0..bytes.len()).step_by(7) {
            let mut other = bytes.clone();
            other[at] ^= 0x55;
            let _ = Ground::from_bytes(&other);
        }
    }
}
