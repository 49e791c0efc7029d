//! Work that an update asks for, as data, and what comes back.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use crate::config::filters::{self, Filters};
use crate::corpus::{Corpus, Editable, NoSource, Progress};
use crate::model::indicator::{Figure, Indicator};
use crate::model::verdict::Reviewed;
use crate::review::{Admitted, Asked, Board, Event, Ledger, News, Presence};
use crate::rules::{Checked, Difference, Fingerprint, FlagRef, Groups, Trial};
use crate::search::Found;
use crate::search::query::Query;
use crate::triage::Handled;
use crate::tui::action::View;
use crate::tui::asking::{Asking, Shown, Told};
use crate::tui::broken::Broken;
use crate::tui::exporting::{Order, Refusal, Written};
use crate::tui::renewed::{Came, Renewed};
use crate::tui::shelf::Shelved;
use crate::tui::source::rows::Rows;
use crate::tui::tree::Tree;
use crate::tui::triaged::Sorted;
use crate::tui::watching::Stir;

/// Which reports a query lets in.
#[derive(Debug, Clone)]
pub struct Question {
    /// Told back with the answer; of each kind the newest question wins.
    pub generation: u64,
    pub query: Query,
    pub corpus: Arc<Corpus>,
    pub checked: Arc<Checked>,
    /// What reviewers decided, where the query asks for that.
    pub reviewed: Arc<HashMap<Fingerprint, Reviewed>>,
    /// What came since the session began, where the query asks for that.
    pub news: Arc<Came>,
    /// Whether of each report only the best hit is asked for.
    pub by_report: bool,
}

impl Question {
    /// What is asked, of what.
    pub fn asked(&self) -> Asked<'_> {
        let Self { query, corpus, checked, reviewed, .. } = self;
        Asked { query, corpus, checked, reviewed }
    }
}

/// Work to do.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Decode a report.
    Load(Arc<Corpus>, usize),
    /// Find the source of a report.
    Source(Arc<Corpus>, usize),
    /// Run the rules over the corpus.
    Check(Arc<Corpus>),
    /// Take in the sentences of the corpus for searching.
    Read(Arc<Corpus>),
    /// Take the figures of every report.
    Measure(Arc<Corpus>, Vec<Indicator>),
    /// Search, in one report only where one is given.
    Search(Question, Option<usize>),
    /// Find the reports that the filter of a list lets in.
    Sift(Question, View),
    /// Run the rules over a report with other numbers in some cells, other years of its agency beside it.
    Try { generation: u64, corpus: Arc<Corpus>, report: usize, beside: Vec<usize>, trial: Trial },
    /// Find how the verdicts stand to the flags as they are now.
    Compare { corpus: Arc<Corpus>, checked: Arc<Checked>, ledger: Arc<Ledger> },
    /// Write what a reviewer did into their journal.
    Record(Box<Event>),
    /// Tell other reviewers which flag is looked at here.
    Stand(Option<Fingerprint>),
    /// Have a note written in the user's editor: its flags, what there is of it, and what helps to write it.
    Write { flags: Vec<FlagRef>, note: String, about: String },
    /// Keep a filter of a list for later.
    Keep(filters::Keep),
    /// Write what a view lists to a file.
    Export(Box<Order>),
    /// Read the corpus anew, in the place of this one, without the files that are still being written.
    Renew(Arc<Corpus>, BTreeSet<PathBuf>),
    /// Sort what came in by what it calls for.
    Sort { corpus: Arc<Corpus>, checked: Arc<Checked> },
    /// Write that entries are handled, or that they are not; `is_back` where that takes back what was written.
    Mark { marks: Vec<Handled>, is_back: bool },
    /// Answer a question of figures.
    Figure { generation: u64, asking: Asking, shown: Shown },
    /// Send a text to the clipboard of the terminal.
    Copy(String),
    /// Find the source of a report as a file, and the line of a byte of it.
    Find(Arc<Corpus>, usize, usize),
    /// Give the terminal to the user's editor.
    Edit(Arc<Editable>),
    /// Print a text outside of the screens, until a key is pressed.
    Print(String),
    /// Turn the mouse on or off.
    Mouse(bool),
    /// Give the terminal back until the shell continues us.
    Suspend,
    /// Draw the whole screen anew.
    Redraw,
}

/// What a job tells.
#[derive(Debug)]
pub enum Answer {
    Opening(Progress),
    /// What there is of the corpus so far, with its tree.
    Grown(Arc<Corpus>, Box<Tree>),
    /// The whole corpus, with its tree.
    Opened(Arc<Corpus>, Box<Tree>),
    /// The index of the corpus cannot be written, and why.
    NotKept(String),
    /// A file is another one than the index was made of, although its size and times are the same; and what became of the index.
    Stale(String, Result<(), String>),
    Loaded(usize, Shelved),
    Sourced(usize, Result<Rows, NoSource>),
    Findable(Result<Editable, NoSource>),
    /// So many reports are checked.
    Checking(usize),
    /// The flags of the corpus and their groups.
    Checked(Arc<Checked>, Arc<Groups>),
    /// The sentences of so many reports can be searched.
    Read(usize),
    /// So many reports are taken into the index.
    Indexing(usize),
    /// What a search found so far, and whether that is all.
    Found {
        generation: u64,
        found: Found,
        is_all: bool,
    },
    /// The index that was there cannot be used; it is made anew.
    Damaged(String),
    /// The figures of every report.
    Measured(Vec<(Indicator, Vec<Figure>)>),
    /// What other numbers do to the flags of the report they were asked about, and to those of other
    /// reports of its agency.
    Tried(u64, Difference, Vec<(usize, Difference)>),
    /// What a reviewer did is on the disk, in another place if one is named, or why it is not.
    Recorded(Box<Event>, Result<Option<String>, String>),
    /// What became of a file that was to be written.
    Exported(Box<Order>, Result<Written, Refusal>),
    /// What the journals say.
    Heard(News),
    /// Where other reviewers are.
    Present(Vec<Presence>),
    /// How the verdicts of so many events stand to the flags as they are now.
    Compared(usize, Board),
    /// The filters that are kept, or why none can be.
    Filters(Result<Filters, String>),
    /// Files of the corpus have changed.
    Stirred(Stir),
    /// The corpus was read anew.
    Renewed(Box<Renewed>),
    /// What came in, sorted.
    Sorted(Box<Sorted>),
    /// Marks are on the disk, or why they are not; and whether they take others back.
    Marked(Vec<Handled>, bool, Result<(), String>),
    /// What the filter of a list lets in.
    Sifted(u64, View, Admitted),
    /// The answer to a question of figures, or why there is none.
    Figured(u64, Result<Arc<Told>, String>),
    /// A fault of the program ended something, and what was said of it.
    Broken(Broken, String),
}

impl Answer {
    /// Whether it speaks of reports by their numbers, which are others in another corpus.
    pub fn is_about_reports(&self) -> bool {
        if let Self::Broken(broken, _) = self {
            return broken.is_about_reports();
        }
        !matches!(
            self,
            Self::Opening(_)
                | Self::Grown(..)
                | Self::Opened(..)
                | Self::NotKept(_)
                | Self::Stale(..)
                | Self::Stirred(_)
                | Self::Renewed(_)
                | Self::Marked(..)
                | Self::Recorded(..)
                | Self::Exported(..)
                | Self::Filters(_)
                | Self::Present(_)
                | Self::Heard(_)
        )
    }
}
