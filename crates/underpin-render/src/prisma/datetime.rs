//! Dates and times as Prisma writes them.

/// A date, a time, or both, as PostgreSQL reads them in ISO 8601, in the form of RFC 3339 which Prisma demands of every
/// kind of date and time. A missing date is the first day of 1970, a missing time is midnight, a missing zone is UTC.
/// Nothing where the text is in another form (`infinity`, `tomorrow`).
pub(super) fn rfc3339(text: &str) -> Option<String> {
    let text = text.trim();
    let (date, rest) = match text.get(..10) {
        Some(head) if is_date(head) => (Some(head), text[10..].trim_start_matches(['T', 't', ' '])),
        Some(_) | None => (None, text),
    };
    let split = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let zone = zone(&rest[split..])?;
    let time = match (date, rest[..split].trim_end()) {
        (Some(_), "") => "00:00:00".to_owned(),
        (Some(_) | None, time) => clock(time)?,
    };
    Some(format!("{}T{time}{zone}", date.unwrap_or("1970-01-01")))
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [y, m, d] = parts[..] else { return false };
    if !(digits(y, 4) && digits(m, 2) && digits(d, 2)) {
        return false;
    }
    let leap = y
        .parse()
        .is_ok_and(|year: u32| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)));
    let days = match m {
        "01" | "03" | "05" | "07" | "08" | "10" | "12" => 31,
        "04" | "06" | "09" | "11" => 30,
        "02" if leap => 29,
        "02" => 28,
        _ => return false,
    };
    in_range(d, 1, days)
}

/// `10:00` and `10:00:00.5` as hours, minutes, seconds.
fn clock(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(':').collect();
    let (h, m, s) = match parts[..] {
        [h, m] => (h, m, "00"),
        [h, m, s] => (h, m, s),
        _ => return None,
    };
    let (whole, fraction) = s.split_once('.').map_or((s, None), |(whole, fraction)| (whole, Some(fraction)));
    let fraction_fits = fraction.is_none_or(|f| (1..=9).contains(&f.len()) && f.bytes().all(|b| b.is_ascii_digit()));
    let fits = digits(h, 2) && digits(m, 2) && digits(whole, 2) && fraction_fits;
    (fits && in_range(h, 0, 23) && in_range(m, 0, 59) && in_range(whole, 0, 59)).then(|| format!("{h}:{m}:{s}"))
}

/// `Z`, `+02`, `+0230`, `+02:30`.
fn zone(text: &str) -> Option<String> {
    if matches!(text, "" | "Z" | "z") {
        return Some("Z".to_owned());
    }
    let (sign, rest) = text.split_at(1);
    let (h, m) = match rest.split_once(':') {
        Some(parts) => parts,
        None if rest.len() == 4 && rest.is_ascii() => rest.split_at(2),
        None => (rest, "00"),
    };
    (digits(h, 2) && digits(m, 2) && in_range(h, 0, 15) && in_range(m, 0, 59)).then(|| format!("{sign}{h}:{m}"))
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}

fn in_range(text: &str, low: u32, high: u32) -> bool {
    text.parse().is_ok_and(|number: u32| (low..=high).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::rfc3339;

    #[test]
    fn dates_and_times_become_rfc_3339() {
        for (text, expected) in [
            ("2020-01-31", Some("2020-01-31T00:00:00Z")),
            ("2020-01-31 10:20", Some("2020-01-31T10:20:00Z")),
            ("2020-01-31T10:20:30.123+02", Some("2020-01-31T10:20:30.123+02:00")),
            ("2020-01-31T10:20:30-0330", Some("2020-01-31T10:20:30-03:30")),
            ("10:20:30", Some("1970-01-01T10:20:30Z")),
            ("1970-01-01", Some("1970-01-01T00:00:00Z")),
            ("2024-02-29", Some("2024-02-29T00:00:00Z")),
            ("2023-02-29", None),
            ("infinity", None),
            ("", None),
            ("Z", None),
            ("2020-13-01", None),
            ("2020-01-01 25:00", None),
            ("10:20:30é", None),
            ("ééééééé", None),
            ("2020-01-31é", None),
            ("10:00+é2", None),
            ("10:00+", None),
        ] {
            assert_eq!(rfc3339(text).as_deref(), expected, "{text}");
        }
    }
}
