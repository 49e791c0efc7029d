//! Words about how the hits of a search are listed.

use crate::tui::strings::language::say;
use crate::tui::strings::{Words, count, words};

pub const NOT_BY_REPORT: Words =
    words("逐句列出时没有可展开的(B 按年报合并)", "each sentence is listed already (B folds them by report)");

/// How hits are listed from now on.
pub fn listed(by_report: bool) -> Words {
    if by_report {
        words("按年报合并,每份列最好的一句", "folded by report, the best sentence of each")
    } else {
        words("逐句列出", "each sentence is listed")
    }
}

/// The title of the list.
pub fn title(results: String, by_report: bool) -> String {
    if by_report { say!("{results} ─ 按年报合并", "{results} ─ by report") } else { results }
}

/// `×12`: so many hits; `~` where more may be found.
pub fn times(hits: usize, estimated: bool) -> String {
    let about = if estimated { "~" } else { "×" };
    format!("{about}{}", count(hits))
}

pub fn first_reports(n: usize) -> String {
    say!("前 {} 份", "first {}", count(n))
}
