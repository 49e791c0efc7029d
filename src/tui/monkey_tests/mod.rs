//! Keys, clicks, sizes, changes of files and answers of jobs in random order. Nothing may panic, every cursor
//! is on something that is there, the terminal shows what a fresh one would, and undoing leads back to the start.
//! A short run by default; `JIANBAO_MONKEY_KEYS=1000000` presses so many on each corpus, `JIANBAO_MONKEY_SEED`
//! presses others, `JIANBAO_MONKEY_REPORTS=10000` is how many reports there are besides the sample.

mod chance;
mod ground;
mod session;

use crate::corpus;
use crate::synth::Plan;
use crate::synth::dice::Dice;
use crate::tui::monkey_tests::ground::Ground;
use crate::tui::monkey_tests::session::Session;
use rayon::prelude::*;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

fn number_in(variable: &str) -> Option<usize> {
    std::env::var(variable).ok()?.parse().ok()
}

/// What happened in some sessions.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Tally {
    pub(super) keys: usize,
    pub(super) answers: usize,
    /// Corpora that were read anew.
    pub(super) renewed: usize,
    /// Screens that were held against fresh ones.
    pub(super) screens: usize,
    /// Events that were taken back.
    pub(super) undone: usize,
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
        if begun.elapsed() > told + Duration::from_mins(1) {
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
    let mut dice = Dice::of(&[seed]);
    ground.clear(&mut dice);
    // Some begin where another one stopped.
    let left = (dice.place(3) == 0).then(|| {
        let mut before = Session::begin(ground, "before", log, None, &mut dice);
        before.settle(&mut dice);
        for _ in 0..dice.place(300) {
            before.happen(&mut dice);
        }
        before.left()
    });
    ground.clear(&mut dice);
    let left = left.flatten();
    let mut session = Session::begin(ground, &format!("s{seed}"), log, left.as_deref(), &mut dice);
    if dice.place(4) > 0 {
        session.settle(&mut dice);
    }
    // What takes long to open is worth a longer look.
    let longest = 1500 + 8 * ground.lines.len();
    for _ in 0..(30 + dice.place(longest)) {
        session.happen(&mut dice);
        if dice.place(4) == 0 {
            session.check(dice.place(3) == 0);
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
fn a_monkey_does_no_harm_to_reports_that_are_hostile() {
    play(crate::tui::hostile_tests::poisoned(), 800);
}

#[test]
fn a_monkey_does_no_harm_to_invented_reports() {
    let reports = number_in("JIANBAO_MONKEY_REPORTS").unwrap_or(150);
    let plan = Plan { seed: 3, flawed: 600_000 };
    let line = |number| plan.report(number as u64).report.to_json().unwrap() + "\n";
    play((0..reports).into_par_iter().map(line).collect(), 1500);
}
