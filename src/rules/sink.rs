//! Where rules report to: the three answers, and what is filled in for every flag alike.

use std::borrow::Cow;

use crate::model::cell::{Cell, Number};
use crate::model::flag::{Class, Evidence, Flag, Severity, Side};
use crate::model::form::CellId;
use crate::model::report::{Block, Span};
use crate::rules::mask::{masked, masked_words};
use crate::rules::registry::Rule;
use crate::rules::ruleset::RuleSet;
use crate::rules::run::Unevaluable;

/// A text in both languages of the interface. Most are written in the catalogue and never copied: they
/// are made for every check that cannot be made, and few are ever shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    pub zh: Cow<'static, str>,
    pub en: Cow<'static, str>,
}

impl Words {
    pub fn new(zh: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// What a rule found wrong. What it leaves out is as the catalogue has it.
#[derive(Debug, Clone, Default)]
pub struct Finding {
    /// One line with the numbers in it, at most 60 columns in Chinese.
    pub message: Words,
    pub expected: String,
    pub found: String,
    /// The first piece with a place is where the flag stands.
    pub evidence: Vec<Evidence>,
    pub severity: Option<Severity>,
    pub class: Option<Class>,
    pub basis: Option<&'static str>,
    /// What tells this flag from others of the rule, where that is neither a cell nor a quotation.
    pub place: Option<String>,
}

/// A flag on its way to an outcome, with the place its fingerprint is made of.
#[derive(Debug, Clone)]
pub(crate) struct Raised {
    pub flag: Flag,
    pub place: String,
}

/// What the rules have reported so far.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    pub raised: Vec<Raised>,
    pub unevaluable: Vec<Unevaluable>,
    pub held: usize,
    pub held_by: RuleSet,
    /// What belongs to persons is shown as it is.
    pub shows_persons: bool,
}

/// Takes the answers of one rule.
#[derive(Debug)]
pub struct Sink<'a> {
    rule: &'static Rule,
    answers: &'a mut Answers,
}

impl<'a> Sink<'a> {
    pub(crate) fn new(rule: &'static Rule, answers: &'a mut Answers) -> Self {
        Self { rule, answers }
    }

    /// Code of the rule that reports.
    pub fn code(&self) -> &'static str {
        self.rule.code
    }

    /// Whether what belongs to persons is shown as it is.
    pub fn shows_persons(&self) -> bool {
        self.answers.shows_persons
    }

    /// A check was made and is satisfied.
    pub fn holds(&mut self) {
        self.hold(1);
    }

    /// So many checks were made and are satisfied.
    pub fn hold(&mut self, checks: usize) {
        self.answers.held += checks;
    }

    /// A check could not be made at a place (in the words of the form), for a reason.
    pub fn cannot(&mut self, place: impl Into<Cow<'static, str>>, reason: Words) {
        self.answers.unevaluable.push(Unevaluable {
            rule: self.rule.code,
            place: place.into(),
            reason: reason.zh,
            reason_en: reason.en,
        });
    }

    /// A check was made and fails. What belongs to persons is masked in whatever rule found it.
    pub fn fails(&mut self, finding: Finding) {
        let place = finding.place.unwrap_or_else(|| place_of(&finding.evidence));
        let inferred = finding.evidence.iter().any(|e| e.how == Some(crate::model::cell::How::Inferred));
        // Digits that ran together in a cell are no number of a person.
        let of_cells = finding.evidence.iter().any(|e| e.cell.is_some());
        let shows_persons = self.shows_persons();
        let mask = |text: String, of_cells: bool| match (shows_persons, of_cells) {
            (true, _) => text,
            (false, true) => masked_words(text),
            (false, false) => masked(text),
        };
        let shown = |mut evidence: Evidence| {
            evidence.quote = evidence.quote.map(|quote| mask(quote, of_cells));
            evidence
        };
        let masked = |text: String| mask(text, of_cells);
        let flag = Flag {
            rule: self.rule.code,
            severity: finding.severity.unwrap_or(self.rule.severity),
            class: finding.class.unwrap_or(self.rule.class),
            basis: finding.basis.or(self.rule.basis),
            message: masked(finding.message.zh.into_owned()),
            message_en: masked(finding.message.en.into_owned()),
            expected: masked(finding.expected),
            found: masked(finding.found),
            evidence: finding.evidence.into_iter().map(shown).collect(),
            root: None,
            fingerprint: String::new(),
            inferred,
            sent: None,
        };
        self.answers.raised.push(Raised { flag, place });
    }
}

/// The cells of the evidence in this report; where there is none, its quoted words.
fn place_of(evidence: &[Evidence]) -> String {
    let own = || evidence.iter().filter(|e| e.report.is_none());
    let cells: Vec<_> = own().filter_map(|e| e.cell).map(|cell| cell.to_string()).collect();
    if cells.is_empty() {
        own().filter_map(|e| e.quote.as_deref()).collect::<Vec<_>>().join("|")
    } else {
        cells.join("|")
    }
}

/// A cell as evidence.
pub fn of_cell(side: Option<Side>, id: CellId, cell: &Cell) -> Evidence {
    Evidence {
        side,
        cell: Some(id),
        value: cell.value,
        how: cell.how,
        at: cell.at,
        quote: cell.raw.clone(),
        ..Evidence::default()
    }
}

/// Words of a paragraph as evidence.
pub fn of_words(side: Option<Side>, block: &Block, range: std::ops::Range<usize>, value: Option<Number>) -> Evidence {
    Evidence {
        side,
        value,
        at: block.place(range.clone()),
        quote: block.text.get(range).map(str::to_owned),
        ..Evidence::default()
    }
}

/// A line of the source as evidence: a heading, a label.
pub fn of_line(text: &str, at: Option<Span>) -> Evidence {
    Evidence { at, quote: (!text.is_empty()).then(|| text.to_owned()), ..Evidence::default() }
}
