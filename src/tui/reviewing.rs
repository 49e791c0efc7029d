//! What reviewers decided, as the screens know it: the ledger, what is still being written, what stands of every
//! entry, and what is being chosen or typed. `deciding` changes it.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use crate::model::date::Date;
use crate::model::moment::Moment;
use crate::model::verdict::{Reviewed, Verdict};
use crate::review::{Act, Board, Change, Event, EventId, Judged, Ledger, Portion, Presence, Standing};
use crate::rules::{Brief, Fingerprint, FlagRef, Group};
use crate::search::query::Query;
use crate::tui::company::Company;
use crate::tui::entries::Entry;
use crate::tui::offer::{Left, Offer};
use crate::tui::state::Holdings;
use crate::tui::text::field::Field;

/// What stands of an entry: of all flags of its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// 待核.
    #[default]
    Open,
    /// 跳过: it comes back when nothing else is left.
    Skipped,
    Decided(Verdict),
    /// Decided, and being written.
    Saving(Verdict),
    /// Decided, but the evidence is another by now.
    Changed(Verdict),
    /// Decided, but a flag came to it since.
    Grown(Verdict),
}

impl Status {
    /// Whether there is something to decide now.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Changed(_) | Self::Grown(_))
    }

    pub fn is_decided(self) -> bool {
        matches!(self, Self::Decided(_))
    }
}

/// What a line is typed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typing {
    /// A note on these flags.
    Note(Vec<FlagRef>),
    /// Why these flags are taken as known, and until when; in the words of a filter they are this.
    Accept(Vec<FlagRef>, String),
}

/// Who reviews, and in which session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewer {
    pub by: String,
    pub session: String,
    /// The day it is: what is taken as known may end.
    pub today: Option<Date>,
    /// Their share of the corpus; all of it where there is none.
    pub portion: Option<Portion>,
    /// They came to review, rather than to look around.
    pub reviews: bool,
}

impl Default for Reviewer {
    /// Nobody in particular, at no time: for screens that are printed.
    fn default() -> Self {
        Self { by: "-".to_owned(), session: "-".to_owned(), today: None, portion: None, reviews: false }
    }
}

/// All that has to do with verdicts.
#[derive(Debug, Clone, Default)]
pub struct Reviewing {
    pub ledger: Ledger,
    pub reviewer: Reviewer,
    /// The number of the last event of this session.
    last: u32,
    /// Events that are being written, and the flags they are about.
    waiting: VecDeque<(EventId, Vec<FlagRef>)>,
    /// Of each group of the corpus.
    statuses: Vec<Status>,
    /// Rises whenever one of them may be another.
    version: u64,
    /// How the verdicts stand to the flags as they are now.
    board: Board,
    /// 存量: flags that lists leave out.
    known: HashSet<Fingerprint>,
    /// The entries chosen for one verdict, by the flags that stand for them, and where a range of them begins.
    pub selected: BTreeSet<FlagRef>,
    pub range_from: Option<FlagRef>,
    /// A verdict on all that is chosen that waits to be pressed again.
    pub confirm: Option<Verdict>,
    /// What is typed, for what.
    pub field: Option<(Typing, Field)>,
    /// Others at work in this corpus.
    company: Company,
    /// The flag that the others have been told this session is at.
    pub told_of: Option<Fingerprint>,
    /// What is like what was just dismissed.
    pub offer: Option<Offer>,
    /// Where the reviewer was when they took an offer.
    pub left: Option<Left>,
    /// A note that was left unfinished, and its flags.
    pub draft: Option<(Vec<FlagRef>, String)>,
    /// The same of flags that are not there any more, by their names.
    pub orphan: Option<(Vec<String>, String)>,
    /// The journals have been read: before, nobody knows what is decided.
    pub heard: bool,
    /// The cursor of the list of flags has been put where the review goes on.
    begun: bool,
    /// Decisions of this session that are on the disk, and when the first and the last were made.
    done: usize,
    first_at: Option<Moment>,
    last_at: Option<Moment>,
}

impl Reviewing {
    pub fn of(reviewer: Reviewer) -> Self {
        Self { reviewer, ..Self::default() }
    }

    /// An event of this session, with the next number; the moment is put in where it is written.
    pub fn event(&mut self, act: Act) -> Event {
        self.last += 1;
        let Reviewer { by, session, .. } = self.reviewer.clone();
        Event { id: EventId { by, session, n: self.last }, at: String::new(), act }
    }

    /// The verdicts as this reviewer sees them.
    pub fn judged(&self) -> Judged<'_> {
        let Self { ledger, board, known, reviewer, .. } = self;
        let share = reviewer.portion.map(|portion| (reviewer.by.as_str(), portion));
        Judged { ledger, board, known, share }
    }

    /// The verdict in force on a flag, whatever it was called then.
    pub fn verdict(&self, name: Fingerprint) -> Option<Verdict> {
        self.judged().verdict(name)
    }

    /// All that is known of a flag that somebody decided on.
    pub fn standing(&self, name: Fingerprint) -> Option<Standing<'_>> {
        self.judged().standing(name)
    }

    /// Whether a report is in this reviewer's share.
    pub fn is_mine(&self, holdings: &Holdings, report: usize) -> bool {
        let Some(portion) = self.reviewer.portion else { return true };
        holdings.corpus.header(report).is_none_or(|header| portion.has_report(&header))
    }

    /// The note on a flag.
    pub fn note(&self, name: Fingerprint) -> Option<&str> {
        let is_hidden = self.standing(name).is_none() && self.ledger.standing(self.judged().then(name)).is_some();
        if self.reviewer.portion.is_some() && is_hidden {
            return None;
        }
        self.ledger.note(name).or_else(|| self.ledger.note(self.judged().then(name)))
    }

    /// What of a flag is no longer as it was seen when it was decided.
    pub fn changes(&self, name: Fingerprint) -> &[Change] {
        self.board.changed.get(&name).map_or(&[], Vec::as_slice)
    }

    /// How many verdicts are on flags that are no longer there.
    pub fn gone(&self) -> usize {
        self.board.gone.len()
    }

    /// Takes in how the verdicts stand to the flags of the corpus.
    pub fn compare(&mut self, holdings: &Holdings, board: Board) {
        self.board = board;
        self.settle(holdings);
    }

    /// What filters want to know, where this one asks for verdicts at all.
    pub fn for_query(&self, query: &Query) -> Arc<HashMap<Fingerprint, Reviewed>> {
        if !query.asks_for_verdicts() {
            return Arc::default();
        }
        Arc::new(self.judged().all())
    }

    /// Whether the review begins now: once, when flags and journals are both there.
    pub fn begins(&mut self) -> bool {
        self.heard && !std::mem::replace(&mut self.begun, self.heard)
    }

    /// Takes in where other reviewers are.
    pub fn meet(&mut self, holdings: &Holdings, others: Vec<Presence>) {
        self.company.meet(holdings, others);
    }

    /// Who else is at a group.
    pub fn other_at(&self, group: Option<usize>) -> Option<&str> {
        self.company.at(group)
    }

    /// Whether somebody decides here, rather than looks around.
    pub fn is_at_work(&self) -> bool {
        self.reviewer.reviews || self.last > 0
    }

    /// Whether anybody decided anything.
    pub fn is_used(&self) -> bool {
        !self.ledger.is_empty()
    }

    /// How many flags are taken as known.
    pub fn known(&self) -> usize {
        self.known.len()
    }

    /// What stands of an entry.
    pub fn of_entry(&self, holdings: &Holdings, entry: &Entry) -> Status {
        self.of_group(holdings.groups.number_of(entry.head()))
    }

    /// What stands of a group by its number.
    pub fn of_group(&self, number: Option<usize>) -> Status {
        number.and_then(|number| self.statuses.get(number)).copied().unwrap_or_default()
    }

    /// Another number means that what was counted has to be counted anew.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Finds anew what stands of all groups: when the flags are others, or everything has been read anew.
    pub fn settle(&mut self, holdings: &Holdings) {
        self.version += 1;
        self.company.settle(holdings);
        let today = self.reviewer.today;
        self.known = today.map(|today| self.ledger.known(today)).unwrap_or_default();
        self.statuses = if self.ledger.is_empty() {
            vec![Status::Open; holdings.groups.count()]
        } else {
            holdings.groups.all().map(|group| self.status(holdings, group)).collect()
        };
    }

    /// The same for the groups of some flags.
    pub fn touch(&mut self, holdings: &Holdings, flags: impl IntoIterator<Item = FlagRef>) {
        self.version += 1;
        for at in flags {
            let Some((number, group)) = holdings.groups.number_of(at).zip(holdings.groups.of_flag(at)) else {
                continue;
            };
            let status = self.status(holdings, group);
            if let Some(kept) = self.statuses.get_mut(number) {
                *kept = status;
            }
        }
    }

    /// The same for flags by their names.
    pub fn touch_named(&mut self, holdings: &Holdings, names: &HashSet<Fingerprint>) {
        if !names.is_empty() {
            let flags = holdings.checked.briefs().iter().filter(|(_, flag)| names.contains(&flag.name()));
            let flags: Vec<FlagRef> = flags.map(|(at, _)| at).collect();
            self.touch(holdings, flags);
        }
    }

    fn status(&self, holdings: &Holdings, group: Group<'_>) -> Status {
        let (mut verdict, mut open, mut skipped, mut changed, mut unsaved) = (None, false, false, false, false);
        for name in group.flags().filter_map(|at| holdings.brief(at)).map(Brief::name) {
            unsaved |= self.ledger.is_unsaved(name);
            match self.verdict(name) {
                Some(decided) if decided.decides() => {
                    verdict.get_or_insert(decided);
                    changed |= !self.changes(name).is_empty();
                }
                Some(_) => skipped = true,
                None => open = true,
            }
        }
        match verdict {
            Some(verdict) if unsaved => Status::Saving(verdict),
            Some(verdict) if changed => Status::Changed(verdict),
            Some(verdict) if open || skipped => Status::Grown(verdict),
            Some(verdict) => Status::Decided(verdict),
            None if skipped => Status::Skipped,
            None => Status::Open,
        }
    }

    /// Takes in an event that is to be written.
    pub fn propose(&mut self, holdings: &Holdings, event: Event, flags: &[FlagRef]) {
        self.waiting.push_back((event.id.clone(), flags.to_vec()));
        self.ledger.propose(event);
        self.touch(holdings, flags.iter().copied());
    }

    /// Takes in what became of an event; answers the flags it is about.
    pub fn settle_event(&mut self, holdings: &Holdings, event: &Event, written: bool) -> Vec<FlagRef> {
        let place = self.waiting.iter().position(|(id, _)| *id == event.id);
        let (_, flags) =
            place.and_then(|place| self.waiting.remove(place)).unwrap_or_else(|| (event.id.clone(), Vec::new()));
        if written {
            self.recorded(event);
        } else {
            self.ledger.withdraw(&event.id);
        }
        self.touch(holdings, flags.iter().copied());
        flags
    }

    fn recorded(&mut self, event: &Event) {
        if let Act::Decide { verdict, flags, .. } = &event.act {
            // Whoever decides now has seen it as it is now.
            flags
                .iter()
                .map(|seen| Fingerprint::of(&seen.fingerprint))
                .for_each(|name| _ = self.board.changed.remove(&name));
            if verdict.decides() {
                self.done += 1;
                self.last_at = Moment::parse(&event.at);
                self.first_at = self.first_at.or(self.last_at);
            }
        }
        self.ledger.extend([event.clone()]);
    }

    /// The last decision of this reviewer that holds and is on the disk, by its verdict and first flag.
    pub fn last_decision(&self) -> Option<(Verdict, &crate::review::Seen, usize)> {
        let event = self.ledger.last_decision(&self.reviewer.by)?;
        let Act::Decide { verdict, flags, .. } = &event.act else { return None };
        let first = flags.first()?;
        let saved = self.ledger.standing(Fingerprint::of(&first.fingerprint)).is_none_or(|s| !s.latest.is_unsaved);
        saved.then_some((*verdict, first, flags.len()))
    }

    /// How many decisions a minute this session makes, in tenths; nothing before it has gone on for a minute.
    pub fn tenths_a_minute(&self) -> Option<usize> {
        let passed = usize::try_from(self.last_at?.seconds_since(self.first_at?)).ok()?;
        (passed >= 60).then(|| self.done * 600 / passed)
    }

    /// Whether anything is chosen or being chosen.
    pub fn is_selecting(&self) -> bool {
        !self.selected.is_empty() || self.range_from.is_some()
    }

    /// Goes on with another corpus; `moved` says where a flag is there.
    pub fn renew(&mut self, moved: &dyn Fn(FlagRef) -> Option<FlagRef>) {
        let all = |flags: &[FlagRef]| -> Vec<FlagRef> { flags.iter().copied().filter_map(moved).collect() };
        self.waiting.iter_mut().for_each(|(_, flags)| *flags = all(flags));
        self.selected = self.selected.iter().copied().filter_map(moved).collect();
        (self.range_from, self.confirm) = (self.range_from.and_then(moved), None);
        // What is like what was dismissed is found anew when it is asked for.
        self.offer = None;
        if let Some(left) = &mut self.left {
            left.renew(moved);
        }
        if let Some((Typing::Note(flags) | Typing::Accept(flags, _), _)) = &mut self.field {
            *flags = all(flags);
        }
        if let Some((flags, _)) = &mut self.draft {
            *flags = all(flags);
        }
    }

    pub fn deselect(&mut self) {
        self.selected.clear();
        self.range_from = None;
        self.confirm = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_told_after_a_minute() {
        let holdings = Holdings::of(Arc::default(), crate::tui::tree::Tree::default(), crate::tui::state::Stage::Ready);
        let mut review = Reviewing::default();
        let mut decide = |at: &str| {
            let act = Act::Decide { verdict: Verdict::Real, note: None, flags: Vec::new() };
            let event = Event { at: at.to_owned(), ..review.event(act) };
            review.propose(&holdings, event.clone(), &[]);
            review.settle_event(&holdings, &event, true);
            review.tenths_a_minute()
        };
        assert_eq!(decide("2024-12-31T23:59:30.000Z"), None);
        assert_eq!(decide("2025-01-01T00:00:00.000Z"), None);
        assert_eq!(decide("2025-01-01T00:01:30.000Z"), Some(15));
        assert_eq!(decide(""), None, "a moment that is not known");
    }
}
