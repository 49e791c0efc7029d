//! The journals of reviewers as headless commands read them: all that is there, once.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::model::printable::printable;
use crate::review::{Folder, Follow, Ledger};

/// All that the journals of these paths say; `None` where there are none. What cannot be taken in is told on
/// standard error.
///
/// # Errors
/// When the folder that is named is none, or a journal cannot be read: whatever it says would be missing in silence.
pub(super) fn read(paths: &[PathBuf], own: Option<&Path>) -> anyhow::Result<Option<Ledger>> {
    if let Some(own) = own.filter(|own| !own.is_dir()) {
        bail!("no folder of journals: {}", printable(&own.display().to_string()));
    }
    let Some(folder) = Folder::with_journals(paths, own) else { return Ok(None) };
    let news = Follow::of(&folder).look();
    for aside in &news.aside {
        let path = aside.path.display().to_string();
        writeln!(io::stderr(), "jianbao: {}: byte {}: {}", printable(&path), aside.at, printable(&aside.why))?;
    }
    if news.unread > 0 {
        bail!("what was decided is not known: {} of the journals cannot be read", news.unread);
    }
    let mut ledger = Ledger::default();
    ledger.extend(news.events);
    Ok(Some(ledger))
}

/// The same for a command whose output has verdicts only where there are any: those that are named, or lie beside
/// the paths. The sample and standard input have none of their own.
///
/// # Errors
/// When the folder that is named is none.
pub(super) fn beside(paths: &[PathBuf], own: Option<&Path>) -> anyhow::Result<Option<Ledger>> {
    let has_place = paths.first().is_some_and(|path| path.as_os_str() != "-");
    if has_place || own.is_some() { read(paths, own) } else { Ok(None) }
}
