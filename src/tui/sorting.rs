//! The work behind the triage view: what came in, sorted, with what earlier runs saw of it; and marks, written.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::corpus::Corpus;
use crate::model::moment::Moment;
use crate::review::Folder;
use crate::rules::Checked;
use crate::triage::{Arrivals, Handled, Kept, Overview, Usable, mark, sort};
use crate::tui::triaged::Sorted;

/// Sorts what came in. `roots` are the paths the corpus was opened by.
pub fn sorted(corpus: &Corpus, checked: &Checked, (roots, folder): (&[PathBuf], Option<&Folder>)) -> Sorted {
    let folders: Vec<&Path> = folder
        .iter()
        .flat_map(|folder| std::iter::once(&folder.path).chain(&folder.also))
        .map(PathBuf::as_path)
        .collect();
    let (kept, unread) = match Kept::read(&folders) {
        Ok(kept) => (kept, None),
        Err(error) => (Kept::default(), Some(error.to_string())),
    };
    let arrivals = Arrivals::of(sort(corpus, checked.briefs(), roots), &kept.record, &kept.marks);
    let all = arrivals.all();
    let (overview, usable) = (Overview::of(&all, &kept.record), Usable::of(&all, checked.briefs()));
    Sorted { overview, usable, record: kept.record.into(), unread, aside: kept.aside, arrivals }
}

/// Writes marks with the moment they are written at. Where there is no folder, as for screens that are printed, they
/// are forgotten with them.
pub fn handled(mut marks: Vec<Handled>, folder: Option<&Folder>) -> (Vec<Handled>, Result<(), String>) {
    let at = Moment::of(SystemTime::now()).whole();
    for mark in &mut marks {
        mark.at = at;
    }
    let Some(folder) = folder else { return (marks, Ok(())) };
    let written = mark(&folder.path, &marks);
    (marks, written.map_err(|error| error.to_string()))
}
