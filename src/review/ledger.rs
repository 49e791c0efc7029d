//! What all journals together say: of each flag who decided what, what can be taken back, what is known since
//! before (存量). Events only ever come in; which of them hold follows from all of them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::model::date::Date;
use crate::model::verdict::Verdict;
use crate::review::counts::Counts;
use crate::review::event::{Act, Event, EventId};
use crate::review::seen::Seen;
use crate::rules::Fingerprint;

/// What one reviewer says of a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opinion<'l> {
    pub by: &'l str,
    pub at: &'l str,
    pub verdict: Verdict,
    /// What they saw when they decided.
    pub seen: &'l Seen,
    /// Not yet known to be on the disk.
    pub is_unsaved: bool,
}

/// What is known of a flag that somebody decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'l> {
    /// The latest opinion; a mere skip only where nobody says more.
    pub latest: Opinion<'l>,
    /// The latest of each reviewer, in the order of their names.
    pub opinions: Vec<Opinion<'l>>,
    pub note: Option<&'l str>,
}

impl Standing<'_> {
    /// Whether two reviewers decided it differently.
    pub fn is_disputed(&self) -> bool {
        let decided: BTreeSet<Verdict> = self.opinions.iter().map(|o| o.verdict).filter(|v| v.decides()).collect();
        decided.len() > 1
    }
}

/// What a reviewer has done and taken back, the newest last.
#[derive(Debug, Clone, Default)]
struct Stack {
    done: Vec<usize>,
    undone: Vec<usize>,
}

/// The events of all journals.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Shared, since copies of a ledger are looked through in the background.
    events: Vec<Arc<Event>>,
    numbers: HashMap<EventId, usize>,
    /// The events that speak of a flag, in the order they came, with its place among the flags of each: one may
    /// speak of thousands.
    of_flag: HashMap<Fingerprint, Vec<(usize, usize)>>,
    /// Events that do not hold: taken back, or never written.
    void: HashSet<usize>,
    stacks: BTreeMap<String, Stack>,
    accepted: Vec<usize>,
    unsaved: BTreeSet<usize>,
    /// Flags with a verdict that decides; kept as events come, so that lists ask in one step.
    decided: HashMap<Fingerprint, Verdict>,
    /// The same counted by rule.
    of_rule: BTreeMap<String, Counts>,
}

impl Ledger {
    /// Takes events in. One that is there is known by its name and taken once.
    pub fn extend(&mut self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            match self.numbers.get(&event.id) {
                Some(number) => self.save(*number, event),
                None => _ = self.put(event),
            }
        }
    }

    /// Takes in an event that is still to be written.
    pub fn propose(&mut self, event: Event) {
        if !self.numbers.contains_key(&event.id) {
            let number = self.put(event);
            self.unsaved.insert(number);
        }
    }

    /// Drops an event that could not be written: whatever it took back holds again.
    pub fn withdraw(&mut self, id: &EventId) {
        let Some(number) = self.numbers.get(id).copied().filter(|number| self.unsaved.remove(number)) else { return };
        let Some(event) = self.event(number).cloned() else { return };
        self.numbers.remove(id);
        if let Some(stack) = self.stacks.get_mut(&event.id.by) {
            stack.done.retain(|done| *done != number);
        }
        match &event.act {
            Act::Undo { of } => self.hold(of),
            Act::Redo { of } => self.drop_again(of),
            _ => {}
        }
        self.void.insert(number);
        self.settle(number);
    }

    fn put(&mut self, event: Event) -> usize {
        let number = self.events.len();
        self.numbers.insert(event.id.clone(), number);
        for (nth, fingerprint) in event.act.fingerprints().enumerate() {
            let events = self.of_flag.entry(Fingerprint::of(fingerprint)).or_default();
            if events.last().is_none_or(|(last, _)| *last != number) {
                events.push((number, nth));
            }
        }
        let stack = self.stacks.entry(event.id.by.clone()).or_default();
        match &event.act {
            Act::Undo { of } => {
                let of = of.clone();
                self.events.push(Arc::new(event));
                self.drop_again(&of);
                return number;
            }
            Act::Redo { of } => {
                let of = of.clone();
                self.events.push(Arc::new(event));
                self.hold(&of);
                return number;
            }
            Act::Accept { .. } => {
                stack.done.push(number);
                self.accepted.push(number);
            }
            Act::Decide { .. } | Act::Note { .. } => stack.done.push(number),
        }
        // What was taken back before something new was done is not taken up again.
        stack.undone.clear();
        self.events.push(Arc::new(event));
        self.settle(number);
        number
    }

    fn save(&mut self, number: usize, event: Event) {
        self.unsaved.remove(&number);
        if let Some(kept) = self.events.get_mut(number) {
            *kept = Arc::new(event);
        }
        self.settle(number);
    }

    /// Lets an event of this name hold no longer, on the word of the reviewer who made it.
    fn drop_again(&mut self, of: &EventId) {
        let Some(number) = self.numbers.get(of).copied() else { return };
        let Some(stack) = self.stacks.get_mut(&of.by) else { return };
        if let Some(at) = stack.done.iter().rposition(|done| *done == number) {
            stack.done.remove(at);
            stack.undone.push(number);
            self.void.insert(number);
            self.settle(number);
        }
    }

    fn hold(&mut self, of: &EventId) {
        let Some(number) = self.numbers.get(of).copied() else { return };
        let Some(stack) = self.stacks.get_mut(&of.by) else { return };
        if let Some(at) = stack.undone.iter().rposition(|undone| *undone == number) {
            stack.undone.remove(at);
            stack.done.push(number);
            self.void.remove(&number);
            self.settle(number);
        }
    }

    /// Finds anew what is decided of the flags of an event.
    fn settle(&mut self, number: usize) {
        let Some(event) = self.event(number) else { return };
        let flags: Vec<Fingerprint> = event.act.fingerprints().map(Fingerprint::of).collect();
        for flag in flags {
            let now = self.standing(flag).map(|standing| standing.latest.verdict);
            let before = match now {
                Some(verdict) => self.decided.insert(flag, verdict),
                None => self.decided.remove(&flag),
            };
            let rule_of = || self.trail(flag).find_map(|(_, _, seen)| Some(seen?.rule.clone()));
            let rule = (before != now).then(rule_of).flatten();
            if let Some(rule) = rule {
                self.of_rule.entry(rule).or_default().replace(before, now);
            }
        }
    }

    /// The verdicts in force, by rule.
    pub fn by_rule(&self) -> BTreeMap<String, Counts> {
        let counted = self.of_rule.iter().filter(|(_, counts)| **counts != Counts::default());
        counted.map(|(rule, counts)| (rule.clone(), *counts)).collect()
    }

    /// The verdicts in force on the flags of a rule.
    pub fn counts_of(&self, rule: &str) -> Counts {
        self.of_rule.get(rule).copied().unwrap_or_default()
    }

    /// The verdict in force on a flag; a skip is one, too.
    pub fn verdict(&self, flag: Fingerprint) -> Option<Verdict> {
        self.decided.get(&flag).copied()
    }

    /// Whether what is said of a flag is still to be written.
    pub fn is_unsaved(&self, flag: Fingerprint) -> bool {
        let numbers = || self.of_flag.get(&flag).into_iter().flatten();
        !self.unsaved.is_empty() && numbers().any(|(number, _)| self.unsaved.contains(number))
    }

    /// Every flag with a verdict, in no order.
    pub fn verdicts(&self) -> impl Iterator<Item = (Fingerprint, Verdict)> {
        self.decided.iter().map(|(flag, verdict)| (*flag, *verdict))
    }

    /// All that is known of a flag; `None` where nobody decided on it.
    pub fn standing(&self, flag: Fingerprint) -> Option<Standing<'_>> {
        let mut opinions: BTreeMap<&str, Opinion<'_>> = BTreeMap::new();
        let mut note = None;
        for (number, nth, event) in self.holding(flag) {
            match &event.act {
                Act::Decide { verdict, note: with, .. } => {
                    let Some(seen) = seen(event, nth, flag) else { continue };
                    let is_unsaved = self.unsaved.contains(&number);
                    let opinion = Opinion { by: &event.id.by, at: &event.at, verdict: *verdict, seen, is_unsaved };
                    opinions.insert(&event.id.by, opinion);
                    note = with.as_deref().or(note);
                }
                Act::Note { note: text, .. } => note = Some(text.as_str()),
                Act::Accept { .. } | Act::Undo { .. } | Act::Redo { .. } => {}
            }
        }
        let opinions: Vec<Opinion<'_>> = opinions.into_values().collect();
        let latest = opinions.iter().max_by_key(|o| (o.is_unsaved, o.verdict.decides(), o.at)).copied()?;
        Some(Standing { latest, opinions, note: note.filter(|note| !note.is_empty()) })
    }

    /// The note on a flag, whether it is decided or not.
    pub fn note(&self, flag: Fingerprint) -> Option<&str> {
        let notes = self.holding(flag).filter_map(|(_, _, event)| match &event.act {
            Act::Decide { note, .. } => note.as_deref(),
            Act::Note { note, .. } => Some(note.as_str()),
            _ => None,
        });
        notes.last().filter(|note| !note.is_empty())
    }

    /// All that was ever said of a flag, in the order it came: whether it holds, and what was seen of the flag, where
    /// the event says that. The audit trail.
    pub fn trail(&self, flag: Fingerprint) -> impl Iterator<Item = (&Event, bool, Option<&Seen>)> {
        let numbers = self.of_flag.get(&flag).into_iter().flatten();
        numbers.filter_map(move |(number, nth)| {
            let event = self.event(*number)?;
            Some((event, !self.void.contains(number), seen(event, *nth, flag)))
        })
    }

    fn event(&self, number: usize) -> Option<&Event> {
        self.events.get(number).map(Arc::as_ref)
    }

    fn holding(&self, flag: Fingerprint) -> impl Iterator<Item = (usize, usize, &Event)> {
        let numbers = self.of_flag.get(&flag).into_iter().flatten().copied();
        numbers
            .filter(|(number, _)| !self.void.contains(number))
            .filter_map(|(number, nth)| Some((number, nth, self.event(number)?)))
    }

    /// What a reviewer would take back: the last they did in this session, else in an earlier one.
    pub fn undoable(&self, by: &str, session: &str) -> Option<&Event> {
        self.top(&self.stacks.get(by)?.done, session)
    }

    /// What a reviewer took back last and did nothing after.
    pub fn redoable(&self, by: &str, session: &str) -> Option<&Event> {
        self.top(&self.stacks.get(by)?.undone, session)
    }

    fn top(&self, numbers: &[usize], session: &str) -> Option<&Event> {
        let mut events = numbers.iter().rev().filter_map(|number| self.event(*number));
        let own = events.clone().find(|event| event.id.session == session);
        own.or_else(|| events.next())
    }

    /// How many steps a reviewer can take back.
    pub fn depth(&self, by: &str) -> usize {
        self.stacks.get(by).map_or(0, |stack| stack.done.len())
    }

    /// The last decision of a reviewer that holds.
    pub fn last_decision(&self, by: &str) -> Option<&Event> {
        let done = self.stacks.get(by)?.done.iter().rev().filter_map(|number| self.event(*number));
        done.clone().find(|event| matches!(event.act, Act::Decide { .. }))
    }

    /// The flags taken as known on a day.
    pub fn known(&self, today: Date) -> HashSet<Fingerprint> {
        let holding = self.accepted.iter().filter(|number| !self.void.contains(number));
        let events = holding.filter_map(|number| self.event(*number));
        let flags = events.filter_map(|event| match &event.act {
            Act::Accept { until, fingerprints, .. } if until.is_none_or(|until| today <= until) => Some(fingerprints),
            _ => None,
        });
        flags.flatten().map(|fingerprint| Fingerprint::of(fingerprint)).collect()
    }

    /// Whether an event is there already.
    pub fn has(&self, id: &EventId) -> bool {
        self.numbers.contains_key(id)
    }

    /// What an act is about in the end: what it takes back or takes up again, else itself.
    pub fn subject<'a>(&'a self, act: &'a Act) -> Option<&'a Act> {
        match act {
            Act::Undo { of } | Act::Redo { of } => Some(&self.event(*self.numbers.get(of)?)?.act),
            _ => Some(act),
        }
    }

    /// Every event, in the order it came, and whether it holds.
    pub fn events(&self) -> impl Iterator<Item = (&Event, bool)> {
        self.events.iter().enumerate().map(|(number, event)| (&**event, !self.void.contains(&number)))
    }

    /// How many events there are, whether they hold or not: it only grows while a ledger lives.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}

/// What was seen of a flag, that is the nth of an event.
fn seen(event: &Event, nth: usize, flag: Fingerprint) -> Option<&Seen> {
    let (Act::Decide { flags, .. } | Act::Note { flags, .. }) = &event.act else { return None };
    flags.get(nth).filter(|seen| Fingerprint::of(&seen.fingerprint) == flag)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::flag::{Class, Severity};

    fn name(n: u8) -> String {
        format!("aaaabbbbccccddd{}", char::from(b'a' + n))
    }

    fn seen(n: u8) -> Seen {
        Seen {
            fingerprint: name(n),
            rule: ["T3-BAL", "NS-SUM"][usize::from(n % 2)].into(),
            severity: Severity::Error,
            class: Class::Report,
            report: "r".into(),
            path: "p".into(),
            agency: None,
            year: None,
            message: String::new(),
            expected: String::new(),
            found: String::new(),
            evidence: Vec::new(),
        }
    }

    fn id(by: &str, session: &str, n: u32) -> EventId {
        EventId { by: by.into(), session: session.into(), n }
    }

    fn event(id: EventId, at: u32, act: Act) -> Event {
        Event { id, at: format!("2024-03-30T10:{at:02}:00.000Z"), act }
    }

    fn decide(verdict: Verdict, flags: &[u8]) -> Act {
        Act::Decide { verdict, note: None, flags: flags.iter().map(|n| seen(*n)).collect() }
    }

    fn of(n: u8) -> Fingerprint {
        Fingerprint::of(&name(n))
    }

    #[test]
    fn the_latest_word_counts_and_a_skip_is_none() {
        let mut ledger = Ledger::default();
        ledger.extend([
            event(id("li", "a", 1), 1, decide(Verdict::Real, &[0, 1])),
            event(id("an", "b", 1), 2, decide(Verdict::FalseAlarm, &[1])),
            event(id("an", "b", 2), 3, decide(Verdict::Skip, &[0, 2])),
        ]);
        let verdicts = [0, 1, 2, 3].map(|n| ledger.verdict(of(n)));
        assert_eq!(verdicts, [Some(Verdict::Real), Some(Verdict::FalseAlarm), Some(Verdict::Skip), None]);
        let disputed = [0, 1].map(|n| ledger.standing(of(n)).unwrap().is_disputed());
        assert_eq!(disputed, [false, true]);
        assert_eq!(ledger.standing(of(1)).unwrap().opinions.len(), 2);
    }

    #[test]
    fn steps_are_taken_back_and_taken_again_after_a_restart_too() {
        let mut ledger = Ledger::default();
        ledger.extend([
            event(id("li", "old", 1), 1, decide(Verdict::Real, &[0])),
            event(id("li", "old", 2), 2, decide(Verdict::Discuss, &[1, 2])),
            event(id("an", "x", 1), 2, decide(Verdict::Real, &[2])),
        ]);
        let undo = |ledger: &mut Ledger, n| {
            let of = ledger.undoable("li", "new").unwrap().id.clone();
            ledger.extend([event(id("li", "new", n), 5, Act::Undo { of })]);
        };
        undo(&mut ledger, 1);
        assert_eq!([0, 1, 2].map(|n| ledger.verdict(of(n))), [Some(Verdict::Real), None, Some(Verdict::Real)]);
        undo(&mut ledger, 2);
        assert_eq!((ledger.verdict(of(0)), ledger.depth("li")), (None, 0));
        let redo = ledger.redoable("li", "new").unwrap().id.clone();
        assert_eq!(redo.n, 1);
        ledger.extend([event(id("li", "new", 3), 6, Act::Redo { of: redo })]);
        assert_eq!(ledger.verdict(of(0)), Some(Verdict::Real));
        ledger.extend([event(id("li", "new", 4), 7, decide(Verdict::Misread, &[3]))]);
        assert!(ledger.redoable("li", "new").is_none(), "something new was done");
    }

    #[test]
    fn what_could_not_be_written_does_not_hold() {
        let mut ledger = Ledger::default();
        ledger.extend([event(id("li", "a", 1), 1, decide(Verdict::Real, &[0]))]);
        ledger.propose(event(id("li", "a", 2), 0, decide(Verdict::FalseAlarm, &[0])));
        let standing = ledger.standing(of(0)).unwrap();
        assert!(standing.latest.is_unsaved && standing.latest.verdict == Verdict::FalseAlarm);
        ledger.withdraw(&id("li", "a", 2));
        assert_eq!((ledger.verdict(of(0)), ledger.depth("li")), (Some(Verdict::Real), 1));
        // Taking back that could not be written leaves things as they were.
        ledger.propose(event(id("li", "a", 3), 0, Act::Undo { of: id("li", "a", 1) }));
        assert_eq!(ledger.verdict(of(0)), None);
        ledger.withdraw(&id("li", "a", 3));
        assert_eq!((ledger.verdict(of(0)), ledger.depth("li")), (Some(Verdict::Real), 1));
        ledger.propose(event(id("li", "a", 4), 0, decide(Verdict::Misread, &[0])));
        ledger.extend([event(id("li", "a", 4), 9, decide(Verdict::Misread, &[0]))]);
        assert!(!ledger.standing(of(0)).unwrap().latest.is_unsaved);
        ledger.withdraw(&id("li", "a", 4));
        assert_eq!(ledger.verdict(of(0)), Some(Verdict::Misread), "it was written");
    }

    #[test]
    fn known_flags_have_an_end() {
        let mut ledger = Ledger::default();
        let until = Date::new(2026, 6, 30).unwrap();
        let act = |until, n| Act::Accept {
            of: "规则:T3-BAL".into(),
            reason: "旧账".into(),
            until,
            fingerprints: vec![name(n)],
        };
        ledger.extend([event(id("li", "a", 1), 1, act(Some(until), 0)), event(id("li", "a", 2), 2, act(None, 1))]);
        assert_eq!(ledger.known(until).len(), 2);
        let later = Date::new(2026, 7, 1).unwrap();
        assert_eq!(ledger.known(later), HashSet::from([of(1)]));
        ledger.extend([event(id("li", "a", 3), 3, Act::Undo { of: id("li", "a", 2) })]);
        assert!(ledger.known(later).is_empty());
    }

    /// What holds, found by going through all events again and again.
    fn plainly(events: &[Event]) -> BTreeMap<Fingerprint, Verdict> {
        let mut void = BTreeSet::new();
        let mut back: BTreeMap<&str, BTreeSet<&EventId>> = BTreeMap::new();
        for event in events {
            let by = event.id.by.as_str();
            match &event.act {
                Act::Undo { of } if of.by == by && !void.contains(of) => {
                    void.insert(of.clone());
                    back.entry(by).or_default().insert(of);
                }
                Act::Redo { of } if back.get(by).is_some_and(|back| back.contains(of)) => {
                    void.remove(of);
                    back.entry(by).or_default().remove(of);
                }
                Act::Undo { .. } | Act::Redo { .. } => {}
                _ => back.entry(by).or_default().clear(),
            }
        }
        let mut latest: BTreeMap<(Fingerprint, &str), (&str, Verdict)> = BTreeMap::new();
        for event in events.iter().filter(|event| !void.contains(&event.id)) {
            if let Act::Decide { verdict, flags, .. } = &event.act {
                for seen in flags {
                    latest.insert((Fingerprint::of(&seen.fingerprint), &event.id.by), (&event.at, *verdict));
                }
            }
        }
        let mut all: BTreeMap<Fingerprint, Vec<(bool, &str, Verdict)>> = BTreeMap::new();
        for ((flag, _), (at, verdict)) in latest {
            all.entry(flag).or_default().push((verdict.decides(), at, verdict));
        }
        all.into_iter().map(|(flag, said)| (flag, said.into_iter().max_by_key(|s| (s.0, s.1)).unwrap().2)).collect()
    }

    proptest! {
        #[test]
        fn it_says_what_all_events_say(steps in proptest::collection::vec((0..2_u8, 0..8_u8, 0..5_u8, 0..4_u8), 0..60)) {
            let mut ledger = Ledger::default();
            let mut events = Vec::new();
            for (number, (who, what, flag, other)) in steps.into_iter().enumerate() {
                let by = ["li", "an"][usize::from(who)];
                let n = u32::try_from(number).unwrap() + 1;
                let act = match what {
                    0 => ledger.undoable(by, "s").map(|event| Act::Undo { of: event.id.clone() }),
                    1 => ledger.redoable(by, "s").map(|event| Act::Redo { of: event.id.clone() }),
                    _ => Some(decide(Verdict::ALL[usize::from(what) % Verdict::ALL.len()], &[flag, flag + other])),
                };
                let Some(act) = act else { continue };
                let event = event(id(by, "s", n), n, act);
                events.push(event.clone());
                if number % 3 == 0 { ledger.propose(event.clone()) }
                ledger.extend([event]);
            }
            let told: BTreeMap<Fingerprint, Verdict> = ledger.verdicts().collect();
            prop_assert_eq!(&told, &plainly(&events));
            let mut counted: BTreeMap<String, Counts> = BTreeMap::new();
            for (flag, verdict) in &told {
                counted.entry(ledger.standing(*flag).unwrap().latest.seen.rule.clone()).or_default().add(*verdict);
            }
            prop_assert_eq!(ledger.by_rule(), counted);
            let mut again = Ledger::default();
            again.extend(events.iter().cloned().chain(events.clone()));
            prop_assert_eq!(again.verdicts().collect::<BTreeMap<_, _>>(), told);
        }
    }
}
