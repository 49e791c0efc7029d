//! Arguments of `export`: what goes out of the program as tables, and how it is written.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::RuleArgs;

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
    /// How to write it; with -o the ending of its name decides where this is not given [default: csv, of a corpus jsonl]
    #[arg(long, value_enum)]
    pub format: Option<ExportFormat>,
    /// Write here instead of to standard output; the file appears whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How pages of Parquet are compressed: zstd takes some three fifths of the room of snappy, and no longer
    #[arg(long, value_enum, default_value_t = Compression::Snappy)]
    pub compression: Compression,
    /// Begin CSV with a byte order mark, so that Excel takes it for UTF-8
    #[arg(long)]
    pub bom: bool,
    /// Begin CSV with "# " lines that say program, corpus, rules and command
    #[arg(long)]
    pub header: bool,
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
    /// A row a flag, as check finds them
    Flags,
    /// A row a report with its line of the corpus, byte for byte: a corpus again
    Corpus,
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
}

/// How pages of Parquet are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Compression {
    None,
    Snappy,
    Zstd,
}
