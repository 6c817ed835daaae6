//! Other values of a type that is no text: of the same length, kind and order of size.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::rows::Random;

/// How many digits a number may have so that any number of as many digits fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Room(pub(super) usize);

/// A number with as many digits; one that is no larger where there is no room for any.
pub(super) fn number(text: &str, room: Room, random: &mut Random) -> String {
    if !text.bytes().any(|byte| matches!(byte, b'1'..=b'9')) || text.contains(['N', 'n']) {
        return text.to_owned();
    }
    // The power of ten of 1.5e+300 is its size.
    let (digits, power) = text.find(['e', 'E']).map_or((text, ""), |at| text.split_at(at));
    let fits = power.is_empty() && digits.bytes().filter(u8::is_ascii_digit).count() <= room.0;
    // Behind a digit that is smaller, all others are free.
    let (mut free, mut leading) = (fits, true);
    let digit = |letter: char| {
        let Some(digit) = letter.to_digit(10) else { return letter };
        if leading && digit == 0 {
            return letter;
        }
        let least = u32::from(leading);
        leading = false;
        let most = match free {
            true => 9,
            false => digit.saturating_sub(1).max(least),
        };
        free |= most < digit;
        let count = usize::try_from(most - least).unwrap_or_default() + 1;
        let made = least + u32::try_from(random.below(count)).unwrap_or_default();
        char::from_digit(made, 10).unwrap_or(letter)
    };
    format!("{}{power}", digits.chars().map(digit).collect::<String>())
}

/// Another day of the same year, at another time of day where there is one.
pub(super) fn day(text: &str, random: &mut Random) -> String {
    let (date, rest) = text.find(' ').map_or((text, ""), |at| text.split_at(at));
    let Some((year, _)) = date.split_once('-').filter(|(year, _)| year.bytes().all(|byte| byte.is_ascii_digit()))
    else {
        // An infinity.
        return text.to_owned();
    };
    let (month, day) = (random.below(12) + 1, random.below(28) + 1);
    let is_midnight = !rest.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
    let rest = if is_midnight { rest.to_owned() } else { time(rest, random) };
    format!("{year}-{month:02}-{day:02}{rest}")
}

/// Another time of day, with the same zone.
pub(super) fn time(text: &str, random: &mut Random) -> String {
    let Some(at) = text.find(|letter: char| letter.is_ascii_digit()) else { return text.to_owned() };
    let (gap, clock) = text.split_at(at);
    let end = clock.find(['+', '-', ' ']).unwrap_or(clock.len());
    let (clock, zone) = clock.split_at(end);
    let (hour, minute, second) = (random.below(24), random.below(60), random.below(60));
    let after: String = clock.chars().skip(8).collect();
    let after: String = after.chars().map(|letter| if letter == '.' { letter } else { digit(random) }).collect();
    format!("{gap}{hour:02}:{minute:02}:{second:02}{after}{zone}")
}

fn digit(random: &mut Random) -> char {
    char::from(b'0' + u8::try_from(random.below(10)).unwrap_or_default())
}

/// Another UUID of the same version and variant, or other bytes in hexadecimal digits.
pub(super) fn hexadecimal(text: &str, random: &mut Random) -> String {
    let is_uuid = text.len() == 36 && text.bytes().filter(|byte| *byte == b'-').count() == 4;
    let head = if text.starts_with("\\x") { 2 } else { 0 };
    let one = |(at, letter): (usize, char)| match letter {
        // https://www.rfc-editor.org/rfc/rfc9562#section-4
        _ if is_uuid && (at == 14 || at == 19) || at < head => letter,
        '0'..='9' | 'a'..='f' => {
            char::from_digit(u32::try_from(random.below(16)).unwrap_or_default(), 16).unwrap_or('0')
        }
        _ => letter,
    };
    text.chars().enumerate().map(one).collect()
}

/// Another address of the same family, with the same mask; nothing where the text is none.
pub(super) fn ip(text: &str, random: &mut Random) -> Option<String> {
    let (address, mask) = text.split_once('/').map_or((text, None), |(address, mask)| (address, Some(mask)));
    let bits: Option<u32> = mask.map(str::parse).transpose().ok()?;
    let made = if address.parse::<Ipv4Addr>().is_ok() {
        let kept = 32_u32.saturating_sub(bits.unwrap_or(32));
        let number = u32::try_from(random.next() >> 32).unwrap_or_default();
        // No bits behind the mask: `cidr` has none.
        Ipv4Addr::from(number.checked_shr(kept).and_then(|number| number.checked_shl(kept)).unwrap_or_default())
            .to_string()
    } else if address.parse::<Ipv6Addr>().is_ok() {
        let kept = 128_u32.saturating_sub(bits.unwrap_or(128));
        let number = u128::from(random.next()) << 64 | u128::from(random.next());
        Ipv6Addr::from(number.checked_shr(kept).and_then(|number| number.checked_shl(kept)).unwrap_or_default())
            .to_string()
    } else {
        return None;
    };
    Some(mask.map_or_else(|| made.clone(), |mask| format!("{made}/{mask}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_kind() {
        let mut random = Random::new(1, "shapes");
        for text in ["2147483647", "-32768", "12.50", "1.5e+300", "0.007"] {
            let made = number(text, Room(0), &mut random);
            assert_eq!(made.len(), text.len());
            assert!(made.parse::<f64>().unwrap().abs() <= text.parse::<f64>().unwrap().abs(), "{made} for {text}");
        }
        for text in ["NaN", "Infinity", "0", "0.00"] {
            assert_eq!(number(text, Room(9), &mut random), text);
        }
        assert!(day("1984-05-06", &mut random).starts_with("1984-"));
        assert_eq!(day("infinity", &mut random), "infinity");
        let made = day("1984-05-06 07:08:09.123+00", &mut random);
        assert!(made.ends_with("+00") && made.len() == 26, "{made}");
        assert_eq!(time("24:00:00", &mut random).len(), 8);
        let made = hexadecimal("8a6e0804-2bd0-4672-b79d-d97027f9071a", &mut random);
        assert_eq!((made.len(), &made[14..15], &made[19..20]), (36, "4", "b"));
        assert!(hexadecimal("\\xdeadbeef", &mut random).starts_with("\\x"));
        for text in ["192.168.0.1", "10.0.0.0/8", "2001:db8::/32", "::1", "0.0.0.0/0"] {
            let made = ip(text, &mut random).unwrap();
            assert_eq!((made.contains(':'), made.contains('/')), (text.contains(':'), text.contains('/')));
        }
        assert_eq!(ip("no address", &mut random), None);
    }
}
