//! Figures as text: a line each, with how many reports have a number of how many, and under them why the others have
//! none.

use std::io::{self, Write};

use crate::commands::columns::table;
use crate::commands::table::Table;
use crate::figures::{Line, Measure, Tally};
use crate::model::printable::printable;

pub(super) fn write(of: &Table<'_>, out: &mut dyn Write) -> io::Result<()> {
    for line in of.counted() {
        writeln!(out, "{line}")?;
    }
    writeln!(out)?;
    let grid = of.grid;
    let mut head = vec![String::new(), "年度".to_owned()];
    for measure in &grid.measures {
        head.push(measure.name_zh());
        head.push("有数/n".to_owned());
    }
    let mut rows = vec![head];
    for line in &grid.lines {
        let mut row = vec![name(line), line.year.to_string()];
        for (measure, tally) in grid.measures.iter().zip(&line.figures) {
            row.push(value(*measure, tally));
            row.push(format!("{}/{}", tally.valued, tally.n));
        }
        rows.push(row);
    }
    for line in table(&rows) {
        writeln!(out, "{line}")?;
    }
    for (nth, measure) in grid.measures.iter().enumerate() {
        let all = grid.lines.iter().filter_map(|line| line.figures.get(nth));
        let count = |of: fn(&Tally) -> usize| all.clone().map(of).sum::<usize>();
        let reasons = [
            ("空白", count(|tally| tally.blank)),
            ("无此行", count(|tally| tally.absent)),
            ("未能定位", count(|tally| tally.unplaced)),
            ("分母为零", count(|tally| tally.of_nothing)),
            ("无此表格", count(|tally| tally.nothing)),
            ("推算未计", count(|tally| tally.left_out)),
            ("其中推算", count(|tally| tally.inferred)),
        ];
        let told: Vec<String> =
            reasons.iter().filter(|(_, count)| *count > 0).map(|(words, count)| format!("{words} {count}")).collect();
        if !told.is_empty() {
            writeln!(out, "{}: {}", measure.name_zh(), told.join("  "))?;
        }
    }
    Ok(())
}

/// What the reports of a line have in common, in words.
fn name(line: &Line) -> String {
    let mut words: Vec<&str> = line.regions.iter().map(String::as_str).collect();
    words.extend(line.agency.as_deref());
    let population = line.population.map(crate::figures::Population::name_zh);
    if words.is_empty() {
        return population.unwrap_or_else(|| "—".to_owned());
    }
    printable(&words.join(" ")).into_owned()
}

/// A number as people read it: a share in percent with its part and whole; nothing where there is none.
fn value(measure: Measure, tally: &Tally) -> String {
    let Some(millionths) = tally.millionths() else { return "—".to_owned() };
    if !measure.is_share() {
        return tally.value().map(|value| value.to_string()).unwrap_or_default();
    }
    let (Some(part), Some(whole)) = (tally.part(), tally.whole()) else { return "—".to_owned() };
    // Tenths of a percent, rounded.
    let tenths = (millionths + 500) / 1000;
    format!("{}.{}% ({part}/{whole})", tenths / 10, tenths % 10)
}
