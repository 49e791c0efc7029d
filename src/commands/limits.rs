//! The limits of a run: what `jianbao.toml` says, and over it what `--limit` says. They hold for every
//! command that reads anything, and are settled before it begins.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::cli::{Cli, Command, LimitArg};
use crate::commands::columns::left;
use crate::commands::{paths_and_last, paths_before};
use crate::config::Config;
use crate::model::limits::{KNOWN, Limits};
use crate::model::printable::printable;

/// Whether the limits are only to be listed.
pub(super) fn wants_list(cli: &Cli) -> bool {
    cli.limits.contains(&LimitArg::Help)
}

/// Settles the limits of the program.
///
/// # Errors
/// When a configuration cannot be read or used.
pub(super) fn settle(cli: &Cli) -> anyhow::Result<()> {
    let mut limits = match what_is_read(cli) {
        Some((paths, config)) => {
            let config = Config::load(config, &paths)?;
            for path in &config.passed_over {
                let path = path.display().to_string();
                writeln!(io::stderr(), "jianbao: {}: not a regular file, passed over", printable(&path))?;
            }
            config.limits
        }
        None => Limits::default(),
    };
    for limit in &cli.limits {
        if let LimitArg::Input { name, value } = limit {
            limits.set(name, value)?;
        }
    }
    limits.settle();
    Ok(())
}

/// Prints all limits with what they are by default.
///
/// # Errors
/// When they cannot be written.
pub(super) fn list(out: &mut dyn Write) -> io::Result<()> {
    for known in &KNOWN {
        writeln!(out, "{} {} {}", left(known.name, 9), left(&known.unit.written(known.default), 7), known.what)?;
    }
    Ok(())
}

/// The paths that a command reads, and the configuration it is told to use; `None` where it reads none.
fn what_is_read(cli: &Cli) -> Option<(Vec<PathBuf>, Option<&Path>)> {
    let before_last = |args: &[String]| paths_and_last(args).0;
    Some(match cli.command.as_ref() {
        None => (cli.inspect.paths.clone(), cli.inspect.rules.config.as_deref()),
        Some(Command::Review(args)) => (args.paths.clone(), args.rules.config.as_deref()),
        Some(Command::Parse(args)) => (args.paths.clone(), None),
        Some(Command::Check(args)) => (args.paths.clone(), args.rules.config.as_deref()),
        Some(Command::Triage(args)) => (args.paths.clone(), args.rules.config.as_deref()),
        Some(Command::Search(args)) => (before_last(&args.args), args.rules.config.as_deref()),
        Some(Command::Show(args)) => (before_last(&args.args), None),
        Some(Command::Compare(args)) => (paths_before(&args.args, 2), None),
        Some(Command::Rules(args)) => (Vec::new(), args.rules.config.as_deref()),
        Some(Command::Export(args)) => (args.paths.clone(), args.rules.config.as_deref()),
        Some(Command::Stats(args)) => (args.paths.clone(), None),
        Some(Command::Table(args)) => (before_last(&args.args), args.ground.rules.config.as_deref()),
        Some(Command::Similar(args)) => (args.paths.clone(), args.ground.rules.config.as_deref()),
        Some(Command::Coverage(args)) => (args.paths.clone(), args.ground.rules.config.as_deref()),
        Some(Command::Trend(args)) => (before_last(&args.args), args.ground.rules.config.as_deref()),
        Some(Command::Facets(args)) => (args.paths.clone(), args.ground.rules.config.as_deref()),
        Some(Command::Index(args)) => (args.paths.clone(), args.rules.config.as_deref()),
        Some(
            Command::Explain { .. }
            | Command::Schema
            | Command::Completions { .. }
            | Command::Man { .. }
            | Command::Synth(_)
            | Command::Keys { .. },
        ) => return None,
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[test]
    fn what_a_command_reads_is_known_of_each() {
        let check = |words: &str, expected: Option<&[&str]>| {
            let cli = Cli::try_parse_from(words.split(' ')).unwrap();
            let paths = what_is_read(&cli).map(|(paths, _)| paths);
            assert_eq!(paths, expected.map(|paths| paths.iter().map(PathBuf::from).collect()), "{words}");
        };
        check("jianbao a b", Some(&["a", "b"]));
        check("jianbao check a", Some(&["a"]));
        check("jianbao search a b 公开", Some(&["a", "b"]));
        check("jianbao compare a k7 k8", Some(&["a"]));
        check("jianbao show k7", Some(&[]));
        check("jianbao table a 新收", Some(&["a"]));
        check("jianbao schema", None);
        let cli = Cli::try_parse_from(["jianbao", "check", "a", "--config", "b.toml"]).unwrap();
        assert_eq!(what_is_read(&cli).unwrap().1, Some(Path::new("b.toml")));
    }
}
