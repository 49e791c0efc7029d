//! Arguments of `table`: figures of one population, and how they are written.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::{FileArgs, JournalArgs, RuleArgs};
use crate::figures::{Body, By, Facet, Inferred};
use crate::model::agency::Level;

#[derive(Debug, Args)]
pub struct TableArgs {
    /// Paths, then what is measured, with commas between: cells (新收, t3.granted.total, 表三.新收.自然人), 份数 (the reports themselves), 不予公开理由构成 (each reason as a part of all refusals), indicators (公开率, grant_rate), a cell as a part of another (不掌握/总计); without a path the sample corpus is counted
    #[arg(value_name = "PATH… CELLS", required = true)]
    pub args: Vec<String>,
    #[command(flatten)]
    pub ground: GroundArgs,
    /// Reports of this level alone: province, prefecture, county, township …
    #[arg(long, value_name = "LEVEL", value_parser = parse_level)]
    pub level: Option<Level>,
    /// Reports of this sort of body alone: government_aggregate (本级政府), government_office, department, township …
    #[arg(long, value_name = "KIND", value_parser = parse_body)]
    pub kind: Option<Body>,
    /// Reports of these years alone: 2023, 2019..2023
    #[arg(long, value_name = "YEARS", value_parser = parse_years)]
    pub years: Option<RangeInclusive<u16>>,
    /// What the reports of a line have in common beside their year: agency, province, city, county, population (level and kind), province,population, year (nothing else)
    #[arg(long, value_name = "WHAT", value_parser = parse_by, default_value = "agency")]
    pub by: By,
    /// Sort by this of the measures, the greatest first; a share of fewer than 10 cases is not ranked and comes last
    #[arg(long, value_name = "CELL")]
    pub sort: Option<String>,
    /// The first so many lines; sorted by the first measure where --sort names none
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    /// Leave lines out whose share has a smaller denominator, or whose count rests on fewer reports
    #[arg(long, value_name = "N")]
    pub min: Option<u64>,
    /// Whether numbers count that were inferred from damaged digits
    #[arg(long, value_enum, default_value_t = Whether::Exclude)]
    pub inferred: Whether,
    /// Leave reports out that have a flag of these rules: T3-BAL,T3-SUM7
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub without: Vec<String>,
    /// The share of reports with a property: those in which a search finds something (section:五 答复不规范), or of
    /// which its fields are true (rule:T3, rule:D-LATE); may be given several times
    #[arg(long, value_name = "QUERY")]
    pub having: Vec<String>,
    /// A fixed panel: only agencies with a number in every measure in every one of the years
    #[arg(long)]
    pub panel: bool,
    /// The years beside each other, for people; sorted by the last of them
    #[arg(long)]
    pub pivot: bool,
    /// A column a measure instead of a row (xlsx always is)
    #[arg(long)]
    pub wide: bool,
    /// How to write it; with -o the ending of its name decides where this is not given
    #[arg(long, value_enum)]
    pub format: Option<TableFormat>,
    #[command(flatten)]
    pub file: FileArgs,
}

#[derive(Debug, Args)]
pub struct TrendArgs {
    /// Paths, then what is followed: a cell (新收), an indicator (公开率), a cell as a part of another (不掌握/总计)
    #[arg(value_name = "PATH… CELL", required = true)]
    pub args: Vec<String>,
    #[command(flatten)]
    pub ground: GroundArgs,
    /// An agency, by its name as it is printed or by one of its reports; without it the population is followed
    #[arg(long, value_name = "AGENCY")]
    pub of: Option<String>,
    /// The peers are of this level; those of the agency's own, where neither this nor --kind is given
    #[arg(long, value_name = "LEVEL", value_parser = parse_level, requires = "kind")]
    pub level: Option<Level>,
    /// And of this sort of body
    #[arg(long, value_name = "KIND", value_parser = parse_body, requires = "level")]
    pub kind: Option<Body>,
    /// These years alone: 2019..2023
    #[arg(long, value_name = "YEARS", value_parser = parse_years)]
    pub years: Option<RangeInclusive<u16>>,
    /// A fixed panel: only agencies with a number in every one of the years
    #[arg(long)]
    pub panel: bool,
    /// Whether numbers count that were inferred from damaged digits
    #[arg(long, value_enum, default_value_t = Whether::Exclude)]
    pub inferred: Whether,
    /// How to write it; with -o the ending of its name decides where this is not given
    #[arg(long, value_enum)]
    pub format: Option<TableFormat>,
    #[command(flatten)]
    pub file: FileArgs,
}

#[derive(Debug, Args)]
pub struct FacetsArgs {
    /// What the inspector takes
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub ground: GroundArgs,
    /// These fields alone: province, level, kind, year, form, rule, verdict
    #[arg(long, value_name = "FIELDS", value_delimiter = ',', value_parser = parse_facet)]
    pub by: Vec<Facet>,
    /// How to write it; with -o the ending of its name decides where this is not given
    #[arg(long, value_enum)]
    pub format: Option<TableFormat>,
    #[command(flatten)]
    pub file: FileArgs,
}

/// What every command of figures takes: of which reports, with which rules and verdicts.
#[derive(Debug, Clone, Default, Args)]
pub struct GroundArgs {
    /// What the crawler knew of the raw reports, as CSV or JSON Lines; manifest.csv in a folder is found by itself
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// Only reports that the inspector shows with this filter (&): 'region:江苏 form:F2021'
    #[arg(long = "where", value_name = "QUERY")]
    pub query: Option<String>,
    #[command(flatten)]
    pub rules: RuleArgs,
    #[command(flatten)]
    pub journals: JournalArgs,
    /// Exit with 0 although some input could not be read
    #[arg(long)]
    pub keep_going: bool,
}

/// Whether something counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Whether {
    Include,
    Exclude,
}

impl From<Whether> for Inferred {
    fn from(whether: Whether) -> Self {
        match whether {
            Whether::Include => Self::Include,
            Whether::Exclude => Self::Exclude,
        }
    }
}

/// How figures are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    Text,
    Csv,
    /// One document with what the figures rest on
    Json,
    Jsonl,
    Xlsx,
    Parquet,
}

pub(super) fn parse_level(text: &str) -> Result<Level, String> {
    Level::from_id(text).ok_or_else(|| format!("one of {}", ids(Level::ALL.iter().map(|level| level.id()))))
}

pub(super) fn parse_body(text: &str) -> Result<Body, String> {
    Body::named(text).ok_or_else(|| format!("one of {}", ids(Body::ALL.iter().map(|body| body.id()))))
}

fn parse_facet(text: &str) -> Result<Facet, String> {
    Facet::from_id(text).ok_or_else(|| format!("one of {}", ids(Facet::ALL.iter().map(|facet| facet.id()))))
}

fn parse_by(text: &str) -> Result<By, String> {
    By::from_id(text).ok_or_else(|| format!("one of {}", ids(By::ALL.iter().map(|by| by.id()))))
}

pub(super) fn ids(all: impl Iterator<Item = &'static str>) -> String {
    all.collect::<Vec<_>>().join(", ")
}

pub(super) fn parse_years(text: &str) -> Result<RangeInclusive<u16>, String> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let year = |text: &str| text.trim().parse::<u16>().ok().filter(|year| (1900..=2100).contains(year));
    let years = year(first).zip(year(last)).filter(|(first, last)| first <= last);
    years.map(|(first, last)| first..=last).ok_or_else(|| "a year, or a first and a last one: 2019..2023".to_owned())
}
