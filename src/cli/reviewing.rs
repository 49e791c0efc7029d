//! Arguments of whatever reads or writes verdicts: where their journals are, and under whose name.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::review::{Portion, percent};

/// Where verdicts are, and whose.
#[derive(Debug, Clone, Default, Args)]
pub struct ReviewArgs {
    /// Under whose name verdicts are written; by default the login name
    #[arg(long, value_name = "NAME")]
    pub reviewer: Option<String>,
    /// Where the journals of verdicts are; by default beside the corpus
    #[arg(long, value_name = "DIR")]
    pub review_dir: Option<PathBuf>,
    /// The share of the agencies that is yours: 2/3 is the second of three, the same on every machine
    #[arg(long, value_name = "K/N")]
    pub share: Option<Portion>,
    /// So much of all is judged by two, neither seeing what the other said: give all reviewers the same
    #[arg(long, value_name = "PERCENT", value_parser = parse_percent, requires = "share")]
    pub double: Option<u32>,
    /// Whether the program was called to review.
    #[arg(skip)]
    pub asked: bool,
}

pub(super) fn parse_percent(text: &str) -> Result<u32, String> {
    percent(text).ok_or_else(|| "a part is written as 10%".to_owned())
}

/// Where the journals are that are only read.
#[derive(Debug, Clone, Default, Args)]
pub struct JournalArgs {
    /// Where the journals of verdicts are; by default beside the corpus
    #[arg(long, value_name = "DIR")]
    pub review_dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct StatsArgs {
    /// What the inspector takes
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What the crawler knew of the raw reports, as CSV or JSON Lines; manifest.csv in a folder is found by itself
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    #[command(flatten)]
    pub journals: JournalArgs,
    /// How far reviewers who decided the same flags agree: the share, and Cohen's kappa
    #[arg(long)]
    pub agreement: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t = StatsFormat::Text)]
    pub format: StatsFormat,
    /// Exit with 0 although some input could not be read
    #[arg(long)]
    pub keep_going: bool,
}

/// How statistics are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StatsFormat {
    /// For people
    Text,
    /// One document
    Json,
    /// One row a rule, a layout, a reviewer; with --agreement one a rule and a pair of reviewers
    Csv,
}
