//! `--limit`: how much of any input is read. In `search` the same word says how many hits are printed.

use crate::model::limits::Limits;

/// What follows `--limit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LimitArg {
    /// The limits there are, to be printed.
    Help,
    /// A limit of the input, known and of a value it can have.
    Input { name: String, value: String },
    /// The most hits to print.
    Hits(usize),
}

/// Reads `NAME=VALUE`.
pub(super) fn parse_limit(text: &str) -> Result<LimitArg, String> {
    if text == "help" {
        return Ok(LimitArg::Help);
    }
    let (name, value) =
        text.split_once('=').ok_or("write it as NAME=VALUE, as in file=512M; --limit help lists all")?;
    let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
    Limits::default().set(&name, &value).map_err(|wrong| wrong.to_string())?;
    Ok(LimitArg::Input { name, value })
}

/// Reads `NAME=VALUE`, or a number of hits.
pub(super) fn parse_limit_or_hits(text: &str) -> Result<LimitArg, String> {
    match text.parse() {
        Ok(hits) => Ok(LimitArg::Hits(hits)),
        Err(_) if text.contains('=') || text == "help" => parse_limit(text),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::{Cli, Command};

    fn input(name: &str, value: &str) -> LimitArg {
        LimitArg::Input { name: name.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn every_command_takes_limits() {
        let limits = |words: &str| Cli::try_parse_from(words.split(' ')).map(|cli| cli.limits);
        let two = [input("file", "1G"), input("pdf-time", "90s")];
        assert_eq!(limits("jianbao check a --limit file=1G --limit pdf-time=90s").unwrap(), two);
        assert_eq!(limits("jianbao --limit file=1G a --limit pdf-time=90s").unwrap(), two);
        assert_eq!(limits("jianbao rules --limit help").unwrap(), [LimitArg::Help]);
        for wrong in ["file", "file=", "file=1X", "fiel=1M", "=1M", "depth=0", "50"] {
            assert!(limits(&format!("jianbao check a --limit {wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn search_knows_both() {
        let parsed = |words: &str| {
            let cli = Cli::try_parse_from(words.split(' ')).unwrap();
            let Some(Command::Search(args)) = &cli.command else { panic!("{words}") };
            (args.most_hits(), cli.limits.into_iter().filter(|limit| !matches!(limit, LimitArg::Hits(_))).collect())
        };
        assert_eq!(parsed("jianbao search a q"), (50, Vec::new()));
        assert_eq!(parsed("jianbao search a q --limit 7"), (7, Vec::new()));
        assert_eq!(parsed("jianbao search a q --limit 7 --limit file=1G"), (7, vec![input("file", "1G")]));
        assert_eq!(parsed("jianbao search a q --limit file=1G"), (50, vec![input("file", "1G")]));
        assert!(Cli::try_parse_from(["jianbao", "search", "a", "q", "--limit", "some"]).is_err());
    }
}
