//! The filter of a list: its text while it is typed, what it lets in, and what is wrong with it.

use crate::review::{Admitted, BadFilter, wanted};
use crate::rules::FlagRef;
use crate::search::query::Query;
use crate::tui::strings;
use crate::tui::text::field::{Edit, Field};

/// A filter that lets reports and their flags in.
#[derive(Debug, Clone)]
pub struct Applied {
    pub text: String,
    pub query: Query,
    pub admitted: Admitted,
    /// How many of them are let in.
    pub count: usize,
}

impl Applied {
    pub fn admits(&self, report: usize) -> bool {
        self.admitted.reports.get(report).copied().unwrap_or(false)
    }

    /// Whether a flag answers to the words.
    pub fn admits_flag(&self, at: FlagRef) -> bool {
        self.admitted.admits(at)
    }
}

/// The filter of one list.
#[derive(Debug, Clone, Default)]
pub struct Sieve {
    field: Option<Field>,
    pub applied: Option<Applied>,
    /// The query asked about, until its answer comes.
    asked: Option<(u64, String, Query)>,
    /// What was applied before typing began.
    before: String,
    /// Why the text cannot be understood.
    pub error: Option<String>,
    /// The name the filter is to be kept under, while it is typed.
    naming: Option<Field>,
    /// How many of the filters that are kept have been taken up since typing began.
    recalled: usize,
}

impl Sieve {
    /// Whether the list still answers an earlier text.
    pub fn lags(&self) -> bool {
        self.asked.is_some()
    }

    pub fn is_typing(&self) -> bool {
        self.field.is_some()
    }

    pub fn field(&self) -> Option<&Field> {
        self.field.as_ref()
    }

    /// The text in force, empty without a filter.
    pub fn text(&self) -> &str {
        self.applied.as_ref().map_or("", |applied| applied.text.as_str())
    }

    /// The name that is typed for the filter.
    pub fn naming(&self) -> Option<&Field> {
        self.naming.as_ref()
    }

    /// Begins a name for the filter that is typed; `known` is the one it has.
    pub fn name(&mut self, known: &str) {
        self.naming = Some(Field::new(known));
    }

    /// Edits the name.
    pub fn edit_name(&mut self, edit: Edit) {
        if let Some(name) = &mut self.naming {
            name.edit(edit);
        }
    }

    /// Ends the name; answers it with the filter.
    pub fn named(&mut self) -> Option<(String, String)> {
        let name = self.naming.take()?.text().trim().to_owned();
        Some((name, self.field.as_ref()?.text().trim().to_owned()))
    }

    /// Puts the next of the filters that are kept into the field; answers its text. `None` where there is none.
    pub fn recall(&mut self, kept: &[&str]) -> Option<String> {
        let field = self.field.as_mut()?;
        let others: Vec<&&str> = kept.iter().filter(|text| **text != field.text()).collect();
        let nth = self.recalled.checked_rem(kept.len())?;
        let text = kept.get(nth).filter(|text| **text != field.text()).or_else(|| others.first().copied())?;
        self.recalled = kept.iter().position(|other| other == text)? + 1;
        *field = Field::new(text);
        Some((*text).to_owned())
    }

    /// The text that is to be in force: that of the newest question, else the one in force.
    pub fn wanted(&self) -> &str {
        self.asked.as_ref().map_or_else(|| self.text(), |(_, text, _)| text)
    }

    /// Opens the field on the filter in force.
    pub fn begin(&mut self) {
        self.recalled = 0;
        self.before = self.text().to_owned();
        self.field = Some(Field::new(&self.before));
        self.error = None;
    }

    /// Edits the text; answers it when it changed.
    pub fn edit(&mut self, edit: Edit) -> Option<String> {
        let field = self.field.as_mut()?;
        field.edit(edit).then(|| field.text().to_owned())
    }

    /// Ends typing and keeps what is in force.
    pub fn finish(&mut self) {
        self.field = None;
        self.naming = None;
        self.error = None;
    }

    /// Ends typing; answers the text to go back to.
    pub fn abandon(&mut self) -> String {
        self.finish();
        std::mem::take(&mut self.before)
    }

    /// Takes a new text: the query to ask about, or `None` where there is nothing to ask, since the
    /// text is empty (nothing is filtered then) or cannot be understood (what was in force stays).
    pub fn set(&mut self, text: &str, generation: u64) -> Option<Query> {
        self.asked = None;
        self.error = None;
        if text.trim().is_empty() {
            self.applied = None;
            return None;
        }
        match parse(text) {
            Ok(query) => {
                self.asked = Some((generation, text.to_owned(), query.clone()));
                Some(query)
            }
            Err(error) => {
                self.error = Some(error);
                None
            }
        }
    }

    /// Goes on with another corpus: `reorder` puts what was let in of the reports in its order, `moved` says where a
    /// flag is there. What was asked is asked again.
    pub fn renew(&mut self, reorder: &dyn Fn(&[bool]) -> Vec<bool>, moved: &dyn Fn(FlagRef) -> Option<FlagRef>) {
        if let Some(applied) = &mut self.applied {
            let Admitted { reports, flags } = &mut applied.admitted;
            *reports = reorder(reports);
            applied.count = reports.iter().filter(|admitted| **admitted).count();
            *flags = flags.take().map(|flags| flags.into_iter().filter_map(moved).collect());
        }
    }

    /// No answer comes to a question, and why; what was let in before stays.
    pub fn fail(&mut self, generation: u64, why: &str) {
        if self.asked.take_if(|(asked, ..)| *asked == generation).is_some() {
            self.error = Some(why.to_owned());
        }
    }

    /// Takes the answer to the newest question and says whether it was one.
    pub fn answer(&mut self, generation: u64, admitted: Admitted) -> bool {
        match self.asked.take() {
            Some((asked, text, query)) if asked == generation => {
                let count = admitted.reports.iter().filter(|admitted| **admitted).count();
                self.applied = Some(Applied { text, query, admitted, count });
                true
            }
            other => {
                self.asked = other;
                false
            }
        }
    }
}

/// Parses a query; the error is a word to the user. A rule that does not exist is one, too.
pub fn parse(text: &str) -> Result<Query, String> {
    wanted(text).map_err(|bad| match bad {
        BadFilter::Query(_, error) => strings::query_error(error),
        BadFilter::NoSuchRule(code) => strings::no_such_rule(&code),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_answers_are_dropped_and_esc_restores() {
        let mut sieve = Sieve::default();
        sieve.begin();
        assert_eq!(sieve.edit(Edit::Insert('青')).as_deref(), Some("青"));
        assert!(sieve.set("青", 1).is_some() && sieve.set("青石", 2).is_some());
        let answer = |reports: &[bool]| Admitted { reports: reports.to_vec(), flags: None };
        assert!(!sieve.answer(1, answer(&[true])));
        assert!(sieve.answer(2, answer(&[true, false])));
        assert_eq!(sieve.text(), "青石");
        assert!(sieve.applied.as_ref().is_some_and(|applied| applied.admits(0) && !applied.admits(1)));
        sieve.finish();
        sieve.begin();
        assert_eq!(sieve.abandon(), "青石");
        assert!(sieve.set(" ", 3).is_none() && sieve.applied.is_none());
    }
}
