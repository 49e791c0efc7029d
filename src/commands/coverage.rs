//! `jianbao coverage`: who is to report in which year, who is in the corpus, who is missing, and who was late.

use std::io::{self, IsTerminal as _, Write};

use anyhow::{anyhow, bail};

use crate::cli::{CoverageArgs, TableFormat};
use crate::commands::figuring::{Answered, Ground, format_of, refuse};
use crate::commands::filter::Filter;
use crate::commands::output::write_whole;
use crate::commands::views::Put;
use crate::commands::{Outcome, counted_outcome, open};
use crate::corpus::{Corpus, rows};
use crate::figures::coverage::{Basis, Coverage, Line, Roster, Scope, Wish, late_rule};
use crate::figures::{Body, By, Leads, Note, Sheet};
use crate::rules::Selection;

pub fn run(args: &CoverageArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let format = format_of(args.format, &args.file);
    refuse(format, &args.file, io::stdout().is_terminal())?;
    let corpus = open(&args.paths, args.ground.manifest.as_deref())?;
    let ground = Ground::of(&corpus, &args.paths, &args.ground);
    let told = Told::of(args, &ground)?;
    match &args.file.output {
        Some(path) => _ = write_whole(path, |file| told.write((&ground, None), format, file))?,
        None => _ = told.write((&ground, None), format, out)?,
    }
    let is_refused = !told.refused.is_empty() && !args.ground.keep_going;
    Ok(if is_refused { Outcome::Unreadable } else { counted_outcome(&corpus, args.ground.keep_going)? })
}

/// The table that people read.
///
/// # Errors
/// When what is asked cannot be understood, or the roster not be read.
pub(super) fn sheet(args: &CoverageArgs, ground: &Ground<'_>) -> anyhow::Result<Sheet> {
    Ok(Told::of(args, ground)?.sheet(ground.corpus, For::People))
}

/// Writes the table in the format that is asked for.
///
/// # Errors
/// When what is asked cannot be understood, the roster not be read, or the table not be written.
pub(super) fn write(
    args: &CoverageArgs,
    (ground, words): (&Ground<'_>, &[String]),
    out: &mut dyn Write,
) -> anyhow::Result<Put> {
    Told::of(args, ground)?.write((ground, Some(words)), format_of(args.format, &args.file), out)
}

/// For whom a table is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    People,
    Programs,
}

/// What is told.
#[derive(Debug)]
struct Told<'a> {
    args: &'a CoverageArgs,
    coverage: Coverage,
    /// Rows of the roster that were not used, with their lines and why.
    refused: Vec<(usize, String)>,
    filter: Option<Filter>,
}

impl<'a> Told<'a> {
    fn of(args: &'a CoverageArgs, ground: &Ground<'_>) -> anyhow::Result<Self> {
        let roster = args.roster.as_deref().map(rows::open).transpose().map_err(|problem| anyhow!("{problem}"))?;
        let roster = roster.map(Roster::of);
        if args.basis.contains(&Basis::Roster) && roster.is_none() {
            bail!("--basis roster: --roster FILE names it");
        }
        let chosen = ground.chosen()?;
        let wish = Wish {
            level: args.level,
            body: args.kind.unwrap_or(Body::Aggregate),
            years: args.years.clone().or(args.year.map(|year| year..=year)),
            by: args.by.unwrap_or(By::Province),
            scope: Scope { names: args.region.clone(), whole: args.all || !args.region.is_empty() && !args.held },
            roster: roster.as_ref(),
            basis: (!args.basis.is_empty()).then(|| args.basis.clone()),
            asked: chosen.as_ref().map(|(reports, _)| reports.as_slice()),
            late: args.late,
        };
        let coverage = Coverage::of(ground.corpus, &ground.agencies, &wish)?;
        if coverage.years.is_empty() {
            bail!("nothing of these bodies is held: name the years (--year 2021) and the region (--region) or --all");
        }
        let refused = roster.map(|roster| roster.refused).unwrap_or_default();
        Ok(Self { args, coverage, refused, filter: chosen.map(|(_, filter)| filter) })
    }

    fn sheet(&self, corpus: &Corpus, reader: For) -> Sheet {
        const TOLD: usize = 5;
        let coverage = &self.coverage;
        let mut sheet = match (self.args.missing, self.args.late, reader) {
            (true, false, _) => coverage.missing_sheet(corpus),
            (true, true, _) => coverage.late_sheet(corpus),
            (false, _, For::People) => coverage.sheet(&|line| self.leads(line)),
            (false, _, For::Programs) => coverage.rows(),
        };
        let told = self.refused.iter().take(TOLD).map(|(line, reason)| {
            Note::new(
                format!("名录第{line}行未用:{reason}"),
                format!("line {line} of the roster is not used: {reason}"),
            )
        });
        sheet.notes.extend(told);
        let more = self.refused.len().saturating_sub(TOLD);
        if more > 0 {
            sheet
                .notes
                .push(Note::new(format!("名录另有{more}行未用"), format!("{more} more lines of the roster are not")));
        }
        sheet
    }

    /// Where a line leads: to the list of who is missing in it, or was late.
    fn leads(&self, line: &Line) -> Leads {
        let Self { args, coverage, .. } = self;
        let mut words = vec!["coverage".to_owned(), "--missing".to_owned()];
        let mut option = |name: &str, value: Option<String>| {
            words.extend(value.into_iter().flat_map(|value| [name.to_owned(), value]));
        };
        option("--year", args.year.map(|year| year.to_string()));
        option("--years", args.years.as_ref().map(|years| format!("{}..{}", years.start(), years.end())));
        option("--level", args.level.map(|level| level.to_string()));
        option("--kind", Some(coverage.body.to_string()));
        option("--roster", args.roster.as_ref().map(|path| path.display().to_string()));
        let basis: Vec<&str> = args.basis.iter().map(|basis| basis.id()).collect();
        option("--basis", (!basis.is_empty()).then(|| basis.join(",")));
        option("--where", args.ground.query.clone());
        let region = line.region.words();
        if region.is_empty() {
            args.region.iter().for_each(|region| option("--region", Some(region.clone())));
        } else {
            option("--region", Some(region));
        }
        let is_whole = args.all || !args.region.is_empty() && !args.held;
        words.extend(is_whole.then(|| "--all".to_owned()));
        words.extend((!is_whole).then(|| "--held".to_owned()));
        words.extend(args.late.then(|| "--late".to_owned()));
        Leads::Ask(words)
    }

    /// Writes it; by which command, where that is another than the one that runs.
    fn write(
        &self,
        (ground, words): (&Ground<'_>, Option<&[String]>),
        format: TableFormat,
        out: &mut dyn Write,
    ) -> anyhow::Result<Put> {
        let reader = if format == TableFormat::Text { For::People } else { For::Programs };
        let sheet = self.sheet(ground.corpus, reader);
        let by_rules = self.args.late;
        let selection = if by_rules { late_rule()? } else { Selection::default() };
        let provenance = ground.provenance(&selection, self.filter.as_ref(), words);
        let reports = ground.corpus.len();
        let file = &self.args.file;
        Answered { sheet: &sheet, provenance: &provenance, reports, by_rules, file }.write(format, out)?;
        Ok(Put { rows: sheet.rows.len(), unread: 0 })
    }
}
