//! `check -` with JSON Lines: a corpus on standard input, its flags as it goes. Reports of one agency that
//! follow on each other are checked together, so a partition an agency gives all that can be said of its
//! years; nothing is compared over agencies.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::cli::{CheckArgs, FlagFormat};
use crate::commands::check::listing::{Entry, Wanted};
use crate::commands::check::{json, reaches};
use crate::commands::{Outcome, tell_unread};
use crate::config::FailOn;
use crate::corpus::agencies::is_same;
use crate::corpus::header::Header;
use crate::corpus::stream::{Item, stream};
use crate::corpus::{Problem, Sources};
use crate::model::flag::Flag;
use crate::model::report::Report;
use crate::rules::{Fingerprint, Selection, check_reports};

/// Reports that are gathered before the cores share them out.
const GATHERED: usize = 256;
/// A run of reports under one name is not kept longer than this: no agency has so many.
const LONGEST_RUN: usize = 512;

/// Whether flags can be written as they come: nothing else was asked for that needs all of them. A filter may ask for
/// what is known of the whole corpus alone, so with one the input is read to its end first.
pub(super) fn is_asked_for(args: &CheckArgs, format: FlagFormat) -> bool {
    let only_input = args.paths.as_slice() == [PathBuf::from("-")];
    only_input
        && format == FlagFormat::Jsonl
        && args.writing.file.output.is_none()
        && args.manifest.is_none()
        && args.filter.query.is_none()
}

pub(super) fn run(
    args: &CheckArgs,
    selection: &Selection,
    wanted: &Wanted<'_>,
    fails_on: FailOn,
    out: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    let read = |item| match item {
        Item::Raw(parsed) => Ok(parsed.report),
        Item::Line { text, path, number } => {
            let problem = |error: crate::model::report::LineError| Problem {
                path,
                line: Some(number),
                reason: error.to_string(),
            };
            Report::from_json(&text).map_err(problem)
        }
    };
    let paths = [Path::new("-").to_owned()];
    let mut runs = Runs { selection, wanted, fails_on, whole: Vec::new(), open: Vec::new(), findings: false };
    let unread =
        stream(&Sources { paths: &paths, manifest: None }, &read, &mut |report| runs.take(report, out), &|_| ())?;
    runs.close();
    runs.write(out)?;
    tell_unread(&unread.problems, unread.skipped)?;
    if !unread.problems.is_empty() && !args.keep_going {
        return Ok(Outcome::Unreadable);
    }
    Ok(if runs.findings { Outcome::Findings } else { Outcome::Clean })
}

/// Runs of reports of one agency, as they come.
struct Runs<'a> {
    selection: &'a Selection,
    wanted: &'a Wanted<'a>,
    fails_on: FailOn,
    /// Runs that have ended and wait to be checked.
    whole: Vec<Vec<Report>>,
    /// The run that may go on.
    open: Vec<Report>,
    findings: bool,
}

impl Runs<'_> {
    fn take(&mut self, report: Report, out: &mut dyn Write) -> anyhow::Result<()> {
        let goes_on = self.open.last().is_some_and(|last| is_same(&Header::of(last), &Header::of(&report)));
        if !goes_on || self.open.len() >= LONGEST_RUN {
            self.close();
        }
        self.open.push(report);
        if self.whole.iter().map(Vec::len).sum::<usize>() >= GATHERED {
            self.write(out)?;
        }
        Ok(())
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.whole.push(std::mem::take(&mut self.open));
        }
    }

    /// Checks the runs that have ended and writes their flags, the years of each in order.
    fn write(&mut self, out: &mut dyn Write) -> anyhow::Result<()> {
        let runs = std::mem::take(&mut self.whole);
        let checked: Vec<_> = runs.into_par_iter().map(|run| self.lines(&run)).collect();
        for checked in checked {
            let (lines, findings) = checked?;
            out.write_all(&lines)?;
            self.findings |= findings;
        }
        match out.flush() {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// The flags of a run, and whether the whole fails on them.
    fn lines(&self, run: &[Report]) -> anyhow::Result<(Vec<u8>, bool)> {
        let outcomes = check_reports(run, self.selection);
        let headers: Vec<Header<'_>> = run.iter().map(Header::of).collect();
        let mut flags = outcomes.iter().flat_map(|outcome| &outcome.flags);
        let named = |flag: &Flag| (flag.severity, Fingerprint::of(&flag.fingerprint));
        let findings = flags.any(|flag| reaches(named(flag), self.wanted.baseline, self.fails_on));
        let mut entries: Vec<Entry<'_>> = headers
            .iter()
            .enumerate()
            .zip(outcomes)
            .map(|((nth, header), outcome)| Entry::new((nth, header.clone()), outcome, self.wanted))
            .collect();
        entries.sort_by_key(|entry| (entry.header.year.is_none(), entry.header.year, entry.header.path));
        let mut lines = Vec::new();
        for entry in &entries {
            lines.append(&mut json::lines(entry)?);
        }
        Ok((lines, findings))
    }
}
