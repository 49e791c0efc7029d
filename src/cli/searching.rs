//! The command line of `search`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::limiting::{LimitArg, parse_limit_or_hits};
use crate::cli::{FileArgs, JournalArgs, RuleArgs};

#[derive(Debug, Args)]
pub struct SearchArgs {
    /// Paths, then the query; without a path the sample corpus is searched
    #[arg(value_name = "PATH… QUERY", required = true)]
    pub args: Vec<String>,
    /// What the crawler knew of the raw reports, as CSV or JSON Lines; manifest.csv in a folder is found by itself
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// The most hits to print, 50 where it is not given; or, as of every command, how much of any input is read
    #[arg(id = "limits", long = "limit", value_name = "N|NAME=VALUE", value_parser = parse_limit_or_hits)]
    pub limits: Vec<LimitArg>,
    /// Print only how many there are: sentences, or paragraphs (headings among them) or reports with any
    #[arg(long, value_enum, value_name = "UNIT", num_args = 0..=1, default_missing_value = "sentence", require_equals = true)]
    pub count: Option<Unit>,
    /// Of each report only its best hit
    #[arg(long)]
    pub by_report: bool,
    /// How to print the hits; with -o the ending of its name decides where this is not given
    #[arg(long, value_enum)]
    pub format: Option<HitFormat>,
    #[command(flatten)]
    pub file: FileArgs,
    /// The rules whose flags the fields on flags ask for
    #[command(flatten)]
    pub rules: RuleArgs,
    #[command(flatten)]
    pub journals: JournalArgs,
    /// Show numbers, names and mailboxes of persons as they are; without it they are masked
    #[arg(long)]
    pub unmask: bool,
    /// Exit with 0 although some input could not be read
    #[arg(long)]
    pub keep_going: bool,
}

impl SearchArgs {
    /// The most hits to print.
    pub fn most_hits(&self) -> usize {
        const USUAL: usize = 50;
        let hits = |limit: &LimitArg| if let LimitArg::Hits(hits) = limit { Some(*hits) } else { None };
        self.limits.iter().rev().find_map(hits).unwrap_or(USUAL)
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Unit {
    Sentence,
    Paragraph,
    Report,
}

/// How hits are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HitFormat {
    /// For people
    Text,
    /// One document
    Json,
    /// One object a line
    Jsonl,
    /// One row a hit, for spreadsheets
    Csv,
    /// A workbook
    Xlsx,
}
