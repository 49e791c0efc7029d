//! Other agencies as the subject of what a report tells of itself: the best sign that its text was copied.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::model::flag::Severity;
use crate::model::report::{Report, SectionKey};
use crate::rules::basis;
use crate::rules::names::{LONGEST, Sort, core, may_be_one, sort};
use crate::rules::prose::{clip, han_before, is_han, sentences};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_words};
use crate::rules::subject::Subject;

/// The rules of this file.
pub static RULES: &[&Rule] = &[&FOREIGN];

rule! {
    /// ## What it checks
    /// No other agency of the same kind is the subject of what the report tells of itself: of a sentence on
    /// requests received (an error), and in the report of a township or a street of any sentence that
    /// begins with its name. Titles in 《》 do not count.
    ///
    /// ## Why it matters
    /// The best sign that the text was copied from another agency.
    ///
    /// ## Example
    /// `以“白石镇人民政府”为主语,本单位为云河县青石镇人民…`
    ///
    /// ## When it is wrong
    /// Where the agency of the report was read wrong, or another body of the kind took part in something.
    FOREIGN = "A-NAME-FOREIGN" {
        zh: "残留他单位名称", en: "name of another agency",
        class: Report, default: Queue, severity: Warning,
        forms: &[], basis: Some(basis::ACCURATE),
        check: foreign, examples: tests::foreign_examples,
    }
}

/// Words that stand before the end of a name and make it nobody's own: 各乡镇, 县直各局, 我镇, 原白石乡.
const NOBODY: [&str; 35] = [
    "各", "我", "本", "该", "全", "其他", "有关", "相关", "上级", "下级", "直", "其", "两", "某", "等", "和", "及",
    "与", "城乡", "村镇", "分局", "个", "原", "新型", "特色", "美丽", "文明", "示范", "重点", "历史", "旅游", "基层",
    "辖", "周边", "试点",
];

/// What names of agencies of a sort end in, the longer before what it ends in.
fn ends(sort: Sort) -> &'static [&'static str] {
    match sort {
        Sort::Township => &["镇人民政府", "乡人民政府", "街道办事处", "镇政府", "乡政府", "镇", "乡", "街道"],
        Sort::Department => &["局", "委员会", "厅"],
        Sort::County => &["县人民政府", "市人民政府", "区人民政府"],
    }
}

/// The name of a possible other agency that ends right before a place; `None` where it is no whole name.
fn name_before(text: &str, end: usize, sort: Sort) -> Option<Range<usize>> {
    let run = han_before(text.get(..end)?, LONGEST);
    let body = ["全年", "本年度", "今年", "年度", "年", "其中", "截至目前", "目前", "此外"]
        .iter()
        .find_map(|lead| run.strip_prefix(lead))
        .unwrap_or(run);
    let end_word = ends(sort).iter().find(|word| body.ends_with(**word))?;
    let stem = body.strip_suffix(*end_word)?;
    let generic = NOBODY.iter().any(|word| stem.contains(word)) || stem.ends_with(['乡', '镇', '村', '街']);
    let whole = (2..=12).contains(&stem.chars().count()) && !generic;
    whole.then(|| end - body.len()..end)
}

/// The verbs of sentences on requests, and those by which sentences of a report begin.
const RECEIVED: [&str; 8] = ["未收到", "没有收到", "共收到", "收到", "共受理", "受理", "未发生", "没有发生"];
const DONE: [&str; 12] =
    ["坚持", "认真", "严格", "高度重视", "始终", "积极", "深入", "持续", "按照", "主动公开", "共公开", "切实"];

fn foreign(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let Some((sort, own)) = sort(&report.agency).zip(report.agency.name.as_deref()) else {
        return sink.cannot("全文", Words::new("单位名称或类别不明", "the agency or its kind is not known"));
    };
    let mut held = true;
    // The name of a subject ends where its verb begins.
    let last: BTreeSet<char> = ends(sort).iter().filter_map(|end| end.chars().next_back()).collect();
    let first: BTreeSet<char> = RECEIVED.iter().chain(&DONE).filter_map(|verb| verb.chars().next()).collect();
    let (last, first): (Vec<char>, Vec<char>) = (last.into_iter().collect(), first.into_iter().collect());
    let told = subject.paragraphs().iter().filter(|paragraph| {
        let preface = paragraph.section.key == Some(SectionKey::Preface) && report.sections.len() > 1;
        !preface && paragraph.joins(&last, &first)
    });
    for block in told.map(|paragraph| paragraph.block) {
        for sentence in sentences(&block.text) {
            let Some((name, severity)) = other_subject(&block.text, sentence, sort) else { continue };
            let said = block.text.get(name.clone()).unwrap_or_default();
            if is_own(report, own, said) {
                continue;
            }
            held = false;
            sink.fails(Finding {
                message: Words::new(
                    format!("以“{}”为主语,本单位为{}", clip(said, 10), clip(own, 11)),
                    format!("{said:?} as subject, in the report of {own}"),
                ),
                expected: own.to_owned(),
                found: said.to_owned(),
                evidence: vec![of_words(None, block, name, None)],
                severity: Some(severity),
                ..Finding::default()
            });
        }
    }
    if held {
        sink.holds();
    }
}

/// Whether a name is that of the agency, of one of its regions, of its branch or head office elsewhere, of
/// an authority above a county, or of one that the title names as well.
fn is_own(report: &Report, own: &str, said: &str) -> bool {
    let title = report.title.as_deref().unwrap_or_default();
    let above = core(said).ends_with('市') && !core(own).ends_with('市');
    let same_trade = said.ends_with(['局', '厅']) && trade(own) == trade(said);
    may_be_one(own, said)
        || title.contains(core(said))
        || above
        || same_trade
        || report.agency.regions().any(|region| may_be_one(region, said))
}

/// What a department does: its name behind its region.
fn trade(name: &str) -> &str {
    let regions =
        name.char_indices().filter(|(_, c)| matches!(c, '省' | '市' | '县' | '区' | '州' | '盟' | '旗' | '镇' | '乡'));
    let mut behind =
        regions.filter_map(|(at, c)| name.get(at + c.len_utf8()..)).filter(|rest| rest.chars().count() > 2);
    behind.next_back().unwrap_or(name)
}

/// The agency that is the subject of a sentence about requests, or of a township's sentence at all.
fn other_subject(text: &str, sentence: Range<usize>, sort: Sort) -> Option<(Range<usize>, Severity)> {
    let words = text.get(sentence.clone())?;
    if words.contains('《') || words.contains("“") {
        return None;
    }
    let requests = words.contains("申请") || words.contains("复议");
    let verb = RECEIVED.iter().filter(|_| requests).filter_map(|verb| words.find(verb)).min();
    // The subject of the sentence begins it, but for the year.
    let begins = |name: &Range<usize>| {
        text.get(sentence.start..name.start)
            .is_some_and(|lead| lead.chars().all(|c| !is_han(c) || "年度全本今其中".contains(c)))
    };
    if let Some(name) = verb.and_then(|at| name_before(text, sentence.start + at, sort)).filter(begins) {
        return Some((name, Severity::Error));
    }
    if sort != Sort::Township {
        return None;
    }
    let verb = DONE.iter().filter_map(|verb| words.find(verb)).min()?;
    let name = name_before(text, sentence.start + verb, sort).filter(begins)?;
    Some((name, Severity::Warning))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::agency::{AgencyKind, Level};
    use crate::rules::draft::{Examples, flags_of, says};

    fn township(text: &str) -> Report {
        says("云河县青石镇人民政府", Level::Township, AgencyKind::TownshipGov, text)
    }

    fn department(text: &str) -> Report {
        says("云河县财政局", Level::County, AgencyKind::Department, text)
    }

    pub(super) fn foreign_examples() -> Examples {
        Examples {
            fails: township("2021年,白石镇人民政府未收到政府信息公开申请。"),
            holds: township("2021年,青石镇人民政府未收到政府信息公开申请。"),
        }
    }

    #[test]
    fn another_subject_is_told_by_its_name() {
        let check = |report: Report, found: &[(&str, Severity)]| {
            let flags = flags_of(&report, "A-NAME-FOREIGN");
            let told: Vec<_> = flags.iter().map(|flag| (flag.found.as_str(), flag.severity)).collect();
            assert_eq!(told, found, "{:?}", report.sections[0].blocks[0].text);
        };
        check(foreign_examples().fails, &[("白石镇人民政府", Severity::Error)]);
        check(township("白石镇坚持公开透明。"), &[("白石镇", Severity::Warning)]);
        check(township("2021年,白石乡认真落实要求。"), &[("白石乡", Severity::Warning)]);
        check(department("云河县审计局全年共收到申请3件。"), &[]);
        check(department("云河县审计局收到申请3件。"), &[("云河县审计局", Severity::Error)]);
        for silent in [
            "各乡镇认真落实。",
            "与白石镇共建专区,白石镇的做法值得学习。",
            "我镇未收到申请。",
            "转发《白石镇人民政府未收到申请的做法》。",
            "县直各局收到申请3件。",
            "镇政府未收到申请。",
            "原白石乡坚持公开透明。",
            "基层乡镇认真落实要求。",
            "特色小镇坚持公开透明。",
            "经与白石镇人民政府核对,白石镇人民政府收到的申请已转办。",
            "县人民政府收到申请。",
        ] {
            check(township(silent), &[]);
        }
        let county = |text: &str| says("云河县人民政府", Level::County, AgencyKind::GovernmentAggregate, text);
        check(county("云河县青石镇人民政府收到申请3件,县财政局收到2件。"), &[]);
        check(county("白水县人民政府未收到申请。"), &[("白水县人民政府", Severity::Error)]);
        check(county("县人民政府未收到申请。"), &[]);
        check(county("白水市人民政府收到申请3件。"), &[]);
        check(department("青石镇财政局收到申请3件。"), &[]);
        check(department("市财政局收到申请3件,云河县分局收到1件。"), &[]);
        check(department("涉及征地的,由云河县审计局受理申请。"), &[]);
    }
}
