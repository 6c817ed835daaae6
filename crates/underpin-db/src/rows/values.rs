//! Awkward values of each scalar type, as the text that PostgreSQL reads.

use underpin_schema::{Args, Scalar, ScalarKind};

use super::random::Random;

/// Texts that programs stumble over: empty, blank, quotes, backslashes, line breaks, other alphabets, letters made of
/// several code points, words that mean something elsewhere.
const TEXTS: &[&str] = &[
    "",
    " ",
    "a",
    "it's \"quoted\" \\ back\\\\slash",
    "two\nlines\tand a tab",
    "日本語テキスト",
    "العربية من اليمين",
    "ñandú, Straße, İstanbul",
    "👩‍👩‍👧‍👦",
    "e\u{301} is not é",
    "NULL",
    "0",
    "-1",
    "true",
    "'; DROP TABLE x; --",
    "{} $1 %s :name ?",
    "{\"a\": 1}",
    " padded ",
    "ABC",
    "abc",
];

/// Values of a scalar type that are worth a try, the most ordinary one not among the first.
pub(super) fn special(scalar: Scalar) -> Vec<String> {
    let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    match scalar.kind {
        ScalarKind::Text => {
            let mut all = own(TEXTS);
            // Longer than a page, so that it is stored apart, and easy to compress, so that it still fits an index.
            // https://www.postgresql.org/docs/current/storage-toast.html
            all.push("lorem ipsum ".repeat(900));
            all
        }
        ScalarKind::Varchar | ScalarKind::Char => match scalar.args {
            Args::One([length]) | Args::Two(length, _) => {
                let cut = |text: &str| text.chars().take(length as usize).collect::<String>();
                let mut all: Vec<String> = TEXTS.iter().map(|text| cut(text)).collect();
                all.push(cut(&"x".repeat(length as usize)));
                all.push(cut(&"ñ".repeat(length as usize)));
                all.sort();
                all.dedup();
                all
            }
            Args::None => own(TEXTS),
        },
        ScalarKind::Uuid => own(&["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"]),
        ScalarKind::SmallInt => own(&["0", "1", "-1", "32767", "-32768"]),
        ScalarKind::Int => own(&["0", "1", "-1", "2147483647", "-2147483648", "32768"]),
        ScalarKind::BigInt => own(&["0", "1", "-1", "9223372036854775807", "-9223372036854775808", "2147483648"]),
        ScalarKind::Decimal => decimals(scalar.args),
        ScalarKind::Float => {
            own(&["0", "-0", "1.5", "-2.25", "NaN", "Infinity", "-Infinity", "3.4028235e38", "1.1754944e-38"])
        }
        ScalarKind::Double => own(&[
            "0",
            "-0",
            "1.5",
            "0.1",
            "NaN",
            "Infinity",
            "-Infinity",
            "1.7976931348623157e308",
            "2.2250738585072014e-308",
        ]),
        ScalarKind::Bool => own(&["true", "false"]),
        ScalarKind::Timestamp => own(TIMES),
        ScalarKind::Timestamptz => TIMES.iter().map(|time| with_zone(time)).collect(),
        ScalarKind::Date => {
            let mut dates: Vec<String> =
                TIMES.iter().map(|time| time.split(' ').next().unwrap_or(time).to_owned()).collect();
            dates.push("0044-03-15 BC".to_owned());
            dates
        }
        ScalarKind::Time => own(&["00:00:00", "24:00:00", "12:00:00", "23:59:59.999", "00:00:00.000001"]),
        ScalarKind::Json => own(&[
            "null",
            "{}",
            "[]",
            "\"\"",
            "0",
            "-1.5e3",
            "true",
            "[null]",
            "{\"a\": {\"b\": [1, {\"c\": null}]}, \"it's\": \"\\\\ \\\"quoted\\\" \\n\", \"日本\": [[], {}]}",
        ]),
        ScalarKind::Bytes => own(&["\\x", "\\x00", "\\x5c27220a", "\\xdeadbeef00ff"]),
    }
}

/// Before 1970, around the end of 32 bits, leap days, the ends of calendars, and the two infinities.
const TIMES: &[&str] = &[
    "infinity",
    "-infinity",
    "0001-01-01 00:00:00",
    "1582-10-10 12:00:00",
    "1899-12-31 23:59:59.999",
    "1969-12-31 23:59:59.5",
    "1970-01-01 00:00:00",
    "2000-02-29 00:00:00",
    "2024-03-31 02:30:00",
    "2038-01-19 03:14:08",
    "9999-12-31 23:59:59.999",
];

fn with_zone(time: &str) -> String {
    if time.contains("infinity") { time.to_owned() } else { format!("{time}+05:30") }
}

/// The largest and smallest that fit, and NaN; infinities only where no precision is given.
/// <https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-NUMERIC-DECIMAL>
fn decimals(args: Args) -> Vec<String> {
    let mut all: Vec<String> = ["0", "1", "-1", "NaN"].map(str::to_owned).to_vec();
    match args {
        Args::None => {
            all.extend(["Infinity", "-Infinity", "0.000000000000000000001"].map(str::to_owned));
            all.push(format!("-{}.5", "9".repeat(60)));
        }
        Args::One([digits]) => {
            let most = "9".repeat(digits as usize);
            all.extend([format!("-{most}"), most]);
        }
        Args::Two(digits, after) => {
            let (digits, after) = (digits as usize, after as usize);
            // More digits after the point than in all: PostgreSQL takes that since 15.
            let whole = if digits > after { "9".repeat(digits - after) } else { "0".to_owned() };
            let fraction = format!("{}{}", "0".repeat(after.saturating_sub(digits)), "9".repeat(after.min(digits)));
            let most = if after == 0 { whole } else { format!("{whole}.{fraction}") };
            all.retain(|text| digits > after || !text.ends_with('1'));
            all.extend([format!("-{most}"), most]);
            if after > 0 {
                all.push(format!("0.{}1", "0".repeat(after - 1)));
            }
        }
    }
    all
}

/// Some value of a scalar type, mostly another one at each call.
pub(super) fn any(scalar: Scalar, random: &mut Random) -> String {
    let number = random.next();
    match scalar.kind {
        ScalarKind::Text => text(random),
        ScalarKind::Varchar | ScalarKind::Char => match scalar.args {
            Args::One([length]) | Args::Two(length, _) => text(random).chars().take(length as usize).collect(),
            Args::None => text(random),
        },
        ScalarKind::Uuid => {
            let other = random.next();
            // Version 4, as programs make them. https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-4
            format!(
                "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
                number >> 32,
                (number >> 16) & 0xffff,
                number & 0xfff,
                0x8000 | ((other >> 48) & 0x3fff),
                other & 0xffff_ffff_ffff
            )
        }
        ScalarKind::SmallInt => ((number % 20_000) as i64 - 5_000).to_string(),
        ScalarKind::Int => ((number % 2_000_000) as i64 - 500_000).to_string(),
        ScalarKind::BigInt => ((number % 2_000_000_000_000) as i64 - 500_000_000_000).to_string(),
        ScalarKind::Decimal => decimal(scalar.args, number),
        ScalarKind::Float | ScalarKind::Double => {
            format!("{}.{}", (number % 20_000) as i64 - 5_000, (number >> 40) % 100)
        }
        ScalarKind::Bool => number.is_multiple_of(2).to_string(),
        ScalarKind::Timestamp => moment(number),
        ScalarKind::Timestamptz => with_zone(&moment(number)),
        ScalarKind::Date => moment(number)[..10].to_owned(),
        ScalarKind::Time => moment(number)[11..].to_owned(),
        ScalarKind::Json => format!("{{\"n\": {}, \"list\": [{}, null]}}", number % 1_000_000, number % 7),
        ScalarKind::Bytes => format!("\\x{number:016x}"),
    }
}

/// The shapes of which texts in databases mostly are; a check often allows just one of them.
fn text(random: &mut Random) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
    let mut word = |length: usize| -> String {
        (0..length).filter_map(|_| random.pick(LETTERS)).map(|letter| char::from(*letter)).collect()
    };
    let (one, other) = (word(6), word(4));
    let number = random.next() % 1_000_000;
    match random.below(12) {
        0 => format!("{one}.{other}@example.com"),
        1 => format!("https://example.com/{one}/{number}"),
        2 => format!("+346{number:08}"),
        3 => format!("{one}-{other}-{number}"),
        4 => one[..3].to_uppercase(),
        5 => one[..2].to_uppercase(),
        6 => format!("{}-{}", &one[..2], other[..2].to_uppercase()),
        7 => number.to_string(),
        8 => format!("#{number:06x}"),
        9 => format!("{one}_{other}"),
        10 => format!("{} {}", one, other.to_uppercase()),
        _ => format!("{}{}.{}.{}", "v", number % 10, number % 7, number % 30),
    }
}

fn decimal(args: Args, number: u64) -> String {
    let (whole, after) = match args {
        Args::None => (9, 3),
        Args::One([digits]) => (digits as usize, 0),
        Args::Two(digits, after) => ((digits as usize).saturating_sub(after as usize), after as usize),
    };
    let sign = if number.is_multiple_of(4) { "-" } else { "" };
    let limit = 10_u64.pow(whole.min(9) as u32);
    if after == 0 || whole == 0 {
        return format!("{sign}{}", number % limit);
    }
    let places = after.min(4);
    format!("{sign}{}.{:0places$}", number % limit, (number >> 40) % 10_u64.pow(places as u32))
}

/// A time of this century and the one before.
fn moment(number: u64) -> String {
    let (year, month, day) = (1950 + number % 120, 1 + (number >> 8) % 12, 1 + (number >> 16) % 28);
    let (hour, minute, second) = ((number >> 24) % 24, (number >> 32) % 60, (number >> 40) % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{:03}", (number >> 48) % 1000)
}
