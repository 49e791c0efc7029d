//! Names and years that stand in the text of a report: breadcrumbs, the preface, the signature. Used
//! where the title and the header say nothing, or less.

use crate::parse::metadata::agency::name_at_end;
use crate::parse::metadata::name::Name;
use crate::parse::metadata::scan::{self, Scan};
use crate::parse::metadata::view::{Folded, is_han, start_of};
use crate::parse::metadata::wording::YEARS;

/// How many lines a page's breadcrumbs are looked for in.
const BREADCRUMB_LINES: usize = 200;
/// How much of a text names and years are looked for in, in bytes.
const SEARCHED: usize = 12 * 1024;
/// How many times a word that a name may stand before is followed up.
const MENTIONS: usize = 60;

/// The names in the breadcrumbs (`当前位置: 首页>云河县人民政府>教育局>年度报告`), the widest first.
pub(super) fn breadcrumbs(lines: &[Folded<'_>]) -> Vec<Name> {
    let line = lines.iter().take(BREADCRUMB_LINES).find_map(|line| {
        let text = line.text.get(line.body())?;
        let trail = text.starts_with("当前位置")
            || text.starts_with("您的位置")
            || text.starts_with("首页")
            || text.starts_with("位置")
            || text.starts_with("您当前")
            || text.starts_with("您现在");
        (trail && text.contains(['>', '»', '›', '→', '/']) && text.len() < 600).then_some(text)
    });
    let parts = line.unwrap_or_default().split(['>', '»', '›', '→', '/', ':', '|']);
    parts
        .filter_map(|part| Name::parse(part.trim_end_matches("网站").trim_end_matches("门户")))
        .filter(Name::is_whole)
        .collect()
}

/// The name under the report: a line that is a name, above its date or on the same line.
pub(super) fn signature(tail: &[Folded<'_>]) -> Option<Name> {
    let text = |at: usize| tail.get(at).map(|line| line.text.get(line.body()).unwrap_or_default());
    (0..tail.len()).rev().find_map(|at| {
        let text_here = text(at)?;
        let date = scan::dates(text_here).last().filter(|date| {
            text_here.get(date.range.end..).is_some_and(|rest| rest.trim_matches([' ', ')', '。']).is_empty())
        })?;
        let before = text_here.get(..date.range.start)?.trim_end_matches([' ', '(']);
        if !before.is_empty() {
            let start = before
                .rfind(['。', ' ', ';', ':'])
                .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8));
            return Name::parse(before.get(start..)?).filter(Name::is_whole);
        }
        let above = (at.saturating_sub(3)..at).rev().find_map(|at| text(at).filter(|text| !text.is_empty()))?;
        Name::parse(above).filter(Name::is_whole)
    })
}

/// A name the text gives for its own author: `本报告由…编制`, `现公布…2019年政府信息公开`,
/// `…政府信息公开情况统计表`, `与…联系`. The first such name.
pub(super) fn author(text: &str) -> Option<Name> {
    let text = start_of(text, SEARCHED);
    let by_verb = text.match_indices("本报告由").take(MENTIONS).filter_map(|(at, word)| {
        let rest = text.get(at + word.len()..)?;
        let end = ["根据", "按照", "依据", "编制", "依照", "组织", "负责", "撰写"]
            .iter()
            .filter_map(|verb| rest.find(verb))
            .min()
            .filter(|end| *end < 120)?;
        whole(rest.get(..end)?).map(|name| (at, name))
    });
    let by_subject = ["信息公开", "编制"].iter().flat_map(|word| text.match_indices(word));
    let by_subject = by_subject.take(MENTIONS).filter_map(|(at, _)| Some((at, name_before(text.get(..at)?)?)));
    let by_contact = text.match_indices("联系").take(MENTIONS).filter_map(|(at, _)| {
        let before = text.get(..at)?;
        let start = before.rfind(['与', '向', '和']).filter(|start| at - start < 120)? + '与'.len_utf8();
        whole(before.get(start..)?).map(|name| (at, name))
    });
    let first = |mut names: Box<dyn Iterator<Item = (usize, Name)> + '_>| names.next().map(|(_, name)| name);
    first(Box::new(by_verb)).or_else(|| first(Box::new(by_subject))).or_else(|| first(Box::new(by_contact)))
}

/// A whole name; where it is that of a body for disclosure (`…信息公开工作领导小组办公室`), the name of the
/// agency that has this body.
fn whole(words: &str) -> Option<Name> {
    let subject = ["政府信息公开", "信息公开", "政务公开"].iter().filter_map(|subject| words.find(subject)).min();
    let agency = words.get(..subject.unwrap_or(words.len()))?;
    let agency = if agency.ends_with("人民") { words.get(..agency.len() + "政府".len())? } else { agency };
    Name::parse(agency).filter(Name::is_whole)
}

/// The name right before the words 政府信息公开 or 2019年政府信息公开.
fn name_before(before: &str) -> Option<Name> {
    let bare = before.strip_suffix("政府").filter(|bare| !bare.ends_with("人民")).unwrap_or(before);
    let bare = without_year(bare);
    let start = bare.char_indices().rev().take(40).take_while(|(_, c)| is_han(*c)).last()?.0;
    name_at_end(bare.get(start..)?).or_else(|| Name::parse(bare.get(start..)?)).filter(Name::is_whole)
}

fn without_year(text: &str) -> &str {
    let bare = text.trim_end_matches("度").trim_end_matches('年');
    let digits = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    if bare.len() == text.len() || bare.len() - digits.len() != 4 { text } else { digits }
}

/// The year most of the text speaks of, where it is clear: named at least twice and more often than
/// all others together, dates and titles of documents left out.
pub(super) fn year(text: &str) -> Option<u16> {
    let text = start_of(text, SEARCHED);
    let mut counts = std::collections::BTreeMap::<u16, u32>::new();
    for (at, word) in text.match_indices("年") {
        let Some(start) = at.checked_sub(4).filter(|start| text.is_char_boundary(*start)) else { continue };
        let before = text.get(..start).unwrap_or_default();
        let mut scan = Scan::new(text, start);
        let Some(year) = scan.year().filter(|year| scan.at == at && YEARS.contains(year)) else { continue };
        let after = text.get(at + word.len()..).unwrap_or_default();
        if !before.ends_with(|c: char| c.is_ascii_digit()) && !after.starts_with(|c: char| c.is_ascii_digit()) {
            *counts.entry(year).or_default() += 1;
        }
    }
    let all: u32 = counts.values().sum();
    counts.into_iter().find(|(_, count)| *count >= 2 && *count * 2 > all).map(|(year, _)| year)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_author(text: &str, expected: &str) {
        assert_eq!(author(text).map_or(String::new(), |name| name.text), expected, "{text}");
    }

    #[test]
    fn authors_in_the_text() {
        check_author("本报告由隆德县人民政府办公室根据条例编制", "隆德县人民政府办公室");
        check_author("七、隆德县政府信息公开情况统计表", "隆德县");
        check_author("现公布固原市隆德县教育局2021年政府信息公开工作年度报告", "固原市隆德县教育局");
        check_author("如有疑问,请与隆德县教育局联系(电话:0)", "隆德县教育局");
        check_author("做好各部门政府信息公开工作,推进信息公开", "");
    }

    #[test]
    fn the_year_a_text_speaks_of() {
        assert_eq!(year("2016年我区未收到申请。2016年度历年累计"), Some(2016));
        assert_eq!(year("2016年我区未收到申请"), None);
        assert_eq!(year("2016年,2015年,2014年,2016年"), None);
        assert_eq!(year("2019年5月15日施行,2019年4月3日公布"), None);
        assert_eq!(year("12016年 12016年"), None);
    }
}
