//! Constants that stand in the text of a check: what they are compared with is worth a try. Nothing is understood here;
//! whether a value passes is for the server to say.

use super::pattern;
use super::random::Random;

/// Texts that might pass a check.
pub(super) fn hints(expr: &str, random: &mut Random) -> Vec<String> {
    let mut hints = Vec::new();
    for text in quoted(expr) {
        if text.contains(['%', '_']) {
            // A pattern of LIKE.
            hints.push(text.replace('%', "any").replace('_', "x"));
        }
        if text.contains(['[', '\\', '^', '$', '+', '*', '(']) {
            hints.extend((0..300).filter_map(|_| pattern::sample(&text, random)));
        }
        hints.push(text);
    }
    for number in numbers(expr) {
        hints.extend([number, number.saturating_sub(1), number.saturating_add(1)].map(|number| number.to_string()));
        // A length, perhaps.
        if (1..=1000).contains(&number) {
            let letters = b"abcdefghijklmnopqrstuvwxyz";
            let mut word = || -> String {
                (0..number).filter_map(|_| random.pick(letters)).map(|letter| char::from(*letter)).collect()
            };
            for _ in 0..40 {
                let word = word();
                hints.extend([word.to_uppercase(), word]);
            }
            hints.extend((0..40_u64).map(|at| format!("{at:0width$}", width = usize::try_from(number).unwrap_or(1))));
        }
    }
    hints.sort();
    hints.dedup();
    hints
}

/// What stands between single quotes.
fn quoted(expr: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = expr;
    while let Some(start) = rest.find('\'') {
        let mut text = String::new();
        rest = &rest[start + 1..];
        while let Some(end) = rest.find('\'') {
            text.push_str(&rest[..end]);
            rest = &rest[end + 1..];
            if !rest.starts_with('\'') {
                break;
            }
            text.push('\'');
            rest = &rest[1..];
        }
        found.push(text);
    }
    found
}

/// Runs of digits, with the sign before them.
fn numbers(expr: &str) -> Vec<i64> {
    let runs = expr.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_' && letter != '-');
    runs.filter_map(|run| run.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_found_in_checks() {
        assert_eq!(quoted("a = 'x' OR b = 'it''s' AND c <> ''"), ["x", "it's", ""]);
        assert_eq!(numbers("v > 0 AND col2 BETWEEN -5 AND 10"), [0, -5, 10]);
        let hints = hints("code ~ '^[A-Z]{3}-[0-9]+$'", &mut Random::new(1, ""));
        assert!(hints.iter().any(|hint| hint.len() > 4 && hint.as_bytes()[3] == b'-'), "{hints:?}");
    }
}
