//! What a journal says, a line an event, each sealed.

use crate::model::date::Date;
use crate::model::json::to_json;
use crate::model::sealed::{Seal, seal, unseal};
use crate::model::verdict::Verdict;
use crate::review::seen::Seen;

/// The version of the lines; a reader leaves later ones alone and says so.
const SCHEMA: &str = "jianbao-review/1";
/// A line is no longer than this, in bytes: what is longer was never written by this program.
pub const LONGEST_LINE: usize = 64 << 20;

/// The name of an event: who made it, in which session, and its number there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct EventId {
    pub by: String,
    pub session: String,
    pub n: u32,
}

/// Something a reviewer did.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Event {
    #[serde(flatten)]
    pub id: EventId,
    /// When, in UTC: `2024-03-30T10:40:00.123Z`.
    pub at: String,
    #[serde(flatten)]
    pub act: Act,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// A verdict on the flags of an entry, or of a selection of entries.
    Decide {
        verdict: Verdict,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        flags: Vec<Seen>,
    },
    /// A note (备注) on flags, in place of an earlier one; an empty one takes it away.
    Note { note: String, flags: Vec<Seen> },
    /// Flags taken as known (存量) until a day, with the reason.
    Accept {
        /// What they are, in the words of a filter.
        of: String,
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Date>,
        fingerprints: Vec<String>,
    },
    /// Takes an earlier event of the same reviewer back.
    Undo { of: EventId },
    /// Lets an event that was taken back hold again.
    Redo { of: EventId },
}

impl Act {
    /// The flags it speaks of.
    pub fn fingerprints(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        match self {
            Self::Decide { flags, .. } | Self::Note { flags, .. } => {
                Box::new(flags.iter().map(|seen| seen.fingerprint.as_str()))
            }
            Self::Accept { fingerprints, .. } => Box::new(fingerprints.iter().map(String::as_str)),
            Self::Undo { .. } | Self::Redo { .. } => Box::new(std::iter::empty()),
        }
    }
}

/// Why a line of a journal is set aside.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    #[error("torn or damaged")]
    Damaged,
    #[error("written by a later version ({0})")]
    Later(String),
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Line<E> {
    schema: String,
    #[serde(flatten)]
    event: E,
}

impl Event {
    /// The event as a line, without the line feed.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which no event is known for.
    pub fn to_line(&self) -> serde_json::Result<String> {
        Ok(seal(&to_json(&Line { schema: SCHEMA.to_owned(), event: self })?))
    }

    /// Reads a line.
    ///
    /// # Errors
    /// When it is not as it was written, or of a later version.
    pub fn of_line(line: &str) -> Result<Self, BadLine> {
        let Seal::Whole(body) = unseal(line) else { return Err(BadLine::Damaged) };
        let known = serde_json::from_str::<Line<Self>>(&body);
        let of_this_version = |schema: &str| schema == SCHEMA;
        match known {
            Ok(line) if of_this_version(&line.schema) => Ok(line.event),
            _ => {
                let later = serde_json::from_str::<Line<serde::de::IgnoredAny>>(&body).ok();
                let later = later.filter(|line| !of_this_version(&line.schema));
                Err(later.map_or(BadLine::Damaged, |line| BadLine::Later(line.schema)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(super) fn event(act: Act) -> Event {
        let id = EventId { by: "李".into(), session: "aaaa".into(), n: 7 };
        Event { id, at: "2024-03-30T10:40:00.123Z".into(), act }
    }

    fn acts() -> Vec<Act> {
        let id = EventId { by: "李".into(), session: "aaaa".into(), n: 3 };
        let accept = |until| Act::Accept {
            of: "规则:T3-BAL".into(),
            reason: "2019年以前的旧账,\"crc\":\"不再核查".into(),
            until,
            fingerprints: vec!["aaaabbbbccccdddd".into()],
        };
        vec![
            Act::Decide { verdict: Verdict::Real, note: Some("已电话核实\n".into()), flags: Vec::new() },
            Act::Note { note: String::new(), flags: Vec::new() },
            accept(None),
            accept(Date::new(2026, 12, 31)),
            Act::Undo { of: id.clone() },
            Act::Redo { of: id },
        ]
    }

    #[test]
    fn lines_are_read_as_they_were_written() {
        for act in acts() {
            let event = event(act);
            let line = event.to_line().unwrap();
            assert!(!line.contains('\n') && line.starts_with("{\"schema\":\"jianbao-review/1\""), "{line}");
            assert!(serde_json::from_str::<serde_json::Value>(&line).is_ok(), "{line}");
            assert_eq!(Event::of_line(&line), Ok(event));
        }
    }

    #[test]
    fn a_later_version_is_told_from_damage() {
        let line = seal("{\"schema\":\"jianbao-review/2\",\"act\":\"paint\"}");
        assert_eq!(Event::of_line(&line), Err(BadLine::Later("jianbao-review/2".into())));
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let line = event(acts().swap_remove(3)).to_line().unwrap();
        for at in 0..line.len() {
            for bit in 0..8 {
                let mut bytes = line.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                let read = String::from_utf8(bytes).map(|line| Event::of_line(&line));
                assert!(!matches!(read, Ok(Ok(_))), "bit {bit} of byte {at}");
            }
            assert!(line.get(..at).is_none_or(|start| Event::of_line(start).is_err()), "cut at {at}");
        }
    }

    proptest! {
        #[test]
        fn no_line_makes_it_fail(line in ".{0,200}") {
            prop_assert!(Event::of_line(&line).is_err());
        }
    }
}
