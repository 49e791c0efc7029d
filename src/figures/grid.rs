//! Figures of one population in lines: an agency and year, or what agencies have in common. Over mixed populations
//! nothing is added: whoever asks for that hears which there are.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::corpus::Corpus;
use crate::corpus::agencies::{Agencies, Home};
use crate::figures::current::current;
use crate::figures::measure::{Measure, Sums};
use crate::figures::population::{Population, populations};
use crate::figures::tally::{Inferred, Said, Tally};
use crate::figures::values::Values;
use crate::model::ids::ids;

/// Of a share of fewer cases no rank is told.
pub const FEWEST: u64 = 10;

ids! {
    /// What the reports of a line have in common, beside their year.
    pub enum By {
        Agency = "agency",
        Province = "province",
        City = "city",
        County = "county",
        /// Level and sort: the one grouping that may hold several populations.
        Population = "population",
        /// Nothing else.
        Year = "year",
    }
}

/// What figures are wanted.
#[derive(Debug, Clone)]
pub struct Wish {
    pub measures: Vec<Measure>,
    pub by: By,
    /// Reports of this population alone.
    pub population: Option<Population>,
    pub inferred: Inferred,
    /// The measure lines are sorted by, the greatest first; in the order of their names without one.
    pub sort: Option<usize>,
    /// So many lines at most.
    pub top: Option<usize>,
    /// Lines whose share has a smaller whole are left out; of counts, those of fewer reports with a number.
    pub least: Option<u64>,
}

/// The reports of a line and their figures, one for each measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The regions the reports have in common, from the widest on; none where they are not known.
    pub regions: Vec<String>,
    /// The agency as it is printed, where the line is one of an agency.
    pub agency: Option<String>,
    pub population: Option<Population>,
    pub year: u16,
    /// The report, where the line is one of an agency.
    pub report: Option<usize>,
    pub figures: Vec<Tally>,
}

/// Lines of figures, with what they were counted of.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    pub measures: Vec<Measure>,
    pub by: By,
    /// The one population all of it is of; `None` where the lines are of several.
    pub population: Option<Population>,
    /// The reports counted.
    pub n: usize,
    /// Older versions and copies of these, which are not.
    pub others: usize,
    /// What is no report, or of no year.
    pub left_out: usize,
    /// Reports of other populations, or of none that is known.
    pub outside: usize,
    pub lines: Vec<Line>,
    /// Lines that were left out as too small, and those beyond the first.
    pub too_few: usize,
    pub beyond: usize,
}

/// Why there are no figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// These reports are of several populations, the largest first; of so many more it is not known.
    Mixed(Vec<(Population, usize)>, usize),
    /// No report is of a population that is known.
    Nothing,
}

impl Grid {
    /// The figures of some reports of a corpus.
    ///
    /// # Errors
    /// When lines would add up reports of several populations, or there are none.
    pub fn of(corpus: &Corpus, agencies: &Agencies, reports: &[usize], wish: &Wish) -> Result<Self, Refused> {
        let found = current(corpus, agencies, reports);
        let (all, unknown) = populations(corpus, &found.reports);
        let population = match (wish.population, all.len()) {
            (Some(population), _) => Some(population),
            (None, 0) => return Err(Refused::Nothing),
            (None, 1) => all.keys().next().copied(),
            (None, _) if matches!(wish.by, By::Agency | By::Population) => None,
            (None, _) => {
                let mut all: Vec<(Population, usize)> = all.into_iter().collect();
                all.sort_by_key(|(population, n)| (std::cmp::Reverse(*n), *population));
                return Err(Refused::Mixed(all, unknown));
            }
        };
        let cells: BTreeSet<_> = wish.measures.iter().flat_map(|measure| measure.cells()).collect();
        let values = Values::read(corpus, cells);
        let sums: Vec<Sums> = wish.measures.iter().map(|measure| Sums::of(*measure)).collect();
        let mut lines: BTreeMap<Key, Line> = BTreeMap::new();
        let (mut n, mut outside) = (0, 0);
        for report in found.reports.iter().copied() {
            let Some(header) = corpus.header(report) else { continue };
            let own = Population::of(header.agency.level, header.agency.kind);
            let Some((own, year)) = own.filter(|own| population.is_none_or(|one| one == *own)).zip(header.year) else {
                outside += 1;
                continue;
            };
            n += 1;
            let key = key(wish.by, agencies, report, own);
            let line = lines.entry((key.clone(), year)).or_insert_with(|| Line {
                regions: key.1,
                agency: (wish.by == By::Agency).then(|| header.name().to_owned()),
                population: Some(own),
                year,
                report: (wish.by == By::Agency).then_some(report),
                figures: vec![Tally::default(); wish.measures.len()],
            });
            for (tally, sums) in line.figures.iter_mut().zip(&sums) {
                tally.add(Said::of(sums.of_form(header.form), report, &values), wish.inferred);
            }
        }
        let grid = Self {
            measures: wish.measures.clone(),
            by: wish.by,
            population,
            n,
            others: found.others,
            left_out: found.left_out,
            outside,
            lines: lines.into_values().collect(),
            too_few: 0,
            beyond: 0,
        };
        Ok(grid.chosen(wish))
    }

    /// The lines that are wanted, in the order that is.
    fn chosen(mut self, wish: &Wish) -> Self {
        if let Some(least) = wish.least {
            let all = self.lines.len();
            let measures = self.measures.clone();
            let is_enough = |line: &Line| {
                line.figures.iter().zip(&measures).all(|(tally, measure)| cases(*measure, tally) >= least)
            };
            self.lines.retain(is_enough);
            self.too_few = all - self.lines.len();
        }
        if let Some((nth, measure)) = wish.sort.and_then(|nth| Some((nth, *self.measures.get(nth)?))) {
            self.lines.sort_by(|a, b| order((measure, nth), a, b));
        }
        if let Some(top) = wish.top {
            self.beyond = self.lines.len().saturating_sub(top);
            self.lines.truncate(top);
        }
        self
    }
}

/// How many cases a figure rests on: the whole of a share, of a count the reports with a number.
fn cases(measure: Measure, tally: &Tally) -> u64 {
    if measure.is_share() { tally.whole_cases() } else { tally.valued as u64 }
}

/// The greatest first; what has no number, or is a share of too few cases to be ranked, last.
fn order((measure, nth): (Measure, usize), a: &Line, b: &Line) -> Ordering {
    let ranked = |line: &Line| {
        let tally = line.figures.get(nth)?;
        tally.millionths().filter(|_| !measure.is_share() || tally.whole_cases() >= FEWEST)
    };
    match (ranked(a), ranked(b)) {
        (Some(a), Some(b)) => b.cmp(&a),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// What sorts the lines, and their name.
type Key = ((usize, Vec<String>), u16);

fn key(by: By, agencies: &Agencies, report: usize, own: Population) -> (usize, Vec<String>) {
    let agency = agencies.number_of(report);
    let region = |regions: usize| {
        let home = agency.and_then(|agency| agencies.all.get(agency)).map(|agency| &agency.home);
        match home {
            Some(Home::Region(path)) => path.iter().take(regions).cloned().collect(),
            _ => Vec::new(),
        }
    };
    match by {
        By::Agency => {
            // Agencies of one name stay apart, and so do reports whose agency nothing proves.
            let is_proved = agency.and_then(|n| agencies.all.get(n)).is_some_and(|a| a.home != Home::Unknown(None));
            (if is_proved { agency.unwrap_or_default() } else { agencies.all.len() + report }, region(3))
        }
        By::Province => (0, region(1)),
        By::City => (0, region(2)),
        By::County => (0, region(3)),
        By::Population => (own.order(), Vec::new()),
        By::Year => (0, Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::figures::population::Body;
    use crate::model::agency::{AgencyKind, Level};
    use crate::model::cell::{Cell, How};
    use crate::model::date::Date;
    use crate::model::form::{CellId, Col, Form, Row};
    use crate::model::indicator::Indicator;
    use crate::model::report::{Report, Span};

    fn received() -> CellId {
        CellId::new(Row::NewReceived, Col::Total)
    }

    /// A report of an agency that received so much; nothing where its cell is blank.
    fn report(place: &[&str], name: &str, (level, kind): (Level, AgencyKind), year: u16, count: Option<i64>) -> Report {
        let id = format!("{name}{year}{count:?}");
        let mut report = Report { id, year: Some(year), form: Some(Form::of_year(year)), ..Report::default() };
        let agency = &mut report.agency;
        (agency.name, agency.level, agency.kind) = (Some(name.to_owned()), Some(level), Some(kind));
        let at = |nth: usize| place.get(nth).map(|region| (*region).to_owned());
        [agency.province, agency.city, agency.county] = [at(0), at(1), at(2)];
        let cell = count.map_or(Cell::null(How::Blank), |n| Cell::read(n.into(), Span::new(0, 1)));
        report.tables.cells.insert(received(), cell);
        report
    }

    fn corpus(reports: &[Report]) -> (Corpus, Agencies, Vec<usize>) {
        let lines: String = reports.iter().map(|report| report.to_json().unwrap() + "\n").collect();
        let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
        file.write_all(lines.as_bytes()).unwrap();
        // The corpus keeps the file open; its name is not needed any more.
        let corpus = crate::corpus::open(&[file.path().to_owned()], &|_| ());
        let agencies = Agencies::join(corpus.headers());
        let all = (0..corpus.len()).collect();
        (corpus, agencies, all)
    }

    fn wish(by: By) -> Wish {
        let measures = vec![Measure::Cell(received())];
        Wish { measures, by, population: None, inferred: Inferred::Exclude, sort: None, top: None, least: None }
    }

    const PROVINCE: (Level, AgencyKind) = (Level::Province, AgencyKind::GovernmentAggregate);
    const CITY: (Level, AgencyKind) = (Level::Prefecture, AgencyKind::GovernmentAggregate);
    const COUNTY: (Level, AgencyKind) = (Level::County, AgencyKind::GovernmentAggregate);

    fn nested() -> Vec<Report> {
        vec![
            report(&["甲省"], "甲省人民政府", PROVINCE, 2023, Some(100)),
            report(&["甲省", "乙市"], "乙市人民政府", CITY, 2023, Some(60)),
            report(&["甲省", "丙市"], "丙市人民政府", CITY, 2023, Some(40)),
            report(&["甲省", "乙市", "丁县"], "丁县人民政府", COUNTY, 2023, Some(20)),
            report(&["甲省", "乙市", "戊县"], "戊县人民政府", COUNTY, 2023, None),
        ]
    }

    #[test]
    fn over_mixed_levels_nothing_is_added() {
        let (corpus, agencies, all) = corpus(&nested());
        for by in [By::Province, By::City, By::County, By::Year] {
            let Err(Refused::Mixed(found, 0)) = Grid::of(&corpus, &agencies, &all, &wish(by)) else {
                panic!("{by}: a province, its cities and its counties were added up");
            };
            let named: Vec<(String, usize)> = found.into_iter().map(|(p, n)| (p.name_zh(), n)).collect();
            let of = |level: &str, n| (format!("{level}·本级政府"), n);
            assert_eq!(named, [of("市级", 2), of("县级", 2), of("省级", 1)]);
        }
        let cities = Population { level: Level::Prefecture, body: Body::Aggregate };
        let grid =
            Grid::of(&corpus, &agencies, &all, &Wish { population: Some(cities), ..wish(By::Province) }).unwrap();
        let line = &grid.lines[0];
        assert_eq!((grid.n, grid.outside, line.regions.clone()), (2, 3, vec!["甲省".to_owned()]));
        assert_eq!((line.figures[0].n, line.figures[0].value().unwrap().to_string()), (2, "100".to_owned()));
        // Beside each other they may stand.
        let grid = Grid::of(&corpus, &agencies, &all, &wish(By::Population)).unwrap();
        let values: Vec<_> =
            grid.lines.iter().map(|l| (l.figures[0].n, l.figures[0].blank, l.figures[0].value())).collect();
        assert_eq!(values, [(1, 0, Some(100.into())), (2, 0, Some(100.into())), (2, 1, Some(20.into()))]);
        assert_eq!(Grid::of(&corpus, &agencies, &all, &wish(By::Agency)).unwrap().lines.len(), 5);
    }

    #[test]
    fn one_report_of_an_agency_and_year_counts() {
        let mut reports = nested();
        reports.truncate(3);
        let mut old = report(&["甲省", "乙市"], "乙市人民政府", CITY, 2023, Some(59));
        (old.id, old.published) = ("old".into(), Date::new(2024, 1, 2));
        reports[1].published = Date::new(2024, 3, 1);
        reports.insert(0, old);
        reports.push(Report { id: "none".into(), year: Some(2023), ..Report::default() });
        let (corpus, agencies, all) = corpus(&reports);
        let cities = Population { level: Level::Prefecture, body: Body::Aggregate };
        let grid = Grid::of(&corpus, &agencies, &all, &Wish { population: Some(cities), ..wish(By::Year) }).unwrap();
        assert_eq!((grid.others, grid.n, grid.outside), (1, 2, 2));
        assert_eq!(grid.lines[0].figures[0].value(), Some(100.into()), "the one published last");
    }

    #[test]
    fn the_greatest_come_first_and_shares_of_few_cases_last() {
        let share = |name: &str, corrected: i64, upheld: i64| {
            let mut report = report(&["甲省", name], name, CITY, 2023, Some(1));
            for (col, n) in [(Col::Corrected, corrected), (Col::Upheld, upheld), (Col::OtherResult, 0)] {
                report.tables.cells.insert(CellId::new(Row::Review, col), Cell::read(n.into(), Span::new(0, 1)));
            }
            report
        };
        let (corpus, agencies, all) =
            corpus(&[share("乙市", 2, 98), share("丙市", 3, 1), share("丁市", 5, 5), share("戊市", 0, 0)]);
        let measures = vec![Measure::Indicator(Indicator::ReviewCorrect)];
        let wish = Wish { measures, sort: Some(0), ..wish(By::Agency) };
        let names = |grid: &Grid| grid.lines.iter().map(|line| line.agency.clone().unwrap()).collect::<Vec<_>>();
        let grid = Grid::of(&corpus, &agencies, &all, &wish).unwrap();
        assert_eq!(names(&grid), ["丁市", "乙市", "丙市", "戊市"], "three of four are no rank, none of none no share");
        assert_eq!(grid.lines[3].figures[0].of_nothing, 1);
        let top = Grid::of(&corpus, &agencies, &all, &Wish { top: Some(1), ..wish.clone() }).unwrap();
        assert_eq!((names(&top), top.beyond), (vec!["丁市".to_owned()], 3));
        let least = Grid::of(&corpus, &agencies, &all, &Wish { least: Some(10), ..wish }).unwrap();
        assert_eq!((names(&least).len(), least.too_few), (2, 2));
    }
}
