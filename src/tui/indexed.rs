//! The sentences of the corpus that is shown, for searching. Those of another corpus never answer a question about it:
//! its reports have other numbers.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crate::corpus::Corpus;
use crate::search::Index;

/// The sentences of the corpus that was announced last, as far as they have been read.
#[derive(Debug, Default)]
pub struct Indexed {
    held: RwLock<(Option<Arc<Corpus>>, Index)>,
    /// How many corpora are being read.
    reading: AtomicUsize,
}

impl Indexed {
    /// Begins anew with another corpus.
    pub fn announce(&self, corpus: &Arc<Corpus>) {
        self.reading.fetch_add(1, Ordering::Release);
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = (Some(Arc::clone(corpus)), Index::default());
    }

    /// Puts the sentences of a corpus at hand, unless another one has been announced since.
    pub fn put(&self, corpus: &Arc<Corpus>, index: Index) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if held.0.as_ref().is_some_and(|of| Arc::ptr_eq(of, corpus)) {
            held.1 = index;
        }
    }

    /// The sentences of a corpus: none where those of another one are at hand.
    pub fn of(&self, corpus: &Arc<Corpus>) -> Index {
        let (of, index) = &*self.held.read().unwrap_or_else(PoisonError::into_inner);
        let is_its = of.as_ref().is_some_and(|of| Arc::ptr_eq(of, corpus));
        if is_its { index.clone() } else { Index::default() }
    }

    /// All of a corpus has been read, or as much as could be.
    pub fn end(&self) {
        self.reading.fetch_sub(1, Ordering::Release);
    }

    pub fn is_reading(&self) -> bool {
        self.reading.load(Ordering::Acquire) > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixture::{corpus_of, reports};

    #[test]
    fn sentences_answer_for_their_own_corpus_only() {
        let [before, now] = [&reports()[..], &reports()[1..]].map(|reports| Arc::new(corpus_of(reports)));
        let read = |corpus: &Corpus| {
            let mut index = Index::of(corpus);
            index.extend(corpus, &|_| (), &mut |_| ()).unwrap();
            index
        };
        let indexed = Indexed::default();
        indexed.announce(&before);
        indexed.put(&before, read(&before));
        assert_eq!((indexed.of(&before).len(), indexed.of(&now).len()), (before.len(), 0));
        indexed.announce(&now);
        indexed.put(&before, read(&before));
        assert_eq!((indexed.of(&before).len(), indexed.of(&now).len()), (0, 0), "late");
        indexed.put(&now, read(&now));
        assert_eq!(indexed.of(&now).len(), now.len());
        indexed.end();
        assert!(indexed.is_reading());
        indexed.end();
        assert!(!indexed.is_reading());
    }
}
