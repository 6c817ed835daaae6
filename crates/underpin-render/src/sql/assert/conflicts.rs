//! The question whether rows exclude one another.

use std::fmt::Write;

use underpin_schema::{Exclusion, Index, IndexKey, KeyTarget, Name, QName};

use super::{
    COUNT, Question, Subject,
    keys::{CORRECT, text},
};
use crate::sql::{
    constraint::OperatorName,
    ident::{Collation, Ident, Path},
    index::{OperatorClass, Using},
    text::Parens,
};

/// Where the keys stand while they are compared.
const KEYS: &str = "pg_temp.underpin_keys";

/// Whether there are two rows such that each operator holds between their keys. They are compared by an index of the same
/// kind as that of the constraint: to compare each row with each other one takes too long.
pub(super) fn conflicts<'a>(table: &'a QName, name: &'a Name, exclusion: &Exclusion) -> Question<'a> {
    let Exclusion { index, operators, deferral: _ } = exclusion;
    let Index { uniqueness: _, method, keys, include: _, predicate, options: _ } = index;
    let (mut selected, mut indexed, mut held, mut words) = (String::new(), String::new(), String::new(), String::new());
    for (number, (key, operator)) in (1..).zip(keys.iter().zip(operators)) {
        let IndexKey { target, order: _, nulls: _, operator_class, collation } = key;
        let (gap, own) = (if number == 1 { "" } else { ", " }, format!("key{number}"));
        // Writing to a String cannot fail.
        let _ = match target {
            KeyTarget::Column(column) => {
                write!(selected, "{gap}{}", Ident(column)).and(write!(words, "{gap}{column} {operator}"))
            }
            KeyTarget::Expr(expr) => {
                write!(selected, "{gap}{}", Parens(expr.as_str())).and(write!(words, "{gap}{expr} {operator}"))
            }
        };
        if let Some(collation) = collation {
            let _ = write!(selected, "{}", Collation(collation));
        }
        let _ = write!(selected, " AS {own}").and(write!(indexed, "{gap}{own}"));
        if let Some(class) = operator_class {
            let _ = write!(indexed, " {}", OperatorClass(class));
        }
        let _ = write!(held, " AND other.{own} {} one.{own}", OperatorName(operator));
    }
    let of = predicate.as_ref().map_or_else(String::new, |expr| format!("\n    WHERE {}", Parens(expr.as_str())));
    let counting = format!(
        "    CREATE TEMPORARY TABLE underpin_keys AS\n    SELECT {selected}\n    FROM {}{of};\n    \
         CREATE INDEX ON {KEYS} {}({indexed});\n    ANALYZE {KEYS};\n    \
         SELECT count(*) INTO {COUNT}\n    FROM {KEYS} AS one\n    WHERE EXISTS (\n        \
         SELECT FROM {KEYS} AS other\n        WHERE other.ctid <> one.ctid{held}\n    );\n    DROP TABLE {KEYS};",
        Path(table),
        Using(method),
    );
    Question {
        variables: Vec::new(),
        counting,
        code: "exclusion_violation",
        message: format!("exclusion constraint {name} of {table} cannot be made; rows that exclude one another"),
        detail: text(&format!("No two rows may hold at once: {words}")),
        hint: CORRECT,
        table,
        subject: Subject::Constraint(name),
    }
}
