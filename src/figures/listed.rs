//! Figures as a table for people: a line each, or the years of what has the rest in common beside each other.

use crate::figures::grid::{By, Grid, Head, Line};
use crate::figures::population::Population;
use crate::figures::sheet::{Choices, Column, Count, Field, Holds, Leads, Note, Row, Sheet, Term};
use crate::figures::tally::Tally;

/// Why one report has no number.
mod why {
    use crate::figures::sheet::Term;

    pub(super) const BLANK: Term = Term::new("blank", "空白");
    pub(super) const ABSENT: Term = Term::new("absent", "无此行");
    pub(super) const UNPLACED: Term = Term::new("unplaced", "未能定位");
    pub(super) const OF_NOTHING: Term = Term::new("of_nothing", "分母为零");
    pub(super) const NOTHING: Term = Term::new("without_cell", "无此表格");
    pub(super) const LEFT_OUT: Term = Term::new("inferred_left_out", "推算未计");
    pub(super) const INFERRED: Term = Term::new("inferred", "其中推算");
}

impl Tally {
    /// Its reports without a number by why, and the inferred numbers among the others; those there are.
    pub fn reasons(&self) -> Vec<Count> {
        let all = [
            (why::BLANK, self.blank),
            (why::ABSENT, self.absent),
            (why::UNPLACED, self.unplaced),
            (why::OF_NOTHING, self.of_nothing),
            (why::NOTHING, self.nothing),
            (why::LEFT_OUT, self.left_out),
            (why::INFERRED, self.inferred),
        ];
        all.into_iter().filter(|(_, n)| *n > 0).map(|(term, n)| Count { term, n }).collect()
    }

    /// Its number; of a single report the reason why it has none.
    pub fn field(&self, is_share: bool) -> Field {
        let Some(millionths) = self.millionths() else {
            let reasons = self.reasons();
            let only = reasons.first().filter(|_| self.n == 1);
            return only.map_or(Field::Nothing, |reason| Field::Reason(reason.term));
        };
        let number = || self.value().map_or(Field::Nothing, Field::Number);
        if !is_share {
            return if self.n == 1 && self.inferred == 1 {
                self.value().map_or(Field::Nothing, Field::Inferred)
            } else {
                number()
            };
        }
        match (self.part(), self.whole()) {
            (Some(part), Some(whole)) => Field::Share { part, whole, millionths },
            _ => Field::Nothing,
        }
    }
}

impl Grid {
    /// The table. `pivot`: the years beside each other. `leads` says where a line leads.
    pub fn sheet(&self, pivot: bool, leads: &dyn Fn(&Line) -> Leads) -> Sheet {
        let (columns, rows) = if pivot { self.by_years(leads) } else { self.by_lines(leads) };
        let mut notes = Vec::new();
        if self.too_few > 0 {
            let n = self.too_few;
            notes.push(Note::new(format!("样本不足未列 {n} 行"), format!("{n} lines of too few cases left out")));
        }
        if self.beyond > 0 {
            let n = self.beyond;
            notes.push(Note::new(format!("其余 {n} 行未列"), format!("{n} more lines")));
        }
        if self.population.is_none() {
            notes.push(Note::new(
                "多个人群,各行自计,不加总",
                "several populations: each line counts its own, nothing is added up",
            ));
        }
        if let ([only], false) = (self.years.as_slice(), pivot) {
            notes.insert(0, Note::new(format!("年度 {only}"), format!("year {only}")));
        }
        notes.extend(self.without_numbers());
        Sheet {
            population: self.population,
            n: Some(Count { term: Term::new("reports", "年报"), n: self.n }),
            left_out: self.left_out(),
            notes,
            columns,
            rows,
            choices: Choices {
                by: By::ALL.iter().map(|by| by.id()).collect(),
                taken: Some(self.by.id()),
                years: self.years.clone(),
                populations: self.populations.clone(),
            },
            chart: None,
        }
    }

    /// What of the reports that were asked about is not counted, by why.
    pub fn left_out(&self) -> Vec<Count> {
        let all = [
            (Term::new("other_versions", "旧版或副本"), self.others),
            (Term::new("no_report_or_year", "非年报或年份不明"), self.left_out),
            (Term::new("other_population", "其他层级或类别、层级不明"), self.outside),
            (Term::new("off_panel", "不在固定样本(缺年或缺数)"), self.off_panel),
        ];
        all.into_iter().filter(|(_, n)| *n > 0).map(|(term, n)| Count { term, n }).collect()
    }

    /// Of each figure how many reports have no number, by why.
    fn without_numbers(&self) -> Vec<Note> {
        let told = |(nth, head): (usize, &Head)| {
            let mut all: Vec<Count> = Vec::new();
            for reason in self.lines.iter().filter_map(|line| line.figures.get(nth)).flat_map(Tally::reasons) {
                match all.iter_mut().find(|count| count.term == reason.term) {
                    Some(count) => count.n += reason.n,
                    None => all.push(reason),
                }
            }
            let words = |name: fn(Term) -> &'static str| {
                all.iter().map(|count| format!("{} {}", name(count.term), count.n)).collect::<Vec<_>>().join("  ")
            };
            let (zh, en) = (words(|term| term.zh), words(|term| term.id));
            (!all.is_empty()).then(|| Note::new(format!("{}: {zh}", head.zh), format!("{}: {en}", head.id)))
        };
        self.heads.iter().enumerate().filter_map(told).collect()
    }

    fn by_lines(&self, leads: &dyn Fn(&Line) -> Leads) -> (Vec<Column>, Vec<Row>) {
        // Where there is one year alone it is told once.
        let is_one = self.years.len() < 2;
        let year = (!is_one).then(|| Column::new(Term::new("year", "年度"), Holds::Text));
        let mut columns: Vec<Column> = std::iter::once(self.name_column()).chain(year).collect();
        let is_of_one = self.by == By::Agency;
        for head in &self.heads {
            columns.push(column(head).sorted_by(head.id.clone()));
            if !is_of_one {
                columns.push(Column::of(format!("{} valued", head.id), "有数/n".to_owned(), Holds::Text));
            }
        }
        let row = |line: &Line| {
            let year = (!is_one).then(|| Field::Text(line.year.to_string()));
            let mut fields: Vec<Field> = std::iter::once(self.name(line)).chain(year).collect();
            for (head, tally) in self.heads.iter().zip(&line.figures) {
                fields.push(tally.field(head.is_share));
                if !is_of_one {
                    fields.push(Field::Text(format!("{}/{}", tally.valued, tally.n)));
                }
            }
            Row { fields, leads: leads(line), is_head: false }
        };
        (columns, self.lines.iter().map(row).collect())
    }

    /// A row what has all but the year in common; of each figure a column a year, and what becomes of it.
    fn by_years(&self, leads: &dyn Fn(&Line) -> Leads) -> (Vec<Column>, Vec<Row>) {
        let mut columns = vec![self.name_column()];
        let last = self.years.last();
        for head in &self.heads {
            for year in &self.years {
                let zh = if self.heads.len() > 1 { format!("{} {year}", head.zh) } else { year.to_string() };
                let of = Column { zh: zh.into(), id: format!("{} {year}", head.id).into(), ..column(head) };
                columns.push(if Some(year) == last { of.sorted_by(head.id.clone()) } else { of });
            }
            columns.push(Column::of(format!("{} trend", head.id), "走势".to_owned(), Holds::Line));
        }
        let mut rows = Vec::new();
        for group in self.lines.chunk_by(|one, other| one.group == other.group) {
            let Some(first) = group.first() else { continue };
            let mut fields = vec![self.name(first)];
            for (nth, head) in self.heads.iter().enumerate() {
                let of = |year: &u16| group.iter().find(|line| line.year == *year)?.figures.get(nth);
                let fewer = Field::Reason(Term::new("no_report", "库中未见"));
                fields.extend(
                    self.years.iter().map(|year| of(year).map_or(fewer.clone(), |tally| tally.field(head.is_share))),
                );
                fields.push(Field::Line(self.years.iter().map(|year| of(year)?.millionths()).collect()));
            }
            rows.push(Row { fields, leads: group.last().map(leads).unwrap_or_default(), is_head: false });
        }
        (columns, rows)
    }

    fn name_column(&self) -> Column {
        let zh = match self.by {
            By::Agency => "单位",
            By::Province | By::City | By::County => "地区",
            By::Population | By::ProvincePopulation => "人群",
            By::Year => "",
        };
        Column::new(Term::new("name", zh), Holds::Text)
    }

    /// What the reports of a line have in common, in words.
    fn name(&self, line: &Line) -> Field {
        let population = || line.population.map(Population::name_zh);
        let regions = line.regions.iter().map(String::as_str);
        let words: Vec<String> = match self.by {
            By::Agency => line.agency.iter().cloned().collect(),
            By::Province | By::City | By::County if line.regions.is_empty() => vec!["地区不明".to_owned()],
            By::Province | By::City | By::County => regions.map(str::to_owned).collect(),
            By::ProvincePopulation => regions.map(str::to_owned).chain(population()).collect(),
            By::Population => population().into_iter().collect(),
            By::Year => vec![population().unwrap_or_default()],
        };
        if self.by == By::Agency {
            let place: Vec<&str> = line.regions.iter().map(String::as_str).collect();
            let name = words.concat();
            // A name that begins with its place says it already.
            let told = place.iter().filter(|region| !name.contains(**region)).copied();
            return Field::text(told.chain([name.as_str()]).collect::<Vec<_>>().join(" "));
        }
        Field::text(words.join(" "))
    }
}

fn column(head: &Head) -> Column {
    let holds = if head.is_share { Holds::Share } else { Holds::Number };
    Column::of(head.id.clone(), head.zh.clone(), holds)
}
