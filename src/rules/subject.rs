//! The report under check with what several rules derive from it, derived once.

use std::cell::OnceCell;

use crate::model::agency::AgencyKind;
use crate::model::cell::Cell;
use crate::model::flag::Class;
use crate::model::form::{CellId, Form, Table, TableSpec};
use crate::model::report::{Kind, Report, Section, SectionKey, Span};
use crate::rules::among::{Among, Beyond};
use crate::rules::counts::breakdown::{Breakdown, breakdowns};
use crate::rules::counts::growth::{Growth, growths};
use crate::rules::counts::passage::Passage;
use crate::rules::counts::statement::{Frame, Statement, statements};
use crate::rules::facts::Facts;
use crate::rules::narrative::compare::{Comparison, comparisons};
use crate::rules::paragraph::Paragraph;
use crate::rules::shingles::Texts;

/// A report with the facts of its corpus.
#[derive(Debug)]
pub struct Subject<'a> {
    pub report: &'a Report,
    pub facts: &'a Facts,
    /// The reports of the same agency it may be compared with.
    pub among: Among<'a>,
    /// What the reports of other agencies have to do with it; only the rules over agencies ask.
    pub beyond: Option<&'a Beyond>,
    cells: OnceCell<Vec<(CellId, &'a Cell)>>,
    paragraphs: OnceCell<Vec<Paragraph<'a>>>,
    narrative: OnceCell<Vec<Passage<'a>>>,
    breakdowns: OnceCell<Vec<Breakdown>>,
    statements: OnceCell<Vec<Statement>>,
    texts: OnceCell<Texts>,
    comparisons: OnceCell<Vec<Comparison>>,
}

impl<'a> Subject<'a> {
    pub fn new(report: &'a Report, facts: &'a Facts) -> Self {
        Self {
            report,
            facts,
            among: Among::Alone,
            beyond: None,
            cells: OnceCell::new(),
            paragraphs: OnceCell::new(),
            narrative: OnceCell::new(),
            breakdowns: OnceCell::new(),
            statements: OnceCell::new(),
            texts: OnceCell::new(),
            comparisons: OnceCell::new(),
        }
    }

    /// The same report beside others of its agency.
    pub fn among(self, among: Among<'a>) -> Self {
        Self { among, ..self }
    }

    /// The same report with what other agencies have to do with it.
    pub fn beyond(self, beyond: &'a Beyond) -> Self {
        Self { beyond: Some(beyond), ..self }
    }

    /// The texts that are compared with other reports'.
    pub fn texts(&self) -> &Texts {
        self.texts.get_or_init(|| Texts::of(self.report))
    }

    /// The texts, where any rule looked at them.
    pub(crate) fn into_texts(self) -> Option<Texts> {
        self.texts.into_inner()
    }

    /// The form the report follows; where that cannot be told, the one prescribed for its year.
    pub fn form(&self) -> Option<Form> {
        self.report.form.or_else(|| self.report.year.map(Form::of_year))
    }

    /// A table of that form.
    pub fn table(&self, table: Table) -> Option<&'static TableSpec> {
        self.form().and_then(|form| form.table(table))
    }

    /// The cells of all tables, in order, for rules that walk through them.
    pub fn cells(&self) -> &[(CellId, &'a Cell)] {
        self.cells.get_or_init(|| self.report.tables.cells.iter().map(|(id, cell)| (*id, cell)).collect())
    }

    /// Whether the form and its deadline bind the agency: sector rules bind public institutions and
    /// enterprises instead (条例 Art. 54, 55).
    pub fn is_bound(&self) -> bool {
        !matches!(self.report.agency.kind, Some(AgencyKind::PublicInstitution | AgencyKind::PublicEnterprise))
    }

    /// Whom it speaks about when something is missing or empty near a place: our copy, where the
    /// parser lost text there, where a tool extracted the text, where only a part was crawled, or
    /// where an attachment may hold the rest; the report otherwise.
    pub fn class_of_gap(&self, near: Option<Span>) -> Class {
        let covers = |at: Option<Span>| match (at, near) {
            (Some(at), Some(near)) => at.start <= near.end && near.start <= at.end,
            _ => true,
        };
        let source = &self.report.source;
        let lost = self.report.notes.iter().any(|note| note.code.is_loss() && covers(note.at));
        let part = self.report.kind == Kind::Partial;
        if lost || part || source.extractor.is_some() || !source.links.is_empty() { Class::Copy } else { Class::Report }
    }

    /// The paragraphs of all sections, for rules that look for words.
    pub fn paragraphs(&self) -> &[Paragraph<'a>] {
        self.paragraphs.get_or_init(|| Paragraph::all(self.report))
    }

    /// The narrative for rules that read counts, one passage a section.
    pub fn narrative(&self) -> &[Passage<'a>] {
        self.narrative
            .get_or_init(|| self.sections_with_text().map(|(_, section)| Passage::of(&section.blocks)).collect())
    }

    /// The sections that have a passage each, with their numbers in the report.
    fn sections_with_text(&self) -> impl Iterator<Item = (usize, &'a Section)> {
        self.report.sections.iter().enumerate().filter(|(_, section)| !section.blocks.is_empty())
    }

    /// The section of a passage, with its number in the report.
    pub fn section_of(&self, passage: usize) -> Option<(usize, &'a Section)> {
        self.sections_with_text().nth(passage)
    }

    /// Everything the narrative says about a count.
    pub fn statements(&self) -> &[Statement] {
        self.statements.get_or_init(|| {
            let sections = self.sections_with_text().map(|(_, section)| section);
            let passages = self.narrative().iter().zip(sections).enumerate();
            let read = |(number, (passage, section)): (usize, (&Passage<'_>, &Section))| {
                let of_requests = matches!(section.key, Some(SectionKey::Requests | SectionKey::Disputes));
                statements(passage, Frame { passage: number, year: self.report.year, of_requests })
            };
            passages.flat_map(read).collect()
        })
    }

    /// Everything it says about growth since the year before.
    pub fn growths(&self) -> Vec<Growth> {
        let all = self.statements();
        let of = |number: usize| {
            let from = all.partition_point(|statement| statement.passage < number);
            let to = all.partition_point(|statement| statement.passage <= number);
            all.get(from..to).unwrap_or_default()
        };
        let passages = self.narrative().iter().enumerate();
        passages.flat_map(|(number, passage)| growths(passage, of(number))).collect()
    }

    /// What became of each when it was held against the tables.
    pub fn comparisons(&self) -> &[Comparison] {
        self.comparisons.get_or_init(|| comparisons(self))
    }

    /// Every total in the narrative that is followed by its parts.
    pub fn breakdowns(&self) -> &[Breakdown] {
        self.breakdowns.get_or_init(|| {
            let passages = self.narrative().iter().enumerate();
            passages.flat_map(|(index, passage)| breakdowns(passage, index)).collect()
        })
    }
}
