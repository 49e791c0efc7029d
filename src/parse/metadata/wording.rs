//! The words of a title: the year it names, the agency it names, and how much speaks for the line
//! being a title at all.

use std::ops::Range;

use crate::parse::fold::outside_han;
use crate::parse::metadata::name::Name;
use crate::parse::metadata::scan::Scan;
use crate::parse::metadata::view::is_han;

/// The years a report can be of: the first regulation is of 2008.
pub(super) const YEARS: std::ops::RangeInclusive<u16> = 2008..=2100;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wording {
    pub year: Option<u16>,
    /// The agency named, whole or not.
    pub agency: Option<Name>,
    /// The bytes of the title in the text it was read from.
    pub range: Range<usize>,
    /// How much speaks for this being the title.
    pub weight: u32,
}

/// Words a title ends in; the weak ones need a year and 公开 before them.
const TAILS: [&str; 4] = ["年度报告书", "年度报告", "年度工作报告", "年报"];
const WEAK_TAILS: [&str; 2] = ["报告", "工作总结"];
const SUBJECTS: [&str; 6] = ["政府信息公开", "政府信息依申请公开", "政务信息公开", "信息公开", "政务公开", "政府网站"];

/// Words that open a sentence about a report rather than its title.
const SENTENCE: [&str; 16] = [
    "现公布",
    "现将",
    "公布",
    "本报告",
    "编制",
    "根据",
    "按照",
    "依据",
    "查看",
    "下载",
    "本年度",
    "发布",
    "报送",
    "撰写",
    "年度报告",
    "年报",
];

impl Wording {
    /// Reads a text without blanks; `breaks` tells where a blank or the end of a line stood.
    pub fn read(text: &str, breaks: impl Fn(usize) -> bool) -> Option<Self> {
        let start = text.rfind('>').map_or(0, |at| at + 1);
        let (tail, strong) = tail(text, start, &breaks)?;
        let before = text.get(start..tail.start)?;
        if SENTENCE.iter().any(|word| before.starts_with(word)) {
            return None;
        }
        let end = with_brackets(text, tail.end);
        let year = year_in(text.get(start..end)?);
        let public = before.contains("公开") || before.contains("政府信息");
        if !public || !strong && year.is_none() {
            return None;
        }
        let agency =
            agency_words(before).or_else(|| agency_after(text, tail.end)).and_then(|words| Name::parse(&words));
        if year.is_none() && agency.is_none() {
            return None;
        }
        let weight = u32::from(strong) + 4 * u32::from(year.is_some());
        let weight = weight + agency.as_ref().map_or(0, |name| if name.is_whole() { 4 } else { 2 });
        // The end of breadcrumbs repeats a title that usually stands below.
        let weight = if start > 0 { weight / 2 } else { weight };
        Some(Self { year: year.map(|(year, _)| year), agency, range: start..end, weight })
    }
}

/// The words a title ends in: where they stand, and whether they alone tell of an annual report.
fn tail(text: &str, start: usize, breaks: impl Fn(usize) -> bool) -> Option<(Range<usize>, bool)> {
    let ends_title = |end: usize| {
        let after = text.get(end..).and_then(|rest| rest.chars().next());
        breaks(end) || after.is_none_or(|c| !is_han(c) && !",。;、:”\"》!?".contains(c))
    };
    let rest = text.get(start..).unwrap_or_default();
    let find = |rest: &str, tails: &[&str]| {
        let starts = rest.char_indices().filter(|(_, c)| matches!(c, '年' | '报' | '工'));
        let found = starts.flat_map(|(at, _)| {
            let own = rest.get(at..).unwrap_or_default();
            tails
                .iter()
                .filter(move |tail| own.starts_with(**tail))
                .map(move |tail| start + at..start + at + tail.len())
        });
        found.filter(|range| ends_title(range.end)).min_by_key(|range| (range.start, std::cmp::Reverse(range.end)))
    };
    // What stands behind the end of a clause is no title.
    let clause = rest.get(..clause_end(rest)).unwrap_or_default();
    if let Some(strong) = find(clause, &TAILS) {
        return Some((strong, true));
    }
    let weak = find(clause, &WEAK_TAILS)?;
    find(rest, &TAILS).is_none().then_some((weak, false))
}

/// Where a mark stands that titles do not have before the words they end in.
pub(super) fn clause_end(text: &str) -> usize {
    let ends = |c: char| matches!(c, '。' | ',' | ';' | ':' | '!' | '?' | '《' | '》' | '、' | '"' | '“');
    outside_han(text).find(|(_, c)| ends(*c)).map_or(text.len(), |(at, _)| at)
}

/// The end of the title with a bracket right after it: `年度报告(2019年)`, `年度报告2019年`.
fn with_brackets(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    if rest.starts_with('(') {
        let close =
            rest.find(')').filter(|close| *close < 90 && !rest.get(..*close).is_some_and(|t| t.contains("简称")));
        return close.map_or(end, |close| end + close + 1);
    }
    let mut scan = Scan::new(text, end);
    let year = scan.year().filter(|year| YEARS.contains(year));
    scan.word(&["年度", "年"]);
    if year.is_some() && !scan.peek().is_some_and(|c| c.is_ascii_digit()) { scan.at } else { end }
}

/// The year a title names, with the bytes of it and of 年 or 年度 after it.
fn year_in(text: &str) -> Option<(u16, Range<usize>)> {
    let mut found = None;
    for (at, c) in text.char_indices() {
        let starts = (c == '2' || c == '二') && !text.get(..at)?.ends_with(|c: char| c.is_ascii_digit());
        if !starts {
            continue;
        }
        let mut scan = Scan::new(text, at);
        let Some(year) = scan.year().filter(|year| YEARS.contains(year)) else { continue };
        if scan.peek().is_some_and(|c| c.is_ascii_digit() || "-/.".contains(c)) {
            continue;
        }
        if scan.word(&["年度", "年"]) {
            return Some((year, at..scan.at));
        }
        found = found.or(Some((year, at..scan.at)));
    }
    found
}

/// The words before a title's subject that can name an agency: `云河县教育局` of
/// `云河县教育局2019年政府信息公开工作年度报告`, also where the year stands in front.
fn agency_words(before: &str) -> Option<String> {
    let subject = SUBJECTS.iter().filter_map(|subject| before.find(subject)).min().unwrap_or(before.len());
    // 云河县人民政府信息公开 runs the two together.
    let shared = before.get(..subject)?.ends_with("人民") && before.get(subject..)?.starts_with("政府");
    let front = before.get(..subject + if shared { "政府".len() } else { 0 })?;
    let words = match year_in(front) {
        Some((_, year)) => {
            let left = cleaned(front.get(..year.start)?);
            if left.is_empty() { cleaned(front.get(year.end..)?) } else { left }
        }
        None => cleaned(front),
    };
    (!words.is_empty()).then(|| words.to_owned())
}

/// An agency behind the title: `年度报告(云河县教育局)`, `年度报告-云河县教育局`.
fn agency_after(text: &str, end: usize) -> Option<String> {
    let rest = text.get(end..)?.trim_start_matches(['(', '-', '_', '—']);
    let words = rest.get(..rest.find([')', '-', '_', '|']).unwrap_or(rest.len()))?;
    Name::parse(words).filter(Name::is_whole).map(|name| name.text)
}

fn cleaned(words: &str) -> &str {
    let mut words = words.trim_matches(|c: char| !is_han(c) && c != '(' && c != ')').trim_matches(['-', '—', '_', '·']);
    for front in ["关于公布", "关于发布", "关于印发", "关于报送", "关于"] {
        words = words.strip_prefix(front).unwrap_or(words);
    }
    for back in ["关于", "年度", "上年度", "的"] {
        words = words.strip_suffix(back).unwrap_or(words);
    }
    words.strip_suffix("()").unwrap_or(words).trim_end_matches('(')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, year: u16, agency: &str) {
        let wording = Wording::read(text, |_| false).unwrap_or_else(|| panic!("no title: {text}"));
        assert_eq!(wording.year.unwrap_or(0), year, "{text}");
        assert_eq!(wording.agency.map_or(String::new(), |name| name.text), agency, "{text}");
    }

    #[test]
    fn year_and_agency_of_a_title() {
        check("云河县2019年政府信息公开工作年度报告", 2019, "云河县");
        check("云河县青石镇人民政府2019年信息公开工作年度报告", 2019, "云河县青石镇人民政府");
        check("2025年云河县人民政府办公室政府信息公开工作年度报告", 2025, "云河县人民政府办公室");
        check("云河县人民政府信息公开2020年度报告", 2020, "云河县人民政府");
        check("云河县教育局关于2018年度政府信息公开工作情况的报告", 2018, "云河县教育局");
        check("云河县教育局政府信息公开工作年度报告(2021年度)", 2021, "云河县教育局");
        check("2021年政府信息公开工作年度报告(云河县教育局)", 2021, "云河县教育局");
        check("2021年政府信息公开年报-云河县教育局", 2021, "云河县教育局");
        check("云河县二〇一二年政府信息公开工作年度报告", 2012, "云河县");
        check("云河县教育局政府信息公开年报2019", 2019, "云河县教育局");
        check("二○一九年政府信息公开年报", 2019, "");
        check("云河县教育局2019年度政府信息公开工作的报告", 2019, "云河县教育局");
        check("关于云河县教育局2019年度政府信息公开工作年度报告", 2019, "云河县教育局");
        check("我局2019年度政府信息公开工作年度报告", 2019, "");
        check("云河县政府信息公开工作年度报告", 0, "云河县");
        check("云河县教育局2019年政府信息公开工作年度报告_云河县人民政府", 2019, "云河县教育局");
    }

    #[test]
    fn what_is_no_title() {
        for text in [
            "政府信息公开工作年度报告",
            "现公布云河县2019年政府信息公开工作年度报告",
            "云河县2019年政府信息公开工作年度报告编制说明",
            "云河县2019年政府信息公开工作年度报告。",
            "做好2019年的工作报告",
            "《云河县2019年政府信息公开工作年度报告》",
        ] {
            assert_eq!(Wording::read(text, |_| false), None, "{text}");
        }
    }
}
