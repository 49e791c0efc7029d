//! The flags for people at a terminal: by report, what follows from a flag below it.

use std::io::Write;

use crate::commands::check::baseline::State;
use crate::commands::check::listing::{Entry, Listed, Listing};
use crate::commands::check::summary::{Summary, name_of};
use crate::commands::columns::{fitted, left, width};
use crate::commands::hints::hint_lines;
use crate::model::flag::{Destination, Flag};
use crate::model::printable::printable;
use crate::rules::{self, Unevaluable, destination, repair};

/// Columns of a line.
pub(super) const WIDEST: usize = 100;

/// Writes the flags and the summary in one line; with `explains` what the rule of each flag checks.
pub(super) fn write(listing: &Listing<'_>, explains: bool, out: &mut dyn Write) -> anyhow::Result<()> {
    let made = listing.made(|entry| {
        let mut lines = Vec::new();
        write_entry(listing, &entry, explains, &mut lines)?;
        writeln!(lines)?;
        Ok(lines)
    });
    for lines in made {
        out.write_all(&lines?)?;
    }
    Summary::of(listing).lines().try_for_each(|told| line(out, &told))
}

fn write_entry(listing: &Listing<'_>, entry: &Entry<'_>, explains: bool, out: &mut dyn Write) -> anyhow::Result<()> {
    let header = &entry.header;
    let year = header.year.map_or("年度不明".to_owned(), |year| year.to_string());
    line(out, &format!("{} {year}  {}  {}", header.name(), header.id, header.path))?;
    for (lead, follow) in entry.groups() {
        let group = std::iter::once(lead.flag).chain(follow.iter().map(|listed| listed.flag));
        let hints = hints(listing, entry, &group.collect::<Vec<_>>());
        for (indent, listed) in std::iter::once(("  ", lead)).chain(follow.into_iter().map(|listed| ("    ", listed))) {
            line(out, &flag_line(indent, listed))?;
            if explains {
                explain(indent, listed, out)?;
            }
        }
        for hint in hints {
            line(out, &format!("      {hint}"))?;
        }
    }
    for Unevaluable { rule, place, reason, .. } in entry.unevaluable() {
        line(out, &format!("  无法核对 {rule:<14} {place}: {reason}"))?;
    }
    Ok(())
}

/// What may have gone wrong where the flags of a group stand.
fn hints(listing: &Listing<'_>, entry: &Entry<'_>, group: &[&Flag]) -> Vec<String> {
    if !group.iter().any(|flag| repair::speaks_of(flag)) {
        return Vec::new();
    }
    // A report that cannot be decoded any more has been told of before.
    listing.corpus.report(entry.index).map_or_else(|_| Vec::new(), |report| hint_lines(&report, group.iter().copied()))
}

fn flag_line(indent: &str, Listed { flag, state, said }: Listed<'_>) -> String {
    let triage = if destination(flag) == Destination::Triage { "·分拣" } else { "" };
    let known = if state == Some(State::Known) { "·存量" } else { "" };
    let verdict = said.and_then(|said| said.opinion.as_ref());
    let verdict = verdict.map_or_else(String::new, |opinion| format!("·{}", opinion.verdict.name_zh()));
    let name = left(&format!("{}{triage}{known}{verdict}", name_of(flag.rule)), 14);
    format!("{indent}{} {:<14} {name} {}", flag.severity.mark_zh(), flag.rule, flag.message)
}

fn explain(indent: &str, listed: Listed<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
    let indent = format!("{indent}   ");
    for text in wrapped(&checks(listed.flag.rule), WIDEST - indent.len()) {
        line(out, &format!("{indent}{text}"))?;
    }
    match listed.flag.basis {
        Some(basis) => line(out, &format!("{indent}法规依据: {basis}")),
        None => Ok(()),
    }
}

/// What a rule checks, in one paragraph.
pub(super) fn checks(rule: &str) -> String {
    let docs = rules::find(rule).map_or("", |rule| rule.docs);
    let lines = docs.lines().skip_while(|line| *line != "## What it checks").skip(1);
    lines
        .take_while(|line| !line.starts_with("## "))
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Lines of at most so many columns, broken at blanks.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(last) if width(last) + 1 + width(word) <= columns => {
                last.push(' ');
                last.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Writes a line of at most [`WIDEST`] columns.
fn line(out: &mut dyn Write, text: &str) -> anyhow::Result<()> {
    writeln!(out, "{}", fitted(&printable(text), WIDEST))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(wrapped("The sum of 新收 and 结转 is", 11), ["The sum of", "新收 and", "结转 is"]);
        assert_eq!(wrapped("", 5), [""; 0]);
    }

    #[test]
    fn every_rule_says_what_it_checks() {
        for rule in rules::all() {
            let text = checks(rule.code);
            assert!(!text.is_empty() && !text.contains("##") && !text.contains('\n'), "{}: {text}", rule.code);
        }
    }
}
