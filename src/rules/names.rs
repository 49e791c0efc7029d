//! Names of the agency in a report that should all be one: in the title, in the text, under it, and where
//! the author says 我镇 or 我局. Other agencies as subjects are in `subjects`.

use std::ops::Range;

use crate::model::agency::{Agency, AgencyKind};
use crate::model::report::{Block, Report};
use crate::rules::prose::{clip, han_before, is_han};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_line, of_words};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&TITLE, &SELF];

/// The longest name of an agency that is looked for, in characters.
pub(crate) const LONGEST: usize = 26;

rule! {
    /// ## What it checks
    /// The agency in the title is the one that the text says it reports for, and the one that signed it.
    /// 办公室 and 人民政府 of one place count as one, and a name without its region as the same.
    ///
    /// ## Why it matters
    /// The report is filed under the agency in its title.
    ///
    /// ## Example
    /// `标题为云河县财政局,正文为云河县审计局`
    ///
    /// ## When it is wrong
    /// Where a body was renamed, or one that has no report of its own signs for another.
    TITLE = "A-NAME-TITLE" {
        zh: "标题单位不符", en: "agency of the title",
        class: Report, default: Shown, severity: Info,
        forms: &[], basis: None,
        check: title, examples: tests::title_examples,
    }
}

rule! {
    /// ## What it checks
    /// The agency says 我 of what it is: no 我局 in the report of a township, no 我镇 in that of a department,
    /// no 我区 in that of a county.
    ///
    /// ## Why it matters
    /// The text was written for somebody else.
    ///
    /// ## Example
    /// `“我局”出现1处,本单位为云河县青石镇人民政府`
    ///
    /// ## When it is wrong
    /// A department may speak of its county or city; that is let pass. It is off unless selected.
    SELF = "A-SELFREF" {
        zh: "自称与单位不符", en: "calls itself otherwise",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: self_reference, examples: tests::self_examples,
    }
}

/// What names of agencies end in; the longer before what it ends in.
const ENDS: [&str; 14] = [
    "人民政府办公室",
    "人民政府办公厅",
    "政府办公室",
    "人民政府",
    "街道办事处",
    "管理委员会",
    "管委会",
    "委员会",
    "街道",
    "镇",
    "乡",
    "局",
    "厅",
    "委",
];

/// A name without the words for its office: 青石镇人民政府办公室 is 青石镇.
pub(crate) fn core(name: &str) -> &str {
    let mut core = name.trim();
    for end in ["办公室", "办公厅", "人民政府", "政府", "办事处", "管理委员会", "管委会"] {
        core = core.strip_suffix(end).filter(|rest| rest.chars().count() > 1).unwrap_or(core);
    }
    core
}

/// Whether two names may be of one agency: without its office, one ends or begins with the other.
pub(crate) fn may_be_one(a: &str, b: &str) -> bool {
    let (a, b) = (core(a), core(b));
    a.contains(b) || b.contains(a) || a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b).count() >= 4
}

/// The agency of the title: what stands before the year, or between the year and 政府信息公开.
fn in_title(title: &str) -> Option<String> {
    let title: String = title.chars().filter(|c| !c.is_whitespace()).collect();
    let end = title.find("政府信息公开").or_else(|| title.find("信息公开"))?;
    let before = title.get(..end)?;
    let name: String = before.split(|c: char| !is_han(c)).map(|part| part.trim_start_matches('年')).collect();
    let name = name.trim_end_matches("年度").trim_start_matches("关于").to_owned();
    (name.chars().count() >= 3).then_some(name)
}

/// The agency that the text says it reports for: 现公布云河县财政局2021年…年度报告.
fn in_text(report: &Report) -> Option<(&Block, Range<usize>)> {
    const LEADS: [&str; 9] = ["公布", "编制", "发布", "现将", "撰写", "形成", "由", "是", "将"];
    let blocks = report.sections.iter().take(2).flat_map(|section| section.blocks.iter().take(3));
    blocks.into_iter().find_map(|block| {
        let report_word = block.text.find("年度报告")?;
        let digits = block.text.get(..report_word)?.rfind("20")?;
        let between = block.text.get(digits..report_word)?;
        if between.chars().count() > 16 || between.contains(['，', ',', '。', '、', '《', '》']) {
            return None;
        }
        let before = block.text.get(..digits)?.trim_end();
        let run = han_before(before, LONGEST);
        let lead = LEADS.iter().filter_map(|lead| Some(run.rfind(lead)? + lead.len())).max().unwrap_or(0);
        let name =
            run.get(lead..).filter(|name| ENDS.iter().any(|end| name.ends_with(end)) && name.chars().count() >= 3)?;
        let start = before.len() - name.len();
        Some((block, start..start + name.len()))
    })
}

/// The name under the report: a line of its own before a date, at the end.
fn signature(report: &Report) -> Option<(&Block, Range<usize>)> {
    let blocks: Vec<&Block> = report.sections.last()?.blocks.iter().collect();
    let pair = blocks.windows(2).rev().take(3).find(|pair| {
        let date = pair[1].text.trim();
        date.ends_with('日') && date.contains('年') && date.chars().count() <= 14
    })?;
    let line = pair[0];
    let name = line.text.trim();
    let is_name =
        name.chars().all(is_han) && name.chars().count() <= LONGEST && ENDS.iter().any(|end| name.ends_with(end));
    let start = line.text.find(name)?;
    is_name.then(|| (line, start..start + name.len()))
}

fn title(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let printed = report.title.as_deref().unwrap_or_default();
    let Some(titled) = in_title(printed) else {
        return sink.cannot("标题", Words::new("标题没有单位", "the title names no agency"));
    };
    let others = [("正文", in_text(report)), ("落款", signature(report))];
    let mut any = false;
    for (place, (block, range)) in others.into_iter().filter_map(|(place, found)| Some((place, found?))) {
        any = true;
        let name = block.text.get(range.clone()).unwrap_or_default();
        // 局 of the title may be short for what the page says in full.
        let own = report.agency.name.as_deref().is_some_and(|own| may_be_one(own, name));
        if may_be_one(&titled, name) || own {
            sink.holds();
            continue;
        }
        sink.fails(Finding {
            message: Words::new(
                format!("标题为{},{place}为{}", clip(&titled, 11), clip(name, 11)),
                format!("title of {titled}, text of {name}"),
            ),
            expected: titled.clone(),
            found: name.to_owned(),
            evidence: vec![of_words(None, block, range, None), of_line(printed, None)],
            ..Finding::default()
        });
    }
    if !any {
        sink.cannot("标题", Words::new("正文和落款没有可比的单位", "no agency in the text to compare with"));
    }
}

/// What an agency is, as far as it says 我 of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Township,
    Department,
    County,
}

pub(crate) fn sort(agency: &Agency) -> Option<Sort> {
    Some(match agency.kind? {
        AgencyKind::TownshipGov | AgencyKind::StreetOffice => Sort::Township,
        AgencyKind::Department | AgencyKind::Vertical => Sort::Department,
        AgencyKind::GovernmentAggregate | AgencyKind::GovernmentOffice => Sort::County,
        _ => return None,
    })
}

fn self_reference(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let Some((sort, own)) = sort(&report.agency).zip(report.agency.name.as_deref()) else {
        return sink.cannot("全文", Words::new("单位名称或类别不明", "the agency or its kind is not known"));
    };
    let wrong = not_said_by(sort, own, report.agency.province.as_deref());
    let mut held = true;
    for word in wrong {
        let places = || {
            let told = subject.paragraphs().iter();
            told.flat_map(|paragraph| paragraph.places(word).map(|(at, _)| (paragraph.block, at)))
        };
        let Some((block, at)) = places().next() else { continue };
        held = false;
        let count = places().count();
        sink.fails(Finding {
            message: Words::new(
                format!("“{word}”出现{count}处,本单位为{}", clip(own, 14)),
                format!("{word:?} said {count} times by {own}"),
            ),
            expected: own.to_owned(),
            found: word.to_owned(),
            evidence: vec![of_words(None, block, at..at + word.len(), None)],
            ..Finding::default()
        });
    }
    if held {
        sink.holds();
    }
}

/// What an agency of a kind does not call itself.
fn not_said_by(sort: Sort, own: &str, province: Option<&str>) -> Vec<&'static str> {
    let core = core(own);
    match sort {
        Sort::Township => {
            let mut wrong = vec!["我局", "我委", "我厅"];
            wrong.extend((!core.ends_with('镇')).then_some("我镇"));
            wrong.extend((!core.ends_with('乡')).then_some("我乡"));
            wrong.extend((!own.contains("街道")).then_some("我街道"));
            wrong
        }
        Sort::Department => {
            let mut wrong = vec!["我镇", "我乡", "我街道"];
            wrong.extend((own.ends_with('局') && !own.contains('委')).then_some("我委"));
            wrong.extend((own.ends_with('委') || own.ends_with("委员会")).then_some("我局"));
            wrong
        }
        Sort::County => {
            let mut wrong = vec!["我镇", "我乡", "我局", "我委", "我街道"];
            let autonomous = province.is_none_or(|province| province.ends_with('区'));
            wrong.extend((core.ends_with('县') && !autonomous).then_some("我区"));
            wrong.extend((core.ends_with('区') || core.ends_with('市')).then_some("我县"));
            wrong
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::agency::Level;
    use crate::model::report::Span;
    use crate::rules::draft::{Examples, flags_of, says};

    fn township(text: &str) -> Report {
        says("云河县青石镇人民政府", Level::Township, AgencyKind::TownshipGov, text)
    }

    fn department(text: &str) -> Report {
        says("云河县财政局", Level::County, AgencyKind::Department, text)
    }

    pub(super) fn title_examples() -> Examples {
        Examples {
            fails: department("现公布云河县审计局2021年政府信息公开工作年度报告。"),
            holds: department("现公布县财政局2021年政府信息公开工作年度报告。"),
        }
    }

    pub(super) fn self_examples() -> Examples {
        Examples {
            fails: township("我局未收到申请。"), holds: township("我镇和我县均未收到申请。")
        }
    }

    #[test]
    fn names_of_one_agency_in_other_words() {
        for (a, b, one) in [
            ("云河县财政局", "县财政局", true),
            ("云河县人民政府", "云河县人民政府办公室", true),
            ("青石镇", "云河县青石镇党政综合办公室", true),
            ("云河县青石镇人民政府", "云河县白石镇人民政府", false),
            ("云河县财政局", "云河县审计局", false),
        ] {
            assert_eq!(may_be_one(a, b), one, "{a} {b}");
        }
        assert_eq!(
            in_title("2025 年云河市人民政府办公厅政府信息公开工作年度报告").as_deref(),
            Some("云河市人民政府办公厅")
        );
        assert_eq!(in_title("云河县2019年政府信息公开工作年度报告").as_deref(), Some("云河县"));
        assert_eq!(in_title("政府信息公开年报"), None);
    }

    #[test]
    fn a_signature_is_compared_as_well() {
        let line = |text: &str| Block {
            text: text.to_owned(),
            at: Some(Span::new(9000, 9000 + text.len())),
            ..Block::default()
        };
        let signed = |name: &str| {
            let mut report = department("全年公开信息30条。");
            report.sections.last_mut().unwrap().blocks.extend([line(name), line("2022年1月20日")]);
            flags_of(&report, "A-NAME-TITLE").into_iter().map(|flag| flag.message).collect::<Vec<_>>()
        };
        assert_eq!(signed("云河县审计局"), ["标题为云河县财政局,落款为云河县审计局"]);
        assert!(signed("云河县财政局").is_empty());
        assert!(signed("特此报告").is_empty());
    }

    #[test]
    fn agencies_say_what_they_are() {
        let check = |report: Report, found: &[&str]| {
            let flags = flags_of(&report, "A-SELFREF");
            assert_eq!(flags.iter().map(|flag| flag.found.as_str()).collect::<Vec<_>>(), found);
        };
        check(department("我局、我县均无申请。"), &[]);
        check(department("我镇无申请。我镇又无申请。"), &["我镇"]);
        let district =
            says("云河区人民政府", Level::County, AgencyKind::GovernmentAggregate, "我区与我市无申请,我县也没有。");
        check(district, &["我县"]);
    }
}
