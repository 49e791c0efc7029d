//! What a run finds, taken in from all cores while it goes on: briefs stay in memory, the words are put aside.
//! It may go on from what a run before found, for the reports that are the same.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use crate::corpus::kept::{Kept, ReadAt};
use crate::rules::body::{pack, unpack};
use crate::rules::brief::{Brief, Briefs, short};
use crate::rules::checked::{Bodies, Checked, Place};
use crate::rules::fingerprint::Fingerprint;
use crate::rules::repeated::Phrases;
use crate::rules::run::Outcome;
use crate::rules::tally::Tally;

/// What a run gathers while it goes on, from all cores.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    words: Layers,
    phrases: Phrases,
    found: Mutex<Found>,
}

/// Words of a run before, if there was one, and behind them those of this one.
#[derive(Debug, Default)]
struct Layers {
    before: Option<Arc<dyn ReadAt>>,
    now: Kept,
}

impl Layers {
    fn put(&self, bytes: &[u8]) -> u64 {
        self.begin() + self.now.put(bytes)
    }

    /// Where the words of this run begin.
    fn begin(&self) -> u64 {
        self.before.as_ref().map_or(0, |before| before.size())
    }
}

impl ReadAt for Layers {
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        match (at.checked_sub(self.begin()), &self.before) {
            (None, Some(before)) => before.read_at(at, into),
            (at, _) => self.now.read_at(at.unwrap_or_default(), into),
        }
    }

    fn size(&self) -> u64 {
        self.begin() + self.now.size()
    }
}

#[derive(Debug, Default)]
struct Found {
    /// In the order in which they came; those of a report that came again are left where they are.
    briefs: Vec<Brief>,
    /// Of each report the first of its briefs and how many they are.
    of: Vec<(u32, u32)>,
    places: Vec<Place>,
    tally: Tally,
    unreadable: Vec<(usize, String)>,
}

impl Gathered {
    pub(crate) fn new(reports: usize) -> Self {
        let found = Found { of: vec![(0, 0); reports], places: vec![Place::default(); reports], ..Found::default() };
        Self { found: Mutex::new(found), ..Self::default() }
    }

    /// Goes on from a run: `from` gives for each report its number there, where it is the same and nothing it was
    /// held against has changed; `roots` undoes what folding over that corpus did. `None` when answers that do not
    /// count any more cannot be read.
    pub(crate) fn resume(
        checked: Checked,
        from: &[Option<usize>],
        roots: &[(usize, Option<Fingerprint>)],
    ) -> Option<Self> {
        let mut is_used = vec![false; checked.len()];
        from.iter()
            .flatten()
            .for_each(|from| is_used.iter_mut().skip(*from).take(1).for_each(|is_used| *is_used = true));
        let mut tally = checked.tally().clone();
        for (report, _) in is_used.iter().enumerate().filter(|(_, is_used)| !**is_used) {
            tally.remove(&checked.read(report).ok()?);
        }
        let span = |from: &Option<usize>| from.map_or((0, 0), |from| checked.briefs().span(from));
        let of = from.iter().map(span).collect();
        let (briefs, bodies) = checked.into_parts();
        let place = |from: &Option<usize>| from.and_then(|from| bodies.places.get(from).copied()).unwrap_or_default();
        let places = from.iter().map(place).collect();
        let mut briefs = briefs.into_all();
        for (number, root) in roots.iter().rev() {
            briefs.get_mut(*number)?.set_root(*root);
        }
        let found = Found { briefs, of, places, tally, unreadable: Vec::new() };
        let words = Layers { before: Some(bodies.kept), now: Kept::default() };
        Some(Self { words, phrases: bodies.phrases, found: Mutex::new(found) })
    }

    /// Takes the answers for a report.
    pub(crate) fn put(&self, report: usize, outcome: &Outcome) {
        let body = pack(outcome, &self.phrases);
        // Four gigabytes of flags in one report are none: they are taken as not readable.
        let len = u32::try_from(body.len()).unwrap_or(0);
        let place = Place::new(self.words.put(&body), len);
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let found = &mut *found;
        if let (Some(of), Some(at)) = (found.of.get_mut(report), found.places.get_mut(report)) {
            *of = (short(found.briefs.len()), short(outcome.flags.len()));
            *at = place;
            found.briefs.extend(outcome.flags.iter().map(Brief::of));
            found.tally.add(outcome);
        }
    }

    /// Takes other answers for a report than those it had.
    pub(crate) fn replace(&self, report: usize, outcome: &Outcome) {
        let before = self.found.lock().unwrap_or_else(PoisonError::into_inner).places.get(report).copied();
        let place = before.filter(|place| place.len > 0);
        let old = place.and_then(|place| {
            let mut bytes = vec![0; place.len as usize];
            self.words.read_at(place.start(), &mut bytes).ok()?;
            unpack(&bytes, &self.phrases)
        });
        if let Some(old) = old {
            self.found.lock().unwrap_or_else(PoisonError::into_inner).tally.remove(&old);
        }
        self.put(report, outcome);
    }

    /// Takes note of a report that could not be read, and why.
    pub(crate) fn lose(&self, report: usize, reason: String) {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).unreadable.push((report, reason));
    }

    pub(crate) fn into_checked(self) -> Checked {
        let Found { briefs, of, places, tally, mut unreadable } =
            self.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        let of_report = |(first, count): &(u32, u32)| {
            let first = *first as usize;
            briefs.get(first..first + *count as usize).unwrap_or_default()
        };
        let in_order = Briefs::gather(of.iter().map(of_report));
        unreadable.sort();
        let bodies = Bodies { kept: Arc::new(self.words), places, phrases: self.phrases };
        let mut checked = Checked::new(in_order, bodies, tally);
        checked.unreadable = unreadable;
        checked
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::flag::Severity;
    use crate::rules::draft::flag;

    fn outcome(names: &[&str]) -> Outcome {
        let flags = names.iter().map(|name| flag("T3-ROW", name, Severity::Error)).collect();
        Outcome { flags, held: names.len(), ..Outcome::default() }
    }

    #[test]
    fn answers_that_come_again_replace_the_first() {
        let gathered = Gathered::new(2);
        gathered.put(0, &outcome(&["a"]));
        gathered.put(1, &outcome(&["b"]));
        gathered.replace(0, &outcome(&["c", "d"]));
        gathered.lose(1, "gone".into());
        let checked = gathered.into_checked();
        assert_eq!(checked.read(0).unwrap(), outcome(&["c", "d"]));
        assert_eq!(checked.tally(), Checked::of([outcome(&["c", "d"]), outcome(&["b"])]).tally());
        assert_eq!(checked.unreadable, [(1, "gone".to_owned())]);
    }
}
