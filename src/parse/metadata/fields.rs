//! The header fields of a page: labels and what stands after them, however they are laid out
//! (`label:value` pairs on one line, table cells, labels with blanks in them, no colon at all).
//! Finds the values; what they mean is read elsewhere.

use std::ops::Range;

use crate::parse::metadata::labels::{self, Key, Label};
use crate::parse::metadata::scan::Scan;
use crate::parse::metadata::view::{Folded, is_han, trimmed};

/// A field: its key and where its value stands in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub key: Key,
    /// Number of the line among those given.
    pub line: usize,
    pub value: Range<usize>,
}

/// The fields of these lines in order, with empty values left out.
pub(super) fn read(lines: &[Folded<'_>]) -> Vec<Field> {
    let labels: Vec<_> = lines.iter().map(|line| labels::of(&line.text)).collect();
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
