//! Totals with their parts: 共135条,其中A类6条,B类13条. Finds what belongs together and says how far it
//! can be told; whether it adds up is for the rules to judge.

use std::ops::Range;

use crate::rules::counts::introducer::{Introducer, Manner, introducers, sentence_start};
use crate::rules::counts::passage::{Passage, is_comma, is_stop};
use crate::rules::counts::quantity::{Quantity, Trust};
use crate::rules::counts::unit::{Counts, Unit};

/// A part of a total.
#[derive(Debug, Clone)]
pub struct Part {
    pub quantity: Quantity,
    /// The words before its number.
    label: Range<usize>,
    /// Whether it names a channel on which an item may be published beside others.
    pub channel: bool,
    /// Whether it is called 其他, so that the list is meant to be complete.
    pub remainder: bool,
}

/// What the words tell of whether a list names every part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Nothing speaks against it.
    Whole,
    /// The parts are said to be concerned only (涉及), or parts in other units stand among them.
    Doubtful,
    /// 等, 主要 or 包括 says that more parts may exist.
    Open,
}

/// A total and the parts that are said of it.
#[derive(Debug, Clone)]
pub struct Breakdown {
    /// Number of the passage it stands in.
    pub passage: usize,
    pub total: Quantity,
    /// Earlier quantities of the same unit, which may be the total instead.
    pub rivals: Vec<Quantity>,
    /// At least one, in order.
    pub parts: Vec<Part>,
    /// After how many parts the list may have ended, the likeliest first. Never empty.
    pub ends: Vec<usize>,
    pub extent: Extent,
    /// Whether a list within the list was seen, so that parts may be parts of parts.
    pub nested: bool,
}

impl Breakdown {
    /// The parts up to the likeliest end of the list.
    pub fn listed(&self) -> &[Part] {
        let end = self.ends.first().copied().unwrap_or(self.parts.len());
        self.parts.get(..end).unwrap_or(&self.parts)
    }
}

/// Channels of publication: one item may go out on several.
const CHANNELS: &[&str] = &[
    "网站",
    "门户",
    "官网",
    "信息网",
    "微博",
    "微信",
    "公众号",
    "公报",
    "公示栏",
    "公开栏",
    "公告栏",
    "宣传栏",
    "新媒体",
    "报刊",
    "报纸",
    "日报",
    "电视",
    "广播",
    "客户端",
    "短信",
    "显示屏",
    "电子屏",
    "抖音",
    "头条",
    "微视",
    "视频号",
];
/// Words at the head of a clause that begin another statement.
const HARD_ENDS: &[&str] = &[
    "此外",
    "同时",
    "与此同时",
    "除此之外",
    "另外",
    "全年",
    "今年",
    "本年",
    "年内",
    "截至",
    "截止",
    "累计",
    "总计",
    "合计",
    "共计",
    "一共",
    "总共",
    "共公开",
    "共发布",
    "共收到",
    "共受理",
    "共办",
    "共召开",
    "共举办",
    "共组织",
    "共开展",
    "共制",
    "共印发",
    "共有",
];
/// Words at the head of a clause that may begin another statement.
const SOFT_ENDS: &[&str] = &["另", "并", "还", "上年", "上一年", "结转", "目前"];
/// What becomes of cases: a division of its own, which does not go with kinds or channels.
const OUTCOMES: &[&str] = &["办结", "答复", "回复", "办理", "处理", "办复", "采纳", "解决"];
/// A number in such a clause compares and is no part.
const COMPARISONS: &[&str] =
    &["同比", "环比", "较上", "较去", "较前", "较20", "比上", "比去", "比前", "比20", "增长", "下降", "上升"];
/// Words that begin a list within the list.
const NESTED: &[&str] = &["其中", "包括", "包含", "(含"];
/// Verbs of a total that cover whatever can be published.
const PUBLISHING: &[&str] = &["公开", "发布", "公布", "推送", "更新", "上传", "刊登", "编发", "公示"];

/// Every total with its parts in a passage.
pub fn breakdowns(passage: &Passage<'_>, number: usize) -> Vec<Breakdown> {
    introducers(passage).iter().filter_map(|list| breakdown(passage, number, list)).collect()
}

fn breakdown(passage: &Passage<'_>, number: usize, list: &Introducer) -> Option<Breakdown> {
    let hard_end = hard_end(passage, list);
    let mut parts: Vec<Part> = Vec::new();
    let mut clause_from = list.list.start;
    let within = passage.quantities_in(list.list.start..hard_end);
    for quantity in within.iter().filter(|quantity| passage.depth(quantity.range.start) == list.depth) {
        let label = label(passage, clause_from, quantity.range.start);
        clause_from = quantity.range.end;
        if !passage.holds(label.clone(), COMPARISONS) {
            parts.push(part(passage, quantity, label));
        }
    }
    let (total, rivals) = total(passage, list, &parts)?;
    let covers = covers(passage, &total);
    let is_share = |part: &Part| part.quantity.unit.is_some_and(|unit| unit.counts == Counts::Percent);
    let left_out = parts.iter().any(|part| !belongs(&part.quantity, &total, covers) && !is_share(part));
    parts.retain(|part| belongs(&part.quantity, &total, covers));
    let first = parts.first()?;
    let least = match list.manner {
        Manner::AmongThem => 1,
        Manner::Among | Manner::Brackets | Manner::Including => 2,
        Manner::Colon => 3,
    };
    if parts.len() < least || total.trust == Trust::Vague {
        return None;
    }
    let outcomes = passage.holds(first.label.clone(), OUTCOMES);
    let ends = ends(passage, &parts, hard_end, outcomes);
    let nested = passage.found(list.list.start..hard_end, NESTED).next().is_some();
    let open = list.open || parts.iter().any(|part| passage.at(part.quantity.range.end) == '等');
    let concerned = passage.holds(first.label.clone(), &["涉及", "有关"]);
    let extent = match (open, left_out || concerned) {
        (true, _) => Extent::Open,
        (false, true) => Extent::Doubtful,
        (false, false) => Extent::Whole,
    };
    Some(Breakdown { passage: number, total, rivals, ends, extent, nested, parts })
}

fn part(passage: &Passage<'_>, quantity: &Quantity, label: Range<usize>) -> Part {
    Part {
        channel: passage.holds(label.clone(), CHANNELS),
        remainder: passage.holds(label.clone(), &["其他", "其它", "其余"]),
        quantity: quantity.clone(),
        label,
    }
}

/// The words of the clause before a number.
fn label(passage: &Passage<'_>, from: usize, to: usize) -> Range<usize> {
    let parts_clauses = |c: char| is_comma(c) || is_stop(c) || matches!(c, ';' | ':' | ')');
    let start = (from..to).rfind(|index| parts_clauses(passage.at(*index))).map_or(from, |index| index + 1);
    start..to
}

/// Whether a quantity can be a part of the total: of its unit, without one, or a thing that the
/// total's verb covers.
fn belongs(part: &Quantity, total: &Quantity, covers: bool) -> bool {
    match (part.unit, total.unit) {
        (Some(part), Some(total)) => part == total || (covers && part.counts == Counts::Pieces),
        (None, _) => true,
        (Some(part), None) => !matches!(part.counts, Counts::Money | Counts::Percent),
    }
}

/// Whether the total speaks of publishing pieces, so that pieces of every unit are parts of it.
fn covers(passage: &Passage<'_>, total: &Quantity) -> bool {
    let start = (sentence_start(passage, total.range.start)..total.range.start)
        .rfind(|index| is_comma(passage.at(*index)) || matches!(passage.at(*index), ';' | ':'))
        .map_or_else(|| sentence_start(passage, total.range.start), |index| index + 1);
    total.unit.is_some_and(|unit| unit.counts == Counts::Pieces) && passage.holds(start..total.range.start, PUBLISHING)
}

/// The total of a list: the nearest quantity before it of the unit of a part, else of pieces that are
/// published as the parts are. With it, the earlier quantities of its unit.
fn total(passage: &Passage<'_>, list: &Introducer, parts: &[Part]) -> Option<(Quantity, Vec<Quantity>)> {
    let in_brackets = list.depth > 0 && (passage.before(list.at) == '(' || list.manner == Manner::Brackets);
    let depth = if in_brackets { list.depth - 1 } else { list.depth };
    let here = sentence_start(passage, list.at);
    // A list that begins a sentence speaks of the one before.
    let begins = (here..list.at).all(|index| is_comma(passage.at(index)));
    let from = if begins { sentence_start(passage, here.saturating_sub(1)) } else { here };
    let candidates: Vec<_> = passage
        .quantities_in(from..list.at)
        .iter()
        .filter(|q| passage.depth(q.range.start) == depth)
        .filter(|q| !passage.holds(label(passage, from, q.range.start), COMPARISONS))
        .collect();
    let is_countable = |unit: Unit| unit.counts != Counts::Percent;
    let same = |q: &&&Quantity| {
        let unit = q.unit.filter(|unit| is_countable(*unit));
        parts.iter().any(|part| part.quantity.unit.is_some() && part.quantity.unit == unit)
    };
    let covering = |q: &&&Quantity| {
        let pieces = parts.iter().any(|part| part.quantity.unit.is_some_and(|unit| unit.counts == Counts::Pieces));
        pieces && covers(passage, q)
    };
    let bare = |q: &&&Quantity| q.unit.is_none();
    let nearest = candidates.last().filter(|q| bare(q));
    let total = nearest.or_else(|| candidates.iter().rfind(same)).or_else(|| candidates.iter().rfind(covering))?;
    let rivals = candidates.iter().filter(|q| q.unit == total.unit && q.range != total.range);
    Some(((*total).clone(), rivals.map(|q| (*q).clone()).collect()))
}

/// Where a list surely ends: before a clause that begins another statement.
fn hard_end(passage: &Passage<'_>, list: &Introducer) -> usize {
    let begins_clause = |index: usize| {
        let c = passage.before(index);
        is_comma(c) || matches!(c, ';' | '\n')
    };
    let year = |index: usize| (0..4).all(|i| passage.at(index + i).is_ascii_digit()) && passage.at(index + 4) == '年';
    let ended = (list.list.start + 1..list.list.end)
        .find(|index| begins_clause(*index) && (passage.one_of(*index, HARD_ENDS).is_some() || year(*index)));
    ended.unwrap_or(list.list.end)
}

/// After how many parts a list may have ended, the likeliest first: at the first semicolon, unless
/// semicolons part every single part; at a clause that may begin another statement.
fn ends(passage: &Passage<'_>, parts: &[Part], hard_end: usize, outcomes: bool) -> Vec<usize> {
    let gap = |n: usize| {
        let from = parts.get(n - 1).map_or(hard_end, |part| part.quantity.range.end);
        let to = parts.get(n).map_or(hard_end, |part| part.quantity.range.start);
        from..to
    };
    let semicolon = |n: usize| gap(n).any(|index| passage.at(index) == ';');
    let semicolons: Vec<_> = (1..parts.len()).filter(|n| semicolon(*n)).collect();
    let separates = semicolons.len() + 1 == parts.len() && parts.len() > 2;
    let other_statement = |n: usize| {
        let label = parts.get(n).map_or(0..0, |part| part.label.clone());
        let soft = passage.one_of(label.start, SOFT_ENDS).is_some();
        let nested = passage.found(gap(n), NESTED).next().is_some();
        soft || nested || (!outcomes && passage.holds(label, OUTCOMES))
    };
    let ended = |n: &usize| (semicolon(*n) && !separates) || other_statement(*n);
    let mut ends: Vec<_> = (1..parts.len()).filter(ended).collect();
    ends.push(parts.len());
    ends
}
