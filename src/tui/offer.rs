//! After some 排除 of one rule in one county, the open entries like them: offered, shown chosen among their like, and
//! decided together or not. Reports of a county come from one template, and so do its false alarms.

use crate::corpus::agencies::Home;
use crate::model::verdict::Verdict;
use crate::rules::FlagRef;
use crate::tui::action::View;
use crate::tui::effect::Effect;
use crate::tui::filtering::sift;
use crate::tui::reviewing::Status;
use crate::tui::state::State;
use crate::tui::strings;
use crate::tui::trail;

/// So many are dismissed before the others are offered.
const ENOUGH: usize = 3;
/// A province alone is no template: a city at least.
const SHORTEST_HOME: usize = 2;

/// Open entries that are like dismissed ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub rule: &'static str,
    /// The last of the regions they stand in.
    pub place: String,
    pub dismissed: usize,
    /// The flags that stand for them, in the order of the groups.
    pub entries: Vec<FlagRef>,
}

/// Where a reviewer was when they took an offer: the filter, and the flag the cursor was on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The filter of the offer: under another one the list is the reviewer's own again.
    shown: String,
    filter: String,
    flag: Option<FlagRef>,
}

impl Left {
    /// Goes on with another corpus; `moved` says where a flag is there.
    pub fn renew(&mut self, moved: &dyn Fn(FlagRef) -> Option<FlagRef>) {
        self.flag = self.flag.and_then(moved);
    }
}

/// What is offered after a verdict on some flags: the open entries of the same rule in the same county, once enough
/// of them were dismissed.
pub fn after(state: &State, flags: &[FlagRef]) -> Option<Offer> {
    let State { holdings, review, .. } = state;
    let home = |at: FlagRef| match &holdings.tree.agencies.of(at.report)?.home {
        Home::Region(path) if path.len() >= SHORTEST_HOME => Some(path),
        _ => None,
    };
    let first = *flags.first()?;
    let (rule, place) = (holdings.brief(first)?.rule(), home(first)?);
    let mut offer = Offer { rule, place: place.last().cloned().unwrap_or_default(), dismissed: 0, entries: Vec::new() };
    for (at, flag) in holdings.groups.queued() {
        if flag.rule() != rule || home(at) != Some(place) || !review.is_mine(holdings, at.report) {
            continue;
        }
        match review.of_group(holdings.groups.number_of(at)) {
            Status::Decided(Verdict::FalseAlarm) | Status::Saving(Verdict::FalseAlarm) => offer.dismissed += 1,
            Status::Open if !review.judged().is_known(flag.name()) => offer.entries.push(at),
            _ => {}
        }
    }
    (offer.dismissed >= ENOUGH && !offer.entries.is_empty()).then_some(offer)
}

/// Offers what is like what was just dismissed.
pub fn make(state: &mut State, flags: &[FlagRef]) {
    let offer = after(state, flags);
    if let Some(offer) = &offer {
        state.tell(strings::offered(offer));
    }
    state.review.offer = offer;
}

/// Shows what is offered among its like, chosen for a verdict.
pub fn take(state: &mut State) -> Vec<Effect> {
    // What was decided since is not offered any more.
    let first = state.review.offer.take().and_then(|offer| offer.entries.first().copied());
    let Some(offer) = first.and_then(|first| after(state, &[first])) else {
        state.tell(strings::NOTHING_OFFERED);
        return Vec::new();
    };
    if state.view != View::Flags {
        trail::remember(state);
        state.view = View::Flags;
    }
    let place = offer.place.split_whitespace().next().unwrap_or_default();
    let text = format!("{}:{} {}:{place}", strings::RULE_FIELD, offer.rule, strings::REGION_FIELD);
    let (filter, flag) = (state.flags.sieve.text().to_owned(), state.flags.at_hand());
    state.review.deselect();
    state.review.left = Some(match state.review.left.take().filter(|left| left.shown == filter) {
        Some(left) => Left { shown: text.clone(), ..left },
        None => Left { shown: text.clone(), filter, flag },
    });
    state.review.selected.extend(offer.entries.iter().copied());
    state.tell(strings::taken_offer(offer.entries.len()));
    let mut effects = sift(state, "");
    if let Some(first) = offer.entries.first() {
        state.flags.show(*first);
    }
    effects.extend(sift(state, &text));
    effects
}

/// Brings the list back that an offer was taken from, once that is decided or given up there.
pub fn leave(state: &mut State) -> Vec<Effect> {
    if state.view != View::Flags {
        return Vec::new();
    }
    let shown = state.flags.sieve.text();
    let Some(left) = state.review.left.take().filter(|left| left.shown == shown) else { return Vec::new() };
    let mut effects = sift(state, "");
    if let Some(flag) = left.flag {
        state.flags.show(flag);
    }
    effects.extend(sift(state, &left.filter));
    effects
}
