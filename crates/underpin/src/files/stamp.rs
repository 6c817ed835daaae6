//! The digest in the header of a generated file. It tells a file that underpin made and no one touched from all others,
//! without a list of files kept elsewhere.

use sha2::{Digest, Sha256};
use underpin_render::File;

use crate::Error;

/// What a renderer writes where the digest goes.
const TOKEN: &str = "underpin:digest";

/// What stands before the digest in a stamped text.
const STAMP: &str = "underpin:sha256:";

/// The length of the digest, in hexadecimal digits.
const DIGITS: usize = 64;

/// Within how many lines the digest stands.
const HEADER_LINES: usize = 3;

/// Puts the digest of a generated text into it: that of the text with the token in place.
///
/// # Errors
///
/// Where the text has no token in its first lines: a mistake of the renderer.
pub fn stamp(file: File) -> Result<File, Error> {
    let File { path, mut text } = file;
    let Some(at) = header(&text).find(TOKEN) else { return Err(Error::Unstamped { path }) };
    let digest = hash(&text);
    text.replace_range(at..at + TOKEN.len(), &format!("{STAMP}{digest}"));
    Ok(File { path, text })
}

/// Whether a text carries a digest at all.
pub fn is_stamped(text: &str) -> bool {
    find(text).is_some()
}

/// Whether a text carries the digest of what it says. Line ends that a checkout turned into CR LF do not count.
pub fn is_untouched(text: &str) -> bool {
    let Some((start, digest)) = find(text) else { return false };
    let (before, after) = (&text[..start], &text[start + STAMP.len() + DIGITS..]);
    let unix = |text: &str| text.replace("\r\n", "\n");
    hash_parts(&[before, TOKEN, after]) == digest
        || (text.contains('\r') && hash_parts(&[&unix(before), TOKEN, &unix(after)]) == digest)
}

/// SHA-256 in hexadecimal digits.
pub fn hash(text: &str) -> String {
    hash_parts(&[text])
}

fn hash_parts(parts: &[&str]) -> String {
    let mut state = Sha256::new();
    parts.iter().for_each(|part| state.update(part.as_bytes()));
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    state.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Where the stamp starts, and its digest.
fn find(text: &str) -> Option<(usize, &str)> {
    let start = header(text).find(STAMP)?;
    let digest = text.get(start + STAMP.len()..start + STAMP.len() + DIGITS)?;
    digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')).then_some((start, digest))
}

fn header(text: &str) -> &str {
    let end = text.match_indices('\n').nth(HEADER_LINES - 1).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamped(text: &str) -> String {
        stamp(File { path: "x".to_owned(), text: text.to_owned() }).expect("a token").text
    }

    #[test]
    fn an_untouched_text_is_known() {
        let text = stamped("-- Generated. underpin:digest\nSELECT 1;\n");
        assert!(is_stamped(&text));
        assert!(is_untouched(&text));
        assert!(is_untouched(&text.replace('\n', "\r\n")));
    }

    #[test]
    fn any_edit_is_seen() {
        let text = stamped("-- Generated. underpin:digest\nSELECT 1;\n");
        assert!(!is_untouched(&text.replace('1', "2")));
        assert!(!is_untouched(&format!("{text}\n")));
        assert!(!is_untouched(&text.replace("Generated", "generated")));
    }

    #[test]
    fn a_text_without_a_place_is_refused() {
        let late = File { path: "x".to_owned(), text: "\n\n\nunderpin:digest".to_owned() };
        assert!(stamp(late).is_err());
        assert!(!is_stamped("underpin:sha256:xyz"));
        assert!(!is_stamped("underpin:sha256:é"));
    }

    #[test]
    fn the_digest_is_that_of_the_text_with_its_token() {
        let text = "# underpin:digest\n";
        assert_eq!(stamped(text), format!("# underpin:sha256:{}\n", hash(text)));
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
