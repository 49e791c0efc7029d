//! Names and years that stand around and in the text of a report: breadcrumbs, the signature, the year
//! most of the text speaks of. Used where the title and the header say nothing, or less.

use crate::parse::metadata::name::Name;
use crate::parse::metadata::scan::{self, Scan};
use crate::parse::metadata::view::{Folded, start_of};
use crate::parse::metadata::wording::YEARS;

/// How many lines a page's breadcrumbs are looked for in.
const BREADCRUMB_LINES: usize = 200;
/// How much of a text years are looked for in, in bytes.
const SEARCHED: usize = 12 * 1024;

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
        if !scan::ends_with_day(text_here.trim_end_matches([' ', ')', '。'])) {
            return None;
        }
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

    #[test]
    fn the_year_a_text_speaks_of() {
        assert_eq!(year("2016年我区未收到申请。2016年度历年累计"), Some(2016));
        assert_eq!(year("2016年我区未收到申请"), None);
        assert_eq!(year("2016年,2015年,2014年,2016年"), None);
        assert_eq!(year("2019年5月15日施行,2019年4月3日公布"), None);
        assert_eq!(year("12016年 12016年"), None);
    }
}
