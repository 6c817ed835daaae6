//! Values of composite types as text.
//! <https://www.postgresql.org/docs/current/rowtypes.html#ROWTYPES-IO-SYNTAX>

/// The attributes of a value; nothing where the text is none.
pub(crate) fn attributes(text: &str) -> Option<Vec<Option<String>>> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    let (mut found, mut current, mut quoted) = (Vec::new(), None::<String>, false);
    let mut letters = inner.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                current.get_or_insert_default().push('"');
            }
            '"' => {
                quoted = !quoted;
                current.get_or_insert_default();
            }
            '\\' => current.get_or_insert_default().push(letters.next()?),
            ',' if !quoted => found.push(current.take()),
            other => current.get_or_insert_default().push(other),
        }
    }
    found.push(current);
    (!quoted).then_some(found)
}

/// The text of a value of these attributes.
pub(crate) fn text(attributes: &[Option<String>]) -> String {
    let quoted = |value: &String| format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\"\""));
    let texts: Vec<String> = attributes.iter().map(|one| one.as_ref().map(quoted).unwrap_or_default()).collect();
    format!("({})", texts.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let some = |text: &str| Some(text.to_owned());
        for attributes in [
            vec![some("a"), None, some("")],
            vec![some("a,b"), some("c\"d\\e"), some("(x,\"y\")")],
            vec![None, None],
            vec![some(" "), some("☃")],
        ] {
            assert_eq!(super::attributes(&text(&attributes)), Some(attributes));
        }
        assert_eq!(super::attributes("(1,\"a\"\"b\",)"), Some(vec![some("1"), some("a\"b"), None]));
        assert_eq!(super::attributes("1,2"), None);
        assert_eq!(super::attributes("(\"1)"), None);
    }
}
