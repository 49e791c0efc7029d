//! Arguments of `similar`: which alike sections are looked for, and what is listed of them.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::Args;

use crate::cli::figuring::{ids, parse_years};
use crate::cli::{FileArgs, GroundArgs, TableFormat};
use crate::figures::similar::{Across, LEAST, LOWEST, Order};
use crate::model::report::SectionKey;

#[derive(Debug, Args)]
pub struct SimilarArgs {
    /// Folders or .zip archives of raw reports, raw reports, corpora, or - for a corpus on standard input; without any the sample corpus
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub ground: GroundArgs,
    /// Groups with a report of this year
    #[arg(long, value_name = "YEAR", conflicts_with = "years")]
    pub year: Option<u16>,
    /// Groups with a report of one of these years: 2019..2023
    #[arg(long, value_name = "YEARS", value_parser = parse_years)]
    pub years: Option<RangeInclusive<u16>>,
    /// Alike in this section alone: 一 (overview) or 五 (problems)
    #[arg(long, value_name = "SECTION", value_parser = parse_section)]
    pub section: Option<SectionKey>,
    /// Alike between agencies of one year (agencies), or from year to year of one agency (years); both by default
    #[arg(long, value_name = "WHAT", value_parser = parse_across)]
    pub across: Option<Across>,
    /// From how many percent on texts are alike, 70 to 100
    #[arg(long, value_name = "N", default_value_t = LEAST, value_parser = clap::value_parser!(u8).range(i64::from(LOWEST)..=100))]
    pub min: u8,
    /// What comes first: size, similarity (those most alike), region (from one county to several provinces)
    #[arg(long, value_name = "WHAT", value_parser = parse_order, default_value = "size")]
    pub sort: Order,
    /// The first so many groups
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    /// The reports of each group instead of a line a group
    #[arg(long)]
    pub members: bool,
    /// The reports of the groups that this report is in
    #[arg(long, value_name = "ID")]
    pub of: Option<String>,
    /// Two reports beside each other: what of their sections is alike, and what was masked before that was counted
    #[arg(long, value_names = ["ID", "ID"], num_args = 2, conflicts_with_all = ["of", "members", "top", "year", "years", "across"])]
    pub pair: Vec<String>,
    /// Measure every group on its texts, however long that takes; without it the largest, and of the others it is estimated (~)
    #[arg(long)]
    pub exact: bool,
    /// How to write it; with -o the ending of its name decides where this is not given
    #[arg(long, value_enum)]
    pub format: Option<TableFormat>,
    #[command(flatten)]
    pub file: FileArgs,
}

fn parse_section(text: &str) -> Result<SectionKey, String> {
    let compared = [SectionKey::Overview, SectionKey::Problems];
    let found = compared.into_iter().find(|section| section.id() == text || section.number() == text);
    found.ok_or_else(|| "一 (overview) or 五 (problems)".to_owned())
}

fn parse_across(text: &str) -> Result<Across, String> {
    Across::from_id(text).ok_or_else(|| format!("one of {}", ids(Across::ALL.iter().map(|across| across.id()))))
}

fn parse_order(text: &str) -> Result<Order, String> {
    Order::from_id(text).ok_or_else(|| format!("one of {}", ids(Order::ALL.iter().map(|order| order.id()))))
}
