//! Dates and times in the ISO forms that PostgreSQL reads under every setting.
//! <https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-DATETIME-INPUT>

/// `2026-01-31`
pub(super) fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    year >= 1 && (1..=12).contains(&month) && (1..=days).contains(&day)
}

/// `12:30`, `12:30:00`, `12:30:00.123456`
pub(super) fn is_time(text: &str) -> bool {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let parts: Vec<Option<u32>> = clock.split(':').map(|part| digits(part, 2)).collect();
    let right = match parts.as_slice() {
        [Some(0..=23), Some(0..=59)] => !text.contains('.'),
        [Some(0..=23), Some(0..=59), Some(0..=59)] => true,
        _ => false,
    };
    right && (1..=6).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit())
}

/// `2026-01-31`, `2026-01-31 12:30:00`, `2026-01-31T12:30:00`
pub(super) fn is_timestamp(text: &str) -> bool {
    match text.split_once([' ', 'T']) {
        Some((date, time)) => is_date(date) && is_time(time),
        None => is_date(text),
    }
}

/// A timestamp, with `Z`, `+02` or `+02:00` behind the time.
pub(super) fn is_timestamptz(text: &str) -> bool {
    let Some((date, rest)) = text.split_once([' ', 'T']) else { return is_date(text) };
    if let Some(time) = rest.strip_suffix('Z') {
        return is_date(date) && is_time(time);
    }
    let (time, zone) = rest.find(['+', '-']).map_or((rest, "00"), |at| (&rest[..at], &rest[at + 1..]));
    let parts: Vec<Option<u32>> = zone.split(':').map(|part| digits(part, 2)).collect();
    let right = matches!(parts.as_slice(), [Some(0..=15)] | [Some(0..=15), Some(0..=59)]);
    is_date(date) && is_time(time) && right
}

fn digits(text: &str, count: usize) -> Option<u32> {
    let right = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    right.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times() {
        for right in ["2026-01-31", "2024-02-29", "2026-01-31 12:30", "2026-01-31T12:30:00.123"] {
            assert!(is_timestamp(right), "{right}");
        }
        for wrong in ["2026-02-29", "2026-13-01", "yesterday", "2026-1-1", "2026-01-31 25:00", "2026-01-31 12:30.5"] {
            assert!(!is_timestamp(wrong), "{wrong}");
        }
        for right in ["2026-01-31 12:30:00+00", "2026-01-31T12:30:00Z", "2026-01-31 12:30-05:30"] {
            assert!(is_timestamptz(right), "{right}");
        }
        assert!(!is_timestamptz("2026-01-31 12:30:00+99"));
    }
}
