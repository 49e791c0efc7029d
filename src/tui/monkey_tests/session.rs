//! A session whose jobs are done in any order and whose terminal follows what it is sent, and what must hold of it.

use crate::model::json::to_json;
use crate::model::printable::printable;
use crate::model::verdict::Verdict;
use crate::rules::Fingerprint;
use crate::synth::dice::Dice;
use crate::tui::action::View;
use crate::tui::draw;
use crate::tui::effect::{Answer, Effect};
use crate::tui::input::Mouse;
use crate::tui::key::Key;
use crate::tui::line::Line;
use crate::tui::monkey_tests::Tally;
use crate::tui::monkey_tests::chance::{MOVES, SIZES, TEXTS, random_key, random_size};
use crate::tui::monkey_tests::ground::Ground;
use crate::tui::painter::Painter;
use crate::tui::pointing::point;
use crate::tui::receive::{receive, receive_of};
use crate::tui::reviewing::Reviewing;
use crate::tui::session::{Kept, kept};
use crate::tui::state::State;
use crate::tui::theme::{Named, Theme};
use crate::tui::tree::Tree;
use crate::tui::update::{paste, press, resize};
use crate::tui::watching::Stir;
use crate::tui::work::Works;
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;
use std::num::NonZero;
use std::sync::{Arc, Mutex};

/// An inspector whose jobs are done in any order, on a terminal that follows what it is sent.
pub(super) struct Session<'g> {
    ground: &'g Ground,
    pub(super) state: State,
    works: Works,
    /// What is to be done and not begun, with the corpus it is about.
    waiting: Vec<(u64, Effect)>,
    /// Answers under way, those of one job in their order.
    told: Vec<VecDeque<(u64, Answer)>>,
    log: &'g RefCell<VecDeque<String>>,
    painter: Painter,
    terminal: vt100::Parser,
    theme: Theme,
    pub(super) tally: Tally,
}

impl<'g> Session<'g> {
    /// `left` is where another session stopped.
    pub(super) fn begin(
        ground: &'g Ground,
        name: &str,
        log: &'g RefCell<VecDeque<String>>,
        left: Option<&str>,
        dice: &mut Dice,
    ) -> Self {
        let size = *dice.pick(&SIZES);
        let view = *dice.pick(&[View::Browse, View::Flags, View::Triage]);
        let works = ground.works(name);
        let mut state = State::new(size, view, None);
        state.review = Reviewing::of(works.desk().reviewer());
        state.filters = works.filters();
        state.resume = left.map(|left| Kept::parse(left, dice.place(2) == 0).unwrap());
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

    /// Where it stops, as the next one takes it up.
    pub(super) fn left(&self) -> Option<String> {
        kept(&self.state).map(|kept| to_json(&kept).unwrap())
    }

    pub(super) fn note(&self, what: impl FnOnce() -> String) {
        let mut log = self.log.borrow_mut();
        log.push_back(format!("{:?} {:?}: {}", self.state.view, self.state.mode(), what()));
        if log.len() > 40 {
            log.pop_front();
        }
    }

    pub(super) fn follow(&mut self, effects: Vec<Effect>) {
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
    pub(super) fn work(&mut self, dice: &mut Dice) {
        if self.waiting.is_empty() {
            return;
        }
        let writes = |effect: &Effect| matches!(effect, Effect::Record(_) | Effect::Keep(_) | Effect::Mark { .. });
        let mut chosen = dice.place(self.waiting.len());
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

    pub(super) fn hear(&mut self, dice: &mut Dice) {
        if self.told.is_empty() {
            return;
        }
        let queue = dice.place(self.told.len());
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
    pub(super) fn settle(&mut self, dice: &mut Dice) {
        let mut steps = 0;
        while !self.waiting.is_empty() || self.told.iter().any(|queue| !queue.is_empty()) {
            self.work(dice);
            self.hear(dice);
            steps += 1;
            assert!(steps < 100_000, "the jobs go round in a circle: {:?}", self.waiting.first());
        }
    }

    pub(super) fn press(&mut self, key: Key) {
        self.note(|| key.name());
        self.tally.keys += 1;
        let effects = press(&mut self.state, key);
        self.follow(effects);
    }

    /// One thing that happens.
    pub(super) fn happen(&mut self, dice: &mut Dice) {
        match dice.place(100) {
            0..70 => self.press_some(dice),
            70..82 => self.work(dice),
            82..94 => self.hear(dice),
            94 => {
                let size = if dice.place(3) == 0 { random_size(dice) } else { *dice.pick(&SIZES) };
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
            // Seldom where reading anew takes long.
            98 if dice.place(self.ground.lines.len() / 100 + 1) == 0 => {
                self.note(|| "files change".to_owned());
                self.ground.change(dice);
                // Sometimes nobody hears of it, as between two looks at the files.
                if dice.place(3) > 0 {
                    let stirred = Answer::Stirred(Stir::Changed(std::collections::BTreeSet::new()));
                    let effects = receive(&mut self.state, stirred);
                    self.follow(effects);
                }
            }
            _ => self.settle(dice),
        }
    }

    /// Presses keys: mostly those that mean something here.
    pub(super) fn press_some(&mut self, dice: &mut Dice) {
        let keymap = Arc::clone(&self.state.keymap);
        let mode = self.state.mode();
        let keys: Vec<Key> = match dice.place(10) {
            0..6 => {
                let verbs: Vec<_> = keymap.verbs(mode).flat_map(|(_, verb)| verb.keys.iter()).collect();
                let Some(sequence) = (!verbs.is_empty()).then(|| *dice.pick(&verbs)) else { return };
                sequence.keys().to_vec()
            }
            6 | 7 => match dice.place(12) {
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
    pub(super) fn check(&mut self, moving: bool) {
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

    pub(super) fn verdicts(&self) -> BTreeMap<Fingerprint, Verdict> {
        self.state.review.ledger.verdicts().filter(|(_, verdict)| verdict.decides()).collect()
    }

    /// Takes back whatever was decided, by keys.
    pub(super) fn undo_all(&mut self, dice: &mut Dice) {
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

/// What an effect or answer is called, without all that is in it, which can be a corpus.
pub(super) fn named(what: &impl std::fmt::Debug) -> String {
    struct Name(String);
    impl Write for Name {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            let name = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            self.0.push_str(name);
            if name.len() == text.len() { Ok(()) } else { Err(std::fmt::Error) }
        }
    }
    let mut name = Name(String::new());
    // It ends with an error where the name does.
    let _: std::fmt::Result = write!(name, "{what:?}");
    name.0
}

pub(super) fn terminal((width, height): (u16, u16)) -> vt100::Parser {
    let at_least_one = |n: u16| NonZero::new(n.max(1)).unwrap();
    vt100::Parser::new(at_least_one(height), at_least_one(width), 0)
}

/// The terminal takes bytes. This one drops the sign for what cannot be shown, which others show.
pub(super) fn feed(terminal: &mut vt100::Parser, bytes: &[u8]) {
    terminal.process(String::from_utf8(bytes.to_vec()).unwrap().replace('\u{FFFD}', "?").as_bytes());
}

/// What is seen of a cell.
pub(super) fn look(terminal: &vt100::Parser, x: u16, y: u16) -> impl PartialEq + std::fmt::Debug + use<> {
    let cell = terminal.screen().cell(y, x).unwrap();
    let text = match cell.contents() {
        "" => " ",
        text => text,
    };
    let ink = (text != " ").then(|| (cell.fgcolor(), cell.bold(), cell.dim(), cell.italic()));
    (text.to_owned(), ink, cell.bgcolor(), cell.inverse(), cell.underline())
}
