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
    let mut pty = Pty::opened(&Setting { size: (120, 30), ..Setting::default() }.with("JIANBAO_PANIC", "1"));
    pty.send(b"\x1b[24~");
    let (status, _) = pty.ended();
    assert_eq!(status.code(), Some(101));
    pty.is_as_before("panic");
    assert!(pty.text().contains("asked for by F12"), "{}", pty.text());
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
    pty.send(format!("{}\r", env!("CARGO_BIN_EXE_jianbao")).as_bytes());
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
    for term in ["dumb", "linux", "vt100", "screen", "xterm", "tmux-256color"] {
        for (locale, answers) in [("C", false), ("zh_CN.UTF-8", true)] {
            let setting = Setting { answers, ..Setting::default() };
            let mut pty = Pty::opened(&setting.with("TERM", term).with("LC_ALL", locale));
            pty.send(b"jgf");
            pty.wait_for("NS-SUM");
            pty.send(b"Q");
            assert_eq!(pty.ended().0.code(), Some(0), "{term} {locale}");
            pty.is_as_before(term);
        }
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
    pty.settle();
    let (sent, used) = (pty.sent.len(), pty.time_used());
    assert!(!pty.take_in(Duration::from_millis(1500)), "bytes are sent while nothing happens");
    assert_eq!(pty.sent.len(), sent);
    let used = pty.time_used().saturating_sub(used);
    assert!(used < Duration::from_millis(50), "{used:?} of processor time");
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
