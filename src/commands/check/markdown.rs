//! The flags as a report for people: the summary in tables, then the flags by agency and year. No text
//! from outside has an effect as Markdown or HTML.

use std::io::{self, Write};
use std::path::Path;

use crate::commands::check::baseline::State;
use crate::commands::check::escape::{code, in_table, plain};
use crate::commands::check::listing::{Entry, Listed, Listing};
use crate::commands::check::place::{Mark, Marks, marks};
use crate::commands::check::rows::{first_mark, quotes};
use crate::commands::check::summary::{By, Group, Summary, name_of};
use crate::commands::check::summary_format::{grouped, percent, rate};
use crate::commands::check::text::checks;
use crate::commands::provenance::Provenance;
use crate::commands::verdicts::Said;
use crate::model::flag::{Destination, Evidence};
use crate::rules::destination;

/// Writes the report; `explains` adds what the rule of each flag checks.
pub(super) fn write(
    listing: &Listing<'_>,
    root: Option<&Path>,
    provenance: &Provenance,
    explains: bool,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    write_summary(&Summary::of(listing), provenance, out)?;
    let mut agency = None;
    let made = listing.made(|entry| {
        let mut told = Vec::new();
        write_entry(&entry, &marks(listing.corpus, root, &entry), explains, &mut told)?;
        Ok((entry.header.name().to_owned(), told))
    });
    for made in made {
        let (name, told) = made?;
        if agency.as_ref() != Some(&name) {
            writeln!(out, "\n## {}", plain(&name))?;
            agency = Some(name);
        }
        out.write_all(&told)?;
    }
    Ok(())
}

/// Writes what the figures rest on and the summary, without any flag.
pub(super) fn write_summary(summary: &Summary, provenance: &Provenance, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# 疑点清单\n")?;
    for (name, text) in provenance.lines() {
        writeln!(out, "- {name}: {}", code(&text))?;
    }
    summary.lines().try_for_each(|line| writeln!(out, "\n{line}"))?;
    for by in By::ALL {
        writeln!(out, "\n## 按{}\n", by.name_zh())?;
        writeln!(out, "| {} | 疑点年报 | 出现率 | 疑点 | 错误 | 警告 | 提示 |", by.name_zh())?;
        writeln!(out, "|---|---:|---:|---:|---:|---:|---:|")?;
        for group in summary.groups(by).iter().filter(|group| by != By::Rule || group.evaluable > 0) {
            let Group { flags, error, warning, info, .. } = group;
            let name = match by {
                By::Rule => format!("{} {}", group.key, group.name),
                _ => in_table(&group.name),
            };
            let counts = [*flags, *error, *warning, *info].map(grouped).join(" | ");
            writeln!(out, "| {name} | {} | {} | {counts} |", rate(by, group), percent(group))?;
        }
    }
    Ok(())
}

fn write_entry(entry: &Entry<'_>, marks: &Marks, explains: bool, out: &mut dyn Write) -> io::Result<()> {
    let header = &entry.header;
    let year = header.year.map_or("年度不明".to_owned(), |year| year.to_string());
    writeln!(out, "\n### {year}\n\n{} {}\n", code(header.id), code(header.path))?;
    for (listed, marks) in entry.flags().zip(marks) {
        write_flag(listed, marks, explains, out)?;
    }
    for unevaluable in entry.unevaluable() {
        let name = name_of(unevaluable.rule);
        let told = plain(&format!("{}: {}", unevaluable.place, unevaluable.reason)).into_owned();
        writeln!(out, "- 无法核对 {} {name}: {told}", unevaluable.rule)?;
    }
    Ok(())
}

fn write_flag(
    Listed { flag, state, said }: Listed<'_>,
    marks: &[Option<Mark>],
    explains: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let triage = if destination(flag) == Destination::Triage { " 分拣" } else { "" };
    let state = state.map_or(String::new(), |state: State| format!(" {}", state.name_zh()));
    let (severity, name) = (flag.severity.name_zh(), name_of(flag.rule));
    writeln!(out, "- **{severity}{triage}{state}** {} {name}: {}", flag.rule, plain(&flag.message))?;
    writeln!(out, "  - 应为 {} 实为 {}", plain(&flag.expected), plain(&flag.found))?;
    if let Some(mark) = first_mark(flag, marks) {
        writeln!(out, "  - 位置 {mark}")?;
    }
    let quotes = quotes(flag);
    if !quotes.is_empty() {
        writeln!(out, "  - 原文 {}", code(&quotes))?;
    }
    let cells: Vec<_> = flag.evidence.iter().filter_map(cell).collect();
    if !cells.is_empty() {
        writeln!(out, "  - 依据 {}", code(&cells.join("; ")))?;
    }
    if explains {
        writeln!(out, "  - 规则 {}", plain(&checks(flag.rule)))?;
    }
    if let (true, Some(basis)) = (explains, flag.basis) {
        writeln!(out, "  - 法规依据 {}", plain(basis))?;
    }
    if let Some(said) = said {
        write_said(said, out)?;
    }
    let root = flag.root.as_ref().map_or(String::new(), |root| format!(" 根源 {}", code(root)));
    writeln!(out, "  - 疑点编号 {}{root}", code(&flag.fingerprint))
}

/// What reviewers say of a flag.
fn write_said(Said { opinion, accepted }: &Said, out: &mut dyn Write) -> io::Result<()> {
    if let Some(opinion) = opinion {
        let others = if opinion.disputed { " 有分歧" } else { "" };
        let day = opinion.day();
        let (verdict, by, day) = (opinion.verdict.name_zh(), plain(&opinion.by), plain(&day));
        writeln!(out, "  - 核查结论 **{verdict}**{others} {by} {day} {}", opinion.status.name_zh())?;
        if !opinion.changes.is_empty() {
            writeln!(out, "  - 依据有变 {}", code(&opinion.told_changes()))?;
        }
        if let Some(note) = &opinion.note {
            writeln!(out, "  - 备注 {}", plain(note))?;
        }
    }
    match accepted {
        Some(reason) => writeln!(out, "  - 存量 {}", plain(reason)),
        None => Ok(()),
    }
}

/// A cell with its value: an inferred one behind `~`.
fn cell(evidence: &Evidence) -> Option<String> {
    let cell = evidence.cell?;
    let report = evidence.report.as_ref().map_or(String::new(), |report| format!("{report} "));
    let inferred = if evidence.how == Some(crate::model::cell::How::Inferred) { "~" } else { "" };
    let value = evidence.value.map_or_else(|| "—".to_owned(), |value| value.to_string());
    Some(format!("{report}{cell} = {inferred}{value}"))
}
