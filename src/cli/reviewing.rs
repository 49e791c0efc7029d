//! Arguments of whatever reads or writes verdicts: where their journals are, and under whose name.

use std::path::PathBuf;

use clap::Args;

/// Where verdicts are, and whose.
#[derive(Debug, Clone, Default, Args)]
pub struct ReviewArgs {
    /// Under whose name verdicts are written; by default the login name
    #[arg(long, value_name = "NAME")]
    pub reviewer: Option<String>,
    /// Where the journals of verdicts are; by default beside the corpus
    #[arg(long, value_name = "DIR")]
    pub review_dir: Option<PathBuf>,
}
