//! The same report twice, changed or not, and years that the corpus lacks.

use crate::model::flag::Severity;
use crate::model::form::{CellId, Row};
use crate::model::report::Report;
use crate::rules::across::elsewhere;
use crate::rules::identity::row_name;
use crate::rules::particulars::about;
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_cell};
use crate::rules::subject::Subject;

/// The rules of this file.
pub static RULES: &[&Rule] = &[&REVISED, &TWICE, &GAP];

/// Cells that are shown as evidence.
const SHOWN: usize = 12;

rule! {
    /// ## What it checks
    /// Of two versions of one report the cells that both print are the same.
    ///
    /// ## Why it matters
    /// Numbers that change after publication change what others have cited; the latest version counts
    /// for figures.
    ///
    /// ## Example
    /// `与2022-01-20公布的版本有3格不同`
    ///
    /// ## When it is wrong
    /// Where two scopes are published under one name. Where more cells differ than agree, that is
    /// likely, and the flag is information only.
    REVISED = "C-REVISED" {
        zh: "公布后有变动", en: "changed after publication",
        class: Report, default: Queue, severity: Warning,
        forms: &[], basis: None,
        scope: Agency,
        check: revised, examples: tests::revised_examples,
    }
}

rule! {
    /// ## What it checks
    /// No two files of the corpus hold the same report.
    ///
    /// ## Why it matters
    /// It would be counted twice.
    ///
    /// ## Example
    /// `与a/2021.html为同一年报`
    ///
    /// ## When it is wrong
    /// Two reports without numbers, or full of zeros, cannot be told apart by them.
    TWICE = "C-DUP-REPORT" {
        zh: "同一年报重复", en: "the same report twice",
        class: Copy, default: Triage, severity: Info,
        forms: &[], basis: None,
        scope: Agency,
        check: twice, examples: tests::twice_examples,
    }
}

rule! {
    /// ## What it checks
    /// The corpus has the year before, where it has earlier ones.
    ///
    /// ## Why it matters
    /// Nothing can be checked across the gap, and series break there.
    ///
    /// ## Example
    /// `库中未见2020、2021年报`
    ///
    /// ## When it is wrong
    /// Never; but it says something of the corpus, not of the agency.
    GAP = "C-GAP-YEAR" {
        zh: "库中缺年", en: "years missing from the corpus",
        class: Copy, default: Off, severity: Info,
        forms: &[], basis: None,
        scope: Agency,
        check: gap, examples: tests::gap_examples,
    }
}

/// How the cells of two versions compare: those with other numbers, and how many have the same.
struct Compared {
    differ: Vec<CellId>,
    /// Those with the same number other than 0.
    same: Vec<CellId>,
}

/// Compares a report with its earlier version, or says why there is nothing to compare.
fn compare<'a>(subject: &Subject<'a>) -> Result<Option<(&'a Report, Compared)>, Words> {
    let Some(earlier) = subject.among.years()?.earlier else { return Ok(None) };
    let mut compared = Compared { differ: Vec::new(), same: Vec::new() };
    for (id, cell) in &subject.report.tables.cells {
        let theirs = earlier.tables.cell(*id).and_then(|cell| cell.value);
        match (cell.value, theirs) {
            (Some(own), Some(theirs)) if own != theirs => compared.differ.push(*id),
            (Some(own), Some(_)) if !own.is_zero() => compared.same.push(*id),
            _ => {}
        }
    }
    Ok(Some((earlier, compared)))
}

/// The version before in the words of a message: its day, else its path.
fn version(earlier: &Report) -> (String, String) {
    if let Some(day) = earlier.published {
        return (format!("{day}公布的版本"), format!("the version of {day}"));
    }
    let name: String = earlier.source.path.rsplit('/').next().unwrap_or_default().chars().take(20).collect();
    (name.clone(), name)
}

fn revised(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let (earlier, compared) = match compare(subject) {
        Ok(Some(found)) => found,
        Ok(None) => return sink.holds(),
        Err(reason) => return sink.cannot("全文", reason),
    };
    if compared.differ.is_empty() {
        return sink.holds();
    }
    let (zh, en) = version(earlier);
    let count = compared.differ.len();
    let scopes = count > compared.same.len();
    let evidence = compared.differ.iter().take(SHOWN).flat_map(|id| {
        let own = subject.report.tables.cell(*id).map(|cell| of_cell(None, *id, cell));
        let theirs = earlier.tables.cell(*id).map(|cell| elsewhere(earlier, of_cell(None, *id, cell)));
        own.into_iter().chain(theirs)
    });
    let rows: Vec<Row> = compared.differ.iter().map(|id| id.row).fold(Vec::new(), |mut rows, row| {
        if !rows.contains(&row) {
            rows.push(row);
        }
        rows
    });
    let first = rows.first().map(|row| row_name(*row)).unwrap_or_default();
    let of_rows = if rows.len() > 1 { format!("{first}等{}行", rows.len()) } else { first };
    sink.fails(Finding {
        severity: scopes.then_some(Severity::Info),
        message: Words::new(
            format!("与{zh}有{count}格不同{}", if scopes { ",或为两种口径".to_owned() } else { format!(":{of_rows}") }),
            format!("{count} cells differ from {en}"),
        ),
        expected: numbers(earlier, &compared.differ),
        found: numbers(subject.report, &compared.differ),
        evidence: evidence.collect(),
        place: Some("版本".to_owned()),
        ..Finding::default()
    });
}

/// The numbers of the first cells that differ, as a report has them.
fn numbers(report: &Report, cells: &[CellId]) -> String {
    const FIRST: usize = 3;
    let value = |id: &CellId| report.tables.cell(*id).and_then(|cell| cell.value).map(|value| value.to_string());
    let told: Vec<String> = cells.iter().take(FIRST).filter_map(value).collect();
    told.join("、") + if cells.len() > FIRST { "…" } else { "" }
}

fn twice(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    match compare(subject) {
        Err(reason) => sink.cannot("全文", reason),
        Ok(None) => sink.holds(),
        Ok(Some((earlier, compared))) => {
            if !compared.differ.is_empty() {
                return sink.holds();
            }
            if compared.same.is_empty() {
                let reason = Words::new("两份都没有非零数字", "neither has a number other than 0");
                return sink.cannot("全文", reason);
            }
            let path = ending(&earlier.source.path);
            let words = Words::new(format!("与{path}为同一年报"), format!("the same report as {path}"));
            let cells = compared
                .same
                .iter()
                .take(SHOWN)
                .filter_map(|id| Some(elsewhere(earlier, of_cell(None, *id, earlier.tables.cell(*id)?))));
            sink.fails(Finding { evidence: cells.collect(), ..about("twice", words, "一份", "两份") });
        }
    }
}

/// The end of a path from one of its slashes on, or of the name where that is too long.
fn ending(path: &str) -> String {
    const LONGEST: usize = 28;
    let starts = std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1));
    let whole = starts.filter_map(|at| path.get(at..)).find(|tail| tail.chars().count() <= LONGEST);
    whole.map_or_else(
        || {
            let tail: Vec<char> = path.chars().rev().take(LONGEST - 1).collect();
            std::iter::once('…').chain(tail.into_iter().rev()).collect()
        },
        str::to_owned,
    )
}

fn gap(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let years = match subject.among.years() {
        Ok(years) => years,
        Err(reason) => return sink.cannot("年度", reason),
    };
    let (Some(last), Some(year)) = (years.last, subject.report.year) else { return sink.holds() };
    let missing: Vec<u16> = (last + 1..year).collect();
    let (Some(first), Some(end)) = (missing.first(), missing.last()) else { return sink.holds() };
    let span = if first == end { first.to_string() } else { format!("{first}-{end}") };
    sink.fails(about(
        "gap",
        Words::new(format!("库中未见{span}年年报"), format!("the corpus has no report for {span}")),
        (year - 1).to_string(),
        last.to_string(),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::across::tests::{of_year, two};
    use crate::rules::corpus::check_reports;
    use crate::rules::draft::Corpora;
    use crate::rules::selection::Selection;

    fn versions(later: i64) -> Vec<Report> {
        let of = |id: &str, day: u8, received: i64| {
            let draft = of_year(2022).published(2023, 1, day).with(|report| report.id = id.to_owned());
            let counts = [received, 2, 0, 0, 0, 0, received + 2];
            draft.row(Row::NewReceived, counts).row(Row::Granted, [3, 1, 1, 0, 0, 0, 5]).build()
        };
        vec![of("later", 28, later), of("earlier", 20, 4)]
    }

    pub(super) fn revised_examples() -> Corpora {
        Corpora { fails: versions(6), holds: versions(4) }
    }

    pub(super) fn twice_examples() -> Corpora {
        Corpora { fails: versions(4), holds: versions(6) }
    }

    pub(super) fn gap_examples() -> Corpora {
        Corpora { fails: vec![of_year(2020).build(), of_year(2023).build()], holds: two(|draft| draft, |draft| draft) }
    }

    fn messages(reports: &[Report], code: &str) -> Vec<Vec<String>> {
        let selection = Selection::parse(&[code.to_owned()], &[]).unwrap();
        let outcomes = check_reports(reports, &selection);
        outcomes.into_iter().map(|outcome| outcome.flags.into_iter().map(|flag| flag.message).collect()).collect()
    }

    #[test]
    fn the_later_version_is_flagged_whatever_the_order() {
        let told = ["与2023-01-20公布的版本有2格不同:表三·本年新收".to_owned()];
        assert_eq!(messages(&versions(6), "C-REVISED"), [&told[..], &[]]);
    }

    #[test]
    fn reports_of_two_scopes_are_information() {
        let mut reports = versions(6);
        reports[0].tables.cells.retain(|id, _| id.row == Row::NewReceived);
        assert_eq!(messages(&reports, "C-REVISED")[0], ["与2023-01-20公布的版本有2格不同,或为两种口径"]);
    }

    #[test]
    fn gaps_are_told_as_spans() {
        assert_eq!(messages(&gap_examples().fails, "C-GAP-YEAR")[1], ["库中未见2021-2022年年报"]);
    }
}
