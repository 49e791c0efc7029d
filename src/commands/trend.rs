//! `jianbao trend`: what becomes of a cell or an indicator over the years, of an agency among its peers or of a
//! population.

use std::io::Write;

use anyhow::{anyhow, bail};

use crate::cli::TrendArgs;
use crate::commands::figuring::{Ground, Whole, refused};
use crate::commands::views::Put;
use crate::commands::{Outcome, paths_and_last};
use crate::corpus::Corpus;
use crate::corpus::agencies::Agencies;
use crate::corpus::reference::{Reference, resolve};
use crate::figures::{Course, Grid, Measure, Population, Sheet, Trend, current};

pub fn run(args: &TrendArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    whole(args, &|ground| sheet(args, ground)).run(&paths_and_last(&args.args).0, out)
}

/// Writes the table in the format that is asked for.
///
/// # Errors
/// When what is asked cannot be understood or counted, or the table not be written.
pub(super) fn write(args: &TrendArgs, asked: (&Ground<'_>, &[String]), out: &mut dyn Write) -> anyhow::Result<Put> {
    whole(args, &|ground| sheet(args, ground)).write(asked, out)
}

fn whole<'a>(args: &'a TrendArgs, sheet: &'a dyn Fn(&Ground<'_>) -> anyhow::Result<Sheet>) -> Whole<'a> {
    Whole { ground: &args.ground, format: args.format, file: &args.file, by_rules: false, sheet }
}

/// The table that people read.
///
/// # Errors
/// When what is asked cannot be understood or counted.
pub(super) fn sheet(args: &TrendArgs, ground: &Ground<'_>) -> anyhow::Result<Sheet> {
    let (_, name) = paths_and_last(&args.args);
    let measure = Measure::named(name)?;
    let (corpus, agencies) = (ground.corpus, &*ground.agencies);
    let chosen = ground.chosen()?.map(|(chosen, _)| chosen);
    let is_in = |report: usize| {
        let header = corpus.header(report);
        let in_years = args
            .years
            .as_ref()
            .is_none_or(|years| header.and_then(|header| header.year).is_some_and(|year| years.contains(&year)));
        in_years && chosen.as_ref().is_none_or(|chosen| chosen.get(report).copied().unwrap_or(false))
    };
    let all: Vec<usize> = (0..corpus.len()).filter(|report| is_in(*report)).collect();
    let agency = args.of.as_deref().map(|of| agency(of, corpus, agencies)).transpose()?;
    let found = current(corpus, agencies, &all);
    let of_report = |report: usize| {
        let header = corpus.header(report)?;
        Population::of(header.agency.level, header.agency.kind)
    };
    let population = match (args.level.zip(args.kind), agency) {
        (Some((level, body)), _) => Population { level, body },
        (None, Some(agency)) => {
            let reports = agencies.all.get(agency).map(|agency| agency.reports.as_slice()).unwrap_or_default();
            let own = reports.iter().rev().find_map(|report| of_report(*report));
            own.ok_or_else(|| anyhow!("nothing says of which level and kind this agency is: --level and --kind"))?
        }
        (None, None) => Grid::only_population(corpus, &found.reports).map_err(refused)?,
    };
    let reports: Vec<usize> =
        found.reports.iter().copied().filter(|report| of_report(*report) == Some(population)).collect();
    let reports =
        if args.panel { Grid::panel(corpus, agencies, &reports, (measure, args.inferred.into())) } else { reports };
    let is_there = |agency: usize| reports.iter().any(|report| agencies.number_of(*report) == Some(agency));
    if let Some(of) = args.of.as_ref().filter(|_| agency.is_some_and(|agency| !is_there(agency))) {
        bail!("{of}: no report of {} in these years", population.name_zh());
    }
    let course = Course { measure, reports: &reports, population, agency, inferred: args.inferred.into() };
    Ok(Trend::of(corpus, agencies, &course).sheet())
}

/// The agency of a report, or of this name.
fn agency(of: &str, corpus: &Corpus, agencies: &Agencies) -> anyhow::Result<usize> {
    let named: Vec<usize> = (0..agencies.all.len())
        .filter(|number| {
            let reports = agencies.all.get(*number).map(|agency| agency.reports.as_slice()).unwrap_or_default();
            reports.iter().filter_map(|report| corpus.header(*report)).any(|header| header.name() == of)
        })
        .collect();
    match named.as_slice() {
        [only] => return Ok(*only),
        [] => {}
        several => bail!("{of}: {} agencies are called so; name one of their reports by its id", several.len()),
    }
    let found = resolve(of, corpus, &|_| Vec::new()).map(Reference::report);
    let report = found.map_err(|_| anyhow!("{of}: no agency and no report is called so"))?;
    agencies.number_of(report).ok_or_else(|| anyhow!("{of}: nothing says of whom this report is"))
}
