//! The report on the screen: which part of it is shown and where its cursors are.

use std::collections::BTreeSet;

use crate::model::flag::Severity;
use crate::model::form::CellId;
use crate::model::old_place::OldRef;
use crate::model::report::{Report, SectionKey};
use crate::tui::arranged::{self, Arrangement};
use crate::tui::grid::{self, Grid, Part, Place};
use crate::tui::layout::Pane;
use crate::tui::page::{Content, Page, TextPlace};
use crate::tui::panes::printed;
use crate::tui::panes::source::SourceView;
use crate::tui::source::read::Readings;
use crate::tui::trying::{TrialField, Trying};

/// Where to stand in a report that is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// On its gravest flag, else at its beginning.
    Start,
    Cell(CellId),
    /// In the statistics table.
    Old(OldRef),
    /// On a flag's evidence.
    Flag(usize),
    Text(TextPlace),
    /// In the source, where reading it stopped.
    Stop,
    /// Where the cursor stood in the report of another year.
    Same(Same),
}

/// A place that reports of different years share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Same {
    pub section: Option<SectionKey>,
    pub part: Option<Part>,
    pub cell: Option<CellId>,
    pub focus: Pane,
}

/// What the panes beside the contents show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Section(usize),
    Part(Part),
    /// What the parser noted.
    Notes,
    /// The checks that could not be made.
    Unevaluable,
}

/// A flagged range of the narrative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub place: TextPlace,
    pub flag: usize,
    pub severity: Severity,
}

/// The report on the screen.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Its number in the corpus.
    pub index: usize,
    pub focus: Pane,
    pub subject: Subject,
    /// The item under the cursor of the contents.
    pub item: usize,
    pub contents_top: usize,
    /// Row and column of the table.
    pub cell: (usize, usize),
    pub table_top: usize,
    pub table_left: usize,
    /// How the reader has arranged its tables.
    pub arrangement: Arrangement,
    /// The line of the text under the cursor.
    pub line: usize,
    pub text_top: usize,
    /// All text instead of the text about the subject.
    pub full: bool,
    /// The flag at hand.
    pub flag: Option<usize>,
    /// The piece of its evidence the cursor was sent to.
    pub stop: usize,
    pub(super) evidence_shown: bool,
    pub evidence_top: usize,
    pub page: Page,
    pub marks: Vec<Mark>,
    /// The source, while it is shown in place of the result.
    pub source: Option<SourceView>,
    /// What was read of the source, while it is shown.
    pub read: Readings,
    /// Numbers tried in its cells, and the field one is typed in.
    pub trying: Option<Trying>,
    pub trial_field: Option<TrialField>,
    /// The flags whose group is unfolded in the contents.
    pub unfolded: BTreeSet<usize>,
    /// How many checks of it could not be made.
    pub unevaluable: usize,
    /// The content and width the text is laid out for, and whether the lines of its notes are known.
    pub(in crate::tui) laid: Option<(Content, usize, bool)>,
    /// Where the reader asked to be, until the report is here.
    pub(super) want: Option<At>,
    /// The place whose line is to be found once the text is laid out.
    pub(super) want_line: Option<TextPlace>,
    /// The place that was found so, while the cursor stays on its line: the line may break elsewhere in a pane
    /// of another width.
    pub(super) found: Option<TextPlace>,
}

impl Opened {
    pub fn new(index: usize, at: At) -> Self {
        Self {
            index,
            focus: Pane::Contents,
            subject: Subject::Section(0),
            item: 0,
            contents_top: 0,
            cell: (0, 0),
            table_top: 0,
            table_left: 0,
            arrangement: Arrangement::default(),
            line: 0,
            text_top: 0,
            full: false,
            flag: None,
            stop: 0,
            evidence_shown: false,
            evidence_top: 0,
            page: Page::default(),
            marks: Vec::new(),
            source: None,
            read: Readings::default(),
            trying: None,
            trial_field: None,
            unfolded: BTreeSet::new(),
            unevaluable: 0,
            laid: None,
            want: Some(at),
            want_line: None,
            found: None,
        }
    }

    /// The same place without what can be laid out again.
    pub fn light(&self) -> Self {
        Self { page: Page::default(), marks: Vec::new(), read: Readings::default(), laid: None, ..self.clone() }
    }

    /// The same under another number.
    pub fn renumbered(&self, index: usize) -> Self {
        Self { index, laid: None, ..self.clone() }
    }

    /// The same place of a text that is another by now; `report` is the one it was.
    pub fn anew(&self, index: usize, report: Option<&Report>) -> Self {
        let mut anew = Self::new(index, At::Same(self.same(report)));
        anew.arrangement = self.arrangement;
        anew
    }

    /// The table beside the text, when the subject has one.
    pub fn table(&self, report: &Report) -> Option<Part> {
        match self.subject {
            Subject::Part(part) => Some(part),
            Subject::Notes | Subject::Unevaluable => None,
            Subject::Section(section) => {
                let part = Part::Form(report.sections.get(section)?.key?.table()?);
                grid::has(report, part).then_some(part)
            }
        }
    }

    pub fn shows_evidence(&self) -> bool {
        self.evidence_shown && self.flag.is_some()
    }

    pub fn hide_evidence(&mut self) {
        self.evidence_shown = false;
        if self.focus == Pane::Evidence {
            self.focus = Pane::Contents;
        }
    }

    /// Shows the result again where the reader left it.
    pub fn leave_source(&mut self) {
        if let Some(view) = self.source.take()
            && self.focus == Pane::Source
        {
            self.focus = view.back;
        }
    }

    /// The pane whose cursor says what is looked at: behind the source, the one that was left for it.
    pub fn looked_from(&self) -> Pane {
        self.source.as_ref().filter(|_| self.focus == Pane::Source).map_or(self.focus, |view| view.back)
    }

    /// What the text pane holds.
    pub fn content(&self, report: &Report) -> Content {
        match (self.subject, self.table(report)) {
            (Subject::Notes, _) => Content::Notes,
            (Subject::Unevaluable, _) => Content::Unevaluable,
            _ if self.full => Content::All,
            (_, Some(Part::Form(table))) => Content::About(table),
            (Subject::Section(section), _) => Content::Section(section),
            (Subject::Part(Part::Old | Part::Form(_)), _) => Content::All,
        }
    }

    /// The cell of the forms under the cursor.
    pub fn cell_id(&self, report: &Report) -> Option<CellId> {
        self.place(report)?.id()
    }

    /// The cell under the cursor, while the table or what is told of its cells has the keys.
    pub fn cell_in_focus(&self, report: &Report) -> Option<CellId> {
        matches!(self.looked_from(), Pane::Table | Pane::Evidence).then(|| self.cell_id(report))?
    }

    /// The place under the cursor of the table.
    pub fn place(&self, report: &Report) -> Option<Place> {
        self.grid(report, self.table(report)?).place(self.cell.0, self.cell.1)
    }

    /// A table as the reader has arranged it.
    pub fn grid(&self, report: &Report, part: Part) -> Grid {
        arranged::of(report, part, self.arrangement)
    }

    /// The place in words that reports of other years understand.
    pub fn same(&self, report: Option<&Report>) -> Same {
        let section = match self.subject {
            Subject::Section(section) => report.and_then(|report| report.sections.get(section)?.key),
            Subject::Part(_) | Subject::Notes | Subject::Unevaluable => None,
        };
        let part = report.and_then(|report| self.table(report));
        let focus = self.looked_from();
        let focus = if focus == Pane::Evidence { Pane::Contents } else { focus };
        Same { section, part, cell: report.and_then(|report| self.cell_id(report)), focus }
    }

    /// Panes that can have the keys, from left to right and top to bottom.
    pub fn panes(&self, report: &Report) -> Vec<Pane> {
        let mut panes = vec![Pane::Contents];
        panes.extend(self.table(report).map(|_| Pane::Table));
        panes.push(if self.source.is_some() { Pane::Source } else { Pane::Text });
        let told = self.shows_evidence() || self.tells_below(report);
        panes.extend(told.then_some(Pane::Evidence));
        panes
    }

    /// Whether something is to be told that is no flag: of the cell under the cursor, or of a trial.
    pub fn tells_below(&self, report: &Report) -> bool {
        self.trying.is_some() || printed::cell_at_hand(self, report).is_some()
    }
}
