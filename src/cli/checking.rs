//! Arguments of `check` and `rules`: which rules run, which flags are written, how, and on what a run fails.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::{FileArgs, FilterArgs, JournalArgs};
use crate::model::flag::Severity;

/// Which rules run, how grave their flags are and where they go.
#[derive(Debug, Clone, Default, Args)]
pub struct RuleArgs {
    /// Only the rules of these sets: 勾稽 (arithmetic), 文表 (text against tables), 时效 (dates), 雷同 (alike texts), 采集 (our copy), 文字 (wording)
    #[arg(long, value_name = "SETS", value_delimiter = ',')]
    pub preset: Vec<String>,
    /// Only these rules: codes, beginnings of codes (T3), presets (勾稽), or ALL
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Not these rules
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// What is wanted of the rules; jianbao.toml beside the reports, or in the working directory or above it, is found by itself
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct RulesArgs {
    /// Those that are off too, and those left out, with the reason
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub rules: RuleArgs,
}

#[derive(Debug, Default, Args)]
pub struct CheckArgs {
    /// Folders or .zip archives of raw reports, raw reports, corpora, or - for a corpus on standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What the crawler knew of the raw reports, as CSV or JSON Lines; manifest.csv in a folder is found by itself
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    #[command(flatten)]
    pub rules: RuleArgs,
    #[command(flatten)]
    pub writing: WritingArgs,
    #[command(flatten)]
    pub filter: FilterArgs,
    #[command(flatten)]
    pub shown: ShownArgs,
    #[command(flatten)]
    pub baseline: BaselineArgs,
    #[command(flatten)]
    pub journals: JournalArgs,
    /// Exit with 1 when a flag is at least this grave; with --where one that it lets in [default: error]
    #[arg(long, value_enum)]
    pub fail_on: Option<FailOn>,
    /// Show numbers, names and mailboxes of persons as they are; without it they are masked
    #[arg(long)]
    pub unmask: bool,
    /// Where the raw reports of a corpus are, for lines and columns
    #[arg(long, value_name = "DIR")]
    pub source_root: Option<PathBuf>,
    /// Exit with 0 or 1 although some input could not be read
    #[arg(long)]
    pub keep_going: bool,
}

/// How and where flags are written.
#[derive(Debug, Default, Args)]
pub struct WritingArgs {
    /// How to print the flags; with -o the ending of its name decides where this is not given
    #[arg(long, value_enum)]
    pub format: Option<FlagFormat>,
    #[command(flatten)]
    pub file: FileArgs,
}

/// What of the flags is written.
#[derive(Debug, Default, Args)]
pub struct ShownArgs {
    /// Only flags that are at least this grave
    #[arg(long, value_name = "SEVERITY", value_parser = parse_severity)]
    pub severity: Option<Severity>,
    /// Only the summary by rule, severity, class, year and region (text, json, csv or md)
    #[arg(long)]
    pub summary: bool,
    /// With each flag what its rule checks and rests on (text and md)
    #[arg(long)]
    pub explain: bool,
    /// Print the checks that could not be made, with the reason, too
    #[arg(long)]
    pub show_unevaluable: bool,
}

/// What was known before.
#[derive(Debug, Default, Args)]
pub struct BaselineArgs {
    /// The flags of an earlier run (--format jsonl or json); only those that are not among them are printed and count
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Print those known from the baseline too, marked as such
    #[arg(long, requires = "baseline")]
    pub show_known: bool,
}

/// How flags are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FlagFormat {
    /// For people
    Text,
    /// One document
    Json,
    /// One object a line
    Jsonl,
    /// One row a flag, for spreadsheets; a cell that a spreadsheet would run begins with an apostrophe
    Csv,
    /// A report for people, as Markdown
    Md,
    /// SARIF 2.1.0, for viewers of findings
    Sarif,
    /// A workbook: 疑点, 汇总, 无法核对
    Xlsx,
}

/// The least severity that makes `check` exit with 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Never,
    Info,
    Warning,
    Error,
}

fn parse_severity(text: &str) -> Result<Severity, String> {
    Severity::from_id(text).ok_or_else(|| "info, warning or error".to_owned())
}
