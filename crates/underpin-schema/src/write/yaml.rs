//! YAML text as underpin writes it: short maps and lists on one line, long texts as blocks.

use std::fmt::Write;

/// How wide a line may be before a map or list is laid out over several.
const WIDTH: usize = 120;

/// A piece of YAML.
#[derive(Clone, Debug)]
pub(super) enum Yaml {
    /// A word that is written as it is: `true`, `14`, `now()`.
    Word(String),
    /// A text: quoted where it would otherwise be read as something else.
    Text(String),
    /// A text that is quoted always.
    Quoted(String),
    /// A list.
    List(Vec<Yaml>),
    /// A map in its order.
    Map(Vec<(String, Yaml)>),
}

/// Makes a map, leaving out what is not there.
#[derive(Debug, Default)]
pub(super) struct MapBuilder {
    entries: Vec<(String, Yaml)>,
}

impl MapBuilder {
    /// Adds a value.
    pub fn put(&mut self, key: &str, value: Yaml) {
        self.entries.push((key.to_owned(), value));
    }

    /// Adds a text.
    pub fn text(&mut self, key: &str, value: impl ToString) {
        self.put(key, Yaml::Text(value.to_string()));
    }

    /// Adds a text if there is one.
    pub fn maybe(&mut self, key: &str, value: Option<&(impl ToString + ?Sized)>) {
        if let Some(value) = value {
            self.text(key, value.to_string());
        }
    }

    /// Adds a list of texts unless it is empty.
    pub fn texts<T: ToString>(&mut self, key: &str, values: impl IntoIterator<Item = T>) {
        let values = values.into_iter().map(|value| Yaml::Text(value.to_string()));
        self.list(key, values.collect());
    }

    /// Adds a list unless it is empty.
    pub fn list(&mut self, key: &str, values: Vec<Yaml>) {
        if !values.is_empty() {
            self.put(key, Yaml::List(values));
        }
    }

    /// Adds a map unless it is empty.
    pub fn map(&mut self, key: &str, entries: Vec<(String, Yaml)>) {
        if !entries.is_empty() {
            self.put(key, Yaml::Map(entries));
        }
    }

    /// Adds `key: true` where it is so.
    pub fn flag(&mut self, key: &str, is_set: Option<()>) {
        if is_set.is_some() {
            self.put(key, Yaml::Word("true".to_owned()));
        }
    }

    /// The entries.
    pub fn into_entries(self) -> Vec<(String, Yaml)> {
        self.entries
    }
}

/// A document: a map over several lines, whose maps are over several lines too.
pub(super) fn document(entries: &[(String, Yaml)]) -> String {
    let mut out = String::new();
    for (key, value) in entries {
        match value {
            Yaml::Map(entries) if !entries.is_empty() => {
                _ = writeln!(out, "{}:", key_text(key, Context::Block));
                block(&mut out, entries, 2);
            }
            value => entry(&mut out, key, value, 0),
        }
    }
    out
}

fn block(out: &mut String, entries: &[(String, Yaml)], indent: usize) {
    for (key, value) in entries {
        entry(out, key, value, indent);
    }
}

fn entry(out: &mut String, key: &str, value: &Yaml, indent: usize) {
    let key = key_text(key, Context::Block);
    let blank = " ".repeat(indent);
    if let Yaml::Text(value) = value
        && value.contains('\n')
        && is_plain_block(value)
    {
        _ = writeln!(out, "{blank}{key}: |-");
        for line in value.split('\n') {
            match line.is_empty() {
                true => out.push('\n'),
                false => _ = writeln!(out, "{blank}  {line}"),
            }
        }
        return;
    }
    let one_line = flow(value, Context::Block);
    if indent + key.chars().count() + 2 + one_line.chars().count() <= WIDTH {
        _ = writeln!(out, "{blank}{key}: {one_line}");
        return;
    }
    match value {
        Yaml::Map(entries) if !entries.is_empty() => {
            _ = writeln!(out, "{blank}{key}:");
            block(out, entries, indent + 2);
        }
        Yaml::List(items) if !items.is_empty() => {
            _ = writeln!(out, "{blank}{key}:");
            for item in items {
                _ = writeln!(out, "{blank}  - {}", flow(item, Context::Block));
            }
        }
        Yaml::Map(_) | Yaml::List(_) | Yaml::Word(_) | Yaml::Text(_) | Yaml::Quoted(_) => {
            _ = writeln!(out, "{blank}{key}: {one_line}");
        }
    }
}

/// Where a scalar stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Context {
    /// Alone on its line.
    Block,
    /// Within `[...]` or `{...}`.
    Flow,
}

fn flow(value: &Yaml, context: Context) -> String {
    match value {
        Yaml::Word(word) => word.clone(),
        Yaml::Text(value) => text(value, context),
        Yaml::Quoted(value) => quoted(value),
        Yaml::List(items) => {
            let items: Vec<_> = items.iter().map(|item| flow(item, Context::Flow)).collect();
            format!("[{}]", items.join(", "))
        }
        Yaml::Map(entries) if entries.is_empty() => "{}".to_owned(),
        Yaml::Map(entries) => {
            let entries: Vec<_> = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", key_text(key, Context::Flow), flow(value, Context::Flow)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// Words that a reader of YAML, of whatever version, may take for something other than text.
/// <https://yaml.org/type/bool.html>
const SPECIAL: &[&str] = &["null", "true", "false", "yes", "no", "on", "off", "y", "n"];

/// A text without quotes where it is safe, which is decided narrowly: what is quoted without need is still right.
fn text(value: &str, context: Context) -> String {
    let is_safe = |c: char| match c {
        '[' | ']' | ',' => context == Context::Block,
        '_' | ' ' | '.' | '(' | ')' | '?' | '/' | '-' | '+' | '=' | '<' | '>' | ';' | '*' | '\'' => true,
        c => c.is_alphanumeric(),
    };
    let starts_well = value.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let plain = starts_well
        && !value.ends_with(' ')
        && value.chars().all(is_safe)
        && !SPECIAL.contains(&value.to_lowercase().as_str());
    if plain { value.to_owned() } else { quoted(value) }
}

/// A key. The words of the language are bare, though one of them, `on`, was a truth value in older YAML.
fn key_text(key: &str, context: Context) -> String {
    if key == "on" { key.to_owned() } else { text(key, context) }
}

/// A text in double quotes. JSON's escapes are YAML's too; what YAML does not allow in a line is escaped on top.
/// <https://yaml.org/spec/1.2.2/#57-escaped-characters>
fn quoted(value: &str) -> String {
    let json = serde_json::Value::from(value).to_string();
    let is_unprintable =
        |c: char| matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    if !json.contains(is_unprintable) {
        return json;
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match is_unprintable(c) {
            true => _ = write!(out, "\\u{:04x}", u32::from(c)),
            false => out.push(c),
        }
    }
    out
}

/// Whether a text survives as a block: every line is taken as it is, so none may begin the text with white space, end
/// with it, or hold what YAML does not allow.
fn is_plain_block(value: &str) -> bool {
    let printable = |c: char| matches!(c, '\n' | ' '..='~') || c.is_alphanumeric();
    value.chars().all(printable)
        && !value.starts_with([' ', '\n'])
        && !value.ends_with([' ', '\n'])
        && value.split('\n').all(|line| !line.ends_with(' '))
}
