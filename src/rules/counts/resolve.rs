//! From the words around a number to what it counts: the part of the grammar that decides.

use crate::rules::counts::lexicon::{Act, Channel, Mark, Sense, Thing};
use crate::rules::counts::topic::Topic;
use crate::rules::counts::unit::{Counts, Unit};

/// The words around a number.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// Before it, since the number or comma before.
    pub lead: &'a [Mark],
    /// After it, up to the next mark or number.
    pub tail: &'a [Mark],
    /// What the clauses before were about.
    pub inherited: &'a [Thing],
    /// Whether the paragraph speaks of requests.
    pub of_requests: bool,
    /// Whether the paragraph speaks of disclosure, so that reviews and litigation are those of table 四.
    pub of_disclosure: bool,
    /// Whether the sentence speaks of a review of documents (清理).
    pub clears: bool,
    pub unit: Option<Unit>,
}

/// The things named in some words, in order.
pub fn things(marks: &[Mark]) -> impl DoubleEndedIterator<Item = Thing> {
    named(marks).map(|(_, thing)| thing)
}

fn named(marks: &[Mark]) -> impl DoubleEndedIterator<Item = (&Mark, Thing)> {
    marks.iter().filter_map(|mark| match mark.sense {
        Sense::Thing(thing) => Some((mark, thing)),
        _ => None,
    })
}

fn acts(marks: &[Mark]) -> impl DoubleEndedIterator<Item = Act> {
    marks.iter().filter_map(|mark| match mark.sense {
        Sense::Act(act) => Some(act),
        _ => None,
    })
}

pub fn has(marks: &[Mark], sense: Sense) -> bool {
    marks.iter().any(|mark| mark.sense == sense)
}

fn has_act(marks: &[Mark], wanted: &[Act]) -> bool {
    acts(marks).any(|act| wanted.contains(&act))
}

/// What became of requests, and what was carried over.
fn outcome_of(act: Act) -> Option<Topic> {
    Some(match act {
        Act::Grant => Topic::Granted,
        Act::Partial => Topic::Partial,
        Act::Deny => Topic::Denied,
        Act::Unable => Topic::Unable,
        Act::NotProcess => Topic::NotProcessed,
        Act::Otherwise => Topic::Otherwise,
        Act::CarryIn => Topic::CarriedIn,
        Act::CarryOut => Topic::CarriedOut,
        _ => return None,
    })
}

/// What a number counts.
pub fn topic(around: &Around<'_>) -> Option<Topic> {
    let denied = around.lead.iter().any(|mark| matches!(mark.sense, Sense::Denial(_)));
    if denied || around.unit.is_some_and(|unit| matches!(unit.counts, Counts::Percent | Counts::People)) {
        return None;
    }
    let is_case = around.unit.is_none_or(|unit| is_of_cases(unit.word));
    if is_case && let Some(topic) = outcome(around) {
        return Some(topic);
    }
    let lead: Vec<Thing> = things(around.lead).collect();
    let tail: Vec<Thing> = things(around.tail).collect();
    let (of, own) = match (lead.as_slice(), tail.as_slice()) {
        ([], []) => (around.inherited, false),
        ([], [first, ..]) => (std::slice::from_ref(first), true),
        (lead, _) => (lead, true),
    };
    let Some(thing) = of.last() else { return if_published(around) };
    match thing {
        Thing::Requests | Thing::Access if is_case => request(around, *thing, own),
        Thing::Reviews | Thing::Suits | Thing::DirectSuits | Thing::SuitsAfterReview
            if is_case && around.of_disclosure =>
        {
            dispute(around, of)
        }
        Thing::Documents | Thing::Rules if is_case => document(around, *thing),
        Thing::Licences | Thing::Penalties | Thing::Compulsions if own => decision(around, *thing),
        Thing::Fees if is_money(around) => Some(Topic::Fees),
        Thing::ProcessingFees if is_money(around) => Some(Topic::ProcessingFees),
        Thing::Information => if_published(around),
        _ => None,
    }
}

/// Units that requests, reviews and documents are counted with.
fn is_of_cases(unit: &str) -> bool {
    matches!(unit, "件" | "份" | "起" | "宗" | "次" | "个" | "例" | "条" | "项" | "部")
}

fn is_money(around: &Around<'_>) -> bool {
    around.unit.is_some_and(|unit| unit.counts == Counts::Money)
}

fn outcome(around: &Around<'_>) -> Option<Topic> {
    if !around.of_requests {
        return None;
    }
    let last = around.lead.iter().rposition(|mark| matches!(mark.sense, Sense::Act(_)));
    let Some(last) = last else {
        let first = acts(around.tail).next()?;
        return outcome_of(first).filter(|_| named(around.lead).all(|(_, thing)| is_request(thing)));
    };
    let after = around.lead.get(last + 1..).unwrap_or_default();
    let of_else = named(after).any(|(_, thing)| !is_request(thing)) || has(after, Sense::Narrow);
    let topic = acts(around.lead).next_back().and_then(outcome_of).filter(|_| !of_else)?;
    let both = has_act(around.lead, &[Act::Grant]) && has_act(around.lead, &[Act::Partial]);
    Some(if both { Topic::GrantedOrPartial } else { topic })
}

fn is_request(thing: Thing) -> bool {
    matches!(thing, Thing::Requests | Thing::Access)
}

fn request(around: &Around<'_>, thing: Thing, own: bool) -> Option<Topic> {
    let (lead, tail) = (around.lead, around.tail);
    if has(lead, Sense::Narrow) || has_act(lead, &[Act::Else, Act::Publish, Act::Issue]) {
        return None;
    }
    if has(lead, Sense::Organisation) || has(lead, Sense::Person) {
        let both = has(lead, Sense::Organisation) && has(lead, Sense::Person);
        let one = if has(lead, Sense::Person) { Topic::FromPersons } else { Topic::FromOrganisations };
        return (!both && around.of_requests).then_some(one);
    }
    if is_by_one_channel(lead) {
        return Some(Topic::ByChannel);
    }
    let received = has_act(lead, &[Act::Receive, Act::ReceiveNew]);
    let closed = acts(lead).rev().find(|act| matches!(act, Act::Finish | Act::Reply | Act::Handle));
    match (received, closed) {
        (true, None) => Some(Topic::Received),
        (false, Some(Act::Finish)) => Some(Topic::Finished),
        (false, Some(Act::Reply)) => Some(Topic::Replied),
        (_, Some(_)) => Some(Topic::Handled),
        (false, None) if acts(lead).next().is_none() && acts(tail).next() == Some(Act::Finish) => Some(Topic::Finished),
        (false, None) => (own && thing == Thing::Requests && acts(lead).next().is_none()).then_some(Topic::Received),
    }
}

/// Whether requests are said to have come by one channel and no other.
fn is_by_one_channel(lead: &[Mark]) -> bool {
    let channels = || lead.iter().filter(|mark| matches!(mark.sense, Sense::Channel(_)));
    channels().count() == 1 && !has(lead, Sense::Channel(Channel::Every))
}

fn dispute(around: &Around<'_>, of: &[Thing]) -> Option<Topic> {
    let lead = around.lead;
    if has(lead, Sense::Narrow) || has_act(lead, &[Act::Else, Act::Publish, Act::OtherResult, Act::Issue, Act::Reply]) {
        return None;
    }
    let both = of.contains(&Thing::Reviews) && of.contains(&Thing::Suits);
    let upheld = has_act(lead, &[Act::Uphold]) || acts(around.tail).next() == Some(Act::Uphold);
    let corrected = has_act(lead, &[Act::Correct]) || acts(around.tail).next() == Some(Act::Correct);
    match (both, of.last()?, upheld, corrected) {
        (true, _, false, false) => Some(Topic::Disputes),
        (false, Thing::Reviews, false, false) => Some(Topic::Reviews),
        (false, Thing::Reviews, true, false) => Some(Topic::ReviewsUpheld),
        (false, Thing::Reviews, false, true) => Some(Topic::ReviewsCorrected),
        (false, Thing::DirectSuits, false, false) => Some(Topic::SuitsDirect),
        (false, Thing::SuitsAfterReview, false, false) => Some(Topic::SuitsAfterReview),
        (false, _, false, false) => Some(Topic::Suits),
        (false, _, true, false) => Some(Topic::SuitsUpheld),
        (false, _, false, true) => Some(Topic::SuitsCorrected),
        _ => None,
    }
}

fn document(around: &Around<'_>, thing: Thing) -> Option<Topic> {
    let lead = around.lead;
    let mixed = around.clears || things(lead).any(|other| other != thing);
    if mixed || has(lead, Sense::Narrow) || has_act(lead, &[Act::Else, Act::Handle, Act::Reply]) {
        return None;
    }
    let rules = thing == Thing::Rules;
    let topic = match acts(lead).next_back()? {
        Act::Issue if rules => Topic::RulesIssued,
        Act::Issue => Topic::DocumentsIssued,
        Act::Repeal if rules => Topic::RulesRepealed,
        Act::Repeal => Topic::DocumentsRepealed,
        Act::InForce if rules => Topic::RulesInForce,
        Act::InForce => Topic::DocumentsInForce,
        Act::Publish if rules => Topic::RulesPublished,
        Act::Publish => Topic::DocumentsPublished,
        _ => return None,
    };
    Some(topic)
}

fn decision(around: &Around<'_>, thing: Thing) -> Option<Topic> {
    if has(around.lead, Sense::Narrow) || has_act(around.lead, &[Act::Else, Act::Publish, Act::Receive]) {
        return None;
    }
    match thing {
        Thing::Licences => Some(Topic::Licences),
        Thing::Penalties => Some(Topic::Penalties),
        Thing::Compulsions => Some(Topic::Compulsions),
        _ => None,
    }
}

/// Information that was published, by the channel that is named.
fn if_published(around: &Around<'_>) -> Option<Topic> {
    let pieces = around.unit.is_some_and(|unit| unit.counts == Counts::Pieces);
    let last = acts(around.lead).next_back() == Some(Act::Publish);
    let elsewhere = around.lead.iter().rev().find_map(|mark| match mark.sense {
        Sense::Thing(thing) => Some(thing),
        _ => None,
    });
    if !pieces || !last || elsewhere.is_some_and(|thing| thing != Thing::Information) {
        return None;
    }
    let mut channels = around.lead.iter().filter_map(|mark| match mark.sense {
        Sense::Channel(channel) if channel != Channel::Post => Some(channel),
        _ => None,
    });
    let Some(first) = channels.next() else { return Some(Topic::Published) };
    Some(match first {
        Channel::Every | Channel::Post => Topic::Published,
        _ if channels.any(|other| other != first) => Topic::OnOtherMedia,
        Channel::Website => Topic::OnWebsite,
        Channel::Wechat => Topic::OnWechat,
        Channel::Weibo => Topic::OnWeibo,
        Channel::Gazette => Topic::InGazette,
        Channel::Media => Topic::OnOtherMedia,
    })
}
