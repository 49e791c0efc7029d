//! The user's editor: which one it is, how it is told a line, and running it. The terminal is none of
//! its business.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus};

/// Editors and pagers that stand in where none is named.
const FALLBACKS: &[&str] = &["vi", "nano", "less"];

/// The command that opens files: of `$VISUAL`, else of `$EDITOR`, else the first of the usual ones that is
/// there. `None` where there is none.
pub fn of_environment() -> Option<Vec<String>> {
    let named = ["VISUAL", "EDITOR"].map(|name| std::env::var(name).unwrap_or_default());
    choose(&named, &is_there)
}

fn choose(named: &[String], is_there: &dyn Fn(&str) -> bool) -> Option<Vec<String>> {
    let named = named.iter().map(|command| split(command)).find(|command| !command.is_empty());
    named.or_else(|| FALLBACKS.iter().find(|name| is_there(name)).map(|name| vec![(*name).to_owned()]))
}

/// Whether a program of this name stands where programs are looked for.
fn is_there(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

/// The words of a command, as a shell parts them: by blanks outside of quotation marks, a backslash takes
/// the next character as it is.
fn split(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = command.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(chars.next()),
            (None, _) if c.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// What an editor is given to open a file at a line.
fn arguments(program: &str, file: &Path, line: usize) -> Vec<OsString> {
    let name = Path::new(program).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    // A name that begins like an option would be one: editors run what stands behind `+` and `-c`.
    let is_option = file.as_os_str().as_encoded_bytes().first().is_some_and(|first| matches!(first, b'-' | b'+'));
    let file = &if is_option { Path::new(".").join(file) } else { file.to_owned() };
    let at = || {
        let mut place = file.as_os_str().to_owned();
        place.push(format!(":{line}"));
        place
    };
    match name.as_str() {
        "vi" | "vim" | "nvim" | "view" | "gvim" | "nano" | "pico" | "emacs" | "emacsclient" | "kak" | "micro"
        | "joe" | "mg" | "less" | "more" | "most" => vec![format!("+{line}").into(), file.into()],
        "hx" | "helix" | "subl" | "zed" => vec![at()],
        "code" | "codium" | "code-insiders" | "cursor" => vec!["-g".into(), at()],
        // Of others it is not known how they take a line.
        _ => vec![file.into()],
    }
}

/// Runs an editor on a file until it ends.
///
/// # Errors
/// When it cannot be started.
pub fn run(command: &[String], file: &Path, line: usize) -> io::Result<ExitStatus> {
    let Some((program, given)) = command.split_first() else { return Err(io::ErrorKind::NotFound.into()) };
    Command::new(program).args(given).args(arguments(program, file, line)).status()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_parted_as_shells_part_them() {
        let check = |command: &str, expected: &[&str]| assert_eq!(split(command), expected, "{command}");
        check("", &[]);
        check("  ", &[]);
        check("vim", &["vim"]);
        check(" code  --wait ", &["code", "--wait"]);
        check("'/opt/my editor/bin/ed' -x", &["/opt/my editor/bin/ed", "-x"]);
        check(r#"emacs --eval "(a \"b\")" ''"#, &["emacs", "--eval", "(a \"b\")", ""]);
        check(r"a\ b 'c\d'", &["a b", r"c\d"]);
        check("a'b'c \"open", &["abc", "open"]);
    }

    #[test]
    fn lines_are_said_as_each_editor_takes_them() {
        let check = |program: &str, expected: &[&str]| {
            assert_eq!(arguments(program, Path::new("甲.txt"), 12), expected, "{program}");
        };
        for program in ["vi", "/usr/bin/vim", "nvim", "nano", "emacs", "less"] {
            check(program, &["+12", "甲.txt"]);
        }
        for name in ["+!sh.txt", "-c:!sh.txt"] {
            assert_eq!(arguments("vi", Path::new(name), 1).last().unwrap(), &*format!("./{name}"));
        }
        check("hx", &["甲.txt:12"]);
        check("code", &["-g", "甲.txt:12"]);
        check("/opt/ed", &["甲.txt"]);
    }

    #[test]
    fn the_editor_that_is_named_first_is_run() {
        let named = |visual: &str, editor: &str| [visual.to_owned(), editor.to_owned()];
        let only_nano = |name: &str| name == "nano";
        let check = |named: [String; 2], there: &dyn Fn(&str) -> bool, expected: Option<&str>| {
            assert_eq!(choose(&named, there).map(|command| command.join(" ")).as_deref(), expected);
        };
        check(named("code -w", "vi"), &only_nano, Some("code -w"));
        check(named(" ", "hx"), &only_nano, Some("hx"));
        check(named("", ""), &only_nano, Some("nano"));
        check(named("", ""), &|_| false, None);
    }
}
