//! Objects beside tables: extensions, enum types, views, functions, triggers, policies.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::{Expr, Index, Name, ObjectId, Options, QName};

/// An extension.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// The PostgreSQL schema that holds its objects, where it is not the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<Name>,
}

/// An enum type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnumType {
    /// The labels, in their sort order.
    pub values: Vec<Name>,
    /// The comment that the database keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A view or a materialized view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Whether its rows are stored.
    #[serde(default)]
    pub storage: ViewStorage,
    /// Its options: `security_barrier`, `check_option`.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
    /// The query.
    pub query: Expr,
    /// Indexes by name, of a materialized view alone.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub indexes: BTreeMap<Name, Index>,
    /// Triggers by name, of a plain view alone.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub triggers: BTreeMap<Name, Trigger>,
    /// What must exist before it, beside what its text mentions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends: Vec<ObjectId>,
    /// The comment that the database keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// Whether the rows of a view are stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViewStorage {
    /// Computed at each read.
    #[default]
    Plain,
    /// Stored until refreshed.
    Materialized,
}

/// What tells one function from another: PostgreSQL allows several of one name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signature {
    /// The function's name.
    pub name: QName,
    /// The types of its arguments, comma-separated, in lower case: `uuid, integer`.
    pub args: String,
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.name, self.args)
    }
}

impl std::str::FromStr for Signature {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, args) = text
            .strip_suffix(')')
            .and_then(|text| text.split_once('('))
            .ok_or_else(|| format!("`{text}` is no function signature"))?;
        let Ok(name) = name.parse();
        Ok(Self { name, args: args.to_owned() })
    }
}

impl Serialize for Signature {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// The argument list as written: `user_id uuid, days integer DEFAULT 30`.
    pub arguments: String,
    /// What it returns: `boolean`, `trigger`, `TABLE (id uuid)`.
    pub returns: String,
    /// The language: `sql`, `plpgsql`.
    pub language: Name,
    /// What the planner may assume of its results.
    #[serde(default)]
    pub volatility: Volatility,
    /// Whose rights it runs with.
    #[serde(default)]
    pub security: Security,
    /// What PostgreSQL may count on when it calls it.
    #[serde(default, skip_serializing_if = "FunctionTraits::are_usual")]
    pub traits: FunctionTraits,
    /// The settings it runs under (`search_path = public`), as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<String>,
    /// The text between the quotes.
    pub body: Expr,
    /// The white space between the quotes and the text.
    #[serde(default, skip_serializing_if = "Margins::are_usual")]
    pub margins: Margins,
    /// What must exist before it, beside what its text mentions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends: Vec<ObjectId>,
    /// The comment that the database keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// What the planner may assume of a function's results.
/// <https://www.postgresql.org/docs/current/xfunc-volatility.html>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Volatility {
    /// Nothing.
    #[default]
    Volatile,
    /// The same within one statement.
    Stable,
    /// The same forever.
    Immutable,
}

/// What PostgreSQL may count on when it calls a function. What is not said at CREATE OR REPLACE FUNCTION is reset.
/// <https://www.postgresql.org/docs/current/sql-createfunction.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FunctionTraits {
    /// Whether it is NULL for any argument that is, without a call: STRICT.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub strict: bool,
    /// Whether it tells nothing of its arguments but its result, and so may run before the conditions of a view.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub leakproof: bool,
    /// Where it may run.
    #[serde(skip_serializing_if = "Parallel::is_unsafe")]
    pub parallel: Parallel,
    /// What a call costs, where that is not the usual estimate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Estimate>,
    /// How many rows it gives, where that is not the usual estimate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<Estimate>,
}

impl FunctionTraits {
    /// Whether PostgreSQL takes all of this for granted.
    pub fn are_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// The white space around the text of a function. It means nothing, but PostgreSQL keeps it, and whoever compares two dumps sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Margins {
    /// Before the text.
    pub before: String,
    /// After it.
    pub after: String,
}

impl Margins {
    /// Those of a text between quotes, as `pg_proc.prosrc` has it.
    pub fn of(text: &str) -> Self {
        let tail = text.trim_start();
        let before = text[..text.len() - tail.len()].to_owned();
        Self { before, after: tail[tail.trim_end().len()..].to_owned() }
    }

    /// Whether the text stands on lines of its own.
    pub fn are_usual(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for Margins {
    fn default() -> Self {
        Self { before: "\n".to_owned(), after: "\n".to_owned() }
    }
}

/// Where a function may run.
/// <https://www.postgresql.org/docs/current/parallel-safety.html>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parallel {
    /// In no query that runs in parallel.
    #[default]
    Unsafe,
    /// In the leader of one.
    Restricted,
    /// Anywhere.
    Safe,
}

impl Parallel {
    /// Whether it is what a function is where nothing is said.
    pub fn is_unsafe(&self) -> bool {
        *self == Parallel::Unsafe
    }
}

/// A number that the planner of PostgreSQL reckons with: canonical, as a `float4` prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Estimate(String);

impl Estimate {
    /// An estimate from its text; nothing where it is no positive number.
    pub fn parse(text: &str) -> Option<Self> {
        let number: f32 = text.trim().parse().ok()?;
        (number.is_finite() && number > 0.0).then(|| Self(number.to_string()))
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whose rights a function runs with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// Those of the caller.
    #[default]
    Invoker,
    /// Those of the owner.
    Definer,
}

/// A trigger of a table or view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// Before, after, or instead of the event.
    pub timing: TriggerTiming,
    /// What fires it; never empty, and in the order of [`TriggerEvent`].
    pub events: Vec<TriggerEvent>,
    /// Once per row or per statement.
    pub level: TriggerLevel,
    /// The condition, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
    /// The function it calls.
    pub function: QName,
    /// The arguments it passes, as text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<String>,
    /// The comment that the database keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// When a trigger fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriggerTiming {
    /// Before the row is written.
    Before,
    /// After the row is written.
    After,
    /// In its place, on views.
    InsteadOf,
}

/// What fires a trigger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriggerEvent {
    /// INSERT.
    Insert,
    /// UPDATE, of the columns named or of any.
    Update(Vec<Name>),
    /// DELETE.
    Delete,
    /// TRUNCATE.
    Truncate,
}

/// How often a trigger fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriggerLevel {
    /// For each row.
    Row,
    /// For each statement.
    Statement,
}

/// A row-level security policy of a table.
/// <https://www.postgresql.org/docs/current/sql-createpolicy.html>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// How it combines with others.
    pub mode: PolicyMode,
    /// The commands it is for.
    pub command: PolicyCommand,
    /// The roles it is for, sorted; empty means PUBLIC.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Name>,
    /// Which existing rows are seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<Expr>,
    /// Which new rows are allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Expr>,
    /// The comment that the database keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// How a policy combines with others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyMode {
    /// With OR.
    #[default]
    Permissive,
    /// With AND.
    Restrictive,
}

/// The commands that a policy is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyCommand {
    /// Every command.
    #[default]
    All,
    /// SELECT.
    Select,
    /// INSERT.
    Insert,
    /// UPDATE.
    Update,
    /// DELETE.
    Delete,
}
