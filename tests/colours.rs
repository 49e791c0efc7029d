//! Colours as the command line and `interface.toml` ask for them.

use std::fs;
use std::path::Path;

use crate::support::jianbao;

/// The list of flags with colours, as these arguments make it.
fn shown(arguments: &[&str], dump: &str) -> String {
    let output = jianbao().args(["--view", "flags", "--dump", dump]).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A screen without its escape sequences.
fn text_of(ansi: &str) -> String {
    let mut parts = ansi.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or("", |(_, rest)| rest))
}

#[test]
fn a_screen_has_the_colours_asked_for_and_the_same_text() {
    let check = |arguments: &[&str], has: &[&str], has_not: &[&str]| {
        let screen = shown(arguments, "ansi");
        assert_eq!(text_of(&screen), shown(arguments, "text"), "{arguments:?}");
        for part in has {
            assert!(screen.contains(part), "{arguments:?} lacks {part}");
        }
        for part in has_not {
            assert!(!screen.contains(part), "{arguments:?} has {part}");
        }
    };
    check(&[], &["\x1b[1;31m"], &["8;2;", "8;5;"]);
    check(&["--theme", "dark"], &["48;2;"], &[]);
    check(&["--theme", "light", "--colour", "256"], &["48;5;"], &["8;2;"]);
    check(&["--theme", "dark", "--colour", "16"], &["\x1b[1;31m"], &["8;2;", "8;5;"]);
    check(&["--theme", "dark", "--color", "none"], &["\x1b[1m", "7m"], &["3;2", "8;5", ";31m", "\x1b[36m"]);
}

#[test]
fn a_theme_of_the_user_holds_or_is_told_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    let with = |text: &str, arguments: &[&str]| {
        let path = dir.path().join("interface.toml");
        fs::write(&path, text).unwrap();
        let path: &Path = &path;
        shown(&[arguments, &["--interface", path.to_str().unwrap()]].concat(), "ansi")
    };
    let own = "theme = \"dark\"\n[colours]\nerror = \"underlined #123456\"\n";
    let screen = with(own, &[]);
    assert!(screen.contains("38;2;18;52;86") && screen.contains("48;2;20;23;28"), "{screen}");
    assert!(!with(own, &["--theme", "terminal"]).contains("48;2;20;23;28"), "the option goes before the file");
    assert!(with(own, &["--colour", "none"]) == with("", &["--colour", "none"]));
    let told = with("theme = \"dark\"\n[colours]\neror = \"red\"\n", &[]);
    assert!(told.contains("第3行") && told.contains("eror") && !told.contains("48;2;"), "{told}");
}
