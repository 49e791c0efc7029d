//! What a report says that shows what it was made from: a letter to those above, a list of meetings that
//! stops too early, and an assessment of which the result is not told.

use std::ops::Range;

use crate::model::agency::AgencyKind;
use crate::model::numeral::numeral;
use crate::model::report::SectionKey;
use crate::rules::basis;
use crate::rules::paragraph::Paragraph;
use crate::rules::prose::{clip, first_of, sentences, without_titles};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_line, of_words};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&STALE, &LETTER, &RESULTS];

rule! {
    /// ## What it checks
    /// Where the text lists plenary sessions of the Central Committee, the list goes on to the last one
    /// before the end of the report year: 十九届四中 for 2019, 五中 for 2020, 六中 for 2021, 二十大 from 2022
    /// on, 二十届二中 for 2023, 三中 for 2024, 四中 for 2025.
    ///
    /// ## Why it matters
    /// A list that stops a year too early was taken over from the report before.
    ///
    /// ## Example
    /// `列到十九届五中全会,2021年度应到六中`
    ///
    /// ## When it is wrong
    /// What to list is the author's choice. It is off unless selected.
    STALE = "D-STALE-PHRASE" {
        zh: "会议提法过时", en: "list of meetings too old",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: stale, examples: tests::stale_examples,
    }
}

rule! {
    /// ## What it checks
    /// The report is addressed to the public: it does not begin with a line such as 县政府办公室: and does
    /// not end with 妥否,请批示 or 特此报告, and its title is not that of a letter (…的函, …的请示).
    ///
    /// ## Why it matters
    /// The letter by which a report was handed in was published in place of the report. An inspection of
    /// 2010 found it worth naming.
    ///
    /// ## Example
    /// `以函代报:开头为“县政府办公室:”`
    ///
    /// ## When it is wrong
    /// Where the letter stands before the whole report.
    LETTER = "M-LETTER" {
        zh: "以函代报", en: "letter in place of the report",
        class: Report, default: Shown, severity: Warning,
        forms: &[], basis: None,
        check: letter, examples: tests::letter_examples,
    }
}

rule! {
    /// ## What it checks
    /// The report of a government (of a county, a township, a zone) tells a result of 工作考核, 社会评议 or
    /// 责任追究: a rank, a grade, how many were praised, named or held to account, or that nobody was.
    ///
    /// ## Why it matters
    /// The law asks governments for the results, and not for the rules (条例 Art. 50 (4)).
    ///
    /// ## Example
    /// `没有写考核、评议、责任追究的结果`
    ///
    /// ## When it is wrong
    /// Where the result is told in words the rule does not know. It is off unless selected.
    RESULTS = "G-50-4" {
        zh: "未写考核结果", en: "no result of assessment",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: Some(basis::CONTENTS),
        check: results, examples: tests::results_examples,
    }
}

/// The last session that a report for a year can know: congress (十九大 is 19) and number, 0 for the
/// congress itself.
fn due(year: u16) -> Option<(u8, u8)> {
    Some(match year {
        2018 => (19, 3),
        2019 => (19, 4),
        2020 => (19, 5),
        2021 => (19, 6),
        2022 => (20, 0),
        2023 => (20, 2),
        2024 => (20, 3),
        2025 => (20, 4),
        _ => return None,
    })
}

const NUMERALS: [char; 7] = ['一', '二', '三', '四', '五', '六', '七'];
const CONGRESSES: [(u8, &str); 2] = [(19, "十九届"), (20, "二十届")];

fn numeral_of(n: u8) -> char {
    usize::from(n).checked_sub(1).and_then(|n| NUMERALS.get(n)).copied().unwrap_or('?')
}

/// The last session that a text lists behind 十九届 or 二十届, and where the list stands.
fn last_listed(paragraph: &Paragraph<'_>) -> Option<((u8, u8), Range<usize>)> {
    let text = paragraph.text();
    let lists = CONGRESSES
        .iter()
        .flat_map(|(congress, word)| paragraph.places(word).map(|(at, word)| (*congress, at, at + word.len())));
    let last = lists.filter_map(|(congress, at, from)| {
        let rest = text.get(from..)?;
        let list = rest.split(|c: char| !(NUMERALS.contains(&c) || "中、和历次".contains(c))).next()?;
        let numbers = list.match_indices('中').filter_map(|(at, _)| {
            let numeral = list.get(..at)?.chars().next_back()?;
            NUMERALS.iter().position(|n| *n == numeral)
        });
        let number = u8::try_from(numbers.max()? + 1).ok()?;
        Some(((congress, number), at..from + list.len()))
    });
    last.max_by_key(|(session, _)| *session)
}

fn stale(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let Some((year, due)) = subject.report.year.and_then(|year| Some((year, due(year)?))) else {
        return sink.cannot("全文", Words::new("该年度的会议提法未收录", "meetings of that year are not known"));
    };
    let listed = subject.paragraphs().iter().filter_map(|paragraph| {
        let (session, at) = last_listed(paragraph)?;
        Some((session, at, paragraph.block))
    });
    let Some((session, at, block)) = listed.max_by_key(|(session, ..)| *session) else { return sink.holds() };
    let congress = subject.paragraphs().iter().any(|paragraph| paragraph.says("二十大"));
    // 党的二十大 stands for what came with it until the next list.
    if session >= due || session.0 < due.0 && congress || due.1 == 0 && congress {
        return sink.holds();
    }
    let name = |(congress, number): (u8, u8)| match (number, congress) {
        (0, congress) => format!("{}大", if congress == 20 { "二十" } else { "十九" }),
        (number, congress) => format!("{}届{}中全会", if congress == 20 { "二十" } else { "十九" }, numeral_of(number)),
    };
    sink.fails(Finding {
        message: Words::new(
            format!("列到{},{year}年度应到{}", name(session), name(due)),
            format!("lists up to {}, the report for {year} should know {}", name(session), name(due)),
        ),
        expected: name(due),
        found: name(session),
        evidence: vec![of_words(None, block, at, None)],
        ..Finding::default()
    });
}

fn letter(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    const TITLES: [&str; 4] = ["的函", "的请示", "的汇报", "复函"];
    const ENDS: [&str; 8] =
        ["妥否，请批示", "妥否,请批示", "特此报告", "专此报告", "特此函复", "特此函告", "请予审核", "请审示"];
    let told: Vec<&Paragraph<'_>> = subject.paragraphs().iter().filter(|told| told.block.level.is_none()).collect();
    let title = subject.report.title.as_deref().unwrap_or_default();
    let finding = |what: &str, en: &str, quote: &str, evidence| Finding {
        message: Words::new(format!("以函代报:{what}为“{}”", clip(quote, 20)), format!("a letter: {en} {quote:?}")),
        expected: "面向公众的年度报告".to_owned(),
        found: quote.to_owned(),
        evidence: vec![evidence],
        ..Finding::default()
    };
    if let Some(word) = TITLES.iter().find(|word| title.trim_end().ends_with(**word)) {
        return sink.fails(finding("标题", "its title ends with", word, of_line(title, None)));
    }
    if let Some(address) = told.iter().take(2).find(|told| is_address(told.text())) {
        let all = of_words(None, address.block, 0..address.text().len(), None);
        return sink.fails(finding("开头", "it begins with", address.text().trim(), all));
    }
    let end = told.iter().rev().take(4).find_map(|told| {
        let word = told.first_of(&ENDS)?;
        let at = told.find(word)?;
        Some((word, of_words(None, told.block, at..at + word.len(), None)))
    });
    match end {
        Some((word, evidence)) => sink.fails(finding("结尾", "it ends with", word, evidence)),
        None if told.is_empty() => sink.cannot("全文", Words::new("没有正文", "no narrative")),
        None => sink.holds(),
    }
}

/// Whether a paragraph is a line that addresses an office: 县人民政府办公室:.
fn is_address(text: &str) -> bool {
    const LONGEST: usize = 24;
    let line = text.trim();
    let Some(name) = line.strip_suffix(['：', ':']).filter(|_| line.chars().count() <= LONGEST) else { return false };
    ["人民政府", "政府", "办公室", "办公厅", "办", "局", "委员会"].iter().any(|end| name.ends_with(end))
        && !name.contains(['，', ',', '。', '(', '（'])
        && first_of(name, &["包括", "如下", "主要", "渠道", "平台"]).is_none()
}

/// Words of assessment, and words that tell how it came out.
const ASSESSED: [&str; 12] =
    ["考核", "考评", "评议", "责任追究", "追究", "追责", "问责", "约谈", "测评", "通报", "抽查", "监督意见"];
const RESULT: [&str; 24] = [
    "优秀",
    "良好",
    "合格",
    "达标",
    "得分",
    "满分",
    "排名",
    "位列",
    "位居",
    "名列",
    "第一",
    "第二",
    "先进",
    "表彰",
    "满意率",
    "满意度",
    "问卷",
    "没有发生",
    "未发生",
    "未出现",
    "没有因",
    "未因",
    "无责任追究",
    "结果",
];

fn results(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let government = matches!(
        subject.report.agency.kind,
        Some(AgencyKind::GovernmentAggregate | AgencyKind::TownshipGov | AgencyKind::ZoneCommittee)
    );
    if !government {
        return sink.cannot("全文", Words::new("只适用于各级人民政府", "asked of governments only"));
    }
    if subject.report.year.is_none_or(|year| year < 2019) {
        return sink.cannot("全文", Words::new("年度不明或早于2019年", "the year is not known or before 2019"));
    }
    let sections = &subject.report.sections;
    let Some(section) = sections.iter().find(|section| section.key == Some(SectionKey::Overview)) else {
        return sink.cannot("第一部分", Words::new("没有第一部分的标题", "no heading of section 一"));
    };
    if subject.paragraphs().iter().any(tells_a_result) {
        return sink.holds();
    }
    sink.fails(Finding {
        message: Words::new("没有写考核、评议、责任追究的结果", "no result of assessment or accountability is told"),
        expected: "工作考核、社会评议、责任追究结果".to_owned(),
        found: "无".to_owned(),
        evidence: vec![of_line(&section.heading, section.at)],
        class: Some(subject.class_of_gap(section.at)),
        place: Some(SectionKey::Overview.id().to_owned()),
        ..Finding::default()
    });
}

/// Whether a sentence speaks of an assessment and tells how it came out: by a word for it, or by how many
/// were named or held to account.
fn tells_a_result(paragraph: &Paragraph<'_>) -> bool {
    let text = paragraph.text();
    // A word may stand around a title.
    (paragraph.may_hold('《') || paragraph.may_say_any(&ASSESSED))
        && sentences(text).filter_map(|range| text.get(range)).any(|sentence| {
            let own = without_titles(sentence);
            let assessed = first_of(&own, &ASSESSED).is_some();
            assessed && (first_of(&own, &RESULT).is_some() || counts_those_named(&own))
        })
}

/// 约谈1家, 通报批评3个单位, 追责2人, 抽查4次, 监督意见21条.
fn counts_those_named(sentence: &str) -> bool {
    const DONE: [&str; 7] = ["约谈", "通报", "问责", "追责", "追究", "抽查", "监督意见"];
    DONE.iter().any(|word| {
        let rest = sentence.find(word).and_then(|at| sentence.get(at..)).unwrap_or_default();
        let near: String = rest.chars().take(14).collect();
        near.contains(|c: char| c.is_ascii_digit() || numeral(c).is_some())
            && near.contains(['家', '个', '人', '次', '名', '期', '条', '项'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::form::Form;
    use crate::model::report::{Report, Span};
    use crate::rules::draft::{Examples, complete, flags_of, narrative};
    use crate::rules::paragraph::of_text;

    fn in_year(year: u16, text: &str) -> Report {
        Report { year: Some(year), ..narrative(text) }
    }

    pub(super) fn stale_examples() -> Examples {
        Examples {
            fails: in_year(2021, "贯彻十九届二中、三中、四中、五中全会精神。"),
            holds: in_year(2021, "贯彻十九届历次全会和十九届六中全会精神。"),
        }
    }

    pub(super) fn letter_examples() -> Examples {
        Examples {
            fails: narrative("云河县人民政府办公室:"),
            holds: narrative("现将2021年有关情况报告如下:全年公开信息30条。"),
        }
    }

    pub(super) fn results_examples() -> Examples {
        Examples {
            fails: narrative("把政务公开列入考核,完善责任追究制度。"),
            holds: narrative("社会评议收回问卷460份,没有发生需要责任追究的情形。"),
        }
    }

    #[test]
    fn lists_of_sessions_are_read_to_their_end() {
        let check = |year: u16, text: &str, found: Option<&str>| {
            let flags = flags_of(&in_year(year, text), "D-STALE-PHRASE");
            assert_eq!(flags.first().map(|flag| flag.found.as_str()), found, "{year} {text}");
        };
        check(2020, "十九大和十九届二中、三中、四中全会精神", Some("十九届四中全会"));
        check(2020, "十九大和十九届二中、三中、四中、五中全会精神", None);
        check(2021, "党的十九大和十九届历次全会精神", None);
        check(2022, "十九届六中全会精神", Some("十九届六中全会"));
        check(2022, "党的二十大和十九届六中全会精神", None);
        check(2024, "党的二十大和二十届二中全会精神", Some("二十届二中全会"));
        check(2024, "二十届二中、三中全会精神", None);
        check(2016, "十八届五中全会精神", None);
        check(2021, "全镇五中、六中两校", None);
    }

    #[test]
    fn letters_are_addressed_or_signed_off() {
        for (text, flagged) in [
            ("县政府办:", true),
            ("我镇在公开工作中做到以下几点:", false),
            ("主要公开渠道包括县人民政府:", false),
            ("公开信息30条。妥否，请批示。", true),
            ("一、县财政局(国资办):", false),
        ] {
            assert_eq!(!flags_of(&narrative(text), "M-LETTER").is_empty(), flagged, "{text}");
        }
        let titled = complete(Form::F2021).with(|report| report.title = Some("关于报送2021年年度报告的函".into()));
        assert_eq!(flags_of(&titled.build(), "M-LETTER")[0].found, "的函");
    }

    #[test]
    fn a_result_is_more_than_a_rule() {
        for (text, told) in [
            ("政务公开占年度考核3分,约谈办理超期的单位1家。", true),
            ("将巡查通报情况列入绩效考核评估范围。", false),
            ("健全考核评议、责任追究等制度。", false),
            ("在全县考核中名列第三。", true),
            ("发布《2021年考核结果通报》。", false),
            ("全年通报2次。", true),
            ("收到监督意见21条,采纳17条。", true),
        ] {
            assert_eq!(of_text(text, tells_a_result), told, "{text}");
        }
        let office = complete(Form::F2021)
            .with(|report| report.agency.kind = Some(AgencyKind::Department))
            .with(|report| report.sections[0].blocks[0].at = Some(Span::new(0, 3)));
        assert!(flags_of(&office.build(), "G-50-4").is_empty());
    }
}
