//! What an operation does to the rows.

use std::fmt;

use underpin_schema::{Column, DefaultValue, Expr, Name, QName};

use crate::{Op, mentions::calls};

/// Whether an operation may run inside a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InTransaction {
    /// It may, so it fails as one with the rest.
    May,
    /// PostgreSQL refuses it there.
    MustNot,
}

/// Data that is no longer there after an operation, whatever its rows hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destroys {
    /// A table with its rows.
    Rows(QName),
    /// A column with its values.
    Values(QName, Name),
}

impl fmt::Display for Destroys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Destroys::Rows(table) => write!(f, "table {table} with its rows"),
            Destroys::Values(table, column) => write!(f, "column {table}.{column} with its values"),
        }
    }
}

impl Op {
    /// The table that is written anew, row by row, under the operation's lock.
    pub fn rewrites(&self) -> Option<&QName> {
        match self {
            Op::AddColumn(table, _, column) => fills_each_row(column).then_some(table),
            Op::CreateNamespace(_)
            | Op::DropNamespace(_)
            | Op::CreateExtension(_, _)
            | Op::DropExtension(_)
            | Op::CreateEnum(_, _)
            | Op::DropEnum(_)
            | Op::AddEnumValue { ty: _, value: _, place: _ }
            | Op::CreateTable(_, _)
            | Op::DropTable(_)
            | Op::DropColumn(_, _)
            | Op::CreateIndex(_, _, _)
            | Op::DropIndex(_, _)
            | Op::AddUnique(_, _, _)
            | Op::AddForeignKey(_, _, _)
            | Op::AddCheck(_, _, _)
            | Op::DropUnique(_, _)
            | Op::DropCheck(_, _)
            | Op::DropForeignKey(_, _, _)
            | Op::CreateView(_, _)
            | Op::DropView(_, _)
            | Op::CreateFunction(_, _)
            | Op::DropFunction(_)
            | Op::CreateTrigger(_, _, _)
            | Op::DropTrigger(_, _)
            | Op::CreatePolicy(_, _, _)
            | Op::DropPolicy(_, _)
            | Op::SetRowSecurity(_, _, _)
            | Op::Comment(_, _) => None,
        }
    }

    /// The tables whose rows are all read under the operation's lock. The tables that a materialized view reads are not
    /// among them: its query is not looked into.
    pub fn scans(&self) -> Vec<&QName> {
        match self {
            // Measured: a rewrite reads all that it writes; other new columns are a matter of the catalog.
            Op::AddColumn(table, _, column) => fills_each_row(column).then_some(table).into_iter().collect(),
            // Measured: `create-index`, `add-unique`, `add-check`.
            Op::CreateIndex(table, _, _) | Op::AddUnique(table, _, _) | Op::AddCheck(table, _, _) => vec![table],
            // Measured: `add-fk`: both are read to find rows that refer to nothing.
            Op::AddForeignKey(table, _, key) if *table == key.table => vec![table],
            Op::AddForeignKey(table, _, key) => vec![table, &key.table],
            Op::CreateNamespace(_)
            | Op::DropNamespace(_)
            | Op::CreateExtension(_, _)
            | Op::DropExtension(_)
            | Op::CreateEnum(_, _)
            | Op::DropEnum(_)
            | Op::AddEnumValue { ty: _, value: _, place: _ }
            | Op::CreateTable(_, _)
            | Op::DropTable(_)
            | Op::DropColumn(_, _)
            | Op::DropIndex(_, _)
            | Op::DropUnique(_, _)
            | Op::DropCheck(_, _)
            | Op::DropForeignKey(_, _, _)
            | Op::CreateView(_, _)
            | Op::DropView(_, _)
            | Op::CreateFunction(_, _)
            | Op::DropFunction(_)
            | Op::CreateTrigger(_, _, _)
            | Op::DropTrigger(_, _)
            | Op::CreatePolicy(_, _, _)
            | Op::DropPolicy(_, _)
            | Op::SetRowSecurity(_, _, _)
            | Op::Comment(_, _) => Vec::new(),
        }
    }

    /// Whether the operation may run inside a transaction. Of the operations that there are, all may: `CREATE INDEX`
    /// without CONCURRENTLY, and since PostgreSQL 12 `ALTER TYPE ... ADD VALUE`, whose label may not be used before the
    /// commit (see [`crate::CommitReason`]). <https://www.postgresql.org/docs/current/sql-altertype.html>
    pub fn in_transaction(&self) -> InTransaction {
        match self {
            Op::CreateNamespace(_)
            | Op::DropNamespace(_)
            | Op::CreateExtension(_, _)
            | Op::DropExtension(_)
            | Op::CreateEnum(_, _)
            | Op::DropEnum(_)
            | Op::AddEnumValue { ty: _, value: _, place: _ }
            | Op::CreateTable(_, _)
            | Op::DropTable(_)
            | Op::AddColumn(_, _, _)
            | Op::DropColumn(_, _)
            | Op::CreateIndex(_, _, _)
            | Op::DropIndex(_, _)
            | Op::AddUnique(_, _, _)
            | Op::AddForeignKey(_, _, _)
            | Op::AddCheck(_, _, _)
            | Op::DropUnique(_, _)
            | Op::DropCheck(_, _)
            | Op::DropForeignKey(_, _, _)
            | Op::CreateView(_, _)
            | Op::DropView(_, _)
            | Op::CreateFunction(_, _)
            | Op::DropFunction(_)
            | Op::CreateTrigger(_, _, _)
            | Op::DropTrigger(_, _)
            | Op::CreatePolicy(_, _, _)
            | Op::DropPolicy(_, _)
            | Op::SetRowSecurity(_, _, _)
            | Op::Comment(_, _) => InTransaction::May,
        }
    }

    /// The data that is lost. What only holds definitions, or rows that can be computed again, is not data.
    pub fn destroys(&self) -> Option<Destroys> {
        match self {
            // https://www.postgresql.org/docs/current/sql-droptable.html
            Op::DropTable(table) => Some(Destroys::Rows(table.clone())),
            // https://www.postgresql.org/docs/current/sql-altertable.html: the values stay on disk, but nothing reaches them.
            Op::DropColumn(table, column) => Some(Destroys::Values(table.clone(), column.clone())),
            // Without CASCADE these fail where something still uses what they drop.
            Op::DropNamespace(_) | Op::DropExtension(_) | Op::DropEnum(_) => None,
            Op::CreateNamespace(_)
            | Op::CreateExtension(_, _)
            | Op::CreateEnum(_, _)
            | Op::AddEnumValue { ty: _, value: _, place: _ }
            | Op::CreateTable(_, _)
            | Op::AddColumn(_, _, _)
            | Op::CreateIndex(_, _, _)
            | Op::DropIndex(_, _)
            | Op::AddUnique(_, _, _)
            | Op::AddForeignKey(_, _, _)
            | Op::AddCheck(_, _, _)
            | Op::DropUnique(_, _)
            | Op::DropCheck(_, _)
            | Op::DropForeignKey(_, _, _)
            | Op::CreateView(_, _)
            | Op::DropView(_, _)
            | Op::CreateFunction(_, _)
            | Op::DropFunction(_)
            | Op::CreateTrigger(_, _, _)
            | Op::DropTrigger(_, _)
            | Op::CreatePolicy(_, _, _)
            | Op::DropPolicy(_, _)
            | Op::SetRowSecurity(_, _, _)
            | Op::Comment(_, _) => None,
        }
    }
}

/// Whether each row that is there already needs a value of its own, so that the table is rewritten. (A column of a domain
/// with constraints would be checked row by row too; specs have no domains, and what `pg(...)` names is not looked into.)
/// <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES>
fn fills_each_row(column: &Column) -> bool {
    match &column.default {
        // Measured: `add-col-nullable`, `add-col-const-default`: the catalog holds the one value.
        None | Some(DefaultValue::Literal(_)) => false,
        // Measured: `add-col-stable-default-now`: the start of the transaction is one value too.
        Some(DefaultValue::Now) => false,
        // Measured: `add-col-volatile-default`, `add-col-clock-default`.
        Some(DefaultValue::Sql(expr)) => may_be_volatile(expr),
        // Measured: `add-col-serial`, `add-col-identity`, `add-col-generated-stored`.
        Some(DefaultValue::Serial | DefaultValue::Identity(_) | DefaultValue::Generated(_)) => true,
    }
}

/// Functions that give one value throughout a statement.
/// <https://www.postgresql.org/docs/current/functions-datetime.html#FUNCTIONS-DATETIME-CURRENT>
const STABLE: &[&str] = &["now", "transaction_timestamp", "statement_timestamp", "current_setting"];

/// Whether two rows may get two values: true of every call that is not known to be stable.
fn may_be_volatile(expr: &Expr) -> bool {
    calls(expr.as_str()).any(|function| !STABLE.contains(&function.as_str()))
}
