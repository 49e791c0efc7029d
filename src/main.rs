//! The thin binary: arguments in, exit code out.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    jianbao::commands::main(jianbao::cli::Cli::try_parse())
}
