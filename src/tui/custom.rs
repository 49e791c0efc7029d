//! What the user's `interface.toml` changes of the screens, and what is wrong with it: told, and then as
//! if it were not there.

use std::sync::Arc;

use crate::config::interface::{At, Interface};
use crate::model::printable::printable;
use crate::tui::keymap::{self, Keymap};
use crate::tui::state::State;
use crate::tui::strings::{self, Language};

/// Something wrong in the file, in words, with its line.
pub fn faults(interface: &Interface) -> Vec<String> {
    let at = |wrong: &At<String>| strings::in_line(wrong.line, &wrong.value);
    let mut found: Vec<String> = interface.wrong.iter().map(at).collect();
    if let Some(word) = interface.language.as_ref().filter(|word| named(&word.value).is_none()) {
        found.push(strings::in_line(word.line, &strings::no_language(&word.value)));
    }
    if let Err(wrong) = keymap::changed(&interface.bindings) {
        found.extend(wrong.iter().map(strings::fault));
    }
    found
}

fn named(language: &str) -> Option<Language> {
    match language {
        "zh" => Some(Language::Chinese),
        "en" => Some(Language::English),
        _ => None,
    }
}

/// The language it asks for.
pub fn language_of(interface: &Interface) -> Option<Language> {
    named(&interface.language.as_ref()?.value)
}

/// The keys with those of the user in place.
///
/// # Errors
/// All that is wrong with the file, in words.
pub fn keys(interface: &Interface) -> Result<Keymap, Vec<String>> {
    let faults = faults(interface);
    if faults.is_empty() { keymap::changed(&interface.bindings).map_err(|_| faults) } else { Err(faults) }
}

/// Gives the state the keys of the user, or tells why they do not hold.
pub fn settle(state: &mut State, interface: &Interface) {
    match keys(interface) {
        Ok(keys) => state.keymap = Arc::new(keys),
        Err(faults) => {
            // The name alone, so that the line is in sight; `jianbao keys` tells all.
            let name = interface.path.as_ref().and_then(|path| path.file_name()).unwrap_or_default();
            let path = name.to_string_lossy();
            let path = printable(&path);
            let first = faults.first().map(String::as_str).unwrap_or_default();
            state.tell(strings::wrong_interface(&path, first, faults.len().saturating_sub(1)));
        }
    }
}
