//! `jianbao synth`: a corpus of invented reports, written as it is made.

use std::io::Write;
use std::path::Path;

use rayon::prelude::*;

use crate::cli::SynthArgs;
use crate::commands::Outcome;
use crate::commands::output::write_whole;
use crate::commands::progress::Meter;
use crate::corpus::Progress;
use crate::synth::Plan;

/// Reports made at a time: enough for the cores to share, few enough for memory to stay flat.
const CHUNK: u64 = 1024;

pub fn run(args: &SynthArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    match args.output.as_deref().filter(|path| *path != Path::new("-")) {
        Some(path) => write_whole(path, |file| write(args, file))?,
        None => write(args, out)?,
    }
    Ok(Outcome::Clean)
}

fn write(args: &SynthArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let plan = Plan { seed: args.seed, flawed: args.flawed };
    let total = usize::try_from(args.reports)?;
    let meter = Meter::new();
    let mut start = 0;
    while start < args.reports {
        let end = args.reports.min(start.saturating_add(CHUNK));
        let lines: Vec<_> = (start..end).into_par_iter().map(|number| line(plan, number, args.bare)).collect();
        for line in lines {
            writeln!(out, "{}", line?)?;
        }
        start = end;
        meter.tell(Progress { done: usize::try_from(end)?, total, failed: 0 }, Some(usize::try_from(end)?));
    }
    Ok(())
}

fn line(plan: Plan, number: u64, bare: bool) -> serde_json::Result<String> {
    let mut report = plan.report(number).report;
    if bare {
        report.grids.clear();
        report.tables.cells.values_mut().for_each(|cell| cell.at = None);
    }
    report.to_json()
}
