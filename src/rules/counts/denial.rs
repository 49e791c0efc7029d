//! Clauses that say there is none of something, or that all of it is done, without a number.

use std::ops::Range;

use crate::rules::counts::lexicon::{Act, Channel, Mark, Sense, Thing};
use crate::rules::counts::passage::Passage;
use crate::rules::counts::reader::Context;
use crate::rules::counts::resolve::{has, things};
use crate::rules::counts::statement::Said;
use crate::rules::counts::topic::Topic;

/// How far behind a bare 无 or 没有 the thing may begin that it denies.
const REACH: usize = 16;

type Denied = (Range<usize>, Said, Topic);

/// What the words of a clause, without those before its last number, say in this manner.
pub fn of_clause(passage: &Passage<'_>, marks: &[Mark], context: &Context) -> Vec<Denied> {
    let denial = marks.iter().enumerate().find_map(|(n, mark)| match mark.sense {
        Sense::Denial(act) => Some((n, mark, act)),
        _ => None,
    });
    if let Some((n, mark, act)) = denial {
        return denied(passage, mark, act, marks.get(n + 1..).unwrap_or_default());
    }
    if let Some(nil) = marks.iter().find(|mark| mark.sense == Sense::Nil && ends_clause(passage, mark.end)) {
        return nothing(passage, marks, nil);
    }
    for mark in marks {
        if let Sense::None(thing) = mark.sense {
            return topic_of(thing, None).map(|topic| (mark.start..mark.end, Said::None, topic)).into_iter().collect();
        }
    }
    all(marks, context).into_iter().collect()
}

/// Whether a number that a word ends in is not the beginning of a longer one.
fn ends_clause(passage: &Passage<'_>, end: usize) -> bool {
    !passage.at(end).is_alphanumeric() && passage.at(end) != '.' || matches!(passage.at(end), '。' | '的')
}

/// The topic of a thing of which there is none.
fn topic_of(thing: Thing, act: Option<Act>) -> Option<Topic> {
    Some(match (thing, act) {
        (Thing::Requests | Thing::Access, _) => Topic::Received,
        (Thing::Reviews, Some(Act::Correct)) => Topic::ReviewsCorrected,
        (Thing::Suits, Some(Act::Correct)) => Topic::SuitsCorrected,
        (Thing::Reviews, _) => Topic::Reviews,
        (Thing::Suits, _) => Topic::Suits,
        (Thing::DirectSuits, _) => Topic::SuitsDirect,
        (Thing::SuitsAfterReview, _) => Topic::SuitsAfterReview,
        (Thing::Documents, Some(Act::Issue)) => Topic::DocumentsIssued,
        (Thing::Documents, Some(Act::Repeal)) => Topic::DocumentsRepealed,
        (Thing::Fees, _) => Topic::Fees,
        (Thing::ProcessingFees, _) => Topic::ProcessingFees,
        _ => return None,
    })
}

/// 未收到政府信息公开申请, 没有发生行政复议、行政诉讼.
fn denied(passage: &Passage<'_>, denial: &Mark, act: Option<Act>, after: &[Mark]) -> Vec<Denied> {
    let only_some = |mark: &Mark| match mark.sense {
        Sense::Channel(channel) => channel != Channel::Every,
        sense => sense == Sense::Narrow,
    };
    if after.iter().any(only_some) || act == Some(Act::Else) {
        return Vec::new();
    }
    let named = objects(passage, after);
    let said = |topic: Topic, end: usize| (denial.start..end, Said::None, topic);
    // 无上年结转.
    let first_act = after.iter().find_map(|mark| match mark.sense {
        Sense::Act(act) => Some((mark, act)),
        _ => None,
    });
    if let (None, Some((mark, Act::CarryIn | Act::CarryOut)), None) = (act, first_act, named.first()) {
        let topic = if mark.sense == Sense::Act(Act::CarryIn) { Topic::CarriedIn } else { Topic::CarriedOut };
        return vec![said(topic, mark.end)];
    }
    let Some((first, _)) = named.first() else { return Vec::new() };
    let near = first.start - denial.end <= REACH;
    let acts = || {
        after.iter().filter_map(|mark| match mark.sense {
            Sense::Act(act) => Some(act),
            _ => None,
        })
    };
    let allowed =
        |act: Act| matches!(act, Act::Correct | Act::Receive | Act::Charge | Act::Issue | Act::Repeal | Act::Deny);
    if !near || !acts().all(allowed) {
        return Vec::new();
    }
    let charges = act == Some(Act::Charge) || acts().any(|act| act == Act::Charge);
    let of_act = act.or_else(|| acts().next_back());
    let mut statements = Vec::new();
    for (mark, thing) in &named {
        let fits = match act {
            Some(Act::Issue | Act::Repeal) => *thing == Thing::Documents,
            _ if charges => matches!(thing, Thing::Fees | Thing::ProcessingFees),
            _ => true,
        };
        statements.extend(topic_of(*thing, of_act).filter(|_| fits).map(|topic| said(topic, mark.end)));
    }
    statements
}

/// The things that are denied. A request that is the cause of a review or litigation is none of them,
/// nor one for a review.
fn objects<'m>(passage: &Passage<'_>, marks: &'m [Mark]) -> Vec<(&'m Mark, Thing)> {
    let named: Vec<(&Mark, Thing)> = marks
        .iter()
        .filter_map(|mark| match mark.sense {
            Sense::Thing(thing) => Some((mark, thing)),
            _ => None,
        })
        .collect();
    let is_dispute = |thing: Thing| topic_of(thing, None).is_some_and(Topic::is_of_disputes);
    let is_request = |thing: Thing| matches!(thing, Thing::Requests | Thing::Access);
    let parted = |from: usize, to: usize| (from..to).any(|i| matches!(passage.at(i), '、' | '和' | '及' | '与' | '或'));
    let kept = |n: &usize| {
        let Some((mark, thing)) = named.get(*n) else { return false };
        let cause = named.get(n + 1).is_some_and(|(next, other)| is_dispute(*other) && !parted(mark.end, next.start));
        let before = n.checked_sub(1).and_then(|before| named.get(before));
        let of_review = before.is_some_and(|(last, other)| is_dispute(*other) && mark.start - last.end <= 1);
        !(is_request(*thing) && (cause || of_review))
    };
    let numbers: Vec<usize> = (0..named.len()).filter(kept).collect();
    let mut objects: Vec<_> = numbers.into_iter().filter_map(|n| named.get(n).copied()).collect();
    // Something else at the end is another item of the list, or what the clause is about.
    let known = objects.iter().rposition(|(_, thing)| *thing != Thing::Elsewhere).map_or(0, |last| last + 1);
    let before = known.checked_sub(1).and_then(|last| objects.get(last));
    let in_list = |(else_, _): &(&Mark, Thing)| before.is_some_and(|(mark, _)| parted(mark.end, else_.start));
    if objects.get(known).is_some_and(|first| !in_list(first)) {
        objects.clear();
    }
    let mut seen = Vec::new();
    objects.retain(|(_, thing)| {
        let topic = topic_of(*thing, None);
        let new = topic.is_none() || !seen.contains(&topic);
        seen.push(topic);
        new
    });
    objects
}

/// 行政复议、行政诉讼均为零.
fn nothing(passage: &Passage<'_>, marks: &[Mark], nil: &Mark) -> Vec<Denied> {
    let before: Vec<Mark> = marks.iter().copied().filter(|mark| mark.end <= nil.start).collect();
    if has(&before, Sense::Narrow) || has(&before, Sense::Compare) {
        return Vec::new();
    }
    let told =
        |(mark, thing): (&Mark, Thing)| topic_of(thing, None).map(|topic| (mark.start..nil.end, Said::None, topic));
    objects(passage, &before).into_iter().filter_map(told).collect()
}

/// 全部办结, 均按期答复.
fn all(marks: &[Mark], context: &Context) -> Option<Denied> {
    let from = marks.iter().position(|mark| mark.sense == Sense::All)?;
    let all = marks.get(from)?;
    let act = marks.get(from + 1..)?.iter().find(|mark| matches!(mark.sense, Sense::Act(_)))?;
    let topic = match act.sense {
        Sense::Act(Act::Finish) => Topic::AllFinished,
        Sense::Act(Act::Reply) => Topic::AllReplied,
        _ => return None,
    };
    let here: Vec<Thing> = things(marks).collect();
    let of = if here.is_empty() { &context.things } else { &here };
    let of_requests = of.iter().any(|thing| matches!(thing, Thing::Requests | Thing::Access));
    let of_else = of.iter().any(|thing| matches!(thing, Thing::Elsewhere | Thing::Reviews | Thing::Suits));
    let narrow = has(marks, Sense::Narrow);
    (context.of_requests && of_requests && !of_else && !narrow).then_some((all.start..act.end, Said::All, topic))
}
