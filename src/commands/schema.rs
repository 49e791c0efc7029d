//! `jianbao schema`: the corpus format as a JSON Schema.

use std::io::Write;

use crate::commands::Outcome;

/// The schema of one line of a corpus.
pub const SCHEMA_JSON: &str = include_str!("../model/schema.json");

pub fn run(out: &mut dyn Write) -> anyhow::Result<Outcome> {
    out.write_all(SCHEMA_JSON.as_bytes())?;
    Ok(Outcome::Clean)
}
