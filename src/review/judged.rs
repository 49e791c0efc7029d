//! What reviewers made of the flags of a corpus, as filters and lists ask of it. Whoever has a share of the corpus
//! does not see what another said of a report that two judge before having said something, too.

use std::collections::{HashMap, HashSet};

use crate::model::verdict::{Reviewed, Verdict};
use crate::review::{Board, Ledger, Portion, Standing};
use crate::rules::Fingerprint;

/// The verdicts on the flags of a corpus as somebody sees them.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    pub ledger: &'a Ledger,
    pub board: &'a Board,
    /// Flags that are taken as known (存量).
    pub known: &'a HashSet<Fingerprint>,
    /// Who looks, and their share; without one everything is seen.
    pub share: Option<(&'a str, Portion)>,
}

impl<'a> Judged<'a> {
    /// The name a flag had when it was decided.
    pub fn then(&self, name: Fingerprint) -> Fingerprint {
        self.board.found_again.get(&name).copied().unwrap_or(name)
    }

    /// The verdict in force on a flag, whatever it was called then.
    pub fn verdict(&self, name: Fingerprint) -> Option<Verdict> {
        let verdict = self.ledger.verdict(name).or_else(|| self.ledger.verdict(self.then(name)))?;
        if self.share.is_none() { Some(verdict) } else { self.standing(name).map(|s| s.latest.verdict) }
    }

    /// All that is known of a flag that somebody decided on.
    pub fn standing(&self, name: Fingerprint) -> Option<Standing<'a>> {
        let standing = self.ledger.standing(name).or_else(|| self.ledger.standing(self.then(name)))?;
        self.is_seen(&standing).then_some(standing)
    }

    /// Whether it is known to whoever looks.
    pub fn is_seen(&self, standing: &Standing<'_>) -> bool {
        let Some((by, portion)) = self.share else { return true };
        let seen = standing.latest.seen;
        let is_blind = portion.is_double(seen.agency.as_deref().unwrap_or(&seen.report), seen.year);
        !is_blind || standing.opinions.iter().any(|opinion| opinion.by == by)
    }

    /// Whether a flag is taken as known.
    pub fn is_known(&self, name: Fingerprint) -> bool {
        self.known.contains(&name)
    }

    /// What is known of a flag for filters.
    pub fn of_flag(&self, name: Fingerprint) -> Reviewed {
        let verdict = self.verdict(name);
        if verdict.is_none() && self.known.is_empty() {
            return Reviewed::default();
        }
        let changed = || self.board.changed.get(&name).is_some_and(|changes| !changes.is_empty());
        let disputed = || self.standing(name).is_some_and(|standing| standing.is_disputed());
        Reviewed {
            verdict,
            changed: verdict.is_some() && changed(),
            disputed: verdict.is_some() && disputed(),
            known: self.is_known(name),
        }
    }

    /// The same of every flag that there is anything to know of.
    pub fn all(&self) -> HashMap<Fingerprint, Reviewed> {
        let decided = self.ledger.verdicts().map(|(name, _)| name);
        let again = self.board.found_again.keys().copied();
        let names: HashSet<Fingerprint> = decided.chain(again).chain(self.known.iter().copied()).collect();
        names.into_iter().map(|name| (name, self.of_flag(name))).collect()
    }
}
