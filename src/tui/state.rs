//! What the inspector knows and shows at one moment. Changed in `update` and `receive` only; drawing
//! reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::config::filters::Filters;
use crate::corpus::reference::ReferenceError;
use crate::corpus::{Corpus, Progress};
use crate::model::indicator::{Figure, Indicator};
use crate::model::report::Report;
use crate::rules::repair::Hint;
use crate::rules::{Brief, Checked, FlagRef, Group, Groups, OneFlag};
use crate::tui::action::{Topic, View};
use crate::tui::beside::Beside;
use crate::tui::chain;
use crate::tui::exporting::Exporting;
use crate::tui::figured::Figured;
use crate::tui::flagged::Count;
use crate::tui::key::Key;
use crate::tui::keymap::{Keymap, Mode};
use crate::tui::layout::{self, Below, Layout, Pane, Shape, Wish};
use crate::tui::line::Line;
use crate::tui::panes::agency_list::Matrix;
use crate::tui::panes::chooser::Chooser;
use crate::tui::panes::compare::Comparing;
use crate::tui::panes::finder::Finder;
use crate::tui::panes::flag_list::FlagList;
use crate::tui::panes::opened::Opened;
use crate::tui::panes::overlay::Overlay;
use crate::tui::panes::palette::Palette;
use crate::tui::renewed::Came;
use crate::tui::reviewing::Reviewing;
use crate::tui::session::Kept;
use crate::tui::shelf::Shelf;
use crate::tui::source::Sources;
use crate::tui::trail::Trail;
use crate::tui::tree::Tree;
use crate::tui::triaged::Triage;

/// How far the corpus has been taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Opening(Progress),
    /// The rules run; so many reports are done.
    Checking(usize),
    Ready,
    /// A fault of the program ended the opening: there is what had been read until then.
    Unopened,
    /// A fault of the program ended the run of the rules: nothing is known of flags.
    Unchecked,
}

impl Stage {
    /// Whether nothing more is to come.
    pub fn is_last(self) -> bool {
        !matches!(self, Self::Opening(_) | Self::Checking(_))
    }
}

/// The corpus and what is known of it.
#[derive(Debug, Clone)]
pub struct Holdings {
    pub corpus: Arc<Corpus>,
    pub tree: Tree,
    pub checked: Arc<Checked>,
    /// The groups of the flags.
    pub groups: Arc<Groups>,
    /// The entries that stand in each report, and all together.
    pub counts: Vec<Count>,
    pub total: Count,
    pub stage: Stage,
    /// Reports that were published after their limit, as far as that is known.
    pub late: BTreeSet<usize>,
    /// Figures of every report, of the indicators that were asked for.
    pub figures: BTreeMap<Indicator, Vec<Figure>>,
    /// What came since the session began.
    pub news: Arc<Came>,
    /// Reports whose sentences can be searched, and those taken in for the next stretch of them.
    pub read: usize,
    pub indexing: usize,
    /// A fault of the program ended the reading of sentences.
    pub unread: bool,
}

impl Holdings {
    /// A corpus of which nothing more is known yet.
    pub fn of(corpus: Arc<Corpus>, tree: Tree, stage: Stage) -> Self {
        Self {
            corpus,
            tree,
            checked: Arc::default(),
            groups: Arc::default(),
            counts: Vec::new(),
            total: Count::default(),
            stage,
            late: BTreeSet::new(),
            figures: BTreeMap::new(),
            news: Arc::default(),
            read: 0,
            indexing: 0,
            unread: false,
        }
    }

    /// Whether all of the corpus is here.
    pub fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::Opening(_) | Stage::Unopened)
    }

    /// Whether there is anything to show.
    pub fn is_shown(&self) -> bool {
        self.is_open() || !self.tree.nodes.is_empty()
    }

    /// A flag of the corpus.
    pub fn flag(&self, at: FlagRef) -> Option<OneFlag> {
        self.checked.flag(at)
    }

    /// A flag of the corpus without its words.
    pub fn brief(&self, at: FlagRef) -> Option<&Brief> {
        self.checked.briefs().get(at)
    }

    /// Whether a flag stands for an entry of the queue.
    pub fn is_head(&self, at: FlagRef) -> bool {
        self.groups.of_flag(at).and_then(Group::queued) == Some(at)
    }

    pub fn count(&self, report: usize) -> Count {
        self.counts.get(report).copied().unwrap_or_default()
    }

    /// Whether a report was published after its limit, as far as that is known.
    pub fn is_late(&self, report: usize) -> bool {
        self.late.contains(&report)
    }

    /// The name of a report's agency, or what stands for it.
    pub fn name(&self, report: usize) -> &str {
        self.corpus.header(report).map_or("", |header| header.name())
    }

    pub fn year(&self, report: usize) -> Option<u16> {
        self.corpus.header(report)?.year
    }
}

/// Whether the corpus is read anew.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Renewal {
    #[default]
    None,
    /// As soon as all is checked, without these files, which are still being written.
    Due(BTreeSet<PathBuf>),
    UnderWay,
}

impl Renewal {
    /// Begins what is due; answers the files that are left out.
    pub fn begin(&mut self) -> Option<BTreeSet<PathBuf>> {
        let Self::Due(unsettled) = self else { return None };
        let unsettled = std::mem::take(unsettled);
        *self = Self::UnderWay;
        Some(unsettled)
    }
}

/// A word to the user in the status line, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice(pub String);

/// Keys typed that are no action yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    pub count: Option<u32>,
    pub keys: Vec<Key>,
    /// They have been waiting for a while: what may follow is shown.
    pub waiting: bool,
}

/// Everything.
#[derive(Debug, Clone)]
pub struct State {
    pub size: (u16, u16),
    pub holdings: Holdings,
    pub view: View,
    pub trail: Trail,
    pub matrix: Matrix,
    pub opened: Option<Opened>,
    pub flags: FlagList,
    /// The filters that the user keeps.
    pub filters: Filters,
    /// What is decided of them.
    pub review: Reviewing,
    pub finder: Finder,
    /// The name of a file, while it is typed.
    pub exporting: Option<Exporting>,
    pub comparing: Option<Comparing>,
    /// What came in.
    pub triage: Triage,
    /// What figures are asked for at the start, until the corpus is open.
    pub opens: Option<Topic>,
    /// Questions of figures and their answers.
    pub figured: Figured,
    pub overlay: Option<Overlay>,
    /// The list of commands, while one is chosen.
    pub palette: Option<Palette>,
    /// The last list of commands, to be opened again.
    pub last_palette: Option<Palette>,
    pub keymap: Arc<Keymap>,
    /// The list of reports to compare with, while one is chosen.
    pub chooser: Option<Chooser>,
    /// What is known of the terminal.
    pub line: Line,
    pub zoom: bool,
    pub typed: Typed,
    pub notice: Option<Notice>,
    pub shelf: Shelf,
    pub sources: Sources,
    /// What may have gone wrong where a flag stands.
    pub hint: Option<(FlagRef, Hint)>,
    /// The other reports that the flag at hand speaks of.
    pub beside: Option<Beside>,
    /// A place to go to as soon as it can be found.
    pub goto: Option<String>,
    /// Why the place asked for at the start could not be shown.
    pub goto_failed: Option<ReferenceError>,
    /// Where the last session stopped, until it is taken up.
    pub resume: Option<Kept>,
    /// Indicators whose figures were asked for.
    pub measured: BTreeSet<Indicator>,
    pub renewal: Renewal,
    /// Numbers the corpora that were shown one after another, so that answers about an earlier one are known.
    pub edition: u64,
    /// Numbers the questions to background jobs, so that late answers are known.
    pub generation: u64,
    /// The user has been told once that an input method is on.
    pub told_of_input_method: bool,
    pub ended: bool,
}

impl State {
    /// The inspector before its corpus is open.
    pub fn new(size: (u16, u16), view: View, goto: Option<String>) -> Self {
        let holdings = Holdings::of(Arc::default(), Tree::default(), Stage::Opening(Progress::default()));
        Self {
            size,
            holdings,
            view,
            trail: Trail::default(),
            matrix: Matrix::default(),
            opened: None,
            flags: FlagList::default(),
            filters: Filters::default(),
            review: Reviewing::default(),
            finder: Finder::default(),
            exporting: None,
            comparing: None,
            triage: Triage::default(),
            opens: None,
            figured: Figured::default(),
            overlay: None,
            palette: None,
            last_palette: None,
            keymap: Arc::default(),
            chooser: None,
            line: Line::default(),
            zoom: false,
            typed: Typed::default(),
            notice: None,
            shelf: Shelf::default(),
            sources: Sources::default(),
            hint: None,
            beside: None,
            goto,
            goto_failed: None,
            resume: None,
            measured: BTreeSet::new(),
            renewal: Renewal::default(),
            edition: 0,
            generation: 0,
            told_of_input_method: false,
            ended: false,
        }
    }

    /// What has the keys.
    pub fn mode(&self) -> Mode {
        match self.view {
            _ if self.palette.is_some() => Mode::Command,
            _ if self.chooser.is_some() => Mode::Choose,
            _ if self.overlay.is_some() => Mode::Overlay,
            _ if self.review.field.is_some() => Mode::Note,
            _ if self.exporting.as_ref().is_some_and(Exporting::is_typing) => Mode::Export,
            View::Browse if self.matrix.sieve.is_typing() => Mode::Filter,
            View::Flags if self.flags.sieve.is_typing() => Mode::Filter,
            View::Triage if self.triage.field.is_some() => Mode::Filter,
            View::Triage => Mode::Triage,
            View::Figures if self.figured.field.is_some() => Mode::Filter,
            View::Figures => Mode::Answer,
            View::Browse => Mode::Browse,
            View::Report if self.opened.as_ref().is_some_and(|opened| opened.trial_field.is_some()) => Mode::Trial,
            View::Report => Mode::Report,
            View::Flags => Mode::Flags,
            View::Search if self.finder.spread_has_keys() => Mode::Spread,
            View::Search if self.finder.typing => Mode::Search,
            View::Search => Mode::Hits,
            View::Compare => Mode::Compare,
        }
    }

    /// The pane that has the keys.
    pub fn focus(&self) -> Pane {
        match self.view {
            View::Browse => self.matrix.focus,
            View::Flags => self.flags.focus,
            View::Triage => self.triage.focus,
            View::Figures => Pane::Answer,
            View::Search if self.finder.spread_has_keys() => Pane::Spread,
            View::Search if self.finder.typing => Pane::Query,
            View::Search => Pane::Results,
            View::Report => self.opened.as_ref().map_or(Pane::Contents, |opened| opened.focus),
            View::Compare => self.comparing.as_ref().map_or(Pane::Figures, |comparing| comparing.focus),
        }
    }

    /// Where the panes stand now; empty when the screen is too small.
    pub fn layout(&self) -> Layout {
        layout::arrange(&self.wish()).unwrap_or_default()
    }

    fn wish(&self) -> Wish {
        let opened = self.opened.as_ref().filter(|_| self.view == View::Report);
        let table = opened.is_some_and(|opened| self.report().is_some_and(|report| opened.table(report).is_some()));
        Wish {
            view: self.view,
            size: self.size,
            focus: self.focus(),
            zoom: self.zoom,
            preview: self.matrix.preview.unwrap_or(self.size.0 >= 120),
            spread: self.finder.spread.is_some(),
            report: Shape { table, below: self.below(), source: opened.is_some_and(|opened| opened.source.is_some()) },
        }
    }

    /// What the evidence pane of the report view has to tell.
    fn below(&self) -> Below {
        match (&self.opened, self.report()) {
            (Some(opened), _) if opened.shows_evidence() => Below::Flag,
            (Some(opened), Some(report)) if opened.tells_below(report) => Below::Cell,
            _ => Below::Nothing,
        }
    }

    /// The report of the report view, once it is decoded, with what is tried in it.
    pub fn report(&self) -> Option<&Report> {
        let opened = self.opened.as_ref()?;
        let held = self.shelf.report(opened.index)?;
        Some(opened.trying.as_ref().map_or(held, |trying| &*trying.report))
    }

    /// The report the cursor is on, in every view.
    pub fn report_at_hand(&self) -> Option<usize> {
        match self.view {
            View::Browse => self.matrix.report(&self.holdings),
            View::Report => self.opened.as_ref().map(|opened| opened.index),
            View::Flags => self.flags.at_hand().map(|flag| flag.report),
            View::Search => self.finder.hit().map(|hit| hit.report),
            View::Compare => self.comparing.as_ref().map(|comparing| comparing.reports.right),
            View::Triage => self.triage.at_hand().and_then(|(entry, _)| entry.report),
            View::Figures => self.figured.report(),
        }
    }

    /// Whether the cursor is on a number that is carried from one year into another.
    pub fn carry_at_hand(&self) -> bool {
        let opened = self.opened.as_ref().filter(|_| self.view == View::Report);
        let cell = opened.zip(self.report()).and_then(|(opened, report)| opened.cell_in_focus(report));
        cell.is_some_and(chain::is_end)
    }

    /// The flag the cursor is on, in every view.
    pub fn flag_at_hand(&self) -> Option<FlagRef> {
        match self.view {
            View::Report => {
                let opened = self.opened.as_ref()?;
                Some(FlagRef { report: opened.index, nth: opened.flag? })
            }
            View::Flags => self.flags.at_hand(),
            _ => None,
        }
    }

    pub fn tell(&mut self, notice: impl Into<String>) {
        self.notice = Some(Notice(notice.into()));
    }

    /// A number for a question to a background job.
    pub fn next_generation(&mut self) -> u64 {
        self.generation += 1;
        self.generation
    }
}
