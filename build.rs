//! Tells the program what it was built from, for `jianbao --version`.

use std::env;
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    tell("JIANBAO_TARGET", &variable("TARGET"));
    let rustc = output(Command::new(variable("RUSTC")).arg("--version")).unwrap_or_default();
    tell("JIANBAO_RUSTC", rustc.split('(').next().unwrap_or_default().trim());
    // A commit of a build that is made anew with every change says nothing, and would make each commit a build.
    let is_release = variable("PROFILE") == "release";
    tell("JIANBAO_COMMIT", &if is_release { commit() } else { "debug build".to_owned() });
}

/// The commit of the sources and its day; with a `+` where files of it were changed since.
fn commit() -> String {
    let git = |arguments: &[&str]| output(Command::new("git").args(arguments));
    // The repository of a package that was unpacked into another one says nothing of it.
    if !Path::new(".git").exists() {
        return packaged().unwrap_or_else(|| "commit unknown".to_owned());
    }
    for moves in ["HEAD", "logs/HEAD"] {
        if let Some(path) = git(&["rev-parse", "--git-path", moves]) {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    println!("cargo:rerun-if-changed=src");
    let Some(commit) = git(&["log", "-1", "--format=%h %cs", "--abbrev=9"]) else { return "commit unknown".to_owned() };
    let is_changed =
        git(&["status", "--porcelain", "--", "src", "Cargo.toml", "Cargo.lock"]).is_none_or(|out| !out.is_empty());
    if is_changed { commit.replacen(' ', "+ ", 1) } else { commit }
}

/// The commit that `cargo package` wrote down.
fn packaged() -> Option<String> {
    let text = std::fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, rest) = text.split_once("\"sha1\":")?;
    rest.split('"').nth(1)?.get(..9).map(str::to_owned)
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}

fn output(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn tell(name: &str, value: &str) {
    println!("cargo:rustc-env={name}={value}");
}
