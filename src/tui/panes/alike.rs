//! The evidence of a flag about two alike texts: what differs in them, sentence by sentence, and apart
//! from that what does not count when texts are compared: numbers, dates and the names of the agency.

use std::collections::BTreeSet;

use crate::compare::narrative::{Passage, Sentence};
use crate::compare::{self, Pair};
use crate::model::agency::Agency;
use crate::model::flag::{Evidence, Flag};
use crate::model::report::{Block, Report, Section};
use crate::rules::masked;
use crate::rules::nameless::{Names, letters};
use crate::tui::glyph;
use crate::tui::page::locate;
use crate::tui::paint::{Line, Span, flow, span};
use crate::tui::strings;
use crate::tui::theme::Role;

/// Characters shown of what is the same, before and after what differs.
const AROUND: usize = 6;
/// Characters that names may end with alike.
const END_OF_NAME: usize = 2;
/// As many of the things that do not count are listed.
const MOST_MASKED: usize = 12;

/// A piece of two texts that is the same in both, or what stands in its place in either.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Same(String),
    Apart(Pair<String>),
    /// The texts differ, but not in what counts.
    Masked(Pair<String>),
}

/// What differs in two texts; the other report's stands on the left.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alike {
    /// How many sentences are the same but for what does not count.
    same: usize,
    /// The others, in order.
    apart: Vec<Vec<Piece>>,
    /// What does not count, each once.
    masked: Vec<Pair<String>>,
    /// The other report is not here, so only the words that the flag quotes were compared.
    quoted: bool,
}

impl Alike {
    /// Whether nothing differs that counts.
    pub fn is_same(&self) -> bool {
        self.apart.is_empty()
    }
}

/// What differs between the text a flag is about and that of another report; of the words quoted where
/// that report is not here.
pub fn compare(flag: &Flag, report: &Report, other: Option<&Report>, piece: &Evidence) -> Alike {
    let own = flag.evidence.iter().find(|piece| piece.report.is_none() && piece.cell.is_none());
    let section = own
        .and_then(|own| locate(report, own.at, own.quote.as_deref()))
        .and_then(|place| report.sections.get(place.section));
    let theirs = section.zip(other).and_then(|(section, other)| other.section(section.key?));
    let agency = other.map(|other| other.agency.clone()).unwrap_or_default();
    if let (Some(section), Some(theirs)) = (section, theirs) {
        return between(&Pair::new((theirs.clone(), agency), (section.clone(), report.agency.clone())));
    }
    let quoted = |piece: Option<&Evidence>| {
        let text = piece.and_then(|piece| piece.quote.clone()).unwrap_or_default();
        Section { blocks: vec![Block { text, ..Block::default() }], ..Section::default() }
    };
    let sides = Pair::new((quoted(Some(piece)), agency), (quoted(own), report.agency.clone()));
    Alike { quoted: true, ..between(&sides) }
}

fn between(sides: &Pair<(Section, Agency)>) -> Alike {
    let report = |(section, _): &(Section, Agency)| {
        let section = Section { key: None, topic: Some(String::new()), ..section.clone() };
        Report { sections: vec![section], ..Report::default() }
    };
    let reports = Pair::new(report(&sides.left), report(&sides.right));
    let names = Pair::new(Names::of(&sides.left.1), Names::of(&sides.right.1));
    let made = compare::compare(&reports.left, &reports.right);
    let mut alike = Alike::default();
    let mut seen = BTreeSet::new();
    for passage in made.sections.iter().flat_map(|section| &section.passages) {
        let pieces = pieces(passage, &reports, &names);
        if pieces.iter().any(|piece| matches!(piece, Piece::Apart(_))) {
            alike.apart.push(pieces);
            continue;
        }
        alike.same += 1;
        for piece in pieces {
            if let Piece::Masked(pair) = piece
                && seen.insert((pair.left.clone(), pair.right.clone()))
            {
                alike.masked.push(pair);
            }
        }
    }
    alike
}

fn pieces(passage: &Passage, reports: &Pair<Report>, names: &Pair<Names<'_>>) -> Vec<Piece> {
    let text = |report: &Report, sentence: Option<&Sentence>, range: Option<std::ops::Range<usize>>| {
        let Some(sentence) = sentence else { return String::new() };
        let block = report.sections.get(sentence.section).and_then(|section| section.blocks.get(sentence.block));
        let range = range.unwrap_or_else(|| sentence.range.clone());
        masked(block.and_then(|block| block.text.get(range)).unwrap_or_default().to_owned())
    };
    let (left, right) = (passage.sentences.left.as_ref(), passage.sentences.right.as_ref());
    let apart = |pair: Pair<String>, after: &str| {
        let counts = |text: &str, names: &Names<'_>| {
            let mut all = String::new();
            letters(text, names, |letter| all.push(letter));
            all
        };
        // The end of a name may be the same in both: 石桥镇, 柳潭镇.
        let with = |text: &str, more: usize| text.chars().chain(after.chars().take(more)).collect::<String>();
        let same = (0..=END_OF_NAME)
            .any(|more| counts(&with(&pair.left, more), &names.left) == counts(&with(&pair.right, more), &names.right));
        if same { Piece::Masked(pair) } else { Piece::Apart(pair) }
    };
    if passage.pieces.is_empty() {
        return vec![apart(Pair::new(text(&reports.left, left, None), text(&reports.right, right, None)), "")];
    }
    let pairs: Vec<(Pair<String>, bool)> = passage
        .pieces
        .iter()
        .map(|piece| {
            let left = text(&reports.left, left, Some(piece.ranges.left.clone()));
            (Pair::new(left, text(&reports.right, right, Some(piece.ranges.right.clone()))), piece.same)
        })
        .collect();
    let after = |n: usize| pairs.get(n + 1).map_or("", |(pair, _)| pair.right.as_str());
    let pieces = pairs
        .iter()
        .enumerate()
        .map(|(n, (pair, same))| if *same { Piece::Same(pair.right.clone()) } else { apart(pair.clone(), after(n)) });
    pieces.collect()
}

/// The two texts by the names of their reports, and what differs in them.
pub fn lines(alike: &Alike, names: &Pair<String>, room: usize) -> Vec<Line> {
    let mut lines = vec![
        vec![span(format!("{} ", glyph::REMOVED), Role::Removed), span(names.left.clone(), Role::Text)],
        vec![span(format!("{} ", glyph::ADDED), Role::Added), span(names.right.clone(), Role::Text)],
        vec![span(strings::alike(alike.same, alike.apart.len()), Role::Dim)],
    ];
    if alike.quoted {
        lines.push(vec![span(strings::QUOTED_ONLY, Role::Dim)]);
    } else if alike.apart.is_empty() {
        lines.push(vec![span(strings::THE_SAME_WORDS, Role::Strong)]);
    }
    for pieces in &alike.apart {
        lines.extend(flow(&sentence(pieces), room, 2));
    }
    if !alike.masked.is_empty() {
        let mut line = vec![span(strings::MASKED, Role::Dim)];
        for pair in alike.masked.iter().take(MOST_MASKED) {
            line.push(span(format!("{}  ", in_brackets(pair)), Role::Dim));
        }
        if alike.masked.len() > MOST_MASKED {
            line.push(span(glyph::MORE, Role::Dim));
        }
        lines.extend(flow(&line, room, 2));
    }
    lines
}

fn in_brackets(pair: &Pair<String>) -> String {
    format!("[{}|{}]", pair.left.trim(), pair.right.trim())
}

/// A sentence with marks around what differs, and of what is the same only what stands beside that.
fn sentence(pieces: &[Piece]) -> Vec<Span> {
    let mut line = Vec::new();
    for (n, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Same(text) => line.push(span(beside(text, n > 0, n + 1 < pieces.len()), Role::Text)),
            Piece::Masked(pair) => line.push(span(in_brackets(pair), Role::Dim)),
            Piece::Apart(pair) => {
                let each = [(&pair.left, "[-", "-]", Role::Removed), (&pair.right, "{+", "+}", Role::Added)];
                for (text, open, close, role) in each.into_iter().filter(|(text, ..)| !text.trim().is_empty()) {
                    line.push(span(format!("{open}{}{close}", text.trim()), role));
                }
            }
        }
    }
    line
}

/// The end of a text that something follows, and the start of one that something stands before.
fn beside(text: &str, after: bool, before: bool) -> String {
    let all: Vec<char> = text.chars().collect();
    let wanted = AROUND * (usize::from(after) + usize::from(before));
    if all.len() <= wanted + 2 {
        return text.to_owned();
    }
    let start: String = all.iter().take(if after { AROUND } else { 0 }).collect();
    let end: String = all.iter().skip(all.len() - if before { AROUND } else { 0 }).collect();
    format!("{start}…{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(text: &str, name: &str) -> (Section, Agency) {
        let block = Block { text: text.to_owned(), ..Block::default() };
        let agency = Agency { name: Some(name.to_owned()), ..Agency::default() };
        (Section { blocks: vec![block], ..Section::default() }, agency)
    }

    fn told(left: &str, right: &str) -> (usize, Vec<String>, Vec<String>) {
        let alike = between(&Pair::new(side(left, "云河县青石镇人民政府"), side(right, "云河县白水镇人民政府")));
        let text = |pieces: &Vec<Piece>| sentence(pieces).into_iter().map(|span| span.text).collect();
        (alike.same, alike.apart.iter().map(text).collect(), alike.masked.iter().map(in_brackets).collect())
    }

    #[test]
    fn only_what_counts_is_told_as_a_difference() {
        let check = |left: &str, right: &str, same: usize, apart: &[&str], masked: &[&str]| {
            let expected = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
            assert_eq!(told(left, right), (same, expected(apart), expected(masked)), "{left} {right}");
        };
        check("公开栏更新不及时。", "公开栏更新不及时。", 1, &[], &[]);
        check("2021年公开5条。", "2022年公开7条。", 1, &[], &["[2021年|2022年]", "[5条|7条]"]);
        check("青石镇公开栏更新不及时。", "白水镇公开栏更新不及时。", 1, &[], &["[青石|白水]"]);
        check("公开栏更新不及时。", "公开栏更新很及时。", 0, &["公开栏更新[-不-]{+很+}及时。"], &[]);
        check(
            "2021年青石镇政府网站的公开专栏里的内容更新不够及时。",
            "2022年白水镇政府网站的公开专栏里的内容更新较为及时。",
            0,
            &["[2021年青石|2022年白水]镇政府网站的…里的内容更新[-不够-]{+较为+}及时。"],
            &[],
        );
        check("一句相同。多的一句。", "一句相同。", 1, &["[-多的一句。-]"], &[]);
        check("", "", 0, &[], &[]);
    }

    #[test]
    fn numbers_of_persons_stay_masked() {
        let (_, apart, _) = told("一句相同。请拨打13800000001咨询。", "一句相同。");
        assert_eq!(apart, ["[-请拨打138****0001咨询。-]"]);
    }
}
