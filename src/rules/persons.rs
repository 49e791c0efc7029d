//! Words that tell of persons: names of applicants, and mailboxes that are not the government's. Numbers of persons
//! are the business of `mask`.

use std::ops::Range;

use crate::rules::prose::is_han;

/// The words behind which an applicant is named.
pub(crate) const CALLED: [&str; 2] = ["申请人", "原告"];

/// Surnames that begin no common word behind 申请人.
const SURNAMES: &str = "张王李刘陈杨赵黄吴徐孙朱胡郭林郑谢韩唐冯董萧曹袁邓傅沈彭吕苏卢蒋蔡贾丁魏薛阎潘杜戴夏钟汪姜范姚谭廖邹熊陆郝孔崔邱秦顾侯邵孟龙段雷钱汤尹黎武乔贺赖龚";

/// The applicants a text names: where each is called so with the name, and where the name is.
pub(crate) fn applicants(text: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let named = move |(at, word): (usize, &str)| {
        let from = at + word.len();
        let rest = text.get(from..)?;
        let mark = if rest.starts_with([':', '：']) { rest.chars().next().map_or(0, char::len_utf8) } else { 0 };
        let name = name_at(rest.get(mark..)?)?;
        let end = from + mark + name.len();
        Some((at..end, from + mark..end))
    };
    CALLED.iter().flat_map(move |word| text.match_indices(word)).filter_map(named)
}

/// The name that a text starts with: a surname, one or two characters, and a word that no name goes on with.
fn name_at(text: &str) -> Option<&str> {
    const AFTER: [&str; 17] = [
        "于", "向", "提交", "提出", "申请", "要求", "不服", "诉", "等", "通过", "以", "，", ",", "(", "（", "、", "的",
    ];
    const NO_NAME: &str = "某的了在是等于向为和与及或对不被将已可其应该";
    if !text.starts_with(|c| SURNAMES.contains(c)) {
        return None;
    }
    [2_usize, 1].into_iter().find_map(|given| {
        let end = text.char_indices().nth(given + 1)?.0;
        let name = text.get(..end)?;
        let whole = name.chars().skip(1).all(|c| is_han(c) && !NO_NAME.contains(c));
        let after = text.get(end..)?;
        // 张三的申请 names somebody; 王牌的 … does so less surely than one with two characters.
        let ends = AFTER.iter().any(|word| after.starts_with(word) && (*word != "的" || given == 2));
        (whole && ends).then_some(name)
    })
}

/// Where mailboxes stand in a text that are not the government's.
pub(crate) fn mailboxes(text: &str) -> impl Iterator<Item = Range<usize>> {
    let private = |at: &Range<usize>| {
        !text.get(at.clone()).is_some_and(|mailbox| mailbox.to_ascii_lowercase().ends_with(".gov.cn"))
    };
    all_mailboxes(text).filter(private)
}

/// Those that run into each other are one.
fn all_mailboxes(text: &str) -> impl Iterator<Item = Range<usize>> {
    let part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let around = move |(at, _): (usize, &str)| {
        let name = text.get(..at)?.chars().rev().take_while(part).count();
        let host = text.get(at + 1..)?.chars().take_while(part).count();
        let domain = text.get(at + 1..at + 1 + host)?.trim_end_matches(['.', '-', '_']);
        let whole = name > 0 && domain.split('.').count() > 1 && domain.split('.').all(|label| !label.is_empty());
        whole.then_some(at - name..at + 1 + domain.len())
    };
    let mut all: Vec<Range<usize>> = Vec::new();
    for one in text.match_indices('@').filter_map(around) {
        match all.last_mut() {
            Some(last) if one.start < last.end => last.end = one.end.max(last.end),
            _ => all.push(one),
        }
    }
    all.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailboxes_end_where_their_host_ends() {
        let text = "邮箱a.b@163.com。另有x@localhost,或c_d@yunhe.gov.cn.";
        let found = |all: Vec<Range<usize>>| all.into_iter().map(|at| text.get(at).unwrap()).collect::<Vec<_>>();
        assert_eq!(found(all_mailboxes(text).collect()), ["a.b@163.com", "c_d@yunhe.gov.cn"]);
        assert_eq!(found(mailboxes(text).collect()), ["a.b@163.com"]);
    }
}
