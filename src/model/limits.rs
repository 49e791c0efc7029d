//! How much of any input is read, and how long: the limits that people may change, with their names and
//! defaults. They are settled once, before anything is read.

use std::sync::OnceLock;
use std::time::Duration;

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Bytes,
    Count,
    Seconds,
}

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    File,
    Line,
    Text,
    Cells,
    Part,
    Depth,
    Entries,
    Archive,
    Ratio,
    Unpacked,
    Window,
    PdfTime,
    PdfText,
}

/// A limit as people see it.
#[derive(Debug)]
pub struct Known {
    pub limit: Limit,
    pub name: &'static str,
    pub unit: Unit,
    pub default: u64,
    /// What it may be set to: further down nothing could be read, further up nothing would hold.
    pub least: u64,
    pub most: u64,
    /// What it limits.
    pub what: &'static str,
}

const KB: u64 = 1 << 10;
const MB: u64 = 1 << 20;
const GB: u64 = 1 << 30;

/// All limits, in the order of [`Limit`].
pub const KNOWN: [Known; 13] = [
    known(
        Limit::File,
        "file",
        (Unit::Bytes, 256 * MB),
        (KB, 64 * GB),
        "one raw report, manifest or roster, packed or not",
    ),
    known(Limit::Line, "line", (Unit::Bytes, 256 * MB), (KB, 2 * GB), "one line of a corpus"),
    known(Limit::Text, "text", (Unit::Bytes, 2 * MB), (KB, GB), "the text of one report that is read"),
    known(Limit::Cells, "cells", (Unit::Count, 1 << 18), (100, 1 << 26), "cells and lines of one report that are read"),
    known(
        Limit::Part,
        "part",
        (Unit::Bytes, 64 * MB),
        (KB, 2 * GB),
        "one part of a docx or xlsx; all parts: four times it",
    ),
    known(Limit::Depth, "depth", (Unit::Count, 64), (1, 500), "folders within folders"),
    known(Limit::Entries, "entries", (Unit::Count, 500_000), (1, 1 << 26), "entries of an archive"),
    known(Limit::Archive, "archive", (Unit::Bytes, 64 * GB), (KB, 1 << 50), "all entries of an archive, unpacked"),
    known(Limit::Ratio, "ratio", (Unit::Count, 200), (2, 1 << 20), "bytes that one packed byte may become"),
    known(Limit::Unpacked, "unpacked", (Unit::Bytes, GB), (MB, 1 << 50), "a compressed corpus, whatever its ratio"),
    known(Limit::Window, "window", (Unit::Bytes, 128 * MB), (KB, 2 * GB), "the window of a Zstandard frame"),
    known(Limit::PdfTime, "pdf-time", (Unit::Seconds, 60), (1, 86_400), "the time a PDF may take"),
    known(Limit::PdfText, "pdf-text", (Unit::Bytes, 16 * MB), (KB, GB), "the text of one PDF"),
];

const fn known(
    limit: Limit,
    name: &'static str,
    (unit, default): (Unit, u64),
    (least, most): (u64, u64),
    what: &'static str,
) -> Known {
    Known { limit, name, unit, default, least, most, what }
}

/// Why a limit cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongLimit {
    #[error("no limit is called {0:?}; there are {names}", names = names())]
    Unknown(String),
    #[error("{name} is {how}, not {value:?}")]
    Malformed { name: &'static str, how: &'static str, value: String },
    #[error("{name} lies between {least} and {most}, and is not {value:?}")]
    Outside { name: &'static str, least: String, most: String, value: String },
}

/// The limits of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits([u64; KNOWN.len()]);

static IN_FORCE: OnceLock<Limits> = OnceLock::new();

impl Default for Limits {
    fn default() -> Self {
        Self(KNOWN.map(|known| known.default))
    }
}

impl Limits {
    /// Sets a limit as people write it: `512M`, `60s`, `1000`.
    ///
    /// # Errors
    /// When there is no such limit, or it cannot be that.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), WrongLimit> {
        let known = Known::named(name).ok_or_else(|| WrongLimit::Unknown(name.to_owned()))?;
        let number = known.unit.number(value).ok_or_else(|| WrongLimit::Malformed {
            name: known.name,
            how: known.unit.how(),
            value: value.to_owned(),
        })?;
        if !(known.least..=known.most).contains(&number) {
            let (least, most) = (known.unit.written(known.least), known.unit.written(known.most));
            return Err(WrongLimit::Outside { name: known.name, least, most, value: value.to_owned() });
        }
        if let Some(own) = self.0.get_mut(known.limit as usize) {
            *own = number;
        }
        Ok(())
    }

    /// What a limit is.
    pub fn get(&self, limit: Limit) -> u64 {
        self.0.get(limit as usize).copied().unwrap_or_default()
    }

    /// Those that are not as they are by default, as `name=value`; nothing where all are.
    pub fn changed(&self) -> String {
        let changed = KNOWN.iter().filter(|known| self.get(known.limit) != known.default);
        changed.map(|known| format!(" {}={}", known.name, self.get(known.limit))).collect::<Vec<_>>().concat()
    }

    /// Makes these the limits of the program. Only the first call counts: what was read by one limit is not held
    /// against another.
    pub fn settle(self) {
        // Later calls find the limits as they were settled.
        let _ = IN_FORCE.set(self);
    }

    /// Those of the program.
    pub fn in_force() -> Self {
        IN_FORCE.get().cloned().unwrap_or_default()
    }
}

impl Limit {
    /// What it is, as the program was started.
    pub fn now(self) -> u64 {
        IN_FORCE.get().map_or_else(|| self.known().default, |limits| limits.get(self))
    }

    /// The same as a length in memory.
    pub fn size(self) -> usize {
        usize::try_from(self.now()).unwrap_or(usize::MAX)
    }

    /// The same as a time.
    pub fn time(self) -> Duration {
        Duration::from_secs(self.now())
    }

    /// What it is, as people write it, with what raises it: `256M; --limit file=512M reads more`.
    pub fn told(self) -> String {
        let (known, now) = (self.known(), self.now());
        let (unit, more) = (known.unit, now.saturating_mul(2).min(known.most));
        format!("{}; --limit {}={} allows more", unit.written(now), known.name, unit.written(more))
    }

    fn known(self) -> &'static Known {
        // They stand in the order of the limits, as a test says.
        KNOWN.get(self as usize).unwrap_or(&KNOWN[0])
    }
}

impl Known {
    /// The limit of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        KNOWN.iter().find(|known| known.name == name)
    }
}

impl Unit {
    /// A number as people write it, `None` where it is none.
    fn number(self, text: &str) -> Option<u64> {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let number: u64 = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        let unit = text.get(digits.len()..)?;
        // A minute is no megabyte: of times the case counts.
        let unit = if self == Self::Bytes { unit.to_ascii_lowercase() } else { unit.to_owned() };
        let factor = match (self, unit.as_str()) {
            (_, "") | (Self::Seconds, "s") => 1,
            (Self::Bytes, "k" | "kb" | "kib") => KB,
            (Self::Bytes, "m" | "mb" | "mib") => MB,
            (Self::Bytes, "g" | "gb" | "gib") => GB,
            (Self::Bytes, "t" | "tb" | "tib") => 1 << 40,
            (Self::Seconds, "m" | "min") => 60,
            (Self::Seconds, "h") => 3600,
            _ => return None,
        };
        number.checked_mul(factor)
    }

    /// How numbers of it are written.
    fn how(self) -> &'static str {
        match self {
            Self::Bytes => "a number of bytes, as in 512M",
            Self::Count => "a number, as in 1000",
            Self::Seconds => "a time, as in 60s",
        }
    }

    /// A number as [`Limits::set`] takes it.
    pub fn written(self, number: u64) -> String {
        match self {
            Self::Count => number.to_string(),
            Self::Seconds => format!("{number}s"),
            Self::Bytes => {
                let units = [(1 << 40, "T"), (GB, "G"), (MB, "M"), (KB, "K")];
                let unit = units.into_iter().find(|(size, _)| number >= *size && number.is_multiple_of(*size));
                unit.map_or_else(|| number.to_string(), |(size, name)| format!("{}{name}", number / size))
            }
        }
    }
}

fn names() -> String {
    KNOWN.map(|known| known.name).join(", ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn limits_stand_in_their_order_and_can_be_what_they_are() {
        for (nth, known) in KNOWN.iter().enumerate() {
            assert_eq!(known.limit as usize, nth, "{}", known.name);
            assert!((known.least..=known.most).contains(&known.default), "{}", known.name);
            assert_eq!(known.limit.now(), known.default);
            let mut limits = Limits::default();
            for value in [known.least, known.most, known.default] {
                limits.set(known.name, &known.unit.written(value)).unwrap();
                assert_eq!(limits.get(known.limit), value, "{}", known.name);
            }
            assert_eq!(limits, Limits::default());
        }
    }

    #[test]
    fn what_is_no_limit_is_refused_by_name() {
        let set = |name: &str, value: &str| Limits::default().set(name, value).map_err(|wrong| wrong.to_string());
        assert!(set("fiel", "1M").unwrap_err().contains("\"fiel\"; there are file, line, text"));
        for (name, value) in [
            ("file", ""),
            ("file", "M"),
            ("file", "-1M"),
            ("file", "1.5M"),
            ("file", "+1M"),
            ("file", "1X"),
            ("file", "60s"),
            ("file", "99999999999999999999"),
            ("file", "18446744073709551615T"),
            ("entries", "1M"),
            ("pdf-time", "60M5"),
            ("pdf-time", "1d"),
            ("file", "１M"),
            ("file", "1\u{1b}[31m"),
        ] {
            let wrong = set(name, value).unwrap_err();
            assert!(wrong.starts_with(&format!("{name} is a ")) && !wrong.contains('\u{1b}'), "{wrong}");
        }
        assert_eq!(set("depth", "0").unwrap_err(), "depth lies between 1 and 500, and is not \"0\"");
        assert!(set("file", "1").unwrap_err().contains("between 1K and 64G"));
        assert_eq!(set("pdf-time", "2min"), Ok(()));
    }

    #[test]
    fn only_what_was_changed_is_told() {
        let mut limits = Limits::default();
        assert_eq!(limits.changed(), "");
        limits.set("file", "512M").unwrap();
        limits.set("pdf-time", "90s").unwrap();
        assert_eq!(limits.changed(), " file=536870912 pdf-time=90");
        assert_eq!(Limit::File.told(), "256M; --limit file=512M allows more");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(number in 0..u64::MAX >> 1, unit in prop::sample::select(vec![Unit::Bytes, Unit::Count, Unit::Seconds])) {
            prop_assert_eq!(unit.number(&unit.written(number)), Some(number));
            prop_assert_eq!(unit.number(&unit.written(number >> 20 << 20)), Some(number >> 20 << 20));
        }
    }
}
