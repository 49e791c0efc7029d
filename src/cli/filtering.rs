//! Arguments of whatever writes only what a filter lets in.

use clap::Args;

use crate::cli::reviewing::parse_percent;
use crate::review::Portion;

/// What is wanted of a corpus, in the words of the inspector's filter.
#[derive(Debug, Clone, Default, Args)]
pub struct FilterArgs {
    /// Only what the inspector lists with this filter (&): 'region:江苏 sev:>=w verdict:none 新收:>100'
    ///
    /// Of flags those of the review queue alone, and those taken as known (存量) only where the filter asks for them;
    /// an empty filter lists what the inspector lists without one. Standard input is read to its end first.
    #[arg(long = "where", value_name = "QUERY")]
    pub query: Option<String>,
    /// With --where the flags for information and about our copy too, as C in the inspector
    #[arg(long, requires = "query")]
    pub everything: bool,
    /// With --where only a reviewer's share of the agencies, as in the inspector
    #[arg(long, value_name = "K/N", requires = "query")]
    pub share: Option<Portion>,
    /// So much of all is judged by two; what the other said of it is left out until the reviewer decided, too
    #[arg(long, value_name = "PERCENT", value_parser = parse_percent, requires = "share")]
    pub double: Option<u32>,
    /// Whose share it is
    #[arg(long, value_name = "NAME", requires = "share")]
    pub reviewer: Option<String>,
}
