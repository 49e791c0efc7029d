//! The loop of the interactive inspector: everything that has happened is taken in, then the screen
//! is drawn once. Nothing ticks; an idle inspector sleeps.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::corpus::{Corpus, Editable, Progress};
use crate::tui::action::View;
use crate::tui::broken::Broken;
use crate::tui::custom;
use crate::tui::desk;
use crate::tui::effect::{Answer, Effect};
use crate::tui::input::{Heard, Keyboard};
use crate::tui::jobs::{Jobs, Tell, Told};
use crate::tui::lending;
use crate::tui::line::{Ambiguous, Line};
use crate::tui::noting;
use crate::tui::pace::{Due, Pace};
use crate::tui::panics;
use crate::tui::pointing::point;
use crate::tui::receive::receive_of;
use crate::tui::recording::{Happened, Recorder};
use crate::tui::reviewing::Reviewing;
use crate::tui::session::{self, Keeper};
use crate::tui::state::State;
use crate::tui::strings::{self, Language};
use crate::tui::terminal::{self, Screen};
use crate::tui::text::columns;
use crate::tui::tree::Tree;
use crate::tui::update::{measure_anew, paste, press, resize};
use crate::tui::work::Works;
use crate::tui::{Error, Options};

/// Something that happened.
#[derive(Debug)]
enum Message {
    Heard(Heard),
    Told(Told),
    /// The terminal can no longer be read.
    Lost(io::Error),
    #[cfg(unix)]
    Signal(i32),
}

/// Opens a corpus, telling how far it has come and what there is of it so far.
pub type Open = Box<dyn FnOnce(&(dyn Fn(Progress) + Sync), &(dyn Fn(Corpus) + Sync)) -> Corpus + Send>;

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
pub fn run(open: Open, options: Options, mut recorder: Recorder) -> Result<(), Error> {
    let mut line = terminal::of_environment(options.depth);
    line.ascii |= options.ascii;
    line.ambiguous = options.ambiguous.unwrap_or_default();
    line.ascii |= line.ambiguous == Ambiguous::Wide;
    let asks = options.ambiguous.is_none() && !line.ascii;
    columns::measure_as(line.ambiguous);
    strings::speak(options.language);
    let (sender, receiver) = channel();
    // From here on no signal ends the program without the terminal given back.
    #[cfg(unix)]
    read_signals(sender.clone()).map_err(Error::Terminal)?;
    let mut screen = Screen::take(options.theme(), line).map_err(Error::Terminal)?;
    let size = Screen::size().map_err(Error::Terminal)?;
    let works = Works::of(options.selection).with_sources(options.source_root).with_review(options.review);
    let works = works.with_filters(options.filters).with_writer(options.writer).with_answerer(options.answerer);
    let works = works.with_roots(options.roots).speaking(options.language).watching(options.watched);
    recorder.begin(size, options.language, screen.line().ascii);
    let mut state = State::new(size, options.view, options.goto);
    state.opens = options.topic;
    state.review = Reviewing::of(works.desk().reviewer());
    state.filters = works.filters();
    if let Some(stopped) = options.stopped.as_ref().filter(|_| !options.fresh) {
        session::resume(&mut state, stopped, options.view_is_asked);
    }
    let keeper = Keeper::of(options.stopped);
    custom::settle(&mut state, &options.interface);
    if asks {
        screen.ask_width().map_err(Error::Terminal)?;
    }
    screen.show(&state, false).map_err(Error::Terminal)?;
    let mailbox = Arc::new(Mailbox(Mutex::new(sender.clone())));
    open_corpus(open, options.language, Arc::clone(&mailbox));
    let keyboard = read_keys(screen.line(), sender).map_err(Error::Terminal)?;
    let heard = Arc::clone(&mailbox);
    works.desk().follow(move |told| {
        let answer = match told {
            desk::Told::Heard(news) => Answer::Heard(news),
            desk::Told::Present(others) => Answer::Present(others),
            desk::Told::Broken(why) => Answer::Broken(Broken::Following, why),
        };
        heard.tell(Told(0, answer));
    });
    works.watch(Arc::clone(&mailbox));
    let jobs = Jobs::start(works, mailbox);
    let mut reach = Reach { screen, keyboard, jobs, recorder, keeper, prints: false, edited: None };
    let ended = catch_unwind(AssertUnwindSafe(|| turn(&mut state, &mut reach, &receiver)));
    // Whatever ended the loop: what was decided is on the disk, or somebody hears that it is not.
    reach.jobs.finish(LAST_WRITES);
    let mut unwritten = None;
    if matches!(ended, Ok(Ok(()))) {
        unwritten = reach.collect(&receiver);
    }
    reach.keyboard.pause();
    reach.jobs.leave();
    reach.keeper.finish();
    match ended {
        Ok(ended) => ended.and_then(|()| unwritten.map_or(Ok(()), |reason| Err(Error::Unwritten(reason)))),
        Err(panic) => resume_unwind(panic),
    }
}

/// A disk that has not taken the last decisions after so long takes none.
const LAST_WRITES: Duration = Duration::from_secs(5);
/// Where a signal ends the program it cannot wait as long.
#[cfg(unix)]
const LAST_WRITES_OF_ALL: Duration = Duration::from_millis(400);

/// What the loop acts on.
pub(super) struct Reach {
    pub(super) screen: Screen,
    pub(super) keyboard: Keyboard,
    pub(super) jobs: Jobs,
    pub(super) recorder: Recorder,
    /// Writes where the reader is.
    pub(super) keeper: Keeper,
    /// A text stands outside of the screens, until a key is pressed.
    pub(super) prints: bool,
    /// What was opened last: an editor with a window of its own may not have read it yet.
    pub(super) edited: Option<Arc<Editable>>,
}

/// An answer that is under way when the program is left is waited for so long, or it would come to the
/// shell as if it had been typed.
const LAST_ANSWER: Duration = Duration::from_millis(600);

impl Reach {
    /// Takes in what the terminal has still to send us, and what became of the last decisions: answers why one was not
    /// written.
    fn collect(&mut self, receiver: &Receiver<Message>) -> Option<String> {
        // Turns of the wheel may be under way; what answers comes after them.
        if self.screen.line().mouse && self.screen.line().round_trip.is_some() {
            let _ = self.screen.use_mouse(false).and_then(|()| self.screen.ask_position());
        }
        let mut unwritten = None;
        let deadline = Instant::now() + LAST_ANSWER;
        while self.screen.awaits_answer() {
            match receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(Message::Heard(Heard::Position(column, _))) => _ = self.screen.hear_position(column),
                Ok(Message::Told(told)) => unwritten = unwritten.or(why_unwritten(told)),
                Ok(Message::Heard(_)) => {}
                _ => break,
            }
        }
        let mut told =
            receiver.try_iter().filter_map(|message| if let Message::Told(told) = message { Some(told) } else { None });
        unwritten.or_else(|| told.find_map(why_unwritten))
    }
}

/// Why what a reviewer did is not on the disk.
fn why_unwritten(Told(_, answer): Told) -> Option<String> {
    match answer {
        Answer::Recorded(_, Err(reason)) | Answer::Marked(_, _, Err(reason)) => Some(reason),
        Answer::Broken(Broken::Job(effect), why) if matches!(*effect, Effect::Record(_) | Effect::Mark { .. }) => {
            Some(why)
        }
        _ => None,
    }
}

fn read_keys(line: &Line, sender: Sender<Message>) -> io::Result<Keyboard> {
    let hear = move |heard: io::Result<Heard>| sender.send(heard.map_or_else(Message::Lost, Message::Heard)).is_ok();
    Keyboard::listen(line.reached, Box::new(hear))
}

/// Ends the program so long after it was told to, whatever it is waiting for.
#[cfg(unix)]
const PATIENCE: Duration = Duration::from_millis(700);

#[cfg(unix)]
fn read_signals(sender: Sender<Message>) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH};
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGCONT, SIGWINCH])?;
    thread::spawn(move || {
        for signal in signals.forever() {
            // What is typed to another program interrupts that.
            if terminal::is_lent() && matches!(signal, SIGINT | SIGQUIT) {
                continue;
            }
            let listening = sender.send(Message::Signal(signal)).is_ok();
            if matches!(signal, SIGTERM | SIGHUP | SIGINT | SIGQUIT) {
                // The loop may be writing to a terminal that takes nothing any more.
                thread::spawn(move || {
                    thread::sleep(if listening { PATIENCE } else { Duration::ZERO });
                    terminal::abandon();
                    let _ = signal_hook::low_level::emulate_default_handler(signal);
                });
            }
        }
    });
    Ok(())
}

/// Opens the corpus, and makes the trees that show it, on a thread of its own: the keys never wait.
fn open_corpus(open: Open, language: Language, mailbox: Arc<Mailbox>) {
    thread::spawn(move || {
        strings::speak(language);
        let answer = |answer| mailbox.tell(Told(0, answer));
        let tell = |progress| answer(Answer::Opening(progress));
        let grown = |corpus: Corpus| {
            // The cores that read do not know which language is spoken here.
            strings::speak(language);
            let tree = Box::new(Tree::build(&corpus));
            answer(Answer::Grown(Arc::new(corpus), tree));
        };
        let opened = panics::caught(|| {
            #[cfg(debug_assertions)]
            panics::on_demand("open");
            let corpus = Arc::new(open(&tell, &grown));
            let was_known = corpus.is_known();
            let tree = Box::new(Tree::build(&corpus));
            answer(Answer::Opened(Arc::clone(&corpus), tree));
            if let Err(error) = corpus.keep() {
                answer(Answer::NotKept(error.to_string()));
            }
            // Sizes and times do not prove that a file is as it was.
            if let Some(changed) = was_known.then(|| corpus.spot_check(seconds())).flatten() {
                let given_up = corpus.disown().map_err(|error| error.to_string());
                answer(Answer::Stale(changed, given_up));
            }
        });
        if let Err(why) = opened {
            answer(Answer::Broken(Broken::Opening, why));
        }
    });
}

/// Seconds since 1970.
fn seconds() -> u64 {
    std::time::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs()
}

/// Takes in all that has happened, draws once when a frame is due, and sleeps until more happens.
fn turn(state: &mut State, reach: &mut Reach, receiver: &Receiver<Message>) -> Result<(), Error> {
    let mut pace = Pace::new(reach.screen.line().reached);
    loop {
        let now = Instant::now();
        pace.wait(!state.typed.keys.is_empty() && !state.typed.waiting);
        pace.ask(match state.view {
            View::Search => state.finder.lags(),
            View::Browse => state.matrix.sieve.lags(),
            View::Flags => state.flags.sieve.lags(),
            _ => false,
        });
        let due = if reach.prints { Due::Nothing } else { pace.due(now) };
        let first = match due {
            Due::Following => {
                state.typed.waiting = true;
                pace.hear();
                continue;
            }
            Due::Frame { moving } => {
                state.line = Line { keys: state.line.keys, ..reach.screen.line().clone() };
                let held = reach.screen.show(state, moving).map_err(Error::Terminal)?;
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
                Message::Heard(Heard::Key(_) | Heard::Paste(_)) => {
                    state.line.keys += 1;
                    pace.press(Instant::now());
                }
                _ => pace.hear(),
            }
            if reach.prints && matches!(message, Message::Heard(Heard::Key(_) | Heard::Paste(_))) {
                reach.prints = false;
                reach.screen.retake().map_err(Error::Terminal)?;
                continue;
            }
            if let Some(happened) = happened(&message) {
                reach.recorder.note(happened);
            }
            #[cfg(unix)]
            if matches!(message, Message::Signal(_)) {
                // Most signals end the program where they are taken.
                reach.keeper.note(state);
                if !matches!(message, Message::Signal(signal_hook::consts::SIGWINCH | signal_hook::consts::SIGCONT)) {
                    reach.jobs.finish(LAST_WRITES_OF_ALL);
                    reach.jobs.leave();
                    reach.keeper.finish();
                }
            }
            let before = (state.size, reach.screen.line().ambiguous);
            let mut effects = VecDeque::from(take(state, &mut reach.screen, message)?);
            while let Some(effect) = effects.pop_front() {
                effects.extend(begin(state, reach, effect)?);
            }
            if before.1 != reach.screen.line().ambiguous {
                reach.recorder.note(Happened::Wide(true));
            }
            if before.0 != state.size {
                reach.recorder.note(Happened::Size(state.size.0, state.size.1));
            }
            if state.ended {
                reach.keeper.note(state);
                return Ok(());
            }
        }
        reach.keeper.note(state);
    }
}

/// What of a message is worth a line of a recording; sizes are written where they are asked for.
fn happened(message: &Message) -> Option<Happened> {
    match message {
        Message::Heard(Heard::Key(key)) => Some(Happened::Key(key.name())),
        Message::Heard(Heard::Paste(text)) => Some(Happened::Paste(text.clone())),
        Message::Heard(Heard::Mouse(mouse)) => Some(Happened::from(*mouse)),
        _ => None,
    }
}

fn take(state: &mut State, screen: &mut Screen, message: Message) -> Result<Vec<Effect>, Error> {
    Ok(match message {
        Message::Heard(heard) => hear(state, screen, heard),
        Message::Told(Told(edition, answer)) => receive_of(state, edition, answer),
        Message::Lost(error) => return Err(Error::Terminal(error)),
        #[cfg(unix)]
        Message::Signal(signal) => return signalled(state, screen, signal).map_err(Error::Terminal),
    })
}

fn hear(state: &mut State, screen: &mut Screen, heard: Heard) -> Vec<Effect> {
    match heard {
        Heard::Key(key) => {
            #[cfg(debug_assertions)]
            panic_on_demand(key);
            press(state, key)
        }
        Heard::Paste(text) => paste(state, &text),
        Heard::Position(column, _) => {
            if !screen.hear_position(column) {
                return Vec::new();
            }
            columns::measure_as(screen.line().ambiguous);
            measure_anew(state)
        }
        Heard::Mouse(mouse) => point(state, mouse),
        Heard::Attributes => Vec::new(),
        #[cfg(not(unix))]
        Heard::Size => resized(state, screen).unwrap_or_default(),
    }
}

pub(super) fn resized(state: &mut State, screen: &mut Screen) -> io::Result<Vec<Effect>> {
    screen.forget();
    Ok(resize(state, Screen::size()?))
}

#[cfg(unix)]
fn signalled(state: &mut State, screen: &mut Screen, signal: i32) -> io::Result<Vec<Effect>> {
    use signal_hook::consts::{SIGCONT, SIGWINCH};
    match signal {
        SIGWINCH => return resized(state, screen),
        SIGCONT => {
            screen.retake()?;
            return resized(state, screen);
        }
        _ => {}
    }
    terminal::give_back();
    // Ends the process as the signal would have; returns for signals that do not.
    signal_hook::low_level::emulate_default_handler(signal)?;
    Ok(Vec::new())
}

/// F12 panics where `JIANBAO_PANIC` is set, so that a test sees the terminal given back.
#[cfg(debug_assertions)]
fn panic_on_demand(key: crate::tui::key::Key) {
    let asked = key == crate::tui::key::Key::F(12) && std::env::var_os("JIANBAO_PANIC").is_some();
    assert!(!asked, "asked for by F12");
}

fn begin(state: &mut State, reach: &mut Reach, effect: Effect) -> Result<Vec<Effect>, Error> {
    match effect {
        Effect::Edit(editable) => return lending::edit(state, reach, editable).map_err(Error::Terminal),
        Effect::Write { flags, note, about } => {
            reach.keeper.note(state);
            let written = lending::write(reach, &note, &about).map_err(Error::Terminal)?;
            let mut effects = noting::written(state, &flags, written);
            effects.extend(resized(state, &mut reach.screen).map_err(Error::Terminal)?);
            return Ok(effects);
        }
        Effect::Print(text) => {
            terminal::print(&text, &strings::ANY_KEY).map_err(Error::Terminal)?;
            reach.prints = true;
        }
        Effect::Mouse(on) => reach.screen.use_mouse(on).map_err(Error::Terminal)?,
        Effect::Suspend => lending::suspend(reach).map_err(Error::Terminal)?,
        Effect::Redraw => reach.screen.forget(),
        Effect::Copy(text) => reach.screen.copy(&text).map_err(Error::Terminal)?,
        other => reach.jobs.begin(state.edition, other),
    }
    Ok(Vec::new())
}
