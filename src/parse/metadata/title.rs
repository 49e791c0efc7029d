//! The title of a report: where it stands, torn over lines or whole. What its words say is read in
//! `wording`.

use crate::model::report::Span;
use crate::parse::fold::outside_han;
use crate::parse::metadata::fields::Field;
use crate::parse::metadata::labels::Key;
use crate::parse::metadata::name::Name;
use crate::parse::metadata::view::{Folded, Joined, Page, start_of};
use crate::parse::metadata::wording::{Wording, clause_end};

/// A title as found.
#[derive(Debug, Clone)]
pub(super) struct Title {
    /// As printed, its lines joined.
    pub text: String,
    pub at: Span,
    /// The line of the head it ends in.
    pub line: usize,
    pub wording: Wording,
}

const LINES_SEARCHED: usize = 600;
/// A title may be torn over this many lines, each no longer than this in bytes.
const LINES_JOINED: usize = 3;
const LONGEST_TORN_LINE: usize = 120;
/// How much of a line is read as a title, in bytes.
const LONGEST: usize = 300;

/// What a title in a field called so weighs more, and one below the first section less.
const BY_FIELD: u32 = 10;
const BELOW_SECTIONS: u32 = 16;

/// The best title of a page. `publisher` guards against taking the banner of a site for the first
/// half of a torn title.
pub(super) fn read(page: &Page<'_>, fields: &[Field], publisher: Option<&Name>) -> Option<Title> {
    let by_field = fields.iter().filter(|field| field.key == Key::Title).filter_map(|field| of_field(page, field));
    let filled: Vec<usize> = (0..page.head.len().min(LINES_SEARCHED))
        .filter(|at| page.head.get(*at).is_some_and(|line| !line.body().is_empty() && !is_page_mark(&line.text)))
        .collect();
    // A title ends in 报告 or 年报, which may be torn too.
    let may_end = |line: &Folded<'_>| {
        let (text, report) = (start_of(&line.text, 2 * LONGEST).as_bytes(), "报告".as_bytes());
        // The last bytes of the two letters.
        memchr::memchr2_iter(report[2], report[5], text).any(|at| {
            let word = at.checked_sub(2).and_then(|start| text.get(start..=at));
            word.is_some_and(|word| word == &report[..3] || word == &report[3..])
        })
    };
    let ends = (1..=filled.len()).filter(|end| {
        let last = filled.get(end - 1).and_then(|at| page.head.get(*at));
        last.is_some_and(may_end)
    });
    let of_end = |end: usize| (1..=LINES_JOINED).filter_map(move |count| Some((end.checked_sub(count)?, end)));
    // Of titles that say as much the first one counts, and the shorter one of those.
    let mut by_lines: Vec<(usize, usize)> = ends.flat_map(of_end).collect();
    by_lines.sort_unstable();
    let by_lines = by_lines.into_iter().filter_map(|(from, to)| of_lines(page, filled.get(from..to)?, publisher));
    let mut best: Option<(u32, Title)> = None;
    for (weight, title) in by_field.chain(by_lines) {
        if weight > best.as_ref().map_or(0, |(most, _)| *most) {
            best = Some((weight, title));
        }
    }
    best.map(|(_, title)| title)
}

/// The title that a header field gives.
fn of_field(page: &Page<'_>, field: &Field) -> Option<(u32, Title)> {
    let line = page.head.get(field.line)?;
    let value = line.text.get(field.value.clone())?;
    let squashed: String = value.chars().filter(|c| *c != ' ').collect();
    let cut_short = squashed.ends_with("...") || squashed.ends_with('…');
    let wording = Wording::read(&squashed, |_| true).filter(|_| !cut_short)?;
    let range = field.value.clone();
    let (text, at) = (line.printed(range.clone()).to_owned(), line.place(range));
    Some((wording.weight * 2 + BY_FIELD, Title { text, at, line: field.line, wording }))
}

/// The title in these lines of the head; the weight is 0 where there is better reason not to.
fn of_lines(page: &Page<'_>, numbers: &[usize], publisher: Option<&Name>) -> Option<(u32, Title)> {
    let (first, last) = (*numbers.first()?, *numbers.last()?);
    let lines = page.head.get(first..=last)?;
    let torn = numbers.len() > 1;
    if torn && !lines.iter().all(can_be_torn) || !torn && !lines.iter().all(may_be_title) {
        return None;
    }
    let mut joined = Joined::with_capacity(LONGEST, lines.len());
    for (number, line) in lines.iter().enumerate() {
        let body = line.body();
        let length = start_of(line.text.get(body.clone()).unwrap_or_default(), LONGEST).len();
        joined.push(number, line, body.start..body.start + length);
    }
    let wording = Wording::read(&joined.text, |at| joined.breaks_at(at))?;
    if torn && !tear_is_sound(lines, &wording, publisher) {
        return None;
    }
    let late = if last < page.before_sections { 0 } else { BELOW_SECTIONS };
    // Of two readings that say the same the one of fewer lines is right.
    let weight = (wording.weight * 2).saturating_sub(late + u32::try_from(numbers.len()).unwrap_or(late));
    let (text, at) = (joined.printed(lines, wording.range.clone())?, joined.place(lines, wording.range.clone())?);
    Some((weight, Title { text, at, line: last, wording }))
}

/// Whether a line has the words that a title ends in before its first clause ends.
fn may_be_title(line: &Folded<'_>) -> bool {
    let text = start_of(line.text.get(line.body()).unwrap_or_default(), LONGEST);
    let text = text.rsplit('>').next().unwrap_or_default();
    let clause = text.get(..clause_end(text)).unwrap_or_default();
    clause.chars().any(|c| matches!(c, '报' | '结'))
}

fn can_be_torn(line: &Folded<'_>) -> bool {
    let text = line.text.get(line.body()).unwrap_or_default();
    let ends = |c: char| matches!(c, '。' | ',' | ';' | ':' | '>' | '|' | '!' | '?' | '《' | '》' | '"');
    text.len() <= LONGEST_TORN_LINE && !outside_han(text).any(|(_, c)| ends(c))
}

/// Whether the first line of a torn title is a part of it: it holds a word of the title, or is a name
/// that the publisher's does not contradict.
fn tear_is_sound(lines: &[Folded<'_>], wording: &Wording, publisher: Option<&Name>) -> bool {
    let Some(first) = lines.first() else { return false };
    let text: String = first.text.get(first.body()).unwrap_or_default().chars().filter(|c| *c != ' ').collect();
    if text.contains("公开") || text.contains("20") {
        return wording.range.start == 0;
    }
    let Some(name) = Name::parse(&text).filter(Name::is_whole) else { return false };
    let agrees = |publisher: &Name| publisher.text.ends_with(&name.text) || name.text.ends_with(&publisher.text);
    wording.range.start == 0 && publisher.is_none_or(agrees)
}

/// `- 1 -`, `— 3 —`, `第 2 页`.
fn is_page_mark(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '—' | '–' | '·' | '第' | '页' | '共' | '/'))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::parse::Line;
    use crate::parse::metadata::fields;

    fn check_with(text: &str, publisher: Option<&str>, expected: &str) {
        let mut at = 0;
        let lines: Vec<_> = text
            .split('\n')
            .map(|line| {
                at += line.len() + 1;
                Line { text: Cow::Borrowed(line), at: Span::new(at - line.len() - 1, at - 1) }
            })
            .collect();
        let page = Page::new(&lines);
        let publisher = publisher.and_then(Name::parse);
        let title = read(&page, &fields::read(&page.head), publisher.as_ref());
        assert_eq!(title.as_ref().map_or("", |title| title.text.as_str()), expected, "{text}");
        if let Some(title) = title.filter(|_| !expected.contains("人民政府2020 年")) {
            let squash = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(squash(title.at.of(text).unwrap()), squash(expected), "{text}");
        }
    }

    fn check(text: &str, expected: &str) {
        check_with(text, None, expected);
    }

    #[test]
    fn titles_where_they_stand() {
        check(
            "欢迎访问\n\n# 云河县青石镇人民政府 2020 年政府信息公开工作年度报告\n\n## 一、总体情况",
            "云河县青石镇人民政府 2020 年政府信息公开工作年度报告",
        );
        check(
            "标题: 云河县教育局2021年政府信息公开工作年度报告 | |\n云河县2020年政府信息公开工作年度报告",
            "云河县教育局2021年政府信息公开工作年度报告",
        );
        check(
            "首页 > 年报 > 云河县2019年政府信息公开工作年度报告\n云河县2019年政府信息公开工作年度报告\n",
            "云河县2019年政府信息公开工作年度报告",
        );
        check(
            "云河县2019年政府信息公开工作年度报告 发布时间:2020-01-02 根据条例编制",
            "云河县2019年政府信息公开工作年度报告",
        );
        check("2019年政府信息公开工作年度报告(云河县教育局)", "2019年政府信息公开工作年度报告(云河县教育局)");
        check(
            "2019年政府信息公开工作年度报告\n一、总体情况\n相关:\n云河县2018年政府信息公开工作年度报告",
            "2019年政府信息公开工作年度报告",
        );
    }

    #[test]
    fn torn_titles() {
        check(
            "- 1 -\n云河县人民政府\n\n2020 年政府信息公开工作年度报告\n本报告由",
            "云河县人民政府2020 年政府信息公开工作年度报告",
        );
        check(
            "正文\n2025 年云河县教育局政府信息公开\n工作年度报告\n本年度",
            "2025 年云河县教育局政府信息公开工作年度报告",
        );
        check("首页\n2020年政府信息公开工作年度报告", "2020年政府信息公开工作年度报告");
        check_with(
            "云河县人民政府\n2020年政府信息公开工作年度报告",
            Some("云河县教育局"),
            "2020年政府信息公开工作年度报告",
        );
    }

    #[test]
    fn no_titles() {
        for text in [
            "政府信息公开年报",
            "首页>政府信息公开>政府信息公开年报",
            "现公布云河县2019年政府信息公开工作年度报告。",
            "根据条例,现公布云河县教育局2019年政府信息公开工作年度报告",
            "本报告由云河县教育局编制",
            "五、存在的主要问题及改进情况",
            "",
        ] {
            check(text, "");
        }
    }
}
