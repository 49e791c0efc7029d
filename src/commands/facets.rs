//! `jianbao facets`: how the reports that a filter lets in fall apart by what filters ask for.

use std::collections::HashMap;
use std::io::{self, IsTerminal as _, Write};

use crate::cli::{FacetsArgs, TableFormat};
use crate::commands::figuring::{Answered, Ground, format_of, refuse};
use crate::commands::output::write_whole;
use crate::commands::views::Put;
use crate::commands::{Outcome, open, read_outcome};
use crate::figures::{Facet, Faceted, Sheet};

pub fn run(args: &FacetsArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let format = format_of(args.format, &args.file);
    refuse(format, &args.file, io::stdout().is_terminal())?;
    let corpus = open(&args.paths, args.ground.manifest.as_deref())?;
    let ground = Ground::of(&corpus, &args.paths, &args.ground);
    let asked = sheet(args, &ground)?;
    match &args.file.output {
        Some(path) => write_whole(path, |file| put(args, (&ground, None), (&asked, format), file))?,
        None => put(args, (&ground, None), (&asked, format), out)?,
    };
    Ok(read_outcome(&corpus, args.ground.keep_going))
}

/// Writes the table in the format that is asked for.
///
/// # Errors
/// When what is asked cannot be understood or counted, or the table not be written.
pub(super) fn write(
    args: &FacetsArgs,
    (ground, words): (&Ground<'_>, &[String]),
    out: &mut dyn Write,
) -> anyhow::Result<Put> {
    put(args, (ground, Some(words)), (&sheet(args, ground)?, format_of(args.format, &args.file)), out)
}

fn put(
    args: &FacetsArgs,
    (ground, words): (&Ground<'_>, Option<&[String]>),
    (sheet, format): (&Sheet, TableFormat),
    out: &mut dyn Write,
) -> anyhow::Result<Put> {
    let filter = ground.chosen()?.map(|(_, filter)| filter);
    let provenance = ground.provenance(&ground.selection()?, filter.as_ref(), words);
    let reports = ground.corpus.len();
    Answered { sheet, provenance: &provenance, reports, by_rules: true, file: &args.file }.write(format, out)?;
    Ok(Put { rows: sheet.rows.len(), unread: 0 })
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
