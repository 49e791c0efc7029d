//! The flags of a corpus as two stretches of bytes, to be kept elsewhere and read again: the head, which is
//! read whole, and the bodies, of which each is read when somebody asks. Where they are kept is not known
//! here, and nothing in them is believed: damaged bytes are an error.

use std::io::{self, Write};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::corpus::kept::ReadAt;
use crate::rules::brief::{self, Brief, Briefs};
use crate::rules::checked::{Bodies, Checked, Place};
use crate::rules::packed::{Packer, Unpacker};
use crate::rules::registry::all;
use crate::rules::repeated::Phrases;
use crate::rules::selection::Selection;
use crate::rules::tally::{OfRule, Tally};

/// What the head begins with; the last byte is the version of the format.
const BEGINNING: [u8; 8] = *b"jbflags\x02";

/// Why saved flags cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SavedError {
    #[error("the flags were saved in another format")]
    Format,
    #[error("the flags are of other rules")]
    OtherRules,
    #[error("the flags are of another corpus")]
    OtherCorpus,
    #[error("the saved flags are damaged")]
    Damaged,
}

/// What flags depend on besides the reports: the program, its catalogue, and what the user says of the
/// rules. Flags saved under another key are of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    /// The key of these rules in this program.
    pub fn of(selection: &Selection) -> Self {
        let mut hash = Sha256::new_with_prefix(env!("CARGO_PKG_VERSION"));
        let mut take = |text: &str| hash.update([text, "\0"].concat());
        for rule in all() {
            let parts = [rule.code, rule.docs, rule.severity.id(), rule.class.id(), rule.default.id()];
            parts.into_iter().for_each(&mut take);
        }
        for rule in selection.rules() {
            let parts = [rule.code, selection.severity(rule).id(), selection.destination(rule).id()];
            parts.into_iter().for_each(&mut take);
        }
        Self(hash.finalize().into())
    }
}

impl Key {
    /// The key in letters and digits.
    pub fn name(&self) -> String {
        let number = |bytes: &[u8]| bytes.iter().fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
        let (one, other) = self.0.split_at(16);
        format!("{:032x}{:032x}", number(one), number(other))
    }
}

impl Checked {
    /// The head: everything but the words. `key` is that of the rules that ran.
    pub fn head(&self, key: &Key) -> Vec<u8> {
        let mut head = Packer::default();
        head.bytes(&BEGINNING);
        head.bytes(&key.0);
        head.count(self.len());
        for report in 0..self.len() {
            head.count(self.bodies().places.get(report).map_or(0, |place| place.len as usize));
            head.count(self.briefs().of(report).len());
        }
        self.briefs().all().iter().for_each(|brief| head.bytes(&brief.to_bytes()));
        let Tally { held, unevaluable, rules } = self.tally();
        head.number(*held);
        head.number(*unevaluable);
        for OfRule { evaluable, unevaluable } in rules {
            head.number(u64::from(*evaluable));
            head.number(u64::from(*unevaluable));
        }
        head.count(self.unreadable.len());
        for (report, reason) in &self.unreadable {
            head.count(*report);
            head.text(reason);
        }
        self.bodies().phrases.write(&mut head);
        head.into_bytes()
    }

    /// Writes the bodies, report by report.
    ///
    /// # Errors
    /// When the words cannot be read any more, or the writer fails.
    pub fn write_bodies(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut bytes = Vec::new();
        for place in &self.bodies().places {
            bytes.resize(place.len as usize, 0);
            self.bodies().kept.read_at(place.start(), &mut bytes)?;
            out.write_all(&bytes)?;
        }
        Ok(())
    }

    /// The flags that a head and bodies tell of: of so many reports, raised by the rules of a key.
    ///
    /// # Errors
    /// When the head was written for something else, or it or the bodies are damaged. A body that is
    /// damaged inside shows only when it is read.
    pub fn open(head: &[u8], bodies: Arc<dyn ReadAt>, key: &Key, reports: usize) -> Result<Self, SavedError> {
        let mut unpacker = Unpacker::new(head);
        let beginning = unpacker.array().ok_or(SavedError::Damaged)?;
        if beginning != BEGINNING {
            return Err(SavedError::Format);
        }
        if unpacker.array() != Some(key.0) {
            return Err(SavedError::OtherRules);
        }
        let saved = unpacker.count().ok_or(SavedError::Damaged)?;
        if saved != reports {
            return Err(SavedError::OtherCorpus);
        }
        read(&mut unpacker, bodies, reports).filter(|_| unpacker.is_at_end()).ok_or(SavedError::Damaged)
    }
}

/// Reads what follows on the number of reports.
fn read(head: &mut Unpacker<'_>, kept: Arc<dyn ReadAt>, reports: usize) -> Option<Checked> {
    let (mut places, mut counts, mut end) = (Vec::with_capacity(reports), Vec::with_capacity(reports), 0_u64);
    for _ in 0..reports {
        let len = u32::try_from(head.number()?).ok()?;
        places.push(Place::new(end, len));
        end = end.checked_add(u64::from(len))?;
        counts.push(head.size()?);
    }
    if end != kept.size() {
        return None;
    }
    let flags = counts.iter().try_fold(0_usize, |sum, count| sum.checked_add(*count))?;
    let (bytes, _) = head.bytes(flags.checked_mul(brief::BYTES)?)?.as_chunks();
    let briefs: Vec<Brief> = bytes.iter().map(Brief::from_bytes).collect::<Option<_>>()?;
    let mut tally = Tally { held: head.number()?, unevaluable: head.number()?, ..Tally::default() };
    for rule in &mut tally.rules {
        let mut count = || u32::try_from(head.number()?).ok();
        *rule = OfRule { evaluable: count()?, unevaluable: count()? };
    }
    let lost = head.count()?;
    let unreadable = (0..lost).map(|_| Some((head.size()?, head.text()?.to_owned()))).collect::<Option<Vec<_>>>()?;
    let phrases = (0..head.count()?).map(|_| head.text()).collect::<Option<Vec<_>>>()?;
    let mut rest = briefs.as_slice();
    let of_report = counts.into_iter().map(|count| {
        let (own, others) = rest.split_at_checked(count).unwrap_or_default();
        rest = others;
        own
    });
    let briefs = Briefs::gather(of_report);
    let bodies = Bodies { kept, places, phrases: Phrases::of(phrases.into_iter()) };
    let mut checked = Checked::new(briefs, bodies, tally);
    checked.unreadable = unreadable;
    Some(checked)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::draft::any_flag;
    use crate::rules::run::{Outcome, Unevaluable};

    fn key() -> Key {
        Key::of(&Selection::default())
    }

    fn any_checked() -> impl Strategy<Value = Checked> {
        let flags = prop::collection::vec(any_flag(), 0..3);
        let outcome = (flags, ".{0,9}", 0..99_usize).prop_map(|(flags, reason, held)| {
            let reason = reason.into();
            let open = Unevaluable { rule: "T3-BAL", place: "表三".into(), reason, reason_en: "x".into() };
            Outcome { flags, held, unevaluable: vec![open], ..Outcome::default() }
        });
        prop::collection::vec(outcome, 0..6).prop_map(|outcomes| {
            let mut checked = Checked::of(outcomes);
            checked.unreadable = vec![(0, "gone".into())];
            checked
        })
    }

    fn saved(checked: &Checked) -> (Vec<u8>, Vec<u8>) {
        let mut bodies = Vec::new();
        checked.write_bodies(&mut bodies).unwrap();
        (checked.head(&key()), bodies)
    }

    /// Opens and reads everything; the numbers of reports that can and cannot be read.
    fn opened(head: &[u8], bodies: Vec<u8>, reports: usize) -> Result<(usize, usize), SavedError> {
        let checked = Checked::open(head, Arc::new(bodies), &key(), reports)?;
        let good = (0..reports).filter(|report| checked.read(*report).is_ok()).count();
        (0..reports).for_each(|report| assert_eq!(checked.flags(report).len(), checked.briefs().of(report).len()));
        Ok((good, reports - good))
    }

    proptest! {
        #[test]
        fn what_was_saved_is_opened(checked in any_checked()) {
            let (head, bodies) = saved(&checked);
            let again = Checked::open(&head, Arc::new(bodies.clone()), &key(), checked.len()).unwrap();
            prop_assert_eq!(again.briefs(), checked.briefs());
            prop_assert_eq!((again.tally(), &again.unreadable), (checked.tally(), &checked.unreadable));
            for report in 0..checked.len() {
                prop_assert_eq!(again.read(report).unwrap(), checked.read(report).unwrap());
            }
            prop_assert_eq!(saved(&again), (head.clone(), bodies.clone()), "saved again it is the same");
            prop_assert_eq!(opened(&head, bodies, checked.len() + 1), Err(SavedError::OtherCorpus));
        }

        #[test]
        fn damaged_bytes_never_panic(
            checked in any_checked(), at in any::<prop::sample::Index>(), byte in any::<u8>(), what in 0..4,
        ) {
            let (mut head, mut bodies) = saved(&checked);
            let reports = checked.len();
            match what {
                0 => {
                    head.truncate(at.index(head.len()));
                    prop_assert!(opened(&head, bodies, reports).is_err());
                }
                1 => {
                    let at = at.index(head.len());
                    head[at] = byte;
                    let _ = opened(&head, bodies, reports);
                }
                2 if !bodies.is_empty() => {
                    bodies.truncate(at.index(bodies.len()));
                    prop_assert!(opened(&head, bodies, reports).is_err());
                }
                _ if !bodies.is_empty() => {
                    let at = at.index(bodies.len());
                    bodies[at] = byte;
                    let (good, bad) = opened(&head, bodies, reports).unwrap();
                    prop_assert!(good + bad == reports && bad <= 1);
                }
                _ => {}
            }
        }

        #[test]
        fn any_bytes_behind_the_key_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..99)) {
            let head = [&BEGINNING[..], &key().0, &bytes].concat();
            for reports in [0, 1, 3, usize::MAX] {
                prop_assert!(Checked::open(&head, Arc::new(Vec::new()), &key(), reports).is_err() || reports < 99);
            }
        }
    }

    #[test]
    fn flags_of_other_rules_are_of_no_use() {
        let (head, bodies) = saved(&Checked::of([Outcome::default()]));
        let other = Key::of(&Selection::parse(&["T3".to_owned()], &[]).unwrap());
        let open =
            |head: &[u8], key: &Key| Checked::open(head, Arc::new(bodies.clone()), key, 1).map(|checked| checked.len());
        assert_eq!(open(&head, &other), Err(SavedError::OtherRules));
        assert_eq!(open(&head, &key()), Ok(1));
        let mut later = head.clone();
        later[7] += 1;
        assert_eq!(open(&later, &key()), Err(SavedError::Format));
        assert_eq!(open(b"", &key()), Err(SavedError::Damaged));
    }
}
