//! What the program is built from: every crate is from the registry, under a licence that `deny.toml` allows, for
//! the Rust version that we name, and none of those that it bans. `cargo deny check` does the same and more; this
//! needs nothing installed.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::support::project;

fn metadata() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", env!("JIANBAO_TARGET")])
        .current_dir(project(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn configuration() -> toml::Table {
    std::fs::read_to_string(project("deny.toml")).unwrap().parse().unwrap()
}

fn texts(list: &toml::Value, field: Option<&str>) -> BTreeSet<String> {
    let text = |value: &toml::Value| field.map_or(value, |field| &value[field]).as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(text).collect()
}

/// Whether an expression of licences can be met by those allowed. `/` is an old way to write `OR`.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let plain = expression.replace('/', " OR ").replace(['(', ')'], " ");
    // Brackets around alternatives inside of an AND are taken apart by it: each part has to be met.
    plain.split(" AND ").all(|part| part.split(" OR ").any(|licence| allowed.contains(licence.trim())))
}

/// A version of Rust, as numbers that compare.
fn rust(version: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = version.split('.').map(|part| part.parse().unwrap()).collect();
    parts.resize(3, 0);
    parts
}

#[test]
fn what_it_is_built_from_is_what_deny_allows() {
    let (metadata, configuration) = (metadata(), configuration());
    let allowed = texts(&configuration["licenses"]["allow"], None);
    let banned = texts(&configuration["bans"]["deny"], Some("name"));
    let ours = rust("1.95");
    let mut wrong = Vec::new();
    let packages = metadata["packages"].as_array().unwrap();
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or_default();
        if !is_allowed(licence, &allowed) {
            wrong.push(format!("{name}: licence {licence:?}"));
        }
        if banned.contains(name) {
            wrong.push(format!("{name} is banned"));
        }
        let source = package["source"].as_str();
        if source.is_some_and(|source| !source.starts_with("registry+")) {
            wrong.push(format!("{name} comes from {source:?}"));
        }
        if package["rust_version"].as_str().is_some_and(|version| rust(version) > ours) {
            wrong.push(format!("{name} needs Rust {}", package["rust_version"]));
        }
    }
    assert!(packages.len() > 50 && wrong.is_empty(), "{}", wrong.join("\n"));
    let own = packages.iter().find(|package| package["name"] == "jianbao").unwrap();
    assert_eq!(rust(own["rust_version"].as_str().unwrap()), ours);
}

#[test]
fn licences_are_met_part_by_part() {
    let allowed: BTreeSet<String> = ["MIT", "Unicode-3.0"].map(str::to_owned).into();
    for good in ["MIT", "MIT OR Apache-2.0", "Apache-2.0/MIT", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
        assert!(is_allowed(good, &allowed), "{good}");
    }
    for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "(Apache-2.0 OR GPL-3.0) AND MIT"] {
        assert!(!is_allowed(bad, &allowed), "{bad}");
    }
}
