//! The files of a corpus that change now and then, and works as the program has them.

use crate::cli::Cli;
use crate::commands::views::Views;
use crate::corpus::store::{Keep, make_beside, remove};
use crate::corpus::{self, Corpus, Sources, Telling};
use crate::model::date::Date;
use crate::review::Folder;
use crate::rules::Selection;
use crate::synth::dice::Dice;
use crate::tui::asking::Answerer;
use crate::tui::desk::Review;
use crate::tui::exporting::{Exporter, Order, Refusal, Written};
use crate::tui::reviewing::Reviewer;
use crate::tui::watching::Watched;
use crate::tui::work::Works;
use clap::Parser as _;
use std::cell::Cell;
use std::path::PathBuf;
use std::sync::Mutex;

/// Says that a file was written and writes none: names are typed at random.
#[derive(Debug)]
pub(super) struct Pretends;

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
pub(super) struct Ground {
    pub(super) dir: tempfile::TempDir,
    /// The file as it was at the start, line by line.
    pub(super) lines: Vec<String>,
    /// Whether there is an index beside it.
    keep: Cell<Keep>,
}

impl Ground {
    pub(super) fn of(lines: Vec<String>) -> Self {
        let ground = Self { dir: tempfile::tempdir().unwrap(), lines, keep: Cell::new(Keep::Nothing) };
        ground.put(&ground.lines);
        ground
    }

    pub(super) fn corpus(&self) -> PathBuf {
        self.dir.path().join("corpus.jsonl")
    }

    /// As it is before anybody did anything, with an index beside it or not; without, many reports take long.
    pub(super) fn clear(&self, dice: &mut Dice) {
        self.put(&self.lines);
        let paths = [self.corpus()];
        let sources = Sources { paths: &paths, manifest: None };
        let is_kept = self.lines.len() > 1000 || dice.place(2) == 0;
        self.keep.set(if is_kept { Keep::Make } else { Keep::Nothing });
        if is_kept {
            make_beside(&sources).unwrap();
        } else {
            drop(remove(&sources));
        }
        drop(std::fs::remove_dir_all(self.dir.path().join("reviews")));
        drop(std::fs::remove_file(self.dir.path().join("filters.toml")));
    }

    pub(super) fn put(&self, lines: &[String]) {
        let new = self.dir.path().join("new");
        std::fs::write(&new, lines.concat()).unwrap();
        std::fs::rename(new, self.corpus()).unwrap();
    }

    /// Changes the file in one of the ways in which files change.
    pub(super) fn change(&self, dice: &mut Dice) {
        let some = 1 + dice.place(self.lines.len());
        match dice.place(8) {
            0 => self.put(&self.lines[..some]),
            1 => self.put(&self.lines[some..]),
            2 => {
                // In the midst of a line, and maybe of a character.
                let whole = self.lines.concat().into_bytes();
                std::fs::write(self.corpus(), &whole[..whole.len() * 2 / 5 + dice.place(9)]).unwrap();
            }
            3 => self.put(&[&self.lines[some..], &["no report\n".to_owned()], &self.lines[..some]].concat()),
            4 => drop(std::fs::remove_file(self.corpus())),
            _ => self.put(&self.lines),
        }
    }

    pub(super) fn open(&self) -> Corpus {
        let paths = [self.corpus()];
        let telling = Telling { progress: &|_| (), grown: &|_| () };
        let corpus = corpus::open_kept(&Sources { paths: &paths, manifest: None }, self.keep.get(), telling);
        drop(corpus.keep());
        corpus
    }

    /// Works as the program has them.
    pub(super) fn works(&self, session: &str) -> Works {
        let today = Date::new(2026, 1, 31);
        let reviewer = Reviewer { by: "li".into(), session: session.into(), today, reviews: true, portion: None };
        let folder = Folder { path: self.dir.path().join("reviews"), also: None, fell_back: false };
        let review = Review { reviewer, folder: Some(folder), cannot: None };
        let path = self.corpus();
        let args = Cli::parse_from(["jianbao".as_ref(), path.as_os_str()]).inspect;
        let views = Views { args, selection: Selection::default(), fingerprint: Mutex::default() };
        let watched = Watched { paths: vec![path], manifest: None, keep: self.keep.get() };
        Works::of(Selection::default())
            .with_review(review)
            .with_filters(Some(self.dir.path().join("filters.toml")))
            .with_writer(Some(crate::tui::exporting::Writer::of(Pretends)))
            .with_answerer(Some(Answerer::of(views)))
            .with_roots(vec![self.corpus()])
            .watching(Some(watched))
    }
}
