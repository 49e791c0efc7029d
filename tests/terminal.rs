//! The inspector in a real terminal, by tmux: what only a terminal shows. Everything that screens
//! show is tested headless, beside the code.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::support::{needs, project};

/// A tmux server of its own with one window that runs a shell command.
struct Terminal {
    socket: String,
}

impl Terminal {
    /// Runs `command` in a terminal of this size. `None`, said in one line, where there is no tmux.
    fn run(name: &str, size: (u16, u16), command: &str) -> Option<Self> {
        if !needs("tmux", Command::new("tmux").arg("-V").output().is_ok()) {
            return None;
        }
        let terminal = Self { socket: format!("jianbao-{name}-{}", std::process::id()) };
        let (width, height) = (size.0.to_string(), size.1.to_string());
        let shell = format!("{command}; echo LEFT $?; stty -a | tr ';' '\\n' | grep -w icanon; cat");
        terminal.tmux(&["-f", "/dev/null", "new-session", "-d", "-x", &width, "-y", &height, &shell]);
        Some(terminal)
    }

    fn tmux(&self, args: &[&str]) -> String {
        let mut command = Command::new("tmux");
        command.args(["-L", &self.socket]).args(args).env("LC_ALL", "C.UTF-8").env("TERM", "xterm-256color");
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    }

    fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p"])
    }

    fn press(&self, keys: &[&str]) {
        for key in keys {
            self.tmux(&["send-keys", key]);
        }
    }

    /// Waits until the screen holds a text; fails with the screen as it is after a minute.
    fn wait_for(&self, text: &str) -> String {
        let deadline = Instant::now() + Duration::from_mins(1);
        loop {
            let screen = self.screen();
            if screen.contains(text) {
                return screen;
            }
            assert!(Instant::now() < deadline, "no {text:?} on the screen:\n{screen}");
            std::thread::yield_now();
        }
    }

    /// The process the shell of the window runs.
    fn child(&self) -> String {
        let shell = self.tmux(&["list-panes", "-F", "#{pane_pid}"]);
        let shell = shell.trim();
        let children = std::fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).unwrap();
        children.split_whitespace().next().unwrap().to_owned()
    }

    /// That the program has left and the terminal is as it was: its own screen gone, lines edited.
    fn is_given_back(&self, code: &str) {
        let screen = self.wait_for("icanon");
        assert!(screen.contains(&format!("LEFT {code}")), "{screen}");
        assert!(!screen.contains("-icanon"), "{screen}");
        assert_eq!(self.tmux(&["display-message", "-p", "#{alternate_on}#{mouse_any_flag}"]).trim(), "00");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

fn program(arguments: &str) -> String {
    format!("{} {arguments}", env!("CARGO_BIN_EXE_jianbao"))
}

#[test]
fn a_reader_walks_from_the_agencies_to_a_flag_and_out() {
    let Some(terminal) = Terminal::run("walk", (80, 24), &program("")) else { return };
    terminal.wait_for("单位与年度");
    terminal.press(&["g", "f"]);
    terminal.wait_for("T3-BAL");
    terminal.press(&["q", "q"]);
    terminal.is_given_back("0");
}

#[test]
fn questions_of_figures_are_answered_in_the_background() {
    let Some(terminal) = Terminal::run("figures", (100, 30), &program("")) else { return };
    terminal.wait_for("年报库");
    terminal.press(&["g", "i"]);
    terminal.wait_for("jianbao table");
    terminal.press(&["g", "c"]);
    terminal.wait_for("jianbao coverage");
    terminal.press(&["g", "u"]);
    terminal.wait_for("jianbao similar");
    terminal.press(&["Q"]);
    terminal.is_given_back("0");
}

#[test]
fn the_terminal_is_given_back_when_the_program_is_ended() {
    for signal in ["-TERM", "-HUP"] {
        let Some(terminal) = Terminal::run(signal, (80, 24), &program("")) else { return };
        terminal.wait_for("单位与年度");
        Command::new("kill").args([signal, &terminal.child()]).status().unwrap();
        let screen = terminal.wait_for("icanon");
        assert!(!screen.contains("-icanon"), "{screen}");
        assert_eq!(terminal.tmux(&["display-message", "-p", "#{alternate_on}"]).trim(), "0");
    }
}

#[test]
fn the_terminal_is_given_back_after_a_panic() {
    let command = format!("RUST_BACKTRACE=0 JIANBAO_PANIC=1 {}", program(""));
    let Some(terminal) = Terminal::run("panic", (120, 30), &command) else { return };
    terminal.wait_for("单位与年度");
    terminal.press(&["F12"]);
    terminal.is_given_back("101");
    assert!(terminal.screen().contains("asked for by F12"), "{}", terminal.screen());
}

#[test]
fn plain_text_stays_in_the_window_and_keys_come_through() {
    let Some(terminal) = Terminal::run("plain", (80, 24), &program("")) else { return };
    terminal.wait_for("单位与年度");
    terminal.press(&["L"]);
    terminal.wait_for("按任意键返回");
    assert_eq!(terminal.tmux(&["display-message", "-p", "#{alternate_on}"]).trim(), "0");
    terminal.press(&["j"]);
    terminal.wait_for("单位与年度");
    // Esc and a key at once are both there: help is closed, and the flags are shown.
    terminal.press(&["?"]);
    terminal.wait_for("此处可用的按键");
    terminal.tmux(&["send-keys", "Escape", "g", "f"]);
    terminal.wait_for("T3-BAL");
    terminal.press(&["Q"]);
    terminal.is_given_back("0");
    assert!(terminal.screen().contains("按任意键返回"), "{}", terminal.screen());
}

#[test]
fn a_terminal_of_any_size_is_survived() {
    let Some(terminal) = Terminal::run("size", (80, 24), &program("")) else { return };
    terminal.wait_for("单位与年度");
    for (width, height) in [("20", "5"), ("2", "2"), ("200", "60"), ("80", "24")] {
        terminal.tmux(&["resize-window", "-x", width, "-y", height]);
    }
    terminal.wait_for("单位与年度");
    terminal.press(&["Q"]);
    terminal.is_given_back("0");
}

#[test]
fn what_cannot_be_opened_is_told_after_the_terminal_is_back() {
    let missing = project("tests/no-such-folder");
    let Some(terminal) = Terminal::run("missing", (80, 24), &program(&missing.display().to_string())) else { return };
    terminal.is_given_back("2");
    assert!(terminal.screen().contains("no such file or folder"), "{}", terminal.screen());
    let empty = tempfile::tempdir().unwrap();
    let path: &Path = empty.path();
    let Some(terminal) = Terminal::run("empty", (80, 24), &program(&path.display().to_string())) else { return };
    terminal.wait_for("0 份");
    terminal.press(&["q"]);
    terminal.is_given_back("2");
    assert!(terminal.screen().contains("no report or corpus in this folder"), "{}", terminal.screen());
}
