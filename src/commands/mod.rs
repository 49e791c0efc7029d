//! The headless twins of the screens, one file a subcommand, and how each run ends.

mod cells;
mod check;
mod columns;
mod compare;
mod coverage;
mod explain;
mod export;
mod facets;
mod facts;
mod figuring;
mod filter;
mod hints;
mod history;
mod hits;
mod in_force;
mod index;
mod inspect;
mod journals;
mod keys;
mod limits;
mod machine;
mod manual;
mod output;
mod overview;
mod parse;
mod progress;
mod provenance;
#[cfg(test)]
mod reviewed;
mod rules;
mod schema;
mod search;
mod sheet;
mod show;
mod similar;
mod stats;
mod summary;
mod synth;
mod table;
mod trend;
mod triage;
mod verdicts;
pub(crate) mod views;
#[cfg(test)]
mod views_tests;

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::{Cli, Command, InspectArgs};
use crate::commands::progress::Meter;
use crate::corpus::link::Link;
use crate::corpus::store::Keep;
use crate::corpus::{self, Corpus, Problem, Sources, Telling};
use crate::model::printable::printable;
use crate::rules::{Checked, Flags, Selection, check_corpus, check_kept, kept};

/// How a run ended, as exit codes tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// 0: done, nothing found that was asked to fail on.
    Clean,
    /// 1: a flag at or above `--fail-on` was raised.
    Findings,
    /// 2: some input could not be read; everything else was done.
    Unreadable,
}

/// Runs the program and turns its outcome into an exit code. A closed pipe is success.
pub fn main(cli: Result<Cli, clap::Error>) -> ExitCode {
    let cli = match cli {
        Ok(cli) => cli,
        Err(error) => return misused(&error),
    };
    match run(cli) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Unreadable) => ExitCode::from(2),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell when standard error is closed too.
            let _ = writeln!(io::stderr(), "jianbao: {}", printable_lines(&format!("{error:#}")));
            ExitCode::from(2)
        }
    }
}

/// Prints help, or what is wrong with a command line, which may name files of any name.
fn misused(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        let _ = writeln!(io::stderr(), "{}", printable_lines(error.render().to_string().trim_end()));
    } else {
        let _ = error.print();
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// Lines of a message, each with nothing in it that a terminal would act on.
fn printable_lines(text: &str) -> String {
    text.split('\n').map(printable).collect::<Vec<_>>().join("\n")
}

fn run(cli: Cli) -> anyhow::Result<Outcome> {
    let mut out = BufWriter::new(io::stdout().lock());
    if limits::wants_list(&cli) {
        limits::list(&mut out)?;
        out.flush()?;
        return Ok(Outcome::Clean);
    }
    limits::settle(&cli)?;
    let outcome = match cli.command {
        None => inspect::run(&linked(cli.inspect), &mut out),
        Some(Command::Parse(args)) => parse::run(&args, &mut out),
        Some(Command::Check(args)) => check::run(&args, &mut out),
        Some(Command::Review(args)) => inspect::review(&linked(*args), &mut out),
        Some(Command::Triage(args)) => triage::run(&args, &mut out),
        Some(Command::Rules(args)) => rules::run(&args, &mut out),
        Some(Command::Explain { code }) => explain::run(&code, &mut out),
        Some(Command::Show(args)) => show::run(&args, &mut out),
        Some(Command::Search(args)) => search::run(&args, &mut out),
        Some(Command::Keys { file }) => keys::run(file.as_deref(), &mut out),
        Some(Command::Compare(args)) => compare::run(&args, &mut out),
        Some(Command::Index(args)) => index::run(&args, &mut out),
        Some(Command::Synth(args)) => synth::run(&args, &mut out),
        Some(Command::Export(args)) => export::run(&args, &mut out),
        Some(Command::Stats(args)) => stats::run(&args, &mut out),
        Some(Command::Table(args)) => table::run(&args, &mut out),
        Some(Command::Similar(args)) => similar::run(&args, &mut out),
        Some(Command::Coverage(args)) => coverage::run(&args, &mut out),
        Some(Command::Trend(args)) => trend::run(&args, &mut out),
        Some(Command::Facets(args)) => facets::run(&args, &mut out),
        Some(Command::Schema) => schema::run(&mut out),
        Some(Command::Completions { shell }) => manual::completions(shell, &mut out),
        Some(Command::Man { output }) => manual::man(output.as_deref(), &mut out),
    }?;
    out.flush()?;
    Ok(outcome)
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(io::ErrorKind::BrokenPipe)
    })
}

/// A link among the paths is where to open.
fn linked(args: InspectArgs) -> InspectArgs {
    let is_link = |path: &PathBuf| path.to_str().is_some_and(Link::is_one);
    let (links, paths): (Vec<_>, Vec<_>) = args.paths.into_iter().partition(is_link);
    let link = links.into_iter().next_back().map(|link| link.to_string_lossy().into_owned());
    InspectArgs { paths, goto: args.goto.or(link), ..args }
}

/// Opens the paths, by their index where they have one, or the sample corpus where there are none, with progress on standard error
/// when that is a terminal, and tells there of everything that could not be read.
fn open(paths: &[PathBuf], manifest: Option<&Path>) -> io::Result<Corpus> {
    if paths.is_empty() {
        return Ok(corpus::sample());
    }
    let meter = Meter::new();
    let progress = |progress| meter.tell(progress, None);
    let telling = Telling { progress: &progress, grown: &|_| () };
    let corpus = corpus::open_kept(&Sources { paths, manifest }, Keep::Use, telling);
    tell_unread(corpus.problems(), corpus.skipped())?;
    Ok(corpus)
}

/// The flags of a corpus: those its index has, else found now. An index that is there takes them, where it can be
/// written.
fn checked(corpus: &Corpus, selection: &Selection) -> Checked {
    if corpus.store().is_some() && corpus.keep().is_err() {
        return kept(corpus, selection).unwrap_or_else(|| check_corpus(corpus, selection, &|_| ()));
    }
    check_kept(corpus, selection, &|_| ()).0
}

/// Tells on standard error what could not be read: of many with one reason the first few.
fn tell_unread(problems: &[Problem], skipped: usize) -> io::Result<()> {
    const TOLD: usize = 5;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut err = io::stderr().lock();
    for problem in problems {
        let count = counts.entry(&problem.reason).or_default();
        *count += 1;
        if *count <= TOLD {
            writeln!(err, "jianbao: {problem}")?;
        }
    }
    for (reason, count) in counts.into_iter().filter(|(_, count)| *count > TOLD) {
        writeln!(err, "jianbao: and {} more: {}", count - TOLD, printable(reason))?;
    }
    if skipped > 0 {
        let files = if skipped == 1 { "file of another kind" } else { "files of other kinds" };
        writeln!(err, "jianbao: {skipped} {files} passed over")?;
    }
    Ok(())
}

/// The outcome of a run that counted what reports say: those that turned out to be unreadable are told, as they were
/// counted as saying nothing.
fn counted_outcome(corpus: &Corpus, keep_going: bool) -> io::Result<Outcome> {
    let broken = corpus.broken();
    tell_unread(&broken, 0)?;
    let outcome = read_outcome(corpus, keep_going);
    Ok(if broken.is_empty() || keep_going { outcome } else { Outcome::Unreadable })
}

/// The outcome of a run that found nothing else: whether everything could be read.
fn read_outcome(corpus: &Corpus, keep_going: bool) -> Outcome {
    if corpus.problems().is_empty() || keep_going { Outcome::Clean } else { Outcome::Unreadable }
}

/// Splits `PATH… LAST` into its paths and the last word.
fn paths_and_last(args: &[String]) -> (Vec<PathBuf>, &str) {
    match args.split_last() {
        Some((last, paths)) => (paths.iter().map(PathBuf::from).collect(), last),
        None => (Vec::new(), ""),
    }
}

/// Splits off so many last words; what is before them are paths.
fn paths_before(args: &[String], words: usize) -> Vec<PathBuf> {
    args.iter().take(args.len().saturating_sub(words)).map(PathBuf::from).collect()
}

/// A corpus with its flags, as the inspector would show them.
struct Session {
    corpus: Corpus,
    checked: Checked,
}

impl Session {
    /// Opens the paths and checks them, by the rules in force.
    fn open(paths: &[PathBuf], manifest: Option<&Path>, selection: &Selection) -> io::Result<Self> {
        let corpus = open(paths, manifest)?;
        let checked = checked(&corpus, selection);
        Ok(Self { corpus, checked })
    }

    /// The flags of a report.
    fn flags(&self, report: usize) -> Flags {
        self.checked.flags(report)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[test]
    fn a_link_among_the_paths_is_where_to_open() {
        let check = |words: &[&str], paths: &[&str], goto: Option<&str>| {
            let args = linked(Cli::try_parse_from([&["jianbao"], words].concat()).unwrap().inspect);
            assert_eq!(args.paths, paths.iter().map(PathBuf::from).collect::<Vec<_>>());
            assert_eq!(args.goto.as_deref(), goto);
        };
        check(&["a", "b"], &["a", "b"], None);
        check(&["jianbao://k7q2"], &[], Some("jianbao://k7q2"));
        check(&["a", "jianbao://flag/fp", "b"], &["a", "b"], Some("jianbao://flag/fp"));
        check(&["a", "jianbao://k7q2", "--goto", "abc"], &["a"], Some("abc"));
    }
}
