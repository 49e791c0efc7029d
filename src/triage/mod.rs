//! What came in and what is wrong with it: every entry of a corpus with one reason and the action it calls for, what
//! is new since the last record of it, and what somebody has handled. The command and the screen show the same.

mod arrivals;
mod copies;
mod detail;
mod kept;
mod look;
mod overview;
mod place;
mod reason;
mod record;
#[cfg(test)]
mod tests;
mod totals;
mod usable;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::corpus::agencies::Agencies;
use crate::corpus::header::Header;
use crate::corpus::origin::Origin;
use crate::corpus::{Corpus, Problem};
use crate::model::form::Table;
use crate::model::report::{Kind, Link};
use crate::parse;
use crate::rules::Briefs;
use crate::triage::copies::Copy;
use crate::triage::look::Flagged;
use crate::triage::totals::Totals;

pub use crate::triage::arrivals::{Arrivals, Since, Standing, State};
pub use crate::triage::detail::Detail;
pub use crate::triage::kept::{Kept, KeptError, mark};
pub use crate::triage::overview::{Overview, Rise, Row};
pub use crate::triage::reason::{Action, Reason};
pub use crate::triage::record::{Handled, Record};
pub use crate::triage::usable::{FAMILIES, Usable};

/// The year since which every report has tables of a form.
const TABLES_SINCE: u16 = 2019;

/// One file of a crawl, or one line of a corpus that could not be read, with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// That of the report, or one made of path and reason where there is none.
    pub id: String,
    /// The number of the report in its corpus.
    pub report: Option<usize>,
    /// With the line for a broken line: `corpus.jsonl:17`.
    pub path: String,
    pub origin: Origin,
    pub kind: Option<Kind>,
    /// The agency, else the title, else the path.
    pub name: String,
    pub year: Option<u16>,
    pub reason: Reason,
    pub detail: Option<Detail>,
}

impl Entry {
    pub fn action(&self) -> Action {
        self.reason.action()
    }

    /// The site it came from: the host of its address, else what the crawler says, else its first folder.
    pub fn site(&self) -> Option<&str> {
        let folder = || self.path.split_once('/').map(|(folder, _)| folder);
        self.origin.site.as_deref().or_else(folder)
    }
}

/// Every entry of a corpus with its reason: its reports in their order, then what could not be read. The flags are
/// those of the corpus; a rule that did not run says nothing of what is missing. `roots` are the paths it was opened
/// by, which are left out of the names of what could not be read.
pub fn sort(corpus: &Corpus, flags: &Briefs, roots: &[PathBuf]) -> Vec<Entry> {
    let agencies = Agencies::join(corpus.headers());
    let totals = Totals::of(corpus);
    let look = |index| look(corpus, index, (flags, &totals));
    let looked: Vec<Looked> = (0..corpus.len()).into_par_iter().map(look).collect();
    let mut copies = copies::copies(corpus, &agencies);
    let hashes = looked.iter().enumerate().filter(|(_, looked)| looked.is_report);
    let hashes = hashes.filter_map(|(index, looked)| Some((index, looked.origin.sha256.as_deref()?)));
    copies::add_equal_bytes(&mut copies, hashes);
    let around = Around { corpus, agencies, copies };
    let entries = looked.into_iter().enumerate().filter_map(|(index, looked)| around.entry(index, looked));
    entries.chain(corpus.problems().iter().map(|problem| broken(problem, roots))).collect()
}

/// What was seen of an entry by itself.
struct Looked {
    origin: Origin,
    is_report: bool,
    wrong: Option<(Reason, Option<Detail>)>,
}

/// Looks at an entry, as far as its head, its flags and its totals leave anything open.
fn look(corpus: &Corpus, index: usize, (flags, totals): (&Briefs, &Totals)) -> Looked {
    let Some(header) = corpus.header(index) else {
        return unreadable(String::new());
    };
    let flagged = Flagged::of(flags.of(index));
    let is_report = copies::is_report(header.kind);
    let without_form = header.form.is_none() && header.year.is_some_and(|year| year >= TABLES_SINCE);
    let open = match header.kind {
        Kind::Report => {
            let told = header.notes > 0 || flagged.anything || flagged.end || without_form;
            told || header.form.is_some_and(|form| form.table(Table::T3).is_some()) && !totals.are_known(corpus, index)
        }
        Kind::Partial | Kind::OtherDocument | Kind::Picture => true,
        Kind::AttachmentPage | Kind::List | Kind::ErrorPage | Kind::Empty => false,
    };
    if open {
        return match corpus.report(index) {
            Err(error) => unreadable(error.to_string()),
            Ok(report) if is_report => {
                let wrong = look::wrong(&report, flagged).map(|(reason, detail)| (reason, Some(detail)));
                Looked { origin: Origin::of(&report.source), is_report, wrong }
            }
            Ok(report) => {
                let wrong = Some(by_kind(&header, &[], look::without_text(&report)));
                Looked { origin: Origin::of(&report.source), is_report, wrong }
            }
        };
    }
    match corpus.origin(index) {
        Err(error) => unreadable(error.to_string()),
        Ok(origin) => {
            let wrong = (!is_report).then(|| by_kind(&header, &origin.links, None));
            Looked { origin, is_report, wrong }
        }
    }
}

/// What is listed and can be read no more.
fn unreadable(says: String) -> Looked {
    let wrong = Some((Reason::Unreadable, Some(Detail::Says(says))));
    Looked { origin: Origin::default(), is_report: false, wrong }
}

/// The reason of what is no report. `without_text` is what the parser says of a file that gave no text.
fn by_kind(header: &Header<'_>, links: &[Link], without_text: Option<String>) -> (Reason, Option<Detail>) {
    let titled = || header.title.map(|title| Detail::Says(title.to_owned()));
    match header.kind {
        Kind::AttachmentPage => (Reason::Attachment, Some(Detail::Links(links.to_vec()))),
        Kind::Picture => (Reason::Pictures, Some(Detail::Says(without_text.unwrap_or_else(|| "整页为图".to_owned())))),
        Kind::ErrorPage => (Reason::ErrorPage, titled()),
        Kind::Empty => (Reason::Empty, None),
        Kind::OtherDocument if without_text.is_some() => (Reason::Unreadable, without_text.map(Detail::Says)),
        Kind::List | Kind::OtherDocument | Kind::Report | Kind::Partial => (Reason::NotAReport, titled()),
    }
}

/// What an entry stands among.
struct Around<'c> {
    corpus: &'c Corpus,
    agencies: Agencies,
    copies: BTreeMap<usize, Copy>,
}

impl Around<'_> {
    fn entry(&self, index: usize, looked: Looked) -> Option<Entry> {
        let header = self.corpus.header(index)?;
        let (reason, detail) = self.reason(index, &header, &looked);
        Some(Entry {
            id: header.id.to_owned(),
            report: Some(index),
            path: header.path.to_owned(),
            origin: looked.origin,
            kind: Some(header.kind),
            name: header.name().to_owned(),
            year: header.year,
            reason,
            detail,
        })
    }

    /// The first reason that holds.
    fn reason(&self, index: usize, header: &Header<'_>, looked: &Looked) -> (Reason, Option<Detail>) {
        if let Some(wrong) = looked.wrong.as_ref().filter(|_| !looked.is_report) {
            return wrong.clone();
        }
        let copy = self.copies.get(&index);
        if let Some(Copy::Same(of)) = copy {
            let other = self.corpus.header(*of);
            let same = other.map(|other| Detail::SameAs { id: other.id.to_owned(), path: other.path.to_owned() });
            return (Reason::Duplicate, same);
        }
        if let Some(wrong) = &looked.wrong {
            return wrong.clone();
        }
        let home = self.agencies.of(index).map(|agency| &agency.home);
        if let Some(detail) = place::unknown(header, home) {
            return (Reason::RegionUnknown, Some(detail));
        }
        if header.year.is_none() {
            return (Reason::YearUnknown, None);
        }
        let Some(Copy::Later { of, differ, same, cells }) = copy else { return (Reason::Usable, None) };
        let from = self.corpus.header(*of).map(|other| other.id.to_owned()).unwrap_or_default();
        let detail = Detail::Differs { from, differ: *differ, same: *same, cells: cells.clone() };
        (Reason::Revised, Some(detail))
    }
}

/// A path as entries have theirs: from the folder on that was given, of a file that was given its name.
fn below(path: &str, roots: &[PathBuf]) -> String {
    let whole = Path::new(path);
    let inside =
        roots.iter().filter_map(|root| whole.strip_prefix(root).ok()).min_by_key(|rest| rest.as_os_str().len());
    match inside {
        Some(rest) if rest.as_os_str().is_empty() && whole.is_dir() => path.to_owned(),
        Some(rest) if rest.as_os_str().is_empty() => {
            whole.file_name().unwrap_or_default().to_string_lossy().into_owned()
        }
        Some(rest) => rest.to_string_lossy().into_owned(),
        None => path.to_owned(),
    }
}

/// What could not be read at all.
fn broken(problem: &Problem, roots: &[PathBuf]) -> Entry {
    let Problem { path, line, reason } = problem;
    let path = below(path, roots);
    let path = line.map_or_else(|| path.clone(), |line| format!("{path}:{line}"));
    let wanting = if problem.wants_program() { Reason::NoConverter } else { Reason::Unreadable };
    Entry {
        id: parse::id(&path, reason.as_bytes()),
        report: None,
        origin: Origin::default(),
        kind: None,
        name: path.clone(),
        path,
        year: None,
        reason: wanting,
        detail: Some(Detail::Says(reason.clone())),
    }
}
