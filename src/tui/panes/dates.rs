//! The evidence of a flag about dates: every date of the report with what it is the date of and where it
//! stands, in the order of time, the limit among them; and what tells the year, where the flag is about that.

use crate::model::date::Date;
use crate::model::flag::Flag;
use crate::model::report::{DateLabel, Report, Span};
use crate::tui::glyph;
use crate::tui::paint::{Line, flow, span};
use crate::tui::panes::evidence::Aside;
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::theme::Role;

/// Columns of a date and of what it is the date of.
const DATE: usize = 12;
const LABEL: usize = 10;

/// What stands in a row: a date of the report or the day the report was due.
struct Row {
    date: Date,
    label: String,
    place: String,
    is_limit: bool,
    taken: bool,
}

/// The dates of a report beside the limit; before them, where the flag is about a year, what tells the year.
pub fn lines(flag: &Flag, report: &Report, aside: &Aside<'_>) -> Vec<Line> {
    let limit = limit_of(flag);
    let mut lines = Vec::new();
    if limit.is_none() {
        lines.extend(years(flag, report).into_iter().flat_map(|(label, value, meant)| {
            let (mark, role) = if meant { (glyph::EVIDENCE, Role::Evidence) } else { (" ", Role::Text) };
            let label = columns::left(&format!("{mark} {label}"), DATE + 2);
            flow(&[span(label, Role::Dim), span(value, role)], aside.room(), DATE + 2)
        }));
    }
    let rows = rows(flag, report, limit, aside);
    if rows.iter().all(|row| row.is_limit) {
        lines.push(vec![span(format!("  {}", strings::NO_DATES), Role::Dim)]);
    }
    lines.extend(rows.iter().flat_map(|row| flow(&line(row), aside.room(), 2 + DATE + LABEL)));
    lines.extend(impossible(flag, report, aside));
    lines
}

/// Whether the flag names one day as its limit, so that its row says what was expected and found.
pub fn has_limit(flag: &Flag) -> bool {
    limit_of(flag).is_some()
}

/// The day in what a flag expects: `2021-03-31`, `≥2025-01-01`.
fn limit_of(flag: &Flag) -> Option<Date> {
    Date::parse(flag.found.trim())?;
    Date::parse(flag.expected.trim_matches(|c: char| !c.is_ascii_digit()))
}

fn rows(flag: &Flag, report: &Report, limit: Option<Date>, aside: &Aside<'_>) -> Vec<Row> {
    let taken = Date::parse(flag.found.trim());
    let row = |date: Date, label: DateLabel, place: String| Row {
        date,
        label: strings::date_label(label).into(),
        place,
        is_limit: false,
        taken: false,
    };
    let place = |at| aside.place(at);
    let mut rows: Vec<Row> = report
        .dates
        .iter()
        .map(|found| row(found.date, found.label, found.at.map(place).unwrap_or_default()))
        .collect();
    if rows.is_empty() {
        rows.extend(report.published.map(|date| row(date, DateLabel::Published, String::new())));
    }
    rows.sort_by_key(|row| row.date);
    if let Some(first) = rows.iter_mut().find(|row| Some(row.date) == taken) {
        first.taken = true;
    }
    if let Some(date) = limit {
        let at = rows.iter().position(|row| row.date > date).unwrap_or(rows.len());
        let label = strings::LIMIT.to_string();
        let basis = flag.basis.unwrap_or_default().to_owned();
        rows.insert(at, Row { date, label, place: basis, is_limit: true, taken: false });
    }
    rows
}

fn line(row: &Row) -> Line {
    let (mark, role) = match row {
        Row { is_limit: true, .. } => ("=", Role::Strong),
        Row { taken: true, .. } => (glyph::EVIDENCE, Role::Evidence),
        _ => (" ", Role::Text),
    };
    let mut line = vec![
        span(format!("{mark} "), role),
        span(columns::left(&row.date.to_string(), DATE), role),
        span(columns::left(&row.label, LABEL), if row.is_limit { role } else { Role::Text }),
        span(row.place.clone(), Role::Dim),
    ];
    if row.taken {
        line.push(span(format!("  {}", strings::TAKEN), Role::Strong));
    }
    line
}

/// Places of the evidence that hold no date of the report: dates that no calendar has.
fn impossible(flag: &Flag, report: &Report, aside: &Aside<'_>) -> Vec<Line> {
    let mut places: Vec<Span> = Vec::new();
    for at in flag.evidence.iter().filter(|piece| piece.quote.is_none() && piece.report.is_none()).filter_map(|e| e.at)
    {
        if !places.contains(&at) && report.dates.iter().all(|found| found.at != Some(at)) {
            places.push(at);
        }
    }
    let line = |at: &Span| {
        let printed = aside.printed(*at).unwrap_or_else(|| glyph::LOOSE.to_owned());
        vec![
            span(format!("{} {}", glyph::NO, columns::left(&printed, DATE)), Role::Error),
            span(columns::left(&strings::NO_SUCH_DAY, LABEL + 1), Role::Text),
            span(aside.place(*at), Role::Dim),
        ]
    };
    places.iter().map(line).collect()
}

/// What tells the year of a report, as far as it is there, and whether the flag quotes it. The index number
/// only where it does.
fn years(flag: &Flag, report: &Report) -> Vec<(&'static str, String, bool)> {
    let quoted = |value: &str| flag.evidence.iter().any(|piece| piece.quote.as_deref() == Some(value));
    let year = report.year.map(|year| strings::year(Some(year)));
    let period = report.period.map(|(first, last)| format!("{first} - {last}"));
    let index = report.index_no.clone().filter(|index| quoted(index));
    let each = [
        (strings::YEAR_OF_REPORT, year),
        (strings::TITLE, report.title.clone()),
        (strings::PERIOD, period),
        (strings::INDEX_NUMBER, index),
    ];
    let told = each.into_iter().filter_map(|(label, value)| Some((label.said(), value?)));
    told.map(|(label, value)| (label, value.clone(), quoted(&value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::flag::Severity;
    use crate::tui::fixture;

    #[test]
    fn a_limit_is_one_day_against_one_day() {
        let check = |expected: &str, found: &str, limit: Option<&str>| {
            let flag = Flag {
                expected: expected.to_owned(),
                found: found.to_owned(),
                ..fixture::flag("D-LATE", Severity::Warning, "", Vec::new())
            };
            assert_eq!(limit_of(&flag).map(|date| date.to_string()).as_deref(), limit, "{expected} {found}");
            assert_eq!(has_limit(&flag), limit.is_some());
        };
        check("2021-03-31", "2021-04-19", Some("2021-03-31"));
        check("≥2025-01-01", "2024-12-27", Some("2025-01-01"));
        check("2022-01-01至2022-12-31", "2021-01-01至2021-12-31", None);
        check("2021", "2022", None);
        check("2021-02-30", "2021-04-19", None);
        check("", "", None);
    }
}
