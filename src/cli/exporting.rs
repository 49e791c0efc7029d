//! Arguments of `export`: what goes out of the program as tables, and how it is written.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::{FileArgs, FilterArgs, JournalArgs, RuleArgs};

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Folders or .zip archives of raw reports, raw reports, corpora, or - for a corpus on standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What the crawler knew of the raw reports, as CSV or JSON Lines; manifest.csv in a folder is found by itself
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// What to write
    #[arg(long, value_enum)]
    pub what: What,
    #[command(flatten)]
    pub rules: RuleArgs,
    #[command(flatten)]
    pub filter: FilterArgs,
    #[command(flatten)]
    pub journals: JournalArgs,
    /// Of verdicts every decision and note, those that were replaced or taken back too
    #[arg(long)]
    pub history: bool,
    /// How to write it; with -o the ending of its name decides where this is not given [default: csv, of a corpus jsonl, of problems md]
    #[arg(long, value_enum)]
    pub format: Option<ExportFormat>,
    #[command(flatten)]
    pub file: FileArgs,
    /// How pages of Parquet are compressed: zstd takes some three fifths of the room of snappy, and no longer
    #[arg(long, value_enum, default_value_t = Compression::Snappy)]
    pub compression: Compression,
    /// Show numbers, names and mailboxes of persons as they are; without it they are masked
    #[arg(long)]
    pub unmask: bool,
    /// Exit with 0 although some input could not be read
    #[arg(long)]
    pub keep_going: bool,
}

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// A row a report: where it is from, what it says of itself, how much was read
    List,
    /// A row a cell: its number or why there is none, with its place
    Cells,
    /// A row a flag, as check finds them, with the verdict on it where there is one
    Flags,
    /// A row an opinion of a reviewer: what they saw, what they say of it, and whether it is so still
    Verdicts,
    /// 问题清单: what reviewers found to be wrong in published reports (属实), by agency
    Problems,
    /// A row a report with its line of the corpus, byte for byte: a corpus again
    Corpus,
}

impl What {
    /// Whether the rules have to be asked for it.
    pub fn has_flags(self) -> bool {
        matches!(self, Self::Flags | Self::Verdicts | Self::Problems)
    }

    /// Whether it tells what the journals of reviewers say.
    pub fn has_verdicts(self) -> bool {
        matches!(self, Self::Flags | Self::Verdicts | Self::Problems)
    }
}

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// For spreadsheets; a cell that a spreadsheet would run begins with an apostrophe
    Csv,
    /// One object a line
    Jsonl,
    /// For DuckDB, Spark, ClickHouse, pandas
    Parquet,
    /// A list of problems for people
    Md,
    /// A list of problems as a workbook
    Xlsx,
}

/// How pages of Parquet are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Compression {
    None,
    Snappy,
    Zstd,
}
