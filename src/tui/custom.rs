//! What the user's `interface.toml` changes of the screens, and what is wrong with it: told, and then as
//! if it were not there.

use std::sync::Arc;

use crate::config::interface::{At, Interface};
use crate::model::printable::printable;
use crate::tui::colour::Depth;
use crate::tui::keymap::{self, Keymap};
use crate::tui::look::look;
use crate::tui::state::State;
use crate::tui::strings::{self, Language};
use crate::tui::theme::{CANVAS, Named, Role, Theme};

/// Something wrong in the file, in words, with its line.
pub fn faults(interface: &Interface) -> Vec<String> {
    let at = |wrong: &At<String>| strings::in_line(wrong.line, &wrong.value);
    let mut found: Vec<String> = interface.wrong.iter().map(at).collect();
    if let Some(word) = interface.language.as_ref().filter(|word| named(&word.value).is_none()) {
        found.push(strings::in_line(word.line, &strings::no_language(&word.value)));
    }
    if let Some(word) = interface.theme.as_ref().filter(|word| Named::of(&word.value).is_none()) {
        found.push(strings::in_line(word.line, &strings::no_theme(&word.value)));
    }
    for (name, words) in &interface.colours {
        let is_role = name == CANVAS || Role::ALL.into_iter().any(|role| role.id() == name);
        if !is_role {
            found.push(strings::in_line(words.line, &strings::no_role(name)));
        } else if let Err(word) = look(&words.value) {
            found.push(strings::in_line(words.line, &strings::no_look(name, word)));
        }
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

/// The theme of the user in so many colours; `asked` goes before the one that the file names. A file with
/// something wrong is as if it were not there.
pub fn theme(interface: &Interface, asked: Option<Named>, depth: Depth) -> Theme {
    if !faults(interface).is_empty() {
        return Theme::new(asked.unwrap_or_default(), depth);
    }
    let told = interface.theme.as_ref().and_then(|word| Named::of(&word.value));
    let looks: Vec<_> =
        interface.colours.iter().filter_map(|(name, words)| Some((name.as_str(), look(&words.value).ok()?))).collect();
    Theme::new(asked.or(told).unwrap_or_default(), depth).with(&looks, depth)
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

#[cfg(test)]
mod tests {
    use ratatui::style::{Color, Modifier, Style};

    use super::*;

    fn interface(theme: &str, colours: &[(&str, &str)]) -> Interface {
        let at = |line, value: &str| At { value: value.to_owned(), line };
        Interface {
            theme: Some(at(1, theme)),
            colours: (3..).zip(colours).map(|(line, (name, look))| ((*name).to_owned(), at(line, look))).collect(),
            ..Interface::default()
        }
    }

    #[test]
    fn colours_of_the_user_stand_in_the_theme_they_name() {
        let file = interface("dark", &[("error", "bold #ff5555"), ("canvas", "on #000000")]);
        assert_eq!(faults(&file), Vec::<String>::new());
        let built_in = Theme::new(Named::Dark, Depth::True);
        let theme = theme(&file, None, Depth::True);
        let red = Color::Rgb(255, 85, 85);
        assert_eq!(theme.style(Role::Error), Style::new().fg(red).add_modifier(Modifier::BOLD));
        assert_eq!(theme.canvas(), built_in.canvas().bg(Color::Rgb(0, 0, 0)));
        assert_eq!(theme.style(Role::Good), built_in.style(Role::Good));
        let of_16 = super::theme(&file, None, Depth::Sixteen);
        assert_eq!(of_16.style(Role::Error).fg, Some(Color::LightRed));
        let asked = super::theme(&file, Some(Named::Light), Depth::True);
        assert_eq!(asked.style(Role::Good), Theme::new(Named::Light, Depth::True).style(Role::Good));
        let mono = super::theme(&file, None, Depth::None);
        assert_eq!(mono, Theme::new(Named::Terminal, Depth::None));
    }

    #[test]
    fn what_is_wrong_with_a_theme_has_its_line() {
        let check = |file: &Interface, line: usize, said: &str| {
            let found = faults(file);
            let [fault] = found.as_slice() else { panic!("{found:?}") };
            assert!(fault.contains(&format!("第{line}行")) && fault.contains(said), "{fault}");
            assert_eq!(theme(file, None, Depth::True), Theme::default());
        };
        check(&interface("drak", &[]), 1, "drak");
        check(&interface("dark", &[("text", ""), ("eror", "red")]), 4, "eror");
        check(&interface("dark", &[("error", "bold rde")]), 3, "rde");
    }
}
