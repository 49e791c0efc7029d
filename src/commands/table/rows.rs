//! Figures as rows for other programs: a row a line and figure, or, wide, a row a line with columns for each figure.

use crate::corpus::Corpus;
use crate::figures::{Column, Field, Grid, Head, Holds, Line, Row, Sheet, Tally, Term};
use crate::model::cell::Number;

/// What every row says of its line.
const LINE: [(&str, Holds); 8] = [
    ("level", Holds::Text),
    ("kind", Holds::Text),
    ("province", Holds::Text),
    ("city", Holds::Text),
    ("county", Holds::Text),
    ("agency", Holds::Text),
    ("year", Holds::Whole),
    ("report", Holds::Text),
];

/// And of a figure: its number; of a share its part and whole, with the middle of those of the reports; and of how
/// many reports, with the reasons why the others have none.
const FIGURE: [(&str, Holds); 6] = [
    ("measure", Holds::Text),
    ("measure_name", Holds::Text),
    ("value", Holds::Number),
    ("part", Holds::Number),
    ("whole", Holds::Number),
    ("median", Holds::Number),
];

/// How many reports, and of how many there is what.
fn counts(tally: &Tally) -> [(&'static str, usize); 9] {
    [
        ("n", tally.n),
        ("valued", tally.valued),
        ("inferred", tally.inferred),
        ("inferred_left_out", tally.left_out),
        ("blank", tally.blank),
        ("absent", tally.absent),
        ("unplaced", tally.unplaced),
        ("of_nothing", tally.of_nothing),
        ("without_cell", tally.nothing),
    ]
}

fn column((id, holds): (&'static str, Holds)) -> Column {
    Column::new(Term::new(id, id), holds)
}

fn of_line(corpus: &Corpus, line: &Line) -> Vec<Field> {
    let region = |nth: usize| line.regions.get(nth).map_or(Field::Nothing, Field::text);
    let id = |id: Option<&'static str>| id.map_or(Field::Nothing, Field::text);
    let report = line.report.and_then(|report| corpus.header(report)).map(|header| header.id.to_owned());
    vec![
        id(line.population.map(|one| one.level.id())),
        id(line.population.map(|one| one.body.id())),
        region(0),
        region(1),
        region(2),
        line.agency.as_ref().map_or(Field::Nothing, Field::text),
        Field::Whole(line.year.into()),
        report.map_or(Field::Nothing, Field::text),
    ]
}

fn number(number: Option<Number>) -> Field {
    number.map_or(Field::Nothing, Field::Number)
}

/// The table that people read, with rows and columns for programs in place of its own.
pub(super) fn long(sheet: Sheet, grid: &Grid, corpus: &Corpus) -> Sheet {
    let of = counts(&Tally::default()).map(|(id, _)| (id, Holds::Whole));
    let columns = LINE.into_iter().chain(FIGURE).chain(of).map(column).collect();
    let row = |line: &Line, head: &Head, tally: &Tally| {
        let mut fields = of_line(corpus, line);
        fields.extend([Field::text(&head.id), Field::text(&head.zh)]);
        fields.extend([tally.value(), tally.part(), tally.whole(), tally.median()].map(number));
        fields.extend(counts(tally).map(|(_, count)| Field::whole(count)));
        Row { fields, ..Row::default() }
    };
    let mut rows = Vec::new();
    for line in &grid.lines {
        rows.extend(grid.heads.iter().zip(&line.figures).map(|(head, tally)| row(line, head, tally)));
    }
    Sheet { columns, rows, ..sheet }
}

/// The same with a row a line: the number of each figure, its n and its reports with a number.
pub(super) fn wide(sheet: Sheet, grid: &Grid, corpus: &Corpus) -> Sheet {
    let mut columns: Vec<Column> = LINE.into_iter().map(column).collect();
    columns.push(column(("n", Holds::Whole)));
    for head in &grid.heads {
        let of = |what: &str, holds: Holds| {
            let id = if what.is_empty() { head.id.clone() } else { format!("{}_{what}", head.id) };
            Column::of(id.clone(), id, holds)
        };
        columns.push(of("", Holds::Number));
        if head.is_share {
            columns.extend(["part", "whole"].map(|what| of(what, Holds::Number)));
        }
        columns.extend(counts(&Tally::default()).iter().skip(1).take(6).map(|(what, _)| of(what, Holds::Whole)));
    }
    let row = |line: &Line| {
        let mut fields = of_line(corpus, line);
        fields.push(Field::whole(line.figures.first().map_or(0, |tally| tally.n)));
        for (head, tally) in grid.heads.iter().zip(&line.figures) {
            fields.push(number(tally.value()));
            if head.is_share {
                fields.extend([tally.part(), tally.whole()].map(number));
            }
            fields.extend(counts(tally).into_iter().skip(1).take(6).map(|(_, count)| Field::whole(count)));
        }
        Row { fields, ..Row::default() }
    };
    Sheet { columns, rows: grid.lines.iter().map(row).collect(), ..sheet }
}
