//! `jianbao similar`: alike sections, of several agencies in one year and of one agency year after year, as groups; the
//! reports of a group; and two of them beside each other (`pair`).

mod pair;

use std::io::{self, IsTerminal as _, Write};

use anyhow::{anyhow, bail};

use crate::cli::{SimilarArgs, TableFormat};
use crate::commands::figuring::{Answered, Ground, format_of, refuse};
use crate::commands::filter::Filter;
use crate::commands::output::write_whole;
use crate::commands::views::Put;
use crate::commands::{Outcome, counted_outcome, open};
use crate::corpus::reference::resolve;
use crate::figures::similar::{Across, Cluster, LEAST, MEASURED, Similar, Wish};
use crate::figures::{Leads, Note, Sheet};
use crate::rules::Sketches;

pub fn run(args: &SimilarArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let format = format_of(args.format, &args.file);
    refuse(format, &args.file, io::stdout().is_terminal())?;
    if !args.pair.is_empty() && !matches!(format, TableFormat::Text | TableFormat::Json) {
        bail!("two reports beside each other are no table: --format text or json");
    }
    let corpus = open(&args.paths, args.ground.manifest.as_deref())?;
    let ground = Ground::of(&corpus, &args.paths, &args.ground);
    let write = |out: &mut dyn Write| {
        if args.pair.is_empty() {
            Groups::of(args, &ground)?.write((&ground, None), format, out).map(|_| ())
        } else {
            pair::write(args, &ground, format, out)
        }
    };
    match &args.file.output {
        Some(path) => write_whole(path, write)?,
        None => write(out)?,
    }
    Ok(counted_outcome(&corpus, args.ground.keep_going)?)
}

/// The table that people read.
///
/// # Errors
/// When what is asked cannot be understood.
pub(super) fn sheet(args: &SimilarArgs, ground: &Ground<'_>) -> anyhow::Result<Sheet> {
    if !args.pair.is_empty() {
        bail!("--pair is no table");
    }
    Ok(Groups::of(args, ground)?.sheet(ground))
}

/// Writes the table in the format that is asked for.
///
/// # Errors
/// When what is asked cannot be understood, or the table not be written.
pub(super) fn write(
    args: &SimilarArgs,
    (ground, words): (&Ground<'_>, &[String]),
    out: &mut dyn Write,
) -> anyhow::Result<Put> {
    Groups::of(args, ground)?.write((ground, Some(words)), format_of(args.format, &args.file), out)
}

/// The groups that are asked for.
#[derive(Debug)]
struct Groups<'a> {
    args: &'a SimilarArgs,
    similar: Similar,
    /// Groups that are not listed.
    beyond: usize,
    filter: Option<Filter>,
}

impl<'a> Groups<'a> {
    fn of(args: &'a SimilarArgs, ground: &Ground<'_>) -> anyhow::Result<Self> {
        let chosen = ground.chosen()?;
        let mut reports = chosen.as_ref().map(|(chosen, _)| chosen.clone());
        if let Some(id) = &args.of {
            let wanted = resolve(id, ground.corpus, &|_| Vec::new())?.report();
            let is_in = |report: &usize| reports.as_ref().is_none_or(|r| r.get(*report).copied().unwrap_or(false));
            reports = Some((0..ground.corpus.len()).map(|report| report == wanted && is_in(&report)).collect());
        }
        let wish = Wish {
            across: args.across.map_or_else(|| Across::ALL.to_vec(), |across| vec![across]),
            sections: args.section.map_or_else(|| Wish::SECTIONS.to_vec(), |section| vec![section]),
            years: args.years.clone().or(args.year.map(|year| year..=year)),
            reports,
            least: args.min,
            measured: if args.exact { usize::MAX } else { MEASURED },
            order: args.sort,
        };
        let sketches = Sketches::read(ground.corpus, &ground.selection()?, &|_| ());
        let mut similar = Similar::of(ground.corpus, &ground.agencies, &sketches, &wish);
        let listed = args.top.unwrap_or(usize::MAX).min(similar.clusters.len());
        let beyond = similar.clusters.len() - listed;
        similar.clusters.truncate(listed);
        Ok(Self { args, similar, beyond, filter: chosen.map(|(_, filter)| filter) })
    }

    fn sheet(&self, ground: &Ground<'_>) -> Sheet {
        let (corpus, args) = (ground.corpus, self.args);
        let mut sheet = if args.members || args.of.is_some() {
            self.similar.members(corpus, args.min)
        } else {
            self.similar.sheet(corpus, args.min, &|cluster| leads(args, ground, cluster))
        };
        if self.beyond > 0 {
            let n = self.beyond;
            sheet.notes.push(Note::new(format!("其余 {n} 组未列"), format!("{n} more groups")));
        }
        sheet
    }

    /// Writes them; by which command, where that is another than the one that runs.
    fn write(
        &self,
        (ground, words): (&Ground<'_>, Option<&[String]>),
        format: TableFormat,
        out: &mut dyn Write,
    ) -> anyhow::Result<Put> {
        let provenance = ground.provenance(&ground.selection()?, self.filter.as_ref(), words);
        let (sheet, reports) = (self.sheet(ground), ground.corpus.len());
        Answered { sheet: &sheet, provenance: &provenance, reports, by_rules: false, file: &self.args.file }
            .write(format, out)?;
        Ok(Put { rows: sheet.rows.len(), unread: 0 })
    }
}

/// A group leads to its reports.
fn leads(args: &SimilarArgs, ground: &Ground<'_>, cluster: &Cluster) -> Leads {
    let Some(centre) = cluster.centre().and_then(|centre| ground.corpus.header(centre)) else { return Leads::Nowhere };
    let mut words = vec!["similar".to_owned()];
    let mut option = |name: &str, value: &str| words.extend([name.to_owned(), value.to_owned()]);
    option("--of", centre.id);
    option("--section", cluster.section.number());
    option("--across", cluster.across.id());
    if args.min != LEAST {
        option("--min", &args.min.to_string());
    }
    if args.exact {
        words.push("--exact".to_owned());
    }
    Leads::Ask(words)
}

/// The report that a REF names.
fn report(ground: &Ground<'_>, text: &str) -> anyhow::Result<usize> {
    Ok(resolve(text, ground.corpus, &|_| Vec::new()).map_err(|error| anyhow!("--pair {text}: {error}"))?.report())
}
