//! `jianbao show --facts`: every number of the narrative with what it counts, and how it ended when it
//! was held against the tables.

use std::io::{self, Write};

use serde::Serialize;

use crate::cli::Format;
use crate::commands::columns::{left, width};
use crate::commands::machine::write_json;
use crate::corpus::SourceText;
use crate::model::cell::{How, Number};
use crate::model::form::CellId;
use crate::model::printable::printable;
use crate::model::report::{Report, Span};
use crate::rules::counts::quantity::{Approximation, Quantity};
use crate::rules::counts::statement::{Said, Statement};
use crate::rules::counts::topic::{Period, Role, Scope, Topic};
use crate::rules::narrative::compare::{Comparison, Verdict};
use crate::rules::{Facts, Subject};

/// How a comparison ended, as machines read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Agrees,
    Flagged,
    NotCompared,
}

/// A cell that a statement was held against.
#[derive(Debug, Serialize)]
struct Against {
    cell: CellId,
    value: Option<Number>,
    how: Option<How>,
}

/// One statement, as machines read it.
#[derive(Debug, Serialize)]
struct Fact<'a> {
    report: &'a str,
    /// Key of the section, `null` outside the six.
    section: Option<&'static str>,
    heading: &'a str,
    words: String,
    subject: Option<Topic>,
    subject_zh: Option<&'static str>,
    value: Option<Number>,
    unit: Option<&'static str>,
    /// How the printed number bounds the one that is meant.
    approximation: &'static str,
    low: Option<Number>,
    high: Option<Number>,
    scope: Scope,
    period: Period,
    role: Role,
    with_carried: bool,
    at: Option<Span>,
    /// Line of the source, from 1; `null` where the source is not at hand.
    line: Option<usize>,
    outcome: Outcome,
    rule: Option<&'static str>,
    /// The number the tables hold, in the unit of `value`.
    expected: Option<Number>,
    cells: Vec<Against>,
    reason: Option<String>,
    reason_en: Option<String>,
}

/// The numbers of the lines of a source, where it is the one the report was read from.
struct Lines(Option<Vec<usize>>);

impl Lines {
    fn of(source: &SourceText) -> Self {
        match source {
            SourceText::Exact(text) => Self(Some(text.match_indices('\n').map(|(at, _)| at).collect())),
            SourceText::Differs(_) | SourceText::Unavailable(_) => Self(None),
        }
    }

    fn of_place(&self, at: Option<Span>) -> Option<usize> {
        let (ends, at) = (self.0.as_ref()?, at?);
        Some(ends.partition_point(|end| *end < at.start) + 1)
    }
}

fn approximation(statement: &Statement) -> &'static str {
    statement.quantity().map_or("exact", |quantity| match quantity.approximation {
        Approximation::Exact => "exact",
        Approximation::AndMore => "and_more",
        Approximation::Nearly => "nearly",
        Approximation::About => "about",
        Approximation::AtLeast => "at_least",
        Approximation::AtMost => "at_most",
    })
}

fn fact<'a>(subject: &Subject<'a>, comparison: &Comparison, lines: &Lines) -> Option<Fact<'a>> {
    let statement = &comparison.statement;
    let (block, range) = subject.narrative().get(statement.passage)?.words(statement.range.clone())?;
    let (_, section) = subject.section_of(statement.passage)?;
    let at = block.place(range.clone());
    let (outcome, reason) = match &comparison.verdict {
        Verdict::Agrees => (Outcome::Agrees, None),
        Verdict::Differs(_) => (Outcome::Flagged, None),
        Verdict::NotCompared(reason) => (Outcome::NotCompared, Some(reason.clone())),
    };
    let figure = comparison.figure.as_ref();
    let pieces = figure.into_iter().flat_map(|figure| &figure.evidence);
    let against = |e: &crate::model::flag::Evidence| Some(Against { cell: e.cell?, value: e.value, how: e.how });
    let bounds = statement.quantity().map(Quantity::bounds);
    let (low, high) = bounds.unwrap_or((statement.value(), statement.value()));
    Some(Fact {
        report: &subject.report.id,
        section: section.key.map(crate::model::report::SectionKey::id),
        heading: &section.heading,
        words: block.text.get(range)?.to_owned(),
        subject: statement.topic,
        subject_zh: statement.topic.map(Topic::name_zh),
        value: statement.value(),
        unit: statement.quantity().and_then(|quantity| quantity.unit).map(|unit| unit.word),
        approximation: approximation(statement),
        low,
        high,
        scope: statement.scope,
        period: statement.period,
        role: statement.role,
        with_carried: statement.with_carried,
        at,
        line: lines.of_place(at),
        outcome,
        rule: comparison.rule,
        expected: figure.map(|figure| figure.number),
        cells: pieces.filter_map(against).collect(),
        reason: reason.as_ref().map(|reason| reason.zh.to_string()),
        reason_en: reason.map(|reason| reason.en.into_owned()),
    })
}

/// Prints the statements of a report.
pub(super) fn write(
    report: &Report,
    source: &SourceText,
    format: Option<Format>,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let corpus = Facts::default();
    let subject = Subject::new(report, &corpus);
    let lines = Lines::of(source);
    let facts: Vec<_> = subject.comparisons().iter().filter_map(|c| Some((c, fact(&subject, c, &lines)?))).collect();
    match format {
        None | Some(Format::Text) => as_text(&subject, &facts, out)?,
        Some(Format::Json) => {
            write_json(out, &facts.iter().map(|(_, fact)| fact).collect::<Vec<_>>())?;
            writeln!(out)?;
        }
        Some(Format::Jsonl) => {
            for (_, fact) in &facts {
                write_json(out, fact)?;
                writeln!(out)?;
            }
        }
    }
    Ok(())
}

fn as_text(subject: &Subject<'_>, facts: &[(&Comparison, Fact<'_>)], out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<[String; 6]> = facts.iter().map(|(comparison, fact)| row(comparison, fact)).collect();
    let count = |outcome: Outcome| facts.iter().filter(|(_, fact)| fact.outcome == outcome).count();
    let known = facts.iter().filter(|(_, fact)| fact.subject.is_some()).count();
    writeln!(
        out,
        "正文数字 {},认出所指 {known},与表相符 {},疑点 {},未核对 {}",
        facts.len(),
        count(Outcome::Agrees),
        count(Outcome::Flagged),
        count(Outcome::NotCompared)
    )?;
    let mut widths = [0; 5];
    for row in &rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            *widest = (*widest).max(width(cell));
        }
    }
    let mut last = None;
    for (row, (comparison, _)) in rows.iter().zip(facts) {
        let section = subject.section_of(comparison.statement.passage);
        if last != Some(comparison.statement.passage) {
            last = Some(comparison.statement.passage);
            let heading = section.map_or("", |(_, section)| section.heading.as_str());
            let number = section.and_then(|(_, section)| section.number.as_deref()).unwrap_or_default();
            let mark = if number.is_empty() { "" } else { "、" };
            let heading = if heading.is_empty() { "前言" } else { heading };
            writeln!(out, "\n{}{mark}{}", printable(number), printable(heading))?;
        }
        let cells: Vec<_> = row.iter().zip(widths.iter().chain([&0])).map(|(cell, width)| left(cell, *width)).collect();
        writeln!(out, "  {}", cells.join("  ").trim_end())?;
    }
    Ok(())
}

/// Line, words, subject, what was said of it, and how the comparison ended.
fn row(comparison: &Comparison, fact: &Fact<'_>) -> [String; 6] {
    let statement = &comparison.statement;
    let place = match (fact.line, fact.at) {
        (Some(line), _) => format!("{line}行"),
        (None, Some(at)) => format!("字节{}", at.start),
        (None, None) => String::new(),
    };
    let value = match (&statement.said, fact.value) {
        (Said::All, _) | (_, None) => "—".to_owned(),
        (_, Some(value)) => {
            let value = value.integer().map_or_else(|| value.to_string(), |whole| whole.to_string());
            format!("{value}{}", fact.unit.unwrap_or_default())
        }
    };
    let bounds = |n: Option<Number>| n.map_or_else(|| "…".to_owned(), |n| n.to_string());
    let value = match fact.approximation {
        "exact" => value,
        _ => format!("{value}({}至{})", bounds(fact.low), bounds(fact.high)),
    };
    let mut about = Vec::new();
    about.extend((statement.scope != Scope::Unsaid).then(|| statement.scope.name_zh()));
    about.extend((statement.period != Period::Reported).then(|| statement.period.name_zh()));
    about.extend((statement.role == Role::Part).then_some("其中"));
    about.extend(statement.with_carried.then_some("含结转"));
    let cells = fact.cells.iter().map(|cell| {
        let value = cell.value.map_or_else(|| "?".to_owned(), |value| value.to_string());
        format!("{} = {value}", cell.cell)
    });
    let cells = cells.collect::<Vec<_>>().join(", ");
    let ended = match &comparison.verdict {
        Verdict::Agrees => format!("相符  {cells}"),
        Verdict::Differs(severity) => {
            format!("疑点  {} {} {cells}", severity.name_zh(), comparison.rule.unwrap_or_default())
        }
        Verdict::NotCompared(reason) => format!("未核对  {}", reason.zh),
    };
    [
        place,
        format!("“{}”", printable(&fact.words)),
        fact.subject_zh.unwrap_or("?").to_owned(),
        value,
        about.join(" "),
        ended,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus;

    fn printed(format: Option<Format>) -> String {
        let corpus = corpus::sample();
        let mut out = Vec::new();
        for index in 0..corpus.len() {
            let report = corpus.report(index).unwrap();
            write(&report, &corpus.source_text(index, None), format, &mut out).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_formats_tell_the_same_statements() {
        let lines = printed(Some(Format::Jsonl));
        let objects: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let in_documents: usize = printed(Some(Format::Json))
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap().as_array().unwrap().len())
            .sum();
        let text = printed(None);
        let in_text = text.lines().filter(|line| line.contains('“')).count();
        assert_eq!((objects.len(), objects.len()), (in_documents, in_text));
        for outcome in ["agrees", "flagged", "not_compared"] {
            assert!(objects.iter().any(|fact| fact["outcome"] == outcome), "{outcome}");
        }
        let agreeing = objects.iter().find(|fact| fact["outcome"] == "agrees" && fact["cells"][0]["cell"].is_string());
        assert!(agreeing.is_some_and(|fact| fact["line"].is_u64() && fact["subject"].is_string()));
    }
}
