//! The dates of a report that may tell when it was published: header fields, the signature, the
//! address of the page. Chooses the one that is labelled best.

use std::ops::Range;

use crate::model::date::Date;
use crate::model::note::{Note, NoteCode};
use crate::model::report::{DateFound, DateLabel, Span};
use crate::parse::metadata::fields::Field;
use crate::parse::metadata::labels::Key;
use crate::parse::metadata::name::Name;
use crate::parse::metadata::scan::{self, Day, Written};
use crate::parse::metadata::view::{Folded, Page};

/// How many years after the year reported on a signature may be dated.
const LATEST_SIGNATURE: u16 = 3;
/// How many lines under the title may hold its date.
const LINES_UNDER_TITLE: usize = 6;
/// A line longer than this, in bytes, may hold a whole report.
const LONG_LINE: usize = 2000;
/// What may stand behind the date of a signature.
const BEHIND_A_DAY: [char; 4] = [' ', ')', '|', '。'];

#[derive(Debug, Default)]
pub(super) struct Dates {
    pub found: Vec<DateFound>,
    pub notes: Vec<Note>,
}

impl Dates {
    /// The date that best tells when the report was published.
    pub fn published(&self) -> Option<Date> {
        let order = [DateLabel::Published, DateLabel::Written, DateLabel::Signed, DateLabel::Url];
        order.iter().find_map(|label| self.found.iter().find(|found| found.label == *label)).map(|found| found.date)
    }

    fn add(&mut self, label: DateLabel, written: &Written, at: Span, printed: &str) {
        match written.day {
            Day::Of(date) if self.found.iter().any(|found| found.label == label && found.date == date) => {}
            Day::Of(date) => self.found.push(DateFound { label, date, at: Some(at) }),
            Day::Impossible => self.notes.push(Note::new(NoteCode::ImpossibleDate, printed, Some(at))),
        }
    }
}

/// Reads the dates of a page; `title_line` is the line of the head that the title ends in.
pub(super) fn read(
    page: &Page<'_>,
    header: &[(&Folded<'_>, &Field)],
    title_line: Option<usize>,
    year: Option<u16>,
) -> Dates {
    let mut dates = Dates::default();
    for (line, field) in header {
        read_field(line, field, &mut dates);
    }
    let under_title = title_line
        .map_or(&[][..], |at| page.head.get(at..(at + LINES_UNDER_TITLE).min(page.head.len())).unwrap_or_default());
    read_bare_header_date(under_title, &mut dates);
    for line in under_title.iter().take_while(|line| line.text.len() < 200).chain(page.tail()).chain(long_lines(page)) {
        let Some(written) = signature(&line.text, year) else { continue };
        let (range, at) = (written.range.clone(), line.place(written.range.clone()));
        if !dates.found.iter().any(|found| found.at == Some(at)) {
            dates.add(DateLabel::Signed, &written, at, line.printed(range));
        }
    }
    dates
}

/// Lines that hold a whole report, whose signature may stand before its last table.
fn long_lines<'p, 'a>(page: &'p Page<'a>) -> impl Iterator<Item = &'p Folded<'a>> {
    page.head.iter().filter(|line| line.text.len() > LONG_LINE)
}

fn read_field(line: &Folded<'_>, field: &Field, dates: &mut Dates) {
    let text = line.text.get(field.value.clone()).unwrap_or_default();
    let label = match field.key {
        Key::Published => DateLabel::Published,
        Key::Written => DateLabel::Written,
        Key::Url => {
            if let Some(date) = in_url(text) {
                dates.found.push(DateFound { label: DateLabel::Url, date, at: Some(line.place(field.value.clone())) });
            }
            return;
        }
        _ => return,
    };
    let written = scan::dates(text).next().or_else(|| compact(text)).filter(|written| written.range.start == 0);
    if let Some(written) = written {
        let range = field.value.start..field.value.start + written.range.end;
        dates.add(label, &written, line.place(range.clone()), line.printed(range));
    }
}

/// A date of a header that has no label: `2020-01-20 09:30  来源:…` under the title.
fn read_bare_header_date(lines: &[Folded<'_>], dates: &mut Dates) {
    if dates.found.iter().any(|found| found.label == DateLabel::Published) {
        return;
    }
    for line in lines {
        let body = line.body();
        let text = line.text.get(body.clone()).unwrap_or_default();
        let Some(written) = scan::dates(text).next().filter(|written| written.range.start == 0) else { continue };
        let in_words = text.get(written.range.clone()).is_some_and(|date| date.contains('年'));
        let rest = text.get(written.range.end..).unwrap_or_default().trim_matches([' ', ')']);
        // A date in words that is alone is a signature.
        let fits = if rest.is_empty() { !in_words } else { opens_header(rest) };
        if fits && text.len() < 120 {
            let range = body.start..body.start + written.range.end;
            dates.add(DateLabel::Published, &written, line.place(range.clone()), line.printed(range));
            return;
        }
    }
}

/// Whether what follows a date is more of a page's header: the time of day, or other fields.
fn opens_header(rest: &str) -> bool {
    const FIELDS: &[&str] = &[
        "来源",
        "信息来源",
        "文章来源",
        "作者",
        "浏览",
        "点击",
        "字体",
        "字号",
        "编辑",
        "阅读",
        "打印",
        "分享",
        "【",
        "[",
        "|",
    ];
    let time = rest.starts_with(|c: char| c.is_ascii_digit()) && rest.get(1..3).is_some_and(|part| part.contains(':'));
    time || FIELDS.iter().any(|field| rest.starts_with(field))
}

/// The date under a signature: it ends the line or a blank follows, and a line's start, a full stop
/// or an agency's name stands before it. The last such date of the line.
fn signature(text: &str, year: Option<u16>) -> Option<Written> {
    // Only a line that holds a whole report goes on behind its signature.
    if text.len() <= LONG_LINE && !scan::ends_with_day(text.trim_end_matches(BEHIND_A_DAY)) {
        return None;
    }
    let fits = |written: &Written| {
        let date = written.day.date()?;
        let first = year.unwrap_or(2008);
        (date.year() >= first && year.is_none_or(|year| date.year() <= year + LATEST_SIGNATURE)).then_some(())
    };
    scan::dates(text).filter(|written| stands_alone(text, written.range.clone()) && fits(written).is_some()).last()
}

fn stands_alone(text: &str, range: Range<usize>) -> bool {
    let before = text.get(..range.start).unwrap_or_default().trim_end_matches([' ', '(', '|', '#', '>', ':', '•', '·']);
    let after = text.get(range.end..).unwrap_or_default();
    let rest = after.trim_start_matches(BEHIND_A_DAY);
    let goes_on = ['起', '至', '止', '前', '后', ',', '-', '~', '—'];
    let in_long_line = text.len() > LONG_LINE && after.starts_with([' ', ')']) && !rest.starts_with(goes_on);
    if !rest.is_empty() && !in_long_line {
        return false;
    }
    before.is_empty() || before.ends_with(['。', ';', '!']) || ends_with_name(before)
}

fn ends_with_name(before: &str) -> bool {
    let start = before
        .rfind(['。', ';', ',', ':'])
        .map_or(0, |at| at + before.get(at..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8));
    let name = before.get(start..).unwrap_or_default();
    name.chars().count() <= 40 && Name::parse(name).is_some_and(|name| name.is_whole())
}

/// `20200120` as the whole value of a date field.
fn compact(text: &str) -> Option<Written> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let part = |range: Range<usize>| text.get(range).and_then(|part| part.parse::<u16>().ok());
    let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
    if digits != 8 || !(1990..=2100).contains(&year) {
        return None;
    }
    Some(Written { range: 0..8, day: Day::new(year, month, day) })
}

/// The day in the address of a page: `t20200110_97791.htm`, `/2020-01/10/`, `/202001/10/`,
/// `/2020/1/10/`, `/20200110/`. A month alone is none.
pub fn in_url(url: &str) -> Option<Date> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let mut numbers = path
        .split(|c: char| !c.is_ascii_alphanumeric())
        .map(|word| word.trim_start_matches(['t', 'a', 'c', 'P']))
        .peekable();
    let digits = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    while let Some(word) = numbers.next() {
        if !digits(word) {
            continue;
        }
        let mut rest = numbers.clone().take_while(|word| digits(word) && !word.is_empty());
        let found = match word.len() {
            8.. => compact(word.get(..8)?),
            6 => rest.next().filter(|day| day.len() == 2).and_then(|day| compact(&format!("{word}{day}"))),
            4 => rest.next().and_then(|month| match month.len() {
                4 => compact(&format!("{word}{month}")),
                1 | 2 => rest
                    .next()
                    .filter(|day| day.len() <= 2)
                    .and_then(|day| compact(&format!("{word}{month:0>2}{day:0>2}"))),
                _ => None,
            }),
            _ => None,
        };
        if let Some(date) = found.and_then(|written| written.day.date()) {
            return Some(date);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::parse::Line;
    use crate::parse::metadata::header::Header;

    fn read_text(text: &str, title_line: Option<usize>) -> Dates {
        let mut at = 0;
        let line = |text| {
            at += str::len(text) + 1;
            Line { text: Cow::Borrowed(text), at: Span::new(at - text.len() - 1, at - 1) }
        };
        let lines: Vec<_> = text.split('\n').map(line).collect();
        let page = Page::new(&lines);
        read(&page, &Header::read(&page).pairs(), title_line, Some(2019))
    }

    fn check(text: &str, expected: &str) {
        let dates = read_text(text, Some(0));
        let all: Vec<_> = dates.found.iter().map(|found| format!("{} {}", found.label, found.date)).collect();
        assert_eq!(all.join(", "), expected, "{text}");
        for found in dates.found {
            let printed = found.at.and_then(|at| at.of(text)).unwrap();
            assert!(printed.starts_with("20") || printed.starts_with('二') || printed.starts_with("http"), "{printed}");
        }
    }

    #[test]
    fn dates_of_the_header() {
        check("年度报告\n发布时间:2020-02-01 09:11", "published 2020-02-01");
        check("年度报告\n成文日期:2020年1月9日 发布日期:20200201", "written 2020-01-09, published 2020-02-01");
        check("年度报告\n2020-02-01 09:11  来源:云河县", "published 2020-02-01");
        check("年度报告\n2020年02月01日 来源:云河县", "published 2020-02-01");
        check("原文链接: https://a.gov.cn/202002/t20200201_97.htm", "url 2020-02-01");
    }

    #[test]
    fn dates_of_a_signature() {
        check("年度报告\n云河县人民政府\n(2020年1月23日)\n一、总体情况\n正文。", "signed 2020-01-23");
        check("一、总体情况\n正文。\n\n云河县教育局\n2020 年 1 月 23 日", "signed 2020-01-23");
        check("一、总体情况\n正文。\n云河县教育局 2020年1月23日", "signed 2020-01-23");
        check(&format!("一、总体{}。 二○二○年一月二十三日 附件1:统计表", "情况".repeat(400)), "signed 2020-01-23");
        // In a sentence, or of another year.
        check("一、总体情况\n于2020年1月23日召开会议\n截止2019年12月31日,公开信息。", "");
        check("一、总体情况\n正文。\n2016年1月23日", "");
        check("一、总体情况\n正文。\n2020年1月23日起施行", "");
    }

    #[test]
    fn days_that_do_not_exist_are_noted() {
        let dates = read_text("年度报告\n发布日期:2020-02-31", None);
        assert_eq!((dates.published(), dates.notes.len()), (None, 1));
        assert_eq!((dates.notes[0].code, dates.notes[0].message.as_str()), (NoteCode::ImpossibleDate, "2020-02-31"));
    }

    #[test]
    fn the_best_label_wins() {
        let text = "年度报告\n成文日期:2020-01-09 发布日期:2020-02-01\n一、总体情况\n云河县人民政府\n2020年1月1日";
        assert_eq!(read_text(text, Some(0)).published(), Date::new(2020, 2, 1));
    }

    #[test]
    fn days_in_addresses() {
        let check = |url, expected: Option<&str>| {
            assert_eq!(in_url(url).map(|date| date.to_string()).as_deref(), expected, "{url}");
        };
        check("https://a.cn/zwgk/202201/t20220110_97791.htm", Some("2022-01-10"));
        check("http://a.cn/art/2022/1/9/art_1229_1.html", Some("2022-01-09"));
        check("http://a.cn/2022-01/10/content_1.htm", Some("2022-01-10"));
        check("http://a.cn/202201/10/1.htm", Some("2022-01-10"));
        check("http://a.cn/2022/0110/1.htm", Some("2022-01-10"));
        for none in ["http://a.cn/202201/1.htm", "http://a.cn/info/4516/112291.htm", "http://a.cn/20229999/", "", "a"] {
            check(none, None);
        }
    }
}
