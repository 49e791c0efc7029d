//! `jianbao table`: cells and indicators of one population, a line an agency and year or what agencies have in common,
//! with what was counted of how many.

mod rows;
mod text;

use std::io::{self, IsTerminal as _, Write};

use anyhow::{anyhow, bail};

use crate::cli::{FilterArgs, RuleArgs, TableArgs, TableFormat};
use crate::commands::columns::{left, right};
use crate::commands::filter::{Filter, Given};
use crate::commands::in_force::InForce;
use crate::commands::output::write_whole;
use crate::commands::provenance::Provenance;
use crate::commands::verdicts::Verdicts;
use crate::commands::{Outcome, checked, journals, open, paths_and_last, read_outcome};
use crate::corpus::Corpus;
use crate::corpus::agencies::Agencies;
use crate::corpus::parquet::NO_PARQUET;
use crate::figures::{Body, Grid, Measure, Population, Refused, Wish};
use crate::model::agency::{Agency, Level};
use crate::rules::{Checked, Selection};

/// What the rules are called among what figures rest on.
const RULES: &str = "规则";

pub fn run(args: &TableArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let (paths, cells) = paths_and_last(&args.args);
    let format = format_of(args);
    refuse(args, format, io::stdout().is_terminal())?;
    let measures = measures(cells)?;
    let sort = args.sort.as_deref().map(|name| sort(name, &measures)).transpose()?;
    let filter = Filter::of(&FilterArgs { query: args.query.clone(), ..FilterArgs::default() })?;
    let without = without(&args.without)?;
    let corpus = open(&paths, args.manifest.as_deref())?;
    let flagged = without.as_ref().map(|selection| checked(&corpus, selection));
    let chosen = filter.as_ref().map(|filter| chosen(filter, &corpus, &paths)).transpose()?;
    let mut left_out = LeftOut::default();
    let mut reports = Vec::new();
    for (report, header) in corpus.headers().enumerate() {
        let is_in = chosen.as_ref().is_none_or(|chosen| chosen.get(report).copied().unwrap_or(false))
            && args.years.as_ref().is_none_or(|years| header.year.is_some_and(|year| years.contains(&year)));
        if !is_in {
            left_out.unasked += 1;
        } else if !is_of(header.agency, args) {
            left_out.others += 1;
        } else if flagged.as_ref().is_some_and(|checked| !checked.briefs().of(report).is_empty()) {
            left_out.flagged += 1;
        } else {
            reports.push(report);
        }
    }
    let agencies = Agencies::join(corpus.headers());
    let wish = Wish {
        measures,
        by: args.by,
        population: None,
        inferred: args.inferred.into(),
        sort: sort.or(args.top.map(|_| 0)),
        top: args.top,
        least: args.min,
    };
    let grid = Grid::of(&corpus, &agencies, &reports, &wish).map_err(refused)?;
    let provenance = Provenance::of(&corpus, &without.unwrap_or_default()).filtered(filter.as_ref());
    let table = Table { args, corpus: &corpus, grid: &grid, left_out, provenance: &provenance };
    match &args.file.output {
        Some(path) => write_whole(path, |file| table.write(format, file))?,
        None => table.write(format, out)?,
    }
    Ok(read_outcome(&corpus, args.keep_going))
}

/// Reports that are not in the figures, by why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct LeftOut {
    /// Not of the years, or not let in by the filter.
    unasked: usize,
    /// Of another level or sort.
    others: usize,
    /// With a flag of a rule that they were to be without.
    flagged: usize,
}

/// What is to be written.
struct Table<'a> {
    args: &'a TableArgs,
    corpus: &'a Corpus,
    grid: &'a Grid,
    left_out: LeftOut,
    provenance: &'a Provenance,
}

impl Table<'_> {
    fn write(&self, format: TableFormat, out: &mut dyn Write) -> anyhow::Result<()> {
        match format {
            TableFormat::Text => Ok(text::write(self, out)?),
            TableFormat::Csv => rows::csv(self, out),
            TableFormat::Json => rows::json(self, out),
            TableFormat::Jsonl => rows::jsonl(self, out),
            TableFormat::Xlsx => rows::xlsx(self, out),
            TableFormat::Parquet => rows::parquet(self, out),
        }
    }

    /// What they rest on, in lines; of rules only where any was asked.
    fn rests_on(&self) -> Vec<(&'static str, String)> {
        let asks = !self.args.without.is_empty();
        self.provenance.lines().into_iter().filter(|(name, _)| asks || *name != RULES).collect()
    }

    /// What the figures are of, in lines: the population and its n, and what is not in it.
    fn counted(&self) -> Vec<String> {
        let Grid { population, n, others, left_out, outside, too_few, beyond, .. } = self.grid;
        let of = population.map_or_else(|| "多个人群,各行自计,不加总".to_owned(), Population::name_zh);
        let mut lines = vec![format!("人群 {of}  年报 {n} 份(每单位每年一份)")];
        let count = |n: usize, words: &str| (n > 0).then(|| format!("{words} {n}"));
        let not: Vec<String> = [
            count(*others, "旧版或副本"),
            count(*left_out, "非年报或年份不明"),
            count(outside + self.left_out.others, "其他层级或类别、层级不明"),
            count(self.left_out.flagged, "有所列规则疑点"),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !not.is_empty() {
            lines.push(format!("未计 {}", not.join(",")));
        }
        let dropped: Vec<String> = [
            (*too_few > 0).then(|| format!("样本不足未列 {too_few} 行")),
            (*beyond > 0).then(|| format!("其余 {beyond} 行未列")),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !dropped.is_empty() {
            lines.push(dropped.join(","));
        }
        lines
    }
}

/// Whether an agency is of the level and sort that are asked for.
fn is_of(agency: &Agency, args: &TableArgs) -> bool {
    let is_level = |wanted: Level| agency.level == Some(wanted);
    let is_body = |wanted: Body| agency.kind.map(Body::of) == Some(wanted);
    args.level.is_none_or(is_level) && args.kind.is_none_or(is_body)
}

/// What is measured.
fn measures(cells: &str) -> anyhow::Result<Vec<Measure>> {
    let names = cells.split([',', ',', '、']).map(str::trim).filter(|name| !name.is_empty());
    let all: Vec<Measure> = names.map(Measure::named).collect::<Result<_, _>>()?;
    if all.is_empty() {
        bail!("nothing to measure: the last word names cells and indicators (新收,公开率)");
    }
    Ok(all)
}

fn sort(name: &str, measures: &[Measure]) -> anyhow::Result<usize> {
    let wanted = Measure::named(name)?;
    let place = measures.iter().position(|measure| *measure == wanted);
    place.ok_or_else(|| anyhow!("--sort {name}: it is not among what is measured"))
}

/// The rules whose flags leave a report out.
fn without(codes: &[String]) -> anyhow::Result<Option<Selection>> {
    if codes.is_empty() {
        return Ok(None);
    }
    let rules = RuleArgs { select: codes.to_vec(), ..RuleArgs::default() };
    Ok(Some(InForce::load(&rules, &[])?.selection))
}

/// The reports that a filter lets in.
fn chosen(filter: &Filter, corpus: &Corpus, paths: &[std::path::PathBuf]) -> anyhow::Result<Vec<bool>> {
    let selection = || Ok::<_, anyhow::Error>(InForce::load(&RuleArgs::default(), paths)?.selection);
    let checked = if filter.needs_flags() { checked(corpus, &selection()?) } else { Checked::default() };
    let ledger = if filter.asks_for_verdicts() { journals::beside(paths, None)? } else { None };
    let verdicts = ledger.map_or_else(Verdicts::default, |ledger| Verdicts::of(ledger, corpus, &checked));
    Ok(filter.reports(Given { corpus, checked: &checked, verdicts: &verdicts }).reports)
}

/// Why nothing is added, and what could be.
fn refused(refused: Refused) -> anyhow::Error {
    let (found, unknown) = match refused {
        Refused::Nothing => return anyhow!("no report is of a known level and kind: nothing to count"),
        Refused::Mixed(found, unknown) => (found, unknown),
    };
    let mut lines = vec![
        "these reports are of several levels or kinds, and a county's report holds those of its departments: name one population".to_owned(),
    ];
    let width = found.first().map_or(1, |(_, n)| n.to_string().len());
    for (population, n) in &found {
        let asked = format!("--level {} --kind {}", population.level, population.body);
        lines.push(format!("  {}  {}  {}", right(&n.to_string(), width), left(&asked, 48), population.name_zh()));
    }
    if unknown > 0 {
        lines.push(format!("  {}  of no known level or kind", right(&unknown.to_string(), width)));
    }
    lines.push("  (--by agency and --by population put them beside each other)".to_owned());
    anyhow!(lines.join("\n"))
}

/// The format asked for, else that of the ending of the file's name.
fn format_of(args: &TableArgs) -> TableFormat {
    let ending = args.file.ending();
    let named = match ending.as_deref() {
        Some("csv") => TableFormat::Csv,
        Some("json") => TableFormat::Json,
        Some("jsonl" | "ndjson") => TableFormat::Jsonl,
        Some("xlsx") => TableFormat::Xlsx,
        Some("parquet") => TableFormat::Parquet,
        _ => TableFormat::Text,
    };
    args.format.unwrap_or(named)
}

/// Refuses what cannot be written, before any work is done.
fn refuse(args: &TableArgs, format: TableFormat, is_terminal: bool) -> anyhow::Result<()> {
    use TableFormat::{Csv, Parquet, Text, Xlsx};
    if format == Parquet && !cfg!(feature = "parquet") {
        bail!(NO_PARQUET);
    }
    if matches!(format, Xlsx | Parquet) && args.file.output.is_none() && is_terminal {
        bail!("this format is not for a terminal: -o FILE, or a pipe");
    }
    if args.wide && !matches!(format, Csv | Xlsx | Text) {
        bail!("--wide is for csv and xlsx; elsewhere a row is a line and a measure");
    }
    if (args.file.bom || args.file.header) && format != Csv {
        bail!("--bom and --header are for csv");
    }
    Ok(())
}
