//! What reviewers say of the flags that are written: the verdict in force, whether the flag is as it was when it was
//! decided, and what is taken as known (存量). Each format has its own words for it.

use std::collections::{HashMap, HashSet};
use std::time::SystemTime;

use crate::commands::filter::Share;
use crate::corpus::Corpus;
use crate::model::flag::Flag;
use crate::model::moment::Moment;
use crate::model::verdict::Verdict;
use crate::review::{Act, Board, Change, Judged, Ledger, Standing};
use crate::rules::{Checked, Fingerprint, masked};

/// How a verdict stands to the flags of the corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    /// The flag is as it was when it was decided.
    Unchanged,
    /// Its evidence is another.
    Changed,
    /// It had another name, and is known by its place.
    FoundAgain,
    /// It is not there any more.
    Gone,
}

impl Status {
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Changed => "changed",
            Self::FoundAgain => "found_again",
            Self::Gone => "gone",
        }
    }

    pub(super) fn name_zh(self) -> &'static str {
        match self {
            Self::Unchanged => "未变",
            Self::Changed => "依据有变",
            Self::FoundAgain => "重新找到",
            Self::Gone => "已不再出现",
        }
    }
}

/// What is said of one flag.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Said {
    pub opinion: Option<Opinion>,
    /// Why it is taken as known, where it is.
    pub accepted: Option<String>,
}

/// The verdict in force. Numbers of persons in the note are masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Opinion {
    pub verdict: Verdict,
    pub by: String,
    pub at: String,
    pub note: Option<String>,
    pub status: Status,
    pub changes: Vec<Change>,
    /// Whether others decided otherwise.
    pub disputed: bool,
}

/// The verdicts on a corpus.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    pub ledger: Ledger,
    pub board: Board,
    /// Flags taken as known today, with the reason.
    accepted: HashMap<Fingerprint, String>,
    known: HashSet<Fingerprint>,
    /// Who looks at them, where they see a share alone.
    share: Option<Share>,
}

impl Verdicts {
    /// What journals say of the flags of a corpus.
    pub(super) fn of(ledger: Ledger, corpus: &Corpus, checked: &Checked) -> Self {
        let board = Board::of(corpus, checked, &ledger);
        Self { board, ..Self::unseen(ledger) }
    }

    /// The same where the flags are not known beforehand: none is looked for under another name.
    pub(super) fn unseen(ledger: Ledger) -> Self {
        let today = Moment::of(SystemTime::now()).day();
        let mut accepted = HashMap::new();
        for (event, _) in ledger.events().filter(|(_, holds)| *holds) {
            if let Act::Accept { reason, until, fingerprints, .. } = &event.act
                && until.is_none_or(|until| today.is_none_or(|today| today <= until))
            {
                let names = fingerprints.iter().map(|name| Fingerprint::of(name));
                accepted.extend(names.map(|name| (name, masked(reason.clone()))));
            }
        }
        let known = today.map(|today| ledger.known(today)).unwrap_or_default();
        Self { ledger, board: Board::default(), accepted, known, share: None }
    }

    /// The same as the owner of a share sees it.
    pub(super) fn seen_by(self, share: Option<&Share>) -> Self {
        Self { share: share.cloned(), ..self }
    }

    /// The verdicts as filters ask of them.
    pub(super) fn judged(&self) -> Judged<'_> {
        let share = self.share.as_ref().map(|(by, portion)| (by.as_str(), *portion));
        Judged { ledger: &self.ledger, board: &self.board, known: &self.known, share }
    }

    /// What is said of a flag as it is now.
    pub(super) fn said(&self, flag: &Flag) -> Said {
        let name = Fingerprint::of(&flag.fingerprint);
        let is_seen = |standing: &Standing<'_>| self.judged().is_seen(standing);
        let own = self.ledger.standing(name).filter(|standing| standing.latest.verdict.decides()).filter(is_seen);
        let then = || self.ledger.standing(*self.board.found_again.get(&name)?).filter(is_seen);
        let found = own.map(|own| (own, false)).or_else(|| Some((then()?, true)));
        let opinion = found.map(|(standing, found_again)| Opinion::of(&standing, flag, found_again));
        Said { opinion, accepted: self.accepted.get(&name).cloned() }
    }
}

impl Opinion {
    fn of(standing: &Standing<'_>, flag: &Flag, found_again: bool) -> Self {
        let latest = standing.latest;
        let changes = latest.seen.changes(flag);
        let status = match (found_again, changes.is_empty()) {
            (true, _) => Status::FoundAgain,
            (false, true) => Status::Unchanged,
            (false, false) => Status::Changed,
        };
        Self {
            verdict: latest.verdict,
            by: latest.by.to_owned(),
            at: latest.at.to_owned(),
            note: standing.note.map(|note| masked(note.to_owned())),
            status,
            changes,
            disputed: standing.is_disputed(),
        }
    }

    /// Whether the verdict is on just what is there now, by everybody who decided it.
    pub(super) fn is_firm(&self) -> bool {
        !self.disputed && self.changes.is_empty()
    }

    /// The day it was made on.
    pub(super) fn day(&self) -> String {
        let day = Moment::parse(&self.at).and_then(Moment::day);
        day.map_or_else(|| self.at.clone(), |day| day.to_string())
    }

    /// What was seen and what is there now: `t3.granted.total 4→5`.
    pub(super) fn told_changes(&self) -> String {
        told(&self.changes)
    }
}

/// Changes on one line.
pub(super) fn told(changes: &[Change]) -> String {
    let one = |change: &Change| {
        let cell = change.cell.as_ref().map_or_else(String::new, |cell| format!("{cell} "));
        let shown = |text: &str| if text.is_empty() { "—".to_owned() } else { text.to_owned() };
        format!("{cell}{}→{}", shown(&change.old), shown(&change.new))
    };
    changes.iter().map(one).collect::<Vec<_>>().join("; ")
}
