//! Arguments of all that writes lists: where they go, and how CSV begins.

use std::path::{Path, PathBuf};

use clap::Args;

/// Where a list is written.
#[derive(Debug, Default, Args)]
pub struct FileArgs {
    /// Write here instead of to standard output; the file appears whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Begin CSV with a byte order mark, so that Excel takes it for UTF-8
    #[arg(long)]
    pub bom: bool,
    /// Begin CSV with "# " lines that say what it was made from: program, corpus, command
    #[arg(long)]
    pub header: bool,
}

impl FileArgs {
    /// The ending of the file's name in small letters, by which the format goes where none is given.
    pub fn ending(&self) -> Option<String> {
        let ending = self.output.as_deref().and_then(Path::extension)?;
        Some(ending.to_str()?.to_ascii_lowercase())
    }
}
