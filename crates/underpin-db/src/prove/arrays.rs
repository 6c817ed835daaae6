//! Arrays of one dimension as PostgreSQL writes them. <https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO>

/// The elements of an array; nothing where the text is none of one dimension.
pub(crate) fn elements(text: &str) -> Option<Vec<Option<String>>> {
    let mut letters = text.strip_prefix('{')?.chars().peekable();
    let mut found = Vec::new();
    if letters.peek() == Some(&'}') {
        return Some(found);
    }
    loop {
        let mut element = String::new();
        let mut quoted = false;
        let end = loop {
            match letters.next()? {
                '"' => {
                    quoted = true;
                    loop {
                        match letters.next()? {
                            '\\' => element.push(letters.next()?),
                            '"' => break,
                            letter => element.push(letter),
                        }
                    }
                }
                '\\' => element.push(letters.next()?),
                '{' => return None,
                end @ (',' | '}') => break end,
                letter => element.push(letter),
            }
        };
        found.push((quoted || element != "NULL").then_some(element));
        if end == '}' {
            return Some(found);
        }
    }
}

/// The text of an array.
pub(crate) fn array(elements: &[Option<String>]) -> String {
    let element = |element: &Option<String>| match element {
        None => "NULL".to_owned(),
        Some(text) if needs_quotes(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        Some(text) => text.clone(),
    };
    format!("{{{}}}", elements.iter().map(element).collect::<Vec<_>>().join(","))
}

fn needs_quotes(text: &str) -> bool {
    let special = |letter: char| matches!(letter, '{' | '}' | ',' | '"' | '\\') || letter.is_ascii_whitespace();
    text.is_empty() || text.eq_ignore_ascii_case("null") || text.contains(special)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_read_as_they_are_written() {
        let own = |texts: &[Option<&str>]| -> Vec<Option<String>> {
            texts.iter().map(|text| text.map(str::to_owned)).collect()
        };
        for (text, expected) in [
            ("{}", own(&[])),
            ("{A,B}", own(&[Some("A"), Some("B")])),
            ("{NULL,\"NULL\",\"\"}", own(&[None, Some("NULL"), Some("")])),
            ("{\"in progress\",\"it's \\\"x\\\" \\\\\"}", own(&[Some("in progress"), Some("it's \"x\" \\")])),
        ] {
            assert_eq!(elements(text), Some(expected.clone()));
            assert_eq!(array(&expected), text);
        }
        assert_eq!(elements("{{1,2},{3,4}}"), None);
        assert_eq!(elements("{a"), None);
    }
}
