//! `jianbao facets`: how the reports that a filter lets in fall apart by what filters ask for.

use std::collections::HashMap;
use std::io::Write;

use crate::cli::FacetsArgs;
use crate::commands::Outcome;
use crate::commands::figuring::{Ground, Whole};
use crate::commands::views::Put;
use crate::figures::{Facet, Faceted, Sheet};

pub fn run(args: &FacetsArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    whole(args, &|ground| sheet(args, ground)).run(&args.paths, out)
}

/// Writes the table in the format that is asked for.
///
/// # Errors
/// When what is asked cannot be understood or counted, or the table not be written.
pub(super) fn write(args: &FacetsArgs, asked: (&Ground<'_>, &[String]), out: &mut dyn Write) -> anyhow::Result<Put> {
    whole(args, &|ground| sheet(args, ground)).write(asked, out)
}

fn whole<'a>(args: &'a FacetsArgs, sheet: &'a dyn Fn(&Ground<'_>) -> anyhow::Result<Sheet>) -> Whole<'a> {
    Whole { ground: &args.ground, format: args.format, file: &args.file, by_rules: true, sheet }
}

/// The table that people read.
///
/// # Errors
/// When what is asked cannot be understood.
pub(super) fn sheet(args: &FacetsArgs, ground: &Ground<'_>) -> anyhow::Result<Sheet> {
    let facets = if args.by.is_empty() { Facet::ALL } else { &args.by };
    let chosen = ground.chosen()?.map(|(chosen, _)| chosen);
    let is_in = |report: &usize| chosen.as_ref().is_none_or(|chosen| chosen.get(*report).copied().unwrap_or(false));
    let reports: Vec<usize> = (0..ground.corpus.len()).filter(is_in).collect();
    let verdicts = facets.contains(&Facet::Verdict);
    let (checked, decided) = ground.asked_for((verdicts || facets.contains(&Facet::Rule), verdicts))?;
    let reviewed = if verdicts { decided.judged().all() } else { HashMap::new() };
    let faceted = Faceted {
        corpus: ground.corpus,
        agencies: &ground.agencies,
        reports: &reports,
        checked: &checked,
        reviewed: &reviewed,
        filter: args.ground.query.as_deref().unwrap_or_default().trim(),
    };
    Ok(faceted.sheet(facets))
}
