//! What a view lists, written to a file: the field its name is typed in, what is asked of whoever writes, and what
//! became of it. How files are written is none of its business.

use std::fmt;
use std::sync::Arc;

use crate::corpus::Corpus;
use crate::corpus::agencies::Agencies;
use crate::model::date::Date;
use crate::review::{Ledger, Portion};
use crate::rules::{Checked, FlagRef};
use crate::search::Found;
use crate::triage::{Entry, Standing};
use crate::tui::action::{Action, View};
use crate::tui::asking::Asking;
use crate::tui::effect::Effect;
use crate::tui::panes::entry;
use crate::tui::state::{Stage, State};
use crate::tui::strings;
use crate::tui::text::field::Field;

/// What is written of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// Flags with their evidence and verdicts.
    Flags,
    /// 问题清单: what reviewers found to be wrong, by agency.
    Problems,
    /// A row a report.
    Reports,
    /// The sentences a search found.
    Hits,
    /// What came in.
    Entries,
    /// A table of figures.
    Figures,
}

impl Sheet {
    /// The endings of file names that say how it is written, the usual one first.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Flags => &["csv", "xlsx", "md", "json", "jsonl", "sarif"],
            Self::Problems => &["md", "csv", "xlsx"],
            Self::Reports if cfg!(feature = "parquet") => &["csv", "jsonl", "parquet"],
            Self::Figures if cfg!(feature = "parquet") => &["csv", "xlsx", "json", "jsonl", "parquet"],
            Self::Hits | Self::Figures => &["csv", "xlsx", "json", "jsonl"],
            Self::Reports | Self::Entries => &["csv", "jsonl"],
        }
    }
}

/// The rows of a view, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    Flags(Vec<FlagRef>),
    /// Those of the flags that the filter lets in.
    Problems,
    Reports(Vec<usize>),
    Hits(Found),
    Entries(Vec<(Entry, Standing)>),
    Figures(Asking),
}

/// A file to be written.
#[derive(Debug, Clone)]
pub struct Order {
    pub rows: Rows,
    pub corpus: Arc<Corpus>,
    pub agencies: Arc<Agencies>,
    pub checked: Arc<Checked>,
    pub ledger: Arc<Ledger>,
    /// What the view lets in, in the words of its filter or search.
    pub filter: String,
    /// Flags for information and about our copy are listed, too.
    pub everything: bool,
    /// Of hits one a report.
    pub by_report: bool,
    /// Who reviews, and their share.
    pub share: Option<(String, Portion)>,
    /// The name of the file as it was typed.
    pub name: String,
    /// Whether a file of this name may be replaced.
    pub replaces: bool,
}

impl Order {
    /// What it writes.
    pub fn sheet(&self) -> Sheet {
        match self.rows {
            Rows::Flags(_) => Sheet::Flags,
            Rows::Problems => Sheet::Problems,
            Rows::Reports(_) => Sheet::Reports,
            Rows::Hits(_) => Sheet::Hits,
            Rows::Entries(_) => Sheet::Entries,
            Rows::Figures(_) => Sheet::Figures,
        }
    }
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Where it is.
    pub path: String,
    pub rows: usize,
    /// Reports that could not be read any more.
    pub unread: usize,
}

/// Why a file was not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Screens that are printed write no files.
    Nowhere,
    /// There is one of this name.
    Exists,
    /// The ending of its name says no format of the sheet.
    Ending,
    Failed(String),
}

/// Writes what views list.
pub trait Exporter: Send + Sync + fmt::Debug {
    /// Writes a file, whole or not at all.
    ///
    /// # Errors
    /// When it is not written.
    fn write(&self, order: &Order) -> Result<Written, Refusal>;
}

/// Whoever writes for the inspector.
#[derive(Debug, Clone)]
pub struct Writer(Arc<dyn Exporter>);

impl Writer {
    pub fn of(exporter: impl Exporter + 'static) -> Self {
        Self(Arc::new(exporter))
    }

    pub(super) fn write(&self, order: &Order) -> Result<Written, Refusal> {
        self.0.write(order)
    }
}

impl PartialEq for Writer {
    /// Two are the same where they are one.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::addr_eq(Arc::as_ptr(&self.0), Arc::as_ptr(&other.0))
    }
}

impl Eq for Writer {}

/// The name of a file while it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exporting {
    /// What the view can have written, and which of it is chosen.
    sheets: Vec<Sheet>,
    chosen: usize,
    pub field: Field,
    /// The name is another than the one that was offered.
    is_own: bool,
    /// A name that is taken: the same once more replaces the file.
    taken: Option<String>,
    /// The file is being written: nothing is typed, and no other is begun.
    is_written: bool,
}

impl Exporting {
    fn of(sheets: Vec<Sheet>, today: Option<Date>) -> Self {
        let mut exporting =
            Self { sheets, chosen: 0, field: Field::default(), is_own: false, taken: None, is_written: false };
        exporting.offer(today);
        exporting
    }

    /// Whether the name is still typed.
    pub fn is_typing(&self) -> bool {
        !self.is_written
    }

    /// What is written.
    pub fn sheet(&self) -> Sheet {
        self.sheets.get(self.chosen).copied().unwrap_or(Sheet::Flags)
    }

    /// What could be written instead, next.
    pub fn next(&self) -> Option<Sheet> {
        (self.sheets.len() > 1).then(|| self.sheets.get((self.chosen + 1) % self.sheets.len()).copied())?
    }

    fn offer(&mut self, today: Option<Date>) {
        if !self.is_own {
            self.field = Field::new(&strings::file_name(self.sheet(), today));
        }
    }

    fn turn(&mut self, today: Option<Date>) {
        self.chosen = (self.chosen + 1) % self.sheets.len().max(1);
        self.offer(today);
    }
}

/// Opens the field, where the view has something to be written.
pub fn begin(state: &mut State) {
    if state.exporting.is_some() {
        return state.tell(strings::EXPORTING);
    }
    let sheets = match state.view {
        View::Flags => vec![Sheet::Flags, Sheet::Problems],
        View::Report => vec![Sheet::Flags],
        View::Browse => vec![Sheet::Reports],
        View::Search => vec![Sheet::Hits],
        View::Triage => vec![Sheet::Entries],
        View::Figures => vec![Sheet::Figures],
        View::Compare => return state.tell(strings::NOTHING_TO_EXPORT),
    };
    let is_listed = match state.view {
        View::Search => !state.finder.waits() && state.holdings.read >= state.holdings.corpus.len(),
        View::Browse => state.holdings.is_open() && !state.matrix.sieve.lags(),
        View::Triage => state.triage.is_here,
        View::Figures => state.figured.laid().is_some(),
        _ => state.holdings.stage == Stage::Ready && !state.flags.sieve.lags() && state.review.heard,
    };
    if !is_listed {
        return state.tell(strings::NOT_ALL_LISTED);
    }
    if state.view == View::Search && state.finder.hits() == 0 {
        return state.tell(strings::NOTHING_TO_EXPORT);
    }
    state.exporting = Some(Exporting::of(sheets, state.review.reviewer.today));
}

/// What the verbs mean while the name is typed.
pub fn type_in(state: &mut State, action: Action) -> Vec<Effect> {
    let today = state.review.reviewer.today;
    let Some(exporting) = &mut state.exporting else { return Vec::new() };
    match action {
        Action::Enter => return write(state).into_iter().collect(),
        Action::Cancel => state.exporting = None,
        Action::Focus(_) => exporting.turn(today),
        Action::Edit(edit) if exporting.field.edit(edit) => (exporting.is_own, exporting.taken) = (true, None),
        _ => {}
    }
    Vec::new()
}

fn write(state: &mut State) -> Option<Effect> {
    let exporting = state.exporting.as_ref()?;
    let name = exporting.field.text().trim().to_owned();
    if name.is_empty() {
        state.tell(strings::A_NAME_PLEASE);
        return None;
    }
    let replaces = exporting.taken.as_ref() == Some(&name);
    let (rows, filter) = rows(state, exporting.sheet());
    let is_flags = state.view == View::Flags;
    let order = Order {
        rows,
        filter,
        corpus: state.holdings.corpus.clone(),
        agencies: state.holdings.tree.agencies.clone(),
        checked: state.holdings.checked.clone(),
        ledger: Arc::new(state.review.ledger.clone()),
        everything: if is_flags { state.flags.everything() } else { true },
        by_report: state.finder.by_report,
        share: state.review.reviewer.portion.map(|portion| (state.review.reviewer.by.clone(), portion)),
        name,
        replaces,
    };
    state.exporting.iter_mut().for_each(|exporting| exporting.is_written = true);
    state.tell(strings::EXPORTING);
    Some(Effect::Export(Box::new(order)))
}

/// What the view lists, in its order, and the filter that lets it in.
fn rows(state: &State, sheet: Sheet) -> (Rows, String) {
    let corpus = &state.holdings.corpus;
    let id = |report: usize| corpus.header(report).map_or("", |header| header.id);
    match (sheet, state.view) {
        (Sheet::Problems, _) => (Rows::Problems, state.flags.sieve.text().to_owned()),
        (Sheet::Flags, View::Report) => {
            let report = state.opened.as_ref().map_or(0, |opened| opened.index);
            let flags = entry::in_order(&state.holdings.checked.flags(report));
            // Whatever is decided of them or taken as known.
            let any = if state.review.known() > 0 { " verdict:none,done,known" } else { "" };
            let flags = flags.into_iter().map(|nth| FlagRef { report, nth }).collect();
            (Rows::Flags(flags), format!("id:{}{any}", id(report)))
        }
        (Sheet::Flags, _) => (Rows::Flags(state.flags.sequence().collect()), state.flags.sieve.text().to_owned()),
        (Sheet::Reports, _) => {
            let applied = state.matrix.sieve.applied.as_ref();
            let listed = |report: &usize| applied.is_none_or(|applied| applied.admits(*report));
            let reports = state.holdings.tree.order().filter(listed).collect();
            (Rows::Reports(reports), state.matrix.sieve.text().to_owned())
        }
        (Sheet::Figures, _) => {
            (Rows::Figures(state.figured.page().map(|page| page.asking.clone()).unwrap_or_default()), String::new())
        }
        (Sheet::Entries, _) => (Rows::Entries(state.triage.shown()), String::new()),
        (Sheet::Hits, _) => {
            let within = state.finder.within.map_or_else(String::new, |report| format!(" id:{}", id(report)));
            let query = format!("{}{within}", state.finder.field.text());
            (Rows::Hits(state.finder.found().cloned().unwrap_or_default()), query)
        }
    }
}

/// Takes in what became of a file. Where there is one of the name already, the field is there again, unless
/// something else is typed by now.
pub fn written(state: &mut State, order: &Order, written: &Result<Written, Refusal>) -> Vec<Effect> {
    let field = state.exporting.take();
    match written {
        Ok(done) => state.tell(strings::exported(order.sheet(), done)),
        Err(refusal) => {
            if *refusal != Refusal::Nowhere && !state.mode().is_typing() {
                let taken = (*refusal == Refusal::Exists).then(|| order.name.clone());
                state.exporting = field.map(|field| Exporting { is_written: false, taken, ..field });
            }
            state.tell(strings::not_exported(order.sheet(), &order.name, refusal));
        }
    }
    Vec::new()
}
