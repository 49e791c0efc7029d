//! What panics say while the screens are shown: printed at once it would garble them, so it is noted, and told when the
//! terminal is given back.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::{self, Write as _};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::{Mutex, PoisonError};

/// More than these are one fault again and again.
const MOST: usize = 16;

/// A panic that nobody has been told of.
#[derive(Debug)]
struct Noted {
    words: String,
    place: String,
    trace: String,
}

static NOTED: Mutex<Vec<Noted>> = Mutex::new(Vec::new());

/// Notes a panic, for whoever catches it and for the end of the session.
pub fn note(info: &PanicHookInfo<'_>) {
    let place = info.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
    let trace = Backtrace::capture();
    let trace = if trace.status() == BacktraceStatus::Captured { format!("\n{trace}") } else { String::new() };
    let mut noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
    if noted.len() < MOST {
        noted.push(Noted { words: said(info.payload()), place, trace });
    }
}

/// Prints what was noted, once, with what to do about it.
pub fn tell() {
    let noted = std::mem::take(&mut *NOTED.lock().unwrap_or_else(PoisonError::into_inner));
    if noted.is_empty() {
        return;
    }
    let line = |Noted { words, place, trace }: &Noted| format!("\n  {words} ({place}){trace}");
    let lines = noted.iter().map(line).collect::<Vec<_>>().concat();
    let version = env!("CARGO_PKG_VERSION");
    // Nobody is left to hear of an error.
    let _ = writeln!(
        io::stderr(),
        "jianbao {version}: a job broke off by a fault of the program; please report these lines:{lines}"
    );
}

/// Does some work; where it panics, answers what was said, and where.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let words = said(&*payload);
        let noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
        let place = noted.iter().rev().find(|noted| noted.words == words).map(|noted| format!(" ({})", noted.place));
        words + &place.unwrap_or_default()
    })
}

/// Panics where `JIANBAO_PANIC` names this job, so that a test sees what becomes of the screens.
#[cfg(debug_assertions)]
pub fn on_demand(job: &str) {
    let asked = std::env::var_os("JIANBAO_PANIC").is_some_and(|name| name == job);
    assert!(!asked, "asked for of the job {job}");
}

/// The words of a panic.
fn said(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic without words".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_panic_says_is_answered() {
        let number = std::hint::black_box(7);
        assert_eq!(caught(|| number), Ok(7));
        assert_eq!(caught(|| -> u8 { panic!("of number {number}") }).unwrap_err(), "of number 7");
        assert_eq!(caught(|| std::panic::panic_any(number)).unwrap_err(), "a panic without words");
        let in_pool = caught(|| rayon::join(|| assert!(number < 7, "in a pool"), || ()));
        assert_eq!(in_pool.unwrap_err(), "in a pool");
    }
}
