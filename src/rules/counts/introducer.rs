//! The words that tell that parts of a total follow: 其中, …中, brackets, a colon, 包括.

use std::ops::Range;

use crate::rules::counts::begins::Begins;
use crate::rules::counts::passage::{Passage, is_comma, is_stop};

/// How a list of parts is introduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// 共135条,其中…
    AmongThem,
    /// 在425条政府信息中,…
    Among,
    /// 共26件(网络20件,信函6件)
    Brackets,
    /// 共135条:…
    Colon,
    /// 共135条,包括…: a list that need not be complete.
    Including,
}

/// The introduction of a list.
#[derive(Debug, Clone)]
pub struct Introducer {
    pub manner: Manner,
    /// Where the words of introduction begin; totals stand before.
    pub at: usize,
    /// Where the list begins and where it ends at the latest: the end of its sentence or bracket.
    pub list: Range<usize>,
    /// How many brackets are open around the parts.
    pub depth: u32,
    /// Whether 主要 or 包括 says that more parts may exist.
    pub open: bool,
}

/// How far a bracket, a colon or 中 may stand behind the total's unit.
const NEAR: usize = 8;
/// Lines that a list under `其中:` may have.
const MOST_LINES: usize = 40;

/// Every introduction of a list in a passage, in order.
pub fn introducers(passage: &Passage<'_>) -> Vec<Introducer> {
    let mut found: Vec<Introducer> = Vec::new();
    for index in passage.places(Begins::LIST) {
        // 其中,其中 introduces one list.
        if found.last().is_none_or(|last| index >= last.list.start) {
            found.extend(introducer_at(passage, index));
        }
    }
    found
}

fn introducer_at(passage: &Passage<'_>, index: usize) -> Option<Introducer> {
    let make = |manner: Manner, words: usize| {
        let (start, open) = list_start(passage, index + words);
        let list = start..list_end(passage, start);
        Introducer { manner, at: index, list, depth: passage.depth(start.min(passage.len() - 1)), open }
    };
    match passage.at(index) {
        '其' if passage.at(index + 1) == '中' => Some(make(Manner::AmongThem, 2)),
        '中' if (is_comma(passage.at(index + 1)) || passage.at(index + 1) == ':')
            && follows_quantity(passage, index) =>
        {
            Some(make(Manner::Among, 1))
        }
        // 其中 inside the brackets introduces the list itself; 含 names one part that is no division.
        '(' if passage.one_of(index + 1, &["其中", "含", "包含"]).is_none() && follows_quantity(passage, index) => {
            Some(make(Manner::Brackets, 1))
        }
        ':' if passage.quantity_before(index).is_some_and(|q| q.range.end == index) => Some(make(Manner::Colon, 1)),
        c if is_comma(c) => {
            let word = passage.one_of(index + 1, &["包括", "包含", "涵盖"])?;
            Some(Introducer { open: true, ..make(Manner::Including, 1 + word.chars().count()) })
        }
        _ => None,
    }
}

/// Whether a quantity ends a few characters before, with no mark between.
fn follows_quantity(passage: &Passage<'_>, index: usize) -> bool {
    passage.quantity_before(index).is_some_and(|q| {
        let between = q.range.end..index;
        let plain = |c: char| !is_comma(c) && !is_stop(c) && !matches!(c, ';' | ':' | '、' | '(' | ')');
        between.len() <= NEAR && between.clone().all(|i| plain(passage.at(i)))
    })
}

/// Passes over marks and words between the introduction and its list; whether they leave it open.
fn list_start(passage: &Passage<'_>, mut index: usize) -> (usize, bool) {
    let mut open = false;
    loop {
        if let Some(word) = passage.one_of(index, &["其中", "有"]) {
            index += word.chars().count();
        } else if let Some(word) =
            passage.one_of(index, &["主要包括", "主要有", "主要是", "主要为", "包括", "包含", "涵盖"])
        {
            index += word.chars().count();
            open = true;
        } else if is_comma(passage.at(index))
            || matches!(passage.at(index), ':' | '、')
            || (passage.at(index) == '\n' && index + 1 < passage.len() && passage.before(index) == ':')
        {
            index += 1;
        } else {
            // 主要领导 is a label, 主要 alone leaves the list open.
            let label = passage.one_of(index + 2, &["领导", "负责", "职责", "职能"]).is_some();
            return (index, open || (passage.says(index, "主要") && !label));
        }
    }
}

/// The end of the sentence or of the bracket a list stands in. A list may go over lines that end in a
/// comma, a semicolon or a colon.
fn list_end(passage: &Passage<'_>, start: usize) -> usize {
    let depth = passage.depth(start);
    let mut lines = 0;
    for index in start..passage.len() {
        let c = passage.at(index);
        if c == '\n' && lines < MOST_LINES && goes_on(passage.before(index)) {
            lines += 1;
        } else if is_stop(c) || (depth > 0 && c == ')' && passage.depth(index) == depth) {
            return index;
        }
    }
    passage.len()
}

fn goes_on(c: char) -> bool {
    is_comma(c) || matches!(c, ';' | ':' | '、')
}

/// The beginning of the sentence that holds an index; one earlier sentence where `index` is itself at
/// the beginning.
pub fn sentence_start(passage: &Passage<'_>, index: usize) -> usize {
    let mut start = index;
    while start > 0 && !is_stop(passage.at(start - 1)) {
        start -= 1;
    }
    start
}
