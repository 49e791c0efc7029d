//! The headless twins of the screens, one file a subcommand, and how each run ends.

mod check;
mod columns;
mod explain;
mod inspect;
mod machine;
mod overview;
mod parse;
mod rules;
mod schema;
mod search;
mod show;

use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::{Cli, Command};
use crate::corpus::{self, Corpus, Progress};
use crate::model::flag::Flag;
use crate::rules::{Checked, Selection, check_corpus};

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
pub fn main(cli: Cli) -> ExitCode {
    match run(cli) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Unreadable) => ExitCode::from(2),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell when standard error is closed too.
            let _ = writeln!(io::stderr(), "jianbao: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<Outcome> {
    let mut out = BufWriter::new(io::stdout().lock());
    let outcome = match cli.command {
        None => inspect::run(&cli.inspect, &mut out),
        Some(Command::Parse(args)) => parse::run(&args, &mut out),
        Some(Command::Check(args)) => check::run(&args, &mut out),
        Some(Command::Rules { all }) => rules::run(all, &mut out),
        Some(Command::Explain { code }) => explain::run(&code, &mut out),
        Some(Command::Show(args)) => show::run(&args, &mut out),
        Some(Command::Search(args)) => search::run(&args, &mut out),
        Some(Command::Schema) => schema::run(&mut out),
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

/// Opens the paths, or the sample corpus where there are none, with progress on standard error
/// when that is a terminal, and tells there of everything that could not be read.
fn open(paths: &[PathBuf], manifest: Option<&Path>) -> io::Result<Corpus> {
    if paths.is_empty() {
        return Ok(corpus::sample());
    }
    let shown = io::stderr().is_terminal();
    let corpus = corpus::open_with(paths, manifest, &|progress| {
        if shown {
            tell_progress(progress);
        }
    });
    let mut err = io::stderr().lock();
    for problem in corpus.problems() {
        writeln!(err, "jianbao: {problem}")?;
    }
    if corpus.skipped() > 0 {
        writeln!(err, "jianbao: {} files of other kinds passed over", corpus.skipped())?;
    }
    Ok(corpus)
}

/// One line on standard error, redrawn at each hundredth of the way.
fn tell_progress(progress: Progress) {
    let step = (progress.total / 100).max(1);
    if progress.total > 100 && (progress.done.is_multiple_of(step) || progress.done == progress.total) {
        let end = if progress.done == progress.total { "\n" } else { "" };
        // Progress is a courtesy: a failure to show it changes nothing.
        let _ = write!(io::stderr(), "\r读取 {}/{} 个文件{end}", progress.done, progress.total);
    }
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

/// A corpus with its flags, as the inspector would show them.
struct Session {
    corpus: Corpus,
    checked: Checked,
}

impl Session {
    fn open(paths: &[PathBuf], manifest: Option<&Path>) -> io::Result<Self> {
        let corpus = open(paths, manifest)?;
        let checked = check_corpus(&corpus, &Selection::default(), &|_| ());
        Ok(Self { corpus, checked })
    }

    /// The flags of a report.
    fn flags(&self, report: usize) -> &[Flag] {
        self.checked.flags(report)
    }
}
