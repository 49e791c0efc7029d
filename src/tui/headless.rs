//! The inspector without a terminal: keys in, screen out. Every job runs to its end before the next
//! key, so the same keys give the same screen.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;

use crate::corpus::Corpus;
use crate::tui::action::View;
use crate::tui::draw;
use crate::tui::effect::{Answer, Effect};
use crate::tui::input::Mouse;
use crate::tui::key::Key;
use crate::tui::pointing::point;
use crate::tui::receive::{receive, receive_of};
use crate::tui::reviewing::Reviewing;
use crate::tui::state::State;
use crate::tui::theme::Theme;
use crate::tui::tree::Tree;
use crate::tui::update::{measure_anew, paste, press, resize};
use crate::tui::work::Works;

/// An inspector whose jobs run at once.
#[derive(Debug)]
pub struct Headless {
    pub state: State,
    works: Works,
    /// The taking in of sentences, until a search needs them.
    deferred: Option<(u64, Effect)>,
    /// What the last key and the answers that followed took of the time of the loop.
    spent: Spent,
}

/// What was spent where no other key can be taken in meanwhile.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spent {
    /// On the key.
    pub update: Duration,
    /// On the answer that took longest.
    pub answer: Duration,
}

impl Headless {
    /// Opens the inspector on a corpus.
    pub fn open(corpus: Corpus, works: Works, size: (u16, u16), view: View, goto: Option<String>) -> Self {
        let mut headless = Self { state: State::new(size, view, goto), works, deferred: None, spent: Spent::default() };
        headless.state.review = Reviewing::of(headless.works.desk().reviewer());
        let news = headless.works.desk().heard();
        // Before there is anything to show nothing follows from it.
        let _ = receive(&mut headless.state, Answer::Heard(news));
        let tree = Box::new(Tree::build(&corpus));
        let effects = receive(&mut headless.state, Answer::Opened(Arc::new(corpus), tree));
        headless.finish(effects);
        headless
    }

    /// Presses a key and waits for all that follows from it.
    pub fn press(&mut self, key: Key) {
        let begun = Instant::now();
        let effects = press(&mut self.state, key);
        self.spent = Spent { update: begun.elapsed(), answer: Duration::ZERO };
        // Time stands still only when all is shown that would be.
        self.state.typed.waiting = !self.state.typed.keys.is_empty();
        self.finish(effects);
    }

    /// What the last key took, and the longest of the answers it led to.
    pub(super) fn spent(&self) -> Spent {
        self.spent
    }

    /// Takes a button of the mouse.
    pub fn point(&mut self, mouse: Mouse) {
        let effects = point(&mut self.state, mouse);
        self.finish(effects);
    }

    /// Changes the size of the screen.
    pub fn resize(&mut self, size: (u16, u16)) {
        let effects = resize(&mut self.state, size);
        self.finish(effects);
    }

    /// Pastes a text.
    pub fn paste(&mut self, text: &str) {
        let effects = paste(&mut self.state, text);
        self.finish(effects);
    }

    /// Lays everything out anew after characters turned out to be of another width.
    pub fn measure_anew(&mut self) {
        let effects = measure_anew(&mut self.state);
        self.finish(effects);
    }

    /// Takes an answer and does what follows from it.
    #[cfg(test)]
    pub fn hear(&mut self, answer: Answer) {
        let effects = receive(&mut self.state, answer);
        self.finish(effects);
    }

    /// Does what some effects say, and what follows from it.
    #[cfg(test)]
    pub fn carry_out(&mut self, effects: Vec<Effect>) {
        let settled = crate::tui::update::settle(&mut self.state);
        self.finish(effects.into_iter().chain(settled).collect());
    }

    fn finish(&mut self, effects: Vec<Effect>) {
        let edition = self.state.edition;
        let mut queue: VecDeque<(u64, Effect)> = effects.into_iter().map(|effect| (edition, effect)).collect();
        while let Some((edition, effect)) = queue.pop_front().or_else(|| self.needed()) {
            if matches!(effect, Effect::Read(_)) && self.state.view != View::Search {
                self.deferred = Some((edition, effect));
                continue;
            }
            self.works.announce(&effect);
            let answers = Mutex::new(Vec::new());
            self.works.perform(effect, &|answer| {
                if let Ok(mut answers) = answers.lock() {
                    answers.push(answer);
                }
            });
            for answer in answers.into_inner().unwrap_or_default() {
                let begun = Instant::now();
                let effects = receive_of(&mut self.state, edition, answer);
                let edition = self.state.edition;
                queue.extend(effects.into_iter().map(|effect| (edition, effect)));
                self.spent.answer = self.spent.answer.max(begun.elapsed());
            }
        }
    }

    fn needed(&mut self) -> Option<(u64, Effect)> {
        self.deferred.take_if(|_| self.state.view == View::Search)
    }

    /// The screen, and where the terminal's cursor would stand.
    pub fn screen(&self, theme: &Theme) -> (Buffer, Option<(u16, u16)>) {
        let mut buffer = draw::canvas(&self.state);
        let caret = draw::draw(&self.state, theme, &mut buffer);
        (buffer, caret)
    }
}
