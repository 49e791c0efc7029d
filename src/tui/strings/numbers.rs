//! Numbers in words: grouped digits, and counts of reports and flags.

use std::collections::BTreeSet;

use crate::model::flag::Severity;
use crate::tui::flagged::Count;
use crate::tui::strings::language::say;
use crate::tui::strings::{ENTRIES, FLAGS, Language, mark, severity_name, spoken, words};

/// Digits in groups of three.
pub fn count(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number in at most five columns.
pub fn short_count(n: usize) -> String {
    match (spoken(), n) {
        (_, 0..10_000) => n.to_string(),
        (Language::Chinese, 10_000..100_000) => format!("{}.{}万", n / 10_000, n % 10_000 / 1_000),
        (Language::Chinese, _) => format!("{}万", n / 10_000),
        (Language::English, 10_000..1_000_000) => format!("{}k", n / 1_000),
        (Language::English, _) => format!("{}.{}M", n / 1_000_000, n % 1_000_000 / 100_000),
    }
}

/// `1 flag`, `2 flags`: English has a word for one and another for more.
fn counted(n: usize, one: &str, more: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { more })
}

pub fn reports(n: usize) -> String {
    match spoken() {
        Language::Chinese => format!("{} 份", count(n)),
        Language::English => counted(n, "report", "reports"),
    }
}

pub fn entries_and_errors(entries: usize, errors: usize) -> String {
    if errors == 0 { count(entries) } else { say!("{} (错误 {})", "{} (errors {})", count(entries), count(errors)) }
}

/// `2组 5条`: groups of flags, and the flags in them.
pub fn entries_and_flags(entries: usize, flags: usize) -> String {
    match spoken() {
        Language::Chinese => format!("{}组 {}条", count(entries), count(flags)),
        Language::English => format!("{}, {}", counted(entries, "entry", "entries"), flags_of_entry(flags)),
    }
}

/// `3条`.
pub fn flags_of_entry(flags: usize) -> String {
    match spoken() {
        Language::Chinese => format!("{}条", count(flags)),
        Language::English => counted(flags, "flag", "flags"),
    }
}

/// `+3`: so many flags follow from one.
pub fn and_more(flags: usize) -> String {
    format!("+{}", count(flags))
}

/// `疑点组 2/9  疑点 5/31`: what a list shows, of what it would show without a filter.
pub fn listed(shown: (usize, usize), all: (usize, usize)) -> String {
    let each = |name: &str, n: usize, all: usize| format!("{name} {}/{}", count(n), count(all));
    format!("{}  {}", each(&ENTRIES, shown.0, all.0), each(&FLAGS, shown.1, all.1))
}

/// `5/40 份  疑点组 8/50`: what a filter lets in, of all.
pub fn admitted_and_entries(reports: (usize, usize), entries: (usize, usize)) -> String {
    let of = |(n, all): (usize, usize)| format!("{}/{}", count(n), count(all));
    say!("{} 份  {ENTRIES} {}", "{} reports  {ENTRIES} {}", of(reports), of(entries))
}

/// `2019-2021`, `2019、2021`.
pub fn years(years: &BTreeSet<u16>) -> String {
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for year in years {
        match runs.last_mut().filter(|(_, last)| last.checked_add(1) == Some(*year)) {
            Some((_, last)) => *last = *year,
            None => runs.push((*year, *year)),
        }
    }
    let run = |(first, last): &(u16, u16)| {
        if first == last { format!("{first:04}") } else { format!("{first:04}-{last:04}") }
    };
    runs.iter().map(run).collect::<Vec<_>>().join(&words("、", ", "))
}

/// `疑点组 3 (错1 警2)`.
pub fn entries(count_: Count) -> String {
    let by = marks(count_);
    let all = format!("{ENTRIES} {}", count(count_.total()));
    if by.is_empty() { all } else { format!("{all} ({by})") }
}

/// Entries that have flags in a report and stand in another.
pub fn entries_elsewhere(n: usize) -> String {
    say!("另有 {} 组的根源在其他年报", "{} more entries have their root in other reports", count(n))
}

/// `错1 警2`.
pub fn marks(count_: Count) -> String {
    let each = [(count_.errors, Severity::Error), (count_.warnings, Severity::Warning), (count_.infos, Severity::Info)];
    let shown = each
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, severity)| format!("{}{}", mark(severity), count(n as usize)));
    shown.collect::<Vec<_>>().join(" ")
}

/// `3  错误 1  警告 2`.
pub fn by_severity(count_: Count) -> String {
    let each = [(count_.errors, Severity::Error), (count_.warnings, Severity::Warning), (count_.infos, Severity::Info)];
    let shown = each
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, severity)| format!("  {} {}", severity_name(severity), count(n as usize)));
    format!("{}{}", count(count_.total()), shown.collect::<String>())
}
