//! How several people divide a corpus among them: by agency, so that whoever judges a report knows its other years;
//! and which part of it two of them judge, neither seeing what the other said.

use std::fmt;
use std::str::FromStr;

use crate::corpus::header::Header;

/// One of so many shares of a corpus, and the part that two judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portion {
    /// From 0.
    number: u32,
    of: u32,
    /// The part of the reports that two judge, in hundredths.
    double: u32,
}

/// Why a text names no share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a share is written as 2/3: the second of three")]
pub struct NoPortion;

impl FromStr for Portion {
    type Err = NoPortion;

    fn from_str(text: &str) -> Result<Self, NoPortion> {
        let (number, of) = text.split_once('/').ok_or(NoPortion)?;
        let read = |text: &str| text.trim().parse::<u32>().map_err(|_| NoPortion);
        let (number, of) = (read(number)?, read(of)?);
        if number == 0 || number > of || of > 1000 {
            return Err(NoPortion);
        }
        Ok(Self { number: number - 1, of, double: 0 })
    }
}

impl fmt::Display for Portion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number + 1, self.of)
    }
}

/// The hundredths of a text such as `10%`; `None` where it says none, or more than all.
pub fn percent(text: &str) -> Option<u32> {
    text.trim().trim_end_matches(['%', '％']).trim().parse().ok().filter(|percent| *percent <= 100)
}

impl Portion {
    /// The same, with a part that the owner of the next share judges, too. With one share there is nobody else.
    pub fn with_double(self, percent: u32) -> Self {
        Self { double: percent, ..self }
    }

    /// The part that two judge, in hundredths.
    pub fn double(self) -> u32 {
        self.double
    }

    /// Whether a report of an agency is in the share: its own, or another's that two judge.
    pub fn has(self, agency: &str, year: Option<u16>) -> bool {
        let owner = hash(agency, None) % self.of;
        owner == self.number || ((owner + 1) % self.of == self.number && self.is_double(agency, year))
    }

    /// The same of a report by its head; without an agency it is one of its own.
    pub fn has_report(self, header: &Header<'_>) -> bool {
        self.has(header.agency.name.as_deref().unwrap_or(header.id), header.year)
    }

    /// Whether two judge a report: then neither sees what the other said.
    pub fn is_double(self, agency: &str, year: Option<u16>) -> bool {
        self.of > 1 && hash(agency, Some(year.unwrap_or(0))) % 100 < self.double
    }
}

/// The same number on every machine, whatever else is in the corpus.
fn hash(agency: &str, year: Option<u16>) -> u32 {
    let mut hash = crc32fast::Hasher::new();
    agency.split_whitespace().for_each(|part| hash.update(part.as_bytes()));
    if let Some(year) = year {
        hash.update(&[0]);
        hash.update(&year.to_le_bytes());
    }
    // The low bits of neighbours are alike.
    let sum = hash.finalize();
    sum.wrapping_mul(0x9E37_79B1) >> 12
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> impl Iterator<Item = String> {
        (0..3000).map(|n| format!("云河县第{n}局"))
    }

    #[test]
    fn every_report_has_one_owner_and_some_have_two() {
        let shares: Vec<Portion> = ["1/3", "2/3", "3/3"].map(|text| text.parse().unwrap()).to_vec();
        for (percent, low, high) in [(0, 0, 0), (10, 200, 400), (100, 3000, 3000)] {
            let of =
                |name: &str| shares.iter().filter(|share| share.with_double(percent).has(name, Some(2021))).count();
            let owners: Vec<usize> = names().map(|name| of(&name)).collect();
            assert!(owners.iter().all(|owners| (1..=2).contains(owners)));
            let two = owners.iter().filter(|owners| **owners == 2).count();
            assert!((low..=high).contains(&two), "{percent} %: {two} of 3000");
        }
        let own = names().filter(|name| shares[1].has(name, None)).count();
        assert!((850..1150).contains(&own), "{own} of 3000");
        // The years of an agency stay together.
        assert!(names().all(|name| shares[0].has(&name, Some(2020)) == shares[0].has(&name, Some(2021))));
    }

    #[test]
    fn shares_and_percents_are_read_as_people_write_them() {
        for (text, read) in [("2/3", Some("2/3")), (" 1 / 1 ", Some("1/1")), ("0/3", None), ("4/3", None), ("2", None)]
        {
            assert_eq!(text.parse::<Portion>().ok().map(|share| share.to_string()).as_deref(), read, "{text}");
        }
        assert_eq!(["10%", "10", "100 %", "101", "x"].map(percent), [Some(10), Some(10), Some(100), None, None]);
    }
}
