//! Other reviewers at work in the same corpus, as the screens know them: which entry each is at.

use std::collections::BTreeMap;

use crate::review::Presence;
use crate::rules::Fingerprint;
use crate::tui::state::Holdings;

/// Who is where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Company {
    all: Vec<Presence>,
    /// By the numbers of groups.
    at: BTreeMap<usize, String>,
}

impl Company {
    /// Takes in where the others are now.
    pub fn meet(&mut self, holdings: &Holdings, all: Vec<Presence>) {
        self.all = all;
        self.settle(holdings);
    }

    /// Finds anew which entries they are at, after the flags have become others.
    pub fn settle(&mut self, holdings: &Holdings) {
        self.at.clear();
        if self.all.is_empty() {
            return;
        }
        let names: Vec<Fingerprint> = self.all.iter().map(|presence| Fingerprint::of(&presence.flag)).collect();
        for (at, flag) in holdings.checked.briefs().iter() {
            let nth = names.iter().position(|name| *name == flag.name());
            let other = nth.and_then(|nth| self.all.get(nth)).zip(holdings.groups.number_of(at));
            self.at.extend(other.map(|(presence, group)| (group, presence.by.clone())));
        }
    }

    /// Who is at a group.
    pub fn at(&self, group: Option<usize>) -> Option<&str> {
        self.at.get(&group?).map(String::as_str)
    }
}
