//! Names of objects, as PostgreSQL stores them.

use std::{borrow::Borrow, fmt, ops::Deref, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How many bytes of a name PostgreSQL keeps; it cuts longer ones silently.
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS>
pub const NAME_BYTES: usize = 63;

/// The schema that PostgreSQL looks in when a name is not qualified.
pub const PUBLIC: &str = "public";

/// One identifier, unquoted, exactly as the catalog holds it. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Arc<str>);

impl Name {
    /// A name from its text. Whether it fits PostgreSQL is checked where specs are resolved.
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(Arc::from(text.as_ref()))
    }

    /// The text of the name, without quotes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Name {
    fn from(text: String) -> Self {
        Self(Arc::from(text))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// A name inside a PostgreSQL schema ("namespace"). Written `name` where the namespace is `public`, else `namespace.name`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QName {
    /// The PostgreSQL schema that holds the object.
    pub namespace: Name,
    /// The object's own name.
    pub name: Name,
}

impl QName {
    /// A name in `namespace`.
    pub fn new(namespace: impl Into<Name>, name: impl Into<Name>) -> Self {
        Self { namespace: namespace.into(), name: name.into() }
    }

    /// A name in the schema `public`.
    pub fn public(name: impl Into<Name>) -> Self {
        Self::new(PUBLIC, name)
    }

    /// Whether the object lives in `public`.
    pub fn is_public(&self) -> bool {
        self.namespace.as_str() == PUBLIC
    }
}

impl fmt::Display for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A dot inside a name would make the text ambiguous as a map key of the snapshot, so it is doubled.
        let escaped = |name: &Name, f: &mut fmt::Formatter<'_>| {
            name.split_inclusive('.').try_for_each(|part| {
                f.write_str(part)?;
                if part.ends_with('.') { f.write_str(".") } else { Ok(()) }
            })
        };
        if !self.is_public() {
            escaped(&self.namespace, f)?;
            f.write_str(".")?;
        }
        escaped(&self.name, f)
    }
}

impl std::str::FromStr for QName {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at] == b'.' {
                if bytes.get(at + 1) == Some(&b'.') {
                    at += 2;
                    continue;
                }
                return Ok(Self::new(text[..at].replace("..", "."), text[at + 1..].replace("..", ".")));
            }
            at += 1;
        }
        Ok(Self::public(text.replace("..", ".")))
    }
}

impl Serialize for QName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for QName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qualified_name_survives_its_text_form() {
        for name in [
            QName::public("User"),
            QName::new("billing", "Invoice"),
            QName::public("a.b"),
            QName::new("a.b", "c.d"),
            QName::public("é中"),
        ] {
            assert_eq!(name.to_string().parse(), Ok(name));
        }
    }
}
