//! The headless commands, run as a user runs them: exit codes, messages, and that nothing a report
//! holds reaches a terminal as it is.

use std::fs;
use std::path::Path;

use crate::support::{jianbao, project, shared};

fn printed(args: &[&str], path: &Path) -> Vec<u8> {
    jianbao().args(args).arg(path).output().unwrap().stdout
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_done() {
    let dir = tempfile::tempdir().unwrap();
    let line = r#"{"schema":"jianbao/1","id":"aaa"}"#;
    fs::write(dir.path().join("a.jsonl"), format!("{line}\n{{\"schema\":\"jianbao/1\",\"id\":")).unwrap();
    let output = jianbao().arg("parse").arg(dir.path()).assert().code(2).get_output().clone();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{line}\n"));
    assert!(String::from_utf8(output.stderr).unwrap().contains("a.jsonl:2: not a report"));
    jianbao().arg("parse").arg("--keep-going").arg(dir.path()).assert().success();
    jianbao().arg("parse").arg(dir.path().join("nowhere")).assert().code(2);
    for command in ["check", "parse"] {
        let empty = tempfile::tempdir().unwrap();
        let output = jianbao().arg(command).arg(empty.path()).assert().code(2).get_output().stderr.clone();
        assert!(String::from_utf8(output).unwrap().contains("no report or corpus in this folder"), "{command}");
    }
}

#[test]
fn an_empty_and_a_binary_file_are_entries_with_their_notes() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("empty.txt"), "").unwrap();
    fs::write(dir.path().join("binary.txt"), [0, 159, 146, 150, 0, 0, 255, 1, 2, 3]).unwrap();
    fs::write(dir.path().join("prose.txt"), "今天天气很好。").unwrap();
    let lines = String::from_utf8(printed(&["parse"], dir.path())).unwrap();
    let kinds: Vec<_> = lines
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|report| {
            assert!(!report["notes"].as_array().unwrap().is_empty(), "{report}");
            (report["source"]["path"].as_str().unwrap().to_owned(), report["kind"].as_str().unwrap().to_owned())
        })
        .collect();
    let kind = |path: &str| &kinds.iter().find(|(of, _)| of == path).unwrap().1;
    assert_eq!((kind("empty.txt").as_str(), kind("binary.txt").as_str()), ("empty", "other_document"));
    assert_eq!(kind("prose.txt"), "other_document");
    jianbao().arg("check").arg(dir.path()).assert().success();
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("locked.txt");
    fs::write(&path, "x").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
    // Who may read everything is not kept out.
    let may = fs::read(&path).is_ok();
    let output = jianbao().arg("parse").arg(dir.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(if may { 0 } else { 2 }));
    assert_eq!(String::from_utf8(output.stderr).unwrap().contains("locked.txt: "), !may);
}

/// A report full of what a terminal acts on: escapes, an OSC that sets the title, C1, bidi, tags.
fn hostile_report() -> String {
    let evil = "\x1b[31m\x1b]0;owned\x07\u{9b}2J\u{202e}\u{200b}\u{e0041}\r\x08";
    format!(
        "青石{evil}县财政局2021年政府信息公开工作年度报告\n发布日期:2022-03-09\n一、总体情况\n2021年,我局主动公开信息\
         82条{evil},其中动态32条,其他68条。\n六、其他需要报告的事项\n无{evil}。\n"
    )
}

#[test]
fn what_a_terminal_acts_on_is_never_printed_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let name = "evil\x1b[31m\u{202e}.txt";
    fs::write(dir.path().join(name), hostile_report()).unwrap();
    let path = dir.path().display().to_string();
    let path = path.as_str();
    let commands: &[&[&str]] = &[
        &[path],
        &[path, "--dump", "text"],
        &[path, "--dump", "text", "--keys", "l enter", "--size", "160x45"],
        &[path, "--dump", "text", "--view", "flags"],
        &["check", path, "--select", "ALL"],
        &["check", path, "--select", "ALL", "--format", "jsonl", "--show-unevaluable"],
        &["search", path, "主动公开"],
        &["search", path, "主动公开", "--format", "json"],
        &["triage", path],
        &["triage", path, "--format", "md"],
        &["parse", path],
    ];
    for args in commands {
        let output = jianbao().args(*args).output().unwrap();
        for (stream, text) in [("out", output.stdout), ("err", output.stderr)] {
            let text = String::from_utf8(text).unwrap();
            let acts = |c: char| c != '\n' && (c.is_control() || matches!(c, '\u{202e}' | '\u{200b}' | '\u{e0041}'));
            let found = text.chars().find(|c| acts(*c));
            // A corpus is data: JSON escapes controls, and what is no control stays as it was.
            let is_data = args[0] == "parse" && stream == "out";
            assert!(found.is_none_or(|c| is_data && !c.is_control()), "{args:?} prints {found:?} to std{stream}");
        }
    }
}

#[test]
fn show_prints_reports_cells_and_flags_by_what_check_prints() {
    let flags = jianbao().args(["check", "--format", "jsonl", "--select", "T3"]).output().unwrap().stdout;
    let flags = String::from_utf8(flags).unwrap();
    let flag: serde_json::Value = serde_json::from_str(flags.lines().next().unwrap()).unwrap();
    let (id, fingerprint) = (flag["report"].as_str().unwrap(), flag["fingerprint"].as_str().unwrap());
    let cell = flag["evidence"][0]["cell"].as_str().unwrap();
    let show = |reference: &[&str]| {
        let output = jianbao().arg("show").args(reference).assert().success().get_output().stdout.clone();
        String::from_utf8(output).unwrap()
    };
    let message = flag["message"].as_str().unwrap();
    assert!(show(&[id]).contains(message));
    assert!(show(&[fingerprint]).contains(message));
    let shown = show(&[id, cell]);
    assert!(shown.contains(message) && shown.contains(&format!("{cell} = ")) && shown.contains('«'), "{shown}");
    assert!(show(&[&format!("{id} {cell}")]) == shown);
    assert!(show(&[id, "--source"]).contains("«0»"));
    jianbao().args(["show", "no-such-id"]).assert().code(2);
}

#[test]
fn exit_codes_follow_the_gravest_flag() {
    let code = |args: &[&str]| jianbao().arg("check").args(args).output().unwrap().status.code();
    assert_eq!(code(&[]), Some(1));
    assert_eq!(code(&["--fail-on", "never"]), Some(0));
    assert_eq!(code(&["--select", "D-LATE"]), Some(0));
    assert_eq!(code(&["--select", "D-LATE", "--fail-on", "warning"]), Some(1));
    assert_eq!(code(&["--select", "NO-SUCH"]), Some(2));
    assert_eq!(jianbao().args(["--dump", "text", "--keys", "nosuchkey"]).output().unwrap().status.code(), Some(2));
}

#[test]
fn a_closed_pipe_is_success() {
    let command = format!("{} parse | head -c 10; exit ${{PIPESTATUS[0]}}", env!("CARGO_BIN_EXE_jianbao"));
    let status = std::process::Command::new("bash").args(["-c", &command]).output().unwrap().status;
    assert_eq!(status.code(), Some(0));
}

#[test]
fn real_reports_give_the_same_flags_raw_and_parsed() {
    let Some(seeds) = shared("seeds") else { return };
    let dir = tempfile::tempdir().unwrap();
    let corpus = dir.path().join("corpus.jsonl");
    jianbao().arg("parse").arg(&seeds).arg("-o").arg(&corpus).assert().success();
    let args = ["check", "--select", "ALL", "--format", "jsonl", "--show-unevaluable"];
    let raw = printed(&args, &seeds);
    assert!(!raw.is_empty() && raw == printed(&args, &corpus));
    let dump = ["--dump", "text", "--view", "flags", "--size", "160x45"];
    assert!(printed(&dump, &seeds) == printed(&dump, &corpus));
}

#[test]
fn a_key_map_is_printed_checked_and_holds() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    // The machine the test runs on may have a key map of its own.
    let here = || {
        let mut command = jianbao();
        command.env("XDG_CONFIG_HOME", dir.path());
        command
    };
    let usual = here().arg("keys").assert().success().get_output().stdout.clone();
    let whole = file("whole.toml", &String::from_utf8(usual.clone()).unwrap());
    assert_eq!(here().arg("keys").arg(&whole).assert().success().get_output().stdout, usual);

    let bad = file("bad.toml", "[keys.views]\nflags = \"g\"\nfalgs = \"f3\"\n\n[keys.report]\nsource = \"12\"\n");
    let output = here().arg("keys").arg(&bad).assert().code(1).get_output().stderr.clone();
    let told = String::from_utf8(output).unwrap();
    for (line, what) in [(2, "views.flags"), (3, "views.falgs"), (6, "12")] {
        let said = |text: &str| text.contains(&format!("第{line}行")) && text.contains(what);
        assert!(told.lines().any(said), "line {line}, {what}: {told}");
    }

    let good = file("good.toml", "language = \"en\"\n[keys.views]\nflags = [\"f3\"]\n");
    let dump = |keys: &str, interface: &Path| {
        let output = here().args(["--dump", "text", "--keys", keys, "--interface"]).arg(interface).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let screen = dump("", &good);
    assert!(screen.contains("F3 flags") && dump("f3", &good).contains("flags by rule"), "hints show the key: {screen}");
    let told = dump("", &bad);
    assert!(told.contains("bad.toml") && told.contains("第2行:views.flags"), "a notice: {told}");
}

#[test]
fn an_index_has_the_flags_and_takes_those_that_check_finds() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jsonl");
    fs::write(&path, printed(&["parse"], &project("sample-data"))).unwrap();
    let plain = printed(&["check", "--format", "jsonl"], &path);
    let folder = dir.path().join("a.jsonl.index");
    assert!(!folder.exists(), "check makes no index");
    let told = String::from_utf8(printed(&["index", "--beside"], &path)).unwrap();
    let flags = plain.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count();
    assert!(flags > 10 && told.contains(&format!("疑点 {flags} 条,")), "{told}");
    let parts = || {
        let names = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with("bodies-")).count()
    };
    assert_eq!(parts(), 1);
    assert_eq!(printed(&["check", "--format", "jsonl"], &path), plain);
    let some = printed(&["check", "--format", "jsonl", "--select", "T3"], &path);
    assert_eq!(parts(), 2, "those of other rules are put beside them");
    assert_eq!(printed(&["check", "--format", "jsonl", "--select", "T3"], &path), some);
    assert_eq!(printed(&["check", "--format", "jsonl"], &path), plain);
}
