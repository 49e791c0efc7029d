//! What is decided of a flag, in words: at the end of its row, and above its evidence.

use crate::model::flag::Flag;
use crate::model::printable::printable;
use crate::model::verdict::Verdict;
use crate::review::Opinion;
use crate::rules::Fingerprint;
use crate::tui::paint::{Line, span};
use crate::tui::reviewing::{Reviewing, Status};
use crate::tui::strings;
use crate::tui::text::wrap::wrap;
use crate::tui::theme::Role;

/// How a verdict looks.
fn role(verdict: Verdict) -> Role {
    match verdict {
        Verdict::Real => Role::Error,
        Verdict::FalseAlarm => Role::Good,
        Verdict::Misread => Role::Info,
        Verdict::Discuss => Role::Warning,
        Verdict::Skip => Role::Dim,
    }
}

/// What stands of an entry, by the flag that stands for it and its group; nothing of one that nobody looked at.
pub fn of_entry(review: &Reviewing, flag: &Flag, (status, group): (Status, Option<usize>)) -> Option<(String, Role)> {
    if let Some(other) = review.other_at(group).filter(|_| !status.is_decided()) {
        return Some((strings::is_at_it(other), Role::Info));
    }
    let verdict = match status {
        Status::Open => return None,
        Status::Skipped => Verdict::Skip,
        Status::Decided(verdict) | Status::Saving(verdict) | Status::Changed(verdict) | Status::Grown(verdict) => {
            verdict
        }
    };
    let (told, role) = told(review, flag, verdict);
    Some(match status {
        Status::Changed(_) => (format!("{told}·{}", strings::CHANGED), Role::Notice),
        Status::Grown(_) => (format!("{told}·{}", strings::GROWN), Role::Notice),
        _ => (told, role),
    })
}

/// The same of one flag.
pub fn of_flag(review: &Reviewing, flag: &Flag) -> Option<(String, Role)> {
    let verdict = review.verdict(Fingerprint::of(&flag.fingerprint))?;
    Some(told(review, flag, verdict))
}

fn told(review: &Reviewing, flag: &Flag, verdict: Verdict) -> (String, Role) {
    let standing = review.standing(Fingerprint::of(&flag.fingerprint));
    let (unsaved, disputed) =
        standing.map_or((false, false), |standing| (standing.latest.is_unsaved, standing.is_disputed()));
    match () {
        () if unsaved => (strings::UNSAVED.to_owned(), Role::Dim),
        () if disputed => (disputed_words(review, flag), Role::Notice),
        () => (strings::verdict(verdict).to_owned(), role(verdict)),
    }
}

/// `分歧 属实/排除`: what was decided, in the order of the names of those who did.
fn disputed_words(review: &Reviewing, flag: &Flag) -> String {
    let standing = review.standing(Fingerprint::of(&flag.fingerprint));
    let opinions = standing.into_iter().flat_map(|standing| standing.opinions);
    let mut said: Vec<&str> = Vec::new();
    for verdict in opinions.map(|opinion| opinion.verdict).filter(|verdict| verdict.decides()) {
        let word = strings::verdict(verdict);
        if !said.contains(&word) {
            said.push(word);
        }
    }
    format!("{} {}", strings::DISPUTED, said.join("/"))
}

/// What reviewers said of a flag: who, when, with which note, and what has changed since; and who is at its group now.
pub fn lines(review: &Reviewing, flag: &Flag, group: Option<usize>, room: usize) -> Vec<Line> {
    let other = review.other_at(group).map(|other| vec![span(strings::is_at_it(other), Role::Info)]);
    other.into_iter().chain(said(review, flag, room)).collect()
}

fn said(review: &Reviewing, flag: &Flag, room: usize) -> Vec<Line> {
    let name = Fingerprint::of(&flag.fingerprint);
    let Some(standing) = review.standing(name) else { return note(review.note(name), room) };
    let opinion = |opinion: &Opinion<'_>| {
        if opinion.is_unsaved {
            return vec![span(strings::UNSAVED, Role::Dim)];
        }
        let by = format!("  {}  {}", opinion.by, strings::moment(opinion.at));
        vec![span(strings::verdict(opinion.verdict), role(opinion.verdict)), span(by.trim_end().to_owned(), Role::Dim)]
    };
    let mut all: Vec<Line> = standing.opinions.iter().map(opinion).collect();
    if let Some(first) = all.first_mut() {
        first.insert(0, span(format!("{} ", strings::VERDICT), Role::Dim));
    }
    if standing.is_disputed() {
        all.push(vec![span(strings::DISPUTED, Role::Notice)]);
    }
    all.extend(note(standing.note, room));
    for change in review.changes(name) {
        all.push(vec![span(format!("{} ", strings::CHANGED), Role::Notice), span(strings::change(change), Role::Text)]);
    }
    all.push(Vec::new());
    all
}

fn note(note: Option<&str>, room: usize) -> Vec<Line> {
    let Some(note) = note else { return Vec::new() };
    let mut all: Vec<Line> = Vec::new();
    for (n, line) in note.lines().enumerate() {
        let text = if n == 0 { format!("{} {}", strings::NOTE, printable(line)) } else { printable(line).into_owned() };
        let rows = wrap(&text, room, 0).into_iter();
        all.extend(rows.map(|range| vec![span(text.get(range).unwrap_or_default().to_owned(), Role::Strong)]));
    }
    all
}
