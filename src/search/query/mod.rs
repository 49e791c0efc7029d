//! The one query language, for search, filters and saved views: its grammar and what it means.
//!
//! | written | found |
//! |---|---|
//! | `词` | sentences with these characters in this order, near each other; side by side first |
//! | `'词` `"两个 词"` | side by side |
//! | `^词` `词$` | side by side, where a sentence begins or ends |
//! | `!词` `!year:2020` | what has it not |
//! | `a|b` | one of these; `!a|b` neither |
//! | `year:2019..2021` | a field (see `fields`), without blanks inside; `,` parts values |
//!
//! A blank means *and*. Full-width signs are the same as ASCII ones.

mod cells;
mod compare;
mod cursor;
mod fields;
mod meaning;
mod news;
mod values;
mod words;

use std::fmt;

use crate::model::width::narrow;
use crate::search::query::cursor::Cursor;
use crate::search::query::fields::Headed;

pub use crate::search::query::cells::{Named as NamedCell, named as cell_named};
pub use crate::search::query::compare::Compare;
pub use crate::search::query::fields::Field;
pub use crate::search::query::news::{AskedNews, News};
pub use crate::search::query::words::Term;

/// A parsed query: words to find in text, and fields that choose reports, sections and flags.
/// Written out with `Display` it reads back as the same query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    clauses: Vec<Clause>,
}

/// One of the conditions that must all hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Whether what follows must not hold.
    pub negated: bool,
    pub part: Part,
}

/// What a clause asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// One of these terms; never empty.
    Words(Vec<Term>),
    Field(Field),
}

/// Why a query cannot be understood, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    pub message: String,
    pub message_en: String,
    /// The byte of the query it is about.
    pub at: usize,
}

impl QueryError {
    fn new(at: usize, message: String, message_en: String) -> Self {
        Self { message, message_en, at }
    }
}

impl Query {
    /// Parses a query.
    ///
    /// # Errors
    /// When a field is unknown or its value cannot be read. Words never fail.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let mut cursor = Cursor::new(text);
        let mut clauses = Vec::new();
        loop {
            cursor.while_(|c| c.is_whitespace() || narrow(c) == '|');
            if cursor.rest().is_empty() {
                return Ok(Self { clauses });
            }
            clauses.extend(clause(&mut cursor)?);
        }
    }

    /// The conditions, in the order in which they were written.
    pub fn clauses(&self) -> &[Clause] {
        &self.clauses
    }
}

/// Reads the clause at the cursor; `None` where it asks for nothing (`!`, `^|`).
fn clause(cursor: &mut Cursor<'_>) -> Result<Option<Clause>, QueryError> {
    let is_end = |c: char| c.is_whitespace();
    let negated = cursor.take(|c| narrow(c) == '!');
    let at = cursor.at();
    let token = cursor.clone().while_(|c| !is_end(c));
    if let Some(field) = Headed::new(token, at).map_or(Ok(None), |headed| headed.field())? {
        cursor.while_(|c| !is_end(c));
        if next_alternative(&mut cursor.clone()) {
            return Err(field_beside_bar(at));
        }
        return Ok(Some(Clause { negated, part: Part::Field(field) }));
    }
    let mut terms = Vec::new();
    loop {
        match Term::read(cursor, negated) {
            Some(term) => terms.push(term),
            // What comes next may begin a clause of its own.
            None if terms.is_empty() => return Ok(None),
            None => {}
        }
        if !next_alternative(cursor) {
            return Ok(Some(Clause { negated, part: Part::Words(terms) }));
        }
        let at = cursor.at();
        let word = cursor.clone().while_(|c| !is_end(c) && narrow(c) != '|');
        if let Some(headed) = Headed::new(word, at)
            && headed.field()?.is_some()
        {
            return Err(field_beside_bar(at));
        }
    }
}

fn field_beside_bar(at: usize) -> QueryError {
    let message = "字段不能在“|”两边;多个值用逗号分开,例如 year:2019,2021".to_owned();
    let message_en = "a field cannot be an alternative; part several values with commas: year:2019,2021".to_owned();
    QueryError::new(at, message, message_en)
}

/// Steps over a bar, with blanks around it, to the alternative that follows.
fn next_alternative(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = cursor.clone();
    ahead.while_(char::is_whitespace);
    if !ahead.take(|c| narrow(c) == '|') {
        return false;
    }
    ahead.while_(|c| c.is_whitespace() || narrow(c) == '|');
    *cursor = ahead;
    !cursor.rest().is_empty()
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, clause) in self.clauses.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{clause}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negated {
            f.write_str("!")?;
        }
        match &self.part {
            Part::Field(field) => write!(f, "{field}"),
            Part::Words(terms) => terms.iter().enumerate().try_for_each(|(index, term)| {
                if index > 0 {
                    f.write_str("|")?;
                }
                term.write(f, self.negated)
            }),
        }
    }
}

#[cfg(test)]
mod tests;
