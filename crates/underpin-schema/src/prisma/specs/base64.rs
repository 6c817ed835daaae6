//! Base64, which Prisma writes bytes in.

/// The bytes of a text in Base64 as hexadecimal digits; nothing where it is none.
/// <https://www.rfc-editor.org/rfc/rfc4648#section-4>
pub(super) fn hex(text: &str) -> Option<String> {
    let body = text.trim_end_matches('=');
    if !text.len().is_multiple_of(4) || text.len() - body.len() > 2 {
        return None;
    }
    let (mut hex, mut word, mut bits) = (String::with_capacity(text.len() * 3 / 2), 0u32, 0u32);
    for byte in body.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        word = (word << 6 | u32::from(digit)) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            let byte = word >> bits & 0xff;
            hex.extend([byte >> 4, byte & 15].into_iter().filter_map(|digit| char::from_digit(digit, 16)));
        }
    }
    Some(hex)
}

#[cfg(test)]
mod tests {
    use super::hex;

    #[test]
    fn base64_becomes_bytes() {
        for (text, bytes) in [("", ""), ("Zg==", "66"), ("Zm8=", "666f"), ("Zm9v", "666f6f"), ("/wD7", "ff00fb")] {
            assert_eq!(hex(text).as_deref(), Some(bytes));
        }
        for wrong in ["!", "Zg=", "Zg", "====", "Z===", "Zm9v="] {
            assert_eq!(hex(wrong), None, "{wrong}");
        }
    }
}
