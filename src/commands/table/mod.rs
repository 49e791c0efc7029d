//! `jianbao table`: cells and indicators of one population, a line an agency and year or what agencies have in common,
//! with what was counted of how many.

mod rows;

use std::io::{self, IsTerminal as _, Write};

use anyhow::{anyhow, bail};

use crate::cli::{TableArgs, TableFormat};
use crate::commands::figuring::{Answered, Ground, format_of, refuse, refused};
use crate::commands::filter::Filter;
use crate::commands::output::write_whole;
use crate::commands::views::Put;
use crate::commands::{Outcome, open, paths_and_last, read_outcome};
use crate::figures::{Body, Count, Grid, Having, Leads, Line, Measure, Note, Population, Sheet, Term, Wish};
use crate::model::agency::{Agency, Level};
use crate::rules::Selection;

pub fn run(args: &TableArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let (paths, _) = paths_and_last(&args.args);
    let format = format_of(args.format, &args.file);
    refuse(format, &args.file, io::stdout().is_terminal())?;
    let corpus = open(&paths, args.ground.manifest.as_deref())?;
    let ground = Ground::of(&corpus, &paths, &args.ground);
    let figures = Figures::of(args, &ground)?;
    match &args.file.output {
        Some(path) => write_whole(path, |file| figures.write((&ground, None), format, file))?,
        None => figures.write((&ground, None), format, out)?,
    }
    Ok(read_outcome(&corpus, args.ground.keep_going))
}

/// The table that people read.
///
/// # Errors
/// When what is asked cannot be understood or counted.
pub(super) fn sheet(args: &TableArgs, ground: &Ground<'_>) -> anyhow::Result<Sheet> {
    Ok(Figures::of(args, ground)?.sheet())
}

/// Writes the table in the format that is asked for.
///
/// # Errors
/// When what is asked cannot be understood or counted, or the table not be written.
pub(super) fn write(
    args: &TableArgs,
    (ground, words): (&Ground<'_>, &[String]),
    out: &mut dyn Write,
) -> anyhow::Result<Put> {
    let figures = Figures::of(args, ground)?;
    figures.write((ground, Some(words)), format_of(args.format, &args.file), out)?;
    Ok(Put { rows: figures.grid.lines.len(), unread: 0 })
}

/// The figures that are asked for.
#[derive(Debug)]
struct Figures<'a> {
    args: &'a TableArgs,
    grid: Grid,
    /// Reports that are not in the figures, by why.
    left_out: Vec<Count>,
    /// The rules whose flags leave reports out.
    without: Option<Selection>,
    filter: Option<Filter>,
}

impl<'a> Figures<'a> {
    fn of(args: &'a TableArgs, ground: &Ground<'_>) -> anyhow::Result<Self> {
        let (_, cells) = paths_and_last(&args.args);
        let measures = measures(cells)?;
        let having: Vec<Having> = args.having.iter().map(|query| ground.having(query)).collect::<Result<_, _>>()?;
        let names = measures.iter().map(|measure| (measure.id(), measure.name_zh()));
        let names: Vec<_> = names.chain(args.having.iter().map(|name| (name.clone(), name.clone()))).collect();
        let sort = args.sort.as_deref().map(|name| sort(name, &names)).transpose()?;
        let flagged = ground.flagged(&args.without)?;
        let chosen = ground.chosen()?;
        let is_in = |mask: &[bool], report: usize| mask.get(report).copied().unwrap_or(false);
        let mut out = [0; 3];
        let mut reports = Vec::new();
        for (report, header) in ground.corpus.headers().enumerate() {
            let is_asked = chosen.as_ref().is_none_or(|(chosen, _)| is_in(chosen, report))
                && args.years.as_ref().is_none_or(|years| header.year.is_some_and(|year| years.contains(&year)));
            if !is_asked {
                out[0] += 1;
            } else if flagged.as_ref().is_some_and(|(flagged, _)| is_in(flagged, report)) {
                out[2] += 1;
            } else {
                reports.push(report);
            }
        }
        let population = population(args, ground, &reports)?;
        if population.is_none() {
            reports.retain(|report| {
                let is_of = ground.corpus.header(*report).is_some_and(|header| is_of(header.agency, args));
                out[1] += usize::from(!is_of);
                is_of
            });
        }
        let wish = Wish {
            measures,
            having,
            by: args.by,
            population,
            inferred: args.inferred.into(),
            sort: sort.or(args.top.map(|_| 0)),
            panel: args.panel,
            pivot: args.pivot,
            top: args.top,
            least: args.min,
        };
        let grid = Grid::of(ground.corpus, &ground.agencies, &reports, &wish).map_err(refused)?;
        let terms = [
            Term::new("not_asked_for", "筛选或年份之外"),
            Term::new("other_level_or_kind", "其他层级或类别"),
            Term::new("flagged", "有所列规则疑点"),
        ];
        let left_out = terms.into_iter().zip(out).filter(|(_, n)| *n > 0).map(|(term, n)| Count { term, n }).collect();
        let (without, filter) = (flagged.map(|(_, selection)| selection), chosen.map(|(_, filter)| filter));
        Ok(Self { args, grid, left_out, without, filter })
    }

    fn sheet(&self) -> Sheet {
        let leads = |line: &Line| leads(self.args, line);
        let mut sheet = self.grid.sheet(self.args.pivot, &leads);
        sheet.left_out.extend(&self.left_out);
        if self.args.panel {
            let years = self.grid.years.first().zip(self.grid.years.last());
            let years = years.map_or_else(String::new, |(first, last)| format!("{first}-{last} "));
            let note = Note::new(
                format!("固定样本:{years}每年都有年报且每项都有数的单位"),
                format!("fixed panel: {years}agencies with a number in every measure in every year"),
            );
            sheet.notes.insert(0, note);
        }
        sheet
    }

    /// Writes them; by which command, where that is another than the one that runs.
    fn write(
        &self,
        (ground, words): (&Ground<'_>, Option<&[String]>),
        format: TableFormat,
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        let sheet = self.sheet();
        let sheet = match format {
            TableFormat::Text => sheet,
            TableFormat::Xlsx => rows::wide(sheet, &self.grid, ground.corpus),
            _ if self.args.wide => rows::wide(sheet, &self.grid, ground.corpus),
            _ => rows::long(sheet, &self.grid, ground.corpus),
        };
        let selection = match &self.without {
            Some(selection) => selection.clone(),
            None => ground.selection()?,
        };
        let provenance = ground.provenance(&selection, self.filter.as_ref(), words);
        let by_rules = self.without.is_some() || !self.args.having.is_empty();
        let reports = ground.corpus.len();
        Answered { sheet: &sheet, provenance: &provenance, reports, by_rules, file: &self.args.file }.write(format, out)
    }
}

/// Where a line leads: that of an agency to its report, that of a region to the agencies in it.
fn leads(args: &TableArgs, line: &Line) -> Leads {
    if let Some(report) = line.report {
        return Leads::Report(report);
    }
    let Some((population, cells)) = line.population.zip(args.args.last()) else { return Leads::Nowhere };
    let mut words = vec!["table".to_owned(), cells.clone()];
    let mut option = |name: &str, value: String| words.extend([name.to_owned(), value]);
    option("--level", population.level.to_string());
    option("--kind", population.body.to_string());
    let years = if args.pivot { args.years.clone() } else { Some(line.year..=line.year) };
    if let Some(years) = years {
        option("--years", format!("{}..{}", years.start(), years.end()));
    }
    let region = line.regions.last().map(|region| format!("region:{region}"));
    let query: Vec<String> = args.ground.query.iter().cloned().chain(region).collect();
    if !query.is_empty() {
        option("--where", query.join(" "));
    }
    for query in &args.having {
        option("--having", query.clone());
    }
    if !args.without.is_empty() {
        option("--without", args.without.join(","));
    }
    if args.pivot {
        words.push("--pivot".to_owned());
    }
    Leads::Ask(words)
}

/// The population that is named in whole; one of a level or sort alone has to be the only one there is.
fn population(args: &TableArgs, ground: &Ground<'_>, reports: &[usize]) -> anyhow::Result<Option<Population>> {
    let Some((level, body)) = args.level.zip(args.kind) else { return Ok(None) };
    let population = Population { level, body };
    let is_of = |report: &usize| {
        let header = ground.corpus.header(*report);
        header.is_some_and(|header| Population::of(header.agency.level, header.agency.kind) == Some(population))
    };
    if !reports.iter().any(is_of) {
        bail!("no report is of {}", population.name_zh());
    }
    Ok(Some(population))
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
    let all: Vec<Vec<Measure>> = names.map(Measure::all_named).collect::<Result<_, _>>()?;
    let all = all.concat();
    if all.is_empty() {
        bail!("nothing to measure: the last word names cells and indicators (新收,公开率)");
    }
    Ok(all)
}

/// The place of a figure among these.
fn sort(name: &str, names: &[(String, String)]) -> anyhow::Result<usize> {
    let named = Measure::all_named(name).ok().and_then(|all| all.first().copied());
    let wanted = named.map_or_else(|| name.to_owned(), Measure::id);
    let place = names.iter().position(|(id, _)| *id == wanted);
    place.ok_or_else(|| anyhow!("--sort {name}: it is not among what is measured"))
}
