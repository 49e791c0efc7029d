//! Parts of which an index has several beside each other, each for another want, and those of the index in whose
//! place a new one is made: what was found out once may be of use although something else is asked for now.

use crate::corpus::store::inventory::{Inventory, Part};
use crate::corpus::store::{PartFile, Store, lock};

impl Store {
    /// What the parts of a kind fit to, in the order in which they were written.
    pub fn wants(&self, kind: &str) -> Vec<String> {
        let inventory = self.inventory();
        inventory.parts.iter().filter(|part| part.kind == kind).map(|part| part.of.clone()).collect()
    }

    /// The one part of a kind that fits, open for reading.
    pub fn part(&self, kind: &str, of: &str) -> Option<PartFile> {
        let fits = |part: &&Part| part.kind == kind && part.of == of;
        let part = self.inventory().parts.iter().find(fits).cloned()?;
        PartFile::open(self.folder(), &part)
    }

    /// Forgets the parts of a kind that fit; their files go when the index is next written.
    pub fn forget_of(&self, kind: &str, of: &str) {
        self.forget_where(|part| part.kind == kind && part.of == of);
    }

    /// The parts of the index that was there when this one was begun, for reading. They speak of the reports of
    /// that time.
    pub fn former(&self) -> Self {
        let parts = lock(&self.former).clone();
        Self::of(self.folder().to_owned(), Inventory { parts, ..Inventory::default() })
    }

    /// Forgets them; their files go when the index is next written.
    pub fn forget_former(&self) {
        let former = std::mem::take(&mut *lock(&self.former));
        lock(&self.gone).extend(former.into_iter().map(|part| part.name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::heads::Heads;
    use crate::corpus::store::Key;

    #[test]
    fn what_fits_other_wants_stays_and_a_new_index_knows_the_former_one() {
        let dir = tempfile::tempdir().unwrap();
        let begin = || Store::begin(dir.path().to_owned(), Vec::<Key>::new()).unwrap();
        let store = begin();
        let write = |of: &str| store.write(("x", of), 0, &mut |out| out.write_all(of.as_bytes()).map(|()| 3)).unwrap();
        ["a", "b", "c"].into_iter().for_each(write);
        store.forget_of("x", "b");
        store.commit(&Heads::default()).unwrap();
        let check = |store: &Store, expected: &[&str]| {
            assert_eq!(store.wants("x"), expected);
            for of in ["a", "b", "c"] {
                let part = store.part("x", of).map(|part| (part.reports, store.whole("x", of, 3).unwrap()));
                assert_eq!(part, expected.contains(&of).then(|| (3, of.as_bytes().to_vec())), "{of}");
            }
        };
        check(&store, &["a", "c"]);
        let anew = begin();
        check(&anew, &[]);
        check(&anew.former(), &["a", "c"]);
        anew.commit(&Heads::default()).unwrap();
        check(&anew.former(), &["a", "c"]);
        anew.forget_former();
        anew.name(&[]).unwrap();
        check(&anew.former(), &[]);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing but the inventory is left");
    }
}
