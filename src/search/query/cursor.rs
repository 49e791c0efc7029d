//! A place in the text of a query.

/// Walks over a query by characters and knows the byte it has come to.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Steps over the next character if it is such a one.
    pub(super) fn take(&mut self, is: impl Fn(char) -> bool) -> bool {
        match self.rest().chars().next() {
            Some(c) if is(c) => {
                self.at += c.len_utf8();
                true
            }
            _ => false,
        }
    }

    /// Steps over the characters that are such, and gives them.
    pub(super) fn while_(&mut self, is: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = rest.find(|c| !is(c)).and_then(|end| rest.get(..end)).unwrap_or(rest);
        self.at += taken.len();
        taken
    }
}
