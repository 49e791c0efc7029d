//! What becomes of a figure over the years: of an agency among its peers, or of a population. The years fall into
//! stretches in which it means the same; between them nothing is compared.

use std::collections::BTreeMap;

use crate::corpus::Corpus;
use crate::corpus::agencies::Agencies;
use crate::figures::measure::Measure;
use crate::figures::population::Population;
use crate::figures::sheet::{Choices, Column, Count, FEWEST, Field, Holds, Leads, Note, Row, Sheet, Term, Unit};
use crate::figures::speech::Speech;
use crate::figures::tally::{Inferred, Tally, number};
use crate::model::form::Row as FormRow;
use crate::model::form::{Form, Table};

/// Of fewer peers neither a median nor a range is told.
pub const FEWEST_PEERS: usize = 30;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Course<'a> {
    pub measure: Measure,
    /// The reports of the population, each year's current ones.
    pub reports: &'a [usize],
    pub population: Population,
    /// The agency, by its number; without one the population itself is followed.
    pub agency: Option<usize>,
    pub inferred: Inferred,
}

/// The figures of a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub year: u16,
    /// That of the report; of a population the one most reports have.
    pub form: Option<Form>,
    /// The agency's report.
    pub report: Option<usize>,
    /// What the agency says, or all of the population together; `None` where there is no report.
    pub own: Option<Tally>,
    /// What each of the population says.
    pub peers: Tally,
    /// The figure means something else than in the year before.
    pub is_break: bool,
}

/// A course over the years.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    pub measure: Measure,
    pub population: Population,
    /// The agency as it is printed.
    pub agency: Option<String>,
    /// From the first year in which anybody has a number to the last, none left out.
    pub points: Vec<Point>,
}

impl Trend {
    pub fn of(corpus: &Corpus, agencies: &Agencies, course: &Course<'_>) -> Self {
        let speech = Speech::of_one(corpus, course.measure);
        let mut years: BTreeMap<u16, (Tally, BTreeMap<Option<Form>, usize>)> = BTreeMap::new();
        let mut own: BTreeMap<u16, (usize, Tally)> = BTreeMap::new();
        let mut name = None;
        for report in course.reports.iter().copied() {
            let Some(header) = corpus.header(report) else { continue };
            let Some(year) = header.year else { continue };
            let Some(said) = speech.measures(report).next() else { continue };
            let (all, forms) = years.entry(year).or_default();
            all.add(said, course.inferred);
            *forms.entry(header.form).or_default() += 1;
            if course.agency.is_some() && agencies.number_of(report) == course.agency {
                let mut tally = Tally::default();
                tally.add(said, course.inferred);
                own.insert(year, (report, tally));
                name = Some(header.name().to_owned());
            }
        }
        let span = years.keys().next().copied().zip(years.keys().last().copied());
        let mut points: Vec<Point> = Vec::new();
        for year in span.into_iter().flat_map(|(first, last)| first..=last) {
            let (peers, forms) = years.remove(&year).unwrap_or_default();
            let of_most = forms.into_iter().max_by_key(|(form, n)| (*n, *form)).and_then(|(form, _)| form);
            let (report, tally) = own.remove(&year).unzip();
            let form = report.and_then(|report| corpus.header(report)?.form).or(of_most);
            let followed = if course.agency.is_some() { tally } else { Some(peers.clone()).filter(|all| all.n > 0) };
            // What is not known is no change.
            let before = points.iter().rev().find_map(|point| point.form);
            let is_break = before.zip(form).is_some_and(|(before, form)| is_break(course.measure, before, form));
            points.push(Point { year, form, report, own: followed, peers, is_break });
        }
        // Before the first number of anybody there is nothing to follow.
        let first = points.iter().position(|point| point.peers.valued > 0).unwrap_or(0);
        points.drain(..first);
        if let Some(point) = points.first_mut() {
            point.is_break = false;
        }
        Self { measure: course.measure, population: course.population, agency: name, points }
    }

    /// The table with its chart.
    pub fn sheet(&self) -> Sheet {
        let is_share = self.measure.is_share();
        let holds = if is_share { Holds::Share } else { Holds::Number };
        let own = if self.agency.is_some() { Term::new("own", "本单位") } else { Term::new("all", "合计") };
        let columns = vec![
            Column::new(Term::new("year", "年度"), Holds::Text),
            Column::new(Term::new("form", "格式"), Holds::Text),
            Column::new(own, holds),
            Column::new(Term::new("difference", if is_share { "差(百分点)" } else { "差" }), Holds::Number),
            Column::new(Term::new("change", "同比"), Holds::Number),
            Column::new(Term::new("p10", "P10"), Holds::Number),
            Column::new(Term::new("median", "中位"), Holds::Number),
            Column::new(Term::new("p90", "P90"), Holds::Number),
            Column::new(Term::new("valued", "有数"), Holds::Whole),
            Column::new(Term::new("n", "n"), Holds::Whole),
            Column::new(Term::new("remark", "说明"), Holds::Text),
        ];
        let mut before: Option<&Point> = None;
        let mut rows = Vec::new();
        for point in &self.points {
            let last = before.filter(|_| !point.is_break);
            rows.push(row(point, last, is_share));
            before = Some(point);
        }
        let n = self.points.iter().map(|point| point.peers.n).sum();
        let mut notes = vec![Note::new(
            format!("{} {}", self.agency.as_deref().unwrap_or("人群合计"), self.measure.name_zh()),
            format!("{} {}", self.agency.as_deref().unwrap_or("population"), self.measure.id()),
        )];
        notes.push(Note::new(
            format!("中位、P10、P90 为同级同类各年报,不足 {FEWEST_PEERS} 份不列"),
            format!("median, P10, P90 of the reports of the population, of {FEWEST_PEERS} at least"),
        ));
        Sheet {
            population: Some(self.population),
            n: Some(Count { term: Term::new("reports", "年报"), n }),
            left_out: Vec::new(),
            notes,
            columns,
            rows,
            choices: Choices::default(),
            chart: Some(self.chart()),
        }
    }

    fn chart(&self) -> Chart {
        let dot = |point: &Point| Dot {
            year: point.year,
            own: match &point.own {
                None => Mark::NoReport,
                Some(tally) => tally.millionths().map_or(Mark::NoNumber, Mark::Value),
            },
            range: range(&point.peers),
            is_break: point.is_break,
        };
        Chart {
            dots: self.points.iter().map(dot).collect(),
            is_share: self.measure.is_share(),
            has_own: self.agency.is_some(),
        }
    }
}

/// A course to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    pub dots: Vec<Dot>,
    pub is_share: bool,
    /// Whether the course of an agency stands among its peers; else there is that of the peers alone.
    pub has_own: bool,
}

/// A year of it; numbers in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dot {
    pub year: u16,
    pub own: Mark,
    /// The tenth, the half and nine tenths of the peers.
    pub range: Option<[i128; 3]>,
    pub is_break: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Value(i128),
    /// There is a report and no number in it.
    NoNumber,
    NoReport,
}

fn range(peers: &Tally) -> Option<[i128; 3]> {
    (peers.valued >= FEWEST_PEERS)
        .then(|| [1, 5, 9].map(|tenths| peers.quantile(tenths)))?
        .into_iter()
        .collect::<Option<Vec<_>>>()?
        .try_into()
        .ok()
}

fn row(point: &Point, before: Option<&Point>, is_share: bool) -> Row {
    let value = |point: &Point| point.own.as_ref().and_then(Tally::millionths);
    let own =
        point.own.as_ref().map_or(Field::Reason(Term::new("no_report", "库中未见")), |own| own.field(is_share));
    let change = value(point).zip(before.and_then(value));
    let cases =
        |point: &Point| point.own.as_ref().map_or(0, |own| if is_share { own.whole_cases() } else { own.cases() });
    let difference = change.map_or(Field::Nothing, |(now, then)| {
        let by = now - then;
        Field::Growth(by, if is_share { Unit::Points } else { Unit::Number })
    });
    // Of few cases, and of shares, which are parts of a hundred already, no percentage is told.
    let is_enough = before.is_some_and(|before| cases(before) >= FEWEST && cases(point) >= FEWEST);
    let relative = change
        .filter(|(_, then)| is_enough && !is_share && *then > 0)
        .map(|(now, then)| Field::Growth((now - then) * 1_000_000 / then, Unit::Percent));
    let [p10, median, p90] = range(&point.peers).map_or([Field::Nothing, Field::Nothing, Field::Nothing], |range| {
        range.map(
            |value| if is_share { Field::Rate(value) } else { number(value).map_or(Field::Nothing, Field::Number) },
        )
    });
    let remark =
        if point.is_break { Field::Term(Term::new("definition_changed", "口径变化")) } else { Field::Nothing };
    let form = point.form.map_or(Field::Nothing, |form| Field::text(form.id()));
    Row {
        fields: vec![
            Field::Text(point.year.to_string()),
            form,
            own,
            difference,
            relative.unwrap_or(Field::Nothing),
            p10,
            median,
            p90,
            Field::whole(point.peers.valued),
            Field::whole(point.peers.n),
            remark,
        ],
        leads: point.report.map_or(Leads::Nowhere, Leads::Report),
        is_head: false,
    }
}

/// Whether a figure means something else in one form than in the other: between the forms before 2019 and after always
/// (收到, other categories), between those of 2019 and 2021 for table 二 and (六).
fn is_break(measure: Measure, before: Form, after: Form) -> bool {
    let is_new = |form: Form| matches!(form, Form::F2019 | Form::F2021);
    if before == after || measure == Measure::Reports {
        return false;
    }
    if !is_new(before) || !is_new(after) {
        return true;
    }
    let others = [FormRow::OtherNoCorrection, FormRow::OtherUnpaidFee, FormRow::OtherMisc];
    let changed = |cell: &crate::model::form::CellId| cell.table() == Table::T2 || others.contains(&cell.row);
    let (part, whole) = measure.sums(None);
    part.iter().chain(&whole).any(changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::indicator::Indicator;

    #[test]
    fn definitions_break_where_forms_do() {
        let check = |measure: &str, before, after, expected: bool| {
            let measure = Measure::named(measure).unwrap();
            assert_eq!(is_break(measure, before, after), expected, "{measure:?} {before:?} {after:?}");
        };
        check("新收", Form::F2014, Form::F2019, true);
        check("新收", Form::F2019, Form::F2021, false);
        check("新收", Form::F2021, Form::F2019, false);
        check("表二.规章.现行有效件数", Form::F2019, Form::F2021, true);
        check("不予公开率", Form::F2019, Form::F2021, false);
        check("份数", Form::F2008, Form::F2021, false);
        // The sum of the rows of (六) is the same in both, but its rows are not.
        assert!(is_break(Measure::Indicator(Indicator::OtherRate), Form::F2019, Form::F2021));
    }
}
