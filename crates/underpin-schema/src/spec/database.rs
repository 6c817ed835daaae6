//! Documents for database objects: extensions, views, functions, triggers, policies.

use super::decode::spec_struct;
use super::{Entries, IndexSpec, words};
use crate::Located;

spec_struct! {
    /// An extension.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ExtensionSpec as "Extension" {
        /// `extension:` its name.
        "extension" => name: Located<String>,
        /// `schema:` the PostgreSQL schema for its objects.
        "schema" => schema: Option<Located<String>>,
    }
}

spec_struct! {
    /// A sequence that is not that of a field with the default `autoincrement()`, `identity(always)` or `serial()`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct SequenceSpec as "Sequence" {
        /// `sequence:` its name in the database.
        "sequence" => name: Located<String>,
        /// `schema:` the PostgreSQL schema that holds it.
        "schema" => schema: Option<Located<String>>,
        /// `type:` smallint, int, or bigint (where not said).
        "type" [words::SEQUENCE_TYPES] => ty: Option<Located<String>>,
        /// `start:` its first number. Where it has counted already, it goes on from there.
        "start" => start: Option<Located<i64>>,
        /// `increment:` what is added for the next number; 1 where not said, less than 0 to count down.
        "increment" => increment: Option<Located<i64>>,
        /// `min:` its least number; 1 where not said.
        "min" => min: Option<Located<i64>>,
        /// `max:` its largest number; the largest of its type where not said.
        "max" => max: Option<Located<i64>>,
        /// `cache:` how many numbers a session takes at once; 1 where not said.
        "cache" => cache: Option<Located<i64>>,
        /// `cycle:` whether it begins anew at its end.
        "cycle" => cycle: Option<Located<bool>>,
        /// `owned_by:` the field that it goes with when that is dropped: `Invoice.number`.
        "owned_by" => owner: Option<Located<String>>,
        /// `was:` its former names.
        "was" => was: Vec<Located<String>>,
        /// `doc:` what it counts.
        "doc" => doc: Option<Located<String>>,
    }
}

spec_struct! {
    /// A view.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ViewSpec as "View" {
        /// `view:` its name in the database.
        "view" => name: Located<String>,
        /// `schema:` the PostgreSQL schema that holds it.
        "schema" => schema: Option<Located<String>>,
        /// `materialized:` whether its rows are stored.
        "materialized" => materialized: Option<Located<bool>>,
        /// `options:` what stands in `WITH (...)`: `security_barrier: true`, `check_option: local`.
        "options" => options: Entries<Located<String>>,
        /// `indexes:` the indexes of a materialized view, over its columns.
        "indexes" => indexes: Vec<IndexSpec>,
        /// `unique:` the unique indexes of a materialized view, over its columns.
        "unique" => uniques: Vec<IndexSpec>,
        /// `sql:` the query.
        "sql" => sql: Located<String>,
        /// `depends:` models, views, functions that must exist before, beside those that the text mentions.
        "depends" => depends: Vec<Located<String>>,
        /// `doc:` what the view shows.
        "doc" => doc: Option<Located<String>>,
    }
}

spec_struct! {
    /// A function.
    #[derive(Clone, Debug, PartialEq)]
    pub struct FunctionSpec as "Function" {
        /// `function:` its name in the database.
        "function" => name: Located<String>,
        /// `schema:` the PostgreSQL schema that holds it.
        "schema" => schema: Option<Located<String>>,
        /// `args:` the argument list: `user_id uuid, days integer DEFAULT 30`.
        "args" => args: Option<Located<String>>,
        /// `returns:` what it returns.
        "returns" => returns: Located<String>,
        /// `language:` `sql` where not said.
        "language" => language: Option<Located<String>>,
        /// `volatility:` volatile (where not said), stable or immutable.
        "volatility" [words::VOLATILITIES] => volatility: Option<Located<String>>,
        /// `security:` invoker (where not said) or definer.
        "security" [words::SECURITIES] => security: Option<Located<String>>,
        /// `strict:` whether it is NULL for any argument that is.
        "strict" => strict: Option<Located<bool>>,
        /// `leakproof:` whether it tells nothing of its arguments but its result.
        "leakproof" => leakproof: Option<Located<bool>>,
        /// `parallel:` unsafe (where not said), restricted or safe.
        "parallel" [words::PARALLEL] => parallel: Option<Located<String>>,
        /// `cost:` what a call costs, in units of the planner of PostgreSQL.
        "cost" => cost: Option<Located<String>>,
        /// `rows:` how many rows it gives, of functions that return a set.
        "rows" => rows: Option<Located<String>>,
        /// `set:` settings it runs under: `search_path = public`.
        "set" => set: Vec<Located<String>>,
        /// `body:` the text between the dollar quotes, without the white space around it.
        "body" => body: Located<String>,
        /// `margins:` the white space before the body and after it; both are line breaks where not said.
        "margins" => margins: Vec<Located<String>>,
        /// `depends:` models, views, functions that must exist before, beside those that the text mentions.
        "depends" => depends: Vec<Located<String>>,
        /// `doc:` what the function does.
        "doc" => doc: Option<Located<String>>,
    }
}

spec_struct! {
    /// A trigger.
    #[derive(Clone, Debug, PartialEq)]
    pub struct TriggerSpec as "Trigger" {
        /// `trigger:` its name.
        "trigger" => name: Located<String>,
        /// `on:` the model (or view).
        "on" => on: Located<String>,
        /// `timing:` before, after or instead_of.
        "timing" [words::TIMINGS] => timing: Located<String>,
        /// `events:` insert, update, delete, truncate, or `update of fieldA, fieldB`.
        "events" | "event" required => events: Vec<Located<String>>,
        /// `each:` row (where not said) or statement.
        "each" [words::EACH] => each: Option<Located<String>>,
        /// `when:` an SQL condition.
        "when" => when: Option<Located<String>>,
        /// `execute:` the function, with constant arguments if any: `touch()`, `audit('orders')`.
        "execute" => execute: Located<String>,
        /// `doc:` what it does.
        "doc" => doc: Option<Located<String>>,
    }
}

spec_struct! {
    /// A row-level security policy.
    #[derive(Clone, Debug, PartialEq)]
    pub struct PolicySpec as "Policy" {
        /// `policy:` its name.
        "policy" => name: Located<String>,
        /// `on:` the model.
        "on" => on: Located<String>,
        /// `for:` all (where not said), select, insert, update or delete.
        "for" [words::COMMANDS] => command: Option<Located<String>>,
        /// `as:` permissive (where not said) or restrictive.
        "as" [words::MODES] => mode: Option<Located<String>>,
        /// `to:` roles; everyone where not said.
        "to" => roles: Vec<Located<String>>,
        /// `using:` which existing rows are seen.
        "using" => using: Option<Located<String>>,
        /// `check:` which new rows are allowed.
        "check" => check: Option<Located<String>>,
        /// `doc:` what it is for.
        "doc" => doc: Option<Located<String>>,
    }
}
