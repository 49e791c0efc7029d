//! A moment: kept in UTC, shown by the clock of Beijing, which is that of every site and office.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::date::Date;

const SECOND: i64 = 1000;
const DAY: i64 = 86_400 * SECOND;
/// Beijing is so far ahead of UTC, the whole year.
const BEIJING: i64 = 8 * 3600 * SECOND;

/// Milliseconds since 1970 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// The moment of a clock; the beginning of 1970 for what is before.
    pub fn of(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since.as_millis()).unwrap_or_default())
    }

    /// The second it is in.
    pub fn whole(self) -> Self {
        Self(self.0 - self.0.rem_euclid(SECOND))
    }

    /// Seconds from another moment to this one; negative when this one is earlier.
    pub fn seconds_since(self, other: Self) -> i64 {
        (self.0 - other.0).div_euclid(SECOND)
    }

    /// To the millisecond, in UTC: `2024-03-30T10:40:00.123Z`. Such texts sort as their moments do.
    pub fn precise(self) -> String {
        let text = self.to_string();
        format!("{}.{:03}Z", text.trim_end_matches('Z'), self.0.rem_euclid(SECOND))
    }

    /// The day in Beijing.
    pub fn day(self) -> Option<Date> {
        Date::from_days((self.0 + BEIJING).div_euclid(DAY))
    }

    /// Reads `2024-03-30T10:40:00Z`, with or without parts of a second.
    pub fn parse(text: &str) -> Option<Self> {
        let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
        let day = Date::parse(day)?.days_since(Date::new(1970, 1, 1)?);
        let (time, part) = time.split_once('.').unwrap_or((time, "0"));
        let millis: i64 = format!("{part:0<3}").get(..3)?.parse().ok()?;
        let parts: Vec<i64> = time.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let [hours @ 0..24, minutes @ 0..60, seconds @ 0..61] = parts[..] else { return None };
        Some(Self(day * DAY + (hours * 3600 + minutes * 60 + seconds) * SECOND + millis))
    }

    /// `11-20 08:00` in Beijing.
    pub fn short(self) -> String {
        let of_day = (self.0 + BEIJING).rem_euclid(DAY) / SECOND;
        let day = self.day().map(|day| format!("{:02}-{:02}", day.month(), day.day())).unwrap_or_default();
        format!("{day} {:02}:{:02}", of_day / 3600, of_day / 60 % 60)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_day = self.0.rem_euclid(DAY) / SECOND;
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
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_moment_is_kept_in_utc_and_shown_in_beijing() {
        let moment = Moment::parse("2026-11-20T16:30:05.123Z").unwrap();
        assert_eq!((moment.to_string().as_str(), moment.short().as_str()), ("2026-11-20T16:30:05Z", "11-21 00:30"));
        assert_eq!(moment.day(), Date::new(2026, 11, 21));
        assert_eq!(moment.precise(), "2026-11-20T16:30:05.123Z");
        assert_eq!(Moment::parse(&moment.precise()), Some(moment));
        assert_eq!(Moment::parse(&moment.to_string()), Some(moment.whole()));
        let later = Moment::parse("2026-11-20T16:31:05.000Z").unwrap();
        assert_eq!((later.seconds_since(moment), moment.seconds_since(moment.whole())), (59, 0));
        assert_eq!(
            Moment::of(UNIX_EPOCH + Duration::from_millis(1_711_795_200_123)).precise(),
            "2024-03-30T10:40:00.123Z"
        );
        for wrong in ["", "2026-11-20", "2026-11-20T16:30:05", "2026-02-30T00:00:00Z", "2026-11-20T24:00:00Z", "TZ"] {
            assert_eq!(Moment::parse(wrong), None, "{wrong}");
        }
    }
}
