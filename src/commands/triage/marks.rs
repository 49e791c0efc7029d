//! `triage --handled`, `--reopen`: what somebody has dealt with, added to the record.

use std::io::Write;

use anyhow::{Context as _, bail};

use crate::cli::TriageArgs;
use crate::commands::Outcome;
use crate::commands::triage::tell_fallback;
use crate::model::printable::printable;
use crate::review::Folder;
use crate::triage::{Arrivals, Entry, Handled, mark};

/// Marks the entries that are named; of several names one that fits none or more than one marks nothing at all.
pub(super) fn add(
    args: &TriageArgs,
    folder: &Folder,
    arrivals: &Arrivals,
    out: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    let handled = !args.handled.is_empty();
    let names = if handled { &args.handled } else { &args.reopen };
    let entries = arrivals.all();
    let named = names.iter().map(|name| find(name, entries.iter().map(|(entry, _)| *entry)));
    let named: Vec<&Entry> = named.collect::<anyhow::Result<_>>()?;
    let (at, by) = (super::now(), args.review.reviewer.clone().or_else(who));
    let note = args.reason.clone();
    let of = |entry: &&Entry| Handled { note: note.clone(), at, ..Handled::of(entry, handled, by.clone()) };
    let marks: Vec<Handled> = named.iter().map(of).collect();
    tell_fallback(folder)?;
    mark(&folder.path, &marks).context("the marks cannot be written")?;
    let word = if handled { "已处理" } else { "重开" };
    for entry in named {
        writeln!(out, "{word} {}  {}  {}", entry.id, entry.reason.name_zh(), printable(&entry.path))?;
    }
    Ok(Outcome::Clean)
}

/// The entry with this id, or else the only one whose id begins so.
fn find<'e>(name: &str, entries: impl Iterator<Item = &'e Entry>) -> anyhow::Result<&'e Entry> {
    let mut found: Vec<&Entry> = entries.filter(|entry| !name.is_empty() && entry.id.starts_with(name)).collect();
    if let Some(exact) = found.iter().find(|entry| entry.id == name) {
        return Ok(exact);
    }
    match (found.pop(), found.len()) {
        (Some(entry), 0) => Ok(entry),
        (None, _) => bail!("no entry begins with {name:?}; nothing is marked"),
        (Some(_), others) => bail!("{name:?} begins {} ids; write more of it; nothing is marked", others + 1),
    }
}

/// The login name.
fn who() -> Option<String> {
    let named = |name: &str| std::env::var(name).ok().filter(|name| !name.is_empty());
    named("USER").or_else(|| named("LOGNAME")).or_else(|| named("USERNAME"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::origin::Origin;
    use crate::triage::Reason;

    #[test]
    fn an_entry_is_named_by_a_beginning_that_is_its_own() {
        let entry = |id: &str| Entry {
            id: id.into(),
            report: None,
            path: id.into(),
            origin: Origin::default(),
            kind: None,
            name: id.into(),
            year: None,
            reason: Reason::Unreadable,
            detail: None,
        };
        let entries = [entry("abc"), entry("abd"), entry("ab"), entry("x")];
        let check = |name: &str, expected: Result<&str, &str>| match (find(name, entries.iter()), expected) {
            (Ok(entry), Ok(id)) => assert_eq!(entry.id, id),
            (Err(error), Err(said)) => assert!(error.to_string().contains(said), "{error}"),
            (found, _) => panic!("{name}: {found:?}"),
        };
        check("abc", Ok("abc"));
        check("ab", Ok("ab"));
        check("x", Ok("x"));
        check("a", Err("begins 3 ids"));
        check("y", Err("no entry"));
        check("", Err("no entry"));
    }
}
