//! Events written by hand for the tests of reviews.

use crate::model::flag::{Class, Severity};
use crate::review::event::{Act, Event, EventId};
use crate::review::seen::Seen;

/// An event of a reviewer's one session.
pub fn event(by: &str, n: u32, at: &str, act: Act) -> Event {
    let id = EventId { by: by.into(), session: "s".into(), n };
    Event { id, at: at.into(), act }
}

/// A flag of a rule of which nothing else was seen.
pub fn seen(name: &str, rule: &str) -> Seen {
    Seen {
        fingerprint: name.into(),
        rule: rule.into(),
        severity: Severity::Error,
        class: Class::Report,
        report: "aaaabbbbcccc".into(),
        path: "2021/a.html".into(),
        agency: Some("云河县财政局".into()),
        year: Some(2021),
        message: String::new(),
        expected: String::new(),
        found: String::new(),
        evidence: Vec::new(),
    }
}
