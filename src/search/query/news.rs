//! What came while somebody was looking: how reports stand to the start of a session, and what a query asks of that.
//! Who has no session knows of nothing new.

use std::fmt;

use crate::search::query::{Field, Part, Query};

/// How a report stands to the start of the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum News {
    New,
    /// Its file is another than it was.
    Changed,
    #[default]
    Known,
}

/// What a value of `new:` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedNews {
    /// What came or changed.
    Yes,
    Changed,
    No,
}

impl AskedNews {
    /// What a word asks for.
    pub(super) fn named(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "yes" | "y" | "是" => Self::Yes,
            "changed" | "变动" => Self::Changed,
            "no" | "n" | "否" => Self::No,
            _ => return None,
        })
    }

    fn holds(self, of: News) -> bool {
        match self {
            Self::Yes => of != News::Known,
            Self::Changed => of == News::Changed,
            Self::No => of == News::Known,
        }
    }
}

impl fmt::Display for AskedNews {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Yes => "yes",
            Self::Changed => "changed",
            Self::No => "no",
        })
    }
}

impl Query {
    /// Whether a field asks for what came.
    pub fn asks_for_news(&self) -> bool {
        self.clauses.iter().any(|clause| matches!(clause.part, Part::Field(Field::New(_))))
    }

    /// Whether a report that stands so to the start of the session is let in.
    pub fn admits_news(&self, of: News) -> bool {
        self.clauses.iter().all(|clause| match &clause.part {
            Part::Field(Field::New(asked)) => asked.iter().any(|asked| asked.holds(of)) != clause.negated,
            _ => true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_is_told_from_what_was_there() {
        let check = |text: &str, expected: [bool; 3]| {
            let query = Query::parse(text).unwrap();
            let let_in = [News::New, News::Changed, News::Known].map(|of| query.admits_news(of));
            assert_eq!(let_in, expected, "{text}");
            assert_eq!(query.asks_for_news(), text.contains(':'), "{text}");
            assert_eq!(Query::parse(&query.to_string()).unwrap(), query, "{text}");
        };
        check("new:yes", [true, true, false]);
        check("新到:是 收费", [true, true, false]);
        check("新到:变动", [false, true, false]);
        check("new:no", [false, false, true]);
        check("!new:changed", [true, false, true]);
        check("new:no,changed", [false, true, true]);
        check("收费", [true, true, true]);
    }
}
