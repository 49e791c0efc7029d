//! The agency that the text of a report gives as its author, for reports whose title and header name
//! none: `本报告由…编制`, `现公布…2019年政府信息公开工作年度报告`, `请与…联系`.

use crate::parse::metadata::agency::name_at_end;
use crate::parse::metadata::name::Name;
use crate::parse::metadata::view::{is_han, start_of};

/// How much of a text is searched, in bytes.
const SEARCHED: usize = 12 * 1024;
/// How many times a word that a name may stand by is followed up.
const FOLLOWED: usize = 40;
/// The longest stretch between such a word and the other end of a name, in bytes.
const REACH: usize = 120;

/// The author of a text without blanks; the surest way of saying so first.
pub(super) fn of(text: &str) -> Option<Name> {
    let text = start_of(text, SEARCHED);
    [made_by, subject, maker, contact, call].iter().find_map(|find| find(text))
}

/// `本报告由…编制`.
fn made_by(text: &str) -> Option<Name> {
    const VERBS: [&str; 9] = ["根据", "按照", "依据", "编制", "依照", "组织", "负责", "撰写", "结合"];
    text.match_indices("告由").take(FOLLOWED).find_map(|(at, word)| {
        let rest = text.get(at + word.len()..)?;
        let end = VERBS.iter().filter_map(|verb| rest.find(verb)).min().filter(|end| *end < REACH)?;
        owner(rest.get(..end)?)
    })
}

/// `…2019年政府信息公开工作年度报告`, `…政府信息公开情况统计表`; a regulation on 政府信息公开 has other words
/// behind.
fn subject(text: &str) -> Option<Name> {
    const REPORT: [&str; 8] =
        ["工作年度报告", "年度报告", "工作报告", "年报", "情况", "工作情况", "工作总结", "年度工作"];
    let subjects = text.match_indices("信息公开").filter(|(at, word)| {
        let after = text.get(at + word.len()..).unwrap_or_default();
        REPORT.iter().any(|report| after.starts_with(report))
    });
    subjects.take(FOLLOWED).find_map(|(at, _)| {
        let before = text.get(..at)?;
        // 云河县政府信息公开: the words share 政府.
        let before = before.strip_suffix("政府").filter(|bare| !bare.ends_with("人民")).unwrap_or(before);
        name_before(without_year(before))
    })
}

/// `…编制了本报告`.
fn maker(text: &str) -> Option<Name> {
    let verbs = ["编制", "撰写"].iter().flat_map(|verb| text.match_indices(verb).take(FOLLOWED));
    verbs.filter_map(|(at, _)| text.get(..at)).find_map(name_before)
}

/// `请与…联系`.
fn contact(text: &str) -> Option<Name> {
    text.match_indices("联系").take(FOLLOWED).find_map(|(at, _)| {
        let before = text.get(..at)?;
        let start = before.rfind(['与', '向', '和']).filter(|start| at - start < REACH)? + '与'.len_utf8();
        owner(before.get(start..)?)
    })
}

/// `请联系:…`.
fn call(text: &str) -> Option<Name> {
    text.match_indices("请联系").take(FOLLOWED).find_map(|(at, word)| {
        let rest = text.get(at + word.len()..)?.trim_start_matches(':');
        let end = rest.find(|c: char| !is_han(c)).filter(|end| *end < REACH)?;
        owner(rest.get(..end)?)
    })
}

/// A name; where it is that of a body for disclosure (`…信息公开工作领导小组办公室`), the name of the agency
/// that has this body.
fn owner(words: &str) -> Option<Name> {
    let subject = ["政府信息公开", "信息公开", "政务公开"].iter().filter_map(|subject| words.find(subject)).min();
    let agency = words.get(..subject.unwrap_or(words.len()))?;
    let agency = if agency.ends_with("人民") { words.get(..agency.len() + "政府".len())? } else { agency };
    whole(agency)
}

/// The name that a text ends in.
fn name_before(text: &str) -> Option<Name> {
    let start = text.char_indices().rev().take(40).take_while(|(_, c)| is_han(*c)).last()?.0;
    let words = text.get(start..)?;
    name_at_end(words).filter(Name::is_whole).or_else(|| whole(words))
}

/// A whole name in running text, words that lead to it left out. A region that the table lacks must
/// look like one, since it may start anywhere in a sentence.
fn whole(words: &str) -> Option<Name> {
    const LEADING: [&str; 15] = [
        "现公布",
        "公布",
        "发布",
        "现将",
        "特将",
        "将",
        "由",
        "与",
        "请",
        "向",
        "根据",
        "按照",
        "依据",
        "本报告",
        "本年报",
    ];
    const IN_SENTENCES: [char; 18] =
        ['我', '们', '在', '的', '对', '由', '与', '为', '和', '是', '将', '了', '公', '布', '各', '有', '其', '以'];
    let bare = LEADING.iter().fold(words, |words, leading| words.strip_prefix(leading).unwrap_or(words));
    let name = Name::parse(bare).filter(Name::is_whole)?;
    let looks_like_one = |region: &String| region.chars().count() <= 5 && !region.contains(IN_SENTENCES);
    name.regions.unlisted.iter().all(|(region, _)| looks_like_one(region)).then_some(name)
}

fn without_year(text: &str) -> &str {
    let bare = text.trim_end_matches("度").trim_end_matches('年');
    let digits = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    if bare.len() == text.len() || bare.len() - digits.len() != 4 { text } else { digits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_in_the_text() {
        let check = |text, expected: &str| {
            assert_eq!(of(text).map_or(String::new(), |name| name.text), expected, "{text}");
        };
        check("本报告由隆德县人民政府办公室根据条例编制", "隆德县人民政府办公室");
        check("本报告由固原市人民政府信息公开工作领导小组办公室按照条例编制", "固原市人民政府");
        check("七、隆德县政府信息公开情况统计表", "隆德县");
        check("现公布固原市隆德县教育局2021年政府信息公开工作年度报告", "固原市隆德县教育局");
        check("现公布云河县教育局2021年政府信息公开工作年度报告", "云河县教育局");
        check("根据规定,隆德县教育局编制了县教育局2021年政府信息公开工作年度报告", "隆德县教育局");
        check("按照要求,由青石保税区管委会办公室编制", "青石保税区管委会办公室");
        check("如有疑问,请与隆德县教育局联系(电话:0)", "隆德县教育局");
        check("如有疑问,请联系:隆德县教育局(电话:0)", "隆德县教育局");
    }

    #[test]
    fn others_named_in_the_text() {
        for text in [
            "根据《福建省政府信息公开办法》和《中华人民共和国政府信息公开条例》",
            "根据《福建省人民政府办公厅关于做好2012年政府信息公开工作年度报告编制工作的通知》",
            "做好各部门政府信息公开工作,推进信息公开",
            "我们在青石县教育局的信息公开情况",
            "联系联系联系",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
