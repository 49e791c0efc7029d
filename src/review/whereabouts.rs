//! Where in a corpus the reports are that reviewers saw, when files may have moved since and may be read otherwise.

use std::collections::{HashMap, HashSet};

use crate::corpus::Corpus;
use crate::review::seen::Seen;
use crate::rules::squashed;

/// Ways in which a report may be the one that was seen: by its id, by its path, by agency and year.
pub(crate) const TIERS: usize = 3;

/// The reports of a corpus that were seen.
#[derive(Debug, Default)]
pub struct Whereabouts {
    ids: HashMap<String, Vec<usize>>,
    paths: HashMap<String, Vec<usize>>,
    agencies: HashMap<(String, u16), Vec<usize>>,
}

impl Whereabouts {
    /// Looks through the heads of a corpus once.
    pub fn of<'s>(corpus: &Corpus, seen: impl Iterator<Item = &'s Seen>) -> Self {
        let mut all = Self::default();
        for seen in seen {
            all.ids.entry(seen.report.clone()).or_default();
            if !seen.path.is_empty() {
                all.paths.entry(seen.path.clone()).or_default();
            }
            if let Some(key) = agency_of(seen.agency.as_deref(), seen.year) {
                all.agencies.entry(key).or_default();
            }
        }
        if all.ids.is_empty() {
            return all;
        }
        let years: HashSet<u16> = all.agencies.keys().map(|(_, year)| *year).collect();
        for (index, header) in corpus.headers().enumerate() {
            all.ids.get_mut(header.id).into_iter().for_each(|reports| reports.push(index));
            all.paths.get_mut(header.path).into_iter().for_each(|reports| reports.push(index));
            let year = header.year.filter(|year| years.contains(year));
            let key = agency_of(header.agency.name.as_deref(), year);
            if let Some(reports) = key.and_then(|key| all.agencies.get_mut(&key)) {
                reports.push(index);
            }
        }
        all
    }

    /// The reports that may be the one that was seen, in each way.
    pub(crate) fn tiers(&self, seen: &Seen) -> [&[usize]; TIERS] {
        let agency = agency_of(seen.agency.as_deref(), seen.year).and_then(|key| self.agencies.get(&key));
        [self.ids.get(&seen.report), self.paths.get(&seen.path), agency].map(|reports| reports.map_or(&[][..], |r| r))
    }

    /// The report that is most likely the one that was seen.
    pub fn first(&self, seen: &Seen) -> Option<usize> {
        self.tiers(seen).iter().find_map(|reports| reports.first().copied())
    }
}

/// An agency as fingerprints know it, and the year.
fn agency_of(name: Option<&str>, year: Option<u16>) -> Option<(String, u16)> {
    Some((squashed(name?), year?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::Report;
    use crate::review::draft::seen;

    #[test]
    fn a_report_is_known_by_id_then_path_then_agency_and_year() {
        let dir = tempfile::tempdir().unwrap();
        let reports = [
            ("otherotherot", "2021/b.html", "云河县财政局", 2021),
            ("thirdthirdth", "2021/a.html", "青石镇", 2020),
            ("aaaabbbbcccc", "2021/c.html", "青石镇", 2019),
        ];
        let line = |(id, path, agency, year): (&str, &str, &str, u16)| {
            let mut report = Report { id: id.into(), year: Some(year), ..Report::default() };
            report.source.path = path.into();
            report.agency.name = Some(agency.into());
            report.to_json().unwrap() + "\n"
        };
        let first = |n: usize| {
            let path = dir.path().join(format!("{n}.jsonl"));
            std::fs::write(&path, reports[..n].iter().map(|report| line(*report)).collect::<String>()).unwrap();
            let corpus = crate::corpus::open(&[path], &|_| ());
            let seen = seen("a", "T3-BAL");
            Whereabouts::of(&corpus, std::iter::once(&seen)).first(&seen)
        };
        assert_eq!([0, 1, 2, 3].map(first), [None, Some(0), Some(1), Some(2)]);
    }
}
