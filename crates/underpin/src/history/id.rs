//! Ids of migrations: `20260802101500_add_label_note`.

use std::fmt;

use jiff::{ToSpan, civil::DateTime, tz::TimeZone};

use crate::Error;

/// How a timestamp is written.
const FORMAT: &str = "%Y%m%d%H%M%S";

/// How many digits a timestamp has.
const DIGITS: usize = 14;

/// The id of a migration: a UTC timestamp, by which migrations are ordered, and a name. Also its folder's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MigrationId {
    /// When it was made, in UTC, to the second.
    pub at: DateTime,
    /// What it does, in snake_case.
    pub name: String,
}

impl MigrationId {
    /// The id that a folder's name says; nothing where it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let (digits, rest) = text.split_at_checked(DIGITS)?;
        let name = rest.strip_prefix('_')?;
        if name.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let at = DateTime::strptime(FORMAT, digits).ok()?;
        Some(Self { at, name: name.to_owned() })
    }
}

impl fmt::Display for MigrationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.at.strftime(FORMAT), self.name)
    }
}

/// The time that `--at` says: `20260802101500`, `2026-08-02T10:15:00`, the same with `Z`, or a day alone.
///
/// # Errors
///
/// Where it is none of these.
pub fn parse_time(text: &str) -> Result<DateTime, Error> {
    let plain = text.strip_suffix('Z').unwrap_or(text);
    let digits = plain.len() == DIGITS && plain.bytes().all(|byte| byte.is_ascii_digit());
    // Another zone than UTC would be read and forgotten.
    let zoned = plain.split_once(['T', 't', ' ']).is_some_and(|(_, clock)| clock.contains(['+', '-', '[']));
    let parsed = match (digits, zoned) {
        (true, _) => DateTime::strptime(FORMAT, plain).ok(),
        (false, false) => plain.parse::<DateTime>().ok(),
        (false, true) => None,
    };
    parsed.map(whole_seconds).ok_or_else(|| Error::Argument {
        message: format!("`{text}` is not a point in time"),
        help: "write it in UTC, such as `2026-08-02T10:15:00Z` or `20260802101500`".to_owned(),
    })
}

/// The time of this run: that of the environment's `SOURCE_DATE_EPOCH`, else of the clock.
/// <https://reproducible-builds.org/specs/source-date-epoch/>
///
/// # Errors
///
/// Where `SOURCE_DATE_EPOCH` is not a number of seconds.
pub fn current_time() -> Result<DateTime, Error> {
    let Some(value) = std::env::var_os("SOURCE_DATE_EPOCH") else {
        return Ok(whole_seconds(jiff::Timestamp::now().to_zoned(TimeZone::UTC).datetime()));
    };
    let seconds = value.to_str().and_then(|text| text.parse::<i64>().ok());
    let time = seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    time.map(|time| time.to_zoned(TimeZone::UTC).datetime()).ok_or_else(|| Error::Argument {
        message: "SOURCE_DATE_EPOCH is not a number of seconds".to_owned(),
        help: "set it to seconds since 1970, or unset it".to_owned(),
    })
}

/// The second after a time.
pub fn next_second(time: DateTime) -> DateTime {
    time.saturating_add(1.second())
}

fn whole_seconds(time: DateTime) -> DateTime {
    time.with().subsec_nanosecond(0).build().unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_they_are_written() {
        let id = MigrationId::parse("20260802101500_add_label").expect("an id");
        assert_eq!(id.to_string(), "20260802101500_add_label");
        for wrong in ["2026_x", "20260802101500", "20260802101500_", "20261302101500_x", "2026080210150é_x", ""] {
            assert_eq!(MigrationId::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn times_are_read_in_several_spellings() {
        let wanted = MigrationId::parse("20260802101500_x").expect("an id").at;
        for text in ["20260802101500", "2026-08-02T10:15:00", "2026-08-02T10:15:00Z", "2026-08-02 10:15:00.75"] {
            assert_eq!(parse_time(text).expect(text), wanted, "{text}");
        }
        for wrong in ["", "today", "2026-13-01", "2026-08-02T10:15:00+02:00", "99999999999999"] {
            assert!(parse_time(wrong).is_err(), "{wrong}");
        }
    }
}
