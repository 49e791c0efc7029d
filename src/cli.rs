//! The command line: clap types only. Their doc comments are the help text.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// 检报:政府信息公开年报核查(浏览、勾稽核对、疑点核查)
///
/// Inspects 政府信息公开工作年度报告, the annual disclosure reports of Chinese government bodies: reads
/// the raw text, checks it against the official forms, and shows every value with its place in the source.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub inspect: InspectArgs,
}

/// The inspector itself, without a subcommand.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// Folders or .zip archives of raw reports, raw reports, corpora (.jsonl, also .gz and .zst), or - for a corpus on standard input
    ///
    /// Without any, the sample corpus inside the program is shown.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What the crawler knew of the raw reports, as CSV or JSON Lines; manifest.csv in a folder is found by itself
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// The screen to open on
    #[arg(long, value_enum, default_value_t = View::Browse)]
    pub view: View,
    /// Open at a report (id or its beginning), a row ("ID t3.granted"), a cell ("ID t3.new_received.total") or a flag's fingerprint
    #[arg(long, value_name = "REF")]
    pub goto: Option<String>,
    /// Where the raw reports of a corpus are, for the source beside what was read of it (v)
    #[arg(long, value_name = "DIR")]
    pub source_root: Option<PathBuf>,
    /// Keys to press before --dump: characters, names (enter esc tab c-o f2 space), "text" typed as it is
    #[arg(long, value_name = "KEYS", requires = "dump", default_value = "", hide_default_value = true)]
    pub keys: String,
    /// Size of the screen for --dump
    #[arg(long, value_name = "WxH", value_parser = parse_size, requires = "dump", default_value = "80x24")]
    pub size: (u16, u16),
    /// Print the screen instead of opening it; needs no terminal
    #[arg(long, value_enum)]
    pub dump: Option<Dump>,
}

/// A screen the inspector can open on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum View {
    /// Agencies by years
    Browse,
    /// Flags of the whole corpus
    Flags,
}

/// How a screen is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Dump {
    Text,
    /// With colours
    Ansi,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read raw reports and write the corpus, one report a line
    Parse(ParseArgs),
    /// Check reports against the rules and print the flags
    Check(CheckArgs),
    /// Search the narrative text
    Search(SearchArgs),
    /// Show a report, a cell or a flag
    Show(ShowArgs),
    /// List the rules
    Rules {
        /// Those that are off by default too
        #[arg(long)]
        all: bool,
    },
    /// Explain a rule: what it checks, why it matters, when it is wrong
    Explain {
        /// Code of the rule, as in T3-BAL
        code: String,
    },
    /// Print the JSON Schema of a corpus line
    Schema,
}

#[derive(Debug, Args)]
pub struct ParseArgs {
    /// Folders or .zip archives of raw reports, raw reports, corpora, or - for a corpus on standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What the crawler knew of the raw reports, as CSV or JSON Lines; manifest.csv in a folder is found by itself
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// Write here instead of to standard output; the file appears whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Keep the source text in each line
    #[arg(long)]
    pub keep_text: bool,
    /// Exit with 0 although some input could not be read
    #[arg(long)]
    pub keep_going: bool,
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Folders or .zip archives of raw reports, raw reports, corpora, or - for a corpus on standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What the crawler knew of the raw reports, as CSV or JSON Lines; manifest.csv in a folder is found by itself
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// How to print the flags
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// Only these rules: codes, beginnings of codes (T3), presets (勾稽), or ALL
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Not these rules
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Exit with 1 when a flag is at least this grave
    #[arg(long, value_enum, default_value_t = FailOn::Error)]
    pub fail_on: FailOn,
    /// Print the checks that could not be made, with the reason, too
    #[arg(long)]
    pub show_unevaluable: bool,
    /// Exit with 0 or 1 although some input could not be read
    #[arg(long)]
    pub keep_going: bool,
}

#[derive(Debug, Args)]
pub struct SearchArgs {
    /// Paths, then the query; without a path the sample corpus is searched
    #[arg(value_name = "PATH… QUERY", required = true)]
    pub args: Vec<String>,
    /// What the crawler knew of the raw reports, as CSV or JSON Lines; manifest.csv in a folder is found by itself
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// The most hits to print
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: usize,
    /// How to print the hits
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// Exit with 0 although some input could not be read
    #[arg(long)]
    pub keep_going: bool,
}

#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Paths, then a report id, a row ("ID t3.granted"), a cell ("ID t3.new_received.total") or a flag's fingerprint
    #[arg(value_name = "PATH… REF", required = true)]
    pub args: Vec<String>,
    /// What the crawler knew of the raw reports, as CSV or JSON Lines; manifest.csv in a folder is found by itself
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// Print the source text with what was read marked
    #[arg(long)]
    pub source: bool,
    /// Print the numbers of the narrative: what each counts, and whether the tables agree
    #[arg(long, conflicts_with = "source")]
    pub facts: bool,
    /// Where the raw reports of a corpus are, for --source
    #[arg(long, value_name = "DIR")]
    pub source_root: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// Exit with 0 although some input could not be read
    #[arg(long)]
    pub keep_going: bool,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One document
    Json,
    /// One object a line
    Jsonl,
}

/// The least severity that makes `check` exit with 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Never,
    Info,
    Warning,
    Error,
}

fn parse_size(text: &str) -> Result<(u16, u16), String> {
    let size = text.split_once(['x', 'X']).and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
    size.filter(|(w, h)| (1..=1000).contains(w) && (1..=1000).contains(h))
        .ok_or_else(|| format!("{text:?} is no size; write it as 80x24, at most 1000x1000"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_path_named_like_a_subcommand_needs_a_dot() {
        let cli = Cli::try_parse_from(["jianbao", "./check", "b"]).unwrap();
        assert!(cli.command.is_none());
        assert_eq!(cli.inspect.paths.len(), 2);
        assert!(Cli::try_parse_from(["jianbao", "check", "b"]).unwrap().command.is_some());
    }

    #[test]
    fn sizes() {
        assert_eq!(parse_size("160x45"), Ok((160, 45)));
        for bad in ["", "80", "0x1", "80x", "axb", "70000x1"] {
            assert!(parse_size(bad).is_err(), "{bad}");
        }
    }
}
