//! Options that stand in `WITH (...)`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Name;

/// Options of a view or an index, by name: `security_barrier`, `fillfactor`. Normal form: names in lower case, booleans as
/// `true` and `false`, and nothing that says what PostgreSQL does anyway.
/// <https://www.postgresql.org/docs/current/sql-createview.html>,
/// <https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-STORAGE-PARAMETERS>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Options(BTreeMap<Name, String>);

/// The options that are on or off.
const SWITCHES: &[&str] = &[
    "autosummarize",
    "autovacuum_enabled",
    "deduplicate_items",
    "fastupdate",
    "security_barrier",
    "security_invoker",
    "vacuum_truncate",
];

/// The switches that are off where nothing is said.
const USUALLY_OFF: &[&str] = &["security_barrier", "security_invoker"];

impl Options {
    /// Options from names and values as they are written.
    pub fn new<N: AsRef<str>, V: AsRef<str>>(written: impl IntoIterator<Item = (N, V)>) -> Self {
        let options = written.into_iter().map(|(name, value)| {
            let name = name.as_ref().trim().to_lowercase();
            let value = match SWITCHES.contains(&name.as_str()) {
                true => switch(value.as_ref().trim()),
                false => value.as_ref().trim().to_lowercase(),
            };
            (Name::new(name), value)
        });
        Self(options.filter(|(name, value)| !(USUALLY_OFF.contains(&name.as_str()) && value == "false")).collect())
    }

    /// Options from the form in which the catalogs keep them: `name=value`.
    pub fn from_catalog(kept: &[String]) -> Self {
        Self::new(kept.iter().map(|option| option.split_once('=').unwrap_or((option, "true"))))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each with its value, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &str)> {
        self.0.iter().map(|(name, value)| (name, value.as_str()))
    }

    /// The value of an option.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// What PostgreSQL takes for a boolean: any unique beginning of these words.
/// <https://www.postgresql.org/docs/current/datatype-boolean.html>
fn switch(value: &str) -> String {
    let value = value.to_lowercase();
    let begins = |words: &[&str]| value.len() > 1 && words.iter().any(|word| word.starts_with(&value));
    if ["1", "t", "y"].contains(&value.as_str()) || begins(&["true", "yes"]) || value == "on" {
        return "true".to_owned();
    }
    if ["0", "f", "n"].contains(&value.as_str()) || begins(&["false", "no", "off"]) {
        return "false".to_owned();
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_meaning_has_one_form() {
        let kept = ["security_barrier=on".to_owned(), "security_invoker=off".to_owned(), "fillfactor=70".to_owned()];
        let written = [("fillfactor", "70"), ("Security_Barrier", "TRUE")];
        assert_eq!(Options::from_catalog(&kept), Options::new(written));
        assert_eq!(Options::new([("fastupdate", "of")]).get("fastupdate"), Some("false"));
        assert_eq!(Options::new([("buffering", "AUTO")]).get("buffering"), Some("auto"));
    }
}
