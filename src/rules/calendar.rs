//! Days on which nothing is published in time: weekends and the Spring Festival.

use crate::model::date::Date;

/// New Year's Day of the lunar calendar, by year from 2009 on: month and day.
const SPRING_FESTIVAL: [(u8, u8); 22] = [
    (1, 26),
    (2, 14),
    (2, 3),
    (1, 23),
    (2, 10),
    (1, 31),
    (2, 19),
    (2, 8),
    (1, 28),
    (2, 16),
    (2, 5),
    (1, 25),
    (2, 12),
    (2, 1),
    (1, 22),
    (2, 10),
    (1, 29),
    (2, 17),
    (2, 6),
    (1, 26),
    (2, 13),
    (2, 3),
];
const FIRST_YEAR: u16 = 2009;
/// The last day of the holiday, counted from New Year's Day; it begins on the eve.
const LAST_DAY: i64 = 6;
/// So many days after a limit on a holiday are let pass.
const GRACE: i64 = 3;

fn spring_festival(year: u16) -> Option<Date> {
    let (month, day) = SPRING_FESTIVAL.get(usize::from(year.checked_sub(FIRST_YEAR)?))?;
    Date::new(year, *month, *day)
}

/// Whether a day after a limit is late only because the limit fell on a weekend or in the Spring
/// Festival: one to three days after the limit or after the end of the festival.
pub(crate) fn is_excused(limit: Date, day: Date) -> bool {
    let on_weekend = limit.weekday() >= 5;
    let festival = spring_festival(limit.year()).filter(|first| (-1..=LAST_DAY).contains(&limit.days_since(*first)));
    let soon_after = day.days_since(limit) <= GRACE && (on_weekend || festival.is_some());
    soon_after || festival.is_some_and(|first| day.days_since(first) <= LAST_DAY + GRACE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_and_the_festival_excuse_a_few_days() {
        let check = |limit: &str, day: &str, expected: bool| {
            let (limit, day) = (Date::parse(limit).unwrap(), Date::parse(day).unwrap());
            assert_eq!(is_excused(limit, day), expected, "{limit} {day}");
        };
        check("2021-01-31", "2021-02-01", true); // a Sunday
        check("2021-01-31", "2021-02-03", true);
        check("2021-01-31", "2021-02-04", false);
        check("2020-03-31", "2020-04-01", false); // a Tuesday
        check("2022-01-31", "2022-02-08", true); // the eve of the festival
        check("2022-01-31", "2022-02-11", false);
        check("2014-01-31", "2014-02-07", true); // New Year's Day itself
        check("2019-01-31", "2019-02-01", false); // a Thursday, five days before
        check("2050-01-31", "2050-02-01", false); // a Monday, beyond the table
    }

    #[test]
    fn every_day_of_the_table_exists_in_its_season() {
        for (index, year) in (2009..=2030).enumerate() {
            let (month, day) = SPRING_FESTIVAL[index];
            let first = spring_festival(year).unwrap();
            assert_eq!((first.month(), first.day()), (month, day));
            assert!((20..=52).contains(&first.days_since(Date::new(year, 1, 1).unwrap())), "{year}");
        }
        assert_eq!((spring_festival(2008), spring_festival(2031)), (None, None));
    }
}
