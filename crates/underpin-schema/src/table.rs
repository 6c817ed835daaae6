//! Tables: columns, keys, indexes, and what hangs on them.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::{Check, Column, Exclusion, ForeignKey, Index, Name, Policy, PrimaryKey, Trigger, Unique};

/// A table.
///
/// The columns keep the order of the spec, for readable text, but an `IndexMap` compares without order: PostgreSQL
/// appends new columns, so their order carries no meaning and is never a difference.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Table {
    /// The columns by name.
    pub columns: IndexMap<Name, Column>,
    /// The primary key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_key: Option<PrimaryKey>,
    /// Unique constraints by name. A unique *index* is in `indexes`: Prisma makes those, and PostgreSQL tells them apart.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub uniques: BTreeMap<Name, Unique>,
    /// Indexes by name, without those that belong to a constraint.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub indexes: BTreeMap<Name, Index>,
    /// Foreign keys by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub foreign_keys: BTreeMap<Name, ForeignKey>,
    /// Check constraints by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub checks: BTreeMap<Name, Check>,
    /// Exclusion constraints by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub exclusions: BTreeMap<Name, Exclusion>,
    /// Triggers by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub triggers: BTreeMap<Name, Trigger>,
    /// Row-level security policies by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub policies: BTreeMap<Name, Policy>,
    /// Whether policies are applied, and to whom.
    #[serde(skip_serializing_if = "RowSecurity::is_off")]
    pub row_security: RowSecurity,
    /// The comment that the database keeps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// Row-level security of a table.
/// <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowSecurity {
    /// Policies are not applied.
    #[default]
    Off,
    /// Policies bind everyone but the owner of the table.
    Enabled,
    /// Policies bind the owner too.
    Forced,
}

impl RowSecurity {
    /// Whether policies are not applied.
    pub fn is_off(&self) -> bool {
        *self == RowSecurity::Off
    }
}
