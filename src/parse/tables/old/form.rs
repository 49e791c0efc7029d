//! The statistics table of 2014 as data: its rows in order with their ids, and the groups they stand in.
//! Wording of 政府信息公开情况统计表, the annex of 国办发〔2014〕32号.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::parse::tables::old::words::letters;

/// A row or a group of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indicator {
    /// `None` for a group, which has no figure.
    pub id: Option<&'static str>,
    /// How deep it stands below 一、二、三.
    pub depth: usize,
    /// Its numbering: `一`, `(一)`, `1`, empty where it has none.
    pub number: &'static str,
    pub label: &'static str,
}

const fn row(id: &'static str, depth: usize, number: &'static str, label: &'static str) -> Indicator {
    Indicator { id: Some(id), depth, number, label }
}

const fn group(depth: usize, number: &'static str, label: &'static str) -> Indicator {
    Indicator { id: None, depth, number, label }
}

/// The form, top to bottom.
pub static F2014: &[Indicator] = &[
    group(0, "一", "主动公开情况"),
    row("disclosed_total", 1, "(一)", "主动公开政府信息数"),
    row("disclosed_normative", 2, "", "主动公开规范性文件数"),
    row("normative_issued", 2, "", "制发规范性文件总数"),
    group(1, "(二)", "通过不同渠道和方式公开政府信息的情况"),
    row("via_gazette", 2, "1", "政府公报公开政府信息数"),
    row("via_website", 2, "2", "政府网站公开政府信息数"),
    row("via_weibo", 2, "3", "政务微博公开政府信息数"),
    row("via_wechat", 2, "4", "政务微信公开政府信息数"),
    row("via_other", 2, "5", "其他方式公开政府信息数"),
    group(0, "二", "回应解读情况"),
    row("responses_total", 1, "(一)", "回应公众关注热点或重大舆情数"),
    group(1, "(二)", "通过不同渠道和方式回应解读的情况"),
    row("press_conferences", 2, "1", "参加或举办新闻发布会总次数"),
    row("press_by_leader", 3, "", "主要负责同志参加新闻发布会次数"),
    row("online_interviews", 2, "2", "政府网站在线访谈次数"),
    row("interviews_by_leader", 3, "", "主要负责同志参加政府网站在线访谈次数"),
    row("interpretations", 2, "3", "政策解读稿件发布数"),
    row("weibo_wechat_responses", 2, "4", "微博微信回应事件数"),
    row("other_responses", 2, "5", "其他方式回应事件数"),
    group(0, "三", "依申请公开情况"),
    row("req_total", 1, "(一)", "收到申请数"),
    row("req_in_person", 2, "1", "当面申请数"),
    row("req_by_fax", 2, "2", "传真申请数"),
    row("req_by_network", 2, "3", "网络申请数"),
    row("req_by_letter", 2, "4", "信函申请数"),
    row("closed_total", 1, "(二)", "申请办结数"),
    row("closed_on_time", 2, "1", "按时办结数"),
    row("closed_extended", 2, "2", "延期办结数"),
    row("replied_total", 1, "(三)", "申请答复数"),
    row("reply_already_public", 2, "1", "属于已主动公开范围数"),
    row("reply_granted", 2, "2", "同意公开答复数"),
    row("reply_partial", 2, "3", "同意部分公开答复数"),
    row("reply_refused", 2, "4", "不同意公开答复数"),
    row("refused_state_secret", 3, "", "涉及国家秘密"),
    row("refused_trade_secret", 3, "", "涉及商业秘密"),
    row("refused_privacy", 3, "", "涉及个人隐私"),
    row("refused_three_security", 3, "", "危及国家安全、公共安全、经济安全和社会稳定"),
    row("refused_not_gov_info", 3, "", "不是《条例》所指政府信息"),
    row("refused_other_law", 3, "", "法律法规规定的其他情形"),
    row("reply_not_ours", 2, "5", "不属于本行政机关公开数"),
    row("reply_not_exist", 2, "6", "申请信息不存在数"),
    row("reply_amend", 2, "7", "告知作出更改补充数"),
    row("reply_other_way", 2, "8", "告知通过其他途径办理数"),
    row("review_total", 0, "四", "行政复议数量"),
    row("review_upheld", 1, "(一)", "维持具体行政行为数"),
    row("review_corrected", 1, "(二)", "被依法纠错数"),
    row("review_other", 1, "(三)", "其他情形数"),
    row("litigation_total", 0, "五", "行政诉讼数量"),
    row("litigation_upheld", 1, "(一)", "维持具体行政行为或者驳回原告诉讼请求数"),
    row("litigation_corrected", 1, "(二)", "被依法纠错数"),
    row("litigation_other", 1, "(三)", "其他情形数"),
    row("complaints_total", 0, "六", "举报投诉数量"),
    row("fees_wan", 0, "七", "依申请公开信息收取的费用"),
    group(0, "八", "机构建设和保障经费情况"),
    row("offices", 1, "(一)", "政府信息公开工作专门机构数"),
    row("reading_points", 1, "(二)", "设置政府信息公开查阅点数"),
    row("staff_total", 1, "(三)", "从事政府信息公开工作人员数"),
    row("staff_full_time", 2, "1", "专职人员数"),
    row("staff_part_time", 2, "2", "兼职人员数"),
    row("budget_wan", 1, "(四)", "政府信息公开专项经费"),
    group(0, "九", "政府信息公开会议和培训情况"),
    row("meetings", 1, "(一)", "召开政府信息公开工作会议或专题会议数"),
    row("trainings", 1, "(二)", "举办各类培训班数"),
    row("trained_persons", 1, "(三)", "接受培训人员数"),
];

/// The labels as they are compared.
static LETTERS: LazyLock<Vec<String>> = LazyLock::new(|| F2014.iter().map(|row| letters(row.label)).collect());

/// Labels as some sources print them.
const VARIANTS: [(&str, &str); 9] = [
    ("通过不同渠道和方式公开政府信息情况", "通过不同渠道和方式公开政府信息的情况"),
    ("通过不同渠道和方式回应解读情况", "通过不同渠道和方式回应解读的情况"),
    ("参加或举办新闻发布会次数", "参加或举办新闻发布会总次数"),
    ("网上申请数", "网络申请数"),
    ("维持行政行为数", "维持具体行政行为数"),
    ("维持行政行为或者驳回原告诉讼请求数", "维持具体行政行为或者驳回原告诉讼请求数"),
    ("行政复议数", "行政复议数量"),
    ("行政诉讼数", "行政诉讼数量"),
    ("举报投诉数", "举报投诉数量"),
];

/// Rows that no local table prints in these words.
const OWN_WORDS: [&str; 12] = [
    "responses_total",
    "press_conferences",
    "interpretations",
    "weibo_wechat_responses",
    "closed_on_time",
    "reply_already_public",
    "reply_not_ours",
    "reply_amend",
    "reply_other_way",
    "review_upheld",
    "staff_full_time",
    "trained_persons",
];

/// Whether rows found in the form are so many, and so much its own, that the table is that of 2014.
/// `rows` is how many the table prints.
pub fn is_followed(found: &BTreeSet<usize>, rows: usize) -> bool {
    const FEWEST: usize = 8;
    const OWN: usize = 3;
    let id = |n: &usize| F2014.get(*n).and_then(|row| row.id);
    let own = found.iter().filter_map(id).filter(|id| OWN_WORDS.contains(id)).count();
    found.len() >= FEWEST && own >= OWN && found.len() * 2 >= rows
}

/// A label of the form cut short, or with the end of another before it, has at least as many letters.
const TELLING: usize = 6;

/// The letters of a printed label in the words of the form.
fn own_words(label: &str) -> String {
    let printed = letters(label);
    let own = VARIANTS.iter().find(|(variant, _)| *variant == printed).map(|(_, own)| letters(own));
    own.unwrap_or(printed)
}

/// Whether a printed label without its numbering is one of the form, wherever it stands there.
pub fn is_label(label: &str) -> bool {
    LETTERS.contains(&own_words(label)) || find(label, None).is_some()
}

/// The place in the form of a printed label without its numbering, where `last` is the one found before
/// it. Labels that the form prints twice, such as 被依法纠错数, are told by the row right before them, and by nothing else.
pub fn find(label: &str, last: Option<usize>) -> Option<usize> {
    let printed = own_words(label);
    if printed.is_empty() {
        return None;
    }
    let follows = |n: &usize| last.is_some_and(|last| *n == last + 1);
    let by = |same: &dyn Fn(&str) -> bool| {
        let mut found = LETTERS.iter().enumerate().filter(|(_, own)| same(own)).map(|(n, _)| n);
        match (found.next(), found.next()) {
            (only, None) => only,
            (first, second) => first.into_iter().chain(second).chain(found).find(follows),
        }
    };
    let long = |text: &str| text.chars().count() >= TELLING;
    let printed_long = long(&printed);
    by(&|own| own == printed)
        .or_else(|| by(&|own| printed.ends_with(own) && long(own)))
        .or_else(|| by(&|own| printed_long && own.starts_with(&printed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_an_id_of_its_own() {
        let ids: Vec<_> = F2014.iter().filter_map(|row| row.id).collect();
        assert_eq!((ids.len(), ids.iter().collect::<BTreeSet<_>>().len()), (58, 58));
    }

    #[test]
    fn labels_are_found_in_their_order() {
        let id = |label: &str, last: Option<&str>| {
            let last = last.and_then(|last| F2014.iter().position(|row| row.id == Some(last)));
            find(label, last).and_then(|n| F2014[n].id)
        };
        assert_eq!(id("主动公开政府信息数(不同渠道和方式公开相同信息计1条)", None), Some("disclosed_total"));
        assert_eq!(id("主动公开政府信息数(不同渠道和方式", None), Some("disclosed_total"));
        assert_eq!(id("被依法纠错数", Some("review_upheld")), Some("review_corrected"));
        assert_eq!(id("被依法纠错数", Some("litigation_upheld")), Some("litigation_corrected"));
        assert_eq!(id("被依法纠错数", Some("meetings")), None);
        assert_eq!(id("同一热点计1次)制发规范性文件总数", Some("disclosed_normative")), Some("normative_issued"));
        assert_eq!(id("政府信息公开专项经费(不包括用于", None), Some("budget_wan"));
        assert_eq!(id("否决公开答复数", None), None);
        assert_eq!(id("", None), None);
    }
}
