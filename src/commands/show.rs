//! `jianbao show`: a report, one of its cells, or a flag, as the report view shows them.

use std::io::Write;

use crate::cli::ShowArgs;
use crate::commands::Outcome;

pub fn run(_args: &ShowArgs, _out: &mut dyn Write) -> anyhow::Result<Outcome> {
    anyhow::bail!("written next")
}
