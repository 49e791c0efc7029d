//! Keys, clicks, sizes, changes of files and answers of jobs in random order. Nothing may panic, every cursor
//! is on something that is there, the terminal shows what a fresh one would, and undoing leads back to the start.
//! A short run by default; `JIANBAO_MONKEY_KEYS=1000000` presses so many on each corpus, `JIANBAO_MONKEY_SEED`
//! presses others, `JIANBAO_MONKEY_REPORTS=10000` is how many reports there are besides the sample.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clap::Parser as _;
use rayon::prelude::*;

use crate::cli::Cli;
use crate::commands::views::Views;
use crate::corpus::store::Keep;
use crate::corpus::{self, Corpus};
use crate::fuzzing::damage::Dice;
use crate::model::date::Date;
use crate::model::printable::printable;
use crate::model::verdict::Verdict;
use crate::review::Folder;
use crate::rules::{Fingerprint, Selection};
use crate::synth::Plan;
use crate::tui::action::View;
use crate::tui::asking::Answerer;
use crate::tui::desk::Review;
use crate::tui::draw;
use crate::tui::effect::{Answer, Effect};
use crate::tui::exporting::{Exporter, Order, Refusal, Written};
use crate::tui::input::Mouse;
use crate::tui::key::Key;
use crate::tui::line::Line;
use crate::tui::painter::Painter;
use crate::tui::pointing::point;
use crate::tui::receive::{receive, receive_of};
use crate::tui::reviewing::{Reviewer, Reviewing};
use crate::tui::state::State;
use crate::tui::theme::{Named, Theme};
use crate::tui::tree::Tree;
use crate::tui::update::{paste, press, resize};
use crate::tui::watching::{Stir, Watched};
use crate::tui::work::Works;

/// Says that a file was written and writes none: names are typed at random.
#[derive(Debug)]
struct Pretends;

impl Exporter for Pretends {
    fn write(&self, order: &Order) -> Result<Written, Refusal> {
        match order.name.len() % 4 {
            0 => Err(Refusal::Ending),
            1 => Err(Refusal::Failed("no room".to_owned())),
            _ => Ok(Written { path: order.name.clone(), rows: 3, unread: 0 }),
        }
    }
}

/// A corpus in a folder that changes now and then, with what is kept of reviews beside it.
struct Ground {
    dir: tempfile::TempDir,
    /// The file as it was at the start, line by line.
    lines: Vec<String>,
}

impl Ground {
    fn of(lines: Vec<String>) -> Self {
        let ground = Self { dir: tempfile::tempdir().unwrap(), lines };
        ground.put(&ground.lines);
        ground
    }

    fn corpus(&self) -> PathBuf {
        self.dir.path().join("corpus.jsonl")
    }

    fn put(&self, lines: &[String]) {
        let new = self.dir.path().join("new");
        std::fs::write(&new, lines.concat()).unwrap();
        std::fs::rename(new, self.corpus()).unwrap();
    }

    /// Changes the file in one of the ways in which files change.
    fn change(&self, dice: &mut Dice) {
        let some = 1 + dice.roll(self.lines.len());
        match dice.roll(8) {
            0 => self.put(&self.lines[..some]),
            1 => self.put(&self.lines[some..]),
            2 => {
                // In the midst of a line, and maybe of a character.
                let whole = self.lines.concat().into_bytes();
                std::fs::write(self.corpus(), &whole[..whole.len() * 2 / 5 + dice.roll(9)]).unwrap();
            }
            3 => self.put(&[&self.lines[some..], &["no report\n".to_owned()], &self.lines[..some]].concat()),
            4 => drop(std::fs::remove_file(self.corpus())),
            _ => self.put(&self.lines),
        }
    }

    fn open(&self) -> Corpus {
        corpus::open(&[self.corpus()], &|_| ())
    }

    /// Works as the program has them.
    fn works(&self, session: &str) -> Works {
        let today = Date::new(2026, 1, 31);
        let reviewer = Reviewer { by: "li".into(), session: session.into(), today, reviews: true, portion: None };
        let folder = Folder { path: self.dir.path().join("reviews"), also: None, fell_back: false };
        let review = Review { reviewer, folder: Some(folder), cannot: None };
        let path = self.corpus();
        let args = Cli::parse_from(["jianbao".as_ref(), path.as_os_str()]).inspect;
        let views = Views { args, selection: Selection::default(), fingerprint: Mutex::default() };
        let watched = Watched { paths: vec![path], manifest: None, keep: Keep::Nothing };
        Works::of(Selection::default())
            .with_review(review)
            .with_filters(Some(self.dir.path().join("filters.toml")))
            .with_writer(Some(crate::tui::exporting::Writer::of(Pretends)))
            .with_answerer(Some(Answerer::of(views)))
            .with_roots(vec![self.corpus()])
            .watching(Some(watched))
    }
}

/// An inspector whose jobs are done in any order, on a terminal that follows what it is sent.
struct Session<'g> {
    ground: &'g Ground,
    state: State,
    works: Works,
    /// What is to be done and not begun, with the corpus it is about.
    waiting: Vec<(u64, Effect)>,
    /// Answers under way, those of one job in their order.
    told: Vec<VecDeque<(u64, Answer)>>,
    log: &'g RefCell<VecDeque<String>>,
    painter: Painter,
    terminal: vt100::Parser,
    theme: Theme,
    tally: Tally,
}

impl<'g> Session<'g> {
    fn begin(ground: &'g Ground, name: &str, log: &'g RefCell<VecDeque<String>>, dice: &mut Dice) -> Self {
        let size = *dice.pick(&SIZES);
        let view = *dice.pick(&[View::Browse, View::Flags, View::Triage]);
        let works = ground.works(name);
        let mut state = State::new(size, view, None);
        state.review = Reviewing::of(works.desk().reviewer());
        state.filters = works.filters();
        let theme = Theme::new(Named::Terminal, crate::tui::colour::Depth::Sixteen);
        let painter = Painter::new(theme.clone(), &Line::default());
        let (waiting, told, terminal) = (Vec::new(), Vec::new(), terminal(size));
        let mut session =
            Self { ground, state, works, waiting, told, log, painter, terminal, theme, tally: Tally::default() };
        let heard = Answer::Heard(session.works.desk().heard());
        let corpus = Arc::new(ground.open());
        let tree = Box::new(Tree::build(&corpus));
        session.told.push([heard, Answer::Opened(corpus, tree)].map(|answer| (0, answer)).into());
        session
    }

    fn note(&self, what: impl FnOnce() -> String) {
        let mut log = self.log.borrow_mut();
        log.push_back(format!("{:?} {:?}: {}", self.state.view, self.state.mode(), what()));
        if log.len() > 40 {
            log.pop_front();
        }
    }

    fn follow(&mut self, effects: Vec<Effect>) {
        let edition = self.state.edition;
        for effect in effects {
            match effect {
                Effect::Redraw => self.painter.forget(),
                Effect::Copy(text) => {
                    // Lines and their cells are copied as such, nothing else that moves a cursor.
                    assert_eq!(printable(&text.replace(['\n', '\t'], " ")), text.replace(['\n', '\t'], " "));
                }
                Effect::Write { flags, .. } => {
                    let effects = crate::tui::noting::written(&mut self.state, &flags, Ok("手记".to_owned()));
                    self.follow(effects);
                }
                Effect::Edit(_) | Effect::Print(_) | Effect::Mouse(_) | Effect::Suspend | Effect::Stand(_) => {}
                other => {
                    self.works.announce(&other);
                    self.waiting.push((edition, other));
                }
            }
        }
    }

    /// Does one of the jobs that wait. What is written is written in the order in which it was asked for.
    fn work(&mut self, dice: &mut Dice) {
        if self.waiting.is_empty() {
            return;
        }
        let writes = |effect: &Effect| matches!(effect, Effect::Record(_) | Effect::Keep(_) | Effect::Mark { .. });
        let mut chosen = dice.roll(self.waiting.len());
        if writes(&self.waiting[chosen].1) {
            chosen = self.waiting.iter().position(|(_, effect)| writes(effect)).unwrap();
        }
        let (edition, effect) = self.waiting.remove(chosen);
        self.note(|| format!("job {}", named(&effect)));
        let in_order = writes(&effect);
        let answers = Mutex::new(VecDeque::new());
        self.works.perform(effect, &|answer| answers.lock().unwrap().push_back((edition, answer)));
        let answers = answers.into_inner().unwrap();
        match self.told.first_mut() {
            // The first queue is that of the thread that writes.
            Some(first) if in_order => first.extend(answers),
            _ => self.told.push(answers),
        }
    }

    fn hear(&mut self, dice: &mut Dice) {
        if self.told.is_empty() {
            return;
        }
        let queue = dice.roll(self.told.len());
        if let Some((edition, answer)) = self.told[queue].pop_front() {
            self.note(|| format!("answer {edition} {}", named(&answer)));
            self.tally.answers += 1;
            self.tally.renewed += usize::from(matches!(answer, Answer::Renewed(_)));
            let effects = receive_of(&mut self.state, edition, answer);
            self.follow(effects);
        }
        // The first stays: it is that of the thread that writes.
        let mut number = 0;
        self.told.retain(|queue| {
            number += 1;
            number == 1 || !queue.is_empty()
        });
    }

    /// Until nothing is under way.
    fn settle(&mut self, dice: &mut Dice) {
        let mut steps = 0;
        while !self.waiting.is_empty() || self.told.iter().any(|queue| !queue.is_empty()) {
            self.work(dice);
            self.hear(dice);
            steps += 1;
            assert!(steps < 100_000, "the jobs go round in a circle: {:?}", self.waiting.first());
        }
    }

    fn press(&mut self, key: Key) {
        self.note(|| key.name());
        self.tally.keys += 1;
        let effects = press(&mut self.state, key);
        self.follow(effects);
    }

    /// One thing that happens.
    fn happen(&mut self, dice: &mut Dice) {
        match dice.roll(100) {
            0..70 => self.press_some(dice),
            70..82 => self.work(dice),
            82..94 => self.hear(dice),
            94 => {
                let size = if dice.roll(3) == 0 { random_size(dice) } else { *dice.pick(&SIZES) };
                self.note(|| format!("size {size:?}"));
                self.painter.forget();
                self.terminal = terminal(size);
                let effects = resize(&mut self.state, size);
                self.follow(effects);
            }
            95 | 96 => {
                use crate::tui::input::Button;
                let button = *dice.pick(&[Button::Left, Button::WheelUp, Button::WheelDown]);
                let at = random_size(dice);
                self.note(|| format!("mouse {button:?} {at:?}"));
                let effects = point(&mut self.state, Mouse { button, at });
                self.follow(effects);
            }
            97 => {
                let text = *dice.pick(&TEXTS);
                self.note(|| format!("paste {text:?}"));
                let effects = paste(&mut self.state, text);
                self.follow(effects);
            }
            98 if dice.roll(self.ground.lines.len() / 20 + 1) == 0 => {
                self.note(|| "files change".to_owned());
                self.ground.change(dice);
                // Sometimes nobody hears of it, as between two looks at the files.
                if dice.roll(3) > 0 {
                    let stirred = Answer::Stirred(Stir::Changed(std::collections::BTreeSet::new()));
                    let effects = receive(&mut self.state, stirred);
                    self.follow(effects);
                }
            }
            _ => self.settle(dice),
        }
    }

    /// Presses keys: mostly those that mean something here.
    fn press_some(&mut self, dice: &mut Dice) {
        let keymap = Arc::clone(&self.state.keymap);
        let mode = self.state.mode();
        let keys: Vec<Key> = match dice.roll(10) {
            0..6 => {
                let verbs: Vec<_> = keymap.verbs(mode).flat_map(|(_, verb)| verb.keys.iter()).collect();
                let Some(sequence) = (!verbs.is_empty()).then(|| *dice.pick(&verbs)) else { return };
                sequence.keys().to_vec()
            }
            6 | 7 => match dice.roll(12) {
                // Left to chance alone, hardly anything would ever be decided.
                0 => vec![Key::Esc, Key::Char('g'), Key::Char('f')],
                1 if self.state.view == View::Flags => vec![*dice.pick(&[Key::Char('a'), Key::F(6), Key::Char('d')])],
                _ => vec![*dice.pick(&MOVES)],
            },
            8 if mode.is_typing() => dice.pick(&TEXTS).chars().map(Key::Char).chain([Key::Enter]).collect(),
            _ => vec![random_key(dice)],
        };
        for key in &keys {
            self.press(*key);
        }
    }

    /// What must hold whatever has happened.
    fn check(&mut self, moving: bool) {
        let state = &self.state;
        let corpus = &state.holdings.corpus;
        if let Some(report) = state.report_at_hand() {
            assert!(report < corpus.len(), "report {report} of {}", corpus.len());
        }
        if let Some(flag) = state.flag_at_hand().filter(|_| state.view == View::Flags) {
            assert!(state.holdings.brief(flag).is_some(), "{flag:?} is none");
        }
        if let Some((opened, report)) = state.opened.as_ref().zip(state.report()) {
            assert!(
                corpus.header(opened.index).is_some_and(|header| header.is_of(&report.id)),
                "another report is shown"
            );
        }
        let mut buffer = draw::canvas(state);
        let caret = draw::draw(state, &self.theme, &mut buffer);
        let (width, height) = state.size;
        assert!(caret.is_none_or(|(x, y)| x < width && y < height), "the caret is at {caret:?} of {:?}", state.size);
        for cell in &buffer.content {
            assert_eq!(printable(cell.symbol()), cell.symbol());
        }
        let frame = self.painter.paint(state, moving);
        feed(&mut self.terminal, &frame.bytes);
        if frame.held {
            return;
        }
        self.tally.screens += 1;
        let mut fresh = terminal(state.size);
        feed(&mut fresh, &Painter::new(self.theme.clone(), &Line::default()).paint(state, false).bytes);
        for (x, y) in buffer.area.positions().map(Into::into) {
            let (shown, expected) = (look(&self.terminal, x, y), look(&fresh, x, y));
            assert_eq!(shown, expected, "at {x},{y}:\n{}", crate::tui::dump::text(&buffer));
        }
    }

    fn verdicts(&self) -> BTreeMap<Fingerprint, Verdict> {
        self.state.review.ledger.verdicts().filter(|(_, verdict)| verdict.decides()).collect()
    }

    /// Takes back whatever was decided, by keys.
    fn undo_all(&mut self, dice: &mut Dice) {
        for _ in 0..12 {
            self.press(Key::Esc);
        }
        self.press(Key::Char('g'));
        self.press(Key::Char('f'));
        self.settle(dice);
        let mut last = usize::MAX;
        for _ in 0..100_000 {
            let depth = self.state.review.ledger.depth("li");
            if depth == 0 || depth == last {
                break;
            }
            last = depth;
            self.tally.undone += 1;
            self.press(Key::Char('u'));
            self.settle(dice);
        }
        assert_eq!(self.verdicts(), BTreeMap::new(), "undoing leads back to where nothing is decided");
    }
}

/// What an effect or answer is called.
fn named(what: &impl std::fmt::Debug) -> String {
    let words = format!("{what:?}");
    words.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

fn terminal((width, height): (u16, u16)) -> vt100::Parser {
    let at_least_one = |n: u16| NonZero::new(n.max(1)).unwrap();
    vt100::Parser::new(at_least_one(height), at_least_one(width), 0)
}

/// The terminal takes bytes. This one drops the sign for what cannot be shown, which others show.
fn feed(terminal: &mut vt100::Parser, bytes: &[u8]) {
    terminal.process(String::from_utf8(bytes.to_vec()).unwrap().replace('\u{FFFD}', "?").as_bytes());
}

/// What is seen of a cell.
fn look(terminal: &vt100::Parser, x: u16, y: u16) -> impl PartialEq + std::fmt::Debug + use<> {
    let cell = terminal.screen().cell(y, x).unwrap();
    let text = match cell.contents() {
        "" => " ",
        text => text,
    };
    let ink = (text != " ").then(|| (cell.fgcolor(), cell.bold(), cell.dim(), cell.italic()));
    (text.to_owned(), ink, cell.bgcolor(), cell.inverse(), cell.underline())
}

fn random_size(dice: &mut Dice) -> (u16, u16) {
    let up_to = |dice: &mut Dice, most: usize| u16::try_from(1 + dice.roll(most)).unwrap();
    (up_to(dice, 220), up_to(dice, 70))
}

const SIZES: [(u16, u16); 7] = [(80, 24), (80, 24), (160, 45), (120, 36), (100, 30), (40, 10), (60, 16)];

const MOVES: [Key; 20] = [
    Key::Char('j'),
    Key::Char('j'),
    Key::Char('k'),
    Key::Char('l'),
    Key::Char('h'),
    Key::Down,
    Key::Up,
    Key::Left,
    Key::Right,
    Key::Enter,
    Key::Enter,
    Key::Backspace,
    Key::Esc,
    Key::Tab,
    Key::BackTab,
    Key::PageDown,
    Key::PageUp,
    Key::Home,
    Key::End,
    Key::Char('9'),
];

/// What is typed and pasted: queries, options, names of files, and what no one means.
const TEXTS: [&str; 16] = [
    "申请",
    "year:2021",
    "rule:T3",
    "sev:error",
    "region:云",
    "'答复",
    "--by year",
    "新收 --level county",
    "a.csv",
    "x.xlsx",
    "128",
    "1..3",
    "\u{1b}[31m\u{202e}",
    "一\n二",
    "'",
    "verdict:real",
];

fn random_key(dice: &mut Dice) -> Key {
    match dice.roll(12) {
        0..6 => Key::Char(char::from(b' ' + u8::try_from(dice.roll(95)).unwrap())),
        6 | 7 => Key::Char(*dice.pick(&['年', '府', '１', '：', '\u{200b}', '\u{202e}', 'é', '\u{301}', '𠀀', '👨'])),
        8 | 9 => Key::Ctrl(char::from(b'a' + u8::try_from(dice.roll(26)).unwrap())),
        10 => Key::F(u8::try_from(1 + dice.roll(12)).unwrap()),
        _ => *dice.pick(&[Key::Delete, Key::Enter, Key::Esc, Key::Backspace, Key::Tab]),
    }
}

fn number_in(variable: &str) -> Option<usize> {
    std::env::var(variable).ok()?.parse().ok()
}

/// What happened in some sessions.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    keys: usize,
    answers: usize,
    /// Corpora that were read anew.
    renewed: usize,
    /// Screens that were held against fresh ones.
    screens: usize,
    /// Events that were taken back.
    undone: usize,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.keys += other.keys;
        self.answers += other.answers;
        self.renewed += other.renewed;
        self.screens += other.screens;
        self.undone += other.undone;
    }
}

/// Goes through sessions until so many keys were pressed.
fn play(lines: Vec<String>, keys: usize) {
    let ground = &Ground::of(lines);
    let keys = number_in("JIANBAO_MONKEY_KEYS").unwrap_or(keys);
    let seed = number_in("JIANBAO_MONKEY_SEED").unwrap_or(1) as u64;
    let mut all = Tally::default();
    let (begun, mut told) = (Instant::now(), Duration::ZERO);
    for episode in 0.. {
        if all.keys >= keys {
            break;
        }
        let seed = seed * 1_000_000 + episode;
        let log = RefCell::new(VecDeque::new());
        let played = catch_unwind(AssertUnwindSafe(|| episode_of(ground, seed, &log))).ok();
        let Some(tally) = played else {
            panic!("seed {seed}; the last that happened:\n{}", Vec::from(log.take()).join("\n"));
        };
        all += tally;
        if begun.elapsed() > told + Duration::from_secs(60) {
            told = begun.elapsed();
            println!("{all:?} in {episode} sessions, {told:.0?}");
        }
    }
    println!("{all:?} on {} reports in {:.0?}", ground.lines.len(), begun.elapsed());
    // A monkey that never got anywhere would find nothing.
    assert!(all.answers > 0 && all.renewed > 0 && all.screens > 0 && all.undone > 0, "{all:?}");
}

/// One session: what happens, then all of it taken back.
fn episode_of(ground: &Ground, seed: u64, log: &RefCell<VecDeque<String>>) -> Tally {
    let mut dice = Dice::of(seed);
    ground.put(&ground.lines);
    drop(std::fs::remove_dir_all(ground.dir.path().join("reviews")));
    drop(std::fs::remove_file(ground.dir.path().join("filters.toml")));
    let mut session = Session::begin(ground, &format!("s{seed}"), log, &mut dice);
    if dice.roll(4) > 0 {
        session.settle(&mut dice);
    }
    // What takes long to open is worth a longer look.
    let longest = 1500 + 3 * ground.lines.len();
    for _ in 0..(30 + dice.roll(longest)) {
        session.happen(&mut dice);
        if dice.roll(4) == 0 {
            session.check(dice.roll(3) == 0);
        }
        if session.state.ended {
            session.state.ended = false;
        }
    }
    session.settle(&mut dice);
    session.check(false);
    ground.put(&ground.lines);
    session.undo_all(&mut dice);
    session.check(false);
    session.tally
}

#[test]
fn a_monkey_does_no_harm_to_the_sample() {
    let sample = corpus::sample();
    play((0..sample.len()).map(|index| sample.line(index).unwrap() + "\n").collect(), 1500);
}

#[test]
fn a_monkey_does_no_harm_to_invented_reports() {
    let reports = number_in("JIANBAO_MONKEY_REPORTS").unwrap_or(150);
    let plan = Plan { seed: 3, flawed: 600_000 };
    let line = |number| plan.report(number as u64).report.to_json().unwrap() + "\n";
    play((0..reports).into_par_iter().map(line).collect(), 1500);
}
