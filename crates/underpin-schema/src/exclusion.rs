//! Exclusion constraints, and the operators that they compare by.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Deferral, Index, IndexKey, Name};

/// An exclusion constraint: no two rows for which each operator holds between their keys.
/// <https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-EXCLUDE>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusion {
    /// The index that it is kept by, with the keys that are compared; it forbids nothing by itself.
    pub index: Index,
    /// The operator that compares each key, in the order of the keys.
    pub operators: Vec<Operator>,
    /// Whether the check may wait for the end of the transaction.
    #[serde(default, skip_serializing_if = "Deferral::is_never")]
    pub deferral: Deferral,
}

impl Exclusion {
    /// Each key with its operator.
    pub fn elements(&self) -> impl Iterator<Item = (&IndexKey, &Operator)> {
        self.index.keys.iter().zip(&self.operators)
    }
}

/// An operator, with its schema where that is neither `pg_catalog` nor `public`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Operator {
    /// The schema.
    pub namespace: Option<Name>,
    symbol: String,
}

impl Operator {
    /// An operator from its schema and symbol; nothing where the symbol is none.
    /// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-OPERATORS>
    pub fn new(namespace: Option<Name>, symbol: impl Into<String>) -> Option<Self> {
        let symbol = symbol.into();
        let is_symbol = !symbol.is_empty() && symbol.bytes().all(|byte| b"+-*/<>=~!@#%^&|`?".contains(&byte));
        // What begins a comment is no operator.
        (is_symbol && !symbol.contains("--") && !symbol.contains("/*")).then_some(Self { namespace, symbol })
    }

    /// The symbol: `&&`.
    pub fn symbol(&self) -> &str {
        &self.symbol
    }
}

impl fmt::Display for Operator {
    /// As specs write it: `&&`, `"odd schema".&&`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(f, "\"{}\".{}", namespace.replace('"', "\"\""), self.symbol),
            None => f.write_str(&self.symbol),
        }
    }
}

impl From<Operator> for String {
    fn from(operator: Operator) -> Self {
        operator.to_string()
    }
}

impl TryFrom<String> for Operator {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl FromStr for Operator {
    type Err = String;

    /// Reads `&&`, `ext.&&` and `"odd schema".&&`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let (namespace, symbol) = match text.rsplit_once('.') {
            Some((namespace, symbol)) => (Some(namespace), symbol),
            None => (None, text),
        };
        let unquoted = |name: &str| match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
            Some(inside) => inside.replace("\"\"", "\""),
            None => name.to_owned(),
        };
        let namespace = namespace.map(unquoted).filter(|name| !["pg_catalog", "public"].contains(&name.as_str()));
        Operator::new(namespace.map(Name::from), symbol).ok_or_else(|| format!("`{text}` is no operator"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_read_as_they_are_written() {
        for text in ["&&", "-|-", "\"odd \"\"schema.\".&&"] {
            assert_eq!(text.parse::<Operator>().map(|operator| operator.to_string()), Ok(text.to_owned()));
        }
        assert_eq!("public.=".parse(), "=".parse::<Operator>());
        for text in ["", "a", "=; DROP", "--", "=/*"] {
            assert!(text.parse::<Operator>().is_err(), "{text}");
        }
    }
}
