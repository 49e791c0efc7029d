//! The inspector in a terminal that the tests are themselves: what it is sent and what it answers, at
//! what pace it reads, and whether it is left as it was found.

use std::fs::File;
use std::num::NonZero;
use std::os::fd::OwnedFd;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Termios, Winsize, tcgetattr, tcsetwinsize};

/// So long is waited for anything before it has failed.
const PATIENCE: Duration = Duration::from_mins(1);

/// How a terminal is run.
#[derive(Clone)]
pub struct Setting {
    pub size: (u16, u16),
    pub arguments: Vec<String>,
    pub variables: Vec<(&'static str, String)>,
    /// Questions about the cursor are answered.
    pub answers: bool,
    /// Run by a shell with job control, not by itself.
    pub in_shell: bool,
    /// No file it writes grows beyond so many bytes, as on a disk that is full.
    pub largest_file: Option<u64>,
}

impl Default for Setting {
    fn default() -> Self {
        let variables = vec![("TERM", "xterm-256color".to_owned()), ("LC_ALL", "C.UTF-8".to_owned())];
        // One rule, so that there is something to see and little to wait for.
        let arguments = ["--select", "NS-SUM"].map(str::to_owned).to_vec();
        Self { size: (80, 24), arguments, variables, answers: true, in_shell: false, largest_file: None }
    }
}

impl Setting {
    /// The same with a variable of the environment.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.variables.retain(|(other, _)| *other != name);
        self.variables.push((name, value.to_owned()));
        self
    }

    /// The same on a disk on which no file grows beyond so many bytes.
    pub fn limited(self, bytes: u64) -> Self {
        Self { largest_file: Some(bytes), ..self }
    }

    pub fn arguments(mut self, arguments: &[&str]) -> Self {
        self.arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        self
    }

    fn command(&self) -> Command {
        // The program's own session with the terminal as its controlling one, as a login has it.
        let mut command = Command::new("setsid");
        command.arg("--ctty").args(if self.in_shell { &["sh", "-i"][..] } else { &[] });
        if let Some(bytes) = self.largest_file {
            // Without the trap the system would end the program; so it answers that the file is too large.
            let limit = format!("--fsize={bytes}");
            command.args(["prlimit", &limit, "sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"]);
        }
        if !self.in_shell {
            command.arg(env!("CARGO_BIN_EXE_jianbao")).args(&self.arguments);
        }
        for name in ["SSH_CONNECTION", "SSH_TTY", "TMUX", "STY", "TERM_PROGRAM", "VISUAL", "EDITOR", "NO_COLOR", "ENV"]
        {
            command.env_remove(name);
        }
        command.env("PS1", "$ ").env("RUST_BACKTRACE", "0");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// A terminal, and the program in it.
pub struct Pty {
    master: Option<OwnedFd>,
    /// Kept, so that the modes can still be looked at when the program has left.
    slave: Option<OwnedFd>,
    pub child: Child,
    screen: vt100::Parser,
    /// Everything the program has sent.
    pub sent: Vec<u8>,
    before: Termios,
    /// Questions about the cursor are answered.
    pub answers: bool,
    asked: usize,
    /// No more bytes are read at a time than this.
    pub gulp: usize,
}

impl Pty {
    /// Runs the inspector.
    pub fn run(setting: &Setting) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
        let slave: OwnedFd = File::options().read(true).write(true).open(name).unwrap().into();
        let end = || Stdio::from(slave.try_clone().unwrap());
        resize(&master, setting.size);
        let before = tcgetattr(&slave).unwrap();
        let child = setting.command().stdin(end()).stdout(end()).stderr(end()).spawn().unwrap();
        let (width, height) = setting.size;
        Self {
            master: Some(master),
            slave: Some(slave),
            child,
            screen: vt100::Parser::new(rows_or_columns(height), rows_or_columns(width), 0),
            sent: Vec::new(),
            before,
            answers: setting.answers,
            asked: 0,
            gulp: 65536,
        }
    }

    /// Runs the inspector and waits until everything is checked.
    pub fn opened(setting: &Setting) -> Self {
        let mut pty = Self::run(setting);
        pty.wait_for("(错");
        pty
    }

    fn master(&self) -> &OwnedFd {
        self.master.as_ref().unwrap()
    }

    pub fn send(&mut self, bytes: &[u8]) {
        let mut left = bytes;
        let deadline = Instant::now() + PATIENCE;
        while !left.is_empty() {
            let mut polled = [PollFd::new(self.master(), PollFlags::OUT)];
            poll(&mut polled, Some(&Timespec { tv_sec: 0, tv_nsec: 20_000_000 })).unwrap();
            if polled[0].revents().contains(PollFlags::OUT) {
                let written = rustix::io::write(self.master(), &left[..left.len().min(512)]).unwrap();
                left = &left[written..];
            }
            self.take_in(Duration::ZERO);
            assert!(Instant::now() < deadline, "{} bytes are not taken", left.len());
        }
    }

    pub fn resize(&mut self, size: (u16, u16)) {
        resize(self.master(), size);
        self.screen.screen_mut().set_size(rows_or_columns(size.1), rows_or_columns(size.0));
    }

    /// Takes in what the program has sent by now, or sends within a time; answers whether it did.
    pub fn take_in(&mut self, time: Duration) -> bool {
        let Some(master) = &self.master else { return false };
        let mut polled = [PollFd::new(master, PollFlags::IN)];
        let time = Timespec::try_from(time).unwrap();
        let mut buffer = vec![0; self.gulp];
        if poll(&mut polled, Some(&time)).unwrap() == 0 {
            return false;
        }
        let Ok(len) = rustix::io::read(master, &mut buffer) else { return false };
        self.screen.process(&buffer[..len]);
        self.sent.extend_from_slice(&buffer[..len]);
        let asked = self.sent.windows(4).filter(|bytes| bytes == b"\x1b[6n").count();
        if self.answers && asked > self.asked {
            let (row, column) = self.screen.screen().cursor_position();
            let answer = format!("\x1b[{};{}R", row + 1, column + 1);
            rustix::io::write(self.master(), answer.as_bytes()).unwrap();
        }
        self.asked = asked;
        true
    }

    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Waits until something is so.
    pub fn wait(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !is_so(self) {
            self.take_in(Duration::from_millis(20));
            assert!(Instant::now() < deadline, "never {what}:\n{}", self.text());
        }
    }

    pub fn wait_for(&mut self, text: &str) {
        self.wait(text, |pty| pty.text().contains(text));
    }

    /// Waits until nothing has been sent for a while.
    pub fn settle(&mut self) {
        while self.take_in(Duration::from_millis(400)) {}
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// The terminal goes away, as when a window is closed or a line drops.
    pub fn hang_up(&mut self) {
        self.master = None;
        self.slave = None;
    }

    /// Waits for the end of the program; answers how it ended and after what time.
    pub fn ended(&mut self) -> (ExitStatus, Duration) {
        let start = Instant::now();
        loop {
            self.take_in(Duration::from_millis(5));
            if let Some(status) = self.child.try_wait().unwrap() {
                let took = start.elapsed();
                while self.take_in(Duration::ZERO) {}
                return (status, took);
            }
            assert!(start.elapsed() < PATIENCE, "still running:\n{}", self.text());
        }
    }

    /// That the terminal is as it was before the program: its modes, its screen, its cursor, and nothing
    /// typed into it.
    pub fn is_as_before(&self, case: &str) {
        let slave = self.slave.as_ref().unwrap();
        assert_eq!(modes(&tcgetattr(slave).unwrap()), modes(&self.before), "{case}: the modes of the terminal");
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste(), "{case}");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None, "{case}");
        assert_eq!(self.unread(), "", "{case}: left for the shell");
    }

    /// What has been typed into the terminal and read by nobody.
    pub fn unread(&self) -> String {
        let slave = self.slave.as_ref().unwrap();
        let mut raw = tcgetattr(slave).unwrap();
        let cooked = raw.clone();
        raw.make_raw();
        let now = rustix::termios::OptionalActions::Now;
        rustix::termios::tcsetattr(slave, now, &raw).unwrap();
        let mut polled = [PollFd::new(slave, PollFlags::IN)];
        let mut unread = vec![0; 4096];
        let len = match poll(&mut polled, Some(&Timespec::default())) {
            Ok(1..) => rustix::io::read(slave, &mut unread).unwrap(),
            _ => 0,
        };
        rustix::termios::tcsetattr(slave, now, &cooked).unwrap();
        String::from_utf8_lossy(&unread[..len]).into_owned()
    }

    /// Whether the terminal is read key by key.
    pub fn is_raw(&self) -> bool {
        let modes = tcgetattr(self.slave.as_ref().unwrap()).unwrap();
        !modes.local_modes.contains(rustix::termios::LocalModes::ICANON)
    }

    /// Sets the modes as they were before the program, as a shell does.
    pub fn set_cooked(&self) {
        let slave = self.slave.as_ref().unwrap();
        rustix::termios::tcsetattr(slave, rustix::termios::OptionalActions::Now, &self.before).unwrap();
    }

    pub fn is_stopped(&self) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        stat.rsplit(')').next().unwrap().trim_start().starts_with('T')
    }

    /// Our end of the line, for bytes sent while nothing is read.
    pub fn end_of_line(&self) -> &OwnedFd {
        self.master()
    }

    /// Waits for the end of the program, and reads nothing.
    pub fn ended_without_reading(&mut self) -> (ExitStatus, Duration) {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, start.elapsed());
            }
            std::thread::yield_now();
            assert!(start.elapsed() < PATIENCE, "still running");
        }
    }

    pub fn mouse_is_on(&self) -> bool {
        self.screen.screen().mouse_protocol_mode() == vt100::MouseProtocolMode::PressRelease
    }

    pub fn hides_cursor(&self) -> bool {
        self.screen.screen().hide_cursor()
    }

    pub fn in_alternate_screen(&self) -> bool {
        self.screen.screen().alternate_screen()
    }

    /// Processor time the program has used.
    pub fn time_used(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        let ticks: u64 = fields[11..13].iter().map(|field| field.parse::<u64>().unwrap()).sum();
        Duration::from_millis(ticks * 1000 / rustix::param::clock_ticks_per_second())
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn resize(master: &OwnedFd, (width, height): (u16, u16)) {
    tcsetwinsize(master, Winsize { ws_row: height, ws_col: width, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
}

fn rows_or_columns(n: u16) -> NonZero<u16> {
    NonZero::new(n).unwrap()
}

fn modes(modes: &Termios) -> String {
    format!("{:?} {:?} {:?} {:?}", modes.input_modes, modes.output_modes, modes.control_modes, modes.local_modes)
}
