//! Lists in the text that count their items: 一是, 二是, 三是.

use std::ops::Range;

use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Sink, Words};
use crate::rules::subject::Subject;
use crate::rules::wording::{Slip, finding};

/// The rules of this file.
pub static RULES: &[&Rule] = &[&NUMBERING];

rule! {
    /// ## What it checks
    /// 一是, 二是, 三是 follow each other in a section, from 一 on, without a skip.
    ///
    /// ## Why it matters
    /// An item is missing, or the text was put together from pieces.
    ///
    /// ## Example
    /// `列举次序:“四是”之前没有“三是”`
    ///
    /// ## When it is wrong
    /// Where the first items are numbered in another way.
    NUMBERING = "X-NUMBERING" {
        zh: "列举次序", en: "order of a list",
        class: Report, default: Shown, severity: Warning,
        forms: &[], basis: None,
        check: numbering, examples: tests::numbering_examples,
    }
}

fn numbering(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    for section in &subject.report.sections {
        let mut last = 0;
        let mut any = false;
        for (block, at, number) in
            section.blocks.iter().flat_map(|block| items(&block.text).into_iter().map(move |(at, n)| (block, at, n)))
        {
            any = true;
            if number != 1 && number != last + 1 && number != last {
                let quote = block.text.get(at.clone()).unwrap_or_default().to_owned();
                let before =
                    if last == 0 { format!("{}是", numeral_of(1)) } else { format!("{}是", numeral_of(last + 1)) };
                let message = Words::new(
                    format!("“{quote}”之前没有“{before}”"),
                    format!("{quote:?} without {before:?} before it"),
                );
                let slip = Slip { at, message, expected: before, severity: None };
                sink.fails(finding(subject, section, block, slip));
            }
            last = number;
        }
        if any {
            sink.holds();
        }
    }
    if subject.report.sections.is_empty() {
        sink.cannot("全文", Words::new("没有分部分的文字", "no text in sections"));
    }
}

const NUMERALS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

fn numeral_of(n: usize) -> char {
    n.checked_sub(1).and_then(|n| NUMERALS.get(n)).copied().unwrap_or('十')
}

/// The items of lists like 一是…;二是…: their place and number.
fn items(text: &str) -> Vec<(Range<usize>, usize)> {
    let item = |(at, word): (usize, &str)| {
        let before = text.get(..at)?.chars().next_back();
        let start = text.get(..at)?.char_indices().next_back().map_or(0, |(at, _)| at);
        let number = NUMERALS.iter().position(|numeral| Some(*numeral) == before)? + 1;
        let boundary = text.get(..start)?.chars().next_back();
        let starts = boundary.is_none_or(|c| "。；;，,：:、\n )）".contains(c));
        // 十一是 and the like end in the same two characters.
        starts.then_some((start..at + word.len(), number))
    };
    text.match_indices('是').filter_map(item).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::draft::{Examples, flags_of, narrative};

    pub(super) fn numbering_examples() -> Examples {
        let (fails, holds) = ("一是加强学习;三是加强培训。", "一是加强学习;二是加强培训。");
        Examples { fails: narrative(fails), holds: narrative(holds) }
    }

    #[test]
    fn lists_that_skip() {
        for (text, expected) in [
            ("一是甲;二是乙。一是丙;二是丁;三是戊。", vec![]),
            ("四是组织学习。", vec!["四是"]),
            ("一是甲,三是乙。", vec!["三是"]),
            ("其中之一是宣传,第二是培训。", vec![]),
            ("一是甲;一是乙;二是丙。", vec![]),
        ] {
            let found: Vec<_> = flags_of(&narrative(text), "X-NUMBERING").into_iter().map(|flag| flag.found).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
