//! Preconditions: a block that counts the rows in the way and stops the migration where there are any.
//!
//! The message says table, column and count, never a value: rows may hold personal data, and messages end up in logs. The
//! fields that programs read (SQLSTATE, table, column, constraint) are those of the error that PostgreSQL itself would give
//! later. Rows that a policy hides would not be counted: the script sets `row_security` to off, so that PostgreSQL refuses
//! instead. <https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-ROW-SECURITY>

mod conflicts;
mod counts;
mod fits;
mod keys;
mod yields;

use std::{
    borrow::Cow,
    fmt::{self, Write},
};

use underpin_plan::Precondition;
use underpin_schema::{Name, QName};

use super::{literal::Text, text::block};
use crate::words::one_line;

/// The variable that holds how many rows are in the way.
const COUNT: &str = "in_the_way";

/// `DO $$ ... RAISE EXCEPTION ... $$`.
/// <https://www.postgresql.org/docs/current/plpgsql-errors-and-messages.html>
pub(super) fn write_assert(f: &mut fmt::Formatter<'_>, precondition: &Precondition) -> fmt::Result {
    let question = match precondition {
        Precondition::NoNulls { table, column } => keys::nulls(table, column),
        Precondition::NoDuplicates { table, key, targets, nulls, predicate } => {
            keys::duplicates(table, key, targets, *nulls, predicate.as_ref())
        }
        Precondition::NoOrphans { table, name, key } => keys::orphans(table, name, key),
        Precondition::NoConflicts { table, name, exclusion } => conflicts::conflicts(table, name, exclusion),
        Precondition::Passes { table, name, expr } => keys::failures(table, name, expr),
        Precondition::Fits { table, column, from, to } => fits::misfits(table, column, from, to),
        Precondition::Yields { table, column, value, to, nullable, rows } => {
            yields::unable((table, column), (value, *rows), (to, *nullable))
        }
        Precondition::Counts { counter, counting } => counts::counts(counter, counting),
        Precondition::IsValue { table, column, to, name, expr } => {
            fits::breaches((table, column), to, name, expr.as_str())
        }
        Precondition::IsLabel { table, column, from, labels } => fits::strangers(table, column, from, labels),
    };
    let mut body = String::new();
    question.write_body(&mut body)?;
    write!(f, "DO {};", block(&body))
}

/// What a block asks, and what it says where the answer is the wrong one.
struct Question<'a> {
    /// The variables beside the count, with their types.
    variables: Vec<Cow<'static, str>>,
    /// Statements that set the count, each line indented by one level.
    counting: String,
    /// The name of the SQLSTATE.
    code: &'static str,
    /// The message, up to the count.
    message: String,
    /// What is asked of the rows, as an expression of text.
    detail: String,
    /// The way out.
    hint: &'static str,
    /// The table.
    table: &'a QName,
    /// The column or the constraint.
    subject: Subject<'a>,
}

/// What a question is about.
enum Subject<'a> {
    Column(&'a Name),
    Constraint(&'a Name),
    PrimaryKey,
}

impl Question<'_> {
    fn write_body(&self, body: &mut String) -> fmt::Result {
        let Question { variables, counting, code, message, detail, hint, table, subject } = self;
        // A name in a query that could be both a variable of ours and a column is a column.
        // https://www.postgresql.org/docs/current/plpgsql-implementation.html#PLPGSQL-VAR-SUBST
        write!(body, "#variable_conflict use_column\nDECLARE\n    {COUNT} BIGINT := 0;\n")?;
        for variable in variables {
            writeln!(body, "    {variable};")?;
        }
        write!(body, "BEGIN\n{counting}\n    IF {COUNT} > 0 THEN\n        RAISE EXCEPTION USING\n")?;
        writeln!(body, "            ERRCODE = '{code}',")?;
        writeln!(body, "            MESSAGE = {} || {COUNT},", Text(&one_line(format_args!("{message}: "))))?;
        writeln!(body, "            DETAIL = {detail},")?;
        writeln!(body, "            HINT = {},", Text(hint))?;
        write!(body, "            SCHEMA = {}, TABLE = {}", Text(&table.namespace), Text(&table.name))?;
        match subject {
            Subject::Column(column) => write!(body, ", COLUMN = {}", Text(column))?,
            Subject::Constraint(name) => write!(body, ", CONSTRAINT = {}", Text(name))?,
            Subject::PrimaryKey => {}
        }
        write!(body, ";\n    END IF;\nEND")
    }
}
