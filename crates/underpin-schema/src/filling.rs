//! How what fills a column stands in snapshots. What PostgreSQL makes by itself is a word, as it was before sequences had options.

use serde::{Deserialize, Serialize, Serializer};

use crate::{DefaultValue, Expr, Identity, IdentityKind, Literal, OwnedSequence};

/// What is written.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Written<'a> {
    Literal(&'a Literal),
    Now,
    Sql(&'a Expr),
    Serial,
    SerialOf(&'a OwnedSequence),
    Identity(IdentityKind),
    IdentityOf { kind: IdentityKind, sequence: &'a OwnedSequence },
    Generated(&'a Expr),
}

/// The same, read.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Read {
    Literal(Literal),
    Now,
    Sql(Expr),
    Serial,
    SerialOf(OwnedSequence),
    Identity(IdentityKind),
    IdentityOf { kind: IdentityKind, sequence: OwnedSequence },
    Generated(Expr),
}

impl From<Read> for DefaultValue {
    fn from(read: Read) -> Self {
        match read {
            Read::Literal(literal) => DefaultValue::Literal(literal),
            Read::Now => DefaultValue::Now,
            Read::Sql(expr) => DefaultValue::Sql(expr),
            Read::Serial => DefaultValue::SERIAL,
            Read::SerialOf(sequence) => DefaultValue::Serial(sequence),
            Read::Identity(kind) => DefaultValue::Identity(Identity { kind, sequence: OwnedSequence::USUAL }),
            Read::IdentityOf { kind, sequence } => DefaultValue::Identity(Identity { kind, sequence }),
            Read::Generated(expr) => DefaultValue::Generated(expr),
        }
    }
}

impl Serialize for DefaultValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = match self {
            DefaultValue::Literal(literal) => Written::Literal(literal),
            DefaultValue::Now => Written::Now,
            DefaultValue::Sql(expr) => Written::Sql(expr),
            DefaultValue::Serial(sequence) if sequence.is_usual() => Written::Serial,
            DefaultValue::Serial(sequence) => Written::SerialOf(sequence),
            DefaultValue::Identity(Identity { kind, sequence }) if sequence.is_usual() => Written::Identity(*kind),
            DefaultValue::Identity(Identity { kind, sequence }) => Written::IdentityOf { kind: *kind, sequence },
            DefaultValue::Generated(expr) => Written::Generated(expr),
        };
        written.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SequenceOptions;

    #[test]
    fn what_is_usual_is_a_word() {
        let sequence = OwnedSequence::new(Some("s".into()), SequenceOptions { cycle: true, ..Default::default() });
        let identity = DefaultValue::Identity(Identity { kind: IdentityKind::Always, sequence: sequence.clone() });
        for (value, text) in [
            (DefaultValue::Now, r#""now""#),
            (DefaultValue::SERIAL, r#""serial""#),
            (DefaultValue::Serial(sequence), r#"{"serial_of":{"name":"s","options":{"cycle":true}}}"#),
            (DefaultValue::Identity(Identity::BY_DEFAULT), r#"{"identity":"by_default"}"#),
            (identity, r#"{"identity_of":{"kind":"always","sequence":{"name":"s","options":{"cycle":true}}}}"#),
        ] {
            assert_eq!(serde_json::to_string(&value).unwrap(), text);
            assert_eq!(serde_json::from_str::<DefaultValue>(text).unwrap(), value);
        }
    }
}
