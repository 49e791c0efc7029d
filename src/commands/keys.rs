//! `jianbao keys`: the key table as `interface.toml` may have it, and what is wrong with such a file.

use std::io::{self, Write};
use std::path::Path;

use crate::commands::Outcome;
use crate::config::interface::Interface;
use crate::model::printable::printable;
use crate::tui;

/// Prints the keys with those of a file in place, or what is wrong with it.
///
/// # Errors
/// When it cannot be written.
pub fn run(file: Option<&Path>, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let interface = Interface::load(file);
    match tui::keys_in_toml(&interface) {
        Ok(text) => {
            out.write_all(text.as_bytes())?;
            Ok(Outcome::Clean)
        }
        Err(faults) => {
            let path =
                interface.path.map(|path| printable(&path.display().to_string()).into_owned()).unwrap_or_default();
            for fault in faults {
                writeln!(io::stderr(), "{path}: {}", printable(&fault))?;
            }
            Ok(Outcome::Findings)
        }
    }
}
