//! How far reading has come, as one line on standard error that is drawn again and again, where that
//! is a terminal.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::corpus::Progress;

/// The least time between two drawings, in milliseconds.
const PAUSE: u64 = 100;

/// The line.
pub struct Meter {
    start: Instant,
    /// When it was last drawn, in milliseconds since the start; `None` where nobody sees it.
    drawn: Option<AtomicU64>,
}

impl Meter {
    pub fn new() -> Self {
        Self { start: Instant::now(), drawn: io::stderr().is_terminal().then(AtomicU64::default) }
    }

    /// Draws the line, unless that was just done. `reports` is how many were read, where that is known.
    pub fn tell(&self, progress: Progress, reports: Option<usize>) {
        let Some(drawn) = &self.drawn else { return };
        let now = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let last = drawn.load(Ordering::Relaxed);
        let ends = progress.done >= progress.total;
        let due = now >= last + PAUSE || ends && last > 0;
        if due && drawn.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            // Progress is a courtesy: a failure to show it changes nothing.
            let _ = write!(io::stderr(), "\r{}\x1b[K{}", line(progress, reports, now), if ends { "\n" } else { "" });
        }
    }
}

fn line(progress: Progress, reports: Option<usize>, milliseconds: u64) -> String {
    let left = progress.total.saturating_sub(progress.done) as u64;
    let rest = (milliseconds * left).checked_div(progress.done as u64).filter(|_| left > 0);
    let parts = [
        Some(format!("读取 {}/{} 个文件", progress.done, progress.total)),
        reports.map(|reports| format!("年报 {reports}")),
        (progress.failed > 0).then(|| format!("失败 {}", progress.failed)),
        rest.map(|rest| format!("约剩 {}", time(rest.div_ceil(1000)))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("  ")
}

fn time(seconds: u64) -> String {
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} 秒"),
        (minutes, seconds) => format!("{minutes} 分 {seconds} 秒"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_tells_what_is_left() {
        let at = |done, failed| Progress { done, total: 400, failed };
        assert_eq!(line(at(100, 0), None, 30_000), "读取 100/400 个文件  约剩 1 分 30 秒");
        assert_eq!(line(at(399, 2), Some(380), 1000), "读取 399/400 个文件  年报 380  失败 2  约剩 1 秒");
        assert_eq!(line(at(400, 0), Some(400), 1000), "读取 400/400 个文件  年报 400");
        assert_eq!(line(at(0, 0), None, 1000), "读取 0/400 个文件");
    }
}
