//! The rules in force: what `jianbao.toml` says, and over it what the command line says.

use std::path::PathBuf;

use crate::cli::RuleArgs;
use crate::config::{Config, FailOn};
use crate::rules::{Selection, Wishes};

/// What a run does with the rules.
#[derive(Debug)]
pub(super) struct InForce {
    pub selection: Selection,
    /// What the configuration wants a run to fail on.
    pub fail_on: Option<FailOn>,
    /// The configuration that was read.
    pub config: Option<PathBuf>,
}

impl InForce {
    /// The rules for these reports.
    ///
    /// # Errors
    /// When a configuration cannot be read or used, or a word names no rule.
    pub(super) fn load(args: &RuleArgs, paths: &[PathBuf]) -> anyhow::Result<Self> {
        let Config { path, wishes, fail_on, .. } = Config::load(args.config.as_deref(), paths)?;
        Ok(Self { selection: Selection::wished(&over(wishes, args))?, fail_on, config: path })
    }
}

/// What is wanted in the end. Rules chosen on the command line are chosen anew, whatever the file chooses
/// or leaves out; rules left out there are left out besides.
fn over(file: Wishes, args: &RuleArgs) -> Wishes {
    let chosen = !(args.preset.is_empty() && args.select.is_empty());
    let (preset, select, left_out) = if chosen {
        (args.preset.clone(), args.select.clone(), Vec::new())
    } else {
        (file.preset, file.select, file.ignore)
    };
    Wishes { preset, select, ignore: [left_out, args.ignore.clone()].concat(), ..file }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_wins() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let file = || Wishes { select: words(&["T3"]), ignore: words(&["T3-ROW"]), ..Wishes::default() };
        let check = |preset: &[&str], select: &[&str], ignore: &[&str], expected: [&[&str]; 3]| {
            let args = RuleArgs { preset: words(preset), select: words(select), ignore: words(ignore), config: None };
            let Wishes { preset, select, ignore, .. } = over(file(), &args);
            assert_eq!([preset, select, ignore], expected.map(words));
        };
        check(&[], &[], &[], [&[], &["T3"], &["T3-ROW"]]);
        check(&[], &[], &["T3-BAL"], [&[], &["T3"], &["T3-ROW", "T3-BAL"]]);
        check(&[], &["T3-ROW"], &[], [&[], &["T3-ROW"], &[]]);
        check(&["时效"], &[], &["D-LATE"], [&["时效"], &[], &["D-LATE"]]);
    }
}
