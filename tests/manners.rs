//! How the inspector behaves in a terminal: taken and given back whatever ends it, and nothing of it
//! left behind.

use std::os::unix::process::ExitStatusExt as _;
use std::time::Duration;

use rustix::process::Signal;

use crate::pty::{Pty, Setting};

/// The longest it may take to end, with room for a busy machine; what it strives for is a second.
const SOON: Duration = Duration::from_secs(5);

#[test]
fn every_end_leaves_the_terminal_as_it_was() {
    let mut pty = Pty::opened(&Setting::default());
    pty.send(b"q");
    let (status, _) = pty.ended();
    assert_eq!(status.code(), Some(0));
    pty.is_as_before("q");
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
        let mut pty = Pty::opened(&Setting::default());
        pty.signal(signal);
        let (status, took) = pty.ended();
        assert_eq!(status.signal(), Some(signal.as_raw()), "{signal:?}");
        assert!(took < SOON, "{signal:?} after {took:?}");
        pty.is_as_before(&format!("{signal:?}"));
    }
}

#[test]
fn a_panic_is_told_on_a_terminal_given_back() {
    let dir = tempfile::tempdir().unwrap();
    let record = dir.path().join("record.jsonl");
    let words = ["--select", "NS-SUM", "--record", record.to_str().unwrap()];
    let setting = Setting { size: (120, 30), ..Setting::default() }.arguments(&words);
    let mut pty = Pty::opened(&setting.with("JIANBAO_PANIC", "1"));
    pty.send(b"j\x1b[24~");
    let (status, _) = pty.ended();
    assert_eq!(status.code(), Some(101));
    pty.is_as_before("panic");
    assert!(pty.text().contains("asked for by F12"), "{}", pty.text());
    assert!(pty.text().contains("record.jsonl"), "{}", pty.text());
    let recorded = std::fs::read_to_string(record).unwrap();
    assert!(recorded.contains("\"j\"") && recorded.to_lowercase().contains("f12"), "{recorded}");
}

#[test]
fn a_job_that_panics_leaves_the_screens_and_is_told() {
    let setting = Setting { size: (120, 30), ..Setting::default() };
    let mut pty = Pty::opened(&setting.clone().with("JIANBAO_PANIC", "search"));
    pty.send("/公开".as_bytes());
    pty.wait_for("“检索”没有完成");
    assert!(pty.in_alternate_screen() && pty.text().contains("asked for of the job search"), "{}", pty.text());
    pty.send(b"\x1b");
    pty.settle();
    pty.send(b"gf");
    pty.wait_for("NS-SUM");
    pty.send(b"Q");
    assert_eq!(pty.ended().0.code(), Some(0));
    pty.is_as_before("a job that broke off");
    let text = pty.text();
    assert!(text.contains("please report") && text.contains("asked for of the job search (src/tui/"), "{text}");

    let mut pty = Pty::run(&setting.with("JIANBAO_PANIC", "open"));
    pty.wait_for("年报库没有打开");
    pty.send(b"gfgb");
    pty.settle();
    pty.send(b"Q");
    assert_eq!(pty.ended().0.code(), Some(0));
    assert!(pty.text().contains("asked for of the job open"), "{}", pty.text());
}

#[test]
fn a_terminal_that_is_gone_ends_the_program() {
    for answers in [true, false] {
        let mut pty = Pty::opened(&Setting { answers, ..Setting::default() });
        pty.hang_up();
        let (_, took) = pty.ended();
        assert!(took < SOON, "after {took:?}");
    }
    // At once, while everything is still being opened.
    let mut pty = Pty::run(&Setting { answers: false, ..Setting::default() });
    pty.wait("in the alternate screen", Pty::in_alternate_screen);
    pty.hang_up();
    let (_, took) = pty.ended();
    assert!(took < SOON, "after {took:?}");
}

#[test]
fn a_terminal_that_takes_nothing_does_not_keep_the_program() {
    let mut pty = Pty::opened(&Setting { size: (300, 100), ..Setting::default() });
    // Nothing is read from here on; whole screens fill the line until a write waits.
    for _ in 0..40 {
        rustix::io::write(pty.end_of_line(), b"\x0c").unwrap();
        std::thread::sleep(Duration::from_millis(25));
    }
    pty.signal(Signal::TERM);
    let (status, took) = pty.ended_without_reading();
    assert_eq!(status.signal(), Some(Signal::TERM.as_raw()));
    assert!(took < SOON, "after {took:?}");
}

#[test]
fn the_shell_can_stop_and_continue_it() {
    let mut pty = Pty::run(&Setting { in_shell: true, ..Setting::default() });
    pty.wait_for("$");
    pty.send(format!("{} --select NS-SUM\r", env!("CARGO_BIN_EXE_jianbao")).as_bytes());
    pty.wait_for("单位与年度");
    for _ in 0..2 {
        pty.send(b"\x1a");
        pty.wait("back in the shell", |pty| !pty.in_alternate_screen());
        pty.wait_for("$");
        assert!(!pty.hides_cursor());
        pty.send(b"fg\r");
        pty.wait_for("单位与年度");
    }
    pty.resize((100, 30));
    pty.send(b"gf");
    pty.wait_for("NS-SUM");
    pty.send(b"Q");
    pty.wait("back in the shell", |pty| !pty.in_alternate_screen());
    pty.send(b"echo $?-$((6*7))\r");
    pty.wait_for("0-42");
}

#[test]
fn a_storm_of_sizes_is_survived() {
    let mut pty = Pty::opened(&Setting::default());
    pty.send(b"jj");
    for n in 0..200_u16 {
        let size = match n % 4 {
            0 => (1, 1),
            1 => (1 + n * 7 % 250, 1 + n * 3 % 70),
            2 => (40, 10),
            _ => (200, 60),
        };
        pty.resize(size);
        pty.take_in(Duration::ZERO);
    }
    pty.resize((80, 24));
    pty.wait_for("单位与年度");
    pty.send(b"Q");
    assert_eq!(pty.ended().0.code(), Some(0));
    pty.is_as_before("sizes");
}

#[test]
fn terminals_of_every_kind_are_left_as_they_were() {
    let kinds = [
        ("dumb", "C.UTF-8", false),
        ("linux", "zh_CN.UTF-8", false),
        ("vt100", "C", false),
        ("screen", "zh_CN.UTF-8", true),
        ("xterm", "C", true),
        ("tmux-256color", "C.UTF-8", true),
    ];
    for (term, locale, answers) in kinds {
        let setting = Setting { answers, ..Setting::default() };
        let mut pty = Pty::opened(&setting.with("TERM", term).with("LC_ALL", locale));
        let drawn = pty.text().contains('─');
        assert_eq!(drawn, locale != "C" && !matches!(term, "dumb" | "linux" | "vt100"), "{term} {locale}");
        pty.send(b"jgf");
        pty.wait_for("NS-SUM");
        pty.send(b"Q");
        assert_eq!(pty.ended().0.code(), Some(0), "{term} {locale}");
        pty.is_as_before(term);
    }
}

#[test]
fn an_answer_that_comes_late_is_neither_a_key_nor_left_for_the_shell() {
    let mut pty = Pty::opened(&Setting { answers: false, ..Setting::default() });
    pty.settle();
    let before = pty.text();
    pty.send(b"\x1b[1;2R");
    pty.settle();
    assert_eq!(pty.text(), before);
    pty.send(b"q");
    assert_eq!(pty.ended().0.code(), Some(0));
    pty.is_as_before("a late answer");
    // Left before the answer has come.
    let mut pty = Pty::run(&Setting { answers: false, ..Setting::default() });
    pty.wait("in the alternate screen", Pty::in_alternate_screen);
    pty.send(b"Q");
    pty.send(b"\x1b[1;2R");
    assert_eq!(pty.ended().0.code(), Some(0));
    pty.is_as_before("an answer after the last key");
}

#[test]
fn a_paste_is_text_in_a_field_and_nothing_elsewhere() {
    let mut pty = Pty::opened(&Setting::default());
    let long = "政府信息Q\r".repeat(10_000);
    pty.send(format!("\x1b[200~{long}\x1b[201~").as_bytes());
    pty.send(b"/");
    pty.wait_for("搜索");
    pty.send(format!("\x1b[200~{long}\x1b[201~").as_bytes());
    pty.wait_for("政府信息Q政府");
    pty.send(b"\x15\x1b[200~\xe6\x94\xbf\xe5\xba\x9c\x1b[201~");
    pty.wait_for("命中");
    pty.send(b"\x03");
    assert_eq!(pty.ended().0.code(), Some(0));
    pty.is_as_before("a paste");
}

#[test]
fn escapes_come_whole_or_in_parts() {
    let mut pty = Pty::opened(&Setting::default().with("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22"));
    // Help is closed by Esc, and moved in by an arrow that comes in parts.
    pty.send(b"?");
    pty.wait_for("此处可用的按键");
    let before = pty.text();
    pty.send(b"\x1b");
    pty.send(b"[B");
    pty.wait("moved in the help", |pty| pty.text() != before);
    assert!(pty.text().contains("此处可用的按键"), "{}", pty.text());
    pty.send(b"\x1bgf");
    pty.wait_for("NS-SUM");
    pty.send(b"Q");
    assert_eq!(pty.ended().0.code(), Some(0));
    pty.is_as_before("escapes");
}

#[test]
fn it_sleeps_while_nothing_happens() {
    let mut pty = Pty::opened(&Setting::default());
    // Once everything has been read and checked, however long a busy machine takes for that.
    let sleeps = (0..20).any(|_| {
        let used = pty.time_used();
        let silent = !pty.take_in(Duration::from_millis(1500));
        silent && pty.time_used().saturating_sub(used) < Duration::from_millis(50)
    });
    assert!(sleeps, "it sends or works while nothing happens:\n{}", pty.text());
}

#[test]
fn a_slow_line_gets_one_screen_for_many_keys() {
    let mut pty = Pty::opened(&Setting { size: (160, 45), ..Setting::default() });
    pty.settle();
    let before = pty.sent.len();
    pty.gulp = 64;
    pty.send(&b"j".repeat(300));
    pty.send(b"gf");
    // Read at a trickle: 64 bytes every 30 ms are 2 KB/s.
    for _ in 0..60 {
        pty.take_in(Duration::from_millis(30));
        std::thread::sleep(Duration::from_millis(30));
    }
    pty.gulp = 65536;
    pty.wait_for("NS-SUM");
    assert!(pty.sent.len() - before < 40_000, "{} bytes", pty.sent.len() - before);
    pty.send(b"Q");
    assert_eq!(pty.ended().0.code(), Some(0));
    pty.is_as_before("a slow line");
}

/// An editor that writes down what it was given and what is typed to it.
fn editor(folder: &std::path::Path) -> String {
    let script = folder.join("vi");
    let text = "#!/bin/sh\nhere=$(dirname \"$0\")\ntrap 'echo interrupted >\"$here/int\"' INT\n\
        printf '%s\\n' \"$@\" >\"$here/given\"\nfor last; do :; done\ncp \"$last\" \"$here/text\"\n\
        echo EDITING\nwhile ! read typed; do :; done\necho \"$typed\" >\"$here/typed\"\n";
    std::fs::write(&script, text).unwrap();
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    format!("'{}' -n", script.display())
}

#[test]
fn the_editor_has_the_terminal_and_the_keys_while_it_runs() {
    let folder = tempfile::tempdir().unwrap();
    let setting = Setting::default().with("VISUAL", &editor(folder.path())).with("EDITOR", "false");
    let mut pty = Pty::opened(&setting);
    pty.send(b"gfj");
    pty.wait_for("NS-SUM");
    pty.settle();
    pty.send(b"gv");
    pty.wait_for("EDITING");
    assert!(!pty.in_alternate_screen() && !pty.hides_cursor());
    // Ctrl-c is for the editor, and so is what is typed, q and all.
    pty.send(b"\x03");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap_or_default();
    pty.wait("interrupted", |_| !read("int").is_empty());
    pty.resize((100, 30));
    pty.send(b"q :q 12\r");
    pty.wait("back", Pty::in_alternate_screen);
    pty.wait_for("只读副本");
    assert_eq!(read("typed"), "q :q 12\n");
    let (given, text) = (read("given"), read("text"));
    let given: Vec<&str> = given.lines().collect();
    let [option, line, file] = given[..] else { panic!("{given:?}") };
    assert_eq!(option, "-n");
    let line: usize = line.strip_prefix('+').unwrap().parse().unwrap();
    assert!(line > 1 && line <= text.lines().count(), "{line}");
    assert!(file.contains("jianbao-"), "{file}");
    // The whole screen in its new size, and the keys are ours again.
    pty.wait("of the new size", |pty| pty.text().lines().nth(29).is_some_and(|last| last.contains("帮助")));
    pty.send(b"Q");
    assert_eq!(pty.ended().0.code(), Some(0));
    pty.is_as_before("the editor");
    assert!(!std::path::Path::new(file).exists(), "the copy is still there");
}

#[test]
fn an_editor_that_cannot_be_run_is_told() {
    let mut pty = Pty::opened(&Setting::default().with("EDITOR", "/no/such/editor"));
    pty.send(b"gfj");
    pty.wait_for("NS-SUM");
    pty.send(b"gv");
    pty.wait_for("编辑器 /no/such/editor");
    pty.send(b"Q");
    assert_eq!(pty.ended().0.code(), Some(0));
    pty.is_as_before("no editor");
}

#[test]
fn plain_text_stands_where_the_shell_prints_until_a_key_is_pressed() {
    let mut pty = Pty::opened(&Setting::default());
    pty.send(b"L");
    pty.wait_for("按任意键返回");
    assert!(!pty.in_alternate_screen() && !pty.hides_cursor());
    let sent = String::from_utf8_lossy(&pty.sent).into_owned();
    let plain = sent.split("# 检报").nth(1).unwrap().split("按任意键").next().unwrap();
    assert!(plain.lines().count() > 20, "{plain}");
    assert!(!plain.contains(['\x1b', '│', '─']), "{plain:?}");
    pty.send(b"j");
    pty.wait("back", Pty::in_alternate_screen);
    pty.wait_for("单位与年度");
    pty.send(b"L");
    pty.wait_for("按任意键返回");
    pty.signal(Signal::TERM);
    pty.ended();
    pty.is_as_before("plain text");
    assert!(pty.text().contains("按任意键返回"), "what was printed stays");
}

#[test]
fn the_mouse_is_on_where_the_terminal_is_and_off_over_a_line() {
    let on = |pty: &Pty| pty.mouse_is_on();
    let mut pty = Pty::opened(&Setting::default());
    assert!(on(&pty));
    pty.send(b"\x1b[<0;10;5M\x1b[<0;10;5m\x1b[<65;10;5M");
    pty.settle();
    pty.send(b"\x1bOQ");
    pty.wait("off", |pty| !on(pty));
    pty.wait_for("鼠标:关");
    pty.send(b"\x1bOQ");
    pty.wait("on again", on);
    pty.send(b"Q");
    assert_eq!(pty.ended().0.code(), Some(0));
    pty.is_as_before("the mouse");
    for (name, value) in [("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22"), ("TERM", "linux")] {
        let pty = Pty::opened(&Setting::default().with(name, value));
        assert!(!on(&pty), "{name}");
    }
}

#[test]
fn what_was_recorded_gives_the_same_screen() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.jsonl").display().to_string();
    let mut pty =
        Pty::run(&Setting::default().arguments(&["--select", "NS-SUM,T3-BAL", "--view", "flags", "--record", &file]));
    pty.wait_for("NS-SUM");
    pty.send("jjj\x1b[<0;20;6M/\x1b[200~公开\x1b[201~".as_bytes());
    pty.wait_for("命中");
    pty.settle();
    pty.send(b"\r");
    pty.resize((110, 32));
    pty.settle();
    pty.send(b"gt3j");
    pty.wait_for("表三·");
    // What the other years have of the number comes when the cores have time for it.
    for _ in 0..4 {
        pty.settle();
    }
    let shown = pty.text();
    pty.signal(Signal::TERM);
    pty.ended();
    let output = crate::support::jianbao().args(["--replay", &file, "--dump", "text"]).output().unwrap();
    let replayed = String::from_utf8(output.stdout).unwrap();
    let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    assert_eq!(lines(&shown), lines(replayed.trim_end()), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn turns_of_the_wheel_on_their_way_are_not_left_for_the_shell() {
    let mut pty = Pty::opened(&Setting::default());
    pty.answers = false;
    pty.send(b"Q");
    pty.wait("asked once more", |pty| pty.sent.ends_with(b"\x1b[6n"));
    pty.send(b"\x1b[<65;9;9M\x1b[<65;9;9M\x1b[9;9R");
    assert_eq!(pty.ended().0.code(), Some(0));
    pty.is_as_before("the wheel");
}

#[test]
fn a_shell_may_have_changed_the_terminal_while_it_was_stopped() {
    let mut pty = Pty::opened(&Setting::default());
    assert!(pty.is_raw());
    pty.signal(Signal::STOP);
    pty.wait("stopped", Pty::is_stopped);
    pty.set_cooked();
    pty.signal(Signal::CONT);
    pty.wait("raw again", Pty::is_raw);
    // Without a shell nobody could continue it: Ctrl-z does not stop it.
    pty.send(b"\x1agf");
    pty.wait_for("NS-SUM");
    pty.send(b"Q");
    assert_eq!(pty.ended().0.code(), Some(0));
    pty.is_as_before("stopped and continued");
}
