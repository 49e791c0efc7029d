//! The elements that hold the lines of a page, as they open and close.

use crate::model::limits::Limit;
use crate::parse::blocks::html::Held;
use crate::parse::blocks::html::build::Builder;
use crate::parse::blocks::html::element::Holder;

/// More elements inside each other than any page has; deeper ones hold nothing.
const DEEPEST: usize = 512;

/// An element that holds what follows.
#[derive(Debug, Clone, Copy)]
pub struct Open {
    kind: Holder,
    /// What held it.
    before: usize,
}

/// The elements open when a cell or a table starts: their end tags have no power inside it.
#[derive(Debug, Clone)]
pub struct Scope {
    open: usize,
    counts: [usize; Holder::COUNT],
    holder: usize,
}

impl Builder<'_> {
    pub fn start_holder(&mut self, kind: Holder) {
        self.block();
        if self.open.len() >= DEEPEST {
            return;
        }
        let before = self.holder;
        self.place();
        if self.spot.is_none() {
            let (hint, hidden) = (self.is_chrome(kind), self.is_hidden());
            self.holder = self.hold(Held { parent: self.holder, hint, hidden });
        }
        self.open.push(Open { kind, before });
        self.counts[kind.index()] += 1;
    }

    /// A new holder inside the current one.
    pub fn hold(&mut self, held: Held) -> usize {
        if self.page.holders.len() >= Limit::Cells.size() {
            return self.holder;
        }
        self.page.holders.push(held);
        self.page.holders.len() - 1
    }

    /// Whether an element calls itself a part of the site around the page.
    fn is_chrome(&self, kind: Holder) -> bool {
        const NAMES: [&str; 14] = [
            "foot",
            "nav",
            "menu",
            "share",
            "sidebar",
            "copyright",
            "banner",
            "toolbar",
            "related",
            "recommend",
            "header",
            "login",
            "search",
            "crumb",
        ];
        let named = |attribute: &str| {
            let value = self.tokens.value(attribute).unwrap_or_default().to_ascii_lowercase();
            NAMES.iter().any(|name| value.contains(name))
        };
        matches!(kind, Holder::Nav | Holder::Footer | Holder::Aside | Holder::Header) || named("class") || named("id")
    }

    pub fn end_holder(&mut self, kind: Holder) {
        self.block();
        self.heading = None;
        if self.counts[kind.index()] == 0 {
            return;
        }
        while let Some(open) = self.open.pop() {
            self.counts[open.kind.index()] -= 1;
            self.holder = open.before;
            if open.kind == kind {
                return;
            }
        }
    }

    /// Starts what end tags of elements outside do not reach.
    pub fn enter(&mut self) {
        let counts = std::mem::take(&mut self.counts);
        self.scopes.push(Scope { open: self.open.len(), counts, holder: self.holder });
    }

    pub fn leave(&mut self) {
        if let Some(scope) = self.scopes.pop() {
            self.open.truncate(scope.open);
            (self.counts, self.holder) = (scope.counts, scope.holder);
        }
    }
}
