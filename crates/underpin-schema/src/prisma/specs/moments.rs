//! Dates and times of RFC 3339, which Prisma writes for every kind of them.

/// A date and time as a column of a type takes it. Prisma's engine writes `2026-01-31 12:30:00 +02:00` for all of them, and
/// PostgreSQL leaves out what the type has no place for: the zone too, without a conversion.
/// <https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-TIMEZONES>
pub(super) fn of_column(text: &str, base: &str) -> Option<String> {
    let (date, rest) = text.split_once(['T', 't'])?;
    let at = rest.find(['Z', 'z', '+', '-'])?;
    let (time, zone) = rest.split_at(at);
    let zone = if zone.eq_ignore_ascii_case("z") { "+00:00" } else { zone };
    let shape = |text: &str, shape: &str| {
        text.len() == shape.len()
            && text.bytes().zip(shape.bytes()).all(|(byte, shape)| match shape {
                b'0' => byte.is_ascii_digit(),
                _ => byte == shape,
            })
    };
    let clock = time.split_once('.').map_or(time, |(clock, _)| clock);
    if !shape(date, "0000-00-00") || !shape(clock, "00:00:00") || !shape(zone.get(1..)?, "00:00") {
        return None;
    }
    Some(match base {
        "date" => date.to_owned(),
        base if base.starts_with("timestamptz") => format!("{date} {time}{zone}"),
        base if base.starts_with("time(") => time.to_owned(),
        base if base.starts_with("pg(time") => format!("{time}{zone}"),
        _ => format!("{date} {time}"),
    })
}

#[cfg(test)]
mod tests {
    use super::of_column;

    #[test]
    fn each_type_takes_its_part() {
        for (base, part) in [
            ("datetime", "2026-01-31 12:30:00.5"),
            ("timestamptz(6)", "2026-01-31 12:30:00.5+02:00"),
            ("date", "2026-01-31"),
            ("time(3)", "12:30:00.5"),
            ("pg(time with time zone)", "12:30:00.5+02:00"),
        ] {
            assert_eq!(of_column("2026-01-31T12:30:00.5+02:00", base).as_deref(), Some(part));
        }
        for wrong in ["2026-01-31", "2026-01-31 12:30:00Z", "2026-01-31T12:30Z", "2026-1-31T12:30:00Z", "T"] {
            assert_eq!(of_column(wrong, "datetime"), None, "{wrong}");
        }
    }
}
