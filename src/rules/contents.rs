//! What stands in the sections of the form: whether they are in order, say anything, and say it where
//! it belongs.

use crate::model::flag::{Class, Severity};
use crate::model::form::Form;
use crate::model::report::{Block, Report, Section, SectionKey};
use crate::rules::basis;
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_line, of_words};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&ORDER, &ASPECTS, &PROBLEMS, &OTHERS, &MISPLACED, &OBSOLETE];

const FORMS: &[Form] = &[Form::F2019, Form::F2021];

rule! {
    /// ## What it checks
    /// The sections 一 to 六 follow each other in the order of the form, each once.
    ///
    /// ## Why it matters
    /// Readers and programs look for a section where the form has it.
    ///
    /// ## Example
    /// `“五、存在的主要问题及改进情况”之后又有第二部分`
    ///
    /// ## When it is wrong
    /// Where a sentence that lists the titles was taken for headings.
    ORDER = "S-SEC-ORDER" {
        zh: "部分次序", en: "order of sections",
        class: Report, default: Shown, severity: Warning,
        forms: FORMS, basis: Some(basis::FORM),
        check: order, examples: tests::order_examples,
    }
}

rule! {
    /// ## What it checks
    /// Section 一 speaks of each of its five aspects: 主动公开, 依申请公开, 政府信息管理, 平台建设, 监督保障.
    /// Known words of each aspect are looked for.
    ///
    /// ## Why it matters
    /// The notice of 2021 names them as what the section is for.
    ///
    /// ## Example
    /// `总体情况缺2项:依申请公开、平台建设`
    ///
    /// ## When it is wrong
    /// Where an aspect is told in other words. It is off unless selected.
    ASPECTS = "S-SEC1-ASPECT" {
        zh: "要素不全", en: "aspects of section 一",
        class: Report, default: Off, severity: Info,
        forms: FORMS, basis: Some(basis::FORM),
        check: aspects, examples: tests::aspects_examples,
    }
}

rule! {
    /// ## What it checks
    /// Section 五 says something: more than ten characters, and more than that there is nothing.
    ///
    /// ## Why it matters
    /// The law asks for the problems and how they are dealt with (条例 Art. 50).
    ///
    /// ## Example
    /// `第五部分只有“无”`
    ///
    /// ## When it is wrong
    /// Where the text of the section was lost on the way to us. A file that ends at the heading speaks of
    /// our copy and goes to the triage.
    PROBLEMS = "S-SEC5-EMPTY" {
        zh: "未写问题及改进", en: "no problems told",
        class: Report, default: Queue, severity: Warning,
        forms: FORMS, basis: Some(basis::CONTENTS),
        check: problems, examples: tests::problems_examples,
    }
}

rule! {
    /// ## What it checks
    /// Section 六 has any text. 无 is fine.
    ///
    /// ## Why it matters
    /// An empty section leaves open whether something is missing.
    ///
    /// ## Example
    /// `第六部分没有文字`
    ///
    /// ## When it is wrong
    /// Where its text was lost with the end of the page. It is off unless selected.
    OTHERS = "S-SEC6-EMPTY" {
        zh: "其他事项空白", en: "section 六 empty",
        class: Report, default: Off, severity: Info,
        forms: FORMS, basis: Some(basis::FORM),
        check: others, examples: tests::others_examples,
    }
}

rule! {
    /// ## What it checks
    /// Section 六 has no headings of its own for 主动公开, 依申请公开, 复议 or 诉讼.
    ///
    /// ## Why it matters
    /// These have their sections; what stands in 六 is not found there.
    ///
    /// ## Example
    /// `第六部分另设“主动公开政府信息情况”`
    ///
    /// ## When it is wrong
    /// Where the headings of an older form follow the new one. It is off unless selected.
    MISPLACED = "S-MISPLACED" {
        zh: "内容错位", en: "contents out of place",
        class: Report, default: Off, severity: Info,
        forms: FORMS, basis: Some(basis::FORM),
        check: misplaced, examples: tests::misplaced_examples,
    }
}

rule! {
    /// ## What it checks
    /// A report for 2019 or later does not follow the old law: no heading for 收费及减免 or 举报投诉, no
    /// 国务院令第492号.
    ///
    /// ## Why it matters
    /// The law of 2019 dropped them; a text that has them was carried on from older years.
    ///
    /// ## Example
    /// `仍设“政府信息公开的收费及减免情况”,2019年条例已无此项`
    ///
    /// ## When it is wrong
    /// Where the old law is quoted as history.
    OBSOLETE = "X-OBSOLETE" {
        zh: "沿用旧条例内容", en: "follows the old law",
        class: Report, default: Shown, severity: Info,
        forms: FORMS, basis: None,
        check: obsolete, examples: tests::obsolete_examples,
    }
}

/// The sections with a place in the form, as they are printed.
fn numbered(report: &Report) -> impl Iterator<Item = (SectionKey, &Section)> {
    let keyed = report.sections.iter().filter_map(|section| Some((section.key?, section)));
    keyed.filter(|(key, _)| *key != SectionKey::Preface)
}

fn order(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let all: Vec<_> = numbered(subject.report).collect();
    if all.is_empty() {
        return sink.cannot("全文", Words::new("没有认出任何一个部分的标题", "no heading of a section was recognised"));
    }
    let mut held = 1;
    for pair in all.windows(2) {
        let [(before, first), (after, second)] = pair else { continue };
        if before < after {
            held += 1;
            continue;
        }
        sink.fails(Finding {
            message: Words::new(
                format!("第{}部分之后是第{}部分", before.number(), after.number()),
                format!("section {} is followed by section {}", before.number(), after.number()),
            ),
            expected: "一至六依次各一".to_owned(),
            found: format!("{}、{}", before.number(), after.number()),
            evidence: vec![of_line(&first.heading, first.at), of_line(&second.heading, second.at)],
            place: Some(format!("{}>{}", before.id(), after.id())),
            ..Finding::default()
        });
    }
    sink.hold(held);
}

/// The aspects of section 一 with words that tell of each.
const ASPECTS_OF_ONE: [(&str, &[&str]); 5] = [
    ("主动公开", &["主动公开", "公开信息", "公开政府信息", "发布信息", "公开各类"]),
    ("依申请公开", &["依申请", "公开申请", "申请公开", "受理申请"]),
    ("政府信息管理", &["信息管理", "规范性文件", "保密审查", "公开审查", "制度建设", "目录", "指南"]),
    ("平台建设", &["平台", "网站建设", "网站管理", "公众号", "新媒体", "公报"]),
    ("监督保障", &["监督", "保障", "考核", "培训", "组织领导", "评议", "责任追究"]),
];

/// A text without the titles of documents that it names.
fn without_titles(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .scan(0_usize, |open, c| {
            *open = if c == '《' { *open + 1 } else { *open };
            let shown = (*open == 0).then_some(c);
            *open = if c == '》' { open.saturating_sub(1) } else { *open };
            Some(shown)
        })
        .flatten()
}

fn aspects(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let Some(section) = subject.report.section(SectionKey::Overview).filter(|section| !section.blocks.is_empty())
    else {
        return sink.cannot("第一部分", Words::new("没有第一部分的文字", "no text of section 一"));
    };
    let text: String = section.blocks.iter().flat_map(|block| without_titles(&block.text)).collect();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let (found, missing): (Vec<_>, Vec<_>) = ASPECTS_OF_ONE.iter().partition(|(_, words)| says(words));
    sink.hold(found.len());
    if missing.is_empty() {
        return;
    }
    let names = |list: &[&(&str, &[&str])]| list.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("、");
    sink.fails(Finding {
        message: Words::new(
            format!("总体情况缺{}项:{}", missing.len(), names(missing.get(..2).unwrap_or(&missing))),
            format!("section 一 lacks {} aspects: {}", missing.len(), names(&missing)),
        ),
        expected: names(&ASPECTS_OF_ONE.iter().collect::<Vec<_>>()),
        found: names(&found),
        evidence: vec![of_line(&section.heading, section.at)],
        place: Some(SectionKey::Overview.id().to_owned()),
        ..Finding::default()
    });
}

/// The first letters and figures of a section, at most so many.
fn beginning_of(section: &Section, most: usize) -> String {
    let blocks = section.blocks.iter().flat_map(|block| block.text.chars());
    blocks.filter(|c| c.is_alphanumeric()).take(most).collect()
}

fn problems(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    const FEW: usize = 10;
    let Some(section) = subject.report.section(SectionKey::Problems) else {
        return sink.cannot("第五部分", Words::new("没有第五部分的标题", "no heading of section 五"));
    };
    let text = beginning_of(section, 2 * FEW);
    let says_none =
        ["无", "没有", "暂无", "不存在"].iter().any(|word| text.starts_with(word)) && text.chars().count() < 2 * FEW;
    if text.chars().count() >= FEW && !says_none {
        return sink.holds();
    }
    let mut finding = empty(subject, section, &text, "写明问题和改进");
    // Where the file ends at the heading, 六 is lost with the text.
    if text.is_empty() && subject.report.sections.last().is_some_and(|last| last.key == section.key) {
        finding.class = Some(Class::Copy);
    }
    sink.fails(finding);
}

fn others(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let Some(section) = subject.report.section(SectionKey::Other) else {
        return sink.cannot("第六部分", Words::new("没有第六部分的标题", "no heading of section 六"));
    };
    if section.blocks.is_empty() {
        sink.fails(empty(subject, section, "", "有内容或“无”"));
    } else {
        sink.holds();
    }
}

fn empty(subject: &Subject<'_>, section: &Section, text: &str, expected: &str) -> Finding {
    let key = section.key.unwrap_or(SectionKey::Other);
    let said = section.blocks.first().map(|block| of_words(None, block, 0..block.text.len(), None));
    let (zh, en) = if text.is_empty() {
        (format!("第{}部分没有文字", key.number()), format!("section {} has no text", key.number()))
    } else {
        (format!("第{}部分只有“{text}”", key.number()), format!("section {} only says {text:?}", key.number()))
    };
    Finding {
        message: Words::new(zh, en),
        expected: expected.to_owned(),
        found: if text.is_empty() { "空".to_owned() } else { text.to_owned() },
        evidence: std::iter::once(of_line(&section.heading, section.at)).chain(said).collect(),
        class: Some(subject.class_of_gap(section.at)),
        place: Some(key.id().to_owned()),
        ..Finding::default()
    }
}

/// Headings inside a section.
fn headings(section: &Section) -> impl Iterator<Item = &Block> {
    section.blocks.iter().filter(|block| block.level.is_some())
}

fn misplaced(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    const ELSEWHERE: [&str; 4] = ["主动公开", "依申请公开", "行政复议", "行政诉讼"];
    let Some(section) = subject.report.section(SectionKey::Other) else {
        return sink.cannot("第六部分", Words::new("没有第六部分的标题", "no heading of section 六"));
    };
    let found: Vec<_> =
        headings(section).filter(|block| ELSEWHERE.iter().any(|word| block.text.contains(word))).collect();
    let Some(first) = found.first() else { return sink.holds() };
    let numbers: Vec<_> = found.iter().filter_map(|block| block.number.as_deref()).collect();
    let title = first.text.trim_end_matches(['。', ':', '：']);
    let title: String = title.chars().take(16).collect();
    sink.fails(Finding {
        message: Words::new(format!("第六部分另设“{title}”"), format!("section 六 has a heading {title:?}")),
        expected: "分别写在第一、三、四部分".to_owned(),
        found: format!("第六部分{}", numbers.join("")),
        evidence: found.iter().map(|block| of_words(None, block, 0..block.text.len(), None)).collect(),
        place: Some(SectionKey::Other.id().to_owned()),
        ..Finding::default()
    });
}

fn obsolete(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    const HEADINGS: [&str; 3] = ["收费及减免", "收费和减免", "举报投诉"];
    const LAWS: [&str; 2] = ["国务院令第492号", "国令第492号"];
    let report = subject.report;
    if report.year.is_none_or(|year| year < 2019) {
        return sink.cannot("全文", Words::new("年度不明或早于2019年", "the year is not known or before 2019"));
    }
    let found = subject.paragraphs().iter().find_map(|paragraph| {
        let headings = if paragraph.block.level.is_some() { HEADINGS.as_slice() } else { &[] };
        let word = paragraph.first_of(headings).or_else(|| paragraph.first_of(&LAWS))?;
        let at = paragraph.find(word)?;
        Some((paragraph.block, at..at + word.len(), word))
    });
    let title = report.sections.iter().find(|section| HEADINGS.iter().any(|word| section.heading.contains(word)));
    let (quote, evidence) = match (&found, title) {
        (_, Some(section)) => (section.heading.as_str(), of_line(&section.heading, section.at)),
        (Some((block, range, word)), None) if block.level.is_none() => {
            (*word, of_words(None, block, range.clone(), None))
        }
        (Some((block, ..)), None) => (block.text.as_str(), of_words(None, block, 0..block.text.len(), None)),
        (None, None) => return sink.holds(),
    };
    let quote: String = quote.trim_end_matches('。').chars().take(18).collect();
    sink.fails(Finding {
        message: Words::new(
            format!("仍有“{quote}”,2019年条例已无此项"),
            format!("still has {quote:?}, dropped by the law of 2019"),
        ),
        expected: "2019年条例之后不再列".to_owned(),
        found: quote,
        evidence: vec![evidence],
        severity: Some(Severity::Info),
        ..Finding::default()
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::Span;
    use crate::rules::draft::{Draft, Examples, complete, flags_of};

    fn clean() -> Report {
        complete(Form::F2021).build()
    }

    /// The complete report with this text in a section, each piece with the depth of a heading or none.
    fn with(key: SectionKey, texts: &[(Option<u8>, &str)]) -> Draft {
        complete(Form::F2021).with(|report| {
            let section = report.sections.iter_mut().find(|section| section.key == Some(key)).unwrap();
            let block = |(level, text): &(Option<u8>, &str)| Block {
                level: *level,
                text: (*text).to_owned(),
                at: Some(Span::new(9000, 9000 + text.len())),
                ..Block::default()
            };
            section.blocks = texts.iter().map(block).collect();
        })
    }

    pub(super) fn order_examples() -> Examples {
        let fails = complete(Form::F2021).with(|report| report.sections.swap(1, 2)).build();
        Examples { fails, holds: clean() }
    }

    pub(super) fn aspects_examples() -> Examples {
        let fails = with(SectionKey::Overview, &[(None, "制定《依申请公开办法》《平台建设规定》,开展培训。")]).build();
        Examples { fails, holds: clean() }
    }

    pub(super) fn problems_examples() -> Examples {
        let holds = with(SectionKey::Problems, &[(None, "公开内容还不够全面,下一步将加强培训。")]).build();
        Examples { fails: with(SectionKey::Problems, &[(None, "无。")]).build(), holds }
    }

    pub(super) fn others_examples() -> Examples {
        Examples {
            fails: with(SectionKey::Other, &[]).build(),
            holds: with(SectionKey::Other, &[(None, "无")]).build(),
        }
    }

    pub(super) fn misplaced_examples() -> Examples {
        let fails = with(SectionKey::Other, &[(Some(2), "主动公开政府信息情况"), (None, "公开3条。")]).build();
        Examples {
            fails, holds: with(SectionKey::Other, &[(Some(2), "信息处理费"), (None, "未收取。")]).build()
        }
    }

    pub(super) fn obsolete_examples() -> Examples {
        let fails = with(SectionKey::Other, &[(Some(2), "政府信息公开的收费及减免情况")]).build();
        Examples { fails, holds: clean() }
    }

    #[test]
    fn problems_need_more_than_a_word() {
        for (text, flagged) in [
            ("", true),
            ("没有。", true),
            ("不存在问题。", true),
            ("没有建立起长效的信息公开工作机制,今后将完善。", false),
            ("一是公开不够及时,二是内容单一。", false),
        ] {
            let report = with(SectionKey::Problems, &[(None, text)]).build();
            assert_eq!(!flags_of(&report, "S-SEC5-EMPTY").is_empty(), flagged, "{text}");
        }
    }

    #[test]
    fn a_file_that_ends_at_the_heading_is_cut() {
        let class = |last: SectionKey, text: &'static [(Option<u8>, &'static str)]| {
            let report = with(SectionKey::Problems, text).with(|report| {
                report.sections.retain(|section| section.key.is_none_or(|key| key <= last));
            });
            flags_of(&report.build(), "S-SEC5-EMPTY")[0].class
        };
        assert_eq!(class(SectionKey::Problems, &[]), Class::Copy);
        assert_eq!(class(SectionKey::Problems, &[(None, "无")]), Class::Report);
        assert_eq!(class(SectionKey::Other, &[]), Class::Report);
    }

    #[test]
    fn the_old_law_may_stand_in_a_sentence() {
        let old = with(SectionKey::Overview, &[(None, "根据国务院令第492号编制。")]);
        assert_eq!(flags_of(&old.clone().build(), "X-OBSOLETE")[0].found, "国务院令第492号");
        let early = old.year(2018).build();
        assert!(flags_of(&early, "X-OBSOLETE").is_empty());
        let complaints = with(SectionKey::Other, &[(None, "收费及减免情况:无。")]).build();
        assert!(flags_of(&complaints, "X-OBSOLETE").is_empty());
    }
}
