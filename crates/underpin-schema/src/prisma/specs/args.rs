//! What stands between the brackets of an attribute.

use super::report::Report;
use crate::prisma::{Argument, Attribute, Value, ValueKind};
use crate::{Located, Span};

/// The arguments of an attribute or function, each with its name.
#[derive(Debug)]
pub(super) struct Args<'a, 't> {
    named: Vec<(&'a str, &'a Value<'t>)>,
}

impl<'a, 't> Args<'a, 't> {
    /// Gives each argument its name: the first of `names` is that of the one that may stand without. Others are reported.
    pub fn of(attribute: &'a Attribute<'t>, names: &[&'static str], report: &mut Report) -> Self {
        Self::read(attribute.name.value, &attribute.arguments, names, report)
    }

    /// The same of a function or a field in a list.
    pub fn read(owner: &str, arguments: &'a [Argument<'t>], names: &[&'static str], report: &mut Report) -> Self {
        let mut named: Vec<(&'a str, &'a Value<'t>)> = Vec::new();
        for Argument { name, value } in arguments {
            let (name, span): (&str, Span) = match (name, names.first()) {
                (Some(name), _) => (name.value, name.span),
                (None, Some(first)) => (first, value.span),
                (None, None) => ("", value.span),
            };
            if !names.contains(&name) {
                let message = match name {
                    "" => format!("`{owner}` takes nothing here"),
                    name => format!("`{owner}` has no argument `{name}`"),
                };
                let help = match names {
                    [] => "remove it".to_owned(),
                    names => format!("its arguments are {}", listed(names)),
                };
                report.unknown(span, message, help);
            } else if named.iter().any(|(taken, _)| *taken == name) {
                report.mistake(span, format!("`{owner}` is given `{name}` twice"), "remove one of the two");
            } else {
                named.push((name, value));
            }
        }
        Self { named }
    }

    /// The value of that name.
    pub fn get(&self, name: &str) -> Option<&'a Value<'t>> {
        self.named.iter().find(|(taken, _)| *taken == name).map(|(_, value)| *value)
    }

    /// The text of that name.
    pub fn text(&self, name: &str, report: &mut Report) -> Option<Located<String>> {
        let value = self.get(name)?;
        match &value.kind {
            ValueKind::Text(text) => Some(Located::new(text.clone().into_owned(), value.span)),
            ValueKind::Word(_)
            | ValueKind::Number(_)
            | ValueKind::Call(_, _)
            | ValueKind::List(_)
            | ValueKind::Map(_) => {
                report.mistake(value.span, format!("`{name}` takes a text"), "write it between quotes");
                None
            }
        }
    }

    /// The word of that name.
    pub fn word(&self, name: &str, report: &mut Report) -> Option<Located<&'t str>> {
        let value = self.get(name)?;
        let word = value.as_word();
        if word.is_none() {
            report.mistake(value.span, format!("`{name}` takes a word"), "write it without quotes");
        }
        word.map(|word| Located::new(word, value.span))
    }

    /// The values of the list of that name; one value will do for a list of one.
    pub fn list(&self, name: &str) -> Option<&'a [Value<'t>]> {
        let value = self.get(name)?;
        Some(match &value.kind {
            ValueKind::List(items) => items,
            ValueKind::Text(_)
            | ValueKind::Word(_)
            | ValueKind::Number(_)
            | ValueKind::Call(_, _)
            | ValueKind::Map(_) => std::slice::from_ref(value),
        })
    }

    /// The names of fields in the list of that name.
    pub fn fields(&self, name: &str, report: &mut Report) -> Option<Vec<Located<String>>> {
        let items = self.list(name)?;
        let mut fields = Vec::with_capacity(items.len());
        for item in items {
            match item.as_word() {
                Some(word) => fields.push(Located::new(word.to_owned(), item.span)),
                None => report.mistake(item.span, format!("`{name}` takes names of fields"), "write `[a, b]`"),
            }
        }
        Some(fields)
    }
}

impl<'t> Value<'t> {
    /// The word, where it is one.
    pub(super) fn as_word(&self) -> Option<&'t str> {
        match &self.kind {
            ValueKind::Word(word) => Some(word),
            ValueKind::Text(_)
            | ValueKind::Number(_)
            | ValueKind::Call(_, _)
            | ValueKind::List(_)
            | ValueKind::Map(_) => None,
        }
    }

    /// The text, where it is one.
    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.kind {
            ValueKind::Text(text) => Some(text),
            ValueKind::Word(_)
            | ValueKind::Number(_)
            | ValueKind::Call(_, _)
            | ValueKind::List(_)
            | ValueKind::Map(_) => None,
        }
    }

    /// The text of `raw("...")`, where it is that.
    pub(super) fn as_raw(&self) -> Option<&str> {
        match &self.kind {
            ValueKind::Call("raw", arguments) => match arguments.as_slice() {
                [one] if one.name.is_none() => one.value.as_text(),
                _ => None,
            },
            ValueKind::Call(_, _)
            | ValueKind::Word(_)
            | ValueKind::Text(_)
            | ValueKind::Number(_)
            | ValueKind::List(_)
            | ValueKind::Map(_) => None,
        }
    }
}

/// Words as a message lists them.
pub(super) fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
