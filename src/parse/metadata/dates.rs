//! The dates of a report that may tell when it was published: header fields, the signature, the
//! address of the page. Chooses the one that is labelled best.

use std::ops::Range;

use crate::model::date::Date;
use crate::model::note::{Note, NoteCode};
use crate::model::report::{DateFound, DateLabel, Span};
use crate::parse::metadata::fields::{Field, Key};
use crate::parse::metadata::name::Name;
use crate::parse::metadata::scan::{self, Day, Written};
use crate::parse::metadata::view::{Folded, Page};

/// How many years after the year reported on a signature may be dated.
const LATEST_SIGNATURE: u16 = 3;
/// How many lines under the title may hold its date.
const LINES_UNDER_TITLE: usize = 6;

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
    for line in under_title.iter().take_while(|line| line.text.len() < 200).chain(&page.tail).chain(long_lines(page)) {
        let Some(written) = signature(&line.text, year) else { continue };
        let range = written.range.clone();
        dates.add(DateLabel::Signed, &written, line.place(range.clone()), line.printed(range));
    }
    dates
}

/// Lines that hold a whole report, whose signature may stand before its last table.
fn long_lines<'p, 'a>(page: &'p Page<'a>) -> impl Iterator<Item = &'p Folded<'a>> {
    page.head.iter().filter(|line| line.text.len() > 2000)
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
        // A date in words that is alone is a signature.
        let in_words = text.get(written.range.clone()).is_some_and(|date| date.contains('年'));
        let alone = text.get(written.range.end..).is_none_or(|rest| rest.trim_matches([' ', ')']).is_empty());
        if !(in_words && alone) && text.len() < 120 {
            let range = body.start..body.start + written.range.end;
            dates.add(DateLabel::Published, &written, line.place(range.clone()), line.printed(range));
            return;
        }
    }
}

/// The date under a signature: it ends the line or a blank follows, and a line's start, a full stop
/// or an agency's name stands before it. The last such date of the line.
fn signature(text: &str, year: Option<u16>) -> Option<Written> {
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
    let rest = after.trim_start_matches([' ', ')', '|', '。']);
    let closed = rest.is_empty()
        || after.starts_with([' ', ')']) && !rest.starts_with(['起', '至', '止', '前', '后', ',', '-', '~', '—']);
    if !closed || !text.get(range).is_some_and(|date| date.contains(['年', '.', '-', '/'])) {
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
