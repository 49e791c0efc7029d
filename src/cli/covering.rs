//! Arguments of `coverage`: who is to report, and who is in the corpus.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::Args;

use crate::cli::FileArgs;
use crate::cli::figuring::{GroundArgs, TableFormat, parse_body, parse_level, parse_years};
use crate::figures::coverage::{Basis, WAYS};
use crate::figures::{Body, By};
use crate::model::agency::Level;

/// What stands below the help.
pub(super) const AFTER: &str = "\
jianbao coverage corpus.jsonl --year 2021 --level county --missing -o missing.csv
jianbao coverage corpus.jsonl --late --level county --by province

--where leaves out agencies, not reports: those stay of which the filter lets in a report of any year, with all that is
held of them, and the regions they are in.

A roster has one body a row. Columns, in any order, with other columns left alone; name or code is needed:
  name     单位名称    as its reports print it: 南京市公安局, 永宁县人民政府
  code     区划代码    of the table of divisions: 640121, 640121101
  province, city, county  省, 市, 县   where the name or the code does not tell
  level    级别        province, prefecture, county, township; 省级, 市级, 县级, 乡级
  kind     类型        government_aggregate (本级政府), department (部门), township (乡镇街道) …
  from, to 起始年度, 终止年度   the first and the last report year; all years without
  url      网址        where it publishes
A row that does not say which body it means is named with its line and not used; then the exit code is 2.";

#[derive(Debug, Default, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct CoverageArgs {
    /// Folders or .zip archives of raw reports, raw reports, corpora, or - for a corpus on standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub ground: GroundArgs,
    /// The report year; without it all years of which anything is held
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(u16).range(1900..=2100))]
    pub year: Option<u16>,
    /// The report years: 2019..2023
    #[arg(long, value_name = "YEARS", value_parser = parse_years, conflicts_with = "year")]
    pub years: Option<RangeInclusive<u16>>,
    /// Who is to report, as CSV or JSON Lines; its columns are told below
    #[arg(long, value_name = "FILE")]
    pub roster: Option<PathBuf>,
    /// What alone tells who is to report: roster, division (the list of divisions), seen (what else is held of the body)
    #[arg(long, value_name = "WHAT", value_delimiter = ',', value_parser = parse_basis)]
    pub basis: Vec<Basis>,
    /// List who is missing, with code, the last year held and its address
    #[arg(long, visible_alias = "list")]
    pub missing: bool,
    /// How many of those held were late, as the rule D-LATE says, of those with a date that can be trusted; with --list which
    #[arg(long)]
    pub late: bool,
    /// Bodies of this level alone: province, prefecture, county, township …
    #[arg(long, value_name = "LEVEL", value_parser = parse_level)]
    pub level: Option<Level>,
    /// Bodies of this sort: government_aggregate (本级政府), government_office, department, township …
    #[arg(long, value_name = "KIND", value_parser = parse_body, default_value = "government_aggregate")]
    pub kind: Option<Body>,
    /// How narrow the regions of the lines are: province, city, county, or year (one line); each counts what lies inside it too
    #[arg(long, value_name = "WHAT", value_parser = parse_by, default_value = "province")]
    pub by: Option<By>,
    /// Nothing but this region, whole: a code, or names from the wider to the narrower (江苏省/南京市); may be given several times
    #[arg(long, value_name = "REGION")]
    pub region: Vec<String>,
    /// The whole list of divisions, not only the regions of which anything is held
    #[arg(long, conflicts_with = "held")]
    pub all: bool,
    /// With --region: of it only what lies where anything is held, as without --region
    #[arg(long)]
    pub held: bool,
    /// How to write it; with -o the ending of its name decides where this is not given
    #[arg(long, value_enum)]
    pub format: Option<TableFormat>,
    #[command(flatten)]
    pub file: FileArgs,
}

fn parse_by(text: &str) -> Result<By, String> {
    let found = WAYS.into_iter().find(|by| by.id() == text);
    found.ok_or_else(|| format!("one of {}", WAYS.map(By::id).join(", ")))
}

fn parse_basis(text: &str) -> Result<Basis, String> {
    const ALL: [Basis; 3] = [Basis::Roster, Basis::Division, Basis::Seen];
    ALL.into_iter().find(|basis| basis.id() == text).ok_or_else(|| format!("one of {}", ALL.map(Basis::id).join(", ")))
}
