//! `jianbao completions` and `jianbao man`: what shells and `man` want to know of the command line, made from the
//! same types that parse it.

use std::io::Write;
use std::path::Path;

use anyhow::Context as _;
use clap::CommandFactory as _;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::cli::Cli;
use crate::commands::Outcome;
use crate::commands::output::write_whole;

const NAME: &str = "jianbao";

/// Prints the completions for a shell.
///
/// # Errors
/// When they cannot be written.
pub fn completions(shell: Shell, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    // What makes them may not fail, and so does not know of pipes that are closed.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), NAME, &mut script);
    out.write_all(&script)?;
    Ok(Outcome::Clean)
}

/// Prints the manual page, or writes those of all commands into a folder.
///
/// # Errors
/// When one cannot be written.
pub fn man(folder: Option<&Path>, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let mut command = Cli::command();
    command.build();
    let Some(folder) = folder else {
        Man::new(command).render(out)?;
        return Ok(Outcome::Clean);
    };
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let page = |command: clap::Command, name: &str| {
        let path = folder.join(format!("{name}.1"));
        write_whole(&path, |out| Ok(Man::new(command).title(name).render(out)?))?;
        anyhow::Ok(path)
    };
    for inner in command.get_subcommands() {
        let name = format!("{NAME}-{}", inner.get_name());
        let path = page(inner.clone().display_name(name.clone()), &name)?;
        writeln!(out, "{}", path.display())?;
    }
    writeln!(out, "{}", page(command.clone(), NAME)?.display())?;
    Ok(Outcome::Clean)
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::*;

    fn text(write: impl FnOnce(&mut dyn Write) -> anyhow::Result<Outcome>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_shell_completes_every_command() {
        for shell in Shell::value_variants() {
            let script = text(|out| completions(*shell, out));
            for command in Cli::command().get_subcommands() {
                assert!(script.contains(command.get_name()), "{shell}: {}", command.get_name());
            }
            assert!(script.contains("fail-on"), "{shell}");
        }
    }

    #[test]
    fn every_command_has_its_page() {
        let main = text(|out| man(None, out));
        assert!(main.contains(".TH jianbao 1") && main.contains("jianbao\\-check(1)"), "{main}");
        let dir = tempfile::tempdir().unwrap();
        let written = text(|out| man(Some(dir.path()), out));
        assert_eq!(written.lines().count(), Cli::command().get_subcommands().count() + 1);
        for path in written.lines() {
            let page = std::fs::read_to_string(path).unwrap();
            assert!(page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"), "{path}");
        }
        let check = std::fs::read_to_string(dir.path().join("jianbao-check.1")).unwrap();
        assert!(check.contains("\\-\\-fail\\-on") && check.contains(".TH jianbao-check 1"), "{check}");
    }
}
