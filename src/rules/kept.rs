//! The flags of a corpus in its index: taken from there while they are those of the rules in force, found anew
//! where reports have changed since, and put there when they have been found.

use std::io;
use std::sync::Arc;

use rayon::prelude::*;

use crate::corpus::Corpus;
use crate::corpus::store::Store;
use crate::rules::beyond::Known;
use crate::rules::checked::Checked;
use crate::rules::corpus::{Ran, check_corpus, check_together};
use crate::rules::ground::{Ground, Identity};
use crate::rules::resumed::{Before, Past};
use crate::rules::saved::Key;
use crate::rules::selection::Selection;

/// What the stretches of bytes are called among the parts of an index: the last one to be written first.
const HEAD: &str = "flags";
const GROUND: &str = "ground";
const BODIES: &str = "bodies";
/// An index has the flags of so many sets of rules: who looks at some rules only does not lose the others.
const SETS: usize = 2;

/// The flags of a corpus from its index; `None` where it has none, or none of these rules.
pub fn kept(corpus: &Corpus, selection: &Selection) -> Option<Checked> {
    // What belongs to persons stays out of every index, so that nothing is found there that shows it.
    if selection.shows_persons() {
        return None;
    }
    let checked = read(corpus.store()?, &Key::of(selection))?;
    (checked.len() == corpus.len()).then_some(checked)
}

/// The digests of the reports of a corpus from its index; `None` where it has none that were made with these rules.
pub(crate) fn digests(corpus: &Corpus, selection: &Selection) -> Option<Known> {
    let bytes = corpus.store()?.whole(GROUND, &Key::of(selection).name(), corpus.len())?;
    let ground = Ground::from_bytes(&bytes).filter(|ground| ground.reports.len() == corpus.len())?;
    ground.digests
}

/// Runs the selected rules over a corpus, unless its index has their flags; new ones go there. Where it has those
/// of a corpus of which this one has grown, or which had some of the same reports, only the agencies are checked
/// of which something has changed. With the flags comes why they could not be put there.
pub fn check_kept(
    corpus: &Corpus,
    selection: &Selection,
    progress: &(dyn Fn(usize) + Sync),
) -> (Checked, Option<io::Error>) {
    if let Some(checked) = kept(corpus, selection) {
        return (checked, None);
    }
    let store = corpus.store().filter(|_| !selection.shows_persons());
    let Some(store) = store else { return (check_corpus(corpus, selection, progress), None) };
    let key = Key::of(selection);
    let before = before(corpus, store, &key);
    let identities = identities(corpus, before.as_ref());
    let past = before.map(|before| Past { before, reports: &identities });
    let Ran { checked, mut ground } = check_together(corpus, selection, past, progress);
    ground.reports = identities;
    for (report, _) in &checked.unreadable {
        ground.reports.get_mut(*report).into_iter().for_each(|identity| *identity = None);
    }
    let failed = keep(store, (&checked, &ground), &key).err();
    (checked, failed)
}

/// The flags of some rules in an index, of whichever reports.
fn read(store: &Store, key: &Key) -> Option<Checked> {
    let name = key.name();
    // Words are read one by one later, when it is too late to find them anew: so all are looked at once.
    let bodies = store.part(BODIES, &name).filter(|_| store.agrees(BODIES, &name))?;
    let reports = bodies.reports;
    let head = store.whole(HEAD, &name, reports)?;
    let checked = Checked::open(&head, Arc::new(bodies), key, reports).ok()?;
    Some(checked.taken_from(Source { store: store.clone(), name }))
}

/// The index that flags were taken from, and what they are called there.
#[derive(Debug)]
pub(crate) struct Source {
    store: Store,
    name: String,
}

impl Source {
    /// Makes the index have them no more.
    pub(crate) fn forget(&self) {
        if !self.store.wants(BODIES).contains(&self.name) {
            return;
        }
        for kind in [HEAD, GROUND, BODIES] {
            self.store.forget_of(kind, &self.name);
        }
        // Where it cannot be written they are found damaged once more.
        let _ = self.store.name(&[]);
    }
}

/// What a run over a beginning of the corpus found, or over one that the corpus was.
fn before(corpus: &Corpus, store: &Store, key: &Key) -> Option<Before> {
    let found = |store: &Store, is_beginning: bool| {
        let checked = read(store, key)?;
        let ground = Ground::from_bytes(&store.whole(GROUND, &key.name(), checked.len())?)?;
        let fits = ground.reports.len() == checked.len() && !(is_beginning && checked.len() > corpus.len());
        fits.then_some(Before { checked, ground, is_beginning })
    };
    found(store, true).or_else(|| found(&store.former(), false))
}

/// Which report each is; those that are known from before are not read for that.
fn identities(corpus: &Corpus, before: Option<&Before>) -> Vec<Option<Identity>> {
    let known = before.filter(|before| before.is_beginning).map_or(&[][..], |before| &before.ground.reports);
    let identity = |index: usize| match known.get(index) {
        Some(identity) => *identity,
        None => Some(Identity::of(&corpus.header(index)?, corpus.line_sum(index)?)),
    };
    (0..corpus.len()).into_par_iter().map(identity).collect()
}

/// Puts flags into an index in place of those of the same rules that were there, and of those of other rules that
/// were found longest ago.
fn keep(store: &Store, (checked, ground): (&Checked, &Ground), key: &Key) -> io::Result<()> {
    let name = key.name();
    let mut others = store.wants(HEAD);
    others.retain(|other| *other != name);
    let old = others.len().saturating_sub(SETS - 1);
    for gone in others.iter().take(old).chain([&name]) {
        for kind in [HEAD, GROUND, BODIES] {
            store.forget_of(kind, gone);
        }
    }
    store.forget_former();
    store.write((BODIES, &name), 0, &mut |out| checked.write_bodies(out).map(|()| checked.len()))?;
    store.write((GROUND, &name), 0, &mut |out| out.write_all(&ground.to_bytes()).map(|()| checked.len()))?;
    store.write((HEAD, &name), 0, &mut |out| out.write_all(&checked.head(key)).map(|()| checked.len()))
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

    /// What a corpus on disk gives with and without its index.
    fn check(corpus: &Corpus, path: &std::path::Path, rules: &Selection) {
        let (found, failed) = check_kept(corpus, rules, &|_| ());
        assert!(failed.is_none());
        let anew = check_corpus(&crate::corpus::open(&[path.to_owned()], &|_| ()), rules, &|_| ());
        assert_eq!((found.len(), found.tally(), found.briefs()), (anew.len(), anew.tally(), anew.briefs()));
        for report in 0..found.len() {
            assert_eq!(found.read(report).unwrap(), anew.read(report).unwrap());
        }
        assert!(kept(corpus, rules).is_some());
    }

    #[test]
    fn flags_of_what_the_corpus_was_are_used_for_what_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let sample = crate::corpus::sample();
        let line = |index: usize| sample.line(index).unwrap() + "\n";
        let rules = Selection::default();
        let key = Key::of(&rules);
        let path = dir.path().join("a.jsonl");
        let paths = [path.clone()];
        let sources = Sources { paths: &paths, manifest: None };
        std::fs::write(&path, "").unwrap();
        make_beside(&sources).unwrap();
        let open = |lines: &[usize], keep: Keep| {
            std::fs::write(&path, lines.iter().map(|index| line(*index)).collect::<String>()).unwrap();
            let corpus = open_kept(&sources, keep, Telling { progress: &|_| (), grown: &|_| () });
            corpus.keep().unwrap();
            corpus
        };
        let knows = |corpus: &Corpus| {
            let before = before(corpus, corpus.store().unwrap(), &key);
            before.map(|before| (before.is_beginning, before.checked.len()))
        };
        let first: Vec<usize> = (0..10).collect();
        let corpus = open(&first, Keep::Renew);
        assert_eq!(knows(&corpus), None);
        check(&corpus, &path, &rules);
        let grown = open(&(0..12).collect::<Vec<_>>(), Keep::Use);
        assert_eq!(knows(&grown), Some((true, 10)));
        check(&grown, &path, &rules);
        let other = open(&[0, 3, 2, 4, 5, 6, 7, 8, 9, 10, 12], Keep::Renew);
        assert_eq!(knows(&other), Some((false, 12)));
        check(&other, &path, &rules);
        // Flags of some rules do not take the place of those of others.
        let few = Selection::parse(&["T3".into()], &[]).unwrap();
        check(&other, &path, &few);
        assert!(kept(&other, &rules).is_some());
        check(&other, &path, &Selection::parse(&["T2".into()], &[]).unwrap());
        assert!(kept(&other, &rules).is_none() && kept(&other, &few).is_some());
    }
}
