//! The answers for every report of a corpus: in memory a brief of each flag, elsewhere the words, which are
//! read again for the report that somebody looks at.

use std::io;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use crate::corpus::kept::ReadAt;
use crate::model::flag::Flag;
use crate::rules::body::unpack;
use crate::rules::brief::{Brief, Briefs};
use crate::rules::gathered::Gathered;
use crate::rules::group::FlagRef;
use crate::rules::kept::Source;
use crate::rules::repeated::Phrases;
use crate::rules::run::Outcome;
use crate::rules::tally::Tally;

/// So many reports have their words in memory: more than a screen shows.
const RECENT: usize = 128;
/// What stands in place of words that cannot be read any more.
const LOST: [&str; 2] = ["疑点的内容已无法读取", "the words of this flag cannot be read any more"];

/// The flags of every report of a corpus.
#[derive(Debug, Default)]
pub struct Checked {
    briefs: Arc<Briefs>,
    bodies: Bodies,
    tally: Tally,
    /// Reports that could not be read any more, with the reason.
    pub unreadable: Vec<(usize, String)>,
    /// The index they were taken from, if they were.
    source: Option<Source>,
    /// Those that were asked for last, the newest at the end.
    recent: Mutex<Vec<(usize, Arc<Outcome>)>>,
}

/// Where the words stand.
#[derive(Debug)]
pub(crate) struct Bodies {
    pub kept: Arc<dyn ReadAt>,
    /// Of each report: start and length.
    pub places: Vec<Place>,
    pub phrases: Phrases,
}

/// A stretch of the bytes; of a report of which nothing is known an empty one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Place {
    start: [u32; 2],
    pub len: u32,
}

impl Place {
    pub(crate) fn new(start: u64, len: u32) -> Self {
        let half = |shift: u32| u32::try_from(start >> shift & u64::from(u32::MAX)).unwrap_or_default();
        Self { start: [half(0), half(32)], len }
    }

    pub(crate) fn start(self) -> u64 {
        u64::from(self.start[1]) << 32 | u64::from(self.start[0])
    }
}

impl Default for Bodies {
    fn default() -> Self {
        Self { kept: Arc::new(Vec::new()), places: Vec::new(), phrases: Phrases::default() }
    }
}

impl Checked {
    pub(crate) fn new(briefs: Briefs, bodies: Bodies, tally: Tally) -> Self {
        Self { briefs: Arc::new(briefs), bodies, tally, ..Self::default() }
    }

    /// What was answered for some reports, in the order of a corpus.
    pub fn of(outcomes: impl IntoIterator<Item = Outcome>) -> Self {
        let outcomes: Vec<Outcome> = outcomes.into_iter().collect();
        let gathered = Gathered::new(outcomes.len());
        outcomes.iter().enumerate().for_each(|(report, outcome)| gathered.put(report, outcome));
        gathered.into_checked()
    }

    /// The same, taken from an index: it forgets them when they turn out to be damaged.
    pub(crate) fn taken_from(self, source: Source) -> Self {
        Self { source: Some(source), ..self }
    }

    /// The flags without their words.
    pub fn briefs(&self) -> &Arc<Briefs> {
        &self.briefs
    }

    pub(crate) fn briefs_mut(&mut self) -> &mut Briefs {
        Arc::make_mut(&mut self.briefs)
    }

    pub(crate) fn bodies(&self) -> &Bodies {
        &self.bodies
    }

    pub(crate) fn into_parts(self) -> (Briefs, Bodies) {
        (Arc::unwrap_or_clone(self.briefs), self.bodies)
    }

    /// How many checks held or could not be made.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// How many reports there are.
    pub fn len(&self) -> usize {
        self.briefs.reports()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The answers for a report, which are not kept in memory. For a report that was not checked there are
    /// none.
    ///
    /// # Errors
    /// When they cannot be read any more. An index they came from has none of them then: whoever opens the corpus next
    /// finds them anew.
    pub fn read(&self, report: usize) -> io::Result<Outcome> {
        self.unpacked(report).inspect_err(|_| self.source.iter().for_each(Source::forget))
    }

    fn unpacked(&self, report: usize) -> io::Result<Outcome> {
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "the flags that were put aside are damaged");
        let (place, briefs) = (self.bodies.places.get(report).copied().unwrap_or_default(), self.briefs.of(report));
        if place.len == 0 {
            return if briefs.is_empty() { Ok(Outcome::default()) } else { Err(damaged()) };
        }
        let end = place.start().checked_add(u64::from(place.len)).filter(|end| *end <= self.bodies.kept.size());
        end.ok_or_else(damaged)?;
        let mut bytes = vec![0; place.len as usize];
        self.bodies.kept.read_at(place.start(), &mut bytes)?;
        let mut outcome = unpack(&bytes, &self.bodies.phrases).ok_or_else(damaged)?;
        if outcome.flags.len() != briefs.len() {
            return Err(damaged());
        }
        for (flag, brief) in outcome.flags.iter_mut().zip(briefs) {
            if flag.rule != brief.rule() || flag.severity != brief.severity() {
                return Err(damaged());
            }
            root(flag, brief);
        }
        Ok(outcome)
    }

    /// The answers for a report, kept in memory while they are among those that are asked for again and
    /// again. Where they cannot be read any more the flags say that.
    pub fn outcome(&self, report: usize) -> Arc<Outcome> {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let known = recent.iter().rposition(|(other, _)| *other == report);
        let outcome = match known {
            Some(at) => recent.remove(at).1,
            None => Arc::new(self.read(report).unwrap_or_else(|_| self.without_words(report))),
        };
        if recent.len() >= RECENT {
            recent.remove(0);
        }
        recent.push((report, Arc::clone(&outcome)));
        outcome
    }

    /// The flags of a report.
    pub fn flags(&self, report: usize) -> Flags {
        Flags(self.outcome(report))
    }

    /// A flag of the corpus.
    pub fn flag(&self, at: FlagRef) -> Option<OneFlag> {
        self.briefs.get(at)?;
        let outcome = self.outcome(at.report);
        (at.nth < outcome.flags.len()).then_some(OneFlag { outcome, nth: at.nth })
    }

    /// The flags whose names begin so, each by its report and its number there.
    pub fn named(&self, text: &str) -> Vec<(usize, usize)> {
        let begins = |brief: &Brief| brief.name().letters().starts_with(text.as_bytes());
        self.briefs.iter().filter(|(_, brief)| begins(brief)).map(|(at, _)| (at.report, at.nth)).collect()
    }

    /// The same with words that cannot be read any more.
    #[cfg(test)]
    pub(crate) fn lose_words(&mut self) {
        self.bodies.kept = Arc::new(vec![0_u8; 3]);
    }

    fn without_words(&self, report: usize) -> Outcome {
        let flag = |brief: &Brief| {
            let mut flag = brief.bare();
            [flag.message, flag.message_en] = LOST.map(str::to_owned);
            flag.fingerprint = brief.name().to_string();
            flag.root = brief.root().map(|root| root.to_string());
            flag
        };
        Outcome { flags: self.briefs.of(report).iter().map(flag).collect(), ..Outcome::default() }
    }
}

/// Gives a flag the root it has among those of the corpus.
fn root(flag: &mut Flag, brief: &Brief) {
    let known = flag.root.as_deref().map(crate::rules::fingerprint::Fingerprint::of);
    if known != brief.root() {
        flag.root = brief.root().map(|root| root.to_string());
    }
}

/// The flags of a report, as long as somebody looks at them.
#[derive(Debug, Clone)]
pub struct Flags(Arc<Outcome>);

impl Deref for Flags {
    type Target = [Flag];

    fn deref(&self) -> &[Flag] {
        &self.0.flags
    }
}

/// A flag, as long as somebody looks at it.
#[derive(Debug, Clone)]
pub struct OneFlag {
    outcome: Arc<Outcome>,
    nth: usize,
}

impl Deref for OneFlag {
    type Target = Flag;

    fn deref(&self) -> &Flag {
        // The number was looked at when this was made.
        &self.outcome.flags[self.nth]
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
    fn flags_are_there_for_whoever_asks() {
        let outcomes: Vec<Outcome> = (0..300).map(|n| outcome(&["a", "b", "c"][..n % 4])).collect();
        let checked = Checked::of(outcomes.clone());
        assert_eq!(checked.len(), 300);
        for report in (0..300).chain([7, 299, 7]) {
            assert_eq!(*checked.outcome(report), outcomes[report]);
            assert_eq!(checked.flags(report).len(), report % 4);
        }
        assert!(checked.recent.lock().unwrap().len() <= RECENT);
        let second = checked.flag(FlagRef { report: 2, nth: 1 }).unwrap();
        assert_eq!(second.message, "b");
        assert!(checked.flag(FlagRef { report: 2, nth: 2 }).is_none());
        assert!(checked.flags(300).is_empty());
    }

    #[test]
    fn lost_words_are_told_and_never_guessed() {
        let mut checked = Checked::of([outcome(&["a", "b"])]);
        checked.lose_words();
        assert!(checked.read(0).is_err());
        let flags = checked.flags(0);
        assert_eq!((flags.len(), flags[1].rule, flags[1].message.as_str()), (2, "T3-ROW", LOST[0]));
    }
}
