//! A moment of a run: kept in UTC, shown by the clock of Beijing, which is that of every site.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::date::Date;

const DAY: i64 = 86_400;
/// Beijing is so many seconds ahead of UTC, the whole year.
const BEIJING: i64 = 8 * 3600;

/// Seconds since 1970 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since.as_secs()).unwrap_or_default())
    }

    /// The day in Beijing.
    pub fn day(self) -> Option<Date> {
        Date::from_days((self.0 + BEIJING).div_euclid(DAY))
    }

    /// Reads `2024-03-30T10:40:00Z`, with or without parts of a second.
    pub fn parse(text: &str) -> Option<Self> {
        let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
        let day = Date::parse(day)?.days_since(Date::new(1970, 1, 1)?);
        let time = time.split('.').next()?;
        let parts: Vec<i64> = time.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let [hours @ 0..24, minutes @ 0..60, seconds @ 0..61] = parts[..] else { return None };
        Some(Self(day * DAY + hours * 3600 + minutes * 60 + seconds))
    }

    /// `11-20 08:00` in Beijing.
    pub fn short(self) -> String {
        let of_day = (self.0 + BEIJING).rem_euclid(DAY);
        let day = self.day().map(|day| format!("{:02}-{:02}", day.month(), day.day())).unwrap_or_default();
        format!("{day} {:02}:{:02}", of_day / 3600, of_day / 60 % 60)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_day = self.0.rem_euclid(DAY);
        let day = Date::from_days(self.0.div_euclid(DAY)).map(|day| day.to_string()).unwrap_or_default();
        write!(f, "{day}T{:02}:{:02}:{:02}Z", of_day / 3600, of_day / 60 % 60, of_day % 60)
    }
}

impl serde::Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("no moment: {text:?}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_kept_in_utc_and_shown_in_beijing() {
        let moment = Moment::parse("2026-11-20T16:30:05.123Z").unwrap();
        assert_eq!((moment.to_string().as_str(), moment.short().as_str()), ("2026-11-20T16:30:05Z", "11-21 00:30"));
        assert_eq!(moment.day(), Date::new(2026, 11, 21));
        assert_eq!(Moment::parse(&moment.to_string()), Some(moment));
        assert!(Moment::now() > moment.min(Moment(0)));
        for wrong in ["", "2026-11-20", "2026-11-20T16:30:05", "2026-02-30T00:00:00Z", "2026-11-20T24:00:00Z", "TZ"] {
            assert_eq!(Moment::parse(wrong), None, "{wrong}");
        }
    }
}
