//! Disks that are full or closed, and places that are not there: what cannot be written is told, nothing is half
//! written, and what needs no writing is answered all the same.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::{jianbao, needs};

/// The program with no file growing beyond so many bytes.
fn limited(bytes: u64) -> Option<Command> {
    let has = Command::new("prlimit").arg("--version").output().is_ok_and(|output| output.status.success());
    let mut command = Command::new("prlimit");
    // Without the trap the system would end the program; so it answers that the file is too large.
    command.arg(format!("--fsize={bytes}")).args(["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"]);
    command.arg(env!("CARGO_BIN_EXE_jianbao"));
    needs("prlimit", has).then_some(command)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Commands that write a file, with the ending of its name.
const WRITERS: [(&[&str], &str); 6] = [
    (&["export", "--what", "corpus"], "jsonl"),
    (&["export", "--what", "list"], "csv"),
    (&["check", "--select", "T3", "--fail-on", "never", "--format", "xlsx"], "xlsx"),
    #[cfg(feature = "parquet")]
    (&["export", "--what", "cells"], "parquet"),
    #[cfg(not(feature = "parquet"))]
    (&["export", "--what", "cells"], "csv"),
    (&["check", "--select", "T3", "--fail-on", "never", "--format", "sarif"], "sarif"),
    (&["search", "公开"], "csv"),
];

#[test]
fn a_file_that_cannot_be_written_whole_is_not_there() {
    let dir = tempfile::tempdir().unwrap();
    for (words, ending) in WRITERS {
        let Some(mut command) = limited(1500) else { return };
        let out = dir.path().join(format!("out.{ending}"));
        fs::write(&out, "what was there").unwrap();
        let output = command.args(words).arg("-o").arg(&out).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {}", said(&output));
        assert!(said(&output).contains(&format!("out.{ending}")), "{words:?}: {}", said(&output));
        assert_eq!(fs::read_to_string(&out).unwrap(), "what was there", "{words:?}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "{words:?}: nothing is left beside it");
        fs::remove_file(&out).unwrap();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_standard_output_that_takes_nothing_is_told() {
    let commands: [&[&str]; 5] =
        [&["check", "--select", "T3"], &["search", "公开"], &["export", "--what", "list"], &["rules"], &["coverage"]];
    for words in commands {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_jianbao")).args(words).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {}", said(&output));
        assert!(said(&output).contains("No space left"), "{words:?}: {}", said(&output));
    }
}

fn crawl(dir: &Path) -> String {
    let crawl = dir.join("crawl");
    fs::create_dir(&crawl).unwrap();
    let sample = ::jianbao::corpus::sample();
    for nth in 0..4 {
        fs::write(crawl.join(format!("{nth}.txt")), sample.raw(nth).unwrap().unwrap().text).unwrap();
    }
    crawl.to_str().unwrap().to_owned()
}

#[test]
fn without_a_home_everything_is_answered() {
    let dir = tempfile::tempdir().unwrap();
    let crawl = crawl(dir.path());
    let commands: [&[&str]; 4] = [
        &["check", &crawl, "--select", "T3", "--fail-on", "never"],
        &[&crawl, "--dump", "text", "--keys", "j g f", "--size", "90x24"],
        &["triage", &crawl],
        &["search", &crawl, "公开"],
    ];
    let mut homes: Vec<Vec<(&str, &str)>> = vec![Vec::new()];
    homes.push(vec![("HOME", "/dev/null"), ("TMPDIR", "/nowhere/at/all")]);
    homes.push(vec![("HOME", "relative"), ("XDG_CACHE_HOME", "/dev/null"), ("XDG_STATE_HOME", "/dev/null")]);
    homes.push(vec![("JIANBAO_CACHE", "/dev/null/x"), ("JIANBAO_STATE", "/dev/null/x"), ("TMPDIR", "/dev/null")]);
    for words in commands {
        let plain = jianbao().args(words).env("JIANBAO_CACHE", dir.path()).output().unwrap();
        assert!(!plain.stdout.is_empty(), "{words:?}: {}", said(&plain));
        for home in &homes {
            let mut command = Command::new(env!("CARGO_BIN_EXE_jianbao"));
            let bare = command.env_clear().env("LC_ALL", "zh_CN.UTF-8").envs(home.iter().copied());
            let output = bare.args(words).output().unwrap();
            assert_eq!(output.status.code(), plain.status.code(), "{words:?} {home:?}: {}", said(&output));
            let (said, expected) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&plain.stdout));
            assert_eq!(said, expected, "{words:?} {home:?}");
        }
    }
}

#[test]
fn an_index_that_cannot_be_written_is_told_once_and_missed_by_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let crawl = crawl(dir.path());
    let words = ["check", &crawl, "--select", "T3", "--fail-on", "never"];
    let plain = jianbao().args(words).env("JIANBAO_CACHE", "/dev/null/x").output().unwrap();
    // Where it is asked for it is an error.
    let Some(mut command) = limited(300) else { return };
    let output = command.args(["index", &crawl]).env("JIANBAO_CACHE", dir.path().join("cache")).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(!said(&output).is_empty());
    // What it left behind is no index.
    let Some(mut command) = limited(300) else { return };
    let output = command.args(words).env("JIANBAO_CACHE", dir.path().join("cache")).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&plain.stdout), "{}", said(&output));
    let closed = Path::new("/dev/null/cache");
    let output = jianbao().args(["index", &crawl]).env("JIANBAO_CACHE", closed).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}

/// The program as somebody who is not allowed everything.
#[cfg(target_os = "linux")]
fn as_anybody(dir: &Path) -> Command {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    const NOBODY: u32 = 65_534;
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return Command::new(env!("CARGO_BIN_EXE_jianbao"));
    }
    // Others may not reach the place where it was built.
    let copy = dir.join("program");
    if !copy.exists() {
        fs::copy(env!("CARGO_BIN_EXE_jianbao"), &copy).unwrap();
        fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut command = Command::new(copy);
    command.uid(NOBODY).gid(NOBODY).current_dir("/");
    command
}

#[cfg(target_os = "linux")]
#[test]
fn what_may_not_be_read_or_written_is_named_and_the_rest_is_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let crawl = crawl(dir.path());
    let at = |name: &str| Path::new(&crawl).join(name);
    let lines = jianbao().args(["export", "--what", "corpus"]).output().unwrap().stdout;
    fs::write(at("c.jsonl"), lines).unwrap();
    fs::create_dir(at("closed")).unwrap();
    fs::write(at("closed/a.txt"), "x").unwrap();
    let close = |name: &str, mode| fs::set_permissions(at(name), fs::Permissions::from_mode(mode)).unwrap();
    let plain = jianbao().args(["check", &crawl, "--select", "T3", "--fail-on", "never"]).output().unwrap();
    assert_eq!(plain.status.code(), Some(0), "{}", said(&plain));
    for name in ["1.txt", "c.jsonl", "closed"] {
        close(name, 0);
    }
    let run = |words: &[&str]| {
        let mut command = as_anybody(dir.path());
        command.args(words).env("JIANBAO_CACHE", "/nowhere").env("JIANBAO_STATE", "/nowhere").output().unwrap()
    };
    let output = run(&["check", &crawl, "--select", "T3", "--fail-on", "never"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    for name in ["1.txt", "c.jsonl", "closed"] {
        let names_it = |line: &str| line.contains(name) && line.contains("Permission denied");
        assert!(said(&output).lines().any(names_it), "{name}: {}", said(&output));
    }
    let output = run(&["export", &crawl, "--what", "list", "--format", "csv"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 1 + 3, "{}", said(&output));
    let out = dir.path().join("out.csv");
    for words in [
        &["export", &crawl, "--what", "list", "-o", out.to_str().unwrap()][..],
        &["triage", &crawl, "--record", "--review-dir", dir.path().join("reviews").to_str().unwrap()],
        &["index", &crawl],
    ] {
        let output = run(words);
        assert_eq!(output.status.code(), Some(2), "{words:?}: {}", said(&output));
        assert!(said(&output).contains("ermission denied") || said(&output).contains("/nowhere"), "{}", said(&output));
    }
    assert!(!out.exists());
    close("closed", 0o755);
}

/// What a small disk is filled with, and one that is closed: as root a bound place is needed for either.
#[cfg(target_os = "linux")]
#[test]
fn a_small_disk_and_a_closed_one_keep_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    let (crawl, disk) = (crawl(dir.path()), dir.path().join("disk"));
    fs::create_dir(&disk).unwrap();
    let on_disk = |mount: &str, script: &str| {
        let mut command = Command::new("unshare");
        command.args([
            "-m",
            "sh",
            "-c",
            &format!("mount -t tmpfs -o size=64k none \"$D\" || exit 77; {mount}\n{script}"),
        ]);
        command.env("D", &disk).env("J", env!("CARGO_BIN_EXE_jianbao")).env("C", &crawl);
        command.output().ok().filter(|output| output.status.code() != Some(77) && output.status.code() != Some(1))
    };
    let full = "echo before > \"$D/out.jsonl\"; head -c 60000 /dev/zero > \"$D/fill\";
        \"$J\" export \"$C\" --what corpus -o \"$D/out.jsonl\"; echo \"code $?\"; ls \"$D\"; cat \"$D/out.jsonl\"; exit 5";
    let closed = "echo before > \"$D/out.jsonl\"; mount -o remount,ro \"$D\";
        \"$J\" export \"$C\" --what corpus -o \"$D/out.jsonl\"; echo \"code $?\"; ls \"$D\"; cat \"$D/out.jsonl\";
        \"$J\" triage \"$C\" --record --review-dir \"$D/new\" > /dev/null; echo \"triage $?\"; exit 5";
    let (full, closed) = (on_disk("", full), on_disk("", closed));
    let Some((full, closed)) = full.zip(closed) else {
        return println!("passed over: no small disk may be mounted here");
    };
    let told = String::from_utf8_lossy(&full.stdout);
    assert_eq!(told, "code 2\nfill\nout.jsonl\nbefore\n", "{}", said(&full));
    assert!(said(&full).contains("No space left"), "{}", said(&full));
    let told = String::from_utf8_lossy(&closed.stdout);
    assert_eq!(told, "code 2\nout.jsonl\nbefore\ntriage 2\n", "{}", said(&closed));
    assert_eq!(said(&closed).lines().filter(|line| line.contains("Read-only file system")).count(), 2);
}
