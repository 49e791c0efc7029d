//! The house rules that a compiler does not know: layers, sizes, and words that do not belong.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::project;

/// The layers from the lowest up; those in one row do not know each other.
const LAYERS: &[&[&str]] = &[
    &["model"],
    &["parse"],
    &["corpus"],
    &["rules", "search", "compare", "synth"],
    &["review", "triage", "figures"],
    &["config"],
    &["tui"],
    &["commands", "cli"],
    // Not part of the program.
    &["fuzzing"],
];

/// The Rust files below a folder, those that hold nothing but tests left out.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.to_string_lossy().ends_with("tests") {
                files.extend(rust_files(&path));
            }
        } else if path.extension().is_some_and(|e| e == "rs") && !path.to_string_lossy().ends_with("tests.rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

/// The module a file of `src` belongs to.
fn module_of(file: &Path) -> String {
    let relative = file.strip_prefix(project("src")).unwrap();
    let first = relative.components().next().unwrap().as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// The modules of the crate that a line of code names.
fn modules_named(line: &str) -> Vec<&str> {
    let code = line.split("//").next().unwrap();
    code.match_indices("crate::")
        .filter_map(|(at, found)| code.get(at + found.len()..))
        .filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next())
        .filter(|name| layer(name).is_some())
        .collect()
}

#[test]
fn arrows_go_down_only() {
    let mut upward = Vec::new();
    for file in rust_files(&project("src")) {
        let module = module_of(&file);
        let Some(own) = layer(&module) else { continue };
        for (number, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            for named in modules_named(line) {
                let other = layer(named).unwrap();
                // `commands` and `cli` are two halves of one thing.
                let neighbours = own == other && module != named && !LAYERS[own].contains(&"commands");
                if other > own || neighbours {
                    upward.push(format!("{}:{}: {module} names {named}", file.display(), number + 1));
                }
            }
        }
    }
    assert!(upward.is_empty(), "upward arrows:\n{}", upward.join("\n"));
}

#[test]
fn only_some_modules_touch_files_and_terminals() {
    let check = |word: &str, allowed: &[&str]| {
        for file in rust_files(&project("src")) {
            let text = fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            let module = module_of(&file);
            assert!(
                !code.contains(word) || allowed.contains(&module.as_str()),
                "{}: only {allowed:?} may name {word}",
                file.display()
            );
        }
    };
    check("std::fs", &["corpus", "review", "triage", "config", "commands", "fuzzing"]);
    check("File::open", &["corpus", "review", "config"]);
    check("crossterm", &["tui"]);
    check("ratatui", &["tui"]);
    check("fuzzy_matcher", &["search"]);
}

#[test]
fn fuzzy_matcher_has_one_home() {
    let named = |file: &PathBuf| fs::read_to_string(file).unwrap().contains("use fuzzy_matcher::");
    let homes: Vec<_> = rust_files(&project("src")).into_iter().filter(named).collect();
    assert_eq!(homes.len(), 1, "{homes:?}");
}

#[test]
fn files_open_with_what_they_own() {
    for file in rust_files(&project("src")) {
        let text = fs::read_to_string(&file).unwrap();
        let first = text.lines().next().unwrap_or_default();
        let opens = first.starts_with("//!") || first.starts_with("#![doc = include_str!");
        assert!(opens, "{} does not say what it owns", file.display());
    }
}

#[test]
fn files_and_names_stay_small_and_plain() {
    for file in rust_files(&project("src")) {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let vague = ["utils", "util", "helpers", "helper", "common", "manager", "misc"];
        assert!(!vague.contains(&name.as_str()), "{} has a name that says nothing", file.display());
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap().lines().count();
        assert!(code <= 450, "{} has {code} lines of code: is there a missing idea?", file.display());
        for mark in
            [concat!("#[ign", "ore"), concat!("to", "do!("), concat!("unimpl", "emented!("), concat!("FIX", "ME")]
        {
            assert!(!text.contains(mark), "{} holds {mark}", file.display());
        }
    }
}
