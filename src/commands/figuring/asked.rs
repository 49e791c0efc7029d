//! The commands of figures, by which screens get theirs: what a question is as words of a command, and the table that
//! answers it.

use anyhow::bail;

use crate::cli::{Command, GroundArgs};
use crate::commands::figuring::Ground;
use crate::commands::views::Put;
use crate::commands::{coverage, facets, similar, table, trend};
use crate::figures::Sheet;

/// The table that answers a command of figures.
///
/// # Errors
/// When what is asked cannot be understood or counted.
pub(in crate::commands) fn sheet(command: &Command, ground: &Ground<'_>) -> anyhow::Result<Sheet> {
    match command {
        Command::Table(args) => table::sheet(args, ground),
        Command::Similar(args) => similar::sheet(args, ground),
        Command::Coverage(args) => coverage::sheet(args, ground),
        Command::Trend(args) => trend::sheet(args, ground),
        Command::Facets(args) => facets::sheet(args, ground),
        _ => bail!("no command of figures"),
    }
}

/// Of which reports a command of figures asks, with which rules and verdicts.
pub(in crate::commands) fn ground_of(command: &Command) -> Option<&GroundArgs> {
    match command {
        Command::Table(args) => Some(&args.ground),
        Command::Similar(args) => Some(&args.ground),
        Command::Coverage(args) => Some(&args.ground),
        Command::Trend(args) => Some(&args.ground),
        Command::Facets(args) => Some(&args.ground),
        _ => None,
    }
}

/// Writes the table that answers a command of figures, as the command says.
///
/// # Errors
/// When it cannot be counted or written.
pub(in crate::commands) fn write(
    command: &Command,
    (ground, words): (&Ground<'_>, &[String]),
    out: &mut dyn std::io::Write,
) -> anyhow::Result<Put> {
    match command {
        Command::Coverage(args) => coverage::write(args, (ground, words), out),
        Command::Table(args) => table::write(args, (ground, words), out),
        Command::Similar(args) => similar::write(args, (ground, words), out),
        Command::Trend(args) => trend::write(args, (ground, words), out),
        Command::Facets(args) => facets::write(args, (ground, words), out),
        _ => bail!("no command of figures"),
    }
}
