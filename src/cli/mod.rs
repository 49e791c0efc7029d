//! The command line: clap types only. Their doc comments are the help text.

mod built;
mod checking;
mod covering;
mod exporting;
mod figuring;
mod filing;
mod filtering;
mod likening;
mod limiting;
mod making;
mod reviewing;
mod searching;
mod triaging;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use crate::cli::checking::{
    BaselineArgs, CheckArgs, FailOn, FlagFormat, RuleArgs, RulesArgs, ShownArgs, WritingArgs,
};
pub use crate::cli::covering::CoverageArgs;
pub use crate::cli::exporting::{Compression, ExportArgs, ExportFormat, What};
pub use crate::cli::figuring::{FacetsArgs, GroundArgs, TableArgs, TableFormat, TrendArgs, Whether};
pub use crate::cli::filing::FileArgs;
pub use crate::cli::filtering::FilterArgs;
pub use crate::cli::likening::SimilarArgs;
pub use crate::cli::limiting::LimitArg;
pub use crate::cli::making::{IndexArgs, ParseArgs, SynthArgs};
pub use crate::cli::reviewing::{JournalArgs, ReviewArgs, StatsArgs, StatsFormat};
pub use crate::cli::searching::{HitFormat, SearchArgs, Unit};
pub use crate::cli::triaging::{TriageArgs, TriageFormat};

/// 检报:政府信息公开年报核查(浏览、勾稽核对、疑点核查)
///
/// Inspects 政府信息公开工作年度报告, the annual disclosure reports of Chinese government bodies: reads
/// the raw text, checks it against the official forms, and shows every value with its place in the source.
#[derive(Debug, Parser)]
#[command(version, long_version = built::long(), args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub inspect: InspectArgs,
    /// How much of any input is read: file=512M, pdf-time=90s and so on; --limit help lists all (docs/limits.md)
    #[arg(id = "limits", long = "limit", value_name = "NAME=VALUE", global = true, value_parser = limiting::parse_limit)]
    pub limits: Vec<LimitArg>,
}

/// The inspector itself, without a subcommand.
#[derive(Debug, Clone, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct InspectArgs {
    /// Folders or .zip archives of raw reports, raw reports, corpora (.jsonl, also .gz and .zst, or .parquet), or - for a corpus on standard input
    ///
    /// Without any, the sample corpus inside the program is shown.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What the crawler knew of the raw reports, as CSV or JSON Lines; manifest.csv in a folder is found by itself
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// The screen to open on; by default that on which you stopped last, else browse
    #[arg(long, value_enum)]
    pub view: Option<View>,
    /// Begin at the start, not where you stopped last
    #[arg(long)]
    pub fresh: bool,
    /// Open at a report (id or its beginning), a row ("ID t3.granted"), a cell ("ID t3.new_received.total"), a flag's fingerprint or a jianbao:// link, which may stand among the paths too
    #[arg(long, value_name = "REF")]
    pub goto: Option<String>,
    #[command(flatten)]
    pub rules: RuleArgs,
    #[command(flatten)]
    pub review: ReviewArgs,
    /// Where the raw reports of a corpus are, for the source beside what was read of it (v)
    #[arg(long, value_name = "DIR")]
    pub source_root: Option<PathBuf>,
    /// Read everything anew and leave no index in the user's cache
    #[arg(long)]
    pub no_index: bool,
    /// Do not watch the files: what comes while the inspector runs is shown when it is next started
    #[arg(long)]
    pub no_watch: bool,
    /// How many columns the terminal gives to — “ ① and the like; it is asked where this is not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=2))]
    pub ambiguous: Option<u8>,
    /// The language of the interface; by default that of the locale, Chinese where it names none and for --dump
    #[arg(long, value_enum)]
    pub lang: Option<Lang>,
    /// The colours of the interface: terminal where neither this nor interface.toml says otherwise
    #[arg(long, value_enum)]
    pub theme: Option<Theme>,
    /// How many colours to use; by default what TERM, COLORTERM and NO_COLOR say, and all for --dump
    #[arg(long, alias = "color", value_enum, default_value_t = Colour::Auto, hide_default_value = true)]
    pub colour: Colour,
    /// Keys and colours, as TOML; by default jianbao/interface.toml in the folder of configurations (not for --dump)
    #[arg(long, value_name = "FILE")]
    pub interface: Option<PathBuf>,
    /// Draw lines in ASCII
    #[arg(long)]
    pub ascii: bool,
    /// Keys to press before --dump: characters, names (enter esc tab c-o f2 space), "text" typed as it is
    #[arg(long, value_name = "KEYS", requires = "dump", default_value = "", hide_default_value = true)]
    pub keys: String,
    /// Size of the screen for --dump
    #[arg(long, value_name = "WxH", value_parser = parse_size, requires = "dump", default_value = "80x24")]
    pub size: (u16, u16),
    /// Record keys, pastes, clicks and sizes in a file, for --replay
    #[arg(long, value_name = "FILE", conflicts_with = "dump")]
    pub record: Option<PathBuf>,
    /// Let what was recorded happen again, on the corpus of the recording or on PATH, and print the screen
    #[arg(long, value_name = "FILE", requires = "dump", conflicts_with = "keys")]
    pub replay: Option<PathBuf>,
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
    /// What came in, by what it calls for
    New,
    /// Indicators of a population
    Table,
    /// Who is to report, and who is in the corpus
    Coverage,
}

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    Zh,
    En,
}

/// A theme of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Theme {
    /// The 16 colours of your terminal, on its own background
    Terminal,
    /// Light on dark, on a background of its own
    Dark,
    /// Dark on light, on a background of its own
    Light,
}

/// How many colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    Auto,
    /// Bold, underlined and reversed alone
    None,
    #[value(name = "16")]
    Sixteen,
    #[value(name = "256")]
    Indexed,
    #[value(name = "24bit", alias = "truecolor")]
    True,
}

/// How a screen is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Dump {
    Text,
    /// With colours
    Ansi,
    /// As a picture
    Svg,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read raw reports and write the corpus, one report a line
    Parse(ParseArgs),
    /// Check reports against the rules and print the flags
    Check(CheckArgs),
    /// Decide on the flags, one key each: a real, x false alarm, e misread, d discuss, s skip; u undoes
    ///
    /// Opens the inspector on the first flag that nobody decided on. Every decision is on the disk before the screen
    /// says so, in a journal of your own that is only ever added to: several people review side by side.
    Review(Box<InspectArgs>),
    /// Sort what came in by what it calls for: files to fetch, pages to fetch again, tables to transcribe, what is usable
    ///
    /// Every entry has one reason, and an action with it: unreadable, error_page, empty (fetch again), no_converter
    /// (install it), attachment (fetch the files), pictures (transcribe), partial (fetch the rest), layout (look at
    /// one), region_unknown, year_unknown (add to the roster or manifest), revised (compare), not_a_report and duplicate
    /// (ignore), usable. With --record a run leaves a record in the folder for reviews, by which the next one tells what
    /// is new or changed and which sites fail more often than before.
    ///
    /// Exits with 0 when there is nothing to do, 1 when something is, 2 when some input could not be read or the
    /// record not be written. What is marked as handled counts for neither.
    Triage(TriageArgs),
    /// Search the narrative text
    Search(SearchArgs),
    /// Show a report, a cell or a flag
    Show(ShowArgs),
    /// Compare two reports: tables cell by cell, narrative by sentence
    Compare(CompareArgs),
    /// List the rules in force, with what a configuration changes of them
    Rules(RulesArgs),
    /// Explain a rule: what it checks, why it matters, when it is wrong
    Explain {
        /// Code of the rule, as in T3-BAL
        code: String,
    },
    /// Write reports, cells, flags or the corpus as tables for other programs: CSV, JSON Lines, Parquet
    ///
    /// Columns have the same names in every format. A corpus in Parquet holds each line in a column `line`; any
    /// Parquet file with such a column is a corpus again. A program built with --no-default-features has no Parquet.
    Export(ExportArgs),
    /// What the verdicts of the journals say of rules, of the reading of sources and of the reviewers
    ///
    /// The precision of a rule is 属实 / (属实 + 排除), with its 95 % interval.
    Stats(StatsArgs),
    /// Cells and indicators of one population, with what was counted of how many
    ///
    /// A population is one level and one kind of body, and of each agency and year the current report. Values are never
    /// added over levels: where the reports are of several populations and the lines would add them up, the command
    /// says which there are. What holds no number is counted by its reason and never taken as zero.
    #[command(
        after_help = "jianbao table corpus.jsonl 新收,公开率 --level county --kind government_aggregate --years 2023 --top 10"
    )]
    Table(TableArgs),
    /// Sections that several agencies have alike in one year, and those that an agency repeats year after year
    ///
    /// A group is a centre and the texts at least as alike to it as --min says, by the runs of five letters that both
    /// have, once names of the agency, numbers, dates and marks are masked. What more than a fifth of the agencies of
    /// a level in a province say is told as a template (模板), the rest as alike (雷同). Whole reports that are there
    /// twice are no alike texts and are left out. Who published first need not be who wrote it.
    #[command(after_help = "jianbao similar corpus.jsonl --year 2021 --section 五 --top 20")]
    Similar(SimilarArgs),
    /// Who is to report in which year, of whom something is in the corpus, and who is missing (库中未见)
    ///
    /// Expected are the rows of a roster, where it has any of the sort; else the governments that the list of
    /// divisions of that year has (county level and above, in the regions of which anything is held), and what the
    /// corpus holds itself: a body is expected from the first year to the last of which its reports are held, and in
    /// the year behind, where it may be gone. Of a government of which only the report of its 办公厅(室) is there, that
    /// is told apart and not taken for its own. What is not held was not seen: whether it was published is not known.
    #[command(after_help = covering::AFTER)]
    Coverage(CoverageArgs),
    /// What becomes of a cell or an indicator over the years: of an agency among its peers, or of a population
    ///
    /// Peers are of one level and one kind of body; their median, P10 and P90 are told of 30 reports or more. Where forms
    /// changed what a figure means (口径变化) nothing is compared. A change is told in percent of 10 cases or more.
    #[command(after_help = "jianbao trend corpus.jsonl 新收 --of 云河县财政局")]
    Trend(TrendArgs),
    /// How the reports that a filter lets in fall apart: by province, level, kind, year, form, rule and verdict
    Facets(FacetsArgs),
    /// Print the JSON Schema of a corpus line
    Schema,
    /// Print what makes a shell complete commands, options and their values
    ///
    /// For bash: jianbao completions bash > ~/.local/share/bash-completion/completions/jianbao
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write those of all commands into a folder
    Man {
        /// Write jianbao.1, jianbao-check.1 and the others there
        #[arg(short, long, value_name = "DIR")]
        output: Option<PathBuf>,
    },
    /// Make the index of a corpus, by which the inspector opens and searches it at once, flags and all
    ///
    /// The inspector makes one by itself, in the user's cache, for whatever is large. An index is used only while
    /// its files are as they were; lines added to the last file are read without making it anew. Flags are those of
    /// the rules in force; where reports have changed only their agencies are checked again.
    Index(IndexArgs),
    /// Make a corpus of invented reports, for trials and benchmarks
    ///
    /// Agencies of an invented country over twelve years, read by the same parser as crawled reports. The same
    /// seed gives the same bytes on every machine, and N reports are the first N of any larger corpus.
    Synth(SynthArgs),
    /// Check interface.toml and print all keys as it may have them, with its own in place
    ///
    /// Exits with 1 and prints what is wrong, line by line, when it does not hold.
    Keys {
        /// The file to check; by default jianbao/interface.toml in the folder of configurations, or the usual keys
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct ShowArgs {
    /// Paths, then a report id, a row ("ID t3.granted"), a cell ("ID t3.new_received.total"), a section ("ID overview"), a flag's fingerprint or a jianbao:// link
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
    /// Of a flag print all that reviewers ever said of it, what was taken back too; it need not be there any more
    #[arg(long, conflicts_with_all = ["source", "facts"])]
    pub history: bool,
    #[command(flatten)]
    pub journals: JournalArgs,
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

#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Paths, then the ids of two reports or their beginnings
    #[arg(value_name = "PATH… LEFT RIGHT", required = true, num_args = 2..)]
    pub args: Vec<String>,
    /// What the crawler knew of the raw reports, as CSV or JSON Lines; manifest.csv in a folder is found by itself
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
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
