//! Documents for database objects: extensions, views, functions, triggers, policies.

use crate::Located;

/// An extension.
#[derive(Clone, Debug, PartialEq)]
pub struct ExtensionSpec {
    /// `extension:` its name.
    pub name: Located<String>,
    /// `schema:` the PostgreSQL schema for its objects.
    pub schema: Option<Located<String>>,
}

/// A view.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewSpec {
    /// `view:` its name in the database.
    pub name: Located<String>,
    /// `schema:` the PostgreSQL schema that holds it.
    pub schema: Option<Located<String>>,
    /// `materialized:` whether its rows are stored.
    pub materialized: Option<Located<bool>>,
    /// `sql:` the query.
    pub sql: Located<String>,
    /// `depends:` models, views, functions that must exist before, beside those that the text mentions.
    pub depends: Vec<Located<String>>,
    /// `doc:` what the view shows.
    pub doc: Option<Located<String>>,
}

/// A function.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionSpec {
    /// `function:` its name in the database.
    pub name: Located<String>,
    /// `schema:` the PostgreSQL schema that holds it.
    pub schema: Option<Located<String>>,
    /// `args:` the argument list: `user_id uuid, days integer DEFAULT 30`.
    pub args: Option<Located<String>>,
    /// `returns:` what it returns.
    pub returns: Located<String>,
    /// `language:` `sql` where not said.
    pub language: Option<Located<String>>,
    /// `volatility:` volatile (where not said), stable or immutable.
    pub volatility: Option<Located<String>>,
    /// `security:` invoker (where not said) or definer.
    pub security: Option<Located<String>>,
    /// `set:` settings it runs under: `search_path = public`.
    pub set: Vec<Located<String>>,
    /// `body:` the text between the dollar quotes.
    pub body: Located<String>,
    /// `depends:` models, views, functions that must exist before, beside those that the text mentions.
    pub depends: Vec<Located<String>>,
    /// `doc:` what the function does.
    pub doc: Option<Located<String>>,
}

/// A trigger.
#[derive(Clone, Debug, PartialEq)]
pub struct TriggerSpec {
    /// `trigger:` its name.
    pub name: Located<String>,
    /// `on:` the model (or view).
    pub on: Located<String>,
    /// `timing:` before, after or instead_of.
    pub timing: Located<String>,
    /// `events:` insert, update, delete, truncate, or `update of fieldA, fieldB`.
    pub events: Vec<Located<String>>,
    /// `each:` row (where not said) or statement.
    pub each: Option<Located<String>>,
    /// `when:` an SQL condition.
    pub when: Option<Located<String>>,
    /// `execute:` the function, with constant arguments if any: `touch()`, `audit('orders')`.
    pub execute: Located<String>,
    /// `doc:` what it does.
    pub doc: Option<Located<String>>,
}

/// A row-level security policy.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicySpec {
    /// `policy:` its name.
    pub name: Located<String>,
    /// `on:` the model.
    pub on: Located<String>,
    /// `for:` all (where not said), select, insert, update or delete.
    pub command: Option<Located<String>>,
    /// `as:` permissive (where not said) or restrictive.
    pub mode: Option<Located<String>>,
    /// `to:` roles; everyone where not said.
    pub roles: Vec<Located<String>>,
    /// `using:` which existing rows are seen.
    pub using: Option<Located<String>>,
    /// `check:` which new rows are allowed.
    pub check: Option<Located<String>>,
    /// `doc:` what it is for.
    pub doc: Option<Located<String>>,
}
