//! Divisions of 2008 to 2016 that the present table does not have, or has under another code:
//! renamed, merged, or moved to another prefecture. What changed after 2016 has no date here.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::division::{Division, named};

/// Made from the npm package `gb2260`; see `../divisions/README.md`.
const SOURCE: &str = include_str!("../divisions/former.txt");

/// The year of the newest revision the source has, and the year by which what it still lists and the
/// present table does not was gone.
const LAST_REVISION: u16 = 2016;
const PRESENT: u16 = 2023;

/// A division as it was.
#[derive(Debug, Clone, Copy)]
pub(super) struct Former {
    pub division: Division,
    /// The last year that a revision lists it.
    last: u16,
    /// Whether the one division that bears this name today is the same place under a new code.
    moved: bool,
}

/// Every former division, in the order of codes.
static FORMER: LazyLock<Vec<Former>> = LazyLock::new(|| SOURCE.lines().filter_map(read_line).collect());

static BY_NAME: LazyLock<HashMap<&'static str, Vec<Former>>> = LazyLock::new(|| {
    let mut by_name: HashMap<_, Vec<_>> = HashMap::new();
    for former in FORMER.iter() {
        by_name.entry(former.division.name).or_default().push(*former);
    }
    by_name
});

fn read_line(line: &'static str) -> Option<Former> {
    let (division, last) = line.split_once(' ')?;
    let (code, name) = division.split_at(division.bytes().take_while(u8::is_ascii_digit).count());
    let code = format!("{code:0<9}").parse().ok()?;
    let year = last.trim_end_matches('~');
    Some(Former { division: Division { code, name }, last: year.parse().ok()?, moved: year != last })
}

/// The former division with this code of nine digits.
pub(super) fn find(code: u32) -> Option<Division> {
    let first = FORMER.partition_point(|former| former.division.code < code);
    FORMER.get(first).map(|former| former.division).filter(|division| division.code == code)
}

/// Every former division.
pub(super) fn all() -> impl Iterator<Item = Division> {
    FORMER.iter().map(|former| former.division)
}

/// Every former division of this name.
pub(super) fn of_name(name: &str) -> impl Iterator<Item = Former> {
    BY_NAME.get(name).into_iter().flatten().copied()
}

impl Former {
    /// Whether a report of this year can mean it.
    pub(super) fn can_be_of(self, year: Option<u16>) -> bool {
        match year {
            Some(year) if self.moved || named(self.division.name).next().is_some() => year <= self.gone_by(),
            Some(_) => true,
            None => !self.moved,
        }
    }

    /// Whether the name meant this division, and not the present one, in a report of this year.
    pub(super) fn stands_for_present(self, year: u16) -> bool {
        self.moved && year <= self.last
    }

    fn gone_by(self) -> u16 {
        if self.last == LAST_REVISION { PRESENT - 1 } else { self.last }
    }
}
