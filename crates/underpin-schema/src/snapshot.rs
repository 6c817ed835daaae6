//! The snapshot of a system: its schema and its code side as JSON, kept beside each migration.
//!
//! The text begins with the token that the writer of files replaces by a digest, and with the number of the
//! format, so that a snapshot of a later underpin is refused with a clear word instead of half understood.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Code, Done, ObjectId, Schema, json};

/// The number of the format that this version writes, and the only one that it reads.
pub const FORMAT: u32 = 1;

/// What the first key holds before the digest is stamped.
const GENERATED: &str = "by underpin; underpin:digest";

/// About how much a table takes, with its model and an enum.
const BYTES_OF_TABLE: usize = 8_000;

/// What is wrong with a snapshot.
#[derive(Debug)]
pub enum SnapshotError {
    /// The text is no JSON of the kind that a snapshot is.
    Malformed(serde_json::Error),
    /// The format is of another version of underpin.
    Format(u32),
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SnapshotError::Malformed(error) => write!(f, "the snapshot cannot be read: {error}"),
            SnapshotError::Format(found) => write!(
                f,
                "the snapshot has the format {found}, and this version of underpin reads the format {FORMAT}; \
                 use the version of underpin that wrote it"
            ),
        }
    }
}

impl std::error::Error for SnapshotError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            SnapshotError::Malformed(error) => Some(error),
            SnapshotError::Format(_) => None,
        }
    }
}

#[derive(Serialize)]
struct Written<'a> {
    generated: &'static str,
    format: u32,
    schema: &'a Schema,
    code: &'a Code,
    #[serde(skip_serializing_if = "Done::is_empty")]
    done: &'a Done,
}

/// What every format has.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

/// What a snapshot holds.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Snapshot<C = Code> {
    /// What the database knows.
    pub schema: Schema,
    /// What code knows beyond it.
    pub code: C,
    /// What migrations have done that neither shows.
    #[serde(default)]
    pub done: Done,
}

/// The snapshot of a schema and its code side: pretty JSON with a line break at its end.
pub fn to_json(schema: &Schema, code: &Code, done: &Done) -> String {
    let written = Written { generated: GENERATED, format: FORMAT, schema, code, done };
    json::to_text(&written, json::Lines::All, (schema.tables.len() + 1) * BYTES_OF_TABLE)
}

/// Reads a snapshot.
///
/// # Errors
/// Where the text is no snapshot, or one of another format.
pub fn from_json(text: &str) -> Result<Snapshot, SnapshotError> {
    read(text)
}

/// What a schema needs to know of its code side: what belongs to others.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct OfOthers {
    /// As in [`Code::external`].
    #[serde(default)]
    pub external: BTreeSet<ObjectId>,
}

/// Reads a snapshot and skips its code side, but for what belongs to others.
///
/// # Errors
/// Where the text is no snapshot, or one of another format.
pub fn schema_from_json(text: &str) -> Result<Snapshot<OfOthers>, SnapshotError> {
    read(text)
}

fn read<'t, C: Deserialize<'t>>(text: &'t str) -> Result<Snapshot<C>, SnapshotError> {
    match serde_json::from_str(text) {
        // A text of another format may well have the same shape.
        Ok(read) => check_format(text).map(|()| read),
        Err(error) => {
            check_format(text)?;
            Err(SnapshotError::Malformed(error))
        }
    }
}

fn check_format(text: &str) -> Result<(), SnapshotError> {
    let Head { format } = serde_json::from_str(text).map_err(SnapshotError::Malformed)?;
    if format == FORMAT { Ok(()) } else { Err(SnapshotError::Format(format)) }
}
