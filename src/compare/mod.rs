//! Two reports laid beside each other: what is told of them, their tables cell by cell, their narrative
//! by sentence and then by character. Years of one agency or two agencies; nothing here judges.

mod align;
pub mod facts;
pub mod narrative;
pub mod tables;
mod tokens;

use std::cmp::Ordering;

use crate::compare::align::Budget;
use crate::compare::facts::Facts;
use crate::compare::narrative::SectionPair;
use crate::compare::tables::TablePair;
use crate::model::report::{Report, SectionKey};

/// The same thing of either report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pair<T> {
    pub left: T,
    pub right: T,
}

impl<T> Pair<T> {
    pub fn new(left: T, right: T) -> Self {
        Self { left, right }
    }

    /// The same of both sides.
    pub fn map<U>(self, of: impl Fn(T) -> U) -> Pair<U> {
        Pair { left: of(self.left), right: of(self.right) }
    }

    /// The sides by reference.
    pub fn each(&self) -> Pair<&T> {
        Pair { left: &self.left, right: &self.right }
    }

    /// The other side on the left.
    pub fn mirrored(self) -> Self {
        Self { left: self.right, right: self.left }
    }

    pub fn side(&self, side: Side) -> &T {
        match side {
            Side::Left => &self.left,
            Side::Right => &self.right,
        }
    }
}

impl<T: PartialEq> Pair<T> {
    pub fn is_equal(&self) -> bool {
        self.left == self.right
    }
}

/// One of the two reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

impl Side {
    pub fn other(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

/// Two reports beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    pub facts: Facts,
    /// The tables that either report has.
    pub tables: Vec<TablePair>,
    /// The sections that either report has.
    pub sections: Vec<SectionPair>,
}

impl Comparison {
    /// How many cells differ and how many sentences.
    pub fn differences(&self) -> (usize, usize) {
        let cells = self.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
        let passages = self.sections.iter().flat_map(|section| &section.passages);
        (
            cells.filter(|cell| cell.change().is_difference()).count(),
            passages.filter(|passage| !passage.is_same()).count(),
        )
    }

    fn mirrored(self) -> Self {
        Self {
            facts: self.facts.mirrored(),
            tables: self.tables.into_iter().map(TablePair::mirrored).collect(),
            sections: self.sections.into_iter().map(SectionPair::mirrored).collect(),
        }
    }
}

/// Compares two reports. The other way round gives the mirror image: where several alignments are as good
/// as each other, one of them is chosen by the texts and not by the sides they stand on.
pub fn compare(left: &Report, right: &Report) -> Comparison {
    match order(left, right) {
        Ordering::Greater => ordered(right, left).mirrored(),
        Ordering::Less | Ordering::Equal => ordered(left, right),
    }
}

fn ordered(left: &Report, right: &Report) -> Comparison {
    let mut budget = Budget::default();
    Comparison {
        facts: Facts::of(left, right),
        tables: tables::compare(left, right),
        sections: narrative::compare(left, right, &mut budget),
    }
}

/// An order of reports by what is aligned of them.
fn order(one: &Report, other: &Report) -> Ordering {
    fn heads(report: &Report) -> impl Iterator<Item = (Option<SectionKey>, Option<&str>, &str)> {
        report.sections.iter().map(|s| (s.key, s.topic.as_deref(), s.heading.as_str()))
    }
    fn texts(report: &Report) -> impl Iterator<Item = &str> {
        report.blocks().map(|(_, block)| block.text.as_str())
    }
    fn rows(report: &Report) -> impl Iterator<Item = (Option<&str>, &[String])> {
        report.tables.old.iter().map(|row| (row.id.as_deref(), row.path.as_slice()))
    }
    let sections = heads(one).cmp(heads(other));
    sections.then_with(|| texts(one).cmp(texts(other))).then_with(|| rows(one).cmp(rows(other)))
}

#[cfg(test)]
mod tests;
