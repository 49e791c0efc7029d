//! Pieces of work done side by side, their results taken one after another in the order of the pieces.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What was done and waits for what comes before it.
struct Waiting<T, F> {
    done: BTreeMap<usize, T>,
    next: usize,
    take: F,
    failed: Option<io::Error>,
}

/// Does so many pieces of work on all cores and gives what comes of each to `take`, in order. Pieces are begun
/// in order too, so that few results wait. Once `take` answers that it is enough no further piece is begun;
/// those that were are still done and taken.
///
/// # Errors
/// The first one of `take`; nothing more is taken then.
pub(super) fn in_order<T: Send>(
    pieces: usize,
    work: &(impl Fn(usize) -> T + Sync),
    take: impl FnMut(T) -> io::Result<bool> + Send,
) -> io::Result<()> {
    let (begun, enough) = (AtomicUsize::new(0), AtomicBool::new(false));
    let waiting = Mutex::new(Waiting { done: BTreeMap::new(), next: 0, take, failed: None });
    let worker = || {
        while !enough.load(Ordering::Relaxed) {
            let piece = begun.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces {
                break;
            }
            let done = work(piece);
            let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
            if !waiting.put(piece, done) {
                enough.store(true, Ordering::Relaxed);
            }
        }
    };
    rayon::scope(|scope| (0..rayon::current_num_threads().min(pieces)).for_each(|_| scope.spawn(|_| worker())));
    waiting.into_inner().unwrap_or_else(PoisonError::into_inner).failed.map_or(Ok(()), Err)
}

impl<T, F: FnMut(T) -> io::Result<bool>> Waiting<T, F> {
    /// Puts a result to the others, and gives away those that are next; whether more are wanted.
    fn put(&mut self, piece: usize, done: T) -> bool {
        self.done.insert(piece, done);
        let mut more = self.failed.is_none();
        while self.failed.is_none()
            && let Some(done) = self.done.remove(&self.next)
        {
            self.next += 1;
            match (self.take)(done) {
                Ok(wanted) => more &= wanted,
                Err(error) => {
                    self.failed = Some(error);
                    more = false;
                }
            }
        }
        more
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_none_is_lost() {
        for pieces in [0, 1, 3, 500] {
            let mut taken = Vec::new();
            let done = in_order(pieces, &|piece| piece * 2, |one| {
                taken.push(one);
                Ok(true)
            });
            assert!(done.is_ok());
            assert_eq!(taken, (0..pieces).map(|piece| piece * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_was_begun_is_taken_when_it_is_enough() {
        let (begun, mut taken) = (AtomicUsize::new(0), Vec::new());
        let work = |piece| {
            begun.fetch_add(1, Ordering::Relaxed);
            piece
        };
        let done = in_order(10_000, &work, |one| {
            taken.push(one);
            Ok(one < 7)
        });
        assert!(done.is_ok() && taken.len() >= 8 && taken.len() < 10_000);
        assert_eq!(taken, (0..begun.into_inner()).collect::<Vec<_>>());
    }

    #[test]
    fn nothing_is_taken_after_an_error() {
        let mut taken = 0;
        let done = in_order(10_000, &|piece| piece, |one| {
            taken += 1;
            if one == 5 { Err(io::ErrorKind::WriteZero.into()) } else { Ok(true) }
        });
        assert_eq!((done.map_err(|error| error.kind()), taken), (Err(io::ErrorKind::WriteZero), 6));
    }
}
