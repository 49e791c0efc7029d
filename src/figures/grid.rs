//! Figures of one population in lines: an agency and year, or what agencies have in common. Over mixed populations
//! nothing is added: whoever asks for that hears which there are.

use std::collections::{BTreeMap, BTreeSet};

use crate::corpus::Corpus;
use crate::corpus::agencies::{Agencies, Home};
use crate::figures::current::current;
use crate::figures::measure::Measure;
use crate::figures::population::{Population, populations};
use crate::figures::sheet::FEWEST;
use crate::figures::speech::{Speech, is_proved, panel};
use crate::figures::tally::{Inferred, Tally};
use crate::model::ids::ids;

ids! {
    /// What the reports of a line have in common, beside their year.
    pub enum By {
        Agency = "agency",
        Province = "province",
        City = "city",
        County = "county",
        /// Level and sort: the lines are of several populations.
        Population = "population",
        /// The same in each province.
        ProvincePopulation = "province,population",
        /// Nothing else.
        Year = "year",
    }
}

/// A property of reports: how many of a line have it is a figure, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Having {
    /// What it is, in the words it was asked in.
    pub name: String,
    /// One entry a report of the corpus.
    pub reports: Vec<bool>,
}

/// What a figure is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// In files, and to sort by.
    pub id: String,
    pub zh: String,
    pub is_share: bool,
}

/// What figures are wanted.
#[derive(Debug, Clone)]
pub struct Wish {
    pub measures: Vec<Measure>,
    /// After the measures.
    pub having: Vec<Having>,
    pub by: By,
    /// Reports of this population alone.
    pub population: Option<Population>,
    pub inferred: Inferred,
    /// The figure lines are sorted by, the greatest first; in the order of their names without one.
    pub sort: Option<usize>,
    /// Only agencies with a number in every measure in every one of the years there are.
    pub panel: bool,
    /// The years of what has the rest in common stand together: sorted by the last of them, and taken or left out
    /// together.
    pub pivot: bool,
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
    /// What the lines that differ in nothing but their year have in common.
    pub group: usize,
    pub figures: Vec<Tally>,
}

/// Lines of figures, with what they were counted of.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// What the figures of a line are called.
    pub heads: Vec<Head>,
    pub by: By,
    /// The years there are, from the first on.
    pub years: Vec<u16>,
    /// The populations of the reports that were asked about, the largest first, whichever is counted.
    pub populations: Vec<(Population, usize)>,
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
    /// Reports of agencies that have not a number in every year.
    pub off_panel: usize,
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
        let population = match (wish.population, all.as_slice()) {
            (Some(population), _) => Some(population),
            (None, []) => return Err(Refused::Nothing),
            (None, [(population, _)]) => Some(*population),
            (None, _) if wish.by.is_of_several() => None,
            (None, _) => return Err(Refused::Mixed(all, unknown)),
        };
        let is_counted = |report: &usize| {
            let Some(header) = corpus.header(*report) else { return false };
            let own = Population::of(header.agency.level, header.agency.kind);
            header.year.is_some() && own.is_some_and(|own| population.is_none_or(|one| one == own))
        };
        let (counted, outside): (Vec<usize>, Vec<usize>) = found.reports.iter().copied().partition(is_counted);
        let said = Speech::of(corpus, wish);
        let kept = if wish.panel { panel(corpus, agencies, &counted, &said) } else { counted.clone() };
        let lines = lines(corpus, agencies, &kept, (wish, &said));
        let years: BTreeSet<u16> = lines.iter().map(|line| line.year).collect();
        let grid = Self {
            heads: heads(wish),
            by: wish.by,
            years: years.into_iter().collect(),
            populations: all,
            population,
            n: kept.len(),
            others: found.others,
            left_out: found.left_out,
            outside: outside.len(),
            off_panel: counted.len() - kept.len(),
            lines,
            too_few: 0,
            beyond: 0,
        };
        Ok(grid.chosen(wish))
    }

    /// The one population that reports are of.
    ///
    /// # Errors
    /// When they are of several, or of none that is known.
    pub fn only_population(corpus: &Corpus, reports: &[usize]) -> Result<Population, Refused> {
        let (all, unknown) = populations(corpus, reports);
        match all.as_slice() {
            [] => Err(Refused::Nothing),
            [(only, _)] => Ok(*only),
            _ => Err(Refused::Mixed(all, unknown)),
        }
    }

    /// Those of some reports whose agencies have a number in every one of the years there are.
    pub fn panel(
        corpus: &Corpus,
        agencies: &Agencies,
        reports: &[usize],
        (measure, inferred): (Measure, Inferred),
    ) -> Vec<usize> {
        panel(corpus, agencies, reports, &Speech::new(corpus, vec![measure], &[], inferred))
    }

    /// The lines that are wanted, in the order that is.
    fn chosen(mut self, wish: &Wish) -> Self {
        if !wish.pivot {
            // Each stands for itself.
            self.lines.iter_mut().enumerate().for_each(|(nth, line)| line.group = nth);
        }
        let heads = std::mem::take(&mut self.heads);
        let last = self.years.last().copied();
        let mut groups: Vec<Vec<Line>> = Vec::new();
        for line in self.lines.drain(..) {
            match groups.last_mut().filter(|group| group.first().is_some_and(|first| first.group == line.group)) {
                Some(group) => group.push(line),
                None => groups.push(vec![line]),
            }
        }
        if let Some(least) = wish.least {
            let all = groups.len();
            let is_enough =
                |line: &Line| line.figures.iter().zip(&heads).all(|(tally, head)| cases(head, tally) >= least);
            groups.retain(|group| group.iter().any(is_enough));
            self.too_few = all - groups.len();
        }
        if let Some((nth, head)) = wish.sort.and_then(|nth| Some((nth, heads.get(nth)?))) {
            let rank = |group: &Vec<Line>| {
                // Of several years the last one decides, wherever there is none of it last.
                let line = if wish.pivot { group.iter().find(|line| Some(line.year) == last) } else { group.first() };
                line.and_then(|line| ranked(head, line.figures.get(nth)?))
            };
            groups.sort_by_cached_key(|group| (rank(group).is_none(), std::cmp::Reverse(rank(group))));
        }
        if let Some(top) = wish.top {
            self.beyond = groups.len().saturating_sub(top);
            groups.truncate(top);
        }
        for (nth, group) in groups.iter_mut().enumerate() {
            for line in group {
                line.group = nth;
            }
        }
        Self { heads, lines: groups.into_iter().flatten().collect(), ..self }
    }
}

impl By {
    /// Whether lines tell populations apart, so that several may stand beside each other.
    fn is_of_several(self) -> bool {
        matches!(self, Self::Agency | Self::Population | Self::ProvincePopulation)
    }
}

/// What the figures of a line are called.
fn heads(wish: &Wish) -> Vec<Head> {
    let of = |measure: &Measure| Head { id: measure.id(), zh: measure.name_zh(), is_share: measure.is_share() };
    let having = |having: &Having| Head { id: having.name.clone(), zh: having.name.clone(), is_share: true };
    wish.measures.iter().map(of).chain(wish.having.iter().map(having)).collect()
}

/// Every line, in the order of names and years.
fn lines(corpus: &Corpus, agencies: &Agencies, reports: &[usize], (wish, said): (&Wish, &Speech<'_>)) -> Vec<Line> {
    let mut lines: BTreeMap<Key, Line> = BTreeMap::new();
    let is_of_one = wish.by == By::Agency;
    for report in reports.iter().copied() {
        let Some(header) = corpus.header(report) else { continue };
        let own = Population::of(header.agency.level, header.agency.kind);
        let Some((own, year)) = own.zip(header.year) else { continue };
        let (of, regions) = key(wish.by, agencies, report, own);
        let line = lines.entry((of, regions.clone(), year)).or_insert_with(|| Line {
            regions,
            agency: is_of_one.then(|| header.name().to_owned()),
            population: Some(own),
            year,
            report: is_of_one.then_some(report),
            group: 0,
            figures: vec![Tally::default(); wish.measures.len() + wish.having.len()],
        });
        for (tally, said) in line.figures.iter_mut().zip(said.all(report)) {
            tally.add(said, wish.inferred);
        }
    }
    let mut group = 0;
    let mut before: Option<(usize, Vec<String>)> = None;
    let numbered = lines.into_iter().map(|((of, regions, _), line)| {
        let own = Some((of, regions));
        group += usize::from(before.is_some() && before != own);
        before = own;
        Line { group, ..line }
    });
    numbered.collect()
}

/// How many cases a figure rests on: the whole of a share, of a count the reports with a number.
fn cases(head: &Head, tally: &Tally) -> u64 {
    if head.is_share { tally.whole_cases() } else { tally.valued as u64 }
}

/// What a figure is ranked by; nothing where there is no number, or a share is of too few cases.
fn ranked(head: &Head, tally: &Tally) -> Option<i128> {
    tally.millionths().filter(|_| !head.is_share || tally.whole_cases() >= FEWEST)
}

/// What sorts the lines, and their name.
type Key = (usize, Vec<String>, u16);

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
            let proved = agency.filter(|agency| is_proved(agencies, *agency));
            (proved.unwrap_or(agencies.all.len() + report), region(3))
        }
        By::Province => (0, region(1)),
        By::City => (0, region(2)),
        By::County => (0, region(3)),
        By::Population => (own.order(), Vec::new()),
        By::ProvincePopulation => (own.order(), region(1)),
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
        Wish {
            measures,
            having: Vec::new(),
            by,
            population: None,
            inferred: Inferred::Exclude,
            sort: None,
            panel: false,
            pivot: false,
            top: None,
            least: None,
        }
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
