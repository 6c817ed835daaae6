//! Questions about values that are to become others.

mod rules;

use underpin_schema::{BaseType, ColumnType, Name, QName};

use self::rules::{Rule, Test};
use super::{
    COUNT, Question, Subject,
    keys::{CORRECT, counting, text},
};
use crate::sql::{
    ident::{Ident, Path, write_list},
    literal::Text,
    text::Parens,
    types::Type,
};

/// Whether values do not fit another type as they are: PostgreSQL would refuse them, or round or cut them without a word.
pub(super) fn misfits<'a>(table: &'a QName, column: &'a Name, from: &ColumnType, to: &ColumnType) -> Question<'a> {
    let values = Values::of(column, from.list && to.list);
    let Rule { test, words } = rules::rule(&values.each, from, to);
    let (variables, counting) = match test {
        Test::Misfit(condition) => (Vec::new(), counting(table, &values.any(&condition))),
        Test::Reads { value, then } => {
            (vec!["value TEXT".into(), "equal_values BIGINT".into()], trying(table, &values, &value, then.as_deref()))
        }
    };
    Question {
        variables,
        counting,
        code: "check_violation",
        message: format!("column {table}.{column} cannot become {}; values that do not fit", Type(to)),
        detail: text(&words),
        hint: "Correct these values first, or say with `using:` in the spec what becomes of them.",
        table,
        subject: Subject::Column(column),
    }
}

/// Whether values break a check of a domain. It speaks of the value by the word VALUE, which is the name of a column to PostgreSQL,
/// so that a row of one column of that name needs no rewriting of the text.
pub(super) fn breaches<'a>(
    (table, column): (&'a QName, &'a Name),
    to: &ColumnType,
    name: &Name,
    expr: &str,
) -> Question<'a> {
    let condition = format!(
        "(SELECT NOT {} FROM (SELECT CAST({} AS {})) AS of_domain(value))",
        Parens(expr),
        Ident(column),
        Type(to)
    );
    Question {
        variables: Vec::new(),
        counting: counting(table, &condition),
        code: "check_violation",
        message: format!("values of column {table}.{column} do not fulfil check {name} of its domain; rows"),
        detail: text(&format!("It asks for: {expr}")),
        hint: CORRECT,
        table,
        subject: Subject::Column(column),
    }
}

/// Whether values, as text, are not among the labels.
pub(super) fn strangers<'a>(table: &'a QName, column: &'a Name, from: &ColumnType, labels: &[Name]) -> Question<'a> {
    let values = Values::of(column, from.list);
    let condition = if labels.is_empty() {
        format!("{} IS NOT NULL", values.each)
    } else {
        format!("{}::TEXT NOT IN ({})", values.each, Labels(labels))
    };
    let known: Vec<&str> = labels.iter().map(Name::as_str).collect();
    let (message, stay) = match &from.base {
        BaseType::Enum(ty) => {
            (format!("column {table}.{column} holds values that {ty} is to lose; rows"), "Staying are")
        }
        BaseType::Scalar(_) | BaseType::Type(_) | BaseType::Other(_) => {
            let words = "cannot become an enum; rows with values that are none of its labels";
            (format!("column {table}.{column} {words}"), "Known are")
        }
    };
    Question {
        variables: Vec::new(),
        counting: counting(table, &values.any(&condition)),
        code: "check_violation",
        message,
        detail: text(&format!("{stay}: {}", known.join(", "))),
        hint: "Correct these values first, or say in the spec which label each becomes.",
        table,
        subject: Subject::Column(column),
    }
}

struct Labels<'a>(&'a [Name]);

impl std::fmt::Display for Labels<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write_list(f, self.0.iter().map(|label| Text(label)))
    }
}

/// The values of a column: its own, or the elements of its lists.
struct Values {
    /// One of them, in SQL.
    each: String,
    /// Where the elements come from.
    elements: Option<String>,
}

impl Values {
    fn of(column: &Name, list: bool) -> Self {
        if list {
            Self { each: "items.item".to_owned(), elements: Some(format!("unnest({}) AS items(item)", Ident(column))) }
        } else {
            Self { each: Ident(column).to_string(), elements: None }
        }
    }

    /// Whether the condition is true of any value of a row.
    fn any(&self, condition: &str) -> String {
        match &self.elements {
            None => condition.to_owned(),
            Some(elements) => format!("EXISTS (SELECT FROM {elements} WHERE {condition})"),
        }
    }
}

/// Tries each value that occurs, once. `pg_input_is_valid` would do it in one query, but PostgreSQL 14 and 15 lack it.
/// <https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-VALIDITY>
/// The two names stand for all errors of their classes: what does not read as the type, and what a domain forbids.
/// <https://www.postgresql.org/docs/current/plpgsql-control-structures.html#PLPGSQL-ERROR-TRAPPING>
fn trying(table: &QName, values: &Values, value: &str, then: Option<&str>) -> String {
    let Values { each, elements } = values;
    let from = match elements {
        None => Path(table).to_string(),
        Some(elements) => format!("{}, {elements}", Path(table)),
    };
    // The test must name the value, or it would be asked once and for all.
    let misfit = match then {
        None => format!("{value} IS NULL"),
        Some(condition) => condition.to_owned(),
    };
    format!(
        "    FOR value, equal_values IN\n        SELECT {each}::TEXT, count(*)\n        FROM {from}\n        \
         WHERE {each} IS NOT NULL\n        GROUP BY 1\n    LOOP\n        BEGIN\n            IF {misfit} THEN\n                \
         {COUNT} := {COUNT} + equal_values;\n            END IF;\n        \
         EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN\n            \
         {COUNT} := {COUNT} + equal_values;\n        END;\n    END LOOP;"
    )
}
