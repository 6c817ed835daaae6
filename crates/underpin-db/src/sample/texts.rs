//! Other texts of the same look: each letter becomes a letter of its alphabet, each digit a digit; all else stays, so that
//! an address of e-mail stays one and a number of a telephone keeps its grouping.

use crate::rows::Random;

/// The small letters of alphabets, each alphabet from its first code point to its last, and some letters of it.
const ALPHABETS: &[(char, char, &str)] = &[
    ('\u{00c0}', '\u{024f}', "àáâãäåæçèéêëìíîïñòóôõöøùúûüý"),
    ('\u{0370}', '\u{03ff}', "αβγδεζηθικλμνξοπρτυφχψω"),
    ('\u{0400}', '\u{04ff}', "абвгдежзиклмнопрстуфхцчшщэюя"),
    ('\u{0590}', '\u{05ff}', "אבגדהוזחטילמנסעפצקרשת"),
    ('\u{0600}', '\u{06ff}', "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"),
    ('\u{0900}', '\u{097f}', "अआइउएकखगघचछजटठडणतथदधनपफबभमयरलवशसह"),
    ('\u{3040}', '\u{309f}', "あいうえおかきくけこさしすせそたちつてと"),
    ('\u{30a0}', '\u{30ff}', "アイウエオカキクケコサシスセソタチツテト"),
    ('\u{ac00}', '\u{d7a3}', "가나다라마바사아자차카타파하"),
];

/// Letters for all other alphabets.
const OTHERS: &str = "日月火水木金土山川田東西南北";

const SMALL: &str = "abcdefghijklmnopqrstuvwxyz";

/// A text without regard to case, letter by letter.
pub(super) fn folded(text: &str) -> String {
    text.chars().map(small).collect()
}

/// The small letter, where it is one letter and leads back.
fn small(letter: char) -> char {
    let mut lower = letter.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) if large(one) == letter => one,
        _ => letter,
    }
}

fn large(letter: char) -> char {
    let mut upper = letter.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => one,
        _ => letter,
    }
}

/// Another text for one that is folded.
pub(super) fn other(text: &str, random: &mut Random) -> String {
    let one = |letter: char| match letter {
        '0'..='9' => char::from(b'0' + u8::try_from(random.below(10)).unwrap_or_default()),
        _ if !letter.is_alphabetic() => letter,
        _ => {
            let letters = match letter.is_ascii() {
                true => SMALL,
                false => ALPHABETS
                    .iter()
                    .find(|(first, last, _)| (*first..=*last).contains(&letter))
                    .map_or(OTHERS, |(_, _, letters)| letters),
            };
            let letters: Vec<char> = letters.chars().collect();
            random.pick(&letters).copied().unwrap_or(letter)
        }
    };
    text.chars().map(one).collect()
}

/// A folded text in the case of another one.
pub(super) fn in_case_of(text: &str, original: &str) -> String {
    let one = |(letter, original): (char, char)| if small(original) == original { letter } else { large(letter) };
    let count = original.chars().count();
    let rest = text.chars().skip(count);
    text.chars().zip(original.chars()).map(one).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_look() {
        let original = "Ana.Núñez+1@Clínica.example, Ω-42 '\\";
        let made = in_case_of(&other(&folded(original), &mut Random::new(7, "x")), original);
        assert_eq!(made.chars().count(), original.chars().count());
        for (one, other) in made.chars().zip(original.chars()) {
            assert_eq!(one.is_alphabetic(), other.is_alphabetic(), "{made}");
            assert_eq!(one.is_uppercase(), other.is_uppercase(), "{made}");
            assert_eq!(one.is_ascii_digit(), other.is_ascii_digit(), "{made}");
            assert!(other.is_alphanumeric() || one == other, "{made}");
        }
        assert_ne!(made, original);
        assert_eq!(folded("ANA İß"), "ana İß");
    }
}
