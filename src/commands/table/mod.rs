//! `jianbao table`: cells and indicators of one population, a line an agency and year or what agencies have in common,
//! with what was counted of how many.

mod rows;

use std::collections::BTreeSet;
use std::io::{self, IsTerminal as _, Write};

use anyhow::{anyhow, bail};

use crate::cli::{TableArgs, TableFormat};
use crate::commands::figuring::{Answered, Ground, format_of, refuse, refused};
use crate::commands::filter::Filter;
use crate::commands::output::write_whole;
use crate::commands::views::Put;
use crate::commands::{Outcome, counted_outcome, open, paths_and_last};
use crate::figures::{Body, Count, Grid, Having, Inferred, Leads, Line, Measure, Note, Population, Sheet, Term, Wish};
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
    Ok(counted_outcome(&corpus, args.ground.keep_going)?)
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
        let wider: BTreeSet<&[String]> = self.grid.lines.iter().flat_map(wider).collect();
        // What lies in a region whose parts have lines of their own is more than its own line counts.
        let is_whole = |line: &Line| !wider.contains(line.regions.as_slice());
        let leads = |line: &Line| if is_whole(line) { leads(self.args, line) } else { Leads::Nowhere };
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

/// The regions that those of a line lie in.
fn wider(line: &Line) -> impl Iterator<Item = &[String]> {
    (0..line.regions.len()).filter_map(|regions| line.regions.get(..regions))
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
    // A panel is one of all its years.
    let is_of_all = args.pivot || args.panel;
    let years = if is_of_all { args.years.clone() } else { Some(line.year..=line.year) };
    if let Some(years) = years {
        option("--years", format!("{}..{}", years.start(), years.end()));
    }
    if line.regions.iter().any(|region| region.contains(char::is_whitespace)) {
        return Leads::Nowhere;
    }
    // Several counties share a name; with what they lie in they are one.
    let regions = line.regions.iter().map(|region| format!("region:{region}"));
    let query: Vec<String> = args.ground.query.iter().cloned().chain(regions).collect();
    if !query.is_empty() {
        option("--where", query.join(" "));
    }
    for query in &args.having {
        option("--having", query.clone());
    }
    if !args.without.is_empty() {
        option("--without", args.without.join(","));
    }
    if Inferred::from(args.inferred) == Inferred::Include {
        words.extend(["--inferred", "include"].map(str::to_owned));
    }
    words.extend(args.panel.then(|| "--panel".to_owned()));
    words.extend(is_of_all.then(|| "--pivot".to_owned()));
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
        bail!("no report of {} is among what is asked about (years, filter)", population.name_zh());
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

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use clap::Parser as _;

    use super::*;
    use crate::cli::{Cli, Command};
    use crate::figures::Field;
    use crate::model::agency::AgencyKind;
    use crate::model::report::Report;

    /// Counties of one name in two cities, one of which nothing but the province is known, and one right below it.
    fn corpus() -> crate::corpus::Corpus {
        let places: [&[&str]; 6] = [
            &["江苏省", "南京市", "鼓楼区"],
            &["江苏省", "徐州市", "鼓楼区"],
            &["江苏省", "徐州市", "云龙区"],
            &["河南省", "开封市", "鼓楼区"],
            &["河南省"],
            &["北京市", "海淀区"],
        ];
        let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
        for (nth, place) in places.iter().enumerate() {
            for name in ["财政局", "教育局"] {
                let mut report = Report { id: format!("{name}{nth}"), year: Some(2023), ..Report::default() };
                let own = place.last().unwrap();
                report.agency.name = Some(format!("{own}{name}"));
                let at = |nth: usize| place.get(nth).map(|region| (*region).to_owned());
                [report.agency.province, report.agency.city, report.agency.county] = [at(0), at(1), at(2)];
                (report.agency.level, report.agency.kind) = (Some(Level::County), Some(AgencyKind::Department));
                writeln!(file, "{}", report.to_json().unwrap()).unwrap();
            }
        }
        crate::corpus::open(&[file.path().to_owned()], &|_| ())
    }

    fn told(corpus: &crate::corpus::Corpus, words: &[String]) -> Sheet {
        let words = std::iter::once("jianbao").chain(words.iter().map(String::as_str));
        let Some(Command::Table(args)) = Cli::try_parse_from(words).unwrap().command else { panic!("a table") };
        sheet(&args, &Ground::of(corpus, &[], &args.ground)).unwrap()
    }

    #[test]
    fn a_line_leads_to_the_reports_it_counts() {
        let corpus = corpus();
        for (by, leading, all) in [("province", 3, 3), ("city", 4, 5), ("county", 5, 6), ("year", 1, 1)] {
            let words = ["table", "份数", "--by", by].map(str::to_owned);
            let sheet = told(&corpus, &words);
            let mut led = 0;
            for row in &sheet.rows {
                let Leads::Ask(words) = &row.leads else { continue };
                let counted =
                    row.fields.iter().find_map(|field| if let Field::Number(n) = field { n.integer() } else { None });
                let below = told(&corpus, words).rows.len();
                assert_eq!(counted, i64::try_from(below).ok(), "{words:?}");
                led += 1;
            }
            assert_eq!((led, sheet.rows.len()), (leading, all), "{by}");
        }
    }
}
