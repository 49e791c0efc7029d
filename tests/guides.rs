//! The guides in `docs/`: every command in them is one of the program, every link leads somewhere, and the changes
//! they walk through can be made to the sources as they are.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use clap::Parser as _;

use crate::support::project;

fn guides() -> Vec<(PathBuf, String)> {
    let files = std::fs::read_dir(project("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|ending| ending == "md")).collect();
    files.push(project("README.md"));
    files.sort();
    assert!(files.len() > 5, "{files:?}");
    files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(&path).unwrap())).collect()
}

/// The blocks of a guide that are marked so.
fn blocks<'a>(text: &'a str, mark: &str) -> Vec<&'a str> {
    let opens = format!("\n```{mark}\n");
    text.split(&opens).skip(1).map(|rest| rest.split("\n```").next().unwrap()).collect()
}

#[test]
fn commands_are_commands() {
    let mut tried = BTreeSet::new();
    for (path, text) in guides() {
        let lines = blocks(&text, "sh").into_iter().flat_map(str::lines);
        for line in lines.filter(|line| line.starts_with("jianbao ")) {
            let all = shlex::split(line).unwrap_or_else(|| panic!("{}: {line}", path.display()));
            // Up to where the shell goes on with something else.
            let ends = all.iter().position(|word| word == ">" || word.ends_with(';')).unwrap_or(all.len());
            let semicolon = all.get(ends).and_then(|word| word.strip_suffix(';')).map(str::to_owned);
            let words: Vec<String> = all[..ends].iter().cloned().chain(semicolon).collect();
            let parsed = jianbao::cli::Cli::try_parse_from(&words);
            assert!(parsed.is_ok(), "{}: {line}\n{}", path.display(), parsed.unwrap_err());
            tried.insert(line.to_owned());
        }
    }
    assert!(tried.len() > 40, "{}", tried.len());
}

#[test]
fn links_lead_somewhere() {
    for (path, text) in guides() {
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap();
            let leads = file.is_empty() || file.contains("://") || path.with_file_name(file).exists();
            assert!(leads, "{}: {link}", path.display());
        }
    }
}

#[test]
fn changes_can_be_made() {
    let text = std::fs::read_to_string(project("docs/extending.md")).unwrap();
    let changes = blocks(&text, "diff");
    assert_eq!(changes.len(), 3);
    for change in changes {
        // Outside of a repository as well as in one.
        let mut apply = Command::new("git")
            .args(["apply", "--check", "--whitespace=nowarn", "-"])
            .current_dir(project(""))
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        apply.stdin.take().unwrap().write_all(format!("{change}\n").as_bytes()).unwrap();
        let output = apply.wait_with_output().unwrap();
        assert!(output.status.success(), "{}\n{change}", String::from_utf8_lossy(&output.stderr));
    }
}
