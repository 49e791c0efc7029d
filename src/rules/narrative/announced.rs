//! Lists whose length the text announces: 以下三个方面, 等六部分组成.

use std::ops::Range;

use crate::model::report::{Block, Section};
use crate::model::width::narrow;
use crate::rules::counts::begins::Begins;
use crate::rules::counts::numeral::numeral_at;
use crate::rules::counts::passage::{Passage, is_stop};
use crate::rules::registry::rule;
use crate::rules::sink::{Finding, Sink, Words, of_words};
use crate::rules::subject::Subject;

rule! {
    /// ## What it checks
    /// A list announced with its length (以下三个方面) has as many items: 一是, (一), 1. or headings, whichever
    /// comes first behind the words.
    ///
    /// ## Why it matters
    /// An item was lost, or the sentence is that of another year.
    ///
    /// ## Example
    /// `"以下三个方面",列出2项`
    ///
    /// ## When it is wrong
    /// Where an item is not numbered, or its number was lost with the layout. It is off unless selected.
    COUNT_LIST = "NS-COUNT-LIST" {
        zh: "列项数不符", en: "length of a list",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: count_list, examples: tests::count_examples,
    }
}

rule! {
    /// ## What it checks
    /// The number of parts the report says it has (由…等六部分组成) is that of the parts it names.
    ///
    /// ## Why it matters
    /// The sentence is often copied from a report of another form.
    ///
    /// ## Example
    /// `称六部分,列出5部分`
    ///
    /// ## When it is wrong
    /// Parts are told by the words of the forms; one with a title of its own is not seen. It is off
    /// unless selected.
    COVER_LIST = "NS-COVER-LIST" {
        zh: "部分数不符", en: "number of parts announced",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: cover_list, examples: tests::cover_examples,
    }
}

/// Lists longer than this are not announced with their length.
const MOST: i64 = 12;
const NUMERALS: [char; 12] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '零', '零'];

/// A way of numbering the items of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// 一是.
    Is,
    /// (一).
    Brackets,
    /// 1. or 1、.
    Digit,
    /// 第一,.
    Ordinal,
}

const STYLES: [Style; 4] = [Style::Is, Style::Brackets, Style::Digit, Style::Ordinal];

impl Style {
    /// How many characters the number of an item takes at an index; `None` where it does not stand there.
    fn item_at(self, passage: &Passage<'_>, index: usize, n: usize) -> Option<usize> {
        let numeral = n.checked_sub(1).and_then(|n| NUMERALS.get(n)).copied().filter(|_| n <= 10)?;
        let starts = !passage.before(index).is_alphanumeric();
        let chinese = |at: usize| passage.at(at) == numeral;
        match self {
            Self::Is => (starts && chinese(index) && passage.at(index + 1) == '是').then_some(2),
            Self::Brackets => {
                (passage.at(index) == '(' && chinese(index + 1) && passage.at(index + 2) == ')').then_some(3)
            }
            Self::Digit => {
                let digits = n.to_string();
                let end = index + digits.len();
                let mark = matches!(passage.at(end), '.' | '、' | '．');
                (starts && passage.says(index, &digits) && mark && !passage.at(end + 1).is_ascii_digit())
                    .then_some(digits.len() + 1)
            }
            Self::Ordinal => {
                (passage.at(index) == '第' && chinese(index + 1) && passage.at(index + 2) == ',').then_some(3)
            }
        }
    }
}

/// The announcement of a list.
struct Announced {
    range: Range<usize>,
    count: usize,
}

/// 以下N个方面 at an index where its first word stands.
fn announced_at(passage: &Passage<'_>, (index, lead): (usize, &str)) -> Option<Announced> {
    let mut at = index + lead.chars().count();
    let numeral = numeral_at(passage.chars(), at)?;
    let count = numeral.value.integer().filter(|n| (2..=MOST).contains(n))?;
    at = numeral.end;
    if passage.at(at) == '个' {
        at += 1;
    }
    let unit = passage.one_of(at, &["方面", "点", "问题", "项", "条", "举措", "措施", "环节"])?;
    Some(Announced { range: index..at + unit.chars().count(), count: usize::try_from(count).ok()? })
}

/// The items numbered in the running text from an index on: those of the first style that begins.
fn items_in_text(passage: &Passage<'_>, from: usize, to: usize) -> usize {
    let first = (from..to).find_map(|index| {
        STYLES.into_iter().find(|style| style.item_at(passage, index, 1).is_some()).map(|style| (style, index))
    });
    let Some((style, start)) = first else { return 0 };
    let mut items = 1;
    for index in start + 1..to {
        if style.item_at(passage, index, 1).is_some() {
            break;
        }
        if style.item_at(passage, index, items + 1).is_some() {
            items += 1;
        }
    }
    items
}

/// The paragraphs with numbers that follow, from the first one's 1 to where its numbers begin again.
fn items_in_paragraphs(blocks: &[Block]) -> usize {
    let label = |block: &Block| ordinal(block.number.as_deref().unwrap_or(&block.text));
    let Some((style, 1)) = blocks.first().and_then(label) else { return 0 };
    let mut items = 1;
    for (_, number) in blocks.iter().skip(1).filter_map(label).filter(|(other, _)| *other == style) {
        match number {
            1 => break,
            number if number == items + 1 => items = number,
            _ => {}
        }
    }
    items
}

/// The number a paragraph begins with, with its mark: `(一)`, `1.`, `二、`.
fn ordinal(text: &str) -> Option<(Option<char>, usize)> {
    let chars: Vec<char> = text.chars().take(8).map(narrow).filter(|c| !c.is_whitespace()).collect();
    let bracket = usize::from(chars.first() == Some(&'('));
    let numeral = numeral_at(&chars, bracket)?;
    let mark = chars.get(numeral.end).copied();
    let fits = if bracket == 1 { mark == Some(')') } else { matches!(mark, None | Some('.' | '、')) };
    let number = numeral.value.integer().and_then(|n| usize::try_from(n).ok());
    number.filter(|_| fits).map(|number| ((bracket == 1).then_some('('), number))
}

fn count_list(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    for (number, passage) in subject.narrative().iter().enumerate() {
        let Some((_, section)) = subject.section_of(number) else { continue };
        let leads = passage.found(0..passage.len(), &["以下", "如下"]);
        for list in leads.filter_map(|lead| announced_at(passage, lead)) {
            let items = items(passage, section, &list);
            let words = passage.text(list.range.clone());
            match items {
                0 => sink.cannot(words, Words::new("未认出列项", "no numbered items were found")),
                items if items == list.count => sink.holds(),
                items => sink.fails(finding(passage, &list, items)),
            }
        }
    }
}

/// How many items follow an announcement.
fn items(passage: &Passage<'_>, section: &Section, list: &Announced) -> usize {
    let line_end = (list.range.end..passage.len()).find(|index| passage.at(*index) == '\n').unwrap_or(passage.len());
    let here = items_in_text(passage, list.range.end, line_end);
    if here > 0 {
        return here;
    }
    let before = passage.chars().get(..line_end).unwrap_or_default();
    let block = before.iter().filter(|c| **c == '\n').count();
    match items_in_paragraphs(section.blocks.get(block + 1..).unwrap_or_default()) {
        0 => items_in_text(passage, line_end, passage.len()),
        items => items,
    }
}

fn finding(passage: &Passage<'_>, list: &Announced, items: usize) -> Finding {
    let words = passage.text(list.range.clone());
    let piece = passage.words(list.range.clone()).map(|(block, range)| of_words(None, block, range, None));
    Finding {
        message: Words::new(
            format!("\"{words}\",列出{items}项"),
            format!("a list of {} is announced, {items} follow", list.count),
        ),
        expected: list.count.to_string(),
        found: items.to_string(),
        evidence: piece.into_iter().collect(),
        ..Finding::default()
    }
}

/// The parts of a report by the words of their titles.
const PARTS: &[&[&str]] = &[
    &["总体情况", "概述", "基本情况", "总体概况"],
    &["主动公开"],
    &["收到和处理", "依申请公开", "申请公开情况", "申请情况"],
    &["复议", "诉讼"],
    &["问题"],
    &["其他需要报告", "其他事项", "需要说明", "其他需报告", "其它需要报告"],
    &["收费"],
    &["统计表", "附表", "附件"],
    &["机构建设", "机构和人员", "人员情况"],
    &["回应解读", "政策解读"],
];

fn cover_list(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    for passage in subject.narrative().iter().take(2) {
        let found = passage.places(Begins::NUMERAL).find_map(|index| parts_at(passage, index));
        let Some((range, count)) = found else { continue };
        let is_edge = |index: &usize| is_stop(passage.at(*index));
        let from = (0..range.start).rfind(is_edge).map_or(0, |index| index + 1);
        let to = (range.end..passage.len()).find(is_edge).unwrap_or(passage.len());
        let listed = PARTS.iter().filter(|names| passage.holds(from..to, names)).count();
        if listed < 2 {
            sink.cannot(passage.text(range), Words::new("未列出各部分", "the parts are not named"));
            continue;
        }
        if listed == count {
            sink.holds();
            continue;
        }
        let words = passage.text(range.clone());
        let piece = passage.words(from..to).map(|(block, range)| of_words(None, block, range, None));
        sink.fails(Finding {
            message: Words::new(
                format!("称\"{words}\",列出{listed}部分"),
                format!("{count} parts are announced, {listed} are named"),
            ),
            expected: count.to_string(),
            found: listed.to_string(),
            evidence: piece.into_iter().collect(),
            ..Finding::default()
        });
    }
}

/// N个部分 at an index, in a sentence about the report.
fn parts_at(passage: &Passage<'_>, index: usize) -> Option<(Range<usize>, usize)> {
    if matches!(passage.before(index), '第' | '十') {
        return None;
    }
    let numeral = numeral_at(passage.chars(), index)?;
    let count = numeral.value.integer().filter(|n| (3..=MOST).contains(n))?;
    let at = numeral.end + usize::from(passage.at(numeral.end) == '个');
    passage.says(at, "部分").then_some(())?;
    Some((index..at + 2, usize::try_from(count).ok()?))
}

#[cfg(test)]
mod tests {
    use crate::model::form::Form;
    use crate::model::report::{Block, Report, SectionKey};
    use crate::rules::draft::{Examples, complete, flags_of, narrative};

    pub(super) fn count_examples() -> Examples {
        let text = |items: &str| narrative(&format!("从以下三个方面改进:{items}。"));
        Examples { fails: text("一是学习;二是培训"), holds: text("一是学习;二是培训;三是检查") }
    }

    pub(super) fn cover_examples() -> Examples {
        let text = |middle: &str| {
            narrative(&format!(
                "本报告由总体情况、主动公开政府信息情况、{middle}存在的问题和其他需要报告的事项等六部分组成。"
            ))
        };
        Examples {
            fails: text("行政复议、行政诉讼情况、"),
            holds: text("收到和处理申请情况、行政复议、行政诉讼情况、"),
        }
    }

    fn told(report: &Report, code: &str) -> Vec<String> {
        flags_of(report, code).into_iter().map(|flag| flag.message).collect()
    }

    #[test]
    fn items_of_many_styles() {
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(told(&narrative(text), "NS-COUNT-LIST"), expected, "{text}");
        };
        check("以下2点:1.学习。2.培训。", &[]);
        check("以下三方面:(一)学习。(二)培训。(三)检查。(四)其他。", &["\"以下三方面\",列出4项"]);
        check("以下两个方面:第一,学习。第二,培训。", &[]);
        check("以下两个方面:一是学习;二是培训。改进:一是甲;二是乙;三是丙。", &[]);
        check("以下两个方面:学习、培训。", &[]);
        check("以下几个方面:一是学习。", &[]);
        check("以下三个方面。\n一是学习。\n二是培训。", &["\"以下三个方面\",列出2项"]);
    }

    #[test]
    fn headings_are_items() {
        let with = |headings: &[(u8, &str)]| {
            let report = complete(Form::F2021).with(|report| {
                let problems = report.sections.iter_mut().find(|s| s.key == Some(SectionKey::Problems)).unwrap();
                problems.blocks = vec![Block { text: "从以下三方面改进:".into(), ..Block::default() }];
                for (level, number) in headings {
                    problems.blocks.push(Block {
                        level: Some(*level),
                        number: Some((*number).to_owned()),
                        text: "加强学习".into(),
                        ..Block::default()
                    });
                    problems.blocks.push(Block { text: "组织学习。".into(), ..Block::default() });
                }
            });
            told(&report.build(), "NS-COUNT-LIST")
        };
        assert_eq!(with(&[(2, "(一)"), (2, "(二)"), (2, "(三)")]), [] as [&str; 0]);
        assert_eq!(with(&[(2, "(一)"), (3, "1."), (2, "(二)")]), ["\"以下三方面\",列出2项"]);
        assert_eq!(with(&[(3, "1."), (3, "2."), (3, "3."), (3, "1.")]), [] as [&str; 0]);
        assert_eq!(with(&[(2, "（一）"), (3, "1."), (3, "2."), (2, "(二)"), (2, "(三)")]), [] as [&str; 0]);
    }

    #[test]
    fn parts_of_reports() {
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(told(&narrative(text), "NS-COVER-LIST"), expected, "{text}");
        };
        check("本报告共分六个部分。", &[]);
        check("第三部分。重点部分。", &[]);
        check("报告由概述、主动公开情况、依申请公开情况、收费情况、统计表共五个部分组成。", &[]);
        check("报告包括概述、主动公开情况、依申请公开情况三部分和附件。", &["称\"三部分\",列出4部分"]);
    }
}
