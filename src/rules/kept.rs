//! The flags of a corpus in its index: taken from there while they are those of the rules in force, and put
//! there when they have been found anew.

use std::io;
use std::sync::Arc;

use crate::corpus::Corpus;
use crate::corpus::store::Store;
use crate::rules::checked::Checked;
use crate::rules::corpus::check_corpus;
use crate::rules::saved::Key;
use crate::rules::selection::Selection;

/// What the two stretches of bytes are called among the parts of an index.
const HEAD: &str = "flags";
const BODIES: &str = "bodies";

/// The flags of a corpus from its index; `None` where it has none, or none of these rules.
pub fn kept(corpus: &Corpus, selection: &Selection) -> Option<Checked> {
    let (store, key) = (corpus.store()?, Key::of(selection));
    let head = store.whole(HEAD, &key.name(), corpus.len())?;
    let bodies = store.parts(BODIES, &key.name()).pop().filter(|part| part.reports == corpus.len())?;
    Checked::open(&head, Arc::new(bodies), &key, corpus.len()).ok()
}

/// Runs the selected rules over a corpus, unless its index has their flags; new ones go there. With them comes
/// why they could not be put there.
pub fn check_kept(
    corpus: &Corpus,
    selection: &Selection,
    progress: &(dyn Fn(usize) + Sync),
) -> (Checked, Option<io::Error>) {
    if let Some(checked) = kept(corpus, selection) {
        return (checked, None);
    }
    let checked = check_corpus(corpus, selection, progress);
    let failed = corpus.store().and_then(|store| keep(store, &checked, &Key::of(selection)).err());
    (checked, failed)
}

/// Puts flags into an index in place of those that were there.
fn keep(store: &Store, checked: &Checked, key: &Key) -> io::Result<()> {
    store.forget(HEAD);
    store.forget(BODIES);
    store.write((BODIES, &key.name()), 0, &mut |out| checked.write_bodies(out).map(|()| checked.len()))?;
    store.write((HEAD, &key.name()), 0, &mut |out| out.write_all(&checked.head(key)).map(|()| checked.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::store::{Keep, make_beside};
    use crate::corpus::{Sources, Telling, open_kept};
    use crate::rules::selection::Wishes;

    #[test]
    fn flags_are_found_once_for_each_set_of_rules() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        let sample = crate::corpus::sample();
        let lines =
            |from: usize, to: usize| -> String { (from..to).map(|index| sample.line(index).unwrap() + "\n").collect() };
        std::fs::write(&path, lines(0, 12)).unwrap();
        let paths = [path.clone()];
        let sources = Sources { paths: &paths, manifest: None };
        make_beside(&sources).unwrap();
        let open = |keep| {
            let corpus = open_kept(&sources, keep, Telling { progress: &|_| (), grown: &|_| () });
            corpus.keep().unwrap();
            corpus
        };
        let corpus = open(Keep::Renew);
        let rules = Selection::default();
        assert!(kept(&corpus, &rules).is_none());
        let (found, failed) = check_kept(&corpus, &rules, &|_| ());
        assert!(failed.is_none());
        let again = kept(&open(Keep::Use), &rules).unwrap();
        assert!(found.briefs().all().len() > 10);
        for report in 0..corpus.len() {
            assert_eq!(again.read(report).unwrap(), found.read(report).unwrap());
        }
        let other = Selection::wished(&Wishes { select: vec!["T3".into()], ..Wishes::default() }).unwrap();
        assert!(kept(&open(Keep::Use), &other).is_none());
        // With more reports there may be other flags.
        std::fs::write(&path, lines(0, 14)).unwrap();
        assert!(kept(&open(Keep::Renew), &rules).is_none());
    }
}
