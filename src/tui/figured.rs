//! Questions of figures as the screens know them: those that were asked one on another, their answers, and the cursors.
//! Keys and drawing are the business of `panes/answer`.

use std::sync::Arc;

use crate::figures::{For, Leads, Row};
use crate::tui::action::View;
use crate::tui::asking::{Asking, Told};
use crate::tui::text::field::Field;

/// What is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typing {
    /// What is measured.
    Cells,
    /// All words of the command.
    Line,
    /// The filter among them.
    Filter,
}

/// What became of a question.
#[derive(Debug, Clone, Default)]
pub enum Stand {
    /// It is to be asked.
    #[default]
    New,
    /// It was asked under this number.
    Waits(u64),
    Answered(Arc<Told>),
    /// There is no answer, and why.
    Failed(String),
}

/// A question with its answer.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub asking: Asking,
    pub stand: Stand,
    pub row: usize,
    pub top: usize,
    /// The column under the cursor and the first that is shown beside the names, among those for people.
    pub column: usize,
    pub left: usize,
    /// How wide the columns have had to be so far, so that they stay where they are.
    pub widths: Vec<usize>,
    /// The answer before, which is shown until there is a new one.
    before: Option<Arc<Told>>,
}

impl Page {
    fn of(asking: Asking) -> Self {
        Self { asking, ..Self::default() }
    }

    /// The answer: the one that is here, else the one before.
    pub fn told(&self) -> Option<&Told> {
        match &self.stand {
            Stand::Answered(told) => Some(told),
            Stand::New | Stand::Waits(_) => self.before.as_deref(),
            Stand::Failed(_) => None,
        }
    }

    /// The places of the columns for people.
    pub fn columns(&self) -> Vec<usize> {
        self.told().map(|told| told.sheet.columns_for(For::People).map(|(nth, _)| nth).collect()).unwrap_or_default()
    }

    /// The row under the cursor.
    pub fn at_hand(&self) -> Option<&Row> {
        self.told()?.sheet.rows.get(self.row)
    }

    /// Asks something else in its place.
    pub fn change(&mut self, asking: Asking) {
        if asking == self.asking {
            return;
        }
        self.asking = asking;
        self.ask_anew();
        (self.row, self.top) = (0, 0);
    }

    fn ask_anew(&mut self) {
        if let Stand::Answered(told) = std::mem::take(&mut self.stand) {
            self.before = Some(told);
        }
    }
}

/// The view of figures.
#[derive(Debug, Clone, Default)]
pub struct Figured {
    /// Asked one on another; the last is shown.
    pages: Vec<Page>,
    pub field: Option<(Typing, Field)>,
    /// The list that the first question was asked from.
    pub list: Option<View>,
}

impl Figured {
    /// The question that is shown.
    pub fn page(&self) -> Option<&Page> {
        self.pages.last()
    }

    pub fn page_mut(&mut self) -> Option<&mut Page> {
        self.pages.last_mut()
    }

    /// The commands on the way to what is shown.
    pub fn path(&self) -> impl Iterator<Item = &Page> {
        self.pages.iter()
    }

    /// What is shown, once it is the answer to what was asked.
    pub fn laid(&self) -> Option<&Told> {
        match &self.page()?.stand {
            Stand::Answered(told) => Some(told),
            _ => None,
        }
    }

    /// Begins with a question.
    pub fn begin(&mut self, asking: Asking) {
        self.pages = vec![Page::of(asking)];
    }

    /// Goes on to another question.
    pub fn push(&mut self, asking: Asking) {
        self.pages.push(Page::of(asking));
    }

    /// Returns to the question before; says whether there was one.
    pub fn leave(&mut self) -> bool {
        let has_before = self.pages.len() > 1;
        if has_before {
            self.pages.pop();
        }
        has_before
    }

    /// Returns to the question before with another in its place.
    pub fn answer_before(&mut self, change: impl Fn(&Asking) -> Asking) {
        if self.leave()
            && let Some(page) = self.page_mut()
        {
            let asking = change(&page.asking);
            page.change(asking);
        }
    }

    /// The question that is to be asked, under this number.
    pub fn asks(&mut self, generation: u64) -> Option<Asking> {
        let page = self.page_mut().filter(|page| matches!(page.stand, Stand::New))?;
        page.stand = Stand::Waits(generation);
        Some(page.asking.clone())
    }

    /// Takes an answer.
    pub fn take(&mut self, generation: u64, answer: Result<Arc<Told>, String>) {
        let waits = |page: &&mut Page| matches!(page.stand, Stand::Waits(asked) if asked == generation);
        let Some(page) = self.pages.iter_mut().find(waits) else { return };
        page.before = None;
        match answer {
            Ok(told) => {
                page.row = page.row.min(told.sheet.rows.len().saturating_sub(1));
                // The last years are what is looked for first.
                if page.column == 0 && page.asking.has("--pivot") {
                    page.left = usize::from(u16::MAX);
                }
                if told.sheet.chart.is_some() {
                    page.row = told.sheet.rows.len().saturating_sub(1);
                }
                page.stand = Stand::Answered(told);
                page.column = page.column.min(page.columns().len().saturating_sub(1));
                page.widths.clear();
            }
            Err(reason) => page.stand = Stand::Failed(reason),
        }
    }

    /// Goes on with another corpus, in which reports have other numbers: everything is asked again.
    pub fn renew(&mut self) {
        for page in &mut self.pages {
            page.ask_anew();
            // Its rows lead to reports of the corpus before.
            page.before = None;
            page.stand = Stand::New;
        }
    }

    /// The report under the cursor.
    pub fn report(&self) -> Option<usize> {
        match self.page()?.at_hand()?.leads {
            Leads::Report(report) | Leads::Two(_, report) => Some(report),
            _ => None,
        }
    }
}
