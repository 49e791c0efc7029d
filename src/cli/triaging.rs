//! The command line of `triage`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::{ReviewArgs, RuleArgs};

#[derive(Debug, Default, Args)]
pub struct TriageArgs {
    /// Folders or .zip archives of raw reports, raw reports, corpora, or - for a corpus on standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What the crawler knew of the raw reports, as CSV or JSON Lines; manifest.csv in a folder is found by itself
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// Only what came or changed since the last recorded run (LAST), or since a day (2026-01-31, of Beijing): by the record, else by when it was crawled
    #[arg(long, value_name = "LAST|DATE")]
    pub new_since: Option<String>,
    /// Record what is there, for --new-since and for what has become worse; without it nothing is written
    #[arg(long)]
    pub record: bool,
    /// Mark entries as handled, by their ids or beginnings of them: they count no more until their file changes
    #[arg(long, value_name = "ID", num_args = 1.., value_delimiter = ',', conflicts_with_all = ["record", "new_since", "format", "output"])]
    pub handled: Vec<String>,
    /// Take such marks away again
    #[arg(long, value_name = "ID", num_args = 1.., value_delimiter = ',', conflicts_with_all = ["record", "new_since", "format", "output", "handled"])]
    pub reopen: Vec<String>,
    /// What was done, for --handled
    #[arg(long, value_name = "TEXT", requires = "handled")]
    pub reason: Option<String>,
    #[command(flatten)]
    pub review: ReviewArgs,
    /// How to print it; with -o the ending of its name decides where this is not given
    #[arg(long, value_enum)]
    pub format: Option<TriageFormat>,
    /// Write here instead of to standard output; the file appears whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub rules: RuleArgs,
    /// Exit with 0 or 1 although some input could not be read
    #[arg(long)]
    pub keep_going: bool,
}

/// How entries are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TriageFormat {
    /// For people: a line a reason
    Text,
    /// One entry a line, for the crawler to read back
    Jsonl,
    /// One row an entry, for spreadsheets
    Csv,
    /// A digest of at most 40 lines, as Markdown, for a mail
    Md,
}
