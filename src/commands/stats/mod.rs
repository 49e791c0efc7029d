//! `jianbao stats`: what verdicts say of the rules, of the reading of sources and of the reviewers. The counts are
//! made by `review`; here they are written.

mod csv;
mod figures;
mod json;
#[cfg(test)]
mod tests;
mod text;

use std::io::Write;

use crate::cli::{RuleArgs, StatsArgs, StatsFormat};
use crate::commands::in_force::InForce;
use crate::commands::provenance::Provenance;
use crate::commands::stats::figures::Figures;
use crate::commands::{Outcome, journals, open, read_outcome};

pub fn run(args: &StatsArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let ledger = journals::read(&args.paths, args.journals.review_dir.as_deref())?.unwrap_or_default();
    let selection = InForce::load(&RuleArgs::default(), &args.paths)?.selection;
    let corpus = open(&args.paths, args.manifest.as_deref())?;
    let figures = Figures::of(&corpus, &ledger, &selection);
    match (args.format, args.agreement) {
        (StatsFormat::Text, false) => text::counts(&figures, out)?,
        (StatsFormat::Text, true) => text::agreement(&figures, out)?,
        (StatsFormat::Json, with) => json::write(&figures, with, &Provenance::of(&corpus, &selection), out)?,
        (StatsFormat::Csv, false) => csv::counts(&figures, out)?,
        (StatsFormat::Csv, true) => csv::agreement(&figures, out)?,
    }
    Ok(read_outcome(&corpus, args.keep_going))
}
