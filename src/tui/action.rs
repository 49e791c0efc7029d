//! The verbs of the keyboard. They are generic: the view or pane that has the keys says what
//! `Move` or `Enter` means there.

use crate::model::form::Table;
use crate::model::verdict::Verdict;
use crate::tui::lens::Lens;
use crate::tui::text::field::Edit;

/// A full-screen view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum View {
    /// Agencies by years.
    Browse,
    /// One report.
    Report,
    /// The flags of the corpus.
    Flags,
    Search,
    /// Two reports beside each other.
    Compare,
    /// What came in, by what it calls for.
    Triage,
    /// Tables of figures that answer questions.
    Figures,
}

/// What figures are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Cells and indicators of one population.
    Table,
    /// Groups of alike sections.
    Similar,
    /// What becomes of one over the years.
    Trend,
    /// How what is listed falls apart by what filters ask for.
    Facets,
    /// Who is to report, who is held and who is missing.
    Coverage,
}

/// A step that depends on the height of the pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leap {
    HalfDown,
    HalfUp,
    PageDown,
    PageUp,
    First,
    Last,
    /// To the row with this number, counted from 1.
    Row(usize),
}

/// What happens to folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    Toggle,
    CloseAll,
    OpenAll,
}

/// Where in its pane a row goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Top,
    Middle,
    Bottom,
}

/// What is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// What the cursor is on.
    Smart,
    Cell,
    Row,
    Table,
    /// The place as the command line takes it.
    Place,
    /// The same as a link.
    Link,
    Evidence,
    /// The address of the page with the day it was crawled.
    Source,
    Quotation,
    /// The command that prints what is shown.
    Command,
}

/// What a key does. Numbers are steps; a count typed before the key multiplies them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Rows down.
    Move(i32),
    /// Columns to the right.
    Side(i32),
    Leap(Leap),
    Enter,
    /// Back to where the reader came from.
    Back,
    /// Forward again, where `Back` came from.
    Forward,
    /// Puts a mark with this letter on the place at hand, and goes there.
    Mark(char),
    ToMark(char),
    /// Moves the pane so that the row under the cursor stands there.
    Align(Align),
    /// Opens the last list of commands again.
    Reopen,
    /// Closes the view; at the root, quits.
    Close,
    /// Backs out one level and never quits.
    Cancel,
    Quit,
    Suspend,
    Redraw,
    /// The source of what the cursor is on, in the user's editor.
    OpenInEditor,
    /// The pane that has the keys as plain text, outside of the screens.
    Plain,
    /// The mouse on, and off again.
    Mouse,
    /// Panes forward.
    Focus(i32),
    Zoom,
    Preview,
    Fold(Fold),
    /// Years of the agency at hand.
    Year(i32),
    /// Section 1 to 6.
    Section(u8),
    Table(Table),
    View(View),
    /// A table of figures about this.
    Figures(Topic),
    /// The question of the figures, to be changed; only one population, or years beside each other.
    Question,
    Measures,
    Populations,
    /// Only agencies with a number in every year; only figures of enough cases.
    Panel,
    Fewest,
    Pivot,
    /// Whether inferred numbers count.
    Inferred,
    /// Flags of this report.
    Flag(i32),
    /// Errors of this report.
    Error(i32),
    /// Flags of the corpus.
    CorpusFlag(i32),
    Explain,
    /// All text of the report beside a table, or what speaks of it.
    FullText,
    /// How the table is arranged: rows of zeros, the column that is sorted by, rows and columns exchanged,
    /// columns more for names, the form's full words.
    Zeros,
    Sort,
    Transpose,
    Widen(i16),
    Names,
    /// Lists only what is like what the cursor is on.
    Alike,
    /// A number tried in the cell under the cursor, and all trials cleared.
    Try,
    Untry,
    /// The source in place of the result, and back.
    Source,
    Search,
    /// Hits of the last search.
    Hit(i32),
    /// Differences of two reports.
    Change(i32),
    /// The other report on the left.
    Swap,
    /// Another report to compare with.
    Choose,
    /// Rows that are the same in both reports shown or not.
    HideSame,
    /// This report or the corpus.
    Scope,
    /// Where the hits are, by place and year.
    Spread,
    Filter,
    Unfilter,
    /// Keeps the filter that is typed under a name, and takes up the next one that is kept.
    KeepFilter,
    RecallFilter,
    Group,
    /// What the matrix shows: the next, or this.
    NextLens,
    Show(Lens),
    /// Flags about our copy beside those about the report.
    Triage,
    Copy(Piece),
    /// What the view lists, to a file.
    Export,
    /// A verdict on what the cursor is on or what is chosen.
    Decide(Verdict),
    /// The last verdict again.
    Repeat,
    Undo,
    Redo,
    Note,
    /// Taken as known.
    Accept,
    /// What is like what was just dismissed, chosen for a verdict.
    TakeOffer,
    /// What two decided differently.
    Disputes,
    /// A note in the user's editor.
    WriteNote,
    Select,
    SelectRange,
    /// Marks what came in as handled, or takes the mark away.
    Handle,
    /// Handled entries listed or not, and only what is new or all.
    ShowHandled,
    OnlyNew,
    Help,
    /// The commands that work here, to choose from.
    Commands,
    /// What is known of the terminal and the line to it.
    Terminal,
    Edit(Edit),
}

impl Action {
    /// Whether the letter typed after its keys belongs to it.
    pub fn takes_letter(self) -> bool {
        matches!(self, Self::Mark(_) | Self::ToMark(_))
    }

    /// The action with the letter typed after its keys.
    pub fn with_letter(self, letter: char) -> Self {
        match self {
            Self::Mark(_) => Self::Mark(letter),
            Self::ToMark(_) => Self::ToMark(letter),
            other => other,
        }
    }

    /// The action with a count typed before it.
    pub fn times(self, count: u32) -> Self {
        let n = i32::try_from(count).unwrap_or(i32::MAX);
        let row = usize::try_from(count).unwrap_or(usize::MAX);
        match self {
            Self::Move(step) => Self::Move(step.saturating_mul(n)),
            Self::Side(step) => Self::Side(step.saturating_mul(n)),
            Self::Year(step) => Self::Year(step.saturating_mul(n)),
            Self::Flag(step) => Self::Flag(step.saturating_mul(n)),
            Self::Error(step) => Self::Error(step.saturating_mul(n)),
            Self::CorpusFlag(step) => Self::CorpusFlag(step.saturating_mul(n)),
            Self::Hit(step) => Self::Hit(step.saturating_mul(n)),
            Self::Change(step) => Self::Change(step.saturating_mul(n)),
            Self::Leap(Leap::First | Leap::Last) => Self::Leap(Leap::Row(row)),
            other => other,
        }
    }
}
