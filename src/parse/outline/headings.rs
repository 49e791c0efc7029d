//! What is a heading: the titles of the six sections with their variants, and numbered headings below
//! them, alone on their line or at the start of a paragraph.

use std::sync::LazyLock;

use crate::model::report::SectionKey;
use crate::parse::fold::outside_han;
use crate::parse::letters::plain;
use crate::parse::tables::ordinal::Ordinal;
use crate::parse::words::Words;

/// A title longer than this is a sentence.
const LONGEST_TITLE: usize = 40;

/// What a title of level 1 is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    Key(SectionKey),
    /// A section outside the six, with what it is about.
    Topic(String),
    Unknown,
}

/// Words that tell a section, in the order in which they are looked for.
const KEYS: [(&[&str], SectionKey); 7] = [
    (&["总体情况", "概述", "基本情况"], SectionKey::Overview),
    (&["复议", "诉讼"], SectionKey::Disputes),
    (&["问题", "改进"], SectionKey::Problems),
    (&["申请"], SectionKey::Requests),
    (&["主动公开"], SectionKey::Proactive),
    (&["其他需要报告", "其他需报告", "需要报告的其他", "需要说明的其他"], SectionKey::Other),
    (&["其他事项", "其它需要报告", "其它事项"], SectionKey::Other),
];

/// The topic of a section that is a statistics table.
pub const STATISTICS: &str = "统计表";

const TOPICS: [(&[&str], &str); 4] = [
    (&["收费", "减免"], "收费及减免"),
    (&["附件", "附表", "统计表"], STATISTICS),
    (&["机构", "经费", "人员"], "机构"),
    (&["培训", "会议"], "会议和培训"),
];

/// What a section is about that none of the words above tells.
const OTHER_TOPICS: [(&[&str], &str); 4] = [
    (&["回应解读", "解读回应", "政策解读", "回应关切"], "回应解读"),
    (&["举报", "投诉"], "举报投诉"),
    (&["咨询"], "咨询"),
    (&["平台建设", "监督保障", "保障措施"], "平台和保障"),
];

/// Words of table 三 that look like numbered titles.
const TABLE_LABELS: [&str; 4] = ["本年新收", "上年结转", "办理结果", "结转下年"];

/// All words that a title is asked for.
static TOLD: LazyLock<Words> = LazyLock::new(|| {
    let topics = TOPICS.iter().chain(&OTHER_TOPICS).map(|(words, _)| *words);
    let all = topics.chain(KEYS.iter().map(|(words, _)| *words)).chain([&TABLE_LABELS[..]]);
    all.flatten().copied().collect()
});

/// What a numbered or marked title is about; `None` where it is no title of level 1 by its form.
pub fn about(title: &str) -> Option<About> {
    if title.len() > LONGEST_TITLE * 6 {
        return None;
    }
    let squashed: String = title.chars().filter(|c| !c.is_whitespace()).map(plain).collect();
    let letters = squashed.chars().count();
    if !(2..=LONGEST_TITLE).contains(&letters) || squashed.contains(['。', '；', ';']) {
        return None;
    }
    let said: Vec<&str> = TOLD.found_in(&squashed).collect();
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if has(&TABLE_LABELS) {
        return None;
    }
    if let Some((_, topic)) = TOPICS.iter().find(|(words, _)| has(words)) {
        return Some(About::Topic((*topic).to_owned()));
    }
    if let Some((_, key)) = KEYS.iter().find(|(words, _)| has(words)) {
        return Some(About::Key(*key));
    }
    let topic = OTHER_TOPICS.iter().find(|(words, _)| has(words));
    Some(topic.map_or(About::Unknown, |(_, topic)| About::Topic((*topic).to_owned())))
}

/// The heading at the start of a numbered paragraph: where it ends, and where the text behind it
/// starts. `text` is the paragraph without its numbering.
pub fn heading(text: &str, ordinal: Option<Ordinal>, marked: bool) -> Option<(usize, usize)> {
    if !marked && ordinal.is_none() {
        return None;
    }
    let stop = outside_han(text).find(|(_, c)| matches!(c, '。' | '：' | ':'));
    let (end, rest) = stop.map_or((text.len(), text.len()), |(at, c)| (at, at + c.len_utf8()));
    let title = text.get(..end)?.trim_end();
    let letters = title.chars().filter(|c| !c.is_whitespace()).count();
    let clauses = title.matches(['，', ',']).count();
    let alone = text.get(rest..).is_none_or(|rest| rest.trim().is_empty());
    let is_clause = title.ends_with(['，', ',', '、']) || title.contains(['；', ';']);
    if letters == 0 || is_clause || TABLE_LABELS.iter().any(|label| title.contains(label)) {
        return None;
    }
    if marked {
        return (letters <= 60).then_some((title.len(), rest));
    }
    let brackets = matches!(ordinal?, Ordinal::Han(_) | Ordinal::HanBrackets(_));
    let most = match (brackets, stop.is_some(), alone) {
        (true, false, _) => 40,
        (true, true, _) => 30,
        (false, false, _) => 25,
        (false, true, _) => 20,
    };
    let clauses_allowed = usize::from(brackets);
    (letters <= most && clauses <= clauses_allowed).then_some((title.len(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_their_variants() {
        let key = |title| match about(title) {
            Some(About::Key(key)) => Some(key),
            _ => None,
        };
        assert_eq!(key("总体情况"), Some(SectionKey::Overview));
        assert_eq!(key("行政机关收到和处理政府信息公开申请情况"), Some(SectionKey::Requests));
        assert_eq!(key("因政府信息公开工作被申请行政复议、提起行政诉讼情况"), Some(SectionKey::Disputes));
        assert_eq!(key("政府信息公开工作存在的主要问题及改进情况"), Some(SectionKey::Problems));
        assert_eq!(key("其他需要报告的事项"), Some(SectionKey::Other));
        assert_eq!(key("其他需要報告的事項"), Some(SectionKey::Other));
        assert_eq!(about("政府信息公开的收费及减免情况"), Some(About::Topic("收费及减免".into())));
        assert_eq!(about("加强组织领导"), Some(About::Unknown));
        for no_title in ["本年新收政府信息公开申请数量", "结转下年度继续办理", "是认真组织学习。二是加强管理", ""]
        {
            assert_eq!(about(no_title), None, "{no_title}");
        }
    }

    fn check(text: &str, ordinal: Ordinal, expected: Option<(&str, &str)>) {
        let found = heading(text, Some(ordinal), false);
        assert_eq!(found.map(|(end, rest)| (text.get(..end).unwrap(), text.get(rest..).unwrap())), expected, "{text}");
    }

    #[test]
    fn headings_inside_and_alone() {
        check("主动公开方面。严格落实制度。", Ordinal::HanBrackets(1), Some(("主动公开方面", "严格落实制度。")));
        check("主动公开方面。", Ordinal::HanBrackets(1), Some(("主动公开方面", "")));
        check("平台建设：不断强化", Ordinal::HanBrackets(4), Some(("平台建设", "不断强化")));
        check("加强学习,提升水平。进一步", Ordinal::HanBrackets(2), Some(("加强学习,提升水平", "进一步")));
        check("加强组织领导。一是充实力量。", Ordinal::Digit(1), Some(("加强组织领导", "一是充实力量。")));
        check("个别干部对此项工作的重要性认识不足，力度不够；", Ordinal::Digit(1), None);
        check("长效机制有待进一步完善，现有制度执行力度还有待加强。", Ordinal::Digit(2), None);
    }
}
