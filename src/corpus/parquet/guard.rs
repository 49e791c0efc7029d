//! Where the crate finds bytes that it does not expect it panics. Here that is damage of a file like any other: it
//! neither ends the program nor takes the screen from it, and nobody is told of a fault that is none of ours.

use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use crate::corpus::parquet::lines::{DAMAGED, damaged};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread reads bytes nobody answers for: a panic is only what is said of them.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// Runs the crate over bytes of a file.
///
/// # Errors
/// Those of the crate, and where it panics.
pub(super) fn guarded<T>(read: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| {
            if !is_guarded() {
                before(info);
            }
        }));
    });
    GUARDED.set(true);
    let done = catch_unwind(AssertUnwindSafe(read));
    GUARDED.set(false);
    done.unwrap_or_else(|_| Err(damaged(DAMAGED)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_damage() {
        assert!(guarded(|| Ok(is_guarded())).unwrap());
        let failed = guarded(|| -> io::Result<()> { panic!("of the crate") }).unwrap_err();
        assert_eq!((failed.to_string().as_str(), is_guarded()), (DAMAGED, false));
    }
}
