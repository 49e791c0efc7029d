//! What is held of whom as tables: regions by years, who is missing, and who was late.

use crate::corpus::Corpus;
use crate::figures::coverage::{Basis, Counts, Coverage, Line, Region, Unit};
use crate::figures::grid::By;
use crate::figures::population::{Population, level_zh};
use crate::figures::sheet::{Choices, Column, Count, Field, For, Holds, Leads, Note, Row, Sheet, Term};
use crate::model::agency::Level;

/// The ways lines are grouped.
pub const WAYS: [By; 4] = [By::Province, By::City, By::County, By::Year];

const EXPECTED: Term = Term::new("expected", "应收");
const HELD: Term = Term::new("held", "已收");
const MISSING: Term = Term::new("missing", "库中未见");
const OFFICE: Term = Term::new("office_only", "仅有办公厅(室)");
const DATED: Term = Term::new("dated", "有可信日期");
const LATE: Term = Term::new("late", "逾期公布");

/// The levels that are told apart, in the order of `Counts::levels`.
const LEVELS: [(&str, &str); 4] = [("province", "省级"), ("prefecture", "市级"), ("county", "县级"), ("other", "其他")];

impl Coverage {
    /// The regions by years, for people. `leads` says where a line leads.
    pub fn sheet(&self, leads: &dyn Fn(&Line) -> Leads) -> Sheet {
        let is_late = self.timely.is_some();
        let name = Column::new(Term::new("region", "地区"), Holds::Text);
        let mut columns = vec![name];
        let levels = self.levels();
        if let [_] = self.years.as_slice() {
            columns.extend([Column::new(EXPECTED, Holds::Whole), Column::new(HELD, Holds::Share)]);
            if is_late {
                columns.extend([Column::new(DATED, Holds::Whole), Column::new(LATE, Holds::Share)]);
            } else {
                columns.extend([Column::new(MISSING, Holds::Whole), Column::new(OFFICE, Holds::Whole)]);
                let of = |nth: &usize| LEVELS.get(*nth).map(|(id, zh)| Column::new(Term::new(id, zh), Holds::Text));
                columns.extend(levels.iter().filter_map(of));
            }
        } else {
            let of = |year: &u16| Column::of(year.to_string(), year.to_string(), Holds::Text);
            columns.extend(self.years.iter().map(of));
        }
        let row = |line: &Line| {
            let depth = line.region.steps().len().max(usize::from(!matches!(line.region, Region::Of(_))));
            let mut fields = vec![name_of(&line.region, depth)];
            match line.counts.as_slice() {
                [one] => {
                    fields.extend([Field::whole(one.expected), Field::share(one.held, one.expected)]);
                    if is_late {
                        fields.extend([Field::whole(one.dated), Field::share(one.late, one.dated)]);
                    } else {
                        fields.extend([Field::whole(one.missing()), Field::whole(one.office)]);
                        fields.extend(levels.iter().filter_map(|nth| one.levels.get(*nth)).map(of_level));
                    }
                }
                all => fields.extend(all.iter().map(|one| match (is_late, one.expected) {
                    (_, 0) => Field::Nothing,
                    (true, _) => of_level(&(one.dated, one.late)),
                    (false, expected) => of_level(&(expected, one.held)),
                })),
            }
            Row { fields, leads: leads(line), is_head: depth == 0 }
        };
        let rows = self.lines.iter().map(row).collect();
        let mut sheet = Sheet { columns, rows, ..self.said() };
        if self.years.len() > 1 {
            let what = if is_late {
                Note::new("各年:逾期公布/有可信日期", "each year: late / with a trusted date")
            } else {
                Note::new("各年:已收/应收", "each year: held / expected")
            };
            sheet.notes.insert(0, what);
        }
        sheet
    }

    /// The same for programs: a row a region and year. A region counts what lies inside it too.
    pub fn rows(&self) -> Sheet {
        let text = ["region_level", "province", "city", "county"].map(|id| (id, Holds::Text));
        let whole = ["year", "expected", "held", "missing", "office_only", "unexpected"].map(|id| (id, Holds::Whole));
        let mut columns: Vec<Column> = text.into_iter().chain(whole).map(plain).collect();
        columns.extend(Basis::ALL.iter().map(|one| {
            let id = format!("expected_by_{}", one.id());
            Column::of(id.clone(), id, Holds::Whole)
        }));
        if self.timely.is_some() {
            columns.extend([DATED, LATE].map(|term| Column::new(term, Holds::Whole)));
        }
        let row = |line: &Line, year: u16, counts: &Counts| {
            let mut fields = vec![Field::text(kind(&line.region))];
            fields.extend(of_region(&line.region));
            fields.push(Field::Whole(year.into()));
            let Counts { expected, held, office, beyond, dated, late, .. } = *counts;
            fields.extend([expected, held, counts.missing(), office, beyond].map(Field::whole));
            fields.extend(counts.basis.map(Field::whole));
            if self.timely.is_some() {
                fields.extend([dated, late].map(Field::whole));
            }
            Row { fields, ..Row::default() }
        };
        let mut rows = Vec::new();
        for line in &self.lines {
            rows.extend(self.years.iter().zip(&line.counts).map(|(year, counts)| row(line, *year, counts)));
        }
        Sheet { columns, rows, ..self.said() }
    }

    /// Who is missing: what is still to be fetched, with where the last of it was found.
    pub fn missing_sheet(&self, corpus: &Corpus) -> Sheet {
        let mut columns = body();
        columns.extend([
            Column::new(Term::new("basis", "应收依据"), Holds::Text),
            Column::new(Term::new("last_year", "最近年度"), Holds::Text),
            Column::new(Term::new("last_url", "最近网址"), Holds::Text),
            Column::new(Term::new("last_report", "最近年报"), Holds::Text).only(For::Programs),
            Column::new(Term::new("office_report", "办公厅(室)年报"), Holds::Text),
            Column::new(Term::new("roster_url", "名录网址"), Holds::Text).only(For::Programs),
        ]);
        let id = |report: Option<usize>| {
            let header = report.and_then(|report| corpus.header(report));
            header.map_or(Field::Nothing, |header| Field::text(header.id))
        };
        let row = |(unit, year, basis): (&Unit, u16, Basis)| {
            let mut fields = of_unit(unit, year);
            let last = unit.last();
            let office = unit.office.get(&year).copied();
            fields.extend([
                Field::Term(basis.term()),
                last.map_or(Field::Nothing, |(year, _)| Field::Text(year.to_string())),
                url(corpus, unit).map_or(Field::Nothing, Field::text),
                id(last.map(|(_, report)| report)),
                id(office),
                unit.roster_url(year).map_or(Field::Nothing, Field::text),
            ]);
            let leads = office.or(last.map(|(_, report)| report)).map_or(Leads::Nowhere, Leads::Report);
            Row { fields, leads, is_head: false }
        };
        let rows: Vec<Row> = self.missing().map(row).collect();
        let n = Some(Count { term: MISSING, n: rows.len() });
        self.list(n, columns, rows)
    }

    /// Who was late, by how much.
    pub fn late_sheet(&self, corpus: &Corpus) -> Sheet {
        let mut columns = body();
        columns.extend([
            Column::new(Term::new("published", "公布日期"), Holds::Day),
            Column::new(Term::new("due", "期限"), Holds::Day),
            Column::new(Term::new("days_late", "逾期天数"), Holds::Whole),
            Column::new(Term::new("severity", "程度"), Holds::Text),
            Column::new(Term::new("report", "年报"), Holds::Text),
            Column::new(Term::new("url", "网址"), Holds::Text),
        ]);
        let mut rows = Vec::new();
        for (unit, year, report, late) in self.late() {
            let mut fields = of_unit(unit, year);
            let days = u64::try_from(late.published.days_since(late.due)).unwrap_or_default();
            let severity = if late.is_lenient { ("info", "提示") } else { ("warning", "警告") };
            let id = corpus.header(report).map_or(Field::Nothing, |header| Field::text(header.id));
            let url = corpus.origin(report).ok().and_then(|origin| origin.url);
            fields.extend([
                Field::Day(late.published),
                Field::Day(late.due),
                Field::Whole(days),
                Field::Term(Term::new(severity.0, severity.1)),
                id,
                url.map_or(Field::Nothing, Field::text),
            ]);
            rows.push(Row { fields, leads: Leads::Report(report), is_head: false });
        }
        let n = Some(Count { term: LATE, n: rows.len() });
        self.list(n, columns, rows)
    }

    /// A list, which is not grouped.
    fn list(&self, n: Option<Count>, columns: Vec<Column>, rows: Vec<Row>) -> Sheet {
        let said = self.said();
        let choices = Choices { by: Vec::new(), taken: None, ..said.choices };
        Sheet { n, columns, rows, choices, ..said }
    }

    /// The levels there are, by their place, where there are several.
    fn levels(&self) -> Vec<usize> {
        let has = |nth: &usize| self.whole().iter().any(|one| one.levels.get(*nth).is_some_and(|of| of.0 > 0));
        let all: Vec<usize> = (0..LEVELS.len()).filter(has).collect();
        if all.len() > 1 { all } else { Vec::new() }
    }

    /// What was counted, of whom and by what.
    fn said(&self) -> Sheet {
        let sum = |of: fn(&Counts) -> usize| self.whole().iter().map(of).sum::<usize>();
        let term = if self.years.len() > 1 { Term { zh: "应收(单位·年)", ..EXPECTED } } else { EXPECTED };
        let population = self.level.map(|level| Population { level, body: self.body });
        let mut notes = Vec::new();
        let of_basis = |(nth, one): (usize, &Basis)| {
            let n: usize = self.whole().iter().filter_map(|counts| counts.basis.get(nth)).sum();
            (n > 0).then(|| (format!("{} {n}", one.term().zh), format!("{} {n}", one.id())))
        };
        let (zh, en): (Vec<String>, Vec<String>) = Basis::ALL.iter().enumerate().filter_map(of_basis).unzip();
        if !zh.is_empty() {
            notes.push(Note::new(format!("应收依据 {}", zh.join(",")), format!("expected by {}", en.join(", "))));
        }
        notes.push(self.covered.note());
        if population.is_none() {
            let (zh, en) = (self.body.name_zh(), self.body.id());
            notes.push(Note::new(format!("人群 {zh}(各级)"), format!("population {en}, all levels")));
        }
        let office = sum(|counts| counts.office);
        if office > 0 {
            notes.push(Note::new(
                format!("库中未见而有办公厅(室)年报 {office},另列,不算已收"),
                format!("{office} missing of which the report of the office is held: told apart, not taken for held"),
            ));
        }
        let unknown = self.units.iter().filter(|unit| unit.region == Region::Unknown);
        let unknown: usize =
            unknown.map(|unit| unit.held.keys().filter(|year| self.years.contains(year)).count()).sum();
        // Where the corpus alone tells who is expected, these are counted as themselves.
        let told_by_others = sum(|counts| counts.basis.iter().take(2).sum());
        if unknown > 0 && told_by_others > 0 {
            notes.push(Note::new(
                format!("地区不明的年报 {unknown} 份,可能属于库中未见的单位"),
                format!("{unknown} reports of unknown regions may be of those missing"),
            ));
        }
        notes.push(Note::new(
            "库中未见只说库中没有,是否公布不知",
            "missing is what the corpus does not hold; whether it was published is not known",
        ));
        let left_out = [
            (Term::new("other_versions", "旧版或副本"), self.others),
            (Term::new("no_report_or_year", "非年报或年份不明"), self.left_out),
            (Term::new("unexpected", "不在应收之列的已收年报"), sum(|counts| counts.beyond)),
            (Term::new("roster_other_population", "名录中其他类型或级别"), self.roster_others),
        ];
        Sheet {
            population,
            n: Some(Count { term, n: sum(|counts| counts.expected) }),
            left_out: left_out.into_iter().filter(|(_, n)| *n > 0).map(|(term, n)| Count { term, n }).collect(),
            notes,
            choices: Choices {
                by: WAYS.iter().map(|by| by.id()).collect(),
                taken: Some(self.by.id()),
                years: self.years.clone(),
                populations: Vec::new(),
            },
            ..Sheet::default()
        }
    }
}

/// The name of a line, set in by what it lies in.
fn name_of(region: &Region, depth: usize) -> Field {
    match region {
        Region::Of(steps) if !steps.is_empty() => Field::Text(format!("{}{}", "  ".repeat(depth), region.name())),
        Region::Of(_) => Field::Term(Term::new("all", "合计")),
        Region::Central => Field::Term(Term::new("central", "国务院部门和垂直系统")),
        Region::Unknown => Field::Term(Term::new("unknown", "地区不明")),
    }
}

/// So many of so many, without percent.
fn of_level((expected, held): &(usize, usize)) -> Field {
    if *expected == 0 { Field::Nothing } else { Field::Text(format!("{held}/{expected}")) }
}

fn plain((id, holds): (&'static str, Holds)) -> Column {
    Column::new(Term::new(id, id), holds)
}

/// What a line is of.
fn kind(region: &Region) -> &'static str {
    match region {
        Region::Of(steps) => steps.last().map_or("all", |step| step.level.id()),
        Region::Central => "central",
        Region::Unknown => "unknown",
    }
}

fn of_region(region: &Region) -> [Field; 3] {
    let name = |level| region.name_of(level).map_or(Field::Nothing, Field::text);
    [name(Level::Province), name(Level::Prefecture), name(Level::County)]
}

/// What every list says of a body.
fn body() -> Vec<Column> {
    let programs = ["province", "city", "county"].map(|id| plain((id, Holds::Text)).only(For::Programs));
    let mut columns = vec![
        Column::new(Term::new("name", "单位"), Holds::Text),
        Column::new(Term::new("place", "地区"), Holds::Text).only(For::People),
    ];
    columns.extend(programs);
    columns.extend([
        Column::new(Term::new("level", "级别"), Holds::Text),
        Column::new(Term::new("code", "代码"), Holds::Text),
        Column::new(Term::new("year", "年度"), Holds::Whole),
    ]);
    columns
}

fn of_unit(unit: &Unit, year: u16) -> Vec<Field> {
    let level = |level: Level| Term::new(level.id(), level_zh(level));
    // Where its own region is its name, that it lies in is enough.
    let steps = unit.region.steps();
    let wide =
        if unit.place.is_some() { steps.get(..steps.len().saturating_sub(1)).unwrap_or_default() } else { steps };
    let words = wide.iter().map(|step| step.name.as_str()).collect::<Vec<_>>().join(" ");
    let place = if steps.is_empty() { Field::text(unit.region.name()) } else { Field::text(words) };
    let mut fields = vec![Field::text(unit.name_in(year)), place];
    fields.extend(of_region(&unit.region));
    fields.push(unit.level.map_or(Field::Nothing, |one| Field::Term(level(one))));
    fields.push(unit.code_in(year).map_or(Field::Nothing, Field::Text));
    fields.push(Field::Whole(year.into()));
    fields
}

/// The address of the last report that has one; where the government itself has none, that of its 办公厅(室).
fn url(corpus: &Corpus, unit: &Unit) -> Option<String> {
    let has_one = |report: &&usize| corpus.header(**report).is_some_and(|header| header.host.is_some());
    let mut all = unit.held.values().rev().chain(unit.office.values().rev());
    let report = *all.find(has_one)?;
    corpus.origin(report).ok()?.url
}
