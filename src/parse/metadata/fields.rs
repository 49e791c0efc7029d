//! The header fields of a page: labels and what stands after them, however they are laid out
//! (`label:value` pairs on one line, table cells, labels with blanks in them, no colon at all).
//! Finds the values; what they mean is read elsewhere.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::parse::metadata::scan::Scan;
use crate::parse::metadata::view::{Folded, is_han, trimmed};

/// What a label stands for. `Other` labels only end the value before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Title,
    IndexNo,
    DocNo,
    Published,
    Written,
    /// The body that publishes, by a label that says so.
    Publisher,
    /// 来源 and the like: often a web site.
    Origin,
    Url,
    Other,
}

/// A field: its key and where its value stands in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub key: Key,
    /// Number of the line among those given.
    pub line: usize,
    pub value: Range<usize>,
}

/// How far into a line fields are looked for: the header of a page has short lines.
const LINE_BYTES: usize = 1200;
const BLANKS_IN_A_LABEL: usize = 4;

#[rustfmt::skip]
const LABELS: &[(Key, &[&str])] = &[
    (Key::Title, &["标题", "信息标题", "公文标题", "文件标题", "名称", "信息名称", "文件名称", "公文名称", "ArticleTitle"]),
    (Key::IndexNo, &["索引号", "索引编号", "信息索引号", "信息索引", "公开索引号", "索引码"]),
    (Key::DocNo, &["文号", "发文字号", "发文号", "文件编号", "文件字号", "公文字号", "公文文号", "发布文号", "文件文号", "公文编号"]),
    (Key::Published, &[
        "发布日期", "发布时间", "公布日期", "公布时间", "公开日期", "公开时间", "信息发布日期", "信息发布时间", "网上发布日期",
        "发布于", "日期", "时间", "PubDate",
    ]),
    (Key::Written, &[
        "生成日期", "生成时间", "成文日期", "成文时间", "发文日期", "发文时间", "制发日期", "形成日期", "形成时间", "印发日期",
        "编制日期", "制作日期", "信息生成日期", "信息生成时间",
    ]),
    (Key::Publisher, &[
        "发布机构", "发布单位", "发布部门", "发文机关", "发文单位", "发文机构", "公开机构", "公开单位", "公开主体", "编制机构",
        "编制单位", "制作单位", "制发机关", "制发单位", "发布主体", "信息发布机构", "公开机关", "发布机关",
    ]),
    (Key::Origin, &["来源", "信息来源", "文章来源", "稿件来源", "内容来源", "供稿单位", "供稿", "稿源", "ContentSource"]),
    (Key::Url, &["原文链接", "原文地址", "来源网址", "来源链接", "原文网址", "本文链接", "网页地址", "网址"]),
    (Key::Other, &[
        "责任部门", "公开责任部门", "责任单位", "关键字", "关键词", "主题词", "主题分类", "体裁分类", "组配分类", "服务对象分类",
        "信息分类", "信息类别", "分类", "类别", "公开方式", "公开形式", "公开时限", "公开范围", "公开类别", "公开程序", "公开属性",
        "是否有效", "有效性", "效力状态", "时效性", "时效", "字体大小", "字号", "字体", "字体颜色", "保护视力色", "浏览次数", "浏览量",
        "浏览", "点击数", "点击量", "点击次数", "点击", "阅读次数", "阅读量", "阅读", "访问次数", "访问量", "分享到", "分享", "打印",
        "收藏", "废止日期", "废止时间", "失效日期", "失效时间", "生效日期", "生效时间", "实施日期", "有效期", "语种", "语言", "载体类型",
        "记录形式", "内容概述", "内容摘要", "摘要", "栏目", "所属栏目", "本地目录", "责任编辑", "编辑", "审核", "审核人", "作者",
        "更新日期", "更新时间", "上传时间", "录入时间", "附件", "主题", "体裁", "信息有效性", "信息格式", "联系电话", "联系单位",
        "责任科室", "承办单位", "组配", "视力保护色",
    ]),
];

/// The labels by their first character, the longest first.
static BY_FIRST: LazyLock<HashMap<char, Vec<(&'static str, Key)>>> = LazyLock::new(|| {
    let mut labels: Vec<_> =
        LABELS.iter().flat_map(|(key, labels)| labels.iter().map(|label| (*label, *key))).collect();
    labels.sort_by_key(|(label, _)| std::cmp::Reverse(label.len()));
    let mut by_first: HashMap<char, Vec<(&str, Key)>> = HashMap::new();
    for (label, key) in labels {
        if let Some(first) = label.chars().next() {
            by_first.entry(first).or_default().push((label, key));
        }
    }
    by_first
});

/// A label in a line: where it starts, where its value starts, and whether a colon or the like
/// stands between the two.
struct Label {
    key: Key,
    start: usize,
    value: usize,
    marked: bool,
}

/// The fields of these lines in order, with empty values left out.
pub(super) fn read(lines: &[Folded<'_>]) -> Vec<Field> {
    let labels: Vec<_> = lines.iter().map(|line| labels_of(&line.text)).collect();
    let mut fields = Vec::new();
    for (number, (line, found)) in lines.iter().zip(&labels).enumerate() {
        let columns = columns_below(lines, found, number);
        if !columns.is_empty() {
            fields.extend(columns);
            continue;
        }
        for (at, label) in found.iter().enumerate() {
            let end = found.get(at + 1).map_or(line.text.len(), |next| next.start);
            let value = value_in(&line.text, label.value..end);
            let text = line.text.get(value.clone()).unwrap_or_default();
            if label.key == Key::Other {
                continue;
            }
            if !text.is_empty() {
                if label.marked || fits(label.key, text) {
                    fields.push(Field { key: label.key, line: number, value });
                }
            } else if found.len() == 1 && line.body().end <= label.value.max(label.start) {
                fields.extend(below(lines, &labels, number, label.key));
            }
        }
    }
    fields
}

/// The values under a row of labels, cell by cell: `索引号 | 发布机构` above `… | …`.
fn columns_below(lines: &[Folded<'_>], labels: &[Label], number: usize) -> Vec<Field> {
    let Some(line) = lines.get(number).filter(|line| labels.len() >= 2 && line.text.contains('|')) else {
        return Vec::new();
    };
    let heads = cells(&line.text, line.body());
    let is_label =
        |cell: &Range<usize>| labels.iter().find(|label| cell.start == label.start && cell.end <= label.value);
    let heads: Vec<_> = heads.iter().map(is_label).collect();
    let is_rule = |line: &Folded<'_>| line.text.chars().all(|c| " |-:".contains(c));
    let below = (number + 1..lines.len().min(number + 4)).find(|at| lines.get(*at).is_some_and(|line| !is_rule(line)));
    let Some((below, values)) = below.and_then(|at| lines.get(at).map(|line| (at, cells(&line.text, line.body()))))
    else {
        return Vec::new();
    };
    if heads.iter().any(Option::is_none) || heads.len() != values.len() {
        return Vec::new();
    }
    let pairs = heads.into_iter().flatten().zip(values);
    pairs
        .filter(|(label, value)| label.key != Key::Other && !value.is_empty())
        .map(|(label, value)| Field { key: label.key, line: below, value })
        .collect()
}

/// The cells of a table row, blanks at their ends left out.
fn cells(text: &str, row: Range<usize>) -> Vec<Range<usize>> {
    let mut at = row.start;
    let parts = text.get(row).unwrap_or_default().split('|');
    parts
        .map(|part| {
            let cell = trimmed(text, at..at + part.len());
            at += part.len() + 1;
            cell
        })
        .collect()
}

/// The value of a label that is alone in its line: the next line with anything on it, if it can be one.
fn below(lines: &[Folded<'_>], labels: &[Vec<Label>], number: usize, key: Key) -> Option<Field> {
    let next =
        (number + 1..lines.len().min(number + 3)).find(|at| lines.get(*at).is_some_and(|l| !l.body().is_empty()))?;
    let line = lines.get(next)?;
    let value = line.body();
    let text = line.text.get(value.clone())?;
    (labels.get(next)?.is_empty() && fits(key, text)).then_some(Field { key, line: next, value })
}

/// A value up to the border of its table cell.
fn value_in(text: &str, range: Range<usize>) -> Range<usize> {
    let start = trimmed(text, range.clone()).start.max(range.start);
    let end = text.get(start..range.end).and_then(|text| text.find('|')).map_or(range.end, |at| start + at);
    let value = text.get(start..end).unwrap_or_default().trim_end_matches([' ', ';', '[', '【', '(', ',']);
    start..start + value.len()
}

/// Whether a text has the shape of a value, for labels that no colon marks.
fn fits(key: Key, text: &str) -> bool {
    match key {
        Key::Title => text.contains("年度报告") || text.contains("年报"),
        Key::IndexNo => text.split(' ').next().is_some_and(|word| {
            word.len() >= 8 && word.bytes().any(|b| b.is_ascii_digit()) && word.contains(['-', '/'])
        }),
        Key::DocNo => text.contains('号') && text.contains(['〔', '[', '(', '【', '﹝']),
        Key::Published | Key::Written => Scan::new(text, 0).date().is_some(),
        Key::Publisher | Key::Origin => {
            text.chars().count() <= 40 && text.chars().all(|c| is_han(c) || "() ".contains(c))
        }
        Key::Url => text.starts_with("http"),
        Key::Other => false,
    }
}

fn labels_of(text: &str) -> Vec<Label> {
    let mut labels = Vec::new();
    let mut at = 0;
    let mut before = ' ';
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()).filter(|_| at < LINE_BYTES) {
        let label = label_at(text, at, before);
        before = if label.is_some() { ' ' } else { c };
        at = label.as_ref().map_or(0, |label| label.value).max(at + c.len_utf8());
        labels.extend(label);
    }
    labels
}

fn label_at(text: &str, at: usize, before: char) -> Option<Label> {
    let rest = text.get(at..)?;
    let candidates = BY_FIRST.get(&rest.chars().next()?)?;
    for (word, key) in candidates {
        let Some(length) = spelled(rest, word) else { continue };
        let after = rest.get(length..)?;
        let shown = after.trim_start_matches(' ');
        let marked = shown.starts_with([':', ']', '】']);
        let free = !is_han(before) && !before.is_ascii_alphanumeric();
        // A long label with its colon may follow a value without a blank.
        let glued = marked && word.chars().count() >= 4;
        let open = marked || after.is_empty() || after.starts_with([' ', '|']);
        if !(free || glued) || !open {
            continue;
        }
        let skipped =
            if marked { after.len() - shown.len() + shown.chars().next().map_or(0, char::len_utf8) } else { 0 };
        return Some(Label { key: *key, start: at, value: at + length + skipped, marked });
    }
    None
}

/// The length of a label at the start of a text, blanks between its characters allowed.
fn spelled(text: &str, word: &str) -> Option<usize> {
    let mut rest = text;
    for (number, c) in word.chars().enumerate() {
        let shown = rest.trim_start_matches(' ');
        let blanks = rest.len() - shown.len();
        if blanks > if number == 0 { 0 } else { BLANKS_IN_A_LABEL } {
            return None;
        }
        rest = shown.strip_prefix(c)?;
    }
    Some(text.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::model::report::Span;
    use crate::parse::Line;

    fn check(text: &str, expected: &[(Key, &str)]) {
        let lines: Vec<_> = text.lines().map(|l| Line { text: Cow::Borrowed(l), at: Span::new(0, l.len()) }).collect();
        let folded: Vec<_> = lines.iter().map(|line| Folded::new(line, 0..line.text.len())).collect();
        let found: Vec<_> = read(&folded)
            .into_iter()
            .map(|field| (field.key, folded[field.line].text.get(field.value).unwrap().to_owned()))
            .collect();
        let expected: Vec<_> = expected.iter().map(|(key, text)| (*key, (*text).to_owned())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn pairs_on_one_line() {
        check(
            "发布时间:2020-02-01 09:11:28   索引号:    文号:    来源:云河县   ",
            &[(Key::Published, "2020-02-01 09:11:28"), (Key::Origin, "云河县")],
        );
        check(
            "发文机关: 云河县人民政府办公室 | 主题词: |\n标题: 云河县2021年报 | |\n主题分类: 政务 | 发布日期: 2022-01-30 |",
            &[(Key::Publisher, "云河县人民政府办公室"), (Key::Title, "云河县2021年报"), (Key::Published, "2022-01-30")],
        );
        check(
            "来源：云河县教育局发布时间：2020年1月2日【字体：大 中 小】",
            &[(Key::Origin, "云河县教育局"), (Key::Published, "2020年1月2日")],
        );
        check(
            "【索引号】640199-105/2020-00001 【发布机构】青石镇",
            &[(Key::IndexNo, "640199-105/2020-00001"), (Key::Publisher, "青石镇")],
        );
    }

    #[test]
    fn labels_without_colon() {
        check(
            "索 引 号 640199-105/2020-00022 文  号 生成日期 2020-01-20",
            &[(Key::IndexNo, "640199-105/2020-00022"), (Key::Written, "2020-01-20")],
        );
        check("发布机构 云河县青石镇人民政府 责任部门 青石镇 关 键 字", &[(Key::Publisher, "云河县青石镇人民政府")]);
        check("| 索引号 | 640199-105/2020-00022 | 文号 | |", &[(Key::IndexNo, "640199-105/2020-00022")]);
    }

    #[test]
    fn a_cell_on_each_line() {
        check(
            "索引号\n\n640199-105/2020-00022\n文号\n\n发布机构\n云河县教育局\n",
            &[(Key::IndexNo, "640199-105/2020-00022"), (Key::Publisher, "云河县教育局")],
        );
        check("发布日期：\n2020-01-20", &[(Key::Published, "2020-01-20")]);
        check(
            "| 索引号 | 公开方式 | 发布机构 |\n| --- | --- | --- |\n| 640499-1/2009-00021 | 主动公开 | 青石镇人民政府 |",
            &[(Key::IndexNo, "640499-1/2009-00021"), (Key::Publisher, "青石镇人民政府")],
        );
        check("文号:\n发布机构:\n栏目: 年报", &[]);
    }

    #[test]
    fn words_of_a_sentence_are_no_labels() {
        for text in ["严格审核信息来源 确保准确", "发布机构职责明确", "公开时间 及时", "文号管理", "在规定时间 内公开"]
        {
            check(text, &[]);
        }
    }
}
