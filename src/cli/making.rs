//! Arguments of the commands that make something: a corpus, its index, a corpus for trials.

use std::path::PathBuf;

use clap::Args;

use crate::cli::RuleArgs;

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
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct IndexArgs {
    /// What the inspector takes
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// What the crawler knew of the raw reports, as CSV or JSON Lines; manifest.csv in a folder is found by itself
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    #[command(flatten)]
    pub rules: RuleArgs,
    /// Put it beside the one PATH rather than into the user's cache
    #[arg(long, conflicts_with_all = ["verify", "remove"])]
    pub beside: bool,
    /// Make it anew even where there is one that can be used
    #[arg(long, conflicts_with_all = ["verify", "remove"])]
    pub renew: bool,
    /// Compare all files with the index byte for byte, and exit with 1 where it is out of date
    #[arg(long)]
    pub verify: bool,
    /// Remove it
    #[arg(long, conflicts_with = "verify")]
    pub remove: bool,
}

#[derive(Debug, Args)]
pub struct SynthArgs {
    /// How many reports to make
    #[arg(long, value_name = "N")]
    pub reports: u64,
    /// Which corpus to make
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// The share of reports with a flaw, from 0 to 1: a sum that is off, a missing section, a late date …
    #[arg(long, value_name = "RATE", default_value = "0", value_parser = parse_rate)]
    pub flawed: u64,
    /// Write cells without their places, for a smaller file
    #[arg(long)]
    pub bare: bool,
    /// Write here, or with - to standard output as without; the file appears whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// A share, as so many of a million.
fn parse_rate(text: &str) -> Result<u64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    let share: f64 = share.ok_or_else(|| format!("{text:?} is no share from 0 to 1"))?;
    format!("{:.0}", share * 1e6).parse().map_err(|error| format!("{error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares() {
        for (text, millionths) in [("0", 0), ("0.2", 200_000), ("1", 1_000_000), ("0.0000012", 1)] {
            assert_eq!(parse_rate(text), Ok(millionths));
        }
        for bad in ["", "-0.1", "1.1", "NaN", "20%"] {
            assert!(parse_rate(bad).is_err(), "{bad}");
        }
    }
}
