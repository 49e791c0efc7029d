//! Two sections beside each other as they are compared: which of their letters stand in runs that both have, and what
//! was masked before.

use std::collections::HashSet;
use std::ops::Range;

use crate::model::agency::Agency;
use crate::model::report::Section;
use crate::rules::nameless::{Names, Stretch, stretches};
use crate::rules::shingles::RUN;

/// What a piece of a text is to the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marked {
    /// Compared of runs that the other text has too.
    Shared,
    /// Compared that stand in no such run.
    Own,
    /// Names of the agency, numbers and dates: left out before anything is compared.
    Masked,
    /// What is not compared either: marks, blanks and headings.
    Plain,
}

/// A piece of the text of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub range: Range<usize>,
    pub what: Marked,
}

/// The pieces of the blocks of a section, in order; those of a block together are its text.
pub type Runs = Vec<Vec<Run>>;

/// The pieces of two sections, each of a report of its agency.
pub(crate) fn marked(sides: [(&Section, &Agency); 2]) -> [Runs; 2] {
    let [one, other] = sides.map(|(section, agency)| Compared::of(section, agency));
    let (in_one, in_other) = (one.runs(), other.runs());
    [one.marked(&in_other), other.marked(&in_one)]
}

/// The letters of a section one after the other, and what stands between them.
struct Compared {
    /// Of the paragraphs, across blocks.
    letters: Vec<char>,
    /// Of each block the stretches with their bytes.
    blocks: Vec<Vec<(Stretch, usize)>>,
    is_heading: Vec<bool>,
}

impl Compared {
    fn of(section: &Section, agency: &Agency) -> Self {
        let names = Names::of(agency);
        let mut all = Self { letters: Vec::new(), blocks: Vec::new(), is_heading: Vec::new() };
        for block in &section.blocks {
            let mut own = Vec::new();
            stretches(&block.text, &names, |stretch, bytes| {
                if let (Stretch::Letter(c), None) = (stretch, block.level) {
                    all.letters.push(c);
                }
                own.push((stretch, bytes));
            });
            all.blocks.push(own);
            all.is_heading.push(block.level.is_some());
        }
        all
    }

    fn runs(&self) -> HashSet<&[char]> {
        self.letters.windows(RUN).collect()
    }

    /// The pieces of each block, by the runs of the other text.
    fn marked(&self, others: &HashSet<&[char]>) -> Runs {
        let mut is_shared = vec![false; self.letters.len()];
        for (at, run) in self.letters.windows(RUN).enumerate() {
            if others.contains(run) {
                is_shared.get_mut(at..at + RUN).into_iter().flatten().for_each(|shared| *shared = true);
            }
        }
        let mut letters = is_shared.into_iter();
        let mut blocks = Vec::new();
        for (block, is_heading) in self.blocks.iter().zip(&self.is_heading) {
            let (mut at, mut pieces) = (0, Vec::new());
            for (stretch, bytes) in block {
                let what = match stretch {
                    _ if *is_heading => Marked::Plain,
                    Stretch::Letter(_) if letters.next() == Some(true) => Marked::Shared,
                    Stretch::Letter(_) => Marked::Own,
                    Stretch::Masked => Marked::Masked,
                    Stretch::Mark => Marked::Plain,
                };
                pieces.push(Run { range: at..at + bytes, what });
                at += bytes;
            }
            blocks.push(joined(pieces));
        }
        blocks
    }
}

/// Neighbours of one kind as one; a mark between two of them is part of it.
fn joined(pieces: Vec<Run>) -> Vec<Run> {
    let mut all: Vec<Run> = Vec::new();
    for piece in pieces {
        if let [.., before, marks] = all.as_mut_slice()
            && marks.what == Marked::Plain
            && before.what == piece.what
        {
            before.range.end = piece.range.end;
            all.pop();
            continue;
        }
        match all.last_mut() {
            Some(last) if last.what == piece.what => last.range.end = piece.range.end,
            _ => all.push(piece),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::report::{Block, Report, SectionKey};
    use crate::rules::shingles::Texts;

    fn report(name: &str, paragraphs: &[&str]) -> Report {
        let mut report = Report::default();
        report.agency.name = Some(name.to_owned());
        let block = |text: &&str| Block {
            text: text.trim_start_matches('#').to_owned(),
            level: text.starts_with('#').then_some(2),
            ..Block::default()
        };
        let blocks = paragraphs.iter().map(block).collect();
        report.sections.push(Section { key: Some(SectionKey::Overview), blocks, ..Section::default() });
        report
    }

    fn pieces(one: &Report, other: &Report) -> [Runs; 2] {
        marked([one, other].map(|report| (&report.sections[0], &report.agency)))
    }

    /// The text with `[…]` around what is its own and `<…>` around what was masked.
    fn told(report: &Report, runs: &Runs) -> Vec<String> {
        let block = |(block, runs): (&Block, &Vec<Run>)| {
            let piece = |run: &Run| {
                let text = block.text.get(run.range.clone()).unwrap();
                match run.what {
                    Marked::Own => format!("[{text}]"),
                    Marked::Masked => format!("<{text}>"),
                    Marked::Shared | Marked::Plain => text.to_owned(),
                }
            };
            runs.iter().map(piece).collect::<String>()
        };
        report.sections[0].blocks.iter().zip(runs).map(block).collect()
    }

    #[test]
    fn what_is_shared_and_what_was_masked_is_told() {
        let one =
            report("云河县青石镇人民政府", &["#(一)总体情况", "2021年,青石镇认真贯彻落实条例,围绕重点推进公开。"]);
        let other = report("云河县白水镇人民政府", &["2020年白水镇认真贯彻落实条例,清理栏目,重新分类。"]);
        let [left, right] = pieces(&one, &other);
        assert_eq!(told(&one, &left), ["(一)总体情况", "<2021年,青石镇>认真贯彻落实条例,[围绕重点推进公开]。"]);
        assert_eq!(told(&other, &right), ["<2020年白水镇>认真贯彻落实条例,[清理栏目,重新分类]。"]);
    }

    proptest! {
        /// The share of shared runs is that by which texts are found, and the pieces of a block are its text.
        #[test]
        fn marks_agree_with_the_measure(
            a in "[一-龥甲乙丙丁戊]{80,90}[甲乙,。丙1]{0,60}",
            b in "[甲乙,。丙1]{40,300}",
            copied in any::<bool>(),
        ) {
            let b = if copied { format!("{b}{a}") } else { b };
            let (one, other) = (report("甲乙镇", &[&a, &b]), report("丙镇", &[&b]));
            let [left, right] = pieces(&one, &other);
            for (report, runs) in [(&one, &left), (&other, &right)] {
                for (block, runs) in report.sections[0].blocks.iter().zip(runs) {
                    let ends: Vec<usize> = runs.iter().map(|run| run.range.end).collect();
                    prop_assert_eq!(ends.last().copied().unwrap_or(0), block.text.len());
                    let starts: Vec<usize> = runs.iter().map(|run| run.range.start).collect();
                    prop_assert!(starts.iter().skip(1).eq(ends.iter().take(ends.len().saturating_sub(1))));
                }
            }
            let key = SectionKey::Overview;
            if let (Some(x), Some(y)) = (Texts::of(&one).get(key), Texts::of(&other).get(key)) {
                let (l, r) = (Compared::of(&one.sections[0], &one.agency), Compared::of(&other.sections[0], &other.agency));
                let (l, r) = (l.runs(), r.runs());
                prop_assert_eq!(usize::from(x.alike(y)), l.intersection(&r).count() * 100 / l.union(&r).count());
                let all_shared = right.iter().flatten().all(|run| run.what != Marked::Own);
                prop_assert!(all_shared || !r.is_subset(&l));
            }
        }
    }
}
