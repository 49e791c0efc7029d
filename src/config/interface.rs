//! `interface.toml`: the user's keys, colours and language. Finds and reads it; which verbs and colours
//! there are is known by the screens.

use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::read;

/// The file in the user's folder of configurations.
const NAME: &str = "interface.toml";

/// A value with the line it stands in, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At<T> {
    pub value: T,
    pub line: usize,
}

/// The keys of a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// `views`, `report`: where the verb works.
    pub scope: String,
    pub verb: String,
    /// In place of its usual keys; none leaves it without.
    pub keys: Vec<String>,
    pub line: usize,
}

/// What the user wants of the screens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Interface {
    /// Where it was read from; `None` where there is none.
    pub path: Option<PathBuf>,
    pub language: Option<At<String>>,
    pub theme: Option<At<String>>,
    /// Colours by what they are for, as in `error = "bold red"`.
    pub colours: Vec<(String, At<String>)>,
    pub bindings: Vec<Binding>,
    /// What was not understood, with its line.
    pub wrong: Vec<At<String>>,
}

impl Interface {
    /// What `file` says; without one, `jianbao/interface.toml` in the user's folder of configurations. A file
    /// that cannot be read or understood is told in `wrong`: the screens come up whatever it says.
    pub fn load(file: Option<&Path>) -> Self {
        let Some(path) = file.map(Path::to_owned).or_else(|| usual_place().filter(|path| path.is_file())) else {
            return Self::default();
        };
        let mut interface = match read(&path) {
            Ok(text) => parsed(&text),
            Err(error) => Self { wrong: vec![At { value: error.to_string(), line: 0 }], ..Self::default() },
        };
        interface.path = Some(path);
        interface
    }
}

/// `$XDG_CONFIG_HOME/jianbao/interface.toml`, by default under `~/.config`.
fn usual_place() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("XDG_CONFIG_HOME").or_else(|| Some(set("HOME")?.join(".config")))?;
    Some(folder.join("jianbao").join(NAME))
}

/// ```toml
/// language = "en"
/// theme = "dark"
///
/// [colours]
/// error = "bold #ff5555"
///
/// [keys.views]
/// flags = ["gf", "f3"]      # in place of the usual keys
/// quit = []                 # none
/// ```
fn parsed(text: &str) -> Interface {
    let line = |offset: usize| 1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count();
    let mut found = Interface::default();
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            let at = line(error.span().map_or(0, |span| span.start));
            found.wrong.push(At { value: error.message().replace('\n', ", "), line: at });
            return found;
        }
    };
    for (name, value) in table.get_ref() {
        let at = line(name.span().start);
        match (name.get_ref().as_ref(), value.get_ref()) {
            ("language", DeValue::String(word)) => found.language = Some(At { value: word.to_string(), line: at }),
            ("theme", DeValue::String(word)) => found.theme = Some(At { value: word.to_string(), line: at }),
            ("colours", DeValue::Table(colours)) => found.colours(colours, &line),
            ("keys", DeValue::Table(scopes)) => found.keys(scopes, &line),
            (name, _) => found.wrong(at, format!("{name}: expected language, theme, [colours] or [keys.…]")),
        }
    }
    found
}

impl Interface {
    fn wrong(&mut self, line: usize, value: String) {
        self.wrong.push(At { value, line });
    }

    fn colours(&mut self, colours: &DeTable<'_>, line: &dyn Fn(usize) -> usize) {
        for (name, value) in colours {
            let at = line(name.span().start);
            match value.get_ref() {
                DeValue::String(look) => {
                    self.colours.push((name.get_ref().to_string(), At { value: look.to_string(), line: at }));
                }
                _ => self.wrong(at, format!("colours.{}: expected a string", name.get_ref())),
            }
        }
    }

    fn keys(&mut self, scopes: &DeTable<'_>, line: &dyn Fn(usize) -> usize) {
        for (scope, verbs) in scopes {
            let DeValue::Table(verbs) = verbs.get_ref() else {
                self.wrong(line(scope.span().start), format!("keys.{}: expected a table", scope.get_ref()));
                continue;
            };
            for (verb, keys) in verbs {
                let at = line(verb.span().start);
                let (scope, verb) = (scope.get_ref().to_string(), verb.get_ref().to_string());
                match words(keys) {
                    Some(keys) => self.bindings.push(Binding { scope, verb, keys, line: at }),
                    None => {
                        self.wrong(at, format!("keys.{scope}.{verb}: expected keys, as in \"gf\" or [\"gf\", \"f3\"]"));
                    }
                }
            }
        }
    }
}

/// A string, or a list of strings.
fn words(value: &Spanned<DeValue<'_>>) -> Option<Vec<String>> {
    match value.get_ref() {
        DeValue::String(word) => Some(vec![word.to_string()]),
        DeValue::Array(words) => words
            .iter()
            .map(|word| match word.get_ref() {
                DeValue::String(word) => Some(word.to_string()),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_says() {
        let found = parsed(
            "language = \"en\"\ntheme = \"dark\"\n[colours]\nerror = \"bold red\"\n[keys.views]\nquit = []\nflags = [\"gf\", \"f3\"]\n",
        );
        assert_eq!(found.language, Some(At { value: "en".to_owned(), line: 1 }));
        assert_eq!(found.theme, Some(At { value: "dark".to_owned(), line: 2 }));
        assert_eq!(found.colours, [("error".to_owned(), At { value: "bold red".to_owned(), line: 4 })]);
        let binding = |verb: &str, keys: &[&str], line| Binding {
            scope: "views".to_owned(),
            verb: verb.to_owned(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            line,
        };
        let mut bindings = found.bindings;
        bindings.sort_by_key(|binding| binding.line);
        assert_eq!(bindings, [binding("quit", &[], 6), binding("flags", &["gf", "f3"], 7)]);
        assert_eq!(found.wrong, []);
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let check = |text: &str, line: usize, said: &str| {
            let found = parsed(text);
            let [wrong] = found.wrong.as_slice() else { panic!("{text}: {:?}", found.wrong) };
            assert!(wrong.line == line && wrong.value.contains(said), "{text}: {wrong:?}");
        };
        check("\ncolor = \"x\"", 2, "color");
        check("[keys]\nviews = 1", 2, "keys.views");
        check("[keys.views]\n\nquit = 3", 3, "keys.views.quit");
        check("[colours]\nerror = 1", 2, "colours.error");
        check("theme = \"dark", 1, "");
        check("[keys.views]\nquit = []\nquit = []", 3, "duplicate");
    }

    #[test]
    fn a_file_that_is_not_there_is_told_and_no_hindrance() {
        let dir = tempfile::tempdir().unwrap();
        let found = Interface::load(Some(&dir.path().join("none.toml")));
        assert_eq!(found.wrong.len(), 1);
        assert!(found.path.is_some() && found.bindings.is_empty());
    }
}
