//! Questions about keys, checks and NULLs.

use std::fmt::Write;

use underpin_schema::{Expr, ForeignKey, KeyTarget, Name, NullsEqual, ObjectId, QName};

use super::{COUNT, Question, Subject};
use crate::{
    sql::{
        ident::{Ident, Path},
        literal::Text,
        text::Parens,
    },
    words::one_line,
};

pub(super) const CORRECT: &str = "Correct these rows first, or in one of the `steps:` of the spec.";

/// Whether a column holds NULL.
pub(super) fn nulls<'a>(table: &'a QName, column: &'a Name) -> Question<'a> {
    Question {
        variables: Vec::new(),
        counting: counting(table, &format!("{} IS NULL", Ident(column))),
        code: "not_null_violation",
        message: format!("column {table}.{column} cannot be required; rows that hold NULL in it"),
        detail: text("No row may hold NULL in a column that is required."),
        hint: "Fill these rows first, or say with `fill:` in the spec what they get, which must not be NULL.",
        table,
        subject: Subject::Column(column),
    }
}

/// Whether rows have equal keys. As in a unique index, NULLs are equal to one another only where that is said.
/// <https://www.postgresql.org/docs/current/indexes-unique.html>
pub(super) fn duplicates<'a>(
    table: &'a QName,
    key: &'a ObjectId,
    targets: &[KeyTarget],
    nulls: NullsEqual,
    predicate: Option<&Expr>,
) -> Question<'a> {
    let names: Vec<String> = (1..=targets.len()).map(|number| format!("key{number}")).collect();
    // Named in a query of its own, since GROUP BY takes a constant for the place of a column: unique over `(true)`.
    let mut keys = String::new();
    let mut words = String::new();
    for (target, name) in targets.iter().zip(&names) {
        let gap = if keys.is_empty() { "" } else { ", " };
        // Writing to a String cannot fail.
        let _ = match target {
            KeyTarget::Column(column) => {
                write!(keys, "{gap}{} AS {name}", Ident(column)).and(write!(words, "{gap}{column}"))
            }
            KeyTarget::Expr(expr) => {
                write!(keys, "{gap}{} AS {name}", Parens(expr.as_str())).and(write!(words, "{gap}{expr}"))
            }
        };
    }
    let of = predicate.map_or_else(String::new, |expr| format!("\n            WHERE {}", Parens(expr.as_str())));
    let known = match nulls {
        NullsEqual::Equal => String::new(),
        NullsEqual::Distinct => {
            let known: Vec<String> = names.iter().map(|name| format!("{name} IS NOT NULL")).collect();
            format!("\n        WHERE {}", known.join(" AND "))
        }
    };
    let counting = format!(
        "    SELECT coalesce(sum(equal_rows), 0), count(*) INTO {COUNT}, shared_keys\n    FROM (\n        \
         SELECT count(*) AS equal_rows\n        FROM (\n            SELECT {keys}\n            FROM {}{of}\n        ) \
         AS keys{known}\n        GROUP BY {}\n        HAVING count(*) > 1\n    ) AS shared;",
        Path(table),
        names.join(", "),
    );
    Question {
        variables: vec!["shared_keys BIGINT".into()],
        counting,
        code: "unique_violation",
        message: format!("{key} cannot be made; rows with equal keys"),
        detail: format!(
            "shared_keys || {}",
            text(&format!(" keys are those of more than one row; compared by: {words}"))
        ),
        hint: CORRECT,
        table,
        subject: constraint(key),
    }
}

fn constraint(key: &ObjectId) -> Subject<'_> {
    match key {
        ObjectId::Unique(_, name)
        | ObjectId::Index(_, name)
        | ObjectId::ForeignKey(_, name)
        | ObjectId::Check(_, name)
        | ObjectId::Exclusion(_, name) => Subject::Constraint(name),
        ObjectId::Column(_, name) => Subject::Column(name),
        ObjectId::PrimaryKey(_)
        | ObjectId::Namespace(_)
        | ObjectId::Extension(_)
        | ObjectId::Enum(_)
        | ObjectId::Type(_)
        | ObjectId::Attribute(_, _)
        | ObjectId::Sequence(_)
        | ObjectId::EnumValue(_, _)
        | ObjectId::Table(_)
        | ObjectId::Trigger(_, _)
        | ObjectId::Policy(_, _)
        | ObjectId::View(_)
        | ObjectId::Function(_)
        | ObjectId::Step(_) => Subject::PrimaryKey,
    }
}

/// Whether rows refer to nothing. A row with a NULL among its columns refers to none (MATCH SIMPLE).
/// <https://www.postgresql.org/docs/current/sql-createtable.html>
pub(super) fn orphans<'a>(table: &'a QName, name: &'a Name, key: &ForeignKey) -> Question<'a> {
    let ForeignKey {
        columns,
        table: parent,
        references,
        on_delete: _,
        on_update: _,
        matching: _,
        deferral: _,
        validity: _,
    } = key;
    let known: Vec<String> = columns.iter().map(|column| format!("child.{} IS NOT NULL", Ident(column))).collect();
    let pairs = columns.iter().zip(references);
    let equal: Vec<String> =
        pairs.map(|(own, other)| format!("parent.{} = child.{}", Ident(other), Ident(own))).collect();
    let counting = format!(
        "    SELECT count(*) INTO {COUNT}\n    FROM {} AS child\n    WHERE {}\n        AND NOT EXISTS (\n            \
         SELECT FROM {} AS parent\n            WHERE {}\n        );",
        Path(table),
        known.join(" AND "),
        Path(parent),
        equal.join(" AND "),
    );
    let list = |names: &[Name]| match names {
        [one] => one.to_string(),
        several => format!("({})", several.iter().map(Name::as_str).collect::<Vec<_>>().join(", ")),
    };
    let rule = format!("{} must be {} of a row of {parent}, or hold NULL.", list(columns), list(references));
    Question {
        variables: Vec::new(),
        counting,
        code: "foreign_key_violation",
        message: format!("foreign key {name} of {table} cannot be made; rows that refer to no row of {parent}"),
        detail: text(&rule),
        hint: CORRECT,
        table,
        subject: Subject::Constraint(name),
    }
}

/// Whether a check is false of rows. Where it is NULL, it passes.
/// <https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-CHECK-CONSTRAINTS>
pub(super) fn failures<'a>(table: &'a QName, name: &'a Name, expr: &Expr) -> Question<'a> {
    Question {
        variables: Vec::new(),
        counting: counting(table, &format!("{} IS FALSE", Parens(expr.as_str()))),
        code: "check_violation",
        message: format!("check {name} of {table} cannot be made; rows that it is false of"),
        detail: text(&format!("The check: {expr}")),
        hint: CORRECT,
        table,
        subject: Subject::Constraint(name),
    }
}

/// Counts the rows that a condition is true of.
pub(super) fn counting(table: &QName, condition: &str) -> String {
    format!("    SELECT count(*) INTO {COUNT}\n    FROM {}\n    WHERE {condition};", Path(table))
}

/// A text on one line, as a constant.
pub(super) fn text(words: &str) -> String {
    Text(&one_line(words)).to_string()
}
