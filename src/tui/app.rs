//! The loop of the interactive inspector: everything that has happened is taken in, then the screen
//! is drawn once. Nothing ticks; an idle inspector sleeps.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Instant;

use crossterm::event::{self, Event};

use crate::corpus::{Corpus, Progress};
use crate::tui::custom;
use crate::tui::effect::{Answer, Effect};
use crate::tui::jobs::{Jobs, Tell, Told};
use crate::tui::key::Key;
use crate::tui::line::{Ambiguous, Line};
use crate::tui::pace::{Due, Pace};
use crate::tui::receive::receive;
use crate::tui::state::State;
use crate::tui::strings;
use crate::tui::terminal::{self, Screen};
use crate::tui::text::columns;
use crate::tui::update::{paste, press, resize};
use crate::tui::work::Works;
use crate::tui::{Error, Options};

/// Something that happened.
#[derive(Debug)]
enum Message {
    Event(Event),
    Told(Told),
    /// The terminal can no longer be read.
    Lost(io::Error),
    #[cfg(unix)]
    Signal(i32),
}

/// Opens a corpus, telling how far it has come.
pub type Open = Box<dyn FnOnce(&(dyn Fn(Progress) + Sync)) -> Corpus + Send>;

/// Sends what jobs tell into the loop.
#[derive(Debug)]
struct Mailbox(Mutex<Sender<Message>>);

impl Tell for Mailbox {
    fn tell(&self, told: Told) {
        if let Ok(sender) = self.0.lock() {
            // The loop has ended when nobody receives; then nobody cares either.
            let _ = sender.send(Message::Told(told));
        }
    }
}

/// Runs the inspector until it is left.
pub fn run(open: Open, options: Options) -> Result<(), Error> {
    let mut line = terminal::of_environment(options.depth);
    line.ascii |= options.ascii;
    line.ambiguous = options.ambiguous.unwrap_or_default();
    line.ascii |= line.ambiguous == Ambiguous::Wide;
    let asks = options.ambiguous.is_none() && !line.ascii;
    columns::measure_as(line.ambiguous);
    strings::speak(options.language);
    let mut screen = Screen::take(options.theme(), line).map_err(Error::Terminal)?;
    let (sender, receiver) = channel();
    let size = Screen::size().map_err(Error::Terminal)?;
    let works = Works::of(options.selection).with_sources(options.source_root);
    let mut state = State::new(size, options.view, options.goto);
    custom::settle(&mut state, &options.interface);
    screen.show(&state, false).map_err(Error::Terminal)?;
    let mailbox = Arc::new(Mailbox(Mutex::new(sender.clone())));
    open_corpus(open, Arc::clone(&mailbox));
    if asks {
        screen.ask_width().map_err(Error::Terminal)?;
        columns::measure_as(screen.line().ambiguous);
    }
    read_events(sender.clone());
    #[cfg(unix)]
    read_signals(sender).map_err(Error::Terminal)?;
    let jobs = Jobs::start(works, mailbox);
    let ended = turn(&mut state, &mut screen, &jobs, &receiver);
    drop(screen);
    ended
}

fn read_events(sender: Sender<Message>) {
    thread::spawn(move || {
        loop {
            let message = match event::read() {
                Ok(event) => Message::Event(event),
                Err(error) => Message::Lost(error),
            };
            let lost = matches!(message, Message::Lost(_));
            if sender.send(message).is_err() || lost {
                return;
            }
        }
    });
}

#[cfg(unix)]
fn read_signals(sender: Sender<Message>) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGCONT])?;
    thread::spawn(move || {
        for signal in signals.forever() {
            if sender.send(Message::Signal(signal)).is_err() {
                return;
            }
        }
    });
    Ok(())
}

fn open_corpus(open: Open, mailbox: Arc<Mailbox>) {
    thread::spawn(move || {
        let tell = |progress| mailbox.tell(Told::Answer(Answer::Opening(progress)));
        let opened = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| open(&tell)));
        mailbox.tell(opened.map_or(Told::Broken, |corpus| Told::Answer(Answer::Opened(Arc::new(corpus)))));
    });
}

/// Takes in all that has happened, draws once when a frame is due, and sleeps until more happens.
fn turn(state: &mut State, screen: &mut Screen, jobs: &Jobs, receiver: &Receiver<Message>) -> Result<(), Error> {
    let mut pace = Pace::new(screen.line().reached);
    loop {
        let now = Instant::now();
        pace.wait(!state.typed.keys.is_empty() && !state.typed.waiting);
        let first = match pace.due(now) {
            Due::Following => {
                state.typed.waiting = true;
                pace.hear();
                continue;
            }
            Due::Frame { moving } => {
                state.line = Line { keys: state.line.keys, ..screen.line().clone() };
                let held = screen.show(state, moving).map_err(Error::Terminal)?;
                pace.draw(now, held);
                continue;
            }
            Due::In(wait) => match receiver.recv_timeout(wait) {
                Err(RecvTimeoutError::Timeout) => continue,
                other => other.ok(),
            },
            Due::Nothing => receiver.recv().ok(),
        };
        let Some(first) = first else { return Ok(()) };
        for message in std::iter::once(first).chain(receiver.try_iter()) {
            match message {
                Message::Event(Event::Key(_) | Event::Paste(_)) => {
                    state.line.keys += 1;
                    pace.press(Instant::now());
                }
                _ => pace.hear(),
            }
            for effect in take(state, screen, message)? {
                begin(screen, jobs, effect)?;
            }
            if state.ended {
                return Ok(());
            }
        }
    }
}

fn take(state: &mut State, screen: &mut Screen, message: Message) -> Result<Vec<Effect>, Error> {
    #[cfg(debug_assertions)]
    panic_on_demand(&message);
    Ok(match message {
        Message::Event(Event::Key(key)) => Key::of_event(key).map_or_else(Vec::new, |key| press(state, key)),
        Message::Event(Event::Paste(text)) => paste(state, &text),
        Message::Event(Event::Resize(width, height)) => {
            screen.forget();
            resize(state, (width, height))
        }
        Message::Event(_) => Vec::new(),
        Message::Told(Told::Answer(answer)) => receive(state, answer),
        Message::Told(Told::Broken) => return Err(Error::Job),
        Message::Lost(error) => return Err(Error::Terminal(error)),
        #[cfg(unix)]
        Message::Signal(signal_hook::consts::SIGCONT) => {
            screen.retake().map_err(Error::Terminal)?;
            resize(state, Screen::size().map_err(Error::Terminal)?)
        }
        #[cfg(unix)]
        Message::Signal(signal) => {
            terminal::give_back();
            // Ends the process as the signal would have; returns for signals that do not.
            signal_hook::low_level::emulate_default_handler(signal).map_err(Error::Terminal)?;
            Vec::new()
        }
    })
}

/// F12 panics where `JIANBAO_PANIC` is set, so that a test sees the terminal given back.
#[cfg(debug_assertions)]
fn panic_on_demand(message: &Message) {
    let Message::Event(Event::Key(key)) = message else { return };
    let asked = key.code == crossterm::event::KeyCode::F(12) && std::env::var_os("JIANBAO_PANIC").is_some();
    assert!(!asked, "asked for by F12");
}

fn begin(screen: &mut Screen, jobs: &Jobs, effect: Effect) -> Result<(), Error> {
    match effect {
        Effect::Suspend => suspend(screen).map_err(Error::Terminal)?,
        Effect::Redraw => screen.forget(),
        Effect::Copy(text) => screen.copy(&text).map_err(Error::Terminal)?,
        other => jobs.begin(other),
    }
    Ok(())
}

/// Gives the terminal back and stops; the shell's `fg` continues here.
#[cfg(unix)]
fn suspend(screen: &mut Screen) -> io::Result<()> {
    terminal::give_back();
    signal_hook::low_level::raise(signal_hook::consts::SIGTSTP)?;
    screen.retake()
}

#[cfg(not(unix))]
fn suspend(screen: &mut Screen) -> io::Result<()> {
    screen.forget();
    Ok(())
}
