//! Tables that answer a question, as commands write them and screens show them: what was counted of how many, columns
//! and rows, and where a row leads.

use std::borrow::Cow;

use crate::figures::population::Population;
use crate::figures::trend::Chart;
use crate::model::cell::Number;
use crate::model::printable::printable;

/// A share of fewer cases is told as part and whole, never in percent, and gets no rank.
pub const FEWEST: u64 = 10;

/// A word for people and its name for programs, which is English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    pub id: &'static str,
    pub zh: &'static str,
}

impl Term {
    pub const fn new(id: &'static str, zh: &'static str) -> Self {
        Self { id, zh }
    }
}

/// What the fields of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    Text,
    Whole,
    Number,
    /// A part of a whole.
    Share,
    Day,
    /// What becomes of a number over the years: for people alone.
    Line,
}

/// For whom a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    Both,
    /// Screens and text.
    People,
    /// Files for other programs, where what people read in one column stands in several.
    Programs,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in files: English, without blanks.
    pub id: Cow<'static, str>,
    pub zh: Cow<'static, str>,
    pub holds: Holds,
    pub is_for: For,
    /// What to say to have the rows sorted by it (`--sort`); `None` where they cannot be.
    pub sort: Option<String>,
}

impl Column {
    pub fn new(term: Term, holds: Holds) -> Self {
        Self { id: term.id.into(), zh: term.zh.into(), holds, is_for: For::Both, sort: None }
    }

    pub fn of(id: String, zh: String, holds: Holds) -> Self {
        Self { id: id.into(), zh: zh.into(), holds, is_for: For::Both, sort: None }
    }

    pub fn only(self, is_for: For) -> Self {
        Self { is_for, ..self }
    }

    pub fn sorted_by(self, sort: String) -> Self {
        Self { sort: Some(sort), ..self }
    }
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// Nothing is known, and nothing more can be said of why.
    Nothing,
    /// There is no number, and this is why.
    Reason(Term),
    Text(String),
    Term(Term),
    Whole(u64),
    Number(Number),
    /// A number that was inferred.
    Inferred(Number),
    /// A part of a whole, with what it comes to in millionths.
    Share {
        part: Number,
        whole: Number,
        millionths: i128,
    },
    /// A share in millionths, without its cases.
    Rate(i128),
    /// By how much something grew, in millionths.
    Growth(i128, Unit),
    Day(crate::model::date::Date),
    /// Numbers one after the other, with gaps.
    Line(Vec<Option<i128>>),
}

/// What growth is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// What grew.
    Number,
    /// Of a share: points of a hundred.
    Points,
    /// Parts of what it was before.
    Percent,
}

impl Field {
    pub fn whole(count: usize) -> Self {
        Self::Whole(count as u64)
    }

    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Nothing } else { Self::Text(text) }
    }

    /// So many of so many; nothing of none.
    pub fn share(part: usize, whole: usize) -> Self {
        let number = |count: usize| Number::from(i64::try_from(count).unwrap_or(i64::MAX));
        part_of(part, whole).map_or(Self::Nothing, |millionths| Self::Share {
            part: number(part),
            whole: number(whole),
            millionths,
        })
    }
}

impl Field {
    /// The value as people read it.
    pub fn shown(&self) -> String {
        match self {
            Self::Nothing => "—".to_owned(),
            Self::Reason(term) | Self::Term(term) => term.zh.to_owned(),
            Self::Text(text) => printable(text).into_owned(),
            Self::Whole(count) => count.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Inferred(number) => format!("~{number}"),
            Self::Share { part, whole, millionths } => share(*part, *whole, *millionths),
            Self::Rate(millionths) => percent(*millionths),
            Self::Growth(by, Unit::Number) => signed(&plain(*by)),
            Self::Growth(by, Unit::Points) => signed(percent(*by).trim_end_matches('%')),
            Self::Growth(by, Unit::Percent) => signed(&percent(*by)),
            Self::Day(day) => day.to_string(),
            Self::Line(points) => sparkline(points),
        }
    }
}

/// Numbers as bars from zero to the greatest, one column each in every terminal; gaps as blanks.
fn sparkline(points: &[Option<i128>]) -> String {
    const BARS: [char; 5] = ['⠤', '⣀', '⣤', '⣶', '⣿'];
    let most = points.iter().flatten().copied().max().unwrap_or(0).max(1);
    let bar = |point: &Option<i128>| match point {
        None => ' ',
        Some(value) if *value <= 0 => BARS[0],
        Some(value) => {
            let nth = usize::try_from((value * 4 + most - 1) / most).unwrap_or(1);
            BARS.get(nth).copied().unwrap_or('⣿')
        }
    };
    points.iter().map(bar).collect()
}

/// Where a row leads.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Leads {
    #[default]
    Nowhere,
    /// To a report, by its number.
    Report(usize),
    /// To two beside each other.
    Two(usize, usize),
    /// To another question: a command without its paths, as words.
    Ask(Vec<String>),
    /// To reports that answer to a filter.
    Filter(String),
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// One for each column.
    pub fields: Vec<Field>,
    pub leads: Leads,
    /// It sums others up, or heads them.
    pub is_head: bool,
}

/// How many of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub term: Term,
    pub n: usize,
}

/// A sentence in both languages of the interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub zh: String,
    pub en: String,
}

impl Note {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// A table that answers a question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// The one population all of it is of.
    pub population: Option<Population>,
    /// Of how many of what: `年报 873`.
    pub n: Option<Count>,
    /// What is not in it, by why.
    pub left_out: Vec<Count>,
    /// What else is to be known of the figures: what they are, where they come from.
    pub notes: Vec<Note>,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// What could be asked instead.
    pub choices: Choices,
    /// What becomes of it over the years, to be drawn.
    pub chart: Option<Chart>,
}

/// What else could be asked of the same reports.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choices {
    /// The ways to group (`--by`), with the one taken.
    pub by: Vec<&'static str>,
    pub taken: Option<&'static str>,
    /// The years there are.
    pub years: Vec<u16>,
    /// The populations there are, the largest first, with how many reports each has.
    pub populations: Vec<(Population, usize)>,
}

impl Sheet {
    /// The columns for these readers, by their place among all.
    pub fn columns_for(&self, is_for: For) -> impl Iterator<Item = (usize, &Column)> {
        let shows = move |column: &Column| column.is_for == For::Both || column.is_for == is_for;
        self.columns.iter().enumerate().filter(move |(_, column)| shows(column))
    }
}

/// A share as people read it, of a few cases without percent: `46.7% (7/15)`, `3/4`.
pub fn share(part: Number, whole: Number, millionths: i128) -> String {
    if whole.integer().is_some_and(|whole| whole < FEWEST.cast_signed()) {
        return format!("{part}/{whole}");
    }
    format!("{} ({part}/{whole})", percent(millionths))
}

/// What so many of so many come to in millionths, rounded; nothing of none.
pub fn part_of(part: usize, whole: usize) -> Option<i128> {
    (part as i128 * 2_000_000 + whole as i128).checked_div(whole as i128 * 2)
}

/// Millionths in percent with one decimal, rounded.
pub fn percent(millionths: i128) -> String {
    let tenths = (millionths.abs() + 500) / 1000;
    let sign = if millionths < 0 && tenths > 0 { "-" } else { "" };
    format!("{sign}{}.{}%", tenths / 10, tenths % 10)
}

/// `+3`, `-1.2`, `0`.
fn signed(number: &str) -> String {
    let is_zero = number.chars().all(|c| matches!(c, '0' | '.' | '%' | '-'));
    if is_zero || number.starts_with('-') { number.to_owned() } else { format!("+{number}") }
}

/// Millionths as a number with two decimals at most.
fn plain(millionths: i128) -> String {
    let hundredths = (millionths.abs() + 5_000) / 10_000;
    let sign = if millionths < 0 && hundredths > 0 { "-" } else { "" };
    let (whole, part) = (hundredths / 100, hundredths % 100);
    if part == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{part:02}").trim_end_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_growth_has_its_sign() {
        assert_eq!([plain(0), plain(-1_500_000), plain(12_345_678), plain(3_000_000)], ["0", "-1.5", "12.35", "3"]);
        let shown = |by, unit| Field::Growth(by, unit).shown();
        assert_eq!([shown(0, Unit::Percent), shown(-3_000_000, Unit::Number)], ["0.0%", "-3"]);
        assert_eq!([shown(125_000, Unit::Percent), shown(12_000, Unit::Points)], ["+12.5%", "+1.2"]);
    }

    #[test]
    fn shares_are_rounded_once_and_few_cases_have_no_percent() {
        let check = |part: usize, whole: usize, expected: &str| {
            let Field::Share { part, whole, millionths } = Field::share(part, whole) else { panic!("a share") };
            assert_eq!(share(part, whole, millionths), expected);
        };
        check(7, 15, "46.7% (7/15)");
        check(3, 4, "3/4");
        check(0, 10, "0.0% (0/10)");
        check(873, 12_480, "7.0% (873/12480)");
        assert_eq!(Field::share(1, 0), Field::Nothing);
        assert_eq!(
            (percent(-4_567), percent(-400), percent(1_000_000)),
            ("-0.5%".into(), "0.0%".into(), "100.0%".into())
        );
    }
}
