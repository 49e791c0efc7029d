//! 统计期限: the first and the last day the figures of a report cover.

use std::collections::BTreeSet;
use std::ops::Range;

use memchr::memmem;

use crate::model::date::Date;
use crate::model::note::{Note, NoteCode};
use crate::parse::metadata::scan::{Day, Scan};
use crate::parse::metadata::view::{Folded, Joined};

/// Words of the sentence that gives the period (统计期限为…, 所列数据的统计时间为…, 所列数据为…), how many of them
/// are followed up, and how far after one the period may start, in bytes.
const LABELS: [&str; 2] = ["统计", "数据"];
const FOLLOWED: usize = 60;
const REACH: usize = 75;

/// Stands for the year of a first day that does not exist; its last day is then never used.
const YEAR_OF_NO_DAY: u16 = 2000;

/// The period with its place, or the note on a day that does not exist.
#[derive(Debug, Default)]
pub(super) struct Period {
    pub days: Option<(Date, Date)>,
    pub note: Option<Note>,
}

/// Reads the period from the joined lines of a report: after a label first, otherwise the first whole
/// year printed as a period.
pub(super) fn read(lines: &[Folded<'_>], joined: &Joined) -> Period {
    let text = &joined.text;
    let labels: BTreeSet<usize> = LABELS
        .iter()
        .flat_map(|label| memmem::find_iter(text.as_bytes(), label).take(FOLLOWED).map(|at| at + label.len()))
        .collect();
    let mut impossible = None;
    for at in labels {
        let Some(printed) = (at..at + REACH).find_map(|start| period_at(text, start)) else { continue };
        if let Some(days) = printed.days() {
            return Period { days: Some(days), note: None };
        }
        impossible = impossible.or(Some(printed.range));
    }
    let Some(range) = impossible else { return Period { days: whole_year(text), note: None } };
    let printed = text.get(range.clone()).unwrap_or_default();
    Period { days: None, note: Some(Note::new(NoteCode::ImpossibleDate, printed, joined.place(lines, range))) }
}

/// A period as printed.
struct Printed {
    range: Range<usize>,
    first: Day,
    last: Day,
}

impl Printed {
    fn days(&self) -> Option<(Date, Date)> {
        self.first.date().zip(self.last.date())
    }
}

/// `2019年1月1日(起)至(2019年)12月31日`, and the same with `-`, `.` or `/`.
fn period_at(text: &str, at: usize) -> Option<Printed> {
    if !text.is_char_boundary(at) || text.get(..at)?.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut scan = Scan::new(text, at);
    let first = scan.date()?;
    scan.word(&["零时", "0时"]);
    scan.word(&["开始", "起", "始"]);
    scan.word(&[","]);
    if !scan.word(&["截至", "截止到", "截止", "至", "到", "—", "-", "~", "～", "–"]) {
        return None;
    }
    scan.word(&["—", "-"]);
    let with_year = Scan { ..scan }.date();
    let last = match with_year {
        Some(_) => scan.date()?,
        None => scan.day_of(first.date().map_or(YEAR_OF_NO_DAY, Date::year))?,
    };
    Some(Printed { range: at..scan.at, first, last })
}

/// A period from 1 January to 31 December of one year, wherever it stands.
fn whole_year(text: &str) -> Option<(Date, Date)> {
    let starts = ["年1月1日", "年01月01日"].map(|start| memmem::find_iter(text.as_bytes(), start));
    starts.into_iter().flatten().filter_map(|at| at.checked_sub(4)).find_map(|at| {
        let (first, last) = period_at(text, at)?.days()?;
        let whole =
            first.year() == last.year() && (first.month(), first.day(), last.month(), last.day()) == (1, 1, 12, 31);
        whole.then_some((first, last))
    })
}

/// Joins lines until `limit` bytes are reached, with the numbers of a date put back where a converter
/// set them on the next line: `起至 年 月 日止` and below it `2023 12 31`. Only where there are as many
/// numbers as places.
pub(super) fn joined_with_torn_numbers(lines: &[Folded<'_>], limit: usize) -> Joined {
    let mut joined =
        Joined::with_capacity(lines.iter().map(|line| line.text.len()).sum::<usize>().min(limit), lines.len());
    let mut taken = None;
    for (number, line) in lines.iter().enumerate() {
        if joined.text.len() >= limit {
            break;
        }
        if taken == Some(number) {
            continue;
        }
        let below = lines.get(number + 1).filter(|below| is_numbers(&below.text));
        let places = below.map_or(Vec::new(), |_| places_without_number(line));
        let mut from = line.body().start;
        let numbers = below.filter(|_| !places.is_empty()).map_or(Vec::new(), |below| numbers_in(&below.text));
        if let Some(below) = below.filter(|_| !places.is_empty() && places.len() == numbers.len()) {
            for (place, digits) in places.into_iter().zip(numbers) {
                joined.push(number, line, from..place);
                joined.push(number + 1, below, digits);
                from = place;
            }
            taken = Some(number + 1);
        }
        joined.push(number, line, from..line.body().end.max(from));
    }
    joined
}

/// Where a line has 年, 月 or 日 as words of their own, with no number before them.
fn places_without_number(line: &Folded<'_>) -> Vec<usize> {
    let body = line.body();
    let text = line.text.get(body.clone()).unwrap_or_default();
    let is_gap = |c: char| c == ' ' || c == '|';
    let open = |(at, _): &(usize, &str)| {
        let before = text.get(..*at).unwrap_or_default();
        let number_before = before.trim_end_matches(is_gap).ends_with(|c: char| c.is_ascii_digit());
        !number_before && (before.is_empty() || before.ends_with(is_gap))
    };
    text.match_indices(['年', '月', '日']).filter(open).map(|(at, _)| body.start + at).collect()
}

/// Whether a line holds numbers and nothing else.
fn is_numbers(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'|'))
}

fn numbers_in(text: &str) -> Vec<Range<usize>> {
    let mut numbers = Vec::new();
    let mut at = 0;
    for word in text.split([' ', '|']) {
        if !word.is_empty() {
            numbers.push(at..at + word.len());
        }
        at += word.len() + 1;
    }
    numbers
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::model::report::Span;
    use crate::parse::Line;

    fn read_text(text: &str) -> (Period, String) {
        let mut at = 0;
        let lines: Vec<_> = text
            .split('\n')
            .map(|line| {
                at += line.len() + 1;
                Line { text: Cow::Borrowed(line), at: Span::new(at - line.len() - 1, at - 1) }
            })
            .collect();
        let folded: Vec<_> = lines.iter().map(|line| Folded::new(line, 0..line.text.len())).collect();
        let period = read(&folded, &joined_with_torn_numbers(&folded, 1000));
        let at =
            period.note.as_ref().and_then(|note| note.at).and_then(|at| at.of(text)).unwrap_or_default().to_owned();
        (period, at)
    }

    fn check(text: &str, expected: &str) {
        let (period, noted) = read_text(text);
        let days = period.days.map_or_else(|| noted, |(first, last)| format!("{first} {last}"));
        assert_eq!(days, expected, "{text}");
    }

    #[test]
    fn periods_as_reports_print_them() {
        check("统计期限为2019年1月1日至2019年12月31日。", "2019-01-01 2019-12-31");
        check("数据统计期限从2025年1月1日起至2025年12月31日止", "2025-01-01 2025-12-31");
        check("统计时限为 2025\n年 1 月 1 日至 12 月 31 日。", "2025-01-01 2025-12-31");
        check("统计期限自 2 0 2 3 年 1 月 1 日\n起 至 2 0 2 3 年 1 2 月 3 1 日止", "2023-01-01 2023-12-31");
        check("统计期间:2019.1.1-2019.12.31", "2019-01-01 2019-12-31");
        check("统计时限为二〇一九年一月一日至十二月三十一日", "2019-01-01 2019-12-31");
        check("本报告反映2018年1月1日至2018年12月31日的工作。", "2018-01-01 2018-12-31");
        check("统计期限为2019年3月1日至2020年2月29日", "2019-03-01 2020-02-29");
    }

    #[test]
    fn numbers_torn_from_their_words_are_put_back() {
        check("统计期限自 2023年1月1日\n| 起至 | 年 月 | 日止。如有 |\n| 2023 | 12 | 31 |", "2023-01-01 2023-12-31");
        check("统计期限自 2023年1月1日\n| 起至 | 年 月 | 日止。如有 |\n| 2023 | 12 | 31 | 5 |", "");
    }

    #[test]
    fn what_is_no_period_and_what_is_no_day() {
        check("截止2021年12月31日,公开信息82条。", "");
        check("统计期限为上年度。自2019年5月15日起施行", "");
        check("培训于2019年3月1日至2019年3月5日举行", "");
        check("统计期限为2019年1月1日至2019年12月32日", "2019年1月1日至2019年12月32日");
        check("统计期限为2019年0月1日至12月31日", "2019年0月1日至12月31日");
        check("统计期限为2019年1月1日至2018年12月31日", "2019-01-01 2018-12-31");
    }
}
