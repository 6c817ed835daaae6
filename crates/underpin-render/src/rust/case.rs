//! Snake case and camel case of ASCII names, word for word as heck makes them.
//!
//! heck takes any text and formats it character by character; a large system asks for some hundred thousand of these, and
//! nearly all are plain. SeaORM's macros use heck, so the two must never differ: a property test holds them together.

/// Snake case.
pub fn snake(name: &str) -> String {
    let bytes = name.as_bytes();
    let mut out = String::with_capacity(name.len() + 4);
    let mut last_case = Case::None;
    for (at, c) in name.chars().enumerate() {
        if !c.is_ascii_alphanumeric() {
            last_case = Case::None;
            // One underscore between words, none before the first; that after the last is taken off below.
            if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
            continue;
        }
        let next_is_lower = bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        let starts_word = match last_case {
            Case::None => false,
            Case::Lower => c.is_ascii_uppercase(),
            Case::Upper => c.is_ascii_uppercase() && next_is_lower,
        };
        if starts_word && !out.ends_with('_') {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
        // A digit goes with what is before it.
        last_case = if c.is_ascii_lowercase() {
            Case::Lower
        } else if c.is_ascii_uppercase() {
            Case::Upper
        } else {
            last_case
        };
    }
    out.truncate(out.trim_end_matches('_').len());
    out
}

/// The case of the last letter of a word.
#[derive(Clone, Copy)]
enum Case {
    None,
    Lower,
    Upper,
}

/// Camel case that starts with a capital.
pub fn camel(name: &str) -> String {
    let snake = snake(name);
    let mut out = String::with_capacity(snake.len());
    for word in snake.split('_') {
        let mut letters = word.chars();
        out.extend(letters.next().map(|c| c.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    out
}

#[cfg(test)]
mod tests {
    use heck::{ToSnakeCase, ToUpperCamelCase};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(20_000) })]

        #[test]
        fn names_are_those_of_heck(name in "[aAbBzZ019_]{0,12}") {
            prop_assert_eq!(snake(&name), name.to_snake_case());
            prop_assert_eq!(camel(&name), name.to_upper_camel_case());
        }
    }
}
