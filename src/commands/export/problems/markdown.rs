//! The list of problems for people, as Markdown. No text from outside has an effect in it.

use std::io::{self, Write};

use crate::commands::check::{code, plain};
use crate::commands::export::problems::{LeftOut, List, Problem};
use crate::commands::provenance::Provenance;

/// Writes the list.
pub(in crate::commands::export) fn write(list: &List, provenance: &Provenance, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# 问题清单\n")?;
    for (name, text) in provenance.lines() {
        writeln!(out, "- {name}: {}", code(&text))?;
    }
    writeln!(out, "\n{}", told(list))?;
    let (mut agency, mut year) = (None, None);
    for (problem, following) in list.groups() {
        if agency != Some(&problem.agency) {
            let region =
                if problem.region.is_empty() { String::new() } else { format!("({})", plain(&problem.region)) };
            writeln!(out, "\n## {}{region}", plain(&problem.agency))?;
            agency = Some(&problem.agency);
            year = None;
        }
        let of = (problem.year, problem.report.as_str());
        if year != Some(of) {
            write_report(problem, out)?;
            year = Some(of);
        }
        write_problem(problem, &following, out)?;
    }
    Ok(())
}

/// What the list holds and what it leaves out.
pub(super) fn told(list: &List) -> String {
    let LeftOut { disputed, changed, gone } = list.left_out;
    let left_out = [("有分歧", disputed), ("结论后依据有变", changed), ("已不再出现", gone)];
    let left_out = left_out.iter().filter(|(_, count)| *count > 0).map(|(why, count)| format!("{why} {count} 处"));
    let left_out: Vec<String> = left_out.collect();
    let more = if left_out.is_empty() { String::new() } else { format!(";未列入:{}", left_out.join(",")) };
    format!("经核查属实 {} 处{more}", list.problems.len())
}

fn write_report(problem: &Problem, out: &mut dyn Write) -> io::Result<()> {
    let year = problem.year.map_or("年度不明".to_owned(), |year| format!("{year}年"));
    writeln!(out, "\n### {year}\n\n{} {}", code(&problem.report), code(&problem.path))?;
    match &problem.url {
        Some(url) => writeln!(out, "\n原网页 {}\n", code(url)),
        None => writeln!(out),
    }
}

fn write_problem(problem: &Problem, following: &[&Problem], out: &mut dyn Write) -> io::Result<()> {
    let Problem { number, place, quotation, basis, reviewer, day, .. } = problem;
    let place = if place.is_empty() { String::new() } else { format!("**{}** ", plain(place)) };
    writeln!(out, "{number}. {place}{}", plain(&problem.message))?;
    if !quotation.is_empty() {
        writeln!(out, "   - 原文 {}", code(quotation))?;
    }
    if let Some(basis) = basis {
        writeln!(out, "   - 法规依据 {}", plain(basis))?;
    }
    if problem.copies > 0 {
        writeln!(out, "   - 同一年报的另外 {} 个文件中也有", problem.copies)?;
    }
    for other in following {
        writeln!(out, "   - 牵连 {}. {}", other.number, plain(&other.message))?;
    }
    writeln!(out, "   - 核查人 {} {}", plain(reviewer), plain(day))
}
